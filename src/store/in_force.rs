//! Which settings each company's books were kept under, and from which booking on.

use super::sql;
use super::{Store, Stored};
use std::collections::HashMap;

/// The settings that decided how a company booked from a number of its journal on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce {
    /// The company's id.
    pub company: String,
    /// The first number of the journal that they hold for.
    pub posting: i64,
    /// When they were first seen, ISO 8601 with offset.
    pub since: String,
    /// The chart.
    pub chart: String,
    /// The ledger's spelling of how it was taxed.
    pub taxed: String,
}

impl InForce {
    /// Whether two say the same of how is booked.
    pub fn is_like(&self, other: &InForce) -> bool {
        (&self.chart, &self.taxed) == (&other.chart, &other.taxed)
    }
}

impl Store {
    /// The settings of each company, in the order in which they held.
    pub async fn settings_in_force(&self) -> Stored<HashMap<String, Vec<InForce>>> {
        let rows = sql::query("SELECT * FROM settings_in_force ORDER BY company, posting");
        let mut found: HashMap<String, Vec<InForce>> = HashMap::new();
        for row in rows.fetch_all(&self.pool).await? {
            let company: String = row.try_get("company")?;
            found.entry(company.clone()).or_default().push(InForce {
                company,
                posting: row.try_get("posting")?,
                since: row.try_get("since")?,
                chart: row.try_get("chart")?,
                taxed: row.try_get("taxed")?,
            });
        }
        Ok(found)
    }

    /// The ledger account on which the latest booking of a bank account stands; `None` where nothing
    /// of it is booked, or more than one account bears its amount.
    pub async fn booked_on(&self, company: &str, iban: &str) -> Stored<Option<String>> {
        let rows = sql::query(
            "SELECT l.account FROM bank_entry b JOIN journal_line l ON l.company = b.company AND \
             l.number = b.posting WHERE b.id = (SELECT id FROM bank_entry WHERE company = $1 AND \
             account = $2 AND posting IS NOT NULL ORDER BY booking_date DESC, id DESC LIMIT 1) AND \
             l.debit_minor - l.credit_minor = b.amount_minor AND b.currency = 'EUR' AND \
             b.amount_minor <> 0",
        );
        let rows = rows.bind(company).bind(iban).fetch_all(&self.pool).await?;
        match rows.as_slice() {
            [one] => Ok(Some(one.try_get("account")?)),
            _ => Ok(None),
        }
    }

    /// Keeps the settings that hold from a number of the journal on, instead of those under which
    /// nothing was booked; `None` where those before hold again.
    pub async fn put_in_force(
        &self,
        company: &str,
        posting: i64,
        settings: Option<&InForce>,
    ) -> Stored<()> {
        let mut transaction = self.begin().await?;
        sql::query("DELETE FROM settings_in_force WHERE company = $1 AND posting >= $2")
            .bind(company)
            .bind(posting)
            .execute(&mut transaction)
            .await?;
        if let Some(row) = settings {
            sql::query(
                "INSERT INTO settings_in_force (company, posting, since, chart, taxed) VALUES \
                 ($1, $2, $3, $4, $5) ON CONFLICT (company, posting) DO NOTHING",
            )
            .bind(row.company.as_str())
            .bind(row.posting)
            .bind(row.since.as_str())
            .bind(row.chart.as_str())
            .bind(row.taxed.as_str())
            .execute(&mut transaction)
            .await?;
        }
        transaction.commit().await
    }
}
