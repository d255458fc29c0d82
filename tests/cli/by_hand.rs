//! What another hand than kontor's does to a row of the books is named by `verify`, whatever the
//! row says; a row that says again what it said is not.

use super::bureau::{Bureau, Tested, kontor};
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The tables that have rows, each with its columns, those that name a row first, and how many do.
type Tables = BTreeMap<String, (Vec<(String, String)>, usize)>;

fn watched(books: &Connection) -> Result<Tables, rusqlite::Error> {
    let mut tables = BTreeMap::new();
    let asked = "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger'";
    let names: Vec<String> = books
        .prepare(asked)?
        .query_map((), |row| row.get(0))?
        .collect::<Result<_, rusqlite::Error>>()?;
    for name in names {
        let count = format!("SELECT COUNT(*) FROM {name}");
        if books.query_row(&count, (), |row| row.get::<_, i64>(0))? == 0 {
            continue;
        }
        let columns: Vec<(String, String, i64)> = books
            .prepare("SELECT name, type, pk FROM pragma_table_info(?) ORDER BY pk = 0, pk")?
            .query_map([&name], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<Result<_, rusqlite::Error>>()?;
        let key = columns.iter().filter(|(.., pk)| *pk > 0).count();
        let columns = columns.into_iter().map(|(name, kind, _)| (name, kind)).collect();
        tables.insert(name, (columns, key));
    }
    Ok(tables)
}

/// Another value than that of a column: text or a number.
fn other((column, kind): &(String, String)) -> String {
    match kind.as_str() {
        "TEXT" => format!("COALESCE({column}, '') || 'x'"),
        _ => format!("COALESCE({column}, 0) + 100000"),
    }
}

/// Does it to the first row of each table, and what is done to one is named with its table.
fn each_is_named(office: &Path, change: impl Fn(&str, &[(String, String)], usize) -> String) {
    let books = Connection::open(office.join("kontor.db")).expect("opened");
    books
        .execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
        .expect("off");
    let tables = watched(&books).expect("tables");
    assert!(tables.len() >= 16, "the demo has rows in {} of the watched tables", tables.len());
    let changes: Vec<(&String, String)> = tables
        .iter()
        .map(|(table, (columns, key))| (table, change(table, columns, *key)))
        .collect();
    for (table, text) in &changes {
        books.execute_batch(text).unwrap_or_else(|error| panic!("{table}: {text}: {error}"));
    }
    drop(books);
    let verified = kontor(&["verify", "--office", &office.display().to_string()]);
    assert_eq!(verified.status, 1, "{}", verified.err);
    for (table, text) in &changes {
        assert!(
            verified.out.contains(&format!("Tabelle {table}, ")),
            "{table}: {text}: {}",
            verified.out
        );
    }
}

#[test]
fn each_row_that_another_hand_changes_adds_or_deletes_is_named() -> Tested {
    let folder = tempfile::tempdir()?;
    let office = folder.path().join("demo");
    let said = kontor(&["demo", &office.display().to_string()]);
    assert_eq!(said.status, 0, "{}", said.err);
    let books = Connection::open(office.join("kontor.db"))?;
    books.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |_| Ok(()))?;
    drop(books);
    let store = fs::read(office.join("kontor.db"))?;
    let restore = || {
        for rest in ["kontor.db-wal", "kontor.db-shm"] {
            let _ = fs::remove_file(office.join(rest));
        }
        fs::write(office.join("kontor.db"), &store).expect("restored");
    };
    let first = |table: &str| format!("rowid = (SELECT MIN(rowid) FROM {table})");
    // The last column is part of no sum, hash or key.
    each_is_named(&office, |table, columns, _| {
        let last = columns.last().expect("a column");
        format!("UPDATE {table} SET {} = {} WHERE {}", last.0, other(last), first(table))
    });
    restore();
    each_is_named(&office, |table, _, _| format!("DELETE FROM {table} WHERE {}", first(table)));
    restore();
    each_is_named(&office, |table, columns, key| {
        let values: Vec<String> = columns
            .iter()
            .enumerate()
            .map(|(at, column)| {
                if at < key.max(1) || column.0 == "claim" {
                    other(column)
                } else {
                    column.0.clone()
                }
            })
            .collect();
        let (names, values) = (
            columns.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", "),
            values.join(", "),
        );
        format!("INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE {}", first(table))
    });
    Ok(())
}

#[test]
fn a_row_that_says_again_what_it_said_is_not_named() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/posten.csv", super::bureau::OPEN_ITEMS);
    assert_eq!(bureau.run(&["run"]).status, 0);
    let by_hand = |text: &str| -> Tested {
        Ok(Connection::open(bureau.path("kontor.db"))?.execute_batch(text)?)
    };
    by_hand("UPDATE contact SET email = 'x@y.example' WHERE id = 1")?;
    let verified = bureau.run(&["verify"]);
    assert!(
        verified.status == 1 && verified.out.contains("Tabelle contact, id 1 (zuerst am "),
        "{}",
        verified.out
    );
    by_hand("UPDATE contact SET email = NULL WHERE id = 1")?;
    assert_eq!(bureau.run(&["verify"]).status, 0);
    by_hand("UPDATE item_movement SET amount_minor = amount_minor + 1")?;
    assert_eq!(bureau.run(&["verify"]).status, 1);
    by_hand("UPDATE item_movement SET amount_minor = amount_minor - 1")?;
    assert_eq!(bureau.run(&["verify"]).status, 0);
    // What kontor writes afterwards is its own.
    bureau.drop("mueller/kontakte.csv", "contact;name;role;city\nK100;Bau AG;customer;Ulm\n");
    bureau.run(&["run"]);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    // Of very many the first are named.
    by_hand(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 130) INSERT INTO \
         exchange_rate SELECT 'X' || i, '2026-10-01', '1', 1 FROM n",
    )?;
    let verified = bureau.run(&["verify"]);
    assert!(verified.out.contains("noch 30 Zeilen der Tabelle exchange_rate"), "{}", verified.out);
    assert_eq!(verified.out.matches("Tabelle exchange_rate, ").count(), 100);
    Ok(())
}
