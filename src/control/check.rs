//! An invoice held against the book: each line against the ordered line it bills.

use super::book::Book;
use super::costs::{is_cost, is_discount, needs_no_receipt};
use super::credits::Excess;
use super::findings::{
    AMOUNT_ALONE, EXCEEDS_DELIVERY, EXCEEDS_ORDER, LINE_MISSING, LINES_UNKNOWN, NEVER_DELIVERED,
    NOT_DELIVERED, PRICE, PRICE_UNKNOWN, PRICE_UNSTATED, SUBSTITUTE, UNIT_UNKNOWN, UNPLANNED, VAT,
};
use super::goods::Agreement;
use super::told::{no_order, of, other_currency, said_in, words};
use super::{Billed, Billing, Found};
use crate::domain::unit::{Ratio, settled};
use crate::domain::{Currency, Unit};
use rust_decimal::{Decimal, dec};

/// A line's price is rounded to the cent.
const ROUNDING: Decimal = dec!(0.02);

/// What holding one line against the book gave.
pub(super) struct LineChecked {
    pub(super) found: Vec<Found>,
    /// By how much the price is above the ordered one, on the whole line, where that is all that is
    /// wrong with it.
    above: Decimal,
    /// How many of the order's units are billed, and for how much.
    whole: Option<(Decimal, Decimal)>,
    /// The line's number.
    number: String,
    /// The ordered lines that it was held against.
    lines: Vec<usize>,
}

impl Book {
    /// Controls an invoice and counts what it bills. Nothing found: it is approved.
    pub fn control(&mut self, billing: &Billing) -> Vec<Found> {
        let unknown = !billing.orders.is_empty() && !self.knows(&billing.orders);
        let of_note = |book: &Book| {
            billing
                .lines
                .iter()
                .any(|line| !book.candidates(&[], &billing.notes, &line.goods).is_empty())
        };
        if self.is_empty() || unknown && (billing.notes.is_empty() || !of_note(self)) {
            return if billing.credit { Vec::new() } else { vec![no_order(billing)] };
        }
        let billing = &self.with_discount_lines(billing);
        if !billing.credit {
            self.announce(billing);
        }
        let (mut found, mut costs, mut goods, mut above, mut met) =
            (Vec::new(), billing.charges, Decimal::ZERO, Decimal::ZERO, 0);
        let mut excesses = Vec::new();
        // What the invoice itself takes back is counted before its other lines are judged.
        let mut lines: Vec<(usize, &Billed)> = billing.lines.iter().enumerate().collect();
        lines.sort_by_key(|(_, line)| {
            line.quantity.is_none_or(|quantity| quantity >= Decimal::ZERO)
        });
        for (at, line) in lines {
            let amount = line.amount().unwrap_or_default();
            match self.meant(billing, line) {
                Some(meant) => {
                    let checked = self.line_checked(meant, billing, line, at);
                    above += checked.above;
                    found.extend(checked.found);
                    excesses.push((
                        checked.number,
                        Excess { lines: checked.lines, much: checked.above, whole: checked.whole },
                    ));
                    goods += amount;
                    met += 1;
                }
                None if is_cost(line) => costs += amount,
                None if amount <= Decimal::ZERO || billing.credit => {}
                None => {
                    goods += amount;
                    found.push(self.missing(billing, line, at));
                }
            }
        }
        if billing.lines.is_empty()
            && !billing.credit
            && !(billing.orders.is_empty() && billing.notes.is_empty())
        {
            return vec![Found {
                line: None,
                expected: None,
                actual: None,
                finding: LINES_UNKNOWN.found(),
                settled: None,
            }];
        }
        if met == 0
            && billing.orders.is_empty()
            && billing.notes.is_empty()
            && !billing.credit
            && !billing.lines.is_empty()
        {
            return vec![no_order(billing)];
        }
        if above <= self.rules.tolerances.small_difference {
            found.retain(|found| !std::ptr::eq(found.finding.kind, &PRICE));
        }
        self.settle(billing, &mut found, &excesses);
        let limit = goods * self.rules.tolerances.freight_percent / Decimal::ONE_HUNDRED;
        if costs > limit && !billing.credit {
            found.push(of(&UNPLANNED, None, Some(limit.round_dp(2)), Some(costs), ""));
        }
        found
    }

    /// The ordered line that a billed one is about.
    pub(super) fn meant(&self, billing: &Billing, line: &Billed) -> Option<usize> {
        let orders = self.known_orders(billing, line);
        let candidates = self.candidates(orders, billing.notes_of(line), &line.goods);
        // What is left to bill comes before the price: an order billed in full is not meant because
        // the price was once the same.
        let left = |at: usize, state: &super::OrderLineState| {
            let is_price = state.ordered.unit_price == line.unit_price
                || state.ordered.unit_price == self.price(at, billing, line);
            (state.invoiced < state.ordered.quantity.unwrap_or(Decimal::MAX), is_price)
        };
        let best = self.best(&candidates, &line.goods, line.order_line.as_deref(), left);
        let plain = |line: &&Billed| !is_cost(line);
        let alone = || match candidates.as_slice() {
            // One thing ordered, one thing billed, and nothing contradicts.
            [only]
                if billing.lines.iter().filter(plain).count() == 1
                    && !is_cost(line)
                    && !orders.is_empty() =>
            {
                let ordered = &self.line(*only)?.ordered;
                let unnamed = line.goods.agrees(&ordered.goods) == Agreement::Unknown
                    && line.amount().is_some();
                (unnamed
                    && ordered.unit_price.is_some()
                    && ordered.unit_price == self.price(*only, billing, line))
                .then_some(*only)
            }
            _ => None,
        };
        best.or_else(alone)
    }

    /// The ordered lines that a billed one may be about as well as about this one: of the same
    /// goods on the same terms.
    fn same_terms(&self, at: usize, billing: &Billing, line: &Billed) -> Vec<usize> {
        let orders = self.known_orders(billing, line);
        let candidates = self.candidates(orders, billing.notes_of(line), &line.goods);
        self.interchangeable(&candidates, at, |one, other| {
            one.unit_price == other.unit_price && one.vat_rate == other.vat_rate
        })
    }

    /// The same invoice with what lines of their own take off the whole counted as a discount on
    /// it.
    fn with_discount_lines(&self, billing: &Billing) -> Billing {
        let amount = |line: &Billed| line.amount().unwrap_or_default();
        let is_off = |line: &&Billed| {
            amount(line) < Decimal::ZERO && is_discount(line) && self.meant(billing, line).is_none()
        };
        let off: Decimal = billing.lines.iter().filter(is_off).map(amount).sum();
        let goods: Decimal = billing
            .lines
            .iter()
            .filter(|line| !is_cost(line))
            .map(amount)
            .filter(|amount| *amount > Decimal::ZERO)
            .sum();
        let share = if billing.credit { None } else { off.abs().checked_div(goods) };
        let kept = (Decimal::ONE - billing.discount)
            * (Decimal::ONE - share.unwrap_or_default().min(Decimal::ONE));
        Billing { discount: Decimal::ONE - kept, ..billing.clone() }
    }

    /// Why a billed line is in no order.
    fn missing(&self, billing: &Billing, line: &Billed, at: usize) -> Found {
        let orders = self.known_orders(billing, line);
        let candidates = self.candidates(orders, billing.notes_of(line), &line.goods);
        let there =
            self.numbered(&candidates, line.order_line.as_deref()).and_then(|at| self.line(at));
        let number = line.id.clone().unwrap_or_else(|| (at + 1).to_string());
        let (kind, expected) = match there {
            Some(there) => (&SUBSTITUTE, Some(there.ordered.goods.label())),
            None => (&LINE_MISSING, None),
        };
        let finding = kind
            .found()
            .with("line", &number)
            .with("goods", line.goods.label())
            .with("expected", expected.clone().unwrap_or_default());
        Found {
            line: Some(number),
            expected,
            actual: Some(line.goods.label()),
            finding,
            settled: None,
        }
    }

    /// The billed price for one unit of the order, the discount of the whole taken off.
    fn price(&self, at: usize, billing: &Billing, line: &Billed) -> Option<Decimal> {
        let quantity = line.quantity? * self.factor(at, line.unit.as_ref(), &line.goods)?;
        let amount = line.amount()? * (Decimal::ONE - billing.discount);
        amount.checked_div(quantity).map(|price| price.round_dp(10).normalize())
    }

    fn line_checked(
        &mut self,
        at: usize,
        billing: &Billing,
        line: &Billed,
        position: usize,
    ) -> LineChecked {
        let number = line.id.clone().unwrap_or_else(|| (position + 1).to_string());
        let lines = self.same_terms(at, billing, line);
        let mut checked = LineChecked {
            found: Vec::new(),
            above: Decimal::ZERO,
            whole: None,
            number: number.clone(),
            lines: lines.clone(),
        };
        let Some(state) = self.together(&lines) else { return checked };
        let Some(factor) = self.factor(at, line.unit.as_ref(), &line.goods) else {
            let code =
                |unit: Option<&Unit>| unit.map(|unit| unit.code().to_owned()).unwrap_or_default();
            let (expected, actual) = (code(state.unit()), code(line.unit.as_ref()));
            let finding = UNIT_UNKNOWN
                .found()
                .with("line", &number)
                .with_value("how", said_in(state.ordered.unit.as_ref()))
                .with_value("expected", words(state.unit()));
            let finding = finding.with_value("actual", words(line.unit.as_ref()));
            checked.found.push(Found {
                line: Some(number),
                expected: Some(expected),
                actual: Some(actual),
                finding,
                settled: None,
            });
            return checked;
        };
        self.counts_in(&lines, line.unit.as_ref());
        let Some(quantity) = self.quantity(&state, billing, line, factor) else {
            checked.found.push(of(&AMOUNT_ALONE, Some(&number), None, line.amount(), ""));
            return checked;
        };
        // A line that bills all that was ordered without saying how much has the price ordered.
        let price = self
            .price(at, billing, line)
            .or(state.ordered.unit_price.filter(|_| line.quantity.is_none()));
        if billing.credit || quantity < Decimal::ZERO {
            if let Some((at, quantity)) = self.credited(billing, line) {
                let lines = self.same_terms(at, billing, line);
                self.bill(&lines, -quantity, billing.date);
                self.credit_notes(billing, line, at, quantity);
                self.credit_came(at, if billing.credit { quantity } else { Decimal::ZERO });
            }
            return checked;
        }
        checked.whole = line.amount().map(|amount| (quantity, amount));
        self.quantities(&state, &number, quantity, &mut checked);
        self.beyond_notes((at, &state, &number), (billing, line), quantity, &mut checked);
        let (ordered_in, billed_in) = (
            state.ordered.currency.unwrap_or(Currency::EUR),
            billing.currency.unwrap_or(Currency::EUR),
        );
        if ordered_in == billed_in {
            self.prices(&state, &number, price, quantity, &mut checked);
        } else {
            checked.found.push(other_currency(
                &number,
                (state.ordered.unit_price, ordered_in),
                (price, billed_in),
            ));
        }
        if let (Some(ordered), Some(billed)) = (state.ordered.vat_rate, line.vat_rate)
            && ordered != billed
        {
            checked.found.push(of(&VAT, Some(&number), Some(ordered), Some(billed), ""));
        }
        self.bill(&lines, quantity, billing.date);
        self.bill_notes(billing, line, at, quantity);
        checked
    }

    /// How much of the order a line bills, in the order's unit; a line without a quantity that asks
    /// for the price of all that was ordered bills all of it. `None` where an amount is asked for
    /// and nothing says for how much.
    fn quantity(
        &self,
        state: &super::OrderLineState,
        billing: &Billing,
        line: &Billed,
        factor: Ratio,
    ) -> Option<Decimal> {
        let quantity = line.quantity.unwrap_or_default() * factor;
        let amount = line.amount().map(|amount| amount * (Decimal::ONE - billing.discount));
        if billing.credit
            || quantity > Decimal::ZERO
            || amount.is_some_and(|amount| amount <= Decimal::ZERO)
        {
            return Some(quantity);
        }
        let whole = state
            .ordered
            .quantity
            .zip(state.ordered.unit_price)
            .map(|(ordered, price)| ordered * price);
        let is_whole =
            whole.zip(amount).is_some_and(|(whole, amount)| (whole - amount).abs() <= ROUNDING);
        state.ordered.quantity.filter(|_| line.quantity.is_none() && is_whole)
    }

    /// The ordered line that a credited one takes off, and how much. A credit at a lower price pays
    /// back a difference in price; the goods stay.
    pub(super) fn credited(&self, billing: &Billing, line: &Billed) -> Option<(usize, Decimal)> {
        let at = self.meant(billing, line)?;
        let ordered = self.line(at)?.ordered.unit_price;
        let price = self.price(at, billing, line);
        let quantity = line.quantity? * self.factor(at, line.unit.as_ref(), &line.goods)?;
        (price.is_none() || ordered.is_none() || price >= ordered).then_some((at, quantity.abs()))
    }

    /// The orders that a line of an invoice names, where one of them is known.
    fn known_orders<'b>(&self, billing: &'b Billing, line: &'b Billed) -> &'b [String] {
        let orders = billing.orders_of(line);
        if self.knows(orders) { orders } else { &[] }
    }

    fn quantities(
        &self,
        state: &super::OrderLineState,
        number: &str,
        quantity: Decimal,
        checked: &mut LineChecked,
    ) {
        let tolerances = &self.rules.tolerances;
        let worth = |quantity: Decimal| state.ordered.unit_price.map(|price| price * quantity);
        let total = settled(state.invoiced + quantity);
        let mut counted = total;
        if let Some(ordered) = state.ordered.quantity.filter(|ordered| total > *ordered)
            && !tolerances.quantity.allows(total - ordered, ordered, worth(total - ordered))
        {
            let left = (ordered - state.invoiced).max(Decimal::ZERO);
            checked.found.push(of(&EXCEEDS_ORDER, Some(number), Some(left), Some(quantity), ""));
            // What is billed beyond the order is told; whether the rest came is another question.
            let more = Decimal::ONE
                + tolerances.quantity.percent.unwrap_or_default() / Decimal::ONE_HUNDRED;
            counted = total.min(ordered * more);
        }
        // What went back and is credited later was there when it was billed.
        let missing = settled(counted - state.delivered - state.returned.min(state.to_credit));
        if needs_no_receipt(state.ordered.unit.as_ref())
            || missing <= Decimal::ZERO
            || tolerances.undelivered.allows(missing, counted, worth(missing))
        {
            return;
        }
        if state.delivered <= Decimal::ZERO {
            let kind = if self.rules.never_counted { &NEVER_DELIVERED } else { &NOT_DELIVERED };
            checked.found.push(of(kind, Some(number), Some(Decimal::ZERO), Some(quantity), ""));
        } else {
            let left = (state.delivered - state.invoiced).max(Decimal::ZERO);
            checked.found.push(of(&EXCEEDS_DELIVERY, Some(number), Some(left), Some(quantity), ""));
        }
    }

    fn prices(
        &self,
        state: &super::OrderLineState,
        number: &str,
        price: Option<Decimal>,
        quantity: Decimal,
        checked: &mut LineChecked,
    ) {
        let Some(price) = price else {
            checked.found.push(of(
                &PRICE_UNSTATED,
                Some(number),
                state.ordered.unit_price,
                None,
                "",
            ));
            return;
        };
        let Some(ordered) = state.ordered.unit_price else {
            checked.found.push(of(&PRICE_UNKNOWN, Some(number), None, Some(price), ""));
            return;
        };
        let over = (price - ordered) * quantity;
        if over <= ROUNDING
            || self.rules.tolerances.price.allows(price - ordered, ordered, Some(over))
        {
            return;
        }
        checked.above = over;
        checked.found.push(of(&PRICE, Some(number), Some(ordered), Some(price), ""));
    }
}
