//! Prepayments that a credit note gave back: a final invoice had taken them off, and the credit
//! note takes that invoice back whole.

mod parts;
mod reduced;

use super::read::item;
use super::rows::{ItemKind, ItemRow};
use super::sql::{self, QueryBuilder, Row, Transaction};
use super::{ROWS, Store, Stored};
use crate::domain::Side;
use std::collections::HashMap;

pub use parts::TakenPart;
pub(super) use parts::write as write_parts;
pub use reduced::ReturnedRow;
pub(super) use reduced::write as write_returned;

/// A prepayment that a credit note gave back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RestoredRow {
    /// The credit note's document.
    pub document_id: i64,
    /// The prepayment.
    pub item_id: i64,
    /// The document of the final invoice that had taken it off.
    pub final_id: i64,
    /// What kind of item it was as long as it was taken off.
    pub kind: ItemKind,
}

/// An invoice that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldInvoice {
    /// Its document.
    pub document_id: i64,
    /// The company's id.
    pub company: String,
    /// Receivable or payable.
    pub side: Side,
    /// Whose it is.
    pub contact_id: i64,
    /// Its number.
    pub number: String,
    /// The code of what it waits for.
    pub reason_code: String,
    /// It was booked, and that is taken back.
    pub was_booked: bool,
}

/// The number of an invoice that waits, whoever it is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldNumber {
    /// Its document.
    pub document_id: i64,
    /// Its number.
    pub number: String,
}

/// The most invoices that wait of which payments are told.
const MOST_HELD: i64 = 300;

/// Writes what credit notes gave back, and forgets what those did that are taken back themselves.
pub(super) async fn write(
    to: &mut Transaction,
    rows: &[RestoredRow],
    forgotten: &[i64],
) -> Stored<()> {
    for document in forgotten {
        sql::query("DELETE FROM deduction_restored WHERE document_id = $1")
            .bind(*document)
            .execute(&mut *to)
            .await?;
    }
    for chunk in rows.chunks(ROWS) {
        let mut query = QueryBuilder::new(
            "INSERT INTO deduction_restored (document_id, item_id, final_id, kind) ",
        );
        query.push_values(chunk, |row, restored| {
            row.push_bind(restored.document_id)
                .push_bind(restored.item_id)
                .push_bind(restored.final_id)
                .push_bind(restored.kind.as_str());
        });
        query.push(" ON CONFLICT DO NOTHING").build().execute(&mut *to).await?;
    }
    Ok(())
}

impl Store {
    /// The items of these contacts that a final invoice has taken off.
    pub async fn items_taken_off(&self, contacts: &[i64]) -> Stored<Vec<ItemRow>> {
        let mut found = Vec::new();
        for chunk in contacts.chunks(ROWS) {
            let head = "SELECT * FROM open_item WHERE deducted_by IS NOT NULL AND amount_minor <> \
                0 AND contact_id IN (";
            let mut query = QueryBuilder::new(head);
            query.push_list(chunk.iter().copied());
            for row in query.push(") ORDER BY id").build().fetch_all(&self.pool).await? {
                found.push(item(&row)?);
            }
        }
        Ok(found)
    }

    /// What credit notes in force gave back of the items of these contacts.
    pub async fn restored_to(&self, contacts: &[i64]) -> Stored<Vec<RestoredRow>> {
        let mut found = Vec::new();
        for chunk in contacts.chunks(ROWS) {
            let head = "SELECT r.* FROM deduction_restored r JOIN open_item i ON i.id = r.item_id \
                WHERE i.contact_id IN (";
            let mut query = QueryBuilder::new(head);
            query.push_list(chunk.iter().copied());
            let query = query.push(") ORDER BY r.document_id, r.item_id");
            for row in query.build().fetch_all(&self.pool).await? {
                found.push(restored(&row)?);
            }
        }
        Ok(found)
    }

    /// What a document gave back, or what was given back of what it took off.
    pub async fn restored_about(&self, document: i64) -> Stored<Vec<RestoredRow>> {
        let asked = "SELECT * FROM deduction_restored WHERE document_id = $1 OR final_id = $1 \
            ORDER BY document_id, item_id";
        let rows = sql::query(asked).bind(document).fetch_all(&self.pool).await?;
        rows.iter().map(restored).collect()
    }

    /// The invoices of these contacts that wait.
    pub async fn invoices_held(&self, contacts: &[i64]) -> Stored<Vec<HeldInvoice>> {
        let mut found = Vec::new();
        for chunk in contacts.chunks(ROWS) {
            let head = "SELECT b.document_id, b.company, b.side, b.contact_id, b.number, \
                d.reason_code, (SELECT COUNT(*) FROM open_item i WHERE i.document_id = \
                b.document_id) AS brought FROM billed_invoice b JOIN document d ON d.id = \
                b.document_id WHERE \
                d.status = 'held' AND b.number IS NOT NULL AND b.contact_id IN (";
            let mut query = QueryBuilder::new(head);
            query.push_list(chunk.iter().copied());
            let query = query.push(") ORDER BY b.document_id");
            for row in query.build().fetch_all(&self.pool).await? {
                let side: &str = row.try_get("side")?;
                found.push(HeldInvoice {
                    document_id: row.try_get("document_id")?,
                    company: row.try_get("company")?,
                    side: match side {
                        "payable" => Side::Payable,
                        _ => Side::Receivable,
                    },
                    contact_id: row.try_get("contact_id")?,
                    number: row.try_get("number")?,
                    reason_code: row
                        .try_get::<Option<String>, _>("reason_code")?
                        .unwrap_or_default(),
                    was_booked: row.try_get::<i64, _>("brought")? != 0,
                });
            }
        }
        Ok(found)
    }

    /// The numbers of a company's invoices that wait, and of those that are nobody's yet; the newest.
    pub async fn numbers_held(&self, company: &str) -> Stored<Vec<HeldNumber>> {
        let rows = sql::query(
            "SELECT id, number FROM document WHERE status = 'held' AND kind = 'invoice' AND \
             number IS NOT NULL AND (company = $1 OR company IS NULL) ORDER BY id DESC LIMIT $2",
        );
        let rows = rows.bind(company).bind(MOST_HELD).fetch_all(&self.pool).await?;
        rows.iter()
            .map(|row| {
                Ok(HeldNumber { document_id: row.try_get("id")?, number: row.try_get("number")? })
            })
            .collect()
    }

    /// The numbers of documents.
    pub async fn numbers_of(&self, documents: &[i64]) -> Stored<HashMap<i64, String>> {
        let mut found = HashMap::new();
        for chunk in documents.chunks(ROWS) {
            let head = "SELECT id, number FROM document WHERE number IS NOT NULL AND id IN (";
            let mut query = QueryBuilder::new(head);
            query.push_list(chunk.iter().copied());
            for row in query.push(")").build().fetch_all(&self.pool).await? {
                found.insert(row.try_get("id")?, row.try_get("number")?);
            }
        }
        Ok(found)
    }
}

fn restored(row: &Row) -> Stored<RestoredRow> {
    Ok(RestoredRow {
        document_id: row.try_get("document_id")?,
        item_id: row.try_get("item_id")?,
        final_id: row.try_get("final_id")?,
        kind: ItemKind::read(row.try_get("kind")?),
    })
}
