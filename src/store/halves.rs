//! Tables of bookings that came half, and whole afterwards.

use super::read::json;
use super::sql;
use super::{Store, Stored};
use crate::domain::statement_halves::says_half;
use std::collections::BTreeMap;

impl Store {
    /// Whether what a document's statements lack came with another: one of the same account and
    /// format that tells all that they tell and more, and of which nothing is missing itself.
    pub(super) async fn whole_came(&self, document: i64) -> Stored<bool> {
        // Only statements that tell one of its entries may tell all of them: few, whatever else the
        // account's others are.
        let rows = sql::query(
            "SELECT s.id, d.doubts FROM document h JOIN statement s ON s.document_id = h.id LEFT \
             JOIN entry_source t ON t.statement_id <> s.id AND t.entry_id = (SELECT e.entry_id \
             FROM entry_source e WHERE e.statement_id = s.id ORDER BY e.entry_id LIMIT 1) LEFT \
             JOIN statement o ON o.id = t.statement_id AND o.company = s.company AND o.account = \
             s.account AND o.document_id > h.id AND COALESCE(o.currency, '') = \
             COALESCE(s.currency, '') AND NOT EXISTS (SELECT 1 FROM entry_source e WHERE \
             e.statement_id = s.id AND NOT EXISTS (SELECT 1 FROM entry_source f WHERE \
             f.statement_id = o.id AND f.entry_id = e.entry_id)) LEFT JOIN document d ON d.id = \
             o.document_id AND d.status = 'processed' AND d.format = h.format AND d.size_bytes > \
             h.size_bytes WHERE h.id = $1",
        );
        let rows = rows.bind(document).fetch_all(&self.pool).await?;
        let mut came: BTreeMap<i64, bool> = BTreeMap::new();
        for row in &rows {
            let doubts: Option<&str> = row.try_get("doubts")?;
            let doubts: Option<Vec<String>> = doubts.map(json).transpose()?;
            let is_whole = doubts.is_some_and(|doubts| !doubts.iter().any(|own| says_half(own)));
            *came.entry(row.try_get("id")?).or_default() |= is_whole;
        }
        Ok(!came.is_empty() && came.values().all(|came| *came))
    }
}
