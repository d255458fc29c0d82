//! Bank entries: each booking exactly once, whatever doors it came through.
//!
//! Statements that tell of the same day are compared as multisets: of entries alike in account,
//! currency, day and amount the books hold as many as the statement that tells of most. Which are
//! the same, [`identity`] judges. What is told later and says more is taken over, so that the
//! outcome does not depend on who told first.

use super::bank_findings::{
    MAYBE_BESIDE, MAYBE_MORE, MAYBE_NAMED, MAYBE_PART, MAYBE_RENUMBERED, MAYBE_RETOLD,
    MAYBE_REWORDED, MAYBE_SEEN, MAYBE_SHIFTED, MAYBE_SUM, MAYBE_SWEPT, MAYBE_TURNED, MAYBE_WORDED,
    PENDING, SEEN, TOO_LARGE, UNDATED,
};
use super::elsewhere::Elsewhere;
use super::identity::{self, Doubt};
use super::kept::kept_minor;
use super::noted::note;
use super::{Plan, batches};
use crate::domain::statement::{Entry, Statement, Status};
use crate::domain::{Account, Balance, BankStatement, Finding, Money};
use crate::matching::{EntryFacts, KeptKey, keys_of_entry};
use crate::office::accounts::{Placed, bank_of, mark};
use crate::store::PaidBefore;
use crate::store::rows::{EntryRow, EntryState, EntryStatus, Sentence, StatementRow, ToldRow};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Stored entries of the accounts and days at hand, each with the statements that told of it, and
/// those statements.
#[derive(Debug, Default)]
pub struct KnownEntries {
    /// Entries of the same accounts and days, with the statements that told of them.
    pub entries: Vec<ToldRow>,
    /// The statements of those accounts.
    pub statements: Vec<StatementRow>,
    /// What those with balances told, by day: statement, booking day, sum in minor units.
    pub days: Vec<(i64, Date, i64)>,
    /// Those among them that are kept under another account than the one that they are compared
    /// on: by their ids, what they are kept under.
    pub elsewhere: HashMap<i64, String>,
}

impl KnownEntries {
    /// Adds entries that are compared on an account, whatever they are kept under.
    pub fn add(&mut self, account: &str, mut entries: Vec<ToldRow>) {
        for row in &mut entries {
            if row.account != account {
                let kept = std::mem::replace(&mut row.account, account.to_owned());
                self.elsewhere.insert(row.id, kept);
            }
        }
        self.entries.append(&mut entries);
    }
}

impl Plan<'_> {
    /// The accounts and days whose stored entries must be known before [`Plan::entries`].
    pub fn days(&self) -> BTreeMap<(String, String), BTreeSet<Date>> {
        let mut days: BTreeMap<(String, String), BTreeSet<Date>> = BTreeMap::new();
        for (at, company, file) in &self.routed.statements {
            for statement in &file.statements {
                let account = self.account(*at, company, &file.format, &statement.account);
                days.entry((company.clone(), account))
                    .or_default()
                    .extend(statement.entries.iter().flat_map(identity::days));
            }
        }
        for days in days.values_mut() {
            *days = days.iter().flat_map(|day| identity::days_around(*day)).collect();
        }
        days
    }

    /// What the entries of a statement are kept under: what a person said with its release, else
    /// what it states itself.
    pub(super) fn account(
        &self,
        at: usize,
        company: &str,
        format: &str,
        account: &Account,
    ) -> String {
        let told = self.terms.get(&at).and_then(|terms| terms.account.as_deref());
        if let Some(told) = told {
            let books = self.books.companies.get(company);
            return books.map_or_else(|| told.to_owned(), |books| books.kept_for(told, account));
        }
        let statement = Statement { account: account.clone(), ..Statement::default() };
        let file = BankStatement {
            format: format.to_owned(),
            statements: vec![statement],
            ..BankStatement::default()
        };
        match self.directory.place(Some(company), &file).into_iter().next() {
            Some(Placed::Kept { account, .. }) => account,
            _ => mark(account).unwrap_or_else(|| "?".to_owned()),
        }
    }

    pub(super) fn statement_row(
        &mut self,
        at: usize,
        company: &str,
        format: &str,
        statement: &Statement,
    ) -> StatementRow {
        self.books.counters.statement += 1;
        let [(opening_date, opening_minor), (closing_date, closing_minor)] = balances(statement);
        StatementRow {
            id: self.books.counters.statement,
            document_id: self.id_at(at),
            format: Some(statement.message.unwrap_or(format).to_owned()),
            company: company.to_owned(),
            account: self.account(at, company, format, &statement.account),
            currency: statement.account.currency.map(|currency| currency.code().to_owned()),
            ident: statement.id.clone(),
            sequence: statement.sequence.clone(),
            opening_date,
            opening_minor,
            closing_date,
            closing_minor,
            running: is_running(format, statement),
            section: statement.section,
            assumed: statement.assumed,
            page: statement.page,
        }
    }

    /// The entries of a statement that can be booked, each with its day; the others are counted.
    /// The account itself is nobody's other side: where a bank states it there (its own fees, a
    /// table whose one account column is the account's), nothing is stated.
    pub(super) fn bookable(entries: Vec<Entry>, account: &str, tally: &mut Tally) -> Vec<Entry> {
        let mut bookable = Vec::with_capacity(entries.len());
        for mut entry in entries {
            if entry.status == Status::Pending {
                tally.pending += 1;
            } else if entry.amount.bookable().is_none() {
                tally.too_large += 1;
            } else if let Some(day) = day(&entry) {
                entry.dated_by_value |= entry.booking_date.is_none();
                entry.booking_date = Some(day);
                std::iter::once(&mut entry.counterparty)
                    .chain(entry.details.iter_mut().map(|detail| &mut detail.counterparty))
                    .for_each(|party| {
                        party.iban.take_if(|iban| iban.as_str() == bank_of(account));
                    });
                bookable.push(entry);
            } else {
                tally.undated += 1;
            }
        }
        bookable
    }

    pub(super) fn book(&mut self, statement: &StatementRow, id: i64, entry: Entry) {
        let company = statement.company.clone();
        let state = if entry.amount.amount.is_zero() { nothing_moved() } else { undecided() };
        let row = EntryRow {
            id,
            company,
            account: statement.account.clone(),
            entry,
            state,
            refused: Vec::new(),
        };
        self.index_entry(&row);
        self.changes.entries.push(row);
        self.changes.entries_new += 1;
    }

    /// Gives a known entry what is told of it besides; it is matched anew.
    pub(in crate::office) fn renew(&mut self, company: &str, id: i64, rich: Entry) {
        // What is new got its ids in their order.
        let new = self.changes.entries.binary_search_by_key(&id, |row| row.id).ok();
        if let Some(row) = new.and_then(|at| self.changes.entries.get_mut(at)) {
            row.entry = rich;
            let row = row.clone();
            self.index_entry(&row);
            return;
        }
        let (company, account) = (company.to_owned(), String::new());
        let row = EntryRow {
            id,
            company: company.clone(),
            account,
            entry: rich,
            state: undecided(),
            refused: Vec::new(),
        };
        self.index_entry(&row);
        self.keys.entry(company).or_default().entries.insert(id);
        self.renewed.insert(id, row.entry);
    }

    /// Notes by which keys items are found for an entry.
    pub(in crate::office) fn index_entry(&mut self, row: &EntryRow) {
        let facts = self.facts_of_entry(&row.company, row);
        let keys = facts.iter().flat_map(keys_of_entry);
        let mut keys: Vec<KeptKey> = keys.map(|key| KeptKey::of(&row.company, &key)).collect();
        keys.sort_unstable();
        keys.dedup();
        let asked = self.keys.entry(row.company.clone()).or_default();
        asked.of_entries.extend(keys.iter().copied());
        asked.returned.extend(PaidBefore::of(row));
        self.changes.entry_keys.push((row.id, keys));
    }

    /// What the matcher is told of an entry, or of each payment inside it.
    pub(super) fn facts_of_entry(&self, company: &str, row: &EntryRow) -> Vec<EntryFacts> {
        let mut facts = batches::facts(row, |entry| self.is_own(company, entry));
        if row.state.status == EntryStatus::Matched && row.state.posting.is_some() {
            let booked = row.state.allocations.iter().map(|part| part.item_id).collect::<Vec<_>>();
            facts.iter_mut().for_each(|facts| facts.booked.clone_from(&booked));
        }
        let services = self
            .books
            .companies
            .get(company)
            .map(|books| books.services.as_slice())
            .unwrap_or_default();
        // On the account of one service another is a customer or vendor like any.
        let own = services.iter().find(|service| service.keeps(&row.account));
        if let [whole] = facts.as_mut_slice() {
            whole.kept = self
                .books
                .companies
                .get(company)
                .map(|books| kept_minor(books, row))
                .unwrap_or_default();
            whole.payout = match own {
                Some(service) => service.payout(&row.account, &row.entry),
                None => {
                    services.iter().find_map(|service| service.payout(&row.account, &row.entry))
                }
            };
            if own.is_none() {
                let mut covers = services.iter();
                whole.cover = covers.find_map(|service| service.cover(&row.account, &row.entry));
            }
            // What the service itself calls a payout is one: the sale that it names was paid, and
            // is not given back.
            if own.is_some() && whole.payout.is_some() {
                (whole.remittance, whole.structured_reference, whole.end_to_end_id) =
                    (None, None, None);
            }
        }
        // A service gives its fee back with a refund; what a bank gives back is no part of a
        // payment.
        if own.is_none() {
            facts
                .iter_mut()
                .for_each(|facts| facts.charges = facts.charges.filter(|charges| *charges < 0));
        }
        facts
    }

    /// True when the other side is an account of the same company.
    pub(super) fn is_own(&self, company: &str, entry: &Entry) -> bool {
        let own = self
            .books
            .companies
            .get(company)
            .map(|books| books.ibans.as_slice())
            .unwrap_or_default();
        entry.counterparty.iban.as_ref().is_some_and(|iban| own.contains(iban))
    }
}

/// So many are asked about one by one; the rest of a file is one question.
const MOST_DOUBLED: usize = 200;

/// A booking that was booked and may be another that is held.
pub(super) struct Doubled {
    /// The new one's id, and the other's; a sum's, and those of its payments.
    pub id: i64,
    pub others: Vec<i64>,
    pub day: Date,
    pub amount: Money,
    pub why: Doubt,
}

/// What is worth noting of a file.
#[derive(Default)]
pub(super) struct Tally {
    pub pending: usize,
    pub undated: usize,
    pub too_large: usize,
    pub seen: usize,
    /// Of these, what is kept on another ledger account than that of its statement.
    pub elsewhere: Elsewhere,
    /// What may be known although nothing says so.
    pub maybe: Vec<Doubled>,
    pub findings: Vec<Finding>,
}

impl Tally {
    /// Notes that a booking may be others: of the day and amount of this entry.
    pub fn ask(
        &mut self,
        id: i64,
        others: impl IntoIterator<Item = i64>,
        entry: &Entry,
        why: Doubt,
    ) {
        let others = others.into_iter().collect();
        let doubled = |day| Doubled { id, others, day, amount: entry.amount, why };
        self.maybe.extend(day(entry).map(doubled));
    }

    pub fn note(mut self, plan: &mut Plan, at: usize) {
        for (count, kind) in [
            (self.pending, &PENDING),
            (self.undated, &UNDATED),
            (self.too_large, &TOO_LARGE),
            (self.seen, &SEEN),
        ] {
            if count > 0 {
                self.findings.push(kind.found().with("count", count));
            }
        }
        for (why, kind) in [
            (Doubt::Days, &MAYBE_SEEN),
            (Doubt::Beside, &MAYBE_BESIDE),
            (Doubt::Named, &MAYBE_NAMED),
            (Doubt::Renumbered, &MAYBE_RENUMBERED),
            (Doubt::Swept, &MAYBE_SWEPT),
            (Doubt::Retold, &MAYBE_RETOLD),
            (Doubt::Worded, &MAYBE_WORDED),
            (Doubt::Reworded, &MAYBE_REWORDED),
            (Doubt::Shifted, &MAYBE_SHIFTED),
            (Doubt::Part, &MAYBE_PART),
            (Doubt::Sum, &MAYBE_SUM),
            (Doubt::Turned, &MAYBE_TURNED),
        ] {
            let all: Vec<&Doubled> = self.maybe.iter().filter(|one| one.why == why).collect();
            let (each, more) = all.split_at(all.len().min(MOST_DOUBLED));
            let document = format!("D{}", plan.id_at(at));
            for Doubled { id, others, day, amount, .. } in each {
                let others: Vec<String> = others.iter().map(|id| format!("E{id}")).collect();
                let finding = kind
                    .found()
                    .with("count", 1)
                    .with("id", format!("E{id}"))
                    .with("document", &document)
                    .with("first", others.join(","));
                self.findings.push(finding.with_value("day", *day).with_value("amount", *amount));
            }
            if !more.is_empty() {
                let found = MAYBE_MORE.found().with("count", more.len());
                let found = found.with_value("pairs", pairs(more)).with("document", document);
                self.findings.push(found);
            }
        }
        self.findings.extend(std::mem::take(&mut self.elsewhere).findings());
        if let Some(row) = plan.changes.documents.get_mut(at) {
            self.findings.iter().for_each(|finding| note(row, finding, plan.language));
        }
    }
}

/// So many stretches of bookings are named at most.
const MOST_STRETCHES: usize = 40;

/// Which bookings may be which, those that follow each other on both sides in one: `E201–E700 wie
/// E1–E500`. In German and in English.
fn pairs(doubled: &[&Doubled]) -> [String; 2] {
    let mut stretches: Vec<(i64, &[i64], i64)> = Vec::new();
    for one in doubled {
        let goes_on = stretches.last_mut().filter(|(id, others, long)| {
            let first = |ids: &[i64]| ids.first().copied().filter(|_| ids.len() == 1);
            one.id == id + long
                && first(&one.others) == first(others).map(|first| first + *long)
                && first(others).is_some()
        });
        match goes_on {
            Some((_, _, long)) => *long += 1,
            None => stretches.push((one.id, &one.others, 1)),
        }
    }
    let left = stretches.len() > MOST_STRETCHES;
    let ids = |from: i64, long: i64| match long {
        1 => format!("E{from}"),
        _ => format!("E{from}–E{}", from + long - 1),
    };
    ["wie", "as"].map(|like| {
        let named = stretches.iter().take(MOST_STRETCHES).map(|(id, others, long)| {
            let others: Vec<String> = others.iter().map(|other| ids(*other, *long)).collect();
            format!("{} {like} {}", ids(*id, *long), others.join(","))
        });
        named.chain(left.then(|| "…".to_owned())).collect::<Vec<_>>().join(", ")
    })
}

/// Day and minor units of the balances that a statement is kept with: opening and closing. A balance
/// without a day of its own is as old as the entries beside it.
pub(in crate::office) fn balances(statement: &Statement) -> [(Option<Date>, Option<i64>); 2] {
    let days = || statement.entries.iter().filter_map(day);
    let kept = |balance: &Option<Balance>, beside: Option<Date>| {
        let stated = balance.as_ref();
        let own = stated.and_then(|balance| balance.date);
        let minor = stated.and_then(|balance| balance.amount.bookable());
        (own.or(beside.filter(|_| stated.is_some())), minor)
    };
    [kept(&statement.opening, days().min()), kept(&statement.closing, days().max())]
}

/// Whether a statement's last balance is one of a day that went on: a report of the day so far that
/// names none of the day's end.
fn is_running(format: &str, statement: &Statement) -> bool {
    format.starts_with("camt.052")
        && statement.closing.is_some()
        && statement.balances.iter().all(|balance| balance.kind != "CLBD")
}

/// The entries of a statement that are booked, as they are, whatever account they are kept under.
pub(in crate::office) fn booked(entries: Vec<Entry>) -> Vec<Entry> {
    Plan::bookable(entries, "", &mut Tally::default())
}

pub(super) fn day(entry: &Entry) -> Option<Date> {
    entry.booking_date.or(entry.value_date)
}

/// An entry of 0.00: the bank says something and moves nothing, so there is nothing to decide.
fn nothing_moved() -> EntryState {
    let said = Sentence {
        de: "0,00: Nichts ist bewegt, nichts zu buchen.".to_owned(),
        en: "0.00: nothing is moved, nothing to book.".to_owned(),
    };
    EntryState { status: EntryStatus::Matched, explanation: vec![said], ..undecided() }
}

fn undecided() -> EntryState {
    EntryState {
        status: EntryStatus::Open,
        category: None,
        posting_account: None,
        confidence: None,
        explanation: Vec::new(),
        allocations: Vec::new(),
        decision: None,
        by_person: false,
        posting: None,
    }
}

/// What the matcher is told of an entry; `None` for one without a day.
pub(in crate::office) fn entry_facts(row: &EntryRow, own_transfer: bool) -> Option<EntryFacts> {
    let entry = &row.entry;
    let mut facts = EntryFacts::new(
        row.id,
        &row.company,
        day(entry)?,
        entry.amount.minor()?,
        entry.amount.currency,
    );
    bank_of(&row.account).clone_into(&mut facts.account);
    facts.value_date = entry.value_date;
    facts.counterparty_name.clone_from(&entry.counterparty.name);
    facts.counterparty_iban.clone_from(&entry.counterparty.iban);
    facts.remittance.clone_from(&entry.remittance);
    facts.structured_reference.clone_from(&entry.structured_reference);
    facts.end_to_end_id.clone_from(&entry.end_to_end_id);
    facts.mandate_id.clone_from(&entry.mandate_id);
    facts.bank_reference.clone_from(&entry.bank_reference);
    facts.transaction_code.clone_from(&entry.transaction_code);
    facts.booking_text.clone_from(&entry.booking_text);
    facts.return_reason.clone_from(&entry.return_reason);
    facts.reversal = entry.reversal;
    facts.charges = entry.charges.and_then(Money::bookable);
    facts.instructed =
        entry.instructed.and_then(|money| money.minor().map(|minor| (minor, money.currency)));
    facts.own_transfer = own_transfer;
    facts.refused = super::learnt::refused(row);
    Some(facts)
}
