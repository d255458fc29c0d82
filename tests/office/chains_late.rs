//! Credit notes that come before their invoice, or are written after the payment that reckons with
//! them, and Skonto on what a person set off before.

use crate::chains::as_credit_note;
use crate::finals::{Way, balances, drops, is_booked, paper, stands, waits};
use crate::reduced::with_discount;
use crate::small_office::{OWN, Office};

const WAYS: [Way; 2] = [Way::In, Way::Out];

/// A payment of an invoice, or (`back`) the refund of a credit note.
fn pays_on(office: &Office, way: Way, (day, amount, back): (&str, &str, bool), text: &str) {
    let head = "iban;booking_date;value_date;amount;currency;counterparty;remittance\n";
    let sign = if (way == Way::In) != back { "-" } else { "" };
    let row = format!("{OWN};{day};{day};{sign}{amount};EUR;Stahl AG;{text}\n");
    drops(office, &format!("{day}-{text}.csv"), &(head.to_owned() + &row));
}

/// The last bank entry: how it stands, what it settles, and why.
fn last(office: &Office) -> (String, Vec<String>, String) {
    let row = office.report("reconciliation").pop().expect("a payment");
    let text = |field: &str| row[field].as_str().unwrap_or_default().to_owned();
    let parts = row["allocations"].as_array().cloned().unwrap_or_default();
    let mut parts: Vec<String> =
        parts.iter().map(|part| part["document"].as_str().unwrap_or_default().to_owned()).collect();
    parts.sort();
    (text("status"), parts, row["explanation"].to_string())
}

fn note(way: Way, number: &str, net: i64, names: &[&str]) -> String {
    as_credit_note(&paper(way, number, "381", net, names))
}

fn written_on(day: &str, xml: &str) -> String {
    xml.replace("2026-09-02", day)
}

#[test]
fn the_invoice_finds_its_credit_note_and_the_payment_that_waits() {
    for (at, way) in WAYS.into_iter().enumerate() {
        let office = Office::make(&format!("late-invoice-{at}"));
        drops(&office, "g.xml", &note(way, "GS-1", 200, &["RE-1"]));
        pays_on(&office, way, ("2026-09-10", "257,04", false), "RE-1");
        assert_eq!(last(&office).0, "open");
        drops(&office, "r.xml", &paper(way, "RE-1", "380", 416, &[]));
        let (status, parts, why) = last(&office);
        assert_eq!(
            (status.as_str(), parts),
            ("matched", vec!["GS-1".into(), "RE-1".into()]),
            "{why}"
        );
        assert_eq!(office.open_items(), [""; 0]);
        balances(&office);
    }
}

#[test]
fn a_credit_note_written_after_the_payment_is_proposed_with_its_invoice() {
    for (at, way) in WAYS.into_iter().enumerate() {
        let office = Office::make(&format!("late-credit-{at}"));
        drops(&office, "r.xml", &paper(way, "RE-1", "380", 416, &[]));
        pays_on(&office, way, ("2026-09-10", "257,04", false), "RE-1");
        drops(&office, "g.xml", &written_on("2026-09-20", &note(way, "GS-1", 200, &["RE-1"])));
        let (status, parts, why) = last(&office);
        assert_eq!(
            (status.as_str(), parts),
            ("suggested", vec!["GS-1".into(), "RE-1".into()]),
            "{why}"
        );
        assert!(why.contains("GS-1 ist nach der Zahlung geschrieben"), "{why}");
        office.done(&["resolve", "E1", "accept"]);
        assert_eq!(office.open_items(), [""; 0]);
        balances(&office);
        office.done(&["undo", "E1"]);
        assert_eq!(office.open_items(), ["GS-1 -238.00", "RE-1 495.04"]);
        balances(&office);
    }
}

#[test]
fn skonto_is_on_what_a_person_left_by_setting_off() {
    for (at, way) in WAYS.into_iter().enumerate() {
        let office = Office::make(&format!("late-set-off-{at}"));
        drops(&office, "r.xml", &with_discount(&paper(way, "RE-1", "380", 1000, &[])));
        drops(&office, "g.xml", &note(way, "GS-1", 200, &["RE-1"]));
        office.done(&["resolve", "RE-1", "against", "GS-1"]);
        pays_on(&office, way, ("2026-09-09", "932,96", false), "RE-1 abzgl. Skonto");
        let (status, parts, why) = last(&office);
        assert_eq!((status.as_str(), parts), ("matched", vec!["RE-1".to_owned()]), "{why}");
        assert!(why.contains("Skonto (19,04 EUR)"), "{why}");
        assert_eq!(office.open_items(), [""; 0]);
        let expected = match way {
            Way::In => ["1200 -932.96", "1576 148.96", "3400 800.00", "3736 -16.00"],
            Way::Out => ["1200 932.96", "1776 -148.96", "8400 -800.00", "8736 16.00"],
        };
        assert_eq!(balances(&office), expected);
        // Taken back, both are open by what it took, and can be set off again.
        office.done(&["undo", "GS-1"]);
        office.done(&["nightly"]);
        assert_eq!(office.open_items(), ["GS-1 -238.00", "RE-1 238.00"]);
        balances(&office);
        office.done(&["resolve", "RE-1", "against", "GS-1"]);
        assert_eq!(office.open_items(), [""; 0]);
        assert_eq!(balances(&office), expected);
    }
}

#[test]
fn a_refund_of_all_waits_for_the_credit_note_of_the_prepayment() {
    for (at, way) in WAYS.into_iter().enumerate() {
        let office = Office::make(&format!("late-given-back-{at}"));
        let with_prepaid = |xml: String| {
            let payable = "<cbc:PayableAmount currencyID=\"EUR\">1190.00<";
            let less = "<cbc:PrepaidAmount currencyID=\"EUR\">357.00</cbc:PrepaidAmount>\
                <cbc:PayableAmount currencyID=\"EUR\">833.00<";
            assert!(xml.contains(payable));
            xml.replace(payable, less)
        };
        drops(&office, "a.xml", &paper(way, "AR-1", "386", 300, &[]));
        pays_on(&office, way, ("2026-09-05", "357,00", false), "AR-1");
        drops(&office, "s.xml", &with_prepaid(paper(way, "SR-1", "380", 1000, &["AR-1"])));
        pays_on(&office, way, ("2026-09-15", "833,00", false), "SR-1");
        let storno = with_prepaid(note(way, "ST-1", 1000, &["SR-1"]));
        drops(&office, "t.xml", &written_on("2026-09-20", &storno));
        pays_on(&office, way, ("2026-09-25", "1190,00", true), "ST-1");
        assert_eq!(last(&office).1, ["ST-1"]);
        let credit = note(way, "GA-1", 300, &["AR-1"]);
        drops(&office, "g.xml", &written_on("2026-09-28", &credit));
        assert_eq!(stands(&office, "GA-1").1, "processed");
        let (status, parts, why) = last(&office);
        assert_eq!(
            (status.as_str(), parts),
            ("suggested", vec!["GA-1".into(), "ST-1".into()]),
            "{why}"
        );
        office.done(&["resolve", "E3", "accept"]);
        assert_eq!((office.open_items(), balances(&office)), (vec![], vec![]));
    }
}

#[test]
fn a_credit_note_that_names_nothing_is_proposed_where_it_makes_the_amount_fit() {
    for (at, way) in WAYS.into_iter().enumerate() {
        let office = Office::make(&format!("late-unnamed-{at}"));
        drops(&office, "r.xml", &paper(way, "RE-1", "380", 416, &[]));
        drops(&office, "g.xml", &note(way, "GS-1", 200, &[]));
        pays_on(&office, way, ("2026-09-10", "257,04", false), "RE-1");
        let (status, parts, why) = last(&office);
        let both = vec!["GS-1".to_owned(), "RE-1".to_owned()];
        assert_eq!((status.as_str(), parts), ("suggested", both), "{why}");
        assert!(why.contains("bitte bestätigen"), "{why}");
        office.done(&["resolve", "E1", "accept"]);
        assert_eq!(office.open_items(), [""; 0]);
        balances(&office);
        // A part that is announced is one.
        drops(&office, "r2.xml", &paper(way, "RE-2", "380", 416, &[]));
        drops(&office, "g2.xml", &note(way, "GS-2", 200, &[]));
        pays_on(&office, way, ("2026-09-11", "257,04", false), "Teilzahlung RE-2");
        assert_eq!(last(&office).1, ["RE-2"]);
    }
}

#[test]
fn what_names_only_itself_is_asked_about_with_answers_that_work() {
    let of_prepayment =
        |way: Way| note(way, "GS-7", 416, &["GS-7"]).replace(">Ware<", ">Gutschrift Anzahlung<");
    for (at, way) in WAYS.into_iter().enumerate() {
        let office = Office::make(&format!("late-itself-{at}"));
        drops(&office, "a.xml", &paper(way, "AR-1", "386", 416, &[]));
        drops(&office, "g.xml", &of_prepayment(way));
        let id = waits(&office, "GS-7", &["nur sich selbst", "against GS-7"]);
        office.done(&["resolve", &id, "accept"]);
        office.done(&["resolve", "AR-1", "against", "GS-7"]);
        assert_eq!((office.open_items(), balances(&office)), (vec![], vec![]));
        // A correction too; one of goods that names itself is booked as one that names nothing.
        drops(&office, "k.xml", &paper(way, "RE-9", "384", 200, &["RE-9"]));
        let id = waits(&office, "RE-9", &["nur sich selbst"]);
        office.done(&["resolve", &id, "accept"]);
        drops(&office, "h.xml", &note(way, "GS-8", 200, &["GS-8"]));
        is_booked(&office, "GS-8");
        office.done(&["resolve", "RE-9", "against", "GS-8"]);
        assert_eq!((office.open_items(), balances(&office)), (vec![], vec![]));
    }
}

#[test]
fn an_invoice_and_its_credit_note_of_one_number_can_be_set_off() {
    for (at, names) in [(0, &["RE-1"][..]), (1, &[])] {
        let office = Office::make(&format!("late-one-number-{at}"));
        drops(&office, "r.xml", &paper(Way::In, "RE-1", "380", 416, &[]));
        drops(&office, "g.xml", &note(Way::In, "RE-1", 416, names));
        if at == 1 {
            office.done(&["resolve", "D2", "accept"]);
        }
        assert_eq!(office.open_items(), ["RE-1 -495.04", "RE-1 495.04"]);
        office.done(&["resolve", "RE-1", "against", "RE-1"]);
        assert_eq!((office.open_items(), balances(&office)), (vec![], vec![]));
        office.done(&["undo", "V1"]);
        assert_eq!(office.open_items(), ["RE-1 -495.04", "RE-1 495.04"]);
    }
}

#[test]
fn what_was_paid_with_skonto_is_proposed_so_for_the_correction_at_once() {
    for (at, way) in WAYS.into_iter().enumerate() {
        for (of, day) in ["2026-09-15", "2026-09-05"].into_iter().enumerate() {
            let office = Office::make(&format!("late-corrected-{at}-{of}"));
            drops(&office, "r.xml", &with_discount(&paper(way, "RE-1", "380", 1000, &[])));
            pays_on(&office, way, ("2026-09-10", "1166,20", false), "RE-1");
            let correction = with_discount(&paper(way, "RE-2", "384", 800, &["RE-1"]));
            drops(&office, "k.xml", &written_on(day, &correction));
            let id = waits(&office, "RE-2", &["RE-1"]);
            office.done(&["resolve", &id, "accept"]);
            let (status, parts, why) = last(&office);
            assert_eq!((status.as_str(), parts), ("suggested", vec!["RE-2".to_owned()]), "{why}");
            assert!(why.contains("19,04 EUR"), "{why}");
            office.done(&["resolve", "E1", "accept"]);
            assert_eq!(office.open_items(), ["E1 -233.24"]);
            balances(&office);
            office.done(&["undo", "E1"]);
            office.done(&["nightly"]);
            assert!(last(&office).2.contains("19,04 EUR"), "{}", last(&office).2);
            balances(&office);
        }
    }
}

#[test]
fn a_prepayment_whose_payment_goes_to_the_whole_invoice_is_told_with_what_to_do() {
    for (at, way) in WAYS.into_iter().enumerate() {
        let office = Office::make(&format!("late-whole-{at}"));
        drops(&office, "a.xml", &paper(way, "AR-1", "386", 300, &[]));
        pays_on(&office, way, ("2026-09-05", "357,00", false), "AR-1");
        drops(&office, "r.xml", &paper(way, "RE-1", "380", 1000, &[]));
        let said = office.done(&["resolve", "E1", "match", "RE-1"]);
        assert!(said.contains("AR-1") && said.contains("kontor undo D1"), "{said}");
        office.done(&["undo", "D1"]);
        office.done(&["resolve", "D1", "reject", "ersetzt"]);
        assert_eq!(office.open_items(), ["RE-1 833.00"]);
        let expected = match way {
            Way::In => ["1200 -357.00", "1576 190.00", "3400 1000.00"],
            Way::Out => ["1200 357.00", "1776 -190.00", "8400 -1000.00"],
        };
        assert_eq!(balances(&office), expected);
    }
}
