//! What was paid in advance for an order and stands on its contact's account, and the invoices of
//! that order.

use super::rows::ItemRow;
use super::sql::{self, QueryBuilder};
use super::trade::OrderRow;
use super::{ROWS, Store, Stored};
use crate::domain::finding::Weight;
use crate::domain::{Currency, Finding, FindingKind, Money};

/// Findings of advances.
pub static FINDINGS: &[&FindingKind] = &[&ADVANCE_OPEN];

/// An invoice is open whose order was paid for in advance.
pub static ADVANCE_OPEN: FindingKind = FindingKind {
    code: "advance-on-order",
    weight: Weight::Warning,
    de: "Auf die Bestellung {order} ist schon angezahlt: {entry} über {amount} steht noch offen. \
        „kontor resolve {number} against {entry}“ rechnet die Anzahlung auf {number} an.",
    en: "The order {order} was paid for in advance: {entry} of {amount} is still open. \"kontor \
        resolve {number} against {entry}\" sets the advance off against {number}.",
};

/// Orders that texts of bank entries name, and what was invoiced of them.
#[derive(Debug, Default)]
pub struct OrdersNamed {
    /// The orders.
    pub orders: Vec<OrderRow>,
    /// Invoices and prepayment invoices that name one of them, settled or not.
    pub invoiced: Vec<ItemRow>,
}

impl Store {
    /// Whether a company has any order.
    pub async fn has_orders(&self, company: &str) -> Stored<bool> {
        let any = sql::query("SELECT 1 FROM placed_order WHERE company = $1 LIMIT 1").bind(company);
        Ok(any.fetch_optional(&self.pool).await?.is_some())
    }

    /// The orders of a company with these numbers, with what was invoiced of them.
    pub async fn orders_named(&self, company: &str, numbers: &[String]) -> Stored<OrdersNamed> {
        let orders = self.trade_orders_numbered(company, numbers).await?;
        let mut found: Vec<String> = orders.iter().map(|row| row.order.number.clone()).collect();
        found.dedup();
        Ok(OrdersNamed { orders, invoiced: self.invoiced(company, &found).await? })
    }

    /// What was invoiced of orders by their numbers.
    pub async fn invoiced(&self, company: &str, orders: &[String]) -> Stored<Vec<ItemRow>> {
        let mut invoiced = Vec::new();
        for chunk in orders.chunks(ROWS) {
            let mut query = QueryBuilder::new("SELECT * FROM open_item WHERE company = ");
            query.push_bind(company).push(" AND order_number IN (").push_list(chunk);
            for row in query
                .push(") AND kind <> 'on-account' AND amount_minor <> 0 ORDER BY id")
                .build()
                .fetch_all(&self.pool)
                .await?
            {
                invoiced.push(super::read::item(&row)?);
            }
        }
        Ok(invoiced)
    }

    /// The invoices that are open although their order was paid for in advance, by document, found
    /// anew each time: what is set off, or taken back, is told no longer, or again.
    pub(super) async fn advances_open(&self, company: Option<&str>) -> Stored<Vec<(i64, Finding)>> {
        let rows = sql::query(
            "SELECT i.document_id, i.number, a.number AS entry, a.order_number, a.currency, \
             o.rest_minor \
             FROM open_item a JOIN item_open o ON o.item_id = a.id \
             JOIN open_item i ON i.company = a.company AND i.order_number = a.order_number AND \
             i.contact_id = a.contact_id \
             AND i.side = a.side AND i.currency = a.currency AND i.kind <> 'on-account' \
             JOIN item_open r ON r.item_id = i.id \
             WHERE a.kind = 'on-account' AND a.order_number IS NOT NULL AND ($1 IS NULL OR \
             a.company = $1) \
             AND ((o.rest_minor < 0 AND r.rest_minor > 0) OR (o.rest_minor > 0 AND r.rest_minor < \
             0)) ORDER BY i.id, a.id",
        )
        .bind(company)
        .fetch_all(&self.pool)
        .await?;
        let mut open = Vec::with_capacity(rows.len());
        for row in &rows {
            let [number, entry, order]: [String; 3] =
                [row.try_get("number")?, row.try_get("entry")?, row.try_get("order_number")?];
            let currency =
                Currency::read(&row.try_get::<String, _>("currency")?).unwrap_or(Currency::EUR);
            let rest: i64 = row.try_get("rest_minor")?;
            let found = ADVANCE_OPEN
                .found()
                .with("number", number)
                .with("entry", entry)
                .with("order", order);
            open.push((
                row.try_get("document_id")?,
                found.with_value("amount", Money::from_minor(rest.saturating_abs(), currency)),
            ));
        }
        Ok(open)
    }
}
