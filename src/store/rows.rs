//! Rows as the store keeps them: flat values, minor units, ISO dates.

use crate::domain::invoice::Discount;
use crate::domain::statement::Entry;
use crate::domain::{Currency, JournalEntry, Language, Side, words};
use crate::matching::Decision;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What became of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DocumentStatus {
    Processed,
    /// The same content, or the same invoice, was taken before.
    Duplicate,
    /// Waits for a person.
    Held,
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
    pub id: i64,
    pub parent_id: Option<i64>,
    pub claim: String,
    pub file: String,
    pub sha256: String,
    pub archived: Option<String>,
    pub size_bytes: i64,
    pub kind: &'static str,
    pub format: Option<String>,
    pub company: Option<String>,
    pub number: Option<String>,
    pub status: DocumentStatus,
    pub reason_code: Option<String>,
    pub reason: Option<String>,
    /// Why it waited, once a person has ended that.
    pub held_code: Option<String>,
    pub held_reason: Option<String>,
    /// Doubts that did not stop it, as sentences.
    pub notes: Vec<String>,
    /// Those of the notes that a person is asked about.
    pub doubts: Vec<String>,
    /// The doubts that a person has accepted, these and those that its account's chain of statements raised.
    pub accepted: Vec<String>,
    pub duplicate_of: Option<i64>,
    pub received_at: String,
}

/// A contact of a company, with its personal accounts once it has any.
#[derive(Debug, Clone, PartialEq)]
pub struct ContactRow {
    pub id: i64,
    pub company: String,
    pub contact: String,
    pub name: String,
    pub role: String,
    pub vat_id: Option<String>,
    /// The local tax number (BT-32), digits only.
    pub tax_number: Option<String>,
    pub ibans: Vec<String>,
    pub email: Option<String>,
    /// JSON.
    pub address: String,
    pub account: Option<String>,
    pub customer_account: Option<String>,
    pub vendor_account: Option<String>,
}

/// How much of an open item's gross stands under which VAT, for the correction that a discount asks for; minor units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VatShare {
    /// The ledger's spelling of the treatment.
    pub treatment: String,
    pub gross_minor: i64,
    pub net_minor: i64,
    /// The fixed asset that the net was booked on, whose cost a discount lowers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
}

/// What an account stands at on the day the books are taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpeningRow {
    pub company: String,
    /// As it stands in the journal.
    pub account: String,
    pub date: Date,
    /// Debit less credit.
    pub amount_minor: i64,
    /// The bank account that is kept on it, if it is one.
    pub bank: Option<String>,
    pub document_id: i64,
    /// `None` where there is nothing to book.
    pub posting: Option<i64>,
}

/// Where an open item is known from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    Invoice,
    /// An `open-items.csv`.
    List,
}

/// What kind of open item it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ItemKind {
    Item,
    /// A prepayment invoice: its VAT arises with its payment.
    Prepayment,
    /// One that a final invoice took off after it was paid.
    PrepaymentTaxed,
    /// One that a final invoice took off before a payment was known: its VAT came with that invoice.
    PrepaymentUntaxed,
    /// What an invoice says is paid already: owed by nobody, it waits for the payment to show.
    Prepaid,
}

impl ItemKind {
    const ALL: [ItemKind; 5] =
        [ItemKind::Item, ItemKind::Prepayment, ItemKind::PrepaymentTaxed, ItemKind::PrepaymentUntaxed, ItemKind::Prepaid];

    /// The spelling of the store.
    pub fn as_str(self) -> &'static str {
        match self {
            ItemKind::Item => "item",
            ItemKind::Prepayment => "prepayment",
            ItemKind::PrepaymentTaxed => "prepayment-taxed",
            ItemKind::PrepaymentUntaxed => "prepayment-untaxed",
            ItemKind::Prepaid => "prepaid",
        }
    }

    pub(super) fn read(text: &str) -> ItemKind {
        ItemKind::ALL.into_iter().find(|kind| kind.as_str() == text).unwrap_or(ItemKind::Item)
    }
}

/// An open item with what has been settled of it.
#[derive(Debug, Clone)]
pub struct ItemRow {
    pub id: i64,
    pub company: String,
    pub number: String,
    pub side: Side,
    pub contact_id: i64,
    pub date: Option<Date>,
    pub due: Option<Date>,
    pub currency: Currency,
    pub amount_minor: i64,
    pub vat: Vec<VatShare>,
    pub discounts: Vec<Discount>,
    pub order_number: Option<String>,
    /// BT-83: the reference the invoice asks the payer to state.
    pub payment_reference: Option<String>,
    pub origin: Origin,
    pub kind: ItemKind,
    /// The document of the final invoice that took a prepayment off.
    pub deducted_by: Option<i64>,
    pub document_id: i64,
    pub posting: Option<i64>,
}

impl ItemRow {
    /// True when its document was taken back: nothing of it was ever owed.
    pub fn is_withdrawn(&self) -> bool {
        self.amount_minor == 0 && self.posting.is_none()
    }
}

/// One statement of a bank-statement document.
#[derive(Debug, Clone)]
pub struct StatementRow {
    pub id: i64,
    pub document_id: i64,
    /// The document's format: `camt.053.001.08`, `mt940`, `csv:paypal`.
    pub format: Option<String>,
    pub company: String,
    pub account: String,
    pub currency: Option<String>,
    pub ident: Option<String>,
    pub sequence: Option<String>,
    pub opening_date: Option<Date>,
    pub opening_minor: Option<i64>,
    pub closing_date: Option<Date>,
    pub closing_minor: Option<i64>,
}

/// That a statement told of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TellingRow {
    pub statement: i64,
    /// The reference of its own that the bank gave the booking in this statement.
    pub reference: Option<String>,
}

/// How far an entry is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EntryStatus {
    Matched,
    Suggested,
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
    pub de: String,
    pub en: String,
}

/// One allocation of a bank entry to an open item, minor units.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AllocationRow {
    pub entry_id: i64,
    pub item_id: i64,
    pub amount_minor: i64,
    pub discount_minor: i64,
}

/// What has been decided about an entry, and the journal entry that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryState {
    pub status: EntryStatus,
    pub category: Option<String>,
    pub posting_account: Option<String>,
    pub confidence: Option<String>,
    pub explanation: Vec<Sentence>,
    pub allocations: Vec<AllocationRow>,
    /// The whole decision, charges, rest on account and kinds of discount among it, so that what is accepted is what was proposed;
    /// its sentences stand in `explanation`. `None` for an entry that stays open, and for those written before it was kept.
    pub decision: Option<Decision>,
    /// True when a person decided; kontor then leaves it alone.
    pub by_person: bool,
    pub posting: Option<i64>,
}

/// A bank entry, booked once however many files told of it.
#[derive(Debug, Clone)]
pub struct EntryRow {
    pub id: i64,
    pub company: String,
    /// IBAN, else the bank's own number.
    pub account: String,
    pub entry: Entry,
    pub state: EntryState,
}

/// A journal entry with its number and its place in the chain.
#[derive(Debug, Clone)]
pub struct Sealed {
    pub company: String,
    pub number: i64,
    pub entry: JournalEntry,
    pub currency: Currency,
    /// The day of the document that is booked.
    pub document_date: Date,
    /// ISO 8601 with offset.
    pub recorded_at: String,
    /// `kontor`, or the person who decided.
    pub recorded_by: String,
    pub document_id: Option<i64>,
    pub entry_id: Option<i64>,
    pub reverses: Option<i64>,
    pub previous_hash: String,
    pub hash: String,
}

/// A period that a person closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosingRow {
    pub company: String,
    /// The last day that takes no booking any more.
    pub until: Date,
    /// ISO 8601 with offset.
    pub at: String,
    pub by: String,
    /// The journal's last entry at that moment; 0 where there was none.
    pub number: i64,
    /// Its hash, in hexadecimal digits: what was closed.
    pub hash: String,
}

/// A message to go out.
#[derive(Debug, Clone)]
pub struct MailRow {
    pub id: i64,
    pub cause: String,
    pub company: Option<String>,
    pub kind: String,
    pub recipient: String,
    pub subject: String,
    pub message_id: String,
    pub source: String,
    pub document_id: Option<i64>,
    /// `queued`, `sent` or `failed`.
    pub status: String,
    pub attempts: i64,
    /// When it is tried next, ISO 8601 UTC.
    pub next_at: String,
    pub error: Option<String>,
}
