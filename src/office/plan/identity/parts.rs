//! A batch that one message tells as a sum and another by its payments, under one reference of the
//! bank. Only a notice (camt.054) tells the one beside the other: a statement holds each booking
//! once, so what it lists neither alone nor in a sum is not booked.

use super::days::{Days, same_day};
use super::sums::names_all;
use super::{Held, StatementRow, Told, compare, contents, message};
use crate::domain::statement::Entry;
use std::collections::HashMap;

/// camt.054.
pub(in crate::office::plan) fn is_notice(format: Option<&str>) -> bool {
    message(format) == "camt.054"
}

/// Whether a told booking bears the reference of a held one on the same day in the same direction,
/// one told by a notice and the other by a statement, and which is the larger.
pub(in crate::office::plan) fn sum_and_part(
    held: &Held,
    told: &Told,
    rows: &HashMap<i64, StatementRow>,
) -> Option<Larger> {
    let statement = told.statement;
    let reference = super::own_reference(told.entry, statement.format.as_deref())?;
    let (mut bears, mut by_notice, mut by_statement) = (false, false, false);
    for telling in &held.tellings {
        if telling.statement == statement.id {
            return None;
        }
        bears |= telling.reference.as_deref() == Some(reference);
        let format = rows.get(&telling.statement)?.format.as_deref();
        by_notice |= is_notice(format);
        by_statement |= !is_notice(format);
    }
    let by_both = if is_notice(statement.format.as_deref()) { by_statement } else { by_notice };
    let (ours, theirs) = (held.entry.amount.minor()?, told.entry.amount.minor()?);
    let alike = bears
        && by_both
        && held.entry.amount.currency == told.entry.amount.currency
        && ours.signum() == theirs.signum()
        && same_day(&held.entry, told.entry) == Some(Days::Same);
    match ours.abs().cmp(&theirs.abs()) {
        std::cmp::Ordering::Greater if alike => Some(Larger::Held),
        std::cmp::Ordering::Less if alike => Some(Larger::Told),
        _ => None,
    }
}

/// Which of two bookings is the sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::office::plan) enum Larger {
    Held,
    Told,
}

/// Which of a sum's payments these are, by their position: one that it holds, or a new one. `None`
/// where all together are more than the sum, or it holds all its payments and these are others.
pub(in crate::office::plan) fn places_inside(
    sum: &Entry,
    parts: &[(usize, &Entry)],
) -> Option<HashMap<usize, bool>> {
    let mut free: Vec<&Entry> = sum.details.iter().collect();
    let mut places = HashMap::new();
    for (at, part) in parts {
        let known = free.iter().position(|detail| is_one(detail, part));
        known.map(|known| free.swap_remove(known));
        places.insert(*at, known.is_none());
    }
    let new = parts.iter().filter(|(at, _)| places.get(at) == Some(&true));
    let mut all = sum.details.iter().chain(new.map(|(_, part)| *part));
    let total = all.try_fold(0_i64, |total, part| total.checked_add(part.amount.minor()?))?;
    (total.abs() <= sum.amount.minor()?.abs()).then_some(places)
}

/// A sum with one of its payments more.
pub(in crate::office::plan) fn with_part(sum: &Entry, part: &Entry) -> Entry {
    let mut with = sum.clone();
    with.details.extend(payments(part).iter().cloned());
    with
}

/// A sum with a payment more that a person said is one of it; one that tells all its payments holds
/// it already.
pub(in crate::office) fn with_part_said(sum: &Entry, part: &Entry) -> Entry {
    let mut with = sum.clone();
    if !names_all(sum) {
        let said = |part: &Entry| Entry { said_inside: true, ..part.clone() };
        with.details.extend(payments(part).iter().map(said));
    }
    with
}

/// A sum without a payment that was said to be one of it.
pub(in crate::office) fn without_part(sum: &Entry, part: &Entry) -> Entry {
    let mut without = sum.clone();
    for part in payments(part) {
        let is_said = |detail: &Entry| detail.said_inside && is_one(detail, part);
        if let Some(at) = without.details.iter().position(is_said) {
            without.details.remove(at);
        }
    }
    without
}

/// A booking, or the payments inside it.
fn payments(part: &Entry) -> &[Entry] {
    if part.details.is_empty() { std::slice::from_ref(part) } else { &part.details }
}

/// Whether a booking can be one of the payments of a sum: a person says that it is.
pub(in crate::office) fn can_be_part(sum: &Entry, part: &Entry) -> bool {
    let minor = |entry: &Entry| entry.amount.minor().unwrap_or_default();
    let told: i64 = sum.details.iter().map(minor).fold(minor(part), i64::saturating_add);
    let is_inside = names_all(sum) && sum.details.iter().any(|one| one.amount == part.amount);
    let near = sum
        .booking_date
        .zip(part.booking_date)
        .is_some_and(|(a, b)| (a - b).get_days().abs() <= super::united::MOST_DAYS);
    near && sum.amount.currency == part.amount.currency
        && minor(sum).signum() == minor(part).signum()
        && minor(part).abs() < minor(sum).abs()
        && (is_inside || told.abs() <= minor(sum).abs())
}

fn is_one(detail: &Entry, part: &Entry) -> bool {
    let held = Held::new(0, detail.clone(), Vec::new());
    let row = StatementRow::default();
    detail.amount == part.amount
        && compare(detail.end_to_end_id.as_deref(), part.end_to_end_id.as_deref()).is_some()
        && contents(&held, &Told::new(part, &row), false).is_some()
}
