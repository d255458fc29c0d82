//! The tables and how they grew: the files of `src/store/migrations`, one text for both databases.
//!
//! PostgreSQL sorts text by the rules of a language unless told otherwise; there each column is
//! told to sort by bytes, as SQLite does, so that reports and chains come in one order on both.

use include_dir::{Dir, include_dir};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, SqlSafeStr};
use std::borrow::Cow;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/store/migrations");

/// The migrations as they stand.
pub(super) fn sqlite() -> Migrator {
    migrator(str::to_owned)
}

/// The numbers of all migrations.
pub(super) fn levels() -> Vec<i64> {
    sqlite().iter().map(|migration| migration.version).collect()
}

/// The migrations as PostgreSQL takes them.
pub(super) fn postgres() -> Migrator {
    migrator(translated)
}

/// The tables, each after those that its rows point to.
pub(in crate::store) fn tables() -> Vec<String> {
    let mut files: Vec<_> = FILES.files().collect();
    files.sort_by_key(|file| file.path());
    let mut tables: Vec<String> = Vec::new();
    for line in files.into_iter().filter_map(|file| file.contents_utf8()).flat_map(str::lines) {
        let word = |rest: &str| {
            rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .next()
                .unwrap_or_default()
                .to_owned()
        };
        if let Some(name) = line.strip_prefix("CREATE TABLE ") {
            tables.push(word(name));
        } else if let Some(name) = line.strip_prefix("DROP TABLE ") {
            let gone = word(name);
            tables.retain(|table| *table != gone);
        }
    }
    tables
}

fn migrator(text: impl Fn(&str) -> String) -> Migrator {
    let mut migrations: Vec<Migration> = FILES
        .files()
        .filter_map(|file| {
            let (number, words) = file.path().file_stem()?.to_str()?.split_once('_')?;
            let sql = AssertSqlSafe(text(file.contents_utf8()?)).into_sql_str();
            Some(Migration::new(
                number.parse().ok()?,
                Cow::Owned(words.replace('_', " ")),
                MigrationType::Simple,
                sql,
                false,
            ))
        })
        .collect();
    migrations.sort_by_key(|migration| migration.version);
    Migrator::with_migrations(migrations)
}

/// Types of columns and functions as PostgreSQL names them; `CAST(… AS TEXT)` stays. A table that is
/// its own index is SQLite's alone.
fn translated(sql: &str) -> String {
    let sql = &sql.replace(") WITHOUT ROWID;", ");");
    let mut text = String::with_capacity(sql.len());
    for line in sql.split_inclusive('\n') {
        let (code, comment) = line.find("--").map_or((line, ""), |at| line.split_at(at));
        for word in code.split_inclusive(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
            let bare = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            let is_cast = text.ends_with("AS ");
            let put = match bare {
                "TEXT" if !is_cast => "TEXT COLLATE \"C\"",
                "INTEGER" => "BIGINT",
                "BLOB" => "BYTEA",
                "instr" => "strpos",
                _ => bare,
            };
            text.push_str(put);
            text.push_str(word.get(bare.len()..).unwrap_or_default());
        }
        text.push_str(comment);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{FILES, tables, translated};

    #[test]
    fn every_table_is_named() {
        let text: String = FILES.files().filter_map(|file| file.contents_utf8()).collect();
        let [made, dropped, renamed] =
            ["CREATE TABLE", "DROP TABLE", "RENAME TO"].map(|words| text.matches(words).count());
        assert_eq!(
            (made - dropped, renamed),
            (tables().len(), 0),
            "tables() must know what a migration does to tables"
        );
    }

    #[test]
    fn columns_sort_by_bytes_and_casts_stay() {
        assert_eq!(
            translated(
                "CREATE TABLE t (a TEXT NOT NULL, b TEXT, n INTEGER); -- TEXT\nSELECT CAST(n AS \
                 TEXT) FROM t_TEXT;\n"
            ),
            "CREATE TABLE t (a TEXT COLLATE \"C\" NOT NULL, b TEXT COLLATE \"C\", n BIGINT); -- \
             TEXT\nSELECT CAST(n AS TEXT) FROM t_TEXT;\n"
        );
        assert_eq!(
            translated("CREATE TABLE t (n BIGINT) WITHOUT ROWID;"),
            "CREATE TABLE t (n BIGINT);"
        );
    }
}
