//! What stands on one account: its lines with the entries they belong to.

use super::ask::book_amount;
use super::read::date;
use super::sql::{QueryBuilder, Row};
use super::{Span, Store, Stored};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// A line on the account, with what its entry says.
#[derive(Debug, Clone)]
pub struct AccountLine {
    /// The company's id.
    pub company: String,
    /// The number of the journal entry.
    pub entry: i64,
    /// The booking date.
    pub date: Date,
    /// The day of the document, where it is known.
    pub document_date: Option<Date>,
    /// The document that caused the entry.
    pub document_id: Option<i64>,
    /// The booking text.
    pub text: String,
    /// Book currency, as in the journal.
    pub debit: Decimal,
    /// Book currency; zero on a line that debits.
    pub credit: Decimal,
    /// The tax code of the line.
    pub vat_code: Option<String>,
    /// The account on the entry's other side; `None` when there are several.
    pub contra: Option<String>,
}

/// An expression, so that the index of accounts is asked and not that of days: all days are many
/// more than an account's lines.
const OF_DAYS: &str = " AND COALESCE(e.date, '') BETWEEN ";

impl Store {
    /// The lines on an account within the span, by company and day.
    pub async fn account_lines(&self, span: &Span, account: &str) -> Stored<Vec<AccountLine>> {
        let mut query = QueryBuilder::new(
            "SELECT e.company, e.number, e.date, e.document_date, e.document_id, e.text, \
             l.debit_minor, l.credit_minor, l.vat_code, \
             (SELECT CASE WHEN MIN(o.account) = MAX(o.account) THEN MIN(o.account) END FROM \
             journal_line o \
             WHERE o.company = l.company AND o.number = l.number AND o.account <> l.account \
             AND (o.debit_minor <> 0) <> (l.debit_minor <> 0)) AS contra \
             FROM journal_line l JOIN journal_entry e ON e.company = l.company AND e.number = \
             l.number WHERE l.account = ",
        );
        query.push_bind(account.to_owned()).push(" AND l.company ");
        of_companies(&mut query, span);
        query.push(OF_DAYS).push_bind(span.first()).push(" AND ").push_bind(span.last());
        let rows = query
            .push(" ORDER BY e.company, e.date, e.number, l.line")
            .build()
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(line).collect()
    }

    /// What stood on an account before the first day of the span, in the books of each company that
    /// had anything on it: debit less credit, book currency.
    pub async fn account_before(
        &self,
        span: &Span,
        account: &str,
    ) -> Stored<BTreeMap<String, Decimal>> {
        let Some(from) = span.from else { return Ok(BTreeMap::new()) };
        let month = from.first_of_month();
        let mut query = QueryBuilder::new(
            "SELECT company, CAST(SUM(minor) AS BIGINT) AS minor FROM (\
             SELECT company, debit_minor - credit_minor AS minor FROM account_total WHERE account \
             = ",
        );
        query
            .push_bind(account.to_owned())
            .push(" AND month < ")
            .push_bind(from.to_string().chars().take(7).collect::<String>());
        query.push(" AND company ");
        of_companies(&mut query, span);
        if month < from {
            query.push(
                " UNION ALL SELECT l.company, l.debit_minor - l.credit_minor FROM journal_entry e \
                 JOIN journal_line l ON l.company = e.company AND l.number = e.number WHERE \
                 l.account = ",
            );
            query.push_bind(account.to_owned()).push(" AND e.company ");
            of_companies(&mut query, span);
            query.push(OF_DAYS).push_bind(month.to_string()).push(" AND ");
            query.push_bind(from.yesterday().unwrap_or(from).to_string());
        }
        let rows = query.push(") moved GROUP BY company").build().fetch_all(&self.pool).await?;
        rows.iter()
            .map(|row| Ok((row.try_get("company")?, book_amount(row.try_get("minor")?))))
            .collect()
    }
}

/// Company by company where all are asked for, so that the indexes that begin with one serve.
fn of_companies(query: &mut QueryBuilder, span: &Span) {
    match &span.company {
        Some(company) => query.push("= ").push_bind(company.clone()),
        None => query.push("IN (SELECT t.company FROM account_total t GROUP BY t.company)"),
    };
}

fn line(row: &Row) -> Stored<AccountLine> {
    Ok(AccountLine {
        company: row.try_get("company")?,
        entry: row.try_get("number")?,
        date: date(row, "date")?.unwrap_or_default(),
        document_date: date(row, "document_date")?,
        document_id: row.try_get("document_id")?,
        text: row.try_get("text")?,
        debit: book_amount(row.try_get("debit_minor")?),
        credit: book_amount(row.try_get("credit_minor")?),
        vat_code: row.try_get("vat_code")?,
        contra: row.try_get("contra")?,
    })
}
