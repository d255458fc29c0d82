//! The ordered lines of one company and one vendor (or customer) with what came and what was billed
//! of each.

use super::credits::{PriceCredit, WholeCredit};
use super::goods::{Agreement, number_key};
use super::of_notes::OfNote;
use super::{Billed, Delivered, Goods, Ordered, Rules};
use crate::domain::Unit;
use crate::domain::unit::{Ratio, settled};
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
    /// Credits of this line that take goods back, with what is paid back for them.
    pub(super) whole_credits: Vec<WholeCredit>,
    /// The unit in which it was counted first, where the order names none.
    pub(super) counted_in: Option<Unit>,
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
    /// The unit of its quantities: the order's, else the one that it was counted in first.
    pub fn unit(&self) -> Option<&Unit> {
        self.ordered.unit.as_ref().or(self.counted_in.as_ref())
    }

    /// What is still to come; nothing of a blanket order.
    pub fn open(&self) -> Decimal {
        settled(self.ordered.quantity.unwrap_or(self.delivered) - self.delivered).max(Decimal::ZERO)
    }
}

/// All lines, found by order, by delivery note and by the numbers of the goods.
#[derive(Debug, Default)]
pub struct Book {
    lines: Vec<OrderLineState>,
    by_order: HashMap<String, Vec<usize>>,
    by_note: HashMap<String, Vec<usize>>,
    by_goods: HashMap<String, Vec<usize>>,
    /// What each delivery note brought.
    pub(super) of_notes: HashMap<String, Vec<OfNote>>,
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
    pub(super) fn credit_came(&mut self, at: usize, quantity: Decimal) {
        if let Some(line) = self.lines.get_mut(at) {
            line.to_credit = (line.to_credit - quantity).max(Decimal::ZERO);
        }
    }

    /// Counts what is billed (negative: credited) over lines of the same goods; what none of them
    /// has room for stays with the first.
    pub(super) fn bill(&mut self, lines: &[usize], quantity: Decimal, date: Option<Date>) {
        let room = |line: &OrderLineState, left: Decimal| match left > Decimal::ZERO {
            true => line.ordered.quantity.map_or(left, |ordered| ordered - line.invoiced),
            false => line.invoiced,
        };
        self.spread(lines, quantity, room, |line, part| {
            line.invoiced = settled(line.invoiced + part);
            line.last_invoice = line.last_invoice.max(date);
        });
    }

    /// Gives each of these lines what it has room for, in their order, and the first one the rest.
    fn spread(
        &mut self,
        lines: &[usize],
        quantity: Decimal,
        room: impl Fn(&OrderLineState, Decimal) -> Decimal,
        mut give: impl FnMut(&mut OrderLineState, Decimal),
    ) {
        let mut left = quantity;
        for at in lines.iter().filter(|_| lines.len() > 1) {
            let Some(line) = self.lines.get_mut(*at) else { continue };
            let part = room(line, left).max(Decimal::ZERO).min(left.abs());
            if !part.is_zero() {
                let signed = if left < Decimal::ZERO { -part } else { part };
                give(line, signed);
                left = settled(left - signed);
            }
        }
        if let Some(line) =
            lines.first().and_then(|at| self.lines.get_mut(*at)).filter(|_| !left.is_zero())
        {
            give(line, left);
        }
    }

    /// The line and those of the candidates that nothing but their number tells from it: of the
    /// same goods and unit, and `alike`.
    pub(super) fn interchangeable(
        &self,
        candidates: &[usize],
        at: usize,
        alike: impl Fn(&Ordered, &Ordered) -> bool,
    ) -> Vec<usize> {
        let mut lines = vec![at];
        let Some(own) =
            self.lines.get(at).map(|line| &line.ordered).filter(|own| own.quantity.is_some())
        else {
            return lines;
        };
        let same = |other: &Ordered| {
            own.quantity.is_some()
                && other.quantity.is_some()
                && own.unit == other.unit
                && own.goods.is(&other.goods)
                && alike(own, other)
        };
        lines.extend(candidates.iter().filter(|other| {
            **other != at && self.lines.get(**other).is_some_and(|line| same(&line.ordered))
        }));
        lines
    }

    /// Lines of the same goods as one.
    pub(super) fn together(&self, lines: &[usize]) -> Option<OrderLineState> {
        let mut all = lines.iter().filter_map(|at| self.lines.get(*at));
        let mut sum = all.next()?.clone();
        for line in all {
            sum.ordered.quantity =
                sum.ordered.quantity.zip(line.ordered.quantity).map(|(one, other)| one + other);
            sum.delivered += line.delivered;
            sum.invoiced += line.invoiced;
            sum.returned += line.returned;
            sum.to_credit += line.to_credit;
            sum.crediting = sum.crediting.take().or_else(|| line.crediting.clone());
        }
        Some(sum)
    }

    /// Whether the other reading of a delivered quantity is what the order says, and the one taken
    /// is not.
    pub fn other_fits(&self, delivered: &Delivered) -> Option<Decimal> {
        let other = delivered.other_quantity?;
        let orders: Vec<String> = delivered.order.iter().cloned().collect();
        let candidates = self.candidates(&orders, &[], &delivered.goods);
        let at = self.best(
            &candidates,
            &delivered.goods,
            delivered.order_line.as_deref(),
            |_, line| line.open() > Decimal::ZERO,
        )?;
        let (line, factor) =
            (self.lines.get(at)?, self.factor(at, delivered.unit.as_ref(), &delivered.goods)?);
        let (one, other_one) = (delivered.quantity * factor, other * factor);
        let ordered = line.ordered.quantity?;
        let is_it = |quantity: Decimal| quantity == ordered || quantity == line.open();
        let beyond = one > line.open() && other_one <= line.open();
        (!is_it(one) && (is_it(other_one) || beyond)).then_some(other)
    }

    /// Whether more of an ordered line has come than its vendor may deliver unasked.
    pub fn beyond_order(&self, at: usize) -> Option<&OrderLineState> {
        let line = self.lines.get(at)?;
        let ordered = line.ordered.quantity?;
        let over = line.delivered - ordered;
        let worth = line.ordered.unit_price.map(|price| price * over);
        let is_let_pass = self.rules.tolerances.quantity.allows(over, ordered, worth);
        (over > Decimal::ZERO && !is_let_pass).then_some(line)
    }

    /// Counts a line of a delivery note. What came beyond the order of its line goes to other lines
    /// of the same goods that are open, unless the note names the line.
    pub fn deliver(&mut self, delivered: &Delivered) -> Counted {
        let orders: Vec<String> = delivered.order.iter().cloned().collect();
        let candidates = self.candidates(&orders, &[], &delivered.goods);
        let back = delivered.quantity < Decimal::ZERO;
        let has_room = |line: &OrderLineState| {
            if back { line.delivered > Decimal::ZERO } else { line.open() > Decimal::ZERO }
        };
        let Some(at) =
            self.best(&candidates, &delivered.goods, delivered.order_line.as_deref(), |_, line| {
                has_room(line)
            })
        else {
            return Counted::Nowhere;
        };
        let Some(factor) = self.factor(at, delivered.unit.as_ref(), &delivered.goods) else {
            return Counted::UnitUnknown(at);
        };
        let named = delivered.order_line.is_some();
        let lines =
            if named { vec![at] } else { self.interchangeable(&candidates, at, |_, _| true) };
        self.counts_in(&lines, delivered.unit.as_ref());
        let mut counted = vec![at];
        for at in &lines {
            counted.extend(self.lines.get(*at).filter(|line| has_room(line)).map(|_| *at));
        }
        let room = |line: &OrderLineState, left: Decimal| {
            if left > Decimal::ZERO { line.open() } else { line.delivered }
        };
        let there = |book: &Book| -> Vec<Decimal> {
            let line = |at: &usize| book.lines.get(*at).map_or(Decimal::ZERO, |it| it.delivered);
            lines.iter().map(line).collect()
        };
        let before = there(self);
        self.spread(&lines, delivered.quantity * factor, room, |line, part| {
            line.delivered = settled(line.delivered + part);
            line.returned -= part.min(Decimal::ZERO);
            line.last_delivery = line.last_delivery.max(delivered.date);
        });
        for ((at, before), now) in lines.iter().zip(before).zip(there(self)) {
            if now != before {
                self.note_came(&delivered.note, *at, now - before);
            }
        }
        let note = self.by_note.entry(number_key(&delivered.note)).or_default();
        counted.retain(|at| !note.contains(at));
        note.extend(counted);
        note.sort_unstable();
        note.dedup();
        Counted::To(at)
    }

    /// The lines that may be meant: those of the orders and notes named; where none is named or
    /// known, those of the same numbers, else the vendor's.
    pub(super) fn candidates(
        &self,
        orders: &[String],
        notes: &[String],
        goods: &Goods,
    ) -> Vec<usize> {
        let of = |index: &HashMap<String, Vec<usize>>, number: &String| {
            index.get(&number_key(number)).cloned().unwrap_or_default()
        };
        let mut named: Vec<usize> =
            orders.iter().flat_map(|order| of(&self.by_order, order)).collect();
        if named.is_empty() {
            named = notes.iter().flat_map(|note| of(&self.by_note, note)).collect();
        }
        if named.is_empty() && orders.is_empty() {
            named = goods
                .keys()
                .iter()
                .flat_map(|key| self.by_goods.get(key).cloned().unwrap_or_default())
                .collect();
            if named.is_empty() && self.lines.len() <= MOST_LOOKED_THROUGH {
                named = (0..self.lines.len()).collect();
            }
        }
        named.sort_unstable();
        named.dedup();
        named
    }

    /// The candidate that agrees best: by number, by description, by the line named; of equals the
    /// one `preferred` most, the first.
    pub(super) fn best<Rank: Ord>(
        &self,
        candidates: &[usize],
        goods: &Goods,
        order_line: Option<&str>,
        preferred: impl Fn(usize, &OrderLineState) -> Rank,
    ) -> Option<usize> {
        let (marks, wanted) = (goods.marks(), order_line.map(number_key));
        let scored = candidates.iter().filter_map(|at| {
            let line = self.lines.get(*at)?;
            let agreement = marks.agrees(&line.ordered.goods.marks());
            let named = wanted.is_some() && wanted == line.ordered.line.as_deref().map(number_key);
            let meant = match agreement {
                Agreement::SameNumber | Agreement::SameWords => true,
                Agreement::Similar | Agreement::Unknown => named || agreement == Agreement::Similar,
                Agreement::Contradict => false,
            };
            meant.then_some(((agreement, named, preferred(*at, line)), std::cmp::Reverse(*at)))
        });
        scored.max().map(|(_, std::cmp::Reverse(at))| at)
    }

    /// The line that an order's line number names, whatever the goods.
    pub(super) fn numbered(&self, candidates: &[usize], order_line: Option<&str>) -> Option<usize> {
        let wanted = number_key(order_line?);
        let named = |at: &&usize| {
            self.lines
                .get(**at)
                .and_then(|line| line.ordered.line.as_deref())
                .is_some_and(|line| number_key(line) == wanted)
        };
        candidates.iter().find(named).copied()
    }

    /// How many units of the order one of these units is; `None` when nobody has said.
    pub(super) fn factor(&self, at: usize, unit: Option<&Unit>, goods: &Goods) -> Option<Ratio> {
        let line = self.lines.get(at)?;
        let (Some(from), Some(to)) = (unit, line.unit()) else { return Some(Ratio::ONE) };
        let keys: Vec<String> = goods.keys().into_iter().chain(line.ordered.goods.keys()).collect();
        let told = from.ratio_to(to).or_else(|| super::taught(&self.rules.taught, from, to, &keys));
        // Of an order without a unit only two that are known contradict each other.
        let either = line.ordered.unit.is_none() && !(from.is_known() && to.is_known());
        told.or(either.then_some(Ratio::ONE))
    }

    /// Notes in which unit these lines are counted, where their order names none.
    pub(super) fn counts_in(&mut self, lines: &[usize], unit: Option<&Unit>) {
        for at in lines {
            let line = self.lines.get_mut(*at).filter(|line| line.ordered.unit.is_none());
            if let Some((line, unit)) = line.zip(unit) {
                line.counted_in.get_or_insert_with(|| unit.clone());
            }
        }
    }
}

impl Billed {
    /// The net amount of the line: stated, else price by quantity.
    pub(super) fn amount(&self) -> Option<Decimal> {
        self.net.or_else(|| self.unit_price?.checked_mul(self.quantity?))
    }
}
