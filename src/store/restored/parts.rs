//! What final invoices in force took off of prepayments in part, with the VAT as they booked it:
//! the one place that knows how much is left of a prepayment.

use crate::store::sql::{self, QueryBuilder, Row, Transaction};
use crate::store::{ROWS, Store, Stored};

/// One share of VAT of what a final invoice took off of a prepayment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenPart {
    /// The final invoice's document.
    pub document_id: i64,
    /// The prepayment.
    pub item_id: i64,
    /// Which of the prepayment's shares of VAT.
    pub place: i64,
    /// Of what was paid, with its VAT; else of what was asked for and not paid.
    pub is_paid: bool,
    /// Minor units of the item's sign.
    pub gross_minor: i64,
    /// Minor units of the item's sign.
    pub net_minor: i64,
}

/// Writes what final invoices took off in part, instead of what they did before.
pub(in crate::store) async fn write(
    to: &mut Transaction,
    rows: &[TakenPart],
    anew: &[i64],
) -> Stored<()> {
    for document in anew {
        sql::query("DELETE FROM deduction_part WHERE document_id = $1")
            .bind(*document)
            .execute(&mut *to)
            .await?;
    }
    for chunk in rows.chunks(ROWS) {
        let mut query = QueryBuilder::new(
            "INSERT INTO deduction_part (document_id, item_id, place, is_paid, gross_minor, \
             net_minor) ",
        );
        query.push_values(chunk, |row, part| {
            row.push_bind(part.document_id)
                .push_bind(part.item_id)
                .push_bind(part.place)
                .push_bind(i64::from(part.is_paid))
                .push_bind(part.gross_minor)
                .push_bind(part.net_minor);
        });
        query.build().execute(&mut *to).await?;
    }
    Ok(())
}

impl Store {
    /// What booked final invoices took off in part of these items, by document.
    pub async fn parts_taken(&self, items: &[i64]) -> Stored<Vec<TakenPart>> {
        self.parts_where("p.item_id", items).await
    }

    /// The same of the items of these contacts.
    pub async fn parts_taken_from(&self, contacts: &[i64]) -> Stored<Vec<TakenPart>> {
        self.parts_where("i.contact_id", contacts).await
    }

    async fn parts_where(&self, column: &str, ids: &[i64]) -> Stored<Vec<TakenPart>> {
        let mut found = Vec::new();
        for chunk in ids.chunks(ROWS) {
            let mut query = QueryBuilder::new(
                "SELECT p.* FROM deduction_part p JOIN document d ON d.id = p.document_id JOIN \
                 open_item i ON i.id = p.item_id WHERE d.status = 'processed' AND ",
            );
            query.push(column).push(" IN (").push_list(chunk.iter().copied());
            let query = query.push(") ORDER BY p.document_id, p.item_id, p.place, p.is_paid");
            for row in query.build().fetch_all(&self.pool).await? {
                found.push(part(&row)?);
            }
        }
        Ok(found)
    }

    /// The prepayments of these contacts that final invoices took off unpaid and that are open
    /// still, each with the document of its final invoice.
    pub async fn taken_off_unpaid(&self, contacts: &[i64]) -> Stored<Vec<(i64, i64)>> {
        let mut found = Vec::new();
        for chunk in contacts.chunks(ROWS) {
            let mut query = QueryBuilder::new(
                "SELECT id, deducted_by FROM open_item WHERE kind = 'prepayment-untaxed' AND \
                 deducted_by IS NOT NULL AND id IN (SELECT item_id FROM item_open) AND contact_id \
                 IN (",
            );
            query.push_list(chunk.iter().copied());
            for row in query.push(") ORDER BY id").build().fetch_all(&self.pool).await? {
                found.push((row.try_get("id")?, row.try_get("deducted_by")?));
            }
        }
        Ok(found)
    }

    /// Whether bank entries of a company wait: a prepayment that comes may be what they paid.
    pub async fn any_entry_waits(&self, company: &str) -> Stored<bool> {
        let asked = "SELECT 1 FROM bank_entry WHERE status <> 'matched' AND company = $1 LIMIT 1";
        Ok(sql::query(asked).bind(company).fetch_optional(&self.pool).await?.is_some())
    }
}

fn part(row: &Row) -> Stored<TakenPart> {
    Ok(TakenPart {
        document_id: row.try_get("document_id")?,
        item_id: row.try_get("item_id")?,
        place: row.try_get("place")?,
        is_paid: row.try_get::<i64, _>("is_paid")? != 0,
        gross_minor: row.try_get("gross_minor")?,
        net_minor: row.try_get("net_minor")?,
    })
}
