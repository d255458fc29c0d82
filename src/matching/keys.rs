//! Keys by which entries and items find each other: equal keys make neighbours, so that nothing is ever scanned.

use super::facts::{EntryFacts, OpenItemFacts};

/// A key; equality is all that counts. Companies keep apart by asking only among their own.
pub type Key = String;

/// The most keys one entry or item has.
pub const MOST_KEYS: usize = 64;

/// The keys of an open item; they depend on nothing that a payment changes. At most [`MOST_KEYS`], sorted, none twice.
pub fn keys_of_item(_item: &OpenItemFacts) -> Vec<Key> {
    Vec::new()
}

/// The keys of a bank entry. At most [`MOST_KEYS`], sorted, none twice.
pub fn keys_of_entry(_entry: &EntryFacts) -> Vec<Key> {
    Vec::new()
}
