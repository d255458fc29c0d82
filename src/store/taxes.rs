//! What stands under tax codes in a period.

use super::ask::book_amount;
use super::{Span, Store, Stored};
use rust_decimal::Decimal;
use sqlx::Row;

/// What stands on an account under a tax code.
#[derive(Debug, Clone)]
pub struct CodedSum {
    pub account: String,
    pub code: String,
    /// Debit less credit, book currency.
    pub amount: Decimal,
}

/// What stands under a tax code in the entries with one customer.
#[derive(Debug, Clone)]
pub struct CustomerSum {
    pub code: String,
    pub vat_id: Option<String>,
    pub name: Option<String>,
    /// Debit less credit, book currency.
    pub amount: Decimal,
}

impl Store {
    /// Sums by account and tax code of a company's entries within the span.
    pub async fn coded_totals(&self, span: &Span) -> Stored<Vec<CodedSum>> {
        let rows = sqlx::query(
            "SELECT l.account, l.vat_code, SUM(l.debit_minor) - SUM(l.credit_minor) AS minor \
             FROM journal_line l JOIN journal_entry e ON e.company = l.company AND e.number = l.number \
             WHERE l.company = $1 AND l.vat_code IS NOT NULL AND COALESCE(e.tax_date, e.date) >= $2 AND COALESCE(e.tax_date, e.date) <= $3 \
             GROUP BY l.account, l.vat_code ORDER BY l.account, l.vat_code",
        )
        .bind(&span.company)
        .bind(span.first())
        .bind(span.last())
        .fetch_all(&self.pool)
        .await?;
        let sum = |row: &sqlx::sqlite::SqliteRow| {
            Ok(CodedSum { account: row.try_get("account")?, code: row.try_get("vat_code")?, amount: book_amount(row.try_get("minor")?) })
        };
        rows.iter().map(sum).collect()
    }

    /// Sums by customer and tax code: the customer is the one whose personal account the entry names.
    pub async fn coded_by_customer(&self, span: &Span) -> Stored<Vec<CustomerSum>> {
        let rows = sqlx::query(
            "SELECT l.vat_code, c.vat_id, MIN(c.name) AS name, SUM(l.debit_minor) - SUM(l.credit_minor) AS minor \
             FROM journal_line l JOIN journal_entry e ON e.company = l.company AND e.number = l.number \
             LEFT JOIN contact c ON c.id = (SELECT MIN(k.id) FROM contact k JOIN journal_line p ON p.account = k.customer_account \
             WHERE k.company = l.company AND p.company = l.company AND p.number = l.number) \
             WHERE l.company = $1 AND l.vat_code IS NOT NULL AND COALESCE(e.tax_date, e.date) >= $2 AND COALESCE(e.tax_date, e.date) <= $3 \
             GROUP BY l.vat_code, c.vat_id ORDER BY l.vat_code, c.vat_id",
        )
        .bind(&span.company)
        .bind(span.first())
        .bind(span.last())
        .fetch_all(&self.pool)
        .await?;
        let sum = |row: &sqlx::sqlite::SqliteRow| {
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
