//! What falls due, and what is on the accounts then: summed as items move.

use crate::small_office::{Office, kontor};
use serde_json::Value;

/// A statement of one account: its number, its day, opening and closing balance, bookings.
fn statement(number: u32, day: &str, [opening, closing]: [&str; 2], lines: &str) -> String {
    format!(
        ":20:S{number}\r\n:25:12030000/0000202051\r\n:28C:{number}/1\r\n\
         :60F:C{day}EUR{opening}\r\n{lines}:62F:C{day}EUR{closing}\r\n-\r\n"
    )
}

fn forecast(office: &Office, day: &str) -> Vec<String> {
    let told = kontor(office.path(), &["report", "cash", "--json", "--to", day]);
    let rows: Vec<Value> = serde_json::from_slice(&told.stdout).expect("rows");
    let rows = rows.iter().filter(|row| row["kind"] == "forecast");
    rows.map(|row| format!("{} {}", row["date"], row["balance"]).replace('"', "")).collect()
}

/// Receivables and payables of one day, a vendor's credit note among them; what has no due day, what
/// is late, what is paid, and what is paid after the day that is asked for.
#[test]
fn what_falls_due_is_what_is_open_on_the_day_asked_for() {
    let office = Office::make("due");
    office.put(
        "posten.csv",
        "document;side;contact;date;due;amount;currency\n\
         RE-2026-1;receivable;Kunde Nord;2026-09-20;2026-10-20;100.00;EUR\n\
         GS-2026-9;payable;Stahl Ost;2026-09-20;2026-10-20;-100.00;EUR\n\
         RE-2026-2;receivable;Kunde Nord;2026-10-01;;200.00;EUR\n\
         LI-2026-3;payable;Stahl Ost;2026-09-01;2026-10-01;50.00;EUR\n",
    );
    office.put("a.sta", &statement(1, "261002", ["1000,00", "1000,00"], ""));
    office.run();
    let line = ":61:2610121012C200,00NTRFNONREF\r\n\
                :86:166?00GUTSCHRIFT?20RE-2026-2?32Kunde Nord\r\n";
    office.put("b.sta", &statement(2, "261012", ["1000,00", "1200,00"], line));
    office.run();
    assert_eq!(forecast(&office, "2026-10-11"), ["2026-10-11 1150.00", "2026-10-20 1350.00"]);
    assert_eq!(forecast(&office, "2026-10-15"), ["2026-10-15 1150.00", "2026-10-20 1350.00"]);
    assert!(kontor(office.path(), &["verify"]).status.success());
}

/// What came in and is only proposed stands in the balance, and is not expected once more.
#[test]
fn what_an_entry_is_proposed_to_settle_is_expected_no_more() {
    let office = Office::make("due-proposed");
    office.put(
        "posten.csv",
        "document;side;contact;date;due;amount;currency\n\
         RE-2026-1;receivable;Kunde Nord;2026-09-20;2026-10-20;100.00;EUR\n\
         RE-2026-2;receivable;Kunde Nord;2026-09-20;2026-10-25;200.00;EUR\n",
    );
    let line = ":61:2610121012C100,00NTRFNONREF\r\n\
                :86:166?00GUTSCHRIFT?20RE-2026-1 und weitere?32Kunde Nord\r\n";
    office.put("a.sta", &statement(1, "261012", ["1000,00", "1100,00"], line));
    office.run();
    assert_eq!(forecast(&office, "2026-10-11"), Vec::<String>::new(), "no balance as yet");
    assert_eq!(forecast(&office, "2026-10-15"), ["2026-10-25 1300.00"]);
    assert!(kontor(office.path(), &["resolve", "E1", "accept"]).status.success());
    assert_eq!(forecast(&office, "2026-10-15"), ["2026-10-25 1300.00"]);
    assert!(kontor(office.path(), &["verify"]).status.success());
}
