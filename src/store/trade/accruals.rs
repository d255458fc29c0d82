//! What was received and not billed when a month was closed, as it was booked.

use super::super::sql::{QueryBuilder, Transaction};
use super::super::{ROWS, Stored};
use serde_json::Value;

/// An ordered line of which more had come than was billed, with its part of the entry.
#[derive(Debug, Clone, PartialEq)]
pub struct AccrualRow {
    /// The company's id.
    pub company: String,
    /// The journal entry's number.
    pub posting: i64,
    /// In its entry, from 0.
    pub position: i64,
    /// Where the expense stands.
    pub account: String,
    /// Cents of expense, above zero.
    pub minor: i64,
    /// Contact, order, line, quantity and unit.
    pub facts: Value,
}

/// Writes what was accrued.
pub(in crate::store) async fn write(to: &mut Transaction, rows: &[AccrualRow]) -> Stored<()> {
    for chunk in rows.chunks(ROWS) {
        let mut query = QueryBuilder::new(
            "INSERT INTO goods_accrual (company, posting, position, account, minor, facts) ",
        );
        query.push_values(chunk, |row, accrual| {
            row.push_bind(&accrual.company)
                .push_bind(accrual.posting)
                .push_bind(accrual.position)
                .push_bind(&accrual.account);
            row.push_bind(accrual.minor).push_bind(accrual.facts.to_string());
        });
        query.build().execute(&mut *to).await?;
    }
    Ok(())
}
