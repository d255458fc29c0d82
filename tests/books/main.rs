//! The pure rooms by tables and properties: posting, matching, control.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may fall"
)]

mod claimed;
mod contradicted;
mod control;
mod counted;
mod foreign;
mod instalments;
mod ledger;
mod matching;
mod more;
mod on_top;
mod other_number;
mod postcodes;
mod reconciliation;
mod refunded;
mod returns;
mod shortened;
mod sums;
mod takings;
mod twice;
mod untold;
mod which_one;
