//! What is found, as it is told: the line, what was expected, what is there.

use super::findings::{
    AMOUNT_ALONE, CONFIRMED_PRICE, DELIVERED_MORE, DELIVERY_UNCLEAR, DELIVERY_UNIT, NO_ORDER,
    NO_ORDER_STATED, NOT_ORDERED, NOT_ORDERED_AT, PRICE, PRICE_CURRENCY, PRICE_UNKNOWN,
    PRICE_UNSTATED,
};
use super::{Billing, Delivered, Found, OrderLineState};
use crate::domain::unit::shown;
use crate::domain::{Currency, FindingKind, Language, Unit};
use rust_decimal::Decimal;

impl Found {
    /// A delivered line that was counted nowhere; `meant` is the ordered line where only the units
    /// do not convert.
    pub fn astray(delivered: &Delivered, meant: Option<&OrderLineState>) -> Found {
        let line = delivered.id.clone();
        let goods = delivered.goods.label();
        let number = line.clone().unwrap_or_else(|| "–".to_owned());
        let unit = delivered.unit.as_ref().map(|unit| unit.code().to_owned()).unwrap_or_default();
        if let Some((meant, counted_in)) = meant.and_then(|meant| Some((meant, meant.unit()?))) {
            let expected = counted_in.code().to_owned();
            let finding = DELIVERY_UNIT.found().with("line", number).with("goods", goods);
            let finding = finding
                .with_value("how", said_in(meant.ordered.unit.as_ref()))
                .with_value("expected", words(Some(counted_in)))
                .with_value("actual", words(delivered.unit.as_ref()));
            return Found {
                line,
                expected: Some(expected),
                actual: Some(unit),
                finding,
                settled: None,
            };
        }
        let quantity = delivered.quantity.normalize();
        let finding = match &delivered.order {
            Some(order) => NOT_ORDERED_AT.found().with("order", order),
            None => NOT_ORDERED.found(),
        };
        let actual = Some(format!("{quantity} {goods}"));
        let finding =
            finding.with("line", number).with("goods", goods).with_value("actual", quantity);
        Found { line, expected: None, actual, finding, settled: None }
    }

    /// A delivered line with which more has come than was ordered.
    pub fn beyond(delivered: &Delivered, line: &OrderLineState) -> Found {
        let (ordered, came) = (line.ordered.quantity, Some(line.delivered));
        let label = delivered.goods.label();
        of(&DELIVERED_MORE, delivered.id.as_deref(), ordered, came, &label)
    }

    /// A delivered line whose quantity may be another, `other`.
    pub fn unclear(delivered: &Delivered, other: Decimal) -> Found {
        let (line, label) = (delivered.id.as_deref(), delivered.goods.label());
        let mut found = of(&DELIVERY_UNCLEAR, line, Some(other), Some(delivered.quantity), &label);
        found.finding = found.finding.with("plain", other.normalize());
        found
    }
}

/// What a seller's answer says otherwise than the order.
pub(super) fn confirmed(
    kind: &'static FindingKind,
    line: Option<&str>,
    (expected, actual): (Option<Decimal>, Option<Decimal>),
    goods: &str,
) -> Found {
    of(kind, line, expected, actual, goods)
}

/// How a line comes to its unit: by its order, or by what was counted of it before.
pub(super) fn said_in(ordered: Option<&Unit>) -> [&'static str; 2] {
    match ordered {
        Some(_) => ["bestellt", "ordered"],
        None => ["bisher gezählt", "counted so far"],
    }
}

/// A unit as people of each language call it.
pub(super) fn words(unit: Option<&Unit>) -> [String; 2] {
    [Language::De, Language::En]
        .map(|language| unit.map(|unit| unit.word(language).to_owned()).unwrap_or_default())
}

/// A price in another currency than the ordered one: nobody has agreed on a rate.
pub(super) fn other_currency(
    line: &str,
    ordered: (Option<Decimal>, Currency),
    billed: (Option<Decimal>, Currency),
) -> Found {
    let value = |(price, currency): (Option<Decimal>, Currency)| {
        currency.pad(price.unwrap_or_default().normalize())
    };
    let said = |price: (Option<Decimal>, Currency)| {
        price.0.map(|_| format!("{} {}", value(price), price.1))
    };
    let finding = PRICE_CURRENCY
        .found()
        .with("line", line)
        .with("ordered_in", ordered.1)
        .with("billed_in", billed.1);
    let finding =
        finding.with_value("expected", value(ordered)).with_value("actual", value(billed));
    Found {
        line: Some(line.to_owned()),
        expected: said(ordered),
        actual: said(billed),
        finding,
        settled: None,
    }
}

pub(super) fn no_order(billing: &Billing) -> Found {
    let stated = billing.orders.join(", ");
    let finding = if stated.is_empty() {
        NO_ORDER_STATED.found()
    } else {
        NO_ORDER.found().with("stated", &stated)
    };
    Found {
        line: None,
        expected: None,
        actual: Some(stated).filter(|stated| !stated.is_empty()),
        finding,
        settled: None,
    }
}

pub(super) fn of(
    kind: &'static FindingKind,
    line: Option<&str>,
    expected: Option<Decimal>,
    actual: Option<Decimal>,
    goods: &str,
) -> Found {
    let text = |value: Option<Decimal>| value.map(|value| shown(value).to_string());
    let mut finding = kind.found().with("line", line.unwrap_or("–")).with("goods", goods);
    let is_price = [&PRICE, &PRICE_UNKNOWN, &PRICE_UNSTATED, &AMOUNT_ALONE, &CONFIRMED_PRICE]
        .iter()
        .any(|price| std::ptr::eq(kind, *price));
    for (name, value) in [("expected", expected), ("actual", actual)] {
        finding = match value {
            // A price has the cents that people write.
            Some(value) if is_price => {
                finding.with_value(name, Currency::EUR.pad(value.normalize()))
            }
            Some(value) => finding.with_value(name, shown(value)),
            None => finding.with(name, "–"),
        };
    }
    Found {
        line: line.map(str::to_owned),
        expected: text(expected),
        actual: text(actual),
        finding,
        settled: None,
    }
}
