//! Invoices that wait for a yes before anything of them is booked.

use super::Plan;
use super::items::{Met, SAME_INVOICE};
use super::one_invoice::essentials;
use crate::domain::{Finding, Iban, Invoice, Party, Side};
use crate::formats::pdf_invoice;
use crate::store::rows::{DocumentStatus, Origin};

impl Plan<'_> {
    /// What becomes of an invoice that waits for a yes: it is the picture of one that is booked, or
    /// it is held. Nobody becomes a contact by it.
    pub(super) fn proposal(
        &self,
        company: &str,
        invoice: &Invoice,
        side: Side,
        met: &Met,
        proposal: &Finding,
    ) -> (DocumentStatus, Finding) {
        let other = if side == Side::Payable { &invoice.seller } else { &invoice.buyer };
        let twin = || {
            let facts = essentials(invoice).ok()?;
            let contact = self.books.contacts.find(company, &with_account(other, invoice, side))?;
            let twin = met.get(&self.key_of(company, side, contact, &facts.number))?;
            let same = twin.origin == Origin::Invoice
                && twin.amount_minor == facts.open
                && twin.date == Some(facts.date);
            let name =
                self.books.contacts.get(contact).map(|row| row.name.clone()).unwrap_or_default();
            let told = SAME_INVOICE.found().with("number", &facts.number).with("contact", name);
            (same && !twin.is_withdrawn())
                .then(|| told.with("document", format!("D{}", twin.document_id)))
        };
        twin().map_or_else(
            || (DocumentStatus::Held, proposal.clone()),
            |finding| (DocumentStatus::Duplicate, finding),
        )
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
