//! Sums beside payments that share no reference with them: what adds up exactly and is missing
//! where the other is told may be the same money in another form.

use super::Ledger;
use super::parts::Parted;
use crate::domain::statement::Entry;
use crate::office::plan::bank::{Doubled, day};
use crate::office::plan::identity::{self, Candidate, Course, Doubt};
use crate::store::rows::StatementRow;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Positions of entries that a person is asked about: what they may be, by its place, and why.
type Doubtful = HashMap<usize, (usize, Doubt)>;

/// A held sum that entries of the statement give together.
pub(super) struct Whole {
    /// The sum's place.
    sum: usize,
    /// The entries that are not booked yet, by position, and the ids of those that are.
    left: BTreeSet<usize>,
    booked: Vec<i64>,
}

impl Whole {
    /// Notes that an entry is booked; with the last of them that they may be the sum.
    pub(super) fn booked(&mut self, at: usize, id: i64, ledger: &Ledger) -> Option<Doubled> {
        if !self.left.remove(&at) {
            return None;
        }
        self.booked.push(id);
        let held = ledger.held.get(self.sum).filter(|_| self.left.is_empty())?;
        let (amount, others) = (held.entry.amount, std::mem::take(&mut self.booked));
        Some(Doubled { id: held.id, others, day: day(&held.entry)?, amount, why: Doubt::Sum })
    }
}

impl Ledger {
    /// Finds sums and payments among the entries that are neither known nor asked about. Where no
    /// doubt is they are the same, else they are asked about.
    pub(super) fn summed(
        &self,
        statement: &StatementRow,
        entries: &[Entry],
        (known, doubtful): (&HashMap<usize, usize>, &Doubtful),
        parted: &mut Parted,
    ) {
        let mut free: Vec<usize> = (0..entries.len())
            .filter(|at| !known.contains_key(at) && !doubtful.contains_key(at))
            .filter(|at| !parted.holds(*at))
            .collect();
        let mut taken: BTreeSet<usize> = known.values().copied().collect();
        taken.extend(doubtful.values().map(|(place, _)| *place));
        taken.extend(parted.places());
        let near = self.near(statement, free.iter().filter_map(|at| entries.get(*at)), &taken);
        if near.is_empty() {
            return;
        }
        let courses: HashMap<i64, Option<Course>> = near
            .iter()
            .filter_map(|place| self.held.get(*place))
            .flat_map(|held| &held.tellings)
            .map(|telling| telling.statement)
            .chain([statement.id])
            .map(|id| (id, self.course(id)))
            .collect();
        free.sort_by_key(|at| !entries.get(*at).is_some_and(identity::looks_like_one));
        let lacks =
            |place: usize, entry: &Entry| self.lacks(&courses, statement, day(entry)?, place);
        self.sums_told(entries, &mut free, (&near, &mut taken), &lacks, parted);
        self.payments_told(entries, &free, (&near, &taken), &lacks, parted);
    }

    /// Entries that are the sum of held payments.
    fn sums_told(
        &self,
        entries: &[Entry],
        free: &mut Vec<usize>,
        (near, taken): (&BTreeSet<usize>, &mut BTreeSet<usize>),
        lacks: &dyn Fn(usize, &Entry) -> Option<bool>,
        parted: &mut Parted,
    ) {
        free.retain(|at| {
            let Some(sum) = entries.get(*at) else { return true };
            let candidates: Vec<Candidate> = near
                .iter()
                .filter(|place| !taken.contains(place))
                .filter_map(|place| {
                    let entry = &self.held.get(*place)?.entry;
                    let is_lacking =
                        identity::may_hold(sum, entry).then(|| lacks(*place, sum))??;
                    Some(Candidate { place: *place, entry, is_lacking })
                })
                .collect();
            let Some((places, certain)) = identity::parts_of(sum, &candidates) else { return true };
            taken.extend(&places);
            match certain {
                true => parted.sums.insert(*at, places).is_some(),
                false => parted.asked.insert(*at, places).is_some(),
            }
        });
    }

    /// Entries that are the payments of a held sum.
    fn payments_told(
        &self,
        entries: &[Entry],
        free: &[usize],
        (near, taken): (&BTreeSet<usize>, &BTreeSet<usize>),
        lacks: &dyn Fn(usize, &Entry) -> Option<bool>,
        parted: &mut Parted,
    ) {
        let mut used: BTreeSet<usize> = BTreeSet::new();
        // What is told as a batch is one rather than another of its amount.
        let mut sums: Vec<(usize, &Entry)> = near
            .difference(taken)
            .filter_map(|place| Some((*place, &*self.held.get(*place)?.entry)))
            .collect();
        sums.sort_by_key(|(_, sum)| !identity::looks_like_one(sum));
        for (place, sum) in sums {
            let candidates: Vec<Candidate> = free
                .iter()
                .filter(|at| !used.contains(at))
                .filter_map(|at| {
                    let entry = entries.get(*at)?;
                    let is_lacking =
                        identity::may_hold(sum, entry).then(|| lacks(place, entry))??;
                    Some(Candidate { place: *at, entry, is_lacking })
                })
                .collect();
            let Some((positions, certain)) = identity::parts_of(sum, &candidates) else { continue };
            used.extend(&positions);
            match certain {
                true => parted.parts.extend(positions.into_iter().map(|at| (at, (place, false)))),
                false => parted.wholes.push(Whole {
                    sum: place,
                    left: positions.into_iter().collect(),
                    booked: Vec::new(),
                }),
            }
        }
    }

    /// The places of held bookings beside these entries that another statement tells, which may
    /// tell of the same days.
    fn near<'e>(
        &self,
        statement: &StatementRow,
        entries: impl Iterator<Item = &'e Entry>,
        taken: &BTreeSet<usize>,
    ) -> BTreeSet<usize> {
        let days: BTreeSet<Date> =
            entries.filter_map(day).flat_map(identity::days_beside).collect();
        let key = |day| (statement.company.clone(), statement.account.clone(), day);
        let places = days.into_iter().filter_map(|day| self.by_day.get(&key(day))).flatten();
        let mut apart: BTreeMap<i64, bool> = BTreeMap::new();
        let mut is_apart = |id: i64| {
            *apart.entry(id).or_insert_with(|| {
                self.rows.get(&id).is_none_or(|row| {
                    row.document_id == statement.document_id
                        || identity::follow(row, statement)
                        || self.days.contains_key(&id)
                            && self.days.contains_key(&statement.id)
                            && !self.meet(id, statement.id)
                })
            })
        };
        let mut near = BTreeSet::new();
        for place in places.filter(|place| !taken.contains(place) && !self.same.contains_key(place))
        {
            let Some(held) = self.held.get(*place) else { continue };
            if !held.tellings.is_empty()
                && !held.tellings.iter().any(|telling| is_apart(telling.statement))
            {
                near.insert(*place);
            }
        }
        near
    }

    /// Whether one of two statements tells all of the day and lacks what the other tells; `None`
    /// where the balances of both say that these are other bookings.
    fn lacks(
        &self,
        courses: &HashMap<i64, Option<Course>>,
        statement: &StatementRow,
        here: Date,
        place: usize,
    ) -> Option<bool> {
        let held = self.held.get(place)?;
        let there = day(&held.entry)?;
        let course = |id: i64| courses.get(&id).and_then(Option::as_ref);
        let own = course(statement.id);
        let mut lacks = false;
        for telling in &held.tellings {
            lacks |= match (own, course(telling.statement)) {
                (Some(own), Some(other)) => {
                    let common = own.common(other).filter(|common| common.is_closed);
                    let within = common.is_some_and(|common| {
                        [here, there].iter().all(|day| common.first <= *day && *day <= common.last)
                    });
                    (within || other.tells_whole(here) || own.tells_whole(there)).then_some(())?;
                    true
                }
                (Some(own), None) => own.tells_of(there),
                (None, Some(other)) => other.tells_of(here),
                (None, None) => false,
            };
        }
        Some(lacks)
    }
}
