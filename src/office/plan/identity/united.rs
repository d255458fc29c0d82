//! Two bookings that a person says are one.

use super::{Date, Entry, Held, enriched_by, references, text};

/// Two readings of one booking lie at most so many days apart: holidays between its value date and
/// its booking date.
pub(super) const MOST_DAYS: i32 = 7;

/// Whether two bookings of one account and amount can be one: their days lie beside each other, and
/// the payer's own reference does not tell them apart. The bank's may: it numbers its bookings anew
/// where it changes the version of its messages, and a person knows that.
pub(in crate::office) fn can_be_one(a: &Entry, b: &Entry) -> bool {
    let beside = |a: Option<Date>, b: Option<Date>| {
        a.zip(b).is_some_and(|(a, b)| (a - b).get_days().abs() <= MOST_DAYS)
    };
    let near = beside(a.booking_date, b.booking_date) || beside(a.value_date, b.value_date);
    near && references(a, b).is_some()
}

/// Whether two bookings are a reversal and the same read the other way: some banks tell a reversal
/// in the direction of what it takes back before they book it.
pub(in crate::office) fn is_turned(a: &Entry, b: &Entry) -> bool {
    a.reversal
        && b.reversal
        && a.amount.currency == b.amount.currency
        && a.amount.amount == -b.amount.amount
        && !a.amount.amount.is_zero()
}

/// The first with what the second says more; `None` when it says nothing new.
pub(in crate::office) fn united(first: &Entry, second: &Entry) -> Option<Entry> {
    enriched_by(&Held::new(0, first.clone(), Vec::new()), second, &text(second))
}
