//! E-invoices judged: the rules of EN 16931, XRechnung and the profiles, by hand and against the
//! official verdicts.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may fall"
)]

mod en16931;
mod facturx;
mod schema;
mod syntax_rules;
mod validate;
mod xrechnung;
