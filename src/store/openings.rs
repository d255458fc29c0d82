//! Opening balances, and whether the bank agrees with them; which accounts have bookings.

use super::ask::{STATEMENTS, statement};
use super::read::date;
use super::rows::{OpeningRow, StatementRow};
use super::sql::{self, QueryBuilder, Row, Transaction};
use super::{ROWS, Store, StoreError, Stored};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Opening balances whose posting has not been taken back; they are `o`.
const IN_FORCE: &str = "SELECT o.* FROM opening_balance o WHERE o.company = $1 AND (o.posting IS \
    NULL OR NOT EXISTS \
    (SELECT 1 FROM journal_entry r WHERE r.company = o.company AND r.reverses = o.posting)) AND \
    ($2 IS NULL OR o.account = $2) \
    ORDER BY o.account";

/// How the store spells that a statement, not a list, says what an account began with.
const BY_STATEMENT: &str = "statement";

impl Store {
    /// The opening balances of a company that are in force.
    pub async fn openings(&self, company: &str) -> Stored<Vec<OpeningRow>> {
        let rows =
            sql::query(IN_FORCE).bind(company).bind(None::<&str>).fetch_all(&self.pool).await?;
        rows.iter().map(opening).collect()
    }

    /// What an account of a company was opened with.
    pub async fn opening_of(&self, company: &str, account: &str) -> Stored<Option<OpeningRow>> {
        let row = sql::query(IN_FORCE)
            .bind(company)
            .bind(Some(account))
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(opening).transpose()
    }

    /// The statement of a bank account whose balance is the first: an opening balance where there
    /// is one.
    pub async fn first_stated(&self, company: &str, bank: &str) -> Stored<Vec<StatementRow>> {
        const OPENING: [&str; 2] = ["opening_date", "opening_minor"];
        const CLOSING: [&str; 2] = ["closing_date", "closing_minor"];
        for [day, minor] in [OPENING, CLOSING] {
            let of_account = |query: &mut QueryBuilder, whose: &str| {
                query.push(format!("{whose}company = ")).push_bind(company);
                query.push(format!(" AND {whose}account = ")).push_bind(bank);
                query.push(format!(
                    " AND COALESCE({whose}currency, 'EUR') = 'EUR' AND {whose}{minor} IS NOT NULL \
                     AND {whose}{day} IS NOT NULL"
                ));
            };
            let mut query = QueryBuilder::new(STATEMENTS);
            query.push(" WHERE ");
            of_account(&mut query, "s.");
            // The first by the index, not the least of all.
            query.push(format!(" AND s.{day} = (SELECT f.{day} FROM statement f WHERE "));
            of_account(&mut query, "f.");
            query.push(format!(" ORDER BY f.{day} LIMIT 1) ORDER BY s.id"));
            let rows = query.build().fetch_all(&self.pool).await?;
            if !rows.is_empty() {
                return rows.iter().map(statement).collect();
            }
        }
        Ok(Vec::new())
    }

    /// The entries of an account of a company up to a day: id, day, minor units in euro, and whether
    /// this statement tells of it.
    pub async fn early_entries(
        &self,
        (company, account): (&str, &str),
        statement: i64,
        day: Date,
    ) -> Stored<Vec<(i64, Date, i64, bool)>> {
        let rows = sql::query(
            "SELECT b.id, b.booking_date, b.amount_minor, CASE WHEN EXISTS (SELECT 1 FROM \
             entry_source e WHERE e.entry_id = b.id \
             AND e.statement_id = $3) THEN 1 ELSE 0 END AS of_first FROM bank_entry b \
             WHERE b.company = $1 AND b.account = $2 AND b.currency = 'EUR' AND b.booking_date <= \
             $4 AND b.same_as IS NULL",
        )
        .bind(company)
        .bind(account)
        .bind(statement)
        .bind(day.to_string())
        .fetch_all(&self.pool)
        .await?;
        let early = |row: &Row| -> Stored<_> {
            let day = date(row, "booking_date")?.unwrap_or_default();
            let of_first: i64 = row.try_get("of_first")?;
            Ok((row.try_get("id")?, day, row.try_get("amount_minor")?, of_first == 1))
        };
        rows.iter().map(early).collect()
    }

    /// Those of these accounts that have bookings.
    pub async fn accounts_posted(
        &self,
        company: &str,
        accounts: &BTreeSet<String>,
    ) -> Stored<BTreeSet<String>> {
        let mut posted = BTreeSet::new();
        for chunk in accounts.iter().collect::<Vec<_>>().chunks(ROWS) {
            let mut query =
                QueryBuilder::new("SELECT DISTINCT account FROM journal_line WHERE company = ");
            query.push_bind(company).push(" AND account IN (");
            query.push_list(chunk.iter().map(|account| account.as_str()));
            for row in query.push(")").build().fetch_all(&self.pool).await? {
                posted.insert(row.try_get(0)?);
            }
        }
        Ok(posted)
    }
}

fn opening(row: &Row) -> Stored<OpeningRow> {
    let date: &str = row.try_get("date")?;
    Ok(OpeningRow {
        company: row.try_get("company")?,
        account: row.try_get("account")?,
        date: date.parse().map_err(|_| StoreError::Garbled(format!("date: {date}")))?,
        amount_minor: row.try_get("amount_minor")?,
        bank: row.try_get("bank")?,
        document_id: row.try_get("document_id")?,
        by_statement: row.try_get::<&str, _>("stated_by")? == BY_STATEMENT,
        posting: row.try_get("posting")?,
    })
}

/// Writes opening balances; a known account's row is replaced.
pub(super) async fn write(to: &mut Transaction, rows: &[OpeningRow]) -> Stored<()> {
    for chunk in rows.chunks(ROWS) {
        let mut query = QueryBuilder::new(
            "INSERT INTO opening_balance (company, account, date, amount_minor, bank, document_id, \
             stated_by, posting) ",
        );
        query.push_values(chunk, |values, row| {
            values
                .push_bind(&row.company)
                .push_bind(&row.account)
                .push_bind(row.date.to_string())
                .push_bind(row.amount_minor);
            let stated_by = if row.by_statement { BY_STATEMENT } else { "list" };
            values
                .push_bind(&row.bank)
                .push_bind(row.document_id)
                .push_bind(stated_by)
                .push_bind(row.posting);
        });
        query.push(
            " ON CONFLICT (company, account) DO UPDATE SET date = excluded.date, amount_minor = \
             excluded.amount_minor, \
             bank = excluded.bank, document_id = excluded.document_id, stated_by = \
             excluded.stated_by, posting = excluded.posting",
        );
        query.build().execute(&mut *to).await?;
    }
    Ok(())
}
