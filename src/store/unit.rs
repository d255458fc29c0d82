//! A unit of work: what is written in portions becomes part of the books together, or none of it
//! does.

use super::commit::Changes;
use super::sql::{Pool, Transaction};
use super::{Store, StoreError, Stored};
use std::sync::Arc;
use tokio::sync::Mutex;

/// Portions written but not committed; dropped without [`Unit::commit`], nothing of them stays.
pub struct Unit {
    transaction: Arc<Mutex<Transaction>>,
    store: Store,
    /// How many portions were written.
    portions: usize,
}

/// What a portion adds to the pages that are held in memory, KiB.
const HELD_FOR_A_PORTION: usize = 1_000;

impl Store {
    /// Begins a unit of work. Until it ends, [`Unit::store`] is asked, not this one: a file of
    /// books has one connection.
    pub async fn unit(&self) -> Stored<Unit> {
        let transaction = Arc::new(Mutex::new(self.begin().await?));
        let store = Store { pool: Pool::Within(Arc::clone(&transaction)), ..self.clone() };
        Ok(Unit { transaction, store, portions: 0 })
    }
}

impl Unit {
    /// The books as they are with what this unit wrote.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Writes a portion.
    pub async fn write(&mut self, changes: &Changes) -> Stored<()> {
        let mut transaction = self.transaction.lock().await;
        transaction.hold(self.portions.saturating_mul(HELD_FOR_A_PORTION)).await?;
        self.portions += 1;
        super::commit::write(&mut transaction, changes).await
    }

    /// Makes all portions part of the books. No clone of its store may be left.
    pub async fn commit(self) -> Stored<()> {
        let Unit { transaction, store, .. } = self;
        drop(store);
        let mut transaction = Arc::into_inner(transaction).ok_or(StoreError::Nested)?.into_inner();
        transaction.release().await?;
        transaction.commit().await
    }
}
