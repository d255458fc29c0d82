//! What bank entries are kept under: the accounts that statements told of, and two names of one
//! account brought together.

use super::sql;
use super::{Store, Stored};

impl Store {
    /// What a company's statements are kept under, each once. Leaps from one to the next: there are
    /// few, and many statements of each.
    pub async fn accounts_told(&self, company: &str) -> Stored<Vec<String>> {
        let rows = sql::query(
            "WITH RECURSIVE kept (account) AS (SELECT MIN(account) FROM statement WHERE company = \
             $1 UNION ALL SELECT (SELECT MIN(s.account) FROM statement s WHERE s.company = $1 AND \
             s.account > kept.account) FROM kept WHERE kept.account IS NOT NULL) SELECT account \
             FROM kept WHERE account IS NOT NULL",
        )
        .bind(company)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| Ok(row.try_get("account")?)).collect()
    }

    /// Those of them that statements of a format are kept under.
    pub async fn accounts_of_format(&self, company: &str, format: &str) -> Stored<Vec<String>> {
        let mut found = Vec::new();
        for account in self.accounts_told(company).await? {
            let told = sql::query(
                "SELECT 1 AS one FROM statement s JOIN document d ON d.id = s.document_id WHERE \
                 s.company = $1 AND s.account = $2 AND d.format = $3 LIMIT 1",
            )
            .bind(company)
            .bind(account.as_str())
            .bind(format)
            .fetch_optional(&self.pool)
            .await?;
            found.extend(told.map(|_| account));
        }
        Ok(found)
    }

    /// Keeps what was kept under one name of a bank account under another: both are booked on one
    /// ledger account, so that nothing in the books moves.
    pub async fn keep_under(&self, company: &str, from: &str, to: &str) -> Stored<()> {
        let mut transaction = self.begin().await?;
        for moved in [
            "UPDATE bank_entry SET account = $3 WHERE company = $1 AND account = $2",
            "UPDATE statement SET account = $3 WHERE company = $1 AND account = $2",
            "UPDATE opening_balance SET bank = $3 WHERE company = $1 AND bank = $2",
        ] {
            sql::query(moved).bind(company).bind(from).bind(to).execute(&mut transaction).await?;
        }
        transaction.commit().await
    }
}
