//! An invoice and the credit note that takes it back, both open; and one that a payment is less by
//! without saying so.

use crate::finals::{Off, Way, balances, drops, is_booked, office, paper, whole_of};
use crate::small_office::{OWN, Office};

const WAYS: [Way; 2] = [Way::In, Way::Out];

fn row_of(office: &Office, number: &str) -> serde_json::Value {
    let rows = office.report("documents");
    rows.into_iter().find(|row| row["number"] == number).expect("the document")
}

#[test]
fn a_full_credit_note_and_its_open_invoice_are_to_be_set_off() {
    for (at, way) in WAYS.into_iter().enumerate() {
        let office = office(&format!("cancelled-{at}"), "SKR03");
        drops(&office, "re.xml", &paper(way, "RE-1", "380", 1000, &[]));
        drops(&office, "gs.xml", &whole_of(way, "GS-1", "381", (1000, Off::Nothing), &["RE-1"]));
        let id = is_booked(&office, "GS-1");
        let asked = row_of(&office, "GS-1");
        assert_eq!(asked["waits"], true, "{way:?}: {asked}");
        let answer = "kontor resolve RE-1 against GS-1";
        assert!(asked["notes"].to_string().contains(answer), "{way:?}: {asked}");
        assert!(office.done(&["review"]).contains(answer), "{way:?}");
        // As it says.
        office.done(&["resolve", "RE-1", "against", "GS-1"]);
        assert_eq!(office.open_items(), [""; 0]);
        assert_eq!(row_of(&office, "GS-1")["waits"], false);
        assert_eq!(balances(&office), [""; 0]);
        office.done(&["undo", "V1"]);
        assert_eq!(row_of(&office, "GS-1")["waits"], true);
        office.done(&["resolve", &id, "accept"]);
        assert_eq!(row_of(&office, "GS-1")["waits"], false);
        assert_eq!(office.open_items(), ["GS-1 -1190.00", "RE-1 1190.00"]);
    }
}

#[test]
fn a_credit_note_of_a_part_asks_nothing() {
    let office = office("cancelled-part", "SKR03");
    drops(&office, "re.xml", &paper(Way::In, "RE-1", "380", 1000, &[]));
    drops(&office, "gs.xml", &whole_of(Way::In, "GS-1", "381", (500, Off::Nothing), &["RE-1"]));
    is_booked(&office, "GS-1");
    assert_eq!(row_of(&office, "GS-1")["waits"], false);
}

fn arrives(office: &Office, way: Way, amount: &str, text: &str, iban: &str) {
    let head = "iban;booking_date;amount;currency;counterparty;counterparty_iban;remittance\n";
    let sign = if way == Way::In { "-" } else { "" };
    let row = format!("{OWN};2026-09-12;{sign}{amount};EUR;Stahl AG;{iban};{text}\n");
    drops(office, &format!("{text}.csv").replace(' ', "-"), &(head.to_owned() + &row));
}

#[test]
fn a_payment_less_a_credit_note_is_proposed_with_it_whatever_its_text() {
    let ways = WAYS.into_iter().flat_map(|way| ["", "DE02100500000054540402"].map(|i| (way, i)));
    for (at, (way, iban)) in ways.enumerate() {
        for (of, text) in ["RE-101", "Danke", "Gutschrift zu RE-101 verrechnet", "Rechnung 101"]
            .into_iter()
            .enumerate()
        {
            let office = office(&format!("less-{at}-{of}"), "SKR03");
            drops(&office, "re.xml", &paper(way, "RE-101", "380", 1000, &[]));
            drops(&office, "gs.xml", &whole_of(way, "GS-7", "381", (100, Off::Nothing), &[]));
            is_booked(&office, "GS-7");
            arrives(&office, way, "1071,00", text, iban);
            let row = office.report("reconciliation").pop().expect("a payment");
            let parts = row["allocations"].to_string();
            assert_eq!(row["status"], "suggested", "{way:?} {text}: {row}");
            assert!(parts.contains("RE-101") && parts.contains("GS-7"), "{way:?} {text}: {row}");
            office.done(&["resolve", "E1", "accept"]);
            assert_eq!(office.open_items(), [""; 0], "{way:?} {text}");
            balances(&office);
        }
    }
}
