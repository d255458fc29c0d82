//! What is usual of a vendor who bills without orders: about the same amount in a steady rhythm
//! (rent, telephone, licences). An invoice that comes out of it is asked about, since nothing else
//! could be held against it.

use crate::domain::Currency;
use jiff::civil::Date;
use rust_decimal::{Decimal, dec};

/// An invoice without an order, as far as habits go.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Recurring {
    /// The day it was issued.
    pub day: Date,
    /// What it asks for with VAT.
    pub gross: Decimal,
    /// Of the amount.
    pub currency: Currency,
}

/// How an invoice comes out of what is usual.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Unusual {
    /// Another amount than the usual one.
    Amount {
        /// The middle of the earlier ones.
        usual: Decimal,
    },
    /// Another one within the period for which one came already.
    Soon {
        /// The day of the one before.
        before: Date,
        /// Days that usually lie between two.
        days: i32,
    },
}

/// So many invoices make a habit.
const FEWEST: usize = 3;
/// So many are looked at, the newest.
const MOST: usize = 12;
/// Days between two invoices: the least and the most, of each rhythm.
const RHYTHMS: [(i32, i32); 3] = [(26, 36), (80, 101), (350, 381)];
/// By how much amounts of a habit differ, and an amount may be off it; in percent of the usual one.
const SPREAD: Decimal = dec!(10);
/// Below this nobody asks.
const SMALL: Decimal = dec!(5);

/// How an invoice comes out of what its vendor's earlier ones show; `None` where they show no
/// habit, or it is as they are. What was issued after it says nothing of it, whenever it came.
pub fn unusual(this: Recurring, earlier: &[Recurring]) -> Option<Unusual> {
    let counts = |one: &&Recurring| {
        one.day <= this.day && one.currency == this.currency && one.gross > Decimal::ZERO
    };
    let mut before: Vec<Recurring> = earlier.iter().filter(counts).copied().collect();
    before.sort_by_key(|one| one.day);
    let before = before.get(before.len().saturating_sub(MOST)..).unwrap_or_default();
    let last = before.last().filter(|_| before.len() >= FEWEST)?;
    let usual = amount(before)?;
    let (least, days) = rhythm(before)?;
    // A month is as long as it is: two of one month are two, whatever the days between.
    let same_month =
        least < 30 && (last.day.year(), last.day.month()) == (this.day.year(), this.day.month());
    if gap(last.day, this.day)? * 4 < least * 3 || same_month {
        return Some(Unusual::Soon { before: last.day, days });
    }
    let off = (this.gross - usual).abs();
    (off > SMALL && off * Decimal::ONE_HUNDRED > usual * SPREAD)
        .then_some(Unusual::Amount { usual })
}

/// The middle amount, where all are about the same.
fn amount(before: &[Recurring]) -> Option<Decimal> {
    let mut amounts: Vec<Decimal> = before.iter().map(|one| one.gross).collect();
    amounts.sort_unstable();
    let (least, most, middle) =
        (amounts.first()?, amounts.last()?, amounts.get(amounts.len() / 2)?);
    ((most - least) * Decimal::ONE_HUNDRED <= middle * SPREAD).then_some(*middle)
}

/// The least days of the rhythm that all keep, and the middle of the days between two.
fn rhythm(before: &[Recurring]) -> Option<(i32, i32)> {
    let mut gaps: Vec<i32> = before
        .windows(2)
        .map(|pair| gap(pair.first()?.day, pair.last()?.day))
        .collect::<Option<_>>()?;
    gaps.sort_unstable();
    let (least, most, middle) = (gaps.first()?, gaps.last()?, gaps.get(gaps.len() / 2)?);
    RHYTHMS.iter().find(|(from, to)| least >= from && most <= to).map(|(from, _)| (*from, *middle))
}

fn gap(from: Date, to: Date) -> Option<i32> {
    super::expected::days(from, to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn of(day: Date, gross: Decimal) -> Recurring {
        Recurring { day, gross, currency: Currency::EUR }
    }

    fn months(gross: Decimal) -> Vec<Recurring> {
        (6..=9).map(|month| of(date(2026, month, 1), gross)).collect()
    }

    #[test]
    fn a_habit_asks_about_another_amount_and_a_second_one_in_its_period() {
        let rent = months(dec!(119));
        for (gross, is_usual) in [
            (dec!(119), true),
            (dec!(125), true),
            (dec!(112), true),
            (dec!(149), false),
            (dec!(11.90), false),
            (dec!(1190), false),
        ] {
            let told = unusual(of(date(2026, 10, 1), gross), &rent);
            assert_eq!(
                told,
                (!is_usual).then_some(Unusual::Amount { usual: dec!(119) }),
                "{gross}"
            );
        }
        for (day, is_soon) in [
            (date(2026, 9, 1), true),
            (date(2026, 9, 30), true),
            (date(2026, 9, 12), true),
            (date(2026, 10, 5), false),
            (date(2026, 12, 1), false),
        ] {
            let told = unusual(of(day, dec!(119)), &rent);
            assert_eq!(
                matches!(told, Some(Unusual::Soon { days: 31, .. })),
                is_soon,
                "{day} {told:?}"
            );
        }
    }

    #[test]
    fn what_is_no_habit_asks_nothing() {
        let this = of(date(2026, 9, 2), dec!(999));
        let two = &months(dec!(119))[..2];
        let uneven: Vec<Recurring> = (6..=9)
            .map(|month| of(date(2026, month, 1), Decimal::from(i32::from(month) * 40)))
            .collect();
        let at_will: Vec<Recurring> =
            [2, 3, 20, 28].map(|day| of(date(2026, 8, day), dec!(119))).into();
        let dollars: Vec<Recurring> = Currency::read("USD")
            .into_iter()
            .flat_map(|currency| {
                months(dec!(119)).into_iter().map(move |one| Recurring { currency, ..one })
            })
            .collect();
        for earlier in [two, &uneven, &at_will, &dollars, &[]] {
            assert_eq!(unusual(this, earlier), None, "{earlier:?}");
        }
        // Told late: one of an earlier month says nothing of the last.
        assert_eq!(unusual(of(date(2026, 5, 1), dec!(999)), &months(dec!(119))), None);
        // Small sums and quarters.
        assert_eq!(unusual(of(date(2026, 10, 1), dec!(9)), &months(dec!(5))), None);
        let quarters = [
            of(date(2026, 1, 2), dec!(300)),
            of(date(2026, 4, 1), dec!(300)),
            of(date(2026, 7, 1), dec!(300)),
        ];
        assert!(matches!(
            unusual(of(date(2026, 8, 1), dec!(300)), &quarters),
            Some(Unusual::Soon { .. })
        ));
    }
}
