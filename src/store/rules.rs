//! What the rules of the pipelines booked.

use super::read::{date, json};
use super::rows::Sentence;
use super::sql::QueryBuilder;
use super::{Span, Store, Stored};
use crate::domain::{Currency, Money};
use crate::matching::rule_of;
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
    /// The entries booked within the span that a rule settled and no person decided, alike ones together. Transfers and returns have a
    /// category, too, and no rule.
    pub async fn booked_by_rules(&self, span: &Span) -> Stored<Vec<BookedByRule>> {
        let mut query = QueryBuilder::new(
            "SELECT company, explanation, category, posting_account, currency, COUNT(*) AS entries, \
             CAST(SUM(amount_minor) AS BIGINT) AS sum, MAX(booking_date) AS last FROM bank_entry \
             WHERE category IS NOT NULL AND status = 'matched' AND decided_by = 'kontor'",
        );
        if let Some(company) = &span.company {
            query.push(" AND company = ").push_bind(company);
        }
        if let Some(from) = span.from {
            query.push(" AND booking_date >= ").push_bind(from.to_string());
        }
        if let Some(to) = span.to {
            query.push(" AND booking_date <= ").push_bind(to.to_string());
        }
        query.push(" GROUP BY company, explanation, category, posting_account, currency ORDER BY company, category, posting_account");
        let mut found = Vec::new();
        for row in query.build().fetch_all(&self.pool).await? {
            let explanation: Vec<Sentence> = json(row.try_get("explanation")?)?;
            let Some(rule) = explanation.iter().find_map(|said| rule_of(&said.de)) else { continue };
            let currency = Currency::read(row.try_get("currency")?).unwrap_or(Currency::EUR);
            found.push(BookedByRule {
                company: row.try_get("company")?,
                rule: rule.to_owned(),
                category: row.try_get("category")?,
                account: row.try_get("posting_account")?,
                entries: row.try_get("entries")?,
                sum: Money::from_minor(row.try_get("sum")?, currency),
                last: date(&row, "last")?,
            });
        }
        Ok(found)
    }
}
