//! A file of books is opened: its tables are made, brought up to date, or looked at only.

use super::cache::CACHE;
use super::file::{File, failed};
use super::{Pool, migrations, watch};
use crate::store::{Ailing, StoreError, Stored};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use sqlx::migrate::{MigrateError, Migration};
use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long a file that others write is waited for.
const BUSY: Duration = Duration::from_secs(30);

/// What SQLite makes of the log's index at once, bytes.
const SMALLEST_INDEX: u64 = 32 * 1024;

/// Where it is noted which migrations were made, as sqlx notes it in PostgreSQL.
const NOTED: &str = "CREATE TABLE IF NOT EXISTS _sqlx_migrations (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success BOOLEAN NOT NULL,
    checksum BLOB NOT NULL,
    execution_time BIGINT NOT NULL
)";

impl Pool {
    /// Opens the file, makes it when it is not there, and brings its tables up to date.
    pub(in crate::store) async fn sqlite(file: &Path) -> Stored<Pool> {
        let until = Instant::now() + BUSY;
        loop {
            match opened(file.to_owned()).await {
                // A new file is turned to write-ahead mode by whoever opens it first, and SQLite
                // lets nobody wait for that.
                Err(error) if is_busy(&error) && Instant::now() < until => {
                    tokio::time::sleep(Duration::from_millis(50)).await
                }
                done => return done.map(Pool::Sqlite),
            }
        }
    }

    /// Opens the file to look at it: nothing is written, neither to it nor beside it.
    pub(in crate::store) async fn sqlite_to_look(file: &Path) -> Stored<Pool> {
        let beside = |ending: &str| {
            let mut path = file.as_os_str().to_owned();
            path.push(ending);
            std::fs::metadata(path).ok().map(|known| known.len())
        };
        // Where a log lies beside the books, what it says counts, and somebody may be writing;
        // where none does, nobody is.
        // An index of the log that is smaller is what a full disk left of one.
        let is_logged = beside("-wal") > Some(0) || beside("-shm") >= Some(SMALLEST_INDEX);
        let address = address(file, !is_logged);
        let unfolded = |error: StoreError| match error.ailing() {
            Some(Ailing::Full) => error,
            _ if is_logged => StoreError::Unfolded(file.display().to_string()),
            _ => error,
        };
        let books = File::open(move || to_read(address)).map_err(unfolded)?;
        let there = books.taken().await?.run(|to| Ok(made(to)?)).await.map_err(unfolded)?;
        let known = migrations::levels();
        if let Some((newer, _)) = there.iter().find(|(level, _)| !known.contains(level)) {
            return Err(StoreError::Newer(*newer));
        }
        if known.iter().any(|level| !there.iter().any(|(made, _)| made == level)) {
            return Err(StoreError::Older(file.display().to_string()));
        }
        Ok(Pool::Sqlite(books))
    }
}

impl File {
    /// A connection of its own that reads the same file: nobody waits for its turn.
    pub(super) async fn reader(&self) -> Stored<File> {
        let path = self.taken().await?.run(|to| Ok(to.path().map(PathBuf::from))).await?;
        let address = address(&path.unwrap_or_default(), false);
        File::open(move || to_read(address))
    }
}

/// A connection that writes nothing.
fn to_read(address: PathBuf) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(address, flags)?;
    connection.busy_timeout(BUSY)?;
    connection.execute_batch(&format!("PRAGMA cache_size = -{CACHE}"))?;
    Ok(connection)
}

/// A file as SQLite's address of it (`file:…`), one that nobody changes meanwhile or not.
fn address(file: &Path, is_immutable: bool) -> PathBuf {
    let mut address = b"file:".to_vec();
    for byte in file.as_os_str().as_bytes() {
        match byte {
            b'%' | b'?' | b'#' => address.extend(format!("%{byte:02X}").into_bytes()),
            byte => address.push(*byte),
        }
    }
    if is_immutable {
        address.extend(b"?immutable=1");
    }
    PathBuf::from(OsString::from_vec(address))
}

/// The file opened and its tables brought up to date.
async fn opened(file: PathBuf) -> Stored<File> {
    let open = move || {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(file, flags)?;
        connection.busy_timeout(BUSY)?;
        // What kontor writes is not another hand's.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
        connection.execute_batch(&format!(
            "PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; \
             PRAGMA cache_size = -{CACHE}"
        ))?;
        Ok(connection)
    };
    let file = File::open(open)?;
    file.taken().await?.run(bring_up).await?;
    Ok(file)
}

/// Makes the migrations that are missing.
fn bring_up(to: &mut Connection) -> Stored<()> {
    if missing(&made(to)?)?.is_empty() {
        return Ok(());
    }
    // Two processes that open new books at once: the second waits here, and then finds nothing
    // left to do.
    to.execute_batch("BEGIN IMMEDIATE").map_err(failed)?;
    let done = make(to).and_then(|()| Ok(to.execute_batch("COMMIT").map_err(failed)?));
    if done.is_err() {
        // What SQLite took back by itself is no transaction any more.
        let _ = to.execute_batch("ROLLBACK");
    }
    done
}

fn make(to: &Connection) -> Stored<()> {
    to.execute_batch(NOTED).map_err(failed)?;
    watch::unwatch(to).map_err(failed)?;
    for migration in missing(&made(to)?)? {
        let failing = |error| MigrateError::ExecuteMigration(failed(error), migration.version);
        to.execute_batch(migration.sql.as_str()).map_err(failing)?;
        let noted = "INSERT INTO _sqlx_migrations (version, description, success, checksum, \
            execution_time) VALUES (?, ?, TRUE, ?, 0)";
        let values = (migration.version, &*migration.description, &*migration.checksum);
        to.execute(noted, values).map_err(failing)?;
    }
    Ok(watch::watch(to).map_err(failed)?)
}

/// The migrations that were made on these books, with the checksum of each; none on new ones.
fn made(on: &Connection) -> Result<Vec<(i64, Vec<u8>)>, sqlx::Error> {
    let read = || -> rusqlite::Result<Vec<(i64, Vec<u8>)>> {
        let is_noted = "SELECT COUNT(*) FROM sqlite_master WHERE name = '_sqlx_migrations'";
        if on.query_row(is_noted, (), |row| row.get::<_, i64>(0))? == 0 {
            return Ok(Vec::new());
        }
        on.prepare("SELECT version, checksum FROM _sqlx_migrations ORDER BY version")?
            .query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect()
    };
    read().map_err(failed)
}

/// The migrations that are still to be made; books that a newer version or another text has made
/// are refused.
fn missing(made: &[(i64, Vec<u8>)]) -> Result<Vec<Migration>, MigrateError> {
    let known = migrations::sqlite();
    for (version, checksum) in made {
        match known.iter().find(|migration| migration.version == *version) {
            None => return Err(MigrateError::VersionMissing(*version)),
            Some(migration) if migration.checksum != *checksum => {
                return Err(MigrateError::VersionMismatch(*version));
            }
            Some(_) => {}
        }
    }
    let is_made = |version: i64| made.iter().any(|(made, _)| *made == version);
    Ok(known.iter().filter(|migration| !is_made(migration.version)).cloned().collect())
}

/// True when somebody else had the file locked (SQLITE_BUSY, in the lowest byte).
fn is_busy(error: &StoreError) -> bool {
    error.code().and_then(|code| code.parse::<u32>().ok()).is_some_and(|code| code & 0xff == 5)
}
