//! DATEV's exchange files (EXTF 700) as they come from a tax adviser or another program: bookings
//! (category 21) as entries written down, customers and vendors (16) as contacts. Columns are known
//! by their places, which all versions of a category share.
//!
//! A file is taken whole or not at all. What is not known is asked: other tax keys than those
//! below, accounts of another length than four digits, amounts in other currencies without their
//! euros, Skonto that DATEV would compute.

use super::csv_shape::encoding::decode;
use super::csv_shape::{quoting_holds, records};
use super::{Confidence, Format, Input, Read, Reading, Reads};
use crate::domain::finding::{Place, Weight};
use crate::domain::manual::Keyed;
use crate::domain::money::LARGEST;
use crate::domain::{
    Contact, Content, Finding, FindingKind, Iban, Kind, ManualEntry, ManualRow, ManualTax, Role,
    VatId,
};
use csv::StringRecord;
use jiff::civil::Date;
use rust_decimal::Decimal;

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

const BOOKINGS: &str = "21";
const CONTACTS: &str = "16";

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
const NO_AMOUNT: [&str; 2] = [
    "Erwartet wird ein Betrag über null mit Komma.",
    "An amount above zero with a comma is expected.",
];
const NO_SIDE: [&str; 2] = ["Erwartet wird S oder H.", "S or H is expected."];
const NO_ACCOUNT: [&str; 2] =
    ["Erwartet wird eine Kontonummer.", "The number of an account is expected."];
const NO_DAY: [&str; 2] = [
    "Der Tag (TTMM) liegt nicht im Zeitraum des Kopfes.",
    "The day (DDMM) does not lie within the days of the heading.",
];
const NO_KEY: [&str; 2] = [
    "Diesen Steuerschlüssel kennt kontor nicht; bitte die Buchung mit entries.csv und Steuercode \
     geben.",
    "kontor does not know this tax key; give the entry by entries.csv with a tax code.",
];
const NO_EUROS: [&str; 2] = [
    "Zum Betrag in fremder Währung fehlt der Basisumsatz in EUR.",
    "The base amount in EUR is missing beside the amount in another currency.",
];
const NO_DISCOUNT: [&str; 2] = [
    "Skonto auf Personenkonten rechnet DATEV selbst; bitte als eigene Buchung geben.",
    "DATEV computes Skonto on personal accounts itself; give it as an entry of its own.",
];
const NO_NAME: [&str; 2] = ["Der Name fehlt.", "The name is missing."];
const NOT_PERSONAL: [&str; 2] = [
    "Erwartet wird ein Personenkonto mit fünf Stellen.",
    "A personal account of five digits is expected.",
];

fn bookings(input: &Input) -> Result<Reading, Finding> {
    let file = File::read(input.bytes, BOOKINGS)?;
    let heading = file.of_bookings()?;
    let base = cell(&file.heading, 22).to_owned();
    let rows = all(&file, |row, line| {
        booking(row, line, &heading, if base.is_empty() { "EUR" } else { &base })
    })?;
    let findings = if heading.chart.is_none() { vec![NO_CHART.found()] } else { Vec::new() };
    Ok(Reading { content: Read::Content(Content::Entries(ManualEntry::joined(rows))), findings })
}

fn booking(
    row: &StringRecord,
    line: u64,
    heading: &Heading,
    base: &str,
) -> Result<ManualEntry, Fault> {
    let debits = match cell(row, 2) {
        "S" | "s" => true,
        "H" | "h" => false,
        other => return Err(("Soll/Haben-Kennzeichen", other.to_owned(), NO_SIDE)),
    };
    if !matches!(cell(row, 13), "" | "0,00" | "0") {
        return Err(("Skonto", cell(row, 13).to_owned(), NO_DISCOUNT));
    }
    let of_union = cell(row, 40).get(..2).is_some_and(|country| {
        country != "DE" && country.bytes().all(|byte| byte.is_ascii_uppercase())
    });
    let (tax, is_reversal) = key(cell(row, 9), of_union)
        .ok_or_else(|| ("BU-Schlüssel", cell(row, 9).to_owned(), NO_KEY))?;
    let amount = euros(row, base)?;
    let document = Some(cell(row, 11).to_owned()).filter(|text| !text.is_empty());
    let text = Some(cell(row, 14).to_owned()).filter(|text| !text.is_empty());
    let period = match cell(row, 116) {
        "" => None,
        stated => Some(
            Date::strptime("%d%m%Y", format!("{stated:0>8}"))
                .map_err(|_| ("Steuerperiode", stated.to_owned(), NO_DAY))?,
        ),
    };
    let date = day(cell(row, 10), heading)
        .ok_or_else(|| ("Belegdatum", cell(row, 10).to_owned(), NO_DAY))?;
    let reversal = is_reversal || !matches!(cell(row, 118), "" | "0");
    let rows = vec![ManualRow {
        account: account(row, 7, heading.length)?,
        contra: Some(account(row, 8, heading.length)?),
        amount: if debits { amount } else { -amount },
        tax,
    }];
    let keyed = Some(Keyed {
        chart: heading.chart,
        reversal,
        tax_date: period.filter(|period| *period != date),
    });
    Ok(ManualEntry { row: line, date, document, text, rows, keyed })
}

/// The amount in euros.
fn euros(row: &StringRecord, base: &str) -> Result<Decimal, Fault> {
    let currency = Some(cell(row, 3)).filter(|code| !code.is_empty()).unwrap_or(base);
    let (column, at) = if currency == "EUR" { ("Umsatz", 1) } else { ("Basis-Umsatz", 5) };
    let stated = cell(row, at);
    if currency != "EUR" && (stated.is_empty() || !matches!(cell(row, 6), "EUR" | "")) {
        return Err((column, format!("{} {currency}", cell(row, 1)), NO_EUROS));
    }
    let formed =
        !stated.is_empty() && stated.bytes().all(|byte| byte.is_ascii_digit() || byte == b',');
    let amount = Some(stated.replace(',', "."))
        .filter(|_| formed)
        .and_then(|text| text.parse::<Decimal>().ok());
    let whole = |amount: &Decimal| {
        !amount.is_zero() && amount.normalize().scale() <= 2 && *amount <= LARGEST
    };
    amount.filter(whole).ok_or_else(|| (column, stated.to_owned(), NO_AMOUNT))
}

/// An account, with the zeros in front that the format may leave out, and without those that fill
/// it to the batch's length.
fn account(row: &StringRecord, column: usize, length: usize) -> Result<String, Fault> {
    let stated = cell(row, column);
    let formed = (1..=length + 1).contains(&stated.len())
        && stated.bytes().all(|byte| byte.is_ascii_digit())
        && stated.bytes().any(|byte| byte != b'0');
    let title = if column == 7 { "Konto" } else { "Gegenkonto" };
    if formed {
        Ok(shortened(&format!("{stated:0>length$}"), length))
    } else {
        Err((title, stated.to_owned(), NO_ACCOUNT))
    }
}

/// An account of the charts' own length, four digits, five of a personal one, where nothing but
/// zeros is behind.
fn shortened(account: &str, length: usize) -> String {
    let own = if account.len() > length { 5 } else { 4 };
    match account.split_at_checked(own) {
        Some((front, behind)) if behind.bytes().all(|byte| byte == b'0') => front.to_owned(),
        _ => account.to_owned(),
    }
}

/// The day of `DDMM` within the days of the heading.
fn day(stated: &str, heading: &Heading) -> Option<Date> {
    let padded = format!("{stated:0>4}");
    let (days, months) =
        Some(padded.as_str()).filter(|text| text.len() == 4)?.split_at_checked(2)?;
    let (day, month): (i8, i8) = (days.parse().ok()?, months.parse().ok()?);
    let within = |day: &Date| (heading.from..=heading.to).contains(day);
    (heading.from.year()..=heading.to.year())
        .find_map(|year| Date::new(year, month, day).ok().filter(within))
}

/// The tax that a key stands for, and whether it takes an earlier booking back (2 in front:
/// Generalumkehr).
fn key(stated: &str, of_union: bool) -> Option<(Option<ManualTax>, bool)> {
    let code = |code: &str| Some(ManualTax::Code(code.to_owned()));
    let of = |key: &str| {
        Some(match key {
            "" | "0" => None,
            "1" => Some(ManualTax::Percent(Decimal::ZERO)),
            "2" => code("USt7"),
            "3" => code("USt19"),
            "8" => code("VSt7"),
            "9" => code("VSt19"),
            "10" => code("DRL"),
            "11" => code("IGL"),
            "12" => code("USt7"),
            "13" => code("USt19"),
            "17" => code("IGE-F"),
            "18" => code("IGE7"),
            "19" => code("IGE19"),
            "40" => Some(ManualTax::AtRest),
            "44" => code("OSS"),
            "46" => code("13bL"),
            "47" => code("EUL"),
            // Of whom it was bought says the VAT id beside it.
            "91" => code(if of_union { "13bEU7" } else { "13bIN7" }),
            "94" => code(if of_union { "13bEU19" } else { "13bIN19" }),
            _ => return None,
        })
    };
    match (stated, stated.strip_prefix('2')) {
        ("2", _) | (_, None) => Some((of(stated)?, false)),
        (_, Some(rest)) => Some((of(rest).filter(|_| rest.len() == 1)?, true)),
    }
}

/// The columns of the IBANs.
const IBANS: [usize; 10] = [45, 56, 67, 78, 89, 165, 176, 187, 198, 209];

fn contacts(input: &Input) -> Result<Reading, Finding> {
    let file = File::read(input.bytes, CONTACTS)?;
    let length =
        cell(&file.heading, 14).parse().ok().filter(|length| (4..=8).contains(length)).unwrap_or(4);
    let contacts = all(&file, |row, _| contact(row, length))?;
    Ok(Reading { content: Read::Content(Content::Contacts(contacts)), findings: Vec::new() })
}

fn contact(row: &StringRecord, length: usize) -> Result<Contact, Fault> {
    let account = shortened(cell(row, 1), length);
    let account = account.as_str();
    let role = match account.as_bytes() {
        [b'1'..=b'6', rest @ ..] if rest.len() == 4 => Role::Customer,
        [b'7'..=b'9', rest @ ..] if rest.len() == 4 => Role::Vendor,
        _ => return Err(("Konto", account.to_owned(), NOT_PERSONAL)),
    };
    if !account.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(("Konto", account.to_owned(), NOT_PERSONAL));
    }
    let person = [cell(row, 5), cell(row, 4)].join(" ").trim().to_owned();
    let names = [cell(row, 2).to_owned(), person, cell(row, 6).to_owned(), cell(row, 8).to_owned()];
    let name = names
        .into_iter()
        .find(|name| !name.is_empty())
        .ok_or_else(|| ("Name", account.to_owned(), NO_NAME))?;
    let text = |column: usize| Some(cell(row, column).to_owned()).filter(|text| !text.is_empty());
    Ok(Contact {
        contact: account.to_owned(),
        name,
        role,
        vat_id: text(10).and_then(|id| VatId::read(&format!("{}{id}", cell(row, 9)))),
        ibans: IBANS
            .iter()
            .filter_map(|column| Iban::read(cell(row, *column)).filter(Iban::is_valid))
            .collect(),
        email: text(33),
        street: text(16),
        postcode: text(18),
        city: text(19),
        country: text(20).filter(|code| code.len() == 2).map(|code| code.to_uppercase()),
        account: Some(account.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Layouts;
    use rust_decimal::dec;

    const HEAD: &str = "\"EXTF\";700;21;\"Buchungsstapel\";13;20261101120000000;;\"RE\";\"\";\"\";1001;1;20260701;4;20261001;20270131;\"x\";\"\";1;0;0;\"EUR\";;\"\";;;\"03\";;;\"\";\"\"";
    const TITLES: &str =
        "Umsatz;S/H;WKZ;Kurs;Basis;WKZ Basis;Konto;Gegenkonto;BU;Datum;Beleg 1;Beleg 2;Skonto;Text";

    fn read_rows(rows: &str) -> Result<Vec<ManualEntry>, String> {
        let text = format!("{HEAD}\r\n{TITLES}\r\n{rows}");
        let layouts = Layouts::default();
        let input = Input { bytes: text.as_bytes(), name: "", layouts: &layouts };
        assert_eq!((BOOKINGS_FORMAT.recognise)(&input), Confidence::Mark);
        match bookings(&input).map(|reading| reading.content) {
            Ok(Read::Content(Content::Entries(entries))) => Ok(entries),
            Ok(other) => Err(format!("{other:?}")),
            Err(finding) => {
                Err(finding.code().to_owned() + " " + &finding.say(crate::domain::Language::En))
            }
        }
    }

    #[test]
    fn rows_are_entries_of_their_voucher_on_days_of_the_heading() {
        let rows = "119,00;\"S\";;;;;4930;1000;\"9\";3110;\"KB-1\";;;\"Papier\"\r\n\
            107,00;\"H\";\"EUR\";;;;8300;1000;;101;\"KB-2\";;;\"Bar\"\r\n\
            19,00;S;;;;;4930;1000;29;3110;KB-1;;;Storno\r\n\
            50,00;S;USD;1,25;40,00;EUR;4730;1000;;0511;KB-1;;0,00;\r\n";
        let entries = read_rows(rows).unwrap();
        let told: Vec<_> = entries
            .iter()
            .map(|entry| {
                (
                    entry.date.to_string(),
                    entry.title(),
                    entry.rows[0].amount,
                    entry.keyed.unwrap().reversal,
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                ("2026-10-31".to_owned(), "KB-1 · Papier".to_owned(), dec!(119.00), false),
                ("2027-01-01".to_owned(), "KB-2 · Bar".to_owned(), dec!(-107.00), false),
                ("2026-10-31".to_owned(), "KB-1 · Storno".to_owned(), dec!(19.00), true),
                ("2026-11-05".to_owned(), "KB-1".to_owned(), dec!(40.00), false),
            ]
        );
        assert_eq!(entries[0].rows[0].tax, Some(ManualTax::Code("VSt19".into())));
        assert_eq!(entries[1].rows[0].account, "8300");
    }

    #[test]
    fn what_is_not_known_is_asked() {
        let told = |row: &str| read_rows(row).map(|_| ()).unwrap_err();
        for (row, word) in [
            ("119,00;S;;;;;4930;1000;92;3110;KB;;;x", "92"),
            ("119,00;S;;;;;4930;1000;290;3110;KB;;;x", "290"),
            ("119.00;S;;;;;4930;1000;;3110;KB;;;x", "119.00"),
            ("0,00;S;;;;;4930;1000;;3110;KB;;;x", "0,00"),
            ("1,00;X;;;;;4930;1000;;3110;KB;;;x", "X"),
            ("1,00;S;;;;;4930;1000;;3009;KB;;;x", "3009"),
            ("1,00;S;USD;;;;4930;1000;;3110;KB;;;x", "USD"),
            ("1,00;S;;;;;4930;;;3110;KB;;;x", "Gegenkonto"),
            ("1,00;S;;;;;10001;1200;;3110;KB;;0,02;x", "0,02"),
            ("1,00;S;;;;;4930;1000;;3110;KB", "11"),
        ] {
            let said = told(row);
            assert!(said.starts_with("datev-rows-unread") && said.contains(word), "{row}: {said}");
        }
        assert!(told("").starts_with("datev-empty"));
    }

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

    #[test]
    fn keys_stand_for_taxes() {
        assert_eq!(key("", false), Some((None, false)));
        assert_eq!(key("2", false), Some((Some(ManualTax::Code("USt7".into())), false)));
        assert_eq!(key("22", false), Some((Some(ManualTax::Code("USt7".into())), true)));
        assert_eq!(key("20", false), Some((None, true)));
        assert_eq!(key("40", false), Some((Some(ManualTax::AtRest), false)));
        assert_eq!([key("240", false), key("92", false), key("2x", false)], [None, None, None]);
        let code = |code: &str| Some((Some(ManualTax::Code(code.into())), false));
        assert_eq!(
            [key("94", true), key("94", false), key("91", true)],
            [code("13bEU19"), code("13bIN19"), code("13bEU7")]
        );
        assert_eq!(
            [key("17", false), key("18", false), key("19", false)],
            [code("IGE-F"), code("IGE7"), code("IGE19")]
        );
        assert_eq!(
            [key("11", false), key("46", false), key("47", false)],
            [code("IGL"), code("13bL"), code("EUL")]
        );
    }
}
