//! Rows that come back, of either database.

use super::super::StoreError;
use super::answer::{self, Found};
use super::value::with_nul;
use sqlx::postgres::{PgRow, PgValueRef};
use sqlx::{ColumnIndex, Row as _, TypeInfo, ValueRef};

/// A sum beyond the whole numbers of 64 bits.
#[derive(Debug, thiserror::Error)]
#[error("a sum is out of range")]
pub(in crate::store) struct TooLarge;

/// A sum as the store keeps it: 64 bits. One that is larger is refused, never cut.
pub(in crate::store) fn whole(sum: i128) -> Result<i64, sqlx::Error> {
    i64::try_from(sum).map_err(|_| sqlx::Error::Encode(Box::new(TooLarge)))
}

impl StoreError {
    /// True of a sum beyond what the store reckons with: 64 bits of minor units.
    pub fn is_too_large(&self) -> bool {
        let StoreError::Sql(error) = self else { return false };
        match error {
            sqlx::Error::Encode(error) | sqlx::Error::Decode(error) => error.is::<TooLarge>(),
            sqlx::Error::Database(error) => {
                error.code().is_some_and(|code| code == "22003")
                    || error.message().contains("integer overflow")
            }
            _ => false,
        }
    }
}

/// A row of an answer.
pub(in crate::store) enum Row {
    Sqlite(answer::Row),
    Postgres(PgRow),
}

impl Row {
    /// The value of a column, by its name or its place (from 0).
    pub(in crate::store) fn try_get<'r, T: Cell<'r>, W: Which>(
        &'r self,
        column: W,
    ) -> Result<T, sqlx::Error> {
        match self {
            Row::Sqlite(row) => {
                let found = column.of(row).and_then(|place| row.found(place));
                T::of_sqlite(found.ok_or_else(|| sqlx::Error::ColumnNotFound(column.told()))?)
            }
            Row::Postgres(row) => T::of_postgres(row.try_get_raw(column)?),
        }
    }
}

/// Which column is meant: its name, or its place from 0.
pub(in crate::store) trait Which: ColumnIndex<PgRow> + Copy {
    fn of(self, row: &answer::Row) -> Option<usize>;
    fn told(self) -> String;
}

impl Which for usize {
    fn of(self, _: &answer::Row) -> Option<usize> {
        Some(self)
    }

    fn told(self) -> String {
        self.to_string()
    }
}

impl Which for &str {
    fn of(self, row: &answer::Row) -> Option<usize> {
        row.place(self)
    }

    fn told(self) -> String {
        self.to_owned()
    }
}

/// What a column can be read as.
pub(in crate::store) trait Cell<'r>: Sized {
    fn of_sqlite(found: Found<'r>) -> Result<Self, sqlx::Error>;
    fn of_postgres(value: PgValueRef<'r>) -> Result<Self, sqlx::Error>;
}

fn unlike(wanted: &str, found: Found<'_>) -> sqlx::Error {
    sqlx::Error::Decode(format!("{found:?}, not {wanted}").into())
}

impl<'r> Cell<'r> for Option<i64> {
    fn of_sqlite(found: Found<'r>) -> Result<Self, sqlx::Error> {
        match found {
            Found::Null => Ok(None),
            Found::Int(number) => Ok(Some(number)),
            found => Err(unlike("a whole number", found)),
        }
    }

    fn of_postgres(value: PgValueRef<'r>) -> Result<Self, sqlx::Error> {
        if value.is_null() {
            return Ok(None);
        }
        let kind = value.type_info().name().to_owned();
        let bytes = value.as_bytes().map_err(sqlx::Error::Decode)?;
        let read = match kind.as_str() {
            "INT8" => bytes.try_into().ok().map(i64::from_be_bytes),
            "INT4" => bytes.try_into().ok().map(|bytes| i64::from(i32::from_be_bytes(bytes))),
            "BOOL" => bytes.first().copied().map(i64::from),
            "NUMERIC" => numeric(bytes),
            _ => None,
        };
        read.map(Some).ok_or_else(|| match kind.as_str() {
            "NUMERIC" => sqlx::Error::Decode(Box::new(TooLarge)),
            _ => sqlx::Error::Decode(format!("a {kind} that is no whole number of 64 bits").into()),
        })
    }
}

impl<'r> Cell<'r> for Option<&'r str> {
    fn of_sqlite(found: Found<'r>) -> Result<Self, sqlx::Error> {
        match found {
            Found::Null => Ok(None),
            Found::Text(text) => Ok(Some(text)),
            found => Err(unlike("text", found)),
        }
    }

    /// For words, days and JSON: a character of code 0, which none of them has, comes as what
    /// stands for it.
    fn of_postgres(value: PgValueRef<'r>) -> Result<Self, sqlx::Error> {
        if value.is_null() {
            return Ok(None);
        }
        value.as_str().map(Some).map_err(sqlx::Error::Decode)
    }
}

impl<'r> Cell<'r> for Option<String> {
    fn of_sqlite(found: Found<'r>) -> Result<Self, sqlx::Error> {
        Ok(<Option<&str>>::of_sqlite(found)?.map(str::to_owned))
    }

    fn of_postgres(value: PgValueRef<'r>) -> Result<Self, sqlx::Error> {
        Ok(<Option<&str>>::of_postgres(value)?.map(|text| with_nul(text.to_owned())))
    }
}

fn missing() -> sqlx::Error {
    sqlx::Error::Decode("NULL where there is always a value".into())
}

macro_rules! never_null {
    ($($type:ty),*) => {
        $(impl<'r> Cell<'r> for $type {
            fn of_sqlite(found: Found<'r>) -> Result<Self, sqlx::Error> {
                <Option<$type>>::of_sqlite(found)?.ok_or_else(missing)
            }

            fn of_postgres(value: PgValueRef<'r>) -> Result<Self, sqlx::Error> {
                <Option<$type>>::of_postgres(value)?.ok_or_else(missing)
            }
        })*
    };
}

never_null!(i64, &'r str, String);

/// A NUMERIC without decimals, as PostgreSQL sends it: how many digits to the base of 10,000, the
/// weight of the first, the sign, how many decimals are shown, and the digits; all big-endian, 16
/// bits each.
fn numeric(bytes: &[u8]) -> Option<i64> {
    let mut words = bytes
        .chunks_exact(2)
        .map(|pair| pair.try_into().map(i16::from_be_bytes).unwrap_or_default());
    let (count, weight, sign, _scale) =
        (words.next()?, words.next()?, words.next()?, words.next()?);
    let digits: Vec<i16> = words.collect();
    if count == 0 {
        return Some(0);
    }
    let mut whole: i128 = 0;
    for at in 0..=usize::try_from(weight).ok()? {
        whole =
            whole.checked_mul(10_000)? + i128::from(digits.get(at).copied().unwrap_or_default());
    }
    let has_decimals =
        digits.iter().skip(usize::try_from(weight).ok()? + 1).any(|digit| *digit != 0);
    match (sign, has_decimals) {
        (0, false) => i64::try_from(whole).ok(),
        (0x4000, false) => i64::try_from(-whole).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::numeric;

    fn sent(words: &[i16]) -> Vec<u8> {
        words.iter().flat_map(|word| word.to_be_bytes()).collect()
    }

    #[test]
    fn whole_numbers_are_read_and_nothing_else() {
        assert_eq!(numeric(&sent(&[0, 0, 0, 0])), Some(0));
        assert_eq!(numeric(&sent(&[1, 0, 0, 0, 119])), Some(119));
        assert_eq!(numeric(&sent(&[2, 1, 0x4000, 0, 12, 3456])), Some(-123_456));
        // 5 · 10,000²: trailing zeros are not sent.
        assert_eq!(numeric(&sent(&[1, 2, 0, 0, 5])), Some(500_000_000));
        assert_eq!(numeric(&sent(&[5, 4, 0, 0, 922, 3372, 368, 5477, 5807])), Some(i64::MAX));
        assert_eq!(numeric(&sent(&[5, 4, 0, 0, 922, 3372, 368, 5477, 5808])), None);
        assert_eq!(numeric(&sent(&[2, 0, 0, 2, 1, 5000])), None);
        assert_eq!(numeric(&sent(&[1])), None);
    }
}
