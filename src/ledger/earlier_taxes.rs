//! The accounts of taxes of earlier years, which stand apart from those of the year's own (§ 275 (2)
//! HGB, no. 14; § 4 (5b) EStG). Taxes that are an expense of their object (car, land) stay on its
//! account.

use super::chart::Chart;

/// Where a tax of earlier years is booked: what is paid, and what comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EarlierTax {
    /// Of the year before.
    pub last: (&'static str, &'static str),
    /// Of the years before that.
    pub before: (&'static str, &'static str),
}

type Row = (&'static str, (&'static str, &'static str), (&'static str, &'static str));

/// The account of the year's own tax, then those of the year before and of earlier ones.
const SKR03: &[Row] = &[
    ("1780", ("1790", "1790"), ("1791", "1791")),
    ("2200", ("2203", "2204"), ("2203", "2204")),
    ("2208", ("2209", "2210"), ("2209", "2210")),
    ("4320", ("2281", "2281"), ("2281", "2281")),
];

const SKR04: &[Row] = &[
    ("3820", ("3841", "3841"), ("3845", "3845")),
    ("7600", ("7603", "7604"), ("7603", "7604")),
    ("7608", ("7609", "7609"), ("7609", "7609")),
    ("7610", ("7641", "7641"), ("7641", "7641")),
];

/// Accounts on which a tax is booked whatever year it is of: what was withheld and is owed already,
/// what is private, and what is an expense of its object.
const SKR03_ANY_YEAR: &[&str] = &["1741", "1749", "1810", "2375", "4510"];
const SKR04_ANY_YEAR: &[&str] = &["2150", "3726", "3730", "7680", "7685"];

impl Chart {
    /// Whether the year of a tax changes nothing about the account it is booked on.
    pub fn is_of_any_year(self, account: &str) -> bool {
        let table = match self {
            Chart::SKR03 => SKR03_ANY_YEAR,
            Chart::SKR04 => SKR04_ANY_YEAR,
        };
        table.contains(&account)
    }

    /// Where the tax of an account is booked for earlier years; `None` of one that has no accounts
    /// for these.
    pub fn earlier_tax(self, account: &str) -> Option<EarlierTax> {
        let table = match self {
            Chart::SKR03 => SKR03,
            Chart::SKR04 => SKR04,
        };
        let (_, last, before) = table.iter().find(|(own, ..)| *own == account)?;
        Some(EarlierTax { last: *last, before: *before })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_accounts_are_in_their_chart() {
        for (chart, table) in [(Chart::SKR03, SKR03), (Chart::SKR04, SKR04)] {
            for (own, last, before) in table {
                for number in [*own, last.0, last.1, before.0, before.1] {
                    assert!(chart.account(number).is_some(), "{chart:?} {number}");
                }
            }
        }
        for (chart, table) in [(Chart::SKR03, SKR03_ANY_YEAR), (Chart::SKR04, SKR04_ANY_YEAR)] {
            for number in table {
                assert!(chart.account(number).is_some(), "{chart:?} {number}");
                assert_eq!(chart.earlier_tax(number), None, "{number}");
            }
        }
    }
}
