//! `report … --explain POSITION`: what a position is made of sums to it.

use super::bureau::{Bureau, MUELLER, OURS, Tested, camt};
use super::invoice::Invoice;
use rust_decimal::Decimal;
use serde_json::Value;

fn amount(row: &Value) -> Decimal {
    row["amount"].as_str().and_then(|text| text.parse().ok()).unwrap_or_default()
}

/// Every position of these reports against the sum of what it is made of. The VAT return states
/// bases in whole euros.
fn every_position_is_explained(bureau: &Bureau, reports: &[&str]) -> usize {
    let mut explained = 0;
    for report in reports {
        let asked = [
            "report",
            report,
            "--company",
            "mueller",
            "--from",
            "2026-10-01",
            "--to",
            "2026-10-31",
            "--json",
        ];
        for line in bureau.run(&asked).rows() {
            let position = line["position"].as_str().unwrap_or_default();
            let parts = bureau.run(&[asked.as_slice(), &["--explain", position]].concat()).rows();
            let sum: Decimal = parts.iter().map(amount).sum();
            assert!(
                (sum - amount(&line)).abs() < Decimal::ONE,
                "{report} {position}: {line} {parts:#?}"
            );
            assert!(
                *report == "vat-return" || sum == amount(&line),
                "{report} {position}: {line} {parts:#?}"
            );
            assert!(!parts.is_empty() || amount(&line).is_zero(), "{report} {position}");
            explained += 1;
        }
    }
    explained
}

fn month(settings: &str) -> Bureau {
    let bureau = Bureau::new();
    let file = bureau.path("companies/mueller.toml");
    let text = std::fs::read_to_string(&file).unwrap_or_default();
    bureau.write("companies/mueller.toml", format!("{settings}{text}"));
    let invoice = |number, seller, buyer, net_cents| {
        Invoice {
            number,
            date: "2026-10-02",
            seller,
            buyer,
            net_cents,
            type_code: "380",
            corrects: None,
        }
        .xml()
    };
    let other = ("Kern Handel KG", "DE811115368");
    bureau.drop("mueller/a1.xml", invoice("A-1001", OURS, other, 100_055));
    bureau.drop(
        "mueller/r1.xml",
        invoice("R-2001", ("Stahl Nord GmbH", "DE129273398"), OURS, 40_010),
    );
    let entries = [
        ("1190.65", "Kern Handel KG", "A-1001"),
        ("-12.50", "Bank", "Entgeltabschluss Kontoführung"),
    ];
    bureau.drop("mueller/s.xml", camt(MUELLER, 5, &entries));
    let run = bureau.run(&["run"]);
    assert_eq!(run.status, 0, "{}{}", run.out, run.err);
    bureau
}

#[test]
fn what_a_position_is_made_of_sums_to_it() -> Tested {
    let bureau = month("");
    let explained = every_position_is_explained(
        &bureau,
        &["balance-sheet", "profit-and-loss", "bwa", "vat-return", "ec-sales-list"],
    );
    assert!(explained >= 30, "{explained}");
    let lines = bureau.run(&[
        "report",
        "vat-return",
        "--company",
        "mueller",
        "--from",
        "2026-10-01",
        "--to",
        "2026-10-31",
        "--explain",
        "81",
    ]);
    assert!(lines.out.contains("8400") && lines.out.contains("USt19"), "{}", lines.out);
    assert_eq!(bureau.run(&["report", "journal", "--explain", "81"]).status, 2);
    Ok(())
}

#[test]
fn receipts_and_payments_name_the_invoices_paid() -> Tested {
    let bureau = month("vat = \"cash\"\nprofit = \"cash\"\n");
    assert!(every_position_is_explained(&bureau, &["profit-and-loss"]) > 4);
    let rows = bureau
        .run(&[
            "report",
            "profit-and-loss",
            "--company",
            "mueller",
            "--to",
            "2026-10-31",
            "--explain",
            "112",
            "--json",
        ])
        .rows();
    assert_eq!(
        rows.first().map(|row| (row["text"].clone(), row["amount"].clone())),
        Some(("A-1001".into(), "1000.55".into())),
        "{rows:#?}"
    );
    Ok(())
}

/// Two customers, three invoices of theirs and one of another amount; each payment leaves something
/// else behind.
fn with_rivals(language: &str) -> Bureau {
    let bureau = Bureau::with(language);
    let contacts = "contact;name;role;iban\nK1;Bau AG;customer;\nK2;Dach GmbH;customer;\n";
    let items = "document;side;contact;date;due;amount\nRE-1001;receivable;K1;2026-09-01;;1190.00\nRE-1002;receivable;K1;2026-09-02;;1190.00\n\
        RE-1003;receivable;K1;2026-09-03;;77.00\nRE-2001;receivable;K2;2026-09-04;;88.00\nRE-2002;receivable;K2;2026-09-05;;88.00\n";
    bureau.drop("mueller/contacts.csv", contacts);
    bureau.drop("mueller/open-items.csv", items);
    let entries = [
        ("1190.00", "Bau AG", "Rechnung RE-1001"),
        ("88.00", "Dach GmbH", "Danke"),
        ("80.00", "Bau AG", "Ueberweisung"),
        ("-12.50", "Bank", "Entgeltabschluss Kontofuehrung"),
    ];
    bureau.drop("mueller/s.xml", camt(MUELLER, 5, &entries));
    bureau.run(&["run"]);
    bureau
}

#[test]
fn what_came_second_is_kept_with_why_it_lost() -> Tested {
    let bureau = with_rivals("");
    let known = |id: &str| bureau.run(&["explain", id, "--json"]).json();
    let second = |id: &str| {
        let rival = known(id)["runner_up"].clone();
        let document = rival["documents"][0]["document"].as_str().unwrap_or_default().to_owned();
        (document, rival["lost"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(known("E1")["status"], "matched");
    assert_eq!(second("E1"), ("RE-1002".into(), "not-named".into()), "{}", known("E1"));
    assert_eq!(known("E1")["runner_up"]["margin"], "0.499");
    assert_eq!(known("E2")["status"], "suggested");
    assert_eq!(second("E2"), ("RE-2002".into(), "same-amount".into()), "{}", known("E2"));
    assert_eq!(known("E3")["status"], "open");
    assert_eq!(second("E3"), ("RE-1003".into(), "other-amount".into()), "{}", known("E3"));
    assert_eq!(
        known("E3")["runner_up"]["margin"],
        Value::Null,
        "what is open has nothing to be ahead with"
    );
    assert_eq!(known("E4")["runner_up"], Value::Null, "nothing else was weighed");
    let told = bureau.run(&["explain", "E1"]).out;
    for word in [
        "Zweitbestes:",
        "RE-1002",
        "Unterlag, weil: nicht genannt",
        "doch der Text nennt einen anderen Posten",
        "Abstand: 0,499",
    ] {
        assert!(told.contains(word), "{word}: {told}");
    }
    Ok(())
}

#[test]
fn what_came_second_is_told_in_english_too() -> Tested {
    let bureau = with_rivals("language = \"en\"");
    let told = bureau.run(&["explain", "E3"]).out;
    assert!(told.contains("runner-up:") && told.contains("lost because: another amount"), "{told}");
    assert!(
        told.contains("Bau AG has RE-1003 over 77.00 EUR open; the amount is another."),
        "{told}"
    );
    Ok(())
}

/// What a person accepts keeps what it was chosen over, and taking it back finds the same again.
#[test]
fn what_came_second_outlasts_the_answer() -> Tested {
    let bureau = with_rivals("");
    let second =
        || bureau.run(&["explain", "E2", "--json"]).json()["runner_up"]["documents"].clone();
    let before = second();
    assert_eq!(bureau.run(&["resolve", "E2", "accept"]).status, 0);
    assert_eq!(second(), before);
    assert_eq!(bureau.run(&["undo", "E2"]).status, 0);
    assert!(second().as_array().is_some_and(|list| !list.is_empty()));
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

/// All that was ever said of an item is found from the item: for which entries it was proposed,
/// what was refused, accepted and taken back.
#[test]
fn an_item_tells_all_that_was_said_of_it() -> Tested {
    let bureau = with_rivals("");
    let done = |arguments: &[&str]| assert_eq!(bureau.run(arguments).status, 0, "{arguments:?}");
    let stands = |number: &str| {
        let known = bureau.run(&["explain", number, "--json"]).json();
        let said = known["history"][0].clone();
        let verbs: Vec<String> = said["decisions"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|row| row[1].as_str().map(str::to_owned))
            .collect();
        (said["id"].clone(), said["stands"].clone(), verbs.join(", "))
    };
    assert_eq!(stands("RE-1001"), ("E1".into(), "settles".into(), String::new()));
    assert_eq!(stands("RE-2001"), ("E2".into(), "proposed".into(), String::new()));
    assert_eq!(stands("RE-2002"), (Value::Null, Value::Null, String::new()), "it never was");
    done(&["resolve", "E2", "reject", "nicht diese"]);
    assert_eq!(stands("RE-2001"), ("E2".into(), "refused".into(), "reject nicht diese".into()));
    assert_eq!(stands("RE-2002"), ("E2".into(), "proposed".into(), "reject nicht diese".into()));
    done(&["resolve", "E2", "accept"]);
    assert_eq!(
        stands("RE-2002"),
        ("E2".into(), "settles".into(), "reject nicht diese, accept".into())
    );
    done(&["undo", "E1"]);
    assert_eq!(stands("RE-1001").1, "refused");
    let told = bureau.run(&["explain", "RE-2001"]).out;
    assert!(
        told.contains("Verlauf:")
            && told.contains("Steht: abgelehnt")
            && told.contains("abgelehnt: nicht diese"),
        "{told}"
    );
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

/// A field of the answer that nobody gave a German word shows its name in the program.
#[test]
fn every_field_has_a_german_word() -> Tested {
    let bureau = month("");
    for about in ["D1", "D2", "D3", "E1", "E2", "A-1001", "R-2001"] {
        let told = bureau.run(&["explain", about]).out;
        let name = |line: &&str| {
            line.trim()
                .split_once(':')
                .is_some_and(|(label, _)| label.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
        };
        let unnamed: Vec<&str> =
            told.lines().filter(name).filter(|line| !line.trim().starts_with("gegen:")).collect();
        assert!(!told.is_empty() && unnamed.is_empty(), "{about}: {unnamed:?}");
    }
    Ok(())
}
