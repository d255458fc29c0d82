//! Money for an order of which no invoice is there yet: proposed as an advance, never booked
//! without a person, and found by the invoice.

use crate::invoice::Invoice;
use crate::small_office::{OWN, Office};
use serde_json::Value;

const ORDERS: &str = "order;side;date;contact;line;article;description;quantity;unit;unit_price;vat_rate;delivery_date
AB-1001;sales;2026-10-01;10050;1;A;Ware;1;Stk;1000,00;19;2026-11-20
AB-1002;sales;2026-10-01;10051;1;A;Ware;1;Stk;1000,00;19;2026-11-20
B-77;purchase;2026-10-01;70033;1;S;Stahl;1;t;500,00;19;2026-11-20
";

const CONTACTS: &str = "contact;name;role;vat_id;iban
10050;Müller Bau GmbH;customer;DE811115368;DE02100500000054540402
10051;Schäfer Druck e.K.;customer;;DE02300209000106531065
70033;Stahl AG;vendor;;DE02200505501015871393
";

fn bank(office: &Office, rows: &[(&str, &str, &str)]) {
    let line = |(amount, name, text): &(&str, &str, &str)| {
        format!("{OWN};2026-10-05;2026-10-05;{amount};EUR;{name};{text}\n")
    };
    let rows: String = rows.iter().map(line).collect();
    office.put(
        "bank.csv",
        &format!("iban;booking_date;value_date;amount;currency;counterparty;remittance\n{rows}"),
    );
    office.run();
}

fn entry(office: &Office, amount: &str) -> Value {
    office
        .report("reconciliation")
        .into_iter()
        .find(|row| row["amount"] == amount)
        .expect("the entry")
}

fn stands(office: &Office, amount: &str) -> (String, String) {
    let row = entry(office, amount);
    let text = |field: &str| row[field].as_str().unwrap_or_default().to_owned();
    (text("status"), text("proposed_account"))
}

#[test]
fn an_advance_is_proposed_and_the_invoice_of_its_order_finds_it() {
    let office = Office::make("advances");
    office.put("contacts.csv", CONTACTS);
    office.put("orders.csv", ORDERS);
    office.run();
    bank(
        &office,
        &[
            ("595.00", "Müller Bau GmbH", "Vorkasse AB-1001"),
            ("-297.50", "Stahl AG", "Anzahlung Bestellung B-77"),
            // Another's order, an invoice's number, and money the other way.
            ("100.00", "Müller Bau GmbH", "AB-1002"),
            ("101.00", "Müller Bau GmbH", "RE AB-1001"),
            ("-102.00", "Müller Bau GmbH", "AB-1001"),
        ],
    );
    assert_eq!(
        stands(&office, "595.00"),
        ("suggested".to_owned(), "10050".to_owned()),
        "{}",
        entry(&office, "595.00")
    );
    assert_eq!(
        stands(&office, "-297.50"),
        ("suggested".to_owned(), "70033".to_owned()),
        "{}",
        entry(&office, "-297.50")
    );
    for amount in ["100.00", "101.00", "-102.00"] {
        assert_eq!(
            stands(&office, amount),
            ("open".to_owned(), String::new()),
            "{}",
            entry(&office, amount)
        );
    }
    let told = entry(&office, "595.00")["explanation"].to_string();
    assert!(told.contains("AB-1001") && told.contains("§ 13 Abs. 1 Nr. 1a"), "{told}");
    // Refused, it is not proposed again.
    let paid = entry(&office, "-297.50")["id"].as_str().unwrap_or_default().to_owned();
    office.done(&["resolve", &paid, "reject", "nein"]);
    office.done(&["nightly"]);
    assert_eq!(stands(&office, "-297.50").0, "open");
    let id = entry(&office, "595.00")["id"].as_str().unwrap_or_default().to_owned();
    office.done(&["resolve", &id, "accept"]);
    assert_eq!(office.open_items(), [format!("{id} -595.00")]);
    let invoice = Invoice {
        number: "RE-9",
        date: "2026-10-20",
        seller: ("Beispiel GmbH", "DE136695976"),
        buyer: ("Müller Bau GmbH", "DE811115368"),
        net_cents: 100_000,
        type_code: "380",
        corrects: None,
    };
    let order = "<cac:OrderReference><cbc:ID>AB-1001</cbc:ID></cac:OrderReference><cac:AccountingSupplierParty>";
    office.put("invoice.xml", &invoice.xml().replace("<cac:AccountingSupplierParty>", order));
    office.run();
    let says =
        |office: &Office| office.say(&["review"]).1.contains(&format!("resolve RE-9 against {id}"));
    assert!(says(&office), "{}", office.say(&["review"]).1);
    office.done(&["resolve", "RE-9", "against", &id]);
    assert!(!says(&office), "{}", office.say(&["review"]).1);
    assert_eq!(office.open_items(), ["RE-9 595.00"]);
    office.done(&["undo", "V1"]);
    assert!(says(&office));
    office.done(&["verify"]);
    assert_eq!(office.sub_ledger_astray(), [""; 0]);
}

#[test]
fn an_order_that_was_invoiced_asks_for_no_advance_and_one_that_comes_later_is_found() {
    let office = Office::make("advances-later");
    office.put("contacts.csv", CONTACTS);
    let head = "document;side;contact;date;due;amount;currency;discount_percent;discount_until;order;vat_rate";
    office.put(
        "items.csv",
        &format!("{head}\nRE-7;receivable;10051;2026-10-01;2026-10-15;1190,00;EUR;;;AB-1002;19\n"),
    );
    bank(
        &office,
        &[("500.00", "Schäfer Druck e.K.", "AB-1002"), ("300.00", "Müller Bau GmbH", "AB-1001")],
    );
    assert_eq!(stands(&office, "300.00").0, "open");
    office.put("orders.csv", ORDERS);
    office.run();
    office.done(&["nightly"]);
    assert_eq!(stands(&office, "300.00"), ("suggested".to_owned(), "10050".to_owned()));
    assert_ne!(stands(&office, "500.00").1, "10051", "{}", entry(&office, "500.00"));
}
