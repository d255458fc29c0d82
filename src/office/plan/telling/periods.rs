//! Which days the doors of an account tell of: what stands in two periods that do not overlap is two
//! bookings, and what a door lacks of a day that it tells may be what it tells beside it.

use super::Ledger;
use crate::domain::statement::Entry;
use crate::office::plan::bank::day;
use crate::office::plan::identity::{self, FAR, Held, Told};
use crate::store::rows::StatementRow;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// So many days between two statements are looked at most.
const MOST_DAYS: usize = 64;

impl Ledger {
    /// Notes on which days a statement tells of bookings.
    pub(super) fn note_days(&mut self, statement: i64, days: impl IntoIterator<Item = Date>) {
        let Some(key) = self.rows.get(&statement).map(door) else { return };
        self.doors.entry(key).or_default().extend(days);
    }

    /// Whether a held booking and a told one stand in the periods of two doors that do not overlap,
    /// neither of them at the border between the two, and no value date leads across it. Of several
    /// equal bookings of one day at the border each may be one of a day on the other side: a weekend
    /// that a door tells on Monday. `fresh` are the entries told with it that are not known.
    pub(super) fn are_of_two_periods(&self, held: &Held, told: &Told, fresh: &[&Entry]) -> bool {
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
            if here < there { (told.entry, &*held.entry) } else { (&*held.entry, told.entry) };
        let crosses = before.value_date.is_some_and(|day| day >= *first)
            || after.value_date.is_some_and(|day| day <= *last);
        if last >= first || crosses {
            return false;
        }
        let at_border = [(*last == from, from), (*first == to, to)];
        let are_beside = at_border.iter().all(|(is_there, _)| *is_there);
        let of_several = at_border.into_iter().filter(|(is_there, _)| *is_there).any(|(_, at)| {
            let all = self.equal_ones(told, fresh);
            let between = all.iter().filter(|day| from < **day && **day < to).count();
            all.iter().filter(|day| **day == at).count() > between
        });
        !are_beside && !of_several
    }

    /// The days of the bookings of a told one's amount, those that are told with it among them.
    fn equal_ones(&self, told: &Told, fresh: &[&Entry]) -> Vec<Date> {
        let statement = told.statement;
        let amount = told.entry.amount;
        let ours =
            fresh.iter().filter(|entry| entry.amount == amount).filter_map(|entry| day(entry));
        let around = day(told.entry).into_iter().flat_map(identity::days_around);
        let minor = amount.minor().unwrap_or_default();
        let slots = self.slots.get(&(statement.company.clone(), statement.account.clone()));
        let slot = |on: Date| slots?.get(&(amount.currency, on, minor));
        let held = around.flat_map(|on| {
            let places = slot(on).into_iter().flatten();
            let of_day = places.filter(move |place| {
                self.held.get(**place).and_then(|held| day(&held.entry)) == Some(on)
            });
            of_day.map(move |_| on)
        });
        ours.chain(held).collect()
    }

    /// Whether the balances say that the earlier of a held booking and a told one is none of the
    /// later one's statement: what is told of the days between its opening balance and the closing
    /// one before is just what moved there.
    pub(super) fn fills_a_gap(&self, held: &Held, told: &Told, fresh: &[&Entry]) -> bool {
        let (Some(there), Some(here)) = (day(&held.entry), day(told.entry)) else { return false };
        let own = [told.statement.id];
        let theirs = held.tellings.iter().map(|telling| telling.statement);
        let (early, late): (Date, Vec<i64>) =
            if there < here { (there, own.to_vec()) } else { (here, theirs.collect()) };
        late.iter().any(|id| self.gap_before(*id, early, fresh).is_some_and(|open| open == 0))
    }

    /// What the balances say that moved before a statement and nobody tells, minor units: the days
    /// between it and the last statement before, where one of them is asked for.
    fn gap_before(&self, statement: i64, on: Date, fresh: &[&Entry]) -> Option<i64> {
        let row = self.rows.get(&statement)?;
        let first = *self.days.get(&statement)?.keys().next()?;
        let mut before = self.calendar.closed_before(row, on).filter_map(|id| self.rows.get(&id));
        let before = before.find(|other| other.closing_minor.is_some())?;
        let (last, gap) =
            (before.closing_date?, row.opening_minor?.checked_sub(before.closing_minor?)?);
        let is_between = |day: Date| last < day && day < first;
        if !is_between(on) || gap == 0 {
            return None;
        }
        let days = std::iter::successors(last.tomorrow().ok(), |day| day.tomorrow().ok())
            .take_while(|day| *day < first)
            .take(MOST_DAYS);
        let held = days
            .filter_map(|day| self.by_day.get(&(row.company.clone(), row.account.clone(), day)))
            .flatten()
            .filter(|place| self.standing(**place) == **place)
            .filter_map(|place| self.held.get(*place))
            .map(|held| &*held.entry);
        let told = fresh.iter().copied().filter(|entry| day(entry).is_some_and(is_between));
        let moved = held.chain(told).filter_map(|entry| entry.amount.minor());
        gap.checked_sub(moved.fold(0, i64::saturating_add))
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
