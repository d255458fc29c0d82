//! Opening balances, and whether the bank agrees with them; which accounts have bookings.

use super::rows::OpeningRow;
use super::{ROWS, Store, StoreError, Stored};
use crate::domain::statement_chain::opening_differs;
use crate::domain::{Currency, Finding, Money};
use jiff::civil::Date;
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection};
use std::collections::BTreeSet;

/// Opening balances whose posting has not been taken back; they are `o`.
const IN_FORCE: &str = "SELECT o.* FROM opening_balance o WHERE o.company = $1 AND o.posting IS NOT NULL AND NOT EXISTS \
     (SELECT 1 FROM journal_entry r WHERE r.company = o.company AND r.reverses = o.posting) ORDER BY o.account";

impl Store {
    /// The opening balances of a company that are in force.
    pub async fn openings(&self, company: &str) -> Stored<Vec<OpeningRow>> {
        let rows = sqlx::query(IN_FORCE).bind(company).fetch_all(&self.pool).await?;
        rows.iter().map(opening).collect()
    }

    /// Those of these accounts that have bookings.
    pub async fn accounts_posted(&self, company: &str, accounts: &BTreeSet<String>) -> Stored<BTreeSet<String>> {
        let mut posted = BTreeSet::new();
        for chunk in accounts.iter().collect::<Vec<_>>().chunks(ROWS) {
            let mut query: QueryBuilder<Sqlite> = QueryBuilder::new("SELECT DISTINCT account FROM journal_line WHERE company = ");
            query.push_bind(company).push(" AND account IN (");
            let mut list = query.separated(", ");
            chunk.iter().for_each(|account| {
                list.push_bind(account.as_str());
            });
            for row in query.push(")").build().fetch_all(&self.pool).await? {
                posted.insert(row.try_get(0)?);
            }
        }
        Ok(posted)
    }

    /// Where the books open with another balance than the bank's first statement: the statement's document and what differs. The
    /// books' balance is that at the beginning of the statement's first day.
    pub async fn openings_astray(&self, company: Option<&str>) -> Stored<Vec<(i64, Finding)>> {
        let companies = sqlx::query("SELECT DISTINCT company FROM opening_balance WHERE bank IS NOT NULL AND ($1 IS NULL OR company = $1)")
            .bind(company)
            .fetch_all(&self.pool)
            .await?;
        let mut astray = Vec::new();
        for row in &companies {
            for opening in self.openings(row.try_get(0)?).await? {
                astray.extend(self.opening_astray(&opening).await?);
            }
        }
        Ok(astray)
    }

    async fn opening_astray(&self, opening: &OpeningRow) -> Stored<Option<(i64, Finding)>> {
        let Some(bank) = &opening.bank else { return Ok(None) };
        let first = sqlx::query(
            "SELECT document_id, COALESCE(opening_date, closing_date) AS day, opening_minor FROM statement WHERE company = $1 \
             AND account = $2 AND COALESCE(closing_date, opening_date) >= $3 AND opening_minor IS NOT NULL \
             AND COALESCE(currency, 'EUR') = 'EUR' ORDER BY COALESCE(opening_date, closing_date), closing_date, id LIMIT 1",
        )
        .bind(&opening.company)
        .bind(bank)
        .bind(opening.date.to_string())
        .fetch_optional(&self.pool)
        .await?;
        let Some(first) = first else { return Ok(None) };
        let (day, stated): (String, i64) = (first.try_get("day")?, first.try_get("opening_minor")?);
        let moved = sqlx::query(
            "SELECT CAST(COALESCE(SUM(l.debit_minor - l.credit_minor), 0) AS BIGINT) AS moved FROM journal_line l \
             JOIN journal_entry e ON e.company = l.company AND e.number = l.number WHERE l.company = $1 AND l.account = $2 \
             AND COALESCE(e.document_date, e.date) < $3 AND e.number <> $4",
        )
        .bind(&opening.company)
        .bind(&opening.account)
        .bind(&day)
        .bind(opening.posting.unwrap_or_default())
        .fetch_one(&self.pool)
        .await?;
        let kept = opening.amount_minor + moved.try_get::<i64, _>("moved")?;
        if kept == stated {
            return Ok(None);
        }
        let day: Date = day.parse().map_err(|_| StoreError::Garbled(format!("opening_date: {day}")))?;
        let euro = |minor| Money::from_minor(minor, Currency::EUR);
        Ok(Some((first.try_get("document_id")?, opening_differs((bank, &opening.account), day, euro(kept), euro(stated)))))
    }
}

fn opening(row: &SqliteRow) -> Stored<OpeningRow> {
    let date: &str = row.try_get("date")?;
    Ok(OpeningRow {
        company: row.try_get("company")?,
        account: row.try_get("account")?,
        date: date.parse().map_err(|_| StoreError::Garbled(format!("date: {date}")))?,
        amount_minor: row.try_get("amount_minor")?,
        bank: row.try_get("bank")?,
        document_id: row.try_get("document_id")?,
        posting: row.try_get("posting")?,
    })
}

/// Writes opening balances; a known account's row is replaced.
pub(super) async fn write(to: &mut SqliteConnection, rows: &[OpeningRow]) -> Stored<()> {
    for chunk in rows.chunks(ROWS) {
        let mut query: QueryBuilder<Sqlite> =
            QueryBuilder::new("INSERT INTO opening_balance (company, account, date, amount_minor, bank, document_id, posting) ");
        query.push_values(chunk, |mut values, row| {
            values.push_bind(&row.company).push_bind(&row.account).push_bind(row.date.to_string()).push_bind(row.amount_minor);
            values.push_bind(&row.bank).push_bind(row.document_id).push_bind(row.posting);
        });
        query.push(
            " ON CONFLICT (company, account) DO UPDATE SET date = excluded.date, amount_minor = excluded.amount_minor, \
             bank = excluded.bank, document_id = excluded.document_id, posting = excluded.posting",
        );
        query.build().execute(&mut *to).await?;
    }
    Ok(())
}
