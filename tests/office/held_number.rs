//! Payments of invoices that wait for a person themselves. All data made up.

use crate::invoice::Invoice;
use crate::small_office::{OWN, Office};
use serde_json::Value;

/// An invoice whose sums do not agree, so that it waits.
fn broken(number: &str) -> String {
    let invoice = Invoice {
        number,
        date: "2026-10-01",
        seller: ("Beispiel GmbH", "DE136695976"),
        buyer: ("Müller Bau GmbH", "DE129273398"),
        net_cents: 100_000,
        type_code: "380",
        corrects: None,
    };
    invoice.xml().replace("1190.00", "1290.00")
}

fn statement(rows: &[(&str, &str)]) -> String {
    let head = "iban;booking_date;amount;currency;counterparty;counterparty_iban;remittance\n";
    let row = |(amount, text): &(&str, &str)| {
        format!("{OWN};2026-10-20;{amount};EUR;Müller Bau GmbH;DE02100500000054540402;{text}\n")
    };
    rows.iter().map(row).fold(head.to_owned(), |all, row| all + &row)
}

fn said(office: &Office, amount: &str) -> (String, String) {
    let rows = office.report("reconciliation");
    let row = rows.iter().find(|row| row["amount"] == amount).expect("the entry");
    let words = row["explanation"]
        .as_array()
        .map(|all| all.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "));
    let one = row["explanation"].as_str().unwrap_or_default().to_owned();
    (row["status"].as_str().unwrap_or_default().to_owned(), words.unwrap_or(one))
}

fn id_of(office: &Office, number: &str) -> String {
    let rows = office.report("documents");
    let row = rows.iter().find(|row| row["number"] == number).expect("the document");
    row["id"].as_str().expect("an id").to_owned()
}

#[test]
fn a_payment_says_which_invoice_waits_and_is_tried_again_once_that_is_decided() {
    let office = Office::make("held-number");
    office.put("a.xml", &broken("RE-5"));
    office.put("b.xml", &broken("RE-2026-006"));
    office.run();
    office.put(
        "bank.csv",
        &statement(&[
            ("1290.00", "Zahlung RE-5"),
            ("1289.00", "Rechnung RE 2026/006"),
            ("77.00", "Rechnung 4711"),
        ]),
    );
    office.run();
    let [five, six] = [id_of(&office, "RE-5"), id_of(&office, "RE-2026-006")];
    for (amount, id) in [("1290.00", &five), ("1289.00", &six)] {
        let (status, words) = said(&office, amount);
        assert_eq!(status, "open", "{words}");
        assert!(words.contains(&format!("wartet selbst noch auf eine Entscheidung ({id})")));
        assert!(!words.contains("Kein offener Posten"), "{words}");
    }
    assert!(said(&office, "77.00").1.contains("Kein offener Posten"));
    office.done(&["resolve", &five, "accept"]);
    let (status, words) = said(&office, "1290.00");
    assert_eq!(status, "matched", "{words}");
    // Refused, it waits no longer, and the payment is one without an invoice.
    office.done(&["resolve", &six, "reject", "falsch"]);
    let (status, words) = said(&office, "1289.00");
    assert_eq!(status, "open", "{words}");
    assert!(!words.contains("wartet selbst") && words.contains("Kein offener Posten"), "{words}");
    office.done(&["verify"]);
}

/// What fits by account and amount alone is not booked where the text names what waits.
#[test]
fn what_waits_is_rather_meant_than_what_the_amount_fits() {
    let office = Office::make("held-number-alike");
    office.put(
        "contacts.csv",
        "contact;name;role;iban\nK1;Müller Bau GmbH;customer;DE02100500000054540402\n",
    );
    office.put(
        "open-items.csv",
        "document;side;contact;date;due;amount\nRE-7;receivable;K1;2026-10-01;2026-10-31;1290.00\n",
    );
    office.put("a.xml", &broken("RE-5"));
    office.put("bank.csv", &statement(&[("1290.00", "RE-5")]));
    office.run();
    let (status, words) = said(&office, "1290.00");
    assert_eq!(status, "suggested", "{words}");
    assert!(words.contains("Der Text nennt RE-5"), "{words}");
}

/// What is booked is not taken apart for another payment once the invoice that waits is decided.
#[test]
fn a_booked_payment_keeps_its_invoice_when_one_that_waits_is_booked() {
    let office = Office::make("held-number-both");
    office.put(
        "contacts.csv",
        "contact;name;role;iban\nK1;Müller Bau GmbH;customer;DE02100500000054540402\n",
    );
    office.put(
        "open-items.csv",
        "document;side;contact;date;due;amount\nRE-50;receivable;K1;2026-10-01;2026-10-31;500.00\n",
    );
    office.put("a.xml", &broken("RE-51"));
    let earlier = statement(&[("1790.00", "RE-50 und RE-51")]).replace("2026-10-20", "2026-10-19");
    office.put("bank-1.csv", &statement(&[("500.00", "RE-50"), ("1290.00", "RE-51")]));
    office.put("bank-2.csv", &earlier);
    office.run();
    let state = |amount| said(&office, amount).0;
    assert_eq!([state("500.00"), state("1790.00")], ["matched", "open"]);
    office.done(&["resolve", &id_of(&office, "RE-51"), "accept"]);
    assert_eq!(
        [state("500.00"), state("1290.00"), state("1790.00")],
        ["matched", "matched", "open"]
    );
    let (_, words) = said(&office, "1790.00");
    assert!(words.contains("schon ausgeglichen"), "{words}");
    office.run();
    assert_eq!(state("500.00"), "matched");
    office.done(&["verify"]);
}
