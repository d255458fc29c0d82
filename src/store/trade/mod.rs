//! Orders, delivery notes and billed invoices: written with the batch that brings them, read for
//! the control.

mod accruals;
mod confirmations;
mod stock;
mod units;

pub use accruals::AccrualRow;
pub(super) use accruals::write as accrued;
pub use confirmations::receipt_number;
pub(super) use confirmations::{forget_receipts, mark};
pub(super) use stock::write as stock;
pub(super) use units::{forget as forget_units, write as units};

use super::read::json;
use super::sql::{self, QueryBuilder, Row, Transaction};
use super::{ROWS, Store, Stored};
use crate::domain::invoice_number::names_number;
use crate::domain::{Currency, DeliveryNote, InvoiceLine, Order, OrderSide, Side};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

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

/// What an invoice bills, as far as it is controlled.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct BilledFacts {
    /// The invoice's date.
    pub date: Option<Date>,
    /// The orders that it names.
    pub orders: Vec<String>,
    /// The delivery notes that it names.
    pub notes: Vec<String>,
    /// The invoices that it says it corrects.
    pub corrects: Vec<String>,
    /// The days that it states of some of these, by their numbers.
    pub corrects_days: Vec<(String, Date)>,
    /// A credit note.
    pub credit: bool,
    /// Allowances on the whole as a share of its lines.
    pub discount: Decimal,
    /// Charges on the whole, net.
    pub charges: Decimal,
    /// The currency of its amounts; none: euro.
    pub currency: Option<Currency>,
    /// What it asks for with VAT.
    pub gross: Option<Decimal>,
    /// Accounts to be paid to, those whose check digits hold.
    pub ibans: Vec<String>,
    /// Its lines as they were read.
    pub lines: Vec<InvoiceLine>,
    /// Codes of what reading it found.
    pub doubts: Vec<String>,
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
    /// Whether it may mean the invoice of this number and day: numbers begin anew each year, and it
    /// states no day of another one.
    pub fn may_mean(&self, number: &str, day: Option<Date>) -> bool {
        let stated = self.days.iter().find(|(text, _)| names_number(text, number));
        stated.zip(day).is_none_or(|((_, stated), day)| stated.year() == day.year())
    }
}

/// An invoice with what became of its document.
#[derive(Debug, Clone, PartialEq)]
pub struct BilledRow {
    /// The document's id.
    pub document_id: i64,
    /// The company's id.
    pub company: String,
    /// Receivable or payable.
    pub side: Side,
    /// The other side, where it is known.
    pub contact_id: Option<i64>,
    /// The other side's name.
    pub contact: String,
    /// The invoice's number.
    pub number: Option<String>,
    /// What it bills.
    pub facts: BilledFacts,
    /// Of the document; empty when it is written.
    pub status: String,
    /// The code of the finding that holds it.
    pub reason_code: Option<String>,
    /// The same as a sentence.
    pub reason: Option<String>,
    /// A person accepted what reading its document found.
    pub accepted: bool,
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

/// Writes what invoices bill; an invoice that is taken again says it anew.
pub(super) async fn billed(to: &mut Transaction, rows: &[BilledRow]) -> Stored<()> {
    for chunk in rows.chunks(ROWS) {
        let mut query = QueryBuilder::new(
            "INSERT INTO billed_invoice (document_id, company, side, contact_id, contact, number, \
             facts) ",
        );
        query.push_values(chunk, |row, billed| {
            row.push_bind(billed.document_id)
                .push_bind(&billed.company)
                .push_bind(billed.side.as_str())
                .push_bind(billed.contact_id);
            row.push_bind(&billed.contact).push_bind(&billed.number).push_bind(text(&billed.facts));
        });
        query.push(
            " ON CONFLICT (document_id) DO UPDATE SET company = excluded.company, side = \
             excluded.side, contact_id = excluded.contact_id, \
             contact = excluded.contact, number = excluded.number, facts = excluded.facts",
        );
        query.build().execute(&mut *to).await?;
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
    fn narrowed(self, head: &str, prefix: &str) -> QueryBuilder {
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
        let note = |row: &Row| {
            let contact: &str = row.try_get("supplier")?;
            Ok(DeliveryRow {
                company: row.try_get("company")?,
                document_id: row.try_get("document_id")?,
                contact_id: contact.parse().ok(),
                note: json(row.try_get("facts")?)?,
            })
        };
        query.build().fetch_as(&self.pool, note).await
    }

    /// The booked invoices received of which reading found something that no person has accepted,
    /// with the codes of what was found.
    pub async fn invoices_doubted(&self, company: Option<&str>) -> Stored<Vec<(i64, Vec<String>)>> {
        let head = "SELECT b.document_id, b.facts FROM document d JOIN billed_invoice b ON \
            b.document_id = d.id \
            WHERE d.status = 'processed' AND d.doubts <> '[]' AND d.doubts <> d.accepted AND \
            b.side = 'payable'";
        let mut query = QueryBuilder::new(head);
        if let Some(company) = company {
            query.push(" AND b.company = ").push_bind(company);
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
                let facts: BilledFacts = json(row.try_get("facts")?)?;
                found.push(Naming {
                    item: super::read::item(&row)?,
                    numbers: facts.corrects,
                    days: facts.corrects_days,
                    gross: facts.gross,
                });
            }
        }
        Ok(found)
    }

    /// What the invoices of these documents ask for with VAT, in their currency, by document.
    pub async fn gross_of(&self, documents: &[i64]) -> Stored<HashMap<i64, Decimal>> {
        let mut found = HashMap::new();
        for chunk in documents.chunks(ROWS) {
            let head = "SELECT document_id, facts FROM billed_invoice WHERE document_id IN (";
            let mut query = QueryBuilder::new(head);
            query.push_list(chunk.iter().copied());
            for row in query.push(")").build().fetch_all(&self.pool).await? {
                let facts: BilledFacts = json(row.try_get("facts")?)?;
                let document: i64 = row.try_get("document_id")?;
                found.extend(facts.gross.map(|gross| (document, gross)));
            }
        }
        Ok(found)
    }

    /// The companies that invoices bill something of.
    pub async fn bills(&self, whose: Whose<'_>) -> Stored<Vec<String>> {
        let mut query = whose.narrowed("SELECT DISTINCT b.company FROM billed_invoice b", "b.");
        billed_by(&mut query, whose.contact);
        if whose.company.is_some() {
            query.push(" LIMIT 1");
        }
        query.build().fetch_as(&self.pool, |row| Ok(row.try_get("company")?)).await
    }

    /// Invoices, in the order they came.
    pub async fn billed_invoices(&self, whose: Whose<'_>) -> Stored<Vec<BilledRow>> {
        let head = "SELECT b.document_id, b.company, b.side, b.contact_id, b.contact, b.number, \
            b.facts, d.status, d.reason_code, \
            d.reason, d.doubts, d.accepted FROM billed_invoice b JOIN document d ON d.id = \
            b.document_id";
        let mut query = whose.narrowed(head, "b.");
        billed_by(&mut query, whose.contact);
        query.push(" ORDER BY b.document_id");
        let billed = |row: &Row| {
            Ok(BilledRow {
                document_id: row.try_get("document_id")?,
                company: row.try_get("company")?,
                side: if row.try_get::<&str, _>("side")? == "payable" {
                    Side::Payable
                } else {
                    Side::Receivable
                },
                contact_id: row.try_get("contact_id")?,
                contact: row.try_get("contact")?,
                number: row.try_get("number")?,
                facts: json(row.try_get("facts")?)?,
                status: row.try_get("status")?,
                reason_code: row.try_get("reason_code")?,
                reason: row.try_get("reason")?,
                accepted: row.try_get::<String, _>("doubts")?
                    == row.try_get::<String, _>("accepted")?,
            })
        };
        query.build().fetch_as(&self.pool, billed).await
    }
}

/// Narrows to the invoices of a contact; 0 is nobody known.
fn billed_by(query: &mut QueryBuilder, contact: Option<i64>) {
    match contact {
        Some(0) => query.push(" AND b.contact_id IS NULL"),
        Some(contact) => query.push(" AND b.contact_id = ").push_bind(contact),
        None => query,
    };
}

fn order_row(row: &Row, contact_id: Option<i64>) -> Stored<OrderRow> {
    Ok(OrderRow {
        company: row.try_get("company")?,
        document_id: row.try_get("document_id")?,
        contact_id,
        order: json(row.try_get("facts")?)?,
    })
}
