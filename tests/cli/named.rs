//! Invoices that name earlier ones: what is taken back already is not taken back again, and what
//! counts beside them can be booked so.

use super::bureau::{Bureau, OURS, Tested};
use super::invoice::Invoice;
use serde_json::Value;

const NORDLICHT: (&str, &str) = ("Nordlicht AG", "DE173205089");

/// An invoice received, or one of our own.
fn invoice(
    ours: bool,
    number: &str,
    net_cents: i64,
    type_code: &str,
    corrects: Option<&str>,
) -> String {
    let (seller, buyer) = if ours { (OURS, NORDLICHT) } else { (NORDLICHT, OURS) };
    let xml =
        Invoice { number, date: "2026-10-05", seller, buyer, net_cents, type_code, corrects }.xml();
    if type_code != "381" {
        return xml;
    }
    let xml = ["InvoiceTypeCode", "InvoiceLine"]
        .iter()
        .fold(xml, |xml, name| xml.replace(name, &name.replace("Invoice", "CreditNote")));
    let xml = xml
        .replace("<Invoice ", "<CreditNote ")
        .replace("</Invoice>", "</CreditNote>")
        .replace("xsd:Invoice-2", "xsd:CreditNote-2");
    xml.replace("InvoicedQuantity", "CreditedQuantity")
        .replace("<cbc:DueDate>2026-12-15</cbc:DueDate>", "")
}

fn open_items(bureau: &Bureau) -> Vec<String> {
    let text = |row: &Value, column: &str| row[column].as_str().unwrap_or_default().to_owned();
    let mut items: Vec<String> = bureau
        .report("open-items")
        .iter()
        .map(|row| format!("{} {}", text(row, "document"), text(row, "open")))
        .collect();
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
        bureau.drop(
            &format!("mueller/{number}.xml"),
            invoice(ours, number, *net, type_code, *corrects),
        );
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
            drops(
                &bureau,
                ours,
                &[("K-1", 10_000, "380", None), ("K-1S", 10_000, "381", Some("K-1"))],
            );
            if set_off {
                let said = bureau.run(&["resolve", "K-1", "against", "K-1S"]);
                assert_eq!(said.status, 0, "{}", said.err);
            }
            assert_eq!(
                drops(&bureau, ours, &[("K-2", 8_000, type_code, Some("K-1"))]),
                0,
                "{:?}",
                bureau.report("documents")
            );
            assert_eq!(closing(&bureau, &accounts), sums);
            assert_eq!(bureau.run(&["verify"]).status, 0);
            // A second one for the same: somebody must say, and nothing is taken back once more.
            assert_eq!(drops(&bureau, ours, &[("K-3", 1_000, type_code, Some("K-1"))]), 1);
            let third = bureau.document("mueller/K-3.xml");
            let (id, told) =
                (third["id"].as_str().unwrap_or_default(), third["reason"].to_string());
            assert!(
                third["status"] == "held" && told.contains("K-2") && told.contains("--beside"),
                "{told}"
            );
            assert_eq!(
                bureau.run(&["resolve", id, "accept"]).status,
                1,
                "K-2 stands in the place of K-1"
            );
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
        bureau
            .drop(&format!("mueller/{last}.xml"), invoice(false, "K-2", 8_000, "380", Some("K-1")));
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
    let invoices = [
        ("K-1", 10_000, "380", None),
        ("G-1", 2_000, "381", Some("K-1")),
        ("K-2", 8_000, "384", Some("K-1")),
    ];
    assert_eq!(drops(&bureau, false, &invoices), 1);
    let refused = bureau.run(&["resolve", "D3", "accept"]);
    assert!(
        refused.status == 1 && refused.err.contains("G-1") && refused.err.contains("undo D2"),
        "{} {}",
        refused.out,
        refused.err
    );
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
    for (ours, accounts, sums) in [
        (false, ["3400", "1576"], ["110.00", "20.90"]),
        (true, ["8400", "1776"], ["-110.00", "-20.90"]),
    ] {
        let bureau = Bureau::new();
        assert_eq!(
            drops(
                &bureau,
                ours,
                &[("K-1", 10_000, "380", None), ("K-1N", 1_000, "383", Some("K-1"))]
            ),
            0
        );
        assert_eq!(closing(&bureau, &accounts), sums);
        assert_eq!(open_items(&bureau), ["K-1 119.00", "K-1N 11.90"]);
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}

#[test]
fn what_names_an_earlier_one_can_be_booked_beside_it() -> Tested {
    let bureau = Bureau::new();
    assert_eq!(
        drops(&bureau, false, &[("K-1", 10_000, "380", None), ("K-2", 3_000, "380", Some("K-1"))]),
        1
    );
    let told = bureau.document("mueller/K-2.xml")["reason"].to_string();
    assert!(
        told.contains("D2 accept“ nimmt K-1 zurück")
            && told.contains("accept --beside“ bucht sie zusätzlich"),
        "{told}"
    );
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
    bureau.drop(
        "mueller/next.xml",
        invoice(true, "1", 20_000, "380", None).replace("2026-10-05", "2027-01-05"),
    );
    assert_eq!(bureau.run(&["run"]).status, 1);
    let told = bureau.document("mueller/next.xml")["reason"].to_string();
    assert!(
        told.contains("D2 replace") && told.contains("D2 reject") && told.contains("D2 accept"),
        "{told}"
    );
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

/// A correction took the place of R-1: it says so, and what comes for R-1 later waits.
#[test]
fn whose_place_a_correction_took_says_so_and_nothing_counts_beside_it() -> Tested {
    for (ours, account, sign) in [(true, "8400", "-"), (false, "3400", "")] {
        let bureau = Bureau::new();
        let sum = |amount: &str| vec![format!("{sign}{amount}")];
        let first = [
            ("R-1", 10_000, "380", None),
            ("R-2", 8_000, "384", Some("R-1")),
            ("R-3", 6_000, "384", Some("R-1")),
        ];
        drops(&bureau, ours, &first);
        bureau.drop("mueller/again.xml", invoice(ours, "R-1", 7_000, "380", None));
        bureau.run(&["run"]);
        assert_eq!(bureau.run(&["resolve", "D2", "accept"]).status, 0);
        assert_eq!(closing(&bureau, &[account]), sum("80.00"));
        let replaced = bureau.document("mueller/R-1.xml");
        assert!(
            replaced["status"] == "rejected" && replaced["reason"].to_string().contains("D2"),
            "{replaced}"
        );
        // Older ones that wait, and one that comes now.
        bureau.drop("mueller/new.xml", invoice(ours, "R-1", 5_000, "380", None));
        bureau.drop("mueller/storno.xml", invoice(ours, "R-1S", 10_000, "381", Some("R-1")));
        bureau.run(&["run"]);
        for words in [["D3", "accept"], ["D4", "accept"], ["D4", "replace"], ["D5", "replace"]] {
            let refused = bureau.run(&["resolve", words[0], words[1]]);
            assert!(
                refused.status == 1 && refused.err.contains("R-2"),
                "{words:?}: {} {}",
                refused.out,
                refused.err
            );
            assert_eq!(closing(&bureau, &[account]), sum("80.00"), "{words:?}");
        }
        let storno = bureau.document("mueller/storno.xml");
        assert!(
            storno["status"] == "held" && storno["reason"].to_string().contains("R-2"),
            "{storno}"
        );
        assert_eq!(bureau.run(&["resolve", "D6", "reject", "Storno von R-1"]).status, 0);
        // R-2 taken back, R-1 counts again, and another may take its place.
        assert_eq!(bureau.run(&["undo", "D2"]).status, 0);
        assert_eq!(bureau.document("mueller/R-1.xml")["status"], "processed");
        assert_eq!(closing(&bureau, &[account]), sum("100.00"));
        assert_eq!(bureau.run(&["resolve", "D4", "replace"]).status, 0);
        assert_eq!(closing(&bureau, &[account]), sum("70.00"));
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}

/// Without the credit note, what it takes back and what is booked in the place of that would both
/// count.
#[test]
fn a_credit_note_is_not_taken_back_before_what_stands_in_the_place() -> Tested {
    for ours in [true, false] {
        let bureau = Bureau::new();
        drops(
            &bureau,
            ours,
            &[
                ("K-1", 10_000, "380", None),
                ("G-1", 10_000, "381", Some("K-1")),
                ("K-2", 8_000, "380", Some("K-1")),
            ],
        );
        assert_eq!(open_items(&bureau).len(), 3);
        let refused = bureau.run(&["undo", "D2"]);
        assert!(
            refused.status == 1 && refused.err.contains("K-2") && refused.err.contains("undo D3"),
            "{} {}",
            refused.out,
            refused.err
        );
        assert_eq!(bureau.run(&["undo", "D3"]).status, 0);
        assert_eq!(bureau.run(&["undo", "D2"]).status, 0);
        assert_eq!(open_items(&bureau), ["K-1 119.00"]);
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}

/// Of several invoices under one number, a new one is compared with each, and a booked one stays
/// itself.
#[test]
fn a_number_of_several_years_is_compared_with_each() -> Tested {
    for ours in [true, false] {
        let bureau = Bureau::new();
        let of_year = |year: &str, net| {
            invoice(ours, "1", net, "380", None).replace("2026-10-05", &format!("{year}-10-05"))
        };
        for (year, net) in [("2026", 10_000), ("2027", 20_000)] {
            bureau.drop(&format!("mueller/{year}.xml"), of_year(year, net));
            bureau.run(&["run"]);
        }
        assert_eq!(bureau.run(&["resolve", "D2", "accept"]).status, 0);
        // A twin of the first in other bytes, and another amount in its year.
        bureau.drop("mueller/twin.xml", of_year("2026", 10_000) + "\n");
        bureau.drop("mueller/other.xml", of_year("2026", 30_000));
        bureau.run(&["run"]);
        assert_eq!(bureau.document("mueller/twin.xml")["status"], "duplicate");
        let other = bureau.document("mueller/other.xml");
        assert!(other["status"] == "held" && other["reason"].to_string().contains("D1"), "{other}");
        let id = other["id"].as_str().ok_or("an id")?;
        assert_eq!(bureau.run(&["resolve", id, "replace"]).status, 0);
        assert_eq!(open_items(&bureau), ["1 238.00", "1 357.00"]);
        assert_eq!(bureau.run(&["undo", id]).status, 0);
        assert_eq!(open_items(&bureau), ["1 119.00", "1 238.00"]);
        // The older one moves to another account, and the newer stays.
        let account = if ours { "8200" } else { "4980" };
        assert_eq!(bureau.run(&["resolve", "D1", "account", account]).status, 0);
        assert_eq!(open_items(&bureau), ["1 119.00", "1 238.00"]);
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}

/// What is credited stands where its invoice does, whatever account is named between the two; a
/// credit note that names none goes to the account that holds now.
#[test]
fn a_credit_note_goes_to_the_account_of_its_invoice() -> Tested {
    let list = |account: &str| {
        let (name, vat_id) = NORDLICHT;
        format!("contact;name;role;vat_id;account\nL1;{name};vendor;{vat_id};{account}\n")
    };
    for (before, after, names, expected) in [
        // What stood on the account that was assumed goes where the list says.
        (None, "4930", Some("R-1"), ["0.00", "70.00", "0.00"]),
        (Some("4930"), "4940", Some("R-1"), ["0.00", "70.00", "0.00"]),
        (Some("4930"), "4930", Some("R-1"), ["0.00", "70.00", "0.00"]),
        (Some("4930"), "4940", None, ["0.00", "100.00", "-30.00"]),
    ] {
        let bureau = Bureau::new();
        if let Some(before) = before {
            bureau.drop("mueller/before.csv", list(before));
            bureau.run(&["run"]);
        }
        bureau.drop("mueller/r.xml", invoice(false, "R-1", 10_000, "380", None));
        bureau.run(&["run"]);
        bureau.drop("mueller/after.csv", list(after));
        bureau.run(&["run"]);
        bureau.drop("mueller/g.xml", invoice(false, "G-1", 3_000, "381", names));
        bureau.run(&["run"]);
        assert_eq!(bureau.document("mueller/g.xml")["status"], "processed");
        assert_eq!(closing(&bureau, &["3400", "4930", "4940"]), expected, "{before:?} {names:?}");
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}
