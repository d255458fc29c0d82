//! Posting rules (Buchungssätze): what each event writes into the journal.
//!
//! Amounts are in the company's book currency, the euro, to the cent. Lines are
//! [`JournalLine::signed`]: positive debits (Soll), negative credits (Haben). Personal accounts
//! stand for their collective account, which is never posted on itself.

mod accounts;
mod automatic;
mod chains;
mod deducted;
mod foreign;
mod invoices;
mod manual;
mod payments;
mod plausible;
mod reductions;
mod refused;
mod said;
mod supply;
mod tax;
mod treatment;
mod unstated;
mod valuation;

pub use automatic::{VatInside, vat_inside};
pub use chains::{booked_shares, post_prepayment};
pub use deducted::{Deducted, Stage, Unpaid, taken_off};
pub use foreign::{BookedBefore, as_payable, in_euro, less_as_booked};
pub use invoices::{
    post_final_invoice, post_invoice_issued, post_invoice_received, post_paid_at_once,
    prepaid_role, sums_hold,
};
pub use manual::post_manual;
pub use payments::{
    Counter, Payment, Settlement, on_account_lines, post_payment, post_simple, post_transfer,
    post_unexplained, split_discount,
};
pub use plausible::{Implausible, implausible, is_vat_rate, rate_of_another_time, was_in_force};
pub use reductions::{Reduced, Reduction, less_reduced};
pub use said::as_said;
pub use supply::period_under_way;
pub use tax::{VatShare, vat_shares};
pub use treatment::{Seat, Treatment};
pub use unstated::{acquired, leaves_tax_open, reverse_charged, seat_of_seller};
pub use valuation::post_valuation;

use super::chart::{Chart, Role};
use crate::domain::journal::NotAnEntry;
use crate::domain::money::Currency;
use crate::domain::{JournalEntry, JournalLine, Side};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// Why nothing was posted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotPosted {
    /// The document does not state this.
    #[error("the invoice has no {0}")]
    Missing(&'static str),
    /// Two of its sums differ.
    #[error("the invoice's own sums differ: {what} should be {expected} and is {actual}")]
    Sums {
        /// The sum that is meant, as an invoice calls it.
        what: &'static str,
        /// What its parts add up to.
        expected: Decimal,
        /// What is stated.
        actual: Decimal,
    },
    /// A VAT rate that the books have no accounts for.
    #[error("no account is known for VAT of {0} %")]
    Rate(Decimal),
    /// A tax code that there is not.
    #[error("there is no tax code {0}")]
    Code(String),
    /// VAT is stated where none can be: money, private, balances.
    #[error(
        "neither account {0} nor its contra account bears VAT: name an account of expense, revenue \
         or fixed assets"
    )]
    BearsNoVat(String),
    /// An automatic account under another rate or kind of VAT than its own.
    #[error("account {0} bears VAT of another rate or kind")]
    BearsOtherVat(String),
    /// An account whose taxes nothing here computes.
    #[error("the taxes of what stands on account {0} are stated line by line (entries.csv)")]
    ByHand(String),
    /// A currency without a rate.
    #[error("the books are kept in EUR, the invoice is in {0}")]
    Currency(Currency),
    /// An amount of nothing.
    #[error("there is nothing to post: every amount is zero")]
    Nothing,
    /// VAT is shown by a company that owes none (§ 14c UStG).
    #[error(
        "the account is one of taxed turnover, and the company owes no VAT; name one without VAT"
    )]
    OwesNoVat,
    /// An amount that the books cannot hold.
    #[error("an amount is too large")]
    TooLarge,
    /// The entry itself would not be sound.
    #[error(transparent)]
    Entry(#[from] NotAnEntry),
}

/// An open item that is known from `open-items.csv`: the personal account against the opening
/// balances (9008, 9009). `amount` is gross; negative for a credit note.
///
/// # Errors
/// See [`NotPosted`].
pub fn post_opening(
    chart: Chart,
    date: Date,
    text: &str,
    side: Side,
    personal: &str,
    amount: Decimal,
) -> Result<JournalEntry, NotPosted> {
    let (owed, opening) = match side {
        Side::Receivable => (amount, Role::OpeningReceivables),
        Side::Payable => (-amount, Role::OpeningPayables),
    };
    entry(
        date,
        text,
        vec![
            JournalLine::signed(personal, owed),
            JournalLine::signed(chart.number(opening), -owed),
        ],
    )
}

/// What an account stands at on the day the books are taken over, against 9000. `balance` is debit
/// less credit.
///
/// # Errors
/// See [`NotPosted`].
pub fn post_opening_balance(
    chart: Chart,
    date: Date,
    text: &str,
    account: &str,
    balance: Decimal,
) -> Result<JournalEntry, NotPosted> {
    entry(
        date,
        text,
        vec![
            JournalLine::signed(account, balance),
            JournalLine::signed(chart.number(Role::Opening), -balance),
        ],
    )
}

/// The entry that takes another back (Generalumkehr): its lines negative on their sides, on the day
/// it is taken back.
pub fn post_reversal(entry: &JournalEntry, date: Date, text: &str) -> JournalEntry {
    entry.reversed(date, text)
}

fn entry(date: Date, text: &str, lines: Vec<JournalLine>) -> Result<JournalEntry, NotPosted> {
    if lines.iter().all(|line| line.amount().is_zero()) {
        return Err(NotPosted::Nothing);
    }
    Ok(JournalEntry::balanced(date, text, lines)?)
}
