//! Cash books that persons keep by hand (`entries.csv`): since when they move money between the cash
//! box and the bank over transit, and the bank entries that stand on the cash box itself.

use super::sql;
use super::{Store, Stored};
use jiff::civil::Date;

/// A bank entry that is booked on the cash box itself.
#[derive(Debug, Clone, Copy)]
pub struct OnCashBox {
    /// The entry.
    pub id: i64,
    /// Its booking day.
    pub day: Date,
    /// Minor units, signed as on the bank account.
    pub minor: i64,
    /// A person has booked it there.
    pub by_person: bool,
}

impl Store {
    /// The companies that lists of entries were dropped for.
    pub async fn with_written_down(&self) -> Stored<Vec<String>> {
        let rows = sql::query(
            "SELECT DISTINCT company FROM document WHERE kind = 'entries' AND company IS NOT NULL \
             ORDER BY company",
        );
        rows.fetch_all(&self.pool).await?.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }

    /// The first day on which an entry in force that was written down moves money between the cash
    /// box and transit. Found by the lines on transit, which are few: `CROSS JOIN` and `COALESCE`
    /// keep SQLite from reading the whole journal.
    pub async fn cash_book_since(
        &self,
        company: &str,
        (cash, transit): (&str, &str),
    ) -> Stored<Option<Date>> {
        let row = sql::query(
            "SELECT MIN(COALESCE(e.document_date, e.date)) AS since FROM journal_line t CROSS JOIN \
             journal_entry e CROSS JOIN document d WHERE t.company = $1 AND t.account = $2 AND \
             e.company = t.company AND e.number = t.number AND d.id = e.document_id AND d.kind = \
             'entries' AND COALESCE(e.reverses, 0) = 0 AND NOT EXISTS (SELECT 1 FROM journal_entry \
             r WHERE r.company = e.company AND r.reverses = e.number) AND EXISTS (SELECT 1 FROM \
             journal_line c WHERE c.company = t.company AND c.number = t.number AND \
             COALESCE(c.account, '') = $3 AND (c.debit_minor > c.credit_minor) <> (t.debit_minor > \
             t.credit_minor))",
        );
        let row = row.bind(company).bind(transit).bind(cash).fetch_one(&self.pool).await?;
        super::read::date(&row, "since")
    }

    /// The bank entries booked on the cash box itself, from a day on.
    pub async fn on_cash_box(
        &self,
        company: &str,
        cash: &str,
        from: Date,
    ) -> Stored<Vec<OnCashBox>> {
        let rows = sql::query(
            "SELECT id, booking_date, amount_minor, decided_by FROM bank_entry WHERE company = $1 \
             AND posting_account = $2 AND status = 'matched' AND same_as IS NULL AND booking_date \
             >= $3 ORDER BY id",
        );
        let read = |row: &sql::Row| {
            Ok(OnCashBox {
                id: row.try_get("id")?,
                day: super::read::date(row, "booking_date")?.unwrap_or(from),
                minor: row.try_get("amount_minor")?,
                by_person: row.try_get::<&str, _>("decided_by")? == "person",
            })
        };
        let rows = rows.bind(company).bind(cash).bind(from.to_string());
        rows.fetch_all(&self.pool).await?.iter().map(read).collect()
    }
}
