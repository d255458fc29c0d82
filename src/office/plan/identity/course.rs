//! How the balance of a statement goes from day to day: two statements of one account whose
//! balances are the same before and after the days that both tell of tell the same bookings there.

use crate::store::rows::StatementRow;
use jiff::civil::Date;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A statement whose entries lead from its opening balance to its closing one: it lacks none.
pub(in crate::office::plan) struct Course<'a> {
    row: &'a StatementRow,
    opening: i64,
    closing: i64,
    /// What moved on each day that has entries, minor units.
    days: Cow<'a, BTreeMap<Date, i64>>,
    first: Date,
    last: Date,
}

/// Days that two statements tell of.
pub(in crate::office::plan) struct Common {
    pub first: Date,
    pub last: Date,
    /// The balances are the same before and after these days; else on one side of them, and beyond
    /// the other side one of the two goes on.
    pub is_closed: bool,
}

impl<'a> Course<'a> {
    /// `None` where balances are missing, or the entries do not lead from the one to the other.
    pub fn new(row: &'a StatementRow, days: &'a BTreeMap<Date, i64>) -> Option<Course<'a>> {
        let (opening, closing) = row.opening_minor.zip(row.closing_minor)?;
        let (first, last) = (*days.keys().next()?, *days.keys().next_back()?);
        let days = Cow::Borrowed(days);
        let course = Course { row, opening, closing, days, first, last };
        (course.after(last)? == closing).then_some(course)
    }

    /// Both as one, where the other goes on at its last day with the balance that it ends with: a
    /// day in several statements.
    pub fn joined(mut self, next: &Course) -> Course<'a> {
        for (day, minor) in next.days.iter() {
            let sum = self.days.to_mut().entry(*day).or_default();
            *sum = sum.saturating_add(*minor);
        }
        Course { closing: next.closing, last: next.last, ..self }
    }

    /// Whether another goes on where this one ends, on the same day.
    pub fn goes_on_in(&self, next: &Course) -> bool {
        self.closing == next.opening && self.last == next.first
    }

    /// The balance before a day.
    fn before(&self, day: Date) -> Option<i64> {
        self.days.range(..day).try_fold(self.opening, |sum, (_, minor)| sum.checked_add(*minor))
    }

    /// The balance after a day.
    fn after(&self, day: Date) -> Option<i64> {
        self.days.range(..=day).try_fold(self.opening, |sum, (_, minor)| sum.checked_add(*minor))
    }

    /// Whether it tells all that was booked on a day: the day lies inside it. On its first and its
    /// last one another may tell the rest.
    pub fn tells_whole(&self, day: Date) -> bool {
        let (from, to) = self.span();
        from < day && day < to
    }

    /// Whether a day is one of those that it tells of, its first and its last included.
    pub fn tells_of(&self, day: Date) -> bool {
        let (from, to) = self.span();
        from <= day && day <= to
    }

    fn span(&self) -> (Date, Date) {
        let from = self.row.opening_date.map_or(self.first, |day| day.min(self.first));
        (from, self.row.closing_date.map_or(self.last, |day| day.max(self.last)))
    }

    /// Whether two statements have a balance in common at one end of the days that both tell of.
    pub fn touches(&self, other: &Course) -> bool {
        let (first, last) = (self.first.max(other.first), self.last.min(other.last));
        let begins = self.before(first) == other.before(first);
        first <= last && (begins || self.after(last) == other.after(last))
    }

    /// The days that two statements both tell of, where their balances say so.
    pub fn common(&self, other: &Course) -> Option<Common> {
        let alike = |a: &Option<String>, b: &Option<String>| match (a, b) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        };
        let (ours, theirs) = (self.row, other.row);
        let one_account = (&ours.company, &ours.account) == (&theirs.company, &theirs.account)
            && alike(&ours.currency, &theirs.currency);
        let (first, last) = (self.first.max(other.first), self.last.min(other.last));
        if !one_account || first > last {
            return None;
        }
        let begins = self.before(first)? == other.before(first)?;
        let ends = self.after(last)? == other.after(last)?;
        let goes_on = |one: &Course| {
            (begins || one.first < first) && (ends || one.last > last) && (begins || ends)
        };
        let is_closed = begins && ends;
        (is_closed || goes_on(self) || goes_on(other)).then_some(Common { first, last, is_closed })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn row(opening: i64, closing: i64) -> StatementRow {
        let (opening_minor, closing_minor) = (Some(opening), Some(closing));
        StatementRow { opening_minor, closing_minor, ..StatementRow::default() }
    }

    fn days(moved: &[(i8, i64)]) -> BTreeMap<Date, i64> {
        moved.iter().map(|(day, minor)| (date(2026, 10, *day), *minor)).collect()
    }

    #[test]
    fn balances_say_which_days_two_statements_tell_alike() {
        let (month, moved) = (row(100, 170), days(&[(1, 20), (5, -10), (6, 40), (20, 20)]));
        let month = Course::new(&month, &moved).expect("it adds up");
        let common = |from: i64, to: i64, moved: &[(i8, i64)]| {
            let (row, moved) = (row(from, to), days(moved));
            let course = Course::new(&row, &moved)?;
            month.common(&course).map(|common| common.is_closed)
        };
        assert_eq!(common(120, 110, &[(5, -10)]), Some(true));
        assert_eq!(common(120, 150, &[(5, -10), (6, 40)]), Some(true));
        assert_eq!(common(110, 180, &[(6, 40), (20, 20), (21, 10)]), Some(true), "it goes on");
        assert_eq!(common(120, 115, &[(5, -5)]), Some(false), "a part of the day");
        assert_eq!(common(121, 111, &[(5, -10)]), None, "another balance");
        assert_eq!(common(120, 111, &[(5, -10)]), None, "it does not add up");
        assert_eq!(common(120, 140, &[(21, 20)]), None, "another day");
    }
}
