//! Whether the days of two tellings agree, and under which days a booking is looked for.

use crate::domain::statement::Entry;
use jiff::ToSpan;
use jiff::civil::Date;

/// Between the value date and the booking date of one booking lie at most so many days: a weekend
/// and a day more.
pub(super) const NEAR: i32 = 3;

/// Two doors state the days of one booking at most so many days apart: holidays, and a table that
/// is dated by the day of its making. A week apart may be the next of a series.
pub(in crate::office::plan) const FAR: i32 = 6;

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
    /// Both tell booking dates that lie further apart. Two doors only.
    Far,
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
    let within = |most: i32, a: Option<Date>, b: Option<Date>| {
        a.zip(b).is_some_and(|(a, b)| (a - b).get_days().abs() <= most)
    };
    let beside = |a, b| within(NEAR, a, b);
    let booked = beside(a.booking_date, b.booking_date);
    let is_of_value = a.value_date.is_some() && a.value_date == b.value_date;
    match cannot_compare(a, b) {
        true => booked.then_some(Days::Near),
        false if a.dated_by_value != b.dated_by_value => {
            (booked || beside(a.value_date, b.value_date)).then_some(Days::Apart)
        }
        false if a.dated_by_value => None,
        false if booked => Some(Days::Beside),
        false if within(FAR, a.booking_date, b.booking_date) => {
            Some(if is_of_value { Days::Beside } else { Days::Far })
        }
        false => None,
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

/// The days further away under which two doors may have told it.
pub(in crate::office::plan) fn days_beyond(entry: &Entry) -> impl Iterator<Item = Date> {
    entry
        .booking_date
        .into_iter()
        .flat_map(|own| days_around(own).filter(move |day| (*day - own).get_days().abs() > NEAR))
}

/// A day and those on which another door may tell what it tells of there.
pub(in crate::office::plan) fn days_around(day: Date) -> impl Iterator<Item = Date> {
    (-FAR..=FAR).filter_map(move |by| day.checked_add(by.days()).ok())
}

/// A day and those beside it.
pub(super) fn beside(day: Date) -> impl Iterator<Item = Date> {
    (-NEAR..=NEAR).filter_map(move |by| day.checked_add(by.days()).ok())
}
