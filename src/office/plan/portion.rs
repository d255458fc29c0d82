//! A plan that is written in portions: what may be written now, and what waits to be settled until
//! all that came with it is there.

use super::{Plan, last_of_each};
use crate::domain::OpenItem;
use crate::matching::KeptKey;
use crate::store::{Changes, Counters, Keys};
use std::collections::{BTreeMap, BTreeSet, HashSet, VecDeque};

/// What a plan has written and not settled yet.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// The last item that was there before this plan.
    pub last_item: i64,
    /// Items that were there before and have changed.
    pub changed: HashSet<i64>,
    /// New bank entries that nothing is decided about.
    pub fresh: HashSet<i64>,
    /// Bank entries to decide about, by company: the fresh ones, and those that share a key with an
    /// item written.
    pub entries: BTreeMap<String, BTreeSet<i64>>,
}

impl Written {
    pub fn after(counters: &Counters) -> Written {
        Written { last_item: counters.item, ..Written::default() }
    }
}

/// Rows of lists of open items, each list with its document's position and its company.
pub(in crate::office) type Lists = Vec<(usize, String, Vec<OpenItem>)>;

/// Lists of open items, so many rows at a time.
pub(in crate::office) struct Portions {
    lists: VecDeque<(usize, String, std::vec::IntoIter<OpenItem>)>,
    most: usize,
}

impl Iterator for Portions {
    type Item = Lists;

    fn next(&mut self) -> Option<Lists> {
        let (mut portion, mut room) = (Lists::new(), self.most);
        while let Some((at, company, rows)) = self.lists.front_mut() {
            let taken: Vec<OpenItem> = rows.by_ref().take(room).collect();
            room -= taken.len();
            portion.push((*at, company.clone(), taken));
            if rows.len() > 0 {
                break;
            }
            self.lists.pop_front();
        }
        (!portion.is_empty()).then_some(portion)
    }
}

impl Plan<'_> {
    /// Sets aside all rows of lists of open items but the first `most`.
    pub(in crate::office) fn later_items(&mut self, most: usize) -> Portions {
        let mut lists = std::mem::take(&mut self.routed.items);
        lists.sort_by(|a, b| (&a.1, a.0).cmp(&(&b.1, b.0)));
        let lists =
            lists.into_iter().map(|(at, company, rows)| (at, company, rows.into_iter())).collect();
        let mut portions = Portions { lists, most };
        self.routed.items = portions.next().unwrap_or_default();
        portions
    }

    /// Takes up rows that were set aside.
    pub(in crate::office) fn take_up_items(&mut self, lists: Lists) {
        self.routed.items = lists;
    }

    /// How many rows wait to be written: items, entries, their keys and postings.
    pub(in crate::office) fn held(&self) -> usize {
        let keys =
            |list: &[(i64, Vec<KeptKey>)]| list.iter().map(|(_, keys)| keys.len()).sum::<usize>();
        let Changes { items, entries, journal, item_keys, entry_keys, .. } = &self.changes;
        items.len() + entries.len() + journal.len() + keys(item_keys) + keys(entry_keys)
    }

    /// True when a portion of this plan was written.
    pub(in crate::office) fn is_continued(&self) -> bool {
        self.changes.is_continued
    }

    /// What may be written now. The documents are written with the first portion; what is still
    /// said of them, with the last.
    pub(in crate::office) fn portion(&mut self) -> Changes {
        self.gather_what_is_late();
        let mut portion = std::mem::take(&mut self.changes);
        portion.contacts = self.books.contacts.take_changed();
        last_of_each(&mut portion.entry_keys);
        self.changes.is_continued = true;
        self.changes.rates = std::mem::take(&mut portion.rates);
        self.changes.documents = match portion.is_continued {
            true => std::mem::take(&mut portion.documents),
            false => portion.documents.clone(),
        };
        portion
    }

    /// The keys touched since the last portion.
    pub(in crate::office) fn take_keys(&mut self) -> BTreeMap<String, Keys> {
        std::mem::take(&mut self.keys)
    }

    /// Notes what is to be settled of what is written now: its bank entries, and `touched`, those
    /// that share its keys.
    pub(in crate::office) fn settle_later(
        &mut self,
        company: &str,
        keys: Keys,
        touched: impl IntoIterator<Item = i64>,
    ) {
        let fresh: Vec<i64> = self
            .changes
            .entries
            .iter()
            .filter(|row| row.company == company)
            .map(|row| row.id)
            .collect();
        let entries = self.written.entries.entry(company.to_owned()).or_default();
        entries.extend(fresh.iter().copied().chain(keys.entries).chain(touched));
        let last = self.written.last_item;
        // Items that only have other keys now, as when a contact is told of again, have not
        // changed.
        let changed = self
            .changes
            .items
            .iter()
            .filter(|item| item.company == company && item.id <= last)
            .map(|item| item.id);
        self.written.changed.extend(changed);
        self.written.fresh.extend(fresh);
    }

    /// The companies of which something is written and not settled.
    pub(in crate::office) fn companies_to_settle(&self) -> Vec<String> {
        self.written.entries.keys().cloned().collect()
    }

    /// The next bank entries of a company to settle, at most so many.
    pub(in crate::office) fn next_to_settle(
        &mut self,
        company: &str,
        most: usize,
    ) -> BTreeSet<i64> {
        let Some(entries) = self.written.entries.get_mut(company) else { return BTreeSet::new() };
        let next: BTreeSet<i64> = entries.iter().take(most).copied().collect();
        entries.retain(|entry| !next.contains(entry));
        next
    }
}
