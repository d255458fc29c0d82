//! The rest of a day that one table ended within and the next begins with: a booking that says more
//! than the one of its amount is perhaps no richer telling of it, but another.

use super::Ledger;
use crate::domain::statement::Entry;
use crate::office::plan::bank::day;
use crate::office::plan::identity::{self, Doubt};
use crate::store::rows::StatementRow;
use jiff::civil::Date;
use std::collections::{BTreeSet, HashMap};

impl Ledger {
    /// Takes from what is known the entries that one door told before in fewer or more words, where
    /// both tables have nothing in common but the end of one and the beginning of the other: a door
    /// words one booking alike each time, and tables that both tell a whole day would hold both.
    pub(super) fn rest_of_day(
        &self,
        statement: &StatementRow,
        entries: &[Entry],
        known: &mut HashMap<usize, usize>,
        doubtful: &mut HashMap<usize, (usize, Doubt)>,
    ) {
        let days = entries.iter().filter_map(day);
        let Some((first, last)) = days.clone().min().zip(days.max()) else { return };
        let asked: Vec<usize> = known
            .iter()
            .filter(|(at, place)| {
                let (Some(entry), Some(held)) = (entries.get(**at), self.held.get(**place)) else {
                    return false;
                };
                let on = day(entry).filter(|on| *on == first || *on == last);
                on.is_some_and(|on| {
                    identity::says_other_words(held, &self.told(entry, statement), &self.rows)
                        && held
                            .tellings
                            .iter()
                            .all(|told| self.ends_at(told.statement, on, (first, last)))
                })
            })
            .map(|(at, _)| *at)
            .collect();
        // What else of the day is told again, word for word, tells the whole of it again.
        let of_day = |at: &usize| entries.get(*at).and_then(day);
        let sure: BTreeSet<Date> =
            known.keys().filter(|at| !asked.contains(at)).filter_map(of_day).collect();
        for at in asked.into_iter().filter(|at| of_day(at).is_some_and(|on| !sure.contains(&on))) {
            doubtful.extend(known.remove(&at).map(|place| (at, (place, Doubt::Reworded))));
        }
    }

    /// Whether a statement tells none of the days between two but this one, and does not go on both
    /// before and behind it.
    fn ends_at(&self, statement: i64, on: Date, (first, last): (Date, Date)) -> bool {
        let places = self.told_by.get(&statement).into_iter().flatten();
        let days: BTreeSet<Date> =
            places.filter_map(|place| day(&self.held.get(*place)?.entry)).collect();
        let others = days.iter().filter(|day| **day != on);
        let is_beside = others.clone().all(|day| *day < first || *day > last);
        let is_within = others.clone().any(|day| *day < on) && others.clone().any(|day| *day > on);
        is_beside && !is_within
    }
}
