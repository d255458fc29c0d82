//! What waits because of another document is judged again when that one is taken back, refused, or
//! comes.

use crate::chains::as_credit_note;
use crate::invoice::Invoice;
use crate::small_office::Office;
use serde_json::Value;

const US: (&str, &str) = ("Beispiel GmbH", "DE136695976");
const VENDOR: (&str, &str) = ("Stahl AG", "DE290104774");

fn drops(office: &Office, name: &str, number: &str, net_cents: i64, corrects: Option<&str>) {
    let type_code = if corrects.is_some() { "384" } else { "380" };
    office.put(name, &paper(number, net_cents, type_code, corrects));
    office.run();
}

fn paper(number: &str, net_cents: i64, type_code: &str, corrects: Option<&str>) -> String {
    let date = "2026-09-02";
    Invoice { number, date, seller: VENDOR, buyer: US, net_cents, type_code, corrects }.xml()
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

/// What is noted with a document.
fn noted(office: &Office, id: &str) -> String {
    let rows = office.report("documents");
    rows.iter().find(|row| row["id"] == id).map(|row| row["notes"].to_string()).unwrap_or_default()
}

#[test]
fn what_is_not_booked_takes_nobodys_place() {
    let office = Office::make("rejudged-credited");
    drops(&office, "a.xml", "A1", 10_000, None);
    drops(&office, "b.xml", "A1", 9_000, None);
    office.put("g.xml", &as_credit_note(&paper("G1", 10_000, "381", Some("A1"))));
    office.run();
    assert_eq!(stands(&office, "D3").0, "processed");
    office.done(&["undo", "D1"]);
    let (status, reason) = stands(&office, "D1");
    assert!(status == "held" && reason.contains("kontor resolve D1 accept"), "{status} {reason}");
    assert_eq!(stands(&office, "D2").0, "held", "more is taken back than it asks for");
    assert!(!noted(&office, "D2").contains("zur Zahlung frei"), "{}", noted(&office, "D2"));
    office.done(&["nightly"]);
    assert_eq!(
        (stands(&office, "D1").0.as_str(), stands(&office, "D2").0.as_str()),
        ("held", "held")
    );
    office.done(&["resolve", "D2", "reject", "falsch"]);
    office.done(&["resolve", "D1", "accept"]);
    assert_eq!(office.open_items(), ["A1 119.00", "G1 -119.00"]);
    office.done(&["verify"]);
}

#[test]
fn the_reason_no_longer_names_what_is_taken_back() {
    let office = Office::make("rejudged-free");
    drops(&office, "a.xml", "A1", 10_000, None);
    drops(&office, "b.xml", "A1", 9_000, None);
    office.done(&["undo", "D1"]);
    let reason = stands(&office, "D2").1;
    assert!(reason.contains("ist zurückgenommen") && reason.contains("in der Nacht"), "{reason}");
    assert!(reason.contains("kontor resolve D2 accept"), "{reason}");
    office.done(&["resolve", "D1", "accept"]);
    let reason = stands(&office, "D2").1;
    assert!(reason.contains("ist schon gebucht (Dokument D1)"), "{reason}");
    // What was said while it was booked does not stay with what waits again.
    office.done(&["resolve", "D2", "replace"]);
    assert!(noted(&office, "D2").contains("zur Zahlung frei"), "{}", noted(&office, "D2"));
    office.done(&["undo", "D2"]);
    assert!(!noted(&office, "D2").contains("zur Zahlung frei"), "{}", noted(&office, "D2"));
    office.done(&["undo", "D1"]);
    // Decided about, it is booked by nobody but a person.
    let reason = stands(&office, "D2").1;
    assert!(reason.contains("ist zurückgenommen") && !reason.contains("Nacht"), "{reason}");
    office.done(&["nightly"]);
    assert!(office.open_items().is_empty(), "{:?}", office.open_items());
    office.done(&["resolve", "D2", "accept"]);
    assert_eq!(office.open_items(), ["A1 107.10"]);
    office.done(&["verify"]);
}

#[test]
fn what_was_taken_back_is_no_twin_of_what_comes_again() {
    let office = Office::make("rejudged-again");
    let controlled = |office: &Office| -> Vec<String> {
        let rows = office.report("invoice-control");
        rows.iter().map(|row| format!("{} {}", row["document"], row["status"])).collect()
    };
    drops(&office, "a.xml", "A1", 10_000, None);
    office.done(&["undo", "D1"]);
    drops(&office, "a.xml", "A1", 10_000, None);
    assert_eq!(
        (stands(&office, "D1").0, stands(&office, "D2").0),
        ("duplicate".into(), "processed".into())
    );
    assert_eq!(controlled(&office), ["\"D2\" \"approved\""]);
    // The same goods billed under another number are asked about still.
    drops(&office, "b.xml", "A1-neu", 10_000, None);
    assert_eq!(controlled(&office), ["\"D2\" \"approved\"", "\"D3\" \"held\""]);
    // So they are where the first is taken back: it may be booked again.
    office.done(&["undo", "D2"]);
    assert!(
        controlled(&office).contains(&"\"D3\" \"held\"".to_owned()),
        "{:?}",
        controlled(&office)
    );
    assert_eq!(office.open_items(), ["A1-neu 119.00"]);
    office.done(&["verify"]);
}
