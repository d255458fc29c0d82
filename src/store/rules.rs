//! What the rules of the pipelines booked.

use super::automation::within;
use super::sql::QueryBuilder;
use super::{Span, Store, Stored};
use crate::domain::{Currency, Money};
use jiff::civil::Date;

/// Bank entries that kontor booked by itself on an account, with the same words of why.
#[derive(Debug, Clone)]
pub struct BookedByRule {
    /// The company's id.
    pub company: String,
    /// The rule that they were booked by.
    pub rule: String,
    /// The contract's word for what they are.
    pub category: String,
    /// The account.
    pub account: Option<String>,
    /// How many.
    pub entries: i64,
    /// Their sum, as the account holder sees it.
    pub sum: Money,
    /// The newest booking day.
    pub last: Option<Date>,
}

impl Store {
    /// The entries booked within the span that a rule settled and no person decided, alike ones
    /// together. Transfers and returns have a category, too, and no rule.
    pub async fn booked_by_rules(&self, span: &Span) -> Stored<Vec<BookedByRule>> {
        let mut query = QueryBuilder::new(
            "SELECT company, rule, category, account, currency, CAST(SUM(entries) AS BIGINT) AS \
             entries, \
             CAST(SUM(minor) AS BIGINT) AS sum, MAX(day) AS last FROM entry_tally WHERE rule <> '' \
             AND entries > 0",
        );
        within(&mut query, span, "day");
        query.push(
            " GROUP BY company, rule, category, account, currency ORDER BY company, \
             category, account, rule",
        );
        let mut found = Vec::new();
        for row in query.build().fetch_all(&self.pool).await? {
            let currency = Currency::read(row.try_get("currency")?).unwrap_or(Currency::EUR);
            found.push(BookedByRule {
                company: row.try_get("company")?,
                rule: row.try_get("rule")?,
                category: row.try_get("category")?,
                account: Some(row.try_get::<String, _>("account")?)
                    .filter(|account| !account.is_empty()),
                entries: row.try_get("entries")?,
                sum: Money::from_minor(row.try_get("sum")?, currency),
                last: row.try_get::<&str, _>("last")?.parse().ok(),
            });
        }
        Ok(found)
    }
}
