//! Which accounts a position is made of: what stands behind a line of a statement.

use super::Balance;
use super::balance_sheet::line_of_sheet;
use super::result::{bwa_line, leaves, result_line};
use crate::ledger::Chart;
use rust_decimal::Decimal;

/// An account's part of a position, signed as the position.
pub type Part<'a> = (&'a str, Decimal);

/// The accounts of a line of the profit and loss account, of what moved in a span.
pub fn parts_of_result<'a>(
    chart: Chart,
    moved: impl IntoIterator<Item = Balance<'a>>,
    code: &str,
) -> Vec<Part<'a>> {
    let leaves = leaves(super::result::RESULTS, code);
    let part = |balance: Balance<'a>| {
        let line = result_line(chart, balance.account)?;
        leaves.iter().any(|(leaf, _)| *leaf == line).then_some((balance.account, -balance.amount))
    };
    moved.into_iter().filter_map(part).collect()
}

/// The accounts of a row of the BWA, of what moved in a span.
pub fn parts_of_bwa<'a>(
    chart: Chart,
    moved: impl IntoIterator<Item = Balance<'a>>,
    code: &str,
) -> Vec<Part<'a>> {
    let leaves = leaves(super::result::BWA_SUMS, code);
    let part = |balance: Balance<'a>| {
        let (line, amount) = bwa_line(chart, &balance)?;
        let added = leaves.iter().find(|(leaf, _)| *leaf == line)?.1;
        Some((balance.account, if added { amount } else { -amount }))
    };
    moved.into_iter().filter_map(part).collect()
}

/// The accounts of a line of the balance sheet at the end of a day. `moved` is what expenses and
/// revenues came to in the fiscal year, `before` in the years before it.
pub fn parts_of_sheet<'a>(
    chart: Chart,
    closing: impl IntoIterator<Item = Balance<'a>>,
    (moved, before): (impl IntoIterator<Item = Balance<'a>>, impl IntoIterator<Item = Balance<'a>>),
    code: &str,
) -> Vec<Part<'a>> {
    let closing: Vec<Balance<'a>> = closing.into_iter().collect();
    let vat = closing
        .iter()
        .filter(|balance| super::balance_sheet::is_vat(chart, balance.account))
        .map(|balance| balance.amount)
        .sum();
    let is_within = |line: &str| match code {
        "AKTIVA" => !line.starts_with("P."),
        "PASSIVA" => line.starts_with("P."),
        _ => line == code || line.strip_prefix(code).is_some_and(|rest| rest.starts_with('.')),
    };
    let of_sheet = closing
        .iter()
        .filter(|balance| result_line(chart, balance.account).is_none())
        .filter_map(|balance| {
            let line = line_of_sheet(chart, balance, vat);
            let amount = if line.starts_with("P.") { -balance.amount } else { balance.amount };
            is_within(line).then_some((balance.account, amount))
        });
    let earned = |line: &'static str, balances: Vec<Balance<'a>>| {
        let counts = is_within(line);
        let own =
            move |balance: &Balance<'a>| counts && result_line(chart, balance.account).is_some();
        balances
            .into_iter()
            .filter(own)
            .map(|balance| (balance.account, -balance.amount))
            .collect::<Vec<_>>()
    };
    let this_year = earned("P.A.V", moved.into_iter().collect());
    let years_before = earned("P.A.IV", before.into_iter().collect());
    of_sheet.chain(this_year).chain(years_before).filter(|(_, amount)| !amount.is_zero()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{balance_sheet, bwa, profit_and_loss, profit_of};
    use super::*;
    use rust_decimal::dec;

    const BALANCES: &[(&str, Decimal)] = &[
        ("0800", dec!(-25000)),
        ("0420", dec!(5000)),
        ("1200", dec!(22000)),
        ("1210", dec!(-1500)),
        ("10001", dec!(1190)),
        ("10002", dec!(-40)),
        ("70001", dec!(-238)),
        ("1576", dec!(38)),
        ("1776", dec!(-190)),
        ("8400", dec!(-1500)),
        ("3400", dec!(240)),
        ("2110", dec!(12)),
        ("4930", dec!(-12)),
    ];

    fn balances() -> Vec<Balance<'static>> {
        BALANCES.iter().map(|(account, amount)| Balance { account, amount: *amount }).collect()
    }

    fn sum(parts: &[Part<'_>]) -> Decimal {
        parts.iter().map(|(_, amount)| *amount).sum()
    }

    #[test]
    fn the_parts_of_every_line_sum_to_it() {
        let earned = profit_of(Chart::SKR03, balances());
        for line in balance_sheet(Chart::SKR03, balances(), (earned, Decimal::ZERO)) {
            let parts =
                parts_of_sheet(Chart::SKR03, balances(), (balances(), Vec::new()), line.code);
            assert_eq!(sum(&parts), line.amount, "{}: {parts:?}", line.code);
        }
        for line in profit_and_loss(Chart::SKR03, balances()) {
            assert_eq!(
                sum(&parts_of_result(Chart::SKR03, balances(), line.code)),
                line.amount,
                "{}",
                line.code
            );
        }
        for line in bwa(Chart::SKR03, balances()) {
            assert_eq!(
                sum(&parts_of_bwa(Chart::SKR03, balances(), line.code)),
                line.amount,
                "{}",
                line.code
            );
        }
    }
}
