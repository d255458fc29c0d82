//! Reports of a running day, whose last balance the day went on from.

use super::sql::QueryBuilder;
use super::{Store, Stored};
use std::collections::HashSet;

impl Store {
    /// The statements whose closing balance is one of a running day (ITBD of a camt.052) on which
    /// more is booked than such reports tell: it says nothing about the end of that day.
    pub(super) async fn surpassed(&self, company: Option<&str>) -> Stored<HashSet<i64>> {
        let rows = QueryBuilder::of_company(
            "SELECT s.id FROM statement s WHERE {company} AND s.running = 1 AND EXISTS (SELECT 1 \
             FROM bank_entry b WHERE b.company = s.company AND b.account = s.account AND \
             b.booking_date = s.closing_date AND b.same_as IS NULL AND NOT EXISTS (SELECT 1 FROM \
             entry_source e JOIN statement r ON r.id = e.statement_id WHERE e.entry_id = b.id AND \
             r.running = 1))",
            "s.company",
            company,
        )
        .build()
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }
}
