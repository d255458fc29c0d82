//! The lines of an order in force: as ordered, with the buyer's changes and what the seller
//! confirmed. A change replaces, a confirmation sets the day and takes declined lines out; a price
//! that only the seller names is not agreed.

use super::{Goods, Ordered};
use crate::domain::{LineStatus, Order, OrderLine, OrderStage, Unit};

/// The lines in force of an order with the messages about it, in the order they came.
pub fn in_force(order: &Order, messages: &[Order]) -> Vec<Ordered> {
    let mut lines = order.lines.clone();
    for message in messages {
        match message.stage {
            OrderStage::Cancellation => {
                lines.iter_mut().for_each(|line| line.quantity = Some(rust_decimal::Decimal::ZERO))
            }
            OrderStage::Change | OrderStage::Confirmation => {
                message.lines.iter().for_each(|line| say(&mut lines, message.stage, line))
            }
            OrderStage::Order => lines = message.lines.clone(),
        }
    }
    lines.into_iter().map(|line| ordered(order, line)).collect()
}

/// What a message says of one line.
fn say(lines: &mut Vec<OrderLine>, stage: OrderStage, said: &OrderLine) {
    let number = said.order_line.as_ref().or(said.id.as_ref());
    let about = goods(said);
    let by_goods =
        |line: &OrderLine| about.agrees(&goods(line)) >= super::goods::Agreement::SameWords;
    let found = lines
        .iter()
        .position(|line| by_goods(line) && (number.is_none() || line.id.as_ref() == number));
    let at = found
        .or_else(|| lines.iter().position(|line| number.is_some() && line.id.as_ref() == number));
    let Some(line) = at.and_then(|at| lines.get_mut(at)) else {
        if stage == OrderStage::Change {
            lines.push(said.clone());
        }
        return;
    };
    if matches!(said.status, Some(LineStatus::Declined | LineStatus::Deleted)) {
        line.quantity = Some(rust_decimal::Decimal::ZERO);
        return;
    }
    line.delivery_date = said.delivery_date.or(line.delivery_date);
    if stage == OrderStage::Change {
        line.quantity = said.quantity.or(line.quantity);
        line.unit = said.unit.clone().or(line.unit.take());
        line.unit_price = said.unit_price.or(line.unit_price);
    }
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
