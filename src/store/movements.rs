//! The movements of open items: each change of what is open is a row of its own, dated by the
//! posting that goes with it.
//!
//! They are made where the change is written, from what stood there before and what stands there
//! now, so that no way of deciding can forget them.

use super::commit::Changes;
use super::rows::{EntryRow, EntryStatus, ItemRow};
use super::sql::{self, QueryBuilder, Transaction};
use super::{ROWS, Stored, open};
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};

/// What raises (positive) or lowers an open item, minor units signed as the item.
struct Movement<'a> {
    company: &'a str,
    item: i64,
    /// `None`, like the next, where the item itself is booked or taken back.
    entry: Option<i64>,
    set_off: Option<i64>,
    date: Date,
    amount: i64,
    /// The same in the currency that the item was invoiced in, where that is another.
    abroad: Option<i64>,
}

/// The days of the postings of one transaction, by what they book.
struct Days {
    by_number: HashMap<(String, i64), Date>,
    by_document: HashMap<i64, Date>,
    by_entry: HashMap<i64, Date>,
}

impl Days {
    fn of(changes: &Changes) -> Days {
        let mut days = Days {
            by_number: HashMap::new(),
            by_document: HashMap::new(),
            by_entry: HashMap::new(),
        };
        for sealed in &changes.journal {
            let date = sealed.entry.date();
            days.by_number.insert((sealed.company.clone(), sealed.number), date);
            days.by_document.extend(sealed.document_id.map(|document| (document, date)));
            days.by_entry.extend(sealed.entry_id.map(|entry| (entry, date)));
        }
        days
    }

    fn number(&self, company: &str, number: Option<i64>) -> Option<Date> {
        self.by_number.get(&(company.to_owned(), number?)).copied()
    }

    /// The day an item's change counts from: its posting's, else that of what was taken back.
    fn of_item(&self, item: &ItemRow) -> Option<Date> {
        self.number(&item.company, item.posting)
            .or_else(|| self.by_document.get(&item.document_id).copied())
    }

    /// The day an entry's allocations count from, likewise.
    fn of_entry(&self, row: &EntryRow) -> Option<Date> {
        self.number(&row.company, row.state.posting).or_else(|| self.by_entry.get(&row.id).copied())
    }
}

/// Writes what the items and the entries of a transaction change of what is open. Called after the
/// items and entries are written, and before the allocations are: `booked` is what [`amounts`] said
/// before.
pub(super) async fn write(
    to: &mut Transaction,
    changes: &Changes,
    booked: &HashMap<i64, Moved>,
) -> Stored<()> {
    let days = Days::of(changes);
    let mut movements: Vec<Movement> = Vec::new();
    let mut seen: HashMap<i64, Moved> = booked.clone();
    for item in &changes.items {
        let now =
            Moved { amount: item.amount_minor, abroad: item.abroad.map(|abroad| abroad.minor) };
        let change = now.less(seen.insert(item.id, now).unwrap_or_default());
        if change.amount != 0 || change.abroad.is_some_and(|abroad| abroad != 0) {
            let date = first_open(to, &item.company, days.of_item(item), item.date).await?;
            movements.push(Movement {
                company: &item.company,
                item: item.id,
                entry: None,
                set_off: None,
                date,
                amount: change.amount,
                abroad: change.abroad,
            });
        }
    }
    // Only the last row of an entry stays.
    let entries: BTreeMap<i64, &EntryRow> =
        changes.entries.iter().map(|row| (row.id, row)).collect();
    let before = allocated(to, &entries.keys().copied().collect::<Vec<_>>()).await?;
    for (id, row) in entries {
        let mut change = before.get(&id).cloned().unwrap_or_default();
        for allocation in
            row.state.allocations.iter().filter(|_| row.state.status == EntryStatus::Matched)
        {
            let settled = Moved {
                amount: allocation.amount_minor + allocation.discount_minor,
                abroad: allocation.abroad_minor,
            };
            let moved = change.entry(allocation.item_id).or_default();
            *moved = moved.less(settled);
        }
        change.retain(|_, moved| moved.amount != 0);
        if change.is_empty() {
            continue;
        }
        let date = first_open(
            to,
            &row.company,
            days.of_entry(row),
            row.entry.booking_date.or(row.entry.value_date),
        )
        .await?;
        movements.extend(change.into_iter().map(|(item, moved)| Movement {
            company: &row.company,
            item,
            entry: Some(id),
            set_off: None,
            date,
            amount: moved.amount,
            abroad: moved.abroad,
        }));
    }
    for (set_off, company, posting, item, amount) in changes.moved_by_set_offs() {
        let date = first_open(to, company, days.number(company, Some(posting)), None).await?;
        movements.push(Movement {
            company,
            item,
            entry: None,
            set_off: Some(set_off),
            date,
            amount,
            abroad: None,
        });
    }
    for chunk in movements.chunks(ROWS) {
        let mut query = QueryBuilder::new(
            "INSERT INTO item_movement (company, item_id, entry_id, set_off_id, date, \
             amount_minor, abroad_minor) ",
        );
        query.push_values(chunk, |row, movement| {
            row.push_bind(movement.company).push_bind(movement.item).push_bind(movement.entry);
            row.push_bind(movement.set_off)
                .push_bind(movement.date.to_string())
                .push_bind(movement.amount)
                .push_bind(movement.abroad);
        });
        query.build().execute(&mut *to).await?;
    }
    // An item that moves by nothing may be due on another day.
    let written = changes.items.iter().map(|item| item.id);
    open::note(to, movements.iter().map(|movement| movement.item).chain(written)).await
}

/// How far an item moved: minor units of its sign, in the books and in the currency it was invoiced
/// in.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Moved {
    amount: i64,
    abroad: Option<i64>,
}

impl Moved {
    fn less(self, other: Moved) -> Moved {
        let abroad = self
            .abroad
            .or(other.abroad)
            .map(|_| self.abroad.unwrap_or_default() - other.abroad.unwrap_or_default());
        Moved { amount: self.amount - other.amount, abroad }
    }
}

/// The gross amounts of items as they are stored.
pub(super) async fn amounts(
    to: &mut Transaction,
    items: &[ItemRow],
) -> Stored<HashMap<i64, Moved>> {
    let mut found = HashMap::new();
    for chunk in items.chunks(ROWS) {
        let mut query =
            QueryBuilder::new("SELECT id, amount_minor, abroad_minor FROM open_item WHERE id IN (");
        query.push_list(chunk.iter().map(|item| item.id));
        for row in query.push(")").build().fetch_all(&mut *to).await? {
            found.insert(
                row.try_get(0)?,
                Moved { amount: row.try_get(1)?, abroad: row.try_get(2)? },
            );
        }
    }
    Ok(found)
}

/// What these entries have settled of each item until now.
async fn allocated(
    to: &mut Transaction,
    entries: &[i64],
) -> Stored<HashMap<i64, BTreeMap<i64, Moved>>> {
    let mut found: HashMap<i64, BTreeMap<i64, Moved>> = HashMap::new();
    for chunk in entries.chunks(ROWS) {
        let mut query = QueryBuilder::new(
            "SELECT entry_id, item_id, amount_minor + discount_minor, abroad_minor FROM allocation \
             WHERE state = 'matched' AND entry_id IN (",
        );
        query.push_list(chunk);
        for row in query.push(")").build().fetch_all(&mut *to).await? {
            found.entry(row.try_get(0)?).or_default().insert(
                row.try_get(1)?,
                Moved { amount: row.try_get(2)?, abroad: row.try_get(3)? },
            );
        }
    }
    Ok(found)
}

/// The posting's day, which is open by construction; without one (what is not kept in euro is not
/// posted) the wished day, or the first that the company has not closed.
async fn first_open(
    to: &mut Transaction,
    company: &str,
    posted: Option<Date>,
    wished: Option<Date>,
) -> Stored<Date> {
    if let Some(posted) = posted {
        return Ok(posted);
    }
    let row = sql::query("SELECT MAX(closed_until) FROM closing WHERE company = $1")
        .bind(company)
        .fetch_one(&mut *to)
        .await?;
    let closed: Option<Date> =
        row.try_get::<Option<String>, _>(0)?.and_then(|day| day.parse().ok());
    let wished = wished.unwrap_or_default();
    Ok(closed
        .filter(|last| wished <= *last)
        .and_then(|last| last.tomorrow().ok())
        .unwrap_or(wished))
}
