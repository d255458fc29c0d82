//! An account as pipelines name it: by its role, by its number, or by a number for each chart.

use super::findings::{ACCOUNT_SHAPE, UNKNOWN_ACCOUNT};
use crate::ledger::{Chart, Role};
use crate::settings::page::Table;
use crate::settings::{Company, Hint, is_account, nearest_role, role_named};
use toml::Spanned;
use toml::de::DeValue;

/// Which account of a company's books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountChoice {
    /// `"bank-fees"`: the chart's account for it, or the company's own.
    Role(Role),
    /// `"4970"`: this number in every chart.
    Number(String),
    /// `{ SKR03 = "4520", SKR04 = "6520" }`.
    /// Another account in each chart.
    PerChart {
        /// The account of SKR03.
        skr03: String,
        /// The account of SKR04.
        skr04: String,
    },
}

impl AccountChoice {
    /// The number in a company's books.
    pub fn number<'a>(&'a self, company: &'a Company) -> &'a str {
        match (self, company.chart) {
            (AccountChoice::Role(role), _) => company.account(*role),
            (AccountChoice::Number(number), _) => number,
            (AccountChoice::PerChart { skr03, .. }, Chart::SKR03) => skr03,
            (AccountChoice::PerChart { skr04, .. }, Chart::SKR04) => skr04,
        }
    }

    /// Reads the value of `key`; absent is `None`, a faulty one is a fault and `None`.
    pub(super) fn read(table: &Table<'_>, key: &'static str) -> Option<AccountChoice> {
        let value = table.value(key)?;
        match value.get_ref() {
            DeValue::String(_) => read_word(table, &table.text_in(key, value)?),
            DeValue::Table(_) => read_pair(&table.table(key)?),
            _ => table.wrong_type(key, value, EXPECTED),
        }
    }
}

/// The ways to name an account.
pub(super) const ACCOUNT_HINT: Hint = Hint::Do(
    "Zum Beispiel: account = \"bank-fees\" oder account = { SKR03 = \"4520\", SKR04 = \"6520\" }.",
    "For instance: account = \"bank-fees\" or account = { SKR03 = \"4520\", SKR04 = \"6520\" }.",
);

const EXPECTED: (&str, &str) = (
    "eine Aufgabe, eine Kontonummer oder { SKR03 = \"…\", SKR04 = \"…\" }",
    "a role, an account number or { SKR03 = \"…\", SKR04 = \"…\" }",
);

fn read_word(table: &Table<'_>, text: &Spanned<String>) -> Option<AccountChoice> {
    let word = text.get_ref();
    if let Some(role) = role_named(word) {
        return Some(AccountChoice::Role(role));
    }
    if is_account(word) {
        return Some(AccountChoice::Number(word.clone()));
    }
    let hint = nearest_role(word).map_or(ACCOUNT_HINT, |role| Hint::DidYouMean(role.to_owned()));
    table.page().fault(text.span(), UNKNOWN_ACCOUNT.found().with("value", word), Some(hint));
    None
}

fn read_pair(pair: &Table<'_>) -> Option<AccountChoice> {
    let skr03 = number_in(pair, "SKR03");
    let skr04 = number_in(pair, "SKR04");
    pair.done();
    Some(AccountChoice::PerChart { skr03: skr03?, skr04: skr04? })
}

fn number_in(pair: &Table<'_>, key: &'static str) -> Option<String> {
    let number = pair.needed(key)?;
    let sound = is_account(number.get_ref());
    if !sound {
        pair.page().fault(
            number.span(),
            ACCOUNT_SHAPE.found().with("value", number.get_ref()),
            None,
        );
    }
    sound.then(|| number.into_inner())
}
