//! Who settled each bank entry, kontor or a person, and what was taken back.

use super::sql::{self, QueryBuilder};
use super::{ROWS, Span, Store, Stored};
use std::collections::BTreeMap;

/// How kontor takes back its own match, in the log of decisions.
pub(crate) const OWN_MATCH: &str = "automatic";

/// A month of a company, as `report automation` counts its bank entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Automation {
    /// The company's id.
    pub company: String,
    /// `2026-10`: of the booking days.
    pub month: String,
    /// Entries over something.
    pub entries: i64,
    /// Settled by kontor itself, now or until a person took that back.
    pub automatic: i64,
    /// A person decided about them where kontor did not.
    pub answered: i64,
    /// A decision about them, a person's or kontor's, was taken back.
    pub undone: i64,
    /// kontor's own match was taken back by a person.
    pub wrong: i64,
}

impl Automation {
    /// Together with another month.
    pub fn plus(&self, other: &Automation) -> Automation {
        Automation {
            company: self.company.clone(),
            month: self.month.clone(),
            entries: self.entries + other.entries,
            automatic: self.automatic + other.automatic,
            answered: self.answered + other.answered,
            undone: self.undone + other.undone,
            wrong: self.wrong + other.wrong,
        }
    }
}

/// What the decisions about one entry amount to, in their order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Log {
    decided: bool,
    refusals: u32,
    undone: bool,
    wrong: bool,
}

impl Log {
    fn then(&mut self, verb: &str, choice: &str) {
        match verb {
            "resolve" if choice.starts_with("reject ") => self.refusals += 1,
            "resolve" => self.decided = true,
            _ => {
                self.undone = true;
                let own = choice == OWN_MATCH || (!self.decided && self.refusals == 0);
                self.wrong |= own;
                match (own, self.decided) {
                    // It stays open until a person decides otherwise.
                    (true, _) => self.decided = true,
                    (false, true) => self.decided = false,
                    (false, false) => self.refusals = self.refusals.saturating_sub(1),
                }
            }
        }
    }
}

impl Store {
    /// The bank entries with an amount, booked within the span, by who settled them: by company and
    /// month.
    pub async fn automation(&self, span: &Span) -> Stored<Vec<Automation>> {
        let mut query = QueryBuilder::new(
            "SELECT company, substr(day, 1, 7) AS month, CAST(SUM(entries) AS BIGINT) AS entries, \
             CAST(SUM(CASE WHEN status = 'matched' AND decided_by = 'kontor' THEN entries ELSE 0 \
             END) AS BIGINT) AS automatic, \
             CAST(SUM(CASE WHEN decided_by = 'person' THEN entries ELSE 0 END) AS BIGINT) AS \
             answered FROM entry_tally WHERE moves = 1",
        );
        within(&mut query, span, "day");
        query.push(
            " GROUP BY company, substr(day, 1, 7) HAVING SUM(entries) <> 0 ORDER BY \
             company, substr(day, 1, 7)",
        );
        let mut months: BTreeMap<(String, String), Automation> = BTreeMap::new();
        for row in query.build().fetch_all(&self.pool).await? {
            let (company, month): (String, String) =
                (row.try_get("company")?, row.try_get("month")?);
            let (entries, automatic, answered) =
                (row.try_get("entries")?, row.try_get("automatic")?, row.try_get("answered")?);
            let counted = Automation {
                company: company.clone(),
                month: month.clone(),
                entries,
                automatic,
                answered,
                ..Automation::default()
            };
            months.insert((company, month), counted);
        }
        self.taken_back(span, &mut months).await?;
        Ok(months.into_values().collect())
    }

    /// Counts what was undone. What kontor had settled wrong it had settled by itself, whoever
    /// decided afterwards.
    async fn taken_back(
        &self,
        span: &Span,
        months: &mut BTreeMap<(String, String), Automation>,
    ) -> Stored<()> {
        let mut logs: BTreeMap<i64, Log> = BTreeMap::new();
        let decisions = sql::query(
            "SELECT target, verb, choice FROM decision WHERE target IN (SELECT target FROM \
             decision WHERE verb <> 'resolve' \
             AND target LIKE 'E%') ORDER BY id",
        );
        for row in decisions.fetch_all(&self.pool).await? {
            let Some(id) =
                row.try_get::<&str, _>("target")?.strip_prefix('E').and_then(|id| id.parse().ok())
            else {
                continue;
            };
            logs.entry(id).or_default().then(row.try_get("verb")?, row.try_get("choice")?);
        }
        for chunk in logs.keys().copied().collect::<Vec<_>>().chunks(ROWS) {
            let mut query = QueryBuilder::new(
                "SELECT id, company, substr(COALESCE(booking_date, value_date, ''), 1, 7) AS \
                 month, status, decided_by FROM bank_entry \
                 WHERE amount_minor <> 0",
            );
            within(&mut query, span, "COALESCE(booking_date, value_date, '')");
            query.push(" AND id IN (").push_list(chunk);
            for row in query.push(")").build().fetch_all(&self.pool).await? {
                let log = logs.get(&row.try_get("id")?).copied().unwrap_or_default();
                let Some(month) = months.get_mut(&(row.try_get("company")?, row.try_get("month")?))
                else {
                    continue;
                };
                let by_person = row.try_get::<&str, _>("decided_by")? == "person";
                let automatic = !by_person && row.try_get::<&str, _>("status")? == "matched";
                month.undone += i64::from(log.undone);
                month.wrong += i64::from(log.wrong);
                month.automatic += i64::from(log.wrong && !automatic);
                month.answered -= i64::from(log.wrong && by_person);
            }
        }
        Ok(())
    }
}

/// Narrows a question to a company and its days.
pub(super) fn within(query: &mut QueryBuilder, span: &Span, day: &'static str) {
    if let Some(company) = &span.company {
        query.push(" AND company = ").push_bind(company);
    }
    if let Some(from) = span.from {
        query.push(" AND ").push(day).push(" >= ").push_bind(from.to_string());
    }
    if let Some(to) = span.to {
        query.push(" AND ").push(day).push(" <= ").push_bind(to.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::Log;

    fn log(decisions: &[(&str, &str)]) -> (bool, bool) {
        let mut log = Log::default();
        decisions.iter().for_each(|(verb, choice)| log.then(verb, choice));
        (log.undone, log.wrong)
    }

    #[test]
    fn only_what_kontor_matched_itself_was_wrong() {
        assert_eq!(log(&[("resolve", "account 4930")]), (false, false));
        assert_eq!(log(&[("resolve", "account 4930"), ("undo", "")]), (true, false));
        assert_eq!(log(&[("resolve", "reject no"), ("undo", "")]), (true, false));
        assert_eq!(log(&[("undo", "automatic"), ("resolve", "match RE-1")]), (true, true));
        // Written before the log said so: nothing was decided that could have been taken back.
        assert_eq!(log(&[("undo", "")]), (true, true));
        assert_eq!(log(&[("resolve", "accept"), ("undo", ""), ("undo", "")]), (true, true));
    }
}
