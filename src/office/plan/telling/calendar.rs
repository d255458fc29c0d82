//! The statements of a ledger by the days that they tell of: which of thousands meet one is found
//! without a look at the others.

use crate::store::rows::StatementRow;
use jiff::civil::Date;
use std::collections::{BTreeSet, HashMap};

/// Company, account and currency, as they stand in a statement.
type Account = (String, String, Option<String>);

/// Statements by their days.
#[derive(Default)]
pub(super) struct Calendar {
    /// By account, the day of the closing balance and the statement.
    closed: HashMap<Account, BTreeSet<(Date, i64)>>,
    /// The first day that each tells of.
    begun: BTreeSet<(Date, i64)>,
    /// So many days the longest tells of.
    longest: i32,
}

impl Calendar {
    /// Notes when a statement closes.
    pub(super) fn note(&mut self, row: &StatementRow) {
        let Some(day) = row.closing_date else { return };
        self.closed.entry(account(row)).or_default().insert((day, row.id));
    }

    /// Notes the first and the last day that a statement tells of.
    pub(super) fn note_days(&mut self, statement: i64, first: Date, last: Date) {
        self.begun.insert((first, statement));
        self.longest = self.longest.max((last - first).get_days());
    }

    /// The statements of an account that close on a day, in their order.
    pub(super) fn closed_on(
        &self,
        row: &StatementRow,
        day: Date,
    ) -> impl Iterator<Item = i64> + use<'_> {
        let all = self.closed.get(&account(row)).into_iter();
        all.flat_map(move |all| all.range((day, i64::MIN)..=(day, i64::MAX))).map(|(_, id)| *id)
    }

    /// Those that close before a day, the latest first.
    pub(super) fn closed_before(
        &self,
        row: &StatementRow,
        day: Date,
    ) -> impl Iterator<Item = i64> + use<'_> {
        let all = self.closed.get(&account(row)).into_iter();
        all.flat_map(move |all| all.range(..(day, i64::MIN)).rev()).map(|(_, id)| *id)
    }

    /// Those that may tell of days between two: all that do, and some that end before.
    pub(super) fn about(&self, first: Date, last: Date) -> impl Iterator<Item = i64> + use<'_> {
        let longest = jiff::Span::new().try_days(self.longest);
        let earliest = longest.and_then(|days| first.checked_sub(days)).unwrap_or(Date::MIN);
        let from = (earliest, i64::MIN);
        self.begun.range(from..=(last, i64::MAX)).map(|(_, id)| *id)
    }
}

fn account(row: &StatementRow) -> Account {
    (row.company.clone(), row.account.clone(), row.currency.clone())
}
