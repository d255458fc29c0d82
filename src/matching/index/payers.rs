//! The names by which the other side of an entry may be known, made once for all entries of a name:
//! a payer pays more than once, and is looked for many times an entry.

use super::EntryFacts;
use crate::matching::keys::names_of;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// By the name as the bank writes it.
#[derive(Default)]
pub(in crate::matching) struct Payers(Mutex<HashMap<String, Arc<[String]>>>);

impl Payers {
    /// The keys of an entry's other side by name; none where the bank says no name.
    pub fn of(&self, entry: &EntryFacts) -> Arc<[String]> {
        let Some(name) = entry.counterparty_name.as_deref() else { return Arc::default() };
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(names) = known.get(name) {
            return Arc::clone(names);
        }
        let names: Arc<[String]> = names_of(name).into();
        known.insert(name.to_owned(), Arc::clone(&names));
        names
    }
}
