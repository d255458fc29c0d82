//! A table that ends in the middle of a row: whoever wrote it stopped there, or the transfer did.
//!
//! Many banks write no end behind their last line, so that this alone says nothing. The last row is
//! cut where it has fewer fields than the rows before it, or where the number or the day that it
//! ends with is shorter than theirs.

use super::columns::{Columns, Field};
use super::find::Table;
use super::frame::is_opening;
use super::rows::Forms;
use super::words::sums_up;
use crate::domain::Finding;
use crate::domain::finding::Place;
use crate::domain::statement_halves::BREAKS_OFF;
use crate::formats::csv_shape::{date, is_blank, number, records};
use csv::StringRecord;
use rust_decimal::Decimal;

/// A last row that is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cut {
    line: u64,
    /// Day and amount stand before the cut.
    is_readable: bool,
}

impl Cut {
    /// What is told of it.
    pub(super) fn found(self) -> Finding {
        BREAKS_OFF.found().at(Place::Line(self.line))
    }

    /// Whether the row that begins on this line is no booking.
    pub(super) fn leaves_out(self, line: u64) -> bool {
        !self.is_readable && line == self.line
    }
}

/// How many lines before the last one it is compared with.
const COMPARED: usize = 40;

/// The last row of a text, where it is cut.
pub(super) fn cut(text: &str, table: &Table, forms: Forms) -> Option<Cut> {
    let (before, last) = text.rsplit_once(['\n', '\r'])?;
    let row = record(last, table)?;
    let columns = &table.columns;
    let sums = |field: &str| sums_up(field.trim()) || is_opening(field).is_some();
    if row.iter().any(sums) {
        return None;
    }
    let rows: Vec<StringRecord> = before
        .rsplit(['\n', '\r'])
        .filter(|line| !line.trim().is_empty())
        .take(COMPARED)
        // A line with half a pair of quotes is part of a longer row.
        .take_while(|line| is_paired(line))
        .filter_map(|line| record(line, table))
        .filter(|row| is_booking(row, columns, forms))
        .collect();
    let fewest = rows.iter().map(StringRecord::len).min();
    let is_short = row.len() < fewest.unwrap_or(columns.width).min(columns.width);
    let is_cut = if is_short {
        (is_paired(last) || last.starts_with('"')) && begins_like_a_row(&row, rows.first())
    } else {
        rows.len() > 1
            && ends_short(&row, &rows, columns, forms)
            && !rows.first().is_some_and(|before| goes_on(&row, before, columns, forms))
    };
    let line = memchr::memchr_iter(b'\n', before.as_bytes()).count() as u64 + 2;
    let may_be_read = is_short || columns.at(Field::Balance) == row.len().checked_sub(1);
    is_cut.then(|| Cut { line, is_readable: may_be_read && is_readable(&row, columns, forms) })
}

fn record(line: &str, table: &Table) -> Option<StringRecord> {
    let mut row = StringRecord::new();
    let read = records(line, table.delimiter, table.quoting).read_record(&mut row);
    (matches!(read, Ok(true)) && !is_blank(&row)).then_some(row)
}

fn is_paired(line: &str) -> bool {
    memchr::memchr_iter(b'"', line.as_bytes()).count().is_multiple_of(2)
}

/// The columns with an amount, and those with a day.
const AMOUNTS: [Field; 3] = [Field::Amount, Field::Debit, Field::Credit];
const DAYS: [Field; 2] = [Field::BookingDate, Field::ValueDate];

fn is_booking(row: &StringRecord, columns: &Columns, forms: Forms) -> bool {
    DAYS.iter().any(|field| date::read(columns.get(*field, row), forms.date).is_some())
        && AMOUNTS
            .iter()
            .any(|field| number::read(columns.get(*field, row), forms.number).is_some())
}

/// Whether day and amount are there and another field begins behind them.
fn is_readable(row: &StringRecord, columns: &Columns, forms: Forms) -> bool {
    let is_ended = |field: &&Field| columns.at(**field).is_some_and(|at| at + 1 < row.len());
    let day = DAYS
        .iter()
        .filter(is_ended)
        .find_map(|field| date::read(columns.get(*field, row), forms.date));
    let amount = AMOUNTS
        .iter()
        .filter(is_ended)
        .find_map(|field| number::read(columns.get(*field, row), forms.number));
    day.is_some() && amount.is_some()
}

/// A line below the table is told from a row by its beginning: that of a row is a day, or part of
/// one, or what the row before begins with.
fn begins_like_a_row(row: &StringRecord, before: Option<&StringRecord>) -> bool {
    let first = row.get(0).unwrap_or_default().trim().trim_matches('"');
    let other = before.and_then(|row| row.get(0)).unwrap_or_default().trim();
    let of_a_day = |text: &str| {
        text.bytes().any(|byte| byte.is_ascii_digit())
            && text.bytes().all(|byte| byte.is_ascii_digit() || b".-/: T".contains(&byte))
    };
    match first.is_empty() {
        true => other.is_empty() && row.len() > 1,
        false => {
            (of_a_day(first) && of_a_day(other) || other.starts_with(first)) && before.is_some()
        }
    }
}

/// Whether the field that a row ends with is a number or a day, and shorter than in every row
/// before it.
fn ends_short(row: &StringRecord, rows: &[StringRecord], columns: &Columns, forms: Forms) -> bool {
    let last = row.len().saturating_sub(1);
    let of = |fields: &[Field]| fields.iter().any(|field| columns.at(*field) == Some(last));
    let cell = |row: &StringRecord| row.get(last).unwrap_or_default().trim().to_owned();
    let own = cell(row);
    let mut others = rows.iter().map(cell).filter(|cell| !cell.is_empty()).peekable();
    if own.is_empty() {
        return of(&[Field::Amount]) && rows.iter().all(|row| !cell(row).is_empty());
    }
    if others.peek().is_none() {
        return false;
    }
    if of(&[Field::Amount, Field::Debit, Field::Credit, Field::Balance]) {
        let cents = decimals(&own, forms);
        return cents < 2 && others.all(|other| decimals(&other, forms) == 2);
    }
    let is_day = |cell: &str| date::read(cell, forms.date).is_some();
    of(&DAYS)
        && (!is_day(&own) || others.clone().all(|other| other.len() > own.len()))
        && others.all(|other| is_day(&other))
}

/// Whether the balance of a row follows from the row above it: then its numbers are whole. What
/// stands above a newer row below proves that one's balance alone.
fn goes_on(row: &StringRecord, above: &StringRecord, columns: &Columns, forms: Forms) -> bool {
    let read = |field, row| number::read(columns.get(field, row), forms.number);
    let (Some(balance), Some(before)) = (read(Field::Balance, row), read(Field::Balance, above))
    else {
        return false;
    };
    let step = balance.checked_sub(before);
    let moved = |row| AMOUNTS.iter().find_map(|field| read(*field, row));
    let is_step = |amount: Decimal| step.is_some_and(|step| step.abs() == amount.abs());
    let ends_with_balance = columns.at(Field::Balance) == row.len().checked_sub(1);
    moved(row).is_some_and(is_step) || ends_with_balance && moved(above).is_some_and(is_step)
}

/// How many digits stand behind the decimal sign.
fn decimals(cell: &str, forms: Forms) -> usize {
    let behind = cell.rsplit_once(char::from(forms.number.sign())).map(|(_, behind)| behind);
    behind.map_or(0, |behind| behind.bytes().take_while(u8::is_ascii_digit).count())
}

#[cfg(test)]
mod tests {
    use crate::domain::Content;
    use crate::formats::{self, Input, Layouts, Read};

    const HEADER: &str = "Buchungstag;Valuta;Auftraggeber/Empfänger;IBAN;Verwendungszweck;Betrag";

    fn row(day: usize) -> String {
        format!("0{day}.10.2026;0{day}.10.2026;Kunde {day};;Text {day};-{day},50")
    }

    /// The amounts read, and whether the file is said to break off.
    fn read(text: &str) -> (Vec<String>, bool) {
        let layouts = Layouts::default();
        let input = Input { bytes: text.as_bytes(), name: "u.csv", layouts: &layouts };
        let (_, reading) = formats::read(&input).expect("read");
        let Read::Content(Content::BankStatement(file)) = reading.content else { panic!() };
        let entries = file.statements.iter().flat_map(|statement| &statement.entries);
        let breaks_off = reading.findings.iter().any(|finding| finding.kind == &super::BREAKS_OFF);
        (entries.map(|entry| entry.amount.amount.to_string()).collect(), breaks_off)
    }

    #[test]
    fn a_row_cut_in_its_day_or_amount_is_told_and_not_booked() {
        for end in ["\n", "\r\n"] {
            for columns in ["", ";EUR"] {
                let header = HEADER.to_owned() + if columns.is_empty() { "" } else { ";Währung" };
                let line = |day| row(day) + columns;
                let before = [header, line(1), line(2)].join(end) + end;
                let last = line(3);
                for cut in 1..last.len() {
                    let (amounts, breaks_off) = read(&(before.clone() + &last[..cut]));
                    let is_whole = cut > row(3).len();
                    assert_eq!(breaks_off, !is_whole, "{}", &last[..cut]);
                    assert_eq!(amounts.len(), if is_whole { 3 } else { 2 }, "{}", &last[..cut]);
                }
                // Many banks end no last line.
                for whole in [&before, before.trim_end(), &(before.clone() + &last)] {
                    assert!(!read(whole).1, "{whole}");
                }
            }
        }
    }

    /// Two decimals in all rows but the last one, which ends no line.
    #[test]
    fn a_whole_number_that_the_balances_prove_is_not_cut() {
        let header = "Buchungstag;Empfänger;Text;Betrag;Saldo\n";
        let swapped = "Buchungstag;Empfänger;Text;Saldo;Betrag\n";
        let oldest_first = "01.10.2026;a;b;-5,50;94,50\n02.10.2026;a;b;-4,50;90,00\n";
        let newest_first = "02.10.2026;a;b;-4,50;90,00\n01.10.2026;a;b;-5,50;94,50\n";
        for (before, last, is_cut) in [
            (oldest_first, "03.10.2026;a;b;-10,00;80", false),
            (oldest_first, "03.10.2026;a;b;-10,00;8", true),
            (newest_first, "30.09.2026;a;b;10,00;100", false),
            (newest_first, "30.09.2026;a;b;10,00;10", true),
        ] {
            assert_eq!(read(&format!("{header}{before}{last}")).1, is_cut, "{last}");
        }
        let rows = "01.10.2026;a;b;94,50;-5,50\n02.10.2026;a;b;90,00;-4,50\n";
        for (last, is_cut) in
            [("03.10.2026;a;b;80,00;-10", false), ("03.10.2026;a;b;80,00;-1", true)]
        {
            let (amounts, breaks_off) = read(&format!("{swapped}{rows}{last}"));
            assert_eq!((breaks_off, amounts.len()), (is_cut, if is_cut { 2 } else { 3 }), "{last}");
        }
    }

    #[test]
    fn a_line_below_the_table_is_no_row_that_is_cut() {
        let before = [HEADER.to_owned(), row(1), row(2)].join("\n") + "\n";
        for footer in ["Kontostand;5,00", "Summe;-4", "Ende der Liste", "* vorgemerkt", "2 Umsätze"]
        {
            let (amounts, breaks_off) = read(&(before.clone() + footer));
            assert!(!breaks_off && amounts.len() == 2, "{footer}");
        }
    }
}
