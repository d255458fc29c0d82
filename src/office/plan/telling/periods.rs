//! Which days the doors of an account tell of: what stands in two periods that do not overlap is two
//! bookings, and what a door lacks of a day that it tells may be what it tells beside it.

use super::Ledger;
use crate::office::plan::bank::day;
use crate::office::plan::identity::{self, FAR, Held, Told};
use crate::store::rows::StatementRow;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeSet;

impl Ledger {
    /// Notes on which days a statement tells of bookings.
    pub(super) fn note_days(&mut self, statement: i64, days: impl IntoIterator<Item = Date>) {
        let Some(key) = self.rows.get(&statement).map(door) else { return };
        self.doors.entry(key).or_default().extend(days);
    }

    /// Whether a held booking and a told one stand in the periods of two doors that do not overlap,
    /// neither of them at the border between the two, and no value date leads across it.
    pub(super) fn are_of_two_periods(&self, held: &Held, told: &Told) -> bool {
        let (Some(there), Some(here)) = (day(&held.entry), day(told.entry)) else { return false };
        let (ours, theirs) = (door(told.statement), self.doors_of(held));
        // One with value dates alone has another calendar.
        let comparable = held.entry.dated_by_value == told.entry.dated_by_value;
        if there == here || !comparable || theirs.contains(&ours) {
            return false;
        }
        let (from, to) = (there.min(here), there.max(here));
        let around = |ends: (Date, Date)| {
            let from = ends.0.checked_sub(FAR.days()).unwrap_or(ends.0);
            from..=ends.1.checked_add(FAR.days()).unwrap_or(ends.1)
        };
        let told_days = |keys: &BTreeSet<(String, String, String)>| -> BTreeSet<Date> {
            let sets = keys.iter().filter_map(|key| self.doors.get(key));
            sets.flat_map(|days| days.range(around((from, to)))).copied().collect()
        };
        let (ours, theirs) = (told_days(&BTreeSet::from([ours])), told_days(&theirs));
        let (early, late) = if here < there { (ours, theirs) } else { (theirs, ours) };
        let Some((last, first)) = early.last().zip(late.first()) else { return false };
        let (before, after) =
            if here < there { (told.entry, &held.entry) } else { (&held.entry, told.entry) };
        let crosses = before.value_date.is_some_and(|day| day >= *first)
            || after.value_date.is_some_and(|day| day <= *last);
        last < first && !(*last == from && *first == to) && !crosses
    }

    /// Whether two doors each tell of days before and after the other's booking and lack it, where
    /// both tell of all that the bank books.
    pub(super) fn each_lacks(&self, held: &Held, told: &Told) -> bool {
        let (Some(there), Some(here)) = (day(&held.entry), day(told.entry)) else { return false };
        let is_inside = |key: &(String, String, String), on: Date| {
            self.doors.get(key).is_some_and(|days| {
                days.first().is_some_and(|first| *first < on)
                    && days.last().is_some_and(|last| on < *last)
            })
        };
        let rows = || held.tellings.iter().filter_map(|telling| self.rows.get(&telling.statement));
        let tells_all = |row: &StatementRow| {
            !identity::is_interim(row) && !identity::is_notice(row.format.as_deref())
        };
        tells_all(told.statement)
            && rows().all(tells_all)
            && is_inside(&door(told.statement), there)
            && rows().any(|row| is_inside(&door(row), here))
    }

    fn doors_of(&self, held: &Held) -> BTreeSet<(String, String, String)> {
        let rows = held.tellings.iter().filter_map(|telling| self.rows.get(&telling.statement));
        rows.map(door).collect()
    }
}

/// Company, account and kind of message.
fn door(row: &StatementRow) -> (String, String, String) {
    let kind = identity::message(row.format.as_deref()).to_owned();
    (row.company.clone(), row.account.clone(), kind)
}
