//! Days that two statements tell of: a month beside its weeks and days. Their balances say that
//! they tell the same bookings, by whatever references, or that one cannot lack what the other
//! tells.

use super::Ledger;
use crate::domain::statement::Entry;
use crate::office::plan::bank::day;
use crate::office::plan::identity::{self, Common, Course, Doubt, Held, Told};
use crate::store::rows::StatementRow;
use jiff::civil::Date;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// So many statements of one day are taken together at most.
const MOST_OF_A_DAY: usize = 8;

/// Two stretches of statements and the days that both tell of.
struct Within<'a> {
    /// The statement that is told, and those that tell the rest of its days.
    own: &'a [i64],
    other: &'a [i64],
    common: &'a Common,
}

/// What moved on each day, minor units.
pub(super) fn by_day(entries: &[Entry]) -> BTreeMap<Date, i64> {
    let mut days: BTreeMap<Date, i64> = BTreeMap::new();
    for (day, minor) in
        entries.iter().filter_map(|entry| Some((day(entry)?, entry.amount.minor()?)))
    {
        let sum = days.entry(day).or_default();
        *sum = sum.saturating_add(minor);
    }
    days
}

impl Ledger {
    /// How the balance of a statement goes.
    pub(super) fn course(&self, statement: i64) -> Option<Course<'_>> {
        Course::new(self.rows.get(&statement)?, self.days.get(&statement)?)
    }

    /// Adds to what is known the entries that another statement told by other references: days of
    /// equal balances whose entries find each other one by one. Where some do not, those that do
    /// are named: their places, by position.
    pub(super) fn retold(
        &self,
        statement: &StatementRow,
        entries: &[Entry],
        known: &mut HashMap<usize, usize>,
    ) -> HashMap<usize, (usize, Doubt)> {
        let mut doubtful = HashMap::new();
        if known.len() == entries.len() || self.course(statement.id).is_none() {
            return doubtful;
        }
        let others = self.overlapping(statement.id);
        let mut taken: BTreeSet<usize> = known.values().copied().collect();
        let own = self.stretches(statement.id, &others);
        let both = others
            .iter()
            .flat_map(|other| self.stretches(*other, &others))
            .flat_map(|other| own.iter().map(move |own| (own.clone(), other.clone())));
        for (own, other) in both {
            if self.are_numbered_apart(&own, &other)
                || self.may_be_two(&own, &other)
                || self.are_parted(statement, &other)
            {
                continue;
            }
            let is_other = self.is_numbered_otherwise(statement, &other);
            let Some(common) = self.common(&own, &other) else { continue };
            let within = Within { own: &own, other: &other, common: &common };
            let (pairs, complete) = self.pairs(statement, entries, &within, (known, &taken));
            for (at, place, alike) in pairs {
                if complete && !is_other {
                    known.insert(at, place);
                    taken.insert(place);
                } else if alike > 0 || is_other {
                    doubtful.insert(at, (place, Doubt::Renumbered));
                }
            }
        }
        doubtful.retain(|at, _| !known.contains_key(at));
        doubtful
    }

    /// Whether the numbers of two such stretches say that they are others.
    fn are_numbered_apart(&self, own: &[i64], other: &[i64]) -> bool {
        let rows = |ids: &[i64]| -> Vec<&StatementRow> {
            ids.iter().filter_map(|id| self.rows.get(id)).collect()
        };
        let theirs = rows(other);
        let apart = |own: &StatementRow| {
            theirs.iter().any(|other| identity::are_numbered_apart(own, other))
        };
        // Of several of a day each must be other than all: one of them may be told once more.
        rows(own).into_iter().all(apart)
            && !rows(own)
                .iter()
                .any(|own| theirs.iter().any(|other| own.sequence == other.sequence))
    }

    /// Whether a statement and one of others are two of one account that went to and fro.
    fn are_parted(&self, statement: &StatementRow, others: &[i64]) -> bool {
        let mut rows = others.iter().filter_map(|id| self.rows.get(id));
        rows.any(|other| identity::are_parted(other, statement, &self.rows))
    }

    /// Whether another leads from one balance to the other alike, under another number: the same
    /// told once more, or one of two. Where references differ too, nothing says which.
    fn is_numbered_otherwise(&self, statement: &StatementRow, others: &[i64]) -> bool {
        let [other] = others else { return false };
        let number = |row: &StatementRow| {
            row.sequence.as_deref().map(|number| number.trim_start_matches('0').to_owned())
        };
        self.rows.get(other).is_some_and(|other| {
            identity::are_of_one_stretch(other, statement)
                && number(other).zip(number(statement)).is_some_and(|(one, two)| one != two)
        })
    }

    /// Whether each of some statements may be one of two of a swept day.
    fn may_be_two(&self, own: &[i64], other: &[i64]) -> bool {
        let row = |id: &i64| self.rows.get(id);
        let two = |own: &StatementRow| {
            other.iter().filter_map(row).any(|other| identity::may_be_two(own, other))
        };
        own.iter().filter_map(row).all(two)
    }

    /// The first and the last day that a statement with balances tells of.
    fn span(&self, statement: i64) -> Option<(Date, Date)> {
        let days = self.days.get(&statement)?;
        Some((*days.keys().next()?, *days.keys().next_back()?))
    }

    /// Whether two statements tell of one stretch of days.
    pub(super) fn meet(&self, one: i64, other: i64) -> bool {
        one != other
            && self
                .span(one)
                .zip(self.span(other))
                .is_some_and(|(one, two)| one.0 <= two.1 && two.0 <= one.1)
    }

    /// The statements that meet this one and whose bookings are known, by id.
    fn overlapping(&self, statement: i64) -> Vec<i64> {
        let Some((first, last)) = self.span(statement) else { return Vec::new() };
        let about = self.calendar.about(first, last).filter(|id| self.told_by.contains_key(id));
        let mut meeting: Vec<i64> = about.filter(|id| self.meet(*id, statement)).collect();
        meeting.sort_unstable();
        meeting
    }

    /// A statement, and with those that tell the rest of its first and last day where there are
    /// some.
    fn stretches(&self, statement: i64, others: &[i64]) -> Vec<Vec<i64>> {
        let mut chain = vec![statement];
        while chain.len() < MOST_OF_A_DAY {
            let ends = chain.first().copied().zip(chain.last().copied());
            let Some((first, last)) =
                ends.and_then(|(first, last)| Some((self.course(first)?, self.course(last)?)))
            else {
                break;
            };
            let free = || others.iter().copied().filter(|id| !chain.contains(id));
            let beside = |goes_on: &dyn Fn(&Course) -> bool| {
                free().find(|id| self.course(*id).is_some_and(|course| goes_on(&course)))
            };
            if let Some(next) = beside(&|course| last.goes_on_in(course)) {
                chain.push(next);
            } else if let Some(before) = beside(&|course| course.goes_on_in(&first)) {
                chain.insert(0, before);
            } else {
                break;
            }
        }
        match chain.len() {
            1 => vec![chain],
            _ => vec![vec![statement], chain],
        }
    }

    /// The days that two such stretches both tell of.
    fn common(&self, own: &[i64], other: &[i64]) -> Option<Common> {
        let course = |chain: &[i64]| -> Option<Course<'_>> {
            let (first, rest) = chain.split_first()?;
            rest.iter().try_fold(self.course(*first)?, |course, next| {
                Some(course.joined(&self.course(*next)?))
            })
        };
        let apart = !own.iter().any(|id| other.contains(id));
        course(own).filter(|_| apart)?.common(&course(other)?)
    }

    /// The entries and the bookings of another statement that tell the same on common days, the
    /// most alike first, with how alike they are; and whether none is left over on the days.
    fn pairs(
        &self,
        statement: &StatementRow,
        entries: &[Entry],
        Within { own, other, common }: &Within,
        (known, taken): (&HashMap<usize, usize>, &BTreeSet<usize>),
    ) -> (Vec<(usize, usize, u32)>, bool) {
        let within =
            |entry: &Entry| day(entry).is_some_and(|day| common.first <= day && day <= common.last);
        let told = |statements: &[i64]| -> BTreeSet<usize> {
            let places = statements.iter().filter_map(|id| self.told_by.get(id)).flatten();
            places.map(|place| self.standing(*place)).collect()
        };
        let told_beside = told(own);
        let theirs: BTreeSet<usize> = told(other)
            .into_iter()
            .filter(|place| !taken.contains(place) && !told_beside.contains(place))
            .filter(|place| self.held.get(*place).is_some_and(|held| within(&held.entry)))
            .collect();
        let ours: Vec<usize> = (0..entries.len())
            .filter(|at| !known.contains_key(at) && entries.get(*at).is_some_and(within))
            .collect();
        let mut likely: Vec<(Reverse<u32>, usize, usize)> = Vec::new();
        for at in &ours {
            let Some(entry) = entries.get(*at) else { continue };
            let told = Told::new(entry, statement);
            let alike = self.alike(statement, entry).into_iter();
            likely.extend(alike.filter(|place| theirs.contains(place)).filter_map(|place| {
                let alike = identity::tells_the_same(self.held.get(place)?, &told)?;
                Some((Reverse(alike), *at, place))
            }));
        }
        likely.sort_unstable();
        let (mut met, mut used) = (BTreeSet::new(), BTreeSet::new());
        likely.retain(|(_, at, place)| {
            !met.contains(at) && !used.contains(place) && met.insert(*at) && used.insert(*place)
        });
        let pairs: Vec<(usize, usize, u32)> =
            likely.into_iter().map(|(Reverse(alike), at, place)| (at, place, alike)).collect();
        let complete = match common.is_closed {
            true => pairs.len() == ours.len() && pairs.len() == theirs.len(),
            // One goes on: what the other tells must be there, word for word.
            false => {
                pairs.len() == ours.len().min(theirs.len())
                    && pairs.iter().all(|(_, _, alike)| *alike > 0)
            }
        };
        (pairs, complete)
    }

    /// Whether a booking that is held must be the told one, since one of the statements tells
    /// everything of its day and has no other like it; their texts may differ.
    pub(super) fn must_be(&self, held: &Held, told: &Told) -> Option<Doubt> {
        let statement = told.statement;
        let (there, here) = (day(&held.entry)?, day(told.entry)?);
        let own = self.course(statement.id);
        let tells_both = |row: &StatementRow| {
            let course = self.course(row.id);
            let whole = |course: &Option<Course>, on: Date| {
                course.as_ref().is_some_and(|course| course.tells_whole(on))
            };
            let common = own.as_ref().zip(course.as_ref()).and_then(|(one, two)| one.common(two));
            let within =
                |common: Common| common.is_closed && common.first <= here && here <= common.last;
            whole(&course, here) || whole(&own, there) || common.is_some_and(within)
        };
        let tellers =
            || held.tellings.iter().filter_map(|telling| self.rows.get(&telling.statement));
        let apart = |row: &StatementRow| {
            row.document_id == statement.document_id
                || identity::follow(row, statement)
                || identity::may_be_two(row, statement)
                || identity::are_parted(row, statement, &self.rows)
        };
        if tellers().any(apart) {
            return None;
        }
        let touches = |row: &StatementRow| {
            let course = self.course(row.id);
            own.as_ref().zip(course.as_ref()).is_some_and(|(one, two)| one.touches(two))
        };
        match tellers().any(tells_both) {
            true => identity::is_retold(held, told).or_else(|| {
                let beside = identity::may_be_in_its_place(held, told, &self.rows);
                beside.then_some(Doubt::Worded)
            }),
            // Texts that differ are two bookings there.
            false if tellers().any(touches) => {
                identity::is_retold(held, told).filter(|doubt| *doubt == Doubt::Renumbered)
            }
            false => None,
        }
    }
}
