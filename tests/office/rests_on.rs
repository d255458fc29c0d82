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
