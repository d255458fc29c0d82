//! The one place that knows which database is behind the store: SQLite in the office folder, or
//! PostgreSQL.
//!
//! Everything else in [`crate::store`] writes one SQL text and reads [`Row`]s. What differs is made
//! equal here:
//!
//! - values are whole numbers (`BIGINT`) and text, so that both take the same; sums, which
//!   PostgreSQL widens, are read as whole numbers;
//! - a static text numbers its placeholders (`$1`), a [`QueryBuilder`] lets each database have its
//!   own;
//! - a file has one connection ([`file`]), a server has a pool; errors of both are told as sqlx
//!   tells them;
//! - rows of an insert are one prepared statement run for each in a file; they become arrays in
//!   PostgreSQL, and so do lists (`IN (…)`): one statement whatever their number. A row that an
//!   insert names twice and `ON CONFLICT (…) DO UPDATE` replaces is sent once there, the last one,
//!   as SQLite would leave it;
//! - migrations are one text too, see [`migrations`]; text sorts by its bytes on both (`COLLATE
//!   "C"`).
//!
//! What a query must see to itself: `ORDER BY` of a column that may be NULL says `NULLS FIRST` (or
//! `LAST`), `LIKE` knows case, and what is selected beside an aggregate is grouped by.

mod answer;
mod builder;
mod cache;
mod cell;
mod file;
mod levels;
mod migrations;
#[cfg(test)]
pub(crate) mod plans;
mod postgres;
mod reader;
mod value;
mod watch;

pub(super) use builder::QueryBuilder;
pub(super) use cell::{Row, TooLarge, whole};
pub(super) use migrations::tables;
pub(super) use postgres::{Held, Task};
pub(super) use reader::Copied;
pub(super) use value::Value;
pub use watch::{ByHand, Done};

use super::{StoreError, Stored};
use builder::ForFile;
use file::{File, FileTransaction};
use futures_util::TryStreamExt;
use sqlx::postgres::PgArguments;
use sqlx::{AssertSqlSafe, Postgres, SqlSafeStr, SqlStr};
use std::sync::Arc;
use tokio::sync::Mutex;

/// Open connections to one of the two, or a transaction in which all that is asked sees what was
/// written in it.
#[derive(Clone)]
pub(super) enum Pool {
    Sqlite(File),
    Postgres(sqlx::Pool<Postgres>),
    Within(Arc<Mutex<Transaction>>),
}

/// What is written together or not at all; dropped without [`Transaction::commit`], nothing of it
/// is.
pub(super) enum Transaction {
    Sqlite(FileTransaction),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Pool {
    /// What is behind it: the database's name and version; `Err` inside when it is one that cannot
    /// keep the books.
    pub(super) async fn describe(&self) -> Stored<String> {
        match self {
            Pool::Sqlite(_) => {
                let row = query("SELECT sqlite_version()").fetch_one(self).await?;
                Ok(format!("SQLite {}", row.try_get::<&str, _>(0)?))
            }
            Pool::Postgres(pool) => {
                let row = query("SELECT current_setting('server_version')").fetch_one(self).await?;
                let version =
                    row.try_get::<&str, _>(0)?.split(' ').next().unwrap_or_default().to_owned();
                let options = pool.connect_options();
                Ok(format!(
                    "PostgreSQL {version}, {}/{}",
                    options.get_host(),
                    options.get_database().unwrap_or_default()
                ))
            }
            Pool::Within(_) => Err(StoreError::Nested),
        }
    }

    /// Begins a transaction that writes. SQLite waits for who writes before ([`BUSY`]) here alone:
    /// one that has read already is refused at once when it comes to write while another does.
    pub(super) async fn begin(&self) -> Stored<Transaction> {
        Ok(match self {
            Pool::Sqlite(file) => Transaction::Sqlite(file.begin("BEGIN IMMEDIATE").await?),
            Pool::Postgres(pool) => Transaction::Postgres(pool.begin().await?),
            Pool::Within(_) => return Err(StoreError::Nested),
        })
    }

    /// Begins a transaction that only reads: all it asks sees the books as they are at one moment.
    pub(super) async fn begin_to_read(&self) -> Stored<Transaction> {
        Ok(match self {
            Pool::Sqlite(file) => Transaction::Sqlite(file.begin("BEGIN").await?),
            Pool::Postgres(pool) => Transaction::Postgres(pool.begin().await?),
            Pool::Within(_) => return Err(StoreError::Nested),
        })
    }

    /// What SQLite's own checks find (`PRAGMA integrity_check`, `foreign_key_check`); nothing of
    /// PostgreSQL.
    pub(super) async fn damage(&self) -> Stored<Vec<String>> {
        let Pool::Sqlite(_) = self else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for row in query("PRAGMA integrity_check").fetch_all(self).await? {
            let said: String = row.try_get(0)?;
            found.extend((said != "ok").then_some(said));
        }
        for row in query("PRAGMA foreign_key_check").fetch_all(self).await? {
            let (table, parent): (String, String) = (row.try_get(0)?, row.try_get(2)?);
            found.push(format!("{table} → {parent}"));
        }
        Ok(found)
    }

    /// One that reads beside this one.
    pub(super) async fn reader(&self) -> Stored<Pool> {
        match self {
            Pool::Sqlite(file) => Ok(Pool::Sqlite(file.reader().await?)),
            Pool::Postgres(_) | Pool::Within(_) => Ok(self.clone()),
        }
    }

    pub(super) async fn close(&self) {
        match self {
            Pool::Sqlite(file) => file.close().await,
            Pool::Postgres(pool) => pool.close().await,
            Pool::Within(_) => {}
        }
    }
}

impl Transaction {
    pub(super) async fn commit(self) -> Stored<()> {
        match self {
            Transaction::Sqlite(transaction) => transaction.commit().await?,
            Transaction::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }
}

/// Where a query runs.
pub(super) enum On<'a> {
    Pool(&'a Pool),
    Transaction(&'a mut Transaction),
}

impl<'a> From<&'a Pool> for On<'a> {
    fn from(pool: &'a Pool) -> On<'a> {
        On::Pool(pool)
    }
}

impl<'a> From<&'a mut Transaction> for On<'a> {
    fn from(transaction: &'a mut Transaction) -> On<'a> {
        On::Transaction(transaction)
    }
}

/// A statement with its values.
pub(super) struct Query {
    text: Text,
    values: Vec<Value>,
}

enum Text {
    Fixed(&'static str),
    Built(Vec<builder::Part>),
}

/// A statement whose values are `$1`, `$2`, …, each bound once in that order.
pub(super) fn query(text: &'static str) -> Query {
    Query { text: Text::Fixed(text), values: Vec::new() }
}

impl Query {
    fn built(parts: Vec<builder::Part>) -> Query {
        Query { text: Text::Built(parts), values: Vec::new() }
    }

    /// Binds the next value.
    pub(super) fn bind(mut self, value: impl Into<Value>) -> Query {
        self.values.push(value.into());
        self
    }

    fn for_file(self) -> ForFile {
        match self.text {
            Text::Fixed(text) => ForFile { text: text.into(), values: self.values, rows: None },
            Text::Built(parts) => builder::for_sqlite(parts),
        }
    }

    fn for_postgres(self) -> Stored<(SqlStr, PgArguments)> {
        let (text, values) = match self.text {
            Text::Fixed(text) => (text.into_sql_str(), self.values),
            Text::Built(parts) => {
                let (text, values) = builder::for_postgres(parts);
                (AssertSqlSafe(text).into_sql_str(), values)
            }
        };
        Ok((text, value::postgres(values)?))
    }

    /// Runs it for what it changes; gives how many rows that were.
    pub(super) async fn execute<'a>(self, on: impl Into<On<'a>>) -> Stored<u64> {
        match on.into() {
            On::Pool(Pool::Within(transaction)) => {
                self.changed(On::Transaction(&mut *transaction.lock().await)).await
            }
            on => self.changed(on).await,
        }
    }

    async fn changed(self, on: On<'_>) -> Stored<u64> {
        let done = match on {
            On::Pool(Pool::Sqlite(file)) => {
                return file.taken().await?.changed(self.for_file()).await;
            }
            On::Transaction(Transaction::Sqlite(to)) => {
                return to.link.changed(self.for_file()).await;
            }
            On::Pool(Pool::Postgres(pool)) => {
                let (text, values) = self.for_postgres()?;
                sqlx::query_with(text, values).execute(pool).await?
            }
            On::Transaction(Transaction::Postgres(to)) => {
                let (text, values) = self.for_postgres()?;
                sqlx::query_with(text, values).execute(&mut **to).await?
            }
            On::Pool(Pool::Within(_)) => return Err(StoreError::Nested),
        };
        Ok(done.rows_affected())
    }

    /// All rows.
    pub(super) async fn fetch_all<'a>(self, on: impl Into<On<'a>>) -> Stored<Vec<Row>> {
        match on.into() {
            On::Pool(Pool::Within(transaction)) => {
                self.read(On::Transaction(&mut *transaction.lock().await)).await
            }
            on => self.read(on).await,
        }
    }

    async fn read(self, on: On<'_>) -> Stored<Vec<Row>> {
        let rows = match on {
            On::Pool(Pool::Sqlite(file)) => {
                return file.taken().await?.read(self.for_file()).await;
            }
            On::Transaction(Transaction::Sqlite(to)) => {
                return to.link.read(self.for_file()).await;
            }
            On::Pool(Pool::Postgres(pool)) => {
                let (text, values) = self.for_postgres()?;
                sqlx::query_with(text, values).fetch_all(pool).await?
            }
            On::Transaction(Transaction::Postgres(to)) => {
                let (text, values) = self.for_postgres()?;
                sqlx::query_with(text, values).fetch_all(&mut **to).await?
            }
            On::Pool(Pool::Within(_)) => return Err(StoreError::Nested),
        };
        Ok(rows.into_iter().map(Row::Postgres).collect())
    }

    /// Each row as it comes: of what may be large nothing is held but what is taken of it.
    pub(super) async fn each<'a>(
        self,
        on: impl Into<On<'a>>,
        mut take: impl FnMut(&Row) -> Stored<()>,
    ) -> Stored<()> {
        match on.into() {
            On::Pool(Pool::Within(transaction)) => {
                self.streamed(On::Transaction(&mut *transaction.lock().await), &mut take).await
            }
            on => self.streamed(on, &mut take).await,
        }
    }

    async fn streamed(self, on: On<'_>, take: &mut impl FnMut(&Row) -> Stored<()>) -> Stored<()> {
        match on {
            On::Pool(Pool::Sqlite(file)) => file.taken().await?.each(self.for_file(), take).await,
            On::Transaction(Transaction::Sqlite(to)) => to.link.each(self.for_file(), take).await,
            On::Pool(Pool::Postgres(pool)) => {
                let (text, values) = self.for_postgres()?;
                let mut coming = sqlx::query_with(text, values).fetch(pool);
                while let Some(row) = coming.try_next().await? {
                    take(&Row::Postgres(row))?;
                }
                Ok(())
            }
            On::Transaction(Transaction::Postgres(to)) => {
                let (text, values) = self.for_postgres()?;
                let mut coming = sqlx::query_with(text, values).fetch(&mut **to);
                while let Some(row) = coming.try_next().await? {
                    take(&Row::Postgres(row))?;
                }
                Ok(())
            }
            On::Pool(Pool::Within(_)) => Err(StoreError::Nested),
        }
    }

    /// What is read of each row.
    pub(super) async fn fetch_as<'a, T>(
        self,
        on: impl Into<On<'a>>,
        read: impl Fn(&Row) -> Stored<T>,
    ) -> Stored<Vec<T>> {
        let mut found = Vec::new();
        self.each_as(on, read, |one| found.push(one)).await?;
        Ok(found)
    }

    /// Hands over what the rows are read as, one after the other.
    pub(super) async fn each_as<'a, T>(
        self,
        on: impl Into<On<'a>>,
        read: impl Fn(&Row) -> Stored<T>,
        mut take: impl FnMut(T),
    ) -> Stored<()> {
        self.each(on, |row| {
            take(read(row)?);
            Ok(())
        })
        .await
    }

    /// The first row, if there is one.
    pub(super) async fn fetch_optional<'a>(self, on: impl Into<On<'a>>) -> Stored<Option<Row>> {
        Ok(self.fetch_all(on).await?.into_iter().next())
    }

    /// The one row that there always is, as of an aggregate.
    pub(super) async fn fetch_one<'a>(self, on: impl Into<On<'a>>) -> Stored<Row> {
        self.fetch_optional(on).await?.ok_or_else(|| sqlx::Error::RowNotFound.into())
    }
}
