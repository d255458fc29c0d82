//! `report … --explain POSITION`: what a position is made of sums to it.

use super::bureau::{Bureau, MUELLER, OURS, Tested, camt};
use super::invoice::Invoice;
use rust_decimal::Decimal;
use serde_json::Value;

fn amount(row: &Value) -> Decimal {
    row["amount"].as_str().and_then(|text| text.parse().ok()).unwrap_or_default()
}

/// Every position of these reports against the sum of what it is made of. The VAT return states bases in whole euros.
fn every_position_is_explained(bureau: &Bureau, reports: &[&str]) -> usize {
    let mut explained = 0;
    for report in reports {
        let asked = ["report", report, "--company", "mueller", "--from", "2026-10-01", "--to", "2026-10-31", "--json"];
        for line in bureau.run(&asked).rows() {
            let position = line["position"].as_str().unwrap_or_default();
            let parts = bureau.run(&[asked.as_slice(), &["--explain", position]].concat()).rows();
            let sum: Decimal = parts.iter().map(amount).sum();
            assert!((sum - amount(&line)).abs() < Decimal::ONE, "{report} {position}: {line} {parts:#?}");
            assert!(*report == "vat-return" || sum == amount(&line), "{report} {position}: {line} {parts:#?}");
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
        Invoice { number, date: "2026-10-02", seller, buyer, net_cents, type_code: "380", corrects: None }.xml()
    };
    let other = ("Kern Handel KG", "DE811115368");
    bureau.drop("mueller/a1.xml", invoice("A-1001", OURS, other, 100_055));
    bureau.drop("mueller/r1.xml", invoice("R-2001", ("Stahl Nord GmbH", "DE129273398"), OURS, 40_010));
    let entries = [("1190.65", "Kern Handel KG", "A-1001"), ("-12.50", "Bank", "Entgeltabschluss Kontoführung")];
    bureau.drop("mueller/s.xml", camt(MUELLER, 5, &entries));
    let run = bureau.run(&["run"]);
    assert_eq!(run.status, 0, "{}{}", run.out, run.err);
    bureau
}

#[test]
fn what_a_position_is_made_of_sums_to_it() -> Tested {
    let bureau = month("");
    let explained = every_position_is_explained(&bureau, &["balance-sheet", "profit-and-loss", "bwa", "vat-return", "ec-sales-list"]);
    assert!(explained >= 30, "{explained}");
    let lines =
        bureau.run(&["report", "vat-return", "--company", "mueller", "--from", "2026-10-01", "--to", "2026-10-31", "--explain", "81"]);
    assert!(lines.out.contains("8400") && lines.out.contains("USt19"), "{}", lines.out);
    assert_eq!(bureau.run(&["report", "journal", "--explain", "81"]).status, 2);
    Ok(())
}

#[test]
fn receipts_and_payments_name_the_invoices_paid() -> Tested {
    let bureau = month("vat = \"cash\"\nprofit = \"cash\"\n");
    assert!(every_position_is_explained(&bureau, &["profit-and-loss"]) > 4);
    let rows =
        bureau.run(&["report", "profit-and-loss", "--company", "mueller", "--to", "2026-10-31", "--explain", "112", "--json"]).rows();
    assert_eq!(
        rows.first().map(|row| (row["text"].clone(), row["amount"].clone())),
        Some(("A-1001".into(), "1000.55".into())),
        "{rows:#?}"
    );
    Ok(())
}
