//! How an invoice is taxed that belongs to an earlier one, where the settings have changed since: a
//! credit note as what it takes back (§ 17 (1) UStG), what is booked anew as it was.

use super::Plan;
use super::chains::Link;
use super::named::reduces;
use crate::ledger::{Bookkeeping, TaxedUnder};
use crate::store::rows::ItemRow;

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
        let books = self.books.companies.get(company)?;
        self.on_its_taxes(at, books.keeping).noted().map(|taxed| taxed.written())
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
