//! The ordered lines of one company and one vendor (or customer) with what came and what was billed of each.

use super::credits::PriceCredit;
use super::goods::{Agreement, number_key};
use super::{Billed, Delivered, Goods, Ordered, Rules};
use crate::domain::Unit;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::HashMap;

/// An ordered line and its sums, in the unit of the order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OrderLineState {
    /// What was ordered.
    pub ordered: Ordered,
    /// What came, less what went back.
    pub delivered: Decimal,
    /// What was billed, less what was credited.
    pub invoiced: Decimal,
    /// What went back, unsigned; part of `delivered` already.
    pub returned: Decimal,
    /// What credit notes that come later will take off again.
    pub to_credit: Decimal,
    /// The last of those credit notes.
    pub(super) crediting: Option<String>,
    /// Credits of this line that take no goods back.
    pub(super) price_credits: Vec<PriceCredit>,
    /// The day of the last delivery.
    pub last_delivery: Option<Date>,
    /// The day of the last invoice.
    pub last_invoice: Option<Date>,
}

/// What became of a line of a delivery note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Counted to this ordered line.
    To(usize),
    /// Of this ordered line, but nobody has said how many of its units one of the delivered is.
    UnitUnknown(usize),
    /// No ordered line is about these goods.
    Nowhere,
}

impl OrderLineState {
    /// What is still to come; nothing of a blanket order.
    pub fn open(&self) -> Decimal {
        (self.ordered.quantity.unwrap_or(self.delivered) - self.delivered).max(Decimal::ZERO)
    }
}

/// All lines, found by order, by delivery note and by the numbers of the goods.
#[derive(Debug, Default)]
pub struct Book {
    lines: Vec<OrderLineState>,
    by_order: HashMap<String, Vec<usize>>,
    by_note: HashMap<String, Vec<usize>>,
    by_goods: HashMap<String, Vec<usize>>,
    /// Credits in one sum, by the number of the invoice that they correct.
    pub(super) corrected: HashMap<String, Vec<PriceCredit>>,
    pub(super) rules: Rules,
}

/// How many lines of a vendor are looked through for one that names neither order nor number.
const MOST_LOOKED_THROUGH: usize = 500;

impl Book {
    /// The lines in force of all orders.
    pub fn new(ordered: Vec<Ordered>, rules: Rules) -> Book {
        let mut book = Book { rules, ..Book::default() };
        for line in ordered {
            let at = book.lines.len();
            book.by_order.entry(number_key(&line.order)).or_default().push(at);
            for key in line.goods.keys() {
                book.by_goods.entry(key).or_default().push(at);
            }
            book.lines.push(OrderLineState { ordered: line, ..OrderLineState::default() });
        }
        book
    }

    /// The lines with their sums.
    pub fn lines(&self) -> &[OrderLineState] {
        &self.lines
    }

    pub(super) fn line(&self, at: usize) -> Option<&OrderLineState> {
        self.lines.get(at)
    }

    pub(super) fn line_mut(&mut self, at: usize) -> Option<&mut OrderLineState> {
        self.lines.get_mut(at)
    }

    /// True when one of these orders is known.
    pub(super) fn knows(&self, orders: &[String]) -> bool {
        orders.iter().any(|order| self.by_order.contains_key(&number_key(order)))
    }

    /// True when no line was ordered.
    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// A credit note that was announced is counted now.
    pub(super) fn credit_came(&mut self, at: usize, quantity: Decimal, announced: bool) {
        if let Some(line) = self.lines.get_mut(at).filter(|_| announced) {
            line.to_credit = (line.to_credit - quantity).max(Decimal::ZERO);
        }
    }

    pub(super) fn bill(&mut self, at: usize, quantity: Decimal, date: Option<Date>) {
        if let Some(line) = self.lines.get_mut(at) {
            line.invoiced += quantity;
            line.last_invoice = line.last_invoice.max(date);
        }
    }

    /// Counts a line of a delivery note. What came beyond the order of its own line goes to another line of the same goods in the same
    /// order, where one is open.
    pub fn deliver(&mut self, delivered: &Delivered) -> Counted {
        let orders: Vec<String> = delivered.order.iter().cloned().collect();
        let candidates = self.candidates(&orders, &[], &delivered.goods);
        let best = self.best(&candidates, &delivered.goods, delivered.order_line.as_deref(), |line| line.open() > Decimal::ZERO);
        let Some(at) = best else { return Counted::Nowhere };
        let Some(factor) = self.factor(at, delivered.unit.as_ref(), &delivered.goods) else { return Counted::UnitUnknown(at) };
        let Some(line) = self.lines.get_mut(at) else { return Counted::Nowhere };
        line.delivered += delivered.quantity * factor;
        line.returned -= (delivered.quantity * factor).min(Decimal::ZERO);
        line.last_delivery = line.last_delivery.max(delivered.date);
        let note = self.by_note.entry(number_key(&delivered.note)).or_default();
        if !note.contains(&at) {
            note.push(at);
        }
        Counted::To(at)
    }

    /// The lines that may be meant: those of the orders and notes named; where none is named or known, those of the same numbers,
    /// else the vendor's.
    pub(super) fn candidates(&self, orders: &[String], notes: &[String], goods: &Goods) -> Vec<usize> {
        let of = |index: &HashMap<String, Vec<usize>>, number: &String| index.get(&number_key(number)).cloned().unwrap_or_default();
        let mut named: Vec<usize> = orders.iter().flat_map(|order| of(&self.by_order, order)).collect();
        if named.is_empty() {
            named = notes.iter().flat_map(|note| of(&self.by_note, note)).collect();
        }
        if named.is_empty() && orders.is_empty() {
            named = goods.keys().iter().flat_map(|key| self.by_goods.get(key).cloned().unwrap_or_default()).collect();
            if named.is_empty() && self.lines.len() <= MOST_LOOKED_THROUGH {
                named = (0..self.lines.len()).collect();
            }
        }
        named.sort_unstable();
        named.dedup();
        named
    }

    /// The candidate that agrees best: by number, by description, by the line named; of equals one that `prefers`, the first.
    pub(super) fn best(
        &self,
        candidates: &[usize],
        goods: &Goods,
        order_line: Option<&str>,
        prefers: impl Fn(&OrderLineState) -> bool,
    ) -> Option<usize> {
        let scored = candidates.iter().filter_map(|at| {
            let line = self.lines.get(*at)?;
            let agreement = goods.agrees(&line.ordered.goods);
            let named = order_line.is_some() && order_line.map(number_key) == line.ordered.line.as_deref().map(number_key);
            let meant = match agreement {
                Agreement::SameNumber | Agreement::SameWords => true,
                Agreement::Similar | Agreement::Unknown => named || agreement == Agreement::Similar,
                Agreement::Contradict => false,
            };
            meant.then_some(((agreement, named, prefers(line)), std::cmp::Reverse(*at)))
        });
        scored.max().map(|(_, std::cmp::Reverse(at))| at)
    }

    /// The line that an order's line number names, whatever the goods.
    pub(super) fn numbered(&self, candidates: &[usize], order_line: Option<&str>) -> Option<usize> {
        let wanted = number_key(order_line?);
        let named =
            |at: &&usize| self.lines.get(**at).and_then(|line| line.ordered.line.as_deref()).is_some_and(|line| number_key(line) == wanted);
        candidates.iter().find(named).copied()
    }

    /// How many units of the order one of these units is; `None` when nobody has said.
    pub(super) fn factor(&self, at: usize, unit: Option<&Unit>, goods: &Goods) -> Option<Decimal> {
        let ordered = &self.lines.get(at)?.ordered;
        let (Some(from), Some(to)) = (unit, ordered.unit.as_ref()) else { return Some(Decimal::ONE) };
        let keys: Vec<String> = goods.keys().into_iter().chain(ordered.goods.keys()).collect();
        from.in_terms_of(to).or_else(|| super::taught(&self.rules.taught, from, to, &keys))
    }
}

impl Billed {
    /// The net amount of the line: stated, else price by quantity.
    pub(super) fn amount(&self) -> Option<Decimal> {
        self.net.or_else(|| self.unit_price?.checked_mul(self.quantity?))
    }
}
