//! Rows that have more fields than their header: the delimiter stands inside a value that nobody
//! quoted; and rows that a stray quote hides inside another.

use super::columns::{Columns, Field};
use crate::formats::csv_shape::{date, number};
use csv::StringRecord;

/// The row with the fields of the header, when it is plain which value was cut: an amount at its
/// decimal comma (`119,00` in a table with commas), else a text, when the amount reads only then.
pub fn mended(
    row: &StringRecord,
    columns: &Columns,
    delimiter: u8,
    form: number::Form,
) -> Option<StringRecord> {
    let extra =
        row.len().checked_sub(columns.width).filter(|extra| (1..=MOST_EXTRA).contains(extra))?;
    if row.iter().skip(columns.width).all(|field| field.trim().is_empty()) {
        return None;
    }
    let mut mended = if delimiter == b',' { with_cents(row, columns, extra) } else { None };
    mended = mended.or_else(|| with_text(row, columns, delimiter, extra, form));
    mended.map(|mut mended| {
        mended.set_position(row.position().cloned());
        mended
    })
}

/// More than these are no slip.
const MOST_EXTRA: usize = 8;

/// Joins amounts that were cut at the comma; `None` when that does not make the row as wide as the
/// header.
fn with_cents(row: &StringRecord, columns: &Columns, extra: usize) -> Option<StringRecord> {
    let amounts = [Field::Amount, Field::Debit, Field::Credit, Field::Balance, Field::Fee]
        .map(|field| columns.at(field));
    let whole = |text: &str| {
        let digits = text.trim().trim_start_matches(['+', '-']);
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    };
    let cents = |text: &&str| {
        text.trim_end().len() == 2 && text.bytes().take(2).all(|byte| byte.is_ascii_digit())
    };
    let mut joined = StringRecord::with_capacity(row.as_slice().len() + extra, columns.width);
    let (mut fields, mut left) = (row.iter().peekable(), extra);
    while let Some(field) = fields.next() {
        let amount = left > 0 && amounts.contains(&Some(joined.len())) && whole(field);
        match fields.next_if(|next| amount && cents(next)) {
            Some(cents) => {
                left -= 1;
                joined.push_field(&format!("{field},{cents}"));
            }
            None => joined.push_field(field),
        }
    }
    (left == 0).then_some(joined)
}

/// Joins the text that holds the delimiter: the last column's, or one before an amount that cannot
/// be read where it stands.
fn with_text(
    row: &StringRecord,
    columns: &Columns,
    delimiter: u8,
    extra: usize,
    form: number::Form,
) -> Option<StringRecord> {
    let text = columns.remittance.last().copied()?;
    let reads = |row: &StringRecord| {
        let amounts =
            [Field::Amount, Field::Debit, Field::Credit].map(|field| columns.get(field, row));
        amounts.iter().any(|amount| !amount.is_empty())
            && amounts
                .iter()
                .all(|amount| amount.is_empty() || number::read(amount, form).is_some())
    };
    if text + 1 != columns.width && reads(row) {
        return None;
    }
    let parts: Vec<&str> = row.iter().skip(text).take(extra + 1).collect();
    let fields = row.iter().take(text).map(str::to_owned);
    let fields = fields
        .chain([parts.join(&char::from(delimiter).to_string())])
        .chain(row.iter().skip(text + extra + 1).map(str::to_owned));
    let joined: StringRecord = fields.collect();
    reads(&joined).then_some(joined)
}

/// What is unreadable about a row that hides others.
pub(super) const UNCLOSED: [&str; 2] =
    ["Anführungszeichen, die nicht geschlossen werden", "quotes that are not closed"];

/// True when other rows stand inside a field of this one: a quote was opened that belongs to no
/// pair. A text of one line may begin with a day and hold the delimiter; a further line of it does
/// not, nor does a row of one field.
pub(super) fn hides_rows(row: &StringRecord, delimiter: u8, form: date::Form) -> bool {
    let delimiter = char::from(delimiter);
    let begins_with_day = |line: &str| {
        let day = line.split_once(delimiter).map(|(day, _)| day.trim().trim_matches('"'));
        day.is_some_and(|day| date::read(day, form).is_some())
    };
    let alone = row.len() == 1;
    let hides = |field: &str| field.lines().skip(usize::from(!alone)).any(begins_with_day);
    row.iter().filter(|field| alone || field.contains('\n')).any(hides)
}
