//! Keys by which items and bank entries find each other: one table leads from a key to whose it is,
//! one from an item or entry to all its keys, so that a few of them are found and replaced without
//! an index of every key by its owner.

use super::sql::{QueryBuilder, Transaction};
use super::{ROWS, Store, StoreError, Stored};
use crate::matching::KeptKey;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Whose keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Item,
    Entry,
}

impl Owner {
    /// The table that leads from a key to its owners, and their column there.
    fn table(self) -> [&'static str; 2] {
        match self {
            Owner::Item => ["item_key", "item_id"],
            Owner::Entry => ["entry_key", "entry_id"],
        }
    }

    /// Asks for the keys of owners, up to their list.
    fn kept(self) -> &'static str {
        match self {
            Owner::Item => "SELECT item_id, keys FROM keys_of_item WHERE item_id IN (",
            Owner::Entry => "SELECT entry_id, keys FROM keys_of_entry WHERE entry_id IN (",
        }
    }

    fn keep(self) -> [&'static str; 2] {
        match self {
            Owner::Item => [
                "INSERT INTO keys_of_item (item_id, keys) ",
                " ON CONFLICT (item_id) DO UPDATE SET keys = excluded.keys",
            ],
            Owner::Entry => [
                "INSERT INTO keys_of_entry (entry_id, keys) ",
                " ON CONFLICT (entry_id) DO UPDATE SET keys = excluded.keys",
            ],
        }
    }

    /// Asks besides that it is open, as keys do that lead only to such; of entries also those
    /// booked on an account without an item `since` that day, not by a person.
    fn only_open(self, query: &mut QueryBuilder, since: Option<Date>) {
        query.push(match self {
            Owner::Item => " AND EXISTS (SELECT 1 FROM item_open o WHERE o.item_id = k.item_id)",
            Owner::Entry => {
                " AND EXISTS (SELECT 1 FROM bank_entry b WHERE b.id = k.entry_id AND (b.status <> \
                 'matched'"
            }
        });
        if self == Owner::Item {
            return;
        }
        if let Some(since) = since {
            query.push(
                " OR b.decided_by <> 'person' AND b.posting_account IS NOT NULL AND \
                 b.booking_date >= ",
            );
            query.push_bind(since.to_string());
        }
        query.push("))");
    }
}

/// Replaces the keys of items or entries; the last of an owner counts.
pub(super) async fn replace(
    to: &mut Transaction,
    of: Owner,
    rows: &[(i64, Vec<KeptKey>)],
) -> Stored<()> {
    let [table, owner] = of.table();
    for chunk in rows.chunks(ROWS) {
        let mut query = QueryBuilder::new(of.kept());
        query.push_list(chunk.iter().map(|(id, _)| *id));
        let mut before: Vec<i64> = Vec::new();
        for row in query.push(")").build().fetch_all(&mut *to).await? {
            before.extend(parted(row.try_get(1)?)?.iter().map(|key| key.number()));
        }
        for old in before.chunks(ROWS) {
            let mut query = QueryBuilder::new(format!("DELETE FROM {table} WHERE key IN ("));
            // The plus keeps SQLite from looking up each key with each owner, a million pairs.
            query.push_list(old).push(format!(") AND +{owner} IN ("));
            query.push_list(chunk.iter().map(|(id, _)| *id));
            query.push(")").build().execute(&mut *to).await?;
        }
    }
    let [head, tail] = of.keep();
    for chunk in rows.chunks(ROWS) {
        let mut query = QueryBuilder::new(head);
        query.push_values(chunk, |row, (id, keys)| {
            row.push_bind(*id).push_bind(joined(keys));
        });
        query.push(tail).build().execute(&mut *to).await?;
    }
    // In the order of the index: keys that lie beside each other change its pages once.
    let mut flat: Vec<(i64, i64)> = rows
        .iter()
        .flat_map(|(id, keys)| keys.iter().map(move |key| (key.number(), *id)))
        .collect();
    flat.sort_unstable();
    for chunk in flat.chunks(ROWS) {
        let mut query = QueryBuilder::new(format!("INSERT INTO {table} (key, {owner}) "));
        query.push_values(chunk, |row, (key, id)| {
            row.push_bind(*key).push_bind(*id);
        });
        query.push(" ON CONFLICT DO NOTHING").build().execute(&mut *to).await?;
    }
    Ok(())
}

impl Store {
    /// Those who have one of these keys; of entries also those booked on an account without an
    /// item, `since` that day.
    pub(super) async fn owners(
        &self,
        of: Owner,
        keys: &[KeptKey],
        since: Option<Date>,
    ) -> Stored<Vec<i64>> {
        let mut owners: BTreeSet<i64> = BTreeSet::new();
        let (open_only, any): (Vec<KeptKey>, Vec<KeptKey>) =
            keys.iter().partition(|key| key.links_open_only());
        let lists = any
            .chunks(ROWS)
            .map(|chunk| (chunk, false))
            .chain(open_only.chunks(ROWS).map(|chunk| (chunk, true)));
        let [table, owner] = of.table();
        for (chunk, only_open) in lists {
            let mut query =
                QueryBuilder::new(format!("SELECT k.{owner} FROM {table} k WHERE k.key IN ("));
            query.push_list(chunk.iter().map(|key| key.number())).push(")");
            if only_open {
                of.only_open(&mut query, since);
            }
            for row in query.build().fetch_all(&self.pool).await? {
                owners.insert(row.try_get(0)?);
            }
        }
        Ok(owners.into_iter().collect())
    }

    /// The keys of these items or entries, with whose they are.
    pub(super) async fn keys_of_owners(
        &self,
        of: Owner,
        ids: &[i64],
    ) -> Stored<Vec<(i64, Vec<KeptKey>)>> {
        let mut found = Vec::new();
        for chunk in ids.chunks(ROWS) {
            let mut query = QueryBuilder::new(of.kept());
            query.push_list(chunk);
            for row in query.push(")").build().fetch_all(&self.pool).await? {
                found.push((row.try_get(0)?, parted(row.try_get(1)?)?));
            }
        }
        Ok(found)
    }

    /// All keys of these entries.
    pub async fn keys_of(&self, entries: &[i64]) -> Stored<BTreeSet<KeptKey>> {
        Ok(all(self.keys_of_owners(Owner::Entry, entries).await?))
    }

    /// All keys of these items.
    pub(super) async fn keys_of_items(&self, items: &[i64]) -> Stored<BTreeSet<KeptKey>> {
        Ok(all(self.keys_of_owners(Owner::Item, items).await?))
    }
}

fn all(kept: Vec<(i64, Vec<KeptKey>)>) -> BTreeSet<KeptKey> {
    kept.into_iter().flat_map(|(_, keys)| keys).collect()
}

/// Keys as they are kept beside their owner: numbers, parted by a blank.
fn joined(keys: &[KeptKey]) -> String {
    keys.iter().map(|key| key.number().to_string()).collect::<Vec<_>>().join(" ")
}

fn parted(keys: &str) -> Stored<Vec<KeptKey>> {
    let key = |number: &str| match number.parse() {
        Ok(number) => Ok(KeptKey::kept(number)),
        Err(_) => Err(StoreError::Garbled(format!("keys: {keys}"))),
    };
    keys.split_ascii_whitespace().map(key).collect()
}
