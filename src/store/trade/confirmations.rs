//! What business partners are to be told by mail: which documents wait for it, and what they say.

use super::super::mail::mails;
use super::super::read::json;
use super::super::rows::MailRow;
use super::super::sql::{self, QueryBuilder, Transaction};
use super::super::stale::mark_those;
use super::super::{ROWS, Store, Stored};
use super::{DeliveryRow, OrderRow, order_row};

/// Marks documents of which somebody is to be told.
pub(in crate::store) async fn mark(to: &mut Transaction, rows: &[(String, i64)]) -> Stored<()> {
    for chunk in rows.chunks(ROWS) {
        let mut query = QueryBuilder::new("INSERT INTO confirmation_due (company, document_id) ");
        query.push_values(chunk, |row, (company, document)| {
            row.push_bind(company).push_bind(*document);
        });
        query
            .push(" ON CONFLICT (company, document_id) DO NOTHING")
            .build()
            .execute(&mut *to)
            .await?;
    }
    Ok(())
}

/// Takes back the receipts that a person's word about these documents made.
pub(in crate::store) async fn forget_receipts(
    to: &mut Transaction,
    documents: &[i64],
) -> Stored<()> {
    for document in documents {
        sql::query("DELETE FROM delivery_note WHERE document_id = $1 AND number = $2")
            .bind(*document)
            .bind(receipt_number(*document))
            .execute(&mut *to)
            .await?;
        sql::query("DELETE FROM confirmation_due WHERE document_id = $1")
            .bind(*document)
            .execute(&mut *to)
            .await?;
    }
    Ok(())
}

/// The number of the receipt that a person's word about a delivery note is kept under.
pub fn receipt_number(document: i64) -> String {
    format!("WE-D{document}")
}

impl Store {
    /// Company and document of all that wait to be told of, in the order they came.
    pub async fn confirmations_due(&self) -> Stored<Vec<(String, i64)>> {
        let rows =
            sql::query("SELECT company, document_id FROM confirmation_due ORDER BY document_id")
                .fetch_all(&self.pool)
                .await?;
        rows.iter().map(|row| Ok((row.try_get("company")?, row.try_get("document_id")?))).collect()
    }

    /// The delivery notes and receipts that a document told of.
    pub async fn notes_of(&self, document: i64) -> Stored<Vec<DeliveryRow>> {
        let query = sql::query(
            "SELECT company, supplier, facts FROM delivery_note WHERE \
             document_id = $1 ORDER BY number",
        )
        .bind(document);
        let rows = query.fetch_all(&self.pool).await?;
        let note = |row: &sql::Row| {
            let contact: &str = row.try_get("supplier")?;
            let note = json(row.try_get("facts")?)?;
            Ok(DeliveryRow {
                company: row.try_get("company")?,
                document_id: document,
                contact_id: contact.parse().ok(),
                note,
            })
        };
        rows.iter().map(note).collect()
    }

    /// The orders that a document brought and that no newer one has replaced.
    pub async fn orders_of(&self, company: &str, document: i64) -> Stored<Vec<OrderRow>> {
        let query = sql::query(
            "SELECT company, document_id, contact_id, facts FROM placed_order WHERE company = $1 \
             AND document_id = $2 ORDER BY number",
        );
        let rows = query.bind(company).bind(document).fetch_all(&self.pool).await?;
        rows.iter().map(|row| order_row(row, row.try_get("contact_id")?)).collect()
    }

    /// Writes the mails about a document and what a person is asked about it, and takes its mark
    /// off.
    pub async fn confirmed(
        &self,
        (company, document): (&str, i64),
        rows: &[MailRow],
        said: &[String],
    ) -> Stored<()> {
        let mut transaction = self.begin().await?;
        let to = &mut transaction;
        mails(to, rows).await?;
        if !said.is_empty() {
            let row = sql::query("SELECT notes, doubts FROM document WHERE id = $1").bind(document);
            let row = row.fetch_one(sql::On::from(&mut *to)).await?;
            let with = |column: &str| -> Stored<String> {
                let mut list: Vec<String> = json(row.try_get(column)?)?;
                list.extend(
                    said.iter().filter(|said| !list.contains(said)).cloned().collect::<Vec<_>>(),
                );
                Ok(serde_json::to_string(&list).unwrap_or_else(|_| "[]".into()))
            };
            let update = sql::query("UPDATE document SET notes = $1, doubts = $2 WHERE id = $3")
                .bind(with("notes")?)
                .bind(with("doubts")?);
            update.bind(document).execute(&mut *to).await?;
        }
        sql::query("DELETE FROM confirmation_due WHERE company = $1 AND document_id = $2")
            .bind(company)
            .bind(document)
            .execute(&mut *to)
            .await?;
        mark_those(to, &[company]).await?;
        transaction.commit().await
    }
}
