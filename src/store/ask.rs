//! Reading for people: reports, explanations, verification.

use super::read::{item, json};
use super::rows::{ItemRow, MailRow};
use super::sql::{self, QueryBuilder, Row};
use super::{Decision, FailedMail, Overdue, Span, Store, Stored, open};
use crate::domain::statement::Page;
use crate::domain::{Currency, Money, Side};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::HashMap;

/// How it stands among the decisions that a document took the place of another.
pub const TOOK_PLACE: &str = "replaced";
/// Behind the number of one that was not booked when its place was taken.
pub const WAITED: &str = "waited";

/// An open item as it stood at the end of a day.
pub struct ItemLeft {
    /// With its gross amount of that day.
    pub item: ItemRow,
    /// What had been settled of it, cash and discount, minor units.
    pub settled: i64,
    /// The key of who owes it or is owed.
    pub contact: String,
    /// The name.
    pub name: String,
}

/// Asks for what is left of items at the end of `span.to`.
fn items_left(columns: &str, span: &Span, joined: &str) -> QueryBuilder {
    let mut query = QueryBuilder::new("SELECT i.*, COALESCE(o.booked, i.amount_minor) AS booked, ");
    query.push("o.rest").push(columns).push(" FROM (");
    open::push_left(&mut query, span.company.as_deref(), span.to);
    query.push(") AS o JOIN open_item i ON i.id = o.item_id").push(joined);
    query.push(" WHERE i.kind <> 'prepaid'");
    query
}

/// An item with its gross amount of the day asked for, and what had been settled of it.
fn left(row: &Row) -> Stored<(ItemRow, i64)> {
    let booked: i64 = row.try_get("booked")?;
    let settled = booked - row.try_get::<i64, _>("rest")?;
    Ok((ItemRow { amount_minor: booked, ..item(row)? }, settled))
}

impl Store {
    /// The ids of the entries of a company, by booking date; `status` narrows. One that is another,
    /// read twice, is no entry of its own.
    pub async fn entry_ids(&self, span: &Span) -> Stored<Vec<i64>> {
        let mut query = QueryBuilder::new("SELECT id FROM bank_entry WHERE ");
        query.push_company("company", span.company.as_deref());
        if span.from.is_some() || span.to.is_some() {
            let first = if span.from.is_some() { span.first() } else { String::new() };
            query.push(" AND COALESCE(booking_date, '') BETWEEN ").push_bind(first);
            query.push(" AND ").push_bind(span.last());
        }
        query.push(" AND same_as IS NULL ORDER BY company, booking_date NULLS FIRST, account, id");
        query.build().fetch_as(&self.pool, |row| Ok(row.try_get("id")?)).await
    }

    /// The bank entries of a company (`None`: of all) that wait, by company, day and account.
    pub async fn ids_waiting(&self, company: Option<&str>) -> Stored<Vec<i64>> {
        let mut query = QueryBuilder::new("SELECT id FROM bank_entry WHERE status <> 'matched'");
        if let Some(company) = company {
            query.push(" AND company = ").push_bind(company);
        }
        query.push(" AND same_as IS NULL ORDER BY company, booking_date NULLS FIRST, account, id");
        query.build().fetch_as(&self.pool, |row| Ok(row.try_get("id")?)).await
    }

    /// The items of a company or of all of which something was left at the end of `span.to`, by due
    /// day and number, one after the other. The days of posting count, so that what comes late
    /// changes no closed day.
    pub async fn each_item_open(&self, span: &Span, mut take: impl FnMut(ItemLeft)) -> Stored<()> {
        let mut query =
            items_left(", c.contact, c.name", span, " JOIN contact c ON c.id = i.contact_id");
        query.push(
            " ORDER BY i.company, i.side DESC, COALESCE(i.due_told, i.due, i.date, ''), \
             i.number, i.id",
        );
        let as_of = |row: &Row| {
            let (item, settled) = left(row)?;
            let (contact, name) = (row.try_get("contact")?, row.try_get("name")?);
            take(ItemLeft { item, settled, contact, name });
            Ok(())
        };
        query.build().each(&self.pool, as_of).await
    }

    /// The same as they come, for sums: each with what had been settled of it.
    pub async fn each_item_open_unordered(
        &self,
        span: &Span,
        mut take: impl FnMut(ItemRow, i64),
    ) -> Stored<()> {
        let as_of = |row: &Row| {
            let (item, settled) = left(row)?;
            take(item, settled);
            Ok(())
        };
        items_left("", span, "").build().each(&self.pool, as_of).await
    }

    /// The numbers of the invoices that a company issued from one day to another, as far as they
    /// were booked by the second.
    pub async fn numbers_issued(
        &self,
        company: &str,
        (from, to): (Date, Date),
    ) -> Stored<Vec<String>> {
        let numbers = sql::query(
            "SELECT i.number FROM open_item i WHERE i.company = $1 AND i.side = 'receivable' AND \
             i.kind NOT IN ('prepaid', 'on-account') AND i.date BETWEEN $2 AND $3 \
             AND i.id NOT IN (SELECT m.item_id FROM item_movement m WHERE m.company = $1 AND \
             m.date > $4 AND NOT EXISTS (SELECT 1 FROM item_movement e WHERE e.item_id = \
             m.item_id AND e.date <= $4)) ORDER BY i.number",
        );
        let numbers = numbers
            .bind(company)
            .bind(from.to_string())
            .bind(to.last_of_year().to_string())
            .bind(to.to_string());
        numbers.fetch_as(&self.pool, |row| Ok(row.try_get("number")?)).await
    }

    /// The items of a company that are past their due date and not settled: receivables, then
    /// payables.
    pub async fn items_overdue(
        &self,
        company: &str,
        today: Date,
        most: usize,
    ) -> Stored<[Overdue; 2]> {
        let mut sides =
            [Side::Receivable, Side::Payable].map(|side| (Overdue::none(side), Vec::new()));
        for (overdue, first) in &mut sides {
            *overdue = self.sums_overdue(company, overdue.side, today).await?;
            *first = self.first_overdue(company, overdue.side, today, most).await?;
        }
        let ids: Vec<i64> = sides.iter().flat_map(|(_, first)| first).map(|(id, _)| *id).collect();
        let mut items: HashMap<i64, ItemRow> =
            self.items_with(&ids).await?.into_iter().map(|item| (item.id, item)).collect();
        Ok(sides.map(|(overdue, first)| Overdue {
            first: first
                .into_iter()
                .filter_map(|(id, rest)| Some((items.remove(&id)?, rest)))
                .collect(),
            ..overdue
        }))
    }

    /// How many items of a side are past their due date, and what is open of them.
    async fn sums_overdue(&self, company: &str, side: Side, today: Date) -> Stored<Overdue> {
        let sums = sql::query(
            "SELECT currency, CAST(SUM(items) AS BIGINT) AS items, CAST(SUM(minor) AS BIGINT) AS \
             minor FROM due_total WHERE company = $1 AND side = $2 AND is_due = 1 AND day < $3 \
             GROUP BY currency ORDER BY MIN(day), currency",
        );
        let sums = sums.bind(company).bind(side.as_str()).bind(today.to_string());
        let mut overdue = Overdue::none(side);
        for row in &sums.fetch_all(&self.pool).await? {
            let currency = Currency::read(row.try_get("currency")?).unwrap_or(Currency::EUR);
            overdue.count += usize::try_from(row.try_get::<i64, _>("items")?).unwrap_or_default();
            overdue.sums.push(Money::from_minor(row.try_get("minor")?, currency));
        }
        Ok(overdue)
    }

    /// The items of a side that are longest due, each with what is open of it.
    async fn first_overdue(
        &self,
        company: &str,
        side: Side,
        today: Date,
        most: usize,
    ) -> Stored<Vec<(i64, i64)>> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        // Items of one day are in the order of their numbers: up to the day of the last. One bound
        // alone: of two, a store may walk the one that leaves more.
        let first = sql::query(
            "SELECT o.item_id, o.rest_minor FROM item_open o JOIN open_item i ON i.id = o.item_id \
             WHERE o.company = $1 AND o.side = $2 AND o.is_due = 1 AND o.day <= COALESCE((SELECT \
             l.day FROM item_open l WHERE l.company = $1 AND l.side = $2 AND l.is_due = 1 AND \
             l.day <= $3 ORDER BY l.day LIMIT 1 OFFSET $4), $3) ORDER BY o.day, i.number, i.id \
             LIMIT $5",
        );
        let yesterday = today.yesterday().unwrap_or(today);
        let first = first.bind(company).bind(side.as_str()).bind(yesterday.to_string());
        first
            .bind(most.saturating_sub(1).max(0))
            .bind(most)
            .fetch_as(&self.pool, |row| Ok((row.try_get("item_id")?, row.try_get("rest_minor")?)))
            .await
    }

    /// Messages that failed for good since then (ISO 8601 UTC): id, company, recipient, subject,
    /// error.
    pub async fn mails_failed(&self, since: &str) -> Stored<Vec<FailedMail>> {
        let rows = sql::query(
            "SELECT id, company, recipient, subject, error FROM mail WHERE status = \
             'failed' AND let_be IS NULL AND next_at >= $1 ORDER BY id",
        )
        .bind(since)
        .fetch_all(&self.pool)
        .await?;
        let failed = |row: &Row| -> Stored<FailedMail> {
            let (company, error) = (row.try_get("company")?, row.try_get("error")?);
            Ok(FailedMail {
                id: row.try_get("id")?,
                company,
                recipient: row.try_get("recipient")?,
                subject: row.try_get("subject")?,
                error,
            })
        };
        rows.iter().map(failed).collect()
    }

    /// The statements of a company, or of all: (account, opening date, opening, closing date,
    /// closing, currency, document).
    pub async fn statements(&self, span: &Span) -> Stored<Vec<super::rows::StatementRow>> {
        let mut query = QueryBuilder::new(STATEMENTS);
        if let Some(company) = &span.company {
            query.push(" WHERE s.company = ").push_bind(company);
        }
        query
            .push(" ORDER BY s.company, s.account, s.closing_date NULLS FIRST, s.id")
            .build()
            .fetch_as(&self.pool, statement)
            .await
    }

    /// The statements that told of an entry: document, statement.
    pub async fn sources_of(&self, entry: i64) -> Stored<Vec<(i64, i64)>> {
        let rows = sql::query(
            "SELECT s.document_id, s.id FROM entry_source e JOIN statement s ON s.id = \
             e.statement_id WHERE e.entry_id = $1 ORDER BY s.id",
        )
        .bind(entry)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
    }

    /// The entries that a document told of.
    pub async fn entries_from(&self, document: i64) -> Stored<Vec<i64>> {
        let rows = sql::query(
            "SELECT DISTINCT e.entry_id FROM entry_source e JOIN statement s ON s.id = \
             e.statement_id WHERE s.document_id = $1 ORDER BY e.entry_id",
        )
        .bind(document)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }

    /// The whole of an entry as it was read, JSON.
    pub async fn entry_facts(&self, entry: i64) -> Stored<Option<serde_json::Value>> {
        let row = sql::query("SELECT facts FROM bank_entry WHERE id = $1")
            .bind(entry)
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| json(row.try_get("facts")?)).transpose()
    }

    /// The documents (`D2`) of which it is logged that they took this one's place.
    pub async fn took_place(&self, document: i64) -> Stored<Vec<String>> {
        // The verb is written as it is in the index `decision_replaced`, so that it is used.
        let asked = sql::query(
            "SELECT DISTINCT target FROM decision WHERE verb = 'replaced' AND choice IN ($1, $2) \
             ORDER BY target",
        );
        let asked = asked.bind(format!("D{document}")).bind(format!("D{document} {WAITED}"));
        asked.fetch_all(&self.pool).await?.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }

    /// A person's decisions about a target, oldest first.
    pub async fn decisions(&self, target: &str) -> Stored<Vec<Decision>> {
        let rows = sql::query(
            "SELECT verb, choice, decided_at, decided_by FROM decision WHERE \
             target = $1 ORDER BY id",
        )
        .bind(target)
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?)))
            .collect()
    }
}

pub(super) fn mail(row: &Row) -> Stored<MailRow> {
    Ok(MailRow {
        id: row.try_get("id")?,
        cause: row.try_get("cause")?,
        company: row.try_get("company")?,
        kind: row.try_get("kind")?,
        recipient: row.try_get("recipient")?,
        subject: row.try_get("subject")?,
        message_id: row.try_get("message_id")?,
        source: row.try_get("source")?,
        document_id: row.try_get("document_id")?,
        status: row.try_get("status")?,
        attempts: row.try_get("attempts")?,
        next_at: row.try_get("next_at")?,
        error: row.try_get("error")?,
    })
}

/// Statements, each with the format of its document; they are `s`.
pub(super) const STATEMENTS: &str = "SELECT s.*, COALESCE(s.message, d.format) AS format FROM \
     statement s JOIN document d ON d.id = s.document_id";

pub(super) fn statement(row: &Row) -> Stored<super::rows::StatementRow> {
    let day = |column: &str| -> Stored<Option<Date>> {
        Ok(row.try_get::<Option<&str>, _>(column)?.and_then(|text| text.parse().ok()))
    };
    Ok(super::rows::StatementRow {
        id: row.try_get("id")?,
        document_id: row.try_get("document_id")?,
        format: row.try_get("format")?,
        company: row.try_get("company")?,
        account: row.try_get("account")?,
        currency: row.try_get("currency")?,
        ident: row.try_get("ident")?,
        sequence: row.try_get("sequence")?,
        opening_date: day("opening_date")?,
        opening_minor: row.try_get("opening_minor")?,
        closing_date: day("closing_date")?,
        closing_minor: row.try_get("closing_minor")?,
        running: row.try_get::<i64, _>("running")? == 1,
        section: u32::try_from(row.try_get::<i64, _>("section")?).unwrap_or_default(),
        assumed: row.try_get::<i64, _>("assumed")? > 0,
        page: page(row)?,
    })
}

fn page(row: &Row) -> Stored<Option<Page>> {
    let number = row.try_get::<Option<i64>, _>("page")?.and_then(|it| u32::try_from(it).ok());
    let (of, goes_on): (i64, Option<i64>) = (row.try_get("page_of")?, row.try_get("goes_on")?);
    Ok(number.map(|number| Page { number, goes_on: goes_on == Some(1), of_message: of == 1 }))
}

/// The books are kept in euro: minor units of two digits.
pub(super) fn book_amount(minor: i64) -> Decimal {
    Money::from_minor(minor, Currency::EUR).amount
}
