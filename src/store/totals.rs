//! What stands on each account: kept month by month as entries are booked, so that a report costs
//! accounts and months, not all that was ever booked. Single entries are looked at only where a
//! span begins or ends inside a month.

use super::asked::{AccountTotal, Span};
use super::rows::Sealed;
use super::sql::{self, QueryBuilder, Row, Transaction, whole};
use super::{ROWS, Store, Stored};
use crate::domain::Money;
use crate::store::ask::book_amount;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// What stands on an account under a tax code.
#[derive(Debug, Clone)]
pub struct CodedSum {
    /// As it stands in the journal.
    pub account: String,
    /// The tax code.
    pub code: String,
    /// Debit less credit, book currency.
    pub amount: Decimal,
}

/// What moved on an account in a month.
#[derive(Debug, Clone)]
pub struct MonthTotal {
    /// `2026-10`.
    pub month: String,
    /// As it stands in the journal.
    pub account: String,
    /// Debit less credit, book currency.
    pub amount: Decimal,
}

/// A span as whole months, and what of it lies in months that are not whole. Days and months as
/// text, so that they compare.
struct Months {
    /// The first month that is not before the span altogether.
    first: String,
    /// The first month that is not whole: up to here months count.
    end: String,
    /// The first day of the month in which the span begins, and the day it begins: these days are
    /// before it.
    before: (String, String),
    /// The days behind the whole months: first and last.
    behind: (String, String),
}

impl Months {
    fn of(span: &Span) -> Months {
        let month = |day: Date| day.to_string().chars().take(7).collect::<String>();
        let from = span.from.unwrap_or(Date::MIN);
        let begins = span
            .from
            .map_or_else(|| "0000-01-01".to_owned(), |day| day.first_of_month().to_string());
        // Nothing is booked on the last day there is.
        let next = span.to.and_then(|day| day.tomorrow().ok());
        let end_day = next.map_or_else(
            || "9999-12-31".to_owned(),
            |day| day.first_of_month().max(from).to_string(),
        );
        Months {
            first: span.from.map_or_else(|| "0000-00".to_owned(), month),
            end: next.map_or_else(|| "9999-99".to_owned(), month),
            before: (begins, span.first()),
            behind: (end_day, span.last()),
        }
    }
}

/// What entries put on accounts: month, account, month of the tax, tax code, each of a company.
type Place<'r> = (&'r str, String, &'r str, String, &'r str);

/// Adds what these entries put on accounts.
pub(super) async fn add(to: &mut Transaction, rows: &[Sealed]) -> Stored<()> {
    let mut sums: BTreeMap<Place, (i128, i128)> = BTreeMap::new();
    for sealed in rows {
        let month = |day: Date| day.to_string().chars().take(7).collect::<String>();
        let date = sealed.entry.date();
        let (own, tax) = (month(date), month(sealed.entry.tax_date().unwrap_or(date)));
        for line in sealed.entry.lines() {
            let minor = |amount| {
                i128::from(Money::new(amount, sealed.currency).minor().unwrap_or_default())
            };
            let code = line.vat_code.as_deref().unwrap_or_default();
            let sum = sums
                .entry((&sealed.company, own.clone(), &line.account, tax.clone(), code))
                .or_default();
            *sum = (sum.0 + minor(line.debit), sum.1 + minor(line.credit));
        }
    }
    let sums: Vec<_> = sums
        .into_iter()
        .map(|(place, (debit, credit))| Ok((place, (whole(debit)?, whole(credit)?))))
        .collect::<Stored<_>>()?;
    for chunk in sums.chunks(ROWS) {
        let mut query = QueryBuilder::new(
            "INSERT INTO account_total (company, month, account, tax_month, vat_code, debit_minor, \
             credit_minor) ",
        );
        query.push_values(
            chunk,
            |row, ((company, month, account, tax_month, code), (debit, credit))| {
                row.push_bind(*company)
                    .push_bind(month)
                    .push_bind(*account)
                    .push_bind(tax_month)
                    .push_bind(*code);
                row.push_bind(*debit).push_bind(*credit);
            },
        );
        // A sum of its own, since SQLite makes a rounded number of what `+` makes too large, and
        // refuses what SUM does.
        query.push(
            " ON CONFLICT (company, month, account, tax_month, vat_code) DO UPDATE SET \
             debit_minor = (SELECT CAST(SUM(n) AS BIGINT) FROM (SELECT account_total.debit_minor \
             AS n UNION ALL SELECT excluded.debit_minor) AS both_sums), \
             credit_minor = (SELECT CAST(SUM(n) AS BIGINT) FROM (SELECT account_total.credit_minor \
             AS n UNION ALL SELECT excluded.credit_minor) AS both_sums)",
        );
        query.build().execute(&mut *to).await?;
    }
    Ok(())
}

fn coded_sum(row: &Row) -> Stored<CodedSum> {
    Ok(CodedSum {
        account: row.try_get("account")?,
        code: row.try_get("vat_code")?,
        amount: book_amount(row.try_get("minor")?),
    })
}

impl Store {
    /// Turnover of each account inside the span, and its balance before.
    pub async fn totals(&self, span: &Span) -> Stored<Vec<AccountTotal>> {
        let months = Months::of(span);
        let mut query = QueryBuilder::new(
            "SELECT company, account, CAST(SUM(opening) AS BIGINT) AS opening, CAST(SUM(debit) AS \
             BIGINT) AS debit, \
             CAST(SUM(credit) AS BIGINT) AS credit FROM (SELECT company, account, CASE WHEN month \
             < ",
        );
        let first = || months.first.clone();
        query
            .push_bind(first())
            .push(" THEN debit_minor - credit_minor ELSE 0 END AS opening, CASE WHEN month < ")
            .push_bind(first());
        query.push(" THEN 0 ELSE debit_minor END AS debit, CASE WHEN month < ").push_bind(first());
        query
            .push(" THEN 0 ELSE credit_minor END AS credit FROM account_total WHERE (month < ")
            .push_bind(first());
        query.push(" OR month < ").push_bind(months.end.clone()).push(")");
        if let Some(company) = &span.company {
            query.push(" AND company = ").push_bind(company.clone());
        }
        let counted = if months.first < months.end {
            ("-l.debit_minor", "-l.credit_minor")
        } else {
            ("0", "0")
        };
        let before =
            (&months.before, "<", ("l.debit_minor - l.credit_minor", counted.0, counted.1));
        let behind = (&months.behind, "<=", ("0", "l.debit_minor", "l.credit_minor"));
        for ((from, until), within, (opening, debit, credit)) in [before, behind] {
            if from > until || (from == until && within == "<") {
                continue;
            }
            query.push(format!(
                " UNION ALL SELECT l.company, l.account, {opening}, {debit}, {credit} FROM \
                 journal_entry e \
                 JOIN journal_line l ON l.company = e.company AND l.number = e.number WHERE \
                 e.company "
            ));
            // Company by company where all are asked for, so that the index of days serves.
            match &span.company {
                Some(company) => query.push("= ").push_bind(company.clone()),
                None => query.push("IN (SELECT t.company FROM account_total t GROUP BY t.company)"),
            };
            query
                .push(" AND e.date >= ")
                .push_bind(from.clone())
                .push(format!(" AND e.date {within} "))
                .push_bind(until.clone());
        }
        let rows = query
            .push(") moved GROUP BY company, account ORDER BY company, account")
            .build()
            .fetch_all(&self.pool)
            .await?;
        let total = |row: &Row| {
            Ok(AccountTotal {
                company: row.try_get("company")?,
                account: row.try_get("account")?,
                opening: book_amount(row.try_get("opening")?),
                debit: book_amount(row.try_get("debit")?),
                credit: book_amount(row.try_get("credit")?),
            })
        };
        rows.iter().map(total).collect()
    }

    /// What moved on each account of a company in each of the months that the days lie in.
    pub async fn month_totals(
        &self,
        company: &str,
        (first, last): (Date, Date),
    ) -> Stored<Vec<MonthTotal>> {
        let month = |day: Date| day.strftime("%Y-%m").to_string();
        let rows = sql::query(
            "SELECT month, account, CAST(SUM(debit_minor - credit_minor) AS BIGINT) AS minor FROM \
             account_total WHERE company = $1 AND month >= $2 AND month <= $3 \
             GROUP BY month, account ORDER BY month, account",
        )
        .bind(company)
        .bind(month(first))
        .bind(month(last))
        .fetch_all(&self.pool)
        .await?;
        let total = |row: &Row| {
            Ok(MonthTotal {
                month: row.try_get("month")?,
                account: row.try_get("account")?,
                amount: book_amount(row.try_get("minor")?),
            })
        };
        rows.iter().map(total).collect()
    }

    /// Sums by account and tax code of a company's entries whose VAT is of the span.
    pub async fn coded_totals(&self, span: &Span) -> Stored<Vec<CodedSum>> {
        let months = Months::of(span);
        let rows = sql::query(
            "SELECT account, vat_code, CAST(SUM(minor) AS BIGINT) AS minor FROM (\
             SELECT account, vat_code, debit_minor - credit_minor AS minor FROM account_total \
             WHERE company = $1 AND vat_code <> '' AND tax_month >= $2 AND tax_month < $3 \
             UNION ALL SELECT l.account, l.vat_code, CASE WHEN $2 < $3 THEN l.credit_minor - \
             l.debit_minor ELSE 0 END \
             FROM journal_entry e JOIN journal_line l ON l.company = e.company AND l.number = \
             e.number \
             WHERE e.company = $1 AND l.vat_code IS NOT NULL AND COALESCE(e.tax_date, e.date) >= \
             $4 AND COALESCE(e.tax_date, e.date) < $5 \
             UNION ALL SELECT l.account, l.vat_code, l.debit_minor - l.credit_minor \
             FROM journal_entry e JOIN journal_line l ON l.company = e.company AND l.number = \
             e.number \
             WHERE e.company = $1 AND l.vat_code IS NOT NULL AND COALESCE(e.tax_date, e.date) >= \
             $6 AND COALESCE(e.tax_date, e.date) <= $7\
             ) moved GROUP BY account, vat_code ORDER BY account, vat_code",
        )
        .bind(&span.company)
        .bind(&months.first)
        .bind(&months.end)
        .bind(&months.before.0)
        .bind(&months.before.1)
        .bind(&months.behind.0)
        .bind(&months.behind.1)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(coded_sum).collect()
    }

    /// The same sums of those entries alone that touch this account.
    pub async fn coded_beside(&self, span: &Span, account: &str) -> Stored<Vec<CodedSum>> {
        let rows = sql::query(
            "SELECT l.account, l.vat_code, CAST(SUM(l.debit_minor - l.credit_minor) AS BIGINT) AS \
             minor \
             FROM journal_line l JOIN journal_entry e ON e.company = l.company AND e.number = \
             l.number \
             WHERE l.company = $1 AND l.vat_code IS NOT NULL \
             AND l.number IN (SELECT o.number FROM journal_line o WHERE o.company = $1 AND \
             o.account = $2) \
             AND COALESCE(e.tax_date, e.date) BETWEEN $3 AND $4 GROUP BY l.account, l.vat_code \
             ORDER BY l.account, l.vat_code",
        )
        .bind(&span.company)
        .bind(account)
        .bind(span.first())
        .bind(span.last())
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(coded_sum).collect()
    }

    /// What moved on each account of a company in entries whose VAT is of the span, and how much of
    /// it bears no tax code; entries that touch one of `carried` are left out. Debit less credit,
    /// book currency.
    pub async fn tax_account_totals(
        &self,
        span: &Span,
        carried: &[String],
    ) -> Stored<Vec<(String, Decimal, Decimal)>> {
        let months = Months::of(span);
        let company = span.company.clone().unwrap_or_default();
        let moved = "l.debit_minor - l.credit_minor";
        let uncoded = "CASE WHEN l.vat_code IS NULL THEN l.debit_minor - l.credit_minor ELSE 0 END";
        let of_days =
            |query: &mut QueryBuilder, sign: &str, from: &str, (until, is_within): (&str, bool)| {
                query.push(format!(
                    " UNION ALL SELECT l.account, {sign}({moved}), {sign}({uncoded}) FROM \
                     journal_entry e \
                     JOIN journal_line l ON l.company = e.company AND l.number = e.number WHERE \
                     e.company = "
                ));
                query
                    .push_bind(company.clone())
                    .push(" AND COALESCE(e.tax_date, e.date) >= ")
                    .push_bind(from.to_owned());
                query.push(if is_within {
                    " AND COALESCE(e.tax_date, e.date) <= "
                } else {
                    " AND COALESCE(e.tax_date, e.date) < "
                });
                query.push_bind(until.to_owned());
            };
        let mut query = QueryBuilder::new(
            "SELECT account, CAST(SUM(minor) AS BIGINT) AS minor, CAST(SUM(uncoded) AS BIGINT) AS \
             uncoded FROM (\
             SELECT account, debit_minor - credit_minor AS minor, \
             CASE WHEN vat_code = '' THEN debit_minor - credit_minor ELSE 0 END AS uncoded FROM \
             account_total WHERE company = ",
        );
        query.push_bind(company.clone()).push(" AND tax_month >= ").push_bind(months.first.clone());
        query.push(" AND tax_month < ").push_bind(months.end.clone());
        if months.first < months.end {
            of_days(&mut query, "-", &months.before.0, (&months.before.1, false));
        }
        of_days(&mut query, "", &months.behind.0, (&months.behind.1, true));
        of_days(&mut query, "-", &span.first(), (&span.last(), true));
        query
            .push(" AND e.number IN (SELECT c.number FROM journal_line c WHERE c.company = ")
            .push_bind(company.clone());
        query.push(" AND c.account IN (");
        query.push_list(carried.iter().map(String::as_str));
        query.push("))) moved GROUP BY account ORDER BY account");
        let rows = query.build().fetch_all(&self.pool).await?;
        let total = |row: &Row| -> Stored<_> {
            Ok((
                row.try_get("account")?,
                book_amount(row.try_get("minor")?),
                book_amount(row.try_get("uncoded")?),
            ))
        };
        rows.iter().map(total).collect()
    }
}
