//! Goods as they were counted.

use super::super::read::json;
use super::super::sql::{QueryBuilder, Transaction};
use super::super::{ROWS, Store, Stored};
use super::{Whose, text};
use crate::domain::StockCount;

/// Writes stock-taking lists.
pub(in crate::store) async fn write(
    to: &mut Transaction,
    lists: &[(String, i64, Vec<StockCount>)],
) -> Stored<()> {
    let rows: Vec<(&str, i64, i64, &StockCount)> = lists
        .iter()
        .flat_map(|(company, document, counts)| {
            (0i64..).zip(counts).map(move |(at, count)| (company.as_str(), *document, at, count))
        })
        .collect();
    for chunk in rows.chunks(ROWS) {
        let mut query = QueryBuilder::new(
            "INSERT INTO stock_count (document_id, position, company, date, facts) ",
        );
        query.push_values(chunk, |row, (company, document, at, count)| {
            row.push_bind(*document)
                .push_bind(*at)
                .push_bind(*company)
                .push_bind(count.date.to_string())
                .push_bind(text(count));
        });
        query.push(
            " ON CONFLICT (document_id, position) DO UPDATE SET company = excluded.company, date = \
             excluded.date, facts = excluded.facts",
        );
        query.build().execute(&mut *to).await?;
    }
    Ok(())
}

impl Store {
    /// What was counted in stock, by company, document and row: the document's id with each.
    pub async fn stock_counts(
        &self,
        company: Option<&str>,
    ) -> Stored<Vec<(String, i64, StockCount)>> {
        let query = Whose { company, contact: None }
            .narrowed("SELECT company, document_id, facts FROM stock_count", "");
        let mut query = query;
        let rows = query
            .push(" ORDER BY company, document_id, position")
            .build()
            .fetch_all(&self.pool)
            .await?;
        rows.iter()
            .map(|row| {
                Ok((
                    row.try_get("company")?,
                    row.try_get("document_id")?,
                    json(row.try_get("facts")?)?,
                ))
            })
            .collect()
    }
}
