//! Final invoices that take off a part of one prepayment each: with its VAT, and no more than there
//! is.

use crate::finals::{
    Off, Way, advance, balances, drops, is_booked, office, paper, pays, waits, whole_of,
};
use crate::small_office::OWN;

const WAYS: [Way; 2] = [Way::In, Way::Out];

/// A final invoice over so much net that takes off so much of the prepayment, gross.
fn part(way: Way, number: &str, net: i64, off: &str, left: &str) -> String {
    let payable = whole_of(way, number, "380", (net, Off::Prepaid), &["AR-1"]);
    let begin = payable.find("<cbc:PayableAmount").expect("an amount");
    let end = "</cbc:PayableAmount>";
    let old = &payable[begin..payable.find(end).expect("its end") + end.len()];
    let new = format!("<cbc:PayableAmount currencyID=\"EUR\">{left}{end}");
    payable
        .replace(old, &new)
        .replace(">1190.00</cbc:PrepaidAmount", &format!(">{off}</cbc:PrepaidAmount"))
}

#[test]
fn two_final_invoices_take_a_half_each_off_with_its_vat() {
    for (at, way) in WAYS.into_iter().enumerate() {
        let office = office(&format!("parts-two-{at}"), "SKR03");
        advance(&office, way);
        let before = balances(&office);
        drops(&office, "f.xml", &part(way, "SR-1", 2000, "595.00", "1785.00"));
        let first = waits(&office, "SR-1", &["595,00", "1.190,00", "AR-1", "accept", "reject"]);
        assert_eq!(balances(&office), before);
        office.done(&["resolve", &first, "accept"]);
        let half = match way {
            Way::In => ["1200 -1190.00", "1518 500.00", "1576 475.00", "3400 2000.00"],
            Way::Out => ["1200 1190.00", "1718 -500.00", "1776 -475.00", "8400 -2000.00"],
        };
        assert_eq!(balances(&office), half, "{way:?}");
        assert_eq!(office.open_items(), ["SR-1 1785.00"]);
        // What it took off does not go from under it.
        assert!(!office.say(&["undo", "E1"]).0, "{way:?}");
        let (went, said) = office.say(&["undo", "D1"]);
        assert!(!went && said.contains(&first), "{way:?}: {said}");
        drops(&office, "g.xml", &part(way, "SR-2", 3000, "595.00", "2975.00"));
        let second = waits(&office, "SR-2", &["595,00", "accept"]);
        office.done(&["resolve", &second, "accept"]);
        let all = match way {
            Way::In => ["1200 -1190.00", "1576 950.00", "3400 5000.00"],
            Way::Out => ["1200 1190.00", "1776 -950.00", "8400 -5000.00"],
        };
        assert_eq!(balances(&office), all, "{way:?}");
        assert_eq!(office.open_items(), ["SR-1 1785.00", "SR-2 2975.00"]);
        // Nothing is left of it.
        for (file, number, off, left) in
            [("h.xml", "SR-3", "595.00", "595.00"), ("i.xml", "SR-4", "1190.00", "0.00")]
        {
            drops(&office, file, &part(way, number, 1000, off, left));
            let id = waits(&office, number, &["SR-2", &second, "0,00 EUR", "kontor undo"]);
            assert!(!office.say(&["resolve", &id, "accept"]).0, "{way:?} {number}");
            office.done(&["resolve", &id, "reject", "doppelt"]);
        }
        assert_eq!(balances(&office), all, "{way:?}");
        // And back again.
        office.done(&["undo", &second]);
        assert_eq!(balances(&office), half, "{way:?}");
        office.done(&["resolve", &second, "accept"]);
        assert_eq!(balances(&office), all, "{way:?}");
        office.done(&["undo", &second]);
        office.done(&["undo", &first]);
        assert_eq!(balances(&office), before, "{way:?}");
        office.done(&["undo", "E1"]);
        balances(&office);
    }
}

#[test]
fn parts_that_do_not_divide_are_the_whole_to_the_cent() {
    for (at, way) in WAYS.into_iter().enumerate() {
        let office = office(&format!("parts-cents-{at}"), "SKR03");
        drops(&office, "ar.xml", &paper(way, "AR-1", "386", 100, &[]));
        pays(&office, way, "119,00", "AR-1");
        for (number, off, left) in
            [("SR-1", "39.67", "79.33"), ("SR-2", "39.67", "79.33"), ("SR-3", "39.66", "79.34")]
        {
            drops(&office, &format!("{number}.xml"), &part(way, number, 100, off, left));
            let id = waits(&office, number, &["AR-1"]);
            office.done(&["resolve", &id, "accept"]);
        }
        let all = match way {
            Way::In => ["1200 -119.00", "1576 57.00", "3400 300.00"],
            Way::Out => ["1200 119.00", "1776 -57.00", "8400 -300.00"],
        };
        assert_eq!(balances(&office), all, "{way:?}");
        is_booked(&office, "SR-3");
    }
}

#[test]
fn whatever_takes_the_last_part_takes_the_exact_rest() {
    for way in WAYS {
        let office = office(&format!("parts-again-{way:?}"), "SKR03");
        advance(&office, way);
        let before = balances(&office);
        let mut ids = Vec::new();
        for (number, off, left) in [
            ("SR-1", "400.00", "1980.00"),
            ("SR-2", "400.00", "1980.00"),
            ("SR-3", "390.00", "1990.00"),
        ] {
            drops(&office, &format!("{number}.xml"), &part(way, number, 2000, off, left));
            ids.push(waits(&office, number, &["AR-1"]));
        }
        ids.iter().for_each(|id| drop(office.done(&["resolve", id, "accept"])));
        let all = match way {
            Way::In => ["1200 -1190.00", "1576 1140.00", "3400 6000.00"],
            Way::Out => ["1200 1190.00", "1776 -1140.00", "8400 -6000.00"],
        };
        assert_eq!(balances(&office), all, "{way:?}");
        for again in [&ids[1..2], &ids[..1], &ids[..], &ids[1..]] {
            again.iter().rev().for_each(|id| drop(office.done(&["undo", id])));
            again.iter().for_each(|id| drop(office.done(&["resolve", id, "accept"])));
            assert_eq!(balances(&office), all, "{way:?} {again:?}");
        }
        ids.iter().for_each(|id| drop(office.done(&["undo", id])));
        assert_eq!(balances(&office), before, "{way:?}");
    }
}

#[test]
fn parts_of_what_is_not_paid_yet_wait_for_the_payment_or_are_not_taxed_with_it() {
    for (way, chart) in [(Way::In, "SKR03"), (Way::Out, "SKR04")] {
        let office = office(&format!("parts-unpaid-{way:?}"), chart);
        let all = match way {
            Way::In => ["1200 -1190.00", "1576 760.00", "3400 4000.00"],
            Way::Out => ["1800 1190.00", "3806 -760.00", "4400 -4000.00"],
        };
        drops(&office, "ar.xml", &paper(way, "AR-1", "386", 1000, &[]));
        let mut ids = Vec::new();
        for number in ["SR-1", "SR-2"] {
            let xml = part(way, number, 2000, "595.00", "1785.00");
            drops(&office, &format!("{number}.xml"), &xml);
            ids.push(waits(&office, number, &["auf die Zahlung warten", "AR-1", "0,00 EUR"]));
        }
        // They count before it is paid: the payment is asked about, and the answers work.
        ids.iter().for_each(|id| drop(office.done(&["resolve", id, "accept"])));
        let open = ["AR-1 1190.00", "SR-1 1785.00", "SR-2 1785.00"];
        assert_eq!(office.open_items(), open, "{way:?}");
        let vat = all[1].to_owned();
        assert!(balances(&office).contains(&vat), "{way:?}");
        let sign = if way == Way::In { "-" } else { "" };
        let head = "iban;booking_date;value_date;amount;currency;counterparty;remittance\n";
        let payment = format!("{OWN};2026-09-10;2026-09-10;{sign}1190,00;EUR;Stahl AG;AR-1\n");
        drops(&office, "pay.csv", &format!("{head}{payment}"));
        let row = office.report("reconciliation").pop().expect("the payment");
        assert_eq!(row["status"], "suggested", "{way:?}: {row}");
        assert!(row["explanation"].to_string().contains("kontor undo D2, kontor undo D3"));
        assert!(balances(&office).contains(&vat), "{way:?}");
        let (went, said) = office.say(&["resolve", "E1", "accept"]);
        assert!(!went && said.contains("kontor undo D3"), "{way:?}: {said}");
        ids.iter().for_each(|id| drop(office.done(&["undo", id])));
        office.done(&["resolve", "E1", "match", "AR-1"]);
        ids.iter().for_each(|id| drop(office.done(&["resolve", id, "accept"])));
        assert_eq!(balances(&office), all, "{way:?}");
        assert_eq!(office.open_items(), open[1..], "{way:?}");
    }
}

#[test]
fn a_credit_note_of_one_that_took_a_part_off_is_asked_about() {
    for way in WAYS {
        let office = office(&format!("parts-credited-{way:?}"), "SKR03");
        advance(&office, way);
        let before = balances(&office);
        drops(&office, "f.xml", &part(way, "SR-1", 2000, "595.00", "1785.00"));
        let id = waits(&office, "SR-1", &["AR-1"]);
        office.done(&["resolve", &id, "accept"]);
        let note = whole_of(way, "GS-1", "381", (2000, Off::Nothing), &["SR-1"]);
        drops(&office, "g.xml", &note);
        let note = waits(&office, "GS-1", &["595,00", &format!("kontor undo {id}")]);
        office.done(&["resolve", &note, "reject", "zurueck"]);
        office.done(&["undo", &id]);
        assert_eq!(balances(&office), before, "{way:?}");
    }
}

#[test]
fn what_takes_the_place_of_one_that_took_a_part_off_takes_that_off_itself() {
    for way in WAYS {
        let office = office(&format!("parts-replaced-{way:?}"), "SKR03");
        advance(&office, way);
        for number in ["SR-1", "SR-2"] {
            let xml = part(way, number, 2000, "595.00", "1785.00");
            drops(&office, &format!("{number}.xml"), &xml);
            let id = waits(&office, number, &["AR-1"]);
            office.done(&["resolve", &id, "accept"]);
        }
        let both = balances(&office);
        let names = ["SR-1", "AR-1"];
        let payable = whole_of(way, "SR-1K", "384", (2100, Off::Prepaid), &names);
        let corrected =
            payable.replace(">1190.00</cbc:PrepaidAmount", ">595.00</cbc:PrepaidAmount").replace(
                "PayableAmount currencyID=\"EUR\">1309.00<",
                "PayableAmount currencyID=\"EUR\">1904.00<",
            );
        drops(&office, "k.xml", &corrected);
        let id = waits(&office, "SR-1K", &["SR-1"]);
        office.done(&["resolve", &id, "accept"]);
        let all = match way {
            Way::In => ["1200 -1190.00", "1576 779.00", "3400 4100.00"],
            Way::Out => ["1200 1190.00", "1776 -779.00", "8400 -4100.00"],
        };
        assert_eq!(balances(&office), all, "{way:?}");
        office.done(&["undo", &id]);
        assert_eq!(balances(&office), both, "{way:?}");
    }
}
