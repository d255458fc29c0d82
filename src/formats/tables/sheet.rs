//! Reads a table by its columns: finds the header, decides the forms of numbers and days, gives out
//! typed cells and collects what is wrong with them.

mod currency;
mod percent;

pub use currency::OTHER_CURRENCY;

use super::columns::{Column, TABLES, Table};
use super::{
    CHOICE, COLUMN_MISSING, DATES_IN_DOUBT, MISSING, NO_GOOD_ROW, NOT_A_DATE, NOT_A_NUMBER,
    NUMBERS_UNDECIDED, UNKNOWN_COLUMN,
};
pub use crate::domain::cut_off::TABLE as BREAKS_OFF;
use crate::domain::finding::{Place, Weight};
use crate::domain::finding_argument::Argument;
use crate::domain::money::LARGEST;
use crate::domain::{Finding, FindingKind};
use crate::formats::csv_shape::encoding::decode;
use crate::formats::csv_shape::{
    DAMAGED, DELIMITERS, MOST_BYTES, MOST_ROWS, date, header_name, is_blank, line_of, number,
    quoting_holds, records, settled, too_large, unprotected,
};
use csv::StringRecord;
use jiff::civil::Date;
use rust_decimal::{Decimal, dec};
use std::borrow::Cow;

pub use percent::PERCENT_UNLIKELY;

/// A table and how its rows are read. The rows themselves are read out of the text each time that
/// they are asked for: a file of a million would take some times its size.
pub struct Sheet<'t> {
    table: &'static Table,
    text: Cow<'t, str>,
    delimiter: u8,
    quoting: bool,
    /// For each column of the table, where it stands in the file.
    places: Vec<Option<usize>>,
    header: StringRecord,
    numbers: number::Form,
    dates: date::Form,
    /// What is wrong with the table as a whole.
    pub findings: Vec<Finding>,
}

/// Longest line that is taken for a header, in bytes.
const LONGEST_HEADER: usize = 4096;

/// Which table a text is.
pub struct Likeness {
    pub table: &'static Table,
    pub delimiter: u8,
    /// Needed columns that the header lacks.
    pub missing: Vec<&'static Column>,
}

/// Which table a text is, by the columns of its first line: the one whose needed columns are all
/// there, else one that has its key, knows most of the columns and lacks at most two.
pub fn table_of(text: &str) -> Option<Likeness> {
    let header = header_line(text)?;
    let there = DELIMITERS.into_iter().filter(|delimiter| {
        header.len() <= LONGEST_HEADER && header.as_bytes().contains(delimiter)
    });
    let likely = there.flat_map(|delimiter| {
        // No name of a column holds a delimiter, so that quotes need no care here.
        let names: Vec<String> = header
            .split(char::from(delimiter))
            .map(|name| header_name(name.trim().trim_matches('"')).0)
            .collect();
        TABLES.into_iter().filter_map(move |table| likeness(table, delimiter, &names))
    });
    likely.min_by_key(|likeness| likeness.missing.len())
}

/// Whether the first line of a text has columns of this table alone.
pub fn is_whole(text: &str, table: &Table) -> bool {
    let Some(likeness) = table_of(text) else { return false };
    let names = header_line(text).unwrap_or_default().split(char::from(likeness.delimiter));
    let known = |name: &str| name.is_empty() || table.column(&header_name(name).0).is_some();
    names.map(|name| name.trim().trim_matches('"')).all(known)
}

/// The first line that says something; `sep=;` is a word to spreadsheets.
fn header_line(text: &str) -> Option<&str> {
    let empty =
        |line: &str| line.trim_matches([' ', ';', ',', '\t', '|', '"', '\u{feff}']).is_empty();
    text.lines().find(|line| !empty(line) && !says_delimiter(line))
}

fn says_delimiter(line: &str) -> bool {
    line.len() <= 8 && line.trim_start_matches('"').starts_with("sep=")
}

fn likeness(table: &'static Table, delimiter: u8, names: &[String]) -> Option<Likeness> {
    let there: Vec<usize> = names.iter().filter_map(|name| table.column(name)).collect();
    let missing: Vec<&Column> = table
        .columns
        .iter()
        .enumerate()
        .filter(|(at, column)| column.needed && !there.contains(at))
        .map(|(_, column)| column)
        .collect();
    let near = there.contains(&0) && missing.len() <= 2 && there.len() * 3 >= names.len() * 2;
    let fits =
        there.len() >= 3 && if missing.is_empty() { there.len() * 2 >= names.len() } else { near };
    fits.then_some(Likeness { table, delimiter, missing })
}

/// A row of a sheet; the cells that are asked for and bad leave a finding.
pub struct Row<'s> {
    sheet: &'s Sheet<'s>,
    record: StringRecord,
    pub findings: Vec<Finding>,
    /// True when something needed is missing or bad: the row is not taken.
    pub bad: bool,
}

impl<'t> Sheet<'t> {
    /// Reads a file known to be this table. Errors: too large, or numbers that read two ways with
    /// nothing to decide it.
    pub fn read(bytes: &'t [u8]) -> Result<Sheet<'t>, Finding> {
        if bytes.len() > MOST_BYTES {
            return Err(too_large(bytes.len()));
        }
        let decoded = decode(bytes);
        let Likeness { table, delimiter, missing } =
            table_of(&decoded.text).ok_or_else(|| crate::formats::UNKNOWN.found())?;
        if !missing.is_empty() {
            let names: Vec<Argument> =
                missing.iter().map(|column| Argument::from(column.both_names())).collect();
            return Err(COLUMN_MISSING
                .found()
                .with_value("column", Argument::row(&names, ", "))
                .with("file", table.file));
        }
        let quoting = quoting_holds(&decoded.text, delimiter);
        let header = filled(&decoded.text, delimiter, quoting).next().unwrap_or_default();
        let mut sheet = Sheet {
            table,
            text: decoded.text,
            delimiter,
            quoting,
            places: Vec::new(),
            header,
            numbers: number::Form::Comma,
            dates: date::Form::DayFirst,
            findings: Vec::new(),
        };
        if decoded.damaged {
            sheet.findings.push(DAMAGED.found().with("encoding", decoded.encoding));
        }
        sheet.place();
        sheet.decide()?;
        Ok(sheet)
    }

    fn place(&mut self) {
        let header = &self.header;
        let names: Vec<String> = header.iter().map(|name| header_name(name).0).collect();
        let columns: Vec<Option<usize>> =
            names.iter().map(|name| self.table.column(name)).collect();
        self.places = (0..self.table.columns.len())
            .map(|column| columns.iter().position(|known| *known == Some(column)))
            .collect();
        for (at, raw) in header.iter().enumerate() {
            if !raw.trim().is_empty() && columns.get(at) == Some(&None) {
                let place = Place::LineColumn(line_of(header), at as u64 + 1);
                self.findings.push(UNKNOWN_COLUMN.found().with("column", raw.trim()).at(place));
            }
        }
    }

    /// The forms of numbers and days, by all cells of their columns. Error: too many rows, or
    /// numbers that read two ways.
    fn decide(&mut self) -> Result<(), Finding> {
        let places = |names: &[&str]| -> Vec<usize> {
            let columns = self.table.columns.iter().zip(&self.places);
            columns
                .filter(|(column, _)| names.contains(&column.name))
                .filter_map(|(_, place)| *place)
                .collect()
        };
        let (of_numbers, of_days) = (places(NUMBERS), places(DAYS));
        let (mut numbers, mut dates) = (number::Votes::default(), date::Votes::default());
        let mut fields = Fields::default();
        for (at, record) in self.records().enumerate() {
            if at == MOST_ROWS {
                return Err(too_large(0));
            }
            fields.count(&record);
            of_numbers.iter().filter_map(|at| record.get(*at)).for_each(|cell| numbers.count(cell));
            of_days.iter().filter_map(|at| record.get(*at)).for_each(|cell| dates.count(cell));
        }
        match numbers.form() {
            Some(form) => self.numbers = form,
            None if numbers.either > 0 => return Err(NUMBERS_UNDECIDED.found()),
            None => {}
        }
        self.dates = dates.form();
        if dates.in_doubt() {
            self.findings.push(DATES_IN_DOUBT.found());
        }
        self.findings.extend(self.broken_off(&fields));
        Ok(())
    }

    /// A last row without an end of its line that has fewer fields than the header and than every
    /// row before it: whoever wrote the file stopped there.
    fn broken_off(&self, fields: &Fields) -> Option<Finding> {
        let named = self.header.iter().enumerate().filter(|(_, name)| !name.trim().is_empty());
        let columns = named.last()?.0 + 1;
        let is_ended = self.text.ends_with(['\n', '\r']);
        (!is_ended && fields.last < columns.min(fields.fewest_before)).then(|| {
            let found = BREAKS_OFF.found().with("fields", fields.last).with("columns", columns);
            found.at(Place::Line(fields.line))
        })
    }

    fn records(&self) -> impl Iterator<Item = StringRecord> {
        filled(&self.text, self.delimiter, self.quoting).skip(1)
    }

    /// The rows parted into tables of their own, with the header and `;`: `group_of` names the
    /// table of each, counted from 0; a row without one is left out.
    pub fn parted(&self, group_of: impl Fn(usize) -> Option<usize>) -> Vec<Vec<u8>> {
        let header = line(&self.header);
        let mut groups: Vec<Vec<u8>> = Vec::new();
        for (at, record) in self.records().enumerate() {
            let Some(group) = group_of(at) else { continue };
            if groups.len() <= group {
                groups.resize(group + 1, header.clone());
            }
            if let Some(rows) = groups.get_mut(group) {
                rows.extend(line(&record));
            }
        }
        groups
    }

    /// The rows, in the file's order.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let row = |record| Row { sheet: self, record, findings: Vec::new(), bad: false };
        self.records().map(row)
    }

    /// Reads every row; the good ones come back, all findings are gathered. Error: no row is good.
    pub fn good<T>(&mut self, read: impl Fn(&mut Row) -> Option<T>) -> Result<Vec<T>, Finding> {
        let mut good = Vec::new();
        let mut findings = Vec::new();
        for mut row in self.rows() {
            let value = read(&mut row).filter(|_| !row.bad);
            findings.append(&mut row.findings);
            good.extend(value);
        }
        if good.is_empty() {
            let first =
                findings.first().map_or_else(|| Argument::Text(String::new()), Argument::from);
            return Err(NO_GOOD_ROW
                .found()
                .with("file", self.table.file)
                .with_value("first", first));
        }
        self.findings.extend(findings.into_iter().take(MOST_REPORTED));
        Ok(good)
    }
}

/// How many fields the rows of a table have.
struct Fields {
    fewest_before: usize,
    last: usize,
    /// The last row's line.
    line: u64,
}

impl Default for Fields {
    fn default() -> Fields {
        Fields { fewest_before: usize::MAX, last: usize::MAX, line: 0 }
    }
}

impl Fields {
    fn count(&mut self, record: &StringRecord) {
        self.fewest_before = self.fewest_before.min(self.last);
        (self.last, self.line) = (record.len(), line_of(record));
    }
}

/// Most findings told of one table.
const MOST_REPORTED: usize = 200;

/// The columns whose cells tell how the file writes numbers, and those of days.
const NUMBERS: &[&str] = &[
    "quantity",
    "unit_price",
    "price_per",
    "vat_rate",
    "amount",
    "discount_percent",
    "net",
    "vat",
    "gross",
    "debit",
    "credit",
];
/// Those of them that a percent sign may stand behind.
const PERCENTS: &[&str] = &["vat_rate", "discount_percent"];
const DAYS: &[&str] = &["date", "due", "delivery_date", "discount_until"];

/// The records of a text that say something.
fn filled(text: &str, delimiter: u8, quoting: bool) -> impl Iterator<Item = StringRecord> {
    records(text, delimiter, quoting)
        .into_records()
        .filter_map(Result::ok)
        .map(|record| settled(record, text))
        .filter(|record| !is_blank(record) && !record.get(0).is_some_and(says_delimiter))
}

/// A record as a line of a table, with `;`.
fn line(record: &StringRecord) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .flexible(true)
        .buffer_capacity(record.as_slice().len() + 16)
        .from_writer(Vec::new());
    // Writing into memory cannot fail.
    let _ = writer.write_record(record);
    writer.into_inner().unwrap_or_default()
}

/// A number past what any document states.
pub static NUMBER_TOO_LARGE: FindingKind = FindingKind {
    code: "table-number-too-large",
    weight: Weight::Warning,
    de: "In der Spalte „{column}“ steht {value}; so große Zahlen bucht kontor nicht, die Zeile \
        wird nicht übernommen. Bitte prüfen.",
    en: "Column “{column}” holds {value}; kontor books no numbers as large as that, and the row is \
        not taken. Please check it.",
};

/// A number beyond what its column may hold.
pub static OUT_OF_RANGE: FindingKind = FindingKind {
    code: "table-number-out-of-range",
    weight: Weight::Warning,
    de: "In der Spalte „{column}“ steht {value}; möglich ist {least} bis {most}. Die Zeile wird \
        nicht übernommen; bitte berichtigen und die Datei erneut ablegen.",
    en: "Column “{column}” holds {value}; {least} to {most} is possible. The row is not taken; \
        correct it and drop the file again.",
};

impl Row<'_> {
    fn at(&self, name: &str) -> Option<usize> {
        let column = self.sheet.table.columns.iter().position(|column| column.name == name)?;
        self.sheet.places.get(column).copied().flatten()
    }

    /// The line of the row in the file.
    pub fn line(&self) -> u64 {
        line_of(&self.record)
    }

    fn raw(&self, name: &str) -> &str {
        self.at(name).and_then(|at| self.record.get(at)).map_or("", |cell| unprotected(cell.trim()))
    }

    /// A cell's text; `None` when it is empty or not there.
    pub fn text(&self, name: &str) -> Option<String> {
        Some(self.raw(name)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// A cell that must be filled; an empty one makes the row bad.
    pub fn needed(&mut self, name: &str) -> Option<String> {
        let text = self.text(name);
        if text.is_none() {
            self.refuse(&MISSING, name, "");
        }
        text
    }

    /// A number; one that cannot be read makes the row bad.
    pub fn number(&mut self, name: &str) -> Option<Decimal> {
        let text = self.text(name)?;
        let bare = if PERCENTS.contains(&name) { text.trim_end_matches('%') } else { &text };
        let number = number::read(bare, self.sheet.numbers);
        match number {
            None => self.refuse(&NOT_A_NUMBER, name, text.as_str()),
            Some(large) if large.abs() > LARGEST => {
                self.refuse(&NUMBER_TOO_LARGE, name, text.as_str())
            }
            Some(_) => {}
        }
        number.filter(|number| number.abs() <= LARGEST)
    }

    /// Whether a number lies between two; another makes the row bad.
    pub fn within(&mut self, name: &str, number: Decimal, least: Decimal, most: Decimal) -> bool {
        let inside = (least..=most).contains(&number);
        if !inside {
            let found = OUT_OF_RANGE.found().with_value("column", self.heading(name));
            let found = found.with_value("value", number).with_value("least", least);
            self.findings.push(found.with_value("most", most).at(self.place(name)));
            self.bad = true;
        }
        inside
    }

    /// The price of one unit, of a row that may state it for several (`price_per`).
    pub fn unit_price(&mut self) -> Option<Decimal> {
        let price = self.number("unit_price");
        let Some(per) = self.number("price_per") else { return price };
        if !self.within("price_per", per, dec!(0.001), dec!(1_000_000)) {
            return None;
        }
        price?.checked_div(per)
    }

    /// A day; one that cannot be read makes the row bad.
    pub fn date(&mut self, name: &str) -> Option<Date> {
        let text = self.text(name)?;
        let date = date::read(&text, self.sheet.dates);
        if date.is_none() {
            self.refuse(&NOT_A_DATE, name, text.as_str());
        }
        date
    }

    /// One of some words; another word makes the row bad, an empty cell is `None`.
    pub fn choice<T: Copy>(&mut self, name: &str, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(name)?;
        let folded = header_name(&text).0;
        let chosen = words.iter().find(|(word, _)| *word == folded).map(|(_, value)| *value);
        if chosen.is_none() {
            let allowed: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.refuse_choice(name, &text, &allowed.join(", "));
        }
        chosen
    }

    /// Notes a finding about a cell without making the row bad.
    pub fn note(&mut self, kind: &'static FindingKind, name: &str, value: impl Into<Argument>) {
        let finding =
            kind.found().with_value("column", self.heading(name)).with_value("value", value);
        self.findings.push(finding.at(self.place(name)));
    }

    /// Notes a finding about a cell that makes the row bad.
    pub fn refuse(&mut self, kind: &'static FindingKind, name: &str, value: impl Into<Argument>) {
        self.note(kind, name, value);
        self.bad = true;
    }

    /// Makes the row bad: the cell's value is none of those allowed.
    pub fn refuse_choice(&mut self, name: &str, value: &str, allowed: &str) {
        let finding = CHOICE.found().with("allowed", allowed);
        self.refuse_as(finding, name, value);
    }

    fn refuse_as(&mut self, finding: Finding, name: &str, value: &str) {
        let finding = finding.with_value("column", self.heading(name)).with("value", value);
        self.findings.push(finding.at(self.place(name)));
        self.bad = true;
    }

    /// German and English name of a column, for a sentence.
    fn heading(&self, name: &str) -> Argument {
        let column = self.sheet.table.columns.iter().find(|column| column.name == name);
        column.map_or_else(|| Argument::Text(name.to_owned()), |column| column.both_names().into())
    }

    /// Line and number of the column.
    fn place(&self, name: &str) -> Place {
        self.at(name)
            .map_or(Place::Line(self.line()), |at| Place::LineColumn(self.line(), at as u64 + 1))
    }
}
