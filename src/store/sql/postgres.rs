//! PostgreSQL: how it is reached, waited for, and whose turn it is to write.

use super::{Pool, Transaction, migrations, query, watch};
use crate::store::{StoreError, Stored};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection, PgConnection};
use std::str::FromStr;
use std::time::{Duration, Instant};

/// What only one of all processes does at a time, each an advisory lock of the office's database:
/// "kontor" in ASCII, counted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Task {
    /// Writing the books.
    Books,
    /// Sending mails.
    Mail,
    /// Not a turn: shared by whoever is in the middle of writing, so that the next writer waits
    /// until a write has ended whose own turn was lost (the process was killed, say, and the server
    /// is still at its commit).
    Commit,
}

impl Task {
    /// The lock's number.
    fn lock(self) -> i64 {
        match self {
            Task::Books => 0x6b6f_6e74_6f72,
            Task::Mail => 0x6b6f_6e74_6f73,
            Task::Commit => 0x6b6f_6e74_6f74,
        }
    }
}

/// Connections of one process at most: one that works, and one to look beside it.
const CONNECTIONS: u32 = 2;

/// Between two attempts to reach a server that is away.
const PAUSE: Duration = Duration::from_millis(500);

/// The turn at a task, held until it is dropped: its connection closes then, and the server takes
/// the lock back.
pub(in crate::store) struct Held {
    _connection: PgConnection,
    /// The server's process behind that connection.
    pub(in crate::store) process: i64,
}

impl Pool {
    /// Connects to the server, waiting for it at most so long (`None`: for ever), and brings the
    /// tables up to date.
    pub(in crate::store) async fn postgres(url: &str, patience: Option<Duration>) -> Stored<Pool> {
        let options = options(url)?;
        let until = patience.map(|patience| Instant::now() + patience);
        loop {
            reach(&options, patience).await?;
            match brought_up(&options).await {
                // It went away again meanwhile.
                Err(error)
                    if error.is_away() && until.is_none_or(|until| Instant::now() < until) =>
                {
                    tokio::time::sleep(PAUSE).await
                }
                done => return done,
            }
        }
    }

    /// Waits until the database answers, at most so long (`None`: for ever).
    pub(in crate::store) async fn wait(&self, patience: Option<Duration>) -> Stored<()> {
        match self {
            Pool::Sqlite(_) | Pool::Within(_) => Ok(()),
            Pool::Postgres(pool) => reach(&pool.connect_options(), patience).await,
        }
    }

    /// Waits for the turn at a task among all machines. SQLite knows one machine, where a lock file
    /// does: `None`.
    pub(in crate::store) async fn turn(&self, task: Task) -> Stored<Option<Held>> {
        let Pool::Postgres(pool) = self else { return Ok(None) };
        let mut connection = PgConnection::connect_with(&pool.connect_options()).await?;
        sqlx::query("SELECT pg_advisory_lock($1)")
            .bind(task.lock())
            .execute(&mut connection)
            .await?;
        for step in ["SELECT pg_advisory_lock($1)", "SELECT pg_advisory_unlock($1)"] {
            sqlx::query(step).bind(Task::Commit.lock()).execute(&mut connection).await?;
        }
        Ok(Some(Held::by(connection).await?))
    }

    /// The turn at a task if nobody has it; `Err(())` inside when somebody has.
    pub(in crate::store) async fn turn_if_free(
        &self,
        task: Task,
    ) -> Stored<Result<Option<Held>, ()>> {
        let Pool::Postgres(pool) = self else { return Ok(Ok(None)) };
        let mut connection = PgConnection::connect_with(&pool.connect_options()).await?;
        let free: bool = sqlx::query_scalar("SELECT pg_try_advisory_lock($1)")
            .bind(task.lock())
            .fetch_one(&mut connection)
            .await?;
        if free { Ok(Ok(Some(Held::by(connection).await?))) } else { Ok(Err(())) }
    }

    /// Refuses unless that process of the server holds the turn to write: whoever lost it, as when
    /// the server restarted, must not.
    pub(in crate::store) async fn still_writer(to: &mut Transaction, process: i64) -> Stored<()> {
        query("SELECT pg_advisory_xact_lock_shared($1)")
            .bind(Task::Commit.lock())
            .execute(&mut *to)
            .await?;
        let held = query(HOLDS).bind(Task::Books.lock()).bind(process).fetch_one(to).await?;
        if held.try_get::<i64, _>(0)? == 0 { Err(StoreError::TurnLost) } else { Ok(()) }
    }
}

/// The pool over a server that answers, its tables brought up to date.
async fn brought_up(options: &PgConnectOptions) -> Stored<Pool> {
    usable(options).await?;
    let pooled =
        PgPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(Duration::from_secs(30));
    let pool = pooled.connect_with(options.clone()).await?;
    migrations::postgres().run(&pool).await?;
    let pool = Pool::Postgres(pool);
    watch::watch_server(&pool).await?;
    Ok(pool)
}

impl Held {
    async fn by(mut connection: PgConnection) -> Stored<Held> {
        let process: i32 =
            sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&mut connection).await?;
        Ok(Held { _connection: connection, process: process.into() })
    }
}

/// Whether a process of the server holds an advisory lock.
const HOLDS: &str = "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND granted \
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
    AND CAST(CAST(classid AS BIGINT) * 4294967296 + CAST(objid AS BIGINT) AS BIGINT) = $1 AND pid \
    = $2";

fn options(url: &str) -> Stored<PgConnectOptions> {
    // What is wrong with an address is not told in its own words: they may hold the password.
    let options = PgConnectOptions::from_str(url).map_err(|_| StoreError::Address)?;
    Ok(options.application_name("kontor").options([watch::WRITES]))
}

/// The oldest version, as `server_version_num` says it.
const OLDEST: i32 = 140_000;

/// Refuses a server that is too old, and a database that cannot keep every text.
async fn usable(options: &PgConnectOptions) -> Stored<()> {
    let mut connection = PgConnection::connect_with(options).await?;
    let asked = "SELECT CAST(current_setting('server_version_num') AS INTEGER), \
        current_setting('server_encoding')";
    let (version, encoding): (i32, String) =
        sqlx::query_as(asked).fetch_one(&mut connection).await?;
    connection.close().await?;
    match (version, encoding.as_str()) {
        (OLDEST.., "UTF8") => Ok(()),
        (OLDEST.., _) => Err(StoreError::Refused(format!(
            "ENCODING {encoding} ≠ UTF8 (CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0)"
        ))),
        _ => Err(StoreError::Refused(format!("PostgreSQL {} < 14", version / 10_000))),
    }
}

async fn reach(options: &PgConnectOptions, patience: Option<Duration>) -> Stored<()> {
    let began = Instant::now();
    let mut told = false;
    loop {
        let error = match PgConnection::connect_with(options).await {
            // It answered; that it goes away again before the goodbye is for what comes next to
            // find.
            Ok(connection) => {
                let _ = connection.close().await;
                return Ok(());
            }
            Err(error) => StoreError::Sql(error),
        };
        if !error.is_away() {
            return Err(refused(error));
        }
        if patience.is_some_and(|patience| began.elapsed() >= patience) {
            return Err(error);
        }
        if !told {
            eprintln!(
                "kontor: PostgreSQL ({}) antwortet nicht, es wird gewartet / does not answer, \
                 waiting …",
                options.get_host()
            );
            told = true;
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// The server's own words, where it said why it takes nobody in.
fn refused(error: StoreError) -> StoreError {
    match error {
        StoreError::Sql(sqlx::Error::Database(error)) => {
            StoreError::Refused(error.message().to_owned())
        }
        StoreError::Sql(sqlx::Error::Tls(error)) => StoreError::Refused(format!("TLS: {error}")),
        error => error,
    }
}
