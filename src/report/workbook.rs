//! Workbooks (XLSX, ECMA-376): one sheet, typed cells, a frozen heading with filters. A text is
//! written as a text, whatever it looks like: no formula, no day out of `10/26`, no number out of
//! `000123`.

use crate::domain::plain::acts;
use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, ExcelDateTime, Format, FormatAlign, Workbook,
    Worksheet, XlsxError,
};

/// A sheet to be written.
pub struct Sheet {
    /// The sheet's name.
    pub name: String,
    /// Its columns.
    pub columns: Vec<SheetColumn>,
    /// Its rows, a cell for each column.
    pub rows: Vec<Vec<SheetCell>>,
    /// Sums below them, which filters and sorting leave alone.
    pub foot: Vec<Vec<SheetCell>>,
}

/// A column of a sheet.
pub struct SheetColumn {
    /// What stands above it.
    pub heading: String,
    /// Width in characters; `None`: as wide as its texts, within bounds.
    pub width: Option<u16>,
    /// What a person may choose from, by row; other texts are taken too. Empty: nothing is offered.
    pub choices: Vec<Vec<String>>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SheetCell {
    /// Nothing.
    Empty,
    /// A text, never a formula.
    Text(String),
    /// Shown with two digits.
    Amount(Decimal),
    /// Shown as it is.
    Number(Decimal),
    /// Shown as the reader's country writes days.
    Day(Date),
}

/// Narrowest and widest column, characters.
const WIDTHS: (usize, usize) = (8, 60);
/// The number format that shows days as the reader's country writes them (ECMA-376 part 1, §
/// 18.8.30).
const SHORT_DATE: u8 = 14;
/// Longest text of a cell (Excel's own limit), characters.
const LONGEST: usize = 32_000;
/// All choices of one cell together (Excel's own limit), characters.
const LONGEST_CHOICES: usize = 250;
/// Rows of a sheet (Excel's own limit, less the heading).
const MOST_ROWS: u32 = 1_048_575;

/// Longest name of a sheet (Excel's own limit), characters.
const LONGEST_NAME: usize = 31;

/// A sheet's name as every spreadsheet takes it: without `[ ] : * ? / \`, no apostrophe at either
/// end.
fn name(text: &str) -> String {
    let kept = text.replace(['[', ']', ':', '*', '?', '/', '\\'], "");
    let short: String = kept.chars().take(LONGEST_NAME).collect();
    match short.trim_matches(['\'', ' ']) {
        "" => "1".to_owned(),
        kept => kept.to_owned(),
    }
}

/// The bytes of the workbook.
///
/// # Errors
/// More columns than a sheet has.
pub fn workbook(sheet: &Sheet) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let page = book.add_worksheet().set_name(name(&sheet.name))?;
    let bold = Format::new().set_bold();
    let top = Format::new().set_align(FormatAlign::Top);
    let amount = top.clone().set_num_format("#,##0.00");
    let plain = top.clone().set_num_format("@").set_text_wrap();
    let day = top.clone().set_num_format_index(SHORT_DATE);
    let last = u32::try_from(sheet.rows.len()).unwrap_or(MOST_ROWS).min(MOST_ROWS);
    for (at, column) in (0u16..).zip(&sheet.columns) {
        page.write_string_with_format(0, at, &column.heading, &bold)?;
        page.set_column_width(
            at,
            f64::from(
                column.width.unwrap_or_else(|| width(sheet, usize::from(at), &column.heading)),
            ),
        )?;
        offer(page, at, &column.choices)?;
    }
    let faces = [&plain, &amount, &top, &day];
    for (number, row) in (1u32..=last).zip(&sheet.rows) {
        write_row(page, number, row, faces)?;
    }
    // A row left free keeps the sums out of what is filtered and sorted.
    let (plain, amount) = (plain.clone().set_bold(), amount.clone().set_bold());
    for (number, row) in (last.saturating_add(2)..=MOST_ROWS).zip(&sheet.foot) {
        write_row(page, number, row, [&plain, &amount, &bold, &day])?;
    }
    page.set_freeze_panes(1, 0)?;
    if let Some(right) =
        u16::try_from(sheet.columns.len()).ok().and_then(|count| count.checked_sub(1))
    {
        page.autofilter(0, 0, last, right)?;
    }
    book.save_to_buffer()
}

/// Lays choices over the cells of a column, rows with the same ones together.
fn offer(page: &mut Worksheet, column: u16, choices: &[Vec<String>]) -> Result<(), XlsxError> {
    let mut first = 1u32;
    for alike in choices.chunk_by(|one, other| one == other) {
        let rows =
            u32::try_from(alike.len()).unwrap_or(MOST_ROWS).min(MOST_ROWS.saturating_sub(first));
        let mut left = LONGEST_CHOICES;
        let fits = |choice: &&String| {
            let room = left.checked_sub(choice.chars().count() + 1);
            left = room.unwrap_or(left);
            room.is_some()
        };
        let offered: Vec<&String> = alike.iter().take(1).flatten().filter(fits).collect();
        if !offered.is_empty() && rows > 0 {
            let list = DataValidation::new().allow_list_strings(&offered)?;
            page.add_data_validation(
                first,
                column,
                first + rows - 1,
                column,
                &list
                    .set_error_style(DataValidationErrorStyle::Information)
                    .show_error_message(false),
            )?;
        }
        first += rows;
    }
    Ok(())
}

/// Writes a row, its cells in the faces of texts, amounts, numbers and days.
fn write_row(
    page: &mut Worksheet,
    number: u32,
    row: &[SheetCell],
    [plain, amount, count, short]: [&Format; 4],
) -> Result<(), XlsxError> {
    for (at, cell) in (0u16..).zip(row) {
        match cell {
            SheetCell::Empty => continue,
            SheetCell::Text(text) => {
                page.write_string_with_format(number, at, shortened(text), plain)?
            }
            SheetCell::Amount(value) => {
                page.write_number_with_format(number, at, shown(*value), amount)?
            }
            SheetCell::Number(value) => {
                page.write_number_with_format(number, at, shown(*value), count)?
            }
            SheetCell::Day(day) => match excel_day(*day) {
                Some(value) => page.write_datetime_with_format(number, at, value, short)?,
                None => page.write_string_with_format(number, at, day.to_string(), plain)?,
            },
        };
    }
    Ok(())
}

/// A day as a spreadsheet counts it; `None` before 1900.
fn excel_day(day: Date) -> Option<ExcelDateTime> {
    let (year, month, day) = (
        u16::try_from(day.year()).ok()?,
        u8::try_from(day.month()).ok()?,
        u8::try_from(day.day()).ok()?,
    );
    ExcelDateTime::from_ymd(year, month, day).ok()
}

/// The cell's number: a spreadsheet knows binary floats only. The nearest one shows the same
/// digits, up to fifteen of them.
fn shown(value: Decimal) -> f64 {
    value.normalize().to_string().parse().unwrap_or_default()
}

fn shortened(text: &str) -> String {
    text.chars().filter(|c| !acts(*c) || *c == '\n').take(LONGEST).collect()
}

fn width(sheet: &Sheet, at: usize, heading: &str) -> u16 {
    let texts = sheet.rows.iter().take(1_000).filter_map(|row| match row.get(at)? {
        SheetCell::Text(text) => Some(text.chars().count()),
        SheetCell::Amount(value) | SheetCell::Number(value) => Some(value.to_string().len() + 3),
        SheetCell::Day(_) => Some(10),
        SheetCell::Empty => None,
    });
    let widest = texts.max().unwrap_or_default().max(heading.chars().count() + 3);
    u16::try_from(widest.clamp(WIDTHS.0, WIDTHS.1)).unwrap_or(20)
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader, Xlsx};
    use rust_decimal::dec;

    #[test]
    fn every_report_has_a_sheet_in_both_languages() {
        let titles =
            crate::report::REPORTS.iter().flat_map(|report| [report.title.0, report.title.1]);
        for title in titles.chain(["", "'", "a very long title that no spreadsheet takes whole"]) {
            let (columns, rows, foot) = Default::default();
            let made = workbook(&Sheet { name: title.to_owned(), columns, rows, foot });
            assert!(made.is_ok(), "{title}: {:?}", made.err());
        }
    }

    #[test]
    fn texts_stay_texts_and_amounts_are_numbers() {
        let text = |text: &str| SheetCell::Text(text.to_owned());
        let column = |heading: &str| SheetColumn {
            heading: heading.to_owned(),
            width: None,
            choices: vec![vec!["ja".into()]; 3],
        };
        let rows = vec![
            vec![text("000123"), SheetCell::Amount(dec!(238.40))],
            vec![text("=1+1"), SheetCell::Amount(dec!(-13.09))],
            vec![text("10/26"), SheetCell::Empty],
        ];
        let sheet = Sheet {
            name: "Offene Posten".into(),
            columns: vec![column("Beleg"), column("Betrag")],
            rows,
            foot: Vec::new(),
        };
        let bytes = workbook(&sheet).unwrap();
        let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
        let range = book.worksheet_range("Offene Posten").unwrap();
        let cells: Vec<&Data> = range.rows().flatten().collect();
        assert!(cells.contains(&&Data::String("000123".into())));
        assert!(cells.contains(&&Data::String("=1+1".into())));
        assert!(cells.contains(&&Data::String("10/26".into())));
        assert!(cells.contains(&&Data::Float(238.4)) && cells.contains(&&Data::Float(-13.09)));
    }
}
