//! Entries that a person writes down: `entries.csv`.

use super::bureau::{Bureau, Tested};
use serde_json::Value;

const HEAD: &str = "Datum;Konto;Gegenkonto;Betrag;Steuersatz;Buchungstext;Beleg\n";

fn balance(bureau: &Bureau, account: &str) -> String {
    let rows = bureau.report("trial-balance");
    let closing = rows
        .into_iter()
        .find(|row| row["account"] == account)
        .map_or(Value::Null, |row| row["closing"].clone());
    closing.as_str().unwrap_or("none").to_owned()
}

fn drop(bureau: &Bureau, name: &str, rows: &str) -> i32 {
    bureau.drop(&format!("mueller/{name}"), format!("{HEAD}{rows}"));
    bureau.run(&["run"]).status
}

#[test]
fn entries_are_booked_with_their_vat_and_taken_back() -> Tested {
    let bureau = Bureau::new();
    let rows = "31.10.2026;4930;1000;119,00;19;Bar;KB-1\n31.10.2026;1000;8300;107,00;;Barverkauf;KB-2\n31.10.2026;4822;0027;500,00;;AfA;A-1\n";
    assert_eq!(drop(&bureau, "buchungen.csv", rows), 0);
    let balances = ["4930", "1576", "1000", "8300", "1771", "4822", "0027"]
        .map(|account| balance(&bureau, account));
    assert_eq!(balances, ["100.00", "19.00", "-12.00", "-100.00", "-7.00", "500.00", "-500.00"]);
    let returned = bureau
        .run(&["report", "vat-return", "--from", "2026-10-01", "--to", "2026-10-31", "--json"])
        .rows();
    let input =
        returned.iter().find(|row| row["position"] == "66").map(|row| row["amount"].clone());
    assert_eq!(input, Some("19.00".into()), "{returned:?}");
    let id = bureau.document("mueller/buchungen.csv")["id"].as_str().unwrap_or_default().to_owned();
    assert_eq!(bureau.run(&["undo", &id]).status, 0);
    assert_eq!(
        ["4930", "1576", "1000"].map(|account| balance(&bureau, account)),
        ["0.00", "0.00", "0.00"]
    );
    assert_eq!(
        bureau.run(&["resolve", &id, "account", "4920"]).status,
        1,
        "it names its accounts itself"
    );
    assert_eq!(bureau.run(&["resolve", &id, "accept"]).status, 0);
    assert_eq!(
        ["4930", "1576", "1000"].map(|account| balance(&bureau, account)),
        ["100.00", "19.00", "-12.00"]
    );
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn lines_of_one_voucher_make_one_entry() -> Tested {
    let bureau = Bureau::new();
    let rows = "date;document;account;debit;credit;text\n2026-10-31;L-10;4120;3000.00;;Gehälter\n2026-10-31;L-10;4130;600.00;;\n\
        2026-10-31;L-10;1740;;2100.00;\n2026-10-31;L-10;1741;;1500.00;\n";
    bureau.drop("mueller/loehne.csv", rows.as_bytes());
    assert_eq!(bureau.run(&["run"]).status, 0);
    let journal = bureau.report("journal");
    assert_eq!(journal.len(), 1);
    assert_eq!(journal.first().and_then(|entry| entry["lines"].as_array()).map(Vec::len), Some(4));
    Ok(())
}

#[test]
fn what_comes_again_is_booked_once_and_a_corrected_voucher_counts() -> Tested {
    let bureau = Bureau::new();
    let first = "31.10.2026;4930;1000;119,00;19;Bar;KB-1\n31.10.2026;1800;1000;50,00;;Privat;\n31.10.2026;1800;1000;50,00;;Privat;\n";
    assert_eq!(drop(&bureau, "eins.csv", first), 0);
    assert_eq!(balance(&bureau, "1800"), "100.00", "twins of one file are two");
    // A longer list of the same month: what is known stays once, what has no number is asked.
    let longer = format!("{first}31.10.2026;4910;1000;10,00;;Porto;KB-2\n");
    assert_eq!(drop(&bureau, "zwei.csv", &longer), 1);
    assert_eq!(
        ["1800", "4930", "4910"].map(|account| balance(&bureau, account)),
        ["100.00", "100.00", "10.00"]
    );
    let notes = bureau.document("mueller/zwei.csv")["notes"].to_string();
    assert!(notes.contains("1 von 4") && notes.contains("„Privat“"), "{notes}");
    assert_eq!(drop(&bureau, "drei.csv", "31.10.2026;4930;1000;59,50;19;Bar;KB-1\n"), 0);
    assert_eq!(["4930", "1576"].map(|account| balance(&bureau, account)), ["50.00", "9.50"]);
    // The same voucher on another day near by may be a corrected day.
    assert_eq!(drop(&bureau, "vier.csv", "30.10.2026;4930;1000;59,50;19;Bar;KB-1\n"), 1);
    assert!(bureau.run(&["review"]).out.contains("31.10.2026"));
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn a_tax_code_is_known_by_its_short_form_and_however_it_is_written() -> Tested {
    let of_codes = [("V19", "VSt19"), ("VST 19", "vst-19"), ("13b-EU-19", "13bEU19")];
    for code in of_codes.iter().flat_map(|(one, other)| [one, other]) {
        let bureau = Bureau::new();
        let gross = if code.starts_with("13b") { "100,00" } else { "119,00" };
        let row = format!("31.10.2026;4930;1000;{gross};{code};Bar;KB-1\n");
        assert_eq!(drop(&bureau, "a.csv", &row), 0, "{code}");
        let input = if code.starts_with("13b") { "1577" } else { "1576" };
        assert_eq!(["4930", input].map(|it| balance(&bureau, it)), ["100.00", "19.00"], "{code}");
    }
    let bureau = Bureau::new();
    let rows = "31.10.2026;1000;8200;107,00;U7;Bar;KB-1\n31.10.2026;4930;1000;107,00;V7;Bar;KB-2\n";
    assert_eq!(drop(&bureau, "a.csv", rows), 0);
    let balances = ["8200", "1771", "4930", "1571"].map(|account| balance(&bureau, account));
    assert_eq!(balances, ["-100.00", "-7.00", "100.00", "7.00"]);
    Ok(())
}

#[test]
fn what_cannot_be_booked_holds_the_whole_file_and_says_why() -> Tested {
    let bureau = Bureau::new();
    for (row, said) in [
        ("31.10.2026;4930;1200;119,00;19;Bank;B", "Kontoauszug"),
        ("31.10.2026;1400;8400;119,00;;Sammelkonto;B", "open-items.csv"),
        ("31.10.2026;10001;8400;119,00;;Debitor;B", "open-items.csv"),
        ("31.10.2026;0800;9000;119,00;;Vortrag;B", "opening-balances.csv"),
        ("31.10.2026;4444;1000;119,00;;Irrtum;B", "4444"),
        ("31.10.2026;4930;1000;119,00;21;Satz;B", "21 %"),
        ("31.10.2026;1000;8400;119,00;7;Automatik;B", "8400"),
        ("31.10.2026;1000;1360;119,00;19;Geld;B", "Umsatzsteuer"),
        ("31.10.2026;4930;1000;119,00;XY;Schlüssel;B", "XY"),
    ] {
        let name = format!("{said}.csv").replace([' ', '%'], "");
        assert_eq!(
            drop(&bureau, &name, &format!("31.10.2026;4930;1000;1,00;;gut;G-1\n{row}\n")),
            1,
            "{row}"
        );
        let document = bureau.document(&format!("mueller/{name}"));
        assert_eq!(document["status"], "held", "{document}");
        let reason = document["reason"].to_string();
        assert!(reason.contains(said) && reason.contains("Zeile 3"), "{said}: {reason}");
    }
    for (row, said) in [
        ("31.10.2026;4930;1000;1,00;19 v.H.;Satz;B", "19 v.H."),
        ("31.10.2026;4930;1000;1,0015;;Cent;B", "1,0015"),
    ] {
        assert_eq!(drop(&bureau, "x.csv", &format!("{row}\n")), 1);
        let rejected = bureau.report("documents");
        assert!(
            rejected.iter().any(|document| document["reason"].to_string().contains(said)),
            "{said}"
        );
    }
    assert!(bureau.report("journal").is_empty());
    Ok(())
}

#[test]
fn a_day_in_a_later_year_is_asked_about() -> Tested {
    let bureau = Bureau::new();
    let today = jiff::Timestamp::now().to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
    let later = today.year() + 2;
    let rows =
        format!("15.03.{later};4822;0027;500,00;;AfA;A-1\n15.01.2026;4822;0027;1,00;;AfA;A-2\n");
    assert_eq!(drop(&bureau, "b.csv", &rows), 1);
    let document = bureau.document("mueller/b.csv");
    let said = document["notes"].to_string();
    assert!(document["waits"] == true && said.contains("1 Buchung dieser Datei"), "{document}");
    assert!(said.contains(&format!("15.03.{later}")) && said.contains("kontor undo D1"), "{said}");
    assert_eq!(balance(&bureau, "4822"), "501.00");
    assert_eq!(bureau.run(&["resolve", "D1", "accept"]).status, 0);
    assert_eq!(bureau.document("mueller/b.csv")["waits"], false);
    // What is written a few days ahead is what it is.
    let soon = today.checked_add(jiff::Span::new().days(20))?;
    let rows = format!("{};4822;0027;2,00;;AfA;A-3\n", soon.strftime("%d.%m.%Y"));
    assert_eq!(drop(&bureau, "c.csv", &rows), 0);
    Ok(())
}

#[test]
fn a_cash_box_below_zero_is_told_where_a_person_looks() {
    let bureau = Bureau::new();
    let rows = "10.09.2026;1000;8400;50,00;;Bar;K-1\n31.10.2026;4930;1000;119,00;19;Bar;K-2\n";
    assert_eq!(drop(&bureau, "kasse.csv", rows), 0);
    let told = "Die Kasse von „mueller“ (Konto 1000) steht Ende 10/2026 auf -69,00 EUR";
    let review = bureau.run(&["review"]);
    assert!(review.status == 0 && review.out.contains(told), "{}", review.out);
    let mails = bureau.files("outbox");
    let digest = |name: &String| {
        let mail = std::fs::read(bureau.path("outbox").join(name)).unwrap_or_default();
        let mail = mail_parser::MessageParser::default().parse(&mail).map(|mail| {
            mail.body_text(0).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
        });
        mail.is_some_and(|text| text.contains(told))
    };
    assert!(mails.iter().any(digest), "{mails:?}");
    // Once what is missing is there, nothing is said.
    assert_eq!(drop(&bureau, "einlage.csv", "01.10.2026;1000;1890;100,00;;Einlage;K-3\n"), 0);
    assert!(!bureau.run(&["review"]).out.contains("Die Kasse von"));
}
