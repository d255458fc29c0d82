//! The books: chart of accounts, posting rules, and the chain that seals the journal.
//!
//! Everything here is a pure function: facts in, balanced
//! [`JournalEntry`](crate::domain::JournalEntry) out. Numbers of entries, document ids and hashes
//! come from whoever keeps the journal.
//!
//! - [`Chart`] knows the accounts of SKR03 and SKR04 by number, and by their [`Role`].
//! - The functions named `post_…` write journal entries.
//! - [`Periods`] says on which day something is booked; what is closed stays as it is.
//! - [`positions`] is the balance sheet, the profit and loss account and the BWA over the balances.
//! - [`seal`] and [`verify_chain`] make a change in the past show.

mod chain;
mod chart;
mod earlier_taxes;
mod late;
mod pairs;
mod periods;
pub mod positions;
mod posting;
mod regime;
mod statements;
mod tax_keys;
mod vat_return;
pub mod wording;

pub use chain::{
    BrokenChain, ChainCheck, Fault, Hash, Origin, StoredEntryFacts, seal, verify_chain,
};
pub use chart::{Account, Chart, Function, Personal, Rate, Role};
pub use late::late_tax_date;
pub use pairs::{Pair, pairs};
pub use periods::{NotClosed, Periods};
pub use posting::{
    BookedBefore, Counter, Deducted, Implausible, NotPosted, Payment, Reduced, Reduction, Seat,
    Settlement, Stage, Treatment, Unpaid, VatInside, VatShare, acquired, as_payable, as_said,
    booked_shares, implausible, in_euro, is_vat_rate, leaves_tax_open, less_as_booked,
    less_reduced, on_account_lines, period_under_way, post_final_invoice, post_invoice_issued,
    post_invoice_received, post_manual, post_opening, post_opening_balance, post_paid_at_once,
    post_payment, post_prepayment, post_reversal, post_simple, post_transfer, post_unexplained,
    post_valuation, prepaid_role, rate_of_another_time, reverse_charged, seat_of_seller,
    split_discount, sums_hold, taken_off, vat_inside, vat_shares, was_in_force,
};
pub use regime::{Bookkeeping, Closing, FiscalYear, SizeClass, TaxedUnder, VatPeriod, VatRegime};
pub use statements::{Statement, missing_statements};
pub use tax_keys::Numbers;
pub use tax_keys::reverse_case;
pub use vat_return::{
    CodedTotal, Placed, ReturnPosition, TaxCode, carried_over, in_remaining, input_taken_back,
    is_in_return, placed, told_besides, vat_return, waived,
};
