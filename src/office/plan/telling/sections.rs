//! Tables of one file, one below the other: exports put together, of which the second tells days of
//! the first once more, or pages that each begin with the header.

use super::Ledger;
use crate::domain::statement::Entry;
use crate::office::plan::bank::day;
use crate::store::rows::StatementRow;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap};

impl Ledger {
    /// Takes out of what is known what only looks like a booking of another table of the file: an
    /// export tells a day whole, or as far as it went: one that goes on to later days tells all
    /// of a day that the other knows, one that comes from earlier days no more than that. Where it is
    /// not so, they are pages, and what is equal on them is two bookings.
    pub(super) fn apart_by_pages(
        &self,
        statement: &StatementRow,
        entries: &[Entry],
        known: &mut HashMap<usize, usize>,
    ) {
        let mut met: BTreeMap<(i64, Date), Vec<usize>> = BTreeMap::new();
        for (at, place) in known.iter() {
            let Some(on) = entries.get(*at).and_then(day) else { continue };
            for table in self.tables_of(*place, statement) {
                met.entry((table, on)).or_default().push(*at);
            }
        }
        for ((table, on), some) in met {
            let here = entries.iter().filter(|entry| day(entry) == Some(on)).count();
            let places: BTreeSet<usize> =
                self.told_by.get(&table).into_iter().flatten().copied().collect();
            let is_there = |place: &&usize| {
                self.held.get(**place).is_some_and(|held| day(&held.entry) == Some(on))
            };
            let there = places.iter().filter(is_there).count();
            let days = || entries.iter().filter_map(day);
            let (goes_on, comes_on) =
                (days().any(|other| other > on), days().any(|other| other < on));
            let least = match (goes_on, comes_on) {
                (true, _) => there,
                (false, true) => here,
                (false, false) => here.min(there),
            };
            if some.len() < least {
                known.retain(|at, _| !some.contains(at));
            }
        }
    }

    /// The other tables of a statement's file that tell a booking, where no other file does.
    fn tables_of(&self, place: usize, statement: &StatementRow) -> impl Iterator<Item = i64> {
        let tellings = self.held.get(place).into_iter().flat_map(|held| &held.tellings);
        let rows: Vec<&StatementRow> =
            tellings.filter_map(|telling| self.rows.get(&telling.statement)).collect();
        let is_table = |row: &&StatementRow| {
            row.document_id == statement.document_id && row.section != statement.section
        };
        let all = rows.iter().all(is_table);
        rows.into_iter().filter(move |_| all).map(|row| row.id)
    }
}
