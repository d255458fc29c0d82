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

/// § 13 (1) no. 1a UStG: what is performed over a time is performed with its end, whenever it is invoiced after that.
#[test]
fn what_is_invoiced_by_period_is_of_the_month_it_ended_in() -> Tested {
    let with_period = |number, from: &str, to: &str| {
        let xml = issued(number, "2026-11-03", 10_000);
        let period = format!("<cac:InvoicePeriod><cbc:StartDate>{from}</cbc:StartDate><cbc:EndDate>{to}</cbc:EndDate></cac:InvoicePeriod>");
        let before = "<cac:AccountingSupplierParty>";
        assert!(xml.contains(before), "{xml}");
        xml.replacen(before, &format!("{period}{before}"), 1)
    };
    let bureau = Bureau::mueller("");
    bureau.drop("mueller/a.xml", with_period("A-1", "2026-10-01", "2026-10-31"));
    // Invoiced beforehand: it counts as before.
    bureau.drop("mueller/b.xml", with_period("A-2", "2026-12-01", "2026-12-31"));
    assert_eq!(bureau.run(&["run"]).status, 0);
    let turnover = |from: &str, to: &str| -> Vec<Value> {
        let rows = bureau.run(&["report", "vat-return", "--from", from, "--to", to, "--json"]).rows();
        rows.into_iter().filter(|row| row["position"] == "81").map(|row| row["amount"].clone()).collect()
    };
    assert_eq!(turnover("2026-10-01", "2026-10-31"), ["100.00"]);
    assert_eq!(turnover("2026-11-01", "2026-11-30"), ["100.00"]);
    assert!(turnover("2026-12-01", "2026-12-31").is_empty());
    Ok(())
}
