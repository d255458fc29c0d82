//! What the control of a company's invoices rests on: that it orders in writing, since when, and that
//! it counts what comes.

use super::read::json;
use super::sql;
use super::trade::BilledRow;
use super::{Store, Stored};
use crate::domain::Order;
use jiff::civil::Date;

/// What a company's control rests on beside what each contact trades.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Habits {
    /// Somebody wrote orders: what names an order must have one.
    pub orders: bool,
    /// Goods are counted on arrival: a delivery note came.
    pub counts: bool,
    /// When that began: of an invoice from before, nobody could have known the order.
    pub orders_since: Option<OrdersSince>,
}

/// The first orders that a company kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrdersSince {
    /// Their document.
    document: i64,
    /// The day it came.
    came: Date,
    /// The earliest day of these orders.
    earliest: Option<Date>,
}

impl Habits {
    /// Whether an invoice came before the first orders did: on an earlier day, or on the same one
    /// and dated before all of them.
    pub fn is_before_orders(&self, invoice: &BilledRow) -> bool {
        let Some(since) = self.orders_since.filter(|since| invoice.document_id < since.document)
        else {
            return false;
        };
        let came_before = day(&invoice.received_at).is_some_and(|came| came < since.came);
        let dated = invoice.facts.date.zip(since.earliest);
        came_before || dated.is_some_and(|(dated, earliest)| dated < earliest)
    }
}

fn day(at: &str) -> Option<Date> {
    at.get(..10)?.parse().ok()
}

impl Store {
    /// Whether a company orders in writing and counts what comes.
    pub async fn habits(&self, company: &str) -> Stored<Habits> {
        let row = sql::query(
            "SELECT CASE WHEN EXISTS (SELECT 1 FROM placed_order WHERE company = $1 AND side = \
             'purchase') THEN 1 ELSE 0 END AS orders, \
             CASE WHEN EXISTS (SELECT 1 FROM delivery_note WHERE company = $1) THEN 1 ELSE 0 END \
             AS counts",
        )
        .bind(company)
        .fetch_one(&self.pool)
        .await?;
        let orders = row.try_get::<i64, _>("orders")? == 1;
        let orders_since = if orders { self.orders_since(company).await? } else { None };
        Ok(Habits { orders, counts: row.try_get::<i64, _>("counts")? == 1, orders_since })
    }

    async fn orders_since(&self, company: &str) -> Stored<Option<OrdersSince>> {
        let first = sql::query(
            "SELECT id, received_at FROM document WHERE id = (SELECT MIN(document_id) FROM \
             placed_order WHERE company = $1)",
        )
        .bind(company)
        .fetch_optional(&self.pool)
        .await?;
        let Some(first) = first else { return Ok(None) };
        let document: i64 = first.try_get("id")?;
        let Some(came) = day(first.try_get("received_at")?) else { return Ok(None) };
        let facts = sql::query("SELECT facts FROM placed_order WHERE document_id = $1")
            .bind(document)
            .fetch_all(&self.pool)
            .await?;
        let mut earliest: Option<Date> = None;
        for row in &facts {
            let order: Order = json(row.try_get("facts")?)?;
            earliest = earliest.into_iter().chain(order.date).min();
        }
        Ok(Some(OrdersSince { document, came, earliest }))
    }
}
