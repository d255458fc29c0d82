//! What the store answers to those who only read: rows of reports, turnovers, journal entries as
//! stored.

use crate::domain::{Currency, JournalLine, Money, Side};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;
use std::collections::BTreeMap;

/// A row of the report `documents`.
#[derive(Debug, Clone, Default)]
pub struct DocumentLine {
    /// `D7`.
    pub id: String,
    /// The path below `inbox/` that it came under.
    pub file: String,
    /// Of its bytes, in hexadecimal digits.
    pub sha256: String,
    /// The kind of document, in the spelling of `inspect`.
    pub kind: String,
    /// The format it was read by.
    pub format: Option<String>,
    /// Whose it is.
    pub company: Option<String>,
    /// The document's own number.
    pub number: Option<String>,
    /// `processed`, `duplicate`, `held` or `rejected`.
    pub status: String,
    /// Why it is held or rejected, as a sentence.
    pub reason: Option<String>,
    /// ISO 8601 with offset.
    pub received_at: String,
    /// What was noticed about it, as sentences.
    pub notes: Vec<String>,
    /// A person is asked about it: it is held, or it was taken with doubts that nobody has
    /// accepted.
    pub waits: bool,
    /// Those doubts.
    pub doubts: Vec<String>,
    /// The document that it repeats, as `D7`.
    pub duplicate_of: Option<String>,
    /// Where it lies under a name that people read: its path below the office folder.
    pub shown_as: Option<String>,
    /// Who stands on an invoice beside the company itself.
    pub party: Option<String>,
    /// What an invoice is over.
    pub amount: Option<Decimal>,
    /// Of that amount.
    pub currency: Option<Currency>,
    /// The id behind `id`.
    pub key: i64,
    /// Its path below `archive/`.
    pub archived: Option<String>,
    /// The mail of the digest that told of it; 0 when nobody reads digests.
    pub digest: Option<i64>,
}

/// What was decided, as it is told: verb, choice, time and who.
pub type Decision = (String, String, String, Option<String>);

/// A row of the report `completeness`.
#[derive(Debug, Clone)]
pub struct Completeness {
    /// The day of receipt.
    pub date: String,
    /// Whose the documents are; none of those without an owner.
    pub company: Option<String>,
    /// The sum of the four below.
    pub received: i64,
    /// Taken.
    pub processed: i64,
    /// Known already.
    pub duplicate: i64,
    /// Waiting for a person.
    pub held: i64,
    /// Not taken.
    pub rejected: i64,
}

/// A journal entry as stored.
#[derive(Debug, Clone)]
pub struct JournalRow {
    /// The company's id.
    pub company: String,
    /// The entry's number in its company: 1, 2, 3 …
    pub number: i64,
    /// The booking date.
    pub date: Date,
    /// The day of the document that is booked; `None`, like the two below, for entries of before it
    /// was noted.
    pub document_date: Option<Date>,
    /// The day that decides its VAT period, where that is not `date`.
    pub tax_date: Option<Date>,
    /// ISO 8601 with offset.
    pub recorded_at: Option<String>,
    /// `kontor`, or the person who decided.
    pub recorded_by: Option<String>,
    /// The document that caused it.
    pub document_id: Option<i64>,
    /// The bank entry that it books.
    pub entry_id: Option<i64>,
    /// The entry that it takes back.
    pub reverses: Option<i64>,
    /// The booking text.
    pub text: String,
    /// The seal of the entry before, in hexadecimal digits.
    pub previous_hash: String,
    /// Its own seal.
    pub hash: String,
    /// Its lines in their order.
    pub lines: Vec<JournalLine>,
}

/// Turnover of an account, book currency.
#[derive(Debug, Clone, Serialize)]
pub struct AccountTotal {
    /// The company's id.
    pub company: String,
    /// The account's number.
    pub account: String,
    /// Debit less credit before the span.
    pub opening: Decimal,
    /// Sum of the debits within the span.
    pub debit: Decimal,
    /// Sum of the credits within the span.
    pub credit: Decimal,
}

/// A message that nobody received.
#[derive(Debug, Clone)]
pub struct FailedMail {
    /// The id behind `M3`.
    pub id: i64,
    /// The company it concerns.
    pub company: Option<String>,
    /// Where it should have gone.
    pub recipient: String,
    /// Its subject.
    pub subject: String,
    /// What the server said last.
    pub error: Option<String>,
}

/// What a report is narrowed to; dates inclusive.
#[derive(Debug, Clone, Default)]
pub struct Span {
    /// Only this company's.
    pub company: Option<String>,
    /// From this day on.
    pub from: Option<Date>,
    /// Up to this day.
    pub to: Option<Date>,
}

impl Span {
    pub(super) fn first(&self) -> String {
        self.from.map_or_else(|| "0000-00-00".to_owned(), |date| date.to_string())
    }

    pub(super) fn last(&self) -> String {
        self.to.map_or_else(|| "9999-99-99".to_owned(), |date| date.to_string())
    }
}

/// Items of one side that are past their due date and not settled.
#[derive(Debug, Clone)]
pub struct Overdue {
    /// Receivables or payables.
    pub side: Side,
    /// How many there are in all.
    pub count: usize,
    /// What is open of them, a sum for each currency.
    pub sums: Vec<Money>,
    /// The longest due, each with what is open of it (minor units, of its own sign).
    pub first: Vec<(super::rows::ItemRow, i64)>,
}

impl Overdue {
    /// Nothing overdue.
    pub fn none(side: Side) -> Overdue {
        Overdue { side, count: 0, sums: Vec::new(), first: Vec::new() }
    }
}

/// The documents of one company that came since its last digest.
#[derive(Debug, Clone, Default)]
pub struct Arrived {
    /// The first of each status, and every sheet of answers, oldest first.
    pub told: Vec<DocumentLine>,
    /// How many there are, by status.
    pub counts: BTreeMap<String, usize>,
    /// The numbers of the first and the last.
    pub reach: Option<(i64, i64)>,
}

impl Arrived {
    /// Takes the next up; of each status the first `most` are kept whole.
    pub fn add(&mut self, line: DocumentLine, most: usize) {
        let first = self.reach.map_or(line.key, |(first, _)| first.min(line.key));
        let last = self.reach.map_or(line.key, |(_, last)| last.max(line.key));
        self.reach = Some((first, last));
        let count = self.counts.entry(line.status.clone()).or_default();
        *count += 1;
        if *count <= most || line.kind == "answers" {
            self.told.push(line);
        }
    }

    /// Takes up what belongs to nobody, where only one company can be meant.
    pub fn join(&mut self, other: Arrived) {
        self.told.extend(other.told);
        self.told.sort_by_key(|line| line.key);
        for (status, count) in other.counts {
            *self.counts.entry(status).or_default() += count;
        }
        let both = self.reach.zip(other.reach);
        let both = both.map(|(one, two)| (one.0.min(two.0), one.1.max(two.1)));
        self.reach = both.or(self.reach).or(other.reach);
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.counts.values().sum()
    }

    /// How many there are of a status.
    pub fn of(&self, status: &str) -> usize {
        self.counts.get(status).copied().unwrap_or_default()
    }
}
