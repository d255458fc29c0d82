//! The currency of statements that name none: that of their account, where other statements of it
//! name one; else the euro, as they were read.

use super::Plan;
use crate::domain::finding::Weight;
use crate::domain::statement::{Balance, Entry};
use crate::domain::{BankStatement, Currency, FindingKind, Money, Statement};
use crate::formats::NO_CURRENCY;
use crate::formats::bank_csv::CURRENCY_ASSUMED;
use crate::store::rows::DocumentStatus;
use crate::store::{Currencies, bank_of};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Findings of currencies that statements do not name.
pub static FINDINGS: &[&FindingKind] = &[&OF_ITS_ACCOUNT, &OF_SEVERAL];

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

    /// The days of the bookings of an account's statements that name no currency, or name another
    /// than the euro.
    pub fn days_of_currencies(&self, company: &str, account: &str) -> BTreeSet<Date> {
        let files = self.routed.statements.iter().filter(|(_, theirs, _)| theirs == company);
        let asking = files.flat_map(|(at, _, file)| {
            let own = file.statements.iter().filter(|one| one.assumed || is_abroad(one));
            own.filter(|one| self.account(*at, company, &file.format, &one.account) == account)
        });
        asking.flat_map(|one| &one.entries).filter_map(|entry| entry.booking_date).collect()
    }

    /// Reads the statements of an account that name no currency in its own. Where it is kept in
    /// euros and in others, that is the one in which all that they tell is booked already; and what
    /// was read in euros before is asked about where others tell most of it now.
    pub fn in_their_currency(&mut self, (company, account): (&str, &str), known: Currencies) {
        let Currencies { mut stated, assumed, mut booked, told_assumed } = known;
        let mut brought = self.routed.statements.iter().flat_map(|(_, _, file)| &file.statements);
        if assumed.is_empty() && !brought.any(|one| one.assumed) {
            return;
        }
        let named_before = !stated.is_empty();
        let files = std::mem::take(&mut self.routed.statements);
        let own = |at: usize, format: &str, statement: &Statement| {
            self.account(at, company, format, &statement.account) == account
        };
        for (at, _, file) in files.iter().filter(|(_, theirs, _)| theirs == company) {
            let named = file.statements.iter().filter(|one| !one.assumed);
            for one in named.filter(|one| own(*at, &file.format, one)) {
                stated.extend(one.account.currency);
                booked.extend(one.entries.iter().filter_map(told));
            }
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
            self.changes.currency_asked.extend(told_abroad(&told_assumed, &booked));
            return;
        }
        let only = match foreign.as_slice() {
            [one] if *one != Currency::EUR => Some(*one),
            _ => None,
        };
        // Booked in part in one and in part in another it is in neither.
        let (held, mut files): (Vec<_>, Vec<_>) =
            files.into_iter().partition(|(at, theirs, file)| {
                let assumed = file.statements.iter().filter(|one| one.assumed && only.is_none());
                let mut own =
                    assumed.filter(|one| theirs == company && own(*at, &file.format, one));
                own.any(|one| told_in(one, &booked).is_err())
            });
        for (at, _, file) in files.iter_mut().filter(|(_, theirs, _)| theirs == company) {
            let format = file.format.clone();
            let assumed = file.statements.iter_mut().filter(|one| one.assumed);
            for statement in assumed.filter(|one| own(*at, &format, one)) {
                let told = || told_in(statement, &booked).ok().flatten();
                if let Some(currency) = only.or_else(told) {
                    read_in(statement, currency);
                }
            }
        }
        self.routed.statements = files;
        self.hold(held, account, &foreign);
        // Where others named the account's currency before, all of them were asked about then.
        match only.filter(|_| !named_before) {
            Some(_) => self.changes.currency_asked.extend(assumed),
            None => self.changes.currency_asked.extend(told_abroad(&told_assumed, &booked)),
        }
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

/// The currency in which all that a statement tells is booked already, with the same days and
/// figures; `None` where nothing of it is, or it is in euros. An error where a part is booked in
/// another than the euro, or a single figure, which may be so by chance.
fn told_in(statement: &Statement, booked: &[(Date, Money)]) -> Result<Option<Currency>, ()> {
    let told: Vec<(Currency, usize)> = shared(&all_told(statement), booked).into_iter().collect();
    match told.as_slice() {
        // In euros it is read already.
        [] | [(Currency::EUR, _)] => Ok(None),
        [(one, count)] if *count == statement.entries.len() && *count > 1 => Ok(Some(*one)),
        _ => Err(()),
    }
}

fn all_told(statement: &Statement) -> Vec<(Date, Money)> {
    statement.entries.iter().filter_map(told).collect()
}

/// The statements of which at least half of what they tell on these days is told in another
/// currency.
fn told_abroad(assumed: &[(i64, Date, Money)], booked: &[(Date, Money)]) -> Vec<i64> {
    let is_foreign = |(_, money): &&(Date, Money)| money.currency != Currency::EUR;
    let abroad: Vec<(Date, Money)> = booked.iter().filter(is_foreign).copied().collect();
    let mut tells: BTreeMap<i64, Vec<(Date, Money)>> = BTreeMap::new();
    for (statement, day, money) in assumed {
        tells.entry(*statement).or_default().push((*day, *money));
    }
    let is_told = |own: &Vec<(Date, Money)>| {
        let most = shared(own, &abroad).into_values().max().unwrap_or_default();
        most > 0 && most * 2 >= own.len()
    };
    tells.into_iter().filter(|(_, own)| is_told(own)).map(|(statement, _)| statement).collect()
}

/// How many of some bookings others repeat in each currency, day and figure the same; each once.
fn shared(own: &[(Date, Money)], others: &[(Date, Money)]) -> BTreeMap<Currency, usize> {
    let mut left: HashMap<(Date, Decimal), Vec<Currency>> = HashMap::new();
    for (day, money) in others {
        left.entry((*day, money.amount)).or_default().push(money.currency);
    }
    let mut shared: BTreeMap<Currency, usize> = BTreeMap::new();
    for (day, money) in own {
        if let Some(currency) = left.get_mut(&(*day, money.amount)).and_then(Vec::pop) {
            *shared.entry(currency).or_default() += 1;
        }
    }
    shared
}

fn told(entry: &Entry) -> Option<(Date, Money)> {
    entry.booking_date.map(|day| (day, entry.amount))
}

fn is_abroad(statement: &Statement) -> bool {
    statement.account.currency.is_some_and(|currency| currency != Currency::EUR)
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
