//! The cash book that a person keeps by hand (`entries.csv`): where it moves money between the cash
//! box and the bank over transit, the bank's line goes there too. Booked on the cash box itself, as
//! the rules for cash do, the money would move twice.

use super::Plan;
use crate::domain::finding::Weight;
use crate::domain::{Currency, Finding, FindingKind, JournalEntry, JournalLine, Money};
use crate::ledger::Role;
use crate::matching::{Decision, Explanation, MatchStatus, Place};
use crate::office::books::CompanyBooks;
use crate::store::OnCashBox;
use crate::store::rows::EntryRow;
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Findings of cash books kept by hand.
pub static FINDINGS: &[&FindingKind] = &[&CASH_TWICE];

/// What the cash book moves over transit, a person or a closed day keeps on the cash box itself.
pub static CASH_TWICE: FindingKind = FindingKind {
    code: "cash-moved-twice",
    weight: Weight::Warning,
    de: "{entry} vom {day} über {amount} steht schon gegen die Kasse ({cash}), und diese Datei \
        bewegt ebenso viel zwischen Kasse und Geldtransit: Es wäre zweimal bewegt. Ist es dasselbe \
        Geld: „kontor undo {entry}“, dann „kontor resolve {entry} account {transit}“; ist es \
        anderes: „kontor resolve {this} accept“.",
    en: "{entry} of {day} over {amount} stands on the cash box ({cash}) already, and this file \
        moves as much between the cash box and transit: it would be moved twice. If it is the same \
        money: \"kontor undo {entry}\", then \"kontor resolve {entry} account {transit}\"; if it \
        is other money: \"kontor resolve {this} accept\".",
};

/// Days between the cash book's line and the bank's within which they may be one movement.
const APART: i32 = 7;

/// What a list of this batch moves between the cash box and transit.
#[derive(Debug, Clone)]
pub(super) struct CashMove {
    /// The list's position.
    at: usize,
    company: String,
    day: Date,
    /// Minor units, signed as on the cash box.
    minor: i64,
}

/// The numbers of a company's cash box and of its transit.
fn accounts_of(books: &CompanyBooks) -> (String, String) {
    let number = |role: Role| books.number(books.chart.number(role));
    (number(Role::Cash), number(Role::Transit))
}

impl Plan<'_> {
    /// Notes of an entry that is written down what it moves between the cash box and transit.
    pub(super) fn note_cash_moved(
        &mut self,
        at: usize,
        books: &CompanyBooks,
        entry: &JournalEntry,
    ) {
        let (cash, transit) = accounts_of(books);
        let on = |account: &str| -> Decimal {
            let lines = entry.lines().iter().filter(|line| line.account == account);
            lines.map(JournalLine::amount).sum()
        };
        let (on_cash, on_transit) = (on(&cash), on(&transit));
        if on_cash.is_zero()
            || on_transit.is_zero()
            || on_cash.is_sign_negative() == on_transit.is_sign_negative()
        {
            return;
        }
        let day = entry.date();
        let since = self.books.cash_books.entry(books.id.clone()).or_insert(day);
        *since = day.min(*since);
        let minor = Money::new(on_cash, Currency::EUR).minor().unwrap_or_default();
        self.cash_moves.push(CashMove { at, company: books.id.clone(), day, minor });
    }

    /// The companies whose cash books this batch goes on with, each with its cash box and the day
    /// from which what the bank says of that is looked at again.
    pub fn cash_books(&self) -> Vec<(String, String, Date)> {
        let mut first: BTreeMap<&String, Date> = BTreeMap::new();
        for moved in &self.cash_moves {
            let day = first.entry(&moved.company).or_insert(moved.day);
            *day = moved.day.min(*day);
        }
        let asked = |(company, day): (&String, Date)| {
            let (cash, _) = accounts_of(self.books.companies.get(company)?);
            Some((company.clone(), cash, before(day)))
        };
        first.into_iter().filter_map(asked).collect()
    }

    /// Has these entries, which are booked on the cash box itself, decided anew. What stays as it
    /// is, by a person's word or on a closed day, is told where the list moves as much.
    pub fn beside_cash_book(&mut self, company: &str, entries: &[OnCashBox]) {
        for entry in entries {
            let is_closed =
                self.books.periods.get(company).is_some_and(|periods| periods.is_closed(entry.day));
            if !entry.by_person && !is_closed {
                self.keys.entry(company.to_owned()).or_default().entries.insert(entry.id);
                continue;
            }
            let is_same = |moved: &&CashMove| {
                moved.company == company
                    && moved.minor == -entry.minor
                    && moved.day.since(entry.day).is_ok_and(|apart| apart.get_days().abs() <= APART)
            };
            let Some(at) = self.cash_moves.iter().find(is_same).map(|moved| moved.at) else {
                continue;
            };
            if let Some(found) = self.moved_twice(company, entry) {
                self.note_at(at, &found);
            }
        }
    }

    fn moved_twice(&self, company: &str, entry: &OnCashBox) -> Option<Finding> {
        let (cash, transit) = accounts_of(self.books.companies.get(company)?);
        let found = CASH_TWICE.found().with("entry", format!("E{}", entry.id));
        let amount = Money::from_minor(entry.minor, Currency::EUR);
        let found = found.with_value("day", entry.day).with_value("amount", amount);
        Some(found.with("cash", cash).with("transit", transit))
    }

    /// What would be booked on the cash box goes over transit, where the cash book says so of its
    /// own half.
    pub(super) fn over_transit(&self, decision: Decision, row: &EntryRow) -> Decision {
        let is_kept =
            |since: &Date| row.entry.booking_date.is_some_and(|day| day >= before(*since));
        let since = self.books.cash_books.get(&row.company).filter(|since| is_kept(since));
        let books = self.books.companies.get(&row.company).filter(|_| since.is_some());
        let Some((cash, transit)) = books.map(|books| accounts_of(books)) else { return decision };
        let is_cash = |place: &Place| matches!(place, Place::Account(number) if *number == cash);
        let whole = decision.account.as_ref() == Some(&cash) && decision.allocations.is_empty();
        if decision.status == MatchStatus::Open
            || !whole && !decision.beside.iter().any(|part| is_cash(&part.place))
        {
            return decision;
        }
        let mut decision = decision;
        for part in decision.beside.iter_mut().filter(|part| is_cash(&part.place)) {
            part.place = Place::Account(transit.clone());
        }
        if whole {
            decision.account = Some(transit.clone());
        }
        decision.explanation.push(Explanation::new(
            format!(
                "Das Kassenbuch bewegt Geld zwischen Kasse und Bank über Geldtransit ({transit}); \
                 dort steht darum auch dieser Umsatz."
            ),
            format!(
                "The cash book moves money between the cash box and the bank over transit \
                 ({transit}); so this entry stands there too."
            ),
        ));
        decision
    }
}

/// The first day of what may be the same movement as one of this day.
fn before(day: Date) -> Date {
    day.checked_sub(APART.days()).unwrap_or(day)
}
