//! What came too late for its period: said on the document that brought it.

use super::Plan;
use crate::domain::finding::Weight;
use crate::domain::{FindingKind, Money};
use crate::store::rows::Sealed;
use std::collections::{BTreeMap, HashMap};

/// Findings of booking late.
pub static FINDINGS: &[&FindingKind] = &[&LATE];

pub static LATE: FindingKind = FindingKind {
    code: "late-for-its-period",
    weight: Weight::Note,
    de: "Buchungen aus abgeschlossener Zeit, gebucht am ersten offenen Tag ({date}): {count}, zusammen {sum}.",
    en: "Bookings of a closed period, booked on the first open day ({date}): {count}, {sum} in all.",
};

impl Plan<'_> {
    /// Notes on each document of the batch how much of it was booked on another day than its own, because that was closed.
    pub(super) fn note_what_is_late(&mut self) {
        let mut late: BTreeMap<i64, Vec<&Sealed>> = BTreeMap::new();
        for sealed in self.changes.journal.iter().filter(|sealed| sealed.reverses.is_none()) {
            if sealed.entry.date() != sealed.document_date
                && let Some(document) = sealed.document_id.or_else(|| self.told_by(sealed.entry_id?))
            {
                late.entry(document).or_default().push(sealed);
            }
        }
        let notes: HashMap<i64, String> = late.into_iter().filter_map(|(document, late)| Some((document, self.late(&late)?))).collect();
        for row in &mut self.changes.documents {
            row.notes.extend(notes.get(&row.id).cloned());
        }
    }

    /// The document of this batch that told of a bank entry.
    fn told_by(&self, entry: i64) -> Option<i64> {
        let (_, statement) = self.changes.sources.iter().find(|(told, _)| *told == entry)?;
        self.changes.statements.iter().find(|row| row.id == *statement).map(|row| row.document_id)
    }

    fn late(&self, late: &[&Sealed]) -> Option<String> {
        let first = late.first()?;
        let sum = Money::new(late.iter().flat_map(|sealed| sealed.entry.lines()).map(|line| line.debit).sum(), first.currency);
        Some(LATE.found().with_value("date", first.entry.date()).with("count", late.len()).with_value("sum", sum).say(self.language))
    }
}
