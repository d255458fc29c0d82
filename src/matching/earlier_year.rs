//! Years before that of the booking in the text of a payment: taxes of earlier years have accounts
//! of their own.

use super::decision::{Category, Explanation};
use super::explain::with_word;
use super::facts::{BookingRule, EntryFacts};
use super::reading::Reading;
use crate::domain::text::fold;

/// The accounts of a tax of earlier years: of what is paid, and of what comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierYears {
    /// Of the year before that of the booking.
    pub last: (String, String),
    /// Of the years before that.
    pub before: (String, String),
}

impl EarlierYears {
    /// The account of an entry that speaks of that year.
    pub(super) fn account(&self, entry: &EntryFacts, year: i16) -> Option<&str> {
        let is_last = year + 1 == entry.booking_date.year();
        let (paid, back) = if is_last { &self.last } else { &self.before };
        Some(if entry.amount < 0 { paid } else { back })
    }
}

impl BookingRule {
    /// The earlier year that words name, where it changes what a tax is booked on.
    pub(super) fn earlier_named(&self, year: Option<i16>) -> Option<i16> {
        year.filter(|_| self.category == Category::Tax && !self.of_any_year)
    }

    /// The account for a tax of an earlier year, where it has one.
    pub(super) fn account_of_year(&self, entry: &EntryFacts, year: i16) -> Option<&str> {
        self.earlier.as_ref()?.account(entry, year)
    }
}

/// Why a tax of an earlier year is asked about; `own`: the account of such that is proposed.
pub(super) fn earlier_year(own: Option<&str>) -> Explanation {
    match own {
        None => Explanation::new(
            "Der Text nennt ein früheres Jahr; Steuern früherer Jahre haben eigene Konten.",
            "The text names an earlier year; taxes of earlier years have accounts of their own.",
        ),
        Some(account) => with_word(
            "Der Text nennt ein früheres Jahr; vorgeschlagen ist {}, das Konto für frühere Jahre. \
             Ist für die Steuer eine Rückstellung gebucht, bitte deren Konto nennen.",
            "The text names an earlier year; {} is proposed, the account of earlier years. If a \
             provision is booked for the tax, name its account.",
            account,
        ),
    }
}

/// Whether the text names a year before that of the booking.
pub(super) fn names_an_earlier_year(entry: &EntryFacts, reading: &Reading) -> bool {
    named_earlier(entry, reading).is_some()
}

/// The year before that of the booking that the text names; of several the last.
pub(super) fn named_earlier(entry: &EntryFacts, reading: &Reading) -> Option<i16> {
    let booked_as = entry.booking_text.as_deref().unwrap_or_default();
    let told = format!("{}{} ", reading.dated_words(0, reading.written), fold(booked_as));
    earlier_in(entry, &told)
}

/// A year by itself, or behind its period, that lies before that of the booking; the words are
/// without amounts.
pub(super) fn earlier_in(entry: &EntryFacts, told: &str) -> Option<i16> {
    let this = entry.booking_date.year();
    let words = || told.split_whitespace();
    let whole = words()
        .filter(|word| word.len() == 4)
        .filter_map(|word| word.parse::<i16>().ok())
        .filter(|year| (2000..this).contains(year));
    let behind = |month: &'static &str| {
        told.match_indices(month)
            .filter_map(move |(at, _)| short_and_earlier(told, at + month.len(), this))
    };
    let short = MONTHS.iter().flat_map(behind);
    let joined = words().filter_map(|word| joined_and_earlier(word, this));
    let pairs = words().zip(words().skip(1));
    let dated = pairs.filter_map(|(month, year)| month_of_earlier(month, year, this));
    whole.chain(short).chain(joined).chain(dated).max()
}

/// A period and its year in one word: `4VJ25`, `DEZ25`.
fn joined_and_earlier(word: &str, this: i16) -> Option<i16> {
    let before = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let period = before.trim_start_matches(|c: char| c.is_ascii_digit());
    let year = word.get(before.len()..).unwrap_or_default();
    earlier(year, this).filter(|_| MONTHS.iter().any(|month| month.trim() == period))
}

/// A month and its year in digits, `12/25`, of a date as well; of the last years only, since
/// numbers are written so too.
fn month_of_earlier(month: &str, year: &str, this: i16) -> Option<i16> {
    let is_month =
        month.len() == 2 && month.parse::<u8>().is_ok_and(|month| (1..=12).contains(&month));
    earlier(year, this).filter(|year| is_month && *year >= this - 5)
}

/// The year before `this` that two digits are.
fn earlier(word: &str, this: i16) -> Option<i16> {
    let year = word.parse::<i16>().ok().filter(|_| word.len() == 2)? + 2000;
    (2015..this).contains(&year).then_some(year)
}

/// Periods of advance payments as tax offices write them (folded): `DEZ.25`, `4.VJ.25`.
const MONTHS: &[&str] = &[
    " jan ", " feb ", " mrz ", " maerz ", " apr ", " mai ", " jun ", " jul ", " aug ", " sep ",
    " okt ", " nov ", " dez ", " vj ",
];

/// The year before `this` that two digits there are.
fn short_and_earlier(told: &str, at: usize, this: i16) -> Option<i16> {
    earlier(told.get(at..)?.split_whitespace().next()?, this)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Currency;

    #[test]
    fn an_amount_is_no_month_of_an_earlier_year() {
        let earlier = |text: &str| {
            let day = jiff::civil::date(2026, 10, 5);
            let entry = EntryFacts {
                remittance: Some(text.into()),
                ..EntryFacts::new(1, "demo", day, -1, Currency::EUR)
            };
            names_an_earlier_year(&entry, &Reading::of(&entry))
        };
        for text in [
            "LST SEP.26 1.204,00 SOLZ 11,22 KIST 12,22",
            "Gewerbesteuer 3.VJ 2026 11,25",
            "UMS.ST AUG.26 12,25 EUR",
            "USt 09/26",
        ] {
            assert!(!earlier(text), "{text}");
        }
        for text in [
            "USt 12/25 11,22",
            "USt 12.25",
            "LST DEZ.25 11,22",
            "GewSt 4VJ25",
            "USt 31.12.25",
            "KSt 2025 12,25 EUR",
        ] {
            assert!(earlier(text), "{text}");
        }
    }
}
