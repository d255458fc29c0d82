//! What steers money without being money – whose account is whose, what was ordered at which price,
//! what a person said – is held against the documents and decisions that it comes from, so that a
//! change by hand is named.

use super::bad_input::sqlite;
use super::bureau::{Bureau, MUELLER, OURS, Tested};
use super::invoice::Invoice;
use std::fs;

const CONTACTS: &str = "contact;name;role;vat_id;iban;email;account\n\
    70033;Stahl AG;vendor;DE290104774;DE02300209000106531065;rechnung@stahl.example;\n\
    70044;Leim AG;vendor;;DE02200505501015871393;;4930\n\
    K1;Kunde GmbH;customer;;DE02100500000054540402;;\n";
const ORDERS: &str = "order;side;date;contact;line;article;description;quantity;unit;unit_price\n\
    B-1;purchase;2026-08-01;70033;1;A1;Blech;10;Stk;10.00\n";
const NOTES: &str = "delivery_note;date;contact;order;line;article;description;quantity;unit\n\
    LS-1;2026-08-10;70033;B-1;1;A1;Blech;10;Stk\n";
const RATES: &str = "Date,USD\n2026-09-02,1.1000\n";
const ITEMS: &str = "document;side;contact;date;due;amount;currency\n\
    AR-1;receivable;K1;2026-08-01;2026-09-01;119.00;EUR\n";
const BALANCES: &str = "account;debit;credit;date\n0420;100.00;;2026-01-01\n";

/// An office whose vendors come by list and by invoice, with orders, rates and answers.
fn office() -> Bureau {
    let bureau = Bureau::new();
    for (name, text) in [
        ("1-contacts.csv", CONTACTS),
        ("2-orders.csv", ORDERS),
        ("3-deliveries.csv", NOTES),
        ("4-rates.csv", RATES),
        ("5-open-items.csv", ITEMS),
        ("6-opening-balances.csv", BALANCES),
    ] {
        bureau.drop(&format!("mueller/{name}"), text);
    }
    let invoice = |number, seller| Invoice {
        number,
        date: "2026-10-02",
        seller,
        buyer: OURS,
        net_cents: 10_000,
        type_code: "380",
        corrects: None,
    };
    let pays_to = |xml: String, iban: &str| {
        let means = format!(
            "<cac:PaymentMeans><cbc:PaymentMeansCode>58</cbc:PaymentMeansCode>\
             <cac:PayeeFinancialAccount><cbc:ID>{iban}</cbc:ID></cac:PayeeFinancialAccount>\
             </cac:PaymentMeans><cac:TaxTotal>"
        );
        xml.replacen("<cac:TaxTotal>", &means, 1)
    };
    let listed = invoice("R-1", ("Stahl AG", "DE290104774")).xml();
    bureau.drop("mueller/7-invoice.xml", pays_to(listed, "DE02300209000106531065"));
    let unlisted = invoice("R-2", ("Neu und Co", "DE129273398")).xml();
    bureau.drop("mueller/8-invoice.xml", pays_to(unlisted, "DE57700700100123456700"));
    bureau.drop(
        "mueller/9-bank.csv",
        format!(
            "iban;booking_date;amount;currency;counterparty;counterparty_iban;remittance\n\
             {MUELLER};2026-10-10;-30.00;EUR;Papier;DE02100100100006820101;Papier\n\
             {MUELLER};2026-10-12;119.00;EUR;Mutter;DE75512108001245126199;fuer Kunde\n"
        ),
    );
    assert!(bureau.run(&["run"]).status < 2);
    for said in [
        ["resolve", "E1", "account", "4930"].as_slice(),
        &["resolve", "E2", "match", "AR-1"],
        &["resolve", "D7", "account", "4980"],
        &["resolve", "D8", "release", "telefonisch geprüft"],
    ] {
        let done = bureau.run(said);
        assert_eq!(done.status, 0, "{said:?} {}{}", done.out, done.err);
    }
    // A later list and a later order take over what they say; nobody has changed anything by hand.
    bureau.drop("mueller/later.csv", CONTACTS.replace("Leim AG", "Leim und Kleber AG"));
    bureau.drop("mueller/later-orders.csv", ORDERS.replace(";10.00", ";11.00"));
    assert!(bureau.run(&["run"]).status < 2);
    let verified = bureau.run(&["verify"]);
    assert_eq!(verified.status, 0, "{}", verified.out);
    bureau
}

/// A change by hand, what `verify` finds, and what it names.
const CHANGES: &[(&str, &str, &str)] = &[
    (
        "UPDATE contact SET ibans = 'DE02100100100006820101' WHERE contact = '70033'",
        "contact-not-as-stated",
        "DE02100100100006820101",
    ),
    (
        "UPDATE contact SET ibans = ibans || ' DE02100100100006820101' WHERE contact = '70044'",
        "contact-not-as-stated",
        "DE02100100100006820101",
    ),
    // An account that a document states, but of another firm.
    (
        "UPDATE contact SET ibans = 'DE57700700100123456700' WHERE contact = '70044'",
        "contact-not-as-stated",
        "DE57700700100123456700",
    ),
    (
        "UPDATE contact SET ibans = '' WHERE contact = '70033'",
        "contact-not-as-stated",
        "DE02300209000106531065",
    ),
    (
        "UPDATE contact SET ibans = 'DE02100100100006820101' WHERE name = 'Neu und Co'",
        "contact-not-as-stated",
        "DE02100100100006820101",
    ),
    (
        "UPDATE contact SET vat_id = 'DE129273398' WHERE contact = '70033'",
        "contact-not-as-stated",
        "DE129273398",
    ),
    (
        "UPDATE contact SET vat_id = NULL WHERE contact = '70033'",
        "contact-not-as-stated",
        "DE290104774",
    ),
    (
        "UPDATE contact SET vat_id = 'DE290104774' WHERE name = 'Neu und Co'",
        "contact-not-as-stated",
        "DE290104774",
    ),
    (
        "UPDATE contact SET name = 'Stahl Ost' WHERE contact = '70033'",
        "contact-not-as-stated",
        "Ost",
    ),
    (
        "UPDATE contact SET contact = '70039' WHERE contact = '70044'",
        "contact-not-as-stated",
        "7003",
    ),
    ("UPDATE contact SET role = 'both' WHERE contact = '70044'", "contact-not-as-stated", "both"),
    (
        "UPDATE contact SET email = 'dieb@x.example' WHERE contact = '70033'",
        "contact-not-as-stated",
        "dieb",
    ),
    (
        "UPDATE contact SET account = '4980' WHERE contact = '70044'",
        "contact-not-as-stated",
        "4980",
    ),
    (
        "UPDATE contact SET payers = 'DE02100100100006820101:2' WHERE contact = 'K1'",
        "contact-not-as-stated",
        "DE02100100100006820101",
    ),
    ("DELETE FROM contact WHERE contact = '70044'", "contact-not-as-stated", "70044"),
    (
        "UPDATE placed_order SET facts = json_set(facts, '$.lines[0].unit_price', '19.00')",
        "trade-not-as-stated",
        "B-1",
    ),
    ("DELETE FROM placed_order", "trade-not-as-stated", "B-1"),
    (
        "UPDATE delivery_note SET facts = json_set(facts, '$.lines[0].quantity', '20')",
        "trade-not-as-stated",
        "LS-1",
    ),
    ("DELETE FROM delivery_note", "trade-not-as-stated", "LS-1"),
    (
        "UPDATE billed_invoice SET facts = json_set(facts, '$.ibans[0]', \
         'DE02100100100006820101') WHERE number = 'R-2'",
        "trade-not-as-stated",
        "R-2",
    ),
    ("DELETE FROM billed_invoice WHERE number = 'R-1'", "trade-not-as-stated", "R-1"),
    ("UPDATE exchange_rate SET rate = '1.0000'", "exchange-rate-not-as-stated", "USD"),
    ("UPDATE invoice_control SET held = 1 - held", "control-changed", "D"),
    ("DELETE FROM decision WHERE target = 'D8'", "decision-changed", "D8"),
    ("UPDATE decision SET choice = 'account 4985' WHERE target = 'D7'", "decision-changed", "D7"),
    (
        "UPDATE bank_entry SET decision = replace(decision, '\"4930\"', '\"4985\"') WHERE id = 1",
        "bank-entry-changed",
        "E1",
    ),
    ("UPDATE bank_entry SET account = 'DE1' WHERE id = 1", "bank-entry-changed", "E1"),
    ("DELETE FROM opening_balance WHERE account = '0420'", "opening-balance-changed", "0420"),
    (
        "UPDATE opening_balance SET date = '2025-01-01' WHERE account = '0420'",
        "opening-balance-changed",
        "0420",
    ),
    ("UPDATE open_item SET due = '2026-01-01' WHERE number = 'R-1'", "open-item-not-as", "R-1"),
];

#[test]
fn what_steers_money_and_was_changed_by_hand_is_named() -> Tested {
    let bureau = office();
    let store = fs::read(bureau.path("kontor.db"))?;
    for (change, code, row) in CHANGES {
        for rest in ["kontor.db-wal", "kontor.db-shm"] {
            let _ = fs::remove_file(bureau.path(rest));
        }
        fs::write(bureau.path("kontor.db"), &store)?;
        assert!(sqlite(&bureau, change)?, "{change}");
        let verified = bureau.run(&["verify", "--json"]);
        assert_eq!(verified.status, 1, "{change}: {}", verified.out);
        let faults = verified.json()["faults"].as_array().cloned().unwrap_or_default();
        let is_named = faults.iter().any(|fault| {
            let text = |field: &str| fault[field].as_str().unwrap_or_default().to_owned();
            text("code").starts_with(code) && text("message").contains(row)
        });
        assert!(is_named, "{change}: {faults:#?}");
    }
    Ok(())
}
