//! A unit of work: what is written in portions becomes part of the books together, or none of it
//! does.

use super::commit::Changes;
use super::keys::{self, Owner};
use super::sql::{Pool, Transaction};
use super::{Store, StoreError, Stored};
use crate::matching::KeptKey;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::{Mutex, OwnedMutexGuard};

/// Portions written but not committed; dropped without [`Unit::commit`], nothing of them stays.
pub struct Unit {
    transaction: Arc<Mutex<Transaction>>,
    store: Store,
    /// How many portions were written.
    portions: usize,
    /// Keys of items that are not written yet.
    late: HashMap<i64, Vec<KeptKey>>,
}

/// Items whose keys are written together.
const KEPT_LATE: usize = 200_000;

/// What a portion adds to the pages that are held in memory, KiB.
const HELD_FOR_A_PORTION: usize = 1_000;

impl Store {
    /// Begins a unit of work. Until it ends, [`Unit::store`] is asked, not this one: a file of
    /// books has one connection.
    pub async fn unit(&self) -> Stored<Unit> {
        let transaction = Arc::new(Mutex::new(self.begin().await?));
        let store = Store { pool: Pool::Within(Arc::clone(&transaction)), ..self.clone() };
        Ok(Unit { transaction, store, portions: 0, late: HashMap::new() })
    }
}

impl Unit {
    /// The books as they are with what this unit wrote.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Writes a portion.
    pub async fn write(&mut self, changes: &Changes) -> Stored<()> {
        let late = std::mem::take(&mut self.late);
        let mut transaction = self.for_a_portion().await?;
        write_late(&mut transaction, late).await?;
        super::commit::write(&mut transaction, changes).await
    }

    /// Writes a portion but the keys of its items: they follow when many are together,
    /// or with the next [`Unit::write`], and until then nobody may look for these items by them.
    /// The keys of a portion lie all over their index, and each portion would write all of it
    /// anew.
    pub async fn write_keys_late(&mut self, mut changes: Changes) -> Stored<()> {
        self.late.extend(std::mem::take(&mut changes.item_keys));
        let due = self.late.len() >= KEPT_LATE;
        let late = if due { std::mem::take(&mut self.late) } else { HashMap::new() };
        let mut transaction = self.for_a_portion().await?;
        super::commit::write(&mut transaction, &changes).await?;
        write_late(&mut transaction, late).await
    }

    /// The transaction, with more of its pages held for what one more portion touches.
    async fn for_a_portion(&mut self) -> Stored<OwnedMutexGuard<Transaction>> {
        let mut transaction = Arc::clone(&self.transaction).lock_owned().await;
        transaction.hold(self.portions.saturating_mul(HELD_FOR_A_PORTION)).await?;
        self.portions += 1;
        Ok(transaction)
    }

    /// Makes all portions part of the books. No clone of its store may be left.
    pub async fn commit(self) -> Stored<()> {
        let Unit { transaction, store, late, .. } = self;
        drop(store);
        let mut transaction = Arc::into_inner(transaction).ok_or(StoreError::Nested)?.into_inner();
        write_late(&mut transaction, late).await?;
        transaction.release().await?;
        transaction.commit().await
    }
}

async fn write_late(to: &mut Transaction, late: HashMap<i64, Vec<KeptKey>>) -> Stored<()> {
    keys::replace(to, Owner::Item, &late.into_iter().collect::<Vec<_>>()).await
}
