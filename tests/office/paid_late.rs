//! A prepayment that was paid in a month before its final invoice, and of which the books know
//! only after it: its VAT belongs to the month of the payment.

use crate::invoice::Invoice;
use crate::small_office::{OWN, Office};
use serde_json::Value;

const US: (&str, &str) = ("Beispiel GmbH", "DE136695976");
const OTHER: (&str, &str) = ("Stahl AG", "DE290104774");

fn paper(received: bool, number: &str, date: &str, net_cents: i64, code: &str) -> String {
    let (seller, buyer) = if received { (OTHER, US) } else { (US, OTHER) };
    let corrects = (code == "380").then_some("AR-1");
    let xml = Invoice { number, date, seller, buyer, net_cents, type_code: code, corrects }.xml();
    let payable = "<cbc:PayableAmount currencyID=\"EUR\">5950.00<";
    let less = "<cbc:PrepaidAmount currencyID=\"EUR\">1190.00</cbc:PrepaidAmount>\
        <cbc:PayableAmount currencyID=\"EUR\">4760.00<";
    xml.replace(payable, less)
}

/// What the VAT account moved in a month.
fn vat(office: &Office, received: bool, (from, to): (&str, &str)) -> String {
    let account = if received { "1576" } else { "1776" };
    let said = office.done(&["report", "trial-balance", "--json", "--from", from, "--to", to]);
    let rows: Vec<Value> = serde_json::from_str(&said).expect("JSON");
    let row = rows.iter().find(|row| row["account"] == account);
    let cents = |field: &str| {
        let text = row.and_then(|row| row[field].as_str()).unwrap_or("0.00");
        text.replace('.', "").parse::<i64>().expect("an amount")
    };
    let moved = cents("debit") - cents("credit");
    format!("{}.{:02}", moved / 100, moved.abs() % 100)
}

const OCTOBER: (&str, &str) = ("2026-10-01", "2026-10-31");
const NOVEMBER: (&str, &str) = ("2026-11-01", "2026-11-30");

#[test]
fn the_vat_of_a_prepayment_known_late_belongs_to_the_month_of_its_payment() {
    for received in [true, false] {
        for at_once in [false, true] {
            let office = Office::make(&format!("paid-late-{received}-{at_once}"));
            let told = format!("received: {received}, at once: {at_once}");
            let sign = if received { "-" } else { "" };
            let bank = format!(
                "iban;booking_date;value_date;amount;currency;counterparty;remittance\n\
                 {OWN};2026-10-05;2026-10-05;{sign}1190,00;EUR;Stahl AG;AR-1\n"
            );
            for (name, text) in [
                ("ar.xml", paper(received, "AR-1", "2026-09-15", 100_000, "386")),
                ("sr.xml", paper(received, "SR-1", "2026-11-05", 500_000, "380")),
                ("bank.csv", bank),
            ] {
                office.put(name, &text);
                if !at_once {
                    office.run();
                }
            }
            office.run();
            let (sum, advance, rest) = match received {
                true => ("950.00", "190.00", "760.00"),
                false => ("-950.00", "-190.00", "-760.00"),
            };
            let months =
                |office: &Office| (vat(office, received, OCTOBER), vat(office, received, NOVEMBER));
            if months(&office) == ("0.00".into(), sum.into()) {
                let review = office.report("documents");
                let row = review.iter().find(|row| row["number"] == "SR-1").expect("the final one");
                let asked = row["doubts"].to_string();
                assert!(row["waits"] == true && asked.contains("05.10.2026"), "{told}: {row}");
                let id = row["id"].as_str().unwrap_or_default();
                office.done(&["undo", id]);
                office.done(&["resolve", id, "accept"]);
            }
            assert_eq!(months(&office), (advance.into(), rest.into()), "{told}");
            let waits = |row: &Value| row["waits"] == true;
            assert!(!office.report("documents").iter().any(waits), "{told}");
            office.done(&["verify"]);
        }
    }
}

/// Who files by the quarter declares both in one return.
#[test]
fn within_one_quarter_nothing_is_asked_of_who_files_by_the_quarter() {
    for (at, (settings, asked)) in
        [("", true), ("vat_return = \"quarterly\"\n", false)].into_iter().enumerate()
    {
        for (month, is_same) in [("10", true), ("09", false)] {
            let office = Office::make(&format!("paid-quarter-{at}-{month}"));
            let company = office.path().join("companies/beispiel.toml");
            let text = std::fs::read_to_string(&company).expect("read");
            std::fs::write(&company, text + settings).expect("written");
            let bank = format!(
                "iban;booking_date;value_date;amount;currency;counterparty;remittance\n\
                 {OWN};2026-{month}-15;2026-{month}-15;1190,00;EUR;Stahl AG;AR-1\n"
            );
            for (name, text) in [
                ("ar.xml", paper(false, "AR-1", "2026-09-05", 100_000, "386")),
                ("sr.xml", paper(false, "SR-1", "2026-11-05", 500_000, "380")),
                ("bank.csv", bank),
            ] {
                office.put(name, &text);
                office.run();
            }
            let rows = office.report("documents");
            let row = rows.iter().find(|row| row["number"] == "SR-1").expect("the final one");
            assert_eq!(row["waits"] == true, asked || !is_same, "{settings} {month}: {row}");
        }
    }
}

#[test]
fn a_payment_that_is_known_before_both_is_found_before_the_final_invoice_is_booked() {
    for received in [true, false] {
        let office = Office::make(&format!("paid-before-{received}"));
        let sign = if received { "-" } else { "" };
        let head = "iban;booking_date;value_date;amount;currency;counterparty;remittance\n";
        office.put(
            "bank.csv",
            &format!("{head}{OWN};2026-10-05;2026-10-05;{sign}1190,00;EUR;Stahl AG;AR-1\n"),
        );
        office.run();
        office.put("ar.xml", &paper(received, "AR-1", "2026-09-15", 100_000, "386"));
        office.put("sr.xml", &paper(received, "SR-1", "2026-11-05", 500_000, "380"));
        office.run();
        let (advance, rest) = if received { ("190.00", "760.00") } else { ("-190.00", "-760.00") };
        assert_eq!(vat(&office, received, OCTOBER), advance, "received: {received}");
        assert_eq!(vat(&office, received, NOVEMBER), rest, "received: {received}");
        assert_eq!(office.open_items(), ["SR-1 4760.00"], "received: {received}");
        let (_, said) = office.say(&["review"]);
        let asked = said.split("Angenommene Konten").next().unwrap_or_default();
        assert!(!asked.contains("D3"), "{said}");
    }
}
