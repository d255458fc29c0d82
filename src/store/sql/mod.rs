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
//! - rows of an insert become arrays in PostgreSQL, and so do lists (`IN (…)`): one statement
//!   whatever their number. A row that an insert names twice and `ON CONFLICT (…) DO UPDATE`
//!   replaces is sent once there, the last one, as SQLite would leave it;
//! - migrations are one text too, see [`migrations`]; text sorts by its bytes on both (`COLLATE
//!   "C"`).
//!
//! What a query must see to itself: `ORDER BY` of a column that may be NULL says `NULLS FIRST` (or
//! `LAST`), `LIKE` knows case, and what is selected beside an aggregate is grouped by.

mod builder;
mod cache;
mod cell;
mod migrations;
mod postgres;
mod reader;
mod value;

pub(super) use builder::QueryBuilder;
pub(super) use cell::{Row, TooLarge, whole};
pub(super) use migrations::tables;
pub(super) use postgres::{Held, Task};
pub(super) use reader::Copied;
pub(super) use value::Value;

use super::{StoreError, Stored};
use cache::CACHE;
use futures_util::{TryStream, TryStreamExt};
use sqlx::migrate::MigrateError;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Postgres, SqlSafeStr, SqlStr, Sqlite};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// A file of books has one connection in a process: whoever asks while a unit of work is written
/// waits so long.
const LONGEST_UNIT: Duration = Duration::from_secs(3600);

/// How long a file that others write is waited for.
const BUSY: Duration = Duration::from_secs(30);

/// The file opened and its tables brought up to date.
async fn brought_up(options: SqliteConnectOptions) -> Stored<Pool> {
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(LONGEST_UNIT)
        .connect_with(options)
        .await?;
    if Pool::Sqlite(pool.clone()).lacks_levels().await? {
        // Two processes that open new books at once: the second waits here, and then finds nothing
        // left to do.
        let mut writing = pool.begin_with("BEGIN IMMEDIATE").await?;
        migrations::sqlite().run(&mut *writing).await?;
        writing.commit().await?;
    } else {
        migrations::sqlite().run(&pool).await?;
    }
    Ok(Pool::Sqlite(pool))
}

/// True when somebody else had the file locked (SQLITE_BUSY, in the lowest byte).
fn is_busy(error: &StoreError) -> bool {
    let (StoreError::Sql(error)
    | StoreError::Migrate(
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _),
    )) = error
    else {
        return false;
    };
    let code =
        error.as_database_error().and_then(|error| error.code().map(|code| code.into_owned()));
    code.and_then(|code| code.parse::<u32>().ok()).is_some_and(|code| code & 0xff == 5)
}

/// Open connections to one of the two, or a transaction in which all that is asked sees what was
/// written in it.
#[derive(Clone)]
pub(super) enum Pool {
    Sqlite(sqlx::Pool<Sqlite>),
    Postgres(sqlx::Pool<Postgres>),
    Within(Arc<Mutex<Transaction>>),
}

/// What is written together or not at all; dropped without [`Transaction::commit`], nothing of it
/// is.
pub(super) enum Transaction {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Pool {
    /// Opens the file, makes it when it is not there, and brings its tables up to date.
    pub(super) async fn sqlite(file: &Path) -> Stored<Pool> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY)
            .pragma("cache_size", format!("-{CACHE}"));
        let until = Instant::now() + BUSY;
        loop {
            match brought_up(options.clone()).await {
                // A new file is turned to write-ahead mode by whoever opens it first, and SQLite
                // lets nobody wait for that.
                Err(error) if is_busy(&error) && Instant::now() < until => {
                    tokio::time::sleep(Duration::from_millis(50)).await
                }
                done => return done,
            }
        }
    }

    /// Whether a migration is still to be made on these books; new ones lack them all.
    async fn lacks_levels(&self) -> Stored<bool> {
        let listed = query("SELECT COUNT(*) FROM sqlite_master WHERE name = '_sqlx_migrations'")
            .fetch_one(self)
            .await?;
        if listed.try_get::<i64, _>(0)? == 0 {
            return Ok(true);
        }
        let there = self.levels().await?;
        Ok(migrations::levels().iter().any(|level| !there.contains(level)))
    }

    /// The numbers of the migrations that were made on these books.
    async fn levels(&self) -> Stored<Vec<i64>> {
        let rows = query("SELECT version FROM _sqlx_migrations").fetch_all(self).await?;
        Ok(rows.iter().map(|row| row.try_get::<i64, _>(0)).collect::<Result<_, sqlx::Error>>()?)
    }

    /// Opens the file to look at it: nothing is written, neither to it nor beside it.
    pub(super) async fn sqlite_to_look(file: &Path) -> Stored<Pool> {
        let beside = |ending: &str| {
            let mut path = file.as_os_str().to_owned();
            path.push(ending);
            std::fs::metadata(path).ok().map(|known| known.len())
        };
        // Where a log lies beside the books, what it says counts, and somebody may be writing;
        // where none does, nobody is.
        let is_logged = beside("-wal").is_some_and(|size| size > 0) || beside("-shm").is_some();
        let options = SqliteConnectOptions::new()
            .filename(file)
            .read_only(true)
            .immutable(!is_logged)
            .busy_timeout(Duration::from_secs(30))
            .pragma("cache_size", format!("-{CACHE}"));
        let unfolded = |error: StoreError| {
            if is_logged { StoreError::Unfolded(file.display().to_string()) } else { error }
        };
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .connect_with(options)
            .await
            .map_err(|error| unfolded(error.into()))?;
        let pool = Pool::Sqlite(pool);
        let there = pool.levels().await.map_err(unfolded)?;
        let known = migrations::levels();
        if let Some(newer) = there.iter().find(|level| !known.contains(level)) {
            return Err(StoreError::Newer(*newer));
        }
        if known.iter().any(|level| !there.contains(level)) {
            Err(StoreError::Older(file.display().to_string()))
        } else {
            Ok(pool)
        }
    }

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
            Pool::Sqlite(pool) => Transaction::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await?),
            Pool::Postgres(pool) => Transaction::Postgres(pool.begin().await?),
            Pool::Within(_) => return Err(StoreError::Nested),
        })
    }

    /// Begins a transaction that only reads: all it asks sees the books as they are at one moment.
    pub(super) async fn begin_to_read(&self) -> Stored<Transaction> {
        Ok(match self {
            Pool::Sqlite(pool) => Transaction::Sqlite(pool.begin().await?),
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

    pub(super) async fn close(&self) {
        match self {
            Pool::Sqlite(pool) => pool.close().await,
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

impl On<'_> {
    fn is_postgres(&self) -> bool {
        matches!(self, On::Pool(Pool::Postgres(_)) | On::Transaction(Transaction::Postgres(_)))
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

    fn written(self, postgres: bool) -> (SqlStr, Vec<Value>) {
        match self.text {
            Text::Fixed(text) => (text.into_sql_str(), self.values),
            Text::Built(parts) => {
                let (text, values) = if postgres {
                    builder::for_postgres(parts)
                } else {
                    builder::for_sqlite(parts)
                };
                (AssertSqlSafe(text).into_sql_str(), values)
            }
        }
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
        let (text, values) = self.written(on.is_postgres());
        Ok(match on {
            On::Pool(Pool::Sqlite(pool)) => {
                sqlx::query_with(text, value::sqlite(values)?).execute(pool).await?.rows_affected()
            }
            On::Pool(Pool::Postgres(pool)) => sqlx::query_with(text, value::postgres(values)?)
                .execute(pool)
                .await?
                .rows_affected(),
            On::Pool(Pool::Within(_)) => return Err(StoreError::Nested),
            On::Transaction(Transaction::Sqlite(to)) => {
                sqlx::query_with(text, value::sqlite(values)?)
                    .execute(&mut **to)
                    .await?
                    .rows_affected()
            }
            On::Transaction(Transaction::Postgres(to)) => {
                sqlx::query_with(text, value::postgres(values)?)
                    .execute(&mut **to)
                    .await?
                    .rows_affected()
            }
        })
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
        let (text, values) = self.written(on.is_postgres());
        Ok(match on {
            On::Pool(Pool::Sqlite(pool)) => rows(
                sqlx::query_with(text, value::sqlite(values)?).fetch_all(pool).await?,
                Row::Sqlite,
            ),
            On::Pool(Pool::Postgres(pool)) => rows(
                sqlx::query_with(text, value::postgres(values)?).fetch_all(pool).await?,
                Row::Postgres,
            ),
            On::Pool(Pool::Within(_)) => return Err(StoreError::Nested),
            On::Transaction(Transaction::Sqlite(to)) => rows(
                sqlx::query_with(text, value::sqlite(values)?).fetch_all(&mut **to).await?,
                Row::Sqlite,
            ),
            On::Transaction(Transaction::Postgres(to)) => rows(
                sqlx::query_with(text, value::postgres(values)?).fetch_all(&mut **to).await?,
                Row::Postgres,
            ),
        })
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
        let (text, values) = self.written(on.is_postgres());
        match on {
            On::Pool(Pool::Sqlite(pool)) => {
                drained(
                    sqlx::query_with(text, value::sqlite(values)?).fetch(pool),
                    Row::Sqlite,
                    take,
                )
                .await
            }
            On::Pool(Pool::Postgres(pool)) => {
                drained(
                    sqlx::query_with(text, value::postgres(values)?).fetch(pool),
                    Row::Postgres,
                    take,
                )
                .await
            }
            On::Pool(Pool::Within(_)) => Err(StoreError::Nested),
            On::Transaction(Transaction::Sqlite(to)) => {
                drained(
                    sqlx::query_with(text, value::sqlite(values)?).fetch(&mut **to),
                    Row::Sqlite,
                    take,
                )
                .await
            }
            On::Transaction(Transaction::Postgres(to)) => {
                drained(
                    sqlx::query_with(text, value::postgres(values)?).fetch(&mut **to),
                    Row::Postgres,
                    take,
                )
                .await
            }
        }
    }

    /// What is read of each row.
    pub(super) async fn fetch_as<'a, T>(
        self,
        on: impl Into<On<'a>>,
        read: impl Fn(&Row) -> Stored<T>,
    ) -> Stored<Vec<T>> {
        let mut found = Vec::new();
        self.each(on, |row| {
            found.push(read(row)?);
            Ok(())
        })
        .await?;
        Ok(found)
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

async fn drained<R>(
    mut stream: impl TryStream<Ok = R, Error = sqlx::Error> + Unpin,
    row: impl Fn(R) -> Row,
    take: &mut impl FnMut(&Row) -> Stored<()>,
) -> Stored<()> {
    while let Some(next) = stream.try_next().await? {
        take(&row(next))?;
    }
    Ok(())
}

fn rows<R>(rows: Vec<R>, row: impl Fn(R) -> Row) -> Vec<Row> {
    rows.into_iter().map(row).collect()
}
