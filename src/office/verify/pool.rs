//! The entries that a statement's file states, as a pool that those in the books are held against.
//!
//! An entry of which one statement alone told is one of its file, word for word, and each of the
//! file stands for one. Where several told, each may have added what the others lack: every fact is
//! one that some teller states of a payment of that amount.

use crate::domain::Money;
use crate::domain::statement::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Facts of an entry that are compared, beside amount and currency.
const FACTS: usize = 13;
/// All of them found, a bit for each.
pub(super) const ALL: u16 = (1 << FACTS) - 1;

/// What a file states.
pub(super) struct Pool {
    entries: Vec<Entry>,
    /// The accounts that the file is about; none is an entry's other side.
    own: BTreeSet<String>,
    /// How many entries there are of each content.
    whole: HashMap<u64, u32>,
    /// Each fact of each entry; made when first asked for.
    facts: Option<HashSet<u64>>,
}

impl Pool {
    pub(super) fn new(entries: Vec<Entry>, own: BTreeSet<String>) -> Pool {
        let mut whole = HashMap::with_capacity(entries.len());
        for entry in &entries {
            *whole.entry(hash(&facts(entry, &own))).or_default() += 1;
        }
        Pool { entries, own, whole, facts: None }
    }

    /// Takes an entry out that says what this one says; false when none is left.
    pub(super) fn take(&mut self, entry: &Entry) -> bool {
        match self.whole.get_mut(&hash(&facts(entry, &self.own))) {
            Some(left) if *left > 0 => {
                *left -= 1;
                true
            }
            _ => false,
        }
    }

    /// Which facts of this entry the file states of payments of its amount.
    pub(super) fn found(&mut self, entry: &Entry) -> u16 {
        let of_entry = facts(entry, &self.own);
        if self.whole.contains_key(&hash(&of_entry)) {
            return ALL;
        }
        let known = self.facts.get_or_insert_with(|| stated(&self.entries, &self.own));
        let found = of_entry.iter().enumerate().filter(|(_, fact)| known.contains(fact));
        found.fold(0, |bits, (at, _)| bits | 1 << at)
    }
}

/// All facts of all entries; a payment inside a sum was booked with the sum.
fn stated(entries: &[Entry], own: &BTreeSet<String>) -> HashSet<u64> {
    let mut stated = HashSet::new();
    for entry in entries {
        stated.extend(facts(entry, own));
        for detail in &entry.details {
            let (booking_date, value_date) = (entry.booking_date, entry.value_date);
            stated.extend(facts(&Entry { booking_date, value_date, ..detail.clone() }, own));
        }
    }
    stated
}

/// The facts of an entry, each with its place, the amount and the currency.
fn facts(entry: &Entry, own: &BTreeSet<String>) -> [u64; FACTS] {
    let of = (entry.amount.minor(), entry.amount.currency);
    let money = |money: Option<Money>| money.map(|money| (money.minor(), money.currency));
    let party = &entry.counterparty;
    let iban = party.iban.as_ref().map(|iban| iban.as_str()).filter(|iban| !own.contains(*iban));
    [
        hash(&(0, of, entry.booking_date)),
        hash(&(1, of, entry.value_date)),
        hash(&(2, of, &party.name)),
        hash(&(3, of, iban)),
        hash(&(4, of, &entry.remittance)),
        hash(&(5, of, &entry.structured_reference)),
        hash(&(6, of, &entry.end_to_end_id)),
        hash(&(7, of, &entry.mandate_id)),
        hash(&(8, of, &entry.bank_reference)),
        hash(&(9, of, &entry.return_reason)),
        hash(&(10, of, entry.reversal)),
        hash(&(11, of, money(entry.charges))),
        hash(&(12, of, money(entry.instructed))),
    ]
}

pub(super) fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Currency;

    fn entry(name: &str, text: Option<&str>) -> Entry {
        let mut entry = Entry::new(Money::from_minor(100, Currency::EUR));
        entry.counterparty.name = Some(name.to_owned());
        entry.remittance = text.map(str::to_owned);
        entry
    }

    #[test]
    fn each_entry_of_a_file_stands_for_one() {
        let (a, b) = (entry("A", None), entry("B", None));
        let mut pool = Pool::new(vec![a.clone(), b], BTreeSet::new());
        assert!(pool.take(&a));
        assert!(!pool.take(&a), "B was made A");
        assert!(!pool.take(&entry("C", None)));
    }

    #[test]
    fn what_several_told_is_put_together() {
        let mut first = Pool::new(vec![entry("A", None)], BTreeSet::new());
        let mut then = Pool::new(vec![entry("A GmbH", Some("RE-1"))], BTreeSet::new());
        let both = entry("A", Some("RE-1"));
        assert_eq!(first.found(&both) | then.found(&both), ALL);
        let other = entry("B", Some("RE-1"));
        assert_eq!(first.found(&other) | then.found(&other), ALL & !(1 << 2));
    }
}
