//! Which items are open: kept as they move, read by whoever asks what is due.

use super::sql::{self, QueryBuilder, Transaction};
use super::{ROWS, Store, Stored};
use jiff::civil::Date;
use std::collections::HashSet;

/// Notes what is left of these items and when it is due, after they and their movements are written.
pub(super) async fn note(to: &mut Transaction, items: impl IntoIterator<Item = i64>) -> Stored<()> {
    let mut items: Vec<i64> = items.into_iter().collect();
    items.sort_unstable();
    items.dedup();
    for chunk in items.chunks(ROWS) {
        add_due(to, chunk, "-").await?;
        let mut query = QueryBuilder::new("DELETE FROM item_open WHERE item_id IN (");
        query.push_list(chunk);
        query.push(")").build().execute(&mut *to).await?;
        let mut query = QueryBuilder::new(
            "INSERT INTO item_open (item_id, company, rest_minor, side, currency, day, is_due) \
             SELECT m.item_id, i.company, CAST(SUM(m.amount_minor) AS BIGINT), i.side, i.currency, \
             CASE WHEN i.kind = 'prepaid' THEN NULL ELSE COALESCE(i.due_told, i.due, i.date, '') \
             END, CASE WHEN i.kind <> 'prepaid' AND COALESCE(i.due_told, i.due) IS NOT NULL THEN 1 \
             ELSE 0 END FROM item_movement m JOIN open_item i ON i.id = m.item_id WHERE m.item_id \
             IN (",
        );
        query.push_list(chunk);
        query
            .push(
                ") GROUP BY m.item_id, i.company, i.side, i.currency, i.kind, i.due_told, i.due, \
                 i.date HAVING SUM(m.amount_minor) <> 0",
            )
            .build()
            .execute(&mut *to)
            .await?;
        add_due(to, chunk, "").await?;
    }
    if !items.is_empty() {
        sql::query("DELETE FROM due_total WHERE items = 0").execute(&mut *to).await?;
    }
    Ok(())
}

/// Adds what is noted as open of these items to the days on which it is due, or with the sign `-`
/// takes it off.
async fn add_due(to: &mut Transaction, items: &[i64], sign: &str) -> Stored<()> {
    let mut query = QueryBuilder::new(format!(
        "INSERT INTO due_total (company, side, currency, day, is_due, items, minor) SELECT \
         company, side, currency, day, is_due, {sign}COUNT(*), {sign}CAST(SUM(rest_minor) AS \
         BIGINT) FROM item_open WHERE day IS NOT NULL AND item_id IN ("
    ));
    query.push_list(items);
    // A sum of its own, since SQLite makes a rounded number of what `+` makes too large.
    query.push(
        ") GROUP BY company, side, currency, day, is_due ON CONFLICT (company, side, currency, \
         day, is_due) DO UPDATE SET items = due_total.items + excluded.items, minor = (SELECT \
         CAST(SUM(n) AS BIGINT) FROM (SELECT due_total.minor AS n UNION ALL SELECT \
         excluded.minor) AS both_sums)",
    );
    query.build().execute(to).await?;
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
