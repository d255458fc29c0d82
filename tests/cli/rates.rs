//! Foreign currency: the rates of the ECB, dropped before or after what needs them.

use super::bureau::{Bureau, MUELLER, OURS, Tested, camt};
use super::invoice::Invoice;
use serde_json::Value;
use std::fs;

const USD_ACCOUNT: &str = "DE44500105175407324931";

fn dollars(number: &str, date: &str, net_cents: i64) -> String {
    let seller = ("Hudson Tools Ltd", "DE811115368");
    let invoice = Invoice { number, date, seller, buyer: OURS, net_cents, type_code: "380", corrects: None };
    invoice.xml().replace("EUR", "USD")
}

/// Rates of two days; Saturday and Sunday have none.
const RATES: &str = "Date,USD,JPY,\n2026-10-02,1.2500,160.00,\n2026-10-01,1.2000,161.00,\n";

/// Müller with an account in dollars; a payment of dollars on Sunday 4 October, the other on the 1st.
fn office() -> Bureau {
    let bureau = Bureau::new();
    let settings = fs::read_to_string(bureau.path("companies/mueller.toml")).unwrap_or_default();
    let ibans = format!("ibans = [\"{MUELLER}\", \"{USD_ACCOUNT}\"]");
    bureau.write("companies/mueller.toml", settings.replace(&format!("ibans = [\"{MUELLER}\"]"), &ibans));
    bureau
}

fn statement(number: u32, amount: &str, text: &str) -> String {
    camt(USD_ACCOUNT, number, &[(amount, "Harbour Storage", text)]).replace("EUR", "USD")
}

fn balance(bureau: &Bureau, account: &str) -> String {
    let rows = bureau.run(&["report", "trial-balance", "--company", "mueller", "--json"]).rows();
    let closing = rows.into_iter().find(|row| row["account"] == account).map_or(Value::Null, |row| row["closing"].clone());
    closing.as_str().unwrap_or("none").to_owned()
}

/// Takes what lies in the inbox; `status` 1 where something waits.
fn run(bureau: &Bureau, status: i32) {
    let run = bureau.run(&["run"]);
    assert_eq!(run.status, status, "{}{} {:#?}", run.out, run.err, bureau.report("documents"));
}

fn balances(bureau: &Bureau) -> Vec<String> {
    ["3400", "1576", "70001", "1210", "1590"].iter().map(|account| balance(bureau, account)).collect()
}

#[test]
fn what_waited_for_a_rate_is_booked_when_it_comes_and_in_any_order_the_same() -> Tested {
    let late = office();
    late.drop("mueller/usd.xml", dollars("H-1", "2026-10-03", 100_000));
    late.drop("mueller/usd.camt.xml", statement(4, "-500.00", "Lager"));
    run(&late, 1);
    assert_eq!(late.document("mueller/usd.xml")["reason"].as_str().map(|text| text.contains("eurofxref")), Some(true));
    assert_eq!(balance(&late, "1210"), "none");
    late.drop("eurofxref-hist.csv", RATES);
    run(&late, 0);
    let rates = late.document("eurofxref-hist.csv");
    assert_eq!((&rates["kind"], &rates["status"], &rates["company"]), (&"exchange-rates".into(), &"processed".into(), &Value::Null));
    let invoice = late.document("mueller/usd.xml");
    assert_eq!(invoice["status"], "processed");
    let note = invoice["notes"][0].as_str().unwrap_or_default().to_owned();
    assert!(note.contains("02.10.2026") && note.contains("1,25"), "Friday's rate counts on Saturday: {note}");

    let early = office();
    early.drop("rates.csv", RATES);
    run(&early, 0);
    early.drop("mueller/usd.xml", dollars("H-1", "2026-10-03", 100_000));
    early.drop("mueller/usd.camt.xml", statement(4, "-500.00", "Lager"));
    run(&early, 0);

    let once = office();
    once.drop("mueller/usd.xml", dollars("H-1", "2026-10-03", 100_000));
    once.drop("mueller/usd.camt.xml", statement(4, "-500.00", "Lager"));
    once.drop("rates.csv", RATES);
    run(&once, 0);

    assert_eq!(balances(&late)[..2], ["800.00", "152.00"], "{:?}", late.report("journal"));
    assert_eq!(balances(&late)[3], "-400.00");
    assert_eq!(balances(&late), balances(&early));
    assert_eq!(balances(&late), balances(&once));
    for bureau in [late, early, once] {
        assert_eq!(bureau.run(&["verify"]).status, 0);
    }
    Ok(())
}

#[test]
fn an_old_rate_is_none_and_a_person_books_dollars_on_an_account() -> Tested {
    let bureau = office();
    bureau.drop("rates.csv", RATES);
    bureau.drop("mueller/usd.xml", dollars("H-1", "2026-10-30", 100_000));
    bureau.drop("mueller/one.xml", statement(1, "-120.00", "Lager"));
    run(&bureau, 1);
    assert_eq!(bureau.document("mueller/usd.xml")["status"], "held");
    assert_eq!(balance(&bureau, "1210"), "-100.00");
    let entry = bureau.report("reconciliation").first().map(|row| row["id"].as_str().unwrap_or_default().to_owned()).unwrap_or_default();
    assert_eq!(bureau.run(&["resolve", &entry, "split", "4730=70.00,4970=50.00"]).status, 0);
    // 58.33 and 41.67: together what the bank account bears.
    assert_eq!(["4730", "4970", "1210"].map(|account| balance(&bureau, account)), ["58.33", "41.67", "-100.00"]);
    assert!(bureau.run(&["explain", &entry]).out.contains("1.2"), "the rate is told");
    assert_eq!(bureau.run(&["undo", &entry]).status, 0);
    assert_eq!(bureau.run(&["resolve", &entry, "account", "4730", "--vat", "19"]).status, 0);
    assert_eq!(["4730", "1576", "1210"].map(|account| balance(&bureau, account)), ["84.03", "15.97", "-100.00"]);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn what_a_person_took_back_is_not_booked_again_by_a_rate() -> Tested {
    let bureau = office();
    bureau.drop("mueller/usd.xml", dollars("H-1", "2026-10-02", 100_000));
    run(&bureau, 1);
    let id = bureau.document("mueller/usd.xml")["id"].as_str().unwrap_or_default().to_owned();
    assert_eq!(bureau.run(&["resolve", &id, "accept", "--rate", "2"]).status, 0);
    assert_eq!(balance(&bureau, "3400"), "500.00");
    assert_eq!(bureau.run(&["undo", &id]).status, 0);
    bureau.drop("rates.csv", RATES);
    run(&bureau, 0);
    assert_eq!(bureau.document("mueller/usd.xml")["status"], "held");
    // A plain yes takes the day's rate now.
    assert_eq!(bureau.run(&["resolve", &id, "accept"]).status, 0);
    assert_eq!(balance(&bureau, "3400"), "800.00");
    Ok(())
}

#[test]
fn dollars_go_to_no_personal_account_that_nobody_bears() -> Tested {
    let bureau = office();
    bureau.write("pipelines/own.toml", "[[rule]]\nname = \"Lager\"\ntext = [\"Lager\"]\ncategory = \"other\"\naccount = \"79999\"\n");
    bureau.drop("rates.csv", RATES);
    bureau.drop("mueller/usd.camt.xml", statement(4, "-500.00", "Lager"));
    run(&bureau, 0);
    let entry = bureau.report("reconciliation").pop().unwrap_or_default();
    assert_eq!(entry["status"], "open", "{entry:#}");
    assert!(entry.to_string().contains("79999"), "{entry:#}");
    assert_eq!(balance(&bureau, "79999"), "none");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}
