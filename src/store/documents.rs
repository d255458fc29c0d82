//! Documents as people read of them: which there are, and how many were read, booked, held.

use super::read::json;
use super::sql::{self, QueryBuilder, Row};
use super::{Arrived, Completeness, DocumentLine, Span, Store, Stored};
use crate::domain::{Currency, Money};
use std::collections::BTreeMap;

pub(super) fn document(row: &Row) -> Stored<DocumentLine> {
    let key: i64 = row.try_get("id")?;
    let twin: Option<i64> = row.try_get("duplicate_of")?;
    let currency = row.try_get::<Option<&str>, _>("currency")?.and_then(Currency::read);
    let amount = row
        .try_get::<Option<i64>, _>("amount_minor")?
        .zip(currency)
        .map(|(minor, currency)| Money::from_minor(minor, currency));
    Ok(DocumentLine {
        id: format!("D{key}"),
        file: row.try_get("file")?,
        sha256: row.try_get("sha256")?,
        kind: row.try_get("kind")?,
        format: row.try_get("format")?,
        company: row.try_get("company")?,
        number: row.try_get("number")?,
        status: row.try_get("status")?,
        reason: row.try_get("reason")?,
        received_at: row.try_get("received_at")?,
        notes: json(row.try_get("notes")?)?,
        waits: false,
        doubts: Vec::new(),
        duplicate_of: twin.map(|id| format!("D{id}")),
        shown_as: row.try_get("shown_as")?,
        party: row.try_get("party")?,
        amount: amount.map(|money| money.amount),
        currency: amount.map(|money| money.currency),
        key,
        archived: row.try_get("archived")?,
        digest: row.try_get("digest")?,
    })
}

impl Store {
    /// The documents received, in the order they were taken; dates are of receipt.
    pub async fn documents(&self, span: &Span) -> Stored<Vec<DocumentLine>> {
        let mut found = Vec::new();
        self.each_document(span, |document| found.push(document)).await?;
        Ok(found)
    }

    /// The same, one after the other.
    pub async fn each_document(&self, span: &Span, take: impl FnMut(DocumentLine)) -> Stored<()> {
        let mut query = QueryBuilder::new("SELECT * FROM document WHERE ");
        query.push_company("company", span.company.as_deref());
        query.push(" AND substr(received_at, 1, 10) BETWEEN ").push_bind(span.first());
        query.push(" AND ").push_bind(span.last()).push(" ORDER BY id");
        query.build().each_as(&self.pool, document, take).await
    }

    /// The documents with these ids, in the order they were taken.
    pub async fn documents_numbered(&self, ids: &[i64]) -> Stored<Vec<DocumentLine>> {
        let mut found = Vec::new();
        for chunk in ids.chunks(super::ROWS) {
            let mut query = QueryBuilder::new("SELECT * FROM document WHERE id IN (");
            query.push_list(chunk);
            for row in query.push(") ORDER BY id").build().fetch_all(&self.pool).await? {
                found.push(document(&row)?);
            }
        }
        Ok(found)
    }

    /// One document.
    pub async fn document(&self, id: i64) -> Stored<Option<DocumentLine>> {
        let row = sql::query("SELECT * FROM document WHERE id = $1")
            .bind(id)
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(document).transpose()
    }

    /// The documents that no digest told of yet, by company. Of each status the first `most` are
    /// whole, so that a hundred thousand of them fit.
    pub async fn documents_undigested(
        &self,
        most: usize,
    ) -> Stored<BTreeMap<Option<String>, Arrived>> {
        let mut found: BTreeMap<Option<String>, Arrived> = BTreeMap::new();
        let mut last = 0;
        loop {
            let rows = sql::query(
                "SELECT * FROM document WHERE digest IS NULL AND id > $1 ORDER BY id LIMIT 1000",
            )
            .bind(last)
            .fetch_all(&self.pool)
            .await?;
            if rows.is_empty() {
                return Ok(found);
            }
            for row in &rows {
                let line = document(row)?;
                last = line.key;
                found.entry(line.company.clone()).or_default().add(line, most);
            }
        }
    }

    /// How many documents there are.
    pub async fn document_count(&self) -> Stored<i64> {
        Ok(sql::query("SELECT COUNT(*) AS n FROM document")
            .fetch_one(&self.pool)
            .await?
            .try_get("n")?)
    }

    /// Whether a company (`None`: the office) has more than `most` documents, bank entries or
    /// journal entries. Counts no further.
    pub async fn has_more_than(&self, most: i64, company: Option<&str>) -> Stored<bool> {
        for table in ["document", "bank_entry", "journal_entry"] {
            if self.has_more_rows(table, most, company).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether it has more than `most` open items.
    pub async fn has_more_open_than(&self, most: i64, company: Option<&str>) -> Stored<bool> {
        self.has_more_rows("item_open", most, company).await
    }

    /// Whether it has more than `most` turnovers of an account in a month.
    pub async fn has_more_turnovers_than(&self, most: i64, company: Option<&str>) -> Stored<bool> {
        self.has_more_rows("account_total", most, company).await
    }

    async fn has_more_rows(
        &self,
        table: &'static str,
        most: i64,
        company: Option<&str>,
    ) -> Stored<bool> {
        let mut query = QueryBuilder::new("SELECT COUNT(*) AS n FROM (SELECT 1 FROM ");
        query.push(table);
        if let Some(company) = company {
            query.push(" WHERE company = ").push_bind(company);
        }
        query.push(" LIMIT ").push_bind(most + 1).push(") few");
        Ok(query.build().fetch_one(&self.pool).await?.try_get::<i64, _>("n")? > most)
    }

    /// Counts a day and company; `received` counts the rows, the others their status.
    pub async fn completeness(&self, span: &Span) -> Stored<Vec<Completeness>> {
        let mut query = QueryBuilder::new(
            "SELECT substr(received_at, 1, 10) AS day, company, COUNT(*) AS received, \
             SUM(CASE WHEN status = 'processed' THEN 1 ELSE 0 END) AS processed, \
             SUM(CASE WHEN status = 'duplicate' THEN 1 ELSE 0 END) AS duplicate, \
             SUM(CASE WHEN status = 'held' THEN 1 ELSE 0 END) AS held, \
             SUM(CASE WHEN status = 'rejected' THEN 1 ELSE 0 END) AS rejected \
             FROM document WHERE ",
        );
        query.push_company("company", span.company.as_deref());
        query.push(" AND substr(received_at, 1, 10) BETWEEN ").push_bind(span.first());
        query.push(" AND ").push_bind(span.last());
        query.push(" GROUP BY day, company ORDER BY day, company NULLS FIRST");
        let read = |row: &Row| {
            Ok(Completeness {
                date: row.try_get("day")?,
                company: row.try_get("company")?,
                received: row.try_get("received")?,
                processed: row.try_get("processed")?,
                duplicate: row.try_get("duplicate")?,
                held: row.try_get("held")?,
                rejected: row.try_get("rejected")?,
            })
        };
        query.build().fetch_as(&self.pool, read).await
    }
}
