//! `verify` reads statements and invoices again: what somebody changed by hand of what they say is
//! named, and what changed rightly is not.

use super::bad_input::sqlite;
use super::bureau::{Bureau, MUELLER, OPEN_ITEMS, OURS, Tested, camt};
use super::invoice::Invoice;
use std::fs;

/// An office that booked a list, invoices and statements, and asks about two of them.
fn month() -> Bureau {
    let bureau = Bureau::new();
    let invoice = |number, buyer| {
        Invoice {
            number,
            date: "2026-10-02",
            seller: ("Stahl Nord GmbH", "DE129273398"),
            buyer,
            net_cents: 40_010,
            type_code: "380",
            corrects: None,
        }
        .xml()
    };
    bureau.drop("mueller/1-open-items.csv", OPEN_ITEMS);
    bureau.drop("mueller/2-invoice.xml", invoice("R-2001", OURS));
    bureau.drop("mueller/3-held.xml", invoice("R-2002", ("Ganz Andere AG", "DE811115368")));
    let entries = [
        ("1190.00", "Bau AG", "RE-1001"),
        ("5.00", "X", "y"),
        ("5.00", "Z", "z"),
        ("-12.50", "Bank", "Entgeltabschluss"),
    ];
    bureau.drop("mueller/4-statement.xml", camt(MUELLER, 5, &entries));
    let doubtful = camt(MUELLER, 8, &[("1.00", "X", "w")]).replace(">10001.00<", ">10002.00<");
    bureau.drop("mueller/5-doubtful.xml", doubtful);
    assert!(bureau.run(&["run"]).status < 2);
    for said in [["resolve", "E2", "account", "2700"], ["resolve", "E3", "account", "2700"]] {
        let done = bureau.run(&said);
        assert_eq!(done.status, 0, "{}{}", done.out, done.err);
    }
    let closed = bureau.run(&["close", "--company", "mueller", "--until", "2026-09-30"]);
    assert_eq!(closed.status, 0, "{}", closed.err);
    let verified = bureau.run(&["verify"]);
    assert_eq!(verified.status, 0, "{}", verified.out);
    bureau
}

/// A change by hand, what `verify` finds and the row that it names.
const CHANGES: &[(&str, &str, &str)] = &[
    (
        "UPDATE statement SET closing_minor = closing_minor + 100000 WHERE sequence = '5'",
        "statement-changed",
        "D4",
    ),
    (
        "UPDATE statement SET opening_minor = opening_minor + 100000 WHERE sequence = '5'",
        "statement-changed",
        "D4",
    ),
    (
        "UPDATE statement SET closing_date = '2026-10-06' WHERE sequence = '5'",
        "statement-changed",
        "D4",
    ),
    ("UPDATE statement SET currency = 'USD' WHERE sequence = '5'", "statement-changed", "D4"),
    ("UPDATE bank_entry SET counterparty_name = 'Betrug' WHERE id = 2", "bank-entry-changed", "E2"),
    (
        "UPDATE bank_entry SET counterparty_name = 'Betrug', facts = json_set(facts, \
         '$.counterparty.name', 'Betrug') WHERE id = 2",
        "bank-entry-not-as-stated",
        "E2",
    ),
    (
        "UPDATE bank_entry SET counterparty_iban = 'DE02100500000054540402', facts = \
         json_set(facts, '$.counterparty.iban', 'DE02100500000054540402') WHERE id = 2",
        "bank-entry-not-as-stated",
        "E2",
    ),
    (
        "UPDATE bank_entry SET remittance = 'anders', facts = json_set(facts, '$.remittance', \
         'anders')",
        "bank-entry-not-as-stated",
        "E4",
    ),
    (
        "UPDATE bank_entry SET (counterparty_name, remittance, bank_reference, facts) = (SELECT \
         counterparty_name, remittance, bank_reference, facts FROM bank_entry WHERE id = 3) WHERE \
         id = 2",
        "bank-entry-not-as-stated",
        "E",
    ),
    (
        "UPDATE open_item SET number = 'R-2009' WHERE number = 'R-2001'",
        "open-item-changed",
        "R-2009",
    ),
    (
        "UPDATE open_item SET number = 'R-2009' WHERE number = 'R-2001'",
        "open-item-not-as-stated",
        "R-2009",
    ),
    ("UPDATE open_item SET number = 'X' WHERE number = 'RE-1002'", "open-item-changed", "X"),
    (
        "UPDATE open_item SET date = '2026-10-03' WHERE number = 'R-2001'",
        "open-item-not-as-stated",
        "R-2001",
    ),
    ("UPDATE document SET status = 'processed' WHERE status = 'held'", "document-not-booked", "D3"),
    ("UPDATE document SET status = 'held' WHERE id = 2", "decision-changed", "D2"),
    ("UPDATE document SET status = 'duplicate' WHERE id = 2", "decision-changed", "D2"),
    ("UPDATE document SET status = 'rejected' WHERE id = 4", "decision-changed", "D4"),
    ("DELETE FROM closing", "closed-period-changed", "2026-09-30"),
    ("UPDATE closing SET closed_until = '2026-08-31'", "closed-period-changed", "2026-09-30"),
    ("UPDATE document SET doubts = '[]' WHERE id = 5", "doubt-missing", "D5"),
    ("DELETE FROM decision WHERE target = 'E2'", "decision-missing", "E2"),
    ("DELETE FROM decision WHERE target = 'E3'", "decision-missing", "E3"),
];

#[test]
fn what_stands_otherwise_than_in_its_original_is_named() -> Tested {
    let bureau = month();
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
            fault["code"] == *code
                && fault["message"].as_str().is_some_and(|message| message.contains(row))
        });
        assert!(is_named, "{change}: {faults:#?}");
    }
    Ok(())
}

/// Told by a table first, by the bank's statement then, each with what the other lacks.
#[test]
fn what_two_files_told_together_is_no_change() -> Tested {
    let bureau = Bureau::new();
    let head =
        "Buchungstag;Wertstellung;Betrag;Währung;Auftraggeber/Empfänger;IBAN;Verwendungszweck\n";
    let row = "05.10.2026;05.10.2026;1190,00;EUR;Bau AG;DE02100500000054540402;RE-1001\n";
    bureau.drop("mueller/a.csv", format!("{head}{row}"));
    assert!(bureau.run(&["run"]).status < 2);
    let richer = camt(MUELLER, 5, &[("1190.00", "Bau AG", "RE-1001 vom 01.09.")]);
    bureau.drop("mueller/b.xml", richer);
    assert!(bureau.run(&["run"]).status < 2);
    let entries = bureau.run(&["report", "reconciliation", "--json"]).rows();
    assert_eq!(entries.len(), 1, "{entries:#?}");
    let verified = bureau.run(&["verify"]);
    assert_eq!(verified.status, 0, "{}", verified.out);
    let other = "UPDATE bank_entry SET counterparty_iban = 'DE02200505501015871393', facts = \
        json_set(facts, '$.counterparty.iban', 'DE02200505501015871393')";
    assert!(sqlite(&bureau, other)?);
    let verified = bureau.run(&["verify"]);
    assert!(verified.status == 1 && verified.out.contains("E1"), "{}", verified.out);
    Ok(())
}

/// A table that ends in the middle of a row waits for a person, and what was changed since then is
/// understood.
#[test]
fn a_table_that_breaks_off_waits() -> Tested {
    let bureau = Bureau::new();
    let whole = OPEN_ITEMS.trim_end();
    let at = whole.rfind(';').unwrap_or_default();
    let (head, rest) = whole.split_at(at);
    bureau.drop("mueller/posten.csv", head);
    assert_eq!(bureau.run(&["run"]).status, 1);
    let document = bureau.document("mueller/posten.csv");
    assert!(document["waits"] == true && document["status"] == "processed", "{document}");
    assert!(document.to_string().contains("bricht"), "{document}");
    bureau.drop("mueller/rest.csv", rest);
    assert_eq!(bureau.run(&["run"]).status, 1);
    assert_eq!(bureau.document("mueller/rest.csv")["status"], "rejected");
    assert_eq!(bureau.run(&["resolve", "D1", "accept"]).status, 0);
    assert_eq!(bureau.document("mueller/posten.csv")["waits"], false);
    Ok(())
}

/// What an invoice told of a vendor was told of it under the name that it had then.
#[test]
fn a_list_that_renames_a_contact_leaves_what_invoices_told_of_it() -> Tested {
    let bureau = Bureau::new();
    let listed = |name: &str| format!("contact;name;role;city\n70001;{name};vendor;Köln\n");
    bureau.drop("mueller/contacts.csv", listed("Alpha Handel GmbH"));
    bureau.run(&["run"]);
    let invoice = crate::invoice::Invoice {
        number: "A-1",
        date: "2026-09-01",
        seller: ("Alpha Handel GmbH", "DE290104774"),
        buyer: ("Müller Metallbau GmbH", "DE136695976"),
        net_cents: 10_000,
        type_code: "380",
        corrects: None,
    };
    bureau.drop("mueller/a.xml", invoice.xml());
    bureau.run(&["run"]);
    for name in ["Beta Vertrieb AG", "Gamma KG"] {
        bureau.drop("mueller/contacts.csv", listed(name));
        bureau.run(&["run"]);
        let verified = bureau.run(&["verify"]);
        assert_eq!(verified.status, 0, "{name}: {}", verified.out);
    }
    Ok(())
}
