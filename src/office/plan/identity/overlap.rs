//! Which statements may both tell of one booking: those that overlap, and interim reports.

use super::message;
use crate::store::rows::StatementRow;
use std::collections::HashMap;

/// True when one statement begins where the other ended, in its balance and in its days, or their
/// numbers say so: they do not overlap.
pub(in crate::office::plan) fn follow(a: &StatementRow, b: &StatementRow) -> bool {
    let after = |first: &StatementRow, then: &StatementRow| {
        first.closing_minor == then.opening_minor
            && first.closing_date.zip(then.opening_date).is_some_and(|(end, start)| end <= start)
    };
    match (moved(a), moved(b)) {
        (Some(one), Some(other)) => one != other && (after(a, b) || after(b, a)),
        _ => are_numbered_apart(a, b),
    }
}

/// Whether two statements of one message type that both end with the balance that they begin with,
/// on the same days, bear two numbers: a swept account has several of a day.
pub(in crate::office::plan) fn are_numbered_apart(a: &StatementRow, b: &StatementRow) -> bool {
    let number = |row: &StatementRow| {
        row.sequence.as_deref().map(|number| number.trim_start_matches('0').to_owned())
    };
    number(a).zip(number(b)).is_some_and(|(one, other)| one != other) && stay(a, b)
}

/// Whether two statements that lead from one balance to another alike are two: their numbers lie
/// apart, and one that is numbered between them leads from the end of the one to the beginning of
/// the other. An account that is emptied twice a day has such.
pub(in crate::office::plan) fn are_parted(
    a: &StatementRow,
    b: &StatementRow,
    rows: &HashMap<i64, StatementRow>,
) -> bool {
    // `12/1`: the first page of the twelfth.
    let number =
        |row: &StatementRow| row.sequence.as_deref()?.split('/').next()?.trim().parse::<u64>().ok();
    let kind = |row: &StatementRow| message(row.format.as_deref()).to_owned();
    let Some((one, other)) = number(a).zip(number(b)).filter(|(one, other)| one != other) else {
        return false;
    };
    if moved(a).is_none() || moved(a) != moved(b) || kind(a) != kind(b) {
        return false;
    }
    let (first, first_number, last, last_number) =
        if one < other { (a, one, b, other) } else { (b, other, a, one) };
    let is_between = |row: &StatementRow| {
        number(row).is_some_and(|number| first_number < number && number < last_number)
            && (&row.company, &row.account, &row.currency)
                == (&first.company, &first.account, &first.currency)
            && row.opening_minor == first.closing_minor
            && row.closing_minor == last.opening_minor
            && first.closing_date <= row.closing_date
            && row.closing_date <= last.closing_date
            && kind(row) == kind(first)
    };
    rows.values().any(is_between)
}

/// Whether two such statements of one day bear no numbers, and two ids: two statements of a swept
/// account, or one that the bank told twice. Nothing in them says which.
pub(in crate::office::plan) fn may_be_two(a: &StatementRow, b: &StatementRow) -> bool {
    let is_of_a_day = a.opening_date.zip(a.closing_date).is_some_and(|(from, to)| {
        // The opening balance is that of the last day on which the bank booked.
        (to - from).get_days() <= super::days::NEAR
    });
    let ids = a.ident.as_deref().zip(b.ident.as_deref());
    a.sequence.is_none()
        && b.sequence.is_none()
        && ids.is_some_and(|(one, other)| one != other)
        && is_of_a_day
        && stay(a, b)
}

/// Whether two statements of one message type both end with the balance that they begin with, on
/// the same days.
fn stay(a: &StatementRow, b: &StatementRow) -> bool {
    let stays =
        |row: &StatementRow| row.closing_minor.filter(|end| row.opening_minor == Some(*end));
    let days = |row: &StatementRow| row.closing_date.map(|day| (row.opening_date, day));
    message(a.format.as_deref()) == message(b.format.as_deref())
        && stays(a).zip(stays(b)).is_some_and(|(one, other)| one == other)
        && days(a).is_some()
        && days(a) == days(b)
}

/// Opening and closing balance; `None` when they are not both there, or equal and so prove nothing.
pub(super) fn moved(row: &StatementRow) -> Option<(i64, i64)> {
    row.opening_minor.zip(row.closing_minor).filter(|(opening, closing)| opening != closing)
}

/// Interim reports: camt.052, MT942.
pub(in crate::office::plan) fn is_interim(row: &StatementRow) -> bool {
    matches!(message(row.format.as_deref()), "camt.052" | "mt942")
}

/// Whether two statements inside one document may tell of one booking: interim reports may be
/// cumulative, a message may stand there twice, statements with balances that do not follow each
/// other overlap, and of two exports put one below the other the second may begin before the first
/// ends.
pub(super) fn tells_again(a: &StatementRow, b: &StatementRow) -> bool {
    let copy = (a.ident.is_some() || a.sequence.is_some())
        && (&a.ident, &a.sequence, a.opening_minor, a.closing_minor)
            == (&b.ident, &b.sequence, b.opening_minor, b.closing_minor);
    is_interim(a)
        || is_interim(b)
        || copy
        || a.section != b.section
        || (moved(a).is_some() && moved(b).is_some())
}
