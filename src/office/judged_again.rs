//! What waits for something that another document, a list or a rule tells, and is judged again when
//! that comes.

use super::books::Books;
use super::plan::TAX_OPEN;
use super::run::{Desk, Summary};
use super::setup::reread;
use crate::store::rows::DocumentRow;

/// Documents judged again in one transaction.
const PORTION: usize = 200;

impl Desk {
    /// Judges again what waits for a word on the VAT of a seller abroad: a list of contacts may say
    /// now where it has its seat, a rule what is owed. What is asked still is asked as before, or
    /// with what is known now.
    pub(super) async fn sellers_told(
        &self,
        books: &mut Books,
        summary: &mut Summary,
    ) -> anyhow::Result<()> {
        let waiting = self.store.held_undecided(TAX_OPEN.code).await?;
        for portion in waiting.chunks(PORTION) {
            let mut plan = self.sheet(books);
            for row in portion {
                plan.tried_again(row.clone(), reread(&self.setup, row)?);
            }
            self.carry_out(&mut plan).await?;
            let mut changes = plan.finish();
            changes.rejudged.append(&mut changes.documents);
            let stays = |row: &DocumentRow| {
                portion.iter().any(|before| (before.id, &before.reason) == (row.id, &row.reason))
            };
            changes.rejudged.retain(|row| !stays(row));
            if !changes.is_empty() {
                self.store.commit(&changes).await?;
            }
            summary.booked += changes.journal.len();
        }
        Ok(())
    }
}
