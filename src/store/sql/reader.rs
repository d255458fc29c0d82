//! A table read in portions, whatever stands in it: for copying it.

use super::super::Stored;
use super::{On, QueryBuilder, Row, Transaction, Value, query};
use sqlx::{Column, Row as _, TypeInfo};

/// A row as names and values.
pub(in crate::store) type Copied = Vec<(String, Value)>;

/// Where reading a table stands.
pub(in crate::store) struct Reader {
    table: String,
    /// The columns of a table that is its own index in SQLite, in the order of its rows; none where
    /// SQLite numbers them.
    key: Vec<String>,
    /// Of the last row that was read, what it is ordered by.
    last: Vec<Value>,
}

impl Transaction {
    /// Begins to read a table, in the order of its first column where the database has one of its
    /// own.
    pub(in crate::store) async fn reader(&mut self, table: &str) -> Stored<Reader> {
        let mut key = Vec::new();
        if matches!(self, Transaction::Postgres(_)) {
            let declared = format!(
                "DECLARE reader_{table} NO SCROLL CURSOR FOR SELECT * FROM {table} ORDER BY 1"
            );
            QueryBuilder::new(declared).build().execute(On::from(self)).await?;
        } else {
            let asked = query(
                "SELECT c.name FROM pragma_table_list AS t JOIN pragma_table_info(t.name) AS c \
                 WHERE t.name = $1 AND t.wr = 1 AND c.pk > 0 ORDER BY c.pk",
            );
            for row in asked.bind(table).fetch_all(self).await? {
                key.push(row.try_get(0)?);
            }
        }
        Ok(Reader { table: table.to_owned(), key, last: Vec::new() })
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
            Transaction::Sqlite(_) => self.beyond_last(most),
        };
        let rows = query.build().fetch_all(from).await?;
        let mut copied = Vec::with_capacity(rows.len());
        for row in &rows {
            copied.push(values(row)?);
        }
        if let Some(last) = rows.last().filter(|row| matches!(row, Row::Sqlite(_))) {
            let named = |name: &String| Ok(Value::Int(last.try_get(name.as_str())?));
            self.last = match self.key.is_empty() {
                true => vec![Value::Int(last.try_get(ROWID)?)],
                false => self.key.iter().map(named).collect::<Stored<_>>()?,
            };
        }
        Ok(copied)
    }

    /// Asks a file of books for the rows after the last one that was read. The key of a table that
    /// is its own index is of numbers.
    fn beyond_last(&self, most: usize) -> QueryBuilder {
        let table = &self.table;
        let (order, head) = match self.key.is_empty() {
            true => ("rowid".to_owned(), format!("rowid AS {ROWID}, *")),
            false => (self.key.join(", "), "*".to_owned()),
        };
        let mut query = QueryBuilder::new(format!("SELECT {head} FROM {table}"));
        for (at, value) in self.last.iter().enumerate() {
            query.push(if at == 0 { format!(" WHERE ({order}) > (") } else { ", ".to_owned() });
            query.push_bind(value.clone());
        }
        query.push(if self.last.is_empty() { "" } else { ")" });
        query.push(format!(" ORDER BY {order} LIMIT {most}"));
        query
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
