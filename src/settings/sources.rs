//! `[[source]]`: an account of its own for what has no IBAN (PayPal, Stripe, a credit card, a cash
//! book).

use super::company::{holds_money, is_account};
use super::fault::Hint;
use super::findings::{ACCOUNT, SOURCE_ON_BANK, SOURCE_REPEATED};
use super::page::Table;
use crate::domain::Iban;
use crate::domain::text::fold;
use crate::ledger::{Chart, Personal};
use std::collections::BTreeMap;
use toml::Spanned;

/// Statements of one format (and label) and the ledger account that they are kept on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// `format`: as `inspect` names it (`csv:paypal`); of a message type, its version may be left
    /// out (`camt.053`).
    pub format: String,
    /// `label`: what such a statement calls its account, where one format carries several.
    pub label: Option<String>,
    /// `account`: the ledger account.
    pub account: String,
}

/// Reads `[[source]]`. Faulty ones are told and left out.
pub(super) fn read_sources(root: &Table<'_>, chart: Option<Chart>) -> Vec<Source> {
    let mut sources: Vec<Source> = Vec::new();
    for table in root.tables("source") {
        let format = table.needed("format").map(Spanned::into_inner);
        let label = table.text("label").map(Spanned::into_inner);
        let account = table.needed("account");
        table.done();
        let (Some(format), Some(account)) = (format, account) else { continue };
        if !is_account(account.get_ref()) || Personal::of(account.get_ref()).is_some() {
            table.page().fault(
                account.span(),
                ACCOUNT.found().with("value", account.get_ref()),
                None,
            );
            continue;
        }
        if let Some(chart) = chart {
            holds_money(&table, chart, account.get_ref(), account.span());
        }
        let source = Source { format, label, account: account.into_inner() };
        let folded = |source: &Source| (source.format.clone(), source.label.as_deref().map(fold));
        if sources.iter().any(|earlier| folded(earlier) == folded(&source)) {
            table.fault(&SOURCE_REPEATED, None);
            continue;
        }
        sources.push(source);
    }
    sources
}

/// Tells of sources on an account that a bank account was given by its place in the list: which of
/// the two it is, a person says.
pub(super) fn beside_banks(root: &Table<'_>, sources: &[Source], given: &BTreeMap<Iban, String>) {
    for source in sources {
        let Some((iban, account)) = given.iter().find(|(_, account)| **account == source.account)
        else {
            continue;
        };
        let finding = SOURCE_ON_BANK
            .found()
            .with("account", account)
            .with("iban", iban)
            .with("format", &source.format);
        let (de, en) = (
            "Ist diese Quelle das Bankkonto selbst: unter [bank_accounts] die IBAN mit dieser \
             Nummer nennen. Sonst braucht sie eine freie Nummer.",
            "If this source is the bank account itself, name the IBAN with this number under \
             [bank_accounts]. Else it takes a free number.",
        );
        root.page().fault(root.key_place("source"), finding, Some(Hint::Do(de, en)));
    }
}
