//! Units of goods: the conversions that lists and people teach, and the lines that name a unit.

use super::super::read::json;
use super::super::sql::{self, Transaction};
use super::super::{Store, Stored};
use super::{BilledFacts, text};
use crate::domain::{Conversion, DeliveryLine, DeliveryNote, InvoiceLine, Unit};

/// Writes lists of conversions; the newer row about the same units of the same article counts, and
/// the older ones stay beside it.
pub(in crate::store) async fn write(
    to: &mut Transaction,
    lists: &[(String, i64, Vec<Conversion>)],
) -> Stored<()> {
    let code =
        |written: &str| Unit::read(written).map(|unit| unit.code().to_owned()).unwrap_or_default();
    for (company, document, rows) in lists {
        let said = sql::query(
            "SELECT COALESCE(MAX(said), 0) + 1 AS said FROM unit_said WHERE document_id = $1",
        )
        .bind(*document);
        let said: i64 = said.fetch_one(&mut *to).await?.try_get("said")?;
        for row in rows {
            let article: String = row
                .article
                .as_deref()
                .unwrap_or_default()
                .chars()
                .filter(|c| c.is_alphanumeric())
                .collect();
            sql::query(
                "INSERT INTO unit_said (company, article, unit, of_unit, position, facts, \
                 document_id, said) \
                 SELECT $1, $2, $3, $4, COALESCE(MAX(position), 0) + 1, $5, $6, $7 FROM unit_said \
                 WHERE company = $1 AND article = $2 AND unit = $3 AND of_unit = $4",
            )
            .bind(company)
            .bind(article.to_uppercase())
            .bind(code(&row.unit))
            .bind(code(&row.of))
            .bind(text(row))
            .bind(*document)
            .bind(said)
            .execute(&mut *to)
            .await?;
        }
    }
    Ok(())
}

/// Takes back what the last answer about each of these documents taught; what held before holds
/// again.
pub(in crate::store) async fn forget(to: &mut Transaction, documents: &[i64]) -> Stored<()> {
    for document in documents {
        sql::query(
            "DELETE FROM unit_said WHERE document_id = $1 AND said = (SELECT MAX(said) FROM \
             unit_said WHERE document_id = $1)",
        )
        .bind(*document)
        .execute(&mut *to)
        .await?;
    }
    Ok(())
}

impl Store {
    /// The conversions of units that lists and answers told of a company, the newest of each; what
    /// a person refused holds no more.
    pub async fn unit_conversions(&self, company: &str) -> Stored<Vec<Conversion>> {
        let rows = sql::query(
            "SELECT c.facts FROM unit_said c JOIN document d ON d.id = c.document_id \
             WHERE c.company = $1 AND d.status <> 'rejected' AND NOT EXISTS (SELECT 1 FROM \
             unit_said n \
             JOIN document e ON e.id = n.document_id WHERE n.company = c.company AND n.article = \
             c.article AND n.unit = c.unit \
             AND n.of_unit = c.of_unit AND n.position > c.position AND e.status <> 'rejected') \
             ORDER BY c.article, c.unit, c.of_unit",
        )
        .bind(company)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| json(row.try_get("facts")?)).collect()
    }

    /// The lines of a document's delivery notes, or of its invoice: number, unit and an article's
    /// number.
    pub async fn lines_with_unit(
        &self,
        document: i64,
    ) -> Stored<Vec<(Option<String>, Option<Unit>, Option<String>)>> {
        let unit = |written: Option<&str>| written.and_then(Unit::read);
        let mut lines = Vec::new();
        for row in sql::query("SELECT facts FROM delivery_note WHERE document_id = $1")
            .bind(document)
            .fetch_all(&self.pool)
            .await?
        {
            let note: DeliveryNote = json(row.try_get("facts")?)?;
            let one = |line: DeliveryLine| {
                (
                    line.id,
                    unit(line.unit.as_deref()),
                    line.article.or(line.buyer_article).or(line.gtin),
                )
            };
            lines.extend(note.lines.into_iter().map(one));
        }
        for row in sql::query("SELECT facts FROM billed_invoice WHERE document_id = $1")
            .bind(document)
            .fetch_all(&self.pool)
            .await?
        {
            let facts: BilledFacts = json(row.try_get("facts")?)?;
            let numbered = |(at, line): (usize, InvoiceLine)| {
                (
                    line.id.or_else(|| Some((at + 1).to_string())),
                    unit(line.unit.as_deref()),
                    line.article.or(line.gtin),
                )
            };
            lines.extend(facts.lines.into_iter().enumerate().map(numbered));
        }
        Ok(lines)
    }
}
