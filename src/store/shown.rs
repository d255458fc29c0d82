//! Which documents people find under a readable name, and where.

use super::ask::{STATEMENTS, statement};
use super::documents::document;
use super::read::date;
use super::rows::{ItemRow, StatementRow};
use super::sql::{self, QueryBuilder};
use super::{DocumentLine, Store, Stored};
use crate::domain::{Language, Money, spelling};
use jiff::civil::Date;
use std::collections::HashMap;

impl Store {
    /// The documents after this one that are some company's own and lie in the archive, in the
    /// order they came: at most so many, and none when there is none. What repeats another, was
    /// refused, or only holds others is not among them.
    pub async fn documents_to_show(&self, after: i64, most: usize) -> Stored<Vec<DocumentLine>> {
        let rows = sql::query(
            "SELECT * FROM document WHERE id > $1 AND company IS NOT NULL AND archived IS NOT NULL \
             AND status IN ('processed', 'held') \
             AND kind NOT IN ('container', 'unknown') ORDER BY id LIMIT $2",
        )
        .bind(after)
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(document).collect()
    }

    /// The id of the document that came last; 0 when none did.
    pub async fn last_document(&self) -> Stored<i64> {
        Ok(sql::query("SELECT COALESCE(MAX(id), 0) AS last FROM document")
            .fetch_one(&self.pool)
            .await?
            .try_get("last")?)
    }

    /// The open items of those of these documents that state one alone: a list may state a million.
    pub async fn only_items_from(&self, documents: &[i64]) -> Stored<Vec<ItemRow>> {
        let mut only = Vec::new();
        for chunk in documents.chunks(super::ROWS) {
            let head = "SELECT MIN(id) FROM open_item WHERE document_id IN (";
            let mut query = QueryBuilder::new(head);
            query.push_list(chunk).push(") GROUP BY document_id HAVING COUNT(*) = 1");
            for row in query.build().fetch_all(&self.pool).await? {
                only.push(row.try_get(0)?);
            }
        }
        self.items_where("id", &only).await
    }

    /// The statements that these documents hold.
    pub async fn statements_from_documents(&self, documents: &[i64]) -> Stored<Vec<StatementRow>> {
        let mut found = Vec::new();
        for chunk in documents.chunks(super::ROWS) {
            let mut query = QueryBuilder::new(STATEMENTS);
            query.push(" WHERE s.document_id IN (");
            query.push_list(chunk);
            for row in query.push(") ORDER BY s.id").build().fetch_all(&self.pool).await? {
                found.push(statement(&row)?);
            }
        }
        Ok(found)
    }

    /// What statements of these formats are kept under: company, account, format.
    pub async fn accounts_told_by(
        &self,
        formats: &[String],
    ) -> Stored<Vec<(String, String, String)>> {
        let mut query = QueryBuilder::new(
            "SELECT DISTINCT s.company, s.account, d.format FROM statement s JOIN document d ON \
             d.id = s.document_id WHERE d.format IN (",
        );
        query.push_list(formats.iter().map(String::as_str));
        let rows = query
            .push(") ORDER BY s.company, s.account, d.format")
            .build()
            .fetch_all(&self.pool)
            .await?;
        rows.iter()
            .map(|row| {
                Ok((row.try_get("company")?, row.try_get("account")?, row.try_get("format")?))
            })
            .collect()
    }

    /// The first and the last day that the entries of these statements were booked on: what an
    /// export without balances covers.
    pub async fn entry_days(&self, statements: &[i64]) -> Stored<HashMap<i64, (Date, Date)>> {
        let mut found = HashMap::new();
        for chunk in statements.chunks(super::ROWS) {
            let mut query =
                QueryBuilder::new("SELECT id, first_day, last_day FROM statement WHERE id IN (");
            query.push_list(chunk);
            for row in query.push(")").build().fetch_all(&self.pool).await? {
                let days = date(&row, "first_day")?.zip(date(&row, "last_day")?);
                found.extend(
                    days.map(|days| Ok::<_, super::StoreError>((row.try_get("id")?, days)))
                        .transpose()?,
                );
            }
        }
        Ok(found)
    }

    /// Notes where documents lie, and what an invoice among them says.
    pub async fn show(&self, documents: &[(i64, ShownAs)]) -> Stored<()> {
        let mut transaction = self.pool.begin().await?;
        for chunk in documents.chunks(super::ROWS) {
            let mut query = QueryBuilder::new("WITH told (id, path, party, minor, currency) AS (");
            query.push_values(chunk, |row, (id, shown)| {
                let currency = shown.amount.map(|amount| amount.currency.code().to_owned());
                row.push_bind(*id)
                    .push_bind(&shown.path)
                    .push_bind(&shown.party)
                    .push_bind(shown.amount.and_then(Money::minor))
                    .push_bind(currency);
            });
            query.push(
                ") UPDATE document SET shown_as = told.path, party = told.party, amount_minor = \
                 told.minor, currency = told.currency FROM told WHERE document.id = told.id",
            );
            query.build().execute(&mut transaction).await?;
        }
        transaction.commit().await
    }

    /// Notes that a document lies nowhere any more.
    pub async fn hide(&self, document: i64) -> Stored<()> {
        sql::query("UPDATE document SET shown_as = NULL WHERE id = $1")
            .bind(document)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

/// How a document is shown to people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownAs {
    /// Its path below the office folder.
    pub path: String,
    /// Who stands on an invoice beside the company itself.
    pub party: Option<String>,
    /// What an invoice is over.
    pub amount: Option<Money>,
}

/// What a document is called where people read of it: `Stahl AG RE-4/26 61,00 EUR`; of one that is
/// no invoice what its readable name says; `None` where nothing is known but its file.
pub fn called(
    party: Option<&str>,
    number: Option<&str>,
    amount: Option<Money>,
    path: Option<&str>,
    language: Language,
) -> Option<String> {
    let amount = amount.map(|amount| spelling::amount(amount, language));
    match party {
        Some(party) => Some(
            [Some(party), number, amount.as_deref()]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" "),
        ),
        None => path.and_then(readable).map(str::to_owned),
    }
}

/// What the name of an original that is shown says of it: `…/2026-10-26 Stahl AG RE-4 61,00 EUR
/// D49.xml` tells of `Stahl AG RE-4 61,00 EUR`.
fn readable(path: &str) -> Option<&str> {
    let (_, name) = path.rsplit_once('/')?;
    let (words, _key) = name.rsplit_once(' ')?;
    let dated = |words: &str| words.get(..10).is_some_and(|start| start.parse::<Date>().is_ok());
    let said = if dated(words) { words.get(11..)? } else { words };
    Some(said).filter(|said| !said.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Currency;

    #[test]
    fn a_document_is_called_what_it_is() {
        assert_eq!(
            readable("originals/a/2026-10/2026-10-26 Stahl AG RE-4 61,00 EUR D49.xml"),
            Some("Stahl AG RE-4 61,00 EUR")
        );
        assert_eq!(readable("originals/a/2026-10/Stahl AG D49.xml"), Some("Stahl AG"));
        assert_eq!(readable("originals/a/2026-10/2026-10-26 D49.xml"), None);
        let amount = Some(Money::from_minor(123_400, Currency::EUR));
        let name = called(
            Some("Stahl AG"),
            Some("4/26"),
            amount,
            Some("originals/a/2026-10/Stahl AG 4-26 1.234,00 EUR D4.xml"),
            Language::De,
        );
        assert_eq!(name.as_deref(), Some("Stahl AG 4/26 1.234,00 EUR"));
    }
}
