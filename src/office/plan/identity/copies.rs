//! Bookings that only their references or their days tell apart, and statements that were told
//! twice: a bank that changes the version of its messages may give its bookings new references.

use super::akin::are_akin;
use super::days::{Days, FAR, same_day};
use super::overlap::{are_parted, follow, may_be_two, moved};
use super::{Agreement, Held, Told, agreement, by_reference, contents, message, tellers};
use crate::store::rows::{StatementRow, TellingRow};
use std::collections::HashMap;

/// Why a booking that is booked anew may be one that is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::office::plan) enum Doubt {
    /// Their days lie beside each other and cannot be compared.
    Days,
    /// Two doors state booking days beside each other, and nothing else tells them apart.
    Beside,
    /// They are of one day and name two other sides, and no reference is the same.
    Named,
    /// Only the bank's references differ, and the messages are of two versions or tell of one
    /// stretch.
    Renumbered,
    /// Their statements leave the balance of the day as it was, and bear ids that tell nothing.
    Swept,
    /// Two doors tell them in other words, and a number or a name speaks for one; or one of the
    /// doors lacks what the other tells.
    Worded,
    /// One door tells them in other words, of one day.
    Reworded,
    /// Two doors tell an equal amount day by day, and each has one that the other lacks: one of the
    /// doors may tell each a day late.
    Shifted,
    /// A statement that tells all of their day tells of one only, in other words.
    Retold,
    /// It bears the reference of a sum, and is not all of it.
    Part,
    /// It is the sum of others, under no common reference.
    Sum,
    /// Both are a reversal of one amount, in two directions.
    Turned,
}

/// Whether a booking that is held may be the told one although nothing says so: they contradict
/// each other in nothing but what may differ by their doors. With how near they are to it, to compare
/// with others.
pub(in crate::office::plan) fn may_be(
    held: &Held,
    told: &Told,
    rows: &HashMap<i64, StatementRow>,
) -> Option<(Doubt, u32)> {
    match agreement(held, told, rows) {
        Some(agreed) if is_beside(&agreed) => Some(match agreed.days {
            Days::Beside => (Doubt::Beside, NEARER + agreed.alike()),
            Days::Far => (Doubt::Beside, agreed.said.alike),
            Days::Same if agreed.is_worded_anew => (Doubt::Reworded, agreed.said.alike),
            Days::Same => (Doubt::Named, agreed.said.alike),
            Days::Near | Days::Apart => (Doubt::Days, NEARER + agreed.alike()),
        }),
        Some(_) => None,
        None if is_swept(held, told, rows) => Some((Doubt::Swept, NEAREST)),
        None => is_renumbered(held, told, rows).then_some((Doubt::Renumbered, NEAREST)),
    }
}

/// Whether a booking that is held may be the told one in other words, with how near their days are:
/// the nearer the more.
pub(in crate::office::plan) fn may_be_worded(
    held: &Held,
    told: &Told,
    rows: &HashMap<i64, StatementRow>,
) -> Option<u32> {
    are_akin(held, told, rows).then(|| {
        let days = held.entry.booking_date.zip(told.entry.booking_date);
        days.map_or(0, |(a, b)| FAR.saturating_sub((a - b).get_days().abs()).unsigned_abs())
    })
}

/// Worth more than all that texts, ids and days agree in: what contradicts in words is asked about
/// where nothing beside it agrees better.
const NEARER: u32 = 10_000;

/// Worth more than that: it is of one day.
const NEAREST: u32 = 100_000;

/// Days that cannot be compared, and no reference. What one of two doors leaves out contradicts
/// nothing: of two booking days beside each other it is enough that neither the other side is named
/// nor the text counted otherwise. Where a value date differs on both sides, something must be the same.
fn is_beside(agreed: &Agreement) -> bool {
    let said = &agreed.said;
    let one_side = !(said.otherwise_named || said.otherwise_counted) || said.by_end_to_end;
    match agreed.days {
        Days::Same => !agreed.is_named(),
        Days::Far => !said.otherwise_named && agreed.says_all(),
        Days::Near => !agreed.is_named(),
        Days::Beside => one_side,
        Days::Apart => one_side && (said.by_party || said.by_text || said.by_end_to_end),
    }
}

/// Whether two bookings of one day that contradict each other in nothing stand in statements that
/// may be two of a swept account, or one.
fn is_swept(held: &Held, told: &Told, rows: &HashMap<i64, StatementRow>) -> bool {
    let tellers: Vec<(&StatementRow, &TellingRow)> = tellers(held, rows).collect();
    tellers.iter().any(|(row, _)| may_be_two(row, told.statement))
        && by_reference(&tellers, told).is_some()
        && tells_the_same(held, told).is_some()
}

/// Whether nothing but the bank's references tells two bookings apart, told by messages of one type
/// that count on their own: of two versions, or of one stretch.
fn is_renumbered(held: &Held, told: &Told, rows: &HashMap<i64, StatementRow>) -> bool {
    let statement = told.statement;
    let tellers: Vec<(&StatementRow, &TellingRow)> = tellers(held, rows).collect();
    let kind = |row: &StatementRow| message(row.format.as_deref()).to_owned();
    let apart = |row: &StatementRow| {
        row.document_id != statement.document_id
            && kind(row) == kind(statement)
            && (row.format != statement.format || are_of_one_stretch(row, statement))
    };
    tellers.iter().any(|(row, _)| apart(row))
        && !tellers.iter().any(|(row, _)| {
            row.id == statement.id || follow(row, statement) || are_parted(row, statement, rows)
        })
        && by_reference(&tellers, told).is_none()
        && tells_the_same(held, told).is_some_and(|alike| alike > 0)
}

/// How alike two bookings of one day are whose references are not asked for; 0 where text and other
/// side do not both agree, `None` when they contradict each other.
pub(in crate::office::plan) fn tells_the_same(held: &Held, told: &Told) -> Option<u32> {
    (same_day(&held.entry, told.entry)? == Days::Same).then_some(())?;
    let said = contents(held, told, false)?;
    (!super::names::are_others(&held.entry, told.entry)).then_some(
        match said.by_end_to_end || said.by_text && said.by_party {
            true => said.alike,
            false => 0,
        },
    )
}

/// Why a booking may be the told one where a statement that tells everything of their day has one
/// of the two only: nothing but references or words differ.
pub(in crate::office::plan) fn is_retold(held: &Held, told: &Told) -> Option<Doubt> {
    (same_day(&held.entry, told.entry)? == Days::Same).then_some(())?;
    match tells_the_same(held, told) {
        Some(alike) if alike > 0 => Some(Doubt::Renumbered),
        _ => super::can_be_one(&held.entry, told.entry).then_some(Doubt::Retold),
    }
}

/// Whether a statement may be another told once more: of one stretch, and not numbered otherwise.
pub(in crate::office::plan) fn is_copy(a: &StatementRow, b: &StatementRow) -> bool {
    let number = |row: &StatementRow| {
        row.sequence.as_deref().map(|number| number.trim_start_matches('0').to_owned())
    };
    let renumbered = number(a).zip(number(b)).is_some_and(|(one, other)| one != other);
    are_of_one_stretch(a, b) && !renumbered
}

/// Whether two statements of one account lead from one balance to another on the same days. Where
/// the balance is the same before and after, several may.
pub(in crate::office::plan) fn are_of_one_stretch(a: &StatementRow, b: &StatementRow) -> bool {
    moved(a).is_some()
        && moved(a) == moved(b)
        && a.closing_date.is_some()
        && (&a.company, &a.account, &a.currency, a.closing_date)
            == (&b.company, &b.account, &b.currency, b.closing_date)
}
