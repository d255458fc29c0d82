//! In what a held and a told booking agree that contradict each other in nothing, and whether it
//! makes them one.

use super::days::{Days, same_day};
use super::overlap::{are_parted, follow, is_interim, may_be_two, tells_again};
use super::wording::{Agreed, contents};
use super::{Held, Told, by_reference, is_notice, message, tellers};
use crate::domain::statement::Entry;
use crate::store::rows::{StatementRow, TellingRow};
use std::collections::HashMap;

/// Worth more than the day and all that texts and ids agree in.
pub(super) const BY_REFERENCE: u32 = 1_000;

/// Worth more than all that texts and ids agree in.
const SAME_DAY: u32 = 100;

/// Worth more than the booking day: a door may state that of a day later, but not the value date of
/// another booking.
const SAME_VALUE: u32 = 150;

/// In what two tellings agree.
pub(super) struct Agreement {
    pub days: Days,
    /// The bank's own reference is the same.
    pub referred: bool,
    /// What they say.
    pub said: Agreed,
    /// One door tells both, in other words. A door words one booking alike each time.
    pub is_worded_anew: bool,
    /// Both state the value date, and it is the same.
    is_of_value: bool,
    /// The bank may well state two booking days for one booking: a notice or an interim report
    /// comes before it books.
    is_early: bool,
}

impl Agreement {
    /// On one day doors that name two other sides tell of two bookings, unless a reference is the
    /// same. Where two calendars cannot be compared, only a reference makes two tellings one: an
    /// equal text a day apart may be a payment that was made twice. The value date is such a
    /// reference beside other side and text.
    pub fn is_named(&self) -> bool {
        let said = &self.said;
        match self.days {
            Days::Same => {
                let is_other = said.otherwise_named || self.is_worded_anew;
                self.referred || said.by_end_to_end || !is_other
            }
            Days::Near => self.referred || said.by_end_to_end,
            Days::Beside if said.otherwise_named => false,
            Days::Beside => {
                let is_moved = self.is_early || self.is_of_value;
                is_moved && said.by_end_to_end || self.is_of_value && self.says_all()
            }
            Days::Apart | Days::Far => false,
        }
    }

    /// In how much they agree, to compare with others.
    pub fn alike(&self) -> u32 {
        let day = if self.days == Days::Same { SAME_DAY } else { 0 };
        let value = if self.is_of_value { SAME_VALUE } else { 0 };
        let referred = if self.referred { BY_REFERENCE } else { 0 };
        self.said.alike + day + value + referred
    }

    /// Other side and text are the same.
    pub fn says_all(&self) -> bool {
        let said = &self.said;
        said.by_party && !said.otherwise_counted && (said.by_text || said.is_silent)
    }
}

/// `None` when they contradict each other, or come from statements that cannot both hold the
/// booking.
pub(super) fn agreement(
    held: &Held,
    told: &Told,
    rows: &HashMap<i64, StatementRow>,
) -> Option<Agreement> {
    let statement = told.statement;
    if held.tellings.iter().any(|telling| telling.statement == statement.id) {
        return None;
    }
    let days = same_day(&held.entry, told.entry)?;
    let tellers: Vec<(&StatementRow, &TellingRow)> = tellers(held, rows).collect();
    let are_doors = |row: &StatementRow| are_doors((row, &held.entry), (statement, told.entry));
    if matches!(days, Days::Beside | Days::Far) && !tellers.iter().all(|(row, _)| are_doors(row)) {
        return None;
    }
    let referred = by_reference(&tellers, told)?;
    let apart = |row: &StatementRow| {
        follow(row, statement) || may_be_two(row, statement) || are_parted(row, statement, rows)
    };
    if !referred && tellers.iter().any(|(row, _)| apart(row)) {
        return None;
    }
    let mut beside =
        tellers.iter().filter(|(row, _)| row.document_id == statement.document_id).peekable();
    if !referred && beside.peek().is_some() && !beside.any(|(row, _)| tells_again(row, statement)) {
        return None;
    }
    let is_early = is_early(statement) || tellers.iter().all(|(row, _)| is_early(row));
    let is_of_value =
        held.entry.value_date.is_some() && held.entry.value_date == told.entry.value_date;
    let said = contents(held, told, referred)?;
    // What another door said besides may stand in the text by now.
    let of_one_door = !tellers.is_empty() && !tellers.iter().any(|(row, _)| are_doors(row));
    let is_worded_anew = of_one_door && said.otherwise_worded;
    // `RE 1` and `RE 10`.
    if is_worded_anew && said.otherwise_counted && !referred && !said.by_end_to_end {
        return None;
    }
    Some(Agreement { days, referred, said, is_worded_anew, is_of_value, is_early })
}

/// Whether one door alone tells two bookings, in other words, and nothing but the day, the amount
/// and the other side says that they are one.
pub(in crate::office::plan) fn says_other_words(
    held: &Held,
    told: &Told,
    rows: &HashMap<i64, StatementRow>,
) -> bool {
    let is_table = message(told.statement.format.as_deref()).starts_with("csv");
    let door = |(row, _): (&StatementRow, &TellingRow)| {
        are_doors((row, &held.entry), (told.statement, told.entry))
            || is_numbered(row)
            || row.document_id == told.statement.document_id
    };
    is_table
        && !is_numbered(told.statement)
        && !tellers(held, rows).any(door)
        && agreement(held, told, rows)
            .is_some_and(|agreed| !agreed.referred && !agreed.said.by_end_to_end)
        && super::wording::differ(held, told)
}

/// Whether balances say where a statement stands among the others.
fn is_numbered(row: &StatementRow) -> bool {
    row.opening_minor.is_some() && row.closing_minor.is_some()
}

/// Whether a message tells bookings before the bank's statement does.
pub(super) fn is_early(row: &StatementRow) -> bool {
    is_interim(row) || is_notice(row.format.as_deref())
}

/// Whether two statements are of two kinds and documents: of one kind a bank has one calendar.
/// Tables of no known bank are of two kinds where their bookings state different columns.
pub(super) fn are_doors(
    (a, one): (&StatementRow, &Entry),
    (b, other): (&StatementRow, &Entry),
) -> bool {
    let columns = |entry: &Entry| {
        let party = &entry.counterparty;
        let texts = [&party.name, &entry.remittance, &entry.booking_text];
        (texts.map(Option::is_some), party.iban.is_some(), entry.value_date.is_some())
    };
    let is_any = |row: &StatementRow| row.format.as_deref() == Some("csv:generic");
    let kinds = message(a.format.as_deref()) != message(b.format.as_deref());
    a.document_id != b.document_id
        && (kinds || is_any(a) && is_any(b) && columns(one) != columns(other))
}
