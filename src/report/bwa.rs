//! Management accounts (BWA, form 01): a month with its share of the total output, the year up to
//! then, and each the year before; and the twelve months of a fiscal year side by side.

use super::gather::in_cents;
use super::row::{Row, row};
use super::statements::{Statement, companies, days, positions as of_span, year_before};
use super::{Asked, Cell, Report, Which, column};
use crate::domain::Language;
use crate::ledger::positions::{self, Balance, Position};
use crate::ledger::{Closing, Role};
use crate::store::{MonthTotal, Span, Store, Stored};
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Report `bwa`. The per cent are those of the total output (1051).
pub(super) const REPORT: Report = Report {
    name: "bwa",
    which: Which::Closing(Statement::Bwa),
    title: ("Betriebswirtschaftliche Auswertung", "Management accounts (BWA)"),
    columns: &[
        column("company", "Firma", "Company", Cell::Text),
        column("position", "Position", "Position", Cell::Text),
        column("label", "Bezeichnung", "Label", Cell::Long),
        column("amount", "Betrag", "Amount", Cell::Amount),
        column("percent", "% Leistung", "% of output", Cell::Amount).spare(),
        column("previous", "Vorjahr", "Previous year", Cell::Amount),
        column("year", "Jahr bisher", "Year to date", Cell::Amount).spare(),
        column("year_percent", "Jahr % Leistung", "Year % of output", Cell::Amount).spare(),
        column("year_previous", "Jahr Vorjahr", "Year before", Cell::Amount).spare(),
    ],
};

/// Report `bwa-months`: the months of the fiscal year that the last day lies in, the first of it
/// first.
pub(super) const MONTHS: Report = Report {
    name: "bwa-months",
    which: Which::BwaMonths,
    title: ("BWA, zwölf Monate", "Management accounts (BWA), twelve months"),
    columns: &[
        column("company", "Firma", "Company", Cell::Text),
        column("position", "Position", "Position", Cell::Text),
        column("label", "Bezeichnung", "Label", Cell::Long),
        column("taken_over", "Übernommen", "Taken over", Cell::Amount),
        column("month_1", "Monat 1", "Month 1", Cell::Amount),
        column("month_2", "Monat 2", "Month 2", Cell::Amount),
        column("month_3", "Monat 3", "Month 3", Cell::Amount),
        column("month_4", "Monat 4", "Month 4", Cell::Amount),
        column("month_5", "Monat 5", "Month 5", Cell::Amount),
        column("month_6", "Monat 6", "Month 6", Cell::Amount),
        column("month_7", "Monat 7", "Month 7", Cell::Amount),
        column("month_8", "Monat 8", "Month 8", Cell::Amount),
        column("month_9", "Monat 9", "Month 9", Cell::Amount),
        column("month_10", "Monat 10", "Month 10", Cell::Amount),
        column("month_11", "Monat 11", "Month 11", Cell::Amount),
        column("month_12", "Monat 12", "Month 12", Cell::Amount),
        column("year", "Jahr", "Year", Cell::Amount),
    ],
};

const MONTHS_OF_YEAR: usize = 12;
/// Columns that say whose and which row it is.
const BEFORE_MONTHS: usize = 3;

/// The rows of `bwa`.
pub(super) async fn rows(store: &Store, asked: &Asked) -> Stored<Vec<Row>> {
    let mut rows = Vec::new();
    for (company, closing) in companies(asked) {
        let (from, to) = days(Statement::Bwa, asked, closing.fiscal_year);
        let start = closing.fiscal_year.start(to).min(from);
        let mut sheets = Vec::with_capacity(4);
        for (from, to) in [
            (from, to),
            (year_before(from), year_before(to)),
            (start, to),
            (year_before(start), year_before(to)),
        ] {
            let of = (company, closing);
            sheets.push(of_span(Statement::Bwa, store, asked, of, (from, to)).await?);
        }
        let [now, before, year, year_earlier] = sheets.as_slice() else { continue };
        let output = |sheet: &[Position]| amount_of(sheet, TOTAL_OUTPUT);
        for (at, line) in now.iter().enumerate() {
            let [previous, so_far, so_far_before] = [before, year, year_earlier]
                .map(|sheet| sheet.get(at).map_or(Decimal::ZERO, |line| line.amount));
            let amounts = [line.amount, previous, so_far, so_far_before];
            if !line.is_total && amounts.iter().all(Decimal::is_zero) {
                continue;
            }
            rows.push(row!({
                "company": company,
                "position": line.code,
                "label": label(line, asked),
                "amount": in_cents(line.amount),
                "percent": percent(line.amount, output(now)),
                "previous": in_cents(previous),
                "year": in_cents(so_far),
                "year_percent": percent(so_far, output(year)),
                "year_previous": in_cents(so_far_before),
            }));
        }
    }
    Ok(rows)
}

/// The row that the others are told in per cent of.
const TOTAL_OUTPUT: &str = "1051";

fn amount_of(sheet: &[Position], code: &str) -> Decimal {
    sheet.iter().find(|line| line.code == code).map_or(Decimal::ZERO, |line| line.amount)
}

fn label(line: &Position, asked: &Asked) -> &'static str {
    if asked.language == Language::De { line.de } else { line.en }
}

/// In per cent of the whole, where there is any.
fn percent(amount: Decimal, whole: Decimal) -> Option<Decimal> {
    let part = (amount * Decimal::ONE_HUNDRED).checked_div(whole)?;
    Some(in_cents(crate::domain::money::round_commercially(part, 2)))
}

/// The rows of `bwa-months`.
pub(super) async fn months(store: &Store, asked: &Asked) -> Stored<Vec<Row>> {
    let mut rows = Vec::new();
    for (company, closing) in companies(asked) {
        let start = closing.fiscal_year.start(asked.until());
        let taken_over = taken_over(store, asked, (company, closing), start).await?;
        let moved = store.month_totals(company, (start, end_of(start))).await?;
        let balances = |wanted: &dyn Fn(&MonthTotal) -> bool| -> Vec<Balance<'_>> {
            let own = moved.iter().filter(|total| wanted(total));
            own.map(|total| Balance {
                account: asked.chart_number(company, &total.account),
                amount: total.amount - in_month(&taken_over, total),
            })
            .collect()
        };
        // Months that have not begun on the last day asked for have no column.
        let last = month_of(asked.until(), 0);
        let mut sheets: Vec<Vec<Position>> = (0..MONTHS_OF_YEAR)
            .map(|month| month_of(start, month))
            .take_while(|month| *month <= last)
            .map(|month| positions::bwa(closing.chart, balances(&|total| total.month == month)))
            .collect();
        let over = taken_over.iter().map(|((_, account), amount)| Balance {
            account: asked.chart_number(company, account),
            amount: *amount,
        });
        sheets.insert(0, positions::bwa(closing.chart, over));
        rows.extend(side_by_side(company, asked, &sheets));
    }
    Ok(rows)
}

/// What was taken over before the months, each month, and their sum, line by line.
fn side_by_side(company: &str, asked: &Asked, sheets: &[Vec<Position>]) -> Vec<Row> {
    let mut rows = Vec::new();
    let over = sheets.first().is_some_and(|sheet| sheet.iter().any(|line| !line.amount.is_zero()));
    for (at, line) in sheets.first().into_iter().flatten().enumerate() {
        let amounts: Vec<Decimal> =
            sheets.iter().filter_map(|sheet| Some(sheet.get(at)?.amount)).collect();
        if !line.is_total && amounts.iter().all(Decimal::is_zero) {
            continue;
        }
        let mut row = row!({
            "company": company,
            "position": line.code,
            "label": label(line, asked),
        });
        let columns = MONTHS.columns.iter().skip(BEFORE_MONTHS).take(1 + MONTHS_OF_YEAR);
        for (at, column) in columns.enumerate() {
            let amount = amounts.get(at).filter(|_| at > 0 || over).map(|amount| in_cents(*amount));
            row = row.with(column.field, amount);
        }
        rows.push(row.with("year", in_cents(amounts.iter().sum())));
    }
    rows
}

/// What balances of expenses and revenues were taken over for the months before, by month of the
/// posting and account: none where the year's first month brought them, whose turnover they are.
async fn taken_over(
    store: &Store,
    asked: &Asked,
    (company, closing): (&str, Closing),
    start: Date,
) -> Stored<BTreeMap<(String, String), Decimal>> {
    let span = Span {
        company: Some(company.to_owned()),
        from: Some(start.last_of_month().saturating_add(1.day())),
        to: Some(end_of(start)),
    };
    let opening = asked.own_number(company, closing.chart.number(Role::Opening));
    let mut sums = BTreeMap::new();
    for line in store.account_lines(&span, &opening).await? {
        let Some(account) = line.contra else { continue };
        let key = (month_of(line.date, 0), account);
        *sums.entry(key).or_default() += line.credit - line.debit;
    }
    Ok(sums)
}

fn in_month(taken_over: &BTreeMap<(String, String), Decimal>, total: &MonthTotal) -> Decimal {
    let key = (total.month.clone(), total.account.clone());
    taken_over.get(&key).copied().unwrap_or_default()
}

/// The last day of a year that begins on a day.
fn end_of(start: Date) -> Date {
    start.saturating_add(1.year()).saturating_sub(1.day())
}

/// The month so many after that of a day: `2026-10`.
fn month_of(day: Date, after: usize) -> String {
    let months = i32::try_from(after).unwrap_or_default();
    day.first_of_month().saturating_add(months.months()).strftime("%Y-%m").to_string()
}
