//! The report `stock`: what should lie in stock, by article, from the last count and from delivery
//! notes in and out.

use super::super::{Asked, Cell, Report, Which, column};
use super::Trade;
use super::counted::{delivered, each_that_counts};
use crate::control::{Goods, Movement, MovementKind, OrderLineState, Stock, Taught, stocks};
use crate::domain::unit::{Ratio, shown};
use crate::domain::{OrderSide, Unit};
use crate::report::row::{Row, row};
use crate::store::rows::ContactRow;
use crate::store::trade::{DeliveryRow, Whose};
use crate::store::{Store, Stored};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Report `stock`.
pub(in crate::report) const STOCK: Report = Report {
    name: "stock",
    which: Which::Stock,
    title: ("Bestand", "Stock"),
    columns: &[
        column("company", "Firma", "Company", Cell::Text),
        column("article", "Artikel", "Article", Cell::Text),
        column("description", "Bezeichnung", "Description", Cell::Long),
        column("unit", "Einheit", "Unit", Cell::Unit),
        column("counted_on", "Gezählt am", "Counted on", Cell::Date),
        column("counted", "Gezählt", "Counted", Cell::Quantity),
        column("received", "Zugang", "Received", Cell::Quantity),
        column("sent", "Abgang", "Sent", Cell::Quantity),
        column("on_hand", "Bestand", "On hand", Cell::Quantity),
        column("on_order", "Bestellt", "On order", Cell::Quantity),
        column("reserved", "Zugesagt", "Reserved", Cell::Quantity),
        column("left_out", "Ungeklärt", "Left out", Cell::Number),
    ],
};

/// Rows of `stock`, by company and article.
pub(in crate::report) async fn stock(store: &Store, asked: &Asked) -> Stored<Vec<Row>> {
    let whose = Whose { company: asked.span.company.as_deref(), contact: None };
    let trade = asked.trade(store).await?;
    let mut movements: BTreeMap<String, Vec<Movement>> = BTreeMap::new();
    for (company, document, count) in store.stock_counts(whose.company).await? {
        let goods = Goods {
            article: Some(count.article),
            buyer_article: None,
            gtin: count.gtin,
            description: count.description,
        };
        let unit = count.unit.as_deref().and_then(Unit::read);
        let kind = MovementKind::Counted(count.counted, document);
        movements.entry(company).or_default().push(Movement {
            goods,
            unit,
            date: Some(count.date),
            kind,
        });
    }
    let note = |row: DeliveryRow| {
        let contact = row.contact_id.and_then(|id| trade.contacts.get(&id));
        for line in delivered(&row) {
            let kind = direction(trade, &row.company, contact, line.order.is_some(), line.quantity);
            movements.entry(row.company.clone()).or_default().push(Movement {
                goods: line.goods,
                unit: line.unit,
                date: line.date,
                kind,
            });
        }
    };
    each_that_counts(store, whose, note).await?;
    let (open, mut rows) = (OpenLines::of(trade), Vec::new());
    for (company, movements) in &movements {
        let mut taught =
            asked.rules.get(company).map(|rules| rules.taught.clone()).unwrap_or_default();
        taught.extend(store.unit_conversions(company).await?.iter().filter_map(Taught::of));
        let mut all = stocks(movements, asked.until(), &taught);
        all.sort_by_key(|stock| stock.goods.article.clone());
        rows.extend(all.iter().map(|stock| told(company, stock, &open)));
    }
    Ok(rows)
}

/// Which way goods went: by whom the contact is; of one that is both, by which side it has orders
/// of.
fn direction(
    trade: &Trade,
    company: &str,
    contact: Option<&ContactRow>,
    ordered: bool,
    quantity: Decimal,
) -> MovementKind {
    let Some(contact) = contact else { return MovementKind::Unclear(quantity) };
    let has = |side: OrderSide| trade.books.contains_key(&(company.to_owned(), contact.id, side));
    match (contact.role.as_str(), ordered, has(OrderSide::Purchase), has(OrderSide::Sales)) {
        ("vendor", ..) | (_, true, true, false) => MovementKind::Received(quantity),
        ("customer", ..) | (_, true, false, true) => MovementKind::Sent(quantity),
        _ => MovementKind::Unclear(quantity),
    }
}

/// What is still to come or to go, by the numbers of its goods.
struct OpenLines<'a> {
    lines: Vec<&'a OrderLineState>,
    by_number: HashMap<(&'a str, OrderSide, String), Vec<usize>>,
}

impl<'a> OpenLines<'a> {
    fn of(trade: &'a Trade) -> OpenLines<'a> {
        let mut open = OpenLines { lines: Vec::new(), by_number: HashMap::new() };
        for ((company, _, side), book) in &trade.books {
            for line in book.lines().iter().filter(|line| !line.open().is_zero()) {
                for key in line.ordered.goods.keys() {
                    open.by_number.entry((company, *side, key)).or_default().push(open.lines.len());
                }
                open.lines.push(line);
            }
        }
        open
    }

    /// The quantity of the same goods, in their unit; lines whose unit does not convert are left
    /// out.
    fn quantity(&self, company: &'a str, stock: &Stock, side: OrderSide) -> Decimal {
        let places = stock
            .goods
            .keys()
            .into_iter()
            .filter_map(|key| self.by_number.get(&(company, side, key)))
            .flatten();
        let same: BTreeSet<usize> = places.copied().collect();
        let quantity = |line: &&OrderLineState| {
            let factor = match (line.unit(), &stock.unit) {
                (Some(from), Some(to)) => from.ratio_to(to)?,
                _ => Ratio::ONE,
            };
            Some(line.open() * factor)
        };
        same.iter().filter_map(|at| self.lines.get(*at)).filter_map(quantity).sum()
    }
}

fn told<'a>(company: &'a str, stock: &Stock, open: &OpenLines<'a>) -> Row {
    let amount = shown;
    row!({
        "company": company,
        "article": stock
            .goods
            .article
            .as_ref()
            .or(stock.goods.buyer_article.as_ref())
            .or(stock.goods.gtin.as_ref()),
        "gtin": stock.goods.gtin,
        "description": stock.goods.description,
        "unit": stock.unit.as_ref().map(Unit::code),
        "counted_on": stock.counted.map(|(date, _)| date),
        "counted": stock.counted.map(|(_, counted)| amount(counted)),
        "received": amount(stock.received),
        "sent": amount(stock.sent),
        "on_hand": amount(stock.on_hand()),
        "on_order": amount(open.quantity(company, stock, OrderSide::Purchase)),
        "reserved": amount(open.quantity(company, stock, OrderSide::Sales)),
        "left_out": stock.left_out,
    })
}
