//! Which documents people find under a readable name, and where.

use super::ask::{STATEMENTS, document, statement};
use super::rows::{ItemRow, StatementRow};
use super::sql::{self, QueryBuilder};
use super::{DocumentLine, Store, Stored};
use jiff::civil::Date;

impl Store {
    /// The documents after this one that are some company's own and lie in the archive, in the order they came: at most so many, and
    /// none when there is none. What repeats another, was refused, or only holds others is not among them.
    pub async fn documents_to_show(&self, after: i64, most: usize) -> Stored<Vec<DocumentLine>> {
        let rows = sql::query(
            "SELECT * FROM document WHERE id > $1 AND company IS NOT NULL AND archived IS NOT NULL AND status IN ('processed', 'held') \
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
        Ok(sql::query("SELECT COALESCE(MAX(id), 0) AS last FROM document").fetch_one(&self.pool).await?.try_get("last")?)
    }

    /// The open items that these documents state.
    pub async fn items_from_documents(&self, documents: &[i64]) -> Stored<Vec<ItemRow>> {
        self.items_where("document_id", documents).await
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

    /// Notes where documents lie: paths below the office folder, `None` for those that lie nowhere any more.
    pub async fn show(&self, places: &[(i64, Option<String>)]) -> Stored<()> {
        let mut transaction = self.pool.begin().await?;
        for (id, path) in places {
            sql::query("UPDATE document SET shown_as = $1 WHERE id = $2").bind(path).bind(*id).execute(&mut transaction).await?;
        }
        transaction.commit().await
    }
}

/// What the name of an original that is shown says of it: `…/2026-10-26 Stahl AG RE-4 61,00 EUR D49.xml` tells of
/// `Stahl AG RE-4 61,00 EUR`.
pub fn readable(path: &str) -> Option<&str> {
    let (_, name) = path.rsplit_once('/')?;
    let (words, _key) = name.rsplit_once(' ')?;
    let dated = |words: &str| words.get(..10).is_some_and(|start| start.parse::<Date>().is_ok());
    let said = if dated(words) { words.get(11..)? } else { words };
    Some(said).filter(|said| !said.is_empty())
}

#[cfg(test)]
mod tests {
    use super::readable;

    #[test]
    fn a_document_is_called_what_it_is() {
        assert_eq!(readable("originals/a/2026-10/2026-10-26 Stahl AG RE-4 61,00 EUR D49.xml"), Some("Stahl AG RE-4 61,00 EUR"));
        assert_eq!(readable("originals/a/2026-10/Stahl AG D49.xml"), Some("Stahl AG"));
        assert_eq!(readable("originals/a/2026-10/2026-10-26 D49.xml"), None);
    }
}
