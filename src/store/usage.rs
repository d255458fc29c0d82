//! What an office is used for, and what happened with one contact: sums and rows that the database
//! gathers.

use super::read::date;
use super::rows::ItemKind;
use super::sql::{self, Row};
use super::{Span, Store, Stored};
use crate::domain::{Currency, Money};
use jiff::ToSpan;
use jiff::civil::Date;

/// A month of a company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usage {
    /// `2026-10`
    pub month: String,
    /// The company's id; `None` for what belongs to none.
    pub company: Option<String>,
    /// Files received, contents of containers among them.
    pub documents: i64,
    /// Bank entries that became known.
    pub entries: i64,
    /// Mails sent.
    pub mails: i64,
}

/// What came in four weeks: 20 working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usual {
    /// Documents received.
    pub documents: i64,
    /// Bank entries that became known, whatever day they were booked on.
    pub entries: i64,
    /// Bank entries whose booking day lies in them.
    pub booked: i64,
    /// Of those booked, how many are settled now.
    pub matched: i64,
}

/// Days that are looked back on.
const USUAL_DAYS: i64 = 28;

/// What raised or lowered an open item of a contact.
#[derive(Debug, Clone)]
pub struct ContactMove {
    /// The company's id.
    pub company: String,
    /// The contact's key and name.
    pub contact: (String, String),
    /// `receivable` or `payable`.
    pub side: String,
    /// The day of its posting.
    pub date: Date,
    /// The item's number.
    pub document: String,
    /// When the item is due.
    pub due: Option<Date>,
    /// The bank entry that settled.
    pub entry: Option<i64>,
    /// True for a set-off of two items.
    pub set_off: bool,
    /// True for money on account, by the bank entry whose number it bears.
    pub on_account: bool,
    /// True for what was taken off with a payment: Skonto, a small difference.
    pub discount: bool,
    /// Signed as the item: positive raises what is open.
    pub amount: Money,
}

impl Store {
    /// What was received, became known and was sent, by month (of the first and the last day,
    /// whole) and company.
    pub async fn usage(&self, span: &Span) -> Stored<Vec<Usage>> {
        let rows = sql::query(
            "SELECT substr(day, 1, 7) AS month, company, CAST(SUM(documents) AS BIGINT) AS \
             documents, \
             CAST(SUM(entries) AS BIGINT) AS entries, CAST(SUM(mails) AS BIGINT) AS mails FROM ( \
             SELECT company, day, documents, entries, 0 AS mails FROM arrival_tally \
             UNION ALL SELECT company, day, 0, 0, mails FROM mail_tally) AS came \
             WHERE ($1 IS NULL OR company = $1) AND substr(day, 1, 7) BETWEEN $2 AND $3 GROUP BY \
             substr(day, 1, 7), company \
             HAVING SUM(documents) <> 0 OR SUM(entries) <> 0 OR SUM(mails) <> 0 ORDER BY 1, 2",
        )
        .bind(&span.company)
        .bind(span.first().chars().take(MONTH).collect::<String>())
        .bind(span.last().chars().take(MONTH).collect::<String>())
        .fetch_all(&self.pool)
        .await?;
        let usage = |row: &Row| {
            Ok(Usage {
                month: row.try_get("month")?,
                company: Some(row.try_get::<String, _>("company")?)
                    .filter(|company| !company.is_empty()),
                documents: row.try_get("documents")?,
                entries: row.try_get("entries")?,
                mails: row.try_get("mails")?,
            })
        };
        rows.iter().map(usage).collect()
    }

    /// What came for a company in the four weeks before a day, and how much of what was booked on
    /// its accounts in them is settled; `None` where it has not been here for at least one of them.
    pub async fn usual(&self, company: &str, before: Date) -> Stored<Option<Usual>> {
        let from = before.saturating_sub(USUAL_DAYS.days());
        let came = sql::query(
            "SELECT CAST(COALESCE(SUM(documents), 0) AS BIGINT) AS documents, \
             CAST(COALESCE(SUM(entries), 0) AS BIGINT) AS entries, \
             MIN(CASE WHEN documents > 0 THEN day END) AS first FROM arrival_tally WHERE company = \
             $1 AND day >= $2 AND day < $3",
        );
        let came = came
            .bind(company)
            .bind(from.to_string())
            .bind(before.to_string())
            .fetch_one(&self.pool)
            .await?;
        if date(&came, "first")?.is_none_or(|first| first > before.saturating_sub(7.days())) {
            return Ok(None);
        }
        let booked = sql::query(
            "SELECT CAST(COALESCE(SUM(entries), 0) AS BIGINT) AS booked, \
             CAST(COALESCE(SUM(CASE WHEN status = 'matched' THEN entries ELSE 0 END), 0) AS \
             BIGINT) AS matched FROM entry_tally \
             WHERE company = $1 AND day >= $2 AND day < $3",
        );
        let booked = booked
            .bind(company)
            .bind(from.to_string())
            .bind(before.to_string())
            .fetch_one(&self.pool)
            .await?;
        Ok(Some(Usual {
            documents: came.try_get("documents")?,
            entries: came.try_get("entries")?,
            booked: booked.try_get("booked")?,
            matched: booked.try_get("matched")?,
        }))
    }

    /// Whether a company (`None`: any) has a contact of this key or name.
    pub async fn has_contact(&self, company: Option<&str>, contact: &str) -> Stored<bool> {
        let rows = sql::query(
            "SELECT COUNT(*) AS known FROM contact WHERE ($1 IS NULL OR company \
             = $1) AND (contact = $2 OR name = $2)",
        )
        .bind(company)
        .bind(contact)
        .fetch_all(&self.pool)
        .await?;
        let known: i64 =
            rows.first().map(|row| row.try_get("known")).transpose()?.unwrap_or_default();
        Ok(known > 0)
    }

    /// What raised and lowered the open items of a contact (its key or name) up to the last day of
    /// the span, by contact, side, currency and day. Its first day is not looked at: what came
    /// before is the balance that a statement begins with.
    pub async fn contact_moves(&self, span: &Span, contact: &str) -> Stored<Vec<ContactMove>> {
        let rows = sql::query(
            "SELECT i.company, c.contact, c.name, i.side, i.currency, m.date, i.number, \
             COALESCE(i.due_told, i.due) AS due, i.kind, m.entry_id, m.set_off_id, m.amount_minor, \
             (SELECT CAST(SUM(a.discount_minor) AS BIGINT) FROM allocation a WHERE a.entry_id = \
             m.entry_id AND a.item_id = m.item_id AND a.state = 'matched') AS discount, (SELECT \
             CAST(SUM(a.amount_minor) AS BIGINT) FROM allocation a WHERE a.entry_id = m.entry_id \
             AND a.item_id = m.item_id AND a.state = 'matched') AS paid \
             FROM contact c JOIN open_item i ON i.contact_id = c.id JOIN item_movement m ON \
             m.item_id = i.id \
             WHERE ($1 IS NULL OR c.company = $1) AND (c.contact = $2 OR c.name = $2) AND m.date \
             <= $3 AND i.kind <> 'prepaid' \
             ORDER BY i.company, c.contact, c.id, i.side, i.currency, m.date, i.number, i.id, \
             m.entry_id NULLS FIRST",
        )
        .bind(&span.company)
        .bind(contact)
        .bind(span.last())
        .fetch_all(&self.pool)
        .await?;
        let mut moves = Vec::new();
        for row in &rows {
            moves.extend(contact_move(row)?);
        }
        Ok(moves)
    }
}

/// Characters of a month in ISO 8601.
const MONTH: usize = 7;

/// A movement; what settled by money less and a discount is two.
fn contact_move(row: &Row) -> Stored<Vec<ContactMove>> {
    let currency: String = row.try_get("currency")?;
    let currency = Currency::read(&currency).unwrap_or(Currency::EUR);
    let set_off: Option<i64> = row.try_get("set_off_id")?;
    let minor: i64 = row.try_get("amount_minor")?;
    let (paid, off): (Option<i64>, Option<i64>) = (row.try_get("paid")?, row.try_get("discount")?);
    let (paid, off) = (paid.unwrap_or_default(), off.unwrap_or_default());
    let whole = ContactMove {
        company: row.try_get("company")?,
        contact: (row.try_get("contact")?, row.try_get("name")?),
        side: row.try_get("side")?,
        date: date(row, "date")?.unwrap_or_default(),
        document: row.try_get("number")?,
        due: date(row, "due")?,
        entry: row.try_get("entry_id")?,
        set_off: set_off.is_some(),
        on_account: row.try_get::<&str, _>("kind")? == ItemKind::OnAccount.as_str(),
        discount: false,
        amount: Money::from_minor(minor, currency),
    };
    // What was taken back since, or decided otherwise, is told as it moved.
    if off == 0 || minor != -(paid.saturating_add(off)) {
        return Ok(vec![whole]);
    }
    let of = |minor: i64| Money::from_minor(minor, currency);
    let discount = ContactMove { discount: true, amount: of(-off), ..whole.clone() };
    Ok(vec![ContactMove { amount: of(-paid), ..whole }, discount])
}
