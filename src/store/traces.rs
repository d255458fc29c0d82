//! Where one thing leads: what `explain` asks, by the indexes of what it is asked about.

use super::journal::journal;
use super::rows::EntryRow;
use super::sql::{self, QueryBuilder, Transaction};
use super::{JournalRow, ROWS, Store, Stored};
use std::collections::{BTreeSet, HashMap};

/// Notes for which items entries are proposed or what they settle: what is once noted stays.
pub(super) async fn remember(to: &mut Transaction, entries: &[EntryRow]) -> Stored<()> {
    let parts = entries
        .iter()
        .flat_map(|entry| &entry.state.allocations)
        .map(|part| (part.item_id, part.entry_id));
    let ever: Vec<(i64, i64)> = parts.collect::<BTreeSet<_>>().into_iter().collect();
    for chunk in ever.chunks(ROWS) {
        let mut query = QueryBuilder::new("INSERT INTO item_entry (item_id, entry_id) ");
        query.push_values(chunk, |row, (item, entry)| {
            row.push_bind(*item).push_bind(*entry);
        });
        query.push(" ON CONFLICT (item_id, entry_id) DO NOTHING").build().execute(&mut *to).await?;
    }
    Ok(())
}

impl Store {
    /// The journal entries that a document (`true`) or a bank entry (`false`) caused, reversals
    /// among them.
    pub async fn journal_caused(&self, by_document: bool, id: i64) -> Stored<Vec<JournalRow>> {
        let column = if by_document { "e.document_id" } else { "e.entry_id" };
        let mut query = QueryBuilder::new(
            "SELECT e.*, l.account, l.debit_minor, l.credit_minor, l.vat_code FROM journal_entry e \
             LEFT JOIN journal_line l ON l.company = e.company AND l.number = e.number WHERE ",
        );
        query.push(column).push(" = ").push_bind(id).push(" ORDER BY e.company, e.number, l.line");
        journal(&query.build().fetch_all(&self.pool).await?)
    }

    /// The first document taken that bears this number.
    pub async fn document_called(&self, number: &str) -> Stored<Option<i64>> {
        let row = sql::query("SELECT MIN(id) AS id FROM document WHERE number = $1")
            .bind(number)
            .fetch_one(&self.pool)
            .await?;
        Ok(row.try_get("id")?)
    }

    /// The bank entries that settle these items or are proposed for them.
    pub async fn allocated_to(&self, items: &[i64]) -> Stored<Vec<i64>> {
        let mut entries = BTreeSet::new();
        for chunk in items.chunks(ROWS) {
            let mut query = QueryBuilder::new("SELECT entry_id FROM allocation WHERE item_id IN (");
            query.push_list(chunk);
            for row in query.push(")").build().fetch_all(&self.pool).await? {
                entries.insert(row.try_get("entry_id")?);
            }
        }
        Ok(entries.into_iter().collect())
    }

    /// The bank entries that ever were proposed for one of these items or settled it, each with the
    /// item, in their order.
    pub async fn ever_allocated_to(&self, items: &[i64]) -> Stored<Vec<(i64, i64)>> {
        let mut found = Vec::new();
        for chunk in items.chunks(ROWS) {
            let mut query =
                QueryBuilder::new("SELECT entry_id, item_id FROM item_entry WHERE item_id IN (");
            query.push_list(chunk);
            for row in query.push(")").build().fetch_all(&self.pool).await? {
                found.push((row.try_get("entry_id")?, row.try_get("item_id")?));
            }
        }
        found.sort_unstable();
        Ok(found)
    }

    /// What is left of items by all that was booked, minor units of their own sign.
    pub async fn left_of(&self, items: &[i64]) -> Stored<HashMap<i64, i64>> {
        let mut left = HashMap::new();
        for chunk in items.chunks(ROWS) {
            let mut query = QueryBuilder::new(
                "SELECT item_id, SUM(amount_minor) AS rest FROM item_movement WHERE item_id IN (",
            );
            query.push_list(chunk);
            for row in query.push(") GROUP BY item_id").build().fetch_all(&self.pool).await? {
                left.insert(row.try_get("item_id")?, row.try_get("rest")?);
            }
        }
        Ok(left)
    }
}
