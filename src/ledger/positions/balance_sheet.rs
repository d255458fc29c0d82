//! The balance sheet: what stands on the accounts at the end of a day.

use super::{Amounts, Balance, Line, Position, closing_line, lines};
use crate::ledger::{Chart, Personal, SizeClass};
use rust_decimal::Decimal;
use std::sync::LazyLock;

static FORM: LazyLock<Vec<Line>> = LazyLock::new(|| lines(include_str!("balance_sheet.tsv")));

/// Sums of the two sides, and where what no line takes is shown, by its sign: it must not vanish.
const ASSETS: Line = Line("AKTIVA", "Summe Aktiva", "Total assets");
const LIABILITIES: Line = Line("PASSIVA", "Summe Passiva", "Total equity and liabilities");
const ASSETS_OPEN: Line =
    Line("?", "Noch keiner Position zugeordnet (Soll)", "Not assigned to a line yet (debit)");
const LIABILITIES_OPEN: Line =
    Line("P.?", "Noch keiner Position zugeordnet (Haben)", "Not assigned to a line yet (credit)");

/// Bank accounts, which are cash or a liability by the sign of each (§ 266 B.IV, C.2).
fn is_bank(chart: Chart, account: &str) -> bool {
    let range = match chart {
        Chart::SKR03 => "1100"..="1294",
        Chart::SKR04 => "1550"..="1894",
    };
    account.len() == 4 && range.contains(&account)
}

/// VAT, which is one receivable from or one liability to the tax office.
pub(super) fn is_vat(chart: Chart, account: &str) -> bool {
    let ranges: &[_] = match chart {
        Chart::SKR03 => &["1570"..="1589", "1767"..="1791"],
        Chart::SKR04 => &["1400"..="1436", "3800"..="3809", "3817"..="3865"],
    };
    account.len() == 4 && ranges.iter().any(|range| range.contains(&account))
}

/// The balance sheet of these balances at the end of a day, both sides, every line of § 266 HGB;
/// the sums last on each side.
///
/// `earned` is the profit of the fiscal year so far, `earned_before` that of the years before it:
/// expenses and revenues among the balances are not looked at. Assets are positive in debit, equity
/// and liabilities in credit.
pub fn balance_sheet<'a>(
    chart: Chart,
    balances: impl IntoIterator<Item = Balance<'a>>,
    (earned, earned_before): (Decimal, Decimal),
) -> Vec<Position> {
    let is_result = |balance: &Balance<'_>| {
        line_of(chart, balance).is_some_and(|code| code.starts_with(|c: char| c.is_ascii_digit()))
    };
    let balances: Vec<Balance<'a>> =
        balances.into_iter().filter(|balance| !is_result(balance)).collect();
    let vat = balances
        .iter()
        .filter(|balance| is_vat(chart, balance.account))
        .map(|balance| balance.amount)
        .sum();
    let mut amounts = Amounts::new();
    for balance in &balances {
        *amounts.entry(line_of_sheet(chart, balance, vat)).or_default() += balance.amount;
    }
    *amounts.entry("P.A.V").or_default() -= earned;
    *amounts.entry("P.A.IV").or_default() -= earned_before;
    for (code, amount) in &mut amounts {
        if code.starts_with("P.") {
            *amount = -*amount;
        }
    }
    shown(amounts)
}

/// Whether the balance sheet of a company of this size shows a line: the small ones leave out those
/// of Arabic numerals, the micro ones those of Roman numerals too (§ 266 (1) sentences 3 and 4
/// HGB). What no line takes, and the sums, every size shows.
pub fn is_shown(size: SizeClass, code: &str) -> bool {
    let mut below = code.strip_prefix("P.").unwrap_or(code).split('.').skip(1);
    let is_arabic = |part: &str| part.parse::<u8>().is_ok_and(|number| number > 0);
    match size {
        SizeClass::Large | SizeClass::Medium => true,
        SizeClass::Small => !below.any(is_arabic),
        SizeClass::Micro => below.count() == 0,
    }
}

fn unassigned(amount: Decimal) -> &'static str {
    if amount.is_sign_negative() { LIABILITIES_OPEN.0 } else { ASSETS_OPEN.0 }
}

/// The line that a balance stands in, also one that no line takes; `vat` is that of all VAT
/// accounts together.
pub(super) fn line_of_sheet(chart: Chart, balance: &Balance<'_>, vat: Decimal) -> &'static str {
    match line_of(chart, balance) {
        _ if is_vat(chart, balance.account) && vat.is_sign_negative() => "P.C.8",
        _ if is_vat(chart, balance.account) => "B.II.4",
        code => code.unwrap_or_else(|| unassigned(balance.amount)),
    }
}

fn line_of(chart: Chart, balance: &Balance<'_>) -> Option<&'static str> {
    let in_credit = balance.amount.is_sign_negative();
    match (Personal::of(balance.account), in_credit) {
        (Some(Personal::Customer), false) => Some("B.II.1"),
        (Some(Personal::Customer), true) => Some("P.C.8"),
        (Some(Personal::Vendor), true) => Some("P.C.4"),
        (Some(Personal::Vendor), false) => Some("B.II.4"),
        (None, true) if is_bank(chart, balance.account) => Some("P.C.2"),
        (None, _) => closing_line(chart, balance.account),
    }
}

/// The form with sums, and with a deficit that equity does not cover on the side of the assets (§
/// 268 (3) HGB).
fn shown(mut amounts: Amounts) -> Vec<Position> {
    let below = |amounts: &Amounts, code: &str| -> Decimal {
        let within = |part: &str| {
            part == code || part.strip_prefix(code).is_some_and(|rest| rest.starts_with('.'))
        };
        amounts.iter().filter(|(part, _)| within(part)).map(|(_, amount)| *amount).sum()
    };
    let equity = below(&amounts, "P.A");
    if equity.is_sign_negative() {
        amounts.insert("F", -equity);
        amounts.insert("P.A.VI", -equity);
    }
    let line = |Line(code, de, en): &Line| Position {
        code,
        de,
        en,
        amount: below(&amounts, code),
        is_total: false,
    };
    let (liabilities, assets): (Vec<Position>, Vec<Position>) =
        FORM.iter().map(line).partition(|line| line.code.starts_with("P."));
    let sum = |side: bool| {
        amounts
            .iter()
            .filter(|(code, _)| code.starts_with("P.") == side)
            .map(|(_, amount)| *amount)
            .sum::<Decimal>()
    };
    let total = |Line(code, de, en): Line, amount: Decimal| Position {
        code,
        de,
        en,
        amount,
        is_total: true,
    };
    let left = assets.into_iter().chain([line(&ASSETS_OPEN), total(ASSETS, sum(false))]);
    left.chain(liabilities)
        .chain([line(&LIABILITIES_OPEN), total(LIABILITIES, sum(true))])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::profit_of;
    use super::*;
    use crate::ledger::{Rate, Role};
    use rust_decimal::dec;

    fn sheet(balances: &[(&str, Decimal)]) -> Vec<Position> {
        let list = || balances.iter().map(|(account, amount)| Balance { account, amount: *amount });
        balance_sheet(Chart::SKR03, list(), (profit_of(Chart::SKR03, list()), Decimal::ZERO))
    }

    fn of(positions: &[Position], code: &str) -> Decimal {
        positions
            .iter()
            .find(|position| position.code == code)
            .map_or(Decimal::MAX, |position| position.amount)
    }

    #[test]
    fn vat_is_one_claim_or_debt_in_either_chart() {
        for rate in [Rate::Full, Rate::Reduced] {
            let due = [
                Role::InputVat(rate),
                Role::OutputVat(rate),
                Role::InputVatReverse(rate),
                Role::OutputVatReverse(rate),
            ];
            let acquired = [Role::InputVatAcquisition(rate), Role::OutputVatAcquisition(rate)];
            for role in due.into_iter().chain(acquired).chain([Role::VatPayments]) {
                for chart in [Chart::SKR03, Chart::SKR04] {
                    assert!(is_vat(chart, chart.number(role)), "{role:?} in {chart:?}");
                }
            }
        }
    }

    #[test]
    fn both_sides_are_equal_and_each_balance_stands_on_its_own() {
        let lines = sheet(&[
            ("0800", dec!(-25000)),
            ("0420", dec!(5000)),
            ("1200", dec!(22000)),
            ("1210", dec!(-1500)),
            ("10001", dec!(1190)),
            ("10002", dec!(-40)),
            ("70001", dec!(-238)),
            ("1576", dec!(38)),
            ("1776", dec!(-190)),
            ("9000", dec!(-500)),
            ("8400", dec!(-1000)),
            ("3400", dec!(240)),
        ]);
        assert_eq!(of(&lines, "AKTIVA"), of(&lines, "PASSIVA"));
        assert_eq!(of(&lines, "B.IV"), dec!(22000));
        assert_eq!(of(&lines, "P.C.2"), dec!(1500));
        assert_eq!(of(&lines, "B.II.1"), dec!(1190));
        assert_eq!(of(&lines, "P.C.8"), dec!(192), "a customer's credit, and VAT as one balance");
        assert_eq!(of(&lines, "P.A.V"), dec!(760));
        assert_eq!(
            of(&lines, "P.?"),
            dec!(500),
            "carry-forward accounts that do not sum to zero show"
        );
        assert_eq!(of(&lines, "B"), dec!(23190));
    }

    #[test]
    fn a_loss_beyond_the_equity_stands_among_the_assets() {
        let lines = sheet(&[
            ("0800", dec!(-100)),
            ("1200", dec!(50)),
            ("70001", dec!(-400)),
            ("3400", dec!(450)),
        ]);
        assert_eq!(of(&lines, "F"), dec!(350));
        assert_eq!(of(&lines, "P.A"), dec!(0));
        assert_eq!(of(&lines, "AKTIVA"), dec!(400));
        assert_eq!(of(&lines, "PASSIVA"), dec!(400));
    }

    #[test]
    fn the_short_forms_show_less_and_sum_to_the_same() {
        let lines = sheet(&[
            ("0800", dec!(-25000)),
            ("0420", dec!(5000)),
            ("1200", dec!(21190)),
            ("70001", dec!(-1190)),
        ]);
        let shown = |size: SizeClass| -> Vec<&str> {
            let shown =
                lines.iter().filter(|line| is_shown(size, line.code) && !line.amount.is_zero());
            shown.map(|line| line.code).collect()
        };
        assert_eq!(shown(SizeClass::Large), shown(SizeClass::Medium));
        assert_eq!(
            shown(SizeClass::Large),
            [
                "A", "A.II", "A.II.3", "B", "B.IV", "AKTIVA", "P.A", "P.A.I", "P.C", "P.C.4",
                "PASSIVA"
            ]
        );
        assert_eq!(
            shown(SizeClass::Small),
            ["A", "A.II", "B", "B.IV", "AKTIVA", "P.A", "P.A.I", "P.C", "PASSIVA"]
        );
        assert_eq!(shown(SizeClass::Micro), ["A", "B", "AKTIVA", "P.A", "P.C", "PASSIVA"]);
        let sum = |side: bool| -> Decimal {
            let of_side =
                lines.iter().filter(|line| !line.is_total && line.code.starts_with("P.") == side);
            of_side
                .filter(|line| is_shown(SizeClass::Micro, line.code))
                .map(|line| line.amount)
                .sum()
        };
        assert_eq!((sum(false), sum(true)), (of(&lines, "AKTIVA"), of(&lines, "PASSIVA")));
    }
}
