//! The store: what has been received, booked, matched and mailed, behind one interface in the domain's words.
//!
//! SQLite in write-ahead mode, or PostgreSQL where several machines keep one office; [`sql`] makes the two one. One writer plans a batch of
//! documents in memory and hands all they cause to [`Store::commit`] as [`Changes`]: one transaction, multi-row statements.

mod account;
mod ask;
mod commit;
mod jobs;
mod known;
mod mail;
mod movements;
mod openings;
mod prove;
mod read;
pub mod rows;
mod sql;
mod stale;
mod taxes;
pub mod trade;
mod waiting;

pub use account::AccountLine;
pub use ask::{AccountTotal, Completeness, DocumentLine, FailedMail, JournalRow, Span};
pub use commit::Changes;
pub use jobs::{JobRow, Waiting};
pub use known::{Counters, Keys, Neighbours};
pub use prove::{Astray, Proof};

use sql::{Held, Pool};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Why the store did not answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the store could not be brought up to date: {0}")]
    Migrate(sqlx::migrate::MigrateError),
    #[error(
        "Diese Bücher hat eine neuere Ausgabe von kontor geschrieben (Stand {0}); bitte diese benutzen. / These books were written by a \
         newer version of kontor (level {0}); use that one."
    )]
    Newer(i64),
    #[error("the store failed: {0}")]
    Sql(#[from] sqlx::Error),
    #[error("the store holds a value kontor cannot read: {0}")]
    Garbled(String),
    #[error(
        "[storage] url ist keine Adresse von PostgreSQL: postgres://BENUTZER@RECHNER/DATENBANK. / is no address of PostgreSQL: \
         postgres://USER@HOST/DATABASE."
    )]
    Address,
    #[error("the turn to write was lost, as when the server restarts; nothing was written")]
    TurnLost,
}

/// Result of a store call.
pub type Stored<T> = Result<T, StoreError>;

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> StoreError {
        match error {
            sqlx::migrate::MigrateError::VersionMissing(version) => StoreError::Newer(version),
            error => StoreError::Migrate(error),
        }
    }
}

impl StoreError {
    /// True when the server is away, starts or stops: what failed may be tried again, since nothing of it was written.
    pub fn is_away(&self) -> bool {
        let error = match self {
            StoreError::Sql(error) => error,
            StoreError::Migrate(sqlx::migrate::MigrateError::Execute(error)) => error,
            StoreError::TurnLost => return true,
            _ => return false,
        };
        match error {
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut => true,
            // Classes 08 (connection) and 57P (shut down, starting up) of PostgreSQL's error codes; 53300: too many connections.
            sqlx::Error::Database(error) => {
                error.code().is_some_and(|code| code.starts_with("08") || code.starts_with("57P") || code == "53300")
            }
            _ => false,
        }
    }
}

/// Where a store is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// A file.
    Sqlite(PathBuf),
    /// An address, `postgres://…`; it may hold a password and is never printed.
    Postgres(String),
}

/// An open store.
#[derive(Clone)]
pub struct Store {
    pool: Pool,
    /// The server's process that holds the turn to write, if this store has it.
    writer: Arc<Mutex<Option<i64>>>,
}

/// The turn to write; over when it is dropped.
pub struct Turn {
    held: Option<Held>,
    writer: Arc<Mutex<Option<i64>>>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        if self.held.as_ref().is_some_and(|held| *writer == Some(held.process)) {
            *writer = None;
        }
    }
}

impl Store {
    /// Opens a store, makes what is not there, and brings its tables up to date. A server that is away is waited for at most so long
    /// (`None`: for ever).
    pub async fn open(location: &Location, patience: Option<Duration>) -> Stored<Store> {
        let pool = match location {
            Location::Sqlite(file) => Pool::sqlite(file).await?,
            Location::Postgres(url) => Pool::postgres(url, patience).await?,
        };
        Ok(Store { pool, writer: Arc::default() })
    }

    /// Waits for the turn to write among all machines that keep this office. What is written while it is held is written by nobody
    /// else; when it is lost, [`Store::commit`] refuses.
    pub async fn turn(&self) -> Stored<Turn> {
        let held = self.pool.turn().await?;
        *self.writer.lock().unwrap_or_else(PoisonError::into_inner) = held.as_ref().map(|held| held.process);
        Ok(Turn { held, writer: Arc::clone(&self.writer) })
    }

    /// The server's process that holds this store's turn; `None` for a store in a file, and where nothing is held.
    fn writer(&self) -> Option<i64> {
        *self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a server that was away answers again, at most so long (`None`: for ever).
    pub async fn wait(&self, patience: Option<Duration>) -> Stored<()> {
        self.pool.wait(patience).await
    }

    /// Closes the store; SQLite's write-ahead log is folded in.
    pub async fn close(self) {
        self.pool.close().await;
    }
}

/// Rows a statement may carry: SQLite takes 32,766 values, and no table here is wider than 30.
const ROWS: usize = 1_000;
