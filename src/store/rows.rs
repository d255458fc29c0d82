//! Rows as the store keeps them: flat values, minor units, ISO dates.

pub use super::abroad::Abroad;
pub use super::item_rows::{ItemKind, ItemRow, Origin, VatShare};
use crate::domain::statement::{Entry, Page};
use crate::domain::{Currency, JournalEntry, Language, words};
use crate::matching::Decision;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What became of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DocumentStatus {
    /// Taken.
    Processed,
    /// The same content, or the same invoice, was taken before.
    Duplicate,
    /// Waits for a person.
    Held,
    /// Not taken; it lies in `rejected/` with its reason.
    Rejected,
}

impl DocumentStatus {
    /// The spelling of reports and store.
    pub fn as_str(self) -> &'static str {
        match self {
            DocumentStatus::Processed => "processed",
            DocumentStatus::Duplicate => "duplicate",
            DocumentStatus::Held => "held",
            DocumentStatus::Rejected => "rejected",
        }
    }

    /// The word a person reads.
    pub fn word(self, language: Language) -> &'static str {
        words::word(words::DOCUMENT_STATUSES, self.as_str(), language)
    }

    pub(super) fn read(text: &str) -> DocumentStatus {
        match text {
            "processed" => DocumentStatus::Processed,
            "duplicate" => DocumentStatus::Duplicate,
            "held" => DocumentStatus::Held,
            _ => DocumentStatus::Rejected,
        }
    }
}

/// A document received.
#[derive(Debug, Clone)]
pub struct DocumentRow {
    /// The id behind `D7`.
    pub id: i64,
    /// The container that it came in.
    pub parent_id: Option<i64>,
    /// The name under which its bytes were claimed from the inbox.
    pub claim: String,
    /// The path below `inbox/` that it came under.
    pub file: String,
    /// Of its bytes, in hexadecimal digits.
    pub sha256: String,
    /// The path below `archive/`; none until it lies there.
    pub archived: Option<String>,
    /// Bytes.
    pub size_bytes: i64,
    /// [`crate::domain::Kind::as_str`].
    pub kind: &'static str,
    /// The format it was read by.
    pub format: Option<String>,
    /// Whose it is.
    pub company: Option<String>,
    /// The document's own number.
    pub number: Option<String>,
    /// What became of it.
    pub status: DocumentStatus,
    /// The code of the finding that holds or rejects it.
    pub reason_code: Option<String>,
    /// The same as a sentence.
    pub reason: Option<String>,
    /// Why it waited, once a person has ended that.
    pub held_code: Option<String>,
    /// The same as a sentence.
    pub held_reason: Option<String>,
    /// Doubts that did not stop it, as sentences.
    pub notes: Vec<String>,
    /// Those of the notes that a person is asked about.
    pub doubts: Vec<String>,
    /// The doubts that a person has accepted, these and those that its account's chain of
    /// statements raised.
    pub accepted: Vec<String>,
    /// The document that it repeats.
    pub duplicate_of: Option<i64>,
    /// ISO 8601 with offset.
    pub received_at: String,
}

/// A contact of a company, with its personal accounts once it has any.
#[derive(Debug, Clone, PartialEq)]
pub struct ContactRow {
    /// The store's own number.
    pub id: i64,
    /// The company's id.
    pub company: String,
    /// Its number in the list it came by, or one that kontor gave.
    pub contact: String,
    /// Its name.
    pub name: String,
    /// `customer`, `vendor` or `both`.
    pub role: String,
    /// Its VAT id.
    pub vat_id: Option<String>,
    /// The local tax number (BT-32), digits only.
    pub tax_number: Option<String>,
    /// Accounts that are its own, without blanks.
    pub ibans: Vec<String>,
    /// Accounts from which somebody paid for it, as a person confirmed; each with the bank entry
    /// (its id) that it is learnt from.
    pub payers: Vec<(String, i64)>,
    /// Where mails to it go.
    pub email: Option<String>,
    /// JSON.
    pub address: String,
    /// The personal account that the list states.
    pub account: Option<String>,
    /// The personal account as a customer.
    pub customer_account: Option<String>,
    /// The personal account as a vendor.
    pub vendor_account: Option<String>,
}

impl ContactRow {
    /// True for a contact that only documents have told of: its key is its name, beside a namesake
    /// with a number in brackets behind.
    pub fn is_provisional(&self) -> bool {
        let behind = self.contact.strip_prefix(&self.name);
        behind
            .is_some_and(|rest| rest.is_empty() || (rest.starts_with(" (") && rest.ends_with(')')))
    }
}

/// What an account stands at on the day the books are taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpeningRow {
    /// The company's id.
    pub company: String,
    /// As it stands in the journal.
    pub account: String,
    /// The day that kontor takes over.
    pub date: Date,
    /// Debit less credit.
    pub amount_minor: i64,
    /// The bank account that is kept on it, if it is one.
    pub bank: Option<String>,
    /// The list that states it, else the statement.
    pub document_id: i64,
    /// True where no list states it: it is that of the bank's first statement.
    pub by_statement: bool,
    /// `None` where there is nothing to book.
    pub posting: Option<i64>,
}

/// One statement of a bank-statement document.
#[derive(Debug, Clone, Default)]
pub struct StatementRow {
    /// The store's own number.
    pub id: i64,
    /// The document it stands in.
    pub document_id: i64,
    /// Its document's format, or its own where that holds several: `camt.053.001.08`, `mt940`,
    /// `csv:paypal`.
    pub format: Option<String>,
    /// The company's id.
    pub company: String,
    /// What its entries are kept under: IBAN, bank code and number, or a source's name.
    pub account: String,
    /// The account's currency.
    pub currency: Option<String>,
    /// The statement's own identification.
    pub ident: Option<String>,
    /// Its running number.
    pub sequence: Option<String>,
    /// The day of the opening balance.
    pub opening_date: Option<Date>,
    /// The opening balance, signed from the holder's view.
    pub opening_minor: Option<i64>,
    /// The day of the closing balance.
    pub closing_date: Option<Date>,
    /// The closing balance, signed from the holder's view.
    pub closing_minor: Option<i64>,
    /// That balance is one of a day that went on (ITBD of a camt.052).
    pub running: bool,
    /// Which table of its file it stands in, from 0.
    pub section: u32,
    /// Nothing in the file named its currency.
    pub assumed: bool,
    /// Which page of its report it is.
    pub page: Option<Page>,
}

/// That a statement told of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TellingRow {
    /// The statement's id.
    pub statement: i64,
    /// The reference of its own that the bank gave the booking in this statement.
    pub reference: Option<String>,
}

/// A stored bank entry as statements are compared with it.
#[derive(Debug, Clone, PartialEq)]
pub struct ToldRow {
    /// The id behind `E12`.
    pub id: i64,
    /// The company's id.
    pub company: String,
    /// IBAN, else the bank's own number.
    pub account: String,
    /// The booking as the bank told of it.
    pub entry: Box<Entry>,
    /// True of what a person decided; what they left open may still be told of.
    pub is_settled: bool,
    /// The entry that this one is, where it was read a second time and a person said so.
    pub same_as: Option<i64>,
    /// The statements that told of it, by their ids.
    pub tellings: Vec<TellingRow>,
}

/// How far an entry is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EntryStatus {
    /// Settled, by allocations or by a rule.
    Matched,
    /// Proposed to a person.
    Suggested,
    /// Nothing explains it.
    Open,
}

impl EntryStatus {
    /// The spelling of reports and store.
    pub fn as_str(self) -> &'static str {
        match self {
            EntryStatus::Matched => "matched",
            EntryStatus::Suggested => "suggested",
            EntryStatus::Open => "open",
        }
    }

    pub(super) fn read(text: &str) -> EntryStatus {
        match text {
            "matched" => EntryStatus::Matched,
            "suggested" => EntryStatus::Suggested,
            _ => EntryStatus::Open,
        }
    }
}

/// A sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// In German.
    pub de: String,
    /// In English.
    pub en: String,
}

/// One allocation of a bank entry to an open item, minor units.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AllocationRow {
    /// The bank entry.
    pub entry_id: i64,
    /// The open item.
    pub item_id: i64,
    /// What the item is reduced by in cash, of the item's sign.
    pub amount_minor: i64,
    /// What it is reduced by besides.
    pub discount_minor: i64,
    /// What it is reduced by in the currency it was invoiced in, cash and discount together, where
    /// that is another.
    pub abroad_minor: Option<i64>,
}

/// What has been decided about an entry, and the journal entry that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryState {
    /// Settled, proposed or open.
    pub status: EntryStatus,
    /// What it is, where it settles no item.
    pub category: Option<String>,
    /// The account that it is booked on then.
    pub posting_account: Option<String>,
    /// How sure, a number between 0 and 1 as text.
    pub confidence: Option<String>,
    /// Why so.
    pub explanation: Vec<Sentence>,
    /// What it settles.
    pub allocations: Vec<AllocationRow>,
    /// The whole decision, charges, rest on account and kinds of discount among it, so that what is
    /// accepted is what was proposed; its sentences stand in `explanation`. `None` for an entry
    /// that stays open without a runner-up, and for those written before it was kept.
    pub decision: Option<Decision>,
    /// True when a person decided; kontor then leaves it alone.
    pub by_person: bool,
    /// The journal entry that books it.
    pub posting: Option<i64>,
}

/// A bank entry, booked once however many files told of it.
#[derive(Debug, Clone)]
pub struct EntryRow {
    /// The id behind `E12`.
    pub id: i64,
    /// The company's id.
    pub company: String,
    /// IBAN, else the bank's own number.
    pub account: String,
    /// The booking as the bank told of it.
    pub entry: Entry,
    /// What is decided about it.
    pub state: EntryState,
    /// What a person refused for it, answer by answer.
    pub refused: Vec<Refusal>,
}

impl EntryRow {
    /// The entry that this one is, where it was read a second time and a person said so.
    pub fn same_as(&self) -> Option<i64> {
        self.state.decision.as_ref().and_then(|decision| decision.same_as)
    }

    /// True of one that counts no more: the statement that told of it was taken back. It stays for
    /// the sake of what was booked of it, and counts as nothing but itself.
    pub fn is_withdrawn(&self) -> bool {
        self.same_as() == Some(self.id)
    }

    /// True when a person left it open: nothing is said of it but that, and it may still be told
    /// of.
    pub fn is_left(&self) -> bool {
        self.state.by_person && self.state.status == EntryStatus::Open && self.same_as().is_none()
    }
}

/// What one answer of a person refused for an entry. Leaving an entry open refuses what was
/// proposed, be it nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Refusal {
    /// Open items, by their ids.
    pub items: Vec<i64>,
    /// The account that it was proposed or booked on.
    pub account: Option<String>,
}

impl Refusal {
    /// What was proposed for an entry, or booked by kontor itself.
    pub fn of(state: &EntryState) -> Refusal {
        let items: Vec<i64> = state.allocations.iter().map(|part| part.item_id).collect();
        let account = state
            .posting_account
            .clone()
            .or_else(|| state.decision.as_ref()?.split_over())
            .filter(|_| items.is_empty());
        match state.status {
            EntryStatus::Open => Refusal::default(),
            _ => Refusal { items, account },
        }
    }
}

/// A journal entry with its number and its place in the chain.
#[derive(Debug, Clone)]
pub struct Sealed {
    /// The company's id.
    pub company: String,
    /// Its number: 1, 2, 3 … without a gap.
    pub number: i64,
    /// Date, text and lines.
    pub entry: JournalEntry,
    /// The books' currency.
    pub currency: Currency,
    /// The day of the document that is booked.
    pub document_date: Date,
    /// ISO 8601 with offset.
    pub recorded_at: String,
    /// `kontor`, or the person who decided.
    pub recorded_by: String,
    /// The document that caused it.
    pub document_id: Option<i64>,
    /// The bank entry that it books.
    pub entry_id: Option<i64>,
    /// The entry that it takes back.
    pub reverses: Option<i64>,
    /// The seal of the entry before, in hexadecimal digits.
    pub previous_hash: String,
    /// Its own seal.
    pub hash: String,
}

/// A period that a person closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosingRow {
    /// The company's id.
    pub company: String,
    /// The last day that takes no booking any more.
    pub until: Date,
    /// ISO 8601 with offset.
    pub at: String,
    /// The person who closed it.
    pub by: String,
    /// The journal's last entry at that moment; 0 where there was none.
    pub number: i64,
    /// Its hash, in hexadecimal digits: what was closed.
    pub hash: String,
}

/// A message to go out.
#[derive(Debug, Clone)]
pub struct MailRow {
    /// The id behind `M3`.
    pub id: i64,
    /// What it is sent for; one mail a cause.
    pub cause: String,
    /// The company it concerns.
    pub company: Option<String>,
    /// Digest, rejection, receipt …
    pub kind: String,
    /// Where it goes.
    pub recipient: String,
    /// Its subject.
    pub subject: String,
    /// Its Message-ID, the same at each try.
    pub message_id: String,
    /// The whole message (RFC 5322).
    pub source: String,
    /// The document that it is about.
    pub document_id: Option<i64>,
    /// `queued`, `sent` or `failed`.
    pub status: String,
    /// How often sending it was tried.
    pub attempts: i64,
    /// When it is tried next, ISO 8601 UTC.
    pub next_at: String,
    /// What the server said last.
    pub error: Option<String>,
}
