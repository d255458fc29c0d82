//! By what invoices were reduced beside money (Skonto, a lower price, a loss) and credit notes did
//! not take back once more.

use crate::store::sql::{self, QueryBuilder, Transaction};
use crate::store::{ROWS, Store, Stored};

/// What a credit note leaves out, since the invoice is reduced by it already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReturnedRow {
    /// The credit note's document.
    pub document_id: i64,
    /// The item of the invoice.
    pub item_id: i64,
    /// Minor units of the item's sign.
    pub amount_minor: i64,
}

/// Writes what credit notes leave out, instead of what they did before.
pub(in crate::store) async fn write(
    to: &mut Transaction,
    rows: &[ReturnedRow],
    anew: &[i64],
) -> Stored<()> {
    for document in anew {
        sql::query("DELETE FROM reduction_returned WHERE document_id = $1")
            .bind(*document)
            .execute(&mut *to)
            .await?;
    }
    for chunk in rows.chunks(ROWS) {
        let head = "INSERT INTO reduction_returned (document_id, item_id, amount_minor) ";
        let mut query = QueryBuilder::new(head);
        query.push_values(chunk, |row, returned| {
            row.push_bind(returned.document_id)
                .push_bind(returned.item_id)
                .push_bind(returned.amount_minor);
        });
        query.push(" ON CONFLICT DO NOTHING").build().execute(&mut *to).await?;
    }
    Ok(())
}

impl Store {
    /// What booked credit notes leave out of these items.
    pub async fn returned_of(&self, items: &[i64]) -> Stored<Vec<ReturnedRow>> {
        let mut found = Vec::new();
        for chunk in items.chunks(ROWS) {
            let head = "SELECT r.* FROM reduction_returned r JOIN document d ON d.id = \
                r.document_id WHERE d.status = 'processed' AND r.item_id IN (";
            let mut query = QueryBuilder::new(head);
            query.push_list(chunk.iter().copied());
            let query = query.push(") ORDER BY r.document_id, r.item_id");
            for row in query.build().fetch_all(&self.pool).await? {
                found.push(ReturnedRow {
                    document_id: row.try_get("document_id")?,
                    item_id: row.try_get("item_id")?,
                    amount_minor: row.try_get("amount_minor")?,
                });
            }
        }
        Ok(found)
    }
}
