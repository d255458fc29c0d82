//! The tables as workbooks: cells that are shown in percent, rates of VAT that are none, sheets that
//! no table is in, and the export of a bank.

use super::bureau::{Bureau, MUELLER, Tested, camt};
use rust_xlsxwriter::{Format, Workbook};

const ITEMS: [&str; 9] =
    ["Beleg", "Seite", "Kontakt", "Datum", "Fällig", "Betrag", "Skonto", "Skonto bis", "USt-Satz"];

/// An open item whose discount and rate are cells shown in percent.
fn in_percent() -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    let percent = Format::new().set_num_format("0%");
    for (at, heading) in (0u16..).zip(ITEMS) {
        page.write_string(0, at, heading)?;
    }
    let cells = ["LR-1", "Verbindlichkeit", "Stahl AG", "2026-09-20", "2026-10-20"];
    for (at, cell) in (0u16..).zip(cells) {
        page.write_string(1, at, cell)?;
    }
    page.write_number(1, 5, 1190)?;
    page.write_number_with_format(1, 6, 0.02, &percent)?;
    page.write_string(1, 7, "2026-10-31")?;
    page.write_number_with_format(1, 8, 0.19, &percent)?;
    Ok(book.save_to_buffer()?)
}

fn balance(bureau: &Bureau, account: &str) -> String {
    let rows = bureau.report("trial-balance");
    let row = rows.into_iter().find(|row| row["account"] == account).unwrap_or_default();
    row["closing"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn cells_shown_in_percent_are_percent() -> Tested {
    let bureau = Bureau::new();
    bureau.drop("mueller/op.xlsx", in_percent()?);
    bureau.drop(
        "mueller/bank.xml",
        camt(MUELLER, 5, &[("-1166.20", "Stahl AG", "LR-1 abzgl. 2 % Skonto")]),
    );
    assert_eq!(bureau.run(&["run"]).status, 0, "{}", bureau.run(&["review"]).out);
    assert_eq!([balance(&bureau, "1576"), balance(&bureau, "3736")], ["-3.80", "-20.00"]);
    // What was taken off is told apart from what was paid.
    let asked = ["report", "statement-of-account", "--contact", "Stahl AG", "--json"];
    let moves = bureau.run(&asked).rows();
    let told: Vec<[&str; 2]> = moves
        .iter()
        .map(|row| ["kind", "amount"].map(|field| row[field].as_str().unwrap_or_default()))
        .collect();
    assert_eq!(told, [["item", "1190.00"], ["payment", "-1166.20"], ["discount", "-23.80"]]);
    Ok(())
}

#[test]
fn a_rate_that_no_law_knows_is_asked_and_left_out() -> Tested {
    let list = |rate: &str| {
        format!(
            "document;side;contact;date;due;amount;vat_rate\nLR-1;payable;Stahl \
             AG;2026-09-20;2026-10-20;1190,00;{rate}\n"
        )
    };
    for (rate, asked) in
        [("19", false), ("0,19", false), ("7,8", false), ("18", true), ("19,5", true)]
    {
        let bureau = Bureau::new();
        bureau.drop("mueller/op.csv", list(rate));
        bureau.run(&["run"]);
        let document = bureau.document("mueller/op.csv");
        assert_eq!(document["waits"], asked, "{rate}: {document}");
        let told = document.to_string();
        assert_eq!(told.contains("gibt es im deutschen Recht nicht: LR-1"), asked, "{told}");
    }
    Ok(())
}

#[test]
fn a_sheet_that_is_no_table_is_told() -> Tested {
    let bureau = Bureau::new();
    let mut book = Workbook::new();
    let sheets: [(&str, &[&[&str]]); 3] = [
        ("Kontakte", &[&["Kontakt", "Name", "Rolle"], &["L1", "Stahl AG", "Lieferant"]]),
        ("Offene Posten", &[&["Beleg Nr", "Art", "Summe brutto"], &["R-1", "Kreditor", "1190"]]),
        ("Notizen", &[&["Bitte an Frau Kern"]]),
    ];
    for (name, rows) in sheets {
        let page = book.add_worksheet();
        page.set_name(name)?;
        for (y, row) in (0u32..).zip(rows) {
            for (x, cell) in (0u16..).zip(*row) {
                page.write_string(y, x, *cell)?;
            }
        }
    }
    bureau.drop("mueller/daten.xlsx", book.save_to_buffer()?);
    assert_eq!(bureau.run(&["run"]).status, 1);
    let document = bureau.document("mueller/daten.xlsx");
    assert_eq!((&document["kind"], &document["waits"]), (&"contacts".into(), &true.into()));
    let told = document.to_string();
    assert!(told.contains("Nicht gelesen: 1 Blatt der Arbeitsmappe (Offene Posten)"), "{told}");
    assert!(told.contains("Übergangen: 1 Blatt der Arbeitsmappe ohne Tabelle (Notizen)"), "{told}");
    Ok(())
}

#[test]
fn statements_come_as_a_workbook_too() -> Tested {
    let bureau = Bureau::new();
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    let headings = ["iban", "booking_date", "amount", "currency", "counterparty", "remittance"];
    for (at, heading) in (0u16..).zip(headings) {
        page.write_string(0, at, heading)?;
    }
    let day = Format::new().set_num_format("dd.mm.yyyy");
    for (row, amount) in [(1, 1190.0), (2, -45.1)] {
        page.write_string(row, 0, MUELLER)?;
        page.write_number_with_format(row, 1, 46305.0 + f64::from(row), &day)?;
        page.write_number(row, 2, amount)?;
        page.write_string(row, 3, "EUR")?;
        page.write_string(row, 4, "Kunde")?;
        page.write_string(row, 5, "RE-1")?;
    }
    bureau.drop("mueller/umsatz.xlsx", book.save_to_buffer()?);
    bureau.run(&["run"]);
    let rows = bureau.report("reconciliation");
    let read: Vec<(&str, &str)> = rows
        .iter()
        .map(|row| (row["booking_date"].as_str().unwrap(), row["amount"].as_str().unwrap()))
        .collect();
    assert_eq!(read, [("2026-10-11", "1190.00"), ("2026-10-12", "-45.10")]);
    Ok(())
}

/// A cell of an item's amount: a number, or a text that looks like one.
#[derive(Clone, Copy)]
enum Amount {
    Number(f64),
    Text(&'static str),
}

/// Open items with these amounts, each in its cell.
fn with_amounts(amounts: &[Amount]) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    for (at, heading) in (0u16..).zip(ITEMS.iter().take(6)) {
        page.write_string(0, at, *heading)?;
    }
    for (row, amount) in (1u32..).zip(amounts) {
        page.write_string(row, 0, format!("LR-{row}"))?;
        for (at, cell) in (1u16..).zip(["Verbindlichkeit", "Stahl AG", "2026-09-20", "2026-10-20"])
        {
            page.write_string(row, at, cell)?;
        }
        match amount {
            Amount::Number(number) => page.write_number(row, 5, *number)?,
            Amount::Text(text) => page.write_string(row, 5, *text)?,
        };
    }
    Ok(book.save_to_buffer()?)
}

#[test]
fn how_number_cells_are_kept_says_nothing_of_texts() -> Tested {
    use Amount::{Number, Text};
    let read = |amounts: &[Amount]| -> Result<Vec<String>, Box<dyn std::error::Error>> {
        let bureau = Bureau::new();
        bureau.drop("mueller/op.xlsx", with_amounts(amounts)?);
        bureau.run(&["run"]);
        let rows = bureau.report("open-items");
        Ok(rows.iter().map(|row| row["amount"].as_str().unwrap_or_default().to_owned()).collect())
    };
    // Nothing but the text says whether it is a thousand.
    for text in ["1.190", "1,190"] {
        assert_eq!(read(&[Number(250.5), Text(text)])?, Vec::<String>::new(), "{text}");
    }
    let decided = read(&[Number(250.5), Text("1.190"), Text("12,50")])?;
    assert_eq!(decided, ["250.50", "1190.00", "12.50"]);
    assert_eq!(read(&[Number(250.5), Text("1.190,00")])?, ["250.50", "1190.00"]);
    assert_eq!(read(&[Number(1190.125), Number(3.0)])?.len(), 2);
    Ok(())
}

#[test]
fn document_numbers_stay_text_in_a_spreadsheet_and_read_back() -> Tested {
    let bureau = Bureau::new();
    let list = "document;side;contact;date;due;amount\n000123;payable;Stahl \
                AG;2026-09-20;2026-10-20;119.00\n10/26;payable;Stahl \
                AG;2026-09-20;2026-10-20;11.90\nRE-7;payable;Stahl AG;2026-09-20;2026-10-20;1.19\n";
    bureau.drop("mueller/op.csv", list);
    bureau.run(&["run"]);
    let csv = bureau.run(&["report", "open-items", "--format", "csv"]).out;
    for cell in [r#""=""000123""";"#, r#""=""10/26""";"#, ";RE-7;"] {
        assert!(csv.contains(cell), "{csv}");
    }
    let other = Bureau::new();
    other.drop("mueller/op.csv", csv);
    other.run(&["run"]);
    let numbers: Vec<String> = other
        .report("open-items")
        .iter()
        .map(|row| row["document"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(numbers, ["000123", "10/26", "RE-7"]);
    Ok(())
}
