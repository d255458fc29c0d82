//! A reversal that a message tells before it is booked, in the direction of what it takes back, and
//! the statement that books it the other way.

use super::Ledger;
use crate::domain::statement::Entry;
use crate::office::plan::identity::{self, Doubt, Held};
use crate::store::rows::StatementRow;
use std::collections::{BTreeSet, HashMap};

impl Ledger {
    /// Adds to what is asked about the reversals that are held in the other direction. Balances
    /// that hold with both of them say that they are two.
    pub(super) fn turned(
        &self,
        statement: &StatementRow,
        entries: &[Entry],
        known: &HashMap<usize, usize>,
        doubtful: &mut HashMap<usize, (usize, Doubt)>,
    ) {
        let mut taken: BTreeSet<usize> = known.values().copied().collect();
        taken.extend(doubtful.values().map(|(place, _)| *place));
        for (at, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.reversal) {
            if known.contains_key(&at) || doubtful.contains_key(&at) {
                continue;
            }
            let mut other = entry.clone();
            other.amount.amount = -entry.amount.amount;
            let place = self.alike(statement, &other).into_iter().find(|place| {
                let held = self.held.get(*place);
                self.standing(*place) == *place
                    && !taken.contains(place)
                    && held.is_some_and(|held| self.may_be_turned(statement, entry, held))
            });
            if let Some(place) = place {
                taken.insert(place);
                doubtful.insert(at, (place, Doubt::Turned));
            }
        }
    }

    fn may_be_turned(&self, statement: &StatementRow, entry: &Entry, held: &Held) -> bool {
        let tellers = || held.tellings.iter().map(|telling| telling.statement);
        let apart = |id: i64| {
            self.rows.get(&id).is_none_or(|row| {
                row.document_id == statement.document_id || identity::follow(row, statement)
            })
        };
        identity::is_turned(&held.entry, entry)
            && identity::can_be_one(&held.entry, entry)
            && !tellers().any(apart)
            && !(self.proves(statement.id) && tellers().any(|id| self.proves(id)))
    }

    /// Whether the balances of a statement say that it tells each of its entries as it is.
    pub(super) fn proves(&self, statement: i64) -> bool {
        self.course(statement).is_some()
    }
}
