//! DATEV's tax keys (BU-Schlüssel) of what no automatic account says itself: accounts of the
//! company's own, goods and services between EU states, what the recipient owes (§ 13b UStG); and
//! the tax that its programs compute by them.

use super::chart::{Account, Chart, Function, Rate, Role};
use crate::domain::money::round_commercially;
use rust_decimal::{Decimal, dec};
use std::collections::HashMap;

/// The accounts of a company's ledger: its chart's, and numbers of its own that stand for some of
/// these. On such a number the taker computes nothing by itself, so that a key says the case, unless
/// it lies in the range of its automatic account.
#[derive(Debug, Clone, Copy)]
pub struct Numbers<'a> {
    /// The chart of accounts.
    pub chart: Chart,
    /// Own number → the chart's.
    pub own: &'a HashMap<String, String>,
}

impl Numbers<'_> {
    /// The chart's number for one of the ledger, and whether it is the company's own beside all
    /// ranges of automatic accounts.
    pub(super) fn of_chart<'n>(&'n self, number: &'n str) -> (&'n str, bool) {
        match self.own.get(number).filter(|_| !self.chart.has(number)) {
            Some(of_chart) => (of_chart, !is_in_range(self.chart, number, of_chart)),
            None => (number, false),
        }
    }
}

/// Ranges of numbers that are all automatic as their first account is: DATEV's chart of 2010; those
/// of SKR04 by the paired accounts.
const RANGES: [&[(&str, &str)]; 2] = [
    &[
        ("3300", "3309"),
        ("3400", "3409"),
        ("3420", "3424"),
        ("3425", "3429"),
        ("8300", "8309"),
        ("8310", "8314"),
        ("8315", "8319"),
        ("8400", "8409"),
    ],
    &[
        ("4300", "4309"),
        ("4310", "4314"),
        ("4315", "4319"),
        ("4400", "4409"),
        ("5300", "5309"),
        ("5400", "5409"),
        ("5420", "5424"),
        ("5425", "5429"),
    ],
];

/// Whether a number lies in the range of an automatic account.
fn is_in_range(chart: Chart, number: &str, account: &str) -> bool {
    let [skr03, skr04] = RANGES;
    let ranges = match chart {
        Chart::SKR03 => skr03,
        Chart::SKR04 => skr04,
    };
    let holds = |(first, last): &(&str, &str)| {
        *first == account && number.len() == first.len() && (*first..=*last).contains(&number)
    };
    ranges.iter().any(holds)
}

/// How the tax of a code is computed by the taker.
pub(super) struct Computed {
    pub(super) rate: Rate,
    /// The accounts the tax goes to: one that is part of the price, or two that are not and cancel
    /// each other.
    pub(super) taxes: (Role, Option<Role>),
    /// The tax key for accounts without an automatic.
    key: Option<&'static str>,
    /// Where the automatic accounts of the case stand in the VAT return; empty for plain input VAT,
    /// which has no place for its base.
    positions: &'static [&'static str],
}

/// How the taker computes the tax of a code; `None` of one that it does not.
pub(super) fn computed(code: &str) -> Option<Computed> {
    let rate = if code.ends_with("19") { Rate::Full } else { Rate::Reduced };
    let (taxes, key, positions): ((Role, Option<Role>), _, &'static [&'static str]) = match code {
        "USt19" => ((Role::OutputVat(rate), None), Some("3"), &["81"]),
        "USt7" => ((Role::OutputVat(rate), None), Some("2"), &["86"]),
        "VSt19" => ((Role::InputVat(rate), None), Some("9"), &[]),
        "VSt7" => ((Role::InputVat(rate), None), Some("8"), &[]),
        "IGE19" | "IGE7" => (
            (Role::InputVatAcquisition(rate), Some(Role::OutputVatAcquisition(rate))),
            Some(if rate == Rate::Full { "19" } else { "18" }),
            &["89", "93"],
        ),
        "13b19" | "13bIN19" | "13b7" | "13bIN7" => (
            (Role::InputVatReverse(rate), Some(Role::OutputVatReverse(rate))),
            Some(reverse_key(rate)),
            &["84"],
        ),
        "13bEU19" | "13bEU7" => (
            (Role::InputVatReverse(rate), Some(Role::OutputVatReverse(rate))),
            Some(reverse_key(rate)),
            &["46"],
        ),
        _ => return None,
    };
    Some(Computed { rate, taxes, key, positions })
}

impl Computed {
    /// The key under which the taker computes this tax on an account; `None` when it does not.
    pub(super) fn key_on(&self, numbers: Numbers<'_>, number: &str) -> Option<&'static str> {
        let (chart, (number, is_own)) = (numbers.chart, numbers.of_chart(number));
        let by_itself = |fits: bool| if is_own { self.key } else { Some("") }.filter(|_| fits);
        let percent = self.rate.percent();
        let is_output = matches!(self.taxes.0, Role::OutputVat(_));
        let fits = |account: &Account| match account.return_position {
            Some(position) => self.positions.contains(&position),
            None => self.positions.is_empty(),
        };
        match chart.account(number) {
            Some(account) => match account.function {
                Function::AutomaticOutput(rate) => {
                    by_itself(is_output && Decimal::from(rate) == percent && fits(account))
                }
                Function::AutomaticInput(rate) => {
                    by_itself(!is_output && Decimal::from(rate) == percent && fits(account))
                }
                Function::Plain
                    if chart.is_profit_and_loss(number) || chart.is_fixed_asset(number) =>
                {
                    self.key
                }
                _ => None,
            },
            None => None,
        }
    }

    /// The net amount that such a tax is on, where it is not part of the price.
    pub(super) fn base_of(&self, tax: Decimal) -> Decimal {
        round_commercially(tax * dec!(100) / self.rate.percent(), 2)
    }

    /// The tax in a gross amount, or on a net one where it is not part of the price.
    pub(super) fn tax_in(&self, amount: Decimal) -> Decimal {
        let percent = self.rate.percent();
        let divisor = if self.taxes.1.is_some() { dec!(100) } else { dec!(100) + percent };
        round_commercially(amount * percent / divisor, 2)
    }
}

/// The key of § 13b UStG with its deduction.
pub(super) fn reverse_key(rate: Rate) -> &'static str {
    if rate == Rate::Full { "94" } else { "91" }
}

/// The same without it: what is not deducted is part of the price.
pub(super) fn without_deduction(key: &str) -> Option<&'static str> {
    match key {
        "94" => Some("95"),
        "91" => Some("92"),
        _ => None,
    }
}

/// The key of a code without a tax, for accounts that do not say the case themselves.
pub(super) fn untaxed_key(code: &str) -> Option<&'static str> {
    Some(match code {
        "IGL" => "11",
        "IGE-F" => "17",
        "13bL" => "46",
        "EUL" => "47",
        _ => return None,
    })
}

/// The case of § 13b UStG that a row under one of its keys names (Sachverhalt L+L): services of
/// sellers abroad, building and the like in Germany, services from other EU states.
pub fn reverse_case(key: &str, code: Option<&str>) -> Option<&'static str> {
    let code = code.filter(|_| matches!(key, "91" | "92" | "94" | "95"))?;
    Some(match code {
        "13bEU19" | "13bEU7" => "7",
        "13bIN19" | "13bIN7" => "4",
        _ => "1",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_case_of_a_reverse_charge_is_that_of_its_code() {
        assert_eq!(
            ["13bEU19", "13bIN19", "13b19"].map(|code| reverse_case("94", Some(code))),
            [Some("7"), Some("4"), Some("1")]
        );
        assert_eq!(reverse_case("19", Some("IGE19")), None);
    }
}
