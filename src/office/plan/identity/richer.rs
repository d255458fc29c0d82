//! What a further telling adds to a booking that is held.

use super::wording::{bare, lengthen};
use super::{Held, StatementRow, TellingRow, Told, is_early};
use crate::domain::statement::Entry;
use std::collections::HashMap;

/// The held booking with what this telling says more: what was missing, a text of which only a part
/// was known, the payments of a batch, the booking date. `None` when it says nothing new.
pub(in crate::office::plan) fn enriched(held: &Held, told: &Told) -> Option<Entry> {
    enriched_by(held, told.entry, &told.text)
}

/// The held booking, or what it is with more said of it, with the days of a statement that tells
/// it: where only notices, interim reports and tables told it, its booking day may be another.
pub(in crate::office::plan) fn as_booked(
    held: &Held,
    told: &Told,
    rows: &HashMap<i64, StatementRow>,
    rich: Option<Entry>,
) -> Option<Entry> {
    let day = told.entry.booking_date.filter(|_| !told.entry.dated_by_value);
    // A table may state the day of its making, or the value date as that of the booking.
    let is_loose = |row: &StatementRow| {
        is_early(row) || row.format.as_deref().is_some_and(|format| format.starts_with("csv"))
    };
    let early = |telling: &TellingRow| rows.get(&telling.statement).is_some_and(is_loose);
    let is_moved = day.is_some()
        && day != held.entry.booking_date
        && !is_loose(told.statement)
        && held.tellings.iter().all(early);
    if !is_moved {
        return rich;
    }
    let value_date = told.entry.value_date.or(held.entry.value_date);
    let rich = rich.unwrap_or_else(|| (*held.entry).clone());
    Some(Entry { booking_date: day, value_date, dated_by_value: false, ..rich })
}

pub(super) fn enriched_by(held: &Held, more: &Entry, said: &str) -> Option<Entry> {
    let mut rich = (*held.entry).clone();
    if rich.dated_by_value && !more.dated_by_value {
        rich.booking_date = more.booking_date;
        rich.dated_by_value = false;
    }
    fill(&mut rich.value_date, &more.value_date);
    let (party, other) = (&mut rich.counterparty, &more.counterparty);
    fill(&mut party.iban, &other.iban);
    fill(&mut party.bic, &other.bic);
    fill(&mut party.ultimate_name, &other.ultimate_name);
    fill(&mut party.account, &other.account);
    lengthen(&mut party.name, &other.name);
    // A text that says nothing but the kind of booking gives way to one that does.
    match bare(held.text(), &held.entry, more).is_empty()
        && !bare(said, &held.entry, more).is_empty()
    {
        true => rich.remittance.clone_from(&more.remittance),
        false => lengthen(&mut rich.remittance, &more.remittance),
    }
    let texts = [
        (&mut rich.structured_reference, &more.structured_reference),
        (&mut rich.end_to_end_id, &more.end_to_end_id),
        (&mut rich.mandate_id, &more.mandate_id),
        (&mut rich.creditor_id, &more.creditor_id),
        (&mut rich.bank_reference, &more.bank_reference),
        (&mut rich.transaction_code, &more.transaction_code),
        (&mut rich.booking_text, &more.booking_text),
        (&mut rich.return_reason, &more.return_reason),
        (&mut rich.batch_id, &more.batch_id),
    ];
    texts.into_iter().for_each(|(to, from)| fill(to, from));
    fill(&mut rich.charges, &more.charges);
    fill(&mut rich.instructed, &more.instructed);
    fill(&mut rich.exchange_rate, &more.exchange_rate);
    rich.reversal |= more.reversal;
    if rich.details.len() < more.details.len() {
        rich.details.clone_from(&more.details);
    }
    (rich != *held.entry).then_some(rich)
}

pub(super) fn fill<T: Clone>(to: &mut Option<T>, from: &Option<T>) {
    if to.is_none() {
        to.clone_from(from);
    }
}
