//! SQLite: the file of books, one connection of the process.
//!
//! Whoever asks has the connection's turn ([`File::taken`]) and is answered where it stands, as most
//! answers take less time than waking a thread that would look for them: between two statements
//! whoever else has something to do gets at it. Dropped in the middle of a transaction, the turn
//! takes back what was written in it.

use super::answer::{Batch, rows};
use super::builder::ForFile;
use super::cell::Row;
use super::value::Value;
use crate::store::{StoreError, Stored};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Statement, ToSql};
use sqlx::error::{DatabaseError, ErrorKind};
use std::borrow::Cow;
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::task::{block_in_place, consume_budget};

/// A file of books has one connection in a process: whoever asks while a unit of work is written
/// waits so long.
const LONGEST_UNIT: Duration = Duration::from_secs(3600);

/// Statements that are kept prepared.
const PREPARED: usize = 256;

/// Rows of a stream that come together, and the bytes of text after which fewer do.
const STREAMED: usize = 256;
const STREAMED_BYTES: usize = 256 * 1024;

/// A file of books.
#[derive(Clone)]
pub(in crate::store) struct File {
    turn: Arc<Mutex<Link>>,
}

/// The way to the connection; closed there is none.
pub(in crate::store) struct Link {
    connection: Option<Connection>,
}

/// The connection's turn, from `BEGIN` until it is committed or dropped.
pub(in crate::store) struct FileTransaction {
    pub(super) link: OwnedMutexGuard<Link>,
    is_open: bool,
}

impl File {
    /// Opens a connection.
    pub(super) fn open(open: impl FnOnce() -> rusqlite::Result<Connection>) -> Stored<File> {
        let connection = in_place(open).map_err(failed)?;
        connection.set_prepared_statement_cache_capacity(PREPARED);
        Ok(File { turn: Arc::new(Mutex::new(Link { connection: Some(connection) })) })
    }

    /// The connection, when it is nobody else's.
    pub(super) async fn taken(&self) -> Stored<OwnedMutexGuard<Link>> {
        tokio::time::timeout(LONGEST_UNIT, Arc::clone(&self.turn).lock_owned())
            .await
            .map_err(|_| sqlx::Error::PoolTimedOut.into())
    }

    /// Begins a transaction by these words.
    pub(super) async fn begin(&self, words: &'static str) -> Stored<FileTransaction> {
        let mut begun = FileTransaction { link: self.taken().await?, is_open: true };
        let done = begun.link.execute(words).await;
        begun.is_open = done.is_ok();
        done.map(|()| begun)
    }

    /// Closes the connection; what is asked afterwards fails.
    pub(super) async fn close(&self) {
        let Ok(mut link) = self.taken().await else { return };
        if let Some(connection) = link.connection.take() {
            in_place(|| drop(connection));
        }
    }
}

impl FileTransaction {
    /// Makes what was written part of the books.
    pub(super) async fn commit(mut self) -> Stored<()> {
        self.link.execute("COMMIT").await?;
        self.is_open = false;
        Ok(())
    }
}

impl Drop for FileTransaction {
    fn drop(&mut self) {
        if let Some(connection) = self.link.connection.as_ref().filter(|_| self.is_open) {
            // Where `BEGIN` had failed there is nothing to take back.
            let _ = in_place(|| connection.execute_batch("ROLLBACK"));
        }
    }
}

/// Does what may take its time without keeping others of the runtime from their work.
fn in_place<T>(job: impl FnOnce() -> T) -> T {
    match Handle::try_current().map(|runtime| runtime.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => block_in_place(job),
        _ => job(),
    }
}

impl Link {
    /// Has the connection do something.
    pub(super) async fn run<T>(
        &mut self,
        job: impl FnOnce(&mut Connection) -> Stored<T>,
    ) -> Stored<T> {
        consume_budget().await;
        let connection = self.connection.as_mut().ok_or_else(gone)?;
        in_place(|| job(connection))
    }

    /// Runs statements that take no values.
    pub(super) async fn execute(&mut self, text: impl AsRef<str>) -> Stored<()> {
        self.run(|to| Ok(to.execute_batch(text.as_ref()).map_err(failed)?)).await
    }

    /// Runs a statement for what it changes; gives how many rows that were.
    pub(super) async fn changed(&mut self, statement: ForFile) -> Stored<u64> {
        self.run(|to| Ok(change(to, &statement).map_err(failed)?)).await
    }

    /// All rows of an answer.
    pub(super) async fn read(&mut self, statement: ForFile) -> Stored<Vec<Row>> {
        let mut found = Vec::new();
        let take = |batch| {
            found.extend(rows(batch).map(Row::Sqlite));
            true
        };
        self.run(|to| Ok(answer(to, &statement, usize::MAX, take).map_err(failed)?)).await?;
        Ok(found)
    }

    /// Each row of an answer, a few of them held at a time.
    pub(super) async fn each(
        &mut self,
        statement: ForFile,
        take: &mut impl FnMut(&Row) -> Stored<()>,
    ) -> Stored<()> {
        let mut taken = Ok(());
        let give = |batch| {
            taken = rows(batch).try_for_each(|row| take(&Row::Sqlite(row)));
            // What follows a fault is not read.
            taken.is_ok()
        };
        self.run(|to| Ok(answer(to, &statement, STREAMED, give).map_err(failed)?)).await?;
        taken
    }
}

/// Runs a statement: once, or for each of its rows, all of them or none.
fn change(to: &Connection, statement: &ForFile) -> rusqlite::Result<u64> {
    let mut prepared = to.prepare_cached(&statement.text)?;
    let Some(rows) = &statement.rows else {
        bind(&mut prepared, &statement.values)?;
        let mut answers = prepared.raw_query();
        while answers.next()?.is_some() {}
        drop(answers);
        #[cfg(test)]
        super::plans::see(&prepared, &statement.text);
        return Ok(to.changes());
    };
    // Within a transaction what fails takes back all of it, as it does in PostgreSQL: a savepoint
    // would keep a copy of each page that the rows change.
    let own = if to.is_autocommit() { Some(to.unchecked_transaction()?) } else { None };
    let mut changed = 0;
    for row in rows {
        bind(&mut prepared, row)?;
        changed += prepared.raw_execute()?;
    }
    #[cfg(test)]
    super::plans::see(&prepared, &statement.text);
    // Dropped on the way, or where the disk refuses it, it takes back what was written.
    own.map_or(Ok(()), |own| own.commit())?;
    Ok(changed as u64)
}

/// Gives what a statement answers, `most` rows at a time, until `give` wants no more.
fn answer(
    to: &Connection,
    statement: &ForFile,
    most: usize,
    mut give: impl FnMut(Batch) -> bool,
) -> rusqlite::Result<()> {
    let mut prepared = to.prepare_cached(&statement.text)?;
    bind(&mut prepared, &statement.values)?;
    let mut batch = Batch::of(&prepared);
    let mut answers = prepared.raw_query();
    while let Some(row) = answers.next()? {
        batch.push(row)?;
        let is_full = batch.len() >= most || most < usize::MAX && batch.bytes() >= STREAMED_BYTES;
        if is_full && !give(batch.taken()) {
            return Ok(());
        }
    }
    if batch.len() > 0 {
        give(batch);
    }
    drop(answers);
    #[cfg(test)]
    super::plans::see(&prepared, &statement.text);
    Ok(())
}

/// Binds values: `$3` is the third wherever it stands, each `?` the next.
fn bind(to: &mut Statement<'_>, values: &[Value]) -> rusqlite::Result<()> {
    for place in 1..=to.parameter_count() {
        let named = to.parameter_name(place).and_then(|name| name.get(1..)?.parse().ok());
        let number: usize = named.unwrap_or(place);
        match number.checked_sub(1).and_then(|at| values.get(at)) {
            Some(value) => to.raw_bind_parameter(place, value)?,
            None => return Err(rusqlite::Error::InvalidParameterCount(values.len(), number)),
        }
    }
    Ok(())
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Int(Some(number)) => ValueRef::Integer(*number),
            Value::Text(Some(text)) => ValueRef::Text(text.as_bytes()),
            Value::Int(None) | Value::Text(None) => ValueRef::Null,
            Value::Ints(_) | Value::Texts(_) => {
                return Err(rusqlite::Error::ToSqlConversionFailure("SQLite has no arrays".into()));
            }
        }))
    }
}

/// What SQLite says went wrong, with its extended result code.
#[derive(Debug, thiserror::Error)]
#[error("(code: {code}) {said}")]
struct Refusal {
    code: i32,
    said: String,
}

impl DatabaseError for Refusal {
    fn message(&self) -> &str {
        &self.said
    }

    fn code(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Owned(self.code.to_string()))
    }

    fn as_error(&self) -> &(dyn Error + Send + Sync + 'static) {
        self
    }

    fn as_error_mut(&mut self) -> &mut (dyn Error + Send + Sync + 'static) {
        self
    }

    fn into_error(self: Box<Self>) -> Box<dyn Error + Send + Sync + 'static> {
        self
    }

    fn kind(&self) -> ErrorKind {
        ErrorKind::Other
    }
}

/// The error as that of both databases.
pub(super) fn failed(error: rusqlite::Error) -> sqlx::Error {
    let refusal = |code, said| sqlx::Error::Database(Box::new(Refusal { code, said }));
    match error {
        rusqlite::Error::SqliteFailure(what, said) => {
            refusal(what.extended_code, said.unwrap_or_else(|| what.to_string()))
        }
        rusqlite::Error::SqlInputError { error, msg, .. } => refusal(error.extended_code, msg),
        rusqlite::Error::ToSqlConversionFailure(error) => sqlx::Error::Encode(error),
        other => sqlx::Error::Protocol(other.to_string()),
    }
}

fn gone() -> StoreError {
    sqlx::Error::PoolClosed.into()
}

#[cfg(test)]
mod tests {
    use super::super::{Pool, QueryBuilder, Row, query};
    use crate::store::{Ailing, StoreError, Stored};

    async fn counted(pool: &Pool) -> Stored<i64> {
        let row = query("SELECT COUNT(*) AS n FROM closing").fetch_one(pool).await?;
        Ok(row.try_get("n")?)
    }

    fn closed(until: impl IntoIterator<Item = &'static str>) -> QueryBuilder {
        let head =
            "INSERT INTO closing (company, closed_until, closed_at, closed_by, number, hash) ";
        let mut insert = QueryBuilder::new(head);
        insert.push_values(until, |row, day| {
            row.push_bind("a").push_bind(day).push_bind("now").push_bind("Anna");
            row.push_bind(0_i64).push_bind("");
        });
        insert
    }

    #[tokio::test]
    async fn what_is_not_committed_is_taken_back_and_the_next_one_waits_for_it() -> Stored<()> {
        let place = tempfile::tempdir().map_err(sqlx::Error::Io)?;
        let pool = Pool::sqlite(&place.path().join("kontor.db")).await?;
        let mut dropped = pool.begin().await?;
        closed(["2026-01-31"]).build().execute(&mut dropped).await?;
        drop(dropped);
        assert_eq!(counted(&pool).await?, 0);
        let mut kept = pool.begin().await?;
        closed(["2026-01-31", "2026-02-28"]).build().execute(&mut kept).await?;
        kept.commit().await?;
        assert_eq!(counted(&pool).await?, 2);
        pool.close().await;
        assert!(counted(&pool).await.is_err(), "it is closed");
        Ok(())
    }

    #[test]
    fn an_index_of_the_log_that_finds_no_room_is_a_full_disk() {
        let said = |code| {
            let error = rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None);
            StoreError::from(super::failed(error)).ailing()
        };
        assert_eq!(said(rusqlite::ffi::SQLITE_IOERR_SHMSIZE), Some(Ailing::Full));
        assert_eq!(said(rusqlite::ffi::SQLITE_IOERR_SHMMAP), Some(Ailing::Disk));
    }

    #[tokio::test]
    async fn of_rows_of_which_one_is_refused_none_is_written() -> Stored<()> {
        let place = tempfile::tempdir().map_err(sqlx::Error::Io)?;
        let pool = Pool::sqlite(&place.path().join("kontor.db")).await?;
        let twice = closed(["2026-01-31", "2026-01-31"]).build().execute(&pool).await;
        assert!(twice.is_err_and(|error| error.refusal().is_some()));
        assert_eq!(counted(&pool).await?, 0);
        Ok(())
    }

    #[tokio::test]
    async fn values_stand_where_they_are_named_and_a_stream_may_end_early() -> Stored<()> {
        let place = tempfile::tempdir().map_err(sqlx::Error::Io)?;
        let pool = Pool::sqlite(&place.path().join("kontor.db")).await?;
        let asked = "SELECT $2 AS second, $1 AS first, $2 AS again";
        let row = query(asked).bind("one").bind(2_i64).fetch_one(&pool).await?;
        let read = |row: &Row| -> Stored<(i64, String, i64)> {
            Ok((row.try_get("second")?, row.try_get("first")?, row.try_get(2)?))
        };
        assert_eq!(read(&row)?, (2, "one".to_owned(), 2));
        assert!(row.try_get::<i64, _>("first").is_err() && row.try_get::<i64, _>("none").is_err());
        let many = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \
            100000) SELECT i FROM n";
        let mut seen = 0;
        let ended = query(many)
            .each(&pool, |row| {
                seen = row.try_get::<i64, _>(0)?;
                if seen < 1000 { Ok(()) } else { Err(crate::store::StoreError::Nested) }
            })
            .await;
        assert!(ended.is_err() && seen == 1000);
        query(many)
            .each(&pool, |row| {
                seen = row.try_get(0)?;
                Ok(())
            })
            .await?;
        assert_eq!(seen, 100_000);
        Ok(())
    }
}
