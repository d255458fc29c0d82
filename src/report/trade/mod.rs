//! What was ordered, what came and what is billed: `deliveries` by ordered line, `invoice-control`
//! by invoice received. Both are reckoned from what is known now, so that a delivery note that
//! comes later releases an invoice by itself.

mod accrued;
mod between;
mod control;
mod counted;
mod habits;
mod promised;
mod punctuality;
mod stock;
mod when;

pub use accrued::{Unbilled, unbilled};
pub(super) use between::{BETWEEN, between};
pub use control::judged;
pub(super) use control::{CONTROL, blocked, control};
pub use promised::promised;
pub(super) use punctuality::{PUNCTUALITY, punctuality};
pub(super) use stock::{STOCK, stock};
pub use when::when;

use super::row::{Row, row};
use super::{Asked, Cell, Report, Which, column};
use crate::control::{Book, Found, History, expected};
use crate::domain::unit::shown;
use crate::domain::words::ORDER_SIDES;
use crate::domain::{OrderSide, Unit};
use crate::store::rows::ContactRow;
use crate::store::{Habits, Store, Stored};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Report `deliveries`.
pub(super) const DELIVERIES: Report = Report {
    name: "deliveries",
    which: Which::Deliveries,
    title: ("Bestellungen und Lieferungen", "Orders and deliveries"),
    columns: &[
        column("company", "Firma", "Company", Cell::Text),
        column("order", "Bestellung", "Order", Cell::Text),
        column("side", "Seite", "Side", Cell::Word(ORDER_SIDES)),
        column("contact", "Kontakt", "Contact", Cell::Text),
        column("name", "Name", "Name", Cell::Long),
        column("line", "Pos.", "Line", Cell::Text),
        column("article", "Artikel", "Article", Cell::Text),
        column("description", "Bezeichnung", "Description", Cell::Long),
        column("ordered", "Bestellt", "Ordered", Cell::Quantity),
        column("delivered", "Geliefert", "Delivered", Cell::Quantity),
        column("invoiced", "Berechnet", "Invoiced", Cell::Quantity),
        column("open", "Offen", "Open", Cell::Quantity),
        column("unit", "Einheit", "Unit", Cell::Unit),
        column("due", "Termin", "Due", Cell::Date),
        column("lead_time_days", "Tage", "Days", Cell::Number),
        column("promise", "Erwartet", "Expected", Cell::Date),
        column("late_days", "Tage zu spät", "Days late", Cell::Number),
    ],
};

/// Company, contact and side whose lines are held against each other.
type Key = (String, i64, OrderSide);

/// What came is counted as bought before it is counted as sold.
const SIDES: [OrderSide; 2] = [OrderSide::Purchase, OrderSide::Sales];

/// All that is known of trade, in books by contact.
pub(super) struct Trade {
    books: BTreeMap<Key, Book>,
    contacts: HashMap<i64, ContactRow>,
    /// What each company that trades does: whether it orders, whether it counts what comes.
    habits: HashMap<String, Habits>,
    /// Goods received that fit no ordered line, by their delivery note's document; and what answers
    /// to orders say otherwise, by theirs.
    astray: BTreeMap<i64, Vec<Found>>,
    /// The delivery notes whose quantities a person let pass as they were read.
    let_pass: HashSet<i64>,
}

/// Rows of `deliveries`: by company, order and line.
pub(super) async fn deliveries(store: &Store, asked: &Asked) -> Stored<Vec<Row>> {
    let trade = asked.trade(store).await?;
    let mut rows = Vec::new();
    for ((company, contact, side), book) in &trade.books {
        let history = History::of(book);
        let contact = trade.contacts.get(contact);
        for line in book.lines() {
            let (ordered, open) = (&line.ordered, line.open());
            let expected = history.expected(line, asked.until());
            let is_open = !open.is_zero();
            let (promise, latest) =
                (expected.day.filter(|_| is_open), expected.latest.filter(|_| is_open));
            let late = expected::late(line).or(expected.overdue.filter(|_| is_open));
            let amount = shown;
            rows.push(row!({
                "company": company,
                "order": ordered.order,
                "side": side.as_str(),
                "contact": contact.map(|row| &row.contact),
                "name": contact.map(|row| &row.name),
                "line": ordered.line,
                "article": ordered.goods.article,
                "description": ordered.goods.description,
                "ordered": ordered.quantity.map(amount),
                "delivered": amount(line.delivered),
                "invoiced": amount(line.invoiced),
                "open": amount(open),
                "unit": ordered.unit.as_ref().map(Unit::code),
                "date": ordered.date,
                "due": ordered.due,
                "lead_time_days": expected::took(line),
                "usual_days": expected.usual.as_ref().map(|usual| usual.median),
                "usual_days_90": expected.usual.as_ref().map(|usual| usual.ninety),
                "promise": promise,
                "latest": latest,
                "sure_percent": expected.sure_percent.filter(|_| is_open),
                "late_days": late,
            }));
        }
    }
    rows.sort_by_key(|row| [row["company"].to_string(), row["order"].to_string()]);
    Ok(rows)
}
