//! The journal page by page, with what it names of invoices: for whoever takes the books over.

use super::journal::journal;
use super::read::date;
use super::sql::{self, Row};
use super::{JournalRow, Span, Store, Stored};
use jiff::civil::Date;
use std::collections::HashMap;

/// The number and the due day of an invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invoiced {
    /// As its issuer writes it.
    pub number: String,
    /// When it is due.
    pub due: Option<Date>,
}

/// What the entries of a company's journal are about.
#[derive(Debug, Clone, Default)]
pub struct Subjects {
    /// The invoice that an entry books, by the entry's number.
    pub booked: HashMap<i64, Invoiced>,
    /// What a bank entry settles of invoices, by the bank entry's id.
    pub settled: HashMap<i64, Vec<SettledPart>>,
}

/// What of an invoice is settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettledPart {
    /// The invoice's number, as its issuer writes it.
    pub number: String,
    /// Minor units, with what was deducted, above zero.
    pub amount_minor: i64,
}

impl Store {
    /// So many entries of a company's journal by day and number, after the day and number of the
    /// last page.
    pub async fn journal_page(
        &self,
        span: &Span,
        after: Option<(Date, i64)>,
        most: i64,
    ) -> Stored<Vec<JournalRow>> {
        let (day, number) =
            after.map_or_else(|| (String::new(), 0), |(day, number)| (day.to_string(), number));
        let rows = sql::query(
            "SELECT e.*, l.account, l.debit_minor, l.credit_minor, l.vat_code FROM \
             (SELECT * FROM journal_entry WHERE company = $1 AND date BETWEEN $2 AND $3 AND (date \
             > $4 OR (date = $4 AND number > $5)) \
             ORDER BY date, number LIMIT $6) e \
             LEFT JOIN journal_line l ON l.company = e.company AND l.number = e.number ORDER BY \
             e.date, e.number, l.line",
        )
        .bind(&span.company)
        .bind(span.first())
        .bind(span.last())
        .bind(day)
        .bind(number)
        .bind(most)
        .fetch_all(&self.pool)
        .await?;
        journal(&rows)
    }

    /// The invoices that a company's entries book and settle.
    pub async fn subjects(&self, company: &str) -> Stored<Subjects> {
        let mut subjects = Subjects::default();
        let items = sql::query(
            "SELECT posting, number, due FROM open_item WHERE company = $1 AND posting IS NOT NULL \
             ORDER BY id",
        );
        for row in items.bind(company.to_owned()).fetch_all(&self.pool).await? {
            let invoiced = Invoiced { number: row.try_get("number")?, due: date(&row, "due")? };
            subjects.booked.insert(row.try_get("posting")?, invoiced);
        }
        let settled = sql::query(
            "SELECT a.entry_id, i.number, a.amount_minor, a.discount_minor FROM allocation a JOIN \
             open_item i ON i.id = a.item_id WHERE i.company = $1 AND a.state = 'matched' ORDER BY \
             a.entry_id, a.item_id",
        );
        let part = |row: &Row| {
            let paid: i64 = row.try_get("amount_minor")?;
            let deducted: i64 = row.try_get("discount_minor")?;
            let amount_minor = paid.saturating_add(deducted).saturating_abs();
            let part = SettledPart { number: row.try_get("number")?, amount_minor };
            subjects.settled.entry(row.try_get("entry_id")?).or_default().push(part);
            Ok(())
        };
        settled.bind(company.to_owned()).each(&self.pool, part).await?;
        Ok(subjects)
    }

    /// The last day a company's books are closed; `None` while they never were.
    pub async fn closed_until(&self, company: &str) -> Stored<Option<Date>> {
        let row = sql::query("SELECT MAX(closed_until) AS day FROM closing WHERE company = $1")
            .bind(company.to_owned());
        date(&row.fetch_one(&self.pool).await?, "day")
    }
}
