//! What stands under tax codes in a period.

use super::ask::book_amount;
use super::read::date;
use super::sql::{self, Row};
use super::{Span, Store, Stored};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// What stands under a tax code in the entries with one customer.
#[derive(Debug, Clone)]
pub struct CustomerSum {
    pub code: String,
    pub vat_id: Option<String>,
    pub name: Option<String>,
    /// Debit less credit, book currency.
    pub amount: Decimal,
}

/// A line under a tax code, with what its entry says.
#[derive(Debug, Clone)]
pub struct CodedLine {
    /// As it stands in the journal.
    pub account: String,
    /// The tax code.
    pub code: String,
    /// Debit less credit, book currency.
    pub amount: Decimal,
    /// The number of the journal entry.
    pub entry: i64,
    /// The booking date.
    pub date: Date,
    /// The document that caused the entry.
    pub document_id: Option<i64>,
    /// The booking text.
    pub text: String,
    /// Of the customer whose personal account the entry names.
    pub vat_id: Option<String>,
}

impl Store {
    /// The lines under tax codes of a company's entries within the span, in the order of the
    /// journal.
    pub async fn coded_lines(&self, span: &Span) -> Stored<Vec<CodedLine>> {
        let rows = sql::query(
            "SELECT l.account, l.vat_code, l.debit_minor - l.credit_minor AS minor, e.number, \
             e.date, e.document_id, e.text, \
             c.vat_id FROM journal_line l JOIN journal_entry e ON e.company = l.company AND \
             e.number = l.number \
             LEFT JOIN contact c ON c.id = (SELECT MIN(k.id) FROM contact k JOIN journal_line p ON \
             p.account = k.customer_account \
             WHERE k.company = l.company AND p.company = l.company AND p.number = l.number) \
             WHERE l.company = $1 AND l.vat_code IS NOT NULL AND COALESCE(e.tax_date, e.date) >= \
             $2 AND COALESCE(e.tax_date, e.date) <= $3 \
             ORDER BY e.date, e.number, l.line",
        )
        .bind(&span.company)
        .bind(span.first())
        .bind(span.last())
        .fetch_all(&self.pool)
        .await?;
        let line = |row: &Row| -> Stored<_> {
            Ok(CodedLine {
                account: row.try_get("account")?,
                code: row.try_get("vat_code")?,
                amount: book_amount(row.try_get("minor")?),
                entry: row.try_get("number")?,
                date: date(row, "date")?.unwrap_or_default(),
                document_id: row.try_get("document_id")?,
                text: row.try_get("text")?,
                vat_id: row.try_get("vat_id")?,
            })
        };
        rows.iter().map(line).collect()
    }

    /// Entries under tax codes of the span that were booked after its last day was closed: what was
    /// filed then has changed.
    pub async fn taxed_after_closing(&self, span: &Span) -> Stored<Vec<i64>> {
        let rows = sql::query(
            "SELECT e.number FROM journal_entry e WHERE e.company = $1 AND COALESCE(e.tax_date, \
             e.date) >= $2 AND COALESCE(e.tax_date, e.date) <= $3 \
             AND e.number > (SELECT MIN(c.number) FROM closing c WHERE c.company = $1 AND \
             c.closed_until >= $3) \
             AND EXISTS (SELECT 1 FROM journal_line l WHERE l.company = e.company AND l.number = \
             e.number AND l.vat_code IS NOT NULL) \
             ORDER BY e.number",
        )
        .bind(&span.company)
        .bind(span.first())
        .bind(span.last())
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }

    /// Sums by customer and tax code: the customer is the one whose personal account the entry
    /// names.
    pub async fn coded_by_customer(&self, span: &Span) -> Stored<Vec<CustomerSum>> {
        let rows = sql::query(
            "SELECT l.vat_code, c.vat_id, MIN(c.name) AS name, SUM(l.debit_minor) - \
             SUM(l.credit_minor) AS minor \
             FROM journal_line l JOIN journal_entry e ON e.company = l.company AND e.number = \
             l.number \
             LEFT JOIN contact c ON c.id = (SELECT MIN(k.id) FROM contact k JOIN journal_line p ON \
             p.account = k.customer_account \
             WHERE k.company = l.company AND p.company = l.company AND p.number = l.number) \
             WHERE l.company = $1 AND l.vat_code IS NOT NULL AND COALESCE(e.tax_date, e.date) >= \
             $2 AND COALESCE(e.tax_date, e.date) <= $3 \
             GROUP BY l.vat_code, c.vat_id ORDER BY l.vat_code, c.vat_id NULLS FIRST",
        )
        .bind(&span.company)
        .bind(span.first())
        .bind(span.last())
        .fetch_all(&self.pool)
        .await?;
        let sum = |row: &Row| {
            Ok(CustomerSum {
                code: row.try_get("vat_code")?,
                vat_id: row.try_get("vat_id")?,
                name: row.try_get("name")?,
                amount: book_amount(row.try_get("minor")?),
            })
        };
        rows.iter().map(sum).collect()
    }
}
