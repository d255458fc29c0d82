//! One open item told of by an open-items file, an invoice and a contacts file, in every order and
//! a run for each: it is one item of one contact, and the payment settles it.

use crate::small_office::{OWN, Office};
use serde_json::Value;
use std::error::Error;
use std::fs;
use std::path::Path;

type Failure = Box<dyn Error>;

const FILES: [(&str, &str); 4] = [
    (
        "contacts.csv",
        "contact;name;role;iban\nK100;Hotel Krone GmbH;customer;DE89370400440532013000\n",
    ),
    (
        "open-items.csv",
        "document;side;contact;date;due;amount;currency\nRE-9001;receivable;K100;2026-10-01;2026-10-31;119.00;EUR\n",
    ),
    (
        "invoices.csv",
        "invoice;date;due;seller;buyer;net;vat_rate;vat;gross;currency\n\
         RE-9001;2026-10-01;2026-10-31;Müller Metallbau GmbH;Hotel Krone \
         GmbH;100.00;19;19.00;119.00;EUR\n",
    ),
    (
        "statements.csv",
        "iban;booking_date;value_date;amount;currency;counterparty;counterparty_iban;remittance\n\
         DE02120300000000202051;2026-10-20;2026-10-20;119.00;EUR;Hotel \
         Krone;DE89370400440532013000;RE-9001\n",
    ),
];

/// Every order of four things.
fn orders() -> Vec<[usize; 4]> {
    let all = 0..4;
    let mut orders = Vec::new();
    for a in all.clone() {
        for b in all.clone() {
            for c in all.clone() {
                let order = [a, b, c, 6 - (a + b + c).min(6)];
                if all.clone().all(|each| order.contains(&each)) {
                    orders.push(order);
                }
            }
        }
    }
    orders
}

fn report(office: &Path, name: &str) -> Result<Vec<Value>, Failure> {
    let output = assert_cmd::Command::cargo_bin("kontor")?
        .args(["report", name, "--json", "--office"])
        .arg(office)
        .output()?;
    Ok(serde_json::from_slice(&output.stdout)?)
}

#[test]
fn an_item_told_of_twice_is_one_in_every_order() -> Result<(), Failure> {
    let orders = orders();
    assert_eq!(orders.len(), 24);
    for order in orders {
        let folder = tempfile::tempdir()?;
        let office = folder.path();
        fs::create_dir_all(office.join("companies"))?;
        fs::create_dir_all(office.join("inbox/mueller"))?;
        fs::write(office.join("kontor.toml"), "[intake]\nsettle_seconds = 0\n")?;
        let company = "name = \"Müller Metallbau GmbH\"\nibans = \
            [\"DE02120300000000202051\"]\nchart = \"SKR03\"\n";
        fs::write(office.join("companies/mueller.toml"), company)?;
        for (name, text) in order.iter().filter_map(|at| FILES.get(*at)) {
            fs::write(office.join("inbox/mueller").join(name), text)?;
            assert_cmd::Command::cargo_bin("kontor")?
                .args(["run", "--office"])
                .arg(office)
                .assert()
                .success();
        }
        let entries = report(office, "reconciliation")?;
        let allocation = &entries[0]["allocations"][0];
        assert_eq!(entries.len(), 1, "{order:?}");
        assert_eq!(
            (&entries[0]["status"], &allocation["document"], &allocation["contact"]),
            (&"matched".into(), &"RE-9001".into(), &"K100".into()),
            "{order:?}"
        );
        assert_eq!(report(office, "open-items")?, Vec::<Value>::new(), "{order:?}");
        let left: Vec<(String, String)> = report(office, "trial-balance")?
            .iter()
            .filter(|row| row["closing"] != "0.00")
            .map(|row| {
                (
                    row["account"].as_str().unwrap_or_default().to_owned(),
                    row["closing"].as_str().unwrap_or_default().to_owned(),
                )
            })
            .collect();
        let expected = [("1200", "119.00"), ("1776", "-19.00"), ("8400", "-100.00")]
            .map(|(account, closing)| (account.to_owned(), closing.to_owned()));
        assert_eq!(left, expected, "{order:?}");
        assert_cmd::Command::cargo_bin("kontor")?
            .args(["verify", "--office"])
            .arg(office)
            .assert()
            .success();
    }
    Ok(())
}

/// The account itself, in the column of the other side: a table whose one account column is its
/// own, a bank's own fee. That is no transfer between own accounts, and the statement that says
/// more tells the same booking.
#[test]
fn an_account_is_not_its_own_other_side() {
    let office = Office::make("own-other-side");
    office.put(
        "a.csv",
        &format!(
            "Datum;Verwendungszweck;Betrag;Währung;IBAN\n05.10.2026;Gutschrift;119,00;EUR;{OWN}\n"
        ),
    );
    office.run();
    let entries = office.report("reconciliation");
    assert_eq!(
        (entries.len(), &entries[0]["status"], &entries[0]["category"]),
        (1, &"open".into(), &Value::Null)
    );
    office.put(
        "b.csv",
        &format!(
            "iban;booking_date;value_date;amount;currency;counterparty;counterparty_iban;remittance\n\
             {OWN};2026-10-05;2026-10-05;119.00;EUR;Hotel Krone;DE89370400440532013000;RE-9001\n"
        ),
    );
    office.run();
    let entries = office.report("reconciliation");
    let names: Vec<&Value> = entries.iter().map(|row| &row["counterparty"]).collect();
    assert_eq!(names, [&Value::from("Hotel Krone")]);
}

/// A statement that only says more of what is known brings nothing new, and is not told as if.
#[test]
fn what_is_told_a_second_time_is_no_new_entry() {
    let office = crate::small_office::Office::make("told-richer");
    let statement = |text: &str| {
        let head = "iban;booking_date;amount;currency;counterparty;counterparty_iban;remittance\n";
        (1..=6).fold(head.to_owned(), |all, day| {
            all + &format!(
                "{OWN};2026-10-0{day};{day}00.00;EUR;Müller Bau GmbH;DE02100500000054540402;\
                 Zahlung{text}\n"
            )
        })
    };
    office.put("a.csv", &statement(""));
    assert!(office.say(&["run"]).1.contains("6 neue Bankumsätze"));
    office.put("b.csv", &statement(" Rechnung vom 01.09.2026"));
    let said = office.say(&["run"]).1;
    assert!(said.contains("0 neue Bankumsätze"), "{said}");
    let told = |mail: &str| {
        let text = fs::read_to_string(office.path().join("outbox").join(mail)).expect("a digest");
        text.contains("Neue Bankums=C3=A4tze: 6") || text.contains("Neue Bankumsätze: 6")
    };
    assert!(told("M000001-digest-beispiel.eml") && !told("M000002-digest-beispiel.eml"));
}
