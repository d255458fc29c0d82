//! The profit and loss account and the BWA: what was earned in a span of days.

use super::{Amounts, Balance, Line, Position, Range, closing_line, lines, range_of, ranges};
use crate::ledger::Chart;
use rust_decimal::Decimal;
use std::sync::LazyLock;

static PROFIT_AND_LOSS: LazyLock<Vec<Line>> =
    LazyLock::new(|| lines(include_str!("profit_and_loss.tsv")));
static BWA: LazyLock<Vec<Line>> = LazyLock::new(|| lines(include_str!("bwa.tsv")));
static BWA_SKR03: LazyLock<Vec<Range>> = LazyLock::new(|| ranges(include_str!("bwa_skr03.tsv")));
static BWA_SKR04: LazyLock<Vec<Range>> = LazyLock::new(|| ranges(include_str!("bwa_skr04.tsv")));

/// A line that is computed: its code, and what is added to it (`true`) or taken off.
pub(super) type Formula = (&'static str, &'static [(bool, &'static str)]);

/// § 275 (2) HGB, in the order in which they are computed.
pub(super) const RESULTS: &[Formula] = &[
    ("5", &[(true, "5a"), (true, "5b")]),
    ("6", &[(true, "6a"), (true, "6b")]),
    ("7", &[(true, "7a"), (true, "7b")]),
    (
        "15",
        &[
            (true, "1"),
            (true, "2"),
            (true, "3"),
            (true, "4"),
            (true, "5"),
            (true, "6"),
            (true, "7"),
            (true, "8"),
            (true, "9"),
            (true, "10"),
            (true, "11"),
            (true, "12"),
            (true, "13"),
            (true, "14"),
        ],
    ),
    ("17", &[(true, "15"), (true, "16")]),
];

/// DATEV's form 01.
pub(super) const BWA_SUMS: &[Formula] = &[
    ("1051", &[(true, "1020"), (true, "1040"), (true, "1045")]),
    ("1080", &[(true, "1051"), (false, "1060")]),
    ("1092", &[(true, "1080"), (true, "1090")]),
    (
        "1280",
        &[
            (true, "1100"),
            (true, "1120"),
            (true, "1140"),
            (true, "1150"),
            (true, "1160"),
            (true, "1180"),
            (true, "1200"),
            (true, "1220"),
            (true, "1240"),
            (true, "1250"),
            (true, "1260"),
        ],
    ),
    ("1300", &[(true, "1092"), (false, "1280")]),
    ("1320", &[(true, "1310"), (true, "1312")]),
    ("1330", &[(true, "1322"), (true, "1323"), (true, "1324")]),
    ("1345", &[(true, "1300"), (false, "1320"), (true, "1330"), (true, "1340")]),
    ("1380", &[(true, "1345"), (false, "1355")]),
];

/// Lines of the BWA that show what comes in: credit less debit. The others show costs: debit less
/// credit.
const BWA_INCOME: &[&str] = &["1020", "1040", "1045", "1090", "1322", "1323", "1324", "1340"];

/// True for an account of income or expense that the profit and loss account has a line for.
pub(super) fn result_line(chart: Chart, account: &str) -> Option<&'static str> {
    closing_line(chart, account).filter(|code| code.starts_with(|c: char| c.is_ascii_digit()))
}

/// What these balances of income and expenses earn: profit positive, loss negative.
pub fn profit_of<'a>(chart: Chart, balances: impl IntoIterator<Item = Balance<'a>>) -> Decimal {
    balances
        .into_iter()
        .filter(|balance| result_line(chart, balance.account).is_some())
        .map(|balance| -balance.amount)
        .sum()
}

/// The profit and loss account of what moved in a span: every line of § 275 (2) HGB, in its order.
pub fn profit_and_loss<'a>(
    chart: Chart,
    moved: impl IntoIterator<Item = Balance<'a>>,
) -> Vec<Position> {
    let mut amounts = Amounts::new();
    for balance in moved {
        if let Some(code) = result_line(chart, balance.account) {
            *amounts.entry(code).or_default() -= balance.amount;
        }
    }
    shown(&PROFIT_AND_LOSS, RESULTS, amounts)
}

/// The lines that a position is the sum of, itself where it is none, and whether each is added
/// (`true`) or taken off.
pub(super) fn leaves(formulas: &[Formula], code: &str) -> Vec<(String, bool)> {
    let Some((_, parts)) = formulas.iter().find(|(sum, _)| *sum == code) else {
        return vec![(code.to_owned(), true)];
    };
    let below = |(added, part): &(bool, &'static str)| {
        let added = *added;
        leaves(formulas, part).into_iter().map(move |(leaf, sign)| (leaf, sign == added))
    };
    parts.iter().flat_map(below).collect()
}

/// The row of the BWA that what moved on an account stands in, with its amount signed as the row.
pub(super) fn bwa_line(chart: Chart, balance: &Balance<'_>) -> Option<(&'static str, Decimal)> {
    let table = match chart {
        Chart::SKR03 => &BWA_SKR03,
        Chart::SKR04 => &BWA_SKR04,
    };
    let range = range_of(table, balance.account)?;
    let code = if balance.amount.is_sign_negative() { range.in_credit } else { range.in_debit };
    Some((code, if BWA_INCOME.contains(&code) { -balance.amount } else { balance.amount }))
}

/// The BWA, form 01, of what moved in a span: every row, in its order.
pub fn bwa<'a>(chart: Chart, moved: impl IntoIterator<Item = Balance<'a>>) -> Vec<Position> {
    let mut amounts = Amounts::new();
    for (code, amount) in moved.into_iter().filter_map(|balance| bwa_line(chart, &balance)) {
        *amounts.entry(code).or_default() += amount;
    }
    shown(&BWA, BWA_SUMS, amounts)
}

fn shown(form: &'static [Line], formulas: &[Formula], mut amounts: Amounts) -> Vec<Position> {
    let of = |amounts: &Amounts, code: &str| amounts.get(code).copied().unwrap_or_default();
    for (code, parts) in formulas {
        let sum = parts
            .iter()
            .map(|(added, part)| if *added { of(&amounts, part) } else { -of(&amounts, part) })
            .sum();
        amounts.insert(code, sum);
    }
    let is_total = |code: &str| formulas.iter().any(|(sum, _)| *sum == code && code.len() > 1);
    form.iter()
        .map(|Line(code, de, en)| Position {
            code,
            de,
            en,
            amount: of(&amounts, code),
            is_total: is_total(code),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    fn of(positions: &[Position], code: &str) -> Decimal {
        positions
            .iter()
            .find(|position| position.code == code)
            .map_or(Decimal::MAX, |position| position.amount)
    }

    const MOVED: &[(&str, Decimal)] = &[
        ("8400", dec!(-1000)),
        ("8736", dec!(20)),
        ("3400", dec!(300)),
        ("4120", dec!(150)),
        ("4930", dec!(50)),
        ("2100", dec!(10)),
        ("4320", dec!(25)),
        ("1200", dec!(445)),
    ];

    fn moved() -> impl Iterator<Item = Balance<'static>> {
        MOVED.iter().map(|(account, amount)| Balance { account, amount: *amount })
    }

    #[test]
    fn the_result_is_income_less_expenses() {
        let lines = profit_and_loss(Chart::SKR03, moved());
        assert_eq!(of(&lines, "1"), dec!(980));
        assert_eq!(of(&lines, "5"), dec!(-300));
        assert_eq!(of(&lines, "6a"), dec!(-150));
        assert_eq!(of(&lines, "15"), dec!(445));
        assert_eq!(of(&lines, "17"), profit_of(Chart::SKR03, moved()));
        assert_eq!(profit_of(Chart::SKR03, moved()), dec!(445));
    }

    #[test]
    fn the_bwa_comes_to_the_same_result() {
        let rows = bwa(Chart::SKR03, moved());
        assert_eq!(of(&rows, "1051"), dec!(980));
        assert_eq!(of(&rows, "1080"), dec!(680));
        assert_eq!(of(&rows, "1280"), dec!(200));
        assert_eq!(of(&rows, "1310"), dec!(10));
        assert_eq!(of(&rows, "1380"), dec!(445));
    }
}
