//! Invoices that wait for a yes before anything of them is booked.

use super::Plan;
use super::items::{Met, SAME_INVOICE};
use super::one_invoice::essentials;
use crate::domain::finding::Weight;
use crate::domain::{Finding, FindingKind, Iban, Invoice, Money, Party, Side};
use crate::formats::pdf_invoice;
use crate::store::rows::{DocumentStatus, Origin};

/// Findings of pages beside the invoice itself.
pub static FINDINGS: &[&FindingKind] = &[&OTHER_ACCOUNT, &OTHER_SUM];

/// Pages of a booked invoice that name another account to pay to.
pub static OTHER_ACCOUNT: FindingKind = FindingKind {
    code: "pdf-other-account",
    weight: Weight::Warning,
    de: "Dieses PDF zeigt die Rechnung {number} von {contact}, die mit {document} gebucht ist, \
        nennt zum Zahlen aber {account}, das von {contact} nicht bekannt ist. Bitte vor der \
        Zahlung bei {contact} anrufen (nicht unter der Nummer aus dem PDF); „kontor resolve {this} \
        reject GRUND“ beendet die Frage.",
    en: "This PDF shows invoice {number} of {contact}, which is booked with {document}, but names \
        {account} to pay to, which is not known of {contact}. Call {contact} before paying (not by \
        the number in the PDF); \"kontor resolve {this} reject REASON\" ends the question.",
};

/// Pages under the number of a booked invoice that are over another amount.
pub static OTHER_SUM: FindingKind = FindingKind {
    code: "pdf-other-sum",
    weight: Weight::Warning,
    de: "Unter der Nummer {number} ist von {contact} schon {document} über {booked} gebucht; \
        dieses PDF nennt {amount} und ist nicht gebucht. Zeigt es dieselbe Rechnung, stimmt eines \
        von beiden nicht: bitte bei {contact} klären und mit „kontor resolve {this} reject GRUND“ \
        beenden. Tritt es an ihre Stelle: „kontor resolve {this} replace“.",
    en: "{document} of {contact} is booked under number {number} already, over {booked}; this PDF \
        says {amount} and is not booked. If it shows the same invoice, one of the two is wrong: \
        ask {contact} and end the question with \"kontor resolve {this} reject REASON\". If it \
        takes its place: \"kontor resolve {this} replace\".",
};

impl Plan<'_> {
    /// Notes that a document waits for a yes.
    pub fn proposes(&mut self, document: i64, proposal: Finding) {
        self.proposed.insert(document, proposal);
    }

    /// What becomes of an invoice that waits for a yes: it is the picture of one that is booked, or
    /// it is held, with what it says otherwise than that. Nobody becomes a contact by it.
    pub(super) fn proposal(
        &self,
        company: &str,
        invoice: &Invoice,
        side: Side,
        met: &Met,
        proposal: &Finding,
    ) -> (DocumentStatus, Finding) {
        self.beside_its_invoice(company, invoice, side, met)
            .unwrap_or_else(|| (DocumentStatus::Held, proposal.clone()))
    }

    /// The same where an invoice of the number is booked.
    fn beside_its_invoice(
        &self,
        company: &str,
        invoice: &Invoice,
        side: Side,
        met: &Met,
    ) -> Option<(DocumentStatus, Finding)> {
        let other = if side == Side::Payable { &invoice.seller } else { &invoice.buyer };
        let facts = essentials(invoice).ok()?;
        let contact = self.books.contacts.find(company, &with_account(other, invoice, side))?;
        let twin = met.get(&self.key_of(company, side, contact, &facts.number))?;
        if twin.origin != Origin::Invoice || twin.is_withdrawn() {
            return None;
        }
        let row = self.books.contacts.get(contact);
        let said = |kind: &'static FindingKind| {
            let name = row.map(|row| row.name.clone()).unwrap_or_default();
            let found = kind.found().with("number", &facts.number).with("contact", name);
            found.with("document", format!("D{}", twin.document_id))
        };
        let same_day = twin.date == Some(facts.date);
        if same_day && twin.amount_minor == facts.open {
            let accounts = invoice.payment.iban.iter().chain(&invoice.payment.other_ibans);
            let mut accounts = accounts.filter(|_| side == Side::Payable).peekable();
            let first = accounts.peek().map(|iban| iban.to_string());
            let is_known = |iban: &Iban| {
                row.is_some_and(|row| row.ibans.iter().any(|own| own == iban.as_str()))
            };
            // Of whom no account is known, none is another.
            let is_told = row.is_some_and(|row| !row.ibans.is_empty());
            return Some(match first.filter(|_| is_told && !accounts.any(is_known)) {
                Some(account) => {
                    (DocumentStatus::Held, said(&OTHER_ACCOUNT).with("account", account))
                }
                None => (DocumentStatus::Duplicate, said(&SAME_INVOICE)),
            });
        }
        let is_of_year = twin.date.is_some_and(|day| day.year() == facts.date.year());
        let money = |minor: i64| Money::from_minor(minor, twin.currency);
        (is_of_year && twin.amount_minor != facts.open).then(|| {
            let found = said(&OTHER_SUM).with_value("booked", money(twin.amount_minor));
            (DocumentStatus::Held, found.with_value("amount", money(facts.open)))
        })
    }
}

impl Plan<'_> {
    /// Leaves out of an invoice read from paper what it says of the recipient's own account, from
    /// which a debit is announced: nobody is paid there.
    pub(super) fn without_own_accounts(&self, company: &str, invoice: &mut Invoice) {
        if invoice.format != pdf_invoice::NAME || self.directory.sells(invoice, company) {
            return;
        }
        let is_own = |iban: &Iban| self.directory.is_own_account(iban, company);
        let (payment, seller) = (&mut invoice.payment, &mut invoice.seller);
        payment.other_ibans.retain(|iban| !is_own(iban));
        if let [only] = payment.other_ibans.as_slice() {
            (payment.iban, seller.iban) = (Some(only.clone()), Some(only.clone()));
            payment.other_ibans.clear();
        }
        payment.iban.take_if(|iban| is_own(iban));
        seller.iban.take_if(|iban| is_own(iban));
    }
}

/// The other party with the account to pay to, which stands with the payment instructions of an
/// invoice received.
pub(super) fn with_account(party: &Party, invoice: &Invoice, side: Side) -> Party {
    let mut party = party.clone();
    if side == Side::Payable && party.iban.is_none() {
        party.iban = invoice.payment.iban.clone();
    }
    party
}
