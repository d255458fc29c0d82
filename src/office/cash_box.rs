//! The cash box below zero: nobody takes out more than is in it, so that something is missing in
//! the books. It stops nothing and is told wherever a person looks.

use super::run::Desk;
use crate::domain::finding::Weight;
use crate::domain::finding_argument::Argument;
use crate::domain::{Currency, Finding, FindingKind, Money};
use crate::ledger::Role;
use jiff::civil::Date;
use std::collections::HashMap;

/// Findings of cash boxes.
pub static FINDINGS: &[&FindingKind] = &[&BELOW_ZERO];

/// The cash account has a credit balance.
pub static BELOW_ZERO: FindingKind = FindingKind {
    code: "cash-below-zero",
    weight: Weight::Note,
    de: "Die Kasse von „{company}“ (Konto {account}) steht Ende {month} auf {amount}; weniger als \
        nichts kann nicht darin sein. Es fehlen Einnahmen, Einlagen oder der Anfangssaldo, oder \
        etwas ist nicht bar gezahlt.",
    en: "The cash box of “{company}” (account {account}) stands at {amount} at the end of {month}; \
        less than nothing cannot be in it. Takings, deposits or the opening balance are missing, \
        or something was not paid in cash.",
};

impl Desk {
    /// The companies whose cash books, kept by hand, move money over transit, each with the first
    /// day of that.
    pub(super) async fn cash_books(&self) -> anyhow::Result<HashMap<String, Date>> {
        let mut since = HashMap::new();
        for company in self.store.with_written_down().await? {
            let Some(books) = self.setup.companies.get(&company) else { continue };
            let number = |role: Role| books.number(books.chart.number(role));
            let (cash, transit) = (number(Role::Cash), number(Role::Transit));
            let day = self.store.cash_book_since(&company, (&cash, &transit)).await?;
            since.extend(day.map(|day| (company, day)));
        }
        Ok(since)
    }

    /// The companies (or one) whose cash account is below zero at the end of a month, by id: of
    /// each the first such month.
    pub async fn cash_below_zero(
        &self,
        only: Option<&str>,
    ) -> anyhow::Result<Vec<(String, Finding)>> {
        let mut below = Vec::new();
        for books in self.setup.companies.values() {
            if only.is_some_and(|only| only != books.id) {
                continue;
            }
            let account = books.number(books.chart.number(Role::Cash));
            let months = self.store.stands_by_month(&books.id, &account).await?;
            let Some((month, minor)) = months.into_iter().find(|(_, minor)| *minor < 0) else {
                continue;
            };
            let german = month.split_once('-').map(|(year, month)| format!("{month}/{year}"));
            let found = BELOW_ZERO.found().with("company", &books.id).with("account", account);
            let month =
                Argument::Words(german.unwrap_or_else(|| month.clone()).into(), month.into());
            let amount = Money::from_minor(minor, Currency::EUR);
            let found = found.with_value("month", month).with_value("amount", amount);
            below.push((books.id.clone(), found));
        }
        below.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(below)
    }
}
