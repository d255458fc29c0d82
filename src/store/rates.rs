//! Exchange rates, and what waits for them.

use super::rows::DocumentRow;
use super::sql::{self, Transaction};
use super::{ROWS, Store, StoreError, Stored};
use crate::domain::{Currency, ExchangeRate};
use crate::store::sql::QueryBuilder;
use jiff::civil::Date;
use std::collections::BTreeMap;

impl Store {
    /// The last rate of a currency in a span of days, with the document that brought it.
    pub async fn last_rate(&self, currency: Currency, (from, to): (Date, Date)) -> Stored<Option<(ExchangeRate, i64)>> {
        let row = sql::query(
            "SELECT day, rate, document_id FROM exchange_rate WHERE currency = $1 AND day >= $2 AND day <= $3 ORDER BY day DESC LIMIT 1",
        )
        .bind(currency.code())
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let (day, rate): (String, String) = (row.try_get("day")?, row.try_get("rate")?);
        let garbled = || StoreError::Garbled(format!("exchange_rate: {day} {rate}"));
        let read = ExchangeRate { day: day.parse().map_err(|_| garbled())?, currency, rate: rate.parse().map_err(|_| garbled())? };
        Ok(Some((read, row.try_get("document_id")?)))
    }

    /// Held documents that wait for this reason and that nobody has decided about.
    pub async fn held_undecided(&self, code: &str) -> Stored<Vec<DocumentRow>> {
        let rows = sql::query("SELECT id FROM document WHERE status = 'held' AND reason_code = $1 ORDER BY id")
            .bind(code)
            .fetch_all(&self.pool)
            .await?;
        let mut held = Vec::new();
        for row in &rows {
            let id: i64 = row.try_get(0)?;
            if self.decisions(&format!("D{id}")).await?.is_empty() {
                held.extend(self.document_row(id).await?);
            }
        }
        Ok(held)
    }

    /// Bank entries of a company in other currencies than the euro that are not booked, from after `after` on, at most `most`.
    pub async fn foreign_unbooked(&self, company: &str, after: i64, most: u32) -> Stored<Vec<i64>> {
        let rows = sql::query(
            "SELECT id FROM bank_entry WHERE company = $1 AND id > $2 AND posting IS NULL AND currency <> 'EUR' AND same_as IS NULL AND amount_minor <> 0 \
             ORDER BY id LIMIT $3",
        )
        .bind(company)
        .bind(after)
        .bind(i64::from(most))
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }
}

/// Writes rates with the documents that brought them; of one known already the newer one counts.
pub(super) async fn write(to: &mut Transaction, lists: &[(i64, Vec<ExchangeRate>)]) -> Stored<()> {
    let mut last: BTreeMap<(Currency, Date), (String, i64)> = BTreeMap::new();
    for (document, rates) in lists {
        last.extend(rates.iter().map(|row| ((row.currency, row.day), (row.rate.to_string(), *document))));
    }
    for chunk in last.into_iter().collect::<Vec<_>>().chunks(ROWS) {
        let mut query = QueryBuilder::new("INSERT INTO exchange_rate (currency, day, rate, document_id) ");
        query.push_values(chunk, |row, ((currency, day), (rate, document))| {
            row.push_bind(currency.code().to_owned()).push_bind(day.to_string()).push_bind(rate).push_bind(*document);
        });
        query.push(" ON CONFLICT (currency, day) DO UPDATE SET rate = excluded.rate, document_id = excluded.document_id");
        query.build().execute(&mut *to).await?;
    }
    Ok(())
}
