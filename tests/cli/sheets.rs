//! Clarification sheets that are not quite this office's question: those of another office, of
//! yesterday, and of several companies at once.

use super::bureau::{Bureau, KERN, MUELLER, Tested, camt};
use rust_xlsxwriter::Workbook;

/// A sheet as a person sends it back: rows, the headings first.
fn sheet(rows: &[&[&str]]) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    for (y, row) in (0u32..).zip(rows) {
        for (x, cell) in (0u16..).zip(*row) {
            match cell.parse::<f64>() {
                Ok(number) => page.write_number(y, x, number)?,
                Err(_) => page.write_string(y, x, *cell)?,
            };
        }
    }
    Ok(book.save_to_buffer()?)
}

const HEADINGS: &[&str] = &[
    "Nr",
    "Firma",
    "Datum",
    "Betrag",
    "Währung",
    "Gegenseite oder Datei",
    "Text",
    "Vorschlag",
    "Antwort",
];

fn entry(bureau: &Bureau, id: &str) -> serde_json::Value {
    let rows = bureau.report("reconciliation");
    rows.into_iter().find(|row| row["id"] == id).unwrap_or_default()
}

fn status(bureau: &Bureau, id: &str) -> String {
    entry(bureau, id)["status"].as_str().unwrap_or_default().to_owned()
}

/// What the mails to one address say of answers.
fn told(bureau: &Bureau, company: &str) -> String {
    let names = bureau.files("outbox");
    let text = |name: &String| {
        let mail = std::fs::read(bureau.path("outbox").join(name)).ok()?;
        Some(mail_parser::MessageParser::default().parse(&mail)?.body_text(0)?.into_owned())
    };
    names.iter().filter(|name| name.contains(company)).filter_map(text).collect()
}

fn office() -> Bureau {
    let bureau = Bureau::new();
    let entries = [
        ("-119.00", "Laden am Markt", "Karte 17"),
        ("-1190.00", "Müller &amp; Söhne Metallbau GmbH", "Rechnung RE-2026-0017"),
        ("-59.50", "Laden am Markt", "Karte 18"),
    ];
    bureau.drop("mueller/bank.xml", camt(MUELLER, 5, &entries));
    bureau.run(&["run"]);
    bureau
}

#[test]
fn a_row_of_another_office_is_told_and_waits() -> Tested {
    let bureau = office();
    let rows: [&[&str]; 4] = [
        HEADINGS,
        // Only written otherwise.
        &["E1", "mueller", "05.10.26", "-119", "EUR", "LADEN AM", "Karte 17", "", "Konto 4930"],
        // Of another office: a day later, over another sum, to somebody else.
        &[
            "E2",
            "mueller",
            "2026-10-06",
            "-84.20",
            "EUR",
            "Telefon AG",
            "Rechnung 4711",
            "",
            "Konto 4920",
        ],
        // Nothing but the id and the answer.
        &["E3", "", "", "", "", "", "", "", "Konto 4930"],
    ];
    bureau.drop("mueller/fremd.xlsx", sheet(&rows)?);
    bureau.run(&["run"]);
    let states = ["E1", "E2", "E3"].map(|id| status(&bureau, id));
    assert_eq!(states, ["matched", "open", "matched"]);
    let document = bureau.document("mueller/fremd.xlsx");
    assert_eq!(document["waits"], true, "{document}");
    let said = document.to_string();
    for told in [
        "dort steht 06.10.2026, -84,20 EUR, Telefon AG",
        "hier ist E2 05.10.2026, -1.190,00 EUR, Müller & Söhne Metallbau GmbH",
        "„Konto 4920“ ist nicht ausgeführt",
    ] {
        assert!(said.contains(told), "{told}: {said}");
    }
    Ok(())
}

#[test]
fn rows_of_documents_are_told_apart_too() -> Tested {
    let bureau = Bureau::new();
    let invoice = super::bureau::ubl(
        "RE-1",
        ("Stahl AG", Some("DE129273398")),
        ("Kern Handel KG", Some("DE811907980")),
    );
    bureau.drop("mueller/re.xml", invoice);
    bureau.run(&["run"]);
    let held = || bureau.document("mueller/re.xml");
    let (id, day) = (held()["id"].clone(), held()["received_at"].clone());
    let (id, day) = (id.as_str().unwrap_or_default(), day.as_str().unwrap_or_default());
    let day = day.get(..10).unwrap_or_default();
    assert_eq!(held()["status"], "held");
    let answered = |name: &str, date: &str, file: &str| -> Tested {
        let row = [id, "", date, "", "", file, "RE-1", "", "ablehnen falsch"];
        bureau.drop(&format!("mueller/{name}.xlsx"), sheet(&[HEADINGS, &row])?);
        bureau.run(&["run"]);
        Ok(())
    };
    answered("alt", "2026-01-05", "Stahl AG RE-1\nmueller/re.xml")?;
    answered("fremd", day, "Papier KG RE-9\nkern/anders.xml")?;
    assert_eq!(held()["status"], "held");
    answered("unser", day, "Stahl AG RE-1\nmueller/re.xml")?;
    assert_eq!(held()["status"], "rejected");
    Ok(())
}

#[test]
fn a_sheet_that_came_before_does_nothing() -> Tested {
    let bureau = office();
    let rows: [&[&str]; 2] = [&["Nr", "Antwort"], &["E1", "Konto 4930"]];
    let bytes = sheet(&rows)?;
    bureau.drop("mueller/a.xlsx", &bytes);
    bureau.run(&["run"]);
    assert_eq!(status(&bureau, "E1"), "matched");
    bureau.run(&["undo", "E1"]);
    for file in ["mueller/b.xlsx", "c.xlsx"] {
        bureau.drop(file, &bytes);
        bureau.run(&["run"]);
        assert_eq!(bureau.document(file)["status"], "duplicate", "{file}");
        assert_eq!(status(&bureau, "E1"), "open", "{file}: what was undone stays undone");
    }
    Ok(())
}

/// The same sheet saved once more, for another row: what was taken back meanwhile stays so.
#[test]
fn a_row_that_was_carried_out_and_taken_back_is_named_and_not_done_again() -> Tested {
    let bureau = office();
    let answered = |name: &str, rows: &[&[&str]]| -> Tested {
        bureau.drop(&format!("mueller/{name}.xlsx"), sheet(rows)?);
        bureau.run(&["run"]);
        Ok(())
    };
    let headings: &[&str] = &["Nr", "Antwort"];
    answered("a", &[headings, &["E1", "Konto 4930"]])?;
    assert_eq!(status(&bureau, "E1"), "matched");
    assert_eq!(bureau.run(&["undo", "E1"]).status, 0);
    // In other words it is the same answer.
    answered("b", &[headings, &["E1", "account 4930"], &["E2", "Konto 4920"]])?;
    let states = || ["E1", "E2"].map(|id| status(&bureau, id));
    assert_eq!(states(), ["open", "matched"], "what was undone stays undone");
    let again = || bureau.document("mueller/b.xlsx");
    assert_eq!(again()["waits"], true, "{}", again());
    for told in [
        "E1: „account 4930“ wurde schon am ",
        "ausgeführt und danach zurückgenommen",
        "kontor resolve E1",
    ] {
        assert!(again().to_string().contains(told), "{told}: {}", again());
    }
    assert!(!again().to_string().contains("E2: „Konto 4920“ ist nicht"), "{}", again());
    // The answer that it names works, and ends the row.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    assert_eq!(bureau.run(&["resolve", "E1", "account", "4930"]).status, 0);
    assert_eq!(
        (states(), again()["waits"].clone()),
        (["matched", "matched"].map(String::from), false.into())
    );
    // So does another answer on a sheet.
    assert_eq!(bureau.run(&["undo", "E1"]).status, 0);
    answered("c", &[headings, &["E1", "Konto 4970"]])?;
    assert_eq!(
        (status(&bureau, "E1"), entry(&bureau, "E1")["account"].clone()),
        ("matched".into(), "4970".into())
    );
    assert_eq!(bureau.document("mueller/c.xlsx")["waits"], false);
    assert_eq!(bureau.run(&["verify"]).status, 0);
    Ok(())
}

#[test]
fn a_row_that_waits_ends_with_the_decision() -> Tested {
    let bureau = office();
    let answered = |name: &str, rows: &[&[&str]]| -> Tested {
        bureau.drop(&format!("mueller/{name}.xlsx"), sheet(rows)?);
        bureau.run(&["run"]);
        Ok(())
    };
    let headings: &[&str] = &["Nr", "Antwort"];
    answered("alt", &[headings, &["E1", "Beleg RE-99"], &["E2", "weiß nicht"], &["E3", "RE-98"]])?;
    let old = || bureau.document("mueller/alt.xlsx");
    assert_eq!(old()["waits"], true);
    // One by a newer sheet, one at the desk, one is left open.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    answered("neu", &[headings, &["E1", "Konto 4930"]])?;
    assert_eq!(old()["waits"], true, "the other two wait still");
    assert!(old().to_string().contains("E1 ist inzwischen entschieden"), "{}", old());
    bureau.run(&["resolve", "E2", "account", "4930"]);
    bureau.run(&["resolve", "E3", "leave"]);
    assert_eq!(old()["waits"], false, "{}", old());
    // What was decided before the sheet came is not ended by that.
    answered("spät", &[headings, &["E1", "Konto 4920"]])?;
    assert_eq!(bureau.document("mueller/spät.xlsx")["waits"], true);
    Ok(())
}

#[test]
fn a_sheet_outside_of_all_folders_is_told_to_each_company() -> Tested {
    let bureau = office();
    bureau.drop("kern/bank.xml", camt(KERN, 5, &[("-30.00", "Papier KG", "Karte 3")]));
    bureau.run(&["run"]);
    let rows: [&[&str]; 4] =
        [&["Nr", "Antwort"], &["E1", "Konto 4930"], &["E4", "Konto 6815"], &["E2", "RE-99"]];
    bureau.drop("antworten.xlsx", sheet(&rows)?);
    bureau.run(&["run"]);
    assert_eq!(["E1", "E4"].map(|id| status(&bureau, id)), ["matched", "matched"]);
    let (mueller, kern) = (told(&bureau, "mueller"), told(&bureau, "kern"));
    assert!(kern.contains("E4: „Konto 6815“ ist ausgeführt"), "{kern}");
    assert!(mueller.contains("E1: „Konto 4930“ ist ausgeführt"), "{mueller}");
    assert!(mueller.contains("E2: „RE-99“ ist nicht ausgeführt"), "{mueller}");
    assert!(!mueller.contains("E4: „Konto") && !kern.contains("E1: „Konto"), "{mueller}{kern}");
    // Once more it is one duplicate, told of once.
    std::fs::copy(
        bureau.path("archive").join(
            bureau
                .files("archive")
                .into_iter()
                .find(|name| name.ends_with(".xlsx"))
                .unwrap_or_default(),
        ),
        bureau.path("inbox/noch.xlsx"),
    )?;
    bureau.run(&["run"]);
    assert_eq!(bureau.document("noch.xlsx")["status"], "duplicate");
    assert_eq!(bureau.run(&["verify"]).status, 0, "{}", bureau.run(&["verify"]).out);
    Ok(())
}

#[test]
fn a_sheet_without_the_column_for_answers_says_so() -> Tested {
    let bureau = office();
    let headings = HEADINGS.split_last().map(|(_, others)| others).unwrap_or_default();
    let row = ["E1", "mueller", "05.10.2026", "-119", "EUR", "Laden am Markt", "Karte 17", ""];
    bureau.drop("mueller/a.xlsx", sheet(&[headings, &row])?);
    bureau.run(&["run"]);
    let told = bureau.document("mueller/a.xlsx")["reason"].to_string();
    assert!(told.contains("die Spalte „Antwort“ fehlt"), "{told}");
    Ok(())
}

#[test]
fn an_invoice_to_somebody_else_is_held_before_it_is_booked() -> Tested {
    let bureau = Bureau::new();
    let seller = ("Stahl AG", Some("DE129273398"));
    let invoice = |number: &str, buyer: &str| {
        let text = super::bureau::ubl(number, seller, (buyer, None));
        let text = text.replace("119.00", "@").replace("19.00", "190.00");
        text.replace("100.00", "1000.00").replace('@', "1190.00")
    };
    bureau.drop("mueller/a.xml", invoice("RE-1", "Niemand Holding AG"));
    bureau.drop("mueller/b.xml", invoice("RE-2", "Mueller Metallbau"));
    // Up to 250 EUR nobody need be named (§ 33 UStDV); who is named counts all the same.
    let small = |number: &str, buyer: &str| super::bureau::ubl(number, seller, (buyer, None));
    bureau.drop("mueller/c.xml", small("RE-3", "Niemand Holding AG"));
    bureau.drop("mueller/d.xml", small("RE-4", "Barverkauf"));
    bureau.run(&["run"]);
    let (other, ours) = (bureau.document("mueller/a.xml"), bureau.document("mueller/b.xml"));
    assert!(!ours.to_string().contains("Leistungsempfängers"), "{ours}");
    assert_eq!(other["status"], "held", "{other}");
    assert!(other.to_string().contains("an „Niemand Holding AG“ gerichtet"), "{other}");
    assert_eq!(bureau.document("mueller/c.xml")["status"], "held");
    assert_eq!(bureau.document("mueller/d.xml")["status"], "processed");
    let booked = || bureau.report("journal").len();
    let before = booked();
    let id = other["id"].as_str().unwrap_or_default();
    assert_eq!(bureau.run(&["resolve", id, "accept"]).status, 0);
    assert_eq!(
        (booked(), bureau.document("mueller/a.xml")["waits"].clone()),
        (before + 1, false.into())
    );
    Ok(())
}

#[test]
fn the_customer_of_a_bank_statement_is_the_counterparty() -> Tested {
    let bureau = Bureau::new();
    for (file, name) in [("a", "Kunde"), ("b", "Customer"), ("c", "Geschäftspartner")] {
        let text = format!(
            "Buchungstag;Wertstellung;{name};Verwendungszweck;Betrag;Währung\n\
             05.10.2026;05.10.2026;Lenz Bau GmbH;RE-1;119,00;EUR\n\
             06.10.2026;06.10.2026;Stahl AG;Abschlag;-59,50;EUR\n"
        );
        bureau.write(&format!("{file}.csv"), text);
        let path = bureau.path(&format!("{file}.csv")).display().to_string();
        let told = super::bureau::kontor(&["inspect", "--json", &path]).json();
        let party = &told["statements"][0]["entries"][0]["counterparty"]["name"];
        assert_eq!(party, "Lenz Bau GmbH", "{name}: {told}");
    }
    Ok(())
}

#[test]
fn an_item_in_dollars_that_is_named_is_said_to_be_in_dollars() -> Tested {
    let bureau = Bureau::new();
    let items = "document;side;contact;date;amount;currency\n\
                 RE-9;payable;Harbour Storage;2026-10-01;1190.00;USD\n";
    bureau.drop("mueller/op.csv", items);
    bureau.drop("mueller/bank.xml", camt(MUELLER, 5, &[("-1000.00", "Harbour Storage", "RE-9")]));
    bureau.run(&["run"]);
    let named = bureau.run(&["resolve", "E1", "match", "RE-9"]);
    let told = format!("{}{}", named.out, named.err);
    assert!(told.contains("1.190,00 USD") && told.contains("Kursdatei der EZB"), "{told}");
    // With the rate it is as the sentence says.
    bureau.drop(
        "eurofxref-hist.csv",
        "Date,USD,JPY,\n2026-10-05,1.1900,160.00,\n2026-10-01,1.1900,161.00,\n",
    );
    bureau.run(&["run"]);
    bureau.run(&["resolve", "E1", "match", "RE-9"]);
    assert_eq!(status(&bureau, "E1"), "matched", "{}", entry(&bureau, "E1"));
    Ok(())
}
