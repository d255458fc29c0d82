//! Spans of the calendar that something is told for, each once it is over.

use super::{Language, spelling};
use jiff::ToSpan;
use jiff::civil::Date;

/// How often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Every {
    /// From Monday to Sunday (ISO 8601).
    Week,
    /// A month of the calendar.
    Month,
    /// A quarter of the calendar.
    Quarter,
    /// A year of the calendar.
    Year,
}

/// The spellings of settings.
pub const EVERY: &[(&str, Every)] = &[
    ("week", Every::Week),
    ("month", Every::Month),
    ("quarter", Every::Quarter),
    ("year", Every::Year),
];

/// A span that is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// How long it is.
    pub every: Every,
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub to: Date,
}

impl Every {
    /// The last such span that was over before this day.
    pub fn last_before(self, day: Date) -> Period {
        let begun = match self {
            Every::Week => {
                day.saturating_sub(i32::from(day.weekday().to_monday_zero_offset()).days())
            }
            Every::Month => day.first_of_month(),
            Every::Quarter => {
                day.first_of_month().saturating_sub(i32::from((day.month() - 1) % 3).months())
            }
            Every::Year => day.first_of_year(),
        };
        let from = match self {
            Every::Week => begun.saturating_sub(1.week()),
            Every::Month => begun.saturating_sub(1.month()),
            Every::Quarter => begun.saturating_sub(3.months()),
            Every::Year => begun.saturating_sub(1.year()),
        };
        Period { every: self, from, to: begun.saturating_sub(1.day()) }
    }
}

impl Period {
    /// For names of files: `2026-W47`, `2026-10`, `2026-Q3`, `2026`.
    pub fn label(&self) -> String {
        let (year, month) = (self.from.year(), self.from.month());
        match self.every {
            Every::Week => {
                let week = self.from.iso_week_date();
                format!("{}-W{:02}", week.year(), week.week())
            }
            Every::Month => format!("{year}-{month:02}"),
            Every::Quarter => format!("{year}-Q{}", (month - 1) / 3 + 1),
            Every::Year => year.to_string(),
        }
    }

    /// As a person says it: `Woche vom 16.11.2026 bis 22.11.2026`, `Oktober 2026`, `3. Quartal
    /// 2026`, `Jahr 2026`.
    pub fn say(&self, language: Language) -> String {
        let (year, month) = (self.from.year(), self.from.month());
        let quarter = (month - 1) / 3 + 1;
        let (from, to) = (spelling::day(self.from, language), spelling::day(self.to, language));
        match (self.every, language) {
            (Every::Week, Language::De) => format!("Woche vom {from} bis {to}"),
            (Every::Week, Language::En) => format!("week from {from} to {to}"),
            (Every::Month, Language::De) => format!("{} {year}", month_name(month, MONTHS_DE)),
            (Every::Month, Language::En) => format!("{} {year}", month_name(month, MONTHS_EN)),
            (Every::Quarter, Language::De) => format!("{quarter}. Quartal {year}"),
            (Every::Quarter, Language::En) => format!("quarter {quarter} of {year}"),
            (Every::Year, Language::De) => format!("Jahr {year}"),
            (Every::Year, Language::En) => format!("year {year}"),
        }
    }
}

const MONTHS_DE: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];

const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn month_name(month: i8, names: [&'static str; 12]) -> &'static str {
    usize::try_from(month - 1).ok().and_then(|at| names.get(at)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_span_is_told_of_once_it_is_over() {
        for (every, day, from, to, label, said) in [
            (
                Every::Week,
                date(2026, 11, 27),
                date(2026, 11, 16),
                date(2026, 11, 22),
                "2026-W47",
                "Woche vom 16.11.2026 bis 22.11.2026",
            ),
            (
                Every::Week,
                date(2027, 1, 4),
                date(2026, 12, 28),
                date(2027, 1, 3),
                "2026-W53",
                "Woche vom 28.12.2026 bis 03.01.2027",
            ),
            (
                Every::Month,
                date(2026, 11, 1),
                date(2026, 10, 1),
                date(2026, 10, 31),
                "2026-10",
                "Oktober 2026",
            ),
            (
                Every::Month,
                date(2027, 1, 31),
                date(2026, 12, 1),
                date(2026, 12, 31),
                "2026-12",
                "Dezember 2026",
            ),
            (
                Every::Quarter,
                date(2026, 12, 31),
                date(2026, 7, 1),
                date(2026, 9, 30),
                "2026-Q3",
                "3. Quartal 2026",
            ),
            (
                Every::Quarter,
                date(2026, 3, 1),
                date(2025, 10, 1),
                date(2025, 12, 31),
                "2025-Q4",
                "4. Quartal 2025",
            ),
            (
                Every::Year,
                date(2026, 1, 1),
                date(2025, 1, 1),
                date(2025, 12, 31),
                "2025",
                "Jahr 2025",
            ),
        ] {
            let period = every.last_before(day);
            assert_eq!((period.from, period.to), (from, to), "{every:?} {day}");
            assert_eq!((period.label().as_str(), period.say(Language::De).as_str()), (label, said));
        }
    }
}
