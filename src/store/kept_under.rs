//! What bank entries are kept under: the accounts that statements told of, and two names of one
//! account brought together.

use super::ask::{STATEMENTS, statement};
use super::rows::StatementRow;
use super::sql::{self, QueryBuilder};
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

    /// The statements of a document.
    pub async fn statements_of(&self, document: i64) -> Stored<Vec<StatementRow>> {
        let mut query = QueryBuilder::new(STATEMENTS);
        query.push(" WHERE s.document_id = ").push_bind(document).push(" ORDER BY s.id");
        query.build().fetch_all(&self.pool).await?.iter().map(statement).collect()
    }

    /// Keeps a document's statements, and what they told of, under another account.
    pub async fn move_told(&self, document: i64, from: &str, to: &str) -> Stored<()> {
        for moved in [
            "UPDATE bank_entry SET account = $3 WHERE account = $2 AND id IN (SELECT e.entry_id \
             FROM statement s JOIN entry_source e ON e.statement_id = s.id WHERE s.document_id = \
             $1)",
            "UPDATE statement SET account = $3 WHERE document_id = $1 AND account = $2",
        ] {
            sql::query(moved).bind(document).bind(from).bind(to).execute(&self.pool).await?;
        }
        Ok(())
    }

    /// Forgets what a ledger account was opened with by statements that are kept elsewhere now, and
    /// the days of it: it is no bank account's any more.
    pub async fn forget_opening(&self, company: &str, ledger: &str, kept: &str) -> Stored<()> {
        let left = sql::query(
            "SELECT 1 AS one FROM statement WHERE company = $1 AND account = $2 LIMIT 1",
        )
        .bind(company)
        .bind(kept)
        .fetch_optional(&self.pool)
        .await?;
        let forgotten = sql::query(
            "DELETE FROM opening_balance WHERE company = $1 AND account = $2 AND bank = $3",
        );
        if left.is_some()
            || forgotten.bind(company).bind(ledger).bind(kept).execute(&self.pool).await? == 0
        {
            return Ok(());
        }
        sql::query("DELETE FROM bank_day WHERE company = $1 AND account = $2")
            .bind(company)
            .bind(ledger)
            .execute(&self.pool)
            .await?;
        Ok(())
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
