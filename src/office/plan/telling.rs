//! What statements tell, against what is known: each booking once, a portion at a time.

mod calendar;
mod doubtful;
mod parts;
mod periods;
mod rest_of_day;
mod retold;
mod sections;
mod shifted;
mod sums;
mod told_twice;
mod turned;

use super::Plan;
use super::bank::{KnownEntries, Tally, day};
use super::identity::{self, Doubt, Held, Told};
use crate::domain::Currency;
use crate::domain::statement::{Entry, Statement};
use crate::store::rows::{StatementRow, TellingRow};
use calendar::Calendar;
use jiff::civil::Date;
use parts::Parted;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::Arc;

/// Currency, day, amount in minor units: what the same booking of an account agrees in through every
/// door.
type Slot = (Currency, Date, i64);

/// The bookings that are known, found by what they agree in.
#[derive(Default)]
struct Ledger {
    rows: HashMap<i64, StatementRow>,
    calendar: Calendar,
    held: Vec<Held>,
    /// The companies' own names.
    own: HashMap<String, Arc<str>>,
    /// Of these a person has decided: they stay as they are.
    settled: BTreeSet<i64>,
    /// The bookings of each company and account by what they agree in.
    slots: HashMap<(String, String), HashMap<Slot, Vec<usize>>>,
    /// The bookings that each statement tells of.
    told_by: HashMap<i64, Vec<usize>>,
    /// The bookings of each company and account by their days.
    by_day: HashMap<(String, String, Date), Vec<usize>>,
    /// What each statement with balances tells of its days, minor units.
    days: HashMap<i64, BTreeMap<Date, i64>>,
    /// The days that each kind of door tells of, by company and account.
    doors: HashMap<(String, String, String), BTreeSet<Date>>,
    /// Where a booking was read twice: the place of the second reading, and of the first, which
    /// stands for both.
    same: HashMap<usize, usize>,
    /// The bookings that are kept under another account than the one they are compared on.
    elsewhere: HashMap<i64, String>,
    /// Notices are told or were: they may tell the payments of a sum, and the other way round.
    any_notice: bool,
    /// The bookings by company, account and the bank's reference, where there are notices.
    by_reference: HashMap<(String, String, String), Vec<usize>>,
}

impl Ledger {
    fn add_statement(&mut self, row: StatementRow) {
        self.calendar.note(&row);
        self.rows.insert(row.id, row);
    }

    /// Notes what moved on the days that a statement with balances tells of, minor units.
    fn add_days(&mut self, statement: i64, days: BTreeMap<Date, i64>) {
        if let Some((first, last)) = days.keys().next().zip(days.keys().next_back()) {
            self.calendar.note_days(statement, *first, *last);
        }
        self.days.insert(statement, days);
    }

    fn add(&mut self, company: &str, account: &str, mut held: Held, settled: bool) {
        let place = self.held.len();
        held.own = self.own.get(company).cloned();
        self.index(company, account, &held.entry, place);
        let key = day(&held.entry).map(|day| (company.to_owned(), account.to_owned(), day));
        key.into_iter().for_each(|key| self.by_day.entry(key).or_default().push(place));
        self.settled.extend(Some(held.id).filter(|_| settled));
        for telling in &held.tellings {
            self.note_reference(company, account, place, telling);
            self.note_days(telling.statement, day(&held.entry));
        }
        held.tellings
            .iter()
            .for_each(|telling| self.told_by.entry(telling.statement).or_default().push(place));
        self.held.push(held);
    }

    /// Notes which bookings a person said are others: place and the other's id. Each of the two is
    /// told of by all that told of either.
    fn unite(&mut self, same: Vec<(usize, i64)>) {
        for (second, first) in same {
            let Some(first) = self.held.iter().position(|held| held.id == first) else { continue };
            let told = self.held.get(first).map(|held| held.tellings.clone()).unwrap_or_default();
            if let Some(held) = self.held.get_mut(second) {
                held.tellings.extend(
                    told.into_iter()
                        .filter(|telling| !held.tellings.contains(telling))
                        .collect::<Vec<_>>(),
                );
            }
            self.same.insert(second, first);
        }
    }

    /// The place under which a booking is told of: of a payment that is said to be part of a sum
    /// its own, since each of its payments may be told of.
    fn told_as(&self, place: usize) -> usize {
        let amount = |place: usize| self.held.get(place).map(|held| held.entry.amount);
        let standing = self.standing(place);
        if amount(standing) == amount(place) { standing } else { place }
    }

    /// The place of the booking that stands for the one at a place.
    fn standing(&self, place: usize) -> usize {
        self.same.get(&place).copied().unwrap_or(place)
    }

    fn index(&mut self, company: &str, account: &str, entry: &Entry, place: usize) {
        let slots = self.slots.entry((company.to_owned(), account.to_owned())).or_default();
        let minor = entry.amount.minor().unwrap_or_default();
        for day in identity::days(entry) {
            let places = slots.entry((entry.amount.currency, day, minor)).or_default();
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }

    /// Which of a statement's entries are known, by their position: the place of the booking each
    /// is. The most alike find each other first; a booking stands for one entry of a statement at
    /// most.
    fn known(&self, statement: &StatementRow, entries: &[Entry]) -> HashMap<usize, usize> {
        let mut pairs: Vec<(Reverse<u32>, usize, i64, usize)> = Vec::new();
        for (at, entry) in entries.iter().enumerate() {
            let told = self.told(entry, statement);
            for place in self.alike(statement, entry) {
                let Some(likeness) = self
                    .held
                    .get(place)
                    .and_then(|held| identity::likeness(held, &told, &self.rows))
                else {
                    continue;
                };
                let place = self.told_as(place);
                pairs.extend(
                    self.held.get(place).map(|held| (Reverse(likeness), at, held.id, place)),
                );
            }
        }
        let others = self.other_reports(statement, entries, &pairs);
        pairs.retain(|(likeness, _, _, place)| {
            let told_by =
                |place: usize| self.held.get(place).into_iter().flat_map(|held| &held.tellings);
            identity::is_by_reference(likeness.0)
                || !told_by(*place).any(|telling| others.contains(&telling.statement))
        });
        pairs.sort_unstable();
        let (mut known, mut taken) = (HashMap::new(), BTreeSet::new());
        for (_, at, _, place) in pairs {
            if !known.contains_key(&at) && taken.insert(place) {
                known.insert(at, place);
            }
        }
        known
    }

    /// Interim reports of the same file that tell what is new since the last one, as this one does:
    /// what both tell of in the same words is two bookings. Such reports each lack most of what the
    /// other tells of their common days; one that repeats the other holds all of it.
    fn other_reports(
        &self,
        statement: &StatementRow,
        entries: &[Entry],
        pairs: &[(Reverse<u32>, usize, i64, usize)],
    ) -> BTreeSet<i64> {
        if !identity::is_interim(statement) {
            return BTreeSet::new();
        }
        let days: BTreeSet<Date> = entries.iter().filter_map(day).collect();
        let kin = pairs
            .iter()
            .filter_map(|(.., place)| self.held.get(*place))
            .flat_map(|held| &held.tellings);
        let kin = kin
            .filter_map(|telling| self.rows.get(&telling.statement))
            .filter(|row| row.document_id == statement.document_id);
        let kin: BTreeSet<i64> = kin.map(|row| row.id).collect();
        let goes_on = |id: &i64| {
            let places: BTreeSet<usize> =
                self.told_by.get(id).into_iter().flatten().copied().collect();
            let theirs = || places.iter().filter_map(|place| day(&self.held.get(*place)?.entry));
            let their_days: BTreeSet<Date> = theirs().collect();
            let ours =
                entries.iter().filter_map(day).filter(|booked| their_days.contains(booked)).count();
            let of_theirs = theirs().filter(|booked| days.contains(booked)).count();
            let met = || pairs.iter().filter(|(.., place)| places.contains(place));
            let (here, there): (BTreeSet<usize>, BTreeSet<usize>) =
                met().map(|(_, at, _, place)| (*at, *place)).unzip();
            here.len().min(there.len()) * 2 <= ours.min(of_theirs)
        };
        kin.into_iter().filter(goes_on).collect()
    }

    /// Where a booking is kept that was found on another account than its statement's, and the
    /// document that told it first.
    fn kept_elsewhere(&self, place: usize) -> Option<(String, i64)> {
        let held = self.held.get(place)?;
        let kept = self.elsewhere.get(&held.id)?;
        let first = self.rows.get(&held.tellings.first()?.statement)?;
        Some((kept.clone(), first.document_id))
    }

    /// Notes that a booking was told of again: its id, and the booking with what is told besides.
    fn told_again(
        &mut self,
        place: usize,
        statement: &StatementRow,
        entry: &Entry,
        telling: TellingRow,
    ) -> Option<(i64, Option<Entry>)> {
        self.note_reference(&statement.company, &statement.account, place, &telling);
        let held = self.held.get_mut(place)?;
        // Of a sum its payments say nothing more.
        let told = Told::new(entry, statement);
        let rich = identity::as_booked(held, &told, &self.rows, identity::enriched(held, &told));
        // What a person decided stays; what is told besides is kept for the day they take it back.
        let rich = rich.filter(|_| held.entry.amount == entry.amount);
        self.told_by.entry(telling.statement).or_default().push(place);
        held.tellings.push(telling);
        let id = held.id;
        if let Some(rich) = &rich {
            held.becomes(rich.clone());
            self.index(&statement.company, &statement.account, rich, place);
        }
        Some((id, rich))
    }
}

/// A file's statements, with its document's position, its company and its format.
type File = (usize, String, String, std::vec::IntoIter<Statement>);

/// Statements that are being told.
pub struct Telling {
    ledger: Ledger,
    /// Files, each with its document's position and its company.
    files: VecDeque<File>,
    tally: Tally,
    at: Option<AtStatement>,
    /// How many statements of an account are still to come: with the last of them nothing needs to
    /// be kept for the next.
    to_come: HashMap<(String, String), usize>,
}

/// A statement that is being told.
struct AtStatement {
    row: StatementRow,
    /// The places of the bookings that its entries are, by position.
    known: HashMap<usize, usize>,
    /// The places of bookings that its entries may be although nothing says so, by position, and
    /// why.
    doubtful: HashMap<usize, (usize, Doubt)>,
    /// What its entries are beside sums and their payments.
    parted: Parted,
    entries: std::iter::Enumerate<std::vec::IntoIter<Entry>>,
    /// Whether another statement of the account follows.
    is_followed: bool,
}

impl Plan<'_> {
    /// Begins to tell the statements of this plan.
    pub fn telling(&mut self, known: KnownEntries) -> Telling {
        let formats = self.routed.statements.iter().map(|(_, _, file)| Some(file.format.as_str()));
        let kept = known.statements.iter().map(|row| row.format.as_deref());
        let any_notice = kept.chain(formats).any(identity::is_notice);
        let companies = self.books.companies.iter();
        let own =
            companies.map(|(id, books)| (id.clone(), Arc::from(books.name.as_str()))).collect();
        let mut ledger =
            Ledger { any_notice, own, elsewhere: known.elsewhere, ..Ledger::default() };
        known.statements.into_iter().for_each(|row| ledger.add_statement(row));
        let mut days: HashMap<i64, BTreeMap<Date, i64>> = HashMap::new();
        for (statement, day, minor) in known.days {
            days.entry(statement).or_default().insert(day, minor);
        }
        days.into_iter().for_each(|(statement, days)| ledger.add_days(statement, days));
        let mut same = Vec::new();
        for row in known.entries {
            same.extend(row.same_as.map(|first| (ledger.held.len(), first)));
            let held = Held::new(row.id, row.entry, row.tellings);
            ledger.add(&row.company, &row.account, held, row.is_settled);
        }
        ledger.unite(same);
        let mut files = std::mem::take(&mut self.routed.statements);
        files.sort_by(|a, b| (&a.1, a.0).cmp(&(&b.1, b.0)));
        let mut to_come: HashMap<(String, String), usize> = HashMap::new();
        for (at, company, file) in &files {
            for statement in &file.statements {
                *to_come
                    .entry((
                        company.clone(),
                        self.account(*at, company, &file.format, &statement.account),
                    ))
                    .or_default() += 1;
            }
        }
        let files = files
            .into_iter()
            .map(|(at, company, file)| (at, company, file.format, file.statements.into_iter()))
            .collect();
        Telling { ledger, files, tally: Tally::default(), at: None, to_come }
    }

    /// Books the next entries that are not known yet, at most so many; false when all is told.
    pub fn entries(&mut self, telling: &mut Telling, most: usize) -> bool {
        let mut room = most;
        while room > 0 {
            if let Some(at) = &mut telling.at {
                let Some((place, entry)) = at.entries.next() else {
                    telling.at = None;
                    continue;
                };
                room -= 1;
                self.told(at, &mut telling.ledger, &mut telling.tally, place, entry);
            } else if !self.next_statement(telling) {
                return false;
            }
        }
        true
    }

    /// Goes on to the next statement; false when there is none.
    fn next_statement(&mut self, telling: &mut Telling) -> bool {
        while let Some((at, company, format, statements)) = telling.files.front_mut() {
            let Some(mut statement) = statements.next() else {
                std::mem::take(&mut telling.tally).note(self, *at);
                telling.files.pop_front();
                continue;
            };
            let row = self.statement_row(*at, company, format, &statement);
            self.banks.insert((row.company.clone(), row.account.clone()));
            telling.begin(row.clone(), &mut statement);
            self.changes.statements.push(row);
            return true;
        }
        false
    }

    /// Books an entry that is not known; of what is known it takes over what is told besides.
    fn told(
        &mut self,
        at: &mut AtStatement,
        ledger: &mut Ledger,
        tally: &mut Tally,
        place: usize,
        entry: Entry,
    ) {
        let statement = &at.row;
        let reference =
            identity::own_reference(&entry, statement.format.as_deref()).map(str::to_owned);
        let telling = TellingRow { statement: statement.id, reference: reference.clone() };
        if let Some(part) = at.parted.parts.remove(&place) {
            tally.seen += 1;
            if let Some((id, rich)) = ledger.part_told(part, statement, &entry, telling) {
                self.changes.sources.push((id, statement.id, reference));
                self.told_by.entry(id).or_insert(statement.document_id);
                if let Some(rich) = rich {
                    self.renew(&statement.company, id, rich);
                }
            }
            return;
        }
        if let Some(places) = at.parted.sums.remove(&place) {
            tally.seen += 1;
            for (id, rich) in ledger.sum_told(&places, statement, &entry, &telling) {
                self.changes.sources.push((id, statement.id, reference.clone()));
                self.told_by.entry(id).or_insert(statement.document_id);
                if let Some(rich) = rich {
                    self.renew(&statement.company, id, rich);
                }
            }
            return;
        }
        match at.known.remove(&place) {
            Some(place) => {
                tally.seen += 1;
                self.note_elsewhere(
                    ledger.kept_elsewhere(place),
                    statement,
                    &entry,
                    &mut tally.elsewhere,
                );
                let whole = ledger.whole_told(place, &telling);
                let Some((id, rich)) = ledger.told_again(place, statement, &entry, telling) else {
                    return;
                };
                let of_whole = whole.map(|sum| (sum, statement.id, reference.clone()));
                self.changes.sources.extend(of_whole);
                self.changes.sources.push((id, statement.id, reference));
                self.told_by.entry(id).or_insert(statement.document_id);
                if let Some(rich) = rich {
                    self.renew(&statement.company, id, rich);
                }
            }
            None => {
                self.books.counters.entry += 1;
                let id = self.books.counters.entry;
                if let Some((first, why)) = at.doubtful.remove(&place) {
                    let first = ledger.held.get(first).map(|held| held.id);
                    match first.filter(|_| why == Doubt::Turned && ledger.proves(statement.id)) {
                        Some(first) => tally.ask(first, [id], &entry, why),
                        None => tally.ask(id, first, &entry, why),
                    }
                }
                if let Some(parts) = at.parted.asked.remove(&place) {
                    let parts = parts.into_iter().filter_map(|place| ledger.held.get(place));
                    tally.ask(id, parts.map(|held| held.id), &entry, Doubt::Sum);
                }
                for whole in &mut at.parted.wholes {
                    tally.maybe.extend(whole.booked(place, id, ledger));
                }
                for part in at.parted.doubtful.remove(&place).unwrap_or_default() {
                    tally.ask(part, [id], &entry, Doubt::Part);
                }
                if at.is_followed {
                    ledger.add(
                        &statement.company,
                        &statement.account,
                        Held::new(id, entry.clone(), vec![telling]),
                        false,
                    );
                }
                self.changes.sources.push((id, statement.id, reference));
                self.told_by.insert(id, statement.document_id);
                self.book(statement, id, entry);
            }
        }
    }
}

impl Telling {
    fn begin(&mut self, row: StatementRow, statement: &mut Statement) {
        let to_come = self.to_come.entry((row.company.clone(), row.account.clone())).or_default();
        *to_come = to_come.saturating_sub(1);
        let is_followed = *to_come > 0;
        self.ledger.add_statement(row.clone());
        self.tally.findings.append(&mut statement.findings);
        let entries =
            Plan::bookable(std::mem::take(&mut statement.entries), &row.account, &mut self.tally);
        if row.opening_minor.is_some() && row.closing_minor.is_some() {
            self.ledger.add_days(row.id, retold::by_day(&entries));
        }
        self.ledger.note_days(row.id, entries.iter().filter_map(day).chain(row.closing_date));
        let mut known =
            self.ledger.copied(&row, &entries).unwrap_or_else(|| self.ledger.known(&row, &entries));
        self.ledger.apart_by_pages(&row, &entries, &mut known);
        let mut retold = self.ledger.retold(&row, &entries, &mut known);
        self.ledger.rest_of_day(&row, &entries, &mut known, &mut retold);
        let mut parted = self.ledger.parted(&row, &entries, &known);
        let mut doubtful = self.ledger.doubtful(&row, &entries, &known, retold);
        self.ledger.shifted(&row, &entries, &known, &mut doubtful);
        self.ledger.turned(&row, &entries, &known, &mut doubtful);
        self.ledger.summed(&row, &entries, (&known, &doubtful), &mut parted);
        self.at = Some(AtStatement {
            row,
            known,
            doubtful,
            parted,
            entries: entries.into_iter().enumerate(),
            is_followed,
        });
    }
}
