//! A booking that two files told of in ways that cannot be compared is booked twice, asked about,
//! and taken out by a person's word; no later file brings it back.

use super::bureau::{Bureau, Tested};
use serde_json::Value;

const ROW: &str = "Schäfer Druck e.K.;DE02200505501015871393;Miete;-850,00;EUR\n";

/// A file of rows that each state these days.
fn drop(bureau: &Bureau, name: &str, columns: &str, days: &[&str]) -> i32 {
    let head = format!(
        "IBAN Auftragskonto;{columns};Name;Gegenkonto IBAN;Verwendungszweck;Betrag;Währung\n"
    );
    let rows: String =
        days.iter().map(|days| format!("{};{days};{ROW}", super::bureau::MUELLER)).collect();
    bureau.drop(&format!("mueller/{name}"), (head + &rows).as_bytes());
    bureau.run(&["run"]).status
}

fn bank(bureau: &Bureau) -> Value {
    let rows = bureau.report("trial-balance");
    rows.into_iter()
        .find(|row| row["account"] == "1200")
        .map_or(Value::Null, |row| row["closing"].clone())
}

/// E1 by its booking day, E2 by its value date.
fn doubled() -> Bureau {
    let bureau = Bureau::new();
    drop(&bureau, "a.csv", "Buchungstag", &["12.10.2026"]);
    assert_eq!(drop(&bureau, "b.csv", "Valuta", &["11.10.2026"]), 1);
    assert_eq!(bank(&bureau), "-1700.00");
    bureau
}

#[test]
fn what_was_read_twice_is_taken_out_and_no_later_file_brings_it_back() -> Tested {
    let bureau = doubled();
    let doubt = bureau.document("mueller/b.csv");
    assert!(doubt.to_string().contains("kontor resolve E2 same E1"), "{doubt}");
    let said = bureau.run(&["resolve", "E2", "same", "E1"]);
    assert!(
        said.out.contains("E2 ist derselbe Umsatz wie E1 und nicht mehr gebucht"),
        "{}",
        said.out
    );
    assert_eq!(bank(&bureau), "-850.00");
    assert_eq!(
        bureau.document("mueller/b.csv")["waits"],
        false,
        "the question ends with its answer"
    );
    assert_eq!(bureau.report("reconciliation").len(), 1, "it is no entry of its own");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    drop(&bureau, "c.csv", "Buchungstag;Valuta", &["12.10.2026;11.10.2026"]);
    drop(&bureau, "d.csv", "Valuta;Buchungstext", &["11.10.2026;Dauerauftrag"]);
    assert_eq!(bank(&bureau), "-850.00", "both faces are known");
    drop(
        &bureau,
        "e.csv",
        "Buchungstag;Valuta",
        &["12.10.2026;11.10.2026", "12.10.2026;11.10.2026"],
    );
    assert_eq!(bank(&bureau), "-1700.00", "the second of one statement is another");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn taking_it_back_books_both() -> Tested {
    let bureau = doubled();
    assert_eq!(bureau.run(&["resolve", "E2", "account", "4210"]).status, 0);
    assert_eq!(bureau.run(&["resolve", "E2", "same", "E1"]).status, 0);
    assert_eq!(bank(&bureau), "-850.00");
    assert_eq!(bureau.run(&["undo", "E2"]).status, 0);
    assert_eq!(bank(&bureau), "-1700.00");
    assert_eq!(bureau.document("mueller/b.csv")["waits"], true, "it is asked again");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    assert_eq!(bureau.run(&["resolve", "E2", "same", "E1"]).status, 0);
    assert_eq!(
        bureau.run(&["resolve", "E2", "account", "4210"]).status,
        0,
        "another answer takes it back too"
    );
    assert_eq!(bank(&bureau), "-1700.00");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn only_what_can_be_one_is() -> Tested {
    let bureau = doubled();
    drop(
        &bureau,
        "e.csv",
        "Buchungstag;Valuta",
        &["20.10.2026;20.10.2026", "20.10.2026;20.10.2026"],
    );
    let days_apart = ["resolve", "E3", "same", "E1"];
    let refused = |arguments: &[&str], why: &str| {
        let said = bureau.run(arguments);
        assert!(
            said.status == 1 && said.err.contains(why),
            "{arguments:?}: {} {}",
            said.out,
            said.err
        );
    };
    refused(&["resolve", "E1", "same", "E1"], "kein anderer Bankumsatz");
    refused(&["resolve", "E1", "same", "E99"], "kein anderer Bankumsatz");
    refused(&["resolve", "E1", "same", "D1"], "kein anderer Bankumsatz");
    refused(&["resolve", "E3", "same", "E4"], "stehen im selben Auszug");
    refused(&days_apart, "höchstens eine Woche");
    assert_eq!(bureau.run(&["resolve", "E2", "same", "E1"]).status, 0);
    refused(&["resolve", "E1", "same", "E3"], "E2 gilt als derselbe Umsatz wie E1");
    let other = ROW.replace("850", "851");
    let head =
        "IBAN Auftragskonto;Buchungstag;Name;Gegenkonto IBAN;Verwendungszweck;Betrag;Währung\n";
    bureau.drop(
        "mueller/f.csv",
        format!("{head}{};12.10.2026;{other}", super::bureau::MUELLER).as_bytes(),
    );
    bureau.run(&["run"]);
    refused(&["resolve", "E5", "same", "E1"], "müssen gleich sein");
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn the_first_takes_over_what_the_second_says_and_what_was_settled_opens_again() -> Tested {
    let bureau = Bureau::new();
    let head = "document;side;contact;date;due;amount;currency\n";
    bureau.drop(
        "mueller/open-items.csv",
        format!("{head}RE-77;payable;Schäfer Druck e.K.;2026-10-01;2026-10-31;850.00;EUR\n")
            .as_bytes(),
    );
    let columns = "Währung;Betrag;IBAN Auftragskonto";
    let own = super::bureau::MUELLER;
    bureau.drop(
        "mueller/a.csv",
        format!("{columns};Buchungstag\nEUR;-850,00;{own};12.10.2026\n").as_bytes(),
    );
    bureau.run(&["run"]);
    let text = "Schäfer Druck e.K.;Rechnung RE-77";
    bureau.drop(
        "mueller/b.csv",
        format!("{columns};Valuta;Name;Verwendungszweck\nEUR;-850,00;{own};11.10.2026;{text}\n")
            .as_bytes(),
    );
    bureau.run(&["run"]);
    let status = |id: &str| {
        bureau
            .report("reconciliation")
            .into_iter()
            .find(|row| row["id"] == id)
            .map(|row| row["status"].clone())
    };
    assert_eq!((status("E1"), status("E2")), (Some("open".into()), Some("matched".into())));
    let said = bureau.run(&["resolve", "E2", "same", "E1"]);
    assert!(
        said.status == 0 && said.out.contains("wieder offen: RE-77"),
        "{} {}",
        said.out,
        said.err
    );
    assert_eq!(
        (status("E1"), status("E2")),
        (Some("suggested".into()), None),
        "proposed, since a person decides about another"
    );
    assert_eq!(bureau.run(&["resolve", "E1", "accept"]).status, 0);
    assert_eq!(bureau.report("open-items").len(), 0);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}
