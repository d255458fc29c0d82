//! A vendor's numbers begin anew with the year: which invoice a later one means, the day says that
//! it states beside the number (BT-26).

use crate::invoice::Invoice;
use crate::small_office::Office;

const VENDOR: (&str, &str) = ("Holm GmbH", "DE173205089");
const US: (&str, &str) = ("Beispiel GmbH", "DE136695976");

/// What names `RE-1` states this day of it.
fn put(office: &Office, number: &str, date: &str, net_cents: i64, code: &str, day: Option<&str>) {
    let corrects = day.map(|_| "RE-1");
    let invoice =
        Invoice { number, date, seller: VENDOR, buyer: US, net_cents, type_code: code, corrects };
    let named = "<cbc:ID>RE-1</cbc:ID></cac:InvoiceDocumentReference>";
    let dated = format!(
        "<cbc:ID>RE-1</cbc:ID><cbc:IssueDate>{}</cbc:IssueDate></cac:InvoiceDocumentReference>",
        day.unwrap_or_default()
    );
    let xml = invoice.xml().replace(named, &dated);
    let xml = if code == "381" { crate::chains::as_credit_note(&xml) } else { xml };
    office.put(&format!("{number}-{date}.xml"), &xml);
    office.run();
}

fn office(name: &str) -> Office {
    let office = Office::make(name);
    put(&office, "RE-1", "2025-12-01", 10_000, "380", None);
    put(&office, "RE-1", "2026-12-01", 5_000, "380", None);
    office.done(&["resolve", "D2", "accept"]);
    assert_eq!(office.open_items(), ["RE-1 119.00", "RE-1 59.50"]);
    office
}

fn status(office: &Office, id: &str) -> String {
    let all = office.report("documents");
    let row = all.iter().find(|row| row["id"] == id).cloned().unwrap_or_default();
    format!("{} {}", row["status"].as_str().unwrap_or_default(), row["waits"])
}

#[test]
fn a_credit_note_takes_back_the_invoice_of_the_day_that_it_states() {
    let office = office("next-year-1");
    put(&office, "GS-1", "2026-12-10", 10_000, "381", Some("2025-12-01"));
    assert_eq!(status(&office, "D3"), "processed false", "all of the first is left");
    put(&office, "GS-2", "2026-12-11", 10_000, "381", Some("2026-12-01"));
    assert!(status(&office, "D4").starts_with("held"), "the second is for less");
    put(&office, "GS-3", "2026-12-12", 5_000, "381", Some("2026-12-01"));
    assert_eq!(status(&office, "D5"), "processed false", "all of the second is left as well");
}

#[test]
fn a_corrected_invoice_takes_the_place_of_the_one_of_that_day() {
    for (name, day, left) in [
        ("next-year-2", "2025-12-01", ["RE-1 59.50", "RK-1 95.20"]),
        ("next-year-3", "2026-12-01", ["RE-1 119.00", "RK-1 95.20"]),
    ] {
        let office = office(name);
        put(&office, "RK-1", "2026-12-12", 8_000, "384", Some(day));
        office.done(&["resolve", "D3", "accept"]);
        assert_eq!(office.open_items(), left, "{day}");
        office.done(&["undo", "D3"]);
        assert_eq!(office.open_items(), ["RE-1 119.00", "RE-1 59.50"], "{day}");
    }
}

#[test]
fn what_states_a_day_of_another_year_takes_nothing_of_this_one() {
    let office = Office::make("next-year-4");
    put(&office, "RE-1", "2026-12-01", 5_000, "380", None);
    // A credit note of an invoice that was before these books.
    put(&office, "GS-1", "2026-12-10", 10_000, "381", Some("2025-12-01"));
    assert_eq!(status(&office, "D2"), "processed false");
}
