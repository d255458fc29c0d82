//! Whose reports are older than the books: marked in the transaction that touches a company; the
//! mark is taken off when they are written.

use super::sql::{self, QueryBuilder, Transaction};
use super::{Changes, ROWS, Store, Stored};
use std::collections::{BTreeMap, BTreeSet};

impl Changes {
    /// The companies that these changes touch; `""` for what belongs to none.
    fn companies(&self) -> BTreeSet<&str> {
        let documents = self
            .documents
            .iter()
            .chain(&self.rejudged)
            .map(|row| row.company.as_deref().unwrap_or_default());
        let mails = self.mails.iter().map(|row| row.company.as_deref().unwrap_or_default());
        let mut touched: BTreeSet<&str> = documents.chain(mails).collect();
        touched.extend(self.contacts.iter().map(|row| row.company.as_str()));
        touched.extend(self.items.iter().map(|row| row.company.as_str()));
        touched.extend(self.statements.iter().map(|row| row.company.as_str()));
        touched.extend(self.entries.iter().map(|row| row.company.as_str()));
        touched.extend(self.journal.iter().map(|row| row.company.as_str()));
        touched
            .extend(self.orders.iter().chain(&self.order_messages).map(|row| row.company.as_str()));
        touched.extend(self.deliveries.iter().map(|(company, ..)| company.as_str()));
        touched.extend(self.stock.iter().map(|(company, ..)| company.as_str()));
        touched
    }
}

/// Marks the reports of all whom the changes touch.
pub(super) async fn mark(to: &mut Transaction, changes: &Changes) -> Stored<()> {
    let companies: Vec<&str> = changes.companies().into_iter().collect();
    mark_those(to, &companies).await
}

/// Marks the reports of these companies.
pub(super) async fn mark_those(to: &mut Transaction, companies: &[&str]) -> Stored<()> {
    for chunk in companies.chunks(ROWS) {
        let mut query = QueryBuilder::new("INSERT INTO stale_reports (company) ");
        query.push_values(chunk, |row, company| {
            row.push_bind(*company);
        });
        query.push(" ON CONFLICT (company) DO UPDATE SET times = stale_reports.times + 1");
        query.build().execute(&mut *to).await?;
    }
    Ok(())
}

impl Store {
    /// The companies whose reports are older than the books, `""` for what belongs to none, and how
    /// often each was marked.
    pub async fn stale_reports(&self) -> Stored<BTreeMap<String, i64>> {
        let rows =
            sql::query("SELECT company, times FROM stale_reports").fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok((row.try_get("company")?, row.try_get("times")?))).collect()
    }

    /// Takes the marks off that were read before reports were written. What was marked once more
    /// meanwhile stays, and so do all where a run ends before it comes to this.
    pub async fn reports_written(&self, marked: &[(&str, i64)]) -> Stored<()> {
        let mut transaction = self.pool.begin().await?;
        for (company, times) in marked {
            sql::query("DELETE FROM stale_reports WHERE company = $1 AND times = $2")
                .bind(*company)
                .bind(*times)
                .execute(&mut transaction)
                .await?;
        }
        transaction.commit().await
    }

    /// Marks the reports of these companies, as when days have passed.
    pub async fn reports_left(&self, companies: &[&str]) -> Stored<()> {
        let mut transaction = self.pool.begin().await?;
        mark_those(&mut transaction, companies).await?;
        transaction.commit().await
    }
}
