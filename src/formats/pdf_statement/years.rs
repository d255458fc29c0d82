//! Which years the days of a statement belong to that it writes without one.
//!
//! A day inside a stated period, or near it, has one year. A statement's date or number leaves some
//! room at the turn of a year; there all days decide together: they go up or down, near each other.
//! Where two readings are left, none is taken.

use crate::formats::csv_shape::date;
use jiff::ToSpan;
use jiff::civil::Date;

/// What a statement says of its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// From the first day to the last one.
    Span(Date, Date),
    /// It was made on this day, and covers some time before.
    Until(Date),
    /// It begins with the balance of this day.
    Since(Date),
    /// It is the statement of this number in this year.
    Numbered(i16, i16),
}

/// How many days a booking may lie outside of a day that ends or begins a statement.
const ASIDE: i32 = 5;

/// Days of one run lie this near.
const NEAR: i32 = 62;

/// How far a row may fall behind the one before it without a turn of the year.
const OUT_OF_ORDER: i32 = 31;

/// One reading of all days.
struct Years {
    days: Vec<Date>,
}

impl Period {
    /// The days of the rows, in their order; `None` when their years are in doubt.
    pub fn days(self, written: &[&str]) -> Option<Vec<Date>> {
        let readings = match self {
            Period::Span(from, to) => vec![years(written, |text| inside(text, from, to))?],
            Period::Until(day) => before(written, day)?,
            Period::Since(day) => after(written, day)?,
            Period::Numbered(number, year) => numbered(written, number, year),
        };
        decided(readings)
    }
}

/// A day in a year: the nearest to its middle.
fn in_year(text: &str, year: i16) -> Option<Date> {
    date::read(text, date::Form::DayFirst).or_else(|| {
        date::without_year(text, Date::new(year, 7, 2).ok()?, date::Form::DayFirst)
            .filter(|day| day.year() == year)
    })
}

fn years(written: &[&str], year: impl Fn(&str) -> Option<Date>) -> Option<Years> {
    let days: Option<Vec<Date>> = written.iter().map(|text| year(text)).collect();
    days.map(|days| Years { days })
}

fn between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(i32::MAX, |span| span.get_days())
}

/// A day in the year that brings it into the period, or nearest to it; `None` when two years do.
fn inside(text: &str, from: Date, to: Date) -> Option<Date> {
    let off = |day: &Date| between(*day, from).max(between(to, *day)).max(0);
    let mut days: Vec<Date> =
        (from.year() - 1..=to.year() + 1).filter_map(|year| in_year(text, year)).collect();
    days.dedup();
    let nearest = days.iter().map(off).min()?;
    let [day] = days.into_iter().filter(|day| off(day) == nearest).collect::<Vec<_>>()[..] else {
        return None;
    };
    Some(day)
}

/// Days of the year that ends with a day. Those of the few days behind it may have been booked
/// then, too; and what was printed at the beginning of a year may tell of the one before alone.
fn before(written: &[&str], last: Date) -> Option<Vec<Years>> {
    let first = last.checked_sub(1.year()).ok()?.checked_add(1.day()).ok()?;
    let strict = years(written, |text| inside(text, first, last))?;
    let later = |text: &str| {
        let day = inside(text, first, last)?;
        let next = in_year(text, day.year() + 1);
        next.filter(|next| (1..=ASIDE).contains(&between(last, *next))).or(Some(day))
    };
    let mut readings = vec![strict, years(written, later)?];
    readings.extend(
        years(written, |text| in_year(text, last.year() - 1))
            .filter(|_| readings.first().is_some_and(|strict| crosses(&strict.days))),
    );
    Some(readings)
}

/// Days of the year that begins with a day, or of the few days before it.
fn after(written: &[&str], first: Date) -> Option<Vec<Years>> {
    let last = first.checked_add(1.year()).ok()?.checked_sub(1.day()).ok()?;
    let earlier = |text: &str| {
        let day = inside(text, first, last)?;
        let before = in_year(text, day.year() - 1);
        before.filter(|before| (1..=ASIDE).contains(&between(*before, first))).or(Some(day))
    };
    Some(vec![years(written, |text| inside(text, first, last))?, years(written, earlier)?])
}

/// Days of the statement of a number: in its year, for the first ones of a year also at the end of
/// the year before, for the others also at the beginning of the next.
fn numbered(written: &[&str], number: i16, year: i16) -> Vec<Years> {
    let own = years(written, |text| in_year(text, year));
    // There is no more than one statement a day.
    let own = own.filter(|own| {
        own.days.iter().max().is_none_or(|last| last.year() != year || number <= last.day_of_year())
    });
    let late = |day: &Date| day.month() > 6;
    let of_year = |early: i16, end: i16| {
        let read = |text: &str| {
            let day = in_year(text, year).or_else(|| in_year(text, year - 1))?;
            in_year(text, if late(&day) { end } else { early })
        };
        years(written, read)
    };
    let mut readings: Vec<Years> = own.into_iter().collect();
    let ends_before = of_year(year, year - 1).filter(|it| {
        number <= 3 && (crosses(&it.days) || it.days.iter().all(|day| day.month() >= 10))
    });
    readings.extend(ends_before);
    readings.extend(of_year(year + 1, year).filter(|it| number > 1 && crosses(&it.days)));
    readings
}

/// Whether days lie in two years.
fn crosses(days: &[Date]) -> bool {
    days.iter().min().map(|day| day.year()) != days.iter().max().map(|day| day.year())
}

/// The one reading that days in their order leave.
fn decided(mut readings: Vec<Years>) -> Option<Vec<Date>> {
    let mut seen: Vec<Vec<Date>> = Vec::new();
    readings.retain(|reading| {
        let is_new = !seen.contains(&reading.days);
        seen.push(reading.days.clone());
        is_new
    });
    if readings.len() == 1 {
        return readings.pop().map(|reading| reading.days);
    }
    let one = |fits: &dyn Fn(&Years) -> bool| {
        let mut fitting = readings.iter().filter(|reading| fits(reading));
        let first = fitting.next();
        (first.filter(|_| fitting.next().is_none()), first.is_some())
    };
    let day = match one(&|reading| goes_up(&reading.days, 0)) {
        (Some(up), _) => {
            let newest_first = readings.iter().any(|other| is_near(&other.days));
            Some(up).filter(|up| is_near(&up.days) || !newest_first)
        }
        (None, true) => None,
        (None, false) => match one(&|reading| is_near(&reading.days)) {
            (None, false) => one(&|reading| goes_up(&reading.days, OUT_OF_ORDER)).0,
            (near, _) => near,
        },
    };
    day.map(|reading| reading.days.clone())
}

/// Whether days lie in one run.
fn is_near(days: &[Date]) -> bool {
    let ends = days.iter().min().zip(days.iter().max());
    ends.is_some_and(|(first, last)| between(*first, *last) <= NEAR)
}

/// Whether each day follows the one before, but for so many days.
fn goes_up(days: &[Date], aside: i32) -> bool {
    days.windows(2).all(|pair| {
        let [first, second] = pair else { return true };
        between(*second, *first) <= aside
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn told(period: Period, written: &[&str]) -> Option<String> {
        let days = period.days(written)?;
        Some(days.iter().map(Date::to_string).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn a_period_has_one_year_for_a_day() {
        let year = Period::Span(date(2026, 1, 1), date(2026, 12, 31));
        assert_eq!(told(year, &["05.01.", "31.12."]).as_deref(), Some("2026-01-05 2026-12-31"));
        let december = Period::Span(date(2025, 12, 1), date(2025, 12, 31));
        assert_eq!(told(december, &["30.12.", "02.01."]).as_deref(), Some("2025-12-30 2026-01-02"));
        let more = Period::Span(date(2025, 12, 1), date(2026, 12, 31));
        assert_eq!(told(more, &["15.12."]), None);
    }

    #[test]
    fn no_row_lies_behind_the_statements_own_day() {
        let until = |day, written: &[&str]| told(Period::Until(day), written);
        let new_year = date(2025, 12, 31);
        assert_eq!(
            until(new_year, &["03.01.", "31.12."]),
            None,
            "or newest first, two days behind"
        );
        assert_eq!(
            until(new_year, &["30.12.", "02.01."]).as_deref(),
            Some("2025-12-30 2026-01-02")
        );
        assert_eq!(until(new_year, &["03.01."]), None, "the day before or the year before");
        let january = date(2026, 1, 5);
        assert_eq!(until(january, &["30.12.", "02.01."]).as_deref(), Some("2025-12-30 2026-01-02"));
        assert_eq!(
            until(january, &["03.01.", "02.01.", "31.12.", "30.12."]).as_deref(),
            Some("2026-01-03 2026-01-02 2025-12-31 2025-12-30")
        );
        assert_eq!(until(january, &["03.01.", "31.12."]), None, "newest first, or a whole year");
        assert_eq!(until(january, &["03.01."]).as_deref(), Some("2026-01-03"));
        assert_eq!(until(date(2026, 10, 31), &["25.10."]).as_deref(), Some("2026-10-25"));
        let since = |written: &[&str]| told(Period::Since(date(2026, 9, 30)), written);
        assert_eq!(since(&["05.10.", "30.10."]).as_deref(), Some("2026-10-05 2026-10-30"));
    }

    #[test]
    fn a_number_leaves_the_turn_of_the_year_to_the_rows() {
        let no = |number, written: &[&str]| told(Period::Numbered(number, 2026), written);
        assert_eq!(no(10, &["05.10."]).as_deref(), Some("2026-10-05"));
        assert_eq!(no(1, &["30.12.", "02.01."]).as_deref(), Some("2025-12-30 2026-01-02"));
        assert_eq!(no(12, &["30.12.", "02.01."]).as_deref(), Some("2026-12-30 2027-01-02"));
        assert_eq!(no(2, &["30.12.", "02.01."]), None);
        assert_eq!(no(1, &["30.12.", "31.12."]), None, "before the year, or all of it");
        assert_eq!(no(1, &["02.01.", "30.01."]).as_deref(), Some("2026-01-02 2026-01-30"));
        assert_eq!(no(12, &["02.01."]), None, "the twelfth by the second day");
        assert_eq!(no(4, &["03.01.", "31.12."]), None, "a whole year, or newest first");
        assert_eq!(no(2, &["05.01.", "30.12."]), None);
        assert_eq!(no(1, &["29.02."]), None, "no such day");
    }
}
