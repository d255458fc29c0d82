//! Bookings that may be one although nothing says so: they are booked, and a person is asked.

use super::Ledger;
use crate::domain::statement::Entry;
use crate::office::plan::identity::{self, Doubt, Held, Told};
use crate::store::rows::StatementRow;
use jiff::civil::Date;
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

/// So many bookings are weighed for one entry at most: where more are alike, one is as good as
/// another.
const MOST_ALIKE: usize = 64;

/// Of an amount that is booked so often on a day, one further away is another.
const MOST_BEYOND: usize = 16;

impl Ledger {
    /// The entries, by position, that are booked anew although a booking that no entry of the
    /// statement is may be one of them: its place, and why; `doubtful` are found already. The
    /// likest find each other first.
    pub(super) fn doubtful(
        &self,
        statement: &StatementRow,
        entries: &[Entry],
        known: &HashMap<usize, usize>,
        mut doubtful: HashMap<usize, (usize, Doubt)>,
    ) -> HashMap<usize, (usize, Doubt)> {
        let mut taken: BTreeSet<usize> = known.values().copied().collect();
        taken.extend(doubtful.values().map(|(place, _)| *place));
        let fresh: Vec<&Entry> = entries
            .iter()
            .enumerate()
            .filter(|(at, _)| !known.contains_key(at))
            .map(|(_, entry)| entry)
            .collect();
        let mut pairs: Vec<(Reverse<u32>, usize, usize, Doubt)> = Vec::new();
        for (at, entry) in entries.iter().enumerate() {
            if known.contains_key(&at) || doubtful.contains_key(&at) {
                continue;
            }
            let told = self.told(entry, statement);
            let near = self.alike(statement, entry).into_iter();
            let free = near
                .chain(self.beyond(statement, entry))
                .filter(|place| !taken.contains(&self.standing(*place)));
            let found = free.enumerate().filter_map(|(nth, place)| {
                let held = self.held.get(place)?;
                let (doubt, alike) = self.doubt(held, &told, &fresh, nth < MOST_ALIKE)?;
                Some((Reverse(alike), at, self.standing(place), doubt))
            });
            pairs.extend(found.take(MOST_ALIKE));
        }
        pairs.sort_by_key(|(alike, at, place, _)| (*alike, *at, *place));
        for (_, at, place, doubt) in pairs {
            if !doubtful.contains_key(&at) && taken.insert(place) {
                doubtful.insert(at, (place, doubt));
            }
        }
        doubtful
    }

    /// Why a held booking may be the told one, and how much speaks for it; in other words only where
    /// they are `weighed`. `fresh` are the entries told with it that are not known.
    fn doubt(
        &self,
        held: &Held,
        told: &Told,
        fresh: &[&Entry],
        weighed: bool,
    ) -> Option<(Doubt, u32)> {
        let must_be = || self.must_be(held, told);
        let are_two =
            || self.are_of_two_periods(held, told, fresh) || self.fills_a_gap(held, told, fresh);
        match identity::may_be(held, told, &self.rows) {
            // Balances say more than names.
            Some((Doubt::Named, alike)) => Some((must_be().unwrap_or(Doubt::Named), alike)),
            Some((Doubt::Beside | Doubt::Days, _)) if are_two() => {
                must_be().map(|doubt| (doubt, 0))
            }
            Some(found) => Some(found),
            None => must_be().map(|doubt| (doubt, 0)).or_else(|| {
                let worded = weighed && !are_two();
                let alike = worded.then(|| identity::may_be_worded(held, told, &self.rows))?;
                let in_place = || {
                    self.each_lacks(held, told)
                        && identity::may_be_in_its_place(held, told, &self.rows)
                };
                alike.or_else(|| in_place().then_some(0)).map(|alike| (Doubt::Worded, alike))
            }),
        }
    }

    /// An entry as its statement tells it here.
    pub(super) fn told<'a>(&'a self, entry: &'a Entry, statement: &'a StatementRow) -> Told<'a> {
        let own = self.own.get(&statement.company).map(AsRef::as_ref);
        let mut told = Told::new(entry, statement);
        told.own = own;
        told
    }

    /// The bookings of an entry's amount on its days and those beside them.
    pub(super) fn alike(&self, statement: &StatementRow, entry: &Entry) -> BTreeSet<usize> {
        let days = identity::days_sought(entry);
        days.filter_map(|day| self.slot(statement, entry, day)).flatten().copied().collect()
    }

    /// Those of days further away.
    fn beyond(&self, statement: &StatementRow, entry: &Entry) -> BTreeSet<usize> {
        let near = self.alike(statement, entry);
        identity::days_beyond(entry)
            .filter_map(|day| self.slot(statement, entry, day))
            .filter(|places| places.len() <= MOST_BEYOND)
            .flatten()
            .copied()
            .filter(|place| !near.contains(place))
            .collect()
    }

    fn slot(&self, statement: &StatementRow, entry: &Entry, day: Date) -> Option<&Vec<usize>> {
        let minor = entry.amount.minor().unwrap_or_default();
        let (company, account) = (statement.company.clone(), statement.account.clone());
        self.slots.get(&(company, account))?.get(&(entry.amount.currency, day, minor))
    }
}
