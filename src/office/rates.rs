//! Exchange rates that are looked up, and what waited for them and is tried again when they come.

use super::books::Books;
use super::plan::{FOREIGN_CURRENCY, Plan, opens_on, rate_days};
use super::run::{Desk, Summary};
use super::setup::reread;
use crate::domain::Content;
use crate::store::rows::ItemRow;
use crate::store::{Keys, Neighbours};

/// Items or entries tried again in one transaction.
const PORTION: u32 = 200;

impl Desk {
    /// Tells a plan the rates that it needs for what it has, and for a neighbourhood.
    pub(super) async fn tell_rates(
        &self,
        plan: &mut Plan<'_>,
        near: Option<&Neighbours>,
    ) -> anyhow::Result<()> {
        for (currency, day) in plan.foreign_days(near) {
            let rate = self.store.last_rate(currency, rate_days(day)).await?;
            plan.know_rates(rate);
        }
        Ok(())
    }

    /// Tries again what has waited for rates.
    pub(super) async fn rates_came(
        &self,
        books: &mut Books,
        summary: &mut Summary,
    ) -> anyhow::Result<()> {
        let mut rated = Vec::new();
        for row in self.store.held_undecided(FOREIGN_CURRENCY.code).await? {
            let content = reread(&self.setup, &row)?;
            if self.is_rated(&content).await? {
                rated.push((row, content));
            }
        }
        self.tried_again(books, summary, &rated).await?;
        let mut companies: Vec<&String> = self.setup.companies.keys().collect();
        companies.sort();
        for company in companies {
            let mut after = 0;
            loop {
                let items = self.store.items_unbooked(company, after, PORTION).await?;
                let Some(last) = items.last() else { break };
                after = last.id;
                summary.booked += self.book_items(books, items).await?;
            }
            after = 0;
            loop {
                let ids = self.store.foreign_unbooked(company, after, PORTION).await?;
                let Some(last) = ids.last() else { break };
                after = *last;
                summary.booked += self.book_foreign(books, company, &ids).await?;
            }
        }
        Ok(())
    }

    /// Books items of lists whose day has a rate now, and decides anew about what may pay them.
    /// Gives how many journal entries came.
    async fn book_items(&self, books: &mut Books, items: Vec<ItemRow>) -> anyhow::Result<usize> {
        self.meet_all(books).await?;
        let mut plan = self.sheet(books);
        for item in &items {
            if let Some(day) = opens_on(item.date, item.due) {
                plan.know_rates(self.store.last_rate(item.currency, rate_days(day)).await?);
            }
        }
        plan.rated(items);
        if plan.changes.items.is_empty() {
            return Ok(0);
        }
        self.settle(&mut plan).await?;
        let changes = plan.finish();
        self.store.commit(&changes).await?;
        Ok(changes.journal.len())
    }

    /// Whether there is a rate for an invoice's day.
    async fn is_rated(&self, content: &Content) -> anyhow::Result<bool> {
        let Content::Invoice(invoice) = content else { return Ok(false) };
        let Some((currency, day)) = invoice.currency.zip(invoice.issue_day()) else {
            return Ok(false);
        };
        Ok(self.store.last_rate(currency, rate_days(day)).await?.is_some())
    }

    /// Books bank entries in other currencies, as they are decided or as the matcher decides now.
    /// Gives how many journal entries came.
    async fn book_foreign(
        &self,
        books: &mut Books,
        company: &str,
        ids: &[i64],
    ) -> anyhow::Result<usize> {
        self.meet_all(books).await?;
        let rows = self.store.entries(ids).await?;
        let keys = Keys { of_entries: self.store.keys_of(ids).await?, ..Keys::default() };
        let near = self.store.neighbours(company, &keys).await?;
        let mut near = self.with_successors(company, keys, near, &[]).await?;
        for row in &rows {
            near.entries.entry(row.id).or_insert_with(|| row.clone());
        }
        let postings = self.postings(company, &Plan::in_force(&near)).await?;
        let mut plan = self.sheet(books);
        self.tell_rates(&mut plan, Some(&near)).await?;
        self.tell_named(&plan, company, &mut near).await?;
        plan.to_be_booked(&rows);
        plan.settle(company, near, &postings);
        let changes = plan.finish();
        if !changes.is_empty() {
            self.store.commit(&changes).await?;
        }
        Ok(changes.journal.len())
    }
}
