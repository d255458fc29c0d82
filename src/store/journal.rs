//! The journal as people read it, entry by entry, and what is missing in it or stands outside it.

use super::ask::book_amount;
use super::sql::{self, QueryBuilder, Row};
use super::{JournalRow, Span, Store, StoreError, Stored};
use crate::domain::JournalLine;

/// Joined rows of entries and lines, in order, as entries with their lines.
pub(super) fn journal(rows: &[Row]) -> Stored<Vec<JournalRow>> {
    let (mut journal, mut last) = (Vec::new(), None);
    for row in rows {
        journal.extend(journal_step(&mut last, row)?);
    }
    journal.extend(last);
    Ok(journal)
}

/// Takes a joined row into the entry at hand; gives that entry when the row begins the next.
fn journal_step(last: &mut Option<JournalRow>, row: &Row) -> Stored<Option<JournalRow>> {
    let (company, number): (String, i64) = (row.try_get("company")?, row.try_get("number")?);
    let whole = match last {
        Some(entry) if entry.number == number && entry.company == company => None,
        _ => last.replace(journal_row(row, company, number)?),
    };
    if let (Some(entry), Some(account)) = (last, row.try_get::<Option<String>, _>("account")?) {
        entry.lines.push(JournalLine {
            account,
            debit: book_amount(row.try_get("debit_minor")?),
            credit: book_amount(row.try_get("credit_minor")?),
            vat_code: row.try_get("vat_code")?,
        });
    }
    Ok(whole)
}

fn journal_row(row: &Row, company: String, number: i64) -> Stored<JournalRow> {
    let read = |text: &str| text.parse().map_err(|_| StoreError::Garbled(format!("date: {text}")));
    let document_date: Option<&str> = row.try_get("document_date")?;
    Ok(JournalRow {
        company,
        number,
        date: read(row.try_get("date")?)?,
        document_date: document_date.map(read).transpose()?,
        tax_date: row.try_get::<Option<&str>, _>("tax_date")?.map(read).transpose()?,
        recorded_at: row.try_get("recorded_at")?,
        recorded_by: row.try_get("recorded_by")?,
        document_id: row.try_get("document_id")?,
        entry_id: row.try_get("entry_id")?,
        reverses: row.try_get("reverses")?,
        text: row.try_get("text")?,
        previous_hash: row.try_get("previous_hash")?,
        hash: row.try_get("hash")?,
        lines: Vec::new(),
    })
}

impl Store {
    /// The journal, by company and number; the dates are booking dates.
    pub async fn journal(&self, span: &Span) -> Stored<Vec<JournalRow>> {
        let mut rows = Vec::new();
        self.each_entry(span, |row| rows.push(row)).await?;
        Ok(rows)
    }

    /// The same, an entry after the other.
    pub async fn each_entry(&self, span: &Span, mut take: impl FnMut(JournalRow)) -> Stored<()> {
        let mut last = None;
        let mut query = QueryBuilder::of_company(
            "SELECT e.*, l.account, l.debit_minor, l.credit_minor, l.vat_code FROM journal_entry e \
             LEFT JOIN journal_line l ON l.company = e.company AND l.number = e.number \
             WHERE {company} AND e.date BETWEEN ",
            "e.company",
            span.company.as_deref(),
        );
        query.push_bind(span.first()).push(" AND ").push_bind(span.last());
        query.push(" ORDER BY e.company, e.number, l.line");
        let rows = query.build();
        rows.each(&self.pool, |row| {
            if let Some(whole) = journal_step(&mut last, row)? {
                take(whole);
            }
            Ok(())
        })
        .await?;
        last.map(take);
        Ok(())
    }

    /// Items and bank entries whose journal entry is not there: company, its number, and the item's
    /// number or `E12`.
    pub async fn postings_missing(&self) -> Stored<Vec<(String, i64, String)>> {
        let missing = "SELECT named.company, named.posting, named.cause FROM ( \
            SELECT company, posting, number AS cause FROM open_item WHERE posting IS NOT NULL \
            UNION ALL SELECT company, posting, 'E' || id FROM bank_entry WHERE posting IS NOT \
            NULL) AS named \
            WHERE NOT EXISTS (SELECT 1 FROM journal_entry j WHERE j.company = named.company AND \
            j.number = named.posting) \
            ORDER BY named.company, named.posting, named.cause";
        sql::query(missing)
            .fetch_as(&self.pool, |row| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?)))
            .await
    }

    /// Entries whose lines are not numbered without a gap, and lines of entries that are not there:
    /// company and number.
    pub async fn lines_astray(&self) -> Stored<Vec<(String, i64)>> {
        let rows = sql::query(
            "SELECT l.company, l.number FROM journal_line l LEFT JOIN journal_entry e ON e.company \
             = l.company AND e.number = l.number \
             GROUP BY l.company, l.number HAVING COUNT(e.number) <> COUNT(*) OR MIN(l.line) <> 1 \
             OR MAX(l.line) <> COUNT(*) \
             ORDER BY l.company, l.number",
        )
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
    }
}
