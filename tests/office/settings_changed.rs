//! Settings that change after something was booked: it stays taxed as it was booked, and another
//! chart is refused.

use crate::invoice::Invoice;
use crate::small_office::{OWN, Office};

const US: (&str, &str) = ("Beispiel GmbH", "DE136695976");
const OTHER: (&str, &str) = ("Nord Handel GmbH", "DE123456788");

/// Sets a line of the company's settings.
fn set(office: &Office, key: &str, value: &str) {
    let path = office.path().join("companies/beispiel.toml");
    let text = std::fs::read_to_string(&path).expect("read");
    let others = text.lines().filter(|line| !line.starts_with(key));
    let others: String = others.map(|line| format!("{line}\n")).collect();
    std::fs::write(&path, format!("{others}{key} = \"{value}\"\n")).expect("written");
}

fn drops(office: &Office, invoice: &Invoice<'_>) {
    office.put(&format!("{}.xml", invoice.number), &invoice.xml());
    office.run();
    // A credit note of this element breaks a rule, and is taken all the same.
    if let Some(held) = office.report("documents").iter().find(|row| row["status"] == "held") {
        office.done(&["resolve", held["id"].as_str().unwrap_or_default(), "accept"]);
    }
}

fn issued(number: &'static str, corrects: Option<&'static str>) -> Invoice<'static> {
    let type_code = if corrects.is_some() { "381" } else { "380" };
    let (seller, buyer) = (US, OTHER);
    Invoice { number, date: "2026-09-01", seller, buyer, net_cents: 100_000, type_code, corrects }
}

fn pays(office: &Office, day: &str, amount: &str, text: &str) {
    let head = "iban;booking_date;amount;currency;counterparty;counterparty_iban;remittance\n";
    let row = format!("{OWN};{day};{amount};EUR;{};;{text}\n", OTHER.0);
    office.put(&format!("{day}.csv"), &(head.to_owned() + &row));
    office.run();
}

fn closing(office: &Office, account: &str) -> String {
    let rows = office.report("trial-balance");
    let row = rows.iter().find(|row| row["account"] == account);
    row.map_or_else(|| "0.00".into(), |row| row["closing"].as_str().unwrap_or_default().to_owned())
}

fn holds(office: &Office) {
    let (held, said) = office.say(&["verify"]);
    assert!(held, "{said}");
}

#[test]
fn what_was_booked_is_taxed_as_it_was_booked() {
    for (at, [before, after]) in [["accrual", "cash"], ["cash", "accrual"]].iter().enumerate() {
        let office = Office::make(&format!("settings-changed-{at}"));
        set(&office, "vat", before);
        for number in ["R-1", "R-2", "R-3"] {
            drops(&office, &issued(number, None));
        }
        set(&office, "vat", after);
        office.put("none.csv", "");
        let (_, told) = office.say(&["run"]);
        assert!(told.contains("Bis Buchung 3 gilt"), "{told}");
        assert!(!office.say(&["run"]).1.contains("Bis Buchung 3 gilt"), "it is told once");
        let (_, told) = office.say(&["check"]);
        assert!(told.contains("Bis Buchung 3 gilt"), "{told}");
        // Paid, taken back, paid in part with the rest given up.
        pays(&office, "2026-10-05", "1190.00", "R-1");
        let back = issued("G-2", Some("R-2"));
        drops(&office, &Invoice { date: "2026-10-06", ..back });
        pays(&office, "2026-10-07", "595.00", "R-3");
        office.done(&["resolve", "E2", "match", "R-3", "--write-off", "Insolvenz"]);
        office.done(&["resolve", "R-2", "against", "G-2"]);
        assert_eq!(office.open_items(), [""; 0], "{before}");
        // 1,000.00 of R-1 and 500.00 of R-3 were received: that is all that is owed.
        assert_eq!(closing(&office, "1776"), "-285.00", "{before}");
        assert_eq!(closing(&office, "1766"), "0.00", "{before}");
        // What comes now is booked as the settings are.
        drops(&office, &Invoice { date: "2026-10-08", ..issued("R-4", None) });
        let waits = if *after == "cash" { "-190.00" } else { "0.00" };
        assert_eq!(closing(&office, "1766"), waits, "{after}");
        holds(&office);
    }
}

#[test]
fn input_vat_is_corrected_as_it_was_deducted() {
    let office = Office::make("settings-deducted");
    office.put(
        "contacts.csv",
        &format!("contact;name;role;vat_id\nL1;{};vendor;{}\n", OTHER.0, OTHER.1),
    );
    let received = Invoice { seller: OTHER, buyer: US, ..issued("E-1", None) };
    drops(&office, &received);
    set(&office, "input_vat", "40");
    let back = issued("EG-1", Some("E-1"));
    drops(&office, &Invoice { seller: OTHER, buyer: US, date: "2026-10-06", ..back });
    assert_eq!(closing(&office, "1576"), "0.00", "{:?}", office.report("documents"));
    drops(&office, &Invoice { number: "E-2", date: "2026-10-07", ..received });
    assert_eq!(closing(&office, "1576"), "76.00");
    holds(&office);
}

#[test]
fn what_a_person_takes_back_is_booked_anew_as_the_settings_are() {
    let office = Office::make("settings-anew");
    drops(&office, &issued("R-1", None));
    set(&office, "vat", "cash");
    office.done(&["undo", "D1"]);
    office.done(&["resolve", "D1", "accept"]);
    assert_eq!([closing(&office, "1776"), closing(&office, "1766")], ["0.00", "-190.00"]);
    // An answer about its account changes nothing of its tax.
    set(&office, "vat", "accrual");
    office.done(&["resolve", "D1", "account", "8200"]);
    assert_eq!([closing(&office, "1776"), closing(&office, "1766")], ["0.00", "-190.00"]);
    holds(&office);
}

#[test]
fn another_chart_is_refused_once_something_is_booked() {
    let office = Office::make("settings-chart");
    // Nothing is booked yet.
    for chart in ["SKR04", "SKR03"] {
        set(&office, "chart", chart);
        office.done(&["check"]);
        office.run();
    }
    drops(&office, &issued("R-1", None));
    set(&office, "chart", "SKR04");
    for verb in
        [&["run"][..], &["check"], &["report", "trial-balance"], &["resolve", "D1", "accept"]]
    {
        let (went, said) = office.say(verb);
        assert!(!went, "{verb:?}: {said}");
        assert!(said.contains("sind im SKR03 geführt (Buchungen 1 bis 1)"), "{verb:?}: {said}");
    }
    set(&office, "chart", "SKR03");
    let said = office.done(&["check"]);
    assert!(said.contains("ohne Fehler"), "{said}");
    holds(&office);
}
