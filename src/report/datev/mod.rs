//! The books in DATEV's exchange format (EXTF 700): bookings (category 21, version 13), customers
//! and vendors (16, version 5), names of accounts (20, version 3). Windows-1252, semicolons, CRLF;
//! a heading, the titles of the columns (`*.columns`), then the rows. The columns are those that
//! public descriptions and sample files of the format agree on.

mod master;
mod row;

pub use master::{account_names, contacts};
pub use row::{Bookings, Row};

use crate::ledger::Personal;
use jiff::civil::Date;

/// Rows that one file of bookings may hold.
pub const MOST_ROWS: usize = 99_999;

/// Whom a batch is of and for which days, as every file's heading says it.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The consultant's number with DATEV (Berater).
    pub consultant: u32,
    /// The company's number with the consultant (Mandant).
    pub client: u32,
    /// The first day of the fiscal year that the batch lies in.
    pub fiscal_year: Date,
    /// Digits of an impersonal account's number.
    pub account_length: u8,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// When it is made: `YYYYMMDDHHMMSSmmm`.
    pub made_at: String,
    /// Whether the days are closed, so that the bookings are locked for the taker too
    /// (Festschreibung).
    pub locked: bool,
    /// `03` or `04`.
    pub chart: &'static str,
    /// The company's name.
    pub name: String,
}

/// The kinds of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Category {
    Bookings,
    Contacts,
    AccountNames,
}

impl Category {
    /// Category, name, version.
    fn heading(self) -> (u8, &'static str, u8) {
        match self {
            Category::Bookings => (21, "Buchungsstapel", 13),
            Category::Contacts => (16, "Debitoren/Kreditoren", 5),
            Category::AccountNames => (20, "Kontenbeschriftungen", 3),
        }
    }
}

/// Bytes in Windows-1252, and how many characters it has no sign for (a question mark stands
/// there).
#[derive(Debug, Default)]
pub struct Encoded {
    /// The file's content.
    pub bytes: Vec<u8>,
    /// Characters that were replaced.
    pub replaced: usize,
}

impl Encoded {
    /// A number or a date, as it is.
    fn bare(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// A text of at most so many characters in quotation marks, those inside doubled; control
    /// characters become blanks.
    fn text(&mut self, text: &str, most: usize) {
        self.bytes.push(b'"');
        for letter in text.chars().take(most) {
            match letter {
                '"' => self.bytes.extend_from_slice(b"\"\""),
                _ if letter.is_control() => self.bytes.push(b' '),
                _ if letter.is_ascii() => self.bytes.push(letter as u8),
                _ => self.letter(letter),
            }
        }
        self.bytes.push(b'"');
    }

    fn letter(&mut self, letter: char) {
        let mut held = [0; 4];
        let (bytes, _, unknown) = encoding_rs::WINDOWS_1252.encode(letter.encode_utf8(&mut held));
        if unknown {
            self.bytes.push(b'?');
            self.replaced += 1;
        } else {
            self.bytes.extend_from_slice(&bytes);
        }
    }

    fn separator(&mut self) {
        self.bytes.push(b';');
    }

    fn end(&mut self) {
        self.bytes.extend_from_slice(b"\r\n");
    }

    fn titles(&mut self, columns: &str) {
        for (at, title) in columns.lines().enumerate() {
            if at > 0 {
                self.separator();
            }
            title.chars().for_each(|letter| self.letter(letter));
        }
        self.end();
    }

    /// The heading: 31 fields, of which those that tell of bookings are empty in master data.
    fn heading(&mut self, category: Category, batch: &Batch) {
        let (number, name, version) = category.heading();
        let day = |day: Date| day.strftime("%Y%m%d").to_string();
        self.bare(&format!(
            "\"EXTF\";700;{number};\"{name}\";{version};{};;\"KO\";\"kontor\";\"\";",
            batch.made_at
        ));
        self.bare(&format!(
            "{};{};{};{};",
            batch.consultant,
            batch.client,
            day(batch.fiscal_year),
            batch.account_length
        ));
        if category == Category::Bookings {
            self.bare(&format!("{};{};", day(batch.from), day(batch.to)));
            self.text(&batch.name, 30);
            self.bare(&format!(
                ";\"\";1;0;{};\"EUR\";;\"\";;;\"{}\";;;\"\";\"\"",
                u8::from(batch.locked),
                batch.chart
            ));
        } else {
            self.bare(";;");
            self.text(&batch.name, 30);
            self.bare(&format!(";\"\";;;;\"\";;\"\";;;\"{}\";;;\"\";\"\"", batch.chart));
        }
        self.end();
    }
}

/// An account's number as the format has it: of the batch's length (personal accounts one digit
/// more), filled with zeros behind, and without those in front, since it is a number.
fn number(account: &str, length: u8) -> String {
    let digits = usize::from(length) + usize::from(Personal::of(account).is_some());
    format!("{account:0<digits$}").trim_start_matches('0').to_owned()
}
