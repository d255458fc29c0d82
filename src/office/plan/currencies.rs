//! The currency of statements that name none: that of their account, where other statements of it
//! name one; else the euro, as they were read.

use super::Plan;
use crate::domain::finding::Weight;
use crate::domain::statement::{Balance, Entry};
use crate::domain::{BankStatement, Currency, Finding, FindingKind, Money, Statement};
use crate::formats::NO_CURRENCY;
use crate::formats::bank_csv::CURRENCY_ASSUMED;
use crate::store::rows::DocumentStatus;
use crate::store::{Currencies, bank_of};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Findings of currencies that statements do not name.
pub static FINDINGS: &[&FindingKind] = &[&OF_ITS_ACCOUNT, &OF_SEVERAL, &ASSUMED_BEFORE];

/// Other statements of the account name one.
pub static OF_ITS_ACCOUNT: FindingKind = FindingKind {
    code: "currency-of-account",
    weight: Weight::Note,
    de: "Die Datei nennt keine Währung; das Konto wird nach anderen Auszügen in {currency} \
        geführt, und so ist sie gelesen.",
    en: "The file names no currency; by other statements the account is kept in {currency}, and so \
        it was read.",
};

/// Other statements of the account name several.
pub static OF_SEVERAL: FindingKind = FindingKind {
    code: "currency-of-several",
    weight: Weight::Warning,
    de: "Die Datei nennt keine Währung, und das Konto {account} wird nach anderen Auszügen in \
        {currencies} geführt; sie ist nicht gebucht. Bitte denselben Zeitraum mit Währung abrufen \
        (CAMT, MT940 oder eine Tabelle mit der Spalte „Währung“) und diese Datei mit „kontor \
        resolve {this} reject GRUND“ beenden.",
    en: "The file names no currency, and by other statements the account {account} is kept in \
        {currencies}; it is not booked. Fetch the same days with their currency (CAMT, MT940, or a \
        table with a column \"currency\") and end this file with \"kontor resolve {this} reject \
        REASON\".",
};

/// An earlier file of the account was read in euros for want of a currency.
pub static ASSUMED_BEFORE: FindingKind = FindingKind {
    code: "currency-assumed-before",
    weight: Weight::Warning,
    de: "Der Auszug führt das Konto in {currency}; {other} nannte keine Währung und ist in Euro \
        gebucht, vielleicht mit denselben Umsätzen. „kontor undo {other}“ nimmt die Datei zurück, \
        „kontor resolve {other} accept“ bucht sie dann in {currency}. Führt die Bank das Konto \
        auch in Euro, beendet „kontor resolve {this} accept“ die Frage.",
    en: "The statement keeps the account in {currency}; {other} named no currency and is booked in \
        euros, perhaps with the same bookings. \"kontor undo {other}\" takes the file back, \
        \"kontor resolve {other} accept\" then books it in {currency}. If the bank keeps the \
        account in euros as well, \"kontor resolve {this} accept\" ends the question.",
};

impl Plan<'_> {
    /// The accounts whose currencies must be known before [`Plan::entries`]: those of statements
    /// without a currency, or in another than the books.
    pub fn accounts_of_currencies(&self) -> BTreeSet<(String, String)> {
        let mut accounts = BTreeSet::new();
        for (at, company, file) in &self.routed.statements {
            let asks = |one: &&Statement| one.assumed || is_abroad(one);
            for statement in file.statements.iter().filter(asks) {
                let account = self.account(*at, company, &file.format, &statement.account);
                accounts.insert((company.clone(), account));
            }
        }
        accounts
    }

    /// The days on which statements of an account that name no currency tell of bookings.
    pub fn days_without_currency(&self, company: &str, account: &str) -> BTreeSet<Date> {
        let files = self.routed.statements.iter().filter(|(_, theirs, _)| theirs == company);
        let assumed = files.flat_map(|(at, _, file)| {
            let own = file.statements.iter().filter(|one| one.assumed);
            own.filter(|one| self.account(*at, company, &file.format, &one.account) == account)
        });
        assumed.flat_map(|one| &one.entries).filter_map(|entry| entry.booking_date).collect()
    }

    /// Reads the statements of an account that name no currency in its own. Where it is kept in
    /// euros and in others, that is the one in which most of what they tell is booked already.
    pub fn in_their_currency(&mut self, (company, account): (&str, &str), known: Currencies) {
        let Currencies { mut stated, assumed_in, abroad } = known;
        // Where others named theirs before, it was asked then.
        let assumed_in = assumed_in.filter(|_| stated.is_empty());
        let mut files = std::mem::take(&mut self.routed.statements);
        let own = |at: usize, format: &str, statement: &Statement| {
            self.account(at, company, format, &statement.account) == account
        };
        for (at, _, file) in files.iter().filter(|(_, theirs, _)| theirs == company) {
            let named = file.statements.iter().filter(|one| !one.assumed);
            let named = named.filter(|one| own(*at, &file.format, one));
            stated.extend(named.filter_map(|one| one.account.currency));
        }
        let foreign: Vec<Currency> = stated.iter().copied().collect();
        if foreign.len() > 1 && !stated.contains(&Currency::EUR) {
            let asks = |one: &&Statement| one.assumed;
            let (held, rest) = files.into_iter().partition(|(at, theirs, file)| {
                let assumed = file.statements.iter().filter(asks);
                theirs == company && assumed.into_iter().any(|one| own(*at, &file.format, one))
            });
            self.routed.statements = rest;
            self.hold(held, account, &foreign);
            return;
        }
        if let ([currency], false) = (foreign.as_slice(), stated.contains(&Currency::EUR)) {
            for (at, _, file) in files.iter_mut().filter(|(_, theirs, _)| theirs == company) {
                let format = file.format.clone();
                for statement in file.statements.iter_mut().filter(|one| own(*at, &format, one)) {
                    match assumed_in {
                        _ if statement.assumed => read_in(statement, *currency),
                        Some(other) if is_abroad(statement) => {
                            let found = assumed_before(*currency, other);
                            let this = format!("D{}", self.id_at(*at));
                            statement.findings.push(found.with("this", this));
                        }
                        _ => {}
                    }
                }
            }
        }
        for (at, _, file) in files.iter_mut().filter(|(_, theirs, _)| theirs == company) {
            let format = file.format.clone();
            for statement in file.statements.iter_mut().filter(|one| own(*at, &format, one)) {
                if let Some(currency) = told_in(statement, &abroad).filter(|_| statement.assumed) {
                    read_in(statement, currency);
                }
            }
        }
        self.routed.statements = files;
    }

    /// Takes files back whose account is kept in one of several currencies.
    fn hold(
        &mut self,
        files: Vec<(usize, String, BankStatement)>,
        account: &str,
        currencies: &[Currency],
    ) {
        let codes: Vec<&str> = currencies.iter().map(Currency::code).collect();
        let found = OF_SEVERAL.found().with("account", bank_of(account));
        let found = found.with("currencies", codes.join(", "));
        for (at, ..) in files {
            if let Some(mut row) = self.changes.documents.get(at).cloned() {
                self.give(&mut row, DocumentStatus::Held, &found);
                self.changes.documents.splice(at..=at, [row]);
            }
        }
    }
}

/// The currency in which at least half of what a statement tells is booked already, with the same
/// days and figures.
fn told_in(statement: &Statement, abroad: &[(Date, Money)]) -> Option<Currency> {
    let mut left: Vec<&(Date, Money)> = abroad.iter().collect();
    let mut told: BTreeMap<Currency, usize> = BTreeMap::new();
    for entry in &statement.entries {
        let is_it = |(day, money): &&(Date, Money)| {
            Some(*day) == entry.booking_date && money.amount == entry.amount.amount
        };
        if let Some(at) = left.iter().position(is_it) {
            *told.entry(left.swap_remove(at).1.currency).or_default() += 1;
        }
    }
    let most = told.into_iter().max_by_key(|(_, count)| *count);
    most.filter(|(_, count)| count * 2 >= statement.entries.len()).map(|(currency, _)| currency)
}

fn is_abroad(statement: &Statement) -> bool {
    statement.account.currency.is_some_and(|currency| currency != Currency::EUR)
}

fn assumed_before(currency: Currency, other: i64) -> Finding {
    let found = ASSUMED_BEFORE.found().with("currency", currency);
    found.with("other", format!("D{other}"))
}

/// The same figures in another currency.
pub fn read_in(statement: &mut Statement, currency: Currency) {
    statement.account.currency = Some(currency);
    let kinds = statement.balances.iter_mut().map(|kind| &mut kind.balance);
    let ends = statement.opening.iter_mut().chain(&mut statement.closing);
    for Balance { amount, .. } in kinds.chain(ends) {
        *amount = Money::new(amount.amount, currency);
    }
    statement.entries.iter_mut().for_each(|entry| entry_in(entry, currency));
    statement.assumed = false;
    let assumed = [CURRENCY_ASSUMED.code, NO_CURRENCY.code];
    statement.findings.retain(|finding| !assumed.contains(&finding.code()));
    statement.findings.push(OF_ITS_ACCOUNT.found().with("currency", currency));
}

fn entry_in(entry: &mut Entry, currency: Currency) {
    let beside = entry.balance_after.iter_mut().chain(&mut entry.charges);
    for money in std::iter::once(&mut entry.amount).chain(beside) {
        *money = Money::new(money.amount, currency);
    }
    entry.details.iter_mut().for_each(|detail| entry_in(detail, currency));
}
