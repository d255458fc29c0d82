//! The cells of a workbook (ECMA-376) as texts, sheet by sheet: what the clarification sheet and
//! the tables of one's own share.

use super::csv_shape::number::{Evidence, evidence};
use crate::domain::plain::kept_as_text;
use calamine::{Data, DataRef, Reader as _, SheetVisible, Style, Xlsx, XlsxCellReader, XlsxError};
use rust_decimal::Decimal;
use std::io::{Cursor, Read, Seek};
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
#[derive(Debug, Default, PartialEq, Eq)]
pub struct SheetRows {
    pub name: String,
    /// Nobody who opens the workbook sees it.
    pub hidden: bool,
    pub rows: Vec<Vec<String>>,
    /// Row and column of the cells that are text and read as a number with a sign. Empty where no
    /// cell is a number with decimals: nothing but texts tells then how the sheet writes numbers.
    pub number_texts: Vec<(usize, usize)>,
}

impl SheetRows {
    /// Marks texts that read as numbers as the texts that they are, so that how the number cells
    /// are written is no evidence of how they are.
    pub fn protect_texts(&mut self) {
        for (row, column) in std::mem::take(&mut self.number_texts) {
            if let Some(cell) = self.rows.get_mut(row).and_then(|row| row.get_mut(column)) {
                *cell = kept_as_text(cell);
            }
        }
    }
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
    let named: Vec<(String, bool)> = book
        .sheets_metadata()
        .iter()
        .map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible))
        .collect();
    let mut sheets = Vec::new();
    for (name, hidden) in named.into_iter().take(bounds.sheets) {
        let sheet = match book.worksheet_cells_reader(&name) {
            // A sheet of a chart alone has no cells.
            Err(XlsxError::NotAWorksheet(_)) => SheetRows::default(),
            Err(error) => return Err(error.to_string()),
            Ok(cells) => rows_of(cells, bounds).map_err(|error| error.to_string())?,
        };
        sheets.push(SheetRows { name, hidden, ..sheet });
    }
    Ok(sheets)
}

/// The rows of a sheet, each as long as its last cell that says something.
fn rows_of(
    mut cells: XlsxCellReader<'_, impl Read + Seek>,
    bounds: Bounds,
) -> Result<SheetRows, XlsxError> {
    let percent: Vec<bool> = cells.styles().iter().map(shows_percent).collect();
    let mut rows: Vec<Vec<String>> = Vec::new();
    let (mut number_texts, mut has_decimals) = (Vec::new(), false);
    while let Some((cell, style)) = cells.next_cell_with_style_id()? {
        let (row, column) = cell.get_position();
        let (Ok(row), Ok(column)) = (usize::try_from(row), usize::try_from(column)) else {
            continue;
        };
        let is_outside = row >= bounds.rows || column >= bounds.columns;
        if is_outside || matches!(cell.get_value(), DataRef::Empty) {
            continue;
        }
        let is_percent = percent.get(style).copied().unwrap_or_default();
        rows.resize_with(rows.len().max(row + 1), Vec::new);
        let Some(line) = rows.get_mut(row) else { continue };
        line.resize_with(line.len().max(column + 1), String::new);
        let Some(place) = line.get_mut(column) else { continue };
        *place = text(&Data::from(cell.get_value().clone()), is_percent);
        match cell.get_value() {
            DataRef::Float(_) => has_decimals |= place.contains('.'),
            DataRef::String(_) | DataRef::SharedString(_) if reads_as_number(place) => {
                number_texts.push((row, column));
            }
            _ => {}
        }
    }
    number_texts.retain(|_| has_decimals);
    Ok(SheetRows { rows, number_texts, ..SheetRows::default() })
}

/// Whether a text says how it writes numbers, or may: also one with a mark of debit or credit.
fn reads_as_number(text: &str) -> bool {
    let bare = text.trim_end_matches(['S', 'H', 'D', 'C', 'R', '%', ' ']);
    matches!(evidence(bare), Evidence::Only(_) | Evidence::Either)
}

/// Whether cells of a style are shown in percent: `0%`, `0.00%`, but no `%` that is only a word.
fn shows_percent(style: &Style) -> bool {
    let code = style.number_format.as_ref().map_or("", |format| format.format_code.as_str());
    let (mut quoted, mut escaped) = (false, false);
    // Behind a semicolon stand the forms of what is negative, zero or no number.
    for character in code.chars() {
        match character {
            _ if escaped => escaped = false,
            '\\' | '_' | '*' if !quoted => escaped = true,
            '"' => quoted = !quoted,
            ';' if !quoted => return false,
            '%' if !quoted => return true,
            _ => {}
        }
    }
    false
}

/// A cell as text: days as ISO 8601, numbers with a point, those shown in percent with their sign
/// (`19%` is kept as 0.19). A number with three decimals reads two ways as text (`1.125`); a fourth
/// one settles it. What a spreadsheet shows are at most 15 digits; the rest comes of counting in
/// halves (`0.30000000000000004`).
fn text(cell: &Data, is_percent: bool) -> String {
    match cell {
        Data::DateTime(day) => {
            let (year, month, day, ..) = day.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::Float(number) if is_percent => {
            match Decimal::try_from(*number)
                .ok()
                .and_then(|share| share.checked_mul(Decimal::ONE_HUNDRED))
            {
                Some(percent) => format!("{}%", shown(percent)),
                None => number.to_string(),
            }
        }
        Data::Float(number) => {
            Decimal::try_from(*number).map_or_else(|_| number.to_string(), shown)
        }
        cell => cell.to_string().trim().to_owned(),
    }
}

fn shown(number: Decimal) -> String {
    let plain = number.normalize().to_string();
    match plain.split_once('.') {
        Some((_, decimals)) if decimals.len() == 3 => format!("{plain}0"),
        _ => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_that_a_spreadsheet_shows() {
        let told = [0.1 + 0.2, 1.125, 12.5, 1234567.89, 3.0, -0.005]
            .map(|number| text(&Data::Float(number), false));
        assert_eq!(told, ["0.3", "1.1250", "12.5", "1234567.89", "3", "-0.0050"]);
    }

    #[test]
    fn what_is_shown_in_percent_says_so() {
        let told = [0.19, 0.07, 0.025, 0.19125].map(|number| text(&Data::Float(number), true));
        assert_eq!(told, ["19%", "7%", "2.5%", "19.1250%"]);
    }
}
