//! What stands on one account: its lines with the entries they belong to.

use super::ask::book_amount;
use super::read::date;
use super::sql::{self, Row};
use super::{Span, Store, Stored};
use jiff::civil::Date;
use rust_decimal::Decimal;

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

impl Store {
    /// The lines on an account up to the last day of the span, by company and day. Its first day is not looked at: what came before
    /// is the balance that it begins with.
    pub async fn account_lines(&self, span: &Span, account: &str) -> Stored<Vec<AccountLine>> {
        let rows = sql::query(
            "SELECT e.company, e.number, e.date, e.document_date, e.document_id, e.text, l.debit_minor, l.credit_minor, l.vat_code, \
             MIN(o.account) AS contra, COUNT(DISTINCT o.account) AS contras \
             FROM journal_line l JOIN journal_entry e ON e.company = l.company AND e.number = l.number \
             LEFT JOIN journal_line o ON o.company = l.company AND o.number = l.number AND o.account <> l.account \
             AND (o.debit_minor <> 0) <> (l.debit_minor <> 0) \
             WHERE l.account = $2 AND ($1 IS NULL OR l.company = $1) AND e.date <= $3 \
             GROUP BY e.company, e.number, e.date, e.document_date, e.document_id, e.text, l.line, l.debit_minor, l.credit_minor, l.vat_code \
             ORDER BY e.company, e.date, e.number, l.line",
        )
        .bind(&span.company)
        .bind(account)
        .bind(span.last())
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(line).collect()
    }
}

fn line(row: &Row) -> Stored<AccountLine> {
    let contras: i64 = row.try_get("contras")?;
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
        contra: row.try_get::<Option<String>, _>("contra")?.filter(|_| contras == 1),
    })
}
