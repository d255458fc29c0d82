//! The clarification sheet goes out and comes back: what it asks first, what a person may write
//! into it, and what is told of each row.

use super::bureau::{Bureau, KERN, MUELLER, Tested, camt};
use rust_xlsxwriter::Workbook;

/// A sheet as a person sends it back: headings, then rows.
fn sheet(headings: &[&str], rows: &[&[&str]]) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    for (y, row) in (0u32..).zip(std::iter::once(&headings).chain(rows)) {
        for (x, cell) in (0u16..).zip(*row) {
            match cell.parse::<f64>() {
                Ok(number) => page.write_number(y, x, number)?,
                Err(_) => page.write_string(y, x, *cell)?,
            };
        }
    }
    Ok(book.save_to_buffer()?)
}

const HEADINGS: [&str; 7] =
    ["Nr", "Antwort", "Anderer Beleg", "Anderes Konto", "USt %", "Notiz", "Beantwortet von"];

pub fn text(mail: &[u8]) -> Option<String> {
    Some(mail_parser::MessageParser::default().parse(mail)?.body_text(0)?.into_owned())
}

#[test]
fn other_documents_accounts_and_rates_have_columns_and_each_rows_fate_is_told() -> Tested {
    let bureau = Bureau::new();
    bureau.drop(
        "mueller/op.csv",
        "document;side;contact;date;amount\nRE-1;receivable;Lenz;2026-10-02;119.00\n",
    );
    let entries = [
        ("119.00", "Fremd AG", "Ausgleich"),
        ("-119.00", "Laden", "Karte"),
        ("-20.00", "Laden", "Karte"),
        ("5.00", "Wer", "Was"),
    ];
    bureau.drop("mueller/bank.xml", camt(MUELLER, 5, &entries));
    bureau.run(&["run"]);
    let rows: [&[&str]; 4] = [
        &["E1", "", "RE-1", "", "", "", "Anna"],
        &["E2", "", "", "4930", "0.19", "", "Anna"],
        &["E3", "ja", "", "4930", "", "", ""],
        &["E4", "", "RE-99", "", "", "", ""],
    ];
    // Outside of every company's folder: it answers one company's questions and is told to its
    // reader.
    bureau.drop("antworten.xlsx", sheet(&HEADINGS, &rows)?);
    assert_eq!(bureau.run(&["run"]).status, 1, "two rows are not carried out");
    let status = |id: &str| {
        bureau
            .report("reconciliation")
            .into_iter()
            .find(|row| row["id"] == id)
            .map(|row| row["status"].clone())
    };
    assert_eq!(status("E1"), Some("matched".into()));
    assert_eq!(status("E2"), Some("matched".into()));
    assert_ne!(status("E3"), Some("matched".into()), "ja, but also an account");
    let tax = bureau.report("journal").into_iter().any(|entry| {
        entry["lines"].to_string().contains("VSt19") && entry["recorded_by"] == "Anna"
    });
    assert!(tax, "{:?}", bureau.report("journal"));
    assert!(
        bureau.run(&["explain", "E2"]).out.contains("Anna: Konto 4930"),
        "{}",
        bureau.run(&["explain", "E2"]).out
    );
    assert_eq!(bureau.document("antworten.xlsx")["company"], "mueller");
    let told = |name: &String| {
        std::fs::read(bureau.path("outbox").join(name)).ok().and_then(|mail| text(&mail))
    };
    let mails: Vec<String> = bureau
        .files("outbox")
        .iter()
        .filter(|name| name.contains("mueller"))
        .filter_map(told)
        .collect();
    let mail =
        mails.iter().find(|mail| mail.contains("Ihre Antworten")).ok_or("no confirmation")?;
    assert!(mail.contains("Ihre Antworten (4)"), "{mail}");
    for told in [
        "E1: „Beleg RE-1“ ist ausgeführt",
        "E2: „Konto 4930 USt 19“ ist ausgeführt",
        "E3: Die Zeile sagt zweierlei",
        "E4: „Beleg RE-99“ ist nicht",
    ] {
        assert!(mail.contains(told), "{told}: {mail}");
    }
    Ok(())
}

#[test]
fn what_may_cost_money_stands_first_and_documents_have_their_amounts() -> Tested {
    let bureau = Bureau::new();
    bureau.drop(
        "kern/op.csv",
        "document;side;contact;date;amount\nRE-7;receivable;Wunderkiste OHG;2026-10-02;50.00\n",
    );
    let entries = [("900.00", "Unbekannt", "nichts"), ("49.00", "Wunderkiste OHG", "RE-7")];
    bureau.drop("kern/bank.xml", camt(KERN, 5, &entries));
    bureau.run(&["run"]);
    assert_eq!(
        bureau
            .run(&[
                "review",
                "--format",
                "xlsx",
                "--output",
                &bureau.path("k.xlsx").display().to_string()
            ])
            .status,
        0
    );
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(bureau.path("k.xlsx"))?;
    let range = calamine::Reader::worksheet_range_at(&mut book, 0).ok_or("no sheet")??;
    let texts: Vec<Vec<String>> =
        range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
    let groups: Vec<&str> =
        texts.iter().skip(1).filter_map(|row| row.get(1).map(String::as_str)).collect();
    assert_eq!(
        groups,
        ["3 mit Vorschlag", "4 ohne Vorschlag"],
        "the smaller one is settled with a word"
    );
    Ok(())
}

#[test]
fn an_answer_is_about_the_proposal_that_the_sheet_showed() -> Tested {
    let bureau = Bureau::new();
    bureau.drop(
        "mueller/contacts.csv",
        "contact;name;role;iban\nK1;Sonnenhof GmbH;customer;DE32600501010020000104\n",
    );
    let items = "document;side;contact;date;amount\nRE-1;receivable;K1;2026-09-01;500.00\nRE-2;receivable;K1;2026-09-02;500.00\n";
    bureau.drop("mueller/op.csv", items);
    bureau
        .drop("mueller/bank.xml", camt(MUELLER, 5, &[("500.00", "Sonnenhof GmbH", "vielen Dank")]));
    bureau.run(&["run"]);
    let entry = || {
        bureau
            .report("reconciliation")
            .into_iter()
            .find(|row| row["id"] == "E1")
            .unwrap_or_default()
    };
    let proposed = || entry()["allocations"][0]["document"].as_str().unwrap_or_default().to_owned();
    let answers = |name: &str, answer: &str, shown: &str| -> Tested {
        bureau.drop(
            &format!("mueller/{name}.xlsx"),
            sheet(&["Nr", "Vorschlag", "Antwort"], &[&["E1", shown, answer]])?,
        );
        bureau.run(&["run"]);
        Ok(())
    };
    let first = proposed();
    answers("eins", "ablehnen nicht diese", &first)?;
    let second = proposed();
    assert!(!second.is_empty() && first != second, "{first} {second}");
    // The sheet of before, once more, says nothing of what is proposed since; nor does its yes.
    answers("noch", "ablehnen nicht diese", &first)?;
    answers("alt", "ablehnen doch nicht", &first)?;
    answers("ja-alt", "ja", &first)?;
    assert_eq!((entry()["status"].as_str(), proposed()), (Some("suggested"), second.clone()));
    let told = bureau.document("mueller/ja-alt.xlsx").to_string();
    assert!(told.contains(&format!("Vorgeschlagen ist inzwischen {second}")), "{told}");
    // A second refusal in the same words.
    answers("zwei", "ablehnen nicht diese", &second)?;
    assert_eq!((entry()["status"].as_str(), proposed()), (Some("open"), String::new()));
    bureau.run(&["undo", "E1"]);
    answers("ja", "ja", &second)?;
    assert_eq!((entry()["status"].as_str(), proposed()), (Some("matched"), second));
    Ok(())
}
