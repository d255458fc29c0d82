//! Invoices whose place another took: they end, and come back when that is taken back.

use super::documents::terms_of;
use crate::domain::{FindingKind, Kind};
use crate::office::plan::Replaced;
use crate::office::run::Desk;
use crate::store::rows::{DocumentRow, DocumentStatus};
use crate::store::{Changes, DecisionRow};

/// Findings of documents whose place another took.
pub static FINDINGS: &[&FindingKind] = &[&REPLACED];

pub static REPLACED: FindingKind = super::kind(
    "replaced",
    "An ihre Stelle ist {document} getreten; die Buchung ist zurückgenommen.",
    "{document} took its place; its booking was taken back.",
);

/// How it stands among the decisions that a document took the place of another, and that the other has it again.
const TOOK_PLACE: &str = "replaced";
const RESTORED: &str = "restored";
/// Behind the number of one that was not booked when its place was taken.
const WAITED: &str = "waited";

impl Desk {
    /// Ends the documents whose place this one takes, and notes them among its decisions.
    pub(super) async fn note_replaced(&self, id: &str, replaced: &[Replaced], changes: &mut Changes) -> anyhow::Result<()> {
        for other in replaced {
            let Some(row) = self.store.document_row(other.document).await? else { continue };
            let waited = if other.was_booked { String::new() } else { format!(" {WAITED}") };
            let decision = self.logged(id, TOOK_PLACE, &format!("D{}{waited}", other.document), changes).await?;
            changes.decisions.push(decision);
            // A list of items goes on without the one.
            if other.ends && row.kind == Kind::Invoice.as_str() {
                changes.rejudged.push(self.ended(row, id));
            }
        }
        Ok(())
    }

    /// A document whose place another took.
    fn ended(&self, row: DocumentRow, by: &str) -> DocumentRow {
        let finding = REPLACED.found().with("document", by);
        let waited = row.status == DocumentStatus::Held;
        let (held_code, held_reason) = if waited { (row.reason_code, row.reason) } else { (row.held_code, row.held_reason) };
        DocumentRow {
            status: DocumentStatus::Rejected,
            held_code,
            held_reason,
            reason_code: Some(finding.code().to_owned()),
            reason: Some(finding.say(self.setup.language)),
            ..row
        }
    }

    /// Gives the documents whose place this one took what they had: those that were booked are booked again, or wait with what
    /// stands in the way. Says what was booked.
    pub(super) async fn restore(&self, id: &str) -> anyhow::Result<String> {
        let mut said = String::new();
        for (key, was_booked) in self.took_place_of(id).await? {
            let (name, row) = (format!("D{key}"), self.store.document_row(key).await?);
            let Some(row) = row else { continue };
            let ended = row.reason_code.as_deref() == Some(REPLACED.code);
            let row = if ended { self.waiting(&name, row) } else { row };
            let mut changes = match was_booked {
                false => Changes { rejudged: vec![row], ..Changes::default() },
                true => match self.booking(&name, row.clone(), terms_of(&self.store.decisions(&name).await?)).await? {
                    Ok(changes) => without(changes, id),
                    Err(why) => {
                        let (code, reason) = (Some(why.code().to_owned()), Some(why.say(self.setup.language)));
                        let row = DocumentRow { status: DocumentStatus::Held, reason_code: code, reason, ..row };
                        Changes { rejudged: vec![row], ..Changes::default() }
                    }
                },
            };
            said = said + " " + &self.said(&name, &changes);
            let decision = self.logged(&name, RESTORED, id, &changes).await?;
            changes.decisions.push(decision);
            self.store.commit(&changes).await?;
        }
        Ok(said)
    }

    /// The documents whose place this one took and that do not have it again, with whether they were booked.
    async fn took_place_of(&self, id: &str) -> anyhow::Result<Vec<(i64, bool)>> {
        let mut taken: Vec<(i64, bool)> = Vec::new();
        for (_, choice, ..) in self.store.decisions(id).await?.iter().filter(|(verb, ..)| verb == TOOK_PLACE) {
            let mut words = choice.split(' ');
            let key = words.next().and_then(super::number).map(|(_, key)| key);
            taken.extend(key.map(|key| (key, words.next().is_none())));
        }
        let mut still = Vec::new();
        for (at, (key, was_booked)) in taken.iter().enumerate() {
            let times = taken.iter().take(at + 1).filter(|(other, _)| other == key).count();
            let decisions = self.store.decisions(&format!("D{key}")).await?;
            let back = decisions.iter().filter(|(verb, choice, ..)| verb == RESTORED && choice == id).count();
            if back < times {
                still.push((*key, *was_booked));
            }
        }
        Ok(still)
    }

    /// A row of the log behind those that the changes hold already.
    pub(super) async fn logged(&self, target: &str, verb: &str, choice: &str, changes: &Changes) -> anyhow::Result<DecisionRow> {
        let before = i64::try_from(changes.decisions.len()).unwrap_or_default();
        Ok(DecisionRow {
            id: self.store.counters().await?.decision + before + 1,
            target: target.to_owned(),
            verb: verb.to_owned(),
            choice: choice.to_owned(),
            at: self.now(),
            by: self.recorded_by.clone(),
        })
    }
}

/// The changes of a booking without what they say of the document that is taken back: it waits, and is nobody's predecessor.
fn without(mut changes: Changes, id: &str) -> Changes {
    changes.rejudged.retain(|row| format!("D{}", row.id) != id);
    changes.decisions.clear();
    changes
}
