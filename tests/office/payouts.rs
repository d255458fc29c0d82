//! Reports of payment services: sales gross, fees apart, payouts in transit between the service's
//! account and the bank's.

use crate::bill::{Bill, Group, Other};
use crate::small_office::{OWN, Office};
use serde_json::Value;
use std::collections::BTreeMap;

const ITEMS: &str =
    "document;side;contact;date;due;amount;currency;discount_percent;discount_until;order;vat_rate
RE-1001;receivable;10001;2026-07-01;2026-07-15;119,00;EUR;;;;19
RE-1002;receivable;10002;2026-07-01;2026-07-15;238,00;EUR;;;;19
RE-1003;receivable;10003;2026-07-01;2026-07-15;97,00;EUR;;;;19
";

const PAYPAL: &str = "\"Datum\",\"Uhrzeit\",\"Zeitzone\",\"Name\",\"Typ\",\"Status\",\"Währung\",\"Brutto\",\"Entgelt\",\"Netto\",\"Absender E-Mail-Adresse\",\"Transaktionscode\",\"Auswirkung auf Guthaben\",\"Guthaben\",\"Rechnungsnummer\"
\"01.07.2026\",\"12:21:25\",\"Europe/Berlin\",\"Anna Kern\",\"Zahlung\",\"Abgeschlossen\",\"EUR\",\"119,00\",\"-3,32\",\"115,68\",\"a@b.example\",\"T1\",\"Haben\",\"115,68\",\"RE-1001\"
\"02.07.2026\",\"12:21:25\",\"Europe/Berlin\",\"Bernd Blau\",\"Website-Zahlung\",\"Abgeschlossen\",\"EUR\",\"238,00\",\"-6,28\",\"231,72\",\"b@b.example\",\"T2\",\"Haben\",\"347,40\",\"RE-1002\"
\"03.07.2026\",\"12:21:25\",\"Europe/Berlin\",\"\",\"Allgemeine Abbuchung\",\"Abgeschlossen\",\"EUR\",\"-300,00\",\"0,00\",\"-300,00\",\"\",\"T3\",\"Soll\",\"47,40\",\"\"
";

const STRIPE: &str =
    "id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Available On (UTC),Description
txn_1,charge,ch_1,97.00,3.07,93.93,eur,2026-07-11 09:00,2026-07-18 00:00,Invoice RE-1003
txn_2,payout,po_1,-93.93,0.00,-93.93,eur,2026-07-20 00:00,2026-07-20 00:00,STRIPE PAYOUT
";

const BANK: &str = "iban;booking_date;value_date;amount;currency;counterparty;counterparty_iban;remittance
DE02120300000000202051;2026-07-06;2026-07-06;300.00;EUR;PayPal Europe S.a.r.l. et Cie S.C.A;LU89751000135104200E;PP.1234.PP ABBUCHUNG VOM PAYPAL-KONTO
DE02120300000000202051;2026-07-21;2026-07-21;93.93;EUR;Stripe Technology Europe Ltd;;STRIPE po_1
DE02120300000000202051;2026-07-22;2026-07-22;50.00;EUR;Paypalast GmbH;;Zahlung
DE02120300000000202051;2026-07-23;2026-07-23;-20.00;EUR;PayPal Europe S.a.r.l. et Cie S.C.A;LU89751000135104200E;Einkauf
";

/// A sale of July that is paid out in August, one paid in cash, one that failed, one without an
/// invoice, a refund.
const SUMUP: &str = "E-Mail,Datum,Transaktions-ID,Transaktionsart,Status,Kartentyp,Letzte 4 Ziffern,Durchgeführt mit,Zahlungsmethode,Eingabemodus,Autorisierungscode,Beschreibung,Betrag inkl. MwSt.,Netto,Steuerbetrag,Trinkgeldbetrag,Gebühr,Auszahlung,Auszahlungsdatum,Auszahlungs-ID,Referenz
a@b.example,2026-07-30 18:37:00,TAAA1111111,Umsatz,Erfolgreich,VISA,,DEBIT,POS,CONTACTLESS,1,Rechnung RE-1001,119.0,100.0,19.0,0.0,1.65,117.35,,,
,2026-07-30 18:38:00,TAAA1111111,Auszahlung,Gezahlt,,,,,,,,119.0,,,,1.65,117.35,2026-08-03,952982,
a@b.example,2026-07-31 18:45:43,TAAA2222222,Umsatz,Erfolgreich,,,,CASH,N/A,,Rechnung RE-1002,238.0,200.0,38.0,0.0,0.0,238.0,,,
a@b.example,2026-07-31 18:47:00,TAAA3333333,Umsatz,Abgebrochen,VISA,,DEBIT,POS,N/A,,Rechnung RE-1003,97.0,97.0,0.0,0.0,0.0,,,,
a@b.example,2026-07-31 19:00:00,TAAA4444444,Umsatz,Erfolgreich,VISA,,DEBIT,POS,CONTACTLESS,2,Rechnung RE-1003,97.0,97.0,0.0,0.0,1.35,95.65,,,
";
const SUMUP_LATER: &str = ",2026-07-31 19:01:00,TAAA4444444,Auszahlung,Gezahlt,,,,,,,,97.0,,,,1.35,95.65,2026-08-03,952982,
a@b.example,2026-08-01 09:00:00,TAAA5555555,Umsatz,Erfolgreich,VISA,,DEBIT,POS,CONTACTLESS,3,Kaffee,11.9,10.0,1.9,0.0,0.16,11.74,,,
a@b.example,2026-08-02 09:00:00,TAAA4444444,Rückerstattung,,,,,POS,,,,-40.0,,,,,,,,
";

const SUMUP_BANK: &str =
    "iban;booking_date;value_date;amount;currency;counterparty;counterparty_iban;remittance
DE02120300000000202051;2026-08-04;2026-08-04;213.00;EUR;SUMUP PAYMENTS LIMITED;;PID952982 SUMUP
";

fn company(sources: &str) -> String {
    format!(
        "name = \"Beispiel GmbH\"\nvat_id = \"DE136695976\"\nibans = [\"{OWN}\"]\nchart = \
         \"SKR03\"\nemail = \"buch@beispiel.example\"\n{sources}"
    )
}

const SOURCES: &str = "[[source]]\nformat = \"csv:paypal\"\naccount = \"1365\"\n[[source]]\nformat \
    = \"csv:stripe\"\naccount = \"1366\"\n";

/// What accounts of the ledger close with.
fn closing(office: &Office) -> BTreeMap<String, String> {
    let text = |row: &Value, field: &str| row[field].as_str().unwrap_or_default().to_owned();
    office
        .report("trial-balance")
        .iter()
        .map(|row| (text(row, "account"), text(row, "closing")))
        .collect()
}

/// How the entries of the bank's statement stand, by their amounts.
fn stand(office: &Office) -> BTreeMap<String, String> {
    let rows = office.report("reconciliation");
    let of = |row: &&Value| {
        ["300.00", "93.93", "50.00", "-20.00"]
            .iter()
            .any(|amount| row["amount"] == *amount && row["counterparty"] != "")
    };
    rows.iter()
        .filter(of)
        .filter(|row| row["counterparty"].is_string())
        .map(|row| {
            (
                row["amount"].to_string(),
                format!("{} {}", row["status"], row["account"]).replace('"', ""),
            )
        })
        .collect()
}

#[test]
fn a_services_sales_fees_and_payouts_meet_the_bank() {
    let files = [
        ("open-items.csv", ITEMS),
        ("paypal.csv", PAYPAL),
        ("stripe.csv", STRIPE),
        ("bank.csv", BANK),
    ];
    for order in [[0, 1, 2, 3], [3, 2, 1, 0]] {
        let office = Office::make(&format!("payouts-{}", order[0]));
        std::fs::write(office.path().join("companies/beispiel.toml"), company(SOURCES))
            .expect("written");
        for at in order {
            let (name, text) = files[at];
            office.put(name, text);
            office.run();
        }
        let closing = closing(&office);
        let of = |account: &str| closing.get(account).map(String::as_str);
        // In transit is nothing, the fees are 3.32 + 6.28 + 3.07, PayPal holds what its report
        // says, Stripe nothing.
        assert_eq!(
            (of("1360"), of("4970"), of("1365"), of("1366")),
            (Some("0.00"), Some("12.67"), Some("47.40"), Some("0.00")),
            "{closing:?}"
        );
        assert!(
            ["10001", "10002", "10003"].iter().all(|customer| of(customer) == Some("0.00")),
            "{closing:?}"
        );
        let stand = stand(&office);
        let told = |amount: &str| stand.get(&format!("\"{amount}\"")).map(String::as_str);
        assert_eq!(
            (told("300.00"), told("93.93")),
            (Some("matched 1360"), Some("matched 1360")),
            "{stand:?}"
        );
        // Another firm whose name begins alike, and money that the service takes: probably, but not
        // surely, on its way to the account that is kept.
        assert_eq!(
            (told("50.00"), told("-20.00")),
            (Some("open null"), Some("suggested 1360")),
            "{stand:?}"
        );
    }
}

#[test]
fn a_payout_of_a_service_whose_account_nobody_keeps_is_asked_about_until_it_is_kept() {
    let office = Office::make("payouts-unkept");
    office.put("bank.csv", BANK);
    office.run();
    assert!(stand(&office).values().all(|stand| stand.starts_with("open")), "{:?}", stand(&office));
    std::fs::write(office.path().join("companies/beispiel.toml"), company(SOURCES))
        .expect("written");
    office.run();
    assert_eq!(
        stand(&office).values().filter(|stand| *stand == "matched 1360").count(),
        2,
        "{:?}",
        stand(&office)
    );
}

#[test]
fn an_acquirers_sales_and_their_payouts_meet_the_bank_over_the_months_end() {
    let header = SUMUP.lines().next().unwrap_or_default();
    let (july, both) = (SUMUP.to_owned(), format!("{SUMUP}{SUMUP_LATER}"));
    let later = format!("{header}\n{SUMUP_LATER}");
    let sources = "[[source]]\nformat = \"csv:sumup\"\naccount = \"1367\"\n";
    // The report in two parts, or overlapping, or the bank first, or twice: the books are the same.
    for (at, reports) in [[&july, &later, &later], [&july, &both, &july], [&both, &both, &july]]
        .into_iter()
        .enumerate()
    {
        let office = Office::make(&format!("acquirer-{at}"));
        std::fs::write(office.path().join("companies/beispiel.toml"), company(sources))
            .expect("written");
        office.put("open-items.csv", ITEMS);
        if at == 1 {
            office.put("bank.csv", SUMUP_BANK);
        }
        for (n, report) in reports.into_iter().enumerate() {
            office.run();
            office.put(&format!("sumup-{n}.csv"), report);
        }
        office.run();
        office.put("bank.csv", SUMUP_BANK);
        office.run();
        let closing = closing(&office);
        let of = |account: &str| closing.get(account).map(String::as_str);
        // RE-1001 and RE-1003 are paid by card, RE-1002 in cash; SumUp still holds the coffee less
        // the refund, both asked about.
        assert_eq!(
            (of("1360"), of("4970"), of("1367"), of("10001"), of("10002"), of("10003")),
            (
                Some("0.00"),
                Some("3.00"),
                Some("-28.26"),
                Some("0.00"),
                Some("238.00"),
                Some("0.00")
            ),
            "{at} {closing:?}"
        );
        let coffee = office
            .report("reconciliation")
            .into_iter()
            .find(|row| row["amount"] == "11.74")
            .expect("the coffee");
        office.done(&["resolve", coffee["id"].as_str().unwrap_or_default(), "account", "8400"]);
        let booked = self::closing(&office);
        // Turnover in full, and the fee apart.
        assert_eq!(
            (booked.get("8400").map(String::as_str), booked.get("4970").map(String::as_str)),
            (Some("-10.00"), Some("3.16")),
            "{booked:?}"
        );
        office.done(&["verify"]);
    }
}

#[test]
fn a_services_report_is_never_the_banks_statement() {
    let office = Office::make("acquirer-unkept");
    std::fs::write(office.path().join("companies/beispiel.toml"), company("")).expect("written");
    office.put("sumup.csv", SUMUP);
    office.run();
    let documents = office.report("documents");
    assert!(
        documents
            .iter()
            .any(|row| row["status"] == "held" && row["reason"].to_string().contains("csv:sumup")),
        "{documents:?}"
    );
}

/// The payout of two sales, of which one names an open invoice.
#[test]
fn a_payout_is_none_of_the_payments_that_it_names() {
    let office = Office::make("payouts-named");
    let sources = "[[source]]\nformat = \"csv:shopify-payments\"\naccount = \"1368\"\n";
    std::fs::write(office.path().join("companies/beispiel.toml"), company(sources))
        .expect("written");
    office.put("open-items.csv", ITEMS);
    office.run();
    let row = |order: &str, amount: &str, fee: &str, net: &str| {
        format!(
            "2026-08-30 16:59:53 \
             +0200,charge,{order},paid,2026-09-01,148,{amount},{fee},{net},EUR\n"
        )
    };
    let header =
        "Transaction Date,Type,Order,Payout Status,Payout Date,Payout ID,Amount,Fee,Net,Currency\n";
    office.put(
        "shopify.csv",
        &format!(
            "{header}{}{}",
            row("RE-1001", "119.00", "3.07", "115.93"),
            row("#1002", "10.00", "0.50", "9.50")
        ),
    );
    office.run();
    let rows = office.report("reconciliation");
    let stands = |amount: &str| {
        rows.iter()
            .find(|row| row["amount"] == amount)
            .map(|row| (row["status"].clone(), row["account"].clone()))
    };
    for amount in ["-115.93", "-9.50"] {
        assert_eq!(stands(amount), Some(("matched".into(), "1360".into())), "{amount}: {rows:?}");
    }
    assert_eq!(closing(&office).get("10001").map(String::as_str), Some("0.00"));
    office.done(&["verify"]);
}

#[test]
fn a_fee_comes_back_with_the_refund_and_an_absurd_one_is_never_booked() {
    let office = Office::make("payouts-fees");
    std::fs::write(office.path().join("companies/beispiel.toml"), company(SOURCES))
        .expect("written");
    office.put(
        "open-items.csv",
        &format!("{ITEMS}GS-7702;receivable;10003;2026-07-02;2026-07-15;-97,00;EUR;;;;19\n"),
    );
    office.run();
    let header = STRIPE.lines().next().unwrap_or_default();
    let refund =
        "txn_2,refund,re_1,-97.00,-3.07,-93.93,eur,2026-07-12 09:00,2026-07-18 00:00,GS-7702";
    let absurd = "txn_3,payout,po_1,-93.93,99999999999999999.99,-93.93,eur,2026-07-12 \
        09:00,2026-07-18 00:00,x";
    office.put("stripe.csv", &format!("{header}\n{refund}\n{absurd}\n"));
    office.run();
    let rows = office.report("reconciliation");
    let stands: Vec<_> = rows.iter().map(|row| (&row["amount"], &row["status"])).collect();
    assert_eq!(stands, [(&"-93.93".into(), &"matched".into())], "{rows:?}");
    let closing = closing(&office);
    let of = |account: &str| closing.get(account).map(String::as_str);
    // RE-1003 of the same customer is still open.
    assert_eq!(
        (of("4970"), of("1366"), of("10003")),
        (Some("-3.07"), Some("-93.93"), Some("97.00")),
        "{closing:?}"
    );
    let documents = office.report("documents").iter().map(ToString::to_string).collect::<String>();
    assert!(documents.contains("Entgelt"), "{documents}");
    office.done(&["verify"]);
}

#[test]
fn a_report_that_a_person_gave_its_account_is_that_of_a_service() {
    let office = Office::make("acquirer-accepted");
    std::fs::write(office.path().join("companies/beispiel.toml"), company("")).expect("written");
    let header = SUMUP.lines().next().unwrap_or_default();
    let sale = "a@b.example,2026-08-01 \
        09:00:00,TAAA5555555,Umsatz,Erfolgreich,VISA,,DEBIT,POS,CONTACTLESS,3,Kaffee,11.9,10.0,1.9,0.0,0.16,11.74,,,";
    let paid = ",2026-08-01 \
        09:01:00,TAAA5555555,Auszahlung,Gezahlt,,,,,,,,11.9,,,,0.16,11.74,2026-08-02,9,";
    let back = "a@b.example,2026-08-02 \
        09:00:00,TAAA5555555,Rückerstattung,Erfolgreich,,,,POS,,,,-11.9,,,,-0.16,-11.74,,,";
    office.put("sumup.csv", &format!("{header}\n{sale}\n{paid}\n"));
    office.run();
    office.done(&["resolve", "D1", "accept", "--account", "1210"]);
    let rows = office.report("reconciliation");
    let stands = |amount: &str| {
        rows.iter().find(|row| row["amount"] == amount).map(|row| row["status"].clone())
    };
    assert_eq!(
        (stands("-11.74"), stands("11.74")),
        (Some("matched".into()), Some("open".into())),
        "{rows:?}"
    );
    let coffee = rows.iter().find(|row| row["amount"] == "11.74").expect("the coffee");
    office.done(&["resolve", coffee["id"].as_str().unwrap_or_default(), "account", "8400"]);
    let booked = closing(&office);
    let of = |account: &str| booked.get(account).map(String::as_str);
    assert_eq!(
        (of("8400"), of("4970"), of("1210"), of("1360")),
        (Some("-10.00"), Some("0.16"), Some("0.00"), Some("11.74")),
        "{booked:?}"
    );
    // What is given back of the sale on the day of its payout is another row than that.
    office.put("sumup-2.csv", &format!("{header}\n{back}\n"));
    office.run();
    office.done(&["resolve", "D2", "accept", "--account", "1210"]);
    assert_eq!(office.report("reconciliation").len(), 3);
    office.done(&["verify"]);
}

#[test]
fn a_sale_in_dollars_is_turnover_in_full_and_its_fee_a_cost() {
    let office = Office::make("payouts-dollars");
    std::fs::write(office.path().join("companies/beispiel.toml"), company(SOURCES))
        .expect("written");
    office.put("rates.csv", "Date,USD,JPY,\n2026-07-01,1.2500,160.00,\n");
    office.put("contacts.csv", "contact;name;role\n10009;Otto Neu;customer\n");
    office.run();
    let header = PAYPAL.lines().next().unwrap_or_default();
    let row = |name: &str, kind: &str, currency: &str, amounts: &str, number: &str| {
        format!(
            "\"01.07.2026\",\"12:21:25\",\"Europe/Berlin\",\"{name}\",\"{kind}\",\"Abgeschlossen\",\"{currency}\",{amounts},\"c@b.example\",\"{number}\",\"Haben\",\"\",\"x\"\n"
        )
    };
    let sale = row("Otto Neu", "Zahlung", "USD", "\"50,00\",\"-2,00\",\"48,00\"", "T1");
    let payout = row("", "Allgemeine Abbuchung", "USD", "\"-40,00\",\"-1,00\",\"-41,00\"", "T2");
    let advance = row("Otto Neu", "Zahlung", "EUR", "\"119,00\",\"-4,00\",\"115,00\"", "T3");
    office.put("paypal.csv", &format!("{header}\n{sale}{payout}{advance}"));
    office.run();
    let rows = office.report("reconciliation");
    let id = |amount: &str| {
        rows.iter()
            .find(|row| row["amount"] == amount)
            .and_then(|row| row["id"].as_str())
            .unwrap_or_default()
            .to_owned()
    };
    assert!(
        rows.iter().any(|row| row["amount"] == "-41.00" && row["status"] == "matched"),
        "{rows:?}"
    );
    office.done(&["resolve", &id("48.00"), "account", "8400"]);
    office.done(&["resolve", &id("115.00"), "account", "10009"]);
    let closing = closing(&office);
    let of = |account: &str| closing.get(account).map(String::as_str);
    // 50 dollars are 40.00, of which 6.39 is VAT; the fees are 1.60, 0.80 and 4.00.
    assert_eq!(
        (of("8400"), of("1776"), of("1360"), of("4970")),
        (Some("-33.61"), Some("-6.39"), Some("32.00"), Some("6.40")),
        "{closing:?}"
    );
    // What a customer paid in advance is owed to him in full.
    assert_eq!(
        (of("10009"), office.open_items()),
        (Some("-119.00"), vec!["E3 -119.00".to_owned()]),
        "{closing:?}"
    );
    office.done(&["verify"]);
}

/// A row of PayPal's report of 10 July, with its amounts and what it pays.
fn paypal_row(currency: &str, [gross, fee, net]: [&str; 3], number: &str) -> String {
    let header = PAYPAL.lines().next().unwrap_or_default();
    format!(
        "{header}\n\"10.07.2026\",\"12:21:25\",\"Europe/Berlin\",\"Otto Neu \
         Inc\",\"Zahlung\",\"Abgeschlossen\",\"{currency}\",\"{gross}\",\"{fee}\",\"{net}\",\"c@b.example\",\"T1\",\"Haben\",\"\",\"{number}\"\n"
    )
}

/// An office with an invoice of 100.00 to Otto Neu Inc, at 1.25 dollars for a euro, and one row of
/// PayPal's on a day of 1.00.
fn paid_over_paypal(name: &str, currency: &str, amounts: [&str; 3]) -> Office {
    let office = Office::make(name);
    std::fs::write(office.path().join("companies/beispiel.toml"), company(SOURCES))
        .expect("written");
    office
        .put("rates.csv", "Date,USD,JPY,\n2026-07-10,1.0000,160.00,\n2026-07-01,1.2500,160.00,\n");
    office.run();
    let seller = Other { name: "Beispiel GmbH", vat_id: "DE136695976", country: "DE" };
    let buyer = Other { name: "Otto Neu Inc", vat_id: "", country: "US" };
    let groups = vec![Group::of("G", 0, 10_000)];
    let bill = Bill {
        number: "RE-78".to_owned(),
        month: 7,
        day: 1,
        seller,
        buyer,
        groups,
        skonto: false,
        credits: None,
    };
    office.put("bill.xml", &bill.xml().replace("EUR", currency));
    office.put("paypal.csv", &paypal_row(currency, amounts, "RE-78"));
    office.run();
    office
}

/// What accounts close with that are not at nothing.
fn moved(office: &Office) -> BTreeMap<String, String> {
    closing(office).into_iter().filter(|(_, closing)| closing != "0.00").collect()
}

/// What the fees, the customer and the service's account close with, and what is open.
fn stands_after(office: &Office) -> (Vec<String>, Vec<String>) {
    let closing = closing(office);
    let of = |account: &str| closing.get(account).cloned().unwrap_or_default();
    office.done(&["verify"]);
    assert!(office.sub_ledger_astray().is_empty(), "{:?}", office.sub_ledger_astray());
    (["4970", "10001", "1365"].map(of).to_vec(), office.open_items())
}

#[test]
fn a_part_or_too_much_over_a_service_is_paid_before_its_fee() {
    let cases = [
        (
            "EUR",
            ["40,00", "-2,00", "38,00"],
            "60,00",
            ["2.00", "60.00", "38.00"],
            ["RE-78 60.00"].as_slice(),
        ),
        (
            "EUR",
            ["150,00", "-5,00", "145,00"],
            "50,00",
            ["5.00", "-50.00", "145.00"],
            &["E1 -50.00"],
        ),
        // 100 dollars stand at 80.00: 60 of them are left at 48.00. What is too much stands at the
        // rate of its day.
        ("USD", ["40,00", "-2,00", "38,00"], "60,00", ["2.00", "48.00", "38.00"], &["RE-78 48.00"]),
        (
            "USD",
            ["150,00", "-5,00", "145,00"],
            "50,00",
            ["5.00", "-50.00", "145.00"],
            &["E1 -50.00"],
        ),
    ];
    for (at, (currency, amounts, said, closing, open)) in cases.into_iter().enumerate() {
        let office = paid_over_paypal(&format!("payouts-part-{at}"), currency, amounts);
        let proposed =
            office.report("reconciliation").iter().map(ToString::to_string).collect::<String>();
        assert!(
            proposed.contains(&format!("{said} {currency}")) && proposed.contains("suggested"),
            "{at}: {proposed}"
        );
        let before = (office.open_items(), moved(&office));
        for words in [["resolve", "E1", "accept"].as_slice(), &["resolve", "E1", "match", "RE-78"]]
        {
            office.done(words);
            let (stand, items) = stands_after(&office);
            let told = |list: &[String]| list.join(", ");
            assert_eq!(
                (told(&stand), told(&items)),
                (closing.join(", "), open.join(", ")),
                "{at} {words:?}"
            );
            office.done(&["undo", "E1"]);
            assert_eq!((office.open_items(), moved(&office)), before, "{at} {words:?}");
        }
    }
}

#[test]
fn a_split_of_a_sale_over_a_service_is_of_what_was_paid() {
    for currency in ["EUR", "USD"] {
        let office = paid_over_paypal(
            &format!("payouts-split-{currency}"),
            currency,
            ["50,00", "-2,00", "48,00"],
        );
        let (split, said) = office.say(&["resolve", "E1", "split", "8120=30", "8200=18"]);
        assert!(!split && said.contains("50,00"), "{said}");
        office.done(&["resolve", "E1", "split", "8120=30", "8200=20"]);
        let (stand, _) = stands_after(&office);
        let closing = closing(&office);
        let of = |account: &str| closing.get(account).map(String::as_str);
        assert_eq!(
            (stand.first().map(String::as_str), of("1365")),
            (Some("2.00"), Some("48.00")),
            "{currency} {closing:?}"
        );
        assert_eq!(of("8200"), Some("-20.00"), "{currency} {closing:?}");
    }
}

#[test]
fn dollars_on_a_personal_account_are_an_open_item_in_euro() {
    let office = Office::make("payouts-dollars-owed");
    std::fs::write(office.path().join("companies/beispiel.toml"), company(SOURCES))
        .expect("written");
    office.put("rates.csv", "Date,USD,JPY,\n2026-07-10,1.2500,160.00,\n");
    office.put("contacts.csv", "contact;name;role\n10009;Otto Neu Inc;customer\n");
    office.run();
    office.put("paypal.csv", &paypal_row("USD", ["50,00", "-2,00", "48,00"], ""));
    office.run();
    let astray = || office.sub_ledger_astray();
    office.done(&["resolve", "E1", "account", "10009"]);
    assert_eq!(
        (office.open_items(), closing(&office).get("10009").cloned()),
        (vec!["E1 -40.00".to_owned()], Some("-40.00".to_owned()))
    );
    assert!(astray().is_empty(), "{:?}", astray());
    office.done(&["verify"]);
    // A part of it is the customer's, and the rest turnover.
    office.done(&["undo", "E1"]);
    assert!(office.open_items().is_empty(), "{:?}", office.open_items());
    office.done(&["resolve", "E1", "split", "10009=30", "8200=20"]);
    assert_eq!((office.open_items(), astray()), (vec!["E1 -24.00".to_owned()], Vec::new()));
    office.done(&["verify"]);
    office.done(&["undo", "E1"]);
    office.done(&["verify"]);
}
