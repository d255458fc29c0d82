//! Payments in one currency of items in another: what the bank was instructed to pay says what they
//! settle.

use super::facts::{EntryFacts, Neighbourhood};
use super::keys::{keys_of_entry, keys_of_item};
use crate::domain::money::Currency;
use std::collections::{HashMap, HashSet};

/// The entries, those that lead to an item of the currency they were instructed in with that amount
/// instead of the one on the account; `None` where there is none. Only items that the books keep in
/// their own currency besides can be settled so.
pub(super) fn as_instructed(neighbourhood: &Neighbourhood<'_>) -> Option<Vec<EntryFacts>> {
    let instructed = |entry: &EntryFacts| {
        entry
            .instructed
            .filter(|(_, currency)| *currency != entry.currency && entry.decided.is_none())
    };
    let wanted: HashSet<Currency> = neighbourhood
        .entries
        .iter()
        .filter_map(&instructed)
        .map(|(_, currency)| currency)
        .collect();
    let converted = neighbourhood
        .items
        .iter()
        .filter(|item| item.is_converted && wanted.contains(&item.currency));
    let mut keys: HashMap<(&str, Currency), HashSet<String>> = HashMap::new();
    for item in converted {
        keys.entry((item.company.as_str(), item.currency)).or_default().extend(keys_of_item(item));
    }
    if keys.is_empty() {
        return None;
    }
    let leads = |entry: &EntryFacts, currency: Currency| {
        let known = keys.get(&(entry.company.as_str(), currency));
        known.is_some_and(|known| keys_of_entry(entry).iter().any(|key| known.contains(key)))
    };
    let turned = |entry: &EntryFacts| match instructed(entry) {
        Some((amount, currency)) if leads(entry, currency) => {
            let amount = amount.saturating_mul(entry.amount.signum());
            EntryFacts {
                amount,
                currency,
                charges: None,
                kept: 0,
                instructed: None,
                ..entry.clone()
            }
        }
        _ => entry.clone(),
    };
    Some(neighbourhood.entries.iter().map(turned).collect())
}
