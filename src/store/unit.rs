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
}

impl Store {
    /// Begins a unit of work. Until it ends, [`Unit::store`] is asked, not this one: a file of
    /// books has one connection.
    pub async fn unit(&self) -> Stored<Unit> {
        let transaction = Arc::new(Mutex::new(self.begin().await?));
        let store = Store { pool: Pool::Within(Arc::clone(&transaction)), ..self.clone() };
        Ok(Unit { transaction, store })
    }
}

impl Unit {
    /// The books as they are with what this unit wrote.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Writes a portion.
    pub async fn write(&self, changes: &Changes) -> Stored<()> {
        super::commit::write(&mut *self.transaction.lock().await, changes).await
    }

    /// Makes all portions part of the books. No clone of its store may be left.
    pub async fn commit(self) -> Stored<()> {
        let Unit { transaction, store } = self;
        drop(store);
        Arc::into_inner(transaction).ok_or(StoreError::Nested)?.into_inner().commit().await
    }
}
