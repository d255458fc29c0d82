//! Which items are open: kept as they move, read by whoever asks what is due.

use super::sql::{QueryBuilder, Transaction};
use super::{ROWS, Store, Stored};
use std::collections::HashSet;

/// Notes what is left of these items, after their movements are written.
pub(super) async fn note(to: &mut Transaction, items: impl IntoIterator<Item = i64>) -> Stored<()> {
    let mut items: Vec<i64> = items.into_iter().collect();
    items.sort_unstable();
    items.dedup();
    for chunk in items.chunks(ROWS) {
        let mut query = QueryBuilder::new("DELETE FROM item_open WHERE item_id IN (");
        query.push_list(chunk);
        query.push(")").build().execute(&mut *to).await?;
        let mut query = QueryBuilder::new(
            "INSERT INTO item_open (item_id, company, rest_minor) SELECT m.item_id, i.company, \
             CAST(SUM(m.amount_minor) AS BIGINT) \
             FROM item_movement m JOIN open_item i ON i.id = m.item_id WHERE m.item_id IN (",
        );
        query.push_list(chunk);
        query
            .push(") GROUP BY m.item_id, i.company HAVING SUM(m.amount_minor) <> 0")
            .build()
            .execute(&mut *to)
            .await?;
    }
    Ok(())
}

impl Store {
    /// Those of some items that are open.
    pub async fn open_among(&self, items: &[i64]) -> Stored<HashSet<i64>> {
        let mut found = HashSet::new();
        for chunk in items.chunks(ROWS) {
            let mut query = QueryBuilder::new("SELECT item_id FROM item_open WHERE item_id IN (");
            query.push_list(chunk.iter().copied());
            for row in query.push(")").build().fetch_all(&self.pool).await? {
                found.insert(row.try_get("item_id")?);
            }
        }
        Ok(found)
    }
}
