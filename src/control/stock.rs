//! What lies in stock: the last count, and what came and went since, by article.

use super::goods::number_key;
use super::{Goods, Taught};
use crate::domain::Unit;
use crate::domain::text::fold;
use crate::domain::unit::{Ratio, settled};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, HashMap};

/// Something that sets or moves the stock of an article.
#[derive(Debug, Clone, PartialEq)]
pub struct Movement {
    /// The article.
    pub goods: Goods,
    /// The unit of the quantity.
    pub unit: Option<Unit>,
    /// The day; what has none is not counted.
    pub date: Option<Date>,
    /// In, out, or counted.
    pub kind: MovementKind,
}

/// What a movement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MovementKind {
    /// So much lay there at the end of the day, as this document counted.
    Counted(Decimal, i64),
    /// Came from a supplier; negative when it went back.
    Received(Decimal),
    /// Went to a customer; negative when it came back.
    Sent(Decimal),
    /// Moved, but nobody knows which way: the contact is customer and vendor.
    Unclear(Decimal),
}

/// The stock of one article, in the unit of its last count, else of its first movement.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stock {
    /// The article.
    pub goods: Goods,
    /// The unit that its quantities are in.
    pub unit: Option<Unit>,
    /// The last counting: its day, and what was there.
    pub counted: Option<(Date, Decimal)>,
    /// Since the count; of all days when nobody counted.
    pub received: Decimal,
    /// Likewise.
    pub sent: Decimal,
    /// Movements left out: without a day, in a unit that does not convert, or of unknown direction.
    pub left_out: usize,
}

impl Stock {
    /// What should lie there; below zero shows that something was not counted.
    pub fn on_hand(&self) -> Decimal {
        self.counted.map_or(Decimal::ZERO, |(_, counted)| counted) + self.received - self.sent
    }
}

/// The stock of every article at the end of a day. Articles are one when they share a number and
/// their words do not contradict.
pub fn stocks(movements: &[Movement], until: Date, taught: &[Taught]) -> Vec<Stock> {
    let mut groups: Vec<(Goods, Vec<&Movement>)> = Vec::new();
    let mut by_key: HashMap<String, Vec<usize>> = HashMap::new();
    let is_count = |movement: &&Movement| matches!(movement.kind, MovementKind::Counted(..));
    // Counts first: they bear the company's own numbers.
    let (counts, moves): (Vec<&Movement>, Vec<&Movement>) = movements.iter().partition(is_count);
    for movement in counts
        .into_iter()
        .chain(moves)
        .filter(|movement| movement.date.is_none_or(|date| date <= until))
    {
        let keys = movement.goods.keys();
        let of =
            |at: &usize| groups.get(*at).is_some_and(|(goods, _)| is_same(goods, &movement.goods));
        let known =
            keys.iter().filter_map(|key| by_key.get(key)).flatten().copied().find(|at| of(at));
        let at = known.unwrap_or(groups.len());
        if known.is_none() {
            groups.push((movement.goods.clone(), Vec::new()));
        }
        let Some((goods, list)) = groups.get_mut(at) else { continue };
        list.push(movement);
        complete(goods, &movement.goods);
        for key in keys {
            let places = by_key.entry(key).or_default();
            if !places.contains(&at) {
                places.push(at);
            }
        }
    }
    groups.into_iter().map(|(goods, list)| stock(goods, &list, taught)).collect()
}

/// Whether two goods that share a number are one: GTINs that differ, or words of which none is the
/// same, say no.
fn is_same(one: &Goods, other: &Goods) -> bool {
    let gtin = |goods: &Goods| goods.gtin.as_deref().map(number_key);
    if let (Some(one), Some(other)) = (gtin(one), gtin(other))
        && one != other
    {
        return false;
    }
    let words = |goods: &Goods| -> Vec<String> {
        let text = fold(goods.description.as_deref().unwrap_or_default());
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.chars().count() > 1)
            .map(str::to_owned)
            .collect()
    };
    let (one, other) = (words(one), words(other));
    one.is_empty() || other.is_empty() || one.iter().any(|word| other.contains(word))
}

fn complete(goods: &mut Goods, other: &Goods) {
    for (slot, value) in [
        (&mut goods.article, &other.article),
        (&mut goods.buyer_article, &other.buyer_article),
        (&mut goods.gtin, &other.gtin),
        (&mut goods.description, &other.description),
    ] {
        if slot.is_none() {
            slot.clone_from(value);
        }
    }
}

/// What a list counts, in its unit.
type Counted = (Decimal, Option<Unit>);

fn stock(goods: Goods, movements: &[&Movement], taught: &[Taught]) -> Stock {
    let mut stock = Stock {
        unit: movements.iter().find_map(|movement| movement.unit.clone()),
        ..Stock::default()
    };
    // Of a day the newest list counts; its rows add up.
    let mut counts: BTreeMap<Date, (i64, Vec<Counted>)> = BTreeMap::new();
    for movement in movements {
        let (Some(date), MovementKind::Counted(counted, document)) = (movement.date, movement.kind)
        else {
            continue;
        };
        let day = counts.entry(date).or_insert((document, Vec::new()));
        if document > day.0 {
            *day = (document, Vec::new());
        }
        if document == day.0 {
            day.1.push((counted, movement.unit.clone()));
        }
    }
    if let Some((date, (_, rows))) = counts.last_key_value() {
        stock.unit = rows.iter().find_map(|(_, unit)| unit.clone()).or(stock.unit);
        let mut sum = Decimal::ZERO;
        for (counted, unit) in rows {
            match factor(unit.as_ref(), stock.unit.as_ref(), &goods, taught) {
                Some(factor) => sum = settled(sum + *counted * factor),
                None => stock.left_out += 1,
            }
        }
        stock.counted = Some((*date, sum));
    }
    for movement in movements {
        let (quantity, is_in) = match movement.kind {
            MovementKind::Counted(..) => continue,
            MovementKind::Unclear(_) => {
                stock.left_out += 1;
                continue;
            }
            MovementKind::Received(quantity) => (quantity, true),
            MovementKind::Sent(quantity) => (quantity, false),
        };
        let Some((date, factor)) =
            movement.date.zip(factor(movement.unit.as_ref(), stock.unit.as_ref(), &goods, taught))
        else {
            stock.left_out += 1;
            continue;
        };
        if stock.counted.is_some_and(|(counted, _)| date <= counted) {
            continue;
        }
        if is_in {
            stock.received = settled(stock.received + quantity * factor);
        } else {
            stock.sent = settled(stock.sent + quantity * factor);
        }
    }
    Stock { goods, ..stock }
}

/// How many of the one unit one of the other is; a unit that is not stated is the other's.
fn factor(
    from: Option<&Unit>,
    to: Option<&Unit>,
    goods: &Goods,
    taught: &[Taught],
) -> Option<Ratio> {
    let (Some(from), Some(to)) = (from, to) else { return Some(Ratio::ONE) };
    from.ratio_to(to).or_else(|| super::taught(taught, from, to, &goods.keys()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use rust_decimal::dec;

    fn moved(article: &str, words: &str, unit: &str, day: i8, kind: MovementKind) -> Movement {
        let goods = Goods {
            article: Some(article.into()),
            description: (!words.is_empty()).then(|| words.into()),
            ..Goods::default()
        };
        Movement { goods, unit: Unit::read(unit), date: Some(date(2026, 10, day)), kind }
    }

    #[test]
    fn the_last_count_and_what_moved_since() {
        let movements = [
            moved("A-1", "Winkel", "Stk", 1, MovementKind::Received(dec!(50))),
            moved("A1", "Winkel 40", "Stk", 10, MovementKind::Counted(dec!(40), 1)),
            moved("A1", "", "Stk", 10, MovementKind::Counted(dec!(2), 1)),
            moved("A-1", "Winkel", "Stk", 11, MovementKind::Sent(dec!(5))),
            moved("A-1", "Winkel", "Dutzend", 12, MovementKind::Received(dec!(1))),
            moved("A-1", "Winkel", "Karton", 12, MovementKind::Received(dec!(1))),
            moved("A-1", "Winkel", "Stk", 13, MovementKind::Unclear(dec!(3))),
            moved("A-1", "Farbe, rot", "l", 13, MovementKind::Received(dec!(7))),
            moved("A-1", "Winkel", "Stk", 20, MovementKind::Sent(dec!(9))),
        ];
        let all = stocks(&movements, date(2026, 10, 15), &[]);
        let seen: Vec<(Decimal, usize)> =
            all.iter().map(|stock| (stock.on_hand(), stock.left_out)).collect();
        assert_eq!(seen, [(dec!(49), 2), (dec!(7), 0)]);
        let carton = Taught {
            article: None,
            unit: Unit::Known("XCT"),
            quantity: dec!(10),
            of: Unit::Known("C62"),
        };
        let taught = stocks(&movements, date(2026, 10, 31), std::slice::from_ref(&carton));
        assert_eq!(
            taught.first().map(|stock| (stock.on_hand(), stock.left_out)),
            Some((dec!(50), 1))
        );
    }

    #[test]
    fn a_corrected_list_takes_the_place_of_the_one_before() {
        let movements = [
            moved("A1", "", "Stk", 10, MovementKind::Counted(dec!(40), 1)),
            moved("A1", "", "Stk", 10, MovementKind::Counted(dec!(30), 2)),
            moved("A1", "", "Stk", 10, MovementKind::Counted(dec!(5), 2)),
        ];
        assert_eq!(
            stocks(&movements, date(2026, 10, 31), &[]).first().map(Stock::on_hand),
            Some(dec!(35))
        );
    }
}
