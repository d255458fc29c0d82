//! Which rule booked how much, and which never fired: the rules of the pipelines held against what
//! stands in the books.

use super::row::{Row, row};
use super::{Asked, Cell, Report, Which, column};
use crate::domain::words::CATEGORIES;
use crate::domain::{Currency, Money};
use crate::store::{Store, Stored};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Report `rules`.
pub(super) const REPORT: Report = Report {
    name: "rules",
    which: Which::Rules,
    title: ("Regeln: was sie gebucht haben", "Rules: what they booked"),
    columns: &[
        column("company", "Firma", "Company", Cell::Text).key(),
        column("rule", "Regel", "Rule", Cell::Long),
        column("category", "Kategorie", "Category", Cell::Word(CATEGORIES)),
        column("account", "Konto", "Account", Cell::Text),
        column("entries", "Umsätze", "Entries", Cell::Number).summed(),
        column("amount", "Summe", "Sum", Cell::Amount).summed(),
        column("currency", "Währung", "Currency", Cell::Text).key(),
        column("last", "Zuletzt", "Last", Cell::Date),
    ],
};

/// A rule as the settings have it.
#[derive(Debug, Clone)]
pub struct RuleInForce {
    /// What a person calls it.
    pub name: String,
    /// The contract's word for what it books.
    pub category: &'static str,
    /// The account that it books on.
    pub account: String,
}

/// What a rule booked, by the account and the currency.
#[derive(Debug, Default)]
struct Fired {
    category: String,
    entries: i64,
    minor: i64,
    last: Option<Date>,
}

/// Rows by company: the rules that booked something, the busiest first; then those that booked
/// nothing, in the order in which they are asked.
pub(super) async fn rows(store: &Store, asked: &Asked) -> Stored<Vec<Row>> {
    let mut fired: BTreeMap<(String, String, String, Currency), Fired> = BTreeMap::new();
    for booked in store.booked_by_rules(&asked.span).await? {
        let account = booked.account.clone().unwrap_or_default();
        let sum = fired
            .entry((booked.company.clone(), booked.rule.clone(), account, booked.sum.currency))
            .or_default();
        sum.category.clone_from(&booked.category);
        sum.entries += booked.entries;
        sum.minor += booked.sum.minor().unwrap_or_default();
        sum.last = sum.last.max(booked.last);
    }
    let mut companies: Vec<&String> =
        asked.booking_rules.keys().chain(fired.keys().map(|(company, ..)| company)).collect();
    companies.retain(|company| asked.span.company.as_ref().is_none_or(|own| own == *company));
    companies.sort_unstable();
    companies.dedup();
    let mut rows = Vec::new();
    for company in companies {
        let mut own: Vec<_> = fired.iter().filter(|((whose, ..), _)| whose == company).collect();
        own.sort_by_key(|(_, fired)| std::cmp::Reverse(fired.entries));
        rows.extend(own.iter().map(|((_, rule, account, currency), fired)| {
            row!({
                "company": company, "rule": rule, "category": fired.category, "account": account,
                "entries": fired.entries,
                "amount": Money::from_minor(fired.minor, *currency).amount, "currency": currency,
                "last": fired.last,
            })
        }));
        let has_fired =
            |rule: &&RuleInForce| own.iter().any(|((_, name, ..), _)| *name == rule.name);
        let rules = asked.booking_rules.get(company).into_iter().flatten();
        rows.extend(rules.filter(|rule| !has_fired(rule)).map(|rule| {
            row!({
                "company": company, "rule": rule.name, "category": rule.category,
                "account": rule.account, "entries": 0_i64,
                "amount": (), "currency": (), "last": (),
            })
        }));
    }
    Ok(rows)
}
