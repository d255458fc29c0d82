//! What waits because of another document is judged again when that one is taken back, refused, or
//! comes.

use crate::invoice::Invoice;
use crate::small_office::Office;
use serde_json::Value;

const US: (&str, &str) = ("Beispiel GmbH", "DE136695976");
const VENDOR: (&str, &str) = ("Stahl AG", "DE290104774");

fn drops(office: &Office, name: &str, number: &str, net_cents: i64, corrects: Option<&str>) {
    let type_code = if corrects.is_some() { "384" } else { "380" };
    office.put(
        name,
        &Invoice {
            number,
            date: "2026-09-02",
            seller: VENDOR,
            buyer: US,
            net_cents,
            type_code,
            corrects,
        }
        .xml(),
    );
    office.run();
}

fn stands(office: &Office, id: &str) -> (String, String) {
    let row =
        office.report("documents").into_iter().find(|row| row["id"] == id).unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    (text(&row["status"]), text(&row["reason"]))
}

#[test]
fn another_amount_is_booked_when_the_first_is_taken_back() {
    let office = Office::make("rejudged");
    drops(&office, "a.xml", "K-1", 10_000, None);
    drops(&office, "b.xml", "K-1", 8_000, None);
    assert!(stands(&office, "D2").1.contains("D1"), "{:?}", stands(&office, "D2"));
    // A person may still say what becomes of it; if nobody does, it is booked.
    office.done(&["undo", "D1"]);
    assert_eq!(stands(&office, "D2").0, "held");
    office.done(&["nightly"]);
    assert_eq!(stands(&office, "D2").0, "processed");
    assert_eq!(office.open_items(), ["K-1 95.20"]);
    assert!(stands(&office, "D1").1.contains("D2"), "{:?}", stands(&office, "D1"));
    // Taken back, both wait, and neither is booked by itself.
    office.done(&["undo", "D2"]);
    office.done(&["nightly"]);
    assert!(office.open_items().is_empty(), "{:?}", office.open_items());
    office.done(&["resolve", "D1", "accept"]);
    assert_eq!(office.open_items(), ["K-1 119.00"]);
    office.done(&["verify"]);
}

#[test]
fn the_reason_names_what_stands_now() {
    let office = Office::make("rejudged-reason");
    drops(&office, "a.xml", "K-1", 10_000, None);
    drops(&office, "b.xml", "K-1", 8_000, None);
    drops(&office, "c.xml", "K-1", 7_000, None);
    office.done(&["resolve", "D2", "replace"]);
    assert!(stands(&office, "D3").1.contains("D2"), "{:?}", stands(&office, "D3"));
    office.done(&["resolve", "D3", "replace"]);
    office.done(&["undo", "D3"]);
    office.done(&["undo", "D2"]);
    assert_eq!(office.open_items(), ["K-1 119.00"]);
    assert!(stands(&office, "D3").1.contains("D1"), "{:?}", stands(&office, "D3"));
    office.done(&["verify"]);
}

#[test]
fn a_correction_hears_of_the_invoice_that_came_after_it() {
    let office = Office::make("rejudged-later");
    drops(&office, "a.xml", "K-2", 8_000, Some("K-1"));
    drops(&office, "b.xml", "K-1", 10_000, None);
    assert!(stands(&office, "D1").1.contains("D2"), "{:?}", stands(&office, "D1"));
    office.done(&["resolve", "D1", "accept"]);
    assert_eq!(office.open_items(), ["K-2 95.20"]);
    office.done(&["undo", "D1"]);
    assert_eq!(office.open_items(), ["K-1 119.00"]);
    office.done(&["verify"]);
}
