//! Who settled each bank entry, kontor or a person, and what was taken back.

use super::sql;
use super::{Span, Store, Stored};
use std::collections::HashMap;

/// How kontor takes back its own match, in the log of decisions.
pub(crate) const OWN_MATCH: &str = "automatic";

/// One bank entry, as `report automation` counts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Automation {
    /// The company's id.
    pub company: String,
    /// `2026-10`: of its booking day.
    pub month: String,
    /// Settled by kontor itself now.
    pub automatic: bool,
    /// A person decided about it.
    pub answered: bool,
    /// A decision about it, a person's or kontor's, was taken back.
    pub undone: bool,
    /// kontor's own match was taken back by a person.
    pub wrong: bool,
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
    /// The bank entries with an amount, booked within the span, with who settled them.
    pub async fn automation(&self, span: &Span) -> Stored<Vec<Automation>> {
        let mut logs: HashMap<String, Log> = HashMap::new();
        let decisions = sql::query("SELECT target, verb, choice FROM decision WHERE target LIKE 'E%' ORDER BY id").fetch_all(&self.pool);
        for row in decisions.await? {
            logs.entry(row.try_get("target")?).or_default().then(row.try_get("verb")?, row.try_get("choice")?);
        }
        let rows = sql::query(
            "SELECT id, company, COALESCE(booking_date, value_date, '') AS day, status, decided_by FROM bank_entry \
             WHERE amount_minor <> 0 AND ($1 IS NULL OR company = $1) AND COALESCE(booking_date, value_date, '') BETWEEN $2 AND $3 ORDER BY id",
        )
        .bind(&span.company)
        .bind(if span.from.is_some() { span.first() } else { String::new() })
        .bind(span.last())
        .fetch_all(&self.pool)
        .await?;
        let counted = |row: &sql::Row| -> Stored<Automation> {
            let (id, day, decided_by): (i64, String, String) = (row.try_get("id")?, row.try_get("day")?, row.try_get("decided_by")?);
            let log = logs.get(&format!("E{id}")).copied().unwrap_or_default();
            let matched = row.try_get::<&str, _>("status")? == "matched";
            Ok(Automation {
                company: row.try_get("company")?,
                month: day.get(..7).unwrap_or_default().to_owned(),
                automatic: matched && decided_by == "kontor",
                answered: decided_by == "person",
                undone: log.undone,
                wrong: log.wrong,
            })
        };
        rows.iter().map(counted).collect()
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
