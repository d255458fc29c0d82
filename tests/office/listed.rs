//! Open items by list in another currency: booked at the rate of their day, or waiting for it and
//! told.

use crate::small_office::{OWN, Office};
use serde_json::Value;

const CONTACTS: &str = "contact;name;role;vat_id;iban
10050;Müller Bau GmbH;customer;DE811115368;DE02100500000054540402
70033;Stahl AG;vendor;;DE02200505501015871393
";
const ITEMS: &str = "document;side;contact;date;due;amount;currency;vat_rate
RE-1;receivable;10050;2026-09-01;2026-10-01;100.00;CHF;19
ER-1;payable;70033;2026-09-01;2026-10-01;190.00;CHF;
RE-2;receivable;10050;2026-09-01;2026-10-01;50.00;EUR;19
";
const RATES: &str = "Date,USD,CHF
2026-08-31,1.1,0.95
2026-09-01,1.10,0.95
2026-10-09,1.20,0.94
";

fn pays(office: &Office, rows: &[(&str, &str, &str, &str)]) {
    let line = |(amount, currency, name, text): &(&str, &str, &str, &str)| {
        format!("{OWN};2026-10-09;{amount};{currency};{name};{text}\n")
    };
    let rows: String = rows.iter().map(line).collect();
    office.put(
        "bank.csv",
        &format!("iban;booking_date;amount;currency;counterparty;remittance\n{rows}"),
    );
    office.run();
}

fn stands_at(office: &Office, account: &str) -> String {
    let rows = office.report("trial-balance");
    let row = rows.iter().find(|row| row["account"] == account);
    row.map_or_else(String::new, |row| row["closing"].as_str().unwrap_or_default().to_owned())
}

fn entry(office: &Office, amount: &str) -> Value {
    office
        .report("reconciliation")
        .into_iter()
        .find(|row| row["amount"] == amount)
        .expect("the entry")
}

/// 100.00 CHF and 190.00 CHF at 0.95, beside 50.00 EUR.
fn is_booked(office: &Office) {
    assert_eq!(
        (stands_at(office, "10050"), stands_at(office, "70033")),
        ("155.26".to_owned(), "-200.00".to_owned())
    );
    assert_eq!(stands_at(office, "9008"), "-155.26");
    office.done(&["verify"]);
}

#[test]
fn listed_francs_are_booked_at_the_rate_of_their_day_and_matched() {
    let office = Office::make("listed-francs");
    office.put("rates.csv", RATES);
    office.put("contacts.csv", CONTACTS);
    office.run();
    office.put("open-items.csv", ITEMS);
    office.run();
    is_booked(&office);
    assert_eq!(office.open_items(), ["ER-1 200.00", "RE-1 105.26", "RE-2 50.00"]);
    // The same list again changes nothing.
    office.put(
        "again.csv",
        &(ITEMS.to_owned() + "RE-3;receivable;10050;2026-09-01;2026-10-01;1.00;EUR;\n"),
    );
    office.run();
    assert_eq!(stands_at(&office, "10050"), "156.26");
    pays(
        &office,
        &[
            ("-190.00", "CHF", "Stahl AG", "ER-1"),
            ("106.00", "EUR", "Müller Bau GmbH", "Ihre Lieferung"),
        ],
    );
    assert_eq!(entry(&office, "-190.00")["status"], "matched", "{}", entry(&office, "-190.00"));
    let euro = entry(&office, "106.00")["id"].as_str().unwrap_or_default().to_owned();
    office.done(&["resolve", &euro, "match", "RE-1"]);
    assert_eq!(office.open_items(), ["RE-2 50.00", "RE-3 1.00"]);
    assert_eq!(
        (stands_at(&office, "10050"), stands_at(&office, "70033")),
        ("51.00".to_owned(), "0.00".to_owned())
    );
    office.done(&["verify"]);
}

#[test]
fn without_a_rate_they_wait_are_told_and_are_booked_when_it_comes() {
    let office = Office::make("listed-wait");
    office.put("contacts.csv", CONTACTS);
    office.put("open-items.csv", ITEMS);
    office.run();
    let asked = office.done(&["review"]);
    assert!(asked.contains("CHF: ER-1, RE-1") && asked.contains("eurofxref-hist.csv"), "{asked}");
    assert_eq!(stands_at(&office, "10050"), "50.00");
    assert!(office.done(&["report", "journal"]).contains("2 offene Posten"));
    pays(&office, &[("100.00", "CHF", "Müller Bau GmbH", "RE-1")]);
    let refused = office.say(&["resolve", "E1", "match", "RE-1"]);
    assert!(!refused.0 && refused.1.contains("eurofxref-hist.csv"), "{}", refused.1);
    office.put("rates.csv", RATES);
    office.run();
    let asked = office.done(&["review"]);
    assert!(!asked.contains("RE-1"), "{asked}");
    assert_eq!(entry(&office, "100.00")["status"], "matched", "{}", entry(&office, "100.00"));
    assert_eq!(office.open_items(), ["ER-1 200.00", "RE-2 50.00"]);
    assert_eq!(
        (stands_at(&office, "10050"), stands_at(&office, "70033")),
        ("50.00".to_owned(), "-200.00".to_owned())
    );
    office.done(&["verify"]);
}

#[test]
fn another_amount_or_currency_in_a_later_list_is_booked_anew() {
    let office = Office::make("listed-anew");
    office.put("rates.csv", RATES);
    office.put("contacts.csv", CONTACTS);
    office.put("open-items.csv", ITEMS);
    office.run();
    is_booked(&office);
    office.put("less.csv", "document;side;contact;date;due;amount;currency\nRE-1;receivable;10050;2026-09-01;2026-10-01;95.00;CHF\n");
    office.run();
    assert_eq!(stands_at(&office, "10050"), "150.00");
    office.put("euro.csv", "document;side;contact;date;due;amount;currency\nRE-1;receivable;10050;2026-09-01;2026-10-01;95.00;EUR\n");
    office.run();
    assert_eq!(stands_at(&office, "10050"), "145.00");
    assert_eq!(office.open_items(), ["ER-1 200.00", "RE-1 95.00", "RE-2 50.00"]);
    office.done(&["verify"]);
}

#[test]
fn what_a_list_says_of_booked_invoices_is_told_of_its_document() {
    let office = Office::make("listed-invoiced");
    let invoice = crate::invoice::Invoice {
        number: "ER-1",
        date: "2026-09-01",
        seller: ("Stahl AG", "DE173205089"),
        buyer: ("Beispiel GmbH", "DE136695976"),
        net_cents: 10_000,
        type_code: "380",
        corrects: None,
    };
    office.put("er-1.xml", &invoice.xml());
    office.run();
    let list = "document;side;contact;date;due;amount;currency\n\
                ER-1;payable;Stahl AG;2026-09-01;2026-10-01;80.00;EUR\n\
                ER-2;payable;Stahl AG;2026-09-01;2026-10-01;50.00;EUR\n";
    office.put("open-items.csv", list);
    office.run();
    assert_eq!(office.open_items(), ["ER-1 119.00", "ER-2 50.00"]);
    let documents = office.report("documents");
    let of_list = documents.iter().find(|row| row["kind"] == "open-items").expect("the list");
    let notes = of_list["notes"].to_string();
    let sums = "ER-1 (Liste 80,00 EUR · gebucht 119,00 EUR · offen 119,00 EUR)";
    assert!(notes.contains(sums) && of_list["waits"] == true, "{of_list}");
    // What it says of it alike is no question.
    office.done(&["resolve", "D2", "accept"]);
    office.put("again.csv", &list.replace("80.00", "119.00"));
    office.run();
    let documents = office.report("documents");
    let of_list = documents.last().expect("the list");
    let notes = of_list["notes"].to_string();
    assert!(notes.contains("1 Zeile (ER-1)") && of_list["waits"] == false, "{of_list}");
}
