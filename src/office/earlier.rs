//! What is known of earlier invoices, read before a batch's own are booked.

use super::plan::{Earlier, Plan, asks_for_payments, credited_by, decision_of};
use super::run::Desk;
use crate::domain::invoice_number::{names_number, number_key};
use crate::domain::{JournalEntry, Money};
use crate::matching::DiscountKind;
use crate::store::rows::{ItemKind, ItemRow};
use crate::store::trade::Naming;
use crate::store::{CreditedWhole, Keys, Neighbours};
use rust_decimal::Decimal;
use std::collections::{BTreeSet, HashMap, HashSet};

/// How often a neighbourhood is looked at again for what belongs to what was added.
const MOST_ROUNDS: usize = 3;

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
        let orders = plan.orders_billed();
        let deducting = plan.deducting();
        let companies: BTreeSet<&String> = orders.iter().map(|(company, _)| company).collect();
        for company in companies.into_iter().filter(|company| !deducting.contains(company)) {
            let of_order = |item: &ItemRow| {
                let order = item.order_number.as_ref();
                order.is_some_and(|order| orders.contains(&(company.clone(), order.clone())))
            };
            let all = self.store.prepayments(company).await?.into_iter();
            earlier.prepayments.extend(all.filter(of_order));
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
        let contacts: BTreeSet<i64> =
            known.iter().map(|item| item.contact_id).chain(plan.parties_billed()).collect();
        let billed: Vec<i64> = contacts.iter().copied().collect();
        earlier.accounts = self.store.accounts_said(&billed).await?;
        if !named.is_empty() {
            let contacts: Vec<i64> = contacts.iter().copied().collect();
            self.taken_off(&mut earlier, &contacts).await?;
            earlier.held = self.store.invoices_held(&contacts).await?;
        }
        if plan.asks_beforehand() {
            let contacts: Vec<i64> = contacts.iter().copied().collect();
            earlier.called_paid = self.called_paid(&contacts).await?;
        }
        for company in &deducting {
            if self.store.any_entry_waits(company).await? {
                earlier.waits_at_bank.insert(company.clone());
            }
        }
        earlier.may_pay = self.may_pay(plan, &earlier).await?;
        let is_named = |item: &&ItemRow| {
            let by = item.deducted_by.and_then(|by| earlier.finals.get(&by));
            by.is_none_or(|number| named.contains(&(item.company.clone(), number_key(number))))
        };
        let off: Vec<ItemRow> = earlier.taken_off.iter().filter(is_named).cloned().collect();
        let prepayments = earlier.prepayments.clone();
        for item in prepayments.iter().chain(known.iter().copied()).chain(&off) {
            if !earlier.settled.contains_key(&item.id) {
                self.settled_of(&mut earlier, item).await?;
            }
        }
        if !named.is_empty() || !deducting.is_empty() {
            self.taken_in_part(&mut earlier, &contacts).await?;
        }
        self.credits_reduced(&mut earlier, &named, &contacts).await?;
        let mut numbers: HashMap<&str, Vec<i64>> = HashMap::new();
        // What is not named may be taken back too: the prepayments that an invoice leaves out.
        for item in known.into_iter().chain(&prepayments) {
            numbers.entry(&item.company).or_default().extend(item.posting);
        }
        for (company, numbers) in numbers {
            earlier.postings.insert(company.to_owned(), self.postings(company, &numbers).await?);
        }
        let own = plan.own_numbers();
        for row in &earlier.naming {
            let names = |text: &String| own.iter().any(|number| names_number(text, number));
            let document = row.item.document_id;
            if !row.numbers.iter().any(names) {
                continue;
            }
            if self.is_beside(document).await? {
                earlier.beside.insert(document);
            }
        }
        Ok(earlier)
    }

    /// What names earlier invoices of these contacts, and by what credit notes among it were
    /// reduced of invoices that are reduced themselves.
    async fn credits_reduced(
        &self,
        earlier: &mut Earlier,
        named: &HashSet<(String, String)>,
        contacts: &BTreeSet<i64>,
    ) -> anyhow::Result<()> {
        let contacts: Vec<i64> = contacts.iter().copied().collect();
        earlier.naming = self.store.items_naming(&contacts).await?;
        let documents: Vec<i64> = earlier.returned.iter().map(|row| row.document_id).collect();
        earlier.finals.extend(self.store.numbers_of(&documents).await?);
        if earlier.reduced.is_empty() {
            return Ok(());
        }
        let of_named = |row: &&Naming| {
            let key = |text: &String| (row.item.company.clone(), number_key(text));
            row.item.amount_minor < 0 && row.numbers.iter().any(|text| named.contains(&key(text)))
        };
        for row in earlier.naming.iter().filter(of_named) {
            let reduced = self.reductions_of(&row.item).await?;
            if !reduced.is_empty() {
                earlier.reduced.insert(row.item.id, reduced);
            }
        }
        Ok(())
    }

    /// What final invoices have taken off of these contacts, and what was given back of it.
    async fn taken_off(&self, earlier: &mut Earlier, contacts: &[i64]) -> anyhow::Result<()> {
        earlier.taken_off = self.store.items_taken_off(contacts).await?;
        earlier.restored = self.store.restored_to(contacts).await?;
        let met: BTreeSet<i64> = earlier.taken_off.iter().map(|item| item.id).collect();
        let given_back: Vec<i64> = earlier
            .restored
            .iter()
            .map(|row| row.item_id)
            .filter(|item| !met.contains(item))
            .collect();
        earlier.taken_off.extend(self.store.items_with(&given_back).await?);
        let finals = earlier.taken_off.iter().filter_map(|item| item.deducted_by);
        let credits = earlier.restored.iter().flat_map(|row| [row.document_id, row.final_id]);
        let documents: BTreeSet<i64> = finals.chain(credits).collect();
        let documents: Vec<i64> = documents.into_iter().collect();
        earlier.finals = self.store.numbers_of(&documents).await?;
        earlier.gross.extend(self.store.gross_of(&documents).await?);
        Ok(())
    }

    /// What final invoices took off in part of the items of these contacts.
    async fn taken_in_part(
        &self,
        earlier: &mut Earlier,
        contacts: &BTreeSet<i64>,
    ) -> anyhow::Result<()> {
        let contacts: Vec<i64> = contacts.iter().copied().collect();
        earlier.parts = self.store.parts_taken_from(&contacts).await?;
        let documents: BTreeSet<i64> = earlier.parts.iter().map(|row| row.document_id).collect();
        let documents: Vec<i64> = documents.into_iter().collect();
        earlier.finals.extend(self.store.numbers_of(&documents).await?);
        earlier.gross.extend(self.store.gross_of(&documents).await?);
        Ok(())
    }

    /// What is settled of an item, and by which entries.
    async fn settled_of(&self, earlier: &mut Earlier, item: &ItemRow) -> anyhow::Result<()> {
        let settled = self.store.settled(item.id, None).await?;
        earlier.settled.insert(item.id, settled);
        earlier.discounted.insert(item.id, self.store.discounted(item.id).await?);
        if settled != 0 {
            let entries = self.store.settling(&[item.id]).await?;
            let mut list: Vec<String> =
                entries.into_iter().map(|entry| format!("E{entry}")).collect();
            let set_offs = self.store.set_offs_of(&[item.id]).await?;
            list.extend(set_offs.iter().map(|row| format!("V{}", row.id)));
            earlier.settling.insert(item.id, list);
        }
        if earlier.discounted.get(&item.id).is_some_and(|discounted| *discounted != 0) {
            earlier.reduced.insert(item.id, self.reductions_of(item).await?);
            earlier.returned.extend(self.store.returned_of(&[item.id]).await?);
        }
        if asks_for_payments(item) {
            earlier.payments.insert(item.id, self.payments_of(item).await?);
        }
        Ok(())
    }

    /// By what an item was reduced beside money, minor units of its sign by kind.
    async fn reductions_of(&self, item: &ItemRow) -> anyhow::Result<Vec<(DiscountKind, i64)>> {
        let entries = self.store.settling(&[item.id]).await?;
        let entries: Vec<i64> = entries.into_iter().collect();
        let mut found: Vec<(DiscountKind, i64)> = Vec::new();
        for row in self.store.entries(&entries).await? {
            for part in decision_of(&row).allocations.iter().filter(|part| part.item == item.id) {
                for (kind, reduced) in part.reductions() {
                    match found.iter_mut().find(|(known, _)| *known == kind) {
                        Some((_, minor)) => *minor += reduced,
                        None => found.push((kind, reduced)),
                    }
                }
            }
        }
        found.retain(|(_, minor)| *minor != 0);
        Ok(found)
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

    /// A neighbourhood with what stands in the place of items of which nothing is in force.
    /// `brought`: the plan's own items, which are not stored yet and may be what is credited.
    pub(super) async fn with_successors(
        &self,
        company: &str,
        mut keys: Keys,
        mut near: Neighbours,
        brought: &[ItemRow],
    ) -> anyhow::Result<Neighbours> {
        let taken_off = self.unpaid_of(&near).await?;
        if !taken_off.is_empty() {
            keys.items.extend(taken_off);
            near = self.store.neighbours(company, &keys).await?;
        }
        let successors = self.successors(&near).await?;
        let mut credits = self.credits_of(&near, brought).await?;
        let own: HashSet<i64> = brought.iter().map(|item| item.id).collect();
        // What is met by what is added has chains of its own.
        for _ in 0..MOST_ROUNDS {
            let linked = credits.iter().flat_map(|(credit, of)| of.iter().chain([credit]));
            let absent: Vec<i64> = successors
                .values()
                .chain(linked)
                .copied()
                .filter(|id| !near.items.contains_key(id) && !own.contains(id))
                .collect();
            if absent.is_empty() {
                break;
            }
            keys.items.extend(absent);
            near = self.store.neighbours(company, &keys).await?;
            credits = self.credits_of(&near, brought).await?;
        }
        near.asked_before = self.asked_before(&near, &successors).await?;
        near.successors = successors;
        near.credits = credits;
        near.given_back = self.given_back_beside(&near).await?;
        near.credited = self.credited_whole(&near).await?;
        near.credited_off = self.credited_off(&near).await?;
        let is_prepayment = |item: &&ItemRow| {
            matches!(item.kind, ItemKind::Prepayment | ItemKind::PrepaymentUntaxed)
        };
        let prepayments = near.items.values().filter(is_prepayment).map(|item| item.id);
        near.parts = self.store.parts_taken(&prepayments.collect::<Vec<_>>()).await?;
        near.taken_as_money = self.taken_as_money(near.items.values().chain(brought)).await?;
        Ok(near)
    }

    /// What items asked for of which nothing is in force, as their invoices state it.
    async fn asked_before(
        &self,
        near: &Neighbours,
        successors: &HashMap<i64, i64>,
    ) -> anyhow::Result<HashMap<i64, i64>> {
        if successors.is_empty() {
            return Ok(HashMap::new());
        }
        let items: Vec<&ItemRow> =
            successors.keys().filter_map(|before| near.items.get(before)).collect();
        let documents: Vec<i64> = items.iter().map(|item| item.document_id).collect();
        let gross = self.store.gross_of(&documents).await?;
        let asked = |item: &ItemRow| {
            let gross = gross.get(&item.document_id).filter(|_| item.abroad.is_none())?;
            Some((item.id, Money::new(*gross, item.currency).minor()?))
        };
        Ok(items.into_iter().filter_map(asked).collect())
    }

    /// What credit notes took of a neighbourhood's invoices with Skonto by a person's word.
    async fn credited_off(&self, near: &Neighbours) -> anyhow::Result<HashMap<i64, i64>> {
        let may_be = |item: &&ItemRow| {
            !item.discounts.is_empty() && near.settled_elsewhere.contains_key(&item.id)
        };
        let ids: Vec<i64> = near.items.values().filter(may_be).map(|item| item.id).collect();
        let mut found = HashMap::new();
        if ids.is_empty() {
            return Ok(found);
        }
        let rows = self.store.set_offs_of(&ids).await?;
        let others: Vec<i64> = rows.iter().flat_map(|row| [row.item_id, row.against_id]).collect();
        let items = self.store.items_with(&others).await?;
        let items: HashMap<i64, &ItemRow> = items.iter().map(|item| (item.id, item)).collect();
        for row in &rows {
            if let Some((item, minor)) = credited_by(row, |id| items.get(&id).copied()) {
                *found.entry(item).or_default() += minor;
            }
        }
        Ok(found)
    }

    /// The invoices of a neighbourhood that a credit note takes back whole, or leaves out a
    /// reduction of.
    async fn credited_whole(
        &self,
        near: &Neighbours,
    ) -> anyhow::Result<HashMap<i64, CreditedWhole>> {
        let credits = near.items.values().filter(|item| item.amount_minor < 0);
        let contacts: BTreeSet<i64> = credits.map(|item| item.contact_id).collect();
        let contacts: Vec<i64> = contacts.into_iter().collect();
        let mut found = self.taken_back_whole(&contacts, near.items.values()).await?;
        let ids: Vec<i64> = near.items.keys().copied().collect();
        let returned = self.store.returned_of(&ids).await?;
        let documents: Vec<i64> = returned.iter().map(|row| row.document_id).collect();
        let numbers = self.store.numbers_of(&documents).await?;
        for row in returned {
            let number = numbers.get(&row.document_id).cloned().unwrap_or_default();
            let document_id = row.document_id;
            let by = CreditedWhole { number, document_id, is_less_reduced: true };
            found.insert(row.item_id, by);
        }
        Ok(found)
    }

    /// Those of some items that booked credit notes of these contacts take back whole, with the
    /// last of these.
    pub(super) async fn taken_back_whole(
        &self,
        contacts: &[i64],
        items: impl Iterator<Item = &ItemRow>,
    ) -> anyhow::Result<HashMap<i64, CreditedWhole>> {
        let mut found = HashMap::new();
        let mut naming = self.store.items_naming(contacts).await?;
        naming.retain(|row| row.item.amount_minor < 0);
        for item in items.filter(|item| item.amount_minor > 0) {
            let of = |row: &&Naming| {
                (&row.item.company, row.item.side, row.item.contact_id)
                    == (&item.company, item.side, item.contact_id)
                    && row.numbers.iter().all(|text| names_number(text, &item.number))
                    && row.may_mean(&item.number, item.date)
            };
            let own: Vec<&Naming> = naming.iter().filter(of).collect();
            let Some(last) = own.last() else { continue };
            let gross = self.store.gross_of(&[item.document_id]).await?;
            let whole = gross.get(&item.document_id).copied();
            let credited = own.iter().filter_map(|row| row.gross).map(|gross| gross.abs());
            if whole.is_some_and(|whole| credited.sum::<Decimal>() >= whole.abs()) {
                found.insert(
                    item.id,
                    CreditedWhole {
                        number: last.item.number.clone(),
                        document_id: last.item.document_id,
                        is_less_reduced: false,
                    },
                );
            }
        }
        Ok(found)
    }

    /// The items of a neighbourhood of which nothing is in force, with those that stand in their
    /// place now.
    async fn successors(&self, near: &Neighbours) -> anyhow::Result<HashMap<i64, i64>> {
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
