//! Open items set off against each other without a bank entry.

use super::commit::Changes;
use super::sql::{self, QueryBuilder, Row, Transaction};
use super::{ROWS, Store, Stored};
use std::collections::HashMap;

/// Two open items set off against each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetOffRow {
    /// The id behind `V3`.
    pub id: i64,
    /// The company's id.
    pub company: String,
    /// The item that a person named first.
    pub item_id: i64,
    /// The item that it was set off against.
    pub against_id: i64,
    /// What the first is reduced by: minor units of its own sign.
    pub item_minor: i64,
    /// What the other is reduced by: minor units of its own sign.
    pub against_minor: i64,
    /// The journal entry that booked it.
    pub posting: i64,
    /// The reversal that took it back; `None` while it is in force.
    pub taken_back: Option<i64>,
}

impl SetOffRow {
    /// Each item with what it is reduced by.
    pub fn parts(&self) -> [(i64, i64); 2] {
        [(self.item_id, self.item_minor), (self.against_id, self.against_minor)]
    }
}

/// Writes new ones, and that others were taken back.
pub(super) async fn write(to: &mut Transaction, rows: &[SetOffRow]) -> Stored<()> {
    for chunk in rows.chunks(ROWS) {
        let mut query = QueryBuilder::new(
            "INSERT INTO set_off (id, company, item_id, against_id, item_minor, against_minor, \
             posting, taken_back) ",
        );
        query.push_values(chunk, |row, set_off| {
            row.push_bind(set_off.id)
                .push_bind(&set_off.company)
                .push_bind(set_off.item_id)
                .push_bind(set_off.against_id);
            row.push_bind(set_off.item_minor)
                .push_bind(set_off.against_minor)
                .push_bind(set_off.posting)
                .push_bind(set_off.taken_back);
        });
        query
            .push(" ON CONFLICT (id) DO UPDATE SET taken_back = excluded.taken_back")
            .build()
            .execute(&mut *to)
            .await?;
    }
    Ok(())
}

impl Changes {
    /// The movements of items that setting off causes: set-off, company, the journal entry that
    /// goes with it, item, and what is added to its open amount.
    pub(super) fn moved_by_set_offs(&self) -> impl Iterator<Item = (i64, &str, i64, i64, i64)> {
        self.set_offs.iter().flat_map(|row| {
            let (sign, posting) =
                row.taken_back.map_or((-1, row.posting), |reversal| (1, reversal));
            row.parts()
                .map(|(item, amount)| (row.id, row.company.as_str(), posting, item, sign * amount))
        })
    }
}

impl Store {
    /// The set-off with this id.
    pub async fn set_off(&self, id: i64) -> Stored<Option<SetOffRow>> {
        let row = sql::query("SELECT * FROM set_off WHERE id = $1")
            .bind(id)
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(set_off).transpose()
    }

    /// The set-offs in force of these items, oldest first.
    pub async fn set_offs_of(&self, items: &[i64]) -> Stored<Vec<SetOffRow>> {
        let mut found: Vec<SetOffRow> = Vec::new();
        for chunk in items.chunks(ROWS) {
            let mut query = QueryBuilder::new(
                "SELECT * FROM set_off WHERE taken_back IS NULL AND (item_id IN (",
            );
            query.push_list(chunk.iter().copied()).push(") OR against_id IN (");
            query.push_list(chunk.iter().copied());
            for row in query.push("))").build().fetch_all(&self.pool).await? {
                found.push(set_off(&row)?);
            }
        }
        found.sort_by_key(|row| row.id);
        found.dedup();
        Ok(found)
    }

    /// What these items are reduced by through setting off, minor units of each item's sign.
    pub(super) async fn reduced_by_set_offs(&self, items: &[i64]) -> Stored<HashMap<i64, i64>> {
        let mut reduced: HashMap<i64, i64> = HashMap::new();
        for row in self.set_offs_of(items).await? {
            for (item, amount) in row.parts() {
                *reduced.entry(item).or_default() += amount;
            }
        }
        Ok(reduced)
    }
}

fn set_off(row: &Row) -> Stored<SetOffRow> {
    Ok(SetOffRow {
        id: row.try_get("id")?,
        company: row.try_get("company")?,
        item_id: row.try_get("item_id")?,
        against_id: row.try_get("against_id")?,
        item_minor: row.try_get("item_minor")?,
        against_minor: row.try_get("against_minor")?,
        posting: row.try_get("posting")?,
        taken_back: row.try_get("taken_back")?,
    })
}
