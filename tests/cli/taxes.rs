//! The tax regime of a company, from its file to the books and the VAT return.

use super::bureau::{Bureau, OURS, Tested};
use super::invoice::Invoice;
use serde_json::Value;

fn issued(number: &str, date: &str, net_cents: i64) -> String {
    Invoice { number, date, seller: OURS, buyer: ("Bau AG", "DE300002153"), net_cents, type_code: "380", corrects: None }.xml()
}

fn balance(bureau: &Bureau, account: &str) -> Value {
    let rows = bureau.report("trial-balance");
    rows.into_iter().find(|row| row["account"] == account).map_or(Value::Null, |row| row["closing"].clone())
}

#[test]
fn vat_that_a_small_business_shows_is_owed_at_a_persons_word_only() -> Tested {
    let bureau = Bureau::mueller("vat = \"small-business\"");
    bureau.drop("mueller/a.xml", issued("A-1", "2026-10-05", 10_000));
    assert_eq!(bureau.run(&["run"]).status, 1);
    let held = bureau.document("mueller/a.xml");
    assert!(held["status"] == "held" && held["reason"].to_string().contains("§ 14c"), "{held:#?}");
    assert!(bureau.report("journal").is_empty());
    assert_eq!(bureau.run(&["resolve", held["id"].as_str().unwrap_or_default(), "accept"]).status, 0);
    let balances = ["8195", "1783", "1776"].map(|account| balance(&bureau, account));
    assert_eq!(balances, ["-100.00".into(), "-19.00".into(), Value::Null]);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}
