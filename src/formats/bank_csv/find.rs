//! Finds the table in a text: its delimiter, its header line, its bank.

use super::columns::{Columns, could_be_header};
use super::layout::{Bank, KNOWN, Known};
use super::names::is_foreign;
use crate::domain::Iban;
use crate::formats::csv_shape::{
    DELIMITERS, date, first_records, header_name, is_blank, number, quoting_holds,
};
use crate::formats::{Confidence, Layouts};
use csv::StringRecord;

/// How many records from the top the header line is looked for in.
const HEADER_WITHIN: usize = 60;

/// A table that was found.
pub struct Table<'a> {
    pub delimiter: u8,
    pub quoting: bool,
    /// The record of the header line, from 0; `None` for exports without.
    pub header: Option<usize>,
    /// The bank it is of; `None` for a table that only its columns explain.
    pub bank: Option<&'a Bank>,
    pub columns: Columns,
    /// Columns and the values in them that mark rows to leave out.
    pub skip: Vec<(usize, Vec<String>)>,
    /// Banks whose header lines may come again further down.
    pub banks: Banks<'a>,
}

/// The banks that are tried: an office's own, then the shipped ones.
pub struct Banks<'a> {
    own: Vec<Known<'a>>,
}

impl<'a> Banks<'a> {
    fn iter(&self) -> impl Iterator<Item = &Known<'a>> {
        self.own.iter().chain(KNOWN.iter())
    }

    /// The bank whose marks a header bears; of several the one with the most.
    pub fn owner(&self, names: &[String], above: &str) -> Option<(usize, &'a Bank)> {
        let mut best: Option<(usize, &'a Bank)> = None;
        for known in self.iter() {
            if let Some(marks) = known.marks_of(names, above)
                && best.is_none_or(|(most, _)| marks > most)
            {
                best = Some((marks, known.bank));
            }
        }
        best
    }
}

impl Table<'_> {
    /// `sparkasse-camt`, `generic` …
    pub fn name(&self) -> &str {
        self.bank.map_or("generic", |bank| bank.name.as_str())
    }

    /// How sure the recognition is.
    pub fn confidence(&self) -> Confidence {
        if self.bank.is_some_and(|bank| !bank.header.is_empty()) {
            Confidence::Mark
        } else {
            Confidence::Shape
        }
    }
}

/// What one delimiter makes of the text.
struct Found<'a> {
    delimiter: u8,
    header: Option<usize>,
    bank: Option<&'a Bank>,
    columns: Columns,
    skip: Vec<(usize, Vec<String>)>,
}

/// Marks at the very start of files that are tables of another trade: DATEV's EXTF and DTVF.
const OTHER_TRADES: [&str; 2] = ["EXTF", "DTVF"];

/// Finds the table that the text tells bookings in, if any: a known bank's before one that only its
/// columns explain, then the one whose columns are understood best.
pub fn table<'a>(text: &str, layouts: &'a Layouts) -> Option<Table<'a>> {
    let start = text.trim_start_matches(['"', '\u{feff}', ' ']);
    if OTHER_TRADES.iter().any(|mark| start.starts_with(mark)) || text.contains('\0') {
        return None;
    }
    let banks = Banks { own: layouts.banks.iter().map(Known::of).collect() };
    let mut best: Option<(usize, Found<'a>)> = None;
    for delimiter in DELIMITERS
        .into_iter()
        .filter(|delimiter| memchr::memchr(*delimiter, text.as_bytes()).is_some())
    {
        let head = first_records(text, delimiter, HEADER_WITHIN);
        if let Some((score, found)) = with_header(&head, delimiter, &banks)
            .or_else(|| without_header(&head, delimiter, &banks))
            && score > best.as_ref().map_or(0, |(highest, _)| *highest)
        {
            best = Some((score, found));
        }
    }
    best.map(|(_, found)| {
        let quoting = quoting_holds(text, found.delimiter);
        Table {
            delimiter: found.delimiter,
            quoting,
            header: found.header,
            bank: found.bank,
            columns: found.columns,
            skip: found.skip,
            banks,
        }
    })
}

/// A known bank outweighs any number of known columns.
const BANK: usize = 1000;

fn with_header<'a>(
    head: &[StringRecord],
    delimiter: u8,
    banks: &Banks<'a>,
) -> Option<(usize, Found<'a>)> {
    let mut above = String::new();
    let mut generic: Option<(usize, Found<'a>)> = None;
    for (at, record) in head.iter().enumerate() {
        if could_be_header(record) {
            let names: Vec<String> = record.iter().map(|field| header_name(field).0).collect();
            let below = head.get(at + 1..).unwrap_or_default();
            if let Some((marks, bank)) = banks.owner(&names, &above) {
                let columns = Columns::of(record, Some(bank), below);
                let score = BANK + marks * 10 + columns.known();
                let skip = bank.skip.iter().filter_map(|(name, values)| {
                    Some((
                        names.iter().position(|known| *known == header_name(name).0)?,
                        values.clone(),
                    ))
                });
                let skip = skip.collect();
                return Some((
                    score,
                    Found { delimiter, header: Some(at), bank: Some(bank), columns, skip },
                ));
            }
            let columns = Columns::of(record, None, below);
            if generic.is_none() && columns.tell_bookings() && enough(&columns, &names, below) {
                generic = Some((
                    columns.known(),
                    Found { delimiter, header: Some(at), bank: None, columns, skip: Vec::new() },
                ));
            }
        }
        record.iter().for_each(|field| above.push_str(field));
        above.push('\n');
    }
    generic
}

/// True when a table of no known bank is one of bookings: three columns are known; or day and
/// amount alone, each row has both, and some amount goes out, so that it is no list of what is
/// owed.
fn enough(columns: &Columns, names: &[String], below: &[StringRecord]) -> bool {
    use super::columns::Field;
    if is_foreign(names) || columns.at(Field::Amount).is_none() {
        return !is_foreign(names) && columns.known() >= 3;
    }
    let read = |row: &&StringRecord| {
        date::read(columns.get(Field::BookingDate, row), date::Form::DayFirst).is_some()
            && number::evidence(columns.get(Field::Amount, row)) != number::Evidence::None
    };
    let rows = || below.iter().filter(|row| !is_blank(row));
    columns.known() >= 3
        || (rows().all(|row| read(&row))
            && rows().any(|row| columns.get(Field::Amount, row).starts_with(['-', '−'])))
}

/// An export without header: nearly every row has the bank's width, a day and an amount where they
/// belong, and what it puts in its IBAN column is one.
fn without_header<'a>(
    head: &[StringRecord],
    delimiter: u8,
    banks: &Banks<'a>,
) -> Option<(usize, Found<'a>)> {
    let rows: Vec<&StringRecord> = head.iter().filter(|record| !is_blank(record)).collect();
    banks.iter().filter(|known| !known.bank.without_header.is_empty()).find_map(|known| {
        let columns = Columns::without_header(known.bank);
        let fitting = rows.iter().filter(|row| row_fits(&columns, row)).count();
        let fits = fitting > 0 && fitting * 10 >= rows.len() * 9;
        fits.then(|| {
            (
                BANK,
                Found {
                    delimiter,
                    header: None,
                    bank: Some(known.bank),
                    columns,
                    skip: Vec::new(),
                },
            )
        })
    })
}

fn row_fits(columns: &Columns, row: &StringRecord) -> bool {
    use super::columns::Field;
    let amounts = [Field::Amount, Field::Debit, Field::Credit].map(|field| columns.get(field, row));
    let filled = amounts.iter().filter(|text| !text.is_empty()).count();
    let own = columns.get(Field::AccountIban, row).trim_matches('\'');
    let width = row.len() == columns.width || row.len() == columns.width + 1;
    width
        && filled == 1
        && date::read(columns.get(Field::BookingDate, row), date::Form::DayFirst).is_some()
        && amounts
            .iter()
            .all(|text| text.is_empty() || number::evidence(text) != number::Evidence::None)
        && (columns.at(Field::AccountIban).is_none() || Iban::read(own).is_some())
        && (columns.at(Field::CounterpartyIban).is_none()
            || columns.get(Field::CounterpartyIban, row).len() < 35)
}
