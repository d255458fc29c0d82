//! Entries without an invoice: the company's own rules, and transfers between its own accounts.

use super::decide::by_category;
use super::decision::{Category, Decision};
use super::explain::with_word;
use super::facts::{BookingRule, Direction, EntryFacts, Policy};
use super::reading::Reading;
use crate::domain::text::fold;

/// A transfer between own accounts waits on Geldtransit for its other leg.
pub(super) fn transfer(entry: &EntryFacts, policy: &Policy) -> Decision {
    let other = entry.counterparty_iban.as_ref().map_or("", |iban| iban.as_str());
    let why = with_word("Übertrag zwischen eigenen Konten (Gegenkonto {}).", "Transfer between own accounts (other account {}).", other);
    by_category(entry, Category::Transfer, &policy.transit_account, why)
}

/// The first rule that fits, if one does.
pub(super) fn apply(entry: &EntryFacts, reading: &Reading, policy: &Policy) -> Option<Decision> {
    let code = entry.transaction_code.as_deref().map(fold).unwrap_or_default();
    let words = format!("{} {code} ", reading.words);
    let name = entry.counterparty_name.as_deref().map(fold).unwrap_or_default();
    let rule = policy.rules.iter().find(|rule| fits(rule, entry, &words, &name))?;
    let why = with_word("Regel „{}“ passt; kein offener Posten ist gemeint.", "Rule \"{}\" fits; no open item is meant.", &rule.name);
    Some(by_category(entry, rule.category, &rule.account, why))
}

fn fits(rule: &BookingRule, entry: &EntryFacts, words: &str, name: &str) -> bool {
    let telling = !(rule.contains.is_empty() && rule.counterparty.is_empty() && rule.ibans.is_empty());
    let holds = |patterns: &[String], text: &str| {
        patterns.is_empty() || patterns.iter().map(|pattern| fold(pattern)).any(|pattern| !pattern.is_empty() && text.contains(&pattern))
    };
    let direction = match rule.direction {
        None => true,
        Some(Direction::In) => entry.amount > 0,
        Some(Direction::Out) => entry.amount < 0,
    };
    let size = entry.amount.saturating_abs();
    telling
        && direction
        && rule.at_least.is_none_or(|least| size >= least)
        && rule.at_most.is_none_or(|most| size <= most)
        && holds(&rule.contains, words)
        && holds(&rule.counterparty, name)
        && (rule.ibans.is_empty() || entry.counterparty_iban.as_ref().is_some_and(|iban| rule.ibans.contains(iban)))
}
