//! What all tables of text share, whoever wrote them: encoding, delimiter, header names, and the
//! forms of numbers and dates.
//!
//! Nothing here is configured. Each of these is decided once a file, by the evidence of the whole
//! file, and written down: [`encoding::decode`] for the characters, [`Number`](number::Form) for
//! points and commas, [`Date`](date::Form) for days and months. The CSV dialect is RFC 4180 with
//! any of [`DELIMITERS`], rows of unequal length, and quotes inside unquoted fields.

pub mod date;
pub mod encoding;
pub mod number;

use crate::domain::finding::Weight;
use crate::domain::{Currency, Finding, FindingKind, text};
use csv::StringRecord;
use std::borrow::Cow;

/// The delimiters that are looked for, the likelier first.
pub const DELIMITERS: [u8; 4] = [b';', b',', b'\t', b'|'];

/// How many records show that every line is one quoted field.
const SHOWN: usize = 10;

/// The table inside a table of one quoted field a line, `"Datum;""Text"";""Betrag"""`, as
/// spreadsheets leave it that opened an export without parting it; any other text as it is.
pub fn lines_unquoted(text: &str) -> Cow<'_, str> {
    if !text.trim_start_matches('\u{feff}').starts_with('"') {
        return Cow::Borrowed(text);
    }
    let whole = |delimiter: u8| {
        let head = first_records(text, delimiter, SHOWN);
        let lone = |record: &StringRecord| record.len() == 1;
        let parted = |field: &str| {
            DELIMITERS
                .iter()
                .any(|delimiter| field.bytes().filter(|byte| byte == delimiter).count() > 1)
        };
        head.len() > 1
            && head.iter().all(lone)
            && head.iter().all(|record| record.get(0).is_some_and(parted))
    };
    if !DELIMITERS.iter().all(|delimiter| whole(*delimiter)) {
        return Cow::Borrowed(text);
    }
    let lines = records(text, b';', true).into_records().filter_map(Result::ok);
    Cow::Owned(lines.map(|record| record.get(0).unwrap_or_default().to_owned() + "\n").collect())
}

/// Longest text that is read as a table, in bytes.
pub const MOST_BYTES: usize = 256 * 1024 * 1024;

/// Most rows that are read as a table: what they take in memory is some kilobytes each.
pub const MOST_ROWS: usize = 1_000_000;

/// A text too large to be an export.
pub static TOO_LARGE: FindingKind = FindingKind {
    code: "csv-too-large",
    weight: Weight::Error,
    de: "Die CSV-Datei ist zu groß ({size}). Bitte den Zeitraum beim Export in der Bank kürzer \
        wählen.",
    en: "The CSV file is too large ({size}). Choose a shorter period when you export it at the \
        bank.",
};

/// Bytes without a meaning in the file's encoding.
pub static DAMAGED: FindingKind = FindingKind {
    code: "csv-damaged-characters",
    weight: Weight::Note,
    de: "Einige Zeichen der Datei sind beschädigt (Zeichensatz {encoding}). Bitte Namen und \
        Verwendungszwecke prüfen oder erneut exportieren.",
    en: "Some characters of the file are damaged (encoding {encoding}). Check names and texts, or \
        export again.",
};

/// Reads the records of a text from its start.
pub fn records(text: &str, delimiter: u8, quoting: bool) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .quoting(quoting)
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(text.len().clamp(1024, 32 * 1024))
        .from_reader(text.as_bytes())
}

/// The first records of a text, at most `most`.
pub fn first_records(text: &str, delimiter: u8, most: usize) -> Vec<StringRecord> {
    records(text, delimiter, quoting_holds(text, delimiter))
        .into_records()
        .filter_map(Result::ok)
        .take(most)
        .collect()
}

/// Most lines that one quoted field may span before the quote is taken for a stray one.
const MOST_LINES_QUOTED: usize = 60;

/// False when a quote is opened and never closed: some banks write texts with `"` and quote
/// nothing.
pub fn quoting_holds(text: &str, delimiter: u8) -> bool {
    let bytes = text.as_bytes();
    let quotes = memchr::memchr_iter(b'"', bytes).count();
    quotes.is_multiple_of(2) || !swallows(text, delimiter)
}

/// True when some record spans more lines than any sane field does, or the last one runs to the end
/// inside a quote.
fn swallows(text: &str, delimiter: u8) -> bool {
    let mut reader = records(text, delimiter, true);
    let mut record = csv::ByteRecord::new();
    let mut runs_on = false;
    while let Ok(true) = reader.read_byte_record(&mut record) {
        let lines =
            record.iter().map(|field| memchr::memchr_iter(b'\n', field).count()).max().unwrap_or(0);
        if lines > MOST_LINES_QUOTED {
            return true;
        }
        let last = record.iter().next_back().unwrap_or_default();
        runs_on = memchr::memchr(b'\n', last.trim_ascii_end()).is_some();
    }
    // A last field of several lines was quoted; where no quote ends it, it is none.
    runs_on && !text.trim_end().ends_with('"')
}

/// A header's name made comparable: folded, without blanks, and without a currency at its end,
/// which comes back beside it. `Betrag (€)` and `BETRAG (EUR)` are both `betrag` with `EUR`;
/// `Umsatz in EUR` is `umsatz` with `EUR`.
pub fn header_name(raw: &str) -> (String, Option<Currency>) {
    let raw = raw.trim().trim_start_matches('\u{feff}');
    // Nothing of it would be left.
    if matches!(raw, "+/-" | "-/+" | "+ / -" | "- / +" | "+-" | "±") {
        return ("plusminus".to_owned(), None);
    }
    let (bare, currency) = without_currency(raw);
    let folded = text::fold(bare);
    let bare = folded.strip_suffix(" in").filter(|_| currency.is_some()).unwrap_or(&folded);
    (bare.split(' ').collect(), currency)
}

/// What stands for a currency at the end of a header, in lower case. `{0}` is what comdirect wrote
/// for a while.
const HEADER_CURRENCIES: [(&str, &str); 22] = [
    ("€", "EUR"),
    ("eur", "EUR"),
    ("euro", "EUR"),
    ("euros", "EUR"),
    ("{0}", "EUR"),
    ("chf", "CHF"),
    ("$", "USD"),
    ("usd", "USD"),
    ("£", "GBP"),
    ("gbp", "GBP"),
    ("sek", "SEK"),
    ("nok", "NOK"),
    ("dkk", "DKK"),
    ("pln", "PLN"),
    ("czk", "CZK"),
    ("huf", "HUF"),
    ("ron", "RON"),
    ("sgd", "SGD"),
    ("aud", "AUD"),
    ("cad", "CAD"),
    ("nzd", "NZD"),
    ("jpy", "JPY"),
];

fn without_currency(raw: &str) -> (&str, Option<Currency>) {
    let Some((bare, last)) = raw.rsplit_once([' ', '(', '[']) else { return (raw, None) };
    let written = last.trim_end_matches([')', ']']).to_lowercase();
    let bare = bare.trim_end_matches([' ', '(', '[']);
    let named = HEADER_CURRENCIES
        .iter()
        .find(|(known, _)| *known == written)
        .and_then(|(_, code)| Currency::read(code));
    if named.is_some() && !bare.is_empty() { (bare, named) } else { (raw, None) }
}

/// The finding that a table is too large: by its bytes, or by its rows.
pub fn too_large(bytes: usize) -> Finding {
    let size = if bytes > MOST_BYTES {
        format!("{} MB", bytes / 1_000_000)
    } else {
        format!("> {MOST_ROWS}")
    };
    TOO_LARGE.found().with("size", size)
}

/// What stands in a cell that a spreadsheet is to keep as text, `="0815"`; any other text as it is.
/// Reports write it so ([`kept_as_text`](crate::domain::plain::kept_as_text)).
pub fn unprotected(text: &str) -> &str {
    text.strip_prefix("=\"").and_then(|text| text.strip_suffix('"')).unwrap_or(text)
}

/// True when every field of the record is blank.
pub fn is_blank(record: &StringRecord) -> bool {
    record.iter().all(|field| field.trim().is_empty())
}

/// Moves a record's place behind the line ends that the reader passed over before it: blank lines,
/// and the second half of CR LF.
pub fn settle(record: &mut StringRecord, text: &str) {
    let Some(mut place) = record.position().cloned() else { return };
    let before = usize::try_from(place.byte())
        .ok()
        .and_then(|at| text.as_bytes().get(at..))
        .unwrap_or_default();
    let ends = before
        .iter()
        .take_while(|byte| matches!(byte, b'\r' | b'\n'))
        .filter(|byte| **byte == b'\n')
        .count();
    place.set_line(place.line() + ends as u64);
    record.set_position(Some(place));
}

/// The record with its place as [`settle`] moves it.
pub fn settled(mut record: StringRecord, text: &str) -> StringRecord {
    settle(&mut record, text);
    record
}

/// The line a record starts on, from 1.
pub fn line_of(record: &StringRecord) -> u64 {
    record.position().map_or(0, csv::Position::line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_names_lose_case_accents_blanks_and_currency() {
        assert_eq!(header_name("Betrag (€)"), ("betrag".into(), Some(Currency::EUR)));
        assert_eq!(header_name("Umsatz in EUR"), ("umsatz".into(), Some(Currency::EUR)));
        assert_eq!(
            header_name(" Auftraggeber / Begünstigter "),
            ("auftraggeberbeguenstigter".into(), None)
        );
        assert_eq!(header_name("Betrag (Fremdwährung)"), ("betragfremdwaehrung".into(), None));
        assert_eq!(header_name("€"), (String::new(), None));
        assert_eq!(header_name("+/-"), ("plusminus".into(), None));
        assert_eq!(header_name("Withdrawals (SGD)"), ("withdrawals".into(), Currency::read("SGD")));
        assert_eq!(header_name("Created (UTC)"), ("createdutc".into(), None));
        assert_eq!(header_name("\u{feff}Kundenreferenz (End-to-End)").0, "kundenreferenzendtoend");
    }

    #[test]
    fn lines_are_counted_as_an_editor_does() {
        for text in ["a;b\n\n1;2\n\"3\n4\";5\n6;7\n", "a;b\r\n\r\n1;2\r\n\"3\r\n4\";5\r\n6;7"] {
            let settled = records(text, b';', true)
                .into_records()
                .filter_map(Result::ok)
                .map(|record| line_of(&settled(record, text)));
            assert_eq!(settled.collect::<Vec<_>>(), [1, 3, 4, 6], "{text:?}");
        }
    }

    #[test]
    fn a_table_inside_quoted_lines_is_taken_out() {
        let wrapped = "\"Datum;\"\"Text\"\";Betrag\"\r\n\"01.02.2026;\"\"a;b\"\";1,00\"\r\n";
        assert_eq!(lines_unquoted(wrapped), "Datum;\"Text\";Betrag\n01.02.2026;\"a;b\";1,00\n");
        for text in [
            "\"Datum\";\"Text\";\"Betrag\"\n\"1\";\"a,b,c\";\"2\"\n",
            "\"Titel\"\nDatum;Text;Betrag\n",
            "a;b;c\n",
            "",
        ] {
            assert_eq!(lines_unquoted(text), text);
        }
    }

    #[test]
    fn a_stray_quote_swallows_nothing() {
        let stray = format!("a;b\n\"1;x\n{}", "2;y\n".repeat(200));
        assert!(!quoting_holds(&stray, b';'));
        assert!(quoting_holds("\"a\nb\";c\n\"d\";e\n", b';'));
        assert!(!quoting_holds("a;b\n1;x\n\"2;y\n3;z\n", b';'), "to the end of the file");
        assert!(
            quoting_holds("a;\"b\"\n1;\"x\nz\"\n5\" Rohr;\"y\n z\"\n", b';'),
            "one in a text, and a last field that is closed"
        );
    }
}
