//! The lines of an order in force: as ordered, with the buyer's changes and what the seller
//! confirmed. A change replaces; a confirmation sets the day and takes declined lines out, and what
//! it says otherwise of quantity and price is told ([`InForce::told`]) and counts when the buyer has
//! agreed to it.

use super::findings::{
    CONFIRMED_DECLINED, CONFIRMED_NOT_ORDERED, CONFIRMED_PRICE, CONFIRMED_QUANTITY, ORDER_REFUSED,
};
use super::told::confirmed;
use super::{Found, Goods, Ordered};
use crate::domain::{LineStatus, Order, OrderLine, OrderSide, OrderStage, Unit};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// A message about an order.
#[derive(Debug, Clone)]
pub struct Said {
    /// What it says.
    pub message: Order,
    /// The buyer has agreed to what it says otherwise than the order.
    pub agreed: bool,
}

/// An order with all that was said of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct InForce {
    /// Its lines.
    pub lines: Vec<Ordered>,
    /// Of each message what it says otherwise than the order before it.
    pub told: Vec<Vec<Found>>,
}

/// The lines in force of an order with the messages about it, in the order they came.
pub fn in_force(order: &Order, messages: &[Said]) -> InForce {
    let mut lines = order.lines.clone();
    let mut told = Vec::with_capacity(messages.len());
    for Said { message, agreed } in messages {
        let mut found = Vec::new();
        match message.stage {
            OrderStage::Cancellation => take_out(&mut lines),
            OrderStage::Refusal => {
                take_out(&mut lines);
                found.push(confirmed(&ORDER_REFUSED, None, (None, None), order.about()));
            }
            OrderStage::Change => message.lines.iter().for_each(|line| change(&mut lines, line)),
            OrderStage::Confirmation => found = confirm(&mut lines, message, *agreed),
            OrderStage::Order => lines = message.lines.clone(),
        }
        // What the company itself confirms to a customer is its own word.
        found.retain(|_| order.side == OrderSide::Purchase);
        told.push(found);
    }
    InForce { lines: lines.into_iter().map(|line| ordered(order, line)).collect(), told }
}

fn take_out(lines: &mut [OrderLine]) {
    lines.iter_mut().for_each(|line| line.quantity = Some(Decimal::ZERO));
}

/// The line of the order that a line of a message is about.
fn meant(lines: &[OrderLine], said: &OrderLine) -> Option<usize> {
    let number = said.order_line.as_ref().or(said.id.as_ref());
    let about = goods(said);
    let by_goods =
        |line: &OrderLine| about.agrees(&goods(line)) >= super::goods::Agreement::SameWords;
    let found = lines
        .iter()
        .position(|line| by_goods(line) && (number.is_none() || line.id.as_ref() == number));
    found.or_else(|| lines.iter().position(|line| number.is_some() && line.id.as_ref() == number))
}

fn is_declined(said: &OrderLine) -> bool {
    matches!(said.status, Some(LineStatus::Declined | LineStatus::Deleted))
}

/// What a buyer's change says of one line.
fn change(lines: &mut Vec<OrderLine>, said: &OrderLine) {
    let Some(line) = meant(lines, said).and_then(|at| lines.get_mut(at)) else {
        lines.push(said.clone());
        return;
    };
    if is_declined(said) {
        line.quantity = Some(Decimal::ZERO);
        return;
    }
    line.delivery_date = said.delivery_date.or(line.delivery_date);
    line.quantity = said.quantity.or(line.quantity);
    line.unit = said.unit.clone().or(line.unit.take());
    line.unit_price = said.unit_price.or(line.unit_price);
}

/// All that an answer says of one line: it may part it over several days.
struct Answer {
    declined: bool,
    /// In the order's unit; `None` where it is not stated or does not convert.
    quantity: Option<Decimal>,
    price: Option<Decimal>,
    day: Option<Date>,
}

/// What a seller's answer says of the lines; gives what it says otherwise.
fn confirm(lines: &mut Vec<OrderLine>, message: &Order, agreed: bool) -> Vec<Found> {
    let mut found = Vec::new();
    let about: Vec<Option<usize>> = message.lines.iter().map(|said| meant(lines, said)).collect();
    for at in 0..lines.len() {
        let own = message.lines.iter().zip(&about).filter(|(_, about)| **about == Some(at));
        let said: Vec<&OrderLine> = own.map(|(said, _)| said).collect();
        let Some(line) = lines.get_mut(at) else { continue };
        if let Some(answer) = answer(line, &said) {
            found.extend(answered(line, &answer, agreed));
        }
    }
    let more = message.lines.iter().zip(&about).filter(|(_, about)| about.is_none());
    for (said, _) in more {
        let much = said.quantity.filter(|quantity| !quantity.is_zero());
        if let Some(much) = much.filter(|_| !is_declined(said)) {
            let number = said.id.as_deref().or(said.order_line.as_deref());
            let label = goods(said).label();
            found.push(confirmed(&CONFIRMED_NOT_ORDERED, number, (None, Some(much)), &label));
            lines.extend(agreed.then(|| said.clone()));
        }
    }
    found
}

fn answer(line: &OrderLine, said: &[&OrderLine]) -> Option<Answer> {
    let kept: Vec<&OrderLine> = said.iter().copied().filter(|said| !is_declined(said)).collect();
    said.first()?;
    let quantity = kept.iter().try_fold(Decimal::ZERO, |sum, said| {
        sum.checked_add(said.quantity?.checked_mul(factor(line, said)?)?)
    });
    let price = kept.iter().find_map(|said| said.unit_price?.checked_div(factor(line, said)?));
    let day = kept.iter().filter_map(|said| said.delivery_date).max();
    let declined = kept.is_empty() || quantity.is_some_and(|quantity| quantity.is_zero());
    Some(Answer { declined, quantity, price, day })
}

/// How many of the ordered unit one of the answer's is.
fn factor(line: &OrderLine, said: &OrderLine) -> Option<Decimal> {
    let unit = |line: &OrderLine| line.unit.as_deref().and_then(Unit::read);
    match (unit(said), unit(line)) {
        (Some(from), Some(to)) => from.in_terms_of(&to),
        _ => Some(Decimal::ONE),
    }
}

fn answered(line: &mut OrderLine, answer: &Answer, agreed: bool) -> Vec<Found> {
    let (number, label) = (line.id.clone(), goods(line).label());
    let number = number.as_deref();
    let was_open = line.quantity.is_none_or(|quantity| !quantity.is_zero());
    if answer.declined {
        let told = (line.quantity, Some(Decimal::ZERO));
        line.quantity = Some(Decimal::ZERO);
        let found = was_open.then(|| confirmed(&CONFIRMED_DECLINED, number, told, &label));
        return found.into_iter().collect();
    }
    line.delivery_date = answer.day.or(line.delivery_date);
    let mut found = Vec::new();
    let other = |ordered: Option<Decimal>, said: Option<Decimal>| {
        ordered.zip(said).filter(|(one, other)| one.round_dp(4) != other.round_dp(4))
    };
    if let Some((one, other)) = other(line.quantity, answer.quantity) {
        let told = (Some(one), Some(other));
        found.push(confirmed(&CONFIRMED_QUANTITY, number, told, &label));
        line.quantity = Some(if agreed { other } else { one });
    }
    if let Some((one, other)) = other(line.unit_price, answer.price) {
        found.push(confirmed(&CONFIRMED_PRICE, number, (Some(one), Some(other)), &label));
        line.unit_price = Some(if agreed { other } else { one });
    }
    found
}

fn goods(line: &OrderLine) -> Goods {
    let OrderLine { article, buyer_article, gtin, description, .. } = line.clone();
    Goods { article, buyer_article, gtin, description }
}

fn ordered(order: &Order, line: OrderLine) -> Ordered {
    Ordered {
        order: order.about().to_owned(),
        goods: goods(&line),
        line: line.id,
        quantity: line.quantity,
        unit: line.unit.as_deref().and_then(Unit::read),
        unit_price: line.unit_price,
        currency: order.currency,
        vat_rate: line.vat_rate,
        date: order.date,
        due: line.delivery_date,
    }
}
