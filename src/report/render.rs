//! The forms of a report: JSON for programs, CSV for spreadsheets, text for the terminal.

use super::totals::totals;
use super::{Cell, Column, Report, RowWriter, Sheet, SheetCell, SheetColumn};
use crate::domain::{Language, Unit, plain, spelling, words};
use serde_json::Value;
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
    rows: &[Value],
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
pub fn sheet_of(report: &Report, rows: &[Value], language: Language) -> Sheet {
    let typed = |row: &Value, column: &Column| {
        let cell = cell(row, column, language);
        match (column.kind, cell.parse()) {
            _ if cell.is_empty() => SheetCell::Empty,
            (Cell::Date, _) => cell.parse().map_or(SheetCell::Text(cell), SheetCell::Day),
            (Cell::Amount, Ok(amount)) => SheetCell::Amount(amount),
            (Cell::Number | Cell::Quantity, Ok(number)) => SheetCell::Number(number),
            _ => SheetCell::Text(cell),
        }
    };
    let columns = report.line_columns().unwrap_or(report.columns);
    let cells = |row: &Value| columns.iter().map(|column| typed(row, column)).collect();
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

fn written<'r>(
    mut writer: RowWriter<Vec<u8>>,
    rows: impl IntoIterator<Item = &'r Value>,
) -> String {
    rows.into_iter().for_each(|row| writer.row(row));
    String::from_utf8(writer.finish().unwrap_or_default()).unwrap_or_default()
}

/// A row for each line of a row where the report has lines: in a spreadsheet and on a page, account
/// and amount have cells of their own.
pub(super) fn spread<'a>(report: &Report, rows: &'a [Value]) -> Cow<'a, [Value]> {
    let Some(columns) = report.line_columns() else { return Cow::Borrowed(rows) };
    let lines = |row: &'a Value| {
        let lines = row.get("lines").and_then(Value::as_array).into_iter().flatten();
        lines.map(|line| {
            let cell = |field: &str| line.get(field).or_else(|| row.get(field)).cloned();
            columns.iter().map(|at| (at.field, cell(at.field).unwrap_or_default())).collect()
        })
    };
    Cow::Owned(rows.iter().flat_map(lines).collect())
}

pub(super) fn spreadsheet_cell(row: &Value, column: &Column, language: Language) -> String {
    let cell = cell(row, column, language);
    match column.kind {
        Cell::Amount | Cell::Number | Cell::Quantity => match language {
            Language::De => cell.replace('.', ","),
            Language::En => cell,
        },
        Cell::Date | Cell::Moment => shown(row, column, language),
        _ => plain::csv_cell(&cell).into_owned(),
    }
}

pub(super) fn shown(row: &Value, column: &Column, language: Language) -> String {
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
pub(super) fn cell(row: &Value, column: &Column, language: Language) -> String {
    match row.get(column.field) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => match column.kind {
            Cell::Word(table) => words::word(table, text, language).to_owned(),
            Cell::Words(table) => words::list(table, text, language),
            Cell::Unit => {
                Unit::read(text).map(|unit| unit.word(language).to_owned()).unwrap_or_default()
            }
            _ => text.clone(),
        },
        Some(Value::Bool(flag)) => match (flag, language) {
            (false, _) => String::new(),
            (true, Language::De) => "ja".to_owned(),
            (true, Language::En) => "yes".to_owned(),
        },
        Some(Value::Array(list)) => joined(list.iter().map(|value| listed(value, language))),
        Some(other) => other.to_string(),
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

pub(super) fn listed(value: &Value, language: Language) -> String {
    let field = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let zero = |text: &str| text.chars().all(|c| matches!(c, '0' | '.'));
    if let Value::String(text) = value {
        return text.clone();
    }
    if value.get("debit").is_some() {
        let (debit, credit) = (field("debit"), field("credit"));
        let (amount, side) = if zero(&debit) {
            (credit, if language == Language::De { "H" } else { "C" })
        } else {
            (debit, if language == Language::De { "S" } else { "D" })
        };
        return format!("{} {side} {}", field("account"), spelling::number(&amount, language));
    }
    let amount = spelling::number(&field("amount"), language);
    match zero(&field("discount")) {
        true => format!("{} {amount}", field("document")),
        false => {
            let word = if language == Language::De { "Abzug" } else { "deducted" };
            format!(
                "{} {amount} (+{} {word})",
                field("document"),
                spelling::number(&field("discount"), language)
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::named;
    use serde_json::json;

    #[test]
    fn formulas_are_harmless_and_amounts_are_german() {
        let rows =
            [json!({"company": "a", "account": "1200", "name": "=cmd", "closing": "-10.50"})];
        let written = named("trial-balance")
            .map(|report| render(report, &rows, Form::Csv, Language::De, WIDTH))
            .unwrap_or_default();
        assert!(written.contains(";'=cmd;"), "{written}");
        assert!(written.trim_end().ends_with(";-10,50;"), "{written}");
    }

    #[test]
    fn each_line_of_an_entry_is_a_row_of_the_workbook() {
        fn line(account: &str, debit: &str, credit: &str) -> serde_json::Value {
            json!({"account": account, "debit": debit, "credit": credit})
        }
        let rows = [json!({"company": "a", "entry": 1, "lines": [line("1200", "0.00", "50.00"),
                line("4530", "50.00", "0.00")]})];
        let sheet = named("journal").map(|report| sheet_of(report, &rows, Language::De)).unwrap();
        assert_eq!(sheet.rows.len(), 2);
        let last = sheet.rows.last().unwrap();
        assert!(
            last.contains(&SheetCell::Text("4530".into()))
                && last.contains(&SheetCell::Amount(rust_decimal::dec!(50.00))),
            "{last:?}"
        );
        assert!(sheet.rows.iter().all(|row| row.len() == sheet.columns.len()));
    }
}
