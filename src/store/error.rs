//! Why the store did not answer, in words that a person can act on.

use super::sql::TooLarge;
use crate::domain::Language;
use sqlx::migrate::MigrateError;

/// Why the store did not answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Its tables could not be brought up to date.
    #[error("the store could not be brought up to date: {0}")]
    Migrate(MigrateError),
    /// Its tables are of a newer version.
    #[error("these books were written by a newer version of kontor (level {0}); use that one")]
    Newer(i64),
    /// The database's own words.
    #[error("the store failed: {0}")]
    Sql(#[from] sqlx::Error),
    /// A value that no version of kontor writes.
    #[error("the store holds a value kontor cannot read: {0}")]
    Garbled(String),
    /// The file of the books is not there, or empty, although originals are kept: begun anew,
    /// everything would be booked twice.
    #[error(
        "the books {0} are missing, though the archive holds originals; fetch them from the backup"
    )]
    Gone(String),
    /// The books know originals, and there are none: the disk that they lie on is not connected.
    #[error("the folder of the originals {0} is missing or empty, though the books know originals")]
    NoOriginals(String),
    /// Books that may only be looked at, beside which a log lies that cannot be read there.
    #[error("the log beside the books {0} cannot be read without the right to write there")]
    Unfolded(String),
    /// Books of an older version that may only be looked at: their tables cannot be brought up to
    /// date.
    #[error("the books {0} were written by an older version of kontor and cannot be written")]
    Older(String),
    /// An address that is none of PostgreSQL.
    #[error("[storage] url is no address of PostgreSQL: postgres://USER@HOST/DATABASE")]
    Address,
    /// The server's own words: a password, a user or a database that is not there.
    #[error("PostgreSQL refused the connection: {0}")]
    Refused(String),
    /// A move into a store that is in use.
    #[error("the other store holds documents already")]
    NotEmpty,
    #[error("{table}: {here} rows here, {there} there; nothing was moved")]
    /// What arrived is not what was sent.
    NotCopied {
        /// The table that differs.
        table: String,
        /// Rows in the store that is left.
        here: i64,
        /// Rows in the store that is moved to.
        there: i64,
    },
    /// A transaction was asked for inside another.
    #[error("a unit of work cannot be begun inside another")]
    Nested,
    /// The right to write was lost.
    #[error("the turn to write was lost, as when the server restarts; nothing was written")]
    TurnLost,
}

/// What ails the disk that books lie on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ailing {
    /// No space is left.
    Full,
    /// Nothing may be written.
    ReadOnly,
    /// What is read is not what was written.
    Damaged,
    /// Reading or writing fails.
    Disk,
    /// Another program has the books in hand and does not let go.
    Locked,
}

/// Result of a store call.
pub type Stored<T> = Result<T, StoreError>;

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: MigrateError) -> StoreError {
        match error {
            sqlx::migrate::MigrateError::VersionMissing(version) => StoreError::Newer(version),
            error => StoreError::Migrate(error),
        }
    }
}

impl StoreError {
    /// What a person can do something about: the server is away or takes nobody in, the address is
    /// wrong, the books are newer.
    pub fn say(&self, language: Language) -> Option<String> {
        Some(match (self, language) {
            (StoreError::Newer(level), Language::De) => {
                format!(
                    "Diese Bücher hat eine neuere Ausgabe von kontor geschrieben (Stand \
                     {level}). Bitte diese neuere Ausgabe benutzen."
                )
            }
            (StoreError::Newer(level), Language::En) => {
                format!(
                    "These books were written by a newer version of kontor (level {level}). \
                     Use that newer version."
                )
            }
            (StoreError::Gone(file), Language::De) => format!(
                "Die Bücher {file} fehlen oder sind leer, obwohl in archive/ Originale liegen. \
                 Bitte aus der Sicherung zurückholen. Soll wirklich neu begonnen werden: archive/ \
                 an einen anderen Ort legen."
            ),
            (StoreError::Gone(file), Language::En) => format!(
                "The books {file} are missing or empty, though originals lie in archive/. Fetch \
                 them from the backup. To begin anew on purpose, put archive/ somewhere else."
            ),
            (StoreError::NoOriginals(folder), Language::De) => format!(
                "{folder} fehlt oder ist leer, obwohl die Bücher Originale kennen. Bitte das \
                 Laufwerk verbinden oder den Ordner aus der Sicherung zurückholen; bis dahin wird \
                 nichts genommen."
            ),
            (StoreError::NoOriginals(folder), Language::En) => format!(
                "{folder} is missing or empty, though the books know originals. Connect the drive \
                 or fetch the folder from the backup; nothing is taken until then."
            ),
            (StoreError::Unfolded(file), Language::De) => format!(
                "Neben den Büchern {file} liegt ein Protokoll (-wal), das kontor ohne Schreibrecht \
                 nicht lesen kann: so sieht eine Kopie aus, die gemacht wurde, während kontor \
                 lief. Bitte mit „kontor backup“ sichern oder den Ordner an einen Ort kopieren, an \
                 dem Sie schreiben dürfen."
            ),
            (StoreError::Unfolded(file), Language::En) => format!(
                "Beside the books {file} lies a log (-wal) that kontor cannot read without the \
                 right to write: a copy made while kontor was at work looks like this. Use \
                 \"kontor backup\", or copy the folder to a place where you may write."
            ),
            (StoreError::Older(file), Language::De) => format!(
                "Die Bücher {file} hat eine ältere Ausgabe von kontor geschrieben, und kontor darf \
                 sie nicht auf den neuen Stand bringen. Bitte den Ordner an einen Ort kopieren, an \
                 dem Sie schreiben dürfen, oder die ältere Ausgabe benutzen."
            ),
            (StoreError::Older(file), Language::En) => format!(
                "The books {file} were written by an older version of kontor, and kontor may not \
                 bring them up to date. Copy the folder to a place where you may write, or use the \
                 older version."
            ),
            (StoreError::Address, Language::De) => {
                "In kontor.toml ist „url“ unter [storage] keine Adresse von PostgreSQL; sie lautet \
                 postgres://BENUTZER@RECHNER/DATENBANK."
                    .into()
            }
            (StoreError::Address, Language::En) => {
                "In kontor.toml, \"url\" under [storage] is no address of PostgreSQL; that reads \
                 postgres://USER@HOST/DATABASE."
                    .into()
            }
            (StoreError::Refused(why), Language::De) => format!(
                "PostgreSQL lässt kontor nicht \
                 ein: {why}"
            ),
            (StoreError::Refused(why), Language::En) => format!(
                "PostgreSQL does not let kontor \
                 in: {why}"
            ),
            (StoreError::NotEmpty, Language::De) => "Dort liegen schon Bücher; ein Büro zieht nur \
                in eine leere Ablage um."
                .into(),
            (StoreError::NotEmpty, Language::En) => {
                "Books are kept there already; an office moves \
                 into an empty store only."
                    .into()
            }
            (error, Language::De) if error.is_away() => {
                format!(
                    "PostgreSQL antwortet nicht; nichts ist verloren, was im Eingang liegt, bleibt \
                     liegen. Bitte später noch einmal, oder prüfen, ob der Server läuft und die \
                     Adresse unter [storage] in kontor.toml stimmt ({}).",
                    error.away_because()
                )
            }
            (error, Language::En) if error.is_away() => {
                format!(
                    "PostgreSQL does not answer; nothing is lost, what lies in the inbox stays \
                     there. Try again later. ({error})"
                )
            }
            _ => return None,
        })
    }

    /// What it is in the reader's language, where no number stands for it.
    pub fn words(&self, language: Language) -> String {
        match (self, language) {
            (_, Language::En) => self.to_string(),
            (StoreError::Garbled(what), Language::De) => {
                format!("die Ablage enthält einen Wert, den kontor nicht lesen kann: {what}")
            }
            (StoreError::NotCopied { table, here, there }, Language::De) => {
                format!("{table}: {here} Zeilen hier, {there} dort; es ist nichts umgezogen")
            }
            (StoreError::Migrate(error), Language::De) => {
                format!("die Ablage ließ sich nicht auf den neuen Stand bringen ({error})")
            }
            (StoreError::Sql(error), Language::De) if !self.is_away() => {
                format!("die Ablage hat versagt ({error})")
            }
            (error, Language::De) => error.say(language).unwrap_or_else(|| error.to_string()),
        }
    }

    /// Why the server is away, in German; its own words where it said some.
    fn away_because(&self) -> String {
        match self.sql() {
            Some(sqlx::Error::Io(error)) => {
                crate::domain::finding_argument::Argument::from(error).say(Language::De).to_string()
            }
            Some(sqlx::Error::PoolTimedOut) => "keine freie Verbindung in der Zeit".to_owned(),
            _ => self
                .code()
                .map_or_else(|| "die Verbindung brach ab".to_owned(), |it| format!("Fehler {it}")),
        }
    }

    /// The number or letters by which the database names what went wrong.
    pub fn code(&self) -> Option<String> {
        Some(self.sql()?.as_database_error()?.code()?.into_owned())
    }

    /// What the database or the way to it said.
    fn sql(&self) -> Option<&sqlx::Error> {
        match self {
            StoreError::Sql(error)
            | StoreError::Migrate(
                MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _),
            ) => Some(error),
            _ => None,
        }
    }

    /// What ails the disk that the books lie on, where that is what failed.
    pub fn ailing(&self) -> Option<Ailing> {
        match self.code()?.as_str() {
            // PostgreSQL's disk_full, io_error, data_corrupted and index_corrupted.
            "53100" => Some(Ailing::Full),
            "58030" => Some(Ailing::Disk),
            "XX001" | "XX002" => Some(Ailing::Damaged),
            // Its lock_not_available.
            "55P03" => Some(Ailing::Locked),
            // SQLite's IOERR_SHMSIZE: its index of the log, which it makes to read too, finds no
            // room.
            "4874" => Some(Ailing::Full),
            // SQLite's result codes, the lowest byte of the extended ones; PostgreSQL's have five
            // characters.
            code if code.len() < 5 => match code.parse::<u32>().ok()? & 0xff {
                5 | 6 => Some(Ailing::Locked),
                13 => Some(Ailing::Full),
                8 => Some(Ailing::ReadOnly),
                11 | 26 => Some(Ailing::Damaged),
                // I/O error, cannot open, cannot map or lock.
                3 | 10 | 14 | 15 | 22 => Some(Ailing::Disk),
                _ => None,
            },
            _ => None,
        }
    }

    /// The database's words where it refuses what it was given and is well itself: a broken
    /// constraint, a value out of range, a statement that is too large. The next document may be
    /// another's; `None` of everything else.
    pub fn refusal(&self) -> Option<String> {
        let StoreError::Sql(error) = self else { return None };
        let refused = match error {
            sqlx::Error::Encode(_) => true,
            sqlx::Error::Decode(error) => error.is::<TooLarge>(),
            sqlx::Error::Database(error) => {
                let (code, said) = (error.code()?, error.message());
                match code.parse::<u32>() {
                    // PostgreSQL's classes of data exceptions, integrity constraints and program
                    // limits.
                    _ if code.len() == 5 => {
                        ["22", "23", "54"].iter().any(|class| code.starts_with(class))
                    }
                    // SQLite's TOOBIG, CONSTRAINT, MISMATCH and RANGE; of the plain error, which is
                    // of many things, what is of values.
                    Ok(code) => {
                        matches!(code & 0xff, 18 | 19 | 20 | 25)
                            || (code == 1 && OF_VALUES.iter().any(|words| said.contains(words)))
                    }
                    Err(_) => false,
                }
            }
            _ => false,
        };
        refused.then(|| match error {
            sqlx::Error::Database(error) => error.message().to_owned(),
            error => error.to_string(),
        })
    }

    /// True when the server is away, starts or stops: what failed may be tried again, since nothing
    /// of it was written.
    pub fn is_away(&self) -> bool {
        match self.sql() {
            None => matches!(self, StoreError::TurnLost),
            Some(sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut) => true,
            // Classes 08 (connection) and 57P (shut down, starting up) of PostgreSQL's error codes;
            // 53300: too many connections.
            Some(sqlx::Error::Database(error)) => error.code().is_some_and(|code| {
                code.starts_with("08") || code.starts_with("57P") || code == "53300"
            }),
            Some(_) => false,
        }
    }
}

/// What SQLite says of values that it cannot reckon with, under a code of many meanings.
const OF_VALUES: [&str; 3] = ["integer overflow", "too many SQL variables", "too large"];
