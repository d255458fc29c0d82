//! A file of bookings, row by row.

use super::{Batch, Category, Encoded, number};
use crate::ledger::{Pair, reverse_case};
use jiff::civil::Date;
use rust_decimal::Decimal;

const COLUMNS: &str = include_str!("bookings.columns");

/// What a row says besides its pair of accounts.
#[derive(Debug, Clone, Default)]
pub struct Row<'a> {
    /// The booking date; its year is that of the heading.
    pub date: Date,
    /// Belegfeld 1: the invoice's number, on its payment too.
    pub document: &'a str,
    /// When the invoice is due.
    pub due: Option<Date>,
    /// The booking text.
    pub text: &'a str,
    /// The link to the document (Beleglink): `BEDI "GUID"`.
    pub link: Option<&'a str>,
    /// The VAT id of the other side, where the case needs it.
    pub vat_id: Option<&'a str>,
    /// The day of the supply that decides the VAT period, where that is not the booking date.
    pub tax_date: Option<Date>,
    /// Whether the pair is one taken back with its sides kept (Generalumkehr).
    pub reversal: bool,
}

/// A file of bookings in the making.
#[derive(Debug)]
pub struct Bookings {
    file: Encoded,
    rows: usize,
    columns: usize,
    locked: bool,
    length: u8,
}

impl Bookings {
    /// The heading and the titles.
    pub fn of(batch: &Batch) -> Bookings {
        let mut file = Encoded::default();
        file.heading(Category::Bookings, batch);
        file.titles(COLUMNS);
        Bookings {
            file,
            rows: 0,
            columns: COLUMNS.lines().count(),
            locked: batch.locked,
            length: batch.account_length,
        }
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// What is written since it was last taken.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.file.bytes)
    }

    /// How many characters the format has no sign for.
    pub fn replaced(&self) -> usize {
        self.file.replaced
    }

    /// Adds a row.
    pub fn push(&mut self, pair: &Pair<'_>, row: &Row<'_>) {
        let mut at = Cursor { file: &mut self.file, column: 1 };
        at.amount(1, pair.amount);
        at.text(2, if pair.debit { "S" } else { "H" }, 1);
        at.bare(7, &number(pair.account, self.length));
        at.bare(8, &number(pair.contra, self.length));
        at.text(9, pair.key, 4);
        at.day(10, row.date, "%d%m");
        at.text(11, &field(row.document, 36), 36);
        if let Some(due) = row.due {
            at.text(12, &due.strftime("%d%m%y").to_string(), 12);
        }
        at.text(14, row.text, 60);
        if let Some(link) = row.link {
            at.text(20, link, 210);
        }
        if let Some(vat_id) = row.vat_id {
            at.text(40, vat_id, 15);
        }
        if let Some(case) = reverse_case(pair.key, pair.code) {
            at.bare(43, case);
        }
        at.bare(114, if self.locked { "1" } else { "0" });
        if let Some(day) = row.tax_date {
            at.day(115, day, "%d%m%Y");
            at.day(116, day, "%d%m%Y");
        }
        if let Some(due) = row.due {
            at.day(117, due, "%d%m%Y");
        }
        if row.reversal {
            at.text(118, "1", 1);
        }
        at.to(self.columns);
        self.file.end();
        self.rows += 1;
    }
}

/// Fills the columns from left to right; those passed over are empty.
pub(super) struct Cursor<'f> {
    pub file: &'f mut Encoded,
    pub column: usize,
}

impl Cursor<'_> {
    pub fn to(&mut self, column: usize) {
        while self.column < column {
            self.file.separator();
            self.column += 1;
        }
    }

    pub fn bare(&mut self, column: usize, text: &str) {
        self.to(column);
        self.file.bare(text);
    }

    pub fn text(&mut self, column: usize, text: &str, most: usize) {
        self.to(column);
        if !text.is_empty() {
            self.file.text(text, most);
        }
    }

    fn day(&mut self, column: usize, day: Date, form: &str) {
        self.bare(column, &day.strftime(form).to_string());
    }

    /// Two decimals after a comma.
    fn amount(&mut self, column: usize, amount: Decimal) {
        self.bare(column, &format!("{amount:.2}").replace('.', ","));
    }
}

/// The characters that Belegfeld 1 may hold; others become `-`.
fn field(text: &str, most: usize) -> String {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "$&%*+-/".contains(letter);
    text.chars()
        .filter(|letter| !letter.is_whitespace())
        .take(most)
        .map(|letter| if allowed(letter) { letter } else { '-' })
        .collect()
}
