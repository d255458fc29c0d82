//! What is known of earlier invoices, read before a batch's own are booked.

use super::plan::{Earlier, Plan, asks_for_payments};
use super::run::Desk;
use crate::domain::JournalEntry;
use crate::domain::invoice_number::{names_number, number_key};
use crate::store::Neighbours;
use crate::store::rows::{ItemKind, ItemRow};
use std::collections::{BTreeSet, HashMap};

impl Desk {
    /// What is known of the invoices that those of a plan may name or take off.
    pub(super) async fn earlier(
        &self,
        plan: &Plan<'_>,
        known: &[ItemRow],
    ) -> anyhow::Result<Earlier> {
        let mut earlier = Earlier::default();
        for company in plan.deducting() {
            earlier.prepayments.extend(self.store.prepayments(&company).await?);
        }
        for item in known.iter().filter(|item| item.is_withdrawn()) {
            earlier.taken.extend(self.place_taken(item).await?.map(|by| (item.id, by)));
        }
        let named = plan.named_numbers();
        let known: Vec<&ItemRow> = known
            .iter()
            .filter(|item| named.contains(&(item.company.clone(), number_key(&item.number))))
            .collect();
        let documents: Vec<i64> = known.iter().map(|item| item.document_id).collect();
        earlier.gross = self.store.gross_of(&documents).await?;
        for item in earlier.prepayments.iter().chain(known.iter().copied()) {
            earlier.settled.insert(item.id, self.store.settled(item.id, None).await?);
            earlier.discounted.insert(item.id, self.store.discounted(item.id).await?);
            if asks_for_payments(item) {
                earlier.payments.insert(item.id, self.payments_of(item).await?);
            }
        }
        let contacts: BTreeSet<i64> =
            known.iter().map(|item| item.contact_id).chain(plan.parties_billed()).collect();
        let mut numbers: HashMap<&str, Vec<i64>> = HashMap::new();
        for item in known {
            numbers.entry(&item.company).or_default().extend(item.posting);
        }
        for (company, numbers) in numbers {
            earlier.postings.insert(company.to_owned(), self.postings(company, &numbers).await?);
        }
        earlier.naming = self.store.items_naming(&contacts.into_iter().collect::<Vec<_>>()).await?;
        let own = plan.own_numbers();
        for row in &earlier.naming {
            let names = |text: &String| own.iter().any(|number| names_number(text, number));
            let document = row.item.document_id;
            if row.numbers.iter().any(names) && self.is_beside(document).await? {
                earlier.beside.insert(document);
            }
        }
        Ok(earlier)
    }

    /// What was paid of an item, minor units of its sign, each with the posting that booked it.
    async fn payments_of(&self, item: &ItemRow) -> anyhow::Result<Vec<(i64, JournalEntry)>> {
        let paid = self.store.paid_by(item.id).await?;
        let numbers: Vec<i64> = paid.iter().map(|(_, number)| *number).collect();
        let postings = self.postings(&item.company, &numbers).await?;
        Ok(paid
            .into_iter()
            .filter_map(|(amount, number)| Some((amount, postings.get(&number)?.clone())))
            .collect())
    }

    /// The items of a neighbourhood of which nothing is in force, with those that stand in their
    /// place now.
    pub(super) async fn successors(&self, near: &Neighbours) -> anyhow::Result<HashMap<i64, i64>> {
        let mut found = HashMap::new();
        for item in near.items.values().filter(|item| item.is_withdrawn()) {
            let Some((_, document)) = self.place_taken(item).await? else { continue };
            let is_it = |other: &&ItemRow| {
                other.amount_minor != 0
                    && other.kind == ItemKind::Item
                    && (&other.company, other.side) == (&item.company, item.side)
            };
            let brought = self.store.items_from(document).await?;
            found.extend(brought.iter().find(is_it).map(|other| (item.id, other.id)));
        }
        Ok(found)
    }
}
