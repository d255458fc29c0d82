//! The cells of a workbook (ECMA-376) as texts, sheet by sheet: what the clarification sheet and
//! the tables of one's own share.

use calamine::{Data, Reader as _, Xlsx};
use rust_decimal::Decimal;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// How much of a workbook is read.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Unpacked, bytes.
    pub largest: u64,
    pub rows: usize,
    pub columns: usize,
    pub sheets: usize,
}

/// Why a workbook is not read.
#[derive(Debug, PartialEq, Eq)]
pub enum Trouble {
    TooLarge,
    Unreadable(String),
}

/// A sheet: its name and its rows from the first on, cells as trimmed texts.
#[derive(Debug, PartialEq, Eq)]
pub struct SheetRows {
    pub name: String,
    pub rows: Vec<Vec<String>>,
}

/// True when the bytes are a workbook's.
pub fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK") && memchr::memmem::find(bytes, b"xl/workbook.xml").is_some()
}

/// The first sheets of a workbook; hidden ones count too.
pub fn sheets(bytes: &[u8], bounds: Bounds) -> Result<Vec<SheetRows>, Trouble> {
    let unreadable = |what: String| Trouble::Unreadable(what);
    let mut archive =
        zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| unreadable(error.to_string()))?;
    let mut unpacked = 0u64;
    for at in 0..archive.len() {
        let part = archive.by_index_raw(at).map_err(|error| unreadable(error.to_string()))?;
        unpacked = unpacked.saturating_add(part.size());
    }
    if unpacked > bounds.largest {
        return Err(Trouble::TooLarge);
    }
    // The library is fed by strangers: a panic of it is their file's fault.
    let read = catch_unwind(AssertUnwindSafe(|| all(bytes, bounds)));
    read.map_err(|_| unreadable("XLSX".to_owned()))?.map_err(unreadable)
}

fn all(bytes: &[u8], bounds: Bounds) -> Result<Vec<SheetRows>, String> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let names = book.sheet_names();
    let mut sheets = Vec::new();
    for (at, name) in names.into_iter().enumerate().take(bounds.sheets) {
        let sheet = book.worksheet_range_at(at).ok_or("0")?.map_err(|error| error.to_string())?;
        let blank = usize::try_from(sheet.start().map_or(0, |(row, _)| row)).unwrap_or(bounds.rows);
        let left = usize::try_from(sheet.start().map_or(0, |(_, column)| column))
            .unwrap_or(bounds.columns);
        let mut rows: Vec<Vec<String>> = vec![Vec::new(); blank.min(bounds.rows)];
        for row in sheet.rows().take(bounds.rows) {
            let cells = row.iter().take(bounds.columns).map(text);
            rows.push(
                std::iter::repeat_n(String::new(), left.min(bounds.columns)).chain(cells).collect(),
            );
        }
        sheets.push(SheetRows { name, rows });
    }
    Ok(sheets)
}

/// A cell as text: days as ISO 8601, numbers with a point. A number with three decimals reads two
/// ways as text (`1.125`); a fourth one settles it. What a spreadsheet shows are at most 15 digits;
/// the rest comes of counting in halves (`0.30000000000000004`).
fn text(cell: &Data) -> String {
    match cell {
        Data::DateTime(day) => {
            let (year, month, day, ..) = day.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::Float(number) => {
            match Decimal::try_from(*number)
                .map_or_else(|_| number.to_string(), |shown| shown.normalize().to_string())
            {
                three if three.split_once('.').is_some_and(|(_, decimals)| decimals.len() == 3) => {
                    format!("{three}0")
                }
                other => other,
            }
        }
        cell => cell.to_string().trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_that_a_spreadsheet_shows() {
        let told = [0.1 + 0.2, 1.125, 12.5, 1234567.89, 3.0, -0.005]
            .map(|number| text(&Data::Float(number)));
        assert_eq!(told, ["0.3", "1.1250", "12.5", "1234567.89", "3", "-0.0050"]);
    }
}
