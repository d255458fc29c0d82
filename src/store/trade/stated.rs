//! What is noted of the trade that one document tells of, to be held against its original.

use super::billed::{billed_row, invoices};
use super::{BilledRow, DeliveryRow, OrderRow, delivery_row, order_row};
use crate::store::sql::{self, QueryBuilder};
use crate::store::{Store, Stored};
use std::collections::BTreeSet;

impl Store {
    /// The orders that a document placed, and what it said of orders.
    pub async fn orders_from(&self, document: i64) -> Stored<Vec<OrderRow>> {
        let mut found = Vec::new();
        for question in [
            "SELECT company, document_id, contact_id, facts FROM placed_order WHERE document_id = \
             $1",
            "SELECT company, document_id, contact_id, facts FROM order_message WHERE document_id \
             = $1",
        ] {
            for row in sql::query(question).bind(document).fetch_all(&self.pool).await? {
                found.push(order_row(&row, row.try_get("contact_id")?)?);
            }
        }
        Ok(found)
    }

    /// Whether a company has an order of this number, whoever told of it last.
    pub async fn is_order_noted(&self, company: &str, number: &str) -> Stored<bool> {
        let question = "SELECT number FROM placed_order WHERE company = $1 AND number = $2 LIMIT 1";
        let row = sql::query(question).bind(company).bind(number).fetch_optional(&self.pool);
        Ok(row.await?.is_some())
    }

    /// Whether a company has a note of goods of this number, whoever told of it last.
    pub async fn is_note_noted(&self, company: &str, number: &str) -> Stored<bool> {
        let question =
            "SELECT number FROM delivery_note WHERE company = $1 AND number = $2 LIMIT 1";
        let row = sql::query(question).bind(company).bind(number).fetch_optional(&self.pool);
        Ok(row.await?.is_some())
    }

    /// The notes of goods that a document is.
    pub async fn notes_from(&self, document: i64) -> Stored<Vec<DeliveryRow>> {
        let question = "SELECT company, supplier, document_id, facts FROM delivery_note WHERE \
            document_id = $1";
        sql::query(question).bind(document).fetch_as(&self.pool, delivery_row).await
    }

    /// What an invoice bills, as it is noted.
    pub async fn billed_from(&self, document: i64) -> Stored<Option<BilledRow>> {
        let mut query = QueryBuilder::new(invoices("", ""));
        query.push(" WHERE b.document_id = ").push_bind(document);
        let row = query.build().fetch_optional(&self.pool).await?;
        row.as_ref().map(billed_row).transpose()
    }

    /// The contacts that a document told of, where that is noted.
    pub async fn contacts_told_by(&self, document: i64) -> Stored<BTreeSet<i64>> {
        let mut found = BTreeSet::new();
        found.extend(self.billed_from(document).await?.and_then(|row| row.contact_id));
        found.extend(self.orders_from(document).await?.iter().filter_map(|row| row.contact_id));
        found.extend(self.notes_from(document).await?.iter().filter_map(|row| row.contact_id));
        found.extend(self.items_from(document).await?.iter().map(|item| item.contact_id));
        Ok(found)
    }
}
