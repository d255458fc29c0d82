//! Which years the days of a statement belong to that it writes without one.
//!
//! What the statement says of its days leaves each row one day, or two a year apart. The rows
//! follow each other, and where the balances around them stand tells whether they go up or down:
//! the readings that keep that order are weighed, and where two are left, none is taken. One that
//! keeps no order is none, but for rows a few days out of it.

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
    /// It was printed on this day, perhaps again and long after.
    Printed(Date),
    /// It begins with the balance of this day.
    Since(Date),
    /// It is the statement of this number in this year.
    Numbered(i16, i16),
}

/// How the rows of a statement follow each other, as the places of its balances show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The opening balance stands above them and the closing one below: the oldest comes first.
    Up,
    /// The other way round: the newest comes first.
    Down,
    /// Both stand on one side.
    Untold,
}

impl Order {
    /// Whether days follow each other so.
    fn is_kept(self, days: &[Date]) -> bool {
        self.allows(days, 0)
    }

    /// The same, but for so many days.
    fn allows(self, days: &[Date], aside: i32) -> bool {
        match self {
            Order::Up => goes_up(days, aside),
            Order::Down => goes_down(days, aside),
            Order::Untold => goes_up(days, aside) || goes_down(days, aside),
        }
    }
}

/// All that a statement says of its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// Which days it covers.
    pub period: Period,
    /// The day it was printed: no row lies behind it by more than the days to its value.
    pub printed: Option<Date>,
}

/// How many days a booking may lie outside of a day that ends or begins a statement.
const ASIDE: i32 = 5;

/// Days of one run lie this near; and so near a stated period all its rows.
const NEAR: i32 = 62;

/// How far a row may fall behind the one before it without a turn of the year.
const OUT_OF_ORDER: i32 = 31;

/// The days that each row may mean, the earliest first.
type Choices = Vec<Vec<Date>>;

/// One reading of all days.
type Days = Vec<Date>;

impl Told {
    /// The days of the rows, in their order; `None` when their years are in doubt.
    pub fn days(self, written: &[&str], order: Order) -> Option<Days> {
        let rows = Rows { written, latest: self.latest() };
        match self.period {
            Period::Span(from, to) => rows.of_span(from, to, order),
            Period::Until(day) => likely(rows.before(day, order), order),
            Period::Printed(day) => {
                let fresh = |days: &Days| days.iter().max().is_some_and(|it| is_fresh(*it, day));
                likely(rows.before(day, order), order).filter(fresh)
            }
            Period::Since(day) => {
                let to = day.checked_add(1.year()).ok()?;
                decided(&distinct(readings(rows.within(moved(day, -ASIDE)?, to))), order)
            }
            Period::Numbered(number, year) => {
                likely(rows.numbered(number, year), order).filter(|days| {
                    // So many statements cannot lie before its first day.
                    let first = days.iter().min().filter(|first| first.year() == year);
                    first.is_none_or(|first| number <= working_days(*first))
                        && has_room(number, days, year)
                })
            }
        }
    }

    /// The last day that a row may have. A print date before all of the period is no word of this
    /// statement.
    fn latest(self) -> Option<Date> {
        let begins = match self.period {
            Period::Span(from, _) | Period::Since(from) => from,
            Period::Numbered(_, year) => Date::new(year, 1, 1).ok()?,
            Period::Until(_) | Period::Printed(_) => return None,
        };
        moved(self.printed.filter(|day| *day >= begins)?, ASIDE)
    }
}

/// Printed soon after the last row; later it may be an older statement again.
fn is_fresh(last: Date, printed: Date) -> bool {
    between(last, printed) <= NEAR
}

fn moved(day: Date, days: i32) -> Option<Date> {
    day.checked_add(days.days()).ok()
}

fn between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(i32::MAX, |span| span.get_days())
}

/// The days as they are written, and the last that one may be.
struct Rows<'a> {
    written: &'a [&'a str],
    latest: Option<Date>,
}

impl Rows<'_> {
    /// The days between two that a row may mean; one written with its year means that.
    fn choices(&self, text: &str, from: Date, to: Date) -> Vec<Date> {
        if let Some(day) = date::read(text, date::Form::DayFirst) {
            return vec![day];
        }
        let to = self.latest.map_or(to, |latest| latest.min(to));
        let days = (from.year()..=to.year()).filter_map(|year| in_year(text, year));
        days.filter(|day| (from..=to).contains(day)).collect()
    }

    /// The same of all rows; `None` when one has no day there.
    fn within(&self, from: Date, to: Date) -> Option<Choices> {
        let choices = self.written.iter().map(|text| self.choices(text, from, to));
        choices.map(|days| Some(days).filter(|days| !days.is_empty())).collect()
    }

    /// The days inside a period or, where a row has none there, near it. Rows that so keep no order
    /// may lie a few days outside of it.
    fn of_span(&self, from: Date, to: Date, order: Order) -> Option<Days> {
        let around = |aside: i32| Some((moved(from, -aside)?, moved(to, aside)?));
        let ((first, last), (least, most)) = (around(NEAR)?, around(ASIDE)?);
        let rows = |from: Date, to: Date| -> Option<Choices> {
            let days = |text: &&str| Some(self.choices(text, from, to)).filter(|it| !it.is_empty());
            let near = |text: &&str| Some(self.choices(text, first, last));
            let all = self.written.iter().map(|text| days(text).or_else(|| near(text)));
            all.map(|days| days.filter(|days| !days.is_empty())).collect()
        };
        let inside = distinct(readings(rows(from, to)));
        let is_ordered = inside.iter().any(|days| order.is_kept(days));
        decided(&inside, order).or_else(|| {
            let mut wider = distinct(readings(rows(least, most).filter(|_| !is_ordered)));
            wider.retain(|days| order.is_kept(days));
            decided(&wider, order)
        })
    }

    /// Days of the year that ends with a day, or in their order of the few days behind it; what was
    /// made at the beginning of a year may also tell of the one before alone.
    fn before(&self, last: Date, order: Order) -> Vec<Days> {
        let choices = || {
            let first = last.checked_sub(1.year()).ok()?.checked_add(1.day()).ok()?;
            self.within(first, moved(last, ASIDE)?)
        };
        let choices = choices();
        let turns = choices.as_ref().is_some_and(|rows| {
            let earliest: Days = rows.iter().filter_map(|days| days.first().copied()).collect();
            crosses(&earliest) && i32::from(last.day_of_year()) <= NEAR
        });
        let mut all = readings(choices);
        let ordered = all.iter().any(|days| order.is_kept(days));
        all.retain(|days| !ordered || order.is_kept(days) || days.iter().all(|day| *day <= last));
        all.extend(readings(self.of_year(last.year() - 1).filter(|_| turns)));
        all
    }

    /// Days of the statement of a number: in its year, for the first ones of a year also at the end
    /// of the year before, for the others also at the beginning of the next.
    fn numbered(&self, number: i16, year: i16) -> Vec<Days> {
        let turn = |year: i16| {
            let (from, to) = (Date::new(year, 7, 1).ok()?, Date::new(year + 1, 6, 30).ok()?);
            self.within(from, to)
        };
        let mut all = readings(self.of_year(year));
        // There is no more than one statement a working day.
        all.retain(|days| days.iter().max().is_none_or(|last| number <= working_days(*last)));
        let mut before = readings(turn(year - 1).filter(|_| number <= 3));
        before.retain(|days| crosses(days) || days.iter().all(|day| day.month() >= 10));
        // The first of a year may be that of all the year before, or its half, unless it says when
        // it was printed.
        let is_open = number == 1 && self.latest.is_none();
        let mut whole = readings(self.of_year(year - 1).filter(|_| is_open));
        whole.retain(|days| !is_near(days) && days.iter().any(|day| day.month() >= 10));
        all.extend(whole);
        let mut after = readings(turn(year).filter(|_| number > 1));
        after.retain(|days| crosses(days));
        all.extend(before);
        all.extend(after);
        all
    }

    fn of_year(&self, year: i16) -> Option<Choices> {
        self.within(Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?)
    }
}

/// A day without a year, in this year.
fn in_year(text: &str, year: i16) -> Option<Date> {
    date::without_year(text, Date::new(year, 7, 2).ok()?, date::Form::DayFirst)
        .filter(|day| day.year() == year)
}

/// The most working days of a year up to a day.
fn working_days(day: Date) -> i16 {
    day.day_of_year() * 5 / 7 + 1
}

/// Whether so many statements as long as this one fit between the beginning of its year and its last
/// day. Of those that cover a run of days each may be of another length.
fn has_room(number: i16, days: &[Date], year: i16) -> bool {
    let Some((first, last)) = days.iter().min().zip(days.iter().max()) else { return true };
    let longest = || i32::from(last.day_of_year()) + NEAR / 2;
    is_near(days) || last.year() != year || i32::from(number) * between(*first, *last) <= longest()
}

/// The readings that keep an order, the earliest and the latest of each; where none does, all days
/// as early and as late as they may be.
fn readings(choices: Option<Choices>) -> Vec<Days> {
    let Some(rows) = choices else { return Vec::new() };
    let turned: Choices = rows.iter().rev().cloned().collect();
    let back = |days: Days| days.into_iter().rev().collect::<Days>();
    let ordered = [
        earliest_up(&rows),
        latest_up(&rows),
        earliest_up(&turned).map(back),
        latest_up(&turned).map(back),
    ];
    let mut all: Vec<Days> = ordered.into_iter().flatten().collect();
    if all.is_empty() {
        let each = |pick: fn(&Vec<Date>) -> Option<Date>| rows.iter().filter_map(pick).collect();
        all = vec![each(|days| days.first().copied()), each(|days| days.last().copied())];
    }
    all
}

fn earliest_up(rows: &[Vec<Date>]) -> Option<Days> {
    let next = |last: &mut Date, days: &Vec<Date>| {
        let day = days.iter().copied().find(|day| *day >= *last);
        *last = day.unwrap_or(*last);
        Some(day)
    };
    rows.iter().scan(Date::MIN, next).collect()
}

fn latest_up(rows: &[Vec<Date>]) -> Option<Days> {
    let before = |next: &mut Date, days: &Vec<Date>| {
        let day = days.iter().copied().rfind(|day| *day <= *next);
        *next = day.unwrap_or(*next);
        Some(day)
    };
    let days: Option<Days> = rows.iter().rev().scan(Date::MAX, before).collect();
    days.map(|days| days.into_iter().rev().collect())
}

/// Whether days lie in two years.
fn crosses(days: &[Date]) -> bool {
    days.iter().min().map(|day| day.year()) != days.iter().max().map(|day| day.year())
}

fn distinct(readings: Vec<Days>) -> Vec<Days> {
    let mut seen: Vec<Days> = Vec::new();
    for reading in readings {
        if !seen.contains(&reading) {
            seen.push(reading);
        }
    }
    seen
}

/// The one reading where nothing tells how long the statement is: a year of it is in doubt where a
/// run of days, not all in order, is another.
fn likely(readings: Vec<Days>, order: Order) -> Option<Days> {
    let readings = distinct(readings);
    let no_run = !readings.iter().any(|days| is_near(days));
    decided(&readings, order).filter(|days| no_run || is_near(days))
}

/// The one reading that days in their order leave.
fn decided(readings: &[Days], order: Order) -> Option<Days> {
    if order == Order::Untold {
        return untold(readings).cloned();
    }
    let ordered = those(readings, |days| order.is_kept(days));
    if ordered.is_empty() { out_of_order(readings, order) } else { only(ordered) }.cloned()
}

/// Of rows whose order nothing tells: the one reading that goes up or down, unless another is a run
/// of days. The oldest first is the rule: a run that goes up is what it looks like.
fn untold(readings: &[Days]) -> Option<&Days> {
    let up = only(those(readings, |days| goes_up(days, 0)));
    if up.is_some_and(|days| is_near(days)) {
        return up;
    }
    let ordered = those(readings, |days| Order::Untold.is_kept(days));
    if ordered.is_empty() {
        return out_of_order(readings, Order::Untold);
    }
    let no_other = !readings.iter().any(|days| is_near(days));
    only(ordered).filter(|days| no_other || is_near(days))
}

/// Of readings that keep no order: the one run of days, or the one that nearly keeps it.
fn out_of_order(readings: &[Days], order: Order) -> Option<&Days> {
    let near = those(readings, is_near);
    let nearly = || those(readings, |days| order.allows(days, OUT_OF_ORDER));
    only(if near.is_empty() { nearly() } else { near })
}

fn those(readings: &[Days], fits: impl Fn(&[Date]) -> bool) -> Vec<&Days> {
    readings.iter().filter(|days| fits(days)).collect()
}

fn only(readings: Vec<&Days>) -> Option<&Days> {
    if let [one] = readings[..] { Some(one) } else { None }
}

/// Whether days lie in one run.
fn is_near(days: &[Date]) -> bool {
    let ends = days.iter().min().zip(days.iter().max());
    ends.is_some_and(|(first, last)| between(*first, *last) <= NEAR)
}

/// Whether each day follows the one before, but for so many days.
fn goes_up(days: &[Date], aside: i32) -> bool {
    days.is_sorted_by(|first, second| between(*second, *first) <= aside)
}

/// Whether each day comes before the one above it, but for so many days.
fn goes_down(days: &[Date], aside: i32) -> bool {
    days.is_sorted_by(|first, second| between(*first, *second) <= aside)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn told(period: Period, written: &[&str]) -> Option<String> {
        let days = Told { period, printed: None }.days(written, Order::Untold)?;
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
        assert_eq!(no(1, &["31.03.", "30.06.", "30.12."]), None, "the year before, or this one");
        assert_eq!(no(3, &["19.06.", "30.12."]), None, "three halves of a year");
        assert_eq!(no(2, &["02.04.", "29.06."]).as_deref(), Some("2026-04-02 2026-06-29"));
        assert_eq!(no(1, &["05.01.", "28.03."]).as_deref(), Some("2026-01-05 2026-03-28"));
        assert_eq!(no(4, &["05.10.", "29.12."]).as_deref(), Some("2026-10-05 2026-12-29"));
    }
    /// The last day of a year stands in the period twice.
    #[test]
    fn rows_in_their_order_decide_between_two_years() {
        let told = |period, written: &[&str], order| {
            let days = Told { period, printed: None }.days(written, order)?;
            Some(days.iter().map(Date::to_string).collect::<Vec<_>>().join(" "))
        };
        let year = Period::Span(date(2025, 12, 31), date(2026, 12, 31));
        let since = Period::Since(date(2025, 12, 31));
        for period in [year, since] {
            let [first, last] = [&["31.12.", "20.06."], &["20.06.", "31.12."]]
                .map(|days| [Order::Up, Order::Down].map(|order| told(period, days, order)));
            let said = |days: [Option<String>; 2]| days.map(Option::unwrap_or_default);
            assert_eq!(said(first), ["2025-12-31 2026-06-20", "2026-12-31 2026-06-20"]);
            assert_eq!(said(last), ["2026-06-20 2026-12-31", "2026-06-20 2025-12-31"]);
            assert_eq!(told(period, &["31.12.", "20.06."], Order::Untold), None, "{period:?}");
            assert_eq!(told(period, &["31.12."], Order::Up), None, "{period:?}");
            assert_eq!(told(period, &["31.12.", "31.12."], Order::Up), None, "{period:?}");
        }
    }

    #[test]
    fn one_reading_alone_is_in_order_too() {
        let told = |period, written: &[&str], order| {
            Told { period, printed: None }.days(written, order).is_some()
        };
        let december = Period::Span(date(2025, 12, 1), date(2025, 12, 31));
        let year = Period::Span(date(2026, 1, 1), date(2026, 12, 31));
        let october = Period::Until(date(2026, 10, 31));
        for order in [Order::Up, Order::Down, Order::Untold] {
            assert!(told(december, &["31.12.", "29.12.", "30.12."], order), "a few days apart");
            assert!(!told(december, &["30.12.", "30.06.", "31.12."], order), "far outside");
            assert!(!told(year, &["10.06.", "10.01.", "10.09."], order));
            assert!(!told(october, &["30.10.", "10.11.", "12.11.", "01.02."], order));
        }
        assert!(!told(year, &["10.06.", "10.01."], Order::Up));
        assert!(told(year, &["10.06.", "10.01."], Order::Down));
        assert!(!told(Period::Numbered(5, 2026), &["10.06.", "10.02."], Order::Up));
        assert!(!told(Period::Since(date(2026, 1, 1)), &["10.06.", "10.02."], Order::Up));
    }
}
