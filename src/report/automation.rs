//! How much kontor settles by itself, and how often that was wrong: by company and month of the
//! bank entries.

use super::row::{Row, row};
use super::{Asked, Cell, Report, Which, column};
use crate::domain::words::Word;
use crate::store::{Automation, Store, Stored};
use rust_decimal::{Decimal, dec};

/// Report `automation`.
pub(super) const REPORT: Report = Report {
    name: "automation",
    which: Which::Automation,
    title: ("Automatik: von selbst, gefragt, falsch", "Automation: by itself, asked, wrong"),
    columns: &[
        column("company", "Firma", "Company", Cell::Text),
        column("month", "Monat", "Month", Cell::Word(MONTHS)),
        column("entries", "Umsätze", "Entries", Cell::Number),
        column("automatic", "Von selbst", "By itself", Cell::Number),
        column("asked", "Gefragt", "Asked", Cell::Number),
        column("answered", "Antworten", "Answered", Cell::Number),
        column("undone", "Zurück", "Undone", Cell::Number),
        column("wrong", "Falsch", "Wrong", Cell::Number),
        column("false_percent", "Falsch in %", "False %", Cell::Number),
        column("false_percent_95", "höchstens (95 %)", "at most (95 %)", Cell::Number),
    ],
};

fn row(counts: &Automation, month: &str) -> Row {
    let percent = |share: Option<Decimal>| {
        share.map(|share| (share * Decimal::ONE_HUNDRED).round_dp(4).normalize())
    };
    row!({
        "company": counts.company,
        "month": month,
        "entries": counts.entries,
        "automatic": counts.automatic,
        "asked": counts.entries.saturating_sub(counts.automatic),
        "answered": counts.answered,
        "undone": counts.undone,
        "wrong": counts.wrong,
        "false_percent": percent(
            Decimal::from(counts.wrong).checked_div(Decimal::from(counts.automatic)),
        ),
        "false_percent_95": percent(upper_bound(counts.wrong, counts.automatic)),
    })
}

/// What a company's months sum up to, in a row of its own.
const TOTAL: &str = "total";
/// How that row is called; a month is called as it is.
static MONTHS: &[Word] = &[(TOTAL, "gesamt", "total")];

pub(super) async fn rows(store: &Store, asked: &Asked) -> Stored<Vec<Row>> {
    let months = store.automation(&asked.span).await?;
    let mut rows = Vec::new();
    for company in months.chunk_by(|one, other| one.company == other.company) {
        rows.extend(company.iter().map(|counts| row(counts, &counts.month)));
        let total = company
            .iter()
            .skip(1)
            .fold(company.first().cloned().unwrap_or_default(), |total, month| total.plus(month));
        rows.push(row(&total, TOTAL));
    }
    Ok(rows)
}

/// The upper end of Wilson's interval of 95 % for the share that `wrong` of `all` are; `None` of
/// nothing.
fn upper_bound(wrong: i64, all: i64) -> Option<Decimal> {
    const Z: Decimal = dec!(1.959964);
    let n = Decimal::from(all);
    let p = Decimal::from(wrong).checked_div(n)?;
    let square = Z * Z;
    let spread = p * (Decimal::ONE - p) / n + square / (dec!(4) * n * n);
    let upper = (p + square / (dec!(2) * n) + Z * root(spread)) / (Decimal::ONE + square / n);
    Some(upper.min(Decimal::ONE))
}

/// The square root by Newton's method, of a number that is not negative.
fn root(of: Decimal) -> Decimal {
    let mut guess = of.max(Decimal::ONE);
    for _ in 0..100 {
        let Some(next) = of.checked_div(guess).map(|quotient| (guess + quotient) / dec!(2)) else {
            return Decimal::ZERO;
        };
        if next >= guess {
            break;
        }
        guess = next;
    }
    guess
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bound_is_wilsons() {
        let percent = |wrong, all| {
            upper_bound(wrong, all)
                .map(|share| (share * Decimal::ONE_HUNDRED).round_dp(4).to_string())
        };
        assert_eq!(percent(0, 0), None);
        assert_eq!(percent(0, 10).as_deref(), Some("27.7533"));
        assert_eq!(percent(0, 10_000).as_deref(), Some("0.0384"));
        assert_eq!(percent(5, 100).as_deref(), Some("11.1750"));
        assert_eq!(percent(1, 1).as_deref(), Some("100.0000"));
    }

    #[test]
    fn roots_are_found() {
        assert_eq!(root(dec!(2)).round_dp(10), dec!(1.4142135624));
        assert_eq!(root(dec!(0.000001)).round_dp(10), dec!(0.001));
        assert_eq!(root(Decimal::ZERO).round_dp(10), Decimal::ZERO);
    }
}
