//! Prepayments whose final invoice is booked with its deduction as money that is paid already: what
//! pays such a one would tax it, and the invoice taxes the whole.

use super::plan::{Earlier, Plan, may_mean};
use super::run::Desk;
use crate::domain::Side;
use crate::store::Neighbours;
use crate::store::rows::{EntryRow, ItemKind, ItemRow};
use crate::store::trade::Naming;
use std::collections::{BTreeSet, HashMap};

impl Desk {
    /// Of these items the prepayments that an invoice may mean which has taken money off that is
    /// open still, with its number and document: it names them, or none at all. What a person has
    /// booked in addition means none, and is meant by none.
    pub(in crate::office) async fn taken_as_money<'i>(
        &self,
        items: impl Iterator<Item = &'i ItemRow>,
    ) -> anyhow::Result<HashMap<i64, (String, i64)>> {
        let is_request = |item: &&ItemRow| {
            item.kind == ItemKind::Prepayment && item.amount_minor > 0 && item.deducted_by.is_none()
        };
        let requests: Vec<&ItemRow> = items.filter(is_request).collect();
        let contacts: BTreeSet<i64> = requests.iter().map(|item| item.contact_id).collect();
        let mut found = HashMap::new();
        if contacts.is_empty() {
            return Ok(found);
        }
        let contacts: Vec<i64> = contacts.into_iter().collect();
        let money = self.store.called_paid_open(&contacts).await?;
        let mut beside: HashMap<i64, bool> = HashMap::new();
        for item in requests {
            for row in money.iter().filter(|row| may_mean(row, item)) {
                let document = row.item.document_id;
                if !self.any_beside(&mut beside, [document, item.document_id]).await? {
                    found.insert(item.id, (row.item.number.clone(), document));
                    break;
                }
            }
        }
        Ok(found)
    }

    /// What invoices of these contacts call paid already, be it open or settled; not of those that a
    /// person has booked in addition.
    pub(super) async fn called_paid(&self, contacts: &[i64]) -> anyhow::Result<Vec<Naming>> {
        let mut beside: HashMap<i64, bool> = HashMap::new();
        let mut found = Vec::new();
        for row in self.store.called_paid(contacts).await? {
            if !self.any_beside(&mut beside, [row.item.document_id]).await? {
                found.push(row);
            }
        }
        Ok(found)
    }

    /// Whether a person has booked one of these documents in addition; each is asked for once.
    async fn any_beside(
        &self,
        known: &mut HashMap<i64, bool>,
        documents: impl IntoIterator<Item = i64>,
    ) -> anyhow::Result<bool> {
        for document in documents {
            let is_beside = match known.get(&document) {
                Some(known) => *known,
                None => self.is_beside(document).await?,
            };
            known.insert(document, is_beside);
            if is_beside {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// By contact the entries that wait and may pay a prepayment that an invoice of a plan may take
    /// off: proposed for one, or of that contact by name or account.
    pub(super) async fn may_pay(
        &self,
        plan: &Plan<'_>,
        earlier: &Earlier,
    ) -> anyhow::Result<HashMap<i64, Vec<String>>> {
        let mut found = HashMap::new();
        for (contact, side) in plan.deducting_parties() {
            let own = |item: &&ItemRow| {
                item.contact_id == contact && item.side == side && item.kind == ItemKind::Prepayment
            };
            let items: Vec<i64> =
                earlier.prepayments.iter().filter(own).map(|item| item.id).collect();
            let open = self.store.open_among(&items).await?;
            let Some(row) = plan.books.contacts.get(contact).filter(|_| !open.is_empty()) else {
                continue;
            };
            let items: Vec<i64> = open.into_iter().collect();
            let mut ids: BTreeSet<i64> = self.store.proposed_for(&items).await?;
            let companies: BTreeSet<&String> =
                earlier.prepayments.iter().filter(own).map(|item| &item.company).collect();
            for company in companies {
                let ibans = row.ibans.iter().map(|iban| Some(iban.as_str()));
                for iban in ibans.chain([None]) {
                    ids.extend(self.store.waiting_of(company, Some(&row.name), iban).await?);
                }
            }
            let rows = self.store.entries(&ids.into_iter().collect::<Vec<_>>()).await?;
            let pays = |row: &&EntryRow| {
                row.entry.amount.amount.is_sign_positive() == (side == Side::Receivable)
            };
            let list: Vec<String> =
                rows.iter().filter(pays).map(|row| format!("E{}", row.id)).collect();
            found.insert(contact, list);
        }
        Ok(found)
    }

    /// The prepayments that invoices of a neighbourhood have taken off unpaid, are open still and
    /// are not in it: one payment may settle both.
    pub(super) async fn unpaid_of(&self, near: &Neighbours) -> anyhow::Result<Vec<i64>> {
        let invoices = near.items.values().filter(|item| item.kind == ItemKind::Item);
        let of: HashMap<i64, i64> =
            invoices.map(|item| (item.document_id, item.contact_id)).collect();
        let contacts: BTreeSet<i64> = of.values().copied().collect();
        let contacts: Vec<i64> = contacts.into_iter().collect();
        let mut unpaid = self.store.taken_off_unpaid(&contacts).await?;
        unpaid.retain(|(item, by)| of.contains_key(by) && !near.items.contains_key(item));
        Ok(unpaid.into_iter().map(|(item, _)| item).collect())
    }

    /// The prepayments that are open of the contact whose invoice calls something paid.
    pub(in crate::office) async fn requests_of(&self, money: &ItemRow) -> anyhow::Result<Vec<i64>> {
        let mut items = self.store.prepayments(&money.company).await?;
        items.retain(|item| {
            item.contact_id == money.contact_id && item.kind == ItemKind::Prepayment
        });
        let ids: Vec<i64> = items.iter().map(|item| item.id).collect();
        Ok(self.store.open_among(&ids).await?.into_iter().collect())
    }
}
