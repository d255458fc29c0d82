//! The simple types of XML Schema 1.0 part 2 that UBL and CII use.

use crate::einvoice::term::trim;

/// A simple type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Value {
    /// Any text (string, normalizedString, token).
    Text,
    /// Text of so many characters once blanks are collapsed.
    Length(u8, u8),
    /// `xs:decimal`.
    Decimal,
    /// `xs:boolean`.
    Boolean,
    /// `xs:date`.
    Date,
    /// `xs:time`.
    Time,
    /// `xs:dateTime`.
    DateTime,
    /// `xs:base64Binary`.
    Base64,
    /// `xs:language`.
    Language,
    /// `xs:anyURI`.
    Uri,
}

impl Value {
    /// The type of this name in a data file; a name that says nothing is any text.
    pub fn named(name: &str) -> Value {
        match name {
            "decimal" => Value::Decimal,
            "boolean" => Value::Boolean,
            "date" => Value::Date,
            "time" => Value::Time,
            "dateTime" => Value::DateTime,
            "base64Binary" => Value::Base64,
            "language" => Value::Language,
            "anyURI" => Value::Uri,
            "token[1,3]" => Value::Length(1, 3),
            _ => Value::Text,
        }
    }

    /// What is expected, in German and English.
    pub fn expected(self) -> (&'static str, &'static str) {
        match self {
            Value::Text => ("Text", "text"),
            Value::Length(..) => ("1 bis 3 Zeichen", "1 to 3 characters"),
            Value::Decimal => (
                "eine Zahl mit Dezimalpunkt (z. B. 12.50)",
                "a number with a decimal point (e.g. 12.50)",
            ),
            Value::Boolean => ("true oder false", "true or false"),
            Value::Date => ("ein Datum JJJJ-MM-TT", "a date YYYY-MM-DD"),
            Value::Time => ("eine Uhrzeit hh:mm:ss", "a time hh:mm:ss"),
            Value::DateTime => {
                ("ein Zeitpunkt JJJJ-MM-TTThh:mm:ss", "a date and time YYYY-MM-DDThh:mm:ss")
            }
            Value::Base64 => ("Base64-Daten", "base64 data"),
            Value::Language => ("ein Sprachkürzel (z. B. de)", "a language code (e.g. de)"),
            Value::Uri => ("eine Internetadresse (URI)", "a URI"),
        }
    }

    /// Whether the text, blanks at both ends dropped, is of this type.
    pub fn holds(self, text: &str) -> bool {
        if self == Value::Text {
            return true;
        }
        let text = trim(text);
        match self {
            Value::Text => true,
            Value::Length(least, most) => {
                let length = text
                    .split(BLANKS)
                    .filter(|part| !part.is_empty())
                    .map(|part| part.chars().count() + 1)
                    .sum::<usize>();
                (usize::from(least) + 1..=usize::from(most) + 1).contains(&length)
            }
            Value::Decimal => is_decimal(text),
            Value::Boolean => matches!(text, "true" | "false" | "1" | "0"),
            Value::Date => date(text).is_some_and(is_zone),
            Value::Time => time(text).is_some_and(is_zone),
            Value::DateTime => date(text)
                .and_then(|rest| rest.strip_prefix('T'))
                .and_then(time)
                .is_some_and(is_zone),
            Value::Base64 => is_base64(text),
            Value::Language => is_language(text),
            Value::Uri => is_uri(text),
        }
    }
}

/// The blanks of XML; a no-break space is none.
pub const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];

fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    all(whole) && all(part) && !(whole.is_empty() && part.is_empty())
}

/// Reads exactly `count` digits.
fn digits(text: &str, count: usize) -> Option<(u32, &str)> {
    let (head, rest) = text.split_at_checked(count)?;
    let number = head.bytes().all(|byte| byte.is_ascii_digit()).then(|| head.parse().ok())??;
    Some((number, rest))
}

/// Reads a calendar date and returns what follows.
fn date(text: &str) -> Option<&str> {
    let text = text.strip_prefix('-').unwrap_or(text);
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    if length < 4 || (length > 4 && text.starts_with('0')) {
        return None;
    }
    let (year, rest) = text.split_at_checked(length)?;
    // The last four digits decide leap years: 10,000 is a multiple of 400.
    let (last, _) = digits(year.get(length - 4..)?, 4)?;
    if length == 4 && last == 0 {
        return None;
    }
    let (month, rest) = digits(rest.strip_prefix('-')?, 2)?;
    let (day, rest) = digits(rest.strip_prefix('-')?, 2)?;
    (1..=days(last, month)).contains(&day).then_some(rest)
}

fn days(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

/// Reads a time of day and returns what follows.
fn time(text: &str) -> Option<&str> {
    let (hour, rest) = digits(text, 2)?;
    let (minute, rest) = digits(rest.strip_prefix(':')?, 2)?;
    let (second, rest) = digits(rest.strip_prefix(':')?, 2)?;
    let (fraction, rest) = match rest.strip_prefix('.') {
        Some(rest) => rest.split_at(rest.bytes().take_while(u8::is_ascii_digit).count()),
        None => ("0", rest),
    };
    let midnight =
        hour == 24 && minute == 0 && second == 0 && fraction.bytes().all(|byte| byte == b'0');
    (!fraction.is_empty() && minute < 60 && second < 60 && (hour < 24 || midnight)).then_some(rest)
}

fn is_zone(text: &str) -> bool {
    if text.is_empty() || text == "Z" {
        return true;
    }
    let Some((hour, rest)) = text.strip_prefix(['+', '-']).and_then(|rest| digits(rest, 2)) else {
        return false;
    };
    match rest.strip_prefix(':').and_then(|rest| digits(rest, 2)) {
        Some((minute, "")) => minute < 60 && (hour < 14 || (hour == 14 && minute == 0)),
        _ => false,
    }
}

fn is_base64(text: &str) -> bool {
    let (mut letters, mut pads, mut last) = (0usize, 0usize, 0u8);
    for byte in text.bytes() {
        match SEXTETS.get(usize::from(byte)).copied().unwrap_or(FOREIGN) {
            value @ 0..64 if pads == 0 => (letters, last) = (letters + 1, value),
            PAD => pads += 1,
            BLANK => {}
            _ => return false,
        }
    }
    // The bits that padding leaves over must be zero.
    match (letters % 4, pads) {
        (0, 0) => true,
        (3, 1) => last & 0b11 == 0,
        (2, 2) => last & 0b1111 == 0,
        _ => false,
    }
}

const PAD: u8 = 64;
const BLANK: u8 = 65;
const FOREIGN: u8 = 66;

/// What each byte is worth in base64. A table, for attachments run to megabytes.
static SEXTETS: [u8; 256] = sextets();

#[expect(clippy::indexing_slicing, reason = "at compile time: past the end stops the compiler")]
const fn sextets() -> [u8; 256] {
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
    let mut table = [FOREIGN; 256];
    let mut i = 0;
    while i < letters.len() {
        table[letters[i] as usize] = i as u8;
        i += 1;
    }
    let blanks = b" \t\n\r";
    let mut i = 0;
    while i < blanks.len() {
        table[blanks[i] as usize] = BLANK;
        i += 1;
    }
    table
}

fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let sized = |part: &str| (1..=8).contains(&part.len());
    parts
        .next()
        .is_some_and(|part| sized(part) && part.bytes().all(|byte| byte.is_ascii_alphabetic()))
        && parts.all(|part| sized(part) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// A URI or relative reference by RFC 3986, but a blank or a foreign letter is taken as if it were
/// escaped, as XML Schema asks.
fn is_uri(text: &str) -> bool {
    let escapes = text
        .split('%')
        .skip(1)
        .all(|rest| rest.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2);
    let (text, fragment) = text.split_once('#').unwrap_or((text, ""));
    let (text, query) = text.split_once('?').unwrap_or((text, ""));
    let first = text.split('/').next().unwrap_or_default();
    let rest = match first.split_once(':') {
        Some((scheme, _)) if !is_scheme(scheme) => return false,
        Some((scheme, _)) => text.get(scheme.len() + 1..).unwrap_or_default(),
        None => text,
    };
    let (authority, path) = match rest.strip_prefix("//") {
        Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
        None => ("", rest),
    };
    escapes
        && is_authority(authority)
        && ![path, query, fragment].iter().any(|part| part.contains(['[', ']', '#']))
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

fn is_authority(text: &str) -> bool {
    let host = text.rsplit_once('@').map_or(text, |(_, host)| host);
    let port = match host.strip_prefix('[') {
        Some(literal) => literal.split_once(']').map(|(_, rest)| rest),
        None => Some(host.get(host.find(':').unwrap_or(host.len())..).unwrap_or_default()),
    };
    match port {
        Some("") => true,
        Some(port) => port
            .strip_prefix(':')
            .is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit())),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_type_knows_its_own() {
        let table: &[(Value, &[&str], &[&str])] = &[
            (
                Value::Decimal,
                &["1", " -1.50\n", "+.5", "5.", "007"],
                &["", ".", "1,5", "1e3", "1 000", "--1", "NaN", "\u{a0}1"],
            ),
            (Value::Boolean, &["true", "0", " false "], &["TRUE", "yes", "", "2"]),
            (
                Value::Date,
                &["2024-02-29", "2026-01-31Z", "2026-12-01+14:00", "-0001-01-01", "12026-01-01"],
                &[
                    "2023-02-29",
                    "1900-02-29",
                    "2026-13-01",
                    "2026-00-10",
                    "2026-01-32",
                    "26-01-01",
                    "0000-01-01",
                    "02026-01-01",
                    "2026-1-1",
                    "20260101",
                    "2026-01-01T00:00:00",
                    "2026-01-01+14:01",
                    "",
                ],
            ),
            (
                Value::Time,
                &["00:00:00", "24:00:00", "23:59:59.25Z"],
                &["24:00:01", "23:60:00", "1:00:00", "12:00", "12:00:00."],
            ),
            (
                Value::DateTime,
                &["2026-01-01T12:00:00+01:00"],
                &["2026-01-01", "2026-01-01 12:00:00", "2026-01-01T"],
            ),
            (
                Value::Base64,
                &["", "QQ==", "QUI=", "QUJD", "QU\nJD"],
                &["Q", "QQ=", "QR==", "QUJ=D", "QU-D", "===="],
            ),
            (
                Value::Language,
                &["de", "de-DE", "x-klingon"],
                &["", "deutschland", "de_DE", "1", "de-"],
            ),
            (
                Value::Uri,
                &[
                    "",
                    "a b",
                    "ä",
                    "a:b",
                    "http://x/%20",
                    "//",
                    "mailto:a@b.de",
                    "http://u@x:80/?a=b#c",
                    "http://[::1]:80/",
                    "urn:oasis:names",
                ],
                &[
                    "%zz",
                    "%4",
                    "a#b#c",
                    ":",
                    "1a:b",
                    "http://x:y/",
                    "http://[::1",
                    "a[b",
                    "http://x/?[a]",
                ],
            ),
            (Value::Length(1, 3), &["C62", " KGM "], &["", "KGMX", "  "]),
        ];
        for (value, good, bad) in table {
            for text in *good {
                assert!(value.holds(text), "{value:?} {text:?}");
            }
            for text in *bad {
                assert!(!value.holds(text), "{value:?} {text:?}");
            }
        }
    }
}
