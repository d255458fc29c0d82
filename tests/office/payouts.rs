//! Reports of payment services: sales gross, fees apart, payouts in transit between the service's account and the bank's.

use crate::small_office::{OWN, Office};
use serde_json::Value;
use std::collections::BTreeMap;

const ITEMS: &str = "document;side;contact;date;due;amount;currency;discount_percent;discount_until;order;vat_rate
RE-1001;receivable;10001;2026-07-01;2026-07-15;119,00;EUR;;;;19
RE-1002;receivable;10002;2026-07-01;2026-07-15;238,00;EUR;;;;19
RE-1003;receivable;10003;2026-07-01;2026-07-15;97,00;EUR;;;;19
";

const PAYPAL: &str = "\"Datum\",\"Uhrzeit\",\"Zeitzone\",\"Name\",\"Typ\",\"Status\",\"Währung\",\"Brutto\",\"Entgelt\",\"Netto\",\"Absender E-Mail-Adresse\",\"Transaktionscode\",\"Auswirkung auf Guthaben\",\"Guthaben\",\"Rechnungsnummer\"
\"01.07.2026\",\"12:21:25\",\"Europe/Berlin\",\"Anna Kern\",\"Zahlung\",\"Abgeschlossen\",\"EUR\",\"119,00\",\"-3,32\",\"115,68\",\"a@b.example\",\"T1\",\"Haben\",\"115,68\",\"RE-1001\"
\"02.07.2026\",\"12:21:25\",\"Europe/Berlin\",\"Bernd Blau\",\"Website-Zahlung\",\"Abgeschlossen\",\"EUR\",\"238,00\",\"-6,28\",\"231,72\",\"b@b.example\",\"T2\",\"Haben\",\"347,40\",\"RE-1002\"
\"03.07.2026\",\"12:21:25\",\"Europe/Berlin\",\"\",\"Allgemeine Abbuchung\",\"Abgeschlossen\",\"EUR\",\"-300,00\",\"0,00\",\"-300,00\",\"\",\"T3\",\"Soll\",\"47,40\",\"\"
";

const STRIPE: &str = "id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Available On (UTC),Description
txn_1,charge,ch_1,97.00,3.07,93.93,eur,2026-07-11 09:00,2026-07-18 00:00,Invoice RE-1003
txn_2,payout,po_1,-93.93,0.00,-93.93,eur,2026-07-20 00:00,2026-07-20 00:00,STRIPE PAYOUT
";

const BANK: &str = "iban;booking_date;value_date;amount;currency;counterparty;counterparty_iban;remittance
DE02120300000000202051;2026-07-06;2026-07-06;300.00;EUR;PayPal Europe S.a.r.l. et Cie S.C.A;LU89751000135104200E;PP.1234.PP ABBUCHUNG VOM PAYPAL-KONTO
DE02120300000000202051;2026-07-21;2026-07-21;93.93;EUR;Stripe Technology Europe Ltd;;STRIPE po_1
DE02120300000000202051;2026-07-22;2026-07-22;50.00;EUR;Paypalast GmbH;;Zahlung
DE02120300000000202051;2026-07-23;2026-07-23;-20.00;EUR;PayPal Europe S.a.r.l. et Cie S.C.A;LU89751000135104200E;Einkauf
";

fn company(sources: &str) -> String {
    format!(
        "name = \"Beispiel GmbH\"\nvat_id = \"DE136695976\"\nibans = [\"{OWN}\"]\nchart = \"SKR03\"\nemail = \"buch@beispiel.example\"\n{sources}"
    )
}

const SOURCES: &str = "[[source]]\nformat = \"csv:paypal\"\naccount = \"1365\"\n[[source]]\nformat = \"csv:stripe\"\naccount = \"1366\"\n";

/// What accounts of the ledger close with.
fn closing(office: &Office) -> BTreeMap<String, String> {
    let text = |row: &Value, field: &str| row[field].as_str().unwrap_or_default().to_owned();
    office.report("trial-balance").iter().map(|row| (text(row, "account"), text(row, "closing"))).collect()
}

/// How the entries of the bank's statement stand, by their amounts.
fn stand(office: &Office) -> BTreeMap<String, String> {
    let rows = office.report("reconciliation");
    let of =
        |row: &&Value| ["300.00", "93.93", "50.00", "-20.00"].iter().any(|amount| row["amount"] == *amount && row["counterparty"] != "");
    rows.iter()
        .filter(of)
        .filter(|row| row["counterparty"].is_string())
        .map(|row| (row["amount"].to_string(), format!("{} {}", row["status"], row["account"]).replace('"', "")))
        .collect()
}

#[test]
fn a_services_sales_fees_and_payouts_meet_the_bank() {
    let files = [("open-items.csv", ITEMS), ("paypal.csv", PAYPAL), ("stripe.csv", STRIPE), ("bank.csv", BANK)];
    for order in [[0, 1, 2, 3], [3, 2, 1, 0]] {
        let office = Office::make(&format!("payouts-{}", order[0]));
        std::fs::write(office.path().join("companies/beispiel.toml"), company(SOURCES)).expect("written");
        for at in order {
            let (name, text) = files[at];
            office.put(name, text);
            office.run();
        }
        let closing = closing(&office);
        let of = |account: &str| closing.get(account).map(String::as_str);
        // In transit is nothing, the fees are 3.32 + 6.28 + 3.07, PayPal holds what its report says, Stripe nothing.
        assert_eq!(
            (of("1360"), of("4970"), of("1365"), of("1366")),
            (Some("0.00"), Some("12.67"), Some("47.40"), Some("0.00")),
            "{closing:?}"
        );
        assert!(["10001", "10002", "10003"].iter().all(|customer| of(customer) == Some("0.00")), "{closing:?}");
        let stand = stand(&office);
        let told = |amount: &str| stand.get(&format!("\"{amount}\"")).map(String::as_str);
        assert_eq!((told("300.00"), told("93.93")), (Some("matched 1360"), Some("matched 1360")), "{stand:?}");
        // Another firm whose name begins alike, and money that goes to the service.
        assert_eq!((told("50.00"), told("-20.00")), (Some("open null"), Some("open null")), "{stand:?}");
    }
}

#[test]
fn a_payout_of_a_service_whose_account_nobody_keeps_is_asked_about_until_it_is_kept() {
    let office = Office::make("payouts-unkept");
    office.put("bank.csv", BANK);
    office.run();
    assert!(stand(&office).values().all(|stand| stand.starts_with("open")), "{:?}", stand(&office));
    std::fs::write(office.path().join("companies/beispiel.toml"), company(SOURCES)).expect("written");
    office.run();
    assert_eq!(stand(&office).values().filter(|stand| *stand == "matched 1360").count(), 2, "{:?}", stand(&office));
}
