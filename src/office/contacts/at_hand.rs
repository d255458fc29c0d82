//! Contacts of an office that has many: a unit of work holds those that its items belong to, for
//! that is all that bookings of known payers ask for. Whatever else it asks for, it asks in vain,
//! and is done anew with all of them ([`Contacts::was_asked_in_vain`]): what it worked out
//! meanwhile rests on part of the contacts, and is never written.

use super::Contacts;
use crate::store::rows::ContactRow;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

/// From so many contacts on, only those asked for are at hand.
pub(in crate::office) const MANY: usize = 2_000;

/// A unit of work asked for contacts that were not at hand; it is done anew with all.
#[derive(Debug, thiserror::Error)]
#[error("contacts that were not at hand were asked for")]
pub(in crate::office) struct AskedInVain;

/// Whether contacts were asked for that are not at hand.
#[derive(Debug, Default)]
pub(super) struct Absent(AtomicBool);

impl Contacts {
    /// None as yet, of many: they are met as items ask for them.
    pub fn not_yet_met() -> Contacts {
        Contacts { absent: Some(Absent::default()), ..Contacts::default() }
    }

    /// True where every contact of every company is at hand.
    pub fn are_whole(&self) -> bool {
        self.absent.is_none()
    }

    /// Those of these contacts that are not at hand, each once.
    pub fn not_met(&self, ids: impl Iterator<Item = i64>) -> Vec<i64> {
        match self.absent {
            None => Vec::new(),
            Some(_) => {
                let asked: BTreeSet<i64> = ids.filter(|id| !self.rows.contains_key(id)).collect();
                asked.into_iter().collect()
            }
        }
    }

    /// Takes up contacts as they are stored; one that is at hand stays as it is.
    pub fn meet(&mut self, rows: Vec<ContactRow>) {
        for row in rows {
            if !self.rows.contains_key(&row.id) {
                self.index(&row);
                self.rows.insert(row.id, row);
            }
        }
    }

    /// True when somebody asked for a contact by what only all of them together can tell, or for
    /// one that is not at hand.
    pub fn was_asked_in_vain(&self) -> bool {
        self.absent.as_ref().is_some_and(|absent| absent.0.load(Ordering::Relaxed))
    }

    /// Notes that only all contacts together can tell what is asked.
    pub(super) fn ask_all(&self) {
        if let Some(Absent(asked)) = &self.absent {
            asked.store(true, Ordering::Relaxed);
        }
    }

    /// A contact by id; noted where it is not at hand.
    pub(super) fn row(&self, id: i64) -> Option<&ContactRow> {
        let row = self.rows.get(&id);
        if row.is_none() {
            self.ask_all();
        }
        row
    }
}
