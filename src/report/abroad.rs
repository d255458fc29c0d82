//! Report `foreign-balances`: what stands in other currencies at the end of a day, in the books and
//! at the rate of that day (§ 256a HGB).

use super::gather::{contacts_numbered, in_cents};
use super::row::{Row, row};
use super::{Asked, Cell, Column, Report, Which, column};
use crate::domain::money::round_commercially;
use crate::domain::{Currency, Money, Side};
use crate::store::{BalanceAbroad, Span, Store, Stored};
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::HashMap;

const COLUMNS: &[Column] = &[
    column("company", "Firma", "Company", Cell::Text).key(),
    column("account", "Konto", "Account", Cell::Text),
    column("name", "Posten", "Item", Cell::Long),
    column("foreign", "Betrag", "Amount", Cell::Amount),
    column("currency", "Währung", "Currency", Cell::Text),
    column("rate_day", "Kurstag", "Rate of", Cell::Date),
    column("rate", "Kurs", "Rate", Cell::Number),
    column("booked", "Buchwert", "Booked", Cell::Amount).summed(),
    column("value", "Tageswert", "Value", Cell::Amount).summed(),
    column("difference", "Unterschied", "Difference", Cell::Amount).summed(),
];

pub(super) const REPORT: Report = Report {
    name: "foreign-balances",
    which: Which::ForeignBalances,
    title: ("Posten und Konten in fremder Währung", "Balances in other currencies"),
    columns: COLUMNS,
};

/// A balance in another currency, valued.
#[derive(Debug)]
pub struct Valued {
    /// What it is.
    pub balance: BalanceAbroad,
    /// The account it stands on, in the company's numbers.
    pub account: String,
    /// What the books keep, debit less credit.
    pub booked: Decimal,
    /// The rate that the day has, units of the currency for one euro, and the day it is of.
    pub rate: Option<(Date, Decimal)>,
    /// At that rate, debit less credit.
    pub value: Option<Decimal>,
}

impl Valued {
    /// What is to be booked: gains and losses of what is due within a year, of the rest only losses
    /// (§ 256a sentence 2, § 252 (1) no. 4 HGB). `None` without a rate.
    pub fn difference(&self, day: Date) -> Option<Decimal> {
        let difference = self.value? - self.booked;
        let long = self.balance.due.is_some_and(|due| due > day.saturating_add(1.year()));
        Some(if long && difference.is_sign_positive() { Decimal::ZERO } else { difference })
    }
}

/// What a company has in other currencies at the end of a day. `banks` names its bank accounts:
/// what entries are kept under, and in the books.
///
/// # Errors
/// The store does not answer.
pub async fn valued(
    store: &Store,
    company: &str,
    banks: &[(String, String)],
    day: Date,
) -> Stored<Vec<Valued>> {
    let totals = store
        .totals(&Span { company: Some(company.to_owned()), from: None, to: Some(day) })
        .await?;
    let kept: HashMap<&str, Decimal> = totals
        .iter()
        .map(|total| (total.account.as_str(), total.opening + total.debit - total.credit))
        .collect();
    let mut all = Vec::new();
    let mut balances = store.banks_abroad(company, day).await?;
    balances.extend(store.items_abroad(company, day).await?);
    let owing = balances.iter().filter_map(|balance| Some(balance.owed?.0));
    let contacts = contacts_numbered(store, owing).await?;
    for balance in balances {
        let account = match balance.owed {
            None => banks
                .iter()
                .find(|(bank, _)| *bank == balance.name)
                .map(|(_, account)| account.clone()),
            Some((contact, Side::Receivable)) => {
                contacts.get(&contact).and_then(|row| row.customer_account.clone())
            }
            Some((contact, Side::Payable)) => {
                contacts.get(&contact).and_then(|row| row.vendor_account.clone())
            }
        };
        let Some(account) = account else { continue };
        let sign = match balance.owed {
            Some((_, Side::Payable)) => Decimal::NEGATIVE_ONE,
            _ => Decimal::ONE,
        };
        let booked = match balance.owed {
            None => kept.get(account.as_str()).copied().unwrap_or_default(),
            Some(_) => Money::from_minor(balance.booked, Currency::EUR).amount * sign,
        };
        let week = (day.saturating_sub(7.days()), day);
        let rate =
            store.last_rate(balance.currency, week).await?.map(|(rate, _)| (rate.day, rate.rate));
        let there =
            balance.abroad.map(|minor| Money::from_minor(minor, balance.currency).amount * sign);
        let value = there
            .zip(rate)
            .and_then(|(there, (_, rate))| there.checked_div(rate))
            .map(|euro| round_commercially(euro, 2));
        all.push(Valued { balance, account, booked, rate, value });
    }
    Ok(all)
}

pub(super) async fn rows(store: &Store, asked: &Asked) -> Stored<Vec<Row>> {
    let day = asked.until();
    let mut rows = Vec::new();
    for (company, _) in super::taxes::companies(asked) {
        let banks = asked.banks.get(company).map(Vec::as_slice).unwrap_or_default();
        for valued in valued(store, company, banks, day).await? {
            let there = valued
                .balance
                .abroad
                .map(|minor| Money::from_minor(minor, valued.balance.currency).amount);
            rows.push(row!({
                "company": company,
                "account": valued.account,
                "name": valued.balance.name,
                "foreign": there,
                "currency": valued.balance.currency,
                "rate_day": valued.rate.map(|(day, _)| day),
                "rate": valued.rate.map(|(_, rate)| rate.normalize()),
                "booked": in_cents(valued.booked),
                "value": valued.value.map(in_cents),
                "difference": valued.difference(day).map(in_cents),
            }));
        }
    }
    Ok(rows)
}
