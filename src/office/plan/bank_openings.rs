//! What bank accounts began with where no list of opening balances says so: the balance that the
//! first statement states. When an earlier statement comes, or entries from before it, the opening
//! is booked anew, so that the order of arrival decides nothing.

use super::Plan;
use crate::domain::Currency;
use crate::office::books::CompanyBooks;
use crate::office::plan::Postings;
use crate::store::bank_of;
use crate::store::rows::{EntryRow, OpeningRow, StatementRow};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The balance that says first what a bank account had.
#[derive(Debug, Clone)]
pub struct FirstStated {
    /// The statement.
    pub statement: StatementRow,
    /// The day of the balance.
    pub day: Date,
    /// Minor units, signed from the holder's view.
    pub minor: i64,
    /// It holds at the end of the day, not at its beginning.
    pub at_end: bool,
}

/// A bank entry on or before the day of the first balance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EarlyEntry {
    /// The entry's id.
    pub id: i64,
    /// The day it is booked on.
    pub day: Date,
    /// Minor units, signed from the holder's view.
    pub minor: i64,
    /// The statement of the first balance tells of it.
    pub of_first: bool,
}

/// What is known of a bank account whose statements a batch brings, or a person moves.
#[derive(Debug)]
pub struct KnownBank {
    /// The first balance, of what is stored and of what the batch brings.
    pub first: FirstStated,
    /// All that its statements are kept under, each with its ledger account: a person may have
    /// placed some on another than that of its IBAN.
    pub keys: BTreeMap<String, String>,
    /// Stored entries up to the day of the first balance.
    pub early: Vec<EarlyEntry>,
    /// What the ledger accounts were opened with that it is kept on, or was.
    pub rows: Vec<OpeningRow>,
    /// The postings of these.
    pub postings: Postings,
}

impl FirstStated {
    /// The balance that a statement says first; `None` for one that states none, or in another
    /// currency than that of the books.
    pub fn of(statement: &StatementRow) -> Option<FirstStated> {
        let in_euro = statement.currency.as_deref().is_none_or(|code| code == Currency::EUR.code());
        let opening = statement
            .opening_date
            .zip(statement.opening_minor)
            .map(|(day, minor)| (day, minor, false));
        let (day, minor, at_end) = opening.or(statement
            .closing_date
            .zip(statement.closing_minor)
            .map(|(day, minor)| (day, minor, true)))?;
        in_euro.then(|| FirstStated { statement: statement.clone(), day, minor, at_end })
    }

    /// Of one day's balances first the one that goes on with no other, then by number.
    fn order(&self, others: &[FirstStated]) -> impl Ord + use<> {
        let own = &self.statement;
        let goes_on = |other: &FirstStated| {
            other.statement.id != own.id
                && other.statement.closing_minor.is_some()
                && other.statement.closing_minor == own.opening_minor
        };
        let follows = !self.at_end && others.iter().any(goes_on);
        let digits = own.sequence.as_deref().unwrap_or_default();
        let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
        let number = digits.parse::<u64>().unwrap_or(u64::MAX);
        (follows, own.closing_date, number, own.id)
    }

    /// The day and the balance that the account is opened with, by the entries up to the day of the
    /// first balance.
    fn opening(&self, early: &[EarlyEntry]) -> (Date, i64) {
        let is_behind = |entry: &&EarlyEntry| match self.at_end {
            true => entry.day <= self.day || entry.of_first,
            false => entry.day < self.day && !entry.of_first,
        };
        let moved: i64 = early.iter().filter(is_behind).map(|entry| entry.minor).sum();
        let first = early.iter().filter(is_behind).map(|entry| entry.day).min();
        // Many banks date the balance by the end of the day before: at the end of a month it is the
        // next one's.
        let goes_on = self.day == self.day.last_of_month()
            && self.statement.closing_date.is_none_or(|closing| closing > self.day)
            && !early.iter().any(|entry| entry.day == self.day);
        let own = if goes_on { self.day.tomorrow().unwrap_or(self.day) } else { self.day };
        (first.unwrap_or(own), self.minor - moved)
    }
}

impl KnownBank {
    /// What is known once an entry counts as another one, or no longer does: the ids of that other
    /// before and now. `told` are the statements that tell of the entry itself.
    pub fn with_same(
        &mut self,
        row: &EntryRow,
        told: &[i64],
        (before, now): (Option<i64>, Option<i64>),
    ) {
        let by_first = told.contains(&self.first.statement.id);
        self.early.retain(|entry| entry.id != row.id);
        for entry in self.early.iter_mut().filter(|_| by_first) {
            entry.of_first |= Some(entry.id) == now;
            entry.of_first &= Some(entry.id) != before;
        }
        let day = row.entry.booking_date.or(row.entry.value_date);
        let own = day.zip(row.entry.amount.minor()).filter(|(day, _)| {
            now.is_none() && *day <= self.first.day && row.entry.amount.currency == Currency::EUR
        });
        let own = own.map(|(day, minor)| EarlyEntry { id: row.id, day, minor, of_first: by_first });
        self.early.extend(own);
    }
}

impl Plan<'_> {
    /// The bank accounts that a plan brings statements for: company, and what their entries are
    /// kept under; each once, whatever ledger accounts it is kept on.
    pub fn banks_told(&self) -> BTreeSet<(String, String)> {
        let known = self
            .banks
            .iter()
            .filter(|(company, account)| self.ledger_account(company, account).is_some());
        let mut told: BTreeMap<(&str, &str), &String> = BTreeMap::new();
        for (company, account) in known {
            told.entry((company, bank_of(account))).or_insert(account);
        }
        told.into_iter().map(|((company, _), key)| (company.to_owned(), key.clone())).collect()
    }

    /// What statements that a plan brings of a bank account are kept under.
    pub fn keys_brought(&self, company: &str, bank: &str) -> Vec<String> {
        let own = |of: &str, account: &str| of == company && bank_of(account) == bank_of(bank);
        let brought = self.banks.iter().filter(|(of, account)| own(of, account));
        brought.map(|(_, account)| account.clone()).collect()
    }

    /// The ledger account of a bank account, as it stands in the journal.
    pub fn ledger_account(&self, company: &str, bank: &str) -> Option<String> {
        let books = self.books.companies.get(company)?;
        books.bank_account(bank).map(|account| books.number(&account))
    }

    /// The first balance of a bank account: a stored one, or one that the plan brings. An opening
    /// balance says more than a closing one; then the earlier day counts.
    pub fn first_stated(
        &self,
        (company, bank): (&str, &str),
        stored: Vec<StatementRow>,
    ) -> Option<FirstStated> {
        let brought = self
            .changes
            .statements
            .iter()
            .filter(|row| row.company == company && bank_of(&row.account) == bank_of(bank));
        let all = || stored.iter().chain(brought.clone()).filter_map(FirstStated::of);
        let when = |one: &FirstStated| (one.at_end, one.day);
        let first = all().map(|one| when(&one)).min()?;
        let first: Vec<FirstStated> = all().filter(|one| when(one) == first).collect();
        first.iter().min_by_key(|one| one.order(&first)).cloned()
    }

    /// Opens bank accounts with what their first statements say: each once, on the ledger account
    /// of its first statement, and the others that it is kept on with nothing. One that a list
    /// states stays as it is, and needs no statement to say so a second time.
    pub fn open_banks(&mut self, known: Vec<KnownBank>) {
        for mut bank in known {
            let StatementRow { company, account, .. } = bank.first.statement.clone();
            let (Some(books), Some(first)) =
                (self.books.companies.get(&company).cloned(), bank.keys.get(&account).cloned())
            else {
                continue;
            };
            self.brought_openings(&mut bank, &company);
            let keys = bank.keys.iter();
            let mut kept: BTreeMap<String, Option<String>> =
                keys.map(|(key, ledger)| (ledger.clone(), Some(key.clone()))).collect();
            kept.insert(first.clone(), Some(account.clone()));
            let listed =
                bank.rows.iter().any(|row| !row.by_statement && kept.contains_key(&row.account));
            for row in &bank.rows {
                kept.entry(row.account.clone()).or_insert_with(|| row.bank.clone());
            }
            let early = self.early_entries(&bank.first, std::mem::take(&mut bank.early));
            let (date, amount) = bank.first.opening(&early);
            for (ledger, key) in kept {
                let amount_minor = if ledger == first && !listed { amount } else { 0 };
                let wanted = OpeningRow {
                    company: company.clone(),
                    account: ledger,
                    date,
                    amount_minor,
                    bank: key,
                    document_id: bank.first.statement.document_id,
                    by_statement: true,
                    posting: None,
                };
                self.open_ledger(&books, wanted, &bank);
            }
        }
    }

    /// What the batch itself says that ledger accounts are opened with, in the place of what is
    /// stored.
    fn brought_openings(&self, bank: &mut KnownBank, company: &str) {
        let ledgers: BTreeSet<&String> = bank.keys.values().collect();
        let brought = self.changes.openings.iter().filter(|row| row.company == *company);
        for row in brought {
            let is_known = bank.rows.iter().any(|known| known.account == row.account);
            bank.rows.retain(|known| known.account != row.account);
            if is_known || ledgers.contains(&row.account) {
                bank.rows.push(row.clone());
            }
        }
    }

    /// Opens one of a bank account's ledger accounts; one that a list states, or that another bank
    /// account is kept on, stays as it is.
    fn open_ledger(&mut self, books: &CompanyBooks, mut wanted: OpeningRow, bank: &KnownBank) {
        let own = bank_of(&bank.first.statement.account);
        let before = bank.rows.iter().find(|row| row.account == wanted.account);
        let is_others = |row: &OpeningRow| row.bank.as_deref().map(bank_of) != Some(own);
        if before.is_some_and(|row| !row.by_statement || is_others(row)) {
            return;
        }
        // Of nothing the day says nothing.
        if let Some(row) = before.filter(|row| (row.amount_minor, wanted.amount_minor) == (0, 0)) {
            wanted.date = row.date;
        }
        self.open_account(books, wanted, before, Some(&bank.postings));
    }

    /// Entries of the account up to the day of its first balance: the stored ones, and those that
    /// the plan brings.
    fn early_entries(&self, first: &FirstStated, stored: Vec<EarlyEntry>) -> Vec<EarlyEntry> {
        let of_first: BTreeSet<i64> = self
            .changes
            .sources
            .iter()
            .filter(|(_, statement, _)| *statement == first.statement.id)
            .map(|(entry, ..)| *entry)
            .collect();
        let mut early: HashMap<i64, EarlyEntry> =
            stored.into_iter().map(|entry| (entry.id, entry)).collect();
        let of_account = |row: &&EntryRow| {
            row.company == first.statement.company
                && bank_of(&row.account) == bank_of(&first.statement.account)
                && row.entry.amount.currency == Currency::EUR
                && row.same_as().is_none()
        };
        for row in self.changes.entries.iter().filter(of_account) {
            let Some((day, minor)) =
                row.entry.booking_date.or(row.entry.value_date).zip(row.entry.amount.minor())
            else {
                continue;
            };
            if day <= first.day || of_first.contains(&row.id) {
                early.insert(row.id, EarlyEntry { id: row.id, day, minor, of_first: false });
            }
        }
        early
            .into_values()
            .map(|entry| EarlyEntry {
                of_first: entry.of_first || of_first.contains(&entry.id),
                ..entry
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn first(opening: Option<(Date, i64)>, closing: (Date, i64)) -> FirstStated {
        let statement = StatementRow {
            id: 1,
            document_id: 1,
            format: None,
            company: "wir".into(),
            account: "DE1".into(),
            currency: None,
            ident: None,
            sequence: None,
            opening_date: opening.map(|(day, _)| day),
            opening_minor: opening.map(|(_, minor)| minor),
            closing_date: Some(closing.0),
            closing_minor: Some(closing.1),
            running: false,
            section: 0,
            assumed: false,
            page: None,
        };
        FirstStated::of(&statement).unwrap()
    }

    fn entry(day: Date, minor: i64, of_first: bool) -> EarlyEntry {
        EarlyEntry { id: minor, day, minor, of_first }
    }

    #[test]
    fn an_account_opens_with_what_makes_the_first_balance_true() {
        let stated = first(Some((date(2026, 9, 7), 50_000)), (date(2026, 9, 9), 60_000));
        assert_eq!(stated.opening(&[]), (date(2026, 9, 7), 50_000));
        assert_eq!(
            stated.opening(&[entry(date(2026, 9, 2), 1_500, false)]),
            (date(2026, 9, 2), 48_500)
        );
        assert_eq!(
            stated.opening(&[entry(date(2026, 9, 4), 10_000, true)]),
            (date(2026, 9, 7), 50_000)
        );
        let closing_alone = first(None, (date(2026, 9, 9), 60_000));
        let entries =
            [entry(date(2026, 9, 8), 10_000, true), entry(date(2026, 9, 9), -2_000, true)];
        assert_eq!(closing_alone.opening(&entries), (date(2026, 9, 8), 52_000));
    }

    #[test]
    fn the_balance_at_a_months_end_opens_the_next() {
        let new_year = first(Some((date(2025, 12, 31), 700)), (date(2026, 1, 5), 900));
        assert_eq!(new_year.opening(&[]), (date(2026, 1, 1), 700));
        assert_eq!(
            new_year.opening(&[entry(date(2025, 12, 31), 200, true)]),
            (date(2025, 12, 31), 700)
        );
        let still = first(Some((date(2025, 12, 31), 700)), (date(2025, 12, 31), 700));
        assert_eq!(still.opening(&[]), (date(2025, 12, 31), 700));
    }
}
