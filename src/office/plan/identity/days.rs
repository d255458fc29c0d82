//! Whether the days of two tellings agree, and under which days a booking is looked for.

use crate::domain::statement::Entry;
use jiff::ToSpan;
use jiff::civil::Date;

/// Between the value date and the booking date of one booking lie at most so many days: a weekend
/// and a day more.
pub(super) const NEAR: i32 = 3;

/// How the days of two tellings agree.
#[derive(PartialEq, Debug)]
pub(super) enum Days {
    /// Booked on one day; where a door has no booking date, valued on one day.
    Same,
    /// One door tells the booking date alone, the other the value date alone, and they lie beside
    /// each other.
    Near,
    /// One door tells value dates alone, and they lie beside the days of the other.
    Apart,
    /// Both tell booking dates, and they lie beside each other: a notice comes before the bank
    /// books, and some doors state the value date as that of the booking. Two doors only.
    Beside,
}

/// `None` when they do not agree.
pub(super) fn same_day(a: &Entry, b: &Entry) -> Option<Days> {
    let same = match (a.dated_by_value || b.dated_by_value, a.value_date, b.value_date) {
        (true, Some(a), Some(b)) => a == b,
        _ => a.booking_date.is_some() && a.booking_date == b.booking_date,
    };
    if same {
        return Some(Days::Same);
    }
    let beside = |a: Option<Date>, b: Option<Date>| {
        a.zip(b).is_some_and(|(a, b)| (a - b).get_days().abs() <= NEAR)
    };
    let booked = beside(a.booking_date, b.booking_date);
    match cannot_compare(a, b) {
        true => booked.then_some(Days::Near),
        false if a.dated_by_value != b.dated_by_value => {
            (booked || beside(a.value_date, b.value_date)).then_some(Days::Apart)
        }
        false => (booked && !a.dated_by_value).then_some(Days::Beside),
    }
}

/// One has no booking date, the other no value date.
fn cannot_compare(a: &Entry, b: &Entry) -> bool {
    let lacks = |one: &Entry, other: &Entry| {
        one.dated_by_value && !other.dated_by_value && other.value_date.is_none()
    };
    lacks(a, b) || lacks(b, a)
}

/// The days that a booking may be known under.
pub(in crate::office::plan) fn days(entry: &Entry) -> impl Iterator<Item = Date> {
    entry
        .booking_date
        .into_iter()
        .chain(entry.value_date.filter(|day| Some(*day) != entry.booking_date))
}

/// The days under which a told booking is looked for: its own and those beside them.
pub(in crate::office::plan) fn days_sought(entry: &Entry) -> impl Iterator<Item = Date> {
    days(entry).flat_map(beside)
}

/// A day and those beside it.
pub(in crate::office::plan) fn beside(day: Date) -> impl Iterator<Item = Date> {
    (-NEAR..=NEAR).filter_map(move |by| day.checked_add(by.days()).ok())
}
