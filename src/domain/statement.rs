//! Bank statements: accounts, balances, entries and the transactions inside batch bookings.
//!
//! Every amount is signed from the account holder's view: money in is positive.

use super::finding::Finding;
use super::money::{Currency, Money};
use super::party::Iban;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What one statement file says.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct BankStatement {
    /// `camt.053.001.08`, `mt940`, `csv:sparkasse-camt`, `pdf:NAME` …
    pub format: String,
    /// The character encoding that was decided on, e.g. `utf-8`, `windows-1252`, `ibm850`.
    pub encoding: Option<String>,
    /// The statements of the file, in its order; each may be another account's.
    pub statements: Vec<Statement>,
}

/// One statement: a stretch of entries of one account.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Statement {
    /// The account that it tells of.
    pub account: Account,
    /// The bank's identification of the statement (camt `Id`, MT940 `:20:`).
    pub id: Option<String>,
    /// Number and page, as the bank writes them (camt `ElctrncSeqNb`/`LglSeqNb`, MT940 `:28C:`).
    pub sequence: Option<String>,
    /// Which page of its report it is, where its file says so (camt `StmtPgntn`, `MsgPgntn`).
    #[serde(skip)]
    pub page: Option<Page>,
    /// The booked balance before the first entry.
    pub opening: Option<Balance>,
    /// The booked balance after the last entry.
    pub closing: Option<Balance>,
    /// Every balance the file states, with its kind; opening and closing are among them.
    pub balances: Vec<KindOfBalance>,
    /// The bookings in the order of the file.
    pub entries: Vec<Entry>,
    /// What does not add up inside this statement, or was read with doubt.
    #[serde(skip)]
    pub findings: Vec<Finding>,
    /// Its own kind of message where it may be another than the file's: `mt942`, which reports the
    /// day so far, in a file that holds the day's `mt940` as well.
    #[serde(skip)]
    pub message: Option<&'static str>,
    /// Which table of its file it stands in, from 0: where a file holds several, each may tell days
    /// of the one before once more.
    #[serde(skip)]
    pub section: u32,
    /// Nothing in the file names its currency: it is read in euros.
    #[serde(skip)]
    pub assumed: bool,
}

/// One page of a report, as camt numbers them (ISO 20022 `Pagination1`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// From 1.
    pub number: u32,
    /// It says that it is not the last (`LastPgInd`).
    pub goes_on: bool,
    /// The pages are the message's, which may hold several accounts, and not the statement's own.
    pub of_message: bool,
}

impl Page {
    /// Whether another may be the page behind this one: pages of the same kind are counted, the
    /// others say nothing about each other.
    pub fn may_precede(self, other: Page) -> bool {
        self.of_message != other.of_message || other.number == self.number.saturating_add(1)
    }
}

/// An account as its bank names it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Account {
    /// The account's IBAN, check digits proved.
    pub iban: Option<Iban>,
    /// The bank's own account number where there is no IBAN (a German one as `BLZ/number`).
    pub number: Option<String>,
    /// The bank's BIC.
    pub bic: Option<String>,
    /// The account's currency.
    pub currency: Option<Currency>,
    /// The holder's name.
    pub holder: Option<String>,
}

/// A balance on a day; negative when the account is overdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Balance {
    /// The day at whose end (an opening balance: at whose beginning) it holds.
    pub date: Option<Date>,
    /// Signed from the holder's view: negative is overdrawn.
    #[serde(flatten)]
    pub amount: Money,
}

/// A balance and what kind of balance it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KindOfBalance {
    /// ISO 20022 code: `OPBD`, `PRCD`, `CLBD`, `ITBD`, `CLAV`, `FWAV` …
    pub kind: String,
    /// The balance itself.
    #[serde(flatten)]
    pub balance: Balance,
}

/// Whether the bank has booked an entry for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Booked for good.
    #[default]
    Booked,
    /// Announced: it may still change or never come, so it is not booked.
    Pending,
}

/// The other side of a payment.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counterparty {
    /// The name that the bank states for the other side.
    pub name: Option<String>,
    /// Its IBAN, check digits proved.
    pub iban: Option<Iban>,
    /// Its bank's BIC.
    pub bic: Option<String>,
    /// The ultimate debtor or creditor, where somebody pays for somebody else.
    pub ultimate_name: Option<String>,
    /// An account number that is no IBAN.
    pub account: Option<String>,
}

/// One booking, or one transaction of a batch booking (then in [`Entry::details`] of the booking).
/// Stored as it serialises and read back whole: a fact that is added here is known for good.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The day the bank booked it, in the bank's own calendar.
    pub booking_date: Option<Date>,
    /// The day from which interest counts.
    pub value_date: Option<Date>,
    /// True when no booking date was stated and the value date stands for it: the bank may have
    /// booked on another day.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dated_by_value: bool,
    /// Signed from the holder's view: money in is positive.
    #[serde(flatten)]
    pub amount: Money,
    /// Whether it is booked for good.
    #[serde(default)]
    pub status: Status,
    /// True when the bank takes an earlier booking back (MT940 RC/RD, camt `RvslInd`); the sign is
    /// already that of the reversal.
    #[serde(default)]
    pub reversal: bool,
    /// The other side of the payment.
    #[serde(default)]
    pub counterparty: Counterparty,
    /// The unstructured remittance information, subfields joined without a separator where the bank
    /// cut mid-word, with a blank where it cut between words.
    pub remittance: Option<String>,
    /// A creditor reference (ISO 11649 `RF…`) or another structured reference.
    pub structured_reference: Option<String>,
    /// The payer's own reference (ISO 20022 `EndToEndId`); `NOTPROVIDED` is none.
    pub end_to_end_id: Option<String>,
    /// The mandate of a direct debit.
    pub mandate_id: Option<String>,
    /// The creditor identifier of a direct debit.
    pub creditor_id: Option<String>,
    /// The reference that the bank gave the booking (`AcctSvcrRef`, MT940 `:61:` after `//`, a
    /// provider's transaction id).
    pub bank_reference: Option<String>,
    /// True when that stood in a text and not in a place of its own: it may be something else.
    #[serde(skip)]
    pub is_reference_guessed: bool,
    /// The bank's code for the kind of transaction: `PMNT-RCDT-ESCT`, `NTRF+166`, or the words of a
    /// CSV export.
    pub transaction_code: Option<String>,
    /// The booking text in words (`GUTSCHRIFT`, `SEPA-LASTSCHRIFT`).
    pub booking_text: Option<String>,
    /// ISO 20022 external return reason code (`MS03`, `AC04`), when this returns an earlier
    /// payment.
    pub return_reason: Option<String>,
    /// Charges the bank reports inside this entry; negative is paid by the holder.
    pub charges: Option<Money>,
    /// The amount in the currency it was instructed in, unsigned.
    pub instructed: Option<Money>,
    /// The rate between the two currencies as the bank states it; which way round it counts is the
    /// bank's habit.
    pub exchange_rate: Option<Decimal>,
    /// Identification of the batch (camt `MsgId`, else `PmtInfId`).
    pub batch_id: Option<String>,
    /// The account's balance after this entry, where an export shows one.
    pub balance_after: Option<Money>,
    /// The transactions of a batch booking; empty for a single booking.
    #[serde(default)]
    pub details: Vec<Entry>,
    /// True of a transaction of a batch that no message told inside it: a person said that it is
    /// one of the batch.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub said_inside: bool,
}

impl Entry {
    /// A booked entry of this amount with nothing else known.
    pub fn new(amount: Money) -> Entry {
        Entry {
            booking_date: None,
            value_date: None,
            dated_by_value: false,
            amount,
            status: Status::Booked,
            reversal: false,
            counterparty: Counterparty::default(),
            remittance: None,
            structured_reference: None,
            end_to_end_id: None,
            mandate_id: None,
            creditor_id: None,
            bank_reference: None,
            is_reference_guessed: false,
            transaction_code: None,
            booking_text: None,
            return_reason: None,
            charges: None,
            instructed: None,
            exchange_rate: None,
            batch_id: None,
            balance_after: None,
            details: Vec::new(),
            said_inside: false,
        }
    }
}
