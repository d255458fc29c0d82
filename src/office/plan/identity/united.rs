//! Two bookings that a person says are one.

use super::{Entry, Held, StatementRow, TellingRow, compare, counts, enriched_by, message, text};
use std::collections::HashMap;

/// Two readings of one booking lie at most so many days apart: holidays between its value date and its booking date.
const MOST_DAYS: i32 = 7;

/// What a booking says, with who told of it.
type Reading<'a> = (&'a Entry, &'a [TellingRow]);

/// Whether two bookings of one account and amount can be one: their days lie beside each other, and neither the payer's own reference
/// nor those that the bank gives within one message type tell them apart.
pub(in crate::office) fn can_be_one(first: Reading, second: Reading, rows: &HashMap<i64, StatementRow>) -> bool {
    let near = |a: Option<jiff::civil::Date>, b: Option<jiff::civil::Date>| a.zip(b).map(|(a, b)| (a - b).get_days().abs() <= MOST_DAYS);
    let days = [(first.0.booking_date, second.0.booking_date), (first.0.value_date, second.0.value_date)];
    let beside = days.iter().any(|(a, b)| near(*a, *b) == Some(true));
    let end_to_end = compare(first.0.end_to_end_id.as_deref(), second.0.end_to_end_id.as_deref()).is_some();
    let references = |reading: Reading| -> Vec<(String, String)> {
        let told = reading.1.iter().filter_map(|telling| {
            let format = rows.get(&telling.statement)?.format.as_deref();
            let reference = telling.reference.as_deref().filter(|reference| counts(reference, format))?;
            Some((message(format).to_owned(), reference.to_owned()))
        });
        told.collect()
    };
    let (ours, theirs) = (references(first), references(second));
    let told_apart =
        ours.iter().any(|(kind, _)| theirs.iter().any(|(other, _)| other == kind) && !theirs.iter().any(|their| ours.contains(their)));
    beside && end_to_end && !told_apart
}

/// The first with what the second says more; `None` when it says nothing new.
pub(in crate::office) fn united(first: &Entry, second: &Entry) -> Option<Entry> {
    enriched_by(&Held::new(0, first.clone(), Vec::new()), second, &text(second))
}
