//! What else came under the number of an invoice, of the same contact: which of them counts is a
//! person's to say where it is more than one.

use super::read::json;
use super::rows::DocumentRow;
use super::sql;
use super::trade::BilledFacts;
use super::{Store, Stored};

/// An invoice that bears the number of another one and is not booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SameNumber {
    /// Its document.
    pub document_id: i64,
    /// It waits; else it was refused.
    pub is_held: bool,
    /// It is a credit note and the other is none, or the other way round.
    pub is_opposite: bool,
}

impl Store {
    /// The documents that wait for this reason while an invoice of their number and contact is
    /// booked.
    pub async fn held_under_booked(&self, code: &str) -> Stored<Vec<DocumentRow>> {
        let rows = sql::query(
            "SELECT DISTINCT o.document_id FROM document h JOIN billed_invoice o ON o.document_id \
             = h.id JOIN billed_invoice b ON b.company = o.company AND b.side = o.side AND \
             b.number = o.number AND b.document_id <> o.document_id AND (b.contact_id = \
             o.contact_id OR o.contact_id IS NULL AND b.contact = o.contact) JOIN document d ON \
             d.id = b.document_id WHERE h.status = 'held' AND h.reason_code = $1 AND d.status = \
             'processed' ORDER BY o.document_id",
        );
        let mut held = Vec::new();
        for row in rows.bind(code).fetch_all(&self.pool).await? {
            held.extend(self.document_row(row.try_get("document_id")?).await?);
        }
        Ok(held)
    }

    /// What bears the number of an invoice, of the same contact and side, and waits or was refused
    /// by a person.
    pub async fn under_its_number(&self, document: i64) -> Stored<Vec<SameNumber>> {
        let rows = sql::query(
            "SELECT b.document_id, b.facts, o.facts AS own, d.status FROM billed_invoice o JOIN \
             billed_invoice b ON b.company = o.company AND b.contact_id = o.contact_id AND b.side \
             = o.side AND b.number = o.number AND b.document_id <> o.document_id \
             JOIN document d ON d.id = b.document_id WHERE o.document_id = $1 AND (d.status = \
             'held' OR d.status = 'rejected' AND d.reason_code = 'person') ORDER BY b.document_id",
        );
        let rows = rows.bind(document).fetch_all(&self.pool).await?;
        let told = |row: &sql::Row| {
            let (facts, own): (BilledFacts, BilledFacts) =
                (json(row.try_get("facts")?)?, json(row.try_get("own")?)?);
            let status: &str = row.try_get("status")?;
            Ok(SameNumber {
                document_id: row.try_get("document_id")?,
                is_held: status == "held",
                is_opposite: facts.credit != own.credit,
            })
        };
        rows.iter().map(told).collect()
    }
}
