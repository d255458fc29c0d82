//! A statement put together from parts: lists and rows whose number is known only when it runs.

use super::{Query, Value};
use std::borrow::Cow;
use std::collections::HashMap;

/// A part of a statement.
pub(super) enum Part {
    Text(String),
    Value(Value),
    /// The values of a list, parted by commas.
    List(Vec<Value>),
    /// `VALUES (…), (…)`.
    Rows(Vec<Vec<Value>>),
}

/// Puts a statement together.
pub(in crate::store) struct QueryBuilder {
    parts: Vec<Part>,
}

impl QueryBuilder {
    /// A statement that begins so.
    pub(in crate::store) fn new(text: impl Into<String>) -> QueryBuilder {
        QueryBuilder { parts: vec![Part::Text(text.into())] }
    }

    /// A statement in whose text `{company}` stands for the condition that a column names this
    /// company ([`QueryBuilder::push_company`]).
    pub(in crate::store) fn of_company(
        text: &str,
        column: &str,
        company: Option<&str>,
    ) -> QueryBuilder {
        let (head, tail) = text.split_once("{company}").unwrap_or((text, ""));
        let mut query = QueryBuilder::new(head);
        query.push_company(column, company).push(tail);
        query
    }

    /// Adds text.
    pub(in crate::store) fn push(&mut self, text: impl AsRef<str>) -> &mut QueryBuilder {
        match self.parts.last_mut() {
            Some(Part::Text(last)) => last.push_str(text.as_ref()),
            _ => self.parts.push(Part::Text(text.as_ref().to_owned())),
        }
        self
    }

    /// Adds a value.
    pub(in crate::store) fn push_bind(&mut self, value: impl Into<Value>) -> &mut QueryBuilder {
        self.parts.push(Part::Value(value.into()));
        self
    }

    /// Adds the condition that a column names this company, which an index can answer; without
    /// one, all rows hold.
    pub(in crate::store) fn push_company(
        &mut self,
        column: &str,
        company: Option<&str>,
    ) -> &mut QueryBuilder {
        match company {
            Some(company) => self.push(column).push(" = ").push_bind(company),
            None => self.push("TRUE"),
        }
    }

    /// Adds the values of a list: what stands between the brackets of `IN (…)`.
    pub(in crate::store) fn push_list<V: Into<Value>>(
        &mut self,
        values: impl IntoIterator<Item = V>,
    ) -> &mut QueryBuilder {
        self.parts.push(Part::List(values.into_iter().map(Into::into).collect()));
        self
    }

    /// Adds the rows of an insert, whose columns the text before has named in brackets.
    pub(in crate::store) fn push_values<R>(
        &mut self,
        rows: impl IntoIterator<Item = R>,
        mut fill: impl FnMut(&mut RowValues, R),
    ) -> &mut QueryBuilder {
        let filled = rows.into_iter().map(|row| {
            let mut values = RowValues(Vec::new());
            fill(&mut values, row);
            values.0
        });
        self.parts.push(Part::Rows(filled.collect()));
        self
    }

    /// The statement; the builder is empty afterwards.
    pub(in crate::store) fn build(&mut self) -> Query {
        Query::built(std::mem::take(&mut self.parts))
    }
}

/// The values of one row of an insert.
pub(in crate::store) struct RowValues(Vec<Value>);

impl RowValues {
    /// Adds the value of the next column.
    pub(in crate::store) fn push_bind(&mut self, value: impl Into<Value>) -> &mut RowValues {
        self.0.push(value.into());
        self
    }
}

/// A statement as a file of books takes it.
pub(super) struct ForFile {
    pub text: Cow<'static, str>,
    pub values: Vec<Value>,
    /// The values of an insert that is run for each of these rows; then it has no others.
    pub rows: Option<Vec<Vec<Value>>>,
}

/// Text and values for SQLite: a `?` for each value. An insert of rows is run for each of them,
/// which costs less than one text that names them all.
pub(super) fn for_sqlite(parts: Vec<Part>) -> ForFile {
    let (mut text, mut values, mut rows) = (String::new(), Vec::new(), None);
    for part in parts {
        match part {
            Part::Text(more) => text.push_str(&more),
            Part::Value(value) => {
                text.push('?');
                values.push(value);
            }
            Part::List(mut list) => {
                fill_up(&mut list);
                marks(&mut text, list.len());
                values.extend(list);
            }
            Part::Rows(these) => {
                text.push_str("VALUES (");
                marks(&mut text, these.first().map_or(1, Vec::len));
                text.push(')');
                rows = Some(these);
            }
        }
    }
    ForFile { text: Cow::Owned(text), values, rows }
}

/// Repeats the last value of a list until there is a power of two of them: what is asked for stays
/// the same, and lists of like length are one text, which stays prepared.
fn fill_up(list: &mut Vec<Value>) {
    if let Some(last) = list.last().cloned() {
        list.resize(list.len().next_power_of_two(), last);
    }
}

fn marks(text: &mut String, count: usize) {
    for at in 0..count {
        text.push_str(if at == 0 { "?" } else { ", ?" });
    }
}

/// Text and values for PostgreSQL: numbered values, and an array for each list and each column of
/// rows.
pub(super) fn for_postgres(parts: Vec<Part>) -> (String, Vec<Value>) {
    let conflict = conflict_columns(&parts);
    let (mut text, mut values) = (String::new(), Vec::new());
    for part in parts {
        match part {
            Part::Text(more) => text.push_str(&more),
            Part::Value(value) => text.push_str(&number(&mut values, value)),
            Part::List(list) => {
                let list = array(&mut values, list);
                match (text.strip_suffix(" NOT IN ("), text.strip_suffix(" IN (")) {
                    (Some(before), _) => text = format!("{before} <> ALL ({list}"),
                    (None, Some(before)) => text = format!("{before} = ANY ({list}"),
                    (None, None) => text = format!("{text}SELECT UNNEST({list})"),
                }
            }
            Part::Rows(rows) => {
                let rows = last_of_each(rows, &text, &conflict);
                let width = rows.first().map_or(0, Vec::len);
                let mut columns: Vec<Vec<Value>> =
                    (0..width).map(|_| Vec::with_capacity(rows.len())).collect();
                for row in rows {
                    for (column, value) in columns.iter_mut().zip(row) {
                        column.push(value);
                    }
                }
                let arrays: Vec<String> =
                    columns.into_iter().map(|column| array(&mut values, column)).collect();
                text.push_str(&format!("SELECT * FROM UNNEST({})", arrays.join(", ")));
            }
        }
    }
    (text, values)
}

fn number(values: &mut Vec<Value>, value: Value) -> String {
    values.push(value);
    format!("${}", values.len())
}

/// Values of one type as an array; the first says which.
fn array(values: &mut Vec<Value>, list: Vec<Value>) -> String {
    let is_text = matches!(list.first(), Some(Value::Text(_)));
    if is_text {
        let texts =
            list.into_iter().map(|value| if let Value::Text(text) = value { text } else { None });
        let texts = Value::Texts(texts.collect());
        return format!("{}::TEXT[]", number(values, texts));
    }
    let numbers =
        list.into_iter().map(|value| if let Value::Int(number) = value { number } else { None });
    let numbers = Value::Ints(numbers.collect());
    format!("{}::BIGINT[]", number(values, numbers))
}

/// The columns by which an insert replaces what is there: those of `ON CONFLICT (…) DO UPDATE`.
fn conflict_columns(parts: &[Part]) -> Vec<String> {
    let texts = parts
        .iter()
        .rev()
        .filter_map(|part| if let Part::Text(text) = part { Some(text.as_str()) } else { None });
    let mut named = texts
        .filter_map(|text| text.split_once("ON CONFLICT (")?.1.split_once(") DO UPDATE"))
        .map(|(columns, _)| columns);
    named.next().map(names).unwrap_or_default()
}

fn names(list: &str) -> Vec<String> {
    list.split(',').map(|name| name.trim().to_owned()).collect()
}

/// The last row of each key: PostgreSQL refuses to replace a row twice in one statement.
fn last_of_each(rows: Vec<Vec<Value>>, head: &str, conflict: &[String]) -> Vec<Vec<Value>> {
    let columns = head
        .rsplit_once('(')
        .and_then(|(_, columns)| columns.split_once(')'))
        .map(|(columns, _)| names(columns));
    let places: Vec<usize> = columns
        .iter()
        .flat_map(|columns| {
            conflict.iter().filter_map(|name| columns.iter().position(|column| column == name))
        })
        .collect();
    if places.is_empty() || places.len() != conflict.len() {
        return rows;
    }
    let key = |row: &[Value]| places.iter().map(|at| row.get(*at).cloned()).collect::<Vec<_>>();
    let last: HashMap<Vec<Option<Value>>, usize> =
        rows.iter().enumerate().map(|(at, row)| (key(row), at)).collect();
    let mut kept: Vec<usize> = last.into_values().collect();
    kept.sort_unstable();
    let mut kept = kept.into_iter().peekable();
    rows.into_iter()
        .enumerate()
        .filter(|(at, _)| kept.next_if_eq(at).is_some())
        .map(|(_, row)| row)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn upsert() -> QueryBuilder {
        let mut query = QueryBuilder::new("INSERT INTO item (id, name) ");
        query.push_values([(1, "a"), (2, "b"), (1, "c")], |row, (id, name)| {
            row.push_bind(id).push_bind(name);
        });
        query.push(" ON CONFLICT (id) DO UPDATE SET name = excluded.name");
        query
    }

    #[test]
    fn one_text_for_each_database() {
        let mut query = QueryBuilder::new("SELECT id FROM item WHERE company = ");
        query.push_bind("x").push(" AND id IN (").push_list([1, 2]).push(")");
        let parts = std::mem::take(&mut query.parts);
        let (text, values) = for_postgres(parts);
        assert_eq!(text, "SELECT id FROM item WHERE company = $1 AND id = ANY ($2::BIGINT[])");
        assert_eq!(values, [Value::from("x"), Value::Ints(vec![Some(1), Some(2)])]);
        query
            .push("SELECT id FROM item WHERE company = ")
            .push_bind("x")
            .push(" AND id IN (")
            .push_list([1, 2, 3])
            .push(")");
        let asked = for_sqlite(query.parts);
        assert_eq!(asked.text, "SELECT id FROM item WHERE company = ? AND id IN (?, ?, ?, ?)");
        assert_eq!(asked.values, ["x".into(), 1.into(), 2.into(), 3.into(), 3.into()]);
    }

    #[test]
    fn a_row_that_is_named_twice_is_sent_once_where_it_would_be_refused() {
        let (text, values) = for_postgres(upsert().parts);
        assert_eq!(
            text,
            "INSERT INTO item (id, name) SELECT * FROM UNNEST($1::BIGINT[], $2::TEXT[]) ON \
             CONFLICT (id) DO UPDATE SET name = excluded.name"
        );
        assert_eq!(
            values,
            [
                Value::Ints(vec![Some(2), Some(1)]),
                Value::Texts(vec![Some("b".into()), Some("c".into())])
            ]
        );
        let insert = for_sqlite(upsert().parts);
        assert_eq!(
            insert.text,
            "INSERT INTO item (id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = \
             excluded.name"
        );
        assert_eq!((insert.values.len(), insert.rows.map(|rows| rows.len())), (0, Some(3)));
    }
}
