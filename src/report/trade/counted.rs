//! How a trade is counted: what was ordered, then what came of it, then what is billed of it, one
//! document after the other, so that memory follows the orders and not all that ever came.

use super::control::{Looked, Twins, is_taken_back, of_quantity};
use super::{Key, SIDES, Trade};
use crate::control::{
    Billed, Billing, Book, CompanyRules, Counted, DELIVERY_UNCLEAR, Delivered, Found, Goods,
    InForce, NO_ORDER, Ordered, Rules, Said, Taught, in_force,
};
use crate::domain::{InvoiceLine, OrderSide, Side, Unit};
use crate::report::gather::contacts;
use crate::store::rows::ContactRow;
use crate::store::trade::{BilledRow, DeliveryRow, OrderRow, Whose};
use crate::store::{Store, Stored};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// A delivery note's sender and number, as a receipt of its goods names them.
type Sent = (String, Option<i64>, String);

impl Trade {
    /// What was ordered, what came of it and what is billed of it.
    pub(in crate::report) async fn gathered(
        store: &Store,
        whose: Whose<'_>,
        rules: &HashMap<String, CompanyRules>,
        until: Option<Date>,
    ) -> Stored<Trade> {
        let mut trade = Trade::delivered(store, whose, rules, until).await?;
        trade.bill(store, whose, until, |_, _| {}).await?;
        Ok(trade)
    }

    /// What was ordered and what came of it until a day, before anything is billed.
    pub(super) async fn delivered(
        store: &Store,
        whose: Whose<'_>,
        rules: &HashMap<String, CompanyRules>,
        until: Option<Date>,
    ) -> Stored<Trade> {
        let ahead = Ahead::of(store, whose, until).await?;
        let mut orders = store.trade_orders(whose).await?;
        let messages = store.order_messages(whose).await?;
        // A note of the contact may be of another's order.
        if let Some(company) = whose.company.filter(|_| whose.contact.is_some()) {
            let is_new = |named: &&String| !orders.iter().any(|row| row.order.number == **named);
            let named: Vec<String> = ahead.orders.iter().filter(is_new).cloned().collect();
            orders.extend(store.trade_orders_numbered(company, &named).await?);
        }
        let mut trading: BTreeSet<String> = ahead.companies.clone();
        trading.extend(orders.iter().map(|row| row.company.clone()));
        trading.extend(store.bills(whose).await?);
        // Who does not trade by orders and invoices has none of his contacts read.
        let contacts = match trading.is_empty() {
            true => HashMap::new(),
            false => contacts(store, whose.company).await?,
        };
        let (mut habits, mut all_rules) = (HashMap::new(), rules.clone());
        for company in trading {
            habits.insert(company.clone(), store.habits(&company).await?);
            let rows = store.unit_conversions(&company).await?;
            let taught = rows.iter().filter_map(Taught::of);
            all_rules.entry(company).or_default().taught.extend(taught);
        }
        let judging = |key: &Key| {
            let own = all_rules.get(&key.0).cloned().unwrap_or_default();
            let rules = contacts.get(&key.1).map_or_else(Rules::default, |row| {
                own.of_vendor(&row.contact, &row.name, row.vat_id.as_deref())
            });
            Rules {
                never_counted: !habits.get(&key.0).is_some_and(|habits| habits.counts),
                ..rules
            }
        };
        let answered: Vec<i64> = messages.iter().map(|row| row.document_id).collect();
        let controls = store.controls_of(&answered).await?;
        let agreed = |document: i64| {
            controls.get(&document).is_some_and(|control| !control.released.is_empty())
        };
        let (books, astray) = books(&orders, &messages, (judging, agreed));
        let unclear = store.controls_of(&ahead.unclear).await?;
        let is_unclear = |mark: &String| mark.starts_with(DELIVERY_UNCLEAR.code);
        let let_pass = unclear.into_iter().filter(|(_, row)| row.released.iter().any(is_unclear));
        let let_pass = let_pass.map(|(document, _)| document).collect();
        let mut trade = Trade { books, contacts, habits, astray, let_pass };
        // What is counted is let go before what came is read.
        drop((orders, messages));
        let by_order = trade.by_order();
        let counts = |row: &DeliveryRow| ahead.counts(row) && came_by(row, until);
        let deliver = |row: DeliveryRow| {
            if counts(&row) {
                trade.deliver(&row, &by_order, whose.contact);
            }
        };
        store.each_delivery_note(whose, deliver).await?;
        Ok(trade)
    }

    /// Whose ordered lines an order's number names.
    fn by_order(&self) -> HashMap<(String, String), Vec<Key>> {
        let mut by_order: HashMap<(String, String), Vec<Key>> = HashMap::new();
        for (key, book) in &self.books {
            for line in book.lines() {
                let keys = by_order.entry((key.0.clone(), line.ordered.order.clone())).or_default();
                if !keys.contains(key) {
                    keys.push(key.clone());
                }
            }
        }
        by_order
    }

    /// Counts what came with a note. One whose sender is in no list (a GLN alone, a name spelt
    /// otherwise) is the one's whose order it names, as far as the goods are ordered there.
    fn deliver(
        &mut self,
        row: &DeliveryRow,
        by_order: &HashMap<(String, String), Vec<Key>>,
        contact: Option<i64>,
    ) {
        let known = row.contact_id.and_then(|id| self.contacts.get(&id));
        let listed = known.is_some_and(|contact| !contact.is_provisional());
        let own = row
            .contact_id
            .into_iter()
            .flat_map(|contact| SIDES.map(|side| (row.company.clone(), contact, side)));
        let own: Vec<Key> = own.collect();
        let asks = self.habits.get(&row.company).is_some_and(|habits| habits.orders)
            && self.is_received(row);
        let mut astray = Vec::new();
        for delivered in delivered(row) {
            let named = delivered
                .order
                .as_ref()
                .filter(|_| !listed)
                .map(|order| (row.company.clone(), order.clone()));
            // Where several contacts have an order of this number, the number alone says of none
            // that it is meant.
            let of_one = |keys: &&Vec<Key>| {
                keys.iter().all(|key| keys.first().is_some_and(|first| first.1 == key.1))
            };
            let others =
                named.and_then(|named| by_order.get(&named)).filter(of_one).into_iter().flatten();
            let (mut counted, mut meant) = (false, None);
            for key in own.iter().chain(others) {
                let Some(book) = self.books.get_mut(key) else { continue };
                // Whoever let a reading pass has answered for all of it.
                let is_answered =
                    delivered.other_quantity.is_some() && self.let_pass.contains(&row.document_id);
                if let Some(other) = book.other_fits(&delivered).filter(|_| !is_answered) {
                    counted = true;
                    astray.push(Found::unclear(&delivered, other));
                    break;
                }
                match book.deliver(&delivered) {
                    Counted::To(at) => {
                        counted = true;
                        let beyond = book.beyond_order(at).filter(|_| {
                            key.2 == OrderSide::Purchase
                                && delivered.quantity > Decimal::ZERO
                                && !is_answered
                        });
                        astray.extend(
                            beyond.map(|line| Found::beyond(&delivered, line)).filter(|_| asks),
                        );
                    }
                    Counted::UnitUnknown(at) => {
                        meant = meant.or_else(|| book.lines().get(at).cloned())
                    }
                    Counted::Nowhere => continue,
                }
                break;
            }
            let ordered_there =
                delivered.order.is_some() || own.iter().any(|key| self.books.contains_key(key));
            if !counted && asks && ordered_there {
                astray.push(Found::astray(&delivered, meant.as_ref()));
            }
        }
        if asks && (contact.is_none() || row.contact_id == contact) {
            self.astray.insert(row.document_id, astray);
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
    /// it pass, it bills the same goods once more. Of a day only what was booked until then counts.
    pub(super) async fn bill(
        &mut self,
        store: &Store,
        whose: Whose<'_>,
        until: Option<Date>,
        mut take: impl FnMut(&HashMap<i64, ContactRow>, Looked),
    ) -> Stored<()> {
        let is_asked = |row: &BilledRow| billed_by(row, until);
        // What credit notes take back is known before an invoice is judged.
        for row in store.billed_credits(whose).await?.iter().filter(|row| is_asked(row)) {
            if let Some(book) = book_of(&mut self.books, row).filter(|_| counts(row)) {
                book.announce(&billing(row));
            }
        }
        let released = store.twins_let_pass(whose).await?;
        let mut twins = Twins::default();
        let each = |row: BilledRow| {
            if !is_asked(&row) {
                return;
            }
            let twin = twins.meet(&row);
            let mut found = Vec::new();
            if counts(&row) && (twin.is_none() || released.contains(&row.document_id)) {
                found = self.found(&row);
                found.retain(|found| !(twin.is_some() && of_quantity(found)));
            }
            take(&self.contacts, Looked { row, found, twin });
        };
        store.each_billed(whose, each).await
    }

    /// What its lines have to say of an invoice, which is counted with that.
    fn found(&mut self, row: &BilledRow) -> Vec<Found> {
        let billing = billing(row);
        let before =
            self.habits.get(&row.company).is_some_and(|habits| habits.is_before_orders(row));
        let mut found = match book_of(&mut self.books, row) {
            Some(book) => book.control(&billing),
            // Whoever orders, orders everything that an invoice names an order for.
            None if self.habits.get(&row.company).is_some_and(|habits| habits.orders)
                && !billing.orders.is_empty() =>
            {
                Book::default().control(&billing)
            }
            None => Vec::new(),
        };
        // An invoice from before the company kept orders has none that anybody could know.
        found.retain(|found| !(before && found.code() == NO_ORDER.code));
        found
    }
}

/// What delivery notes say before any is counted.
struct Ahead {
    /// What was counted on arrival: it is not counted from its delivery note again.
    counted: HashSet<Sent>,
    /// The orders that the contact's own notes name.
    orders: BTreeSet<String>,
    /// Whose notes they are.
    companies: BTreeSet<String>,
    /// The documents of notes with a quantity that reads two ways.
    unclear: Vec<i64>,
}

impl Ahead {
    async fn of(store: &Store, whose: Whose<'_>, until: Option<Date>) -> Stored<Ahead> {
        let (counted, orders, companies, unclear) = Default::default();
        let mut ahead = Ahead { counted, orders, companies, unclear };
        let look = |row: DeliveryRow| {
            if came_by(&row, until) {
                ahead.look(row, whose.contact);
            }
        };
        store.each_delivery_note(whose, look).await?;
        Ok(ahead)
    }

    fn look(&mut self, row: DeliveryRow, contact: Option<i64>) {
        if contact.is_some() && row.contact_id == contact {
            let named = row.note.lines.iter();
            let named = named
                .filter_map(|line| line.order_number.as_ref().or(row.note.order_number.as_ref()));
            self.orders.extend(named.cloned());
        }
        if !self.companies.contains(&row.company) {
            self.companies.insert(row.company.clone());
        }
        if row.note.lines.iter().any(|line| line.other_quantity.is_some()) {
            self.unclear.push(row.document_id);
        }
        if let Some(number) = row.note.despatch_number.filter(|_| row.note.receipt) {
            self.counted.insert((row.company, row.contact_id, number));
        }
    }

    /// Whether a note's goods count.
    fn counts(&self, row: &DeliveryRow) -> bool {
        let sent = || {
            let number = row.note.number.clone().unwrap_or_default();
            (row.company.clone(), row.contact_id, number)
        };
        row.note.receipt || self.counted.is_empty() || !self.counted.contains(&sent())
    }
}

/// Hands over the delivery notes whose goods count, by day.
pub(super) async fn each_that_counts(
    store: &Store,
    whose: Whose<'_>,
    mut take: impl FnMut(DeliveryRow),
) -> Stored<()> {
    let ahead = Ahead::of(store, whose, None).await?;
    let each = |row: DeliveryRow| {
        if ahead.counts(&row) {
            take(row);
        }
    };
    store.each_delivery_note(whose, each).await
}

fn came_by(row: &DeliveryRow, until: Option<Date>) -> bool {
    let day = row.note.delivery_date.or(row.note.date);
    until.is_none_or(|until| day.is_some_and(|day| day <= until))
}

fn billed_by(row: &BilledRow, until: Option<Date>) -> bool {
    until.is_none_or(|until| {
        row.status == "processed" && row.facts.date.is_some_and(|day| day <= until)
    })
}

/// Whether an invoice bills anything. One that corrects another (384) takes its place only when it
/// is booked, and what a person took back stands no more.
fn counts(row: &BilledRow) -> bool {
    let is_correction = !row.facts.corrects.is_empty() && !row.facts.credit;
    match row.status.as_str() {
        "processed" => true,
        "held" => !is_taken_back(row) && !is_correction,
        _ => false,
    }
}

fn book_of<'a>(books: &'a mut BTreeMap<Key, Book>, row: &BilledRow) -> Option<&'a mut Book> {
    books.get_mut(&(row.company.clone(), row.contact_id?, side_of(row)))
}

fn side_of(row: &BilledRow) -> OrderSide {
    if row.side == Side::Payable { OrderSide::Purchase } else { OrderSide::Sales }
}

/// The books by contact, and what answers to orders say otherwise, by their documents.
fn books(
    orders: &[OrderRow],
    messages: &[OrderRow],
    (rules, agreed): (impl Fn(&Key) -> Rules, impl Fn(i64) -> bool),
) -> (BTreeMap<Key, Book>, BTreeMap<i64, Vec<Found>>) {
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
    let mut otherwise: BTreeMap<i64, Vec<Found>> = BTreeMap::new();
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
        let about: Vec<&OrderRow> = about.copied().collect();
        let said =
            |row: &&OrderRow| Said { message: row.order.clone(), agreed: agreed(row.document_id) };
        let InForce { lines: now, told } =
            in_force(&row.order, &about.iter().map(said).collect::<Vec<_>>());
        lines.entry((row.company.clone(), contact, row.order.side)).or_default().extend(now);
        for (said, told) in about.iter().zip(told) {
            otherwise.entry(said.document_id).or_default().extend(told);
        }
    }
    let book = |(key, lines)| {
        let rules = rules(&key);
        (key, Book::new(lines, rules))
    };
    (lines.into_iter().map(book).collect(), otherwise)
}

pub(super) fn delivered(row: &DeliveryRow) -> Vec<Delivered> {
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
            other_quantity: line.other_quantity,
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
            orders: line.order_number.into_iter().collect(),
            notes: line.delivery_note_number.into_iter().collect(),
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
