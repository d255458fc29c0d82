//! The digest's section of cash: what there is on each account, and a chart of the next 30 days.
//! The chart is made of table cells, which every mail program shows without loading a picture.

use crate::domain::{Currency, Language, Money, spelling};
use crate::store::CashBalance;
use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;
use std::collections::BTreeSet;

/// What there is and what there will be.
#[derive(Debug, Clone, Default)]
pub struct Cash {
    /// The last balance of each account.
    pub accounts: Vec<CashBalance>,
    /// All accounts in euro: now, then at the end of each of the next days, from today on, with all
    /// open items paid on their due day.
    pub days: Vec<(Date, Decimal)>,
    /// The currencies of accounts and of items due in those days that are not in it.
    pub left_out: BTreeSet<Currency>,
}

/// The section as the templates take it.
#[derive(Serialize)]
pub(super) struct CashBlock {
    accounts: Vec<Account>,
    bars: Vec<Bar>,
    /// What the chart says, in words.
    said: String,
}

#[derive(Serialize)]
struct Account {
    name: String,
    balance: String,
    day: String,
}

#[derive(Serialize)]
struct Bar {
    /// Pixels.
    height: u32,
    /// Less than nothing.
    below: bool,
}

/// Height of the highest bar, pixels.
const HIGHEST: u32 = 60;

impl Cash {
    pub(super) fn block(&self, language: Language) -> CashBlock {
        let account = |row: &CashBalance| Account {
            name: row.account.clone(),
            balance: spelling::amount(row.balance, language),
            day: spelling::day(row.day, language),
        };
        CashBlock {
            accounts: self.accounts.iter().map(account).collect(),
            bars: self.bars(),
            said: self.said(language),
        }
    }

    /// None where nothing falls due: they would all be alike.
    fn bars(&self) -> Vec<Bar> {
        let highest = self.days.iter().map(|(_, amount)| amount.abs()).max().unwrap_or_default();
        if self.moves().is_none() || highest.is_zero() {
            return Vec::new();
        }
        let height = |amount: Decimal| {
            (amount.abs() / highest * Decimal::from(HIGHEST))
                .round()
                .to_u32()
                .unwrap_or(HIGHEST)
                .max(1)
        };
        self.days
            .iter()
            .map(|(_, amount)| Bar { height: height(*amount), below: amount.is_sign_negative() })
            .collect()
    }

    /// The last day, and the first of those with least, where the days differ.
    fn moves(&self) -> Option<[(Date, Decimal); 2]> {
        let (last, least) =
            (*self.days.last()?, *self.days.iter().min_by_key(|(_, amount)| *amount)?);
        (last.1 != least.1 || self.days.first()?.1 != last.1).then_some([last, least])
    }

    fn said(&self, language: Language) -> String {
        let Some([(last, at_end), (day, least)]) = self.moves() else { return String::new() };
        let left_out =
            self.left_out.iter().map(|currency| currency.code()).collect::<Vec<_>>().join(", ");
        let only_euro = match language {
            _ if left_out.is_empty() => String::new(),
            Language::De => format!(" Nur Euro; nicht enthalten ist, was auf {left_out} lautet."),
            Language::En => format!(" Euro only; what is in {left_out} is not in it."),
        };
        let money = |amount: Decimal| spelling::amount(Money::new(amount, Currency::EUR), language);
        let (last, day) = (spelling::day(last, language), spelling::day(day, language));
        let (at_end, short, least) = (money(at_end), least.is_sign_negative(), money(least));
        match language {
            Language::De => format!(
                "Bis {last}, wenn alle offenen Posten am Fälligkeitstag bezahlt werden \
                 (überfällige heute): {at_end}. Tiefster Stand: {least} am {day}.{}{only_euro}",
                if short { " Das Geld reicht dann nicht." } else { "" }
            ),
            Language::En => format!(
                "Until {last}, if all open items are paid on their due day (overdue ones today): \
                 {at_end}. Lowest: {least} on {day}.{}{only_euro}",
                if short { " There will not be enough money then." } else { "" }
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use rust_decimal::dec;

    #[test]
    fn the_lowest_day_is_told_and_a_lack_of_money() {
        let days = vec![
            (date(2026, 10, 1), dec!(1000)),
            (date(2026, 10, 2), dec!(-250.50)),
            (date(2026, 10, 3), dec!(500)),
        ];
        let block = Cash {
            accounts: Vec::new(),
            days,
            left_out: Currency::read("USD").into_iter().collect(),
        }
        .block(Language::De);
        assert!(
            block.said.contains("Tiefster Stand: -250,50 EUR am 02.10.2026")
                && block.said.contains(
                    "reicht dann nicht. Nur Euro; nicht enthalten ist, was auf USD lautet."
                ),
            "{}",
            block.said
        );
        let bars: Vec<(u32, bool)> = block.bars.iter().map(|bar| (bar.height, bar.below)).collect();
        assert_eq!(bars, [(60, false), (15, true), (30, false)]);
    }

    #[test]
    fn days_that_are_all_alike_are_no_chart() {
        let days = vec![(date(2026, 10, 1), dec!(10)), (date(2026, 10, 2), dec!(10))];
        let block =
            Cash { accounts: Vec::new(), days, left_out: BTreeSet::new() }.block(Language::En);
        assert!(block.bars.is_empty() && block.said.is_empty());
    }
}
