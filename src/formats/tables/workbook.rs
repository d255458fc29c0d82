//! The tables as a workbook (XLSX): one sheet a table, the headings in the first row that is a
//! table's, a title above it or not. A workbook of one table is that table; one of several hands
//! each back to the table of formats as a file of its own. Other sheets are passed over.

use super::super::xlsx_rows::{self, Bounds, SheetRows, Trouble};
use super::super::{Confidence, Format, Input, Part, Read, Reading, Reads};
use super::sheet;
use crate::domain::finding::Weight;
use crate::domain::finding_argument::Argument;
use crate::domain::{Finding, FindingKind, Kind};

/// The row of the table of formats.
pub const FORMAT: Format = Format {
    name: "tables-xlsx",
    kind: Kind::Container,
    title: (
        "Dieselben Tabellen als Arbeitsmappe (XLSX), ein Blatt je Tabelle",
        "the same tables as a workbook (XLSX), one sheet a table",
    ),
    source: "README, “CSV files of your own”; ECMA-376 (Office Open XML)",
    recognise,
    reads: Reads::Whole(read),
    findings: FINDINGS,
};

static FINDINGS: &[&FindingKind] = &[&UNREADABLE];

/// A workbook that cannot be opened.
pub static UNREADABLE: FindingKind = FindingKind {
    code: "table-workbook-unreadable",
    weight: Weight::Error,
    de: "Die Arbeitsmappe ist nicht lesbar oder zu groß ({what}). Bitte in der Tabellenkalkulation \
        öffnen und als XLSX oder CSV neu speichern.",
    en: "The workbook cannot be read or is too large ({what}). Open it in the spreadsheet program \
        and save it as XLSX or CSV again.",
};

/// A workbook holds what a table of text may hold.
const BOUNDS: Bounds = Bounds { largest: 400_000_000, rows: 1_000_000, columns: 100, sheets: 20 };

fn recognise(input: &Input) -> Confidence {
    if !xlsx_rows::is_workbook(input.bytes) {
        return Confidence::No;
    }
    // Only the headings are looked at.
    let heads = xlsx_rows::sheets(input.bytes, Bounds { rows: 20, ..BOUNDS }).unwrap_or_default();
    match heads.iter().any(is_table) {
        true => Confidence::Mark,
        false => Confidence::No,
    }
}

/// Rows that may stand above the headings: a title, the day of the list.
const MOST_ABOVE: usize = 10;

fn is_table(sheet: &SheetRows) -> bool {
    headings(sheet).is_some()
}

/// The row of the headings: the first that is a table's.
fn headings(sheet: &SheetRows) -> Option<usize> {
    let is_heading = |row: &Vec<String>| {
        let alone = SheetRows { name: String::new(), rows: vec![row.clone()] };
        String::from_utf8(csv(&alone)).is_ok_and(|text| sheet::table_of(&text).is_some())
    };
    sheet
        .rows
        .iter()
        .filter(|row| row.iter().any(|cell| !cell.trim().is_empty()))
        .take(MOST_ABOVE)
        .find(|row| is_heading(row))?;
    sheet.rows.iter().position(is_heading)
}

/// A sheet that is a table, as text. What stands above its headings is left blank, so that rows
/// keep their numbers.
fn table(sheet: &SheetRows) -> Option<Part> {
    let above = headings(sheet)?;
    let rows = sheet
        .rows
        .iter()
        .enumerate()
        .map(|(at, row)| if at < above { Vec::new() } else { row.clone() })
        .collect();
    Some(Part { name: name(sheet), bytes: csv(&SheetRows { name: String::new(), rows }) })
}

fn read(input: &Input) -> Result<Reading, Finding> {
    let sheets = xlsx_rows::sheets(input.bytes, BOUNDS).map_err(|trouble| match trouble {
        Trouble::TooLarge => UNREADABLE.found().with("what", "400 MB"),
        Trouble::Unreadable(what) => {
            UNREADABLE.found().with_value("what", Argument::foreign("Aufbau nicht lesbar", what))
        }
    })?;
    let tables: Vec<Part> = sheets.iter().filter_map(table).collect();
    match tables.as_slice() {
        [only] => {
            super::read(&Input { bytes: &only.bytes, name: &only.name, layouts: input.layouts })
        }
        _ => Ok(Reading { content: Read::Parts(tables), findings: Vec::new() }),
    }
}

fn name(sheet: &SheetRows) -> String {
    let kept: String = sheet
        .name
        .chars()
        .map(|letter| if letter.is_alphanumeric() { letter } else { '-' })
        .take(60)
        .collect();
    format!("{kept}.csv")
}

/// A sheet as text with `;`, line by line as the rows stand.
fn csv(sheet: &SheetRows) -> Vec<u8> {
    let mut writer =
        csv::WriterBuilder::new().delimiter(b';').flexible(true).from_writer(Vec::new());
    for row in &sheet.rows {
        // Writing into memory cannot fail.
        let _ = writer.write_record(row.iter().map(|cell| cell.replace(['\r', '\n'], " ")));
    }
    writer.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_may_stand_above_the_headings() {
        let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        let heading = row(&["Lieferschein", "Menge", "Artikel", "Einheit"]);
        let rows = vec![
            row(&[]),
            row(&["Lieferungen im März"]),
            row(&[]),
            heading,
            row(&["L-1", "3", "A-1", "Stk"]),
        ];
        let sheet = SheetRows { name: "Blatt 1".into(), rows };
        assert_eq!(headings(&sheet), Some(3));
        let text =
            table(&sheet).and_then(|part| String::from_utf8(part.bytes).ok()).unwrap_or_default();
        assert_eq!(text.lines().nth(3), Some("Lieferschein;Menge;Artikel;Einheit"), "{text}");
        assert!(!text.contains("März"), "{text}");
        assert_eq!(
            headings(&SheetRows {
                name: String::new(),
                rows: vec![row(&["Notizen"]), row(&["a", "b"])]
            }),
            None
        );
    }
}
