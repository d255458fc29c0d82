//! What waits because of another document is judged again once that one may have changed: taken back, refused, booked, or come.

use super::books::Books;
use super::plan::WAITS_FOR_ANOTHER;
use super::resolve::answers;
use super::run::{Desk, Summary};
use super::setup::reread;
use crate::domain::Content;
use crate::store::Changes;
use crate::store::rows::{DocumentRow, DocumentStatus};

/// What is booked may be what another waits for; so often all are looked through.
const ROUNDS: usize = 4;

impl Desk {
    /// Judges all that waits because of another document again: it is booked, or waits with the reason that it has now. What a person
    /// decided about stays theirs. Gives the sentences of what was booked.
    pub(super) async fn judge_again(&self, books: &mut Books, summary: &mut Summary) -> anyhow::Result<Vec<String>> {
        let mut said = Vec::new();
        for _ in 0..ROUNDS {
            let before = said.len();
            for kind in WAITS_FOR_ANOTHER {
                for row in self.store.held_for(kind.code).await? {
                    let id = format!("D{}", row.id);
                    let is_undecided = answers(self.store.decisions(&id).await?).is_empty();
                    if let Some(changes) = self.judged(books, &id, row, is_undecided).await? {
                        summary.booked += changes.journal.len();
                        if !changes.journal.is_empty() {
                            said.push(self.said(&id, &changes));
                        }
                    }
                }
            }
            if said.len() == before {
                break;
            }
        }
        Ok(said)
    }

    /// What judging one again has changed, written; nothing where it waits as before.
    async fn judged(&self, books: &mut Books, id: &str, row: DocumentRow, is_undecided: bool) -> anyhow::Result<Option<Changes>> {
        let Ok(content @ Content::Invoice(_)) = reread(&self.setup, &row) else { return Ok(None) };
        let mut plan = self.sheet(books);
        plan.tried_again(row.clone(), content);
        self.carry_out(&mut plan).await?;
        let replaced = plan.replaced().to_vec();
        let mut changes = plan.finish();
        changes.rejudged.append(&mut changes.documents);
        let now = changes.rejudged.iter().find(|other| other.id == row.id);
        let waits = now.filter(|now| now.status == DocumentStatus::Held);
        let as_before = waits.is_some_and(|now| (&now.reason_code, &now.reason) == (&row.reason_code, &row.reason));
        if as_before || now.is_none() || waits.is_none() && !is_undecided {
            // What this plan has numbered is not written.
            if !changes.journal.is_empty() || !changes.contacts.is_empty() {
                *books = self.books().await?;
            }
            return Ok(None);
        }
        self.note_replaced(id, &replaced, &mut changes).await?;
        self.store.commit(&changes).await?;
        Ok(Some(changes))
    }
}
