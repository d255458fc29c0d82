//! Invoices that are blocked for payment and were paid all the same: whoever is asked about one is
//! told, since the money may be with a stranger and is soon out of reach.

use super::sql::{QueryBuilder, Row};
use super::{ROWS, Store, Stored};
use crate::domain::finding::Weight;
use crate::domain::{Currency, Finding, FindingKind, Money};

/// Findings of such payments.
pub static FINDINGS: &[&FindingKind] = &[&PAID_BLOCKED];

/// A payment of an invoice that nobody has released.
pub static PAID_BLOCKED: FindingKind = FindingKind {
    code: "paid-while-blocked",
    weight: Weight::Warning,
    de: "Achtung: Die Rechnung ist für die Zahlung gesperrt und doch gezahlt, {amount} am {day} \
        ({entry}). Bitte sofort klären, ob das Geld beim Richtigen ist, sonst bei der Bank \
        zurückrufen.",
    en: "Take care: the invoice is blocked for payment and paid all the same, {amount} on {day} \
        ({entry}). Find out at once whether the money is with the right one; else have the bank \
        recall it.",
};

impl Store {
    /// The payments of these documents' invoices, by document.
    pub(super) async fn paid_blocked(&self, documents: &[i64]) -> Stored<Vec<(i64, Finding)>> {
        let mut found = Vec::new();
        for chunk in documents.chunks(ROWS) {
            let mut query = QueryBuilder::new(
                "SELECT i.document_id, b.id, b.booking_date, b.currency, b.amount_minor FROM \
                 open_item i JOIN allocation a ON a.item_id = i.id JOIN bank_entry b ON b.id = \
                 a.entry_id WHERE a.state = 'matched' AND i.side = 'payable' AND b.amount_minor < \
                 0 AND i.document_id IN (",
            );
            query.push_list(chunk.iter().copied());
            let query = query.push(") ORDER BY b.id").build();
            found.extend(query.fetch_as(&self.pool, told).await?);
        }
        Ok(found)
    }
}

fn told(row: &Row) -> Stored<(i64, Finding)> {
    let currency = row.try_get::<&str, _>("currency")?;
    let currency = Currency::read(currency).unwrap_or(Currency::EUR);
    let paid: i64 = row.try_get("amount_minor")?;
    let day = super::read::date(row, "booking_date")?.unwrap_or_default();
    let found = PAID_BLOCKED
        .found()
        .with_value("amount", Money::from_minor(paid.saturating_neg(), currency))
        .with_value("day", day)
        .with("entry", format!("E{}", row.try_get::<i64, _>("id")?));
    Ok((row.try_get("document_id")?, found))
}
