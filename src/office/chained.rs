//! What of a neighbourhood belongs together by chains of invoices: an invoice and its credit notes,
//! and the credit note of a final invoice with those of the prepayments that it gave back.

use super::run::Desk;
use crate::domain::invoice_number::names_number;
use crate::store::rows::{ItemKind, ItemRow};
use crate::store::trade::Naming;
use crate::store::{Neighbours, RestoredRow};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

impl Desk {
    /// The credit notes of a neighbourhood's invoices, and the invoices of its credit notes, each
    /// credit note with its invoices: as long as the credit note is open, or a payment of the
    /// neighbourhood has settled it. The credit note of a final invoice has those of the
    /// prepayments besides that it gave back. `brought`: items that are not stored yet, which count
    /// as near.
    pub(super) async fn credits_of(
        &self,
        near: &Neighbours,
        brought: &[ItemRow],
    ) -> anyhow::Result<HashMap<i64, Vec<i64>>> {
        let all = || near.items.values().chain(brought);
        let contacts: BTreeSet<i64> = all().map(|item| item.contact_id).collect();
        let contacts: Vec<i64> = contacts.into_iter().collect();
        let mut credits = self.store.credits_naming(&contacts).await?;
        let parts = near.entries.values().flat_map(|row| &row.state.allocations);
        let settled: HashSet<i64> = parts.map(|part| part.item_id).collect();
        let ids: Vec<i64> = credits.iter().map(|row| row.item.id).collect();
        let open = self.store.open_among(&ids).await?;
        credits.retain(|row| open.contains(&row.item.id) || settled.contains(&row.item.id));
        let is_here = |row: &Naming| near.items.contains_key(&row.item.id);
        let (goods, of_prepayments): (Vec<Naming>, Vec<Naming>) = credits
            .into_iter()
            .filter(|row| matches!(row.item.kind, ItemKind::Item | ItemKind::Prepayment))
            .partition(|row| row.item.kind == ItemKind::Item);
        let here: Vec<&Naming> = goods.iter().filter(|row| is_here(row)).collect();
        let others: BTreeSet<i64> = here.iter().map(|row| row.item.contact_id).collect();
        let others: Vec<i64> = others.into_iter().collect();
        let texts: Vec<&String> = here.iter().flat_map(|row| &row.numbers).collect();
        let is_meant = |number: &str| texts.iter().any(|text| names_number(text, number));
        let named = match others.is_empty() {
            true => Vec::new(),
            false => self.store.items_spelt(&others, is_meant).await?,
        };
        let mut of_contact: HashMap<i64, BTreeMap<i64, &ItemRow>> = HashMap::new();
        for item in all().chain(&named).filter(|item| item.amount_minor > 0) {
            of_contact.entry(item.contact_id).or_default().insert(item.id, item);
        }
        let near_ids: HashSet<i64> = all().map(|item| item.id).collect();
        let mut found: HashMap<i64, Vec<i64>> = HashMap::new();
        for row in &goods {
            let invoices = of_contact.get(&row.item.contact_id).into_iter().flatten();
            for (id, invoice) in invoices {
                let is_near = is_here(row) || near_ids.contains(id);
                if is_near && invoice.kind == ItemKind::Item && takes_back(row, invoice) {
                    found.entry(row.item.id).or_default().push(*id);
                }
            }
        }
        for (credit, prepayments) in self.given_back_of(&here).await? {
            let of_these = |row: &&Naming| prepayments.iter().any(|item| takes_back(row, item));
            let beside = of_prepayments.iter().filter(of_these).map(|row| row.item.id);
            found.entry(credit).or_default().extend(beside);
        }
        found.retain(|_, invoices| !invoices.is_empty());
        Ok(found)
    }

    /// The prepayments that credit notes of final invoices gave back, by the item of the credit
    /// note.
    async fn given_back_of(
        &self,
        credits: &[&Naming],
    ) -> anyhow::Result<HashMap<i64, Vec<ItemRow>>> {
        let contacts: BTreeSet<i64> = credits.iter().map(|row| row.item.contact_id).collect();
        let contacts: Vec<i64> = contacts.into_iter().collect();
        let mut found: HashMap<i64, Vec<ItemRow>> = HashMap::new();
        if contacts.is_empty() {
            return Ok(found);
        }
        let restored = self.store.restored_to(&contacts).await?;
        let ids: Vec<i64> = restored.iter().map(|row| row.item_id).collect();
        let items: HashMap<i64, ItemRow> =
            self.store.items_with(&ids).await?.into_iter().map(|item| (item.id, item)).collect();
        for credit in credits {
            let own = |row: &&RestoredRow| row.document_id == credit.item.document_id;
            let given = restored.iter().filter(own).filter_map(|row| items.get(&row.item_id));
            // What another final invoice has taken off again stays where it is.
            let given: Vec<ItemRow> =
                given.filter(|item| item.deducted_by.is_none()).cloned().collect();
            if !given.is_empty() {
                found.insert(credit.item.id, given);
            }
        }
        Ok(found)
    }

    /// Of the open credit notes of final invoices in a neighbourhood the prepayments that they gave
    /// back and that are paid, by the item of the credit note: number, and what is paid in minor
    /// units.
    pub(super) async fn given_back_beside(
        &self,
        near: &Neighbours,
    ) -> anyhow::Result<HashMap<i64, Vec<(String, i64)>>> {
        let credits = near.items.values().filter(|item| {
            item.amount_minor < 0 && item.kind == ItemKind::Item && item.abroad.is_none()
        });
        let credits: Vec<Naming> = credits
            .map(|item| Naming {
                item: item.clone(),
                numbers: Vec::new(),
                days: Vec::new(),
                gross: None,
            })
            .collect();
        let mut found: HashMap<i64, Vec<(String, i64)>> = HashMap::new();
        for (credit, items) in self.given_back_of(&credits.iter().collect::<Vec<_>>()).await? {
            for item in items {
                let paid = self.store.settled(item.id, None).await?;
                if paid != 0 {
                    found.entry(credit).or_default().push((item.number, paid));
                }
            }
        }
        Ok(found)
    }
}

/// Whether a credit note names an invoice.
fn takes_back(row: &Naming, invoice: &ItemRow) -> bool {
    (&invoice.company, invoice.side) == (&row.item.company, row.item.side)
        && row.numbers.iter().any(|text| names_number(text, &invoice.number))
        && row.may_mean(&invoice.number, invoice.date)
}
