//! Orders, delivery notes and billed invoices: written with the batch that brings them, read for
//! the control.

mod accruals;
mod confirmations;

pub use accruals::AccrualRow;
pub(super) use accruals::write as accrued;
pub use confirmations::receipt_number;
pub(super) use confirmations::{forget_receipts, mark};

use super::read::json;
use super::sql::{self, QueryBuilder, Row, Transaction};
use super::{ROWS, Store, Stored};
use crate::domain::{
    Conversion, Currency, DeliveryLine, DeliveryNote, InvoiceLine, Order, OrderSide, Side,
    StockCount, Unit,
};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

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

/// Writes stock-taking lists.
pub(super) async fn stock(
    to: &mut Transaction,
    lists: &[(String, i64, Vec<StockCount>)],
) -> Stored<()> {
    let rows: Vec<(&str, i64, i64, &StockCount)> = lists
        .iter()
        .flat_map(|(company, document, counts)| {
            (0i64..).zip(counts).map(move |(at, count)| (company.as_str(), *document, at, count))
        })
        .collect();
    for chunk in rows.chunks(ROWS) {
        let mut query = QueryBuilder::new(
            "INSERT INTO stock_count (document_id, position, company, date, facts) ",
        );
        query.push_values(chunk, |row, (company, document, at, count)| {
            row.push_bind(*document)
                .push_bind(*at)
                .push_bind(*company)
                .push_bind(count.date.to_string())
                .push_bind(text(count));
        });
        query.push(
            " ON CONFLICT (document_id, position) DO UPDATE SET company = excluded.company, date = \
             excluded.date, facts = excluded.facts",
        );
        query.build().execute(&mut *to).await?;
    }
    Ok(())
}

/// Writes lists of conversions; the newer row about the same units of the same article counts, and
/// the older ones stay beside it.
pub(super) async fn units(
    to: &mut Transaction,
    lists: &[(String, i64, Vec<Conversion>)],
) -> Stored<()> {
    let code =
        |written: &str| Unit::read(written).map(|unit| unit.code().to_owned()).unwrap_or_default();
    for (company, document, rows) in lists {
        let said = sql::query(
            "SELECT COALESCE(MAX(said), 0) + 1 AS said FROM unit_said WHERE document_id = $1",
        )
        .bind(*document);
        let said: i64 = said.fetch_one(&mut *to).await?.try_get("said")?;
        for row in rows {
            let article: String = row
                .article
                .as_deref()
                .unwrap_or_default()
                .chars()
                .filter(|c| c.is_alphanumeric())
                .collect();
            sql::query(
                "INSERT INTO unit_said (company, article, unit, of_unit, position, facts, \
                 document_id, said) \
                 SELECT $1, $2, $3, $4, COALESCE(MAX(position), 0) + 1, $5, $6, $7 FROM unit_said \
                 WHERE company = $1 AND article = $2 AND unit = $3 AND of_unit = $4",
            )
            .bind(company)
            .bind(article.to_uppercase())
            .bind(code(&row.unit))
            .bind(code(&row.of))
            .bind(text(row))
            .bind(*document)
            .bind(said)
            .execute(&mut *to)
            .await?;
        }
    }
    Ok(())
}

/// Takes back what the last answer about each of these documents taught; what held before holds
/// again.
pub(super) async fn forget_units(to: &mut Transaction, documents: &[i64]) -> Stored<()> {
    for document in documents {
        sql::query(
            "DELETE FROM unit_said WHERE document_id = $1 AND said = (SELECT MAX(said) FROM \
             unit_said WHERE document_id = $1)",
        )
        .bind(*document)
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
    fn narrowed(self, head: &str, prefix: &str) -> QueryBuilder {
        let mut query = QueryBuilder::new(head);
        query.push(" WHERE 1 = 1");
        if let Some(company) = self.company {
            query.push(" AND ").push(prefix).push("company = ").push_bind(company);
        }
        query
    }
}

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
        let rows = query.build().fetch_all(&self.pool).await?;
        let mut orders: Vec<OrderRow> = rows
            .iter()
            .map(|row| order_row(row, row.try_get("contact_id")?))
            .collect::<Stored<_>>()?;
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
        let rows =
            query.push(" ORDER BY m.document_id, m.position").build().fetch_all(&self.pool).await?;
        rows.iter().map(|row| order_row(row, row.try_get("contact_id")?)).collect()
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
        let rows = query
            .push(" ORDER BY company, date NULLS FIRST, number, supplier")
            .build()
            .fetch_all(&self.pool)
            .await?;
        let note = |row: &Row| {
            let contact: &str = row.try_get("supplier")?;
            Ok(DeliveryRow {
                company: row.try_get("company")?,
                document_id: row.try_get("document_id")?,
                contact_id: contact.parse().ok(),
                note: json(row.try_get("facts")?)?,
            })
        };
        rows.iter().map(note).collect()
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
        let mut found = Vec::new();
        for chunk in contacts.chunks(ROWS) {
            let head = "SELECT i.*, b.facts FROM open_item i JOIN billed_invoice b ON \
                b.document_id = i.document_id \
                WHERE i.amount_minor <> 0 AND b.facts LIKE '%\"corrects\":[\"%' AND i.contact_id \
                IN (";
            let mut query = QueryBuilder::new(head);
            query.push_list(chunk.iter().copied());
            for row in query.push(") ORDER BY i.id").build().fetch_all(&self.pool).await? {
                let facts: BilledFacts = json(row.try_get("facts")?)?;
                found.push(Naming { item: super::read::item(&row)?, numbers: facts.corrects });
            }
        }
        Ok(found)
    }

    /// Invoices, in the order they came.
    pub async fn billed_invoices(&self, whose: Whose<'_>) -> Stored<Vec<BilledRow>> {
        let head = "SELECT b.document_id, b.company, b.side, b.contact_id, b.contact, b.number, \
            b.facts, d.status, d.reason_code, \
            d.reason, d.doubts, d.accepted FROM billed_invoice b JOIN document d ON d.id = \
            b.document_id";
        let mut query = whose.narrowed(head, "b.");
        match whose.contact {
            Some(0) => query.push(" AND b.contact_id IS NULL"),
            Some(contact) => query.push(" AND b.contact_id = ").push_bind(contact),
            None => &mut query,
        };
        let rows = query.push(" ORDER BY b.document_id").build().fetch_all(&self.pool).await?;
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
        rows.iter().map(billed).collect()
    }
}

impl Store {
    /// The conversions of units that lists and answers told of a company, the newest of each; what
    /// a person refused holds no more.
    pub async fn unit_conversions(&self, company: &str) -> Stored<Vec<Conversion>> {
        let rows = sql::query(
            "SELECT c.facts FROM unit_said c JOIN document d ON d.id = c.document_id \
             WHERE c.company = $1 AND d.status <> 'rejected' AND NOT EXISTS (SELECT 1 FROM \
             unit_said n \
             JOIN document e ON e.id = n.document_id WHERE n.company = c.company AND n.article = \
             c.article AND n.unit = c.unit \
             AND n.of_unit = c.of_unit AND n.position > c.position AND e.status <> 'rejected') \
             ORDER BY c.article, c.unit, c.of_unit",
        )
        .bind(company)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| json(row.try_get("facts")?)).collect()
    }

    /// The lines of a document's delivery notes, or of its invoice: number, unit and an article's
    /// number.
    pub async fn lines_with_unit(
        &self,
        document: i64,
    ) -> Stored<Vec<(Option<String>, Option<Unit>, Option<String>)>> {
        let unit = |written: Option<&str>| written.and_then(Unit::read);
        let mut lines = Vec::new();
        for row in sql::query("SELECT facts FROM delivery_note WHERE document_id = $1")
            .bind(document)
            .fetch_all(&self.pool)
            .await?
        {
            let note: DeliveryNote = json(row.try_get("facts")?)?;
            let one = |line: DeliveryLine| {
                (
                    line.id,
                    unit(line.unit.as_deref()),
                    line.article.or(line.buyer_article).or(line.gtin),
                )
            };
            lines.extend(note.lines.into_iter().map(one));
        }
        for row in sql::query("SELECT facts FROM billed_invoice WHERE document_id = $1")
            .bind(document)
            .fetch_all(&self.pool)
            .await?
        {
            let facts: BilledFacts = json(row.try_get("facts")?)?;
            let numbered = |(at, line): (usize, InvoiceLine)| {
                (
                    line.id.or_else(|| Some((at + 1).to_string())),
                    unit(line.unit.as_deref()),
                    line.article.or(line.gtin),
                )
            };
            lines.extend(facts.lines.into_iter().enumerate().map(numbered));
        }
        Ok(lines)
    }

    /// What was counted in stock, by company, document and row: the document's id with each.
    pub async fn stock_counts(
        &self,
        company: Option<&str>,
    ) -> Stored<Vec<(String, i64, StockCount)>> {
        let query = Whose { company, contact: None }
            .narrowed("SELECT company, document_id, facts FROM stock_count", "");
        let mut query = query;
        let rows = query
            .push(" ORDER BY company, document_id, position")
            .build()
            .fetch_all(&self.pool)
            .await?;
        rows.iter()
            .map(|row| {
                Ok((
                    row.try_get("company")?,
                    row.try_get("document_id")?,
                    json(row.try_get("facts")?)?,
                ))
            })
            .collect()
    }
}

fn order_row(row: &Row, contact_id: Option<i64>) -> Stored<OrderRow> {
    Ok(OrderRow {
        company: row.try_get("company")?,
        document_id: row.try_get("document_id")?,
        contact_id,
        order: json(row.try_get("facts")?)?,
    })
}
