//! The forms of a report: JSON for programs, CSV for spreadsheets, text for the terminal.

use super::row::{Field, Row};
use super::totals::totals;
use super::{Cell, Column, Report, RowWriter, Sheet, SheetCell, SheetColumn};
use crate::domain::{Language, Unit, plain, spelling, words};
use rust_decimal::Decimal;
use std::borrow::Cow;

/// The form a report is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Form {
    /// A table for people.
    #[default]
    Text,
    /// As the contract has it.
    Json,
    /// For spreadsheets.
    Csv,
    /// A workbook; needs `--output`.
    Xlsx,
    /// One page for the browser.
    Html,
    /// Pages to print and to keep; needs `--output`.
    Pdf,
}

/// Characters of a line of a text that nobody has said the width of.
pub const WIDTH: usize = 80;

/// Writes rows in a form; a text in lines of at most `width` characters.
pub fn render(
    report: &'static Report,
    rows: &[Row],
    form: Form,
    language: Language,
    width: usize,
) -> String {
    match form {
        Form::Json => written(RowWriter::json(report, language, Vec::new()), rows),
        Form::Csv => written(RowWriter::csv(report, language, Vec::new()), rows),
        Form::Html => super::html::html(report, rows, language),
        // A workbook and pages are no text: [`super::sheet_of`], [`super::pdf()`].
        Form::Text | Form::Xlsx | Form::Pdf => super::table::text(report, rows, language, width),
    }
}

/// A report as the sheet of a workbook: texts stay texts, amounts and counts are numbers.
pub fn sheet_of(report: &Report, rows: &[Row], language: Language) -> Sheet {
    let typed = |row: &Row, column: &Column| match (&row[column.field], column.kind) {
        (Field::Day(day), _) => SheetCell::Day(*day),
        (Field::Number(amount), Cell::Amount) => SheetCell::Amount(*amount),
        (Field::Number(number), Cell::Number | Cell::Quantity) => SheetCell::Number(*number),
        (Field::Count(count), _) => SheetCell::Number((*count).into()),
        (_, kind) => match (cell(row, column, language), kind) {
            (said, _) if said.is_empty() => SheetCell::Empty,
            (said, Cell::Date) => said.parse().map_or(SheetCell::Text(said), SheetCell::Day),
            (said, _) => SheetCell::Text(said),
        },
    };
    let columns = report.line_columns().unwrap_or(report.columns);
    let cells = |row: &Row| columns.iter().map(|column| typed(row, column)).collect();
    let column = |column: &Column| SheetColumn {
        heading: column.heading(language).to_owned(),
        width: None,
        choices: Vec::new(),
    };
    Sheet {
        name: report.title(language).chars().take(31).collect(),
        columns: columns.iter().map(column).collect(),
        rows: spread(report, rows).iter().map(cells).collect(),
        foot: totals(report, rows, language).iter().map(cells).collect(),
    }
}

fn written<'r>(mut writer: RowWriter<Vec<u8>>, rows: impl IntoIterator<Item = &'r Row>) -> String {
    rows.into_iter().for_each(|row| writer.row(row));
    String::from_utf8(writer.finish().unwrap_or_default()).unwrap_or_default()
}

/// A row for each line of a row where the report has lines: in a spreadsheet and on a page, account
/// and amount have cells of their own.
pub(super) fn spread<'a>(report: &Report, rows: &'a [Row]) -> Cow<'a, [Row]> {
    let Some(columns) = report.line_columns() else { return Cow::Borrowed(rows) };
    let lines = |row: &'a Row| {
        row.rows("lines").map(|line| {
            let cell = |field: &str| line.get(field).or_else(|| row.get(field)).cloned();
            let cells = columns.iter().map(|at| (at.field, cell(at.field).unwrap_or_default()));
            Row::of(cells.collect())
        })
    };
    Cow::Owned(rows.iter().flat_map(lines).collect())
}

pub(super) fn spreadsheet_cell(row: &Row, column: &Column, language: Language) -> String {
    let cell = cell(row, column, language);
    match column.kind {
        Cell::Amount | Cell::Number | Cell::Quantity => match language {
            Language::De => cell.replace('.', ","),
            Language::En => cell,
        },
        Cell::Date | Cell::Moment => shown(row, column, language),
        Cell::Text if plain::is_remade(&cell) => plain::kept_as_text(&cell),
        _ => plain::csv_cell(&cell).into_owned(),
    }
}

pub(super) fn shown(row: &Row, column: &Column, language: Language) -> String {
    if let (Field::Day(day), Cell::Date) = (&row[column.field], column.kind) {
        return spelling::day(*day, language);
    }
    let cell = plain::line(&cell(row, column, language)).into_owned();
    match column.kind {
        Cell::Amount | Cell::Quantity => spelling::number(&cell, language),
        // Numbers of entries are not grouped.
        Cell::Number => spelling::ungrouped(&cell, language),
        Cell::Date => cell.parse().map(|day| spelling::day(day, language)).unwrap_or(cell),
        Cell::Moment => moment(&cell, language),
        _ => cell,
    }
}

/// Day and time as a person reads them, to the minute.
fn moment(text: &str, language: Language) -> String {
    let day =
        text.get(..10).and_then(|day| day.parse().ok()).map(|day| spelling::day(day, language));
    match (day, text.get(11..16)) {
        (Some(day), Some(time)) => format!("{day} {time}"),
        _ => text.to_owned(),
    }
}

/// A field as one line of text; lists are joined.
pub(super) fn cell(row: &Row, column: &Column, language: Language) -> String {
    match &row[column.field] {
        Field::Text(text) => match column.kind {
            Cell::Word(table) => words::word(table, text, language).to_owned(),
            Cell::Words(table) => words::list(table, text, language),
            Cell::Unit => {
                Unit::read(text).map(|unit| unit.word(language).to_owned()).unwrap_or_default()
            }
            _ => text.clone(),
        },
        Field::Flag(flag) => match (flag, language) {
            (false, _) => String::new(),
            (true, Language::De) => "ja".to_owned(),
            (true, Language::En) => "yes".to_owned(),
        },
        Field::List(list) => joined(list.iter().map(|part| listed(part, language))),
        single => single.to_string(),
    }
}

/// Sentences one after the other; what is no sentence is parted by a semicolon.
pub(super) fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.fold(String::new(), |mut told, part| {
        if !told.is_empty() {
            told.push_str(if told.ends_with(['.', '?', '!', ':']) { " " } else { "; " });
        }
        told + &part
    })
}

pub(super) fn listed(part: &Field, language: Language) -> String {
    let Field::Row(part) = part else { return part.to_string() };
    let amount = |name: &str| part[name].number().unwrap_or_default();
    let spelled = |amount: Decimal| spelling::number(&amount.to_string(), language);
    if part.get("debit").is_some() {
        let (amount, side) = match (amount("debit"), language) {
            (none, Language::De) if none.is_zero() => (amount("credit"), "H"),
            (none, Language::En) if none.is_zero() => (amount("credit"), "C"),
            (debit, Language::De) => (debit, "S"),
            (debit, Language::En) => (debit, "D"),
        };
        return format!("{} {side} {}", part["account"], spelled(amount));
    }
    let (document, amount, discount) =
        (part["document"].to_string(), spelled(amount("amount")), amount("discount"));
    if discount.is_zero() {
        return format!("{document} {amount}");
    }
    let word = if language == Language::De { "Abzug" } else { "deducted" };
    format!("{document} {amount} (+{} {word})", spelled(discount))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::named;
    use crate::report::row::row;
    use rust_decimal::dec;

    #[test]
    fn formulas_are_harmless_and_amounts_are_german() {
        let rows =
            [row!({"company": "a", "account": "1200", "name": "=cmd", "closing": dec!(-10.50)})];
        let written = named("trial-balance")
            .map(|report| render(report, &rows, Form::Csv, Language::De, WIDTH))
            .unwrap_or_default();
        assert!(written.contains(";'=cmd;"), "{written}");
        assert!(written.trim_end().ends_with(";-10,50;"), "{written}");
    }

    #[test]
    fn each_line_of_an_entry_is_a_row_of_the_workbook() {
        fn line(account: &str, debit: Decimal, credit: Decimal) -> Row {
            row!({"account": account, "debit": debit, "credit": credit})
        }
        let rows = [row!({"company": "a", "entry": 1, "lines": vec![
                line("1200", dec!(0.00), dec!(50.00)), line("4530", dec!(50.00), dec!(0.00))]})];
        let sheet = named("journal").map(|report| sheet_of(report, &rows, Language::De)).unwrap();
        assert_eq!(sheet.rows.len(), 2);
        let last = sheet.rows.last().unwrap();
        assert!(
            last.contains(&SheetCell::Text("4530".into()))
                && last.contains(&SheetCell::Amount(dec!(50.00))),
            "{last:?}"
        );
        assert!(sheet.rows.iter().all(|row| row.len() == sheet.columns.len()));
    }
}
