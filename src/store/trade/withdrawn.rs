//! Orders and delivery notes that a person takes back, and what stood before them.

use super::super::rows::DocumentRow;
use super::super::sql::{self, QueryBuilder, Transaction};
use super::super::{ROWS, Store, Stored};

/// Takes the orders of these documents out, as far as no other document states them by now, and
/// has those controlled whose trade they were. Delivery notes of what a person refused count
/// nowhere, and stay as they are.
pub(in crate::store) async fn forget(to: &mut Transaction, documents: &[i64]) -> Stored<()> {
    for document in documents {
        for statement in [
            "INSERT INTO control_due (company, contact_id) SELECT DISTINCT company, \
             COALESCE(contact_id, 0) FROM placed_order WHERE company = (SELECT d.company FROM \
             document d WHERE d.id = $1) AND document_id = $1 ON CONFLICT (company, contact_id) DO \
             NOTHING",
            // Of goods of somebody else for that order too.
            "INSERT INTO control_due (company, contact_id) SELECT DISTINCT n.company, \
             CAST(n.supplier AS BIGINT) FROM placed_order o JOIN delivery_note n ON n.company = \
             o.company AND n.order_number = o.number WHERE o.company = (SELECT d.company FROM \
             document d WHERE d.id = $1) AND o.document_id = $1 AND n.supplier <> '' ON CONFLICT \
             (company, contact_id) DO NOTHING",
            "DELETE FROM placed_order WHERE company = (SELECT d.company FROM document d WHERE d.id \
             = $1) AND document_id = $1",
            "DELETE FROM confirmation_due WHERE document_id = $1",
        ] {
            sql::query(statement).bind(*document).execute(&mut *to).await?;
        }
    }
    Ok(())
}

impl Store {
    /// The documents of the same kind that a company took before one, the newest first, as far as
    /// they may tell of these numbers.
    pub async fn taken_before(
        &self,
        company: &str,
        document: &DocumentRow,
        numbers: &[String],
    ) -> Stored<Vec<i64>> {
        let mut found = Vec::new();
        for chunk in numbers.chunks(ROWS) {
            let mut query = QueryBuilder::new(
                "SELECT id FROM document WHERE status = 'processed' AND company = ",
            );
            query.push_bind(company).push(" AND kind = ").push_bind(document.kind);
            query.push(" AND id < ").push_bind(document.id);
            // A list or an interchange bears the number of its first one.
            query.push(
                " AND (NOT (COALESCE(format, '') LIKE 'ubl%' OR COALESCE(format, '') LIKE 'pdf%') \
                 OR number IN (",
            );
            for row in query.push_list(chunk).push("))").build().fetch_all(&self.pool).await? {
                found.push(row.try_get("id")?);
            }
        }
        found.sort_unstable_by(|one: &i64, two| two.cmp(one));
        found.dedup();
        Ok(found)
    }

    /// The mails that told business partners of a document.
    pub async fn mails_to_partners(&self, document: i64) -> Stored<Vec<i64>> {
        let rows = sql::query(
            "SELECT id FROM mail WHERE document_id = $1 AND kind IN ('goods-received', \
             'claim', 'order-confirmation') ORDER BY id",
        )
        .bind(document)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| Ok(row.try_get("id")?)).collect()
    }
}
