//! How much of a file of books is held in memory.

use super::Transaction;
use crate::store::Stored;

/// Pages of a file that are held, KiB; of one that a large unit of work is written to, at most
/// [`LARGEST`].
pub(super) const CACHE: usize = 16_000;
const LARGEST: usize = 160_000;

impl Transaction {
    /// Lets a file hold so much more of its pages in memory, KiB: what is written in many portions
    /// comes back to pages all over the indexes.
    pub(in crate::store) async fn hold(&mut self, more: usize) -> Stored<()> {
        let cache = CACHE.saturating_add(more).min(LARGEST);
        self.pragma(format!("PRAGMA cache_size = -{cache}")).await
    }

    /// Gives back what was held besides.
    pub(in crate::store) async fn release(&mut self) -> Stored<()> {
        self.pragma(format!("PRAGMA cache_size = -{CACHE}; PRAGMA shrink_memory")).await
    }

    async fn pragma(&mut self, text: String) -> Stored<()> {
        if let Transaction::Sqlite(to) = self {
            to.link.execute(text).await?;
        }
        Ok(())
    }
}
