//! What arrived of a delivery, held against what its delivery note announced: article by article,
//! all receipts of the note together.

use super::Goods;
use crate::domain::{DeliveryLine, DeliveryNote, Unit};
use rust_decimal::Decimal;

/// How what arrived of an article stands to what was announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// As announced.
    Exact,
    /// So much less than announced, above zero.
    Short(Decimal),
    /// So much more than announced, above zero.
    Over(Decimal),
    /// The delivery note announces no such goods.
    Unannounced,
    /// Announced, and no receipt says how much of it came.
    Unsaid,
    /// There is no delivery note to hold it against, or the units do not convert.
    Uncompared,
}

impl Arrival {
    /// Whether the vendor has something to make good: less came, or other goods.
    pub fn is_claim(self) -> bool {
        matches!(self, Arrival::Short(_) | Arrival::Unannounced)
    }
}

/// An article of a delivery.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrived {
    /// The article.
    pub goods: Goods,
    /// What the delivery note announced, in `unit`.
    pub announced: Option<Decimal>,
    /// What arrived, in `unit`; `None` where no receipt says.
    pub arrived: Option<Decimal>,
    /// The delivery note's unit, else the receipt's.
    pub unit: Option<Unit>,
    /// How the one stands to the other.
    pub arrival: Arrival,
}

/// A sum over lines of one article; no quantity where a line states none or its unit does not
/// convert.
struct Sum {
    goods: Goods,
    quantity: Option<Decimal>,
    unit: Option<Unit>,
}

/// All articles of a delivery in the order of its note. Batches of one article, and orders that it
/// is for, are one.
pub fn arrivals(announced: Option<&DeliveryNote>, receipts: &[&DeliveryNote]) -> Vec<Arrived> {
    let mut came = sums(receipts.iter().flat_map(|receipt| &receipt.lines));
    let Some(note) = announced else {
        return came.into_iter().map(|sum| alone(sum, Arrival::Uncompared)).collect();
    };
    let held = |sum: Sum| match came.iter().position(|one| one.goods.is(&sum.goods)) {
        Some(at) => compared(sum, came.remove(at)),
        None => Arrived {
            announced: sum.quantity,
            arrived: None,
            goods: sum.goods,
            unit: sum.unit,
            arrival: Arrival::Unsaid,
        },
    };
    let mut arrived: Vec<Arrived> = sums(note.lines.iter()).into_iter().map(held).collect();
    arrived.extend(
        came.into_iter()
            .filter(|sum| sum.quantity != Some(Decimal::ZERO))
            .map(|sum| alone(sum, Arrival::Unannounced)),
    );
    arrived
}

fn alone(sum: Sum, arrival: Arrival) -> Arrived {
    Arrived { goods: sum.goods, announced: None, arrived: sum.quantity, unit: sum.unit, arrival }
}

fn compared(announced: Sum, came: Sum) -> Arrived {
    let there = came
        .quantity
        .and_then(|quantity| converted(quantity, came.unit.as_ref(), announced.unit.as_ref()));
    let (arrived, unit, arrival) = match (announced.quantity, there) {
        (Some(all), Some(there)) if there < all => {
            (Some(there), announced.unit, Arrival::Short(all - there))
        }
        (Some(all), Some(there)) if there > all => {
            (Some(there), announced.unit, Arrival::Over(there - all))
        }
        (Some(_), Some(there)) => (Some(there), announced.unit, Arrival::Exact),
        _ => (came.quantity, came.unit, Arrival::Uncompared),
    };
    let announced_quantity = announced.quantity.filter(|_| arrival != Arrival::Uncompared);
    Arrived { goods: announced.goods, announced: announced_quantity, arrived, unit, arrival }
}

/// A quantity in another unit; one that is not stated is the other side's.
fn converted(quantity: Decimal, from: Option<&Unit>, to: Option<&Unit>) -> Option<Decimal> {
    match from.zip(to) {
        Some((from, to)) => Some(quantity * from.ratio_to(to)?),
        None => Some(quantity),
    }
}

fn sums<'a>(lines: impl Iterator<Item = &'a DeliveryLine>) -> Vec<Sum> {
    let mut sums: Vec<Sum> = Vec::new();
    for line in lines {
        let goods = Goods {
            article: line.article.clone(),
            buyer_article: line.buyer_article.clone(),
            gtin: line.gtin.clone(),
            description: line.description.clone(),
        };
        let unit = line.unit.as_deref().and_then(Unit::read);
        match sums.iter_mut().find(|sum| sum.goods.is(&goods)) {
            Some(sum) => {
                let more = line
                    .quantity
                    .and_then(|quantity| converted(quantity, unit.as_ref(), sum.unit.as_ref()));
                sum.quantity = sum.quantity.zip(more).and_then(|(one, two)| one.checked_add(two));
            }
            None => sums.push(Sum { goods, quantity: line.quantity, unit }),
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    fn note(lines: &[(&str, Option<Decimal>, &str)]) -> DeliveryNote {
        let line = |(article, quantity, unit): &(&str, Option<Decimal>, &str)| DeliveryLine {
            article: Some((*article).to_owned()),
            quantity: *quantity,
            unit: Some((*unit).to_owned()),
            ..DeliveryLine::default()
        };
        DeliveryNote { lines: lines.iter().map(line).collect(), ..DeliveryNote::default() }
    }

    #[test]
    fn short_over_and_other_goods_are_told_apart() {
        let announced = note(&[
            ("A", Some(dec!(10)), "Stk"),
            ("B", Some(dec!(2)), "kg"),
            ("C", Some(dec!(1)), "Stk"),
            ("D", Some(dec!(4)), "Stk"),
        ]);
        // Two batches of A; B in grams; D is not counted at all; X was never announced, and of Y
        // nothing came.
        let first = note(&[
            ("A", Some(dec!(6)), "Stk"),
            ("B", Some(dec!(2500)), "g"),
            ("X", Some(dec!(1)), "Stk"),
            ("Y", Some(dec!(0)), "Stk"),
        ]);
        let second = note(&[("A", Some(dec!(3)), "Stk"), ("C", Some(dec!(1)), "Stk")]);
        let arrived = arrivals(Some(&announced), &[&first, &second]);
        let told: Vec<_> =
            arrived.iter().map(|one| (one.goods.label(), one.arrived, one.arrival)).collect();
        assert_eq!(
            told,
            [
                ("A".to_owned(), Some(dec!(9)), Arrival::Short(dec!(1))),
                ("B".to_owned(), Some(dec!(2.5)), Arrival::Over(dec!(0.5))),
                ("C".to_owned(), Some(dec!(1)), Arrival::Exact),
                ("D".to_owned(), None, Arrival::Unsaid),
                ("X".to_owned(), Some(dec!(1)), Arrival::Unannounced),
            ]
        );
        assert_eq!(arrived.iter().filter(|one| one.arrival.is_claim()).count(), 2);
    }

    #[test]
    fn what_cannot_be_compared_is_no_claim() {
        let announced = note(&[("A", Some(dec!(1)), "Karton"), ("B", Some(dec!(3)), "Stk")]);
        let came = note(&[("A", Some(dec!(10)), "Stk"), ("B", None, "Stk")]);
        let arrived = arrivals(Some(&announced), &[&came]);
        assert!(arrived.iter().all(|one| one.arrival == Arrival::Uncompared), "{arrived:?}");
        assert!(arrivals(None, &[&came]).iter().all(|one| one.arrival == Arrival::Uncompared));
    }
}
