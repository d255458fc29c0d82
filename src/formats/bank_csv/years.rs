//! The year of days that lack one: that of the days the lines above the table state, never one
//! found in a booking's text.

use super::rows::Forms;
use crate::formats::csv_shape::date;
use csv::StringRecord;
use jiff::civil::Date;

/// The days that the lines above a table state: a period, the day of the statement or of the
/// export.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stated {
    first: Date,
    last: Date,
}

impl Stated {
    /// What these lines state.
    pub fn above(lines: &[StringRecord], forms: Forms) -> Option<Stated> {
        let fields = lines.iter().flat_map(|line| line.iter());
        let words = fields
            .flat_map(|field| field.split([' ', ':', ',', ';', '"', '(', ')']).map(str::trim));
        let days: Vec<Date> =
            words.filter_map(|word| date::read(word.trim_end_matches('-'), forms.date)).collect();
        Some(Stated { first: *days.iter().min()?, last: *days.iter().max()? })
    }

    /// A day without its year: within the period stated, else nearest to the last day stated.
    /// `None` when the period has that day twice.
    pub fn day(self, text: &str, form: date::Form) -> Option<Date> {
        let nearest = date::without_year(text, self.last, form)?;
        let inside = |day: &Date| (self.first..=self.last).contains(day);
        let years = self.first.year()..=self.last.year();
        let days: Vec<Date> = years
            .filter_map(|year| Date::new(year, nearest.month(), nearest.day()).ok())
            .filter(inside)
            .collect();
        match days.as_slice() {
            [] => Some(nearest),
            [day] => Some(*day),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::csv_shape::date::Form;
    use crate::formats::csv_shape::number;
    use jiff::civil::date;

    fn stated(line: &str) -> Option<Stated> {
        let forms = Forms { number: number::Form::Comma, date: Form::DayFirst };
        Stated::above(&[StringRecord::from(vec![line])], forms)
    }

    #[test]
    fn a_day_is_of_the_period_stated_or_nearest_to_the_day_stated() {
        let turn = stated("Umsätze vom 15.12.2025 bis 10.01.2026");
        assert_eq!(
            turn.and_then(|turn| turn.day("31.12.", Form::DayFirst)),
            Some(date(2025, 12, 31))
        );
        assert_eq!(turn.and_then(|turn| turn.day("02.01", Form::DayFirst)), Some(date(2026, 1, 2)));
        let year = stated("Zeitraum: 01.01.2025 - 31.12.2025");
        assert_eq!(
            year.and_then(|year| year.day("05.01.", Form::DayFirst)),
            Some(date(2025, 1, 5))
        );
        let day = stated("Auszug vom 05.01.2026");
        assert_eq!(day.and_then(|day| day.day("28.12.", Form::DayFirst)), Some(date(2025, 12, 28)));
        assert_eq!(
            stated("2024-12-01 2026-01-10").and_then(|long| long.day("05.01.", Form::DayFirst)),
            None,
            "twice in the period"
        );
        assert_eq!(stated("Girokonto"), None);
    }
}
