//! Proof by the balances: does each balance follow from the one before, and the last from the
//! first?

use crate::domain::Entry;
use rust_decimal::Decimal;

/// What the balances beside the entries say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// Too few balances to say anything.
    None,
    /// Every balance follows; the entries stand from the oldest or from the newest.
    Holds { newest_first: bool },
    /// In the better order, this entry's balance (index from 0) does not follow; `alone`: and no
    /// other, as where lines are missing in one place. Rows out of order break more than once.
    Breaks { newest_first: bool, at: usize, alone: bool },
}

/// Follows the balances in both orders and keeps the one with fewer breaks.
pub fn running(entries: &[Entry]) -> Proof {
    let (old_breaks, old_at) = breaks(entries.windows(2).map(|pair| match pair {
        [before, after] => follows(before, after),
        _ => None,
    }));
    let (new_breaks, new_at) = breaks(entries.windows(2).map(|pair| match pair {
        [after, before] => follows(before, after),
        _ => None,
    }));
    let pairs = entries
        .windows(2)
        .filter(|pair| pair.iter().all(|entry| entry.balance_after.is_some()))
        .count();
    match (old_breaks, new_breaks) {
        _ if pairs == 0 => Proof::None,
        (0, new) if new > 0 || dated_upwards(entries) => Proof::Holds { newest_first: false },
        (_, 0) => Proof::Holds { newest_first: true },
        (0, _) => Proof::Holds { newest_first: false },
        (old, new) if old <= new => {
            Proof::Breaks { newest_first: false, at: old_at + 1, alone: old == 1 && new > 1 }
        }
        (_, new) => Proof::Breaks { newest_first: true, at: new_at, alone: new == 1 },
    }
}

/// Whether every balance follows in both orders, the days say nothing, and the account would end
/// with another balance in each: both, from the oldest and from the newest row on top.
pub fn either_way(entries: &[Entry]) -> Option<(Decimal, Decimal)> {
    let upwards = entries.windows(2).map(|pair| match pair {
        [before, after] => follows(before, after),
        _ => None,
    });
    let downwards = entries.windows(2).map(|pair| match pair {
        [after, before] => follows(before, after),
        _ => None,
    });
    let [first, .., last] = entries else { return None };
    let (top, bottom) = (first.balance_after?.amount, last.balance_after?.amount);
    let is_open = first.booking_date == last.booking_date && top != bottom;
    (is_open && all_hold(upwards) && all_hold(downwards)).then_some((bottom, top))
}

fn all_hold(mut pairs: impl Iterator<Item = Option<bool>>) -> bool {
    pairs.all(|holds| holds == Some(true))
}

/// `None` where a balance is missing: nothing to say.
fn follows(before: &Entry, after: &Entry) -> Option<bool> {
    let (was, is) = (before.balance_after?, after.balance_after?);
    Some(was.amount.checked_add(after.amount.amount) == Some(is.amount))
}

fn breaks(pairs: impl Iterator<Item = Option<bool>>) -> (usize, usize) {
    let broken: Vec<usize> =
        pairs.enumerate().filter(|(_, holds)| *holds == Some(false)).map(|(at, _)| at).collect();
    (broken.len(), broken.first().copied().unwrap_or(0))
}

fn dated_upwards(entries: &[Entry]) -> bool {
    entries.first().and_then(|entry| entry.booking_date)
        <= entries.last().and_then(|entry| entry.booking_date)
}

/// The sum of the entries' amounts; `None` beyond 28 digits.
pub fn sum(entries: &[Entry]) -> Option<Decimal> {
    entries.iter().try_fold(Decimal::ZERO, |sum, entry| sum.checked_add(entry.amount.amount))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Currency, Money};

    fn entries(rows: &[(i64, Option<i64>)]) -> Vec<Entry> {
        let euro = |cents| Money::from_minor(cents, Currency::EUR);
        let entry = |(amount, balance): &(i64, Option<i64>)| Entry {
            balance_after: balance.map(euro),
            ..Entry::new(euro(*amount))
        };
        rows.iter().map(entry).collect()
    }

    #[test]
    fn balances_prove_the_entries_in_either_order() {
        assert_eq!(
            running(&entries(&[(100, Some(1100)), (-50, Some(1050)), (7, Some(1057))])),
            Proof::Holds { newest_first: false }
        );
        assert_eq!(
            running(&entries(&[(7, Some(1057)), (-50, Some(1050)), (100, Some(1100))])),
            Proof::Holds { newest_first: true }
        );
        assert_eq!(running(&entries(&[(100, None), (-50, None)])), Proof::None);
        assert_eq!(running(&entries(&[(100, Some(1))])), Proof::None);
    }

    #[test]
    fn balances_that_hold_in_both_orders_say_neither() {
        let there_and_back =
            entries(&[(500, Some(500)), (-500, Some(0)), (500, Some(500)), (-500, Some(0))]);
        assert_eq!(either_way(&there_and_back), Some((Decimal::ZERO, Decimal::from(5))));
        for told in [
            entries(&[(500, Some(500)), (-400, Some(100))]),
            entries(&[(500, Some(500)), (-500, Some(0)), (500, Some(500))]),
            entries(&[(500, Some(500))]),
            entries(&[(500, None), (-500, None)]),
        ] {
            assert_eq!(either_way(&told), None);
        }
        let mut of_two_days = there_and_back;
        of_two_days[3].booking_date = Some(jiff::civil::date(2026, 10, 6));
        assert_eq!(either_way(&of_two_days), None);
    }

    #[test]
    fn a_break_is_named() {
        let broken =
            entries(&[(100, Some(1100)), (-50, Some(1050)), (9, Some(1057)), (1, Some(1058))]);
        assert_eq!(running(&broken), Proof::Breaks { newest_first: false, at: 2, alone: true });
    }
}
