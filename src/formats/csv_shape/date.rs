//! Days as tables write them.
//!
//! ISO (`2026-01-31`, with `/` or `.` between too), compact (`20260131`), German (`31.1.2026`,
//! `31.01.26`), with slashes or dashes in either order (`01/31/2026`, `31-01-2026`), with the month
//! in words (`31 Jan 2026`, `Jan 31, 2026`), and any of them before a time of day. Whether
//! `02/03/2026` is March or February is decided by the file's other days ([`Votes`]).

use jiff::civil::Date;

/// Which of two numbers before the year is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Form {
    /// `31/01/2026`.
    #[default]
    DayFirst,
    /// `01/31/2026`.
    MonthFirst,
}

/// What a file's days say about the order of day and month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Votes {
    /// Dates that only fit day before month.
    pub day_first: u64,
    /// Dates that only fit month before day.
    pub month_first: u64,
    /// Days that read either way and differ.
    pub either: u64,
}

impl Votes {
    /// Counts one value; only slashes and dashes are in doubt, points are German.
    pub fn count(&mut self, text: &str) {
        if !text.bytes().take(6).any(|byte| matches!(byte, b'/' | b'-')) {
            return;
        }
        match (read(text, Form::DayFirst), read(text, Form::MonthFirst)) {
            (Some(day), Some(month)) if day != month => self.either += 1,
            (Some(_), None) => self.day_first += 1,
            (None, Some(_)) => self.month_first += 1,
            _ => {}
        }
    }

    /// Counts a day that reads either way by the order that its row's time zone speaks for.
    pub fn zone(&mut self, text: &str, order: impl FnOnce() -> Option<Form>) {
        let slashes = text.bytes().take(3).any(|byte| byte == b'/');
        let either = || {
            read(text, Form::DayFirst)
                .zip(read(text, Form::MonthFirst))
                .is_some_and(|(day, month)| day != month)
        };
        if slashes && either() {
            match order() {
                Some(Form::DayFirst) => self.day_first += 1,
                Some(Form::MonthFirst) => self.month_first += 1,
                None => {}
            }
        }
    }

    /// The order the days prove; day first when nothing speaks for the month.
    pub fn form(self) -> Form {
        if self.month_first > self.day_first { Form::MonthFirst } else { Form::DayFirst }
    }

    /// True when days that read either way stand without clear evidence.
    pub fn in_doubt(self) -> bool {
        self.either > 0 && (self.day_first == 0) == (self.month_first == 0)
    }
}

/// Reads a day; what follows a blank, a `T` or a comma after it (a time, a zone, `Neu`) is passed
/// over. Two-digit years are of this century. `None` is no day, nor is one that the calendar does
/// not have.
pub fn read(text: &str, form: Form) -> Option<Date> {
    let text = text.trim();
    german(text.as_bytes()).or_else(|| numeric(text, form)).or_else(|| worded(text))
}

/// The common case, fast: `dd.mm.yyyy` and `yyyy-mm-dd`.
fn german(bytes: &[u8]) -> Option<Date> {
    let number = |range: std::ops::Range<usize>| {
        bytes.get(range)?.iter().try_fold(0i16, |sum, byte| {
            byte.is_ascii_digit().then(|| sum * 10 + i16::from(byte - b'0'))
        })
    };
    match (bytes.len(), bytes.get(2), bytes.get(4), bytes.get(5), bytes.get(7)) {
        (10, Some(b'.'), _, Some(b'.'), _) => day(number(6..10)?, number(3..5)?, number(0..2)?),
        (8, Some(b'.'), _, Some(b'.'), _) => {
            day(2000 + number(6..8)?, number(3..5)?, number(0..2)?)
        }
        (10, _, Some(b'-'), _, Some(b'-')) => day(number(0..4)?, number(5..7)?, number(8..10)?),
        _ => None,
    }
}

fn day(year: i16, month: i16, day: i16) -> Option<Date> {
    let plausible = (1900..=2199).contains(&year);
    if !plausible {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn numeric(text: &str, form: Form) -> Option<Date> {
    let end = text
        .find(|character: char| !character.is_ascii_digit() && !"./-".contains(character))
        .unwrap_or(text.len());
    let (head, tail) = text.split_at_checked(end)?;
    if !passed_over(tail) {
        return None;
    }
    let head = head.trim_end_matches('.');
    if head.len() == 8 && head.bytes().all(|byte| byte.is_ascii_digit()) {
        return day(
            head.get(..4)?.parse().ok()?,
            head.get(4..6)?.parse().ok()?,
            head.get(6..)?.parse().ok()?,
        );
    }
    let sign = head.chars().find(|character| !character.is_ascii_digit())?;
    let mut parts = head.split(sign);
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some()
        || [first, second, third].iter().any(|part| part.is_empty() || part.len() > 4)
    {
        return None;
    }
    let number = |part: &str| part.parse::<i16>().ok();
    match (first.len(), third.len(), form) {
        (4, 1..=2, _) => day(number(first)?, number(second)?, number(third)?),
        (1..=2, 2 | 4, Form::MonthFirst) if sign != '.' => {
            day(full_year(third)?, number(first)?, number(second)?)
        }
        (1..=2, 2 | 4, _) => day(full_year(third)?, number(second)?, number(first)?),
        _ => None,
    }
}

/// A time, a zone or a word may follow a day; another number or a letter glued to it may not.
fn passed_over(tail: &str) -> bool {
    let mut characters = tail.chars();
    match characters.next() {
        None => true,
        Some('T') => characters.next().is_some_and(|next| next.is_ascii_digit()),
        Some(first) => matches!(first, ' ' | ',' | '\u{a0}') && tail.len() < 40,
    }
}

/// `31.12` or `31.12.`, as Sparkassen once wrote the booking day, or `31/12`: in the year that
/// brings it nearest to another day of the row. `form` says which comes first beside a slash;
/// points are German.
pub fn without_year(text: &str, near: Date, form: Form) -> Option<Date> {
    let number = |text: &str| {
        text.parse::<i16>()
            .ok()
            .filter(|_| text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let (first, second) =
        text.strip_suffix('.').unwrap_or(text).split_once('.').or_else(|| text.split_once('/'))?;
    let (first, second) = (number(first)?, number(second)?);
    let month_first = form == Form::MonthFirst && text.contains('/');
    let (of_month, month) = if month_first { (second, first) } else { (first, second) };
    let years = [near.year() - 1, near.year(), near.year() + 1];
    let days = years.into_iter().filter_map(|year| day(year, month, of_month));
    days.min_by_key(|date| near.until(*date).map_or(i32::MAX, |span| span.get_days().abs()))
}

/// Which comes first where people live by this time zone: the month in the United States, the day
/// in Europe.
pub fn order_of_zone(zone: &str) -> Option<Form> {
    match zone {
        "PDT" | "PST" | "MDT" | "MST" | "CDT" | "EDT" | "EST" | "AKDT" | "AKST" | "HST" => {
            Some(Form::MonthFirst)
        }
        "CET" | "CEST" | "MEZ" | "MESZ" | "BST" | "WET" | "WEST" | "EET" | "EEST" => {
            Some(Form::DayFirst)
        }
        _ if zone.starts_with("Europe/") => Some(Form::DayFirst),
        "America/New_York" | "America/Chicago" | "America/Denver" | "America/Los_Angeles" => {
            Some(Form::MonthFirst)
        }
        _ => None,
    }
}

/// True for a day and a month without a year, `31.12.`, `31.12` or `31/12`.
pub fn lacks_year(text: &str) -> bool {
    [Form::DayFirst, Form::MonthFirst].iter().any(|form| without_year(text, LEAP, *form).is_some())
}

/// A day in a year that has every day.
const LEAP: Date = jiff::civil::date(2024, 7, 1);

fn full_year(text: &str) -> Option<i16> {
    let year: i16 = text.parse().ok()?;
    Some(if text.len() == 2 { 2000 + year } else { year })
}

/// Beginnings of the months' names, English and German.
const MONTHS: [(&str, i16); 17] = [
    ("jan", 1),
    ("jän", 1),
    ("feb", 2),
    ("mar", 3),
    ("mär", 3),
    ("mrz", 3),
    ("apr", 4),
    ("may", 5),
    ("mai", 5),
    ("jun", 6),
    ("jul", 7),
    ("aug", 8),
    ("sep", 9),
    ("oct", 10),
    ("okt", 10),
    ("nov", 11),
    ("dec", 12),
];

fn worded(text: &str) -> Option<Date> {
    if text.len() > 40 || !text.chars().any(char::is_alphabetic) {
        return None;
    }
    let words: Vec<&str> = text
        .split([' ', '-', ',', '.', '/', '\u{a0}'])
        .filter(|word| !word.is_empty())
        .take(4)
        .collect();
    let [first, second, third, ..] = words.as_slice() else { return None };
    let (day_word, month) = month_of(second)
        .map(|month| (first, month))
        .or_else(|| month_of(first).map(|month| (second, month)))?;
    let short = |word: &str, lengths: &[usize]| {
        lengths.contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit())
    };
    let figures = short(day_word, &[1, 2]) && short(third, &[2, 4]);
    figures.then_some(())?;
    day(full_year(third)?, month, day_word.parse().ok()?)
}

fn month_of(word: &str) -> Option<i16> {
    let lower = word.to_lowercase();
    let lower = if lower.starts_with("dez") { "dec".to_owned() } else { lower };
    MONTHS.iter().find(|(name, _)| lower.starts_with(name)).map(|(_, month)| *month)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn the_usual_forms_are_read() {
        let day = Some(date(2026, 1, 5));
        for text in [
            "05.01.2026",
            "5.1.2026",
            "05.01.26",
            "2026-01-05",
            "2026/01/05",
            "20260105",
            "05/01/2026",
            "05-01-2026",
            "2026.01.05.",
            "5 Jan 2026",
            "05 Jan 26",
            "Jan 5, 2026",
            "5. Januar 2026",
        ] {
            assert_eq!(read(text, Form::DayFirst), day, "{text}");
        }
        for text in [
            "2026-01-05 10:23:45",
            "2026-01-05T10:23:45Z",
            "05.01.2026 Neu",
            "05-01-2026 16:02:46.004",
            "2026-01-05 10:00:00 +0000",
        ] {
            assert_eq!(read(text, Form::DayFirst), day, "{text}");
        }
        assert_eq!(read("01/05/2026", Form::MonthFirst), day);
    }

    #[test]
    fn what_is_no_day_is_none() {
        for text in [
            "",
            "offen",
            "--",
            "30.02.2026",
            "1.000",
            "-12.50",
            "12.34",
            "1.234,56",
            "DE02",
            "2026",
            "99999999",
            "10.000.000",
            "May",
            "12 Maibaum 5",
        ] {
            assert_eq!(read(text, Form::DayFirst), None, "{text}");
        }
    }

    #[test]
    fn a_day_without_year_is_the_nearest_one() {
        let without_year = |text: &str, near| super::without_year(text, near, Form::DayFirst);
        assert_eq!(without_year("31.12.", date(2026, 1, 2)), Some(date(2025, 12, 31)));
        assert_eq!(without_year("2.1", date(2025, 12, 31)), Some(date(2026, 1, 2)));
        assert_eq!(without_year("02.02", date(2026, 2, 2)), Some(date(2026, 2, 2)));
        assert_eq!(without_year("31/12", date(2026, 1, 2)), Some(date(2025, 12, 31)));
        assert_eq!(
            super::without_year("12/31", date(2026, 1, 2), Form::MonthFirst),
            Some(date(2025, 12, 31))
        );
        assert_eq!(
            super::without_year("31.12", date(2026, 1, 2), Form::MonthFirst),
            Some(date(2025, 12, 31)),
            "points are German"
        );
        for text in ["32.12", "12,5", "1.234", "02.02.26", "offen", "+1.2", ""] {
            assert_eq!(without_year(text, date(2026, 2, 2)), None, "{text}");
        }
    }

    #[test]
    fn the_files_days_decide_what_comes_first() {
        let mut votes = Votes::default();
        votes.count("02/03/2026");
        assert!(votes.in_doubt());
        votes.count("02/28/2026");
        assert_eq!((votes.form(), votes.in_doubt()), (Form::MonthFirst, false));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn what_is_printed_reads_back(year in 1950i16..2100, month in 1i8..=12, day in 1i8..=28) {
            let there = Date::new(year, month, day).ok();
            prop_assert_eq!(read(&format!("{year}-{month:02}-{day:02}"), Form::DayFirst), there);
            prop_assert_eq!(read(&format!("{day}.{month}.{year}"), Form::MonthFirst), there);
            prop_assert_eq!(read(&format!("{month}/{day}/{year}"), Form::MonthFirst), there);
        }

        #[test]
        fn nothing_panics(text in ".{0,50}") {
            let _ = (read(&text, Form::DayFirst), read(&text, Form::MonthFirst));
        }
    }
}
