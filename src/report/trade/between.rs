//! The report `between`: goods received that nobody billed yet, and goods billed that did not come
//! yet, by age. Both are values net of VAT at the order's price, in its currency; what no order has
//! a price for stands without a value.

use super::super::{Asked, Cell, Report, Which, column};
use crate::control::{OrderLineState, expected::days};
use crate::domain::unit::shown;
use crate::domain::words::BETWEEN_KINDS;
use crate::domain::{OrderSide, Unit};
use crate::report::row::{Row, row};
use crate::store::rows::ContactRow;
use crate::store::{Store, Stored};
use rust_decimal::Decimal;

/// Report `between`.
pub(in crate::report) const BETWEEN: Report = Report {
    name: "between",
    which: Which::Between,
    title: ("Geliefert oder berechnet, nicht beides", "Received or invoiced, not both"),
    columns: &[
        column("company", "Firma", "Company", Cell::Text),
        column("contact", "Kontakt", "Contact", Cell::Text),
        column("name", "Name", "Name", Cell::Long),
        column("order", "Bestellung", "Order", Cell::Text),
        column("line", "Pos.", "Line", Cell::Text),
        column("description", "Bezeichnung", "Description", Cell::Long),
        column("kind", "Was fehlt", "What is missing", Cell::Word(BETWEEN_KINDS)),
        column("quantity", "Menge", "Quantity", Cell::Quantity),
        column("unit", "Einheit", "Unit", Cell::Unit),
        column("value", "Wert netto", "Value net", Cell::Amount),
        column("since", "Seit", "Since", Cell::Date),
        column("days", "Tage", "Days", Cell::Number),
        column("age", "Alter", "Age", Cell::Text),
    ],
};

/// Rows of `between`, the oldest first: of each ordered line of a purchase what came and what is
/// billed, held against each other.
pub(in crate::report) async fn between(store: &Store, asked: &Asked) -> Stored<Vec<Row>> {
    let trade = asked.trade(store).await?;
    let mut rows = Vec::new();
    for ((company, contact, _), book) in
        trade.books.iter().filter(|((_, _, side), _)| *side == OrderSide::Purchase)
    {
        let contact = trade.contacts.get(contact);
        for line in book.lines() {
            rows.extend(told(company, contact, line, asked));
        }
    }
    rows.sort_by_key(|row| {
        (
            row["company"].to_string(),
            std::cmp::Reverse(row["days"].number()),
            row["order"].to_string(),
        )
    });
    Ok(rows)
}

fn told(
    company: &str,
    contact: Option<&ContactRow>,
    line: &OrderLineState,
    asked: &Asked,
) -> Option<Row> {
    let difference = line.delivered - line.invoiced;
    let (kind, since) = match difference {
        none if none.is_zero() => return None,
        more if more > Decimal::ZERO => ("not-invoiced", line.last_delivery),
        _ => ("not-received", line.last_invoice),
    };
    let ordered = &line.ordered;
    let value = ordered
        .unit_price
        .and_then(|price| price.checked_mul(difference.abs()))
        .map(|value| value.round_dp(2));
    let age = since.and_then(|since| days(since, asked.until()));
    Some(row!({
        "company": company,
        "contact": contact.map(|row| &row.contact),
        "name": contact.map(|row| &row.name),
        "order": ordered.order,
        "line": ordered.line,
        "article": ordered.goods.article,
        "description": ordered.goods.description,
        "kind": kind,
        "quantity": shown(difference.abs()),
        "unit": ordered.unit.as_ref().map(Unit::code),
        "value": value.map(super::super::gather::in_cents),
        "since": since,
        "days": age,
        "age": age.map(bucket),
    }))
}

/// The buckets of the report `ageing`.
fn bucket(days: i32) -> &'static str {
    match days {
        ..=30 => "0-30",
        31..=60 => "31-60",
        61..=90 => "61-90",
        _ => "90+",
    }
}
