//! Invoices that name earlier ones: what is taken back already is not taken back again, and what counts beside them can be booked so.

use super::bureau::{Bureau, OURS, Tested};
use super::invoice::Invoice;
use serde_json::Value;

const NORDLICHT: (&str, &str) = ("Nordlicht AG", "DE173205089");

/// An invoice received, or one of our own.
fn invoice(ours: bool, number: &str, net_cents: i64, type_code: &str, corrects: Option<&str>) -> String {
    let (seller, buyer) = if ours { (OURS, NORDLICHT) } else { (NORDLICHT, OURS) };
    let xml = Invoice { number, date: "2026-10-05", seller, buyer, net_cents, type_code, corrects }.xml();
    if type_code != "381" {
        return xml;
    }
    let xml = ["InvoiceTypeCode", "InvoiceLine"].iter().fold(xml, |xml, name| xml.replace(name, &name.replace("Invoice", "CreditNote")));
    let xml = xml.replace("<Invoice ", "<CreditNote ").replace("</Invoice>", "</CreditNote>").replace("xsd:Invoice-2", "xsd:CreditNote-2");
    xml.replace("InvoicedQuantity", "CreditedQuantity").replace("<cbc:DueDate>2026-12-15</cbc:DueDate>", "")
}

fn open_items(bureau: &Bureau) -> Vec<String> {
    let text = |row: &Value, column: &str| row[column].as_str().unwrap_or_default().to_owned();
    let mut items: Vec<String> =
        bureau.report("open-items").iter().map(|row| format!("{} {}", text(row, "document"), text(row, "open"))).collect();
    items.sort();
    items
}

fn closing(bureau: &Bureau, accounts: &[&str]) -> Vec<String> {
    let rows = bureau.report("trial-balance");
    let of = |account: &&str| {
        let row = rows.iter().find(|row| row["account"] == *account);
        row.map_or("0.00", |row| row["closing"].as_str().unwrap_or_default()).to_owned()
    };
    accounts.iter().map(of).collect()
}

/// Drops the invoices one run after the other, and says how the last run ended.
fn drops(bureau: &Bureau, ours: bool, invoices: &[(&str, i64, &str, Option<&str>)]) -> i32 {
    let mut status = 0;
    for (number, net, type_code, corrects) in invoices {
        bureau.drop(&format!("mueller/{number}.xml"), invoice(ours, number, *net, type_code, *corrects));
        status = bureau.run(&["run"]).status;
    }
    status
}

#[test]
fn what_a_credit_note_takes_back_whole_is_not_taken_back_again() -> Tested {
    for (ours, type_code, accounts, sums) in [
        (false, "380", ["3400", "1576"], ["80.00", "15.20"]),
        (false, "384", ["3400", "1576"], ["80.00", "15.20"]),
        (true, "384", ["8400", "1776"], ["-80.00", "-15.20"]),
    ] {
        for set_off in [false, true] {
            let bureau = Bureau::new();
            drops(&bureau, ours, &[("K-1", 10_000, "380", None), ("K-1S", 10_000, "381", Some("K-1"))]);
            if set_off {
                let said = bureau.run(&["resolve", "K-1", "against", "K-1S"]);
                assert_eq!(said.status, 0, "{}", said.err);
            }
            assert_eq!(drops(&bureau, ours, &[("K-2", 8_000, type_code, Some("K-1"))]), 0, "{:?}", bureau.report("documents"));
            assert_eq!(closing(&bureau, &accounts), sums);
            assert_eq!(bureau.run(&["verify"]).status, 0);
            // A second one for the same: somebody must say, and nothing is taken back once more.
            assert_eq!(drops(&bureau, ours, &[("K-3", 1_000, type_code, Some("K-1"))]), 1);
            let third = bureau.document("mueller/K-3.xml");
            let (id, told) = (third["id"].as_str().unwrap_or_default(), third["reason"].to_string());
            assert!(third["status"] == "held" && told.contains("K-2") && told.contains("--beside"), "{told}");
            assert_eq!(bureau.run(&["resolve", id, "accept"]).status, 1, "K-2 stands in the place of K-1");
            assert_eq!(closing(&bureau, &accounts), sums);
            assert_eq!(bureau.run(&["resolve", id, "accept", "--beside"]).status, 0);
        }
    }
    Ok(())
}

/// The three together in the inbox, whatever the order of their names.
#[test]
fn the_three_in_one_run_are_told_apart_too() -> Tested {
    for last in ["a", "z"] {
        let bureau = Bureau::new();
        bureau.drop("mueller/k.xml", invoice(false, "K-1", 10_000, "380", None));
        bureau.drop("mueller/m.xml", invoice(false, "K-1S", 10_000, "381", Some("K-1")));
        bureau.drop(&format!("mueller/{last}.xml"), invoice(false, "K-2", 8_000, "380", Some("K-1")));
        bureau.run(&["run"]);
        assert_eq!(bureau.document("mueller/m.xml")["status"], "processed");
        let told = bureau.document(&format!("mueller/{last}.xml"));
        if told["status"] == "held" {
            let id = told["id"].as_str().ok_or("an id")?;
            assert_eq!(bureau.run(&["resolve", id, "accept"]).status, 0);
        }
        assert_eq!(closing(&bureau, &["3400", "1576"]), ["80.00", "15.20"]);
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}

#[test]
fn what_is_credited_in_part_is_asked_about_and_not_taken_back_whole() -> Tested {
    let bureau = Bureau::new();
    let invoices = [("K-1", 10_000, "380", None), ("G-1", 2_000, "381", Some("K-1")), ("K-2", 8_000, "384", Some("K-1"))];
    assert_eq!(drops(&bureau, false, &invoices), 1);
    let refused = bureau.run(&["resolve", "D3", "accept"]);
    assert!(refused.status == 1 && refused.err.contains("G-1") && refused.err.contains("undo D2"), "{} {}", refused.out, refused.err);
    assert_eq!(closing(&bureau, &["3400"]), ["80.00"]);
    assert_eq!(bureau.run(&["undo", "D2"]).status, 0);
    assert_eq!(bureau.run(&["resolve", "D3", "accept"]).status, 0);
    assert_eq!(open_items(&bureau), ["K-2 95.20"]);
    assert_eq!(closing(&bureau, &["3400"]), ["80.00"]);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn a_debit_note_is_booked_beside_what_it_names() -> Tested {
    for (ours, accounts, sums) in [(false, ["3400", "1576"], ["110.00", "20.90"]), (true, ["8400", "1776"], ["-110.00", "-20.90"])] {
        let bureau = Bureau::new();
        assert_eq!(drops(&bureau, ours, &[("K-1", 10_000, "380", None), ("K-1N", 1_000, "383", Some("K-1"))]), 0);
        assert_eq!(closing(&bureau, &accounts), sums);
        assert_eq!(open_items(&bureau), ["K-1 119.00", "K-1N 11.90"]);
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}

#[test]
fn what_names_an_earlier_one_can_be_booked_beside_it() -> Tested {
    let bureau = Bureau::new();
    assert_eq!(drops(&bureau, false, &[("K-1", 10_000, "380", None), ("K-2", 3_000, "380", Some("K-1"))]), 1);
    let told = bureau.document("mueller/K-2.xml")["reason"].to_string();
    assert!(told.contains("D2 accept“ nimmt K-1 zurück") && told.contains("accept --beside“ bucht sie zusätzlich"), "{told}");
    let said = bureau.run(&["resolve", "D2", "accept", "--beside"]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert_eq!(open_items(&bureau), ["K-1 119.00", "K-2 35.70"]);
    // On another account it still counts beside, and an undo asks again.
    assert_eq!(bureau.run(&["resolve", "D2", "account", "3800"]).status, 0);
    assert_eq!(closing(&bureau, &["3400", "3800"]), ["100.00", "30.00"]);
    assert_eq!(bureau.run(&["undo", "D2"]).status, 0);
    assert_eq!(bureau.run(&["undo", "D2"]).status, 0);
    assert_eq!(bureau.document("mueller/K-2.xml")["status"], "held");
    assert_eq!(open_items(&bureau), ["K-1 119.00"]);
    assert_eq!(bureau.run(&["resolve", "D2", "accept"]).status, 0);
    assert_eq!(open_items(&bureau), ["K-2 35.70"]);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn a_number_that_comes_again_in_another_year_says_that_both_can_be_booked() -> Tested {
    let bureau = Bureau::new();
    assert_eq!(drops(&bureau, true, &[("1", 10_000, "380", None)]), 0);
    bureau.drop("mueller/next.xml", invoice(true, "1", 20_000, "380", None).replace("2026-10-05", "2027-01-05"));
    assert_eq!(bureau.run(&["run"]).status, 1);
    let told = bureau.document("mueller/next.xml")["reason"].to_string();
    assert!(told.contains("D2 replace") && told.contains("D2 reject") && told.contains("D2 accept"), "{told}");
    assert_eq!(bureau.run(&["resolve", "D2", "accept"]).status, 0);
    assert_eq!(closing(&bureau, &["8400"]), ["-300.00"]);
    // Within a year one of the two counts.
    let bureau = Bureau::new();
    assert_eq!(drops(&bureau, true, &[("1", 10_000, "380", None)]), 0);
    bureau.drop("mueller/same.xml", invoice(true, "1", 30_000, "380", None));
    bureau.run(&["run"]);
    assert!(!bureau.document("mueller/same.xml")["reason"].to_string().contains("D2 accept"));
    Ok(())
}
