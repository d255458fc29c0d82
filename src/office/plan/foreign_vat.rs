//! VAT of another state on an invoice received (a hotel abroad, fuel, a fair): no input VAT, part
//! of the cost, and paid back on application only. What stands beside it without VAT (a visitor's
//! tax, a tip) goes with it.

use super::Plan;
use crate::domain::finding::Weight;
use crate::domain::finding_argument::Argument;
use crate::domain::{Currency, FindingKind, Invoice, Money, Side};
use crate::ledger::{Seat, Treatment, seat_of_seller, vat_shares};
use rust_decimal::{Decimal, dec};

/// Findings of VAT of other states.
pub static FINDINGS: &[&FindingKind] = &[&FOREIGN_VAT];

/// An invoice is booked gross, since its VAT is another state's.
pub static FOREIGN_VAT: FindingKind = FindingKind {
    code: "foreign-vat-in-cost",
    weight: Weight::Note,
    de: "Die ausgewiesene Umsatzsteuer ({amount}) ist die eines anderen Staates und keine \
        Vorsteuer: Die Rechnung ist brutto als Aufwand gebucht. {refund}",
    en: "The VAT charged ({amount}) is another state's and no input VAT: the invoice is booked \
        gross as an expense. {refund}",
};

/// What is charged with VAT of another state, and what stands beside it without any.
#[derive(Debug, Default)]
struct Foreign {
    tax: Decimal,
    taxed: Decimal,
    untaxed: Decimal,
}

impl Plan<'_> {
    /// Notes on an invoice's document that the VAT on it is another state's, where a company that
    /// deducts might ask for it back.
    pub(super) fn note_foreign_vat(&mut self, at: usize, company: &str, invoice: &Invoice) {
        let deducts =
            self.books.companies.get(company).is_some_and(|books| !books.keeping.deducts_nothing());
        let Some(foreign) = self.foreign_vat(company, invoice).filter(|_| deducts) else { return };
        let refund = match seat_of_seller(&invoice.seller) {
            Some(Seat::Union) => Argument::Words(
                "Zurück gibt es sie im Vergütungsverfahren: Antrag über das BZSt bis 30. September \
                 des Folgejahres (§ 18g UStG).".into(),
                "It is paid back on application by the BZSt portal until 30 September of the \
                 following year (§ 18g UStG).".into(),
            ),
            _ => Argument::Words(
                "Ob sie erstattet wird, sagt das Recht jenes Staates.".into(),
                "Whether it is paid back is for that state's law to say.".into(),
            ),
        };
        let amount = Money::new(foreign.tax, Currency::EUR);
        self.note_at(
            at,
            &FOREIGN_VAT.found().with_value("amount", amount).with_value("refund", refund),
        );
    }

    /// Whether what an invoice shows no VAT of is the smaller part beside what its seller taxes in
    /// its own state: no service of its own.
    pub(super) fn goes_with_foreign_vat(&self, company: &str, invoice: &Invoice) -> bool {
        self.foreign_vat(company, invoice)
            .is_some_and(|foreign| foreign.untaxed.abs() * dec!(2) <= foreign.taxed.abs())
    }

    /// The VAT of another state that an invoice received shows, in euro; nothing where it shows
    /// none, or German VAT, too.
    fn foreign_vat(&self, company: &str, invoice: &Invoice) -> Option<Foreign> {
        let seat = seat_of_seller(&invoice.seller).filter(|seat| *seat != Seat::Germany);
        let books = self.books.companies.get(company).filter(|_| seat.is_some())?;
        let shares = vat_shares(books.keeping, invoice, Side::Payable).ok()?;
        if shares
            .iter()
            .any(|share| !matches!(share.treatment, Treatment::Untaxed | Treatment::Exempt))
        {
            return None;
        }
        let mut foreign = Foreign::default();
        for vat in &invoice.vat {
            let (base, tax) = (vat.base.unwrap_or_default(), vat.amount.unwrap_or_default());
            match tax.is_zero() {
                true => foreign.untaxed += base,
                false => (foreign.taxed, foreign.tax) = (foreign.taxed + base, foreign.tax + tax),
            }
        }
        if invoice.vat.is_empty() {
            (foreign.taxed, foreign.tax) =
                (invoice.totals.net.unwrap_or_default(), invoice.totals.vat.unwrap_or_default());
        }
        (!foreign.tax.is_zero()).then_some(foreign)
    }
}
