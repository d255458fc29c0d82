//! Positions: the lines of the balance sheet (§ 266 HGB), the profit and loss account (§ 275 (2)
//! HGB, total cost format), the form of receipts and payments (Anlage EÜR) and the BWA (DATEV form
//! 01), as data over ranges of accounts.
//!
//! A statement is a table of lines (`balance_sheet.tsv` …: code, German, English) and a table of
//! ranges for each chart (`closing_skr03.tsv` …: first account, last account, line). The ranges of
//! SKR03 are those of DATEV's account queries and of two public charts; those of SKR04 follow by
//! the paired account. Whoever publishes statements has their tax adviser release them once.

mod balance_sheet;
mod parts;
mod receipts;
mod result;

pub use balance_sheet::{balance_sheet, is_shown};
pub use parts::{Part, parts_of_bwa, parts_of_result, parts_of_sheet};
pub use receipts::{Counted, OF_YEAR_AFTER, OF_YEAR_BEFORE, Receipts, receipt_lines};
pub use result::{bwa, profit_and_loss, profit_of};

use super::Chart;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What stands on an account.
#[derive(Debug, Clone, Copy)]
pub struct Balance<'a> {
    /// Its number in the chart, or a personal account's.
    pub account: &'a str,
    /// Debit less credit, book currency.
    pub amount: Decimal,
}

/// A line of a statement with its amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// As the form calls it: `B.II.1`, `5a`, `1051`.
    pub code: &'static str,
    /// Its German name.
    pub de: &'static str,
    /// Its English name.
    pub en: &'static str,
    /// Book currency. Balance sheet: positive on its own side. Profit and loss: income positive,
    /// expenses negative. EÜR, BWA: as the form.
    pub amount: Decimal,
    /// True for a result of the form, which is shown even when it is zero.
    pub is_total: bool,
}

/// Amounts by the code of their line.
type Amounts = BTreeMap<&'static str, Decimal>;

/// A line of a form: code, German, English.
#[derive(Debug)]
struct Line(&'static str, &'static str, &'static str);

fn lines(text: &'static str) -> Vec<Line> {
    let line = |line: &'static str| {
        let mut fields = line.split('\t');
        Some(Line(fields.next()?, fields.next()?, fields.next()?))
    };
    text.lines().skip(1).filter_map(line).collect()
}

/// Accounts from … to belong to a line; in the BWA to another one when their balance is a credit.
#[derive(Debug)]
struct Range {
    first: u32,
    last: u32,
    in_debit: &'static str,
    in_credit: &'static str,
}

fn ranges(text: &'static str) -> Vec<Range> {
    let range = |line: &'static str| {
        let mut fields = line.split('\t');
        let (first, last) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
        let in_debit = fields.next()?;
        Some(Range { first, last, in_debit, in_credit: fields.next().unwrap_or(in_debit) })
    };
    text.lines().skip(1).filter_map(range).collect()
}

/// The range that an impersonal account of four digits stands in. The tables are ordered.
fn range_of<'a>(table: &'a [Range], account: &str) -> Option<&'a Range> {
    let number: u32 = account.parse().ok().filter(|_| account.len() == 4)?;
    let at = table.partition_point(|range| range.last < number);
    table.get(at).filter(|range| range.first <= number)
}

static CLOSING_SKR03: LazyLock<Vec<Range>> =
    LazyLock::new(|| ranges(include_str!("closing_skr03.tsv")));
static CLOSING_SKR04: LazyLock<Vec<Range>> =
    LazyLock::new(|| ranges(include_str!("closing_skr04.tsv")));

/// The line of the balance sheet or of the profit and loss account that an impersonal account
/// closes into; `None` where the statements have none for it (imputed costs, carry-forward
/// accounts).
pub fn closing_line(chart: Chart, account: &str) -> Option<&'static str> {
    let table = match chart {
        Chart::SKR03 => &CLOSING_SKR03,
        Chart::SKR04 => &CLOSING_SKR04,
    };
    range_of(table, account).map(|range| range.in_debit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_ordered_apart_and_name_lines_that_exist() {
        let closing: Vec<Line> =
            [include_str!("balance_sheet.tsv"), include_str!("profit_and_loss.tsv")]
                .into_iter()
                .flat_map(lines)
                .collect();
        let forms = [
            (&closing, include_str!("closing_skr03.tsv")),
            (&closing, include_str!("closing_skr04.tsv")),
            (&lines(include_str!("bwa.tsv")), include_str!("bwa_skr03.tsv")),
            (&lines(include_str!("bwa.tsv")), include_str!("bwa_skr04.tsv")),
        ];
        for (lines, text) in forms {
            let table = ranges(text);
            assert_eq!(table.len() + 1, text.lines().count(), "every line is read");
            for pair in table.windows(2) {
                assert!(pair[0].first <= pair[0].last && pair[0].last < pair[1].first, "{pair:?}");
            }
            for range in &table {
                for code in [range.in_debit, range.in_credit] {
                    assert!(lines.iter().any(|line| line.0 == code), "{code}");
                }
            }
        }
    }

    #[test]
    fn paired_accounts_close_into_the_same_line() {
        for (account, skr04, line) in [
            ("1200", "1800", "B.IV"),
            ("8400", "4400", "1"),
            ("3400", "5400", "5a"),
            ("4930", "6815", "8"),
            ("0420", "0650", "A.II.3"),
            ("2100", "7300", "13"),
        ] {
            assert_eq!(closing_line(Chart::SKR03, account), Some(line), "{account}");
            assert_eq!(closing_line(Chart::SKR04, skr04), Some(line), "{skr04}");
        }
        assert_eq!(closing_line(Chart::SKR03, "4992"), None, "imputed costs");
    }
}
