//! PostgreSQL: how it is reached, waited for, and whose turn it is to write.

use super::{Pool, migrations};
use crate::store::{StoreError, Stored};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection, PgConnection};
use std::str::FromStr;
use std::time::{Duration, Instant};

/// The advisory lock that whoever writes the books of an office holds: one office a database. "kontor" in ASCII.
const WRITER: i64 = 0x6b6f_6e74_6f72;

/// Connections of one process at most: one that works, and one to look beside it.
const CONNECTIONS: u32 = 2;

/// Between two attempts to reach a server that is away.
const PAUSE: Duration = Duration::from_millis(500);

/// The turn to write, held until it is dropped: its connection closes then, and the server takes the lock back.
pub(in crate::store) struct Held {
    _connection: PgConnection,
    /// The server's process behind that connection.
    pub(in crate::store) process: i64,
}

impl Pool {
    /// Connects to the server, waiting for it at most so long (`None`: for ever), and brings the tables up to date.
    pub(in crate::store) async fn postgres(url: &str, patience: Option<Duration>) -> Stored<Pool> {
        let options = options(url)?;
        reach(&options, patience).await?;
        let pool = PgPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(Duration::from_secs(30)).connect_with(options).await?;
        migrations::postgres().run(&pool).await?;
        Ok(Pool::Postgres(pool))
    }

    /// Waits until the database answers, at most so long (`None`: for ever).
    pub(in crate::store) async fn wait(&self, patience: Option<Duration>) -> Stored<()> {
        match self {
            Pool::Sqlite(_) => Ok(()),
            Pool::Postgres(pool) => reach(&pool.connect_options(), patience).await,
        }
    }

    /// Waits for the turn to write among all machines. SQLite knows one machine, where a lock file does.
    pub(in crate::store) async fn turn(&self) -> Stored<Option<Held>> {
        let Pool::Postgres(pool) = self else { return Ok(None) };
        let mut connection = PgConnection::connect_with(&pool.connect_options()).await?;
        sqlx::query("SELECT pg_advisory_lock($1)").bind(WRITER).execute(&mut connection).await?;
        let process: i32 = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut connection).await?;
        Ok(Some(Held { _connection: connection, process: process.into() }))
    }
}

/// The question whether a process of the server holds the turn: whoever lost it, as when the server restarted, must not write.
pub(in crate::store) const HOLDS_THE_TURN: &str = "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND granted \
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
     AND CAST(CAST(classid AS BIGINT) * 4294967296 + CAST(objid AS BIGINT) AS BIGINT) = $1 AND pid = $2";

/// What [`HOLDS_THE_TURN`] asks for.
pub(in crate::store) const fn writer() -> i64 {
    WRITER
}

fn options(url: &str) -> Stored<PgConnectOptions> {
    // What is wrong with an address is not told in its own words: they may hold the password.
    let options = PgConnectOptions::from_str(url).map_err(|_| StoreError::Address)?;
    Ok(options.application_name("kontor"))
}

async fn reach(options: &PgConnectOptions, patience: Option<Duration>) -> Stored<()> {
    let began = Instant::now();
    let mut told = false;
    loop {
        let error = match PgConnection::connect_with(options).await {
            Ok(connection) => return Ok(connection.close().await?),
            Err(error) => StoreError::Sql(error),
        };
        if !error.is_away() || patience.is_some_and(|patience| began.elapsed() >= patience) {
            return Err(error);
        }
        if !told {
            eprintln!("kontor: PostgreSQL ({}) antwortet nicht, es wird gewartet / does not answer, waiting …", options.get_host());
            told = true;
        }
        tokio::time::sleep(PAUSE).await;
    }
}
