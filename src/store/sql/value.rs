//! The values of a statement: whole numbers and text, the two types that the store keeps.

use super::super::Stored;
use sqlx::Arguments;
use sqlx::postgres::PgArguments;

/// A value; `None` is NULL, of its type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::store) enum Value {
    Int(Option<i64>),
    Text(Option<String>),
    /// A list or a column of rows, in PostgreSQL only.
    Ints(Vec<Option<i64>>),
    Texts(Vec<Option<String>>),
}

/// PostgreSQL takes no character of code 0 in a text. This one, which is no character, stands for
/// it there; it is read back as what it was.
const NUL: &str = "\u{FFFE}";

/// A text as PostgreSQL takes it.
fn without_nul(text: String) -> String {
    if text.contains('\0') { text.replace('\0', NUL) } else { text }
}

/// A text as it was written.
pub(super) fn with_nul(text: String) -> String {
    if text.contains(NUL) { text.replace(NUL, "\0") } else { text }
}

macro_rules! values {
    ($($type:ty => $variant:ident, |$value:pat_param| $made:expr;)*) => {
        $(impl From<$type> for Value {
            fn from($value: $type) -> Value {
                Value::$variant($made)
            }
        })*
    };
}

values! {
    i64 => Int, |value| Some(value);
    &i64 => Int, |value| Some(*value);
    i32 => Int, |value| Some(i64::from(value));
    u32 => Int, |value| Some(i64::from(value));
    bool => Int, |value| Some(i64::from(value));
    Option<i64> => Int, |value| value;
    &Option<i64> => Int, |value| *value;
    String => Text, |value| Some(value);
    &String => Text, |value| Some(value.clone());
    &str => Text, |value| Some(value.to_owned());
    &&str => Text, |value| Some((*value).to_owned());
    Option<String> => Text, |value| value;
    &Option<String> => Text, |value| value.clone();
    Option<&str> => Text, |value| value.map(str::to_owned);
    Option<&String> => Text, |value| value.cloned();
}

/// The values as PostgreSQL takes them.
pub(super) fn postgres(values: Vec<Value>) -> Stored<PgArguments> {
    let mut arguments = PgArguments::default();
    for value in values {
        let added = match value {
            Value::Int(value) => arguments.add(value),
            Value::Text(value) => arguments.add(value.map(without_nul)),
            Value::Ints(values) => arguments.add(values),
            Value::Texts(values) => arguments
                .add(values.into_iter().map(|text| text.map(without_nul)).collect::<Vec<_>>()),
        };
        added.map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}
