//! An equal amount each day, told by one door a day late: each day finds the wrong one, and of each
//! door one is left over.

use super::Ledger;
use crate::domain::statement::Entry;
use crate::office::plan::bank::day;
use crate::office::plan::identity::{self, Doubt};
use crate::store::rows::StatementRow;
use std::collections::{BTreeSet, HashMap};

/// So many days in a row are followed at most.
const MOST_DAYS: usize = 64;

impl Ledger {
    /// Adds to what is asked about the entries that are left over at one end of such a row, with the
    /// booking that is left over at its other end.
    pub(super) fn shifted(
        &self,
        statement: &StatementRow,
        entries: &[Entry],
        known: &HashMap<usize, usize>,
        doubtful: &mut HashMap<usize, (usize, Doubt)>,
    ) {
        if known.is_empty() || known.len() + doubtful.len() >= entries.len() {
            return;
        }
        let by_place: HashMap<usize, usize> =
            known.iter().map(|(at, place)| (*place, *at)).collect();
        let mut taken: BTreeSet<usize> = doubtful.values().map(|(place, _)| *place).collect();
        for at in 0..entries.len() {
            if known.contains_key(&at) || doubtful.contains_key(&at) {
                continue;
            }
            let ends = [true, false].into_iter();
            let end = ends
                .filter_map(|is_late| self.other_end(statement, entries, at, is_late, &by_place));
            if let Some(place) = end.into_iter().find(|place| !taken.contains(place)) {
                taken.insert(place);
                doubtful.insert(at, (place, Doubt::Shifted));
            }
        }
    }

    /// The place of the booking that no entry is, day by day back from an entry (where it
    /// `is_late`) or on from it, over bookings that are entries and might as well be the next.
    fn other_end(
        &self,
        statement: &StatementRow,
        entries: &[Entry],
        at: usize,
        is_late: bool,
        by_place: &HashMap<usize, usize>,
    ) -> Option<usize> {
        let mut at = at;
        for step in 0..MOST_DAYS {
            let entry = entries.get(at)?;
            let here = day(entry)?;
            let told = self.told(entry, statement);
            let mut beside: Vec<(i32, bool, usize)> = Vec::new();
            for place in self.alike(statement, entry) {
                let place = self.standing(place);
                let Some(held) = self.held.get(place) else { continue };
                let Some(there) = day(&held.entry) else { continue };
                let apart = if is_late { here - there } else { there - here }.get_days();
                let values = held.entry.value_date.zip(entry.value_date);
                let may_be = apart > 0
                    && values.is_none_or(|(one, other)| one == other)
                    && identity::may_be(held, &told, &self.rows).is_some();
                if may_be {
                    beside.push((apart, by_place.contains_key(&place), place));
                }
            }
            let (_, is_known, place) = beside.into_iter().min()?;
            if !is_known {
                // Right beside it is asked about already where it may be.
                return (step > 0).then_some(place);
            }
            at = *by_place.get(&place)?;
        }
        None
    }
}
