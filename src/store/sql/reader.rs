//! A table read in portions, whatever stands in it: for copying it.

use super::super::Stored;
use super::{On, QueryBuilder, Row, Transaction, Value};
use sqlx::{Column, Row as _, TypeInfo};

/// A row as names and values.
pub(in crate::store) type Copied = Vec<(String, Value)>;

/// Where reading a table stands.
pub(in crate::store) struct Reader {
    table: String,
    /// SQLite's number of the last row that was read.
    last: i64,
}

impl Transaction {
    /// Begins to read a table, in the order of its first column where the database has one of its
    /// own.
    pub(in crate::store) async fn reader(&mut self, table: &str) -> Stored<Reader> {
        if matches!(self, Transaction::Postgres(_)) {
            let declared = format!(
                "DECLARE reader_{table} NO SCROLL CURSOR FOR SELECT * FROM {table} ORDER BY 1"
            );
            QueryBuilder::new(declared).build().execute(On::from(self)).await?;
        }
        Ok(Reader { table: table.to_owned(), last: i64::MIN })
    }
}

impl Reader {
    /// The next rows, at most so many; none at the end.
    pub(in crate::store) async fn next(
        &mut self,
        from: &mut Transaction,
        most: usize,
    ) -> Stored<Vec<Copied>> {
        let table = &self.table;
        let mut query = match from {
            Transaction::Postgres(_) => {
                QueryBuilder::new(format!("FETCH {most} FROM reader_{table}"))
            }
            Transaction::Sqlite(_) => {
                let mut query = QueryBuilder::new(format!(
                    "SELECT rowid AS {ROWID}, * FROM {table} WHERE rowid > "
                ));
                query.push_bind(self.last).push(format!(" ORDER BY rowid LIMIT {most}"));
                query
            }
        };
        let rows = query.build().fetch_all(from).await?;
        let mut copied = Vec::with_capacity(rows.len());
        for row in &rows {
            if matches!(row, Row::Sqlite(_)) {
                self.last = row.try_get(ROWID)?;
            }
            copied.push(values(row)?);
        }
        Ok(copied)
    }
}

/// The name under which SQLite's own number of a row is read.
const ROWID: &str = "number_of_the_row";

/// All columns of a row, NULL with the type that its column has.
fn values(row: &Row) -> Stored<Copied> {
    let columns: Vec<(&str, bool)> = match row {
        Row::Sqlite(row) => {
            row.columns().iter().map(|column| (column.name.as_str(), column.is_text)).collect()
        }
        Row::Postgres(row) => row
            .columns()
            .iter()
            .map(|column| (column.name(), column.type_info().name() == "TEXT"))
            .collect(),
    };
    let mut copied = Vec::with_capacity(columns.len());
    for (name, is_text) in columns.into_iter().filter(|(name, _)| *name != ROWID) {
        let value =
            if is_text { Value::Text(row.try_get(name)?) } else { Value::Int(row.try_get(name)?) };
        copied.push((name.to_owned(), value));
    }
    Ok(copied)
}
