//! Sums and their parts: a batch that a statement tells as one booking and notices by its payments
//! moves the account once, whichever comes first.

use super::Ledger;
use super::sums::Whole;
use crate::domain::statement::Entry;
use crate::office::plan::identity::{self, Larger, Told};
use crate::store::rows::{StatementRow, TellingRow};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The most payments of a sum among which those are sought that give it.
const MOST_PARTS: usize = 10;

/// What the entries of a statement are beside bookings that are held, by their position.
#[derive(Default)]
pub(super) struct Parted {
    /// A payment of a held sum: the sum's place, and whether it is told for the first time.
    pub parts: HashMap<usize, (usize, bool)>,
    /// The sum of held payments: their places.
    pub sums: HashMap<usize, Vec<usize>>,
    /// Held payments (ids) that may be part of the entry, and are not all of it.
    pub doubtful: HashMap<usize, Vec<i64>>,
    /// Held payments (places) that the entry may be the sum of.
    pub asked: HashMap<usize, Vec<usize>>,
    /// Held sums that entries may be the payments of.
    pub wholes: Vec<Whole>,
}

impl Parted {
    /// Whether something is found beside an entry, by its position.
    pub(super) fn holds(&self, at: usize) -> bool {
        self.parts.contains_key(&at)
            || self.sums.contains_key(&at)
            || self.doubtful.contains_key(&at)
    }

    /// The places of the bookings that entries are found beside.
    pub(super) fn places(&self) -> impl Iterator<Item = usize> {
        let sums = self.parts.values().map(|(sum, _)| *sum);
        sums.chain(self.sums.values().flatten().copied())
    }
}

impl Ledger {
    /// What entries that are not known are beside sums or payments that are.
    pub(super) fn parted(
        &self,
        statement: &StatementRow,
        entries: &[Entry],
        known: &HashMap<usize, usize>,
    ) -> Parted {
        let mut parted = Parted::default();
        if !self.any_notice {
            return parted;
        }
        let taken: BTreeSet<usize> = known.values().copied().collect();
        let mut of_sums: BTreeMap<usize, Vec<(usize, &Entry)>> = BTreeMap::new();
        for (at, entry) in entries.iter().enumerate().filter(|(at, _)| !known.contains_key(at)) {
            let (larger, smaller) = self.beside(statement, entry, &taken);
            match (larger.as_slice(), smaller.as_slice()) {
                ([sum], []) => of_sums.entry(*sum).or_default().push((at, entry)),
                ([], []) => {}
                ([], parts) => match self.that_give(parts, entry) {
                    Some(parts) => {
                        parted.sums.insert(at, parts);
                    }
                    None => {
                        let ids = parts.iter().filter_map(|part| self.held.get(*part));
                        parted.doubtful.insert(at, ids.map(|held| held.id).collect());
                    }
                },
                _ => {}
            }
        }
        for (sum, parts) in of_sums {
            let Some(held) = self.held.get(sum) else { continue };
            if let Some(places) = identity::places_inside(&held.entry, &parts) {
                parted.parts.extend(places.into_iter().map(|(at, new)| (at, (sum, new))));
            }
        }
        parted
    }

    /// The places of the sums that hold an entry, and of the payments that it holds, by the bank's
    /// reference.
    fn beside(
        &self,
        statement: &StatementRow,
        entry: &Entry,
        taken: &BTreeSet<usize>,
    ) -> (Vec<usize>, Vec<usize>) {
        let told = Told::new(entry, statement);
        let Some(reference) = identity::own_reference(entry, statement.format.as_deref()) else {
            return Default::default();
        };
        let key = (statement.company.clone(), statement.account.clone(), reference.to_owned());
        let places = self.by_reference.get(&key).into_iter().flatten().copied();
        let free = places.filter(|place| !taken.contains(place) && self.standing(*place) == *place);
        let (mut larger, mut smaller) = (Vec::new(), Vec::new());
        for place in free {
            let held = self.held.get(place);
            match held.and_then(|held| identity::sum_and_part(held, &told, &self.rows)) {
                Some(Larger::Held) => larger.push(place),
                Some(Larger::Told) => smaller.push(place),
                None => {}
            }
        }
        (larger, smaller)
    }

    /// Of these places those that give the sum: all, or the only choice of several.
    fn that_give(&self, parts: &[usize], sum: &Entry) -> Option<Vec<usize>> {
        let target = sum.amount.minor()?;
        let minor = |place: &usize| self.held.get(*place)?.entry.amount.minor();
        let give = |places: &[usize]| {
            let sum = places.iter().try_fold(0_i64, |sum, place| sum.checked_add(minor(place)?));
            places.len() > 1 && sum == Some(target)
        };
        if give(parts) {
            return Some(parts.to_vec());
        }
        if parts.len() > MOST_PARTS {
            return None;
        }
        let choice = |bits: usize| -> Vec<usize> {
            let chosen = parts.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1);
            chosen.map(|(_, place)| *place).collect()
        };
        let mut fitting = (1..1_usize << parts.len()).map(choice).filter(|some| give(some));
        let only = fitting.next()?;
        fitting.next().is_none().then_some(only)
    }

    /// Notes that a payment of a sum was told: the sum's id, and the sum with it where it is new.
    pub(super) fn part_told(
        &mut self,
        (place, is_new): (usize, bool),
        statement: &StatementRow,
        part: &Entry,
        telling: TellingRow,
    ) -> Option<(i64, Option<Entry>)> {
        self.note_reference(&statement.company, &statement.account, place, &telling);
        let held = self.held.get_mut(place)?;
        let rich = Some(identity::with_part(&held.entry, part))
            .filter(|_| is_new && !self.settled.contains(&held.id));
        if !held.tellings.contains(&telling) {
            self.told_by.entry(telling.statement).or_default().push(place);
            held.tellings.push(telling);
        }
        if let Some(rich) = &rich {
            held.becomes(rich.clone());
        }
        Some((held.id, rich))
    }

    /// Notes that a payment which a person said is part of a sum was told of again: what tells of
    /// it tells of the sum. The sum's id.
    pub(super) fn whole_told(&mut self, place: usize, telling: &TellingRow) -> Option<i64> {
        let sum = self.standing(place);
        let held = self.held.get_mut(sum).filter(|_| sum != place)?;
        if !held.tellings.contains(telling) {
            held.tellings.push(telling.clone());
        }
        Some(held.id)
    }

    /// Notes that payments were told of as their sum: their ids, and what it says more of each.
    pub(super) fn sum_told(
        &mut self,
        places: &[usize],
        statement: &StatementRow,
        sum: &Entry,
        telling: &TellingRow,
    ) -> Vec<(i64, Option<Entry>)> {
        let mut told = Vec::new();
        for (at, place) in places.iter().enumerate() {
            let Some(held) = self.held.get_mut(*place) else { continue };
            held.tellings.push(telling.clone());
            self.told_by.entry(telling.statement).or_default().push(*place);
            // A sum that names its payments names them in the order of their places.
            let amount = held.entry.amount;
            let detail = sum.details.get(at).filter(|detail| {
                sum.details.len() == places.len()
                    && detail.amount == amount
                    && !self.settled.contains(&held.id)
            });
            let detail = detail.map(|detail| Entry {
                booking_date: sum.booking_date,
                value_date: sum.value_date,
                dated_by_value: sum.dated_by_value,
                ..detail.clone()
            });
            let rich =
                detail.and_then(|detail| identity::enriched(held, &Told::new(&detail, statement)));
            if let Some(rich) = &rich {
                held.becomes(rich.clone());
            }
            told.push((held.id, rich));
        }
        told
    }

    /// Finds a booking by the bank's reference, where notices are about.
    pub(super) fn note_reference(
        &mut self,
        company: &str,
        account: &str,
        place: usize,
        telling: &TellingRow,
    ) {
        let Some(reference) = telling.reference.clone().filter(|_| self.any_notice) else {
            return;
        };
        let key = (company.to_owned(), account.to_owned(), reference);
        let places = self.by_reference.entry(key).or_default();
        if !places.contains(&place) {
            places.push(place);
        }
    }
}
