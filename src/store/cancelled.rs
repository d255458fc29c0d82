//! Invoices that a credit note takes back whole while both are open: nobody owes anything, and
//! neither is paid.

use super::sql;
use super::trade::BilledFacts;
use super::{Store, Stored};
use crate::domain::finding::Weight;
use crate::domain::invoice_number::names_number;
use crate::domain::{Currency, Finding, FindingKind, Money};
use std::collections::BTreeMap;

/// Findings of invoices taken back whole.
pub static FINDINGS: &[&FindingKind] = &[&CANCELLED_OPEN];

/// A credit note and the invoice that it takes back whole, both wholly open.
pub static CANCELLED_OPEN: FindingKind = FindingKind {
    code: "cancelled-open",
    weight: Weight::Warning,
    de: "{credit} nimmt {number} über {amount} ganz zurück; beide stehen noch offen. „kontor \
        resolve {number} against {credit}“ verrechnet sie. Wird statt dessen gezahlt und \
        erstattet, beendet „kontor resolve {id} accept“ die Frage.",
    en: "{credit} takes all of {number} back, {amount}; both are still open. \"kontor resolve \
        {number} against {credit}\" sets them off. If it is paid and refunded instead, \"kontor \
        resolve {id} accept\" ends the question.",
};

impl Store {
    /// The credit notes that take an invoice back whole which they name, while of both all is open,
    /// by document, found anew each time. Where a number may mean several open items, nothing is
    /// said.
    pub(super) async fn cancelled_open(
        &self,
        company: Option<&str>,
    ) -> Stored<Vec<(i64, Finding)>> {
        let rows = sql::query(
            "SELECT c.id, c.document_id, c.number AS credit, c.currency, i.number, i.amount_minor, \
             b.facts FROM open_item c JOIN item_open o ON o.item_id = c.id AND o.rest_minor = \
             c.amount_minor JOIN billed_invoice b ON b.document_id = c.document_id \
             JOIN open_item i ON i.company = c.company AND i.contact_id = c.contact_id AND i.side \
             = c.side AND i.currency = c.currency AND i.kind = c.kind AND i.amount_minor = \
             -c.amount_minor JOIN item_open r ON r.item_id = i.id AND r.rest_minor = \
             i.amount_minor WHERE c.amount_minor < 0 AND c.kind = 'item' AND b.facts LIKE \
             '%\"corrects\":[\"%' AND ($1 IS NULL OR c.company = $1) AND NOT EXISTS (SELECT 1 \
             FROM open_item x JOIN item_open y ON y.item_id = x.id WHERE x.company = c.company AND \
             x.number IN (i.number, c.number) AND x.id <> i.id AND x.id <> c.id) ORDER BY c.id, \
             i.id",
        )
        .bind(company)
        .fetch_all(&self.pool)
        .await?;
        let mut found: BTreeMap<i64, Vec<(i64, Finding)>> = BTreeMap::new();
        for row in &rows {
            let facts: BilledFacts = super::read::json(row.try_get("facts")?)?;
            let number: String = row.try_get("number")?;
            if !facts.corrects.iter().any(|text| names_number(text, &number)) {
                continue;
            }
            found.entry(row.try_get("id")?).or_default().push(told(row, number)?);
        }
        Ok(found.into_values().filter_map(|all| <[_; 1]>::try_from(all).ok()).flatten().collect())
    }
}

fn told(row: &sql::Row, number: String) -> Stored<(i64, Finding)> {
    let currency = Currency::read(&row.try_get::<String, _>("currency")?).unwrap_or(Currency::EUR);
    let document: i64 = row.try_get("document_id")?;
    let finding = CANCELLED_OPEN
        .found()
        .with("credit", row.try_get::<String, _>("credit")?)
        .with("number", number)
        .with("id", format!("D{document}"))
        .with_value("amount", Money::from_minor(row.try_get("amount_minor")?, currency));
    Ok((document, finding))
}
