//! Months and years that a text names, against the day of the item that it may pay: `Beitrag
//! 09/2026`, `Rechnung August`. They are no numbers, but may speak of another item.

use super::decision::Explanation;
use super::desk::{Desk, Slip};
use super::explain::german;
use super::keys::is_year;
use super::reading::Reading;
use crate::domain::text::fold;
use jiff::civil::Date;

/// How months are called (folded), as far as the name tells no other word.
const MONTHS: &[(i8, &[&str])] = &[
    (1, &["jan", "januar", "jaenner", "january", "janvier", "gennaio", "januari"]),
    (2, &["feb", "februar", "feber", "february", "fevrier", "febbraio", "februari"]),
    (3, &["mrz", "maerz", "march", "mars", "marzo", "maart"]),
    (4, &["apr", "april", "avril", "aprile"]),
    (5, &["mai", "maggio", "mei"]),
    (6, &["jun", "juni", "june", "juin", "giugno"]),
    (7, &["jul", "juli", "july", "juillet", "luglio"]),
    (8, &["aug", "august", "aout", "agosto", "augustus"]),
    (9, &["sep", "sept", "september", "septembre", "settembre"]),
    (10, &["okt", "oct", "oktober", "october", "octobre", "ottobre"]),
    (11, &["nov", "november", "novembre"]),
    (12, &["dez", "dec", "dezember", "december", "decembre", "dicembre"]),
];

/// What a number leads to that counts the weeks or the quarters of a year, in capitals.
const SPANS: &[&str] = &["KW", "Q", "QUARTAL", "QUARTER", "WOCHE", "WEEK", "HJ", "H", "SEMESTER"];

/// A month of a year, of any year, or a year as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Period {
    year: Option<i16>,
    month: Option<i8>,
    /// A word like `Rechnung` leads to it.
    is_led: bool,
    /// The week, quarter or half of the year that it is.
    span: Option<i8>,
}

impl Reading {
    /// Whether the number at this place is a year by itself, or part of a month: `2026`, `09/2026`,
    /// `9/26`.
    pub(super) fn is_of_a_period(&self, at: usize) -> bool {
        let before = || at.checked_sub(1).and_then(|before| self.period_at(before));
        self.period_at(at).is_some() || before().is_some_and(|(_, count)| count == 2)
    }

    /// The month or year that begins with the number at this place, and of how many numbers it is
    /// made.
    fn period_at(&self, at: usize) -> Option<(Period, usize)> {
        let number = self.numbers.get(at).filter(|number| number.written && !number.joins)?;
        let is_led = number.keyword;
        let lead = self.lead(number);
        let of_year = |word: &str| SPANS.contains(&word);
        let Some(next) = self.numbers.get(at + 1).filter(|next| next.joins) else {
            let year = Some(whole_year(&number.digits)?);
            let month = lead.and_then(|lead| month_of(lead.word));
            return Some((Period { year, month, is_led, span: None }, 1));
        };
        if self.numbers.get(at + 2).is_some_and(|more| more.joins) {
            return None;
        }
        if lead.is_some_and(|lead| of_year(lead.word)) {
            let year = Some(whole_year(&next.digits)?);
            let span = number.digits.parse().ok();
            return Some((Period { year, month: None, is_led, span }, 2));
        }
        if self.is_a_number_of_its_own(number) {
            return None;
        }
        let (one, other) = (number.digits.as_str(), next.digits.as_str());
        let written = month(one).zip(whole_year(other).or_else(|| short_year(other)));
        let (month, year) = written.or_else(|| month(other).zip(whole_year(one)))?;
        Some((Period { year: Some(year), month: Some(month), is_led, span: None }, 2))
    }

    /// The months and years that the text names.
    fn periods(&self) -> Vec<Period> {
        let numbered = (0..self.numbers.len()).filter_map(|at| self.period_at(at));
        let words = self.atoms.iter().enumerate();
        let words = words.filter(|(_, atom)| !atom.is_number && atom.end <= self.written);
        // Behind it its year stands, and that is told above.
        let is_of_year =
            |at: usize| self.atoms.get(at + 1).is_some_and(|next| whole_year(&next.text).is_some());
        let in_words = words.filter(|(at, _)| !is_of_year(*at));
        let in_words = in_words.filter_map(|(_, atom)| month_of(&atom.text));
        let in_words = in_words.map(|month| Period {
            year: None,
            month: Some(month),
            is_led: false,
            span: None,
        });
        numbered.map(|(period, _)| period).chain(in_words).collect()
    }
}

impl Reading {
    /// The months, weeks and quarters that the text names, each in one spelling and none twice; a
    /// year alone is none. What is part of the other side's name (`Jan Becker`) is no month.
    pub(super) fn times(&self, payer: &str) -> Vec<String> {
        let payer = fold(payer);
        let named: Vec<i8> = payer.split_whitespace().filter_map(month_of).collect();
        let time = |period: Period| match (period.month, period.span) {
            (Some(month), _) if period.year.is_some() || !named.contains(&month) => {
                Some(format!("m{month}"))
            }
            (None, Some(span)) => Some(format!("s{span}")),
            _ => None,
        };
        let mut times: Vec<String> = self.periods().into_iter().filter_map(time).collect();
        times.sort();
        times.dedup();
        times
    }
}

impl Reading {
    /// The months that the text names. What is part of the other side's name is none.
    pub(super) fn months_named(&self, payer: &str) -> Vec<Period> {
        let payer = fold(payer);
        let named: Vec<i8> = payer.split_whitespace().filter_map(month_of).collect();
        let mut months = self.periods();
        months.retain(|period| {
            period.month.is_some_and(|month| period.year.is_some() || !named.contains(&month))
        });
        months
    }
}

fn whole_year(digits: &str) -> Option<i16> {
    digits.parse().ok().filter(|_| is_year(digits))
}

fn short_year(digits: &str) -> Option<i16> {
    let year: i16 = digits.parse().ok().filter(|_| digits.len() == 2)?;
    (20..40).contains(&year).then_some(year + 2000)
}

fn month(digits: &str) -> Option<i8> {
    digits.parse().ok().filter(|month| digits.len() <= 2 && (1..=12).contains(month))
}

/// Whether a document is numbered by the months of a year: `RE-2026-08`, `8/2026`.
pub(super) fn is_numbered_by_month(document: &str) -> bool {
    let runs: Vec<&str> =
        document.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty()).collect();
    let [one, other] = runs.as_slice() else { return false };
    whole_year(one).is_some() && other.len() <= 2
        || one.len() <= 2 && (whole_year(other).is_some() || short_year(other).is_some())
}

/// The month that a word names.
pub(super) fn month_of(word: &str) -> Option<i8> {
    let folded = fold(word);
    let word = folded.trim();
    MONTHS.iter().find(|(_, names)| names.contains(&word)).map(|(month, _)| *month)
}

impl Period {
    /// How many months an item of this day lies before what is named; of a month without its year,
    /// from the nearest.
    pub(super) fn months_from(self, day: Date) -> i32 {
        let at = |year: i16, month: i8| i32::from(year) * 12 + i32::from(month);
        match (self.year, self.month) {
            (Some(year), month) => {
                at(year, month.unwrap_or(day.month())) - at(day.year(), day.month())
            }
            (None, Some(month)) => {
                (i32::from(month) - i32::from(day.month()) + 18).rem_euclid(12) - 6
            }
            (None, None) => 0,
        }
    }

    /// Whether an item of this day may be of it: of the same month; of one without its year also
    /// written in its first half for the month before, in its second for the next.
    fn fits(self, day: Date) -> bool {
        match self.months_from(day) {
            0 => true,
            -1 => self.year.is_none() && day.day() <= 15,
            1 => self.year.is_none() && day.day() >= 15,
            _ => false,
        }
    }

    /// Whether it tells of another item than one of this day: a month of a year does; less than
    /// that where the amount comes more than once (`is_repeated`), and the year of an invoice.
    fn tells_of_another(self, day: Date, is_repeated: bool) -> bool {
        let is_whole = self.year.is_some() && self.month.is_some();
        !self.fits(day) && (is_whole || is_repeated || self.is_led)
    }
}

impl<'a> Desk<'a> {
    /// What speaks against an item that nothing but the amount and the other side point to: the
    /// text names a month or a year in which it was not written.
    pub(super) fn of_another_period(&self, slip: &Slip<'a>, at: usize) -> Option<Explanation> {
        let facts = self.index.items.get(at)?.facts;
        let day = facts.date?;
        let periods = slip.reading.periods();
        // One that fits is enough: `Rechnung September, gezahlt Oktober`.
        if periods.iter().any(|period| period.fits(day)) {
            return None;
        }
        let is_another = |other: usize| {
            let item = self.index.items.get(other).filter(|_| other != at);
            item.is_some_and(|item| {
                item.facts.contact == facts.contact && !item.facts.is_on_account
            })
        };
        let is_repeated = self.index.by_amount(slip.entry, true).into_iter().any(is_another);
        periods.iter().find(|period| period.tells_of_another(day, is_repeated))?;
        let (number, written) = (&facts.document, german(day));
        Some(Explanation::new(
            format!(
                "Der Text nennt einen anderen Monat oder ein anderes Jahr; {number} ist vom \
                 {written}. Bitte vergleichen."
            ),
            format!("The text names another month or year; {number} is of {day}. Please compare."),
        ))
    }
}
