//! Whose reports are older than the books: marked in the transaction that touches a company, taken
//! off when they are written.

use super::sql::{self, QueryBuilder, Transaction};
use super::{Changes, Store, Stored};
use std::collections::BTreeSet;

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
    for chunk in companies.chunks(super::ROWS) {
        let mut query = QueryBuilder::new("INSERT INTO stale_reports (company) ");
        query.push_values(chunk, |row, company| {
            row.push_bind(*company);
        });
        query.push(" ON CONFLICT (company) DO NOTHING").build().execute(&mut *to).await?;
    }
    Ok(())
}

impl Store {
    /// The companies whose reports are older than the books; `""` for what belongs to none.
    pub async fn stale_reports(&self) -> Stored<BTreeSet<String>> {
        let rows = sql::query("SELECT company FROM stale_reports").fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok(row.try_get("company")?)).collect()
    }

    /// Takes the mark off reports that are about to be written; what touches them from now on marks
    /// them anew.
    pub async fn reports_taken(&self, company: &str) -> Stored<()> {
        sql::query("DELETE FROM stale_reports WHERE company = $1")
            .bind(company)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Marks these companies' reports, as when they could not be written.
    pub async fn reports_left(&self, company: &str) -> Stored<()> {
        sql::query(
            "INSERT INTO stale_reports (company) VALUES ($1) ON CONFLICT (company) DO NOTHING",
        )
        .bind(company)
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}
