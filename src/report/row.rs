//! The rows of reports: fields with names and types. Programs read a row as the JSON object that
//! the contract names; text, CSV, workbooks and pages take from it what stands in their columns.

use crate::domain::Currency;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::fmt;
use std::ops::Index;

/// A row of a report.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row(Vec<(&'static str, Field)>);

/// What stands in a field.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Field {
    /// Nothing is said (`null`).
    #[default]
    Empty,
    /// Yes or no.
    Flag(bool),
    /// How many.
    Count(i64),
    /// An amount, quantity or rate with its digits; a string in JSON, as the contract has it.
    Number(Decimal),
    /// A day, ISO 8601 in JSON.
    Day(Date),
    /// Words, ids, moments.
    Text(String),
    /// Several.
    List(Vec<Field>),
    /// Fields of its own.
    Row(Row),
}

/// Builds a [`Row`]: `row!({ "company": company, "open": amount })`, in the order of its JSON.
macro_rules! row {
    ({ $($name:literal : $value:expr),* $(,)? }) => {
        $crate::report::Row::of(vec![
            $(($name, $crate::report::row::Told::field(&$value))),*
        ])
    };
}
pub(super) use row;

impl Row {
    /// A row of these fields.
    pub(super) fn of(fields: Vec<(&'static str, Field)>) -> Row {
        Row(fields)
    }

    /// The row with a field that says this, whatever it said before.
    pub(super) fn with(mut self, name: &'static str, value: impl Told) -> Row {
        let value = value.field();
        match self.0.iter_mut().find(|(field, _)| *field == name) {
            Some((_, said)) => *said = value,
            None => self.0.push((name, value)),
        }
        self
    }

    /// A field that the row has, empty or not.
    pub fn get(&self, name: &str) -> Option<&Field> {
        self.0.iter().find(|(field, _)| *field == name).map(|(_, value)| value)
    }

    /// The words of a field of words.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Field::text)
    }

    /// The parts of a field that has several.
    pub fn list(&self, name: &str) -> impl Iterator<Item = &Field> {
        match self.get(name) {
            Some(Field::List(list)) => list.as_slice(),
            _ => &[],
        }
        .iter()
    }

    /// The rows of a field that has several.
    pub fn rows(&self, name: &str) -> impl Iterator<Item = &Row> {
        self.list(name).filter_map(|part| if let Field::Row(row) = part { Some(row) } else { None })
    }

    /// The sentences of a field that has several.
    pub fn texts(&self, name: &str) -> impl Iterator<Item = &str> {
        self.list(name).filter_map(Field::text)
    }
}

impl Index<&str> for Row {
    type Output = Field;

    fn index(&self, name: &str) -> &Field {
        self.get(name).unwrap_or(&Field::Empty)
    }
}

impl Field {
    /// Words.
    pub fn text(&self) -> Option<&str> {
        if let Field::Text(text) = self { Some(text) } else { None }
    }

    /// An amount, quantity, rate or count.
    pub fn number(&self) -> Option<Decimal> {
        match self {
            Field::Number(number) => Some(*number),
            Field::Count(count) => Some(Decimal::from(*count)),
            _ => None,
        }
    }

    /// A day.
    pub fn day(&self) -> Option<Date> {
        if let Field::Day(day) = self { Some(*day) } else { None }
    }

    /// Nothing is said, or nothing but an empty text.
    pub fn is_empty(&self) -> bool {
        match self {
            Field::Empty => true,
            Field::Text(text) => text.is_empty(),
            _ => false,
        }
    }
}

/// A single value as programs read it; nothing for several.
impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Field::Empty | Field::List(_) | Field::Row(_) => Ok(()),
            Field::Flag(flag) => flag.fmt(f),
            Field::Count(count) => count.fmt(f),
            Field::Number(number) => number.fmt(f),
            Field::Day(day) => day.fmt(f),
            Field::Text(text) => text.fmt(f),
        }
    }
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl Serialize for Field {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Field::Empty => to.serialize_unit(),
            Field::Flag(flag) => to.serialize_bool(*flag),
            Field::Count(count) => to.serialize_i64(*count),
            Field::Number(number) => to.collect_str(number),
            Field::Day(day) => to.collect_str(day),
            Field::Text(text) => to.serialize_str(text),
            Field::List(list) => to.collect_seq(list),
            Field::Row(row) => row.serialize(to),
        }
    }
}

impl From<Row> for serde_json::Value {
    fn from(row: Row) -> serde_json::Value {
        serde_json::to_value(row).unwrap_or_default()
    }
}

/// What can stand in a field.
pub(super) trait Told {
    /// It as a field.
    fn field(&self) -> Field;
}

/// Nothing.
impl Told for () {
    fn field(&self) -> Field {
        Field::Empty
    }
}

impl Told for Field {
    fn field(&self) -> Field {
        self.clone()
    }
}

impl Told for bool {
    fn field(&self) -> Field {
        Field::Flag(*self)
    }
}

impl Told for i64 {
    fn field(&self) -> Field {
        Field::Count(*self)
    }
}

impl Told for u8 {
    fn field(&self) -> Field {
        Field::Count((*self).into())
    }
}

impl Told for i32 {
    fn field(&self) -> Field {
        Field::Count((*self).into())
    }
}

impl Told for usize {
    fn field(&self) -> Field {
        Field::Count(i64::try_from(*self).unwrap_or(i64::MAX))
    }
}

impl Told for Decimal {
    fn field(&self) -> Field {
        Field::Number(*self)
    }
}

impl Told for Date {
    fn field(&self) -> Field {
        Field::Day(*self)
    }
}

impl Told for str {
    fn field(&self) -> Field {
        Field::Text(self.to_owned())
    }
}

impl Told for String {
    fn field(&self) -> Field {
        Field::Text(self.clone())
    }
}

impl Told for Currency {
    fn field(&self) -> Field {
        Field::Text(self.code().to_owned())
    }
}

impl Told for Row {
    fn field(&self) -> Field {
        Field::Row(self.clone())
    }
}

impl<T: Told + ?Sized> Told for &T {
    fn field(&self) -> Field {
        (**self).field()
    }
}

impl<T: Told> Told for Option<T> {
    fn field(&self) -> Field {
        self.as_ref().map_or(Field::Empty, Told::field)
    }
}

impl<T: Told> Told for Vec<T> {
    fn field(&self) -> Field {
        Field::List(self.iter().map(Told::field).collect())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use rust_decimal::dec;

    #[test]
    fn a_row_is_read_as_the_object_of_the_contract() {
        let row = row!({
            "company": "a", "open": dec!(119.00), "due": date(2026, 10, 31), "blocked": false,
            "level": 0_i64, "name": None::<&str>,
            "lines": vec![row!({ "account": "1200" })], "notes": vec!["eins", "zwei"],
        });
        assert_eq!(
            serde_json::to_string(&row).unwrap(),
            r#"{"company":"a","open":"119.00","due":"2026-10-31","blocked":false,"level":0,"#
                .to_owned()
                + r#""name":null,"lines":[{"account":"1200"}],"notes":["eins","zwei"]}"#
        );
        assert_eq!(row["open"].number(), Some(dec!(119)));
        assert!(row["name"].is_empty() && row.get("strange").is_none());
        assert_eq!(row.texts("notes").collect::<Vec<_>>(), ["eins", "zwei"]);
    }
}
