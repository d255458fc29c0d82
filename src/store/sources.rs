//! Which statement told of which bank entry, and so what days a statement covers.

use super::commit::Changes;
use super::read::date;
use super::sql::{self, QueryBuilder, Transaction};
use super::{ROWS, Stored};
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};

/// Writes who told of what, after entries and statements are written. `moved`: the known entries
/// whose booking day has become another.
pub(super) async fn write(to: &mut Transaction, changes: &Changes, moved: &[i64]) -> Stored<()> {
    // What told of another that is said to be the same still tells of it.
    for (one, other) in &changes.parted {
        let apart = "DELETE FROM entry_source WHERE entry_id = $2 AND statement_id IN (SELECT \
            statement_id FROM entry_source WHERE entry_id = $1) AND statement_id NOT IN (SELECT \
            e.statement_id FROM bank_entry b JOIN entry_source e ON e.entry_id = b.id WHERE \
            b.same_as = $2 AND b.id <> $1)";
        sql::query(apart).bind(*one).bind(*other).execute(&mut *to).await?;
    }
    for chunk in changes.sources.chunks(ROWS) {
        let mut query =
            QueryBuilder::new("INSERT INTO entry_source (entry_id, statement_id, reference) ");
        query.push_values(chunk, |row, (entry, statement, reference)| {
            row.push_bind(*entry).push_bind(*statement).push_bind(reference);
        });
        query.push(" ON CONFLICT DO NOTHING").build().execute(&mut *to).await?;
    }
    let days = booking_days(to, changes).await?;
    let mut told: BTreeMap<i64, (Date, Date)> = BTreeMap::new();
    for (entry, statement, _) in &changes.sources {
        let Some(day) = days.get(entry) else { continue };
        let (first, last) = told.entry(*statement).or_insert((*day, *day));
        (*first, *last) = ((*first).min(*day), (*last).max(*day));
    }
    let told: Vec<(i64, (Date, Date))> = told.into_iter().collect();
    for chunk in told.chunks(ROWS) {
        let mut query = QueryBuilder::new("WITH told (id, first_day, last_day) AS (");
        query.push_values(chunk, |row, (statement, (first, last))| {
            row.push_bind(*statement).push_bind(first.to_string()).push_bind(last.to_string());
        });
        query.push(
            ") UPDATE statement SET first_day = CASE WHEN statement.first_day < told.first_day \
             THEN statement.first_day ELSE told.first_day END, last_day = CASE WHEN \
             statement.last_day > told.last_day THEN statement.last_day ELSE told.last_day END \
             FROM told WHERE statement.id = told.id",
        );
        query.build().execute(&mut *to).await?;
    }
    renew(
        to,
        &changes
            .parted
            .iter()
            .map(|(one, _)| *one)
            .chain(moved.iter().copied())
            .collect::<Vec<_>>(),
    )
    .await
}

/// Looks the days up again of the statements that told of entries which moved to another day.
async fn renew(to: &mut Transaction, moved: &[i64]) -> Stored<()> {
    for chunk in moved.chunks(ROWS) {
        let mut query = QueryBuilder::new(
            "UPDATE statement SET \
             first_day = (SELECT MIN(b.booking_date) FROM entry_source e JOIN bank_entry b ON b.id \
             = e.entry_id WHERE e.statement_id = statement.id), \
             last_day = (SELECT MAX(b.booking_date) FROM entry_source e JOIN bank_entry b ON b.id \
             = e.entry_id WHERE e.statement_id = statement.id) \
             WHERE id IN (SELECT statement_id FROM entry_source WHERE entry_id IN (",
        );
        query.push_list(chunk);
        query.push("))").build().execute(&mut *to).await?;
    }
    Ok(())
}

/// The booking days of the entries that were told of, by id.
async fn booking_days(to: &mut Transaction, changes: &Changes) -> Stored<HashMap<i64, Date>> {
    let mut days: HashMap<i64, Date> = HashMap::new();
    let written: HashMap<i64, Option<Date>> =
        changes.entries.iter().map(|row| (row.id, row.entry.booking_date)).collect();
    let known: Vec<i64> =
        changes.sources.iter().map(|(id, ..)| *id).filter(|id| !written.contains_key(id)).collect();
    days.extend(written.into_iter().filter_map(|(id, day)| Some((id, day?))));
    for chunk in known.chunks(ROWS) {
        let mut query = QueryBuilder::new("SELECT id, booking_date FROM bank_entry WHERE id IN (");
        query.push_list(chunk);
        for row in query.push(")").build().fetch_all(&mut *to).await? {
            days.extend(
                date(&row, "booking_date")?
                    .map(|day| Ok::<_, super::StoreError>((row.try_get("id")?, day)))
                    .transpose()?,
            );
        }
    }
    Ok(days)
}
