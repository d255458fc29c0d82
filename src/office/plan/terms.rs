//! What a person says with the release of a document, and how an invoice is taken on those terms.

use super::Plan;
use super::items::SUMS_DIFFER;
use super::rates::{is_near, stated_rate};
use super::settle::Postings;
use crate::domain::finding::Weight;
use crate::domain::{
    Content, Currency, Finding, FindingKind, Invoice, InvoiceNature, JournalEntry, OpenItem, Side,
};
use crate::einvoice::contradiction::contradiction;
use crate::ledger::{Treatment, as_payable, in_euro, rate_of_another_time, vat_shares, wording};
use crate::office::route::{Route, WRONG_COMPANY};
use crate::store::rows::{DocumentRow, DocumentStatus, ItemRow};
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Findings of invoices that need a person's word.
pub static FINDINGS: &[&FindingKind] =
    &[&FOREIGN_CURRENCY, &UNUSUAL_RATE, &OTHER_TIME, &MARGIN, &VAT_SHOWN, &PROFORMA];

/// An invoice for which there is no rate.
pub static FOREIGN_CURRENCY: FindingKind = FindingKind {
    code: "foreign-currency",
    weight: Weight::Warning,
    de: "Die Rechnung lautet auf {currency}, die Bücher werden in EUR geführt. Gebucht wird sie \
        mit dem Kurs ihres Tages, sobald die Kursdatei der EZB im Eingang liegt \
        (eurofxref-hist.csv), oder mit „kontor resolve {document} accept --rate KURS“ (Einheiten \
        der Währung für einen Euro, wie die EZB ihn nennt).",
    en: "The invoice is in {currency}, the books are kept in EUR. It is booked at the rate of its \
        day once the ECB's file of rates lies in the inbox (eurofxref-hist.csv), or with \"kontor \
        resolve {document} accept --rate RATE\" (units of the currency for one euro, as the ECB \
        quotes it).",
};
pub static UNUSUAL_RATE: FindingKind = FindingKind {
    code: "unusual-vat-rate",
    weight: Weight::Warning,
    de: "Die Rechnung weist Umsatzsteuer von {rate} % aus; für diesen Satz gibt es kein eigenes \
        Konto. „kontor resolve {document} accept“ bucht Nettobetrag und ausgewiesene Steuer \
        getrennt, „kontor resolve {document} accept --account NUMMER“ nennt das Konto des \
        Nettobetrags.",
    en: "The invoice charges VAT of {rate} %, a rate without an account of its own. \"kontor \
        resolve {document} accept\" books net and the VAT charged apart; \"kontor resolve \
        {document} accept --account NUMBER\" names the net's account.",
};

/// An invoice that charges a rate of VAT which was not in force on the day of its supply.
pub static OTHER_TIME: FindingKind = FindingKind {
    code: "vat-rate-of-another-time",
    weight: Weight::Warning,
    de: "Die Rechnung weist {rate} % Umsatzsteuer für den {day} aus; dieser Satz galt an dem Tag \
        nicht (vom 1. Juli bis 31. Dezember 2020: 16 % und 5 %, sonst 19 % und 7 %). Sie ist nicht \
        gebucht; bitte vom Absender berichtigen lassen. „kontor resolve {document} accept“ bucht \
        sie mit der ausgewiesenen Steuer, „kontor resolve {document} accept --without-input-vat“ \
        ohne Vorsteuer.",
    en: "The invoice charges VAT of {rate} % for {day}, when that rate was not in force (from 1 \
        July to 31 December 2020: 16 % and 5 %, otherwise 19 % and 7 %). It is not booked; have \
        its sender correct it. \"kontor resolve {document} accept\" books it with the VAT that it \
        charges, \"kontor resolve {document} accept --without-input-vat\" without input VAT.",
};

/// An invoice under the margin scheme: the tax is in the margin, which it does not state.
pub static MARGIN: FindingKind = FindingKind {
    code: "margin-scheme",
    weight: Weight::Warning,
    de: "Die Rechnung ist nach der Differenzbesteuerung (§ 25, § 25a UStG) gestellt; die Steuer \
        auf die Marge steht nicht darin. „kontor resolve {document} accept“ bucht den Betrag ohne \
        Umsatzsteuer; die Steuer auf die Marge ist dann mit entries.csv zu buchen.",
    en: "The invoice is under the margin scheme (§ 25, § 25a UStG); the tax on the margin does not \
        stand in it. \"kontor resolve {document} accept\" books the amount without VAT; the tax on \
        the margin is then to be booked by entries.csv.",
};

pub static VAT_SHOWN: FindingKind = FindingKind {
    code: "vat-shown-without-right",
    weight: Weight::Warning,
    de: "Die Rechnung weist Umsatzsteuer aus, obwohl die Firma keine schuldet (vat in companies/); \
        ausgewiesene Steuer wird allein deshalb geschuldet (§ 14c UStG). Sie ist nicht gebucht; \
        bitte berichtigen. „kontor resolve {document} accept“ bucht sie mit der Steuer.",
    en: "The invoice shows VAT though the company owes none (vat in companies/); VAT shown is owed \
        for that alone (§ 14c UStG). It is not booked; correct it. \"kontor resolve {document} \
        accept\" books it with the VAT.",
};

/// A document that only looks like an invoice (UNTDID 1001: 325): nothing is owed by it, and no
/// input VAT deducted (§ 15 (1) no. 1 UStG).
pub static PROFORMA: FindingKind = FindingKind {
    code: "proforma-invoice",
    weight: Weight::Warning,
    de: "Das ist eine Proforma-Rechnung (Belegart 325): Sie fordert keine Zahlung und berechtigt \
        nicht zum Vorsteuerabzug. Sie ist nicht gebucht; die Rechnung selbst muss noch kommen. \
        „kontor resolve {document} reject GRUND“ legt sie ab, „kontor resolve {document} accept“ \
        bucht sie doch.",
    en: "This is a proforma invoice (type 325): it asks for no payment and gives no right to input \
        VAT. It is not booked; the invoice itself is still to come. \"kontor resolve {document} \
        reject REASON\" puts it away, \"kontor resolve {document} accept\" books it after all.",
};

/// What a person says when a document is booked at their word.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Terms {
    /// Foreign units for one euro.
    pub rate: Option<Decimal>,
    /// Expense or revenue account.
    pub account: Option<String>,
    /// Its input VAT is not deducted: it lacks what § 14 (4) UStG asks for.
    pub without_input_vat: bool,
    /// What the company owes of the VAT that it does not show; `None` where nothing was said of it.
    pub owed: Option<Owed>,
    /// What it calls paid in full came in on its day, past the accounts that are kept.
    pub paid: bool,
    /// It takes the place of the invoice that is booked under its number.
    pub replaces: bool,
    /// It is booked in addition to the invoices that it names.
    pub beside: bool,
    /// The number of the prepayment that it takes off, where it does not say which; or that it is
    /// none of those that it may mean ([`Terms::takes_off_none`]).
    pub of: Option<String>,
}

impl Terms {
    /// Whether they say how the VAT is booked, or when it is due.
    pub fn is_of_tax(&self) -> bool {
        self.without_input_vat || self.paid || self.owed.is_some()
    }
}

/// How a person says that what an invoice takes off is none of the prepayments.
const NONE: [&str; 2] = ["none", "keine"];

impl Terms {
    /// Whether a person says that what it takes off is none of the prepayments.
    pub fn takes_off_none(&self) -> bool {
        self.of.as_deref().is_some_and(|of| NONE.contains(&of.to_lowercase().as_str()))
    }

    /// Whether it counts beside what it names, or seems to take off, as a person says. A correction
    /// takes the place of what it names all the same.
    pub fn counts_beside(&self, invoice: &Invoice) -> bool {
        self.beside || self.takes_off_none() && invoice.nature() == InvoiceNature::Invoice
    }
}

/// What a company owes of the VAT that an invoice received does not show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owed {
    /// Nothing.
    Nothing,
    /// That of a service or work of a seller abroad (§ 13b UStG).
    Service,
    /// That of goods from another EU state (§ 1a UStG).
    Acquisition,
}

/// A document whose place another takes.
#[derive(Debug, Clone, Copy)]
pub struct Replaced {
    /// Its number.
    pub document: i64,
    /// It was booked until then.
    pub was_booked: bool,
}

impl Plan<'_> {
    /// Whose a held document is once a person releases it, and what of its content.
    ///
    /// # Errors
    /// What a person must still say.
    pub fn release(
        &self,
        row: &DocumentRow,
        content: Content,
        terms: &Terms,
    ) -> Result<(String, Content), Finding> {
        match content {
            Content::BankStatement(file) => self.release_statements(row, file, terms),
            content => Ok((self.released_to(row, &content), content)),
        }
    }

    /// The company in whose books a released document belongs: that which it names, where the
    /// folder was another's, whatever else was found about it.
    fn released_to(&self, row: &DocumentRow, content: &Content) -> String {
        let misplaced =
            matches!(self.directory.route(row.company.as_deref(), content), Route::Held(..));
        match self.directory.route(None, content) {
            Route::To(named) if misplaced => named,
            // Named by a spelling that only the words of its name tell.
            _ if row.reason_code.as_deref() == Some(WRONG_COMPANY.code)
                && let Content::Invoice(invoice) = content
                && let Some(named) = self
                    .directory
                    .nearer(&invoice.buyer, row.company.as_deref().unwrap_or_default()) =>
            {
                named.to_owned()
            }
            _ => row.company.clone().unwrap_or_default(),
        }
    }

    /// A document that a person released: its content is booked for this company whatever was found
    /// about it. `postings` has the entries of what it may replace.
    pub fn released(
        &mut self,
        mut row: DocumentRow,
        company: String,
        content: Content,
        terms: Terms,
        postings: Postings,
    ) {
        row.company = Some(company.clone());
        row.status = DocumentStatus::Processed;
        row.reason_code = None;
        row.reason = None;
        self.changes.documents.push(row);
        let at = self.changes.documents.len() - 1;
        self.terms.insert(at, terms);
        self.replaceable = postings;
        self.sort_in(at, company, content);
    }

    /// Reads a list again for those items that another document had taken over; its other rows stay
    /// as they are.
    pub fn listed_again(
        &mut self,
        row: DocumentRow,
        company: String,
        rows: Vec<OpenItem>,
        items: BTreeSet<i64>,
    ) {
        self.only_items = Some(items);
        self.released(row, company, Content::OpenItems(rows), Terms::default(), Postings::new());
    }

    /// The documents whose place those of this plan take.
    pub fn replaced(&self) -> &[Replaced] {
        &self.replaced
    }

    /// Takes an entry back by its reversal.
    pub fn reverse(&mut self, company: &str, number: i64, document: i64, postings: &Postings) {
        if let Some(old) = postings.get(&number) {
            self.reverse_entry(company, (Some(document), None), (number, old));
        }
    }

    /// Takes an entry back and books it again with one account in the place of another (from, to):
    /// the number that it has then. Both are caused by a document, or by a bank entry.
    pub(super) fn booked_on_another(
        &mut self,
        company: &str,
        cause: (Option<i64>, Option<i64>),
        (number, old): (i64, &JournalEntry),
        (from, to): (&str, &str),
    ) -> i64 {
        self.reverse_entry(company, cause, (number, old));
        let entry = old.clone().renumbered(|account| (account == from).then(|| to.to_owned()));
        let sealed = self.books.seal(company, entry, cause.0, cause.1, None);
        let number = sealed.number;
        self.changes.journal.push(sealed);
        number
    }

    /// The reversal of an entry, caused by a document or a bank entry.
    pub(super) fn reverse_entry(
        &mut self,
        company: &str,
        (document, bank_entry): (Option<i64>, Option<i64>),
        (number, old): (i64, &JournalEntry),
    ) {
        let language = self.language_of(Some(company));
        let reversal = old.reversed(old.date(), wording::reversal(old.text(), language));
        let sealed = self.books.seal(company, reversal, document, bank_entry, Some(number));
        self.changes.journal.push(sealed);
    }

    /// The invoice as it is booked: in euro, with a person's word where its sums differ; held with
    /// what a person must say.
    pub(super) fn on_terms<'i>(
        &self,
        at: usize,
        company: &str,
        invoice: &'i Invoice,
        side: Side,
    ) -> Result<Cow<'i, Invoice>, Finding> {
        let terms = self.terms.get(&at);
        let document = format!("D{}", self.id_at(at));
        if terms.is_none() && invoice.is_proforma() {
            return Err(PROFORMA.found().with("document", document));
        }
        // Of an e-invoice the official rules see it.
        if terms.is_none()
            && invoice.format == "csv"
            && let Some(what) = contradiction(invoice)
        {
            return Err(SUMS_DIFFER.found().with_value("what", what).with("this", document));
        }
        let mut taken = Cow::Borrowed(invoice);
        if terms.is_some() && differs(invoice, side) {
            taken = Cow::Owned(as_payable(invoice));
        }
        let currency = invoice.currency.unwrap_or(Currency::EUR);
        if currency != Currency::EUR {
            let asked =
                || FOREIGN_CURRENCY.found().with("currency", currency).with("document", &document);
            let rate = self.rate_for(at, invoice).ok_or_else(asked)?;
            taken = Cow::Owned(in_euro(&taken, rate).map_err(|_| asked())?);
        }
        let unusual = |shares: Vec<crate::ledger::VatShare>| {
            shares.iter().any(|share| share.treatment == Treatment::TaxedOtherwise)
        };
        let Some(books) = self.books.companies.get(company) else { return Ok(taken) };
        let Ok(shares) = vat_shares(books.keeping, &taken, side) else { return Ok(taken) };
        let charged = shares.iter().any(|share| share.gross != share.net);
        if terms.is_none() && side == Side::Receivable && books.keeping.owes_no_output() && charged
        {
            return Err(VAT_SHOWN.found().with("document", document));
        }
        if terms.is_none() && shares.iter().any(|share| share.treatment == Treatment::Margin) {
            return Err(MARGIN.found().with("document", document));
        }
        if terms.is_none()
            && side == Side::Receivable
            && let Some(asked) = super::asked_tax::asked(&taken, &shares, &document)
        {
            return Err(asked);
        }
        if terms.is_none()
            && let Some((rate, day)) = rate_of_another_time(&taken, &shares)
        {
            let rate = rate.normalize().to_string().replace('.', ",");
            let found = OTHER_TIME.found().with("rate", rate).with_value("day", day);
            return Err(found.with("document", document));
        }
        if terms.is_none() && unusual(shares) {
            let rates = taken
                .vat
                .iter()
                .filter_map(|share| share.rate)
                .filter(|rate| crate::ledger::Rate::of(*rate).is_none());
            let rates: Vec<String> =
                rates.map(|rate| rate.normalize().to_string().replace('.', ",")).collect();
            return Err(UNUSUAL_RATE
                .found()
                .with("rate", rates.join(", "))
                .with("document", document));
        }
        self.as_owed(at, company, taken, side)
    }

    /// The rate that an invoice in another currency is booked at: what a person says, else that of
    /// its day.
    pub(super) fn rate_for(&self, at: usize, invoice: &Invoice) -> Option<Decimal> {
        let told = self.terms.get(&at).and_then(|terms| terms.rate);
        told.or_else(|| {
            let of_day = self.rate_of(invoice.currency?, invoice.issue_day()?)?;
            Some(stated_rate(invoice).filter(|own| is_near(*own, of_day)).unwrap_or(of_day))
        })
    }

    /// The item whose place an invoice takes, if a person said so or nothing of it is booked any
    /// more; held where another invoice bears the number.
    pub(super) fn makes_room(
        &mut self,
        at: usize,
        twin: &ItemRow,
        (invoice, is_opposite): (&Invoice, bool),
        told: Finding,
    ) -> Result<Option<ItemRow>, Finding> {
        let document = self.id_at(at);
        let terms = self.terms.get(&at);
        let ours = twin.document_id == document;
        if twin.is_withdrawn() || ours || terms.is_some_and(|terms| terms.replaces) {
            if let Some(number) = twin.posting {
                let postings = std::mem::take(&mut self.replaceable);
                self.reverse(&twin.company, number, twin.document_id, &postings);
                self.replaceable = postings;
            }
            let other = Replaced { document: twin.document_id, was_booked: twin.posting.is_some() };
            self.replaced.extend((!ours).then_some(other));
            return Ok(Some(ItemRow { posting: None, ..twin.clone() }));
        }
        // Numbers begin anew with a year; a person who says that it is another invoice is believed.
        let year = |day: Option<jiff::civil::Date>| day.map(|day| day.year());
        // So do those of credit notes beside those of invoices.
        let is_other = is_opposite || year(twin.date) != year(invoice.issue_day());
        let takes_back = is_opposite && self.takes_itself_back(invoice, twin);
        match terms.is_some() && is_other || takes_back {
            true => Ok(None),
            false => {
                let both = match year(twin.date) == year(invoice.issue_day()) {
                    true => ["", ""].map(str::to_owned),
                    false => [
                        format!(
                            "; „kontor resolve D{document} accept“ bucht beide, wenn die Nummern \
                             mit dem Jahr neu beginnen"
                        ),
                        format!(
                            "; \"kontor resolve D{document} accept\" books both, where numbers \
                             begin anew with the year"
                        ),
                    ],
                };
                Err(told.with("this", format!("D{document}")).with_value("both", both))
            }
        }
    }
}

/// Whether an invoice's own sums differ.
fn differs(invoice: &Invoice, side: Side) -> bool {
    crate::ledger::sums_hold(invoice, side).is_err()
}
