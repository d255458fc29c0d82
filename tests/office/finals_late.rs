//! Prepayments that come after their final invoice, or that it does not mean; and money that a
//! person put where a final invoice calls it paid.

use crate::finals::{Off, advance, whole};
use crate::finals::{Way, balances, drops, is_booked, office, paper, stands, waits, whole_of};
use crate::small_office::{OWN, Office};

const WAYS: [(Way, &str); 2] = [(Way::In, "SKR04"), (Way::Out, "SKR03")];

fn entry(way: Way, amount: &str, text: &str) -> String {
    let head = "iban;booking_date;value_date;amount;currency;counterparty;remittance\n";
    let sign = if way == Way::In { "-" } else { "" };
    format!("{head}{OWN};2026-09-10;2026-09-10;{sign}{amount};EUR;Stahl AG;{text}\n")
}

/// 5,000.00 net with its VAT once, of which 1,190.00 is paid.
fn once(way: Way) -> [&'static str; 3] {
    match way {
        Way::In => ["1406 950.00", "1800 -1190.00", "5400 5000.00"],
        Way::Out => ["1200 1190.00", "1776 -950.00", "8400 -5000.00"],
    }
}

/// The final invoice comes first and names nothing; its deduction is the sum of two prepayments, or
/// a part of one, whose papers and payments come in any order after it.
#[test]
fn a_prepayment_that_comes_after_its_final_invoice_is_asked_about() {
    let orders: [&[&[&str]]; 4] = [
        &[&["a"], &["b"], &["pa"], &["pb"]],
        &[&["pa"], &["pb"], &["a"], &["b"]],
        &[&["a", "b", "pa", "pb"]],
        &[&["a", "pa"], &["b", "pb"]],
    ];
    for (at, order) in orders.into_iter().enumerate() {
        for (way, chart) in WAYS {
            let told = format!("{way:?} {order:?}");
            let office = office(&format!("late-{at}-{way:?}"), chart);
            drops(&office, "s.xml", &whole(way, "SR-1", "380", Off::Prepaid, &[]));
            let sr = is_booked(&office, "SR-1");
            for drop in order {
                for file in *drop {
                    let (name, text) = match *file {
                        "a" => ("a.xml", paper(way, "AR-10", "386", 500, &[])),
                        "b" => ("b.xml", paper(way, "AR-20", "386", 500, &[])),
                        "pa" => ("pa.csv", entry(way, "595,00", "AR-10")),
                        _ => ("pb.csv", entry(way, "595,00", "AR-20")),
                    };
                    office.put(name, &text);
                }
                office.run();
            }
            let steps = ["kontor undo", "accept --beside", "1.190,00", "reject"];
            let ids = ["AR-10", "AR-20"].map(|number| waits(&office, number, &steps));
            let (_, review) = office.say(&["review"]);
            assert!(ids.iter().all(|id| review.contains(id.as_str())), "{told}: {review}");
            // A plain yes says nothing of which it is.
            let (went, said) = office.say(&["resolve", &ids[0], "accept"]);
            assert!(!went && said.contains("doppelt"), "{told}: {said}");
            office.done(&["undo", &sr]);
            ids.iter().for_each(|id| drop(office.done(&["resolve", id, "accept"])));
            for row in office.report("reconciliation") {
                let id = row["id"].as_str().unwrap_or_default();
                if row["status"] != "matched" {
                    let number = row["explanation"].to_string();
                    let number = if number.contains("AR-20") { "AR-20" } else { "AR-10" };
                    office.done(&["resolve", id, "match", number]);
                }
            }
            office.done(&["resolve", &sr, "accept"]);
            assert_eq!(balances(&office), once(way), "{told}");
            assert_eq!(office.open_items(), ["SR-1 4760.00"], "{told}");
        }
    }
}

#[test]
fn a_late_prepayment_that_stands_beside_the_final_invoice_is_paid_as_ever() {
    for (way, chart) in WAYS {
        for (net, amount) in [(1000, "1190,00"), (2000, "2380,00")] {
            let office = office(&format!("late-beside-{way:?}-{net}"), chart);
            drops(&office, "s.xml", &whole(way, "SR-1", "380", Off::Prepaid, &[]));
            drops(&office, "p.csv", &entry(way, amount, "AR-77"));
            drops(&office, "a.xml", &paper(way, "AR-77", "386", net, &[]));
            let id = waits(&office, "AR-77", &["SR-1 (D1)"]);
            office.done(&["resolve", &id, "accept", "--beside"]);
            let row = office.report("reconciliation").pop().expect("the payment");
            assert!(!row["explanation"].to_string().contains("doppelt"), "{way:?}: {row}");
            if row["status"] != "matched" {
                office.done(&["resolve", "E1", "match", "AR-77"]);
            }
            assert_eq!(office.open_items(), ["SR-1 4760.00"], "{way:?}");
            balances(&office);
            // One of another order, or of a later day, is none of it.
            let later = paper(way, "AR-88", "386", 300, &[])
                .replace("<cbc:IssueDate>2026-09-02<", "<cbc:IssueDate>2026-09-12<");
            drops(&office, "l.xml", &later);
            is_booked(&office, "AR-88");
        }
    }
}

#[test]
fn a_person_says_that_a_prepayment_is_not_meant() {
    for (way, chart) in WAYS {
        for names in [&[][..], &["AR-1"]] {
            for off in [Off::Prepaid, Off::Line] {
                for flags in [&["--beside"][..], &["--of", "none"], &["--of", "keine"]] {
                    let told = format!("{way:?} {names:?} {off:?} {flags:?}");
                    let name = format!("late-none-{way:?}-{}-{off:?}", names.len());
                    let office = office(&format!("{name}-{}", flags.concat()), chart);
                    advance(&office, way);
                    let before = balances(&office);
                    drops(&office, "f.xml", &whole(way, "SR-1", "380", off, names));
                    let id = is_booked(&office, "SR-1");
                    office.done(&["undo", &id]);
                    waits(&office, "SR-1", &["AR-1", "accept --beside"]);
                    let (went, said) = office.say(&["resolve", &id, "accept", "--of", "AR-9"]);
                    assert!(!went && said.contains("AR-9"), "{told}: {said}");
                    assert!(!said.contains("nennt dazu"), "{told}: {said}");
                    office.done(&[&["resolve", &id, "accept"], flags].concat());
                    let taxed = before.iter().find(|row| row.starts_with("1518"));
                    let taxed = taxed.or(before.iter().find(|row| row.starts_with("1718")));
                    let after = balances(&office);
                    assert!(taxed.is_none_or(|row| after.contains(row)), "{told}: {after:?}");
                    office.done(&["undo", &id]);
                    assert_eq!(balances(&office), before, "{told}");
                    office.done(&["resolve", &id, "accept"]);
                    assert_eq!(balances(&office), once(way), "{told}");
                }
            }
        }
    }
}

/// A corrected invoice (384) that names prepayments and takes them off corrects none of them.
#[test]
fn a_correction_takes_off_the_prepayments_that_it_names() {
    for (way, chart) in WAYS {
        let office = office(&format!("late-384-{way:?}"), chart);
        advance(&office, way);
        drops(&office, "f.xml", &whole(way, "SR-1", "384", Off::Prepaid, &["AR-1"]));
        let id = stands(&office, "SR-1").0;
        if stands(&office, "SR-1").1 == "held" {
            office.done(&["resolve", &id, "accept"]);
        }
        assert_eq!(balances(&office), once(way), "{way:?}");
        assert_eq!(office.open_items(), ["SR-1 4760.00"], "{way:?}");
        // The next one takes the place of that and takes the same off.
        drops(&office, "g.xml", &whole(way, "SR-2", "384", Off::Prepaid, &["SR-1", "AR-1"]));
        let next = stands(&office, "SR-2").0;
        office.done(&["resolve", &next, "accept"]);
        assert_eq!(balances(&office), once(way), "{way:?}");
        assert_eq!(office.open_items(), ["SR-2 4760.00"], "{way:?}");
        office.done(&["undo", &next]);
        assert_eq!(balances(&office), once(way), "{way:?}");
    }
}

#[test]
fn what_is_said_to_be_taken_off_of_an_invoice_that_takes_nothing_off_is_refused() {
    let office = office("late-of-nothing", "SKR03");
    advance(&office, Way::Out);
    drops(&office, "r.xml", &paper(Way::Out, "R-1", "380", 100, &[]));
    office.done(&["undo", &is_booked(&office, "R-1")]);
    let (went, said) = office.say(&["resolve", "D3", "accept", "--of", "AR-1"]);
    assert!(!went && said.contains("zieht nichts ab"), "{said}");
}

#[test]
fn of_several_under_a_number_that_is_free_again_a_person_says_which_counts() {
    let note = whole_of(Way::Out, "R-1", "381", (500, Off::Nothing), &[]);
    let twin = |net| paper(Way::Out, "R-1", "380", net, &[]);
    let cases = [vec![twin(200), twin(300)], vec![twin(200), note.clone()], vec![note]];
    for (at, others) in cases.into_iter().enumerate() {
        let office = office(&format!("late-free-{at}"), "SKR03");
        drops(&office, "a.xml", &twin(100));
        for (of, text) in others.iter().enumerate() {
            drops(&office, &format!("b{of}.xml"), text);
        }
        office.done(&["undo", "D1"]);
        for verb in ["nightly", "run"] {
            office.say(&[verb]);
            assert!(office.open_items().is_empty(), "{at}: {:?}", office.open_items());
        }
        let rows = office.report("documents");
        for row in rows.iter().filter(|row| row["id"] != "D1") {
            let reason = row["reason"].as_str().unwrap_or_default();
            assert_eq!(row["status"], "held", "{at}: {row}");
            assert!(reason.contains("accept") && !reason.contains("Nacht"), "{at}: {reason}");
        }
        // One that is left is booked as ever.
        if at == 0 {
            office.done(&["resolve", "D3", "reject", "falsch"]);
            office.done(&["nightly"]);
            assert_eq!(office.open_items(), ["R-1 238.00"]);
        }
        balances(&office);
    }
}

fn doubts(office: &Office, number: &str) -> String {
    let rows = office.report("documents");
    let row = rows.iter().find(|row| row["number"] == number).expect("the document");
    row["doubts"].to_string() + &row["notes"].to_string()
}

/// Cash VAT (§ 20 UStG): what stands on the account of advances by hand.
#[test]
fn an_advance_put_on_its_account_by_hand_leaves_no_vat_undue_unasked() {
    for (chart, account, [waiting, due]) in
        [("SKR03", "1710", ["1766", "1776"]), ("SKR04", "3250", ["3816", "3806"])]
    {
        for (at, (amount, vat, rest)) in
            [("1190,00", "190.00", "760.00"), ("595,00", "95.00", "855.00")].into_iter().enumerate()
        {
            for late in [false, true] {
                let told = format!("{chart} {amount} {late}");
                let office = office(&format!("late-hand-{chart}-{at}-{late}"), chart);
                let path = office.path().join("companies/beispiel.toml");
                let text = std::fs::read_to_string(&path).expect("read") + "vat = \"cash\"\n";
                std::fs::write(path, text).expect("written");
                let last = whole(Way::Out, "SR-1", "380", Off::Prepaid, &[]);
                if late {
                    drops(&office, "f.xml", &last);
                }
                drops(&office, "p.csv", &entry(Way::Out, amount, "Vorab"));
                office.done(&["resolve", "E1", "account", account]);
                if !late {
                    drops(&office, "f.xml", &last);
                }
                let said = doubts(&office, "SR-1");
                assert!(said.contains("kontor resolve E1 match SR-1"), "{told}: {said}");
                let before = balances(&office);
                // Other money, as a person says; and asked again.
                let id = stands(&office, "SR-1").0;
                office.done(&["resolve", &id, "accept"]);
                assert!(!doubts(&office, "SR-1").contains("E1"), "{told}");
                assert_eq!(balances(&office), before, "{told}");
                office.done(&["undo", &id]);
                office.done(&["resolve", "E1", "match", "SR-1"]);
                let after = balances(&office);
                assert!(after.contains(&format!("{due} -{vat}")), "{told}: {after:?}");
                assert!(after.contains(&format!("{waiting} -{rest}")), "{told}: {after:?}");
                assert_eq!(doubts(&office, "SR-1"), "[][]", "{told}");
            }
        }
    }
}

#[test]
fn what_no_longer_stands_in_the_way_is_not_told_any_more() {
    // The rest of a prepayment is given up.
    let one = office("late-words", "SKR03");
    drops(&one, "ar.xml", &paper(Way::Out, "AR-1", "386", 1000, &[]));
    drops(&one, "p.csv", &entry(Way::Out, "595,00", "AR-1"));
    one.done(&["resolve", "E1", "match", "AR-1"]);
    let last = whole(Way::Out, "SR-1", "380", Off::Prepaid, &["AR-1"])
        .replace(">1190.00</cbc:PrepaidAmount", ">595.00</cbc:PrepaidAmount")
        .replace(">4760.00<", ">5355.00<");
    drops(&one, "f.xml", &last);
    waits(&one, "SR-1", &["--write-off"]);
    one.done(&["resolve", "E1", "match", "AR-1", "--write-off", "Schlussrechnung"]);
    let (id, _, reason) = stands(&one, "SR-1");
    assert!(!reason.contains("--write-off") && reason.contains("accept"), "{reason}");
    one.done(&["resolve", &id, "accept"]);
    assert_eq!(balances(&one), ["1200 595.00", "1776 -950.00", "8400 -5000.00"]);
    // What another invoice names is taken back.
    let other = office("late-words-named", "SKR03");
    drops(&other, "a.xml", &paper(Way::Out, "R-1", "380", 100, &[]));
    drops(&other, "b.xml", &paper(Way::Out, "R-2", "380", 30, &["R-1"]));
    waits(&other, "R-2", &["gebucht mit D1"]);
    other.done(&["undo", "D1"]);
    let reason = stands(&other, "R-2").2;
    assert!(!reason.contains("gebucht mit D1") && reason.contains("accept"), "{reason}");
    // What a person booked by hand, and takes back.
    let third = office("late-words-hand", "SKR03");
    drops(&third, "p.csv", &entry(Way::Out, "1190,00", "R-123"));
    third.done(&["resolve", "E1", "account", "8400"]);
    drops(&third, "a.xml", &paper(Way::Out, "R-123", "380", 1000, &[]));
    assert!(doubts(&third, "R-123").contains("E1"), "{}", doubts(&third, "R-123"));
    third.done(&["undo", "E1"]);
    assert_eq!(doubts(&third, "R-123"), "[][]");
}
