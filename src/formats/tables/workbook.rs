//! The tables as a workbook (XLSX): one sheet a table, the headings in the first row that is a
//! table's, a title above it or not. A sheet may be any other table that is read as text too, such
//! as the export of a bank. A workbook of one table is that table; one of several hands each back
//! to the table of formats as a file of its own. Of other sheets it is told that they are not read:
//! one with numbers may be money, notes are none.

use super::super::csv_shape::number::{Evidence, evidence};
use super::super::xlsx_rows::{self, Bounds, SheetRows, Trouble};
use super::super::{Confidence, FORMATS, Format, Input, Layouts, Part, Read, Reading, Reads};
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

static FINDINGS: &[&FindingKind] = &[&UNREADABLE, &SHEET_LEFT_OUT, &SHEET_PASSED_OVER];

/// A workbook that cannot be opened.
pub static UNREADABLE: FindingKind = FindingKind {
    code: "table-workbook-unreadable",
    weight: Weight::Error,
    de: "Die Arbeitsmappe ist nicht lesbar oder zu groß ({what}). Bitte in der Tabellenkalkulation \
        öffnen und als XLSX oder CSV neu speichern.",
    en: "The workbook cannot be read or is too large ({what}). Open it in the spreadsheet program \
        and save it as XLSX or CSV again.",
};

/// A sheet with numbers beside the tables, whose columns no table has.
pub static SHEET_LEFT_OUT: FindingKind = FindingKind {
    code: "table-sheet-left-out",
    weight: Weight::Warning,
    de: "Nicht gelesen: {count|Blatt|Blätter} der Arbeitsmappe ({sheets}); keine Zeile nennt dort \
        die Spalten einer Tabelle, die kontor kennt. Soll es zählen, bitte die Überschriften nach \
        der Anleitung benennen und die Datei noch einmal ablegen.",
    en: "Not read: {count|sheet|sheets} of the workbook ({sheets}); no row there names the columns \
        of a table that kontor knows. If it is to count, name the headings as the manual does and \
        drop the file again.",
};

/// A sheet of words alone, or one that nobody sees, beside the tables.
pub static SHEET_PASSED_OVER: FindingKind = FindingKind {
    code: "table-sheet-passed-over",
    weight: Weight::Note,
    de: "Übergangen: {count|Blatt|Blätter} der Arbeitsmappe ohne Tabelle ({sheets}).",
    en: "Passed over: {count|sheet|sheets} of the workbook without a table ({sheets}).",
};

/// A workbook holds what tables of text may hold; a sheet has at most 2^20 rows, and one longer
/// than a table may be is refused as such.
const BOUNDS: Bounds =
    Bounds { largest: 400_000_000, rows: 1 << 20, columns: 200, sheets: usize::MAX };

fn recognise(input: &Input) -> Confidence {
    if !xlsx_rows::is_workbook(input.bytes) {
        return Confidence::No;
    }
    // Only the headings are looked at.
    let heads = xlsx_rows::sheets(input.bytes, Bounds { rows: 20, ..BOUNDS }).unwrap_or_default();
    match heads.iter().any(|sheet| is_table(sheet) || is_read(sheet, &heads, input.layouts)) {
        true => Confidence::Mark,
        false => Confidence::No,
    }
}

/// Whether a sheet that is none of the tables is read as text all the same. What only has the
/// shape of a statement must be all that the workbook holds.
fn is_read(sheet: &SheetRows, all: &[SheetRows], layouts: &Layouts) -> bool {
    let is_alone = all.iter().filter(|sheet| !sheet.rows.is_empty()).count() == 1;
    let bytes = csv(sheet.rows.iter().take(20).map(Vec::as_slice));
    let input = Input { bytes: &bytes, name: &sheet.name, layouts };
    let least = if is_alone { Confidence::Shape } else { Confidence::Mark };
    !sheet.rows.is_empty() && FORMATS.iter().any(|format| (format.recognise)(&input) >= least)
}

/// Rows that may stand above the headings: a title, the day of the list.
const MOST_ABOVE: usize = 10;

fn is_table(sheet: &SheetRows) -> bool {
    headings(sheet).is_some()
}

/// The row of the headings: the first that is a table's.
fn headings(sheet: &SheetRows) -> Option<usize> {
    let is_heading = |row: &Vec<String>| {
        let alone = csv(std::iter::once(row.as_slice()));
        String::from_utf8(alone).is_ok_and(|text| sheet::table_of(&text).is_some())
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
    let rows = sheet.rows.iter().enumerate();
    let kept = rows.map(|(at, row)| if at < above { &[] } else { row.as_slice() });
    Some(Part { name: name(sheet), bytes: csv(kept) })
}

/// What is made of a sheet.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    /// One of the tables.
    Table,
    /// Read as the text of another table, such as a bank's export.
    Text,
    /// Numbers that nothing reads.
    LeftOut,
    /// Words alone, or hidden.
    None,
    Empty,
}

fn use_of(sheet: &SheetRows, all: &[SheetRows], layouts: &Layouts) -> Use {
    match () {
        () if is_table(sheet) => Use::Table,
        () if is_read(sheet, all, layouts) => Use::Text,
        () if has_numbers(sheet) && !sheet.hidden => Use::LeftOut,
        () if !sheet.rows.is_empty() => Use::None,
        () => Use::Empty,
    }
}

fn read(input: &Input) -> Result<Reading, Finding> {
    let sheets = xlsx_rows::sheets(input.bytes, BOUNDS).map_err(|trouble| match trouble {
        Trouble::TooLarge => UNREADABLE.found().with("what", "400 MB"),
        Trouble::Unreadable(what) => {
            UNREADABLE.found().with_value("what", Argument::foreign("Aufbau nicht lesbar", what))
        }
    })?;
    let uses: Vec<Use> = sheets.iter().map(|sheet| use_of(sheet, &sheets, input.layouts)).collect();
    let mut parts = Vec::new();
    let named = |wanted: Use| -> Vec<&str> {
        let of = sheets.iter().zip(&uses).filter(|(_, of)| **of == wanted);
        of.map(|(sheet, _)| sheet.name.as_str()).collect()
    };
    let told =
        [told(&SHEET_LEFT_OUT, &named(Use::LeftOut)), told(&SHEET_PASSED_OVER, &named(Use::None))];
    for (mut sheet, of) in sheets.into_iter().zip(uses) {
        sheet.protect_texts();
        match of {
            Use::Table => parts.extend(table(&sheet)),
            Use::Text => {
                let bytes = csv(sheet.rows.iter().map(Vec::as_slice));
                parts.push(Part { name: name(&sheet), bytes });
            }
            Use::LeftOut | Use::None | Use::Empty => {}
        }
    }
    let mut reading = match parts.as_slice() {
        [only] => {
            let alone = Input { bytes: &only.bytes, name: &only.name, layouts: input.layouts };
            super::super::read(&alone)?.1
        }
        _ => Reading { content: Read::Parts(parts), findings: Vec::new() },
    };
    reading.findings.extend(told.into_iter().flatten());
    Ok(reading)
}

/// Sheets that such a finding names; the others are counted.
const MOST_NAMED: usize = 5;

fn told(kind: &'static FindingKind, sheets: &[&str]) -> Option<Finding> {
    let more = (sheets.len() > MOST_NAMED).then_some("…");
    let named: Vec<&str> = sheets.iter().copied().take(MOST_NAMED).chain(more).collect();
    let named = named.join(", ");
    (!sheets.is_empty()).then(|| kind.found().with("count", sheets.len()).with("sheets", named))
}

/// Whether a sheet is a table of numbers, whatever they are: below its first row stands one beside
/// another cell.
fn has_numbers(sheet: &SheetRows) -> bool {
    let filled = |row: &[String]| row.iter().filter(|cell| !cell.is_empty()).count();
    let is_number = |cell: &String| evidence(cell.trim_end_matches('%')) != Evidence::None;
    let mut rows = sheet.rows.iter().filter(|row| filled(row) > 0).skip(1);
    rows.any(|row| filled(row) > 1 && row.iter().any(is_number))
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

/// Rows as text with `;`, line by line as they stand.
fn csv<'r>(rows: impl Iterator<Item = &'r [String]>) -> Vec<u8> {
    let mut writer =
        csv::WriterBuilder::new().delimiter(b';').flexible(true).from_writer(Vec::new());
    for row in rows {
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
        let sheet = SheetRows { name: "Blatt 1".into(), rows, ..SheetRows::default() };
        assert_eq!(headings(&sheet), Some(3));
        let text =
            table(&sheet).and_then(|part| String::from_utf8(part.bytes).ok()).unwrap_or_default();
        assert_eq!(text.lines().nth(3), Some("Lieferschein;Menge;Artikel;Einheit"), "{text}");
        assert!(!text.contains("März"), "{text}");
        assert_eq!(
            headings(&SheetRows {
                rows: vec![row(&["Notizen"]), row(&["a", "b"])],
                ..SheetRows::default()
            }),
            None
        );
    }
}
