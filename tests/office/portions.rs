//! A batch that is written in portions comes to what it comes to written whole, whatever the
//! portion, on both stores.

use crate::postgres::Server;
use crate::small_office::{Office, as_csv, kontor, month};
use kontor::office::intake::Watchlist;
use kontor::office::setup;

/// Takes what lies in the inbox, writing whenever a plan holds so many rows.
fn run_in_portions(office: &Office, rows: usize) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let Ok((runner, _)) = setup::open(office.path(), "test", None).await else {
            panic!("the office opens")
        };
        let runner = runner.in_portions_of(rows);
        runner.drain(&mut Watchlist::default(), true, &|_, _| {}).await.expect("taken");
        runner.store.clone().close().await;
    });
}

/// A month with its bookings told twice, by camt and by a table: what is known again is found
/// across portions too.
fn drop_month(office: &Office) {
    month(23, 20).into_iter().for_each(|(name, text)| office.put(&name, &text));
    office.put("umsaetze.csv", &as_csv(23, 20));
}

fn proved(office: &Office) -> Vec<String> {
    let told = kontor(office.path(), &["verify"]);
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stdout));
    office.outcome()
}

#[test]
fn portions_come_to_the_same_as_the_whole() {
    let whole = Office::make("portions-whole");
    drop_month(&whole);
    whole.run();
    let outcome = proved(&whole);
    assert!(outcome.iter().filter(|line| line.contains("\"matched\"")).count() > 20, "{outcome:?}");
    for rows in [1, 9, 80, 700] {
        let office = Office::make(&format!("portions-{rows}"));
        drop_month(&office);
        run_in_portions(&office, rows);
        assert_eq!(proved(&office), outcome, "portions of {rows} rows");
    }
    let Some(server) = Server::start("portions") else { return };
    let office = Office::kept_in("portions-server", Some(&server.database()));
    drop_month(&office);
    run_in_portions(&office, 60);
    assert_eq!(proved(&office), outcome, "on PostgreSQL");
}

/// Customers told of again, by other names, while a month is closed: what is matched in it stays
/// matched, in portions too.
#[test]
fn contacts_told_again_open_nothing_that_is_closed() {
    let settled = |rows: Option<usize>| {
        let office = Office::make(&format!("portions-closed-{rows:?}"));
        drop_month(&office);
        office.run();
        assert!(
            kontor(office.path(), &["close", "--company", "beispiel", "--until", "2026-11-30"])
                .status
                .code()
                .is_some()
        );
        let contacts = &month(23, 20)[0].1;
        office.put(
            "contacts-neu.csv",
            &contacts.replace("GmbH", "Bauträger GmbH").replace("e.K.", "Druckerei e.K."),
        );
        match rows {
            Some(rows) => run_in_portions(&office, rows),
            None => office.run(),
        }
        proved(&office)
    };
    assert_eq!(settled(Some(1)), settled(None));
}

/// Takes what lies in the inbox, one file after the other, meeting contacts as items ask for them.
fn run_meeting_contacts(office: &Office) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let Ok((runner, _)) = setup::open(office.path(), "test", None).await else {
            panic!("the office opens")
        };
        let runner = runner.meeting_contacts_from(0);
        runner.drain(&mut Watchlist::default(), true, &|_, _| {}).await.expect("taken");
        runner.store.clone().close().await;
    });
}

/// Of an office with many contacts a statement is booked with those that its items name: it comes
/// to what it comes to with all of them, and so does what asks for a contact by name (an invoice, a
/// list, a personal account that is new).
#[test]
fn contacts_met_on_the_way_are_as_good_as_all_of_them() {
    let drop_file = |office: &Office, (name, text): &(String, String), meeting: bool| {
        office.put(name, text);
        match meeting {
            true => run_meeting_contacts(office),
            false => office.run(),
        }
    };
    let mut files = month(31, 20);
    files.push(("umsaetze.csv".to_owned(), as_csv(31, 20)));
    let [all, met] = [false, true].map(|meeting| {
        let office = Office::make(&format!("contacts-met-{meeting}"));
        files.iter().for_each(|file| drop_file(&office, file, meeting));
        proved(&office)
    });
    assert!(all.iter().filter(|line| line.contains("\"matched\"")).count() > 20, "{all:?}");
    assert_eq!(met, all);
}
