//! Balance sheet, profit and loss account (receipts and payments of who finds profit so) and BWA
//! ([`super::bwa`]): the positions of the ledger over the balances of a span, with those of the year
//! before beside.

use super::gather::in_cents;
use super::row::{Row, row};
use super::{Asked, Cell, Column, Report, Which, column};
use crate::domain::Language;
use crate::ledger::positions::{self, Balance, Position};
use crate::ledger::{Closing, FiscalYear, Role};
use crate::store::{AccountLine, AccountTotal, Span, Store, Stored};
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// Which of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statement {
    /// On the last day asked for.
    BalanceSheet,
    /// From the first day asked for, else from the start of the fiscal year.
    ProfitAndLoss,
    /// From the first day asked for, else from the first of the last month.
    Bwa,
}

pub(super) const COLUMNS: &[Column] = &[
    column("company", "Firma", "Company", Cell::Text),
    column("position", "Position", "Position", Cell::Text),
    column("label", "Bezeichnung", "Label", Cell::Long),
    column("amount", "Betrag", "Amount", Cell::Amount),
    column("previous", "Vorjahr", "Previous year", Cell::Amount),
];

/// Report `balance-sheet`.
pub(super) const BALANCE_SHEET: Report = Report {
    name: "balance-sheet",
    which: Which::Closing(Statement::BalanceSheet),
    title: ("Bilanz", "Balance sheet"),
    columns: COLUMNS,
};

/// Report `profit-and-loss`.
pub(super) const PROFIT_AND_LOSS: Report = Report {
    name: "profit-and-loss",
    which: Which::Closing(Statement::ProfitAndLoss),
    title: ("Gewinn- und Verlustrechnung", "Profit and loss account"),
    columns: COLUMNS,
};

/// The companies that are asked about, by name.
pub(super) fn companies(asked: &Asked) -> Vec<(&str, Closing)> {
    let mut companies: Vec<(&str, Closing)> =
        asked.closings.iter().map(|(id, closing)| (id.as_str(), *closing)).collect();
    companies.retain(|(id, _)| asked.span.company.as_ref().is_none_or(|company| company == id));
    companies.sort_by_key(|(id, _)| *id);
    companies
}

pub(super) async fn rows(statement: Statement, store: &Store, asked: &Asked) -> Stored<Vec<Row>> {
    if statement == Statement::Bwa {
        return super::bwa::rows(store, asked).await;
    }
    let mut rows = Vec::new();
    for (company, closing) in companies(asked) {
        let span = days(statement, asked, closing.fiscal_year);
        let now = positions(statement, store, asked, (company, closing), span).await?;
        let before = positions(
            statement,
            store,
            asked,
            (company, closing),
            (year_before(span.0), year_before(span.1)),
        )
        .await?;
        let is_shown = |code: &str| {
            statement != Statement::BalanceSheet || positions::is_shown(closing.size, code)
        };
        for (line, previous) in now.iter().zip(&before).filter(|(line, _)| is_shown(line.code)) {
            if line.is_total || !line.amount.is_zero() || !previous.amount.is_zero() {
                let label = if asked.language == Language::De { line.de } else { line.en };
                rows.push(row!({
                    "company": company,
                    "position": line.code,
                    "label": label,
                    "amount": in_cents(line.amount),
                    "previous": in_cents(previous.amount),
                }));
            }
        }
    }
    Ok(rows)
}

/// First and last day of a statement.
pub(super) fn days(statement: Statement, asked: &Asked, fiscal_year: FiscalYear) -> (Date, Date) {
    let until = asked.until();
    let start = match statement {
        Statement::Bwa => until.first_of_month(),
        Statement::BalanceSheet | Statement::ProfitAndLoss => fiscal_year.start(until),
    };
    (asked.span.from.filter(|_| statement != Statement::BalanceSheet).unwrap_or(start), until)
}

/// The same day a year before; the end of February stays its end.
pub(super) fn year_before(day: Date) -> Date {
    let before = day.saturating_sub(1.year());
    if day == day.last_of_month() { before.last_of_month() } else { before }
}

/// The lines of 9000 within a span by which balances of expenses and revenues were taken over for
/// days before it: what they had come to since the fiscal year began. They are turnover of a span
/// that begins with that year, not of the month in which the books were taken over.
pub(super) async fn taken_over_within(
    store: &Store,
    asked: &Asked,
    (company, closing): (&str, Closing),
    (from, to): (Date, Date),
) -> Stored<Vec<AccountLine>> {
    let year = closing.fiscal_year;
    if year.start(from) == from && year.start(to) == from {
        return Ok(Vec::new());
    }
    let span = Span { company: Some(company.to_owned()), from: Some(from), to: Some(to) };
    let opening = asked.own_number(company, closing.chart.number(Role::Opening));
    let mut lines = store.account_lines(&span, &opening).await?;
    lines.retain(|line| year.start(line.date) < from);
    Ok(lines)
}

/// What such lines put on an account on their other side: debit less credit.
pub(super) fn taken_over_on(lines: &[AccountLine], account: &str) -> Decimal {
    let own = lines.iter().filter(|line| line.contra.as_deref() == Some(account));
    own.map(|line| line.credit - line.debit).sum()
}

pub(super) async fn positions(
    statement: Statement,
    store: &Store,
    asked: &Asked,
    (company, closing): (&str, Closing),
    (from, to): (Date, Date),
) -> Stored<Vec<Position>> {
    if closing.by_receipts && statement == Statement::ProfitAndLoss {
        return super::receipts::positions(store, asked, (company, closing), (from, to)).await;
    }
    let chart = closing.chart;
    let totals = store
        .totals(&Span { company: Some(company.to_owned()), from: Some(from), to: Some(to) })
        .await?;
    let balances = |amount: fn(&AccountTotal) -> Decimal| -> Vec<Balance<'_>> {
        let balance = |total| balance(asked, company, total, amount);
        totals.iter().map(balance).collect()
    };
    let mut moved = balances(|total| total.debit - total.credit);
    if statement != Statement::BalanceSheet {
        let lines = taken_over_within(store, asked, (company, closing), (from, to)).await?;
        for (balance, total) in moved.iter_mut().zip(&totals) {
            balance.amount -= taken_over_on(&lines, &total.account);
        }
    }
    Ok(match statement {
        Statement::ProfitAndLoss => positions::profit_and_loss(chart, moved),
        Statement::Bwa => positions::bwa(chart, moved),
        Statement::BalanceSheet => {
            let earned = positions::profit_of(chart, moved);
            let before = positions::profit_of(chart, balances(|total| total.opening));
            positions::balance_sheet(
                chart,
                balances(|total| total.opening + total.debit - total.credit),
                (earned, before),
            )
        }
    })
}

fn balance<'a>(
    asked: &'a Asked,
    company: &str,
    total: &'a AccountTotal,
    amount: fn(&AccountTotal) -> Decimal,
) -> Balance<'a> {
    Balance { account: asked.chart_number(company, &total.account), amount: amount(total) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_year_before_ends_where_its_month_ends() {
        assert_eq!(year_before(date(2026, 10, 31)), date(2025, 10, 31));
        assert_eq!(year_before(date(2025, 2, 28)), date(2024, 2, 29));
        assert_eq!(year_before(date(2024, 2, 29)), date(2023, 2, 28));
        assert_eq!(year_before(date(2026, 1, 1)), date(2025, 1, 1));
    }
}
