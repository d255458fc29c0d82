//! Two bookings that a person says are one.

use super::{
    Date, Entry, Held, StatementRow, TellingRow, compare, counts, enriched_by, message, text,
};
use std::collections::{HashMap, HashSet};

/// Two readings of one booking lie at most so many days apart: holidays between its value date and
/// its booking date.
const MOST_DAYS: i32 = 7;

/// What a booking says, with who told of it.
type Reading<'a> = (&'a Entry, &'a [TellingRow]);

/// Whether two bookings of one account and amount can be one: their days lie beside each other, and
/// neither the payer's own reference nor those that the bank gives within one message type tell
/// them apart.
pub(in crate::office) fn can_be_one(
    first: Reading,
    second: Reading,
    rows: &HashMap<i64, StatementRow>,
) -> bool {
    let ((a, _), (b, _)) = (first, second);
    let beside = |a: Option<Date>, b: Option<Date>| {
        a.zip(b).is_some_and(|(a, b)| (a - b).get_days().abs() <= MOST_DAYS)
    };
    let near = beside(a.booking_date, b.booking_date) || beside(a.value_date, b.value_date);
    let paid_apart = compare(a.end_to_end_id.as_deref(), b.end_to_end_id.as_deref()).is_none();
    near && !paid_apart && !told_apart(&references(first.1, rows), &references(second.1, rows))
}

/// The bank's own references, each with its message type.
fn references<'t>(
    tellings: &'t [TellingRow],
    rows: &'t HashMap<i64, StatementRow>,
) -> HashSet<(&'t str, &'t str)> {
    let reference = |telling: &'t TellingRow| {
        let format = rows.get(&telling.statement)?.format.as_deref();
        Some((
            message(format),
            telling.reference.as_deref().filter(|reference| counts(reference, format))?,
        ))
    };
    tellings.iter().filter_map(reference).collect()
}

/// Both have a reference of one message type, and none in common.
fn told_apart(ours: &HashSet<(&str, &str)>, theirs: &HashSet<(&str, &str)>) -> bool {
    ours.iter().any(|(kind, _)| theirs.iter().any(|(other, _)| other == kind))
        && ours.is_disjoint(theirs)
}

/// The first with what the second says more; `None` when it says nothing new.
pub(in crate::office) fn united(first: &Entry, second: &Entry) -> Option<Entry> {
    enriched_by(&Held::new(0, first.clone(), Vec::new()), second, &text(second))
}
