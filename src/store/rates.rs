//! Exchange rates, and what waits for them.

use super::rows::{DocumentRow, ItemRow};
use super::sql::{self, QueryBuilder, Row, Transaction};
use super::{ROWS, Store, StoreError, Stored};
use crate::domain::finding::Weight;
use crate::domain::{Currency, ExchangeRate, Finding, FindingKind};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Findings of what waits for a rate.
pub static FINDINGS: &[&FindingKind] = &[&ITEM_WITHOUT_RATE];

/// Items by list in another currency are not in the journal.
pub static ITEM_WITHOUT_RATE: FindingKind = FindingKind {
    code: "open-item-without-rate",
    weight: Weight::Warning,
    de: "{count|offener Posten ist|offene Posten sind} nicht gebucht ({currency}: {numbers}): Der \
        Kurs des Tages fehlt. Bitte die Kursdatei der EZB in den Eingang legen \
        (eurofxref-hist.csv); dann wird von selbst gebucht. Jeder Posten braucht dafür ein Datum \
        (Spalte date oder due).",
    en: "{count|open item is|open items are} not booked ({currency}: {numbers}): there is no rate \
        for the day. Drop the ECB's file of rates into the inbox (eurofxref-hist.csv); booking \
        follows by itself then. Each item needs a date for that (column date or due).",
};

/// How much is not booked for want of a rate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Unrated {
    /// Bank entries.
    pub entries: i64,
    /// Invoices that are held.
    pub documents: i64,
    /// Open items by list.
    pub items: i64,
}

impl Unrated {
    /// Whether that is nothing.
    pub fn is_none(self) -> bool {
        self == Unrated::default()
    }
}

/// Numbers that a sentence names before it only counts.
const NAMED: usize = 5;

impl Store {
    /// The last rate of a currency in a span of days, with the document that brought it.
    pub async fn last_rate(
        &self,
        currency: Currency,
        (from, to): (Date, Date),
    ) -> Stored<Option<(ExchangeRate, i64)>> {
        let row = sql::query(
            "SELECT day, rate, document_id FROM exchange_rate WHERE currency = $1 AND day >= $2 \
             AND day <= $3 ORDER BY day DESC LIMIT 1",
        )
        .bind(currency.code())
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let (day, rate): (String, String) = (row.try_get("day")?, row.try_get("rate")?);
        let garbled = || StoreError::Garbled(format!("exchange_rate: {day} {rate}"));
        let read = ExchangeRate {
            day: day.parse().map_err(|_| garbled())?,
            currency,
            rate: rate.parse().map_err(|_| garbled())?,
        };
        Ok(Some((read, row.try_get("document_id")?)))
    }

    /// The exchange rates that are of a document.
    pub async fn rates_from(&self, document: i64) -> Stored<Vec<ExchangeRate>> {
        let rows = sql::query(
            "SELECT currency, day, rate FROM exchange_rate WHERE document_id = $1 ORDER BY \
             currency, day",
        );
        let read = |row: &Row| {
            let (code, day, rate): (&str, &str, &str) =
                (row.try_get("currency")?, row.try_get("day")?, row.try_get("rate")?);
            let garbled = || StoreError::Garbled(format!("exchange_rate: {code} {day} {rate}"));
            Ok(ExchangeRate {
                day: day.parse().map_err(|_| garbled())?,
                currency: Currency::read(code).ok_or_else(garbled)?,
                rate: rate.parse().map_err(|_| garbled())?,
            })
        };
        rows.bind(document).fetch_as(&self.pool, read).await
    }

    /// The newest `most` held documents that wait for this reason, oldest first.
    pub async fn held_for(&self, code: &str, most: u32) -> Stored<Vec<DocumentRow>> {
        let rows = sql::query(
            "SELECT id FROM document WHERE status = 'held' AND reason_code = $1 \
             ORDER BY id DESC LIMIT $2",
        );
        let mut held = Vec::new();
        let found = rows.bind(code).bind(i64::from(most)).fetch_all(&self.pool).await?;
        for row in found.iter().rev() {
            held.extend(self.document_row(row.try_get(0)?).await?);
        }
        Ok(held)
    }

    /// Held documents that wait for this reason and that nobody has decided about.
    pub async fn held_undecided(&self, code: &str) -> Stored<Vec<DocumentRow>> {
        let mut held = Vec::new();
        for row in self.held_for(code, u32::MAX).await? {
            if self.decisions(&format!("D{}", row.id)).await?.is_empty() {
                held.push(row);
            }
        }
        Ok(held)
    }

    /// Bank entries of a company in other currencies than the euro that are not booked, from after
    /// `after` on, at most `most`.
    pub async fn foreign_unbooked(&self, company: &str, after: i64, most: u32) -> Stored<Vec<i64>> {
        let rows = sql::query(
            "SELECT id FROM bank_entry WHERE company = $1 AND id > $2 AND posting IS NULL AND \
             currency <> 'EUR' AND same_as IS NULL AND amount_minor <> 0 \
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

impl Store {
    // These conditions are written as the index `open_item_unbooked` is, so that it is used.

    /// A company's items by list in other currencies than the euro that are not booked, from after
    /// `after` on, at most `most`.
    pub async fn items_unbooked(
        &self,
        company: &str,
        after: i64,
        most: u32,
    ) -> Stored<Vec<ItemRow>> {
        let rows = sql::query(
            "SELECT * FROM open_item WHERE company = $1 AND id > $2 \
             AND origin = 'list' AND posting IS NULL AND currency <> 'EUR' AND amount_minor <> 0 \
             ORDER BY id LIMIT $3",
        );
        let rows =
            rows.bind(company).bind(after).bind(i64::from(most)).fetch_all(&self.pool).await?;
        rows.iter().map(super::read::item).collect()
    }

    /// What the documents of lists are told of those items, by document and currency; found anew
    /// each time, so that a rate ends it.
    pub(super) async fn items_unrated(&self, company: Option<&str>) -> Stored<Vec<(i64, Finding)>> {
        let mut rows = QueryBuilder::of_company(
            "SELECT document_id, currency, number FROM open_item WHERE {company} AND origin = \
             'list' AND posting IS NULL AND currency <> 'EUR' AND amount_minor <> 0 ORDER BY \
             document_id, currency, number, id",
            "company",
            company,
        );
        let rows = rows.build().fetch_all(&self.pool).await?;
        let mut waiting: BTreeMap<(i64, String), Vec<String>> = BTreeMap::new();
        for row in &rows {
            waiting
                .entry((row.try_get("document_id")?, row.try_get("currency")?))
                .or_default()
                .push(row.try_get("number")?);
        }
        let told = |((document, currency), numbers): ((i64, String), Vec<String>)| {
            let more = if numbers.len() > NAMED { ", …" } else { "" };
            let named =
                numbers.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ")
                    + more;
            (
                document,
                ITEM_WITHOUT_RATE
                    .found()
                    .with("count", numbers.len())
                    .with("currency", currency)
                    .with("numbers", named),
            )
        };
        Ok(waiting.into_iter().map(told).collect())
    }

    /// How much of a company, or of all, is not booked for want of a rate: bank entries up to a
    /// day, items by list, and invoices, which are held for the reason `held`.
    pub async fn unrated(&self, company: Option<&str>, day: Date, held: &str) -> Stored<Unrated> {
        let mut entries = QueryBuilder::of_company(
            "SELECT COUNT(*) FROM bank_entry WHERE {company} AND posting IS NULL AND currency <> \
             'EUR' AND same_as IS NULL AND amount_minor <> 0 AND COALESCE(booking_date, \
             value_date, '') <= ",
            "company",
            company,
        );
        entries.push_bind(day.to_string());
        let mut documents = QueryBuilder::of_company(
            "SELECT COUNT(*) FROM document WHERE {company} AND status = 'held' AND reason_code = ",
            "company",
            company,
        );
        documents.push_bind(held);
        let mut items = QueryBuilder::of_company(
            "SELECT COUNT(*) FROM open_item WHERE {company} AND origin = 'list' AND posting IS \
             NULL AND currency <> 'EUR' AND amount_minor <> 0 AND COALESCE(date, due, '') <= ",
            "company",
            company,
        );
        items.push_bind(day.to_string());
        let [entries, documents, items] = [
            entries.build().fetch_one(&self.pool).await?,
            documents.build().fetch_one(&self.pool).await?,
            items.build().fetch_one(&self.pool).await?,
        ];
        Ok(Unrated {
            entries: entries.try_get(0)?,
            documents: documents.try_get(0)?,
            items: items.try_get(0)?,
        })
    }
}

/// Writes rates with the documents that brought them; of one known already the newer one counts.
pub(super) async fn write(to: &mut Transaction, lists: &[(i64, Vec<ExchangeRate>)]) -> Stored<()> {
    let mut last: BTreeMap<(Currency, Date), (String, i64)> = BTreeMap::new();
    for (document, rates) in lists {
        last.extend(
            rates.iter().map(|row| ((row.currency, row.day), (row.rate.to_string(), *document))),
        );
    }
    for chunk in last.into_iter().collect::<Vec<_>>().chunks(ROWS) {
        let mut query =
            QueryBuilder::new("INSERT INTO exchange_rate (currency, day, rate, document_id) ");
        query.push_values(chunk, |row, ((currency, day), (rate, document))| {
            row.push_bind(currency.code().to_owned())
                .push_bind(day.to_string())
                .push_bind(rate)
                .push_bind(*document);
        });
        query.push(
            " ON CONFLICT (currency, day) DO UPDATE SET rate = excluded.rate, document_id = \
             excluded.document_id",
        );
        query.build().execute(&mut *to).await?;
    }
    Ok(())
}
