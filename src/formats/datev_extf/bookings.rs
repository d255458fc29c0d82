//! Bookings (category 21), as entries written down.

use super::super::{Input, Read, Reading};
use super::{Fault, File, Heading, NO_CHART, all, cell, shortened};
use crate::domain::manual::Keyed;
use crate::domain::money::LARGEST;
use crate::domain::{Content, Finding, ManualEntry, ManualRow, ManualTax};
use csv::StringRecord;
use jiff::civil::Date;
use rust_decimal::Decimal;

const BOOKINGS: &str = "21";

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

pub(super) fn bookings(input: &Input) -> Result<Reading, Finding> {
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
    let (tax, is_reversal) = key(cell(row, 9), (of_union, cell(row, 43)))
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
/// Generalumkehr). Which case of § 13b UStG it is the row names (Sachverhalt L+L), else the VAT id
/// beside it says whose service it was.
fn key(stated: &str, (of_union, case): (bool, &str)) -> Option<(Option<ManualTax>, bool)> {
    let seat = match case {
        "7" => "13bEU",
        "1" => "13b",
        "" if of_union => "13bEU",
        _ => "13bIN",
    };
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
            "91" => code(&format!("{seat}7")),
            "94" => code(&format!("{seat}19")),
            _ => return None,
        })
    };
    match (stated, stated.strip_prefix('2')) {
        ("2", _) | (_, None) => Some((of(stated)?, false)),
        (_, Some(rest)) => Some((of(rest).filter(|_| rest.len() == 1)?, true)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{BOOKINGS_FORMAT, Confidence};
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
    fn keys_stand_for_taxes() {
        assert_eq!(key("", (false, "")), Some((None, false)));
        assert_eq!(key("2", (false, "")), Some((Some(ManualTax::Code("USt7".into())), false)));
        assert_eq!(key("22", (false, "")), Some((Some(ManualTax::Code("USt7".into())), true)));
        assert_eq!(key("20", (false, "")), Some((None, true)));
        assert_eq!(key("40", (false, "")), Some((Some(ManualTax::AtRest), false)));
        assert_eq!(
            [key("240", (false, "")), key("92", (false, "")), key("2x", (false, ""))],
            [None, None, None]
        );
        let code = |code: &str| Some((Some(ManualTax::Code(code.into())), false));
        assert_eq!(
            [key("94", (true, "")), key("94", (false, "")), key("91", (true, ""))],
            [code("13bEU19"), code("13bIN19"), code("13bEU7")]
        );
        assert_eq!(
            [key("94", (false, "7")), key("94", (true, "4")), key("91", (true, "1"))],
            [code("13bEU19"), code("13bIN19"), code("13b7")]
        );
        assert_eq!(
            [key("17", (false, "")), key("18", (false, "")), key("19", (false, ""))],
            [code("IGE-F"), code("IGE7"), code("IGE19")]
        );
        assert_eq!(
            [key("11", (false, "")), key("46", (false, "")), key("47", (false, ""))],
            [code("IGL"), code("13bL"), code("EUL")]
        );
    }
}
