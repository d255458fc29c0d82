//! Invoices that were blocked for payment and are free by now, as far as no digest has told of it.

use super::sql::{self, QueryBuilder, Row, Transaction};
use super::{Store, Stored};
use crate::domain::{Currency, Money};

/// An invoice that is free for payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Freed {
    /// Its document.
    pub document_id: i64,
    /// Who bills.
    pub party: Option<String>,
    /// Its number.
    pub number: Option<String>,
    /// What it asks for.
    pub amount: Option<Money>,
    /// Who released it: a person, or `kontor`.
    pub by: String,
    /// Why, as it is noted.
    pub reason: Option<String>,
}

/// What is released and was told of as blocked before; in the words of the index, and `CROSS JOIN`
/// keeps SQLite from going through the documents.
const UNTOLD: &str = " FROM invoice_control k CROSS JOIN document d WHERE d.id = k.document_id AND \
    COALESCE(k.release_told, '') <> k.released_at AND k.held = 0 AND d.digest IS NOT NULL AND \
    d.status = 'processed' AND d.kind = 'invoice'";

/// Notes that a digest tells of all that is released by now.
pub(super) async fn told(to: &mut Transaction, companies: &[String]) -> Stored<()> {
    for company in companies {
        sql::query(
            "UPDATE invoice_control SET release_told = released_at WHERE company = $1 AND \
             COALESCE(release_told, '') <> released_at",
        )
        .bind(company)
        .execute(&mut *to)
        .await?;
    }
    Ok(())
}

impl Store {
    /// How many invoices of a company are free that a digest told of as blocked, and the first
    /// `most` of them.
    pub async fn freed(&self, company: &str, most: usize) -> Stored<(usize, Vec<Freed>)> {
        let mut query = QueryBuilder::new("SELECT COUNT(*) AS freed");
        query.push(UNTOLD).push(" AND k.company = ").push_bind(company);
        let row = query.build().fetch_one(&self.pool).await?;
        let count = usize::try_from(row.try_get::<i64, _>("freed")?).unwrap_or_default();
        if count == 0 {
            return Ok((0, Vec::new()));
        }
        let mut query = QueryBuilder::new(
            "SELECT k.document_id, k.released_by, k.reason, (SELECT b.contact FROM billed_invoice \
             b WHERE b.document_id = k.document_id) AS party, (SELECT b.number FROM billed_invoice \
             b WHERE b.document_id = k.document_id) AS number, (SELECT MIN(i.currency) FROM \
             open_item i WHERE i.document_id = k.document_id) AS currency, (SELECT \
             CAST(SUM(i.amount_minor) AS BIGINT) FROM open_item i WHERE i.document_id = \
             k.document_id) AS amount",
        );
        query.push(UNTOLD).push(" AND k.company = ").push_bind(company);
        query.push(" ORDER BY k.document_id LIMIT ");
        query.push_bind(i64::try_from(most).unwrap_or(i64::MAX));
        Ok((count, query.build().fetch_as(&self.pool, freed).await?))
    }
}

fn freed(row: &Row) -> Stored<Freed> {
    let currency: Option<String> = row.try_get("currency")?;
    let currency = currency.as_deref().and_then(Currency::read);
    let amount: Option<i64> = row.try_get("amount")?;
    let by: Option<String> = row.try_get("released_by")?;
    Ok(Freed {
        document_id: row.try_get("document_id")?,
        party: row.try_get("party")?,
        number: row.try_get("number")?,
        amount: currency.zip(amount).map(|(currency, minor)| Money::from_minor(minor, currency)),
        by: by.unwrap_or_default(),
        reason: row.try_get("reason")?,
    })
}
