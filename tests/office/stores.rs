//! Two stores, one suite: what holds of the books in a file holds of the books in PostgreSQL, and
//! an office moves between them.
//!
//! PostgreSQL's part runs on a throw-away server where its programs are installed, and says so
//! where they are not.

use crate::postgres::Server;
use crate::small_office::{Office, as_csv, kontor, month};
use kontor::domain::{Conversion, Kind, Language};
use kontor::store::rows::{DocumentRow, DocumentStatus, MailRow};
use kontor::store::{Changes, Location, Span, Store, StoreError};
use serde_json::Value;
use std::process::{Command, Stdio};
use std::time::Duration;

fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(work)
}

/// Each store that there is: a name, and a new one's place.
fn each_store(name: &str, test: impl Fn(&str, &Location)) {
    let file = std::env::temp_dir().join(format!("kontor-{name}-{}.db", std::process::id()));
    let _ = std::fs::remove_file(&file);
    test("SQLite", &Location::Sqlite(file.clone()));
    let _ = std::fs::remove_file(&file);
    if let Some(server) = Server::start(name) {
        test("PostgreSQL", &Location::Postgres(server.database()));
    }
}

async fn open(location: &Location) -> Store {
    Store::open(location, Some(Duration::from_secs(5))).await.expect("opened")
}

fn document(id: i64, file: &str) -> DocumentRow {
    DocumentRow {
        id,
        parent_id: None,
        claim: format!("claim-{id}"),
        file: file.to_owned(),
        sha256: format!("{id:064x}"),
        archived: None,
        size_bytes: i64::MAX,
        kind: Kind::Unknown.as_str(),
        format: None,
        company: (id % 2 == 0).then(|| "müller".to_owned()),
        number: Some("RE'1\"; $1 ?".to_owned()),
        status: DocumentStatus::Rejected,
        reason_code: None,
        reason: Some("Ärger".to_owned()),
        held_code: None,
        held_reason: None,
        notes: vec!["„so“".to_owned()],
        doubts: Vec::new(),
        accepted: Vec::new(),
        duplicate_of: (id > 1).then_some(id - 1),
        received_at: format!("2026-10-{:02}T08:00:00+02:00", 1 + id % 3),
    }
}

/// More documents than one statement carries, the first of them a copy of the last, and part of
/// what comes after it.
#[test]
fn a_document_may_name_one_that_is_written_after_it() {
    each_store("links", |name, location| {
        wait(async {
            let store = open(location).await;
            let mut documents: Vec<_> = (1..=2_100).map(|id| document(id, "file")).collect();
            documents[0].duplicate_of = Some(2_100);
            documents[1].parent_id = Some(1_900);
            store.commit(&Changes { documents, ..Changes::default() }).await.expect("written");
            for (id, parent, twin) in
                [(1, None, Some(2_100)), (2, Some(1_900), Some(1)), (2_100, None, Some(2_099))]
            {
                let row = store.document_row(id).await.expect("read").expect("there");
                assert_eq!((row.parent_id, row.duplicate_of), (parent, twin), "{name}, {id}");
            }
            store.close().await;
        });
    });
}

/// A new store is opened by several at once, as when `watch` starts beside `check`: one makes the
/// tables, the others find them.
#[test]
fn several_may_open_a_new_store_at_once() {
    let at_once = |location: &Location| {
        let open = || {
            let location = location.clone();
            std::thread::spawn(move || wait(async { open(&location).await.close().await }))
        };
        let all: Vec<_> = (0..6).map(|_| open()).collect();
        all.into_iter().for_each(|one| one.join().expect("opened"));
    };
    let folder = tempfile::tempdir().expect("a folder");
    for round in 0..8 {
        at_once(&Location::Sqlite(folder.path().join(format!("{round}.db"))));
    }
    if let Some(server) = Server::start("at-once") {
        at_once(&Location::Postgres(server.database()));
    }
}

#[test]
fn what_is_written_is_read_and_all_of_it_or_none() {
    each_store("written", |name, location| {
        wait(async {
            let store = open(location).await;
            let words = ["Öl", "ol", "Zug", "", "a\0b", "\u{1F600}", "zug", "A-1", "A 1"];
            let documents: Vec<_> = (1..).zip(words).map(|(id, file)| document(id, file)).collect();
            store
                .commit(&Changes { documents: documents.clone(), ..Changes::default() })
                .await
                .expect("written");
            let read = store.documents(&Span::default()).await.expect("read");
            assert_eq!(
                read.iter().map(|row| row.file.as_str()).collect::<Vec<_>>(),
                words,
                "{name}"
            );
            for (row, written) in read.iter().zip(&documents) {
                assert_eq!(
                    (&row.number, &row.company, &row.notes),
                    (&written.number, &written.company, &written.notes),
                    "{name}"
                );
            }
            // The claim is taken: nothing of these is written, whatever stands before it.
            let mut again = document(11, "again");
            again.claim = "claim-1".to_owned();
            let refused = store
                .commit(&Changes {
                    documents: vec![document(10, "ten"), again],
                    ..Changes::default()
                })
                .await;
            assert!(refused.is_err_and(|error| !error.is_away()), "{name}");
            assert_eq!(store.document_count().await.expect("counted"), 9, "{name}");
            let days = store.completeness(&Span::default()).await.expect("counted");
            let companies: Vec<_> = days
                .iter()
                .map(|row| (row.date.as_str(), row.company.as_deref(), row.received))
                .collect();
            let of = |day, none, some| [(day, None, none), (day, Some("müller"), some)];
            assert_eq!(
                companies,
                [of("2026-10-01", 2, 1), of("2026-10-02", 2, 1), of("2026-10-03", 1, 2)].concat(),
                "{name}"
            );
        });
    });
}

/// What a unit holds by an article's list or answer: the newest counts, and what is taken back lets
/// the former hold again.
#[test]
fn what_is_taught_of_units_is_taken_back_one_by_one() {
    each_store("units", |name, location| {
        wait(async {
            let store = open(location).await;
            let documents = vec![document(2, "list"), document(4, "note")];
            let documents = documents
                .into_iter()
                .map(|row| DocumentRow {
                    status: DocumentStatus::Processed,
                    duplicate_of: None,
                    ..row
                })
                .collect();
            let says = |document: i64, article: &str, quantity: i64| {
                let row = Conversion {
                    article: Some(article.to_owned()),
                    unit: "XCT".into(),
                    quantity: quantity.into(),
                    of: "C62".into(),
                };
                vec![("müller".to_owned(), document, vec![row])]
            };
            let holds = async || {
                let rows = store.unit_conversions("müller").await.expect("read");
                rows.iter()
                    .map(|row| {
                        format!("{} {}", row.article.as_deref().unwrap_or_default(), row.quantity)
                    })
                    .collect::<Vec<_>>()
            };
            store
                .commit(&Changes { documents, units: says(2, "A-1", 12), ..Changes::default() })
                .await
                .expect("written");
            for (article, quantity) in [("A-1", 10), ("A-2", 6)] {
                store
                    .commit(&Changes { units: says(4, article, quantity), ..Changes::default() })
                    .await
                    .expect("written");
            }
            assert_eq!(holds().await, ["A-1 10", "A-2 6"], "{name}");
            for left in [vec!["A-1 10"], vec!["A-1 12"]] {
                store
                    .commit(&Changes { units_forgotten: vec![4], ..Changes::default() })
                    .await
                    .expect("forgotten");
                assert_eq!(holds().await, left, "{name}");
            }
        });
    });
}

/// Reports are stale until they are written: who is stopped meanwhile leaves the mark, and what is
/// booked while they are written marks them anew.
#[test]
fn the_mark_of_a_stale_report_goes_when_it_is_written_and_not_before() {
    each_store("stale", |name, location| {
        wait(async {
            let store = open(location).await;
            let booked = async |id: i64| {
                let documents = vec![DocumentRow { duplicate_of: None, ..document(id, "x") }];
                store.commit(&Changes { documents, ..Changes::default() }).await.expect("written");
            };
            booked(1).await;
            booked(2).await;
            let read = store.stale_reports().await.expect("read");
            assert_eq!(read.keys().collect::<Vec<_>>(), ["", "müller"], "{name}");
            booked(4).await;
            let marked: Vec<_> = read.iter().map(|(id, times)| (id.as_str(), *times)).collect();
            store.reports_written(&marked).await.expect("written");
            let left = store.stale_reports().await.expect("read");
            assert_eq!(left.keys().collect::<Vec<_>>(), ["müller"], "{name}");
            store.reports_left(&["", "müller"]).await.expect("marked");
            let all = store.stale_reports().await.expect("read");
            let marked: Vec<_> = all.iter().map(|(id, times)| (id.as_str(), *times)).collect();
            store.reports_written(&marked).await.expect("written");
            assert!(store.stale_reports().await.expect("read").is_empty(), "{name}");
            let beside = store.reader().await.expect("a second one");
            assert_eq!(beside.stale_reports().await.expect("read").len(), 0, "{name}");
            booked(6).await;
            assert_eq!(beside.stale_reports().await.expect("read").len(), 1, "{name}");
        });
    });
}

/// What another process notes in the books, having read of them first, waits for the unit of work
/// that is being written.
#[test]
fn who_reads_and_then_writes_waits_for_who_writes() {
    each_store("in-turn", |name, location| {
        wait(async {
            let (books, other) = (open(location).await, open(location).await);
            books
                .commit(&Changes { documents: vec![document(1, "one")], ..Changes::default() })
                .await
                .expect("written");
            let mut unit = books.unit().await.expect("begun");
            unit.write(&Changes { documents: vec![document(2, "two")], ..Changes::default() })
                .await
                .expect("written");
            let noting = tokio::spawn(async move {
                other.confirmed(("müller", 1), &[], &["gesagt".to_owned()]).await
            });
            tokio::time::sleep(Duration::from_millis(300)).await;
            unit.commit().await.expect("written");
            noting.await.expect("ended").unwrap_or_else(|error| panic!("{name}: {error}"));
            let row = books.document_row(1).await.expect("read").expect("there");
            assert!(
                row.notes.iter().chain(&row.doubts).any(|said| said == "gesagt"),
                "{name}: {row:?}"
            );
        });
    });
}

#[test]
fn books_of_a_newer_version_are_refused_with_a_sentence() {
    each_store("newer", |name, location| {
        wait(async {
            open(location).await.close().await;
            let later = "INSERT INTO _sqlx_migrations (version, description, success, checksum, \
                execution_time) VALUES (9999, 'later', ";
            match location {
                Location::Sqlite(file) => {
                    let books = rusqlite::Connection::open(file).expect("opened");
                    books.execute_batch(&format!("{later}1, x'', 0)")).expect("written");
                }
                Location::Postgres(url) => {
                    use sqlx::{AssertSqlSafe, Connection};
                    let mut connection = sqlx::PgConnection::connect(url).await.expect("opened");
                    sqlx::query(AssertSqlSafe(format!("{later}true, '', 0)")))
                        .execute(&mut connection)
                        .await
                        .expect("written");
                    connection.close().await.expect("closed");
                }
            }
            let refused = Store::open(location, None).await.err().expect("refused");
            assert!(matches!(refused, StoreError::Newer(9999)), "{name}: {refused}");
            assert!(
                refused.say(Language::De).is_some_and(|said| said.contains("neuere Ausgabe")),
                "{name}"
            );
        });
    });
}

/// What a unit of work counts is held by it until it ends; a message that was sent meanwhile is
/// noted at once.
#[test]
fn sending_waits_for_no_unit_of_work() {
    let Some(server) = Server::start("sending") else { return };
    let location = Location::Postgres(server.database());
    wait(async {
        let (books, outbox) = (open(&location).await, open(&location).await);
        let day = "2026-10-02T08:00:00+02:00";
        let mut mail = MailRow {
            id: 1,
            cause: "digest".into(),
            company: None,
            kind: "digest".into(),
            recipient: "a@b.example".into(),
            subject: "s".into(),
            message_id: "m@b.example".into(),
            source: String::new(),
            document_id: None,
            status: "queued".into(),
            attempts: 0,
            next_at: day.into(),
            error: None,
        };
        let first = Changes {
            documents: vec![document(1, "one")],
            mails: vec![mail.clone()],
            ..Changes::default()
        };
        books.commit(&first).await.expect("written");
        let mut unit = books.unit().await.expect("begun");
        let next =
            DocumentRow { duplicate_of: None, received_at: day.into(), ..document(3, "three") };
        unit.write(&Changes { documents: vec![next], ..Changes::default() })
            .await
            .expect("written");
        mail.status = "sent".into();
        tokio::time::timeout(Duration::from_secs(5), outbox.mail_tried(&mail))
            .await
            .expect("it waits for nothing")
            .expect("noted");
        unit.commit().await.expect("written");
        let usage = books.usage(&Span::default()).await.expect("counted");
        assert_eq!(
            usage.iter().map(|row| (row.documents, row.mails)).collect::<Vec<_>>(),
            [(2, 1)]
        );
    });
}

/// The rows of a report without what says when and by whom they were written.
fn timeless(office: &Office, report: &str) -> Vec<Value> {
    let mut rows = office.report(report);
    for row in &mut rows {
        if let Some(fields) = row.as_object_mut() {
            ["received_at", "recorded_at", "hash", "previous_hash", "message_id"]
                .iter()
                .for_each(|field| drop(fields.remove(*field)));
        }
    }
    rows
}

const REPORTS: [&str; 19] = [
    "documents",
    "completeness",
    "reconciliation",
    "open-items",
    "journal",
    "trial-balance",
    "ageing",
    "automation",
    "mail",
    "invoice-control",
    "balance-sheet",
    "profit-and-loss",
    "bwa",
    "vat-return",
    "ec-sales-list",
    "cash",
    "statements",
    "usage",
    "rules",
];

/// An entry by hand, twice as a correction makes it.
const ENTRIES: [&str; 2] = [
    "date;document;account;contra_account;amount;tax_code;text\n2026-03-31;K-1;4930;1000;119.00;19;paper\n",
    "date;document;account;contra_account;amount;tax_code;text\n2026-03-31;K-1;4930;1000;11.90;19;paper\n",
];

#[test]
fn the_same_files_make_the_same_books_and_they_move_as_they_are() {
    let Some(server) = Server::start("same") else { return };
    let (address, second) = (server.database(), server.database());
    let (here, there) = (Office::make("same-file"), Office::kept_in("same-server", Some(&address)));
    for office in [&here, &there] {
        let settings = office.path().join("companies/beispiel.toml");
        let by_receipts =
            std::fs::read_to_string(&settings).expect("settings") + "profit = \"cash\"\n";
        std::fs::write(&settings, by_receipts).expect("written");
        for (at, part) in month(11, 18).chunks(7).enumerate() {
            part.iter().for_each(|(name, text)| office.put(name, text));
            ENTRIES
                .get(at)
                .into_iter()
                .for_each(|text| office.put(&format!("entries-{at}.csv"), text));
            office.run();
        }
        assert!(kontor(office.path(), &["verify"]).status.success());
    }
    // What another hand does to a row is seen on the server too.
    let database = address.rsplit('/').next().unwrap_or_default();
    for (text, named) in [
        ("UPDATE contact SET email = 'x@y.example' WHERE id = 1", Some("Tabelle contact, id 1 ")),
        ("UPDATE contact SET email = NULL WHERE id = 1", None),
        ("UPDATE item_movement SET amount_minor = amount_minor + 1", Some("item_movement, ")),
        ("UPDATE item_movement SET amount_minor = amount_minor - 1", None),
        ("DELETE FROM item_movement WHERE entry_id = 1", Some("Tabelle item_movement, ")),
        (
            "INSERT INTO exchange_rate VALUES ('USD', '2026-10-01', '1', 1)",
            Some("eingefügt: Tabelle exchange_rate, "),
        ),
    ] {
        assert!(server.sql(database, text), "{text}");
        let verified = kontor(there.path(), &["verify"]);
        let said = String::from_utf8_lossy(&verified.stdout);
        assert_eq!(verified.status.success(), named.is_none(), "{text}: {said}");
        assert!(named.is_none_or(|named| said.contains(named)), "{text}: {said}");
    }
    for report in REPORTS {
        assert_eq!(timeless(&here, report), timeless(&there, report), "{report}");
    }

    // Moved there and back, every row is what it was, hashes and times too.
    let before: Vec<_> = REPORTS.iter().map(|report| here.report(report)).collect();
    for place in [second.as_str(), "back.db"] {
        let moved = kontor(here.path(), &["move", "--to", place]);
        assert!(moved.status.success(), "{}", String::from_utf8_lossy(&moved.stderr));
        assert!(
            std::fs::read_to_string(here.path().join("kontor.toml"))
                .is_ok_and(|text| text.contains(place))
        );
        for (report, before) in REPORTS.iter().zip(&before) {
            assert_eq!(&here.report(report), before, "{report} {place}");
        }
        assert!(kontor(here.path(), &["verify"]).status.success());
    }
    let refused = kontor(here.path(), &["move", "--to", &second]);
    assert_eq!(refused.status.code(), Some(2), "books are there already");
    assert!(kontor(there.path(), &["check", "--offline"]).status.success());
}

#[test]
fn two_machines_never_book_the_same() {
    let Some(server) = Server::start("machines") else { return };
    let address = server.database();
    let machines = [
        Office::kept_in("machine-a", Some(&address)),
        Office::kept_in("machine-b", Some(&address)),
    ];
    // One archive, as on a network drive.
    let shared = machines[0].path().join("archive");
    std::fs::create_dir_all(&shared).expect("made");
    let _ = std::fs::remove_dir_all(machines[1].path().join("archive"));
    std::os::unix::fs::symlink(&shared, machines[1].path().join("archive")).expect("linked");
    let mut files = month(7, 40);
    files.push(("noch-einmal.csv".to_owned(), as_csv(7, 40)));
    for machine in &machines {
        files.iter().for_each(|(name, text)| machine.put(name, text));
    }
    let runs: Vec<_> = machines.iter().map(start).collect();
    for mut run in runs {
        assert!(matches!(run.wait().expect("ended").code(), Some(0 | 1)));
    }
    let alone = Office::make("machine-alone");
    files.iter().for_each(|(name, text)| alone.put(name, text));
    alone.run();
    let documents = machines[1].report("documents");
    let processed = |rows: &[Value]| rows.iter().filter(|row| row["status"] == "processed").count();
    assert_eq!(documents.len(), 2 * files.len());
    assert_eq!(processed(&documents), processed(&alone.report("documents")));
    assert_eq!(machines[0].outcome(), alone.outcome());
    for machine in &machines {
        assert!(kontor(machine.path(), &["verify"]).status.success());
        assert_eq!(machine.left_in_inbox(), Vec::<String>::new());
    }
}

#[test]
fn a_server_that_restarts_or_a_process_that_is_killed_loses_nothing() {
    let Some(server) = Server::start("restart") else { return };
    let office = Office::kept_in("restart", Some(&server.database()));
    let calm = Office::make("restart-calm");
    let files = month(5, 120);
    files.iter().for_each(|(name, text)| calm.put(name, text));
    calm.run();
    for (at, part) in (0..).zip(files.chunks(files.len() / 6 + 1)) {
        part.iter().for_each(|(name, text)| office.put(name, text));
        let mut run = start(&office);
        std::thread::sleep(Duration::from_millis(40 + 45 * at));
        if at % 2 == 0 {
            server.halt();
            std::thread::sleep(Duration::from_millis(300));
            server.resume();
            let ended = run.wait().expect("ended");
            assert!(matches!(ended.code(), Some(0 | 1)), "the run waits for the server: {ended}");
        } else {
            let _ = run.kill();
            let _ = run.wait();
        }
    }
    office.run();
    assert!(kontor(office.path(), &["verify"]).status.success());
    assert_eq!(office.report("documents").len(), files.len(), "each file exactly once");
    assert_eq!(office.left_in_inbox(), Vec::<String>::new());
    assert_eq!(office.outcome(), calm.outcome());
}

#[test]
fn an_address_is_never_told_with_its_password() {
    let away = Office::kept_in("password", Some("postgres://kontor:geheim@127.0.0.1:1/office"));
    let wrong = Office::kept_in("password-wrong", Some("postgres://kontor:geheim@[/office"));
    let unknown = Office::kept_in("password-unknown", Some("postgre://kontor:geheim@host/office"));
    for (office, word) in [(&away, "PostgreSQL"), (&wrong, "[storage]"), (&unknown, "postgre")] {
        let refused = kontor(office.path(), &["status"]);
        let said = String::from_utf8_lossy(&refused.stdout).into_owned()
            + &String::from_utf8_lossy(&refused.stderr);
        assert_eq!(refused.status.code(), Some(2), "{said}");
        assert!(said.contains(word) && !said.contains("geheim"), "{said}");
    }
}

fn start(office: &Office) -> std::process::Child {
    let mut run = Command::new(env!("CARGO_BIN_EXE_kontor"));
    run.args(["run", "--office"])
        .arg(office.path())
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .spawn()
        .expect("kontor starts")
}
