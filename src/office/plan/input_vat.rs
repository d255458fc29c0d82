//! Input VAT needs an invoice that makes the statements of § 14 (4) UStG: what it lacks is named,
//! and without what makes it an invoice at all nothing is booked unasked.

use super::Plan;
use super::chains::Link;
use crate::domain::finding::Weight;
use crate::domain::finding_argument::Argument;
use crate::domain::{Finding, FindingKind, Invoice, Side};
use crate::formats::pdf_invoice;
use crate::ledger::{Bookkeeping, Statement, Treatment, missing_statements, vat_shares};
use crate::store::rows::{ItemRow, VatShare};
use rust_decimal::Decimal;

/// Findings of the statements that input VAT needs.
pub static FINDINGS: &[&FindingKind] =
    &[&NO_INVOICE, &INFORMATION_ONLY, &NO_TAX_NUMBER, &STATEMENTS_MISSING, &NOT_FOUND];

/// What it lacks makes it no invoice.
pub static NO_INVOICE: FindingKind = FindingKind {
    code: "input-vat-no-invoice",
    weight: Weight::Warning,
    de: "Die Rechnung nennt nicht: {missing}. Ohne diese Angaben ist sie keine Rechnung, aus der \
        Vorsteuer abgezogen werden darf (§ 14 Abs. 4, § 15 Abs. 1 Nr. 1 UStG). Sie ist nicht \
        gebucht; bitte eine berichtigte verlangen. „kontor resolve {document} accept \
        --without-input-vat“ bucht sie ohne Vorsteuer, „kontor resolve {document} accept“ mit.",
    en: "The invoice does not state: {missing}. Without that it is no invoice by which input VAT \
        may be deducted (§ 14 (4), § 15 (1) no. 1 UStG). It is not booked; ask for a corrected \
        one. \"kontor resolve {document} accept --without-input-vat\" books it without input VAT, \
        \"kontor resolve {document} accept\" with it.",
};
/// It says of itself that it is none.
pub static INFORMATION_ONLY: FindingKind = FindingKind {
    code: "input-vat-information-only",
    weight: Weight::Warning,
    de: "Der Beleg ist nach seiner Art (751) eine Rechnungsinformation für die Buchhaltung \
        und keine Rechnung, aus der Vorsteuer abgezogen werden darf (§ 14 Abs. 1, § 15 Abs. 1 \
        Nr. 1 UStG). Er ist nicht gebucht; bitte die Rechnung selbst verlangen. „kontor resolve \
        {document} accept --without-input-vat“ bucht ihn ohne Vorsteuer, „kontor resolve \
        {document} accept“ mit.",
    en: "By its type (751) the document is information on an invoice for accounting and no invoice \
        by which input VAT may be deducted (§ 14 (1), § 15 (1) no. 1 UStG). It is not booked; ask \
        for the invoice itself. \"kontor resolve {document} accept --without-input-vat\" books it \
        without input VAT, \"kontor resolve {document} accept\" with it.",
};
/// It charges VAT without the seller's number.
pub static NO_TAX_NUMBER: FindingKind = FindingKind {
    code: "input-vat-tax-number-missing",
    weight: Weight::Warning,
    de: "Die Rechnung weist Umsatzsteuer aus, nennt aber nicht: {missing} (§ 14 Abs. 4 UStG). \
        Gebucht ist sie mit Vorsteuer; bitte eine berichtigte verlangen. Bis dahin: „kontor \
        resolve {document} accept --without-input-vat“ nimmt die Vorsteuer heraus, „kontor resolve \
        {document} accept“ lässt sie.",
    en: "The invoice charges VAT but does not state: {missing} (§ 14 (4) UStG). It is booked with \
        input VAT; ask for a corrected one. Until then \"kontor resolve {document} accept \
        --without-input-vat\" takes the input VAT out, \"kontor resolve {document} accept\" lets \
        it stand.",
};
/// What else it lacks.
pub static STATEMENTS_MISSING: FindingKind = FindingKind {
    code: "input-vat-statements-missing",
    weight: Weight::Note,
    de: "Für den Vorsteuerabzug fehlt der Rechnung: {missing} (§ 14 Abs. 4 UStG, § 31 UStDV). Der \
        Verkäufer kann das nachreichen; es wirkt zurück.",
    en: "For the deduction of input VAT the invoice lacks: {missing} (§ 14 (4) UStG, § 31 UStDV). \
        The seller can supply it later; it counts back.",
};
/// The same of paper, of which only part is read.
pub static NOT_FOUND: FindingKind = FindingKind {
    code: "input-vat-statements-not-found",
    weight: Weight::Note,
    de: "Für den Vorsteuerabzug war auf dem Beleg nicht zu finden: {missing} (§ 14 Abs. 4 UStG). \
        Bitte vor dem Annehmen nachsehen; fehlt es, bucht „kontor resolve {document} accept \
        --without-input-vat“ ohne Vorsteuer.",
    en: "For the deduction of input VAT this could not be found on the page: {missing} (§ 14 (4) \
        UStG). Look before you accept; where it is missing, \"kontor resolve {document} accept \
        --without-input-vat\" books without input VAT.",
};

impl Plan<'_> {
    /// Names what an invoice received does not state of what input VAT needs.
    ///
    /// # Errors
    /// What makes it no invoice, unless a person has decided already.
    pub(super) fn statements(
        &mut self,
        at: usize,
        company: &str,
        invoice: &Invoice,
        side: Side,
    ) -> Result<(), Finding> {
        let deducts = self
            .books
            .companies
            .get(company)
            .is_some_and(|books| charges(books.keeping, invoice, side));
        if !deducts || invoice.format == "csv" || self.terms.contains_key(&at) {
            return Ok(());
        }
        let missing = missing_statements(invoice);
        let document = format!("D{}", self.id_at(at));
        if invoice.is_information_only() {
            return Err(INFORMATION_ONLY.found().with("document", document));
        }
        let said = |kind: &'static FindingKind, statements: &[Statement]| {
            let words: Vec<Argument> = statements
                .iter()
                .map(|statement| Argument::from(statement.words().map(str::to_owned)))
                .collect();
            kind.found()
                .with_value("missing", Argument::row(&words, "; "))
                .with("document", &document)
        };
        let (essential, others): (Vec<Statement>, Vec<Statement>) =
            missing.into_iter().partition(|statement| statement.is_essential());
        let read_from_paper = invoice.format == pdf_invoice::NAME;
        let kind = match () {
            () if read_from_paper => &NOT_FOUND,
            () if others.contains(&Statement::TaxNumber) => &NO_TAX_NUMBER,
            () => &STATEMENTS_MISSING,
        };
        let named: Vec<Statement> = if read_from_paper {
            essential.iter().chain(&others).copied().collect()
        } else {
            others
        };
        if !named.is_empty() {
            self.note_at(at, &said(kind, &named));
        }
        match essential.is_empty() || read_from_paper {
            true => Ok(()),
            false => Err(said(&NO_INVOICE, &essential)),
        }
    }

    /// Notes that a credit note takes back what was booked without input VAT: what was not deducted
    /// is not corrected (§ 17 (1) sentence 2 UStG).
    pub(super) fn deducts_as_named(&mut self, link: Link<'_>) {
        let Link { at, invoice, whose, .. } = link;
        if whose.side != Side::Payable || !invoice.credits() {
            return;
        }
        let gross = |item: &ItemRow| {
            let mut shares = item.vat.iter();
            !item.vat.is_empty() && shares.all(is_gross)
        };
        let named = self.named(link);
        if !named.is_empty() && named.iter().all(gross) {
            self.undeducted.insert(at);
        }
    }

    /// How an invoice is booked where a person took its input VAT out, or that of what it takes
    /// back.
    pub(super) fn on_deduction(&self, at: usize, keeping: Bookkeeping) -> Bookkeeping {
        let keeping = self.on_its_taxes(at, keeping);
        let told = self.terms.get(&at).is_some_and(|terms| terms.without_input_vat);
        match told || self.undeducted.contains(&at) {
            true => Bookkeeping { input_percent: Decimal::ZERO, ..keeping },
            false => keeping,
        }
    }
}

/// Whether a share was booked with what VAT the seller charges in it, without owing any of its own.
fn is_gross(share: &VatShare) -> bool {
    let of_seller = matches!(
        Treatment::read(&share.treatment),
        Some(Treatment::Taxed(_) | Treatment::TaxedOtherwise | Treatment::Untaxed)
    );
    of_seller && share.gross_minor == share.net_minor
}

/// Whether input VAT that the seller charges would be deducted.
fn charges(keeping: Bookkeeping, invoice: &Invoice, side: Side) -> bool {
    let charged = |share: &crate::ledger::VatShare| {
        matches!(share.treatment, Treatment::Taxed(_)) && share.gross != share.net
    };
    side == Side::Payable
        && !keeping.deducts_nothing()
        && vat_shares(keeping, invoice, side).is_ok_and(|shares| shares.iter().any(charged))
}
