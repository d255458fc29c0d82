//! Cash: what the banks' statements say there is, and what falls due in the next days.

use super::row::{Row, row};
use super::{Asked, Cell, Report, Which, column};
use crate::domain::words;
use crate::domain::{Currency, Money};
use crate::store::{CashBalance, Due, Store, Stored};
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// Report `cash`.
pub(super) const REPORT: Report = Report {
    name: "cash",
    which: Which::Cash,
    title: ("Zahlungsmittel", "Cash"),
    columns: &[
        column("company", "Firma", "Company", Cell::Text),
        column("iban", "Konto", "Account", Cell::Text),
        column("date", "Tag", "Date", Cell::Date),
        column("balance", "Saldo", "Balance", Cell::Amount),
        column("currency", "Währung", "Currency", Cell::Text),
        column("kind", "Art", "Kind", Cell::Word(words::CASH_KINDS)),
    ],
};

/// How far the forecast looks, days.
const FORECAST_DAYS: i64 = 30;

/// A balance at the end of a day: of an account as a statement says (`actual`); of all accounts of
/// a company together (`forecast`) the last of these, with all open items paid on their due day,
/// what is late today.
fn balance_on(
    (company, iban): (&str, Option<&str>),
    date: Date,
    (balance, currency): (Decimal, Currency),
) -> Row {
    row!({
        "company": company,
        "iban": iban,
        "date": date,
        "balance": balance,
        "currency": currency,
        "kind": if iban.is_some() { "actual" } else { "forecast" },
    })
}

pub(super) async fn rows(store: &Store, asked: &Asked) -> Stored<Vec<Row>> {
    let until = asked.until();
    let statements = store.statements(&asked.span).await?;
    let mut balances: BTreeMap<(&str, &str, Date), (Decimal, Currency)> = BTreeMap::new();
    for row in &statements {
        if let (Some(day), Some(minor)) =
            (row.closing_date.filter(|day| *day <= until), row.closing_minor)
        {
            let currency =
                row.currency.as_deref().and_then(Currency::read).unwrap_or(Currency::EUR);
            balances.insert(
                (&row.company, &row.account, day),
                (Money::from_minor(minor, currency).amount, currency),
            );
        }
    }
    let mut newest: BTreeMap<(&str, Currency), BTreeMap<&str, Decimal>> = BTreeMap::new();
    let mut rows = Vec::new();
    for ((company, iban, date), (balance, currency)) in balances {
        newest.entry((company, currency)).or_default().insert(iban, balance);
        if asked.span.from.is_none_or(|from| date >= from) {
            rows.push(balance_on((company, Some(iban)), date, (balance, currency)));
        }
    }
    let due = due(store, asked).await?;
    for ((company, currency), accounts) in newest {
        let mut balance: Decimal = accounts.values().sum();
        let moves = due.get(&(company.to_owned(), currency));
        for (day, amount) in moves.into_iter().flatten() {
            balance += *amount;
            rows.push(balance_on((company, None), *day, (balance, currency)));
        }
    }
    Ok(rows)
}

/// What the open items bring or cost on each of the next days, by company and currency.
async fn due(
    store: &Store,
    asked: &Asked,
) -> Stored<BTreeMap<(String, Currency), BTreeMap<Date, Decimal>>> {
    let today = asked.until();
    let mut due: BTreeMap<_, BTreeMap<Date, Decimal>> = BTreeMap::new();
    let companies: Vec<&String> = asked
        .span
        .company
        .as_ref()
        .map_or_else(|| asked.closings.keys().collect(), |company| vec![company]);
    for company in companies {
        for Due { company, day, amount } in
            store.due_by_day(company, today, last_day(today)).await?
        {
            *due.entry((company, amount.currency)).or_default().entry(day).or_default() +=
                amount.amount;
        }
    }
    Ok(due)
}

fn last_day(today: Date) -> Date {
    today.saturating_add(FORECAST_DAYS.days())
}

/// What there is on each account of a company today; and on all accounts in euro together first
/// what there is now, then what there will be at the end of each day from today to the 30th, when
/// all open items are paid on their due day and what is late today; and the currencies that this
/// leaves out.
pub async fn outlook(
    store: &Store,
    company: &str,
    today: Date,
) -> Stored<(Vec<CashBalance>, Vec<(Date, Decimal)>, BTreeSet<Currency>)> {
    let balances = store.closing_balances(company, today).await?;
    let in_euro = || {
        balances
            .iter()
            .filter(|row| row.balance.currency == Currency::EUR)
            .map(|row| row.balance.amount)
    };
    if in_euro().next().is_none() {
        return Ok((balances, Vec::new(), BTreeSet::new()));
    }
    let mut left_out: BTreeSet<Currency> =
        balances.iter().map(|row| row.balance.currency).collect();
    let mut due: BTreeMap<Date, Decimal> = BTreeMap::new();
    for row in store.due_by_day(company, today, last_day(today)).await? {
        left_out.insert(row.amount.currency);
        if row.amount.currency == Currency::EUR {
            *due.entry(row.day).or_default() += row.amount.amount;
        }
    }
    let mut balance: Decimal = in_euro().sum();
    let mut days = vec![(today, balance)];
    for ahead in 0..=FORECAST_DAYS {
        let day = today.saturating_add(ahead.days());
        balance += due.get(&day).copied().unwrap_or_default();
        days.push((day, balance));
    }
    left_out.remove(&Currency::EUR);
    Ok((balances, days, left_out))
}
