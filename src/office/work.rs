//! A unit of work: a plan carried out over the books. What grows beyond a portion is written as it
//! goes, all in one transaction, so that memory follows the portion and not the file.

use super::accounts;
use super::plan::{KnownEntries, Plan, Unpaid};
use super::run::Desk;
use crate::domain::Currency;
use crate::domain::invoice_number::{near_key, number_key};
use crate::store::rows::TellingRow;
use crate::store::{Changes, Keys, Unit};
use std::collections::{BTreeMap, BTreeSet};

/// Rows a plan holds before they are written: items, entries, their keys and postings.
pub(super) const PORTION: usize = 40_000;

/// Bank entries of one written in portions that are settled together: each may bring all that is
/// open of who paid it.
const SETTLED_AT_ONCE: usize = 400;

/// A unit of work under way.
pub(super) struct Work {
    /// The books as this unit sees them.
    desk: Desk,
    unit: Option<Unit>,
    in_portions: bool,
    /// Bank entries and journal entries that are written already.
    pub written: (usize, usize),
}

impl Work {
    /// Work of which nothing is written before it is planned whole: it may yet be refused.
    pub fn whole(desk: &Desk) -> Work {
        Work { desk: desk.clone(), unit: None, in_portions: false, written: (0, 0) }
    }

    /// Work that is written in portions where it is large.
    pub fn in_portions(desk: &Desk) -> Work {
        Work { in_portions: true, ..Work::whole(desk) }
    }

    /// Makes all that was planned part of the books, `changes` last.
    pub async fn commit(self, changes: &Changes) -> anyhow::Result<()> {
        let Work { desk, unit, .. } = self;
        match unit {
            Some(mut unit) => {
                unit.write(changes).await?;
                drop(desk);
                unit.commit().await?;
            }
            None => desk.store.commit(changes).await?,
        }
        Ok(())
    }

    /// Writes all that was planned and takes it back, to see that it can be done.
    pub async fn rehearse(self, changes: &Changes) -> anyhow::Result<()> {
        let Work { desk, unit, .. } = self;
        match unit {
            Some(mut unit) => unit.write(changes).await?,
            None => desk.store.rehearse(changes).await?,
        }
        Ok(())
    }

    /// Books the content a plan has routed, asking the store for what each step must know.
    pub async fn carry_out(&mut self, plan: &mut Plan<'_>) -> anyhow::Result<()> {
        let mut used = BTreeMap::new();
        for (company, accounts) in plan.personal_accounts() {
            used.insert(
                company.clone(),
                self.desk.store.accounts_posted(&company, &accounts).await?,
            );
        }
        let changed_contacts = plan.master_data(&used);
        for (company, contacts) in plan.named_late() {
            let items = self.desk.store.items_of(&contacts).await?;
            let numbers: Vec<i64> = items.iter().filter_map(|item| item.posting).collect();
            let postings = self.desk.postings(&company, &numbers).await?;
            plan.ask_where_it_belongs(&company, &items, &postings);
        }
        plan.bring_rates();
        self.items(plan, &changed_contacts).await?;
        plan.openings(self.desk.known_openings(plan).await?);
        plan.manual(self.desk.known_manual(plan).await?);
        for (company, cash, from) in plan.cash_books() {
            let entries = self.desk.store.on_cash_box(&company, &cash, from).await?;
            plan.beside_cash_book(&company, &entries);
        }
        self.entries(plan).await?;
        self.settle(plan).await
    }

    /// The desk as this work sees it: once a unit is begun, all is read through that, and whoever
    /// asks the store beside it waits for its end.
    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    /// Books invoices and lists of open items, the lists in portions.
    async fn items(&mut self, plan: &mut Plan<'_>, changed_contacts: &[i64]) -> anyhow::Result<()> {
        let mut later = plan.later_items(self.most());
        let mut touched = self.desk.store.items_of(changed_contacts).await?;
        plan.know_unpaid(self.desk.never_paid_of(&plan.second_contacts()).await?);
        for company in plan.ends_questions_of() {
            plan.know_asking(self.desk.store.credits_asking(&company).await?);
        }
        loop {
            let mut known = Vec::new();
            for (company, numbers) in plan.numbers() {
                known.extend(self.desk.store.items_numbered(&company, &numbers).await?);
            }
            let (mut parties, mut keys) = (plan.parties_billed(), plan.spelt_keys());
            let (listed, numbers) = plan.listed_anew(&known);
            parties.extend(listed);
            parties.sort_unstable();
            parties.dedup();
            keys.extend(numbers);
            let near = plan.near_keys();
            let is_meant = |number: &str| {
                keys.contains(&number_key(number))
                    || !near.is_empty() && near_key(number).is_some_and(|key| near.contains(&key))
            };
            let met: BTreeSet<i64> = known.iter().map(|item| item.id).collect();
            let spelt = self.desk.store.items_spelt(&parties, is_meant).await?;
            known.extend(spelt.into_iter().filter(|item| !met.contains(&item.id)));
            let otherwise = plan.listed_otherwise(&known);
            plan.know_left(self.desk.store.left_of(&otherwise).await?);
            self.desk.tell_rates(plan, None).await?;
            self.desk.meet(plan, known.iter().chain(&touched)).await?;
            plan.know(self.desk.earlier(plan, &known).await?);
            plan.items(known, std::mem::take(&mut touched));
            let Some(next) = later.next() else { return self.write_portion(plan).await };
            // The next rows may repeat one of these; nobody looks for them by their keys yet.
            let portion = self.portion(plan).await?;
            self.unit().await?.write_keys_late(portion).await?;
            plan.take_up_items(next);
        }
    }

    /// Books the entries of bank statements that are not known yet.
    async fn entries(&mut self, plan: &mut Plan<'_>) -> anyhow::Result<()> {
        for (company, account) in plan.accounts_of_currencies() {
            let store = &self.desk.store;
            let mut known = store.currencies_of(&company, &account).await?;
            let days = || plan.days_of_currencies(&company, &account);
            if known.stated.contains(&Currency::EUR) {
                known.booked = store.booked_on_days(&company, &account, &days()).await?;
            }
            if !known.assumed.is_empty() {
                known.told_assumed = store.told_assumed(&company, &account, &days()).await?;
            }
            plan.in_their_currency((&company, &account), known);
        }
        let mut known = KnownEntries::default();
        for ((company, account), days) in plan.days() {
            let mut keys = vec![account.clone()];
            keys.extend(self.desk.store.accounts_told(&company).await?.into_iter().filter(|key| {
                *key != account && accounts::bank_of(key) == accounts::bank_of(&account)
            }));
            for key in keys {
                let entries = self.desk.store.entries_on(&company, &key, &days).await?;
                known.add(&account, entries);
                if let Some(span) = days.first().copied().zip(days.last().copied()) {
                    known.days.extend(self.desk.store.told_by_day(&company, &key, span).await?);
                }
            }
        }
        self.entries_elsewhere(plan, &mut known).await?;
        let sources: BTreeSet<i64> = known
            .entries
            .iter()
            .flat_map(|told| told.tellings.iter().map(|telling| telling.statement))
            .collect();
        let sources: Vec<i64> = sources.into_iter().collect();
        known.statements = self.desk.store.statements_with(&sources).await?;
        let mut telling = plan.telling(known);
        while plan.entries(&mut telling, self.most()) {
            self.write_portion(plan).await?;
        }
        if plan.is_continued() {
            self.write(plan).await?;
        }
        let banks = self.desk.known_banks(plan).await?;
        plan.open_banks(banks);
        Ok(())
    }

    /// Adds the bookings that a service gave the same ids, kept on another account: a person placed
    /// its report elsewhere before the settings said where it belongs.
    async fn entries_elsewhere(
        &self,
        plan: &Plan<'_>,
        known: &mut KnownEntries,
    ) -> anyhow::Result<()> {
        let store = &self.desk.store;
        for (teller, (days, ids)) in plan.told_by_id() {
            let (company, account, format) = teller;
            for other in store.accounts_of_format(&company, &format).await? {
                if accounts::bank_of(&other) == accounts::bank_of(&account) {
                    continue;
                }
                let mut entries = store.entries_on(&company, &other, &days).await?;
                let is_named = |telling: &TellingRow| {
                    telling.reference.as_ref().is_some_and(|reference| ids.contains(reference))
                };
                entries.retain(|told| told.tellings.iter().any(is_named));
                let told = entries.iter().flat_map(|told| &told.tellings);
                let told: Vec<i64> = told.map(|telling| telling.statement).collect();
                let mut rows = store.statements_with(&told).await?;
                rows.retain(|row| row.format.as_ref() == Some(&format));
                entries.retain(|told| {
                    told.tellings.iter().any(|telling| {
                        is_named(telling) && rows.iter().any(|row| row.id == telling.statement)
                    })
                });
                known.add(&account, entries);
            }
        }
        Ok(())
    }

    /// Looks up the neighbours of all that the plan touched and settles them.
    pub async fn settle(&mut self, plan: &mut Plan<'_>) -> anyhow::Result<()> {
        if plan.is_continued() {
            self.write(plan).await?;
        }
        for (company, keys) in plan.keys().clone() {
            self.settle_near(plan, &company, &keys).await?;
        }
        for company in plan.companies_to_settle() {
            loop {
                let entries = plan.next_to_settle(&company, self.most().min(SETTLED_AT_ONCE));
                if entries.is_empty() {
                    break;
                }
                self.settle_near(plan, &company, &Keys { entries, ..Keys::default() }).await?;
                self.write(plan).await?;
            }
        }
        Ok(())
    }

    async fn settle_near(
        &self,
        plan: &mut Plan<'_>,
        company: &str,
        keys: &Keys,
    ) -> anyhow::Result<()> {
        let near = self.desk.store.neighbours(company, keys).await?;
        let brought = plan.items_brought(company);
        let mut near = self.desk.with_successors(company, keys.clone(), near, &brought).await?;
        let postings = self.desk.postings(company, &Plan::in_force(&near)).await?;
        self.desk.tell_rates(plan, Some(&near)).await?;
        self.desk.tell_named(plan, company, &mut near).await?;
        self.desk.meet(plan, near.items.values()).await?;
        plan.settle(company, near, &postings);
        Ok(())
    }

    /// How many rows are taken up at a time: an item or entry has some ten with its keys and
    /// postings.
    fn most(&self) -> usize {
        if self.in_portions { (self.desk.portion / 10).max(1) } else { usize::MAX }
    }

    /// Writes what the plan holds, if that is a portion.
    async fn write_portion(&mut self, plan: &mut Plan<'_>) -> anyhow::Result<()> {
        if self.in_portions && plan.held() >= self.desk.portion {
            self.write(plan).await
        } else {
            Ok(())
        }
    }

    /// Writes what the plan holds.
    async fn write(&mut self, plan: &mut Plan<'_>) -> anyhow::Result<()> {
        let portion = self.portion(plan).await?;
        Ok(self.unit().await?.write(&portion).await?)
    }

    /// What the plan holds, taken from it. What it touches is settled once all is there that came
    /// with it.
    async fn portion(&mut self, plan: &mut Plan<'_>) -> anyhow::Result<Changes> {
        for (company, keys) in plan.take_keys() {
            let entries = self.desk.store.entries_touched(&company, &keys).await?;
            plan.settle_later(&company, keys, entries);
        }
        let portion = plan.portion();
        self.written.0 += portion.entries_new;
        self.written.1 += portion.journal.len();
        Ok(portion)
    }

    /// The unit that is written to, begun with its first portion.
    async fn unit(&mut self) -> anyhow::Result<&mut Unit> {
        let unit = match self.unit.take() {
            Some(unit) => unit,
            None => {
                let unit = self.desk.store.unit().await?;
                self.desk.store = unit.store().clone();
                unit
            }
        };
        Ok(self.unit.insert(unit))
    }
}

impl Desk {
    /// The items of contacts that nothing was ever paid of or set off against, and their postings.
    async fn never_paid_of(&self, contacts: &[i64]) -> anyhow::Result<Unpaid> {
        let mut unpaid = Unpaid::default();
        let items = self.store.items_of(contacts).await?;
        let ids: Vec<i64> = items.iter().map(|item| item.id).collect();
        let left = self.store.left_of(&ids).await?;
        let mut numbers: BTreeMap<&String, Vec<i64>> = BTreeMap::new();
        for item in items.iter().filter(|item| left.get(&item.id) == Some(&item.amount_minor)) {
            let is_paid = !self.store.settling(&[item.id]).await?.is_empty();
            if !is_paid && self.store.set_offs_of(&[item.id]).await?.is_empty() {
                unpaid.items.insert(item.id);
                numbers.entry(&item.company).or_default().extend(item.posting);
            }
        }
        for (company, numbers) in numbers {
            unpaid.postings.insert(company.clone(), self.postings(company, &numbers).await?);
        }
        Ok(unpaid)
    }
}
