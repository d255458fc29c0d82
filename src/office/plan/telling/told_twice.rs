//! A statement that was told before, balances and all, by other references.

use super::Ledger;
use crate::domain::statement::Entry;
use crate::office::plan::identity::{self, Told};
use crate::store::rows::StatementRow;
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

impl Ledger {
    /// The places of the bookings that the entries of a statement are, by their position, where it
    /// is one that was told before: of equal balances and days, and equal in all its entries but
    /// for the bank's references.
    pub(super) fn copied(
        &self,
        statement: &StatementRow,
        entries: &[Entry],
    ) -> Option<HashMap<usize, usize>> {
        let closed = self.calendar.closed_on(statement, statement.closing_date?);
        let rows = closed.filter_map(|id| self.rows.get(&id));
        let mut copies =
            rows.filter(|row| row.id != statement.id && identity::is_copy(row, statement));
        copies.find_map(|row| self.equal_to(row.id, statement, entries))
    }

    fn equal_to(
        &self,
        other: i64,
        statement: &StatementRow,
        entries: &[Entry],
    ) -> Option<HashMap<usize, usize>> {
        let theirs = self.told_by.get(&other).into_iter().flatten();
        let theirs: BTreeSet<usize> = theirs.map(|place| self.standing(*place)).collect();
        if theirs.len() != entries.len() {
            return None;
        }
        let mut pairs: Vec<(Reverse<u32>, usize, usize)> = Vec::new();
        for (at, entry) in entries.iter().enumerate() {
            let told = Told::new(entry, statement);
            let alike = self.alike(statement, entry).into_iter();
            pairs.extend(alike.filter(|place| theirs.contains(place)).filter_map(|place| {
                let held = self.held.get(place)?;
                Some((Reverse(identity::tells_the_same(held, &told)?), at, place))
            }));
        }
        pairs.sort_unstable();
        let (mut known, mut taken) = (HashMap::new(), BTreeSet::new());
        for (_, at, place) in pairs {
            if !known.contains_key(&at) && taken.insert(place) {
                known.insert(at, place);
            }
        }
        (known.len() == entries.len()).then_some(known)
    }
}
