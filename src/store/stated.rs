//! What the books hold of what documents state, to be held against their originals; and which
//! decisions are missing.

use super::read::{claimed, item, json};
use super::rows::{DocumentRow, ItemRow};
use super::sql::{self, QueryBuilder};
use super::{Store, Stored};
use crate::domain::statement::Entry;
use std::collections::BTreeSet;

/// A bank entry, by a statement that told of it.
#[derive(Debug, Clone)]
pub struct ToldEntry {
    /// The id behind `E12`.
    pub id: i64,
    /// The company's id.
    pub company: String,
    /// The booking as it is kept.
    pub entry: Entry,
    /// How many statements told of it.
    pub tellers: i64,
}

impl Store {
    /// The documents after this one of which rows may be held against what they state: at most so
    /// many, in the order they came.
    pub async fn documents_stating(&self, after: i64, most: i64) -> Stored<Vec<DocumentRow>> {
        let rows = sql::query(
            "SELECT * FROM document d WHERE d.id > $1 AND ((d.status <> 'duplicate' OR \
             d.duplicate_of IS NULL) AND d.kind IN ('bank-statement', 'invoice', 'contacts', \
             'order', 'delivery-note', 'exchange-rates') \
             OR EXISTS (SELECT 1 FROM statement s WHERE s.document_id = d.id) \
             OR d.kind <> 'open-items' AND EXISTS (SELECT 1 FROM open_item i \
             WHERE i.document_id = d.id AND i.origin = 'invoice')) ORDER BY d.id LIMIT $2",
        )
        .bind(after)
        .bind(most)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(claimed).collect()
    }

    /// What is owed by invoices, by the documents that they are; without what was paid on account.
    pub async fn invoiced_by(&self, documents: &[i64]) -> Stored<Vec<ItemRow>> {
        let mut found = Vec::new();
        for chunk in documents.chunks(super::ROWS) {
            let mut query = QueryBuilder::new(
                "SELECT * FROM open_item WHERE origin = 'invoice' AND kind <> 'on-account' AND \
                 document_id IN (",
            );
            query.push_list(chunk);
            for row in query.push(") ORDER BY id").build().fetch_all(&self.pool).await? {
                found.push(item(&row)?);
            }
        }
        Ok(found)
    }

    /// The bank entries that a document's statements told of, one after the other, once for each
    /// statement.
    pub async fn each_told_by(&self, document: i64, mut take: impl FnMut(ToldEntry)) -> Stored<()> {
        let told = sql::query(
            "SELECT b.id, b.company, b.facts, (SELECT COUNT(*) FROM entry_source o WHERE \
             o.entry_id = b.id) AS tellers \
             FROM statement s JOIN entry_source e ON e.statement_id = s.id JOIN bank_entry b ON \
             b.id = e.entry_id WHERE s.document_id = $1",
        );
        told.bind(document)
            .each(&self.pool, |row| {
                // What cannot be read is told where columns and facts are compared.
                if let Ok(entry) = json(row.try_get("facts")?) {
                    let (id, company) = (row.try_get("id")?, row.try_get("company")?);
                    take(ToldEntry { id, company, entry, tellers: row.try_get("tellers")? });
                }
                Ok(())
            })
            .await
    }

    /// The bank entries of which a person has said, at any time, that they are one with others, or
    /// that a document which told of them counts no more.
    pub async fn said_to_be_one(&self) -> Stored<BTreeSet<i64>> {
        let said = "SELECT target, choice FROM decision WHERE choice LIKE 'same %' OR verb = \
            'undo' AND choice LIKE 'told by %'";
        let rows = sql::query(said).fetch_all(&self.pool).await?;
        let mut ids = BTreeSet::new();
        for row in rows {
            let (target, choice): (&str, &str) = (row.try_get("target")?, row.try_get("choice")?);
            let words = choice.split([' ', ',']).chain([target]);
            ids.extend(words.filter_map(|word| word.strip_prefix('E')?.parse::<i64>().ok()));
        }
        Ok(ids)
    }

    /// Decisions that are gone: their numbers, which run without a gap, and the bank entries that a
    /// person decided about without any, as `E12`, and set-offs, as `V1`.
    pub async fn decisions_missing(&self) -> Stored<Vec<String>> {
        let gaps = "SELECT CAST(d.id - 1 AS TEXT) FROM decision d WHERE d.id > 1 AND NOT EXISTS \
            (SELECT 1 FROM decision p WHERE p.id = d.id - 1) ORDER BY d.id";
        let unsaid = "SELECT 'E' || b.id FROM bank_entry b WHERE b.decided_by = 'person' AND NOT \
            EXISTS (SELECT 1 FROM decision d WHERE d.target = 'E' || b.id) ORDER BY b.id";
        let set_off = "SELECT 'V' || s.id FROM set_off s WHERE NOT EXISTS (SELECT 1 FROM \
            decision d WHERE d.target = 'V' || s.id) ORDER BY s.id";
        let mut missing = Vec::new();
        for question in [gaps, unsaid, set_off] {
            for row in sql::query(question).fetch_all(&self.pool).await? {
                missing.push(row.try_get(0)?);
            }
        }
        Ok(missing)
    }
}
