//! Final invoices that take off a part of one prepayment each: with its VAT, and no more than there
//! is.

use crate::finals::{
    Off, Way, advance, balances, drops, is_booked, office, paper, pays, waits, whole_of,
};

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
