//! What came too late for its period: said on the document that brought it.

use super::Plan;
use crate::domain::finding::Weight;
use crate::domain::{FindingKind, Money};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// Findings of booking late.
pub static FINDINGS: &[&FindingKind] = &[&LATE];

pub static LATE: FindingKind = FindingKind {
    code: "late-for-its-period",
    weight: Weight::Note,
    de: "Buchungen aus abgeschlossener Zeit, gebucht am ersten offenen Tag ({date}): {count}, \
        zusammen {sum}.",
    en: "Bookings of a closed period, booked on the first open day ({date}): {count}, {sum} in \
        all.",
};

/// What a document brought too late.
pub(super) struct Late {
    /// The day it was booked on.
    date: Date,
    count: usize,
    /// Turnover of all its bookings.
    sum: Money,
}

impl Plan<'_> {
    /// Counts which bookings that are not written yet lie on another day than their own, because
    /// that was closed.
    pub(super) fn gather_what_is_late(&mut self) {
        for sealed in self.changes.journal.iter().filter(|sealed| sealed.reverses.is_none()) {
            let told_by = || self.told_by.get(&sealed.entry_id?).copied();
            if sealed.entry.date() != sealed.document_date
                && let Some(document) = sealed.document_id.or_else(told_by)
            {
                let nothing = Late {
                    date: sealed.entry.date(),
                    count: 0,
                    sum: Money::new(Decimal::ZERO, sealed.currency),
                };
                let late = self.late.entry(document).or_insert(nothing);
                late.count += 1;
                late.sum.amount +=
                    sealed.entry.lines().iter().map(|line| line.debit).sum::<Decimal>();
            }
        }
    }

    /// Notes on each document of the batch how much of it was booked late.
    pub(super) fn note_what_is_late(&mut self) {
        for row in &mut self.changes.documents {
            let Some(late) = self.late.get(&row.id) else { continue };
            let found = LATE
                .found()
                .with_value("date", late.date)
                .with("count", late.count)
                .with_value("sum", late.sum);
            row.notes.push(found.say(self.books.language(row.company.as_deref(), self.language)));
        }
    }
}
