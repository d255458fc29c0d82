//! Posting rules (Buchungssätze): what each event writes into the journal.
//!
//! Amounts are in the company's book currency, to the cent. Lines are [`JournalLine::signed`]: positive debits, negative credits.

use super::chart::{Chart, Role};
use crate::domain::invoice::Invoice;
use crate::domain::journal::NotAnEntry;
use crate::domain::{JournalEntry, JournalLine, Side};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// Why nothing was posted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotPosted {
    #[error("the invoice has no {0}")]
    Missing(&'static str),
    #[error("the invoice's own sums differ: {what} should be {expected} and is {actual}")]
    Sums { what: &'static str, expected: Decimal, actual: Decimal },
    #[error("there is nothing to post: every amount is zero")]
    Nothing,
    #[error("an amount is too large")]
    TooLarge,
    #[error(transparent)]
    Entry(#[from] NotAnEntry),
}

/// How much of an invoice's gross stands under which VAT; what Skonto is split by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VatShare {
    /// BT-118: `S`, `Z`, `E`, `AE`, `K`, `G`, `O` …
    pub category: String,
    /// BT-119 in percent.
    pub rate: Decimal,
    /// Base and VAT together.
    pub gross: Decimal,
}

/// Which account the money moves over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counter<'a> {
    /// The bank account's number in the chart ([`Chart::bank`]).
    Bank(&'a str),
    /// The entry was booked as unexplained before and is explained now.
    Unexplained,
}

/// Why an item is reduced by more than the cash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reduction {
    /// Skonto, with its correction of VAT (§ 17 UStG).
    CashDiscount,
    /// A cent or so, booked as a small difference without VAT.
    SmallDifference,
}

/// What one payment does to one item.
#[derive(Debug, Clone, Copy)]
pub struct Settlement<'a> {
    pub side: Side,
    /// The personal account of the customer or vendor.
    pub personal: &'a str,
    /// What the item is reduced by in cash; of the item's sign (a credit note's is negative; a return's is the opposite).
    pub amount: Decimal,
    /// What it is reduced by besides.
    pub discount: Decimal,
    pub reduction: Reduction,
    /// The invoice's gross by VAT; empty when it is not known, as for a row of `open-items.csv`: then no VAT is corrected.
    pub vat: &'a [VatShare],
}

/// A payment with what it settles.
#[derive(Debug, Clone, Copy)]
pub struct Payment<'a> {
    /// The bank's booking day; of a late match the day it is made.
    pub date: Date,
    /// The booking text.
    pub text: &'a str,
    /// Where the money is.
    pub counter: Counter<'a>,
    /// The bank entry's amount; positive is money coming in.
    pub amount: Decimal,
    pub settlements: &'a [Settlement<'a>],
    /// Bank charges inside the payment; negative is paid by the company.
    pub charge: Decimal,
    /// Where `charge` is booked; bank fees when `None`.
    pub charge_account: Option<&'a str>,
    /// What is left on a personal account: the account, and the amount signed as on the bank account.
    pub on_account: Option<(&'a str, Decimal)>,
}

/// Gross by category and rate, in the order of the invoice; BG-23.
pub fn vat_shares(invoice: &Invoice) -> Vec<VatShare> {
    invoice
        .vat
        .iter()
        .map(|vat| VatShare {
            category: vat.category.clone().unwrap_or_default(),
            rate: vat.rate.unwrap_or_default(),
            gross: vat.base.unwrap_or_default() + vat.amount.unwrap_or_default(),
        })
        .collect()
}

/// Splits a Skonto over an invoice's VAT shares.
pub fn split_discount(_discount: Decimal, _shares: &[VatShare]) -> Vec<Decimal> {
    Vec::new()
}

/// An invoice or credit note received: expense and input VAT against the vendor's personal account.
///
/// `expense` is the account a rule or contact gives; `None` takes the chart's own for the rate.
///
/// # Errors
/// See [`NotPosted`].
pub fn post_invoice_received(chart: Chart, invoice: &Invoice, vendor: &str, expense: Option<&str>) -> Result<JournalEntry, NotPosted> {
    let _ = (chart, invoice, vendor, expense);
    Err(NotPosted::Nothing)
}

/// An invoice or credit note issued: the customer's personal account against revenue and output VAT.
///
/// # Errors
/// See [`NotPosted`].
pub fn post_invoice_issued(chart: Chart, invoice: &Invoice, customer: &str, revenue: Option<&str>) -> Result<JournalEntry, NotPosted> {
    let _ = (chart, invoice, customer, revenue);
    Err(NotPosted::Nothing)
}

/// A payment with what it settles, its Skonto and the correction of VAT, in one entry.
///
/// # Errors
/// See [`NotPosted`].
pub fn post_payment(chart: Chart, payment: &Payment<'_>) -> Result<JournalEntry, NotPosted> {
    let _ = (chart, payment);
    Err(NotPosted::Nothing)
}

/// Money over one account: bank fees, interest, rent, whatever a rule names. Positive `amount` comes in.
///
/// # Errors
/// See [`NotPosted`].
pub fn post_simple(
    chart: Chart,
    date: Date,
    text: &str,
    counter: Counter<'_>,
    account: &str,
    amount: Decimal,
) -> Result<JournalEntry, NotPosted> {
    let counter = counter.number(chart);
    entry(date, text, vec![JournalLine::signed(counter, amount), JournalLine::signed(account, -amount)])
}

/// A bank entry that nothing explains yet, against the account of unexplained entries.
///
/// # Errors
/// See [`NotPosted`].
pub fn post_unexplained(chart: Chart, date: Date, text: &str, bank: &str, amount: Decimal) -> Result<JournalEntry, NotPosted> {
    post_simple(chart, date, text, Counter::Bank(bank), chart.number(Role::Unexplained), amount)
}

/// One leg of a transfer between own accounts, against Geldtransit; the other leg brings that to zero.
///
/// # Errors
/// See [`NotPosted`].
pub fn post_transfer(chart: Chart, date: Date, text: &str, counter: Counter<'_>, amount: Decimal) -> Result<JournalEntry, NotPosted> {
    post_simple(chart, date, text, counter, chart.number(Role::Transit), amount)
}

/// An open item that is known from `open-items.csv`: the personal account against the opening balances (9008, 9009).
/// `amount` is gross; negative for a credit note.
///
/// # Errors
/// See [`NotPosted`].
pub fn post_opening(chart: Chart, date: Date, text: &str, side: Side, personal: &str, amount: Decimal) -> Result<JournalEntry, NotPosted> {
    let (owed, opening) = match side {
        Side::Receivable => (amount, Role::OpeningReceivables),
        Side::Payable => (-amount, Role::OpeningPayables),
    };
    entry(date, text, vec![JournalLine::signed(personal, owed), JournalLine::signed(chart.number(opening), -owed)])
}

/// The entry that takes another back (Generalumkehr in substance: debit and credit exchanged).
pub fn post_reversal(entry: &JournalEntry, date: Date, text: &str) -> JournalEntry {
    entry.reversed(date, text)
}

impl<'a> Counter<'a> {
    /// The account's number.
    pub fn number(self, chart: Chart) -> &'a str {
        match self {
            Counter::Bank(number) => number,
            Counter::Unexplained => chart.number(Role::Unexplained),
        }
    }
}

fn entry(date: Date, text: &str, lines: Vec<JournalLine>) -> Result<JournalEntry, NotPosted> {
    if lines.iter().all(|line| line.amount().is_zero()) {
        return Err(NotPosted::Nothing);
    }
    Ok(JournalEntry::balanced(date, text, lines)?)
}
