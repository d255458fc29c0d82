//! Batches of DATEV that are dropped: what kontor wrote for one office is the same in another, what
//! it cannot keep is asked.

use super::bureau::{Bureau, Tested};
use serde_json::Value;

const HEAD: &str = "\"EXTF\";700;21;\"Buchungsstapel\";13;20261101120000000;;\"RE\";\"\";\"\";1001;1;20260101;4;20261001;20261031;\"x\";\"\";1;0;0;\"EUR\";;\"\";;;\"03\";;;\"\";\"\"\r\nUmsatz;S/H;WKZ;Kurs;Basis;WKZ Basis;Konto;Gegenkonto;BU;Datum;Beleg 1;Beleg 2;Skonto;Text\r\n";

fn batch(rows: &str) -> String {
    format!("{HEAD}{rows}")
}

/// Account, debit, credit, closing, of all that moved.
fn balances(bureau: &Bureau) -> Vec<[String; 4]> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let row = |row: &Value| ["account", "debit", "credit", "closing"].map(|name| text(&row[name]));
    bureau.report("trial-balance").iter().map(row).collect()
}

fn vat_return(bureau: &Bureau) -> Vec<Value> {
    bureau
        .run(&[
            "report",
            "vat-return",
            "--company",
            "mueller",
            "--from",
            "2026-10-01",
            "--to",
            "2026-10-31",
            "--json",
        ])
        .rows()
}

#[test]
fn what_one_office_hands_over_another_books_the_same() -> Tested {
    let first = Bureau::new();
    let head = "Datum;Konto;Gegenkonto;Betrag;Steuersatz;Buchungstext;Beleg\n";
    let rows = "31.10.2026;4930;1000;119,01;19;Papier;KB-1\n31.10.2026;1000;8300;107,00;;Barverkauf;KB-2\n\
        31.10.2026;1000;8400;238,00;;Barverkauf;KB-3\n31.10.2026;4822;0027;500,00;;AfA;A-1\n\
        30.10.2026;4940;1000;53,50;7;Buch;KB-4\n31.10.2026;1800;1000;50,00;;Privat;\n31.10.2026;1800;1000;50,00;;Privat;\n";
    first.drop("mueller/eins.csv", format!("{head}{rows}"));
    first.drop("mueller/zwei.csv", format!("{head}29.10.2026;4910;1000;10,00;;Porto;KB-9\n"));
    assert_eq!(first.run(&["run"]).status, 0);
    let id = first.document("mueller/zwei.csv")["id"].as_str().unwrap_or_default().to_owned();
    assert_eq!(first.run(&["undo", &id]).status, 0);
    let folder = first.path("out");
    let written = first.run(&[
        "export",
        "datev",
        "--company",
        "mueller",
        "--from",
        "2026-10-01",
        "--to",
        "2026-10-31",
        "--output",
        &folder.to_string_lossy(),
    ]);
    assert_eq!(written.status, 0, "{}", written.err);

    let second = Bureau::new();
    for file in first.files("out").iter().filter(|file| file.contains("Buchungsstapel")) {
        second.drop(&format!("mueller/{file}"), std::fs::read(folder.join(file))?);
    }
    let run = second.run(&["run"]);
    assert_eq!(run.status, 0, "{} {:#?}", run.err, second.report("documents"));
    assert_eq!(balances(&second), balances(&first));
    assert_eq!(vat_return(&second), vat_return(&first));
    assert_eq!(second.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn tax_stands_apart_where_the_automatic_rests_and_what_is_taken_back_is_negative() -> Tested {
    let bureau = Bureau::new();
    let rows = "100,00;H;;;;;8400;1000;40;3110;Z-1;;;Verkauf\r\n19,00;H;;;;;1776;1000;;3110;Z-1;;;Steuer\r\n\
        119,00;S;;;;;1000;8400;;3110;Z-1;;;Verkauf\r\n50,00;S;;;;;4930;1000;20;3110;Z-2;;;Storno\r\n";
    bureau.drop("mueller/stapel.csv", batch(rows));
    let run = bureau.run(&["run"]);
    assert_eq!(run.status, 0, "{} {:#?}", run.err, bureau.report("documents"));
    let row = |account: &str| {
        balances(&bureau).into_iter().find(|row| row[0] == account).unwrap_or_default()
    };
    assert_eq!(row("8400"), ["8400", "0.00", "200.00", "-200.00"]);
    assert_eq!(row("1776"), ["1776", "0.00", "38.00", "-38.00"]);
    assert_eq!(row("4930"), ["4930", "-50.00", "0.00", "-50.00"]);
    let base = vat_return(&bureau)
        .iter()
        .find(|row| row["position"] == "81")
        .map(|row| row["amount"].clone());
    assert_eq!(base, Some("200.00".into()));
    // What another batch takes back is taken back once, and what it books beside is asked.
    let more =
        "119,00;S;;;;;1000;8400;20;3110;Z-1;;;Storno\r\n10,00;S;;;;;4930;1000;;3110;Z-2;;;mehr\r\n";
    bureau.drop("mueller/zweiter.csv", batch(more));
    assert_eq!(bureau.run(&["run"]).status, 1);
    assert_eq!((row("8400")[2].as_str(), row("4930")[3].as_str()), ("100.00", "-40.00"));
    let asked = bureau.document("mueller/zweiter.csv");
    assert!(
        asked["doubts"].to_string().contains("Z-2") && !asked["doubts"].to_string().contains("Z-1"),
        "{asked:#}"
    );
    // The same again is known, a file of the other chart is not taken.
    bureau.drop("mueller/noch-einmal.csv", batch(rows).replace("\"x\"", "\"y\""));
    assert_eq!(bureau.run(&["run"]).status, 0);
    assert_eq!(row("8400")[2], "100.00");
    bureau.drop("kern/stapel.csv", batch(rows));
    assert_eq!(bureau.run(&["run"]).status, 1);
    let held = bureau.document("kern/stapel.csv");
    assert_eq!(
        (&held["status"], held["reason"].as_str().map(|text| text.contains("SKR04"))),
        (&"held".into(), Some(true))
    );
    Ok(())
}

#[test]
fn what_the_sub_ledger_cannot_take_is_asked_and_nothing_is_booked() -> Tested {
    let bureau = Bureau::new();
    for (name, rows, word) in [
        (
            "kunde.csv",
            "119,00;S;;;;;10001;8400;;3110;RE-1;;;x\r\n10,00;S;;;;;4910;1000;;3110;B-1;;;x\r\n",
            "10001",
        ),
        ("bank.csv", "10,00;H;;;;;1200;4910;;3110;B-1;;;x\r\n", "1200"),
        ("rest.csv", "100,00;H;;;;;8400;1000;40;3110;Z-1;;;ohne Steuer\r\n", "8400"),
    ] {
        bureau.drop(&format!("mueller/{name}"), batch(rows));
        assert_eq!(bureau.run(&["run"]).status, 1);
        let document = bureau.document(&format!("mueller/{name}"));
        let reason = document["reason"].as_str().unwrap_or_default();
        assert!(document["status"] == "held" && reason.contains(word), "{name}: {reason}");
    }
    assert_eq!(bureau.report("journal").len(), 0);
    Ok(())
}

#[test]
fn customers_and_vendors_come_with_their_accounts() -> Tested {
    let bureau = Bureau::new();
    let mut row = vec![""; 254];
    for (column, text) in
        [(1, "70123"), (2, "Holz Bauer GmbH"), (7, "2"), (9, "DE"), (10, "811115368"), (19, "Köln")]
    {
        row[column - 1] = text;
    }
    let titles = vec!["Konto"; 254].join(";");
    let head = HEAD.split("\r\n").next().unwrap_or_default().replace("700;21;", "700;16;");
    bureau.drop("mueller/kreditoren.csv", format!("{head}\r\n{titles}\r\n{}\r\n", row.join(";")));
    assert_eq!(bureau.run(&["run"]).status, 0);
    let invoice = super::invoice::Invoice {
        number: "H-1",
        date: "2026-10-01",
        seller: ("Holz Bauer GmbH", "DE811115368"),
        buyer: super::bureau::OURS,
        net_cents: 10_000,
        type_code: "380",
        corrects: None,
    };
    bureau.drop("mueller/h1.xml", invoice.xml());
    assert_eq!(bureau.run(&["run"]).status, 0);
    assert!(
        balances(&bureau).iter().any(|row| row[0] == "70123" && row[3] == "-119.00"),
        "{:?}",
        balances(&bureau)
    );
    Ok(())
}
