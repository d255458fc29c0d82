//! Documents that were cut off on their way, and the whole of them that came later.

use super::read::json;
use super::rows::DocumentStatus;
use super::sql::{self, Row, Transaction};
use super::{Store, Stored};
use crate::domain::cut_off;

/// A document that may be the beginning of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HalfRow {
    /// The id behind `D7`.
    pub id: i64,
    /// Whose it is, where that is known.
    pub company: Option<String>,
    /// The path below `inbox/` that it came under.
    pub file: String,
    /// Of its bytes.
    pub sha256: String,
    /// Bytes.
    pub size_bytes: i64,
    /// What became of it.
    pub status: DocumentStatus,
    /// What is said of it.
    pub said: Said,
}

/// What is said of a document that was cut off.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Said {
    /// Why it is held or rejected.
    pub reason: Option<String>,
    /// What was noted of it.
    pub notes: Vec<String>,
    /// What a person is asked about it.
    pub doubts: Vec<String>,
}

/// What a whole was found to be the whole of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WholeRow {
    /// The document that was cut off.
    pub half: i64,
    /// The one that begins with it.
    pub whole: i64,
    /// What is said of the first from now on.
    pub said: Said,
}

/// So many of the latest rejected documents may be the beginning of what comes.
const MOST: i64 = 2_000;

impl Store {
    /// The latest documents of fewer bytes than so many that were rejected, or are asked about
    /// because they break off, and of which no whole came yet.
    pub async fn halves(&self, smaller_than: i64) -> Stored<Vec<HalfRow>> {
        let half = |row: &Row| -> Stored<HalfRow> {
            Ok(HalfRow {
                id: row.try_get("id")?,
                company: row.try_get("company")?,
                file: row.try_get("file")?,
                sha256: row.try_get("sha256")?,
                size_bytes: row.try_get("size_bytes")?,
                status: DocumentStatus::read(row.try_get("status")?),
                said: Said {
                    reason: row.try_get("reason")?,
                    notes: json(row.try_get("notes")?)?,
                    doubts: json(row.try_get("doubts")?)?,
                },
            })
        };
        let rejected = sql::query(
            "SELECT id, company, file, sha256, size_bytes, status, reason, notes, doubts FROM \
             document WHERE status = 'rejected' AND size_bytes > 0 AND size_bytes < $1 AND whole \
             IS NULL ORDER BY id DESC LIMIT $2",
        );
        let rejected = rejected.bind(smaller_than).bind(MOST).fetch_all(&self.pool).await?;
        let mut halves: Vec<HalfRow> = rejected.iter().map(half).collect::<Stored<_>>()?;
        // Its doubts are written as they are in the index `document_doubted`, so that it is used.
        let doubted = sql::query(
            "SELECT id, company, file, sha256, size_bytes, status, reason, notes, doubts FROM \
             document WHERE doubts <> '[]' AND doubts <> accepted AND status IN ('processed', \
             'held') AND size_bytes < $1 AND whole IS NULL",
        );
        for row in &doubted.bind(smaller_than).fetch_all(&self.pool).await? {
            halves.push(half(row)?);
        }
        halves.retain(|half| {
            half.status == DocumentStatus::Rejected || cut_off::is_asked(&half.said.doubts)
        });
        Ok(halves)
    }

    /// Takes away what is asked of a document only because it was cut off, where the whole came and
    /// is taken.
    pub(super) async fn end_cut(&self, document: i64, doubts: &mut Vec<String>) -> Stored<()> {
        if !cut_off::is_asked(doubts) {
            return Ok(());
        }
        let whole = sql::query(
            "SELECT w.id FROM document h JOIN document w ON w.id = h.whole WHERE h.id = $1 AND \
             w.status = 'processed'",
        );
        if whole.bind(document).fetch_optional(&self.pool).await?.is_some() {
            cut_off::end(doubts);
        }
        Ok(())
    }
}

/// Notes what wholes came.
pub(super) async fn write(to: &mut Transaction, rows: &[WholeRow]) -> Stored<()> {
    for row in rows {
        let told = sql::query(
            "UPDATE document SET whole = $1, reason = $2, notes = $3, doubts = $4 WHERE id = $5",
        );
        told.bind(row.whole)
            .bind(&row.said.reason)
            .bind(super::commit::json(&row.said.notes))
            .bind(super::commit::json(&row.said.doubts))
            .bind(row.half)
            .execute(&mut *to)
            .await?;
    }
    Ok(())
}
