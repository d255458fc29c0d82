//! What rests on another decision: Skonto on the account of its invoice, a payment on a return that
//! waits, money between an account and one that is kept from statements of its own.

use crate::finals::{Off, Way, balances, drops, office, paper, pays, stands, whole_of};
use crate::reduced::with_discount;
use crate::small_office::{OWN, Office};

fn closing(office: &Office, account: &str) -> String {
    let rows = office.report("trial-balance");
    let row = rows.iter().find(|row| row["account"] == account);
    row.map_or_else(|| "0.00".into(), |row| row["closing"].as_str().unwrap_or_default().to_owned())
}

#[test]
fn skonto_follows_its_invoice_to_an_asset_and_back() {
    for (at, [chart, asset, plain, discount]) in
        [["SKR03", "0420", "3400", "3736"], ["SKR04", "0650", "5400", "5736"]]
            .into_iter()
            .enumerate()
    {
        let office = office(&format!("asset-{at}"), chart);
        drops(&office, "re.xml", &with_discount(&paper(Way::In, "RE-1", "380", 3000, &[])));
        pays(&office, Way::In, "3498,60", "RE-1");
        let before = balances(&office);
        let (id, ..) = stands(&office, "RE-1");
        office.done(&["resolve", &id, "account", asset]);
        assert_eq!([closing(&office, asset), closing(&office, discount)], ["2940.00", "0.00"]);
        office.done(&["resolve", &id, "account", plain]);
        assert_eq!(balances(&office), before, "{chart}");
    }
}

#[test]
fn skonto_on_the_credit_note_of_an_asset_raises_it_again() {
    let office = office("asset-credit", "SKR03");
    drops(&office, "re.xml", &with_discount(&paper(Way::In, "RE-1", "380", 3000, &[])));
    let (id, ..) = stands(&office, "RE-1");
    office.done(&["resolve", &id, "account", "0420"]);
    let note = whole_of(Way::In, "ST-1", "381", (500, Off::Nothing), &["RE-1"]);
    drops(&office, "st.xml", &with_discount(&note));
    pays(&office, Way::In, "2915,50", "RE-1 abz. ST-1 2% Skonto");
    assert_eq!(office.open_items(), [""; 0]);
    assert_eq!([closing(&office, "0420"), closing(&office, "3736")], ["2450.00", "0.00"]);
}

#[test]
fn nothing_is_matched_on_the_room_that_a_waiting_return_would_give() {
    let office = office("room", "SKR03");
    drops(&office, "re.xml", &with_discount(&paper(Way::Out, "RE-1", "380", 3000, &[])));
    pays(&office, Way::Out, "3498,60", "RE-1");
    drops(&office, "st.xml", &whole_of(Way::Out, "ST-1", "381", (3000, Off::Nothing), &["RE-1"]));
    let head = "iban;booking_date;value_date;amount;currency;counterparty;remittance\n";
    let rows: String = [("-3498,60", "Rücklastschrift RE-1"), ("3498,60", "RE-1 nochmals")]
        .iter()
        .map(|(amount, text)| format!("{OWN};2026-09-20;2026-09-20;{amount};EUR;Stahl AG;{text}\n"))
        .collect();
    office.put("back.csv", &(head.to_owned() + &rows));
    office.run();
    let (held, said) = office.say(&["verify"]);
    assert!(held, "{said}");
    let entries = office.report("reconciliation");
    let matched = entries.iter().filter(|row| row["status"] == "matched").count();
    assert_eq!(matched, 1, "{entries:#?}");
}

#[test]
fn money_to_a_kept_cash_box_and_a_kept_card_goes_over_transit() {
    let office = Office::make("over-transit");
    let path = office.path().join("companies/beispiel.toml");
    let text = std::fs::read_to_string(&path).expect("read");
    let sources = "[[source]]\nformat = \"csv:generic\"\naccount = \"1000\"\n\
        [[source]]\nformat = \"csv:dkb-card\"\naccount = \"1730\"\n";
    std::fs::write(&path, text + sources).expect("written");
    let head = "iban;booking_date;amount;currency;remittance\n";
    let rows: String = [("80.00", "Bareinzahlung"), ("-90.00", "Kreditkartenabrechnung VISA")]
        .iter()
        .map(|(amount, text)| format!("{OWN};2026-10-05;{amount};EUR;{text}\n"))
        .collect();
    office.put("b.csv", &(head.to_owned() + &rows));
    office.run();
    assert_eq!([closing(&office, "1000"), closing(&office, "1730")], ["0.00", "0.00"]);
    assert_eq!(closing(&office, "1360"), "10.00");
}

#[test]
fn the_account_of_what_is_called_paid_is_assumed_too() {
    let office = office("assumed-paid", "SKR03");
    drops(&office, "re.xml", &whole_of(Way::In, "RE-1", "380", (1000, Off::Prepaid), &[]));
    let (id, ..) = stands(&office, "RE-1");
    let said = office.say(&["review"]).1;
    assert!(said.contains(&format!("kontor resolve {id} account 3400")), "{said}");
}

#[test]
fn the_vat_that_an_invoice_states_in_euro_is_booked() {
    let office = Office::make("vat-in-euro");
    office.put("eurofxref-hist.csv", "Date,USD,CHF,GBP,\n2026-09-01,1.10,0.95,0.87,\n");
    let near = in_dollars("E-1", "188.50");
    drops(&office, "e1.xml", &near);
    assert_eq!(closing(&office, "1576"), "188.50", "{:#?}", office.report("documents"));
    // Far off the rate of the day it is told.
    drops(&office, "e2.xml", &in_dollars("E-2", "250.00"));
    assert_eq!(closing(&office, "1576"), "378.50");
    let (id, ..) = stands(&office, "E-2");
    assert!(office.say(&["review"]).1.contains("250,00 EUR Umsatzsteuer (BT-111)"));
    office.done(&["undo", &id]);
    office.done(&["resolve", &id, "accept", "--rate", "1.12"]);
    assert_eq!(closing(&office, "1576"), "375.11");
}

/// An invoice received over 1,100.00 USD and VAT of 209.00, which states that in euro too.
fn in_dollars(number: &str, vat: &str) -> String {
    let invoice = crate::invoice::Invoice {
        number,
        date: "2026-09-01",
        seller: ("Nord Handel GmbH", "DE123456788"),
        buyer: ("Beispiel GmbH", "DE136695976"),
        net_cents: 110_000,
        type_code: "380",
        corrects: None,
    };
    let euro = format!(
        "<cac:TaxTotal><cbc:TaxAmount currencyID=\"EUR\">{vat}</cbc:TaxAmount></cac:TaxTotal>\
         <cac:LegalMonetaryTotal>"
    );
    let code = "<cbc:DocumentCurrencyCode>USD</cbc:DocumentCurrencyCode>";
    invoice
        .xml()
        .replace("EUR", "USD")
        .replace(code, &format!("{code}<cbc:TaxCurrencyCode>EUR</cbc:TaxCurrencyCode>"))
        .replace("<cac:LegalMonetaryTotal>", &euro)
}
