//! Which items are open: kept as they move, read by whoever asks what is due.

use super::sql::{QueryBuilder, Transaction};
use super::{ROWS, Store, Stored};
use jiff::civil::Date;
use std::collections::HashSet;

/// Notes what is left of these items, after their movements are written.
pub(super) async fn note(to: &mut Transaction, items: impl IntoIterator<Item = i64>) -> Stored<()> {
    let mut items: Vec<i64> = items.into_iter().collect();
    items.sort_unstable();
    items.dedup();
    for chunk in items.chunks(ROWS) {
        let mut query = QueryBuilder::new("DELETE FROM item_open WHERE item_id IN (");
        query.push_list(chunk);
        query.push(")").build().execute(&mut *to).await?;
        let mut query = QueryBuilder::new(
            "INSERT INTO item_open (item_id, company, rest_minor) SELECT m.item_id, i.company, \
             CAST(SUM(m.amount_minor) AS BIGINT) \
             FROM item_movement m JOIN open_item i ON i.id = m.item_id WHERE m.item_id IN (",
        );
        query.push_list(chunk);
        query
            .push(") GROUP BY m.item_id, i.company HAVING SUM(m.amount_minor) <> 0")
            .build()
            .execute(&mut *to)
            .await?;
    }
    Ok(())
}

/// Adds the question what was left of the items of a company (`None`: of all) at the end of a day
/// (`None`: is left of all that was booked): `item_id`, `rest`, and `booked`, what the item came to
/// then, NULL where that is what it comes to now. What moves later is reckoned from its movements,
/// everything else is noted.
pub(super) fn push_left(query: &mut QueryBuilder, company: Option<&str>, until: Option<Date>) {
    query.push("SELECT item_id, CAST(NULL AS BIGINT) AS booked, rest_minor AS rest FROM item_open");
    query.push(" WHERE 1 = 1");
    of(query, company);
    let Some(until) = until else { return };
    query.push(" AND item_id NOT IN (");
    push_later(query, company, until);
    query.push(
        ") UNION ALL SELECT item_id, CAST(SUM(CASE WHEN entry_id IS NULL AND set_off_id IS NULL \
         THEN amount_minor ELSE 0 END) AS BIGINT), CAST(SUM(amount_minor) AS BIGINT) FROM \
         item_movement WHERE date <= ",
    );
    query.push_bind(until.to_string()).push(" AND item_id IN (");
    push_later(query, company, until);
    query.push(") GROUP BY item_id HAVING SUM(amount_minor) <> 0");
}

fn push_later(query: &mut QueryBuilder, company: Option<&str>, until: Date) {
    query.push("SELECT item_id FROM item_movement WHERE date > ").push_bind(until.to_string());
    of(query, company);
}

fn of(query: &mut QueryBuilder, company: Option<&str>) {
    if let Some(company) = company {
        query.push(" AND company = ").push_bind(company);
    }
}

impl Store {
    /// Those of some items that are open.
    pub async fn open_among(&self, items: &[i64]) -> Stored<HashSet<i64>> {
        let mut found = HashSet::new();
        for chunk in items.chunks(ROWS) {
            let mut query = QueryBuilder::new("SELECT item_id FROM item_open WHERE item_id IN (");
            query.push_list(chunk.iter().copied());
            for row in query.push(")").build().fetch_all(&self.pool).await? {
                found.insert(row.try_get("item_id")?);
            }
        }
        Ok(found)
    }
}
