//! The euro reference rates of the European Central Bank, as it publishes them: `eurofxref.csv` and
//! `eurofxref-hist.csv` (a row a day, a column a currency), and the XML of the same (`Cube time`,
//! within it `Cube currency rate`).
//!
//! A rate is units of the currency for one euro. What a currency had no rate for is `N/A` or empty
//! there, and is left out.

use super::csv_shape::encoding::decode;
use super::local_names::{head, root};
use super::{Confidence, Format, Input, Reading, Reads};
use crate::domain::finding::{Place, Weight};
use crate::domain::{Content, Currency, ExchangeRate, Finding, FindingKind, Kind};
use crate::xml::{self, Limits, Node, Tree};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::borrow::Cow;

/// The row of the table of formats.
pub const FORMAT: Format = Format {
    name: "ecb-rates",
    kind: Kind::ExchangeRates,
    title: (
        "Devisenkurse der EZB (eurofxref, CSV und XML)",
        "exchange rates of the ECB (eurofxref, CSV and XML)",
    ),
    source: "European Central Bank, euro foreign exchange reference rates",
    recognise,
    reads: Reads::Whole(read),
    findings: FINDINGS,
};

/// The findings of rates.
pub static FINDINGS: &[&FindingKind] = &[
    &UNREAD,
    &NONE,
    &xml::NOT_WELL_FORMED,
    &xml::TRUNCATED,
    &xml::DOCTYPE,
    &xml::TOO_DEEP,
    &xml::TOO_MANY,
];

/// A cell that is no rate, or no day: a file with one of them is not what the bank published.
pub static UNREAD: FindingKind = FindingKind {
    code: "exchange-rates-unread",
    weight: Weight::Error,
    de: "„{value}“ ist weder Kurs noch Tag. Aus dieser Kursdatei ist nichts übernommen; bitte bei \
        der EZB neu herunterladen und unverändert ablegen.",
    en: "“{value}” is neither a rate nor a day. Nothing of this file of rates is taken; download \
        it from the ECB again and drop it unchanged.",
};

/// A file without any rate.
pub static NONE: FindingKind = FindingKind {
    code: "exchange-rates-none",
    weight: Weight::Error,
    de: "Die Kursdatei enthält keine Kurse. Bitte bei der EZB neu herunterladen \
        (eurofxref-hist.csv oder eurofxref-daily.xml).",
    en: "The file of rates holds no rates. Download it from the ECB again (eurofxref-hist.csv or \
        eurofxref-daily.xml).",
};

/// The namespace of the XML.
const NAMESPACE: &str = "ecb.int/vocabulary/2002-08-01/eurofxref";

/// The XML names the bank's vocabulary; the table's first column is `Date`, and all others are
/// currencies.
fn recognise(input: &Input) -> Confidence {
    let xml = head(input.bytes)
        .is_some_and(|head| root(&head) == Some("Envelope") && head.contains(NAMESPACE));
    let mut lines = input.bytes.split(|byte| *byte == b'\n').take(2).map(|line| decode(line).text);
    let mut next = || lines.next().map(|line| line.into_owned()).unwrap_or_default();
    match xml || columns(&next()).is_some_and(|found| found.1.len() > 1 || is_of_one(&next())) {
        true => Confidence::Mark,
        false => Confidence::No,
    }
}

/// Whether a row has a day and a rate, which is written with more digits than an amount: so a table
/// of one currency is known.
fn is_of_one(row: &str) -> bool {
    let parted_by = if row.contains(';') { ';' } else { ',' };
    let mut cells = row.split(parted_by).map(|cell| cell.trim().trim_matches('"'));
    let is_day = cells.next().is_some_and(|cell| day(cell).is_some());
    let rest: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
    let [cell] = rest.as_slice() else { return false };
    let stated = rate(&with_point(parted_by, cell));
    is_day && stated.is_ok_and(|rate| rate.is_some_and(|rate| rate.scale() > 2))
}

/// A spreadsheet that parts cells by semicolons writes commas in numbers.
fn with_point(parted_by: char, cell: &str) -> Cow<'_, str> {
    if parted_by == ';' { cell.replace(',', ".").into() } else { cell.into() }
}

/// The currencies of a table's first line with what parts its cells.
fn columns(line: &str) -> Option<(char, Vec<Currency>)> {
    let parted_by = if line.contains(';') { ';' } else { ',' };
    let mut cells = line.split(parted_by).map(|cell| cell.trim().trim_matches('"'));
    cells.next().filter(|first| first.eq_ignore_ascii_case("date"))?;
    let named: Vec<&str> = cells.collect();
    let filled = named.iter().rposition(|cell| !cell.is_empty())? + 1;
    let is_code = |cell: &&str| cell.bytes().all(|byte| byte.is_ascii_uppercase());
    let currencies = named
        .iter()
        .take(filled)
        .map(|cell| Some(*cell).filter(is_code).and_then(Currency::read))
        .collect::<Option<Vec<_>>>()?;
    (!currencies.is_empty()).then_some((parted_by, currencies))
}

fn read(input: &Input) -> Result<Reading, Finding> {
    let rates = if head(input.bytes).is_some() {
        of_xml(input.bytes)?
    } else {
        of_table(&decode(input.bytes).text)?
    };
    if rates.is_empty() {
        return Err(NONE.found());
    }
    Ok(Reading::of(Content::ExchangeRates(rates)))
}

fn of_table(text: &str) -> Result<Vec<ExchangeRate>, Finding> {
    let mut lines = (1u64..).zip(text.lines());
    let Some((parted_by, currencies)) = lines.next().and_then(|(_, first)| columns(first)) else {
        return Err(NONE.found());
    };
    let mut rates = Vec::new();
    for (number, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        let unread = |value: &str| UNREAD.found().with("value", value).at(Place::Line(number));
        let mut cells = line.split(parted_by).map(|cell| cell.trim().trim_matches('"'));
        let stated = cells.next().unwrap_or_default();
        let day = day(stated).ok_or_else(|| unread(stated))?;
        for (currency, cell) in currencies.iter().zip(cells) {
            if let Some(rate) = rate(&with_point(parted_by, cell)).map_err(|()| unread(cell))? {
                rates.push(ExchangeRate { day, currency: *currency, rate });
            }
        }
    }
    Ok(rates)
}

fn of_xml(bytes: &[u8]) -> Result<Vec<ExchangeRate>, Finding> {
    let decoded = xml::decode(bytes);
    let tree = Tree::parse(&decoded.text, Limits::default())?;
    let mut rates = Vec::new();
    for of_day in tree.nodes().filter(|node| attribute(*node, "time").is_some()) {
        let unread = |value: &str| {
            UNREAD.found().with("value", value).at(Place::Line(of_day.line_column().0))
        };
        let stated = attribute(of_day, "time").unwrap_or_default();
        let day = day(stated).ok_or_else(|| unread(stated))?;
        for cube in of_day.children() {
            let (Some(code), Some(value)) = (attribute(cube, "currency"), attribute(cube, "rate"))
            else {
                continue;
            };
            let currency = Currency::read(code).ok_or_else(|| unread(code))?;
            if let Some(rate) = rate(value).map_err(|()| unread(value))? {
                rates.push(ExchangeRate { day, currency, rate });
            }
        }
    }
    Ok(rates)
}

fn attribute<'t>(node: Node<'t, '_>, local: &str) -> Option<&'t str> {
    node.attributes().iter().find(|own| own.local == local).map(|own| own.value.as_ref())
}

/// `None` where there was none; an error for what is no rate.
fn rate(cell: &str) -> Result<Option<Decimal>, ()> {
    match cell.trim() {
        "" | "N/A" => Ok(None),
        stated => stated
            .parse()
            .ok()
            .filter(|rate: &Decimal| rate.is_sign_positive() && !rate.is_zero())
            .map(Some)
            .ok_or(()),
    }
}

/// A day as in the history (`2026-11-27`) or in the file of one day (`27 November 2026`).
fn day(text: &str) -> Option<Date> {
    text.parse().ok().or_else(|| Date::strptime("%d %B %Y", text).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Layouts;

    fn read_text(text: &str) -> Result<Vec<(String, String, String)>, &'static str> {
        let layouts = Layouts::default();
        let input = Input { bytes: text.as_bytes(), name: "", layouts: &layouts };
        assert_eq!(recognise(&input), Confidence::Mark, "{text}");
        let reading = read(&input).map_err(|finding| finding.code())?;
        let crate::formats::Read::Content(Content::ExchangeRates(rates)) = reading.content else {
            return Err("other content");
        };
        Ok(rates
            .iter()
            .map(|row| (row.day.to_string(), row.currency.to_string(), row.rate.to_string()))
            .collect())
    }

    fn row(day: &str, currency: &str, rate: &str) -> (String, String, String) {
        (day.to_owned(), currency.to_owned(), rate.to_owned())
    }

    #[test]
    fn all_forms_say_the_same() {
        let expected =
            Ok(vec![row("2026-11-26", "USD", "1.0873"), row("2026-11-26", "JPY", "163.05")]);
        assert_eq!(read_text("Date, USD, JPY, \n26 November 2026, 1.0873, 163.05, \n"), expected);
        assert_eq!(read_text("Date,USD,JPY,CYP,\r\n2026-11-26,1.0873,163.05,N/A,\r\n"), expected);
        assert_eq!(read_text("Date;USD;JPY\n2026-11-26;1,0873;163,05\n"), expected);
        let one = Ok(vec![row("2026-11-26", "USD", "1.0873")]);
        assert_eq!(read_text("Date,USD,\n26 November 2026,1.0873,\n"), one);
        assert_eq!(read_text("Date;USD\n2026-11-26;1,0873\n"), one);
        let xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><gesmes:Envelope \
            xmlns:gesmes=\"http://www.gesmes.org/xml/2002-08-01\" \
            xmlns=\"http://www.ecb.int/vocabulary/2002-08-01/eurofxref\"><gesmes:subject>Reference \
            rates</gesmes:subject><Cube>\
            <Cube time='2026-11-26'><Cube currency='USD' rate='1.0873'/><Cube currency='JPY' \
            rate='163.05'/></Cube></Cube></gesmes:Envelope>";
        assert_eq!(read_text(xml), expected);
    }

    #[test]
    fn what_is_no_rate_refuses_the_file_and_other_tables_are_none() {
        assert_eq!(read_text("Date,USD,JPY\n2026-11-26,1.08a,163\n"), Err("exchange-rates-unread"));
        assert_eq!(read_text("Date,USD,JPY\n2026-11-26,0,163\n"), Err("exchange-rates-unread"));
        assert_eq!(read_text("Date,USD,JPY\n26.13.2026,1.1,163\n"), Err("exchange-rates-unread"));
        assert_eq!(read_text("Date,USD,JPY\n"), Err("exchange-rates-none"));
        let layouts = Layouts::default();
        for other in [
            "Date,Amount,Text\n2026-11-26,1,x\n",
            "date,IBAN\n",
            "Datum;Betrag\n",
            "Date,USD\n2026-11-26,1\n",
            "Date,USD\n2026-11-26,119.00\n",
            "",
        ] {
            assert_eq!(
                recognise(&Input { bytes: other.as_bytes(), name: "", layouts: &layouts }),
                Confidence::No,
                "{other}"
            );
        }
    }
}
