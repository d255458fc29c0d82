//! A rule stands behind what the other side has open, whatever numbers its text bears and whichever
//! came first; and what it would book twice is asked about over several runs.

use crate::small_office::{OWN, Office};

const LANDLORD: &str = "DE75512108001245126199";

fn office(name: &str) -> Office {
    let office = Office::make(name);
    office.put(
        "contacts.csv",
        &format!("contact;name;role;vat_id;iban\n70001;Haus GmbH;vendor;;{LANDLORD}\n"),
    );
    office.run();
    office
}

fn paid(office: &Office, day: &str, amount: &str, text: &str) {
    let head =
        "iban;booking_date;value_date;amount;currency;counterparty;counterparty_iban;remittance\n";
    let row = format!("{OWN};{day};{day};{amount};EUR;Haus GmbH;{LANDLORD};{text}\n");
    office.put(&format!("bank-{day}.csv"), &format!("{head}{row}"));
    office.run();
}

fn invoices(office: &Office, rows: &str) {
    let head = "document;side;contact;date;due;amount;currency\n";
    office.put("items.csv", &format!("{head}{rows}"));
    office.run();
}

fn stands(office: &Office, id: &str) -> String {
    let rows = office.report("reconciliation");
    let row = rows.iter().find(|row| row["id"] == id).expect("the entry");
    let said = row["explanation"][0].as_str().unwrap_or_default();
    format!("{} {said}", row["status"].as_str().unwrap_or_default())
}

#[test]
fn open_items_that_sum_or_lack_a_cent_are_seen_behind_a_long_number() {
    let text = "Miete August Objekt 47111";
    let sum = "ER-1;payable;70001;2026-08-03;2026-08-15;1000,00;EUR\nER-2;payable;70001;2026-08-03;2026-08-15;500,00;EUR\n";
    let cent = "ER-3;payable;70001;2026-08-03;2026-08-15;1499,99;EUR\n";
    for (at, (rows, told)) in [
        (sum, "open Offene Posten der Gegenseite ergeben den Betrag, etwa ER-1, ER-2"),
        (cent, "suggested Keine bekannte Nummer im Text, aber das Konto"),
    ]
    .into_iter()
    .enumerate()
    {
        for first in [true, false] {
            let office = office(&format!("claimed-{at}-{first}"));
            if first {
                paid(&office, "2026-08-04", "-1500,00", text);
                assert!(stands(&office, "E1").starts_with("matched"), "by the rule");
            }
            invoices(&office, rows);
            if !first {
                paid(&office, "2026-08-04", "-1500,00", text);
            }
            let stands = stands(&office, "E1");
            assert!(stands.starts_with(told), "{first}: {stands}");
        }
    }
}

#[test]
fn a_rent_that_another_run_brings_again_is_asked_about_whichever_came_first() {
    for days in [["2026-08-01", "2026-08-03"], ["2026-08-03", "2026-08-01"]] {
        let office = office(&format!("rent-twice-{}", days[0]));
        for day in days {
            paid(&office, day, "-1000,00", "Miete August 2026");
        }
        let rows = office.report("reconciliation");
        let by_day: Vec<String> = rows
            .iter()
            .map(|row| format!("{} {}", row["booking_date"], row["status"]).replace('"', ""))
            .collect();
        assert!(by_day.contains(&"2026-08-01 matched".to_owned()), "{by_day:?}");
        assert!(by_day.contains(&"2026-08-03 suggested".to_owned()), "{by_day:?}");
        let late = rows.iter().find(|row| row["status"] == "suggested").expect("asked");
        office.done(&["resolve", late["id"].as_str().expect("id"), "accept"]);
        assert!(office.say(&["verify"]).0);
    }
}
