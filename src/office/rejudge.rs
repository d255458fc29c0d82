//! What waits because of another document is judged again once that one may have changed: taken
//! back, refused, booked, or come.

use super::books::Books;
use super::plan::{PREPAYMENT_FIRST, WAITS_FOR_ANOTHER};
use super::resolve::answers;
use super::run::{Desk, Summary};
use super::setup::reread;
use crate::domain::Content;
use crate::store::rows::{DocumentRow, DocumentStatus};

/// What is booked may be what another waits for; so often all are looked through.
const ROUNDS: usize = 4;

impl Desk {
    /// Judges all that waits because of another document again: it waits with the reason that it
    /// has now, or is booked where it `may_be` by itself. What a person decided about stays theirs,
    /// and while they decide nothing but reasons changes: the next answer may be about what waits.
    pub(super) async fn judge_again(
        &self,
        books: &mut Books,
        summary: &mut Summary,
        may_be: bool,
    ) -> anyhow::Result<()> {
        for _ in 0..ROUNDS {
            let before = summary.booked;
            for kind in WAITS_FOR_ANOTHER {
                for row in self.store.held_for(kind.code).await? {
                    let id = format!("D{}", row.id);
                    let is_undecided =
                        may_be && answers(self.store.decisions(&id).await?).is_empty();
                    let booked = self.judged(books, &id, row, is_undecided).await?;
                    // One that came with the statements of this run was counted as held.
                    if booked > 0 && std::ptr::eq(kind, &PREPAYMENT_FIRST) {
                        summary.held = summary.held.saturating_sub(1);
                        summary.processed += 1;
                    }
                    summary.booked += booked;
                }
            }
            if summary.booked == before {
                break;
            }
        }
        Ok(())
    }

    /// Judges one again and writes what that changes. Gives how many journal entries came.
    async fn judged(
        &self,
        books: &mut Books,
        id: &str,
        row: DocumentRow,
        is_undecided: bool,
    ) -> anyhow::Result<usize> {
        let Ok(content @ Content::Invoice(_)) = reread(&self.setup, &row) else { return Ok(0) };
        let mut plan = self.sheet(books);
        plan.tried_again(row.clone(), content);
        self.carry_out(&mut plan).await?;
        let replaced = plan.replaced().to_vec();
        let mut changes = plan.finish();
        changes.rejudged.append(&mut changes.documents);
        let now = changes.rejudged.iter().find(|other| other.id == row.id);
        let waits = now.filter(|now| now.status == DocumentStatus::Held);
        let as_before = waits
            .is_some_and(|now| (&now.reason_code, &now.reason) == (&row.reason_code, &row.reason));
        if as_before || now.is_none() || waits.is_none() && !is_undecided {
            // What this plan has numbered is not written.
            if !changes.journal.is_empty() || !changes.contacts.is_empty() {
                *books = self.books().await?;
            }
            return Ok(0);
        }
        self.note_replaced(id, &replaced, &mut changes).await?;
        self.store.commit(&changes).await?;
        Ok(changes.journal.len())
    }
}
