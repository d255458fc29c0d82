//! Rows of a file of books as they come back: many together, their text in one piece.

use rusqlite::Statement;
use rusqlite::types::ValueRef;
use std::sync::Arc;

/// A column of an answer.
pub(super) struct Column {
    pub name: String,
    /// Declared as text; of what is reckoned nothing is declared.
    pub is_text: bool,
}

/// A value of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Found<'r> {
    Null,
    Int(i64),
    Text(&'r str),
    /// What the store never keeps: a broken number, bytes.
    Other,
}

/// Where a value of a row lies.
#[derive(Clone, Copy)]
enum Place {
    Null,
    Int(i64),
    /// From and to, in the text of all.
    Text(usize, usize),
    Other,
}

/// Rows of an answer.
pub(super) struct Batch {
    columns: Arc<[Column]>,
    places: Vec<Place>,
    text: String,
    rows: usize,
}

impl Batch {
    /// An empty one for the answers of a statement.
    pub(super) fn of(statement: &Statement<'_>) -> Batch {
        let column = |column: &rusqlite::Column<'_>| Column {
            name: column.name().to_owned(),
            is_text: column.decl_type().is_some_and(|told| told.eq_ignore_ascii_case("text")),
        };
        let columns = statement.columns().iter().map(column).collect();
        Batch::with(columns)
    }

    fn with(columns: Arc<[Column]>) -> Batch {
        Batch { columns, places: Vec::new(), text: String::new(), rows: 0 }
    }

    /// Adds a row.
    pub(super) fn push(&mut self, row: &rusqlite::Row<'_>) -> rusqlite::Result<()> {
        for at in 0..self.columns.len() {
            let place = match row.get_ref(at)? {
                ValueRef::Null => Place::Null,
                ValueRef::Integer(number) => Place::Int(number),
                ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
                    Ok(text) => {
                        let from = self.text.len();
                        self.text.push_str(text);
                        Place::Text(from, self.text.len())
                    }
                    Err(_) => Place::Other,
                },
                ValueRef::Real(_) | ValueRef::Blob(_) => Place::Other,
            };
            self.places.push(place);
        }
        self.rows += 1;
        Ok(())
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.rows
    }

    /// How much text they hold.
    pub(super) fn bytes(&self) -> usize {
        self.text.len()
    }

    /// The rows so far; none are left.
    pub(super) fn taken(&mut self) -> Batch {
        let empty = Batch::with(Arc::clone(&self.columns));
        std::mem::replace(self, empty)
    }
}

/// One row of an answer.
pub(in crate::store) struct Row {
    batch: Arc<Batch>,
    at: usize,
}

/// The rows of a batch.
pub(super) fn rows(batch: Batch) -> impl Iterator<Item = Row> {
    let batch = Arc::new(batch);
    (0..batch.rows).map(move |at| Row { batch: Arc::clone(&batch), at })
}

impl Row {
    /// The columns of the answer.
    pub(super) fn columns(&self) -> &[Column] {
        &self.batch.columns
    }

    /// The place of a column, from 0.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.columns().iter().position(|column| column.name == name)
    }

    /// The value of the column at a place; `None` where there is no such column.
    pub(super) fn found(&self, place: usize) -> Option<Found<'_>> {
        let width = self.columns().len();
        if place >= width {
            return None;
        }
        Some(match *self.batch.places.get(self.at * width + place)? {
            Place::Null => Found::Null,
            Place::Int(number) => Found::Int(number),
            Place::Text(from, to) => {
                self.batch.text.get(from..to).map_or(Found::Other, Found::Text)
            }
            Place::Other => Found::Other,
        })
    }
}
