//! A document that the store does not take is set aside with a sentence; all that lies beside it is
//! booked, on both stores.

use super::postgres;
use super::small_office::{Office, as_csv, kontor};
use std::collections::BTreeMap;
use std::fs;

/// Executes a statement on the office's own file of books.
fn on_file(office: &Office, statement: &str) {
    let books = rusqlite::Connection::open(office.path().join("kontor.db")).expect("opened");
    books.execute_batch(statement).expect("done");
}

fn items(number: &str) -> String {
    format!(
        "document;side;contact;date;due;amount;currency\n{number};receivable;Bau \
         AG;2026-09-01;2026-09-30;119,00;EUR\n"
    )
}

/// What came of each file, by its name.
fn fates(office: &Office) -> BTreeMap<String, String> {
    let text =
        |row: &serde_json::Value, field: &str| row[field].as_str().unwrap_or_default().to_owned();
    office.report("documents").iter().map(|row| (text(row, "file"), text(row, "status"))).collect()
}

/// Files of which the store refuses some, alone and inside a mail; `office` is at work and its
/// store refuses what is numbered `REFUSED-…`.
fn are_set_aside(office: &Office) {
    office.put("posten-1.csv", &items("REFUSED-1"));
    office.put("posten-2.csv", &items("RE-2"));
    office.put("auszug.csv", &as_csv(7, 2));
    let part = |name: &str, body: &str| {
        format!("--b\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\r\n{body}\r\n")
    };
    let head = "From: a@b.example\r\nTo: c@d.example\r\nMIME-Version: 1.0\r\nContent-Type: \
        multipart/mixed; boundary=b\r\n\r\n";
    let (good, bad) = (part("gut.csv", &items("RE-3")), part("schlecht.csv", &items("REFUSED-2")));
    office.put("brief.eml", &format!("{head}{good}{bad}--b--\r\n"));
    let ran = kontor(office.path(), &["run"]);
    assert_eq!(ran.status.code(), Some(1), "{}", String::from_utf8_lossy(&ran.stderr));
    let wanted = [
        ("auszug.csv", "processed"),
        ("brief.eml", "processed"),
        ("brief.eml/gut.csv", "processed"),
        ("brief.eml/schlecht.csv", "rejected"),
        ("posten-1.csv", "rejected"),
        ("posten-2.csv", "processed"),
    ];
    assert_eq!(
        fates(office),
        wanted.map(|(file, fate)| (format!("beispiel/{file}"), fate.to_owned())).into()
    );
    let slip = fs::read_to_string(office.path().join("rejected/beispiel/posten-1.csv.reason.txt"))
        .expect("a reason");
    assert!(slip.contains("not-stored") && slip.contains("Bücher"), "{slip}");
    assert_eq!(office.left_in_inbox(), Vec::<String>::new());
    let (whole, said) = office.say(&["verify"]);
    assert!(whole, "{said}");
    assert_eq!(
        office
            .open_items()
            .iter()
            .filter(|item| item.starts_with("RE-2 ") || item.starts_with("RE-3 "))
            .count(),
        2
    );
}

#[test]
fn a_document_that_the_file_of_books_refuses_stops_no_other() {
    let office = Office::make("unstored");
    office.run();
    on_file(
        &office,
        "ALTER TABLE open_item ADD COLUMN refusing INTEGER CONSTRAINT injected CHECK (number NOT \
         LIKE 'REFUSED%')",
    );
    are_set_aside(&office);
}

#[test]
fn a_document_that_the_server_refuses_stops_no_other() {
    let Some(server) = postgres::Server::start("unstored") else { return };
    let url = server.database();
    let office = Office::kept_in("unstored-server", Some(&url));
    office.run();
    let name = url.rsplit('/').next().unwrap_or_default();
    assert!(server.sql(
        name,
        "ALTER TABLE open_item ADD CONSTRAINT refusing CHECK (number NOT LIKE 'REFUSED%')"
    ));
    are_set_aside(&office);
}

/// Two lists that the store takes each by itself and not together: the first is booked, the other
/// set aside.
#[test]
fn what_is_refused_only_beside_another_is_set_aside_alone() {
    let office = Office::make("unstored-pair");
    office.run();
    on_file(
        &office,
        "CREATE UNIQUE INDEX refusing ON open_item (CASE WHEN number LIKE 'PAIR%' THEN 1 END)",
    );
    office.put("posten-1.csv", &items("PAIR-1"));
    office.put("posten-2.csv", &items("PAIR-2"));
    office.put("posten-3.csv", &items("RE-3"));
    office.run();
    let mut fates: Vec<String> = fates(&office).into_values().collect();
    fates.sort();
    assert_eq!(fates, ["processed", "processed", "rejected"]);
}

/// A store that takes nothing at all is no document's fault: nothing is set aside, and the next run
/// books all.
#[test]
fn a_store_that_takes_nothing_ends_the_run_and_sets_nothing_aside() {
    let office = Office::make("unstored-all");
    office.run();
    on_file(
        &office,
        "ALTER TABLE document ADD COLUMN refusing INTEGER CONSTRAINT injected CHECK (file IS NULL)",
    );
    office.put("posten-2.csv", &items("RE-2"));
    let ran = kontor(office.path(), &["run"]);
    assert!(!ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert!(String::from_utf8_lossy(&ran.stderr).contains("injected"));
    on_file(&office, "ALTER TABLE document DROP COLUMN refusing");
    office.run();
    assert_eq!(
        fates(&office),
        [("beispiel/posten-2.csv".to_owned(), "processed".to_owned())].into()
    );
}
