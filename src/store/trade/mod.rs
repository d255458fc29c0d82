//! Orders, delivery notes and billed invoices: written with the batch that brings them, read for
//! the control.

mod accruals;
mod billed;
mod confirmations;
mod stated;
mod stock;
mod units;
mod withdrawn;

pub use accruals::AccrualRow;
pub(super) use accruals::write as accrued;
pub use billed::{AccountsSaid, BilledFacts, BilledRow, Controlled};
pub(super) use billed::{billed_by, write as billed};
pub use confirmations::receipt_number;
pub(super) use confirmations::{forget_receipts, mark};
pub(super) use stock::write as stock;
pub(super) use units::{forget as forget_units, write as units};
pub(super) use withdrawn::forget;

use super::read::json;
use super::sql::{self, QueryBuilder, Row, Transaction};
use super::{ROWS, Store, Stored};
use crate::domain::invoice_number::names_number;
use crate::domain::{DeliveryNote, Order, OrderSide};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;

/// An order of a company, or what was said of one, with its contact.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderRow {
    /// The company's id.
    pub company: String,
    /// The document that states it.
    pub document_id: i64,
    /// The other side, where it is known.
    pub contact_id: Option<i64>,
    /// The order as it was read.
    pub order: Order,
}

impl OrderRow {
    /// What makes two orders of a company one: side and number, of a customer's also whose it is.
    pub fn key(&self) -> (&'static str, String, i64) {
        (self.order.side.as_str(), self.order.number.clone(), issuer(self))
    }
}

/// A delivery note of a company and the contact on its other side.
#[derive(Debug, Clone, PartialEq)]
pub struct DeliveryRow {
    /// The company's id.
    pub company: String,
    /// The document that told of it.
    pub document_id: i64,
    /// The other side, where it is known.
    pub contact_id: Option<i64>,
    /// The delivery note as it was read.
    pub note: DeliveryNote,
}

/// An item whose invoice names earlier ones.
#[derive(Debug, Clone)]
pub struct Naming {
    /// The item.
    pub item: super::rows::ItemRow,
    /// The invoices that it names.
    pub numbers: Vec<String>,
    /// The days that it states of some of these, by their numbers.
    pub days: Vec<(String, Date)>,
    /// What it asks for with VAT, where it is stated.
    pub gross: Option<Decimal>,
}

impl Naming {
    /// Reads an item that stands beside the facts of its invoice.
    pub(in crate::store) fn read(row: &Row) -> Stored<Naming> {
        let facts: BilledFacts = json(row.try_get("facts")?)?;
        Ok(Naming {
            item: super::read::item(row)?,
            numbers: facts.corrects,
            days: facts.corrects_days,
            gross: facts.gross,
        })
    }

    /// Whether it may mean the invoice of this number and day: numbers begin anew each year, and it
    /// states no day of another one.
    pub fn may_mean(&self, number: &str, day: Option<Date>) -> bool {
        let stated = self.days.iter().find(|(text, _)| names_number(text, number));
        stated.zip(day).is_none_or(|((_, stated), day)| stated.year() == day.year())
    }
}

fn text<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".into())
}

/// Whose numbers an order bears: of a sale the customer's (their contact), of a purchase the
/// company's own (0).
fn issuer(order: &OrderRow) -> i64 {
    if order.order.side == OrderSide::Sales { order.contact_id.unwrap_or_default() } else { 0 }
}

/// Writes orders; the same number of the same issuer and side is the same order, the newer one
/// counts.
pub(super) async fn orders(to: &mut Transaction, rows: &[OrderRow]) -> Stored<()> {
    for chunk in rows.chunks(ROWS) {
        let mut query = QueryBuilder::new(
            "INSERT INTO placed_order (company, number, side, issuer, facts, document_id, \
             contact_id) ",
        );
        query.push_values(chunk, |row, order| {
            row.push_bind(&order.company)
                .push_bind(&order.order.number)
                .push_bind(order.order.side.as_str());
            row.push_bind(issuer(order))
                .push_bind(text(&order.order))
                .push_bind(order.document_id)
                .push_bind(order.contact_id);
        });
        query.push(
            " ON CONFLICT (company, number, side, issuer) DO UPDATE SET facts = excluded.facts, \
             document_id = excluded.document_id, contact_id = excluded.contact_id",
        );
        query.build().execute(&mut *to).await?;
    }
    Ok(())
}

/// Writes what was said of orders.
pub(super) async fn messages(to: &mut Transaction, rows: &[OrderRow]) -> Stored<()> {
    for (at, row) in rows.iter().enumerate() {
        let position =
            rows.iter().take(at).filter(|other| other.document_id == row.document_id).count();
        sql::query(
            "INSERT INTO order_message (document_id, position, company, number, side, facts, \
             contact_id) VALUES ($1, $2, $3, $4, $5, $6, $7) \
             ON CONFLICT (document_id, position) DO UPDATE SET company = excluded.company, number \
             = excluded.number, \
             side = excluded.side, facts = excluded.facts, contact_id = excluded.contact_id",
        )
        .bind(row.document_id)
        .bind(i64::try_from(position).unwrap_or(i64::MAX))
        .bind(&row.company)
        .bind(row.order.about())
        .bind(row.order.side.as_str())
        .bind(text(&row.order))
        .bind(row.contact_id)
        .execute(&mut *to)
        .await?;
    }
    Ok(())
}

/// Whose trade is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Whose<'a> {
    /// `None`: of all companies.
    pub company: Option<&'a str>,
    /// `None`: of all contacts; 0: of nobody whom the company knows.
    pub contact: Option<i64>,
}

impl Whose<'_> {
    /// ` WHERE …` of a table whose columns have this prefix; only what is asked for is named, so
    /// that an index finds it.
    pub(super) fn narrowed(self, head: &str, prefix: &str) -> QueryBuilder {
        let mut query = QueryBuilder::new(head);
        query.push(" WHERE 1 = 1");
        if let Some(company) = self.company {
            query.push(" AND ").push(prefix).push("company = ").push_bind(company);
        }
        query
    }
}

/// Facts of an invoice that names earlier ones.
const NAMES: &str = "b.facts LIKE '%\"corrects\":[\"%'";

impl Store {
    /// Orders, by number.
    pub async fn trade_orders(&self, whose: Whose<'_>) -> Stored<Vec<OrderRow>> {
        let mut query =
            whose.narrowed("SELECT company, document_id, contact_id, facts FROM placed_order", "");
        if let Some(contact) = whose.contact {
            query.push(" AND contact_id = ").push_bind(contact);
        }
        // Sorted here: asked for in this order, SQLite goes through all orders of the company to
        // find one contact's.
        let read = |row: &Row| order_row(row, row.try_get("contact_id")?);
        let mut orders: Vec<OrderRow> = query.build().fetch_as(&self.pool, read).await?;
        orders.sort_by(|one, two| {
            let key = |row: &OrderRow| {
                (
                    row.company.clone(),
                    row.order.number.clone(),
                    row.order.side.as_str(),
                    issuer(row),
                )
            };
            key(one).cmp(&key(two))
        });
        Ok(orders)
    }

    /// The orders of a company with these numbers, whoever they are with.
    pub async fn trade_orders_numbered(
        &self,
        company: &str,
        numbers: &[String],
    ) -> Stored<Vec<OrderRow>> {
        let mut found = Vec::new();
        for chunk in numbers.chunks(ROWS) {
            let mut query = QueryBuilder::new(
                "SELECT company, document_id, contact_id, facts FROM placed_order WHERE company = ",
            );
            query.push_bind(company).push(" AND number IN (").push_list(chunk);
            for row in query.push(") ORDER BY number, side").build().fetch_all(&self.pool).await? {
                found.push(order_row(&row, row.try_get("contact_id")?)?);
            }
        }
        Ok(found)
    }

    /// What was said of orders, in the order it came.
    pub async fn order_messages(&self, whose: Whose<'_>) -> Stored<Vec<OrderRow>> {
        let mut query = whose.narrowed(
            "SELECT m.company, m.document_id, m.contact_id, m.facts FROM order_message m",
            "m.",
        );
        // What a person refused was not said.
        query.push(
            " AND NOT EXISTS (SELECT 1 FROM document d WHERE d.id = m.document_id AND d.status = \
             'rejected')",
        );
        if let Some(contact) = whose.contact {
            let order = "SELECT 1 FROM placed_order o WHERE o.company = m.company AND o.number = \
                m.number AND o.side = m.side";
            // By the numbers of the contact's orders, not message by message; the sign keeps SQLite
            // from looking through all orders of the contact for each.
            query
                .push(
                    " AND (m.company, m.number) IN (SELECT company, number FROM placed_order \
                     WHERE contact_id = ",
                )
                .push_bind(contact);
            if let Some(company) = whose.company {
                query.push(" AND company = ").push_bind(company);
            }
            query
                .push(") AND EXISTS (")
                .push(order)
                .push(" AND +o.contact_id = ")
                .push_bind(contact)
                .push(")");
            // Where others have an order of this number too, what one of them says is said of his
            // own.
            query.push(" AND (m.contact_id = ").push_bind(contact);
            query
                .push(" OR NOT EXISTS (")
                .push(order)
                .push(" AND +o.contact_id <> ")
                .push_bind(contact)
                .push("))");
        }
        let read = |row: &Row| order_row(row, row.try_get("contact_id")?);
        query.push(" ORDER BY m.document_id, m.position").build().fetch_as(&self.pool, read).await
    }

    /// Delivery notes, by day. Of a contact also those of others that name an order of its own: who
    /// sent them may be known by that alone.
    pub async fn delivery_notes(&self, whose: Whose<'_>) -> Stored<Vec<DeliveryRow>> {
        notes(whose).build().fetch_as(&self.pool, delivery_row).await
    }

    /// The same, one after the other.
    pub async fn each_delivery_note(
        &self,
        whose: Whose<'_>,
        take: impl FnMut(DeliveryRow),
    ) -> Stored<()> {
        notes(whose).build().each_as(&self.pool, delivery_row, take).await
    }

    /// The booked invoices received of which reading found something that no person has accepted,
    /// with the codes of what was found.
    pub async fn invoices_doubted(&self, company: Option<&str>) -> Stored<Vec<(i64, Vec<String>)>> {
        // `CROSS JOIN` keeps SQLite from reading all that was ever billed.
        let head = "SELECT b.document_id, b.facts FROM document d CROSS JOIN billed_invoice b \
            WHERE b.document_id = d.id AND d.status = 'processed' AND d.doubts <> '[]' AND \
            d.doubts <> d.accepted AND b.side = 'payable'";
        let mut query = QueryBuilder::new(head);
        if let Some(company) = company {
            query.push(" AND d.company = ").push_bind(company);
        }
        let rows = query.build().fetch_all(&self.pool).await?;
        let doubted = |row: &Row| {
            let facts: BilledFacts = json(row.try_get("facts")?)?;
            Ok((row.try_get("document_id")?, facts.doubts))
        };
        rows.iter().map(doubted).collect()
    }

    /// What is in force of these contacts and names earlier invoices.
    pub async fn items_naming(&self, contacts: &[i64]) -> Stored<Vec<Naming>> {
        self.naming_where(contacts, &format!("i.amount_minor <> 0 AND {NAMES}")).await
    }

    /// The credit notes of these contacts that name invoices.
    pub async fn credits_naming(&self, contacts: &[i64]) -> Stored<Vec<Naming>> {
        self.naming_where(contacts, &format!("i.amount_minor < 0 AND {NAMES}")).await
    }

    pub(in crate::store) async fn naming_where(
        &self,
        contacts: &[i64],
        holds: &str,
    ) -> Stored<Vec<Naming>> {
        let mut found = Vec::new();
        for chunk in contacts.chunks(ROWS) {
            let mut query = QueryBuilder::new(
                "SELECT i.*, b.facts FROM open_item i JOIN billed_invoice b ON b.document_id = \
                 i.document_id WHERE ",
            );
            query.push(holds).push(" AND i.contact_id IN (");
            query.push_list(chunk.iter().copied());
            for row in query.push(") ORDER BY i.id").build().fetch_all(&self.pool).await? {
                found.push(Naming::read(&row)?);
            }
        }
        Ok(found)
    }
}

fn notes(whose: Whose<'_>) -> QueryBuilder {
    // What a person refused did not come.
    let head = "SELECT company, supplier, document_id, facts, date, number FROM delivery_note \
        n WHERE NOT EXISTS \
        (SELECT 1 FROM document d WHERE d.id = n.document_id AND d.status = 'rejected')";
    let mut query = QueryBuilder::new(head);
    if let Some(company) = whose.company {
        query.push(" AND company = ").push_bind(company);
    }
    if let Some(contact) = whose.contact {
        query.push(" AND supplier = ").push_bind(contact.to_string());
        query.push(" UNION ").push(head).push(
            " AND (company, order_number) IN (SELECT company, number FROM placed_order \
             WHERE contact_id = ",
        );
        query.push_bind(contact);
        if let Some(company) = whose.company {
            query.push(" AND company = ").push_bind(company);
        }
        query.push(")");
    }
    query.push(" ORDER BY company, date NULLS FIRST, number, supplier");
    query
}

fn delivery_row(row: &Row) -> Stored<DeliveryRow> {
    let contact: &str = row.try_get("supplier")?;
    Ok(DeliveryRow {
        company: row.try_get("company")?,
        document_id: row.try_get("document_id")?,
        contact_id: contact.parse().ok(),
        note: json(row.try_get("facts")?)?,
    })
}

fn order_row(row: &Row, contact_id: Option<i64>) -> Stored<OrderRow> {
    Ok(OrderRow {
        company: row.try_get("company")?,
        document_id: row.try_get("document_id")?,
        contact_id,
        order: json(row.try_get("facts")?)?,
    })
}
