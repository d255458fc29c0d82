//! Final invoices whose chain does not close by itself: credit notes twice or without their final
//! invoice, payments that are taken back after it, orders of another, and what it leaves out.

use crate::finals::{
    Off, Way, advance, balances, drops, is_booked, office, paper, pays, stands, waits, whole,
    whole_of,
};
use crate::small_office::{OWN, Office};

const WAYS: [Way; 2] = [Way::In, Way::Out];

/// An invoice of an order (BT-13).
fn of_order(xml: &str, order: &str) -> String {
    let before = "<cac:AccountingSupplierParty>";
    let order = format!("<cac:OrderReference><cbc:ID>{order}</cbc:ID></cac:OrderReference>");
    xml.replacen(before, &(order + before), 1)
}

/// The last document: its id, how it stands and why.
fn last(office: &Office) -> (String, String, String) {
    let row = office.report("documents").pop().expect("a document");
    let text = |field: &str| row[field].as_str().unwrap_or_default().to_owned();
    (text("id"), text("status"), text("reason"))
}

/// What stands on the accounts once a final invoice over so much net has taken all off, paid in
/// part by its prepayment.
fn after_final(way: Way, net: i64) -> Vec<String> {
    let vat = net * 19;
    let vat = format!("{}.{:02}", vat / 100, vat % 100);
    match way {
        Way::In => vec!["1200 -1190.00".into(), format!("1576 {vat}"), format!("3400 {net}.00")],
        Way::Out => vec!["1200 1190.00".into(), format!("1776 -{vat}"), format!("8400 -{net}.00")],
    }
}

#[test]
fn a_second_credit_note_of_a_prepaid_final_invoice_is_asked_about() {
    for (at, way) in WAYS.into_iter().enumerate() {
        // All of it is prepaid, or more than all of it.
        for net in [1000, 800] {
            let office = office(&format!("more-twice-{at}-{net}"), "SKR03");
            advance(&office, way);
            let before = balances(&office);
            drops(&office, "f.xml", &whole_of(way, "SR-1", "380", (net, Off::Prepaid), &["AR-1"]));
            is_booked(&office, "SR-1");
            let note = |number| whole_of(way, number, "381", (net, Off::Prepaid), &["SR-1"]);
            drops(&office, "s.xml", &note("ST-1"));
            let first = is_booked(&office, "ST-1");
            assert_eq!(balances(&office), before, "{way:?} {net}");
            drops(&office, "t.xml", &note("ST-2"));
            let second = waits(&office, "ST-2", &["SR-1", "ST-1", "reject"]);
            assert_eq!(balances(&office), before, "{way:?} {net}");
            // The other one is the one that counts.
            office.done(&["undo", &first]);
            office.done(&["resolve", &first, "reject", "doppelt"]);
            office.done(&["nightly"]);
            let (_, status, _) = stands(&office, "ST-2");
            if status == "held" {
                office.done(&["resolve", &second, "accept"]);
            }
            assert_eq!(balances(&office), before, "{way:?} {net}");
        }
    }
}

#[test]
fn a_credit_note_with_a_deduction_that_finds_no_final_invoice_waits() {
    for (at, way) in WAYS.into_iter().enumerate() {
        let there = office(&format!("more-alone-{at}"), "SKR03");
        advance(&there, way);
        drops(&there, "f.xml", &whole(way, "SR-1", "380", Off::Prepaid, &["AR-1"]));
        is_booked(&there, "SR-1");
        let before = balances(&there);
        for (number, names) in [("ST-1", vec![]), ("ST-2", vec!["SR-9"])] {
            drops(
                &there,
                &format!("{number}.xml"),
                &whole(way, number, "381", Off::Prepaid, &names),
            );
            let id = waits(&there, number, &["1.190,00", "reject"]);
            assert_eq!(balances(&there), before, "{way:?} {number}");
            there.done(&["resolve", &id, "reject", "ohne Bezug"]);
        }
        // It comes before its final invoice.
        let first = office(&format!("more-before-{at}"), "SKR03");
        advance(&first, way);
        let before = balances(&first);
        drops(&first, "s.xml", &whole(way, "ST-1", "381", Off::Prepaid, &["SR-1"]));
        waits(&first, "ST-1", &["1.190,00", "SR-1"]);
        assert_eq!(balances(&first), before, "{way:?}");
        drops(&first, "f.xml", &whole(way, "SR-1", "380", Off::Prepaid, &["AR-1"]));
        is_booked(&first, "SR-1");
        first.done(&["nightly"]);
        is_booked(&first, "ST-1");
        assert_eq!(balances(&first), before, "{way:?}");
        // Money given back at once, where no prepayment was ever asked for.
        let cash = office(&format!("more-cash-{at}"), "SKR03");
        drops(&cash, "s.xml", &whole(way, "ST-1", "381", Off::Prepaid, &[]));
        is_booked(&cash, "ST-1");
    }
}

#[test]
fn the_payment_of_a_prepayment_that_is_taken_off_is_not_taken_back_unasked() {
    for (at, way) in WAYS.into_iter().enumerate() {
        let office = office(&format!("more-returned-{at}"), "SKR03");
        advance(&office, way);
        drops(&office, "f.xml", &whole(way, "SR-1", "380", Off::Prepaid, &["AR-1"]));
        is_booked(&office, "SR-1");
        let before = balances(&office);
        for answer in [&["undo", "E1"][..], &["resolve", "E1", "account", "1590"]] {
            let (went, said) = office.say(answer);
            assert!(!went && said.contains("kontor undo D3"), "{way:?}: {said}");
        }
        assert_eq!(balances(&office), before, "{way:?}");
        let sign = if way == Way::In { "" } else { "-" };
        drops(
            &office,
            "r.csv",
            &format!(
                "iban;booking_date;value_date;amount;currency;counterparty;remittance\n\
                 {OWN};2026-09-20;2026-09-20;{sign}1190,00;EUR;Stahl AG;Ruecklastschrift AR-1\n"
            ),
        );
        let row = office.report("reconciliation").pop().expect("the return");
        assert_eq!(row["status"], "suggested", "{way:?}: {row}");
        assert!(row["explanation"].to_string().contains("kontor undo D3"), "{way:?}: {row}");
        let (held, said) = office.say(&["verify"]);
        assert!(held, "{said}");
        // What it says to do works.
        office.done(&["undo", "D3"]);
        let row = office.report("reconciliation").pop().expect("the return");
        if row["status"] != "matched" {
            office.done(&["resolve", "E2", "accept"]);
        }
        office.done(&["resolve", "D3", "accept"]);
        let expected: Vec<String> = after_final(way, 5000).split_off(1);
        assert_eq!(balances(&office), expected, "{way:?}");
    }
}

#[test]
fn an_invoice_of_the_order_of_a_paid_prepayment_takes_it_off_or_is_asked_about() {
    for (at, way) in WAYS.into_iter().enumerate() {
        let office = office(&format!("more-order-{at}"), "SKR03");
        drops(&office, "ar.xml", &of_order(&paper(way, "AR-1", "386", 1000, &[]), "B-7"));
        pays(&office, way, "1190,00", "AR-1");
        let before = balances(&office);
        let bare = |number| whole(way, number, "380", Off::Nothing, &[]);
        drops(&office, "f.xml", &of_order(&bare("SR-1"), "B-7"));
        let id = waits(&office, "SR-1", &["AR-1", "§ 14 Abs. 5", "--beside"]);
        assert_eq!(balances(&office), before, "{way:?}");
        assert!(!office.say(&["resolve", &id, "accept"]).0);
        office.done(&["resolve", &id, "accept", "--beside"]);
        is_booked(&office, "SR-1");
        // Of another order, and of none.
        drops(&office, "g.xml", &of_order(&bare("SR-2"), "B-8"));
        is_booked(&office, "SR-2");
        drops(&office, "h.xml", &bare("SR-3"));
        is_booked(&office, "SR-3");
        // What is credited is nobody's to take off.
        drops(&office, "c.xml", &whole_of(way, "G-1", "381", (1000, Off::Nothing), &["AR-1"]));
        is_booked(&office, "G-1");
        drops(&office, "i.xml", &of_order(&bare("SR-4"), "B-7"));
        is_booked(&office, "SR-4");
    }
}

#[test]
fn a_corrected_final_invoice_under_its_own_number_takes_off_what_that_did() {
    for (at, way) in WAYS.into_iter().enumerate() {
        let office = office(&format!("more-own-{at}"), "SKR03");
        advance(&office, way);
        drops(&office, "f.xml", &whole(way, "SR-1", "380", Off::Prepaid, &["AR-1"]));
        is_booked(&office, "SR-1");
        let before = balances(&office);
        drops(&office, "k.xml", &whole_of(way, "SR-1", "384", (4000, Off::Prepaid), &["SR-1"]));
        let (id, status, reason) = last(&office);
        assert_eq!(status, "held", "{reason}");
        assert!(reason.contains("replace"), "{reason}");
        assert_eq!(balances(&office), before, "{way:?}");
        office.done(&["resolve", &id, "replace"]);
        assert_eq!(balances(&office), after_final(way, 4000), "{way:?}");
        assert_eq!(office.open_items(), ["SR-1 3570.00"], "{way:?}");
    }
}

#[test]
fn a_final_invoice_that_takes_off_the_paid_one_of_two_is_asked_about() {
    for (at, way) in WAYS.into_iter().enumerate() {
        let office = office(&format!("more-one-{at}"), "SKR03");
        advance(&office, way);
        drops(&office, "ar2.xml", &paper(way, "AR-2", "386", 1000, &[]));
        let before = (balances(&office), office.open_items());
        drops(&office, "f.xml", &whole(way, "SR-1", "380", Off::Prepaid, &["AR-1", "AR-2"]));
        let id = waits(&office, "SR-1", &["AR-1", "AR-2", "accept", "--beside"]);
        office.done(&["resolve", &id, "accept"]);
        assert_eq!(balances(&office), after_final(way, 5000), "{way:?}");
        assert_eq!(office.open_items(), ["SR-1 4760.00"], "{way:?}");
        office.done(&["undo", &id]);
        assert_eq!((balances(&office), office.open_items()), before, "{way:?}");
        office.done(&["resolve", &id, "accept", "--beside"]);
        assert_eq!(office.open_items(), ["AR-2 1190.00", "SR-1 4760.00"], "{way:?}");
    }
}

/// The final invoice names the paid one alone: whether it asks for the other one itself is asked
/// all the same, if neither is of another order.
#[test]
fn an_unpaid_prepayment_that_a_final_invoice_leaves_out_is_asked_about() {
    for (at, way) in WAYS.into_iter().enumerate() {
        let office = office(&format!("more-left-{at}"), "SKR03");
        advance(&office, way);
        drops(&office, "ar2.xml", &paper(way, "AR-2", "386", 1000, &[]));
        drops(&office, "ar3.xml", &of_order(&paper(way, "AR-3", "386", 1000, &[]), "W-13"));
        let before = (balances(&office), office.open_items());
        drops(&office, "f.xml", &whole(way, "SR-1", "380", Off::Prepaid, &["AR-1"]));
        let id = waits(&office, "SR-1", &["AR-1", "AR-2", "accept", "--beside"]);
        office.done(&["resolve", &id, "accept"]);
        assert_eq!(office.open_items(), ["AR-3 1190.00", "SR-1 4760.00"], "{way:?}");
        office.done(&["undo", &id]);
        assert_eq!((balances(&office), office.open_items()), before, "{way:?}");
        office.done(&["resolve", &id, "accept", "--beside"]);
        assert_eq!(office.open_items(), ["AR-2 1190.00", "AR-3 1190.00", "SR-1 4760.00"]);
    }
}

#[test]
fn a_deduction_without_a_number_is_not_one_of_another_order_unasked() {
    for (at, way) in WAYS.into_iter().enumerate() {
        let office = office(&format!("more-other-{at}"), "SKR03");
        drops(&office, "ar.xml", &of_order(&paper(way, "AR-1", "386", 1000, &[]), "B-7"));
        pays(&office, way, "1190,00", "AR-1");
        let before = balances(&office);
        let text = whole(way, "SR-1", "380", Off::Prepaid, &[]);
        drops(&office, "f.xml", &of_order(&text, "B-8"));
        let id = waits(&office, "SR-1", &["AR-1", "B-7", "B-8", "accept"]);
        assert_eq!(balances(&office), before, "{way:?}");
        office.done(&["resolve", &id, "accept"]);
        assert_eq!(balances(&office), after_final(way, 5000), "{way:?}");
        office.done(&["undo", &id]);
        office.done(&["resolve", &id, "accept", "--beside"]);
        assert!(
            balances(&office)
                .iter()
                .any(|row| row.contains(" 1000.00") || row.contains(" -1000.00")),
            "{way:?}"
        );
        // One of its own order is found.
        office.done(&["undo", &id]);
        drops(&office, "ar2.xml", &of_order(&paper(way, "AR-2", "386", 1000, &[]), "B-9"));
        pays(&office, way, "1190,00", "AR-2");
        let text = whole(way, "SR-2", "380", Off::Prepaid, &[]);
        drops(&office, "g.xml", &of_order(&text, "B-9"));
        is_booked(&office, "SR-2");
    }
}

/// Two prepayments, the second paid, and a final invoice that takes off as much and names none:
/// whether it asks for the other one itself is asked.
#[test]
fn an_unpaid_prepayment_beside_the_one_that_is_taken_off_is_asked_about() {
    for way in [Way::In, Way::Out] {
        for beside in [false, true] {
            let office = office(&format!("finals-unpaid-{way:?}-{beside}"), "SKR03");
            drops(&office, "a1.xml", &paper(way, "AR-1", "386", 1000, &[]));
            drops(&office, "a2.xml", &paper(way, "AR-2", "386", 1000, &[]));
            pays(&office, way, "1190,00", "AR-2");
            let last = whole_of(way, "SR-1", "380", (5000, Off::Prepaid), &[]);
            drops(&office, "f.xml", &last);
            let id = waits(&office, "SR-1", &["AR-1", "AR-2", "--beside"]);
            let mut words = vec!["resolve", id.as_str(), "accept"];
            words.extend(beside.then_some("--beside"));
            office.done(&words);
            let open = match beside {
                true => vec!["AR-1 1190.00", "SR-1 4760.00"],
                false => vec!["SR-1 4760.00"],
            };
            assert_eq!(office.open_items(), open, "{way:?}");
            balances(&office);
            office.done(&["undo", &id]);
            assert_eq!(office.open_items(), ["AR-1 1190.00"], "{way:?}");
        }
    }
}

/// A return before the final invoice left the prepayment unpaid for that: it stays as long.
#[test]
fn the_return_of_a_prepayment_is_not_taken_back_under_its_final_invoice() {
    let office = office("finals-return", "SKR03");
    advance(&office, Way::Out);
    drops(&office, "f.xml", &whole_of(Way::Out, "SR-1", "380", (5000, Off::Prepaid), &["AR-1"]));
    let id = is_booked(&office, "SR-1");
    office.done(&["undo", &id]);
    let head = "iban;booking_date;value_date;amount;currency;counterparty;remittance\n";
    let row = format!(
        "{OWN};2026-09-12;2026-09-12;-1190,00;EUR;Stahl AG;RETOURE AR-1 Ruecklastschrift\n"
    );
    drops(&office, "back.csv", &(head.to_owned() + &row));
    office.done(&["resolve", "E2", "accept"]);
    office.done(&["resolve", &id, "accept"]);
    let (went, said) = office.say(&["undo", "E2"]);
    assert!(!went && said.contains(&format!("kontor undo {id}")), "{said}");
    balances(&office);
}

/// A final invoice that was prepaid in full, and a lower price afterwards.
#[test]
fn a_lower_price_of_a_final_invoice_prepaid_in_full_is_booked() {
    for way in [Way::In, Way::Out] {
        let office = office(&format!("finals-lower-{way:?}"), "SKR03");
        advance(&office, way);
        let last = whole_of(way, "SR-1", "380", (1000, Off::Prepaid), &["AR-1"]);
        drops(&office, "f.xml", &last);
        is_booked(&office, "SR-1");
        drops(&office, "g.xml", &whole_of(way, "GS-1", "381", (100, Off::Nothing), &["SR-1"]));
        is_booked(&office, "GS-1");
        assert_eq!(office.open_items(), ["GS-1 -119.00"], "{way:?}");
        balances(&office);
    }
}
