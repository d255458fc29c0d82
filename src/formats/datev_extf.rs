//! DATEV's exchange files (EXTF 700) as they come from a tax adviser or another program: bookings
//! (category 21) as entries written down, customers and vendors (16) as contacts. Columns are known
//! by their places, which all versions of a category share.
//!
//! A file is taken whole or not at all. What is not known is asked: other tax keys than those
//! below, accounts of another length than four digits, amounts in other currencies without their
//! euros, Skonto that DATEV would compute.

mod bookings;
mod contacts;

use super::csv_shape::encoding::decode;
use super::csv_shape::{quoting_holds, records};
use super::{Confidence, Format, Input, Reads};
use crate::domain::finding::{Place, Weight};
use crate::domain::{Finding, FindingKind, Kind};
use bookings::bookings;
use contacts::{CONTACTS, contacts};
use csv::StringRecord;
use jiff::civil::Date;

/// The row of bookings.
pub const BOOKINGS_FORMAT: Format = Format {
    name: "datev-bookings",
    kind: Kind::Entries,
    title: ("Buchungsstapel von DATEV (EXTF 21)", "batch of bookings of DATEV (EXTF 21)"),
    source: "DATEV format EXTF 700, category 21",
    recognise: |input| recognise(input, |category| category != CONTACTS),
    reads: Reads::Whole(bookings),
    findings: FINDINGS,
};

/// The row of customers and vendors.
pub const CONTACTS_FORMAT: Format = Format {
    name: "datev-contacts",
    kind: Kind::Contacts,
    title: (
        "Debitoren und Kreditoren von DATEV (EXTF 16)",
        "customers and vendors of DATEV (EXTF 16)",
    ),
    source: "DATEV format EXTF 700, category 16",
    recognise: |input| recognise(input, |category| category == CONTACTS),
    reads: Reads::Whole(contacts),
    findings: FINDINGS,
};

/// The findings of such files.
pub static FINDINGS: &[&FindingKind] = &[&CATEGORY, &HEADING, &NO_CHART, &ROWS, &EMPTY];

/// Another category than those read.
pub static CATEGORY: FindingKind = FindingKind {
    code: "datev-category",
    weight: Weight::Error,
    de: "Die DATEV-Datei ist von der Kategorie {category} ({name}); kontor liest Buchungsstapel \
        (21) sowie Debitoren und Kreditoren (16).",
    en: "The DATEV file is of category {category} ({name}); kontor reads bookings (21), and \
        customers and vendors (16).",
};

/// A heading that does not say what the rows need.
pub static HEADING: FindingKind = FindingKind {
    code: "datev-heading",
    weight: Weight::Error,
    de: "Der Kopf der DATEV-Datei nennt {what}: „{value}“. Nichts ist übernommen; bitte mit \
        Sachkonten von vier bis acht Stellen, Kontenrahmen und Zeitraum neu ausgeben lassen.",
    en: "The heading of the DATEV file states {what}: “{value}”. Nothing is taken; have it written \
        anew with accounts of four to eight digits, chart and days.",
};

/// A heading without the chart of accounts.
pub static NO_CHART: FindingKind = FindingKind {
    code: "datev-chart-unstated",
    weight: Weight::Warning,
    de: "Der Kopf der DATEV-Datei nennt keinen Kontenrahmen; ihre Konten sind als die der Firma \
        genommen. Bitte prüfen.",
    en: "The heading of the DATEV file states no chart of accounts; its accounts are taken as the \
        company's. Look whether they are.",
};

/// Rows that cannot be taken; the first of them is told.
pub static ROWS: FindingKind = FindingKind {
    code: "datev-rows-unread",
    weight: Weight::Error,
    de: "Aus der DATEV-Datei ist nichts übernommen, auch die guten Zeilen nicht: \
        {count|Zeile lässt|Zeilen lassen} sich nicht lesen, zuerst Spalte „{column}“: „{value}“. \
        {what}",
    en: "Nothing of the DATEV file is taken, the good rows neither: {count|row|rows} cannot be \
        read, first column “{column}”: “{value}”. {what}",
};

/// A heading and nothing behind it.
pub static EMPTY: FindingKind = FindingKind {
    code: "datev-empty",
    weight: Weight::Error,
    de: "Die DATEV-Datei hat keine Zeilen nach ihrem Kopf.",
    en: "The DATEV file has no rows behind its heading.",
};

/// What is wrong with a cell: its column, what it says, and what to do in German and English.
type Fault = (&'static str, String, [&'static str; 2]);

fn recognise(input: &Input, is_of: fn(&str) -> bool) -> Confidence {
    let start = input.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input.bytes);
    let marked = ["\"EXTF\";", "EXTF;", "\"DTVF\";", "DTVF;"]
        .iter()
        .any(|mark| start.starts_with(mark.as_bytes()));
    let first = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let category = first
        .split(|byte| *byte == b';')
        .nth(2)
        .map(|cell| String::from_utf8_lossy(cell).trim().trim_matches('"').to_owned());
    match category {
        Some(category) if marked && is_of(&category) => Confidence::Mark,
        _ => Confidence::No,
    }
}

/// What the heading says of the rows.
struct Heading {
    /// `None` where it is not stated.
    chart: Option<u8>,
    /// Digits of an impersonal account.
    length: usize,
    from: Date,
    to: Date,
}

/// A file: its heading, and the rows behind the titles with the lines they stand on.
struct File {
    heading: StringRecord,
    titles: usize,
    rows: Vec<(u64, StringRecord)>,
}

impl File {
    fn read(bytes: &[u8], category: &str) -> Result<File, Finding> {
        let decoded = decode(bytes);
        let text = decoded.text.as_ref();
        let mut reader =
            records(text, b';', quoting_holds(text, b';')).into_records().filter_map(Result::ok);
        let heading = reader.next().unwrap_or_default();
        let own = cell(&heading, 3);
        if own != category {
            return Err(CATEGORY.found().with("category", own).with("name", cell(&heading, 4)));
        }
        let titles = reader.next().map_or(0, |titles| titles.len());
        let line = |record: &StringRecord| record.position().map_or(0, csv::Position::line);
        let rows: Vec<_> = reader
            .filter(|record| record.iter().any(|cell| !cell.trim().is_empty()))
            .map(|row| (line(&row), row))
            .collect();
        if rows.is_empty() { Err(EMPTY.found()) } else { Ok(File { heading, titles, rows }) }
    }

    /// What bookings need of the heading.
    fn of_bookings(&self) -> Result<Heading, Finding> {
        let wrong = |what: [&'static str; 2], at: usize| {
            HEADING
                .found()
                .with_value("what", what)
                .with("value", cell(&self.heading, at))
                .at(Place::Line(1))
        };
        let day = |at: usize| {
            Date::strptime("%Y%m%d", cell(&self.heading, at))
                .map_err(|_| wrong(["den Zeitraum", "the days"], at))
        };
        let length = cell(&self.heading, 14).parse().ok().filter(|length| (4..=8).contains(length));
        let length: usize = length
            .ok_or_else(|| wrong(["die Länge der Sachkonten", "the length of accounts"], 14))?;
        let chart = match cell(&self.heading, 27) {
            "03" | "3" => Some(3),
            "04" | "4" => Some(4),
            "" => None,
            _ => return Err(wrong(["den Kontenrahmen", "the chart"], 27)),
        };
        let (from, to) = (day(15)?, day(16)?);
        if to < from {
            Err(wrong(["den Zeitraum", "the days"], 16))
        } else {
            Ok(Heading { chart, length, from, to })
        }
    }
}

/// The cell of a column, counted from one as DATEV does.
fn cell(row: &StringRecord, column: usize) -> &str {
    row.get(column.saturating_sub(1)).unwrap_or_default().trim()
}

/// All rows read, or what is wrong with the first that is.
fn all<T>(
    file: &File,
    read: impl Fn(&StringRecord, u64) -> Result<T, Fault>,
) -> Result<Vec<T>, Finding> {
    let mut taken = Vec::with_capacity(file.rows.len());
    let mut faults: Vec<(u64, Fault)> = Vec::new();
    for (line, row) in &file.rows {
        let whole = if row.len() < file.titles {
            Err(("Felder", row.len().to_string(), SHORT))
        } else {
            read(row, *line)
        };
        match whole {
            Ok(row) => taken.push(row),
            Err(fault) => faults.push((*line, fault)),
        }
    }
    let count = faults.len();
    match faults.into_iter().next() {
        None => Ok(taken),
        Some((line, (column, value, what))) => {
            let found = ROWS
                .found()
                .with("count", count)
                .with("column", column)
                .with("value", value)
                .with_value("what", what);
            Err(found.at(Place::Line(line)))
        }
    }
}

const SHORT: [&str; 2] = [
    "Die Zeile hat weniger Felder als die Überschriften.",
    "The row has fewer fields than there are titles.",
];

/// An account of the charts' own length, four digits, five of a personal one, where nothing but
/// zeros is behind.
fn shortened(account: &str, length: usize) -> String {
    let own = if account.len() > length { 5 } else { 4 };
    match account.split_at_checked(own) {
        Some((front, behind)) if behind.bytes().all(|byte| byte == b'0') => front.to_owned(),
        _ => account.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn accounts_of_longer_batches_are_those_of_the_chart() {
        for (stated, length, account) in [
            ("8400", 4, "8400"),
            ("420", 4, "0420"),
            ("840000", 6, "8400"),
            ("42000", 6, "0420"),
            ("1000100", 6, "10001"),
            ("840010", 6, "840010"),
        ] {
            assert_eq!(shortened(&format!("{stated:0>length$}"), length), account, "{stated}");
        }
    }
}
