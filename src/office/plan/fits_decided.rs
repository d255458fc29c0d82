//! What is told of a booking after a person decided about it: their decision stays, and they are
//! told where an open item fits by now.

use super::{Plan, batches};
use crate::domain::FindingKind;
use crate::domain::finding::Weight;
use crate::matching::{Neighbourhood, OpenItemFacts, Policy, decide};
use crate::store::Neighbours;
use crate::store::rows::{EntryRow, EntryState, EntryStatus};
use std::collections::{BTreeSet, HashMap};

/// Findings of telling more of what is decided.
pub static FINDINGS: &[&FindingKind] = &[&FITS_DECIDED];

pub static FITS_DECIDED: FindingKind = FindingKind {
    code: "entry-decided-fits",
    weight: Weight::Warning,
    de: "{id} ist von einer Person entschieden und bleibt so; dieser Auszug sagt mehr dazu, und \
        danach passt {numbers}. „kontor undo {id}“ nimmt die Entscheidung zurück und ordnet neu \
        zu; ist sie richtig, beendet „kontor resolve {this} accept“ die Frage.",
    en: "A person decided about {id}, and it stays so; this statement says more of it, by which \
        {numbers} fits. \"kontor undo {id}\" takes the decision back and matches anew; if it is \
        right, \"kontor resolve {this} accept\" ends the question.",
};

impl Plan<'_> {
    /// Notes on the document that told more of an entry which items it would settle now, if a
    /// person had not decided otherwise.
    pub(super) fn note_what_fits_decided(
        &mut self,
        company: &str,
        near: &Neighbours,
        told: &BTreeSet<i64>,
        (items, policy): (&[OpenItemFacts], &Policy),
    ) {
        let decided = near
            .entries
            .values()
            .filter(|row| told.contains(&row.id) && row.state.by_person && row.same_as().is_none());
        for row in decided {
            let fitting = self.fitting(company, row, near, (items, policy));
            let document = self.told_by.get(&row.id).copied();
            let at = self.changes.documents.iter().position(|row| Some(row.id) == document);
            let Some(at) = at.filter(|_| !fitting.is_empty()) else { continue };
            let numbers: Vec<&str> = fitting.iter().map(String::as_str).collect();
            let finding = FITS_DECIDED
                .found()
                .with("id", format!("E{}", row.id))
                .with("numbers", numbers.join(", "));
            self.note_at(at, &finding);
        }
    }

    /// The numbers of the items that an entry would settle but for a person's decision; none where
    /// it settles them, or another entry does.
    fn fitting(
        &self,
        company: &str,
        row: &EntryRow,
        near: &Neighbours,
        (items, policy): (&[OpenItemFacts], &Policy),
    ) -> BTreeSet<String> {
        let others =
            near.entries.values().filter(|other| other.state.status == EntryStatus::Matched);
        let settled: BTreeSet<i64> =
            others.flat_map(|other| &other.state.allocations).map(|part| part.item_id).collect();
        let free: Vec<OpenItemFacts> =
            items.iter().filter(|item| !settled.contains(&item.id)).cloned().collect();
        let state = EntryState { by_person: false, status: EntryStatus::Open, ..row.state.clone() };
        let entries = self.facts_of_entry(company, &EntryRow { state, ..row.clone() });
        let amounts: HashMap<i64, i64> =
            entries.iter().map(|entry| (entry.id, entry.amount)).collect();
        let decisions = batches::join(
            decide(&Neighbourhood { items: &free, entries: &entries, policy }),
            &amounts,
        );
        let fits = decisions.iter().flat_map(|decision| &decision.allocations);
        fits.filter_map(|part| Some(near.items.get(&part.item)?.number.clone())).collect()
    }
}
