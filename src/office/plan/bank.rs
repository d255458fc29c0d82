//! Bank entries: each booking exactly once, whatever doors it came through.
//!
//! Files that tell of the same day are compared as multisets: of entries alike in account, day and amount the books hold as
//! many as the file that tells of most. Entries that contradict each other (another counterparty, another reference, another
//! text) are never the same, and neither are those of statements whose balances follow each other.

use super::documents::note;
use super::{Plan, batches};
use crate::domain::finding::Weight;
use crate::domain::statement::{Entry, Statement, Status};
use crate::domain::text::skeleton;
use crate::domain::{Account, Finding, FindingKind, Money};
use crate::matching::{EntryFacts, keys_of_entry};
use crate::store::rows::{EntryRow, EntryState, EntryStatus, StatementRow};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Findings of booking bank entries.
pub static FINDINGS: &[&FindingKind] = &[&PENDING, &UNDATED, &SEEN];

pub static PENDING: FindingKind = FindingKind {
    code: "pending-entries",
    weight: Weight::Note,
    de: "{count} vorgemerkte Umsätze sind noch nicht gebucht und werden übergangen; sie kommen mit dem nächsten Auszug.",
    en: "{count} pending entries are not booked yet and left out; they come with the next statement.",
};
pub static UNDATED: FindingKind = FindingKind {
    code: "undated-entries",
    weight: Weight::Warning,
    de: "{count} Umsätze haben kein lesbares Buchungsdatum und sind nicht gebucht. Bitte den Auszug prüfen.",
    en: "{count} entries have no readable booking date and are not booked. Check the statement.",
};
pub static SEEN: FindingKind = FindingKind {
    code: "entries-known",
    weight: Weight::Note,
    de: "{count} Umsätze waren aus anderen Auszügen schon bekannt und sind nicht noch einmal gebucht.",
    en: "{count} entries were known from other statements and are not booked again.",
};

/// Stored entries of the accounts and days at hand, each with the statements that told of it, and those statements.
#[derive(Debug, Default)]
pub struct KnownEntries {
    pub entries: Vec<(EntryRow, Vec<i64>)>,
    pub statements: Vec<StatementRow>,
}

/// Account, day, amount in minor units: what the same booking agrees in through every door.
type Slot = (String, String, Date, i64);

impl Plan<'_> {
    /// The accounts and days whose stored entries must be known before [`Plan::entries`].
    pub fn days(&self) -> BTreeMap<(String, String), BTreeSet<Date>> {
        let mut days: BTreeMap<(String, String), BTreeSet<Date>> = BTreeMap::new();
        for (_, company, file) in &self.routed.statements {
            for statement in &file.statements {
                let account = self.account(company, &statement.account);
                days.entry((company.clone(), account)).or_default().extend(statement.entries.iter().filter_map(day));
            }
        }
        days
    }

    /// The account an entry is kept under: the IBAN, else the company's IBAN behind the bank's number, else that number, else
    /// the company's only account.
    fn account(&self, company: &str, account: &Account) -> String {
        if let Some(iban) = &account.iban {
            return iban.as_str().to_owned();
        }
        let own = self.books.companies.get(company).map(|books| books.ibans.as_slice()).unwrap_or_default();
        let Some(number) = account.number.as_deref() else {
            return own.first().map_or_else(|| "?".to_owned(), |iban| iban.as_str().to_owned());
        };
        let digits: String = number.chars().filter(char::is_ascii_alphanumeric).collect();
        let behind = number.rsplit(['/', ' ']).next().unwrap_or(number).trim_start_matches('0');
        let same = |iban: &&crate::domain::Iban| iban.as_str().ends_with(&digits) || iban.as_str().ends_with(&format!("{behind:0>10}"));
        own.iter().find(same).map_or_else(|| number.to_owned(), |iban| iban.as_str().to_owned())
    }

    /// Books the statements' entries that are not known yet.
    pub fn entries(&mut self, known: KnownEntries) {
        let mut slots: HashMap<Slot, Vec<Held>> = HashMap::new();
        let mut rows: HashMap<i64, StatementRow> = known.statements.into_iter().map(|row| (row.id, row)).collect();
        for (row, sources) in known.entries {
            if let Some(date) = row.entry.booking_date {
                let slot = (row.company.clone(), row.account.clone(), date, row.entry.amount.minor().unwrap_or_default());
                slots.entry(slot).or_default().push(Held { id: row.id, entry: row.entry, statements: sources, told_by: 0 });
            }
        }
        let mut statements = std::mem::take(&mut self.routed.statements);
        statements.sort_by(|a, b| (&a.1, a.0).cmp(&(&b.1, b.0)));
        for (at, company, file) in statements {
            let mut tally = Tally::default();
            for statement in file.statements {
                let row = self.statement_row(at, &company, &statement);
                tally.findings.extend(statement.findings);
                for entry in statement.entries {
                    self.entry(&company, &row, entry, &mut slots, &rows, &mut tally);
                }
                rows.insert(row.id, row.clone());
                self.changes.statements.push(row);
            }
            tally.note(self, at);
        }
    }

    fn statement_row(&mut self, at: usize, company: &str, statement: &Statement) -> StatementRow {
        self.books.counters.statement += 1;
        let balance = |balance: &Option<crate::domain::Balance>| balance.as_ref().map(|b| (b.date, b.amount.minor()));
        let (opening, closing) = (balance(&statement.opening), balance(&statement.closing));
        StatementRow {
            id: self.books.counters.statement,
            document_id: self.id_at(at),
            company: company.to_owned(),
            account: self.account(company, &statement.account),
            currency: statement.account.currency.map(|currency| currency.code().to_owned()),
            ident: statement.id.clone(),
            sequence: statement.sequence.clone(),
            opening_date: opening.and_then(|(date, _)| date),
            opening_minor: opening.and_then(|(_, minor)| minor),
            closing_date: closing.and_then(|(date, _)| date),
            closing_minor: closing.and_then(|(_, minor)| minor),
        }
    }

    fn entry(
        &mut self,
        company: &str,
        statement: &StatementRow,
        mut entry: Entry,
        slots: &mut HashMap<Slot, Vec<Held>>,
        rows: &HashMap<i64, StatementRow>,
        tally: &mut Tally,
    ) {
        if entry.status == Status::Pending {
            tally.pending += 1;
            return;
        }
        let Some((date, minor)) = day(&entry).zip(entry.amount.minor()) else {
            tally.undated += 1;
            return;
        };
        entry.booking_date = Some(date);
        let slot = slots.entry((company.to_owned(), statement.account.clone(), date, minor)).or_default();
        // A stored booking stands for one entry of this statement's document at most: twins inside one file are two.
        let same = slot
            .iter_mut()
            .filter(|held| held.told_by != statement.document_id && !follows(held, statement, rows))
            .filter_map(|held| likeness(&held.entry, &entry).map(|likeness| (likeness, held)))
            .max_by_key(|(likeness, held)| (*likeness, std::cmp::Reverse(held.id)));
        if let Some((_, held)) = same {
            held.told_by = statement.document_id;
            held.statements.push(statement.id);
            self.changes.sources.push((held.id, statement.id));
            tally.seen += 1;
            return;
        }
        self.books.counters.entry += 1;
        let id = self.books.counters.entry;
        slot.push(Held { id, entry: entry.clone(), statements: vec![statement.id], told_by: statement.document_id });
        self.changes.sources.push((id, statement.id));
        let row = EntryRow { id, company: company.to_owned(), account: statement.account.clone(), entry, state: undecided() };
        let mut keys: Vec<String> = batches::facts(&row, |entry| self.is_own(company, entry)).iter().flat_map(keys_of_entry).collect();
        keys.sort();
        keys.dedup();
        self.keys.entry(company.to_owned()).or_default().of_entries.extend(keys.iter().cloned());
        self.changes.entry_keys.push((company.to_owned(), id, keys));
        self.changes.entries.push(row);
    }

    /// True when the other side is an account of the same company.
    pub(super) fn is_own(&self, company: &str, entry: &Entry) -> bool {
        let own = self.books.companies.get(company).map(|books| books.ibans.as_slice()).unwrap_or_default();
        entry.counterparty.iban.as_ref().is_some_and(|iban| own.contains(iban))
    }
}

/// A booking that is held already.
struct Held {
    id: i64,
    entry: Entry,
    statements: Vec<i64>,
    /// The document that claimed it last, in this batch.
    told_by: i64,
}

/// What is worth noting of a file.
#[derive(Default)]
struct Tally {
    pending: usize,
    undated: usize,
    seen: usize,
    findings: Vec<Finding>,
}

impl Tally {
    fn note(mut self, plan: &mut Plan, at: usize) {
        for (count, kind) in [(self.pending, &PENDING), (self.undated, &UNDATED), (self.seen, &SEEN)] {
            if count > 0 {
                self.findings.push(kind.found().with("count", count));
            }
        }
        if let Some(row) = plan.changes.documents.get_mut(at) {
            self.findings.iter().for_each(|finding| note(row, finding, plan.language));
        }
    }
}

fn day(entry: &Entry) -> Option<Date> {
    entry.booking_date.or(entry.value_date)
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

/// True when the statement begins where one that told of the booking ended, or the other way round: they do not overlap.
fn follows(held: &Held, statement: &StatementRow, rows: &HashMap<i64, StatementRow>) -> bool {
    let span = |row: &StatementRow| row.opening_minor.zip(row.closing_minor).filter(|(opening, closing)| opening != closing);
    let Some((opening, closing)) = span(statement) else { return false };
    held.statements.iter().filter_map(|id| rows.get(id)).filter_map(span).any(|(first, last)| {
        let meets = last == opening || first == closing;
        meets && (first, last) != (opening, closing)
    })
}

/// How alike two entries of one account, day and amount are; `None` when they contradict each other.
fn likeness(a: &Entry, b: &Entry) -> Option<u32> {
    let agree = [
        compare(a.end_to_end_id.as_deref(), b.end_to_end_id.as_deref())?,
        compare(a.counterparty.iban.as_ref().map(|iban| iban.as_str()), b.counterparty.iban.as_ref().map(|iban| iban.as_str()))?,
        compare(a.mandate_id.as_deref(), b.mandate_id.as_deref())?,
        texts(a, b)?,
    ];
    Some(agree.iter().sum())
}

/// 1 when both are there and equal, 0 when one is missing, `None` when they differ.
fn compare(a: Option<&str>, b: Option<&str>) -> Option<u32> {
    match (a, b) {
        (Some(a), Some(b)) if a == b => Some(1),
        (Some(_), Some(_)) => None,
        _ => Some(0),
    }
}

/// Least stretch of text that two cut or rearranged remittances must share.
const SHARED: usize = 12;

/// Compares remittances without blanks: doors cut, wrap and decorate them, so that containing or a long common stretch is enough.
fn texts(a: &Entry, b: &Entry) -> Option<u32> {
    let (a, b) = (text(a), text(b));
    if a.is_empty() || b.is_empty() {
        return Some(0);
    }
    if a == b {
        return Some(2);
    }
    let stretch = |short: &str, long: &str| {
        let head: String = short.chars().take(SHARED).collect();
        let tail: String = short.chars().rev().take(SHARED).collect::<Vec<_>>().into_iter().rev().collect();
        long.contains(short) || (short.chars().count() > SHARED && (long.contains(&head) || long.contains(&tail)))
    };
    (stretch(&a, &b) || stretch(&b, &a)).then_some(1)
}

/// Without blanks, marks and umlauts: MT940 writes `UEBERTRAG` where camt writes `Übertrag`.
fn text(entry: &Entry) -> String {
    skeleton(entry.remittance.as_deref().unwrap_or_default()).replace(' ', "")
}

/// What the matcher is told of an entry; `None` for one without a day.
pub(super) fn entry_facts(row: &EntryRow, own_transfer: bool) -> Option<EntryFacts> {
    let entry = &row.entry;
    let mut facts = EntryFacts::new(row.id, &row.company, day(entry)?, entry.amount.minor()?, entry.amount.currency);
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
    facts.charges = entry.charges.and_then(Money::minor);
    facts.instructed = entry.instructed.and_then(|money| money.minor().map(|minor| (minor, money.currency)));
    facts.own_transfer = own_transfer;
    Some(facts)
}
