//! What was ordered, what came and what is billed: `deliveries` by ordered line, `invoice-control`
//! by invoice received. Both are reckoned from what is known now, so that a delivery note that
//! comes later releases an invoice by itself.

mod accrued;
mod between;
mod control;
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

use super::gather::contacts;
use super::{Asked, Cell, Report, Which, column};
use crate::control::{
    Billed, Billing, Book, CompanyRules, Counted, Delivered, Found, Goods, History, Ordered, Rules,
    Taught, expected, in_force,
};
use crate::domain::words::ORDER_SIDES;
use crate::domain::{InvoiceLine, OrderSide, Side, Unit};
use crate::store::control::Habits;
use crate::store::rows::ContactRow;
use crate::store::trade::{BilledRow, DeliveryRow, OrderRow, Whose};
use crate::store::{Store, Stored};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

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
    invoices: Vec<BilledRow>,
    /// Per invoice received that a book had something to say of, by document.
    found: HashMap<i64, Vec<Found>>,
    /// Goods received that fit no ordered line, by their delivery note's document.
    astray: BTreeMap<i64, Vec<Found>>,
    /// Invoices that repeat an earlier one, with that one's number and document.
    twins: HashMap<i64, (String, i64)>,
}

impl Trade {
    pub(super) async fn gathered(
        store: &Store,
        whose: Whose<'_>,
        rules: &HashMap<String, CompanyRules>,
    ) -> Stored<Trade> {
        Trade::gathered_until(store, whose, rules, None).await
    }

    /// What reports on goods ask: without the invoices that were counted, and what is found of them.
    pub(super) fn goods_alone(mut self) -> Trade {
        (self.invoices, self.found, self.astray) = Default::default();
        self
    }

    /// The same with what came and was booked until a day alone.
    async fn gathered_until(
        store: &Store,
        whose: Whose<'_>,
        rules: &HashMap<String, CompanyRules>,
        until: Option<Date>,
    ) -> Stored<Trade> {
        let mut orders = store.trade_orders(whose).await?;
        let messages = store.order_messages(whose).await?;
        let by_then =
            |day: Option<Date>| until.is_none_or(|until| day.is_some_and(|day| day <= until));
        let mut notes = store.delivery_notes(whose).await?;
        notes.retain(|row| by_then(row.note.delivery_date.or(row.note.date)));
        // A note of the contact may be of another's order.
        if let (Some(company), Some(contact)) = (whose.company, whose.contact) {
            let named = orders_named(&notes, contact, &orders);
            orders.extend(store.trade_orders_numbered(company, &named).await?);
        }
        let bills = store.bills(whose).await?;
        // Who does not trade by orders and invoices has none of his contacts read.
        let contacts = match orders.is_empty() && notes.is_empty() && bills.is_empty() {
            true => HashMap::new(),
            false => contacts(store, whose.company).await?,
        };
        let trading = orders.iter().map(|row| &row.company);
        let trading = trading.chain(notes.iter().map(|row| &row.company)).chain(&bills);
        let trading: BTreeSet<&String> = trading.collect();
        let (mut habits, mut all_rules) = (HashMap::new(), rules.clone());
        for company in trading {
            habits.insert(company.clone(), store.habits(company).await?);
            let rows = store.unit_conversions(company).await?;
            let taught = rows.iter().filter_map(Taught::of);
            all_rules.entry(company.clone()).or_default().taught.extend(taught);
        }
        let judging = |key: &Key| {
            let own = all_rules.get(&key.0).cloned().unwrap_or_default();
            let rules = contacts.get(&key.1).map_or_else(Rules::default, |row| {
                own.of_vendor(&row.contact, &row.name, row.vat_id.as_deref())
            });
            Rules {
                without_receipt: !habits.get(&key.0).is_some_and(|habits| habits.counts),
                ..rules
            }
        };
        let mut trade = Trade {
            books: books(&orders, &messages, judging),
            contacts,
            invoices: Vec::new(),
            found: HashMap::new(),
            astray: BTreeMap::new(),
            twins: HashMap::new(),
        };
        // What is counted is let go before what bills it is read.
        drop((orders, messages));
        trade.deliver(notes, &habits, whose.contact);
        trade.invoices = store.billed_invoices(whose).await?;
        if until.is_some() {
            let counts = |row: &BilledRow| row.status == "processed" && by_then(row.facts.date);
            trade.invoices.retain(counts);
        }
        trade.twins = control::twins(&trade.invoices);
        let released = match trade.twins.is_empty() {
            true => HashSet::new(),
            false => {
                let twins: Vec<i64> = trade.twins.keys().copied().collect();
                control::twins_released(&store.controls_of(&twins).await?)
            }
        };
        trade.bill(&habits, &released);
        Ok(trade)
    }

    /// Counts what came. A note whose sender is in no list (a GLN alone, a name spelt otherwise) is
    /// the one's whose order it names, as far as the goods are ordered there.
    fn deliver(
        &mut self,
        notes: Vec<DeliveryRow>,
        habits: &HashMap<String, Habits>,
        contact: Option<i64>,
    ) {
        let mut by_order: HashMap<(String, String), Vec<Key>> = HashMap::new();
        for (key, book) in &self.books {
            for line in book.lines() {
                let keys = by_order.entry((key.0.clone(), line.ordered.order.clone())).or_default();
                if !keys.contains(key) {
                    keys.push(key.clone());
                }
            }
        }
        for row in notes_that_count(notes) {
            let known = row.contact_id.and_then(|id| self.contacts.get(&id));
            let listed = known.is_some_and(|contact| !contact.is_provisional());
            let own = row
                .contact_id
                .into_iter()
                .flat_map(|contact| SIDES.map(|side| (row.company.clone(), contact, side)));
            let own: Vec<Key> = own.collect();
            let asks = habits.get(&row.company).is_some_and(|habits| habits.orders)
                && self.is_received(&row);
            let mut astray = Vec::new();
            for delivered in delivered(&row) {
                let named = delivered
                    .order
                    .as_ref()
                    .filter(|_| !listed)
                    .map(|order| (row.company.clone(), order.clone()));
                // Where several contacts have an order of this number, the number alone says of
                // none that it is meant.
                let of_one = |keys: &&Vec<Key>| {
                    keys.iter().all(|key| keys.first().is_some_and(|first| first.1 == key.1))
                };
                let others = named
                    .and_then(|named| by_order.get(&named))
                    .filter(of_one)
                    .into_iter()
                    .flatten();
                let (mut counted, mut unit) = (false, None);
                for key in own.iter().chain(others) {
                    let Some(book) = self.books.get_mut(key) else { continue };
                    match book.deliver(&delivered) {
                        Counted::To(_) => counted = true,
                        Counted::UnitUnknown(at) => {
                            unit = unit.or_else(|| {
                                book.lines().get(at).and_then(|line| line.ordered.unit.clone())
                            })
                        }
                        Counted::Nowhere => continue,
                    }
                    break;
                }
                let ordered_there =
                    delivered.order.is_some() || own.iter().any(|key| self.books.contains_key(key));
                if !counted && asks && ordered_there {
                    astray.push(Found::astray(&delivered, unit.as_ref()));
                }
            }
            if asks && (contact.is_none() || row.contact_id == contact) {
                self.astray.insert(row.document_id, astray);
            }
        }
    }

    /// Whether a note tells of goods that came: its sender is no mere customer.
    fn is_received(&self, row: &DeliveryRow) -> bool {
        row.contact_id
            .and_then(|id| self.contacts.get(&id))
            .is_none_or(|contact| contact.role != "customer")
    }

    /// Controls the invoices in the order they came; what was refused or is there twice bills
    /// nothing. One that repeats an earlier invoice is asked about as that alone; when a person let
    /// it pass, it bills the same goods once more.
    fn bill(&mut self, habits: &HashMap<String, Habits>, released: &HashSet<i64>) {
        let is_twin = |row: &BilledRow| {
            self.twins.contains_key(&row.document_id) && !released.contains(&row.document_id)
        };
        let counts =
            |row: &&BilledRow| matches!(row.status.as_str(), "processed" | "held") && !is_twin(row);
        for row in self.invoices.iter().filter(counts).filter(|row| row.facts.credit) {
            let key = row.contact_id.map(|contact| (row.company.clone(), contact, side_of(row)));
            if let Some(book) = key.and_then(|key| self.books.get_mut(&key)) {
                book.announce(&billing(row));
            }
        }
        for row in self.invoices.iter().filter(counts) {
            let side = side_of(row);
            let book = row
                .contact_id
                .and_then(|contact| self.books.get_mut(&(row.company.clone(), contact, side)));
            let billing = billing(row);
            let found = match book {
                Some(book) => book.control(&billing),
                // Whoever orders, orders everything that an invoice names an order for.
                None if habits.get(&row.company).is_some_and(|habits| habits.orders)
                    && !billing.orders.is_empty() =>
                {
                    Book::default().control(&billing)
                }
                None => Vec::new(),
            };
            let again = self.twins.contains_key(&row.document_id);
            let asked =
                found.into_iter().filter(|found| !(again && control::of_quantity(found))).collect();
            self.found.insert(row.document_id, asked);
        }
    }
}

/// The orders that a contact's delivery notes name and that are none of these.
fn orders_named(notes: &[DeliveryRow], contact: i64, orders: &[OrderRow]) -> Vec<String> {
    let own = notes.iter().filter(|row| row.contact_id == Some(contact));
    let lines = own.flat_map(|row| {
        row.note
            .lines
            .iter()
            .map(|line| line.order_number.as_ref().or(row.note.order_number.as_ref()))
    });
    let is_new = |named: &&String| !orders.iter().any(|row| row.order.number == **named);
    let named: BTreeSet<String> = lines.flatten().filter(is_new).cloned().collect();
    named.into_iter().collect()
}

fn side_of(row: &BilledRow) -> OrderSide {
    if row.side == Side::Payable { OrderSide::Purchase } else { OrderSide::Sales }
}

fn books(
    orders: &[OrderRow],
    messages: &[OrderRow],
    rules: impl Fn(&Key) -> Rules,
) -> BTreeMap<Key, Book> {
    let mut said: HashMap<(&str, &str, OrderSide), Vec<&OrderRow>> = HashMap::new();
    for row in messages {
        said.entry((&row.company, row.order.about(), row.order.side)).or_default().push(row);
    }
    let mut with: HashMap<(&str, &str, OrderSide), Vec<i64>> = HashMap::new();
    for row in orders {
        with.entry((&row.company, &row.order.number, row.order.side))
            .or_default()
            .extend(row.contact_id);
    }
    let mut lines: BTreeMap<Key, Vec<Ordered>> = BTreeMap::new();
    for row in orders {
        let Some(contact) = row.contact_id else { continue };
        let number = (row.company.as_str(), row.order.number.as_str(), row.order.side);
        let contacts = with.get(&number).map(Vec::as_slice).unwrap_or_default();
        // Several customers may have an order of this number: what one of them says is said of his
        // own.
        let about = said
            .get(&number)
            .into_iter()
            .flatten()
            .filter(|said| said.contact_id == Some(contact) || contacts.len() < 2);
        let about: Vec<crate::domain::Order> = about.map(|said| said.order.clone()).collect();
        lines
            .entry((row.company.clone(), contact, row.order.side))
            .or_default()
            .extend(in_force(&row.order, &about));
    }
    lines
        .into_iter()
        .map(|(key, lines)| {
            let rules = rules(&key);
            (key, Book::new(lines, rules))
        })
        .collect()
}

/// The delivery notes whose goods count: what a receipt counts is not counted from its delivery
/// note again. Each is let go once it is looked at.
fn notes_that_count(notes: Vec<DeliveryRow>) -> impl Iterator<Item = DeliveryRow> {
    let mut counted: HashSet<(String, Option<i64>, String)> = HashSet::new();
    for row in notes.iter().filter(|row| row.note.receipt) {
        let number = row.note.despatch_number.clone();
        counted.extend(number.map(|number| (row.company.clone(), row.contact_id, number)));
    }
    notes.into_iter().filter(move |row| {
        let number = row.note.number.clone().unwrap_or_default();
        let sent = || (row.company.clone(), row.contact_id, number);
        row.note.receipt || counted.is_empty() || !counted.contains(&sent())
    })
}

fn delivered(row: &DeliveryRow) -> Vec<Delivered> {
    let note = &row.note;
    let line = |line: &crate::domain::DeliveryLine| {
        let line = line.clone();
        Some(Delivered {
            // Invoices name the delivery note, not what was written when it was counted.
            note: note.despatch_number.clone().or_else(|| note.number.clone()).unwrap_or_default(),
            order: line.order_number.or_else(|| note.order_number.clone()),
            order_line: line.order_line,
            goods: Goods {
                article: line.article,
                buyer_article: line.buyer_article,
                gtin: line.gtin,
                description: line.description,
            },
            quantity: line.quantity?,
            unit: line.unit.as_deref().and_then(Unit::read),
            date: note.delivery_date.or(note.date),
            id: line.id,
        })
    };
    note.lines.iter().filter_map(line).collect()
}

fn billing(row: &BilledRow) -> Billing {
    let facts = &row.facts;
    let line = |line: &InvoiceLine| {
        let line = line.clone();
        Billed {
            id: line.id,
            order_line: line.order_line,
            goods: Goods {
                article: line.article,
                buyer_article: None,
                gtin: line.gtin,
                description: line.description,
            },
            quantity: line.quantity,
            unit: line.unit.as_deref().and_then(Unit::read),
            unit_price: line.unit_price,
            net: line.net,
            vat_rate: line.vat_rate,
        }
    };
    Billing {
        number: row.number.clone(),
        corrects: facts.corrects.clone(),
        orders: facts.orders.clone(),
        notes: facts.notes.clone(),
        credit: facts.credit,
        date: facts.date,
        discount: facts.discount,
        charges: facts.charges,
        currency: facts.currency,
        lines: facts.lines.iter().map(line).collect(),
    }
}

/// Rows of `deliveries`: by company, order and line.
pub(super) async fn deliveries(store: &Store, asked: &Asked) -> Stored<Vec<Value>> {
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
            let amount = |quantity: Decimal| quantity.normalize().to_string();
            rows.push(json!({
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
