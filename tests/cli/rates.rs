//! Foreign currency: the rates of the ECB, dropped before or after what needs them.

use super::bureau::{Bureau, MUELLER, OURS, Tested, camt};
use super::invoice::Invoice;
use serde_json::Value;
use std::fs;

const USD_ACCOUNT: &str = "DE44500105175407324931";

fn dollars(number: &str, date: &str, net_cents: i64) -> String {
    let seller = ("Hudson Tools Ltd", "DE811115368");
    let invoice =
        Invoice { number, date, seller, buyer: OURS, net_cents, type_code: "380", corrects: None };
    invoice.xml().replace("EUR", "USD")
}

/// Rates of two days; Saturday and Sunday have none.
const RATES: &str = "Date,USD,JPY,\n2026-10-02,1.2500,160.00,\n2026-10-01,1.2000,161.00,\n";

/// Müller with an account in dollars; a payment of dollars on Sunday 4 October, the other on the
/// 1st.
fn office() -> Bureau {
    let bureau = Bureau::new();
    let settings = fs::read_to_string(bureau.path("companies/mueller.toml")).unwrap_or_default();
    let ibans = format!("ibans = [\"{MUELLER}\", \"{USD_ACCOUNT}\"]");
    bureau.write(
        "companies/mueller.toml",
        settings.replace(&format!("ibans = [\"{MUELLER}\"]"), &ibans),
    );
    bureau
}

fn statement(number: u32, amount: &str, text: &str) -> String {
    camt(USD_ACCOUNT, number, &[(amount, "Harbour Storage", text)]).replace("EUR", "USD")
}

fn balance(bureau: &Bureau, account: &str) -> String {
    let rows = bureau.run(&["report", "trial-balance", "--company", "mueller", "--json"]).rows();
    let closing = rows
        .into_iter()
        .find(|row| row["account"] == account)
        .map_or(Value::Null, |row| row["closing"].clone());
    closing.as_str().unwrap_or("none").to_owned()
}

/// Takes what lies in the inbox; `status` 1 where something waits.
fn run(bureau: &Bureau, status: i32) {
    let run = bureau.run(&["run"]);
    assert_eq!(run.status, status, "{}{} {:#?}", run.out, run.err, bureau.report("documents"));
}

fn balances(bureau: &Bureau) -> Vec<String> {
    ["3400", "1576", "70001", "1210", "1590"]
        .iter()
        .map(|account| balance(bureau, account))
        .collect()
}

#[test]
fn what_waited_for_a_rate_is_booked_when_it_comes_and_in_any_order_the_same() -> Tested {
    let late = office();
    late.drop("mueller/usd.xml", dollars("H-1", "2026-10-03", 100_000));
    late.drop("mueller/usd.camt.xml", statement(4, "-500.00", "Lager"));
    run(&late, 1);
    assert_eq!(
        late.document("mueller/usd.xml")["reason"].as_str().map(|text| text.contains("eurofxref")),
        Some(true)
    );
    assert_eq!(balance(&late, "1210"), "none");
    late.drop("eurofxref-hist.csv", RATES);
    run(&late, 0);
    let rates = late.document("eurofxref-hist.csv");
    assert_eq!(
        (&rates["kind"], &rates["status"], &rates["company"]),
        (&"exchange-rates".into(), &"processed".into(), &Value::Null)
    );
    let invoice = late.document("mueller/usd.xml");
    assert_eq!(invoice["status"], "processed");
    let notes: Vec<&str> =
        invoice["notes"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let fridays = |note: &&str| note.contains("02.10.2026") && note.contains("1,25");
    assert!(notes.iter().any(fridays), "Friday's rate counts on Saturday: {notes:?}");

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
    let entry = bureau
        .report("reconciliation")
        .first()
        .map(|row| row["id"].as_str().unwrap_or_default().to_owned())
        .unwrap_or_default();
    assert_eq!(bureau.run(&["resolve", &entry, "split", "4730=70.00,4970=50.00"]).status, 0);
    // 58.33 and 41.67: together what the bank account bears.
    assert_eq!(
        ["4730", "4970", "1210"].map(|account| balance(&bureau, account)),
        ["58.33", "41.67", "-100.00"]
    );
    assert!(bureau.run(&["explain", &entry]).out.contains("1.2"), "the rate is told");
    assert_eq!(bureau.run(&["undo", &entry]).status, 0);
    assert_eq!(bureau.run(&["resolve", &entry, "account", "4730", "--vat", "19"]).status, 0);
    assert_eq!(
        ["4730", "1576", "1210"].map(|account| balance(&bureau, account)),
        ["84.03", "15.97", "-100.00"]
    );
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
    bureau.write(
        "pipelines/own.toml",
        "[[rule]]\nname = \"Lager\"\ntext = [\"Lager\"]\ncategory = \
         \"other\"\naccount = \"79999\"\n",
    );
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

/// Trial balance of these accounts after the files came in these portions and a person answered;
/// the books hold together.
fn settled(portions: &[&[(&str, String)]], answers: &[&[&str]]) -> Vec<String> {
    let bureau = office();
    bureau
        .drop("rates.csv", "Date,USD,JPY,\n2026-10-05,1.2500,160.00,\n2026-10-01,1.0000,161.00,\n");
    for files in portions {
        files.iter().for_each(|(name, text)| bureau.drop(&format!("mueller/{name}"), text.clone()));
        bureau.run(&["run"]);
    }
    for answer in answers {
        let told = bureau.run(answer);
        assert_eq!(told.status, 0, "{answer:?}: {}{}", told.out, told.err);
    }
    assert_eq!(bureau.run(&["verify"]).status, 0, "{:#?}", bureau.report("journal"));
    ["70001", "1200", "1210", "1590", "2150", "2660", "4970"]
        .iter()
        .map(|account| balance(&bureau, account))
        .collect()
}

fn invoice() -> (&'static str, String) {
    ("usd.xml", dollars("H-77", "2026-10-01", 100_000))
}

fn paid_in_dollars(amount: &str, text: &str) -> (&'static str, String) {
    ("usd.camt.xml", statement(5, amount, text).replace("Harbour Storage", "Hudson Tools Ltd"))
}

/// A payment from the account in euro, of which the bank says what it was told to pay, and what it
/// kept.
fn paid_in_euro(amount: &str, instructed: &str) -> (&'static str, String) {
    let statement = camt(MUELLER, 5, &[(amount, "Hudson Tools Ltd", "H-77")]);
    ("euro.xml", statement.replacen("<RltdPties>", &format!("{instructed}<RltdPties>"), 1))
}

const AS_INSTRUCTED: &str =
    "<AmtDtls><InstdAmt><Amt Ccy=\"USD\">1190.00</Amt></InstdAmt></AmtDtls>";
const CHARGED: &str =
    "<Chrgs><Rcrd><Amt Ccy=\"EUR\">12.50</Amt><CdtDbtInd>DBIT</CdtDbtInd></Rcrd></Chrgs>";

#[test]
fn what_was_invoiced_in_dollars_is_settled_in_dollars_and_the_rates_differ() {
    let whole = || paid_in_dollars("-1190.00", "H-77");
    let gained = ["0.00", "none", "-952.00", "none", "none", "-238.00", "none"];
    assert_eq!(settled(&[&[invoice(), whole()]], &[]), gained);
    let mut late = settled(&[&[whole()], &[invoice()]], &[]);
    assert_eq!(std::mem::replace(&mut late[3], "none".to_owned()), "0.00");
    assert_eq!(late, gained);
    // 333.33 at 1.25 are 266.66 euro.
    let part: &[_] = &[paid_in_dollars("-333.33", "H-77 Teilzahlung 1")];
    let named: &[&str] = &["resolve", "E1", "match", "H-77"];
    assert_eq!(settled(&[&[invoice()], part], &[named])[..3], ["-856.67", "none", "-266.66"]);
    assert_eq!(
        settled(&[&[invoice()], part], &[&["undo", "E1"]])[..4],
        ["-1190.00", "none", "-266.66", "266.66"]
    );
}

#[test]
fn what_is_taken_back_is_open_in_dollars_still() {
    let bureau = office();
    bureau
        .drop("rates.csv", "Date,USD,JPY,\n2026-10-05,1.2500,160.00,\n2026-10-01,1.0000,161.00,\n");
    let paid = paid_in_euro("-1050.00", &format!("{AS_INSTRUCTED}{CHARGED}"));
    for (name, text) in [invoice(), paid] {
        bureau.drop(&format!("mueller/{name}"), text);
    }
    bureau.run(&["run"]);
    assert_eq!(bureau.run(&["undo", "E1"]).status, 0);
    let why = bureau.report("reconciliation");
    let why = serde_json::to_string(&why).unwrap_or_default();
    assert!(why.contains("Kein anderer offener Posten in USD"), "{why}");
    assert!(why.contains("kontor resolve E1 match H-77"), "{why}");
}

#[test]
fn an_account_in_euro_pays_dollars_as_instructed_with_the_banks_charge() {
    let paid = |payment: (&'static str, String), answers: &[&[&str]]| {
        settled(&[&[invoice(), payment]], answers)
    };
    let with_charge = paid(paid_in_euro("-1050.00", &format!("{AS_INSTRUCTED}{CHARGED}")), &[]);
    assert_eq!(with_charge, ["0.00", "8950.00", "none", "none", "none", "-152.50", "12.50"]);
    // Farther off than rates explain: a person looks.
    assert_eq!(
        paid(paid_in_euro("-700.00", AS_INSTRUCTED), &[])[..4],
        ["-1190.00", "9300.00", "none", "700.00"]
    );
    // The bank says nothing of dollars: a person names the invoice, and the day's rate says how
    // much of it is paid.
    let named: &[&str] = &["resolve", "E1", "match", "H-77"];
    assert_eq!(
        paid(paid_in_euro("-960.00", ""), &[named]),
        ["0.00", "9040.00", "none", "0.00", "none", "-230.00", "none"]
    );
    assert_eq!(
        paid(paid_in_euro("-480.00", ""), &[named]),
        ["-590.00", "9520.00", "none", "0.00", "none", "-120.00", "none"]
    );
}

#[test]
fn what_is_open_in_dollars_is_valued_for_closing_and_items_are_taken_back_next_day() {
    let bureau = office();
    bureau
        .drop("rates.csv", "Date,USD,JPY,\n2026-10-07,1.2500,160.00,\n2026-10-01,1.0000,161.00,\n");
    bureau.drop("mueller/usd.xml", dollars("H-77", "2026-10-01", 100_000));
    // 500 dollars at 1.00 of a day whose account opened with nothing.
    bureau.drop(
        "mueller/one.xml",
        statement(1, "500.00", "Verkauf").replace("10000.00", "0.00").replace("10500.00", "500.00"),
    );
    bureau.run(&["run"]);
    let revalue = |day: &str| bureau.run(&["revalue", "--company", "mueller", "--on", day]);
    assert_eq!(revalue("2026-11-20").status, 1, "no rate for that day");
    let shown = bureau
        .run(&[
            "report",
            "foreign-balances",
            "--company",
            "mueller",
            "--as-of",
            "2026-10-07",
            "--json",
        ])
        .rows();
    let told: Vec<_> = shown
        .iter()
        .map(|row| (row["account"].clone(), row["booked"].clone(), row["difference"].clone()))
        .collect();
    let row = |account: &str, booked: &str, difference: &str| {
        (account.into(), booked.into(), difference.into())
    };
    assert_eq!(told, [row("1210", "500.00", "-100.00"), row("70001", "-1190.00", "238.00")]);
    assert_eq!(revalue("2026-10-07").status, 0);
    let at = |day: &str| -> Vec<String> {
        let rows = bureau
            .run(&["report", "trial-balance", "--company", "mueller", "--as-of", day, "--json"])
            .rows();
        let closing = |account: &str| {
            rows.iter().find(|row| row["account"] == account).map(|row| row["closing"].clone())
        };
        ["1210", "70001", "2150", "2660"]
            .iter()
            .map(|account| {
                closing(account).unwrap_or_default().as_str().unwrap_or("none").to_owned()
            })
            .collect()
    };
    assert_eq!(at("2026-10-07"), ["400.00", "-952.00", "100.00", "-238.00"]);
    assert_eq!(at("2026-10-08"), ["400.00", "-1190.00", "100.00", "0.00"]);
    assert_eq!(revalue("2026-10-07").status, 1, "there is nothing left to value");
    bureau.drop(
        "mueller/two.xml",
        statement(9, "-1190.00", "H-77").replace("Harbour Storage", "Hudson Tools Ltd"),
    );
    bureau.run(&["run"]);
    assert_eq!([balance(&bureau, "70001"), balance(&bureau, "2660")], ["0.00", "-238.00"]);
    assert_eq!(bureau.run(&["verify"]).status, 0, "{:#?}", bureau.report("journal"));
}
