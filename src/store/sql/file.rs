//! SQLite: the file of books, one connection on a thread of its own.
//!
//! Whoever asks has the connection's turn ([`File::taken`]), sends it a job and waits for what
//! comes of it; rows come back many at a time. Dropped in the middle of a transaction, the turn
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
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard, mpsc, oneshot};

/// A file of books has one connection in a process: whoever asks while a unit of work is written
/// waits so long.
const LONGEST_UNIT: Duration = Duration::from_secs(3600);

/// Statements that are kept prepared.
const PREPARED: usize = 256;

/// Rows of a stream that come together, and the bytes of text after which fewer do.
const STREAMED: usize = 256;
const STREAMED_BYTES: usize = 256 * 1024;

/// What the thread is asked to do.
type Job = Box<dyn FnOnce(&mut Connection) + Send>;

/// A file of books.
#[derive(Clone)]
pub(in crate::store) struct File {
    turn: Arc<Mutex<Link>>,
}

/// The way to the connection's thread.
pub(in crate::store) struct Link {
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

/// The connection's turn, from `BEGIN` until it is committed or dropped.
pub(in crate::store) struct FileTransaction {
    pub(super) link: OwnedMutexGuard<Link>,
    is_open: bool,
}

impl File {
    /// Opens a connection on a thread of its own.
    pub(super) async fn open(
        open: impl FnOnce() -> rusqlite::Result<Connection> + Send + 'static,
    ) -> Stored<File> {
        let (jobs, asked) = channel::<Job>();
        let (tell, opened) = oneshot::channel();
        let work = move || match open() {
            Ok(mut connection) => {
                connection.set_prepared_statement_cache_capacity(PREPARED);
                // Nobody waits any more: the connection is closed again.
                if tell.send(Ok(())).is_ok() {
                    asked.into_iter().for_each(|job| job(&mut connection));
                }
            }
            Err(error) => drop(tell.send(Err(failed(error)))),
        };
        let thread = std::thread::Builder::new()
            .name("kontor-books".to_owned())
            .spawn(work)
            .map_err(sqlx::Error::Io)?;
        opened.await.map_err(|_| gone())??;
        let link = Link { jobs: Some(jobs), thread: Some(thread) };
        Ok(File { turn: Arc::new(Mutex::new(link)) })
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
        drop(link.jobs.take());
        if let Some(thread) = link.thread.take() {
            let _ = tokio::task::spawn_blocking(|| thread.join()).await;
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
        if self.is_open {
            // The thread does it before whatever is asked next; where `BEGIN` had failed there is
            // nothing to take back.
            let _ = self.link.send(Box::new(|to| drop(to.execute_batch("ROLLBACK"))));
        }
    }
}

impl Link {
    fn send(&self, job: Job) -> Stored<()> {
        let jobs = self.jobs.as_ref().ok_or_else(gone)?;
        jobs.send(job).map_err(|_| gone())
    }

    /// Has the thread do something, and gives where its answer comes.
    fn start<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Connection) -> Stored<T> + Send + 'static,
    ) -> Stored<oneshot::Receiver<Stored<T>>> {
        let (tell, told) = oneshot::channel();
        self.send(Box::new(move |to| drop(tell.send(job(to)))))?;
        Ok(told)
    }

    /// Has the thread do something and waits for it.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Connection) -> Stored<T> + Send + 'static,
    ) -> Stored<T> {
        self.start(job)?.await.map_err(|_| gone())?
    }

    /// Runs statements that take no values.
    pub(super) async fn execute(&self, text: impl Into<Cow<'static, str>>) -> Stored<()> {
        let text = text.into();
        self.run(move |to| Ok(to.execute_batch(&text).map_err(failed)?)).await
    }

    /// Runs a statement for what it changes; gives how many rows that were.
    pub(super) async fn changed(&self, statement: ForFile) -> Stored<u64> {
        self.run(move |to| Ok(change(to, &statement).map_err(failed)?)).await
    }

    /// All rows of an answer.
    pub(super) async fn read(&self, statement: ForFile) -> Stored<Vec<Row>> {
        self.run(move |to| {
            let mut found = Vec::new();
            let take = |batch| {
                found.extend(rows(batch).map(Row::Sqlite));
                true
            };
            answer(to, &statement, usize::MAX, take).map_err(failed)?;
            Ok(found)
        })
        .await
    }

    /// Each row of an answer, while the next ones are read.
    pub(super) async fn each(
        &self,
        statement: ForFile,
        take: &mut impl FnMut(&Row) -> Stored<()>,
    ) -> Stored<()> {
        let (give, mut coming) = mpsc::channel(2);
        let done = self.start(move |to| {
            // Nobody takes them any more: the rest is not read.
            let give = |batch| give.blocking_send(batch).is_ok();
            Ok(answer(to, &statement, STREAMED, give).map_err(failed)?)
        })?;
        while let Some(batch) = coming.recv().await {
            for row in rows(batch) {
                take(&Row::Sqlite(row))?;
            }
        }
        done.await.map_err(|_| gone())?
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
    use crate::store::Stored;

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
