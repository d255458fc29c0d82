//! Stored bookings as statements are compared with them: what was told of each and by whom, without
//! what was decided and why, which is most of a row.

use super::read::json;
use super::rows::{EntryStatus, TellingRow, ToldRow};
use super::sql::{self, QueryBuilder, Row};
use super::{ROWS, Store, Stored};
use jiff::civil::Date;
use std::collections::btree_map::Entry as Slot;
use std::collections::{BTreeMap, BTreeSet};

/// What is read of a booking, and of one statement that told of it.
const TOLD: &str = "SELECT b.id, b.company, b.account, b.facts, b.status, b.decided_by, b.same_as, \
                    s.statement_id, s.reference FROM bank_entry b LEFT JOIN entry_source s ON \
                    s.entry_id = b.id WHERE ";

/// Bookings by their ids, as they are read row by row.
#[derive(Default)]
struct Found(BTreeMap<i64, ToldRow>);

impl Found {
    /// Takes up a row: the booking with the first of its statements, of the others those alone.
    fn add(&mut self, row: &Row) -> Stored<()> {
        let id: i64 = row.try_get("id")?;
        let told = match self.0.entry(id) {
            Slot::Occupied(known) => known.into_mut(),
            Slot::Vacant(new) => new.insert(booking(id, row)?),
        };
        let Some(statement) = row.try_get("statement_id")? else { return Ok(()) };
        if !told.tellings.iter().any(|known| known.statement == statement) {
            told.tellings.push(TellingRow { statement, reference: row.try_get("reference")? });
        }
        Ok(())
    }
}

fn booking(id: i64, row: &Row) -> Stored<ToldRow> {
    let same_as: Option<i64> = row.try_get("same_as")?;
    let by_person = row.try_get::<&str, _>("decided_by")? == "person";
    let is_open = EntryStatus::read(row.try_get("status")?) == EntryStatus::Open;
    Ok(ToldRow {
        id,
        company: row.try_get("company")?,
        account: row.try_get("account")?,
        entry: json(row.try_get("facts")?)?,
        is_settled: by_person && !(is_open && same_as.is_none()),
        same_as,
        tellings: Vec::new(),
    })
}

impl Store {
    /// The entries of an account booked or valued on these days, and those that they are where they
    /// were read twice, each with the statements that told of it.
    pub async fn entries_on(
        &self,
        company: &str,
        account: &str,
        days: &BTreeSet<Date>,
    ) -> Stored<Vec<ToldRow>> {
        let days: Vec<String> = days.iter().map(Date::to_string).collect();
        let mut found = Found::default();
        for (chunk, column) in
            days.chunks(ROWS).flat_map(|chunk| [(chunk, "booking_date"), (chunk, "value_date")])
        {
            let mut query = QueryBuilder::new(TOLD);
            query.push("b.company = ").push_bind(company).push(" AND b.account = ");
            query.push_bind(account).push(" AND COALESCE(b.same_as, 0) <> b.id AND b.");
            query.push(column).push(" IN (").push_list(chunk);
            query.push(")");
            // Those booked on one of these days are read already.
            if column == "value_date" && days.len() <= ROWS {
                query.push(" AND (b.booking_date IS NULL OR b.booking_date NOT IN (");
                query.push_list(chunk).push("))");
            }
            query.build().each(&self.pool, |row| found.add(row)).await?;
        }
        let same = found.0.values().filter_map(|row| row.same_as);
        let lacking: BTreeSet<i64> = same.filter(|same| !found.0.contains_key(same)).collect();
        let lacking: Vec<i64> = lacking.into_iter().collect();
        for chunk in lacking.chunks(ROWS) {
            let mut query = QueryBuilder::new(TOLD);
            query.push("b.id IN (").push_list(chunk).push(")");
            query.build().each(&self.pool, |row| found.add(row)).await?;
        }
        let mut known: Vec<ToldRow> = found.0.into_values().collect();
        known.iter_mut().for_each(|row| row.tellings.sort_by_key(|telling| telling.statement));
        Ok(known)
    }

    /// The statements that told of an entry.
    pub async fn tellings_of(&self, entry: i64) -> Stored<Vec<TellingRow>> {
        let rows = sql::query(
            "SELECT statement_id, reference FROM entry_source WHERE entry_id = \
             $1 ORDER BY statement_id",
        )
        .bind(entry);
        let telling = |row: &Row| {
            Ok(TellingRow {
                statement: row.try_get("statement_id")?,
                reference: row.try_get("reference")?,
            })
        };
        rows.fetch_as(&self.pool, telling).await
    }
}
