//! An invoice and its credit note in one payment: Skonto on what is left, and the refund of what
//! was paid of an invoice that is taken back whole.

use crate::finals::{
    Off, Way, advance, balances, drops, is_booked, office, paper, pays, whole, whole_of,
};
use crate::reduced::{refunds, with_discount};
use crate::small_office::Office;

const WAYS: [(Way, &str, &str); 4] = [
    (Way::Out, "SKR03", ""),
    (Way::In, "SKR03", ""),
    (Way::Out, "SKR04", "vat = \"cash\"\n"),
    (Way::In, "SKR04", "vat = \"cash\"\n"),
];

fn office_of(name: &str, (chart, settings): (&str, &str)) -> Office {
    let office = office(name, chart);
    let company = office.path().join("companies/beispiel.toml");
    let text = std::fs::read_to_string(&company).expect("read");
    std::fs::write(&company, text + settings).expect("written");
    office
}

/// The last bank entry: its id and how it stands.
fn entry(office: &Office) -> (String, String, String) {
    let row = office.report("reconciliation").pop().expect("a payment");
    let text = |field: &str| row[field].as_str().unwrap_or_default().to_owned();
    (text("id"), text("status"), row["explanation"].to_string())
}

fn arrives(office: &Office, way: Way, amount: &str, text: &str) {
    let head = "iban;booking_date;value_date;amount;currency;counterparty;remittance\n";
    let sign = if way == Way::In { "-" } else { "" };
    let own = crate::small_office::OWN;
    let row = format!("{own};2026-09-12;2026-09-12;{sign}{amount};EUR;Stahl AG;{text}\n");
    drops(office, &format!("{text}.csv").replace(['%', ' '], "-"), &(head.to_owned() + &row));
}

#[test]
fn skonto_is_on_what_a_credit_note_leaves() {
    for (at, (way, chart, settings)) in WAYS.into_iter().enumerate() {
        for (how, text) in ["RE-1 abzgl. GS-1 abzgl. 2 % Skonto", "RE-1"].into_iter().enumerate() {
            let told = format!("{way:?} {chart} {text}");
            let office = office_of(&format!("netted-{at}-{how}"), (chart, settings));
            drops(&office, "re.xml", &with_discount(&paper(way, "RE-1", "380", 1000, &[])));
            let note = whole_of(way, "GS-1", "381", (500, Off::Nothing), &["RE-1"]);
            drops(&office, "gs.xml", &note);
            is_booked(&office, "GS-1");
            arrives(&office, way, "583,10", text);
            let (id, status, why) = entry(&office);
            // Both are named, or only the amount says so: then it is asked.
            assert_eq!(status, if how == 0 { "matched" } else { "suggested" }, "{told}: {why}");
            if how == 1 {
                office.done(&["resolve", &id, "accept"]);
            }
            assert_eq!(office.open_items(), [""; 0], "{told}");
            let expected: &[&str] = match (way, chart) {
                (Way::Out, "SKR03") => {
                    &["1200 583.10", "1776 -93.10", "8400 -500.00", "8736 10.00"]
                }
                (Way::In, "SKR03") => &["1200 -583.10", "1576 93.10", "3400 500.00", "3736 -10.00"],
                (Way::Out, _) => &["1800 583.10", "3806 -93.10", "4400 -500.00", "4736 10.00"],
                _ => &["1406 93.10", "1800 -583.10", "5400 500.00", "5736 -10.00"],
            };
            assert_eq!(balances(&office), expected, "{told}");
            // The rest goes back too, less its Skonto.
            let note = whole_of(way, "GS-2", "381", (500, Off::Nothing), &["RE-1"]);
            drops(&office, "gs2.xml", &note);
            is_booked(&office, "GS-2");
            assert_eq!(office.open_items(), ["GS-2 -583.10"], "{told}");
            refunds(&office, way, "583,10", "GS-2");
            assert_eq!(balances(&office), [""; 0], "{told}");
            // What is booked stays so.
            office.done(&["nightly"]);
            assert_eq!(balances(&office), [""; 0], "{told}");
        }
    }
}

#[test]
fn what_a_credit_note_leaves_is_paid_without_a_question() {
    for (at, (way, chart, settings)) in WAYS.into_iter().enumerate() {
        let office = office_of(&format!("netted-rest-{at}"), (chart, settings));
        drops(&office, "re.xml", &paper(way, "RE-1", "380", 1000, &[]));
        drops(&office, "gs.xml", &whole_of(way, "GS-1", "381", (500, Off::Nothing), &["RE-1"]));
        arrives(&office, way, "595,00", "RE-1");
        let (_, status, why) = entry(&office);
        assert_eq!(status, "matched", "{why}");
        assert_eq!(office.open_items(), [""; 0]);
        assert_eq!(balances(&office).len(), 3);
        office.done(&["nightly"]);
        assert_eq!(office.open_items(), [""; 0]);
        office.done(&["undo", "E1"]);
        assert_eq!(office.open_items(), ["GS-1 -595.00", "RE-1 1190.00"]);
        balances(&office);
    }
}

#[test]
fn what_was_paid_of_an_invoice_taken_back_whole_goes_back() {
    for (at, (way, chart, settings)) in WAYS.into_iter().enumerate() {
        for (how, text) in ["ST-1", "Erstattung RE-1", "RE-1 ST-1"].into_iter().enumerate() {
            let told = format!("{way:?} {chart} {text}");
            let office = office_of(&format!("netted-half-{at}-{how}"), (chart, settings));
            drops(&office, "re.xml", &paper(way, "RE-1", "380", 1000, &[]));
            pays(&office, way, "595,00", "Teilzahlung RE-1");
            let note = whole_of(way, "ST-1", "381", (1000, Off::Nothing), &["RE-1"]);
            drops(&office, "st.xml", &note);
            is_booked(&office, "ST-1");
            assert_eq!(office.open_items(), ["RE-1 595.00", "ST-1 -1190.00"], "{told}");
            let back = if way == Way::In { Way::Out } else { Way::In };
            arrives(&office, back, "595,00", text);
            let (_, status, why) = entry(&office);
            assert_eq!(status, "matched", "{told}: {why}");
            assert_eq!(office.open_items(), [""; 0], "{told}");
            assert_eq!(balances(&office), [""; 0], "{told}");
            office.done(&["nightly"]);
            assert_eq!(balances(&office), [""; 0], "{told}");
        }
    }
}

/// A final invoice of 5,950.00 less a prepayment of 1,190.00, all paid, and taken back whole.
fn taken_back(office: &Office, way: Way) {
    advance(office, way);
    drops(office, "f.xml", &whole(way, "SR-1", "380", Off::Prepaid, &["AR-1"]));
    pays(office, way, "4760,00", "SR-1");
    drops(office, "s.xml", &whole_of(way, "ST-1", "381", (5000, Off::Nothing), &["SR-1"]));
    is_booked(office, "ST-1");
}

#[test]
fn a_final_invoice_and_its_prepayment_go_back_in_one_sum() {
    for (at, (way, chart, settings)) in WAYS.into_iter().enumerate() {
        let back = if way == Way::In { Way::Out } else { Way::In };
        let credit = paper(way, "GA-1", "381", 1000, &["AR-1"]);
        let credit = crate::chains::as_credit_note(&credit);
        // The prepayment's credit note is there: both are one refund.
        let office = office_of(&format!("netted-final-{at}"), (chart, settings));
        taken_back(&office, way);
        drops(&office, "ga.xml", &credit);
        is_booked(&office, "GA-1");
        arrives(&office, back, "5950,00", "ST-1");
        let (_, status, why) = entry(&office);
        assert_eq!(status, "matched", "{way:?} {chart}: {why}");
        assert_eq!(office.open_items(), [""; 0], "{way:?} {chart}");
        assert_eq!(balances(&office), [""; 0], "{way:?} {chart}");
        // It is missing: the question says so, and its answer ends at nothing.
        let office = office_of(&format!("netted-final-late-{at}"), (chart, settings));
        taken_back(&office, way);
        arrives(&office, back, "5950,00", "ST-1");
        let (id, status, why) = entry(&office);
        assert_eq!(status, "suggested", "{way:?} {chart}");
        assert!(why.contains("AR-1") && why.contains("against E3"), "{why}");
        office.done(&["resolve", &id, "accept"]);
        drops(&office, "ga.xml", &credit);
        office.done(&["resolve", "GA-1", "against", &id]);
        assert_eq!(office.open_items(), [""; 0], "{way:?} {chart}");
        assert_eq!(balances(&office), [""; 0], "{way:?} {chart}");
        // Or it comes first.
        let office = office_of(&format!("netted-final-first-{at}"), (chart, settings));
        taken_back(&office, way);
        arrives(&office, back, "5950,00", "ST-1");
        drops(&office, "ga.xml", &credit);
        office.done(&["nightly"]);
        assert_eq!(office.open_items(), [""; 0], "{way:?} {chart}");
        assert_eq!(balances(&office), [""; 0], "{way:?} {chart}");
    }
}
