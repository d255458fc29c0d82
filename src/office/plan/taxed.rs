//! How an invoice is taxed that belongs to an earlier one, where the settings have changed since: a
//! credit note as what it takes back (§ 17 (1) UStG), what is booked anew as it was.

use super::Plan;
use super::chains::{Chain, Link};
use super::named::reduces;
use super::one_invoice::{essentials, paid_besides};
use crate::domain::finding::Weight;
use crate::domain::{Finding, FindingKind, Side};
use crate::ledger::{Bookkeeping, TaxedUnder, VatRegime};
use crate::store::rows::{ItemRow, VatShare};

/// Findings of how invoices are taxed.
pub static FINDINGS: &[&FindingKind] = &[&NOTHING_PAID];

/// A person says that an invoice was paid on its day which does not call itself paid.
pub static NOTHING_PAID: FindingKind = FindingKind {
    code: "nothing-called-paid",
    weight: Weight::Warning,
    de: "„--paid“ gilt für eine gestellte Rechnung, die sich selbst ganz oder zum Teil bezahlt \
        nennt (BT-113), und nicht durch Anzahlungsrechnungen.",
    en: "\"--paid\" is for an invoice issued that calls itself paid, in full or in part (BT-113), \
        and not by prepayment invoices.",
};

/// The code of a payment in cash (BT-81, UNTDID 4461).
const IN_CASH: &str = "10";

impl Plan<'_> {
    /// Notes that an invoice is taxed as the item is that it becomes or takes the place of, a
    /// credit note as what it names. What a person has taken back is booked anew as the settings
    /// are now.
    pub(super) fn taxed_as_before(&mut self, link: Link<'_>, known: Option<&ItemRow>) {
        let Link { at, invoice, .. } = link;
        let named = if reduces(invoice) { self.named(link) } else { Vec::new() };
        let own = known.filter(|item| !item.is_withdrawn());
        let before: Vec<TaxedUnder> =
            own.into_iter().chain(&named).filter_map(|item| self.taxed(item)).collect();
        if let Some((first, others)) = before.split_first()
            && others.iter().all(|other| other == first)
        {
            self.taxed_as.insert(at, *first);
        }
    }

    /// Notes what of an invoice is paid with its issue, in cash or as a person says: VAT that a
    /// company owes with the money is due for so much on the invoice's day (§ 13 (1) no. 1 b UStG),
    /// and no payment makes it due again.
    ///
    /// # Errors
    /// A person says so of one that calls nothing paid, or that the company has not issued.
    pub(super) fn taxed_as_paid(&mut self, link: Link<'_>, chain: &Chain) -> Result<(), Finding> {
        let Link { at, invoice, whose, .. } = link;
        let said = self.terms.get(&at).is_some_and(|terms| terms.paid);
        let is_issued = whose.side == Side::Receivable && !invoice.credits();
        let paid = essentials(invoice).map_or(0, |facts| paid_besides(chain, facts.prepaid));
        let is_called_paid = is_issued && paid > 0;
        if said && !is_called_paid {
            return Err(NOTHING_PAID.found());
        }
        // Beside prepayments the means may be that of the rest.
        let is_cash =
            invoice.payment.means_code.as_deref() == Some(IN_CASH) && matches!(chain, Chain::Alone);
        let Some(books) = self.books.companies.get(whose.company) else { return Ok(()) };
        let keeping = self.on_its_taxes(at, books.keeping);
        if is_called_paid && (said || is_cash) && keeping.vat == VatRegime::Cash {
            self.paid_at_once.insert(at, paid);
        }
        Ok(())
    }

    /// The VAT of what an invoice calls paid already, beside its own item: taxed as if it were due
    /// with the supply where it was paid with the issue.
    pub(super) fn taxed_at_once(&self, at: usize, item: &ItemRow) -> Vec<VatShare> {
        let mut vat = item.vat.clone();
        let books = self.books.companies.get(&item.company);
        if let Some(books) = books.filter(|_| self.paid_at_once.contains_key(&at)) {
            let taxed = TaxedUnder { vat: VatRegime::Accrual, ..books.keeping.taxed() };
            vat.iter_mut().for_each(|share| share.under = Some(taxed.written()));
        }
        vat
    }

    /// How an item is taxed; `None` where it states no VAT.
    fn taxed(&self, item: &ItemRow) -> Option<TaxedUnder> {
        let share = item.vat.first()?;
        let books = self.books.companies.get(&item.company)?;
        Some(books.keeping.under(share.under.as_deref().and_then(TaxedUnder::read)).taxed())
    }

    /// The books as they hold for an invoice that is taxed as an earlier one.
    pub(super) fn on_its_taxes(&self, at: usize, keeping: Bookkeeping) -> Bookkeeping {
        self.taxed_as.get(&at).map_or(keeping, |taxed| keeping.under(Some(*taxed)))
    }

    /// What the item of an invoice says of how it is taxed.
    pub(super) fn noted_of(&self, at: usize, company: &str) -> Option<String> {
        let own = self.books.companies.get(company)?.keeping;
        let taxed = self.on_its_taxes(at, own).taxed();
        let told = taxed != own.began.unwrap_or_else(|| own.taxed());
        told.then(|| taxed.written())
    }

    /// What an item by list says of how it is taxed: what it said before, else what holds now.
    pub(super) fn taxed_under(&self, company: &str, known: Option<&ItemRow>) -> Option<String> {
        match known.and_then(|known| known.vat.first()) {
            Some(share) => share.under.clone(),
            None => {
                let books = self.books.companies.get(company)?;
                books.keeping.noted().map(|taxed| taxed.written())
            }
        }
    }
}
