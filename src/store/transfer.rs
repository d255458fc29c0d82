//! A whole office from one store into another, table by table, in one transaction.

use super::sql::{self, Copied, On, QueryBuilder, Transaction, Value};
use super::{Store, StoreError, Stored};

/// Rows read and written at a time: a message with its attachments may be large.
const PORTION: usize = 200;

impl Store {
    /// Copies all rows of this store into another that holds no documents, and compares how many
    /// there are of each table and the last hash of each company's journal. Whoever calls has the
    /// turn to write both. Gives the number of rows.
    pub async fn copy_to(&self, target: &Store) -> Stored<i64> {
        if target.document_count().await? > 0 {
            return Err(StoreError::NotEmpty);
        }
        let mut from = self.pool.begin_to_read().await?;
        let mut to = target.pool.begin().await?;
        let tables = sql::tables();
        // What bringing an empty store up to date has put there.
        clear(&mut to).await?;
        let mut rows = 0;
        for table in &tables {
            let copied = copy(&mut from, &mut to, table).await?;
            let (here, there) = (count(&mut from, table).await?, count(&mut to, table).await?);
            if here != there || there != copied {
                return Err(StoreError::NotCopied { table: table.clone(), here, there });
            }
            rows += copied;
        }
        drop(from);
        to.commit().await?;
        let (here, there) = (self.counters().await?, target.counters().await?);
        if here.journal != there.journal {
            return Err(StoreError::NotCopied {
                table: "journal_entry".to_owned(),
                here: here.document,
                there: there.document,
            });
        }
        Ok(rows)
    }
}

impl Store {
    /// Empties the store.
    pub async fn clear(&self) -> Stored<()> {
        let mut transaction = self.pool.begin().await?;
        clear(&mut transaction).await?;
        transaction.commit().await
    }
}

async fn clear(to: &mut Transaction) -> Stored<()> {
    for table in sql::tables().iter().rev() {
        QueryBuilder::new("DELETE FROM ").push(table).build().execute(&mut *to).await?;
    }
    Ok(())
}

async fn count(on: &mut Transaction, table: &str) -> Stored<i64> {
    let row = QueryBuilder::new("SELECT COUNT(*) FROM ")
        .push(table)
        .build()
        .fetch_one(On::from(on))
        .await?;
    Ok(row.try_get(0)?)
}

async fn copy(from: &mut Transaction, to: &mut Transaction, table: &str) -> Stored<i64> {
    let mut reader = from.reader(table).await?;
    let mut rows = 0;
    loop {
        let portion: Vec<Copied> = reader.next(from, PORTION).await?;
        let Some(first) = portion.first() else { return Ok(rows) };
        let columns: Vec<&str> = first.iter().map(|(column, _)| column.as_str()).collect();
        let mut query = QueryBuilder::new(format!("INSERT INTO {table} ({}) ", columns.join(", ")));
        rows += i64::try_from(portion.len()).unwrap_or(i64::MAX);
        query.push_values(portion, |values, row| {
            row.into_iter().for_each(|(_, value): (String, Value)| {
                values.push_bind(value);
            });
        });
        query.build().execute(&mut *to).await?;
    }
}
