//! The store: what has been received, booked, matched and mailed, behind one interface in the domain's words.
//!
//! SQLite in write-ahead mode, reached through sqlx; the SQL keeps to what PostgreSQL takes too. One writer plans a batch of
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

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Pool, Sqlite};
use std::path::Path;
use std::time::Duration;

/// Why the store did not answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the store could not be opened or brought up to date: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    #[error("the store failed: {0}")]
    Sql(#[from] sqlx::Error),
    #[error("the store holds a value kontor cannot read: {0}")]
    Garbled(String),
}

/// Result of a store call.
pub type Stored<T> = Result<T, StoreError>;

/// An open store.
#[derive(Clone)]
pub struct Store {
    pool: Pool<Sqlite>,
}

impl Store {
    /// Opens the embedded store, makes it when it is not there, and brings its tables up to date.
    pub async fn open(file: &Path) -> Stored<Store> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(30))
            .pragma("cache_size", "-16000");
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
        sqlx::migrate!("src/store/migrations").run(&pool).await?;
        Ok(Store { pool })
    }

    /// Closes the store; the write-ahead log is folded in.
    pub async fn close(self) {
        self.pool.close().await;
    }
}

/// Rows a statement may carry: SQLite takes 32,766 values, and no table here is wider than 20.
const ROWS: usize = 1_000;
