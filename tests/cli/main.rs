//! kontor from outside, as a user runs it: temporary offices, small documents written here, exit
//! statuses, JSON and mails.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may fall"
)]

mod accounts;
mod adviser;
mod answered;
mod as_stated;
mod assumed;
mod automation;

mod bad_input;
mod batches;
mod beside;
mod bureau;
mod by_hand;
mod claimed;
mod closing;
mod companies_told;
mod confirmations;
mod control;
mod currencies;
mod decided;
mod doors;
mod doubled;
mod due;
mod entries;
mod explained;
mod extf;
mod forms;
mod gaps;
mod given_back;
mod growing;
mod half;
mod handover;
mod hostile;
mod input_vat;
#[path = "../support/invoice.rs"]
mod invoice;
mod languages;
mod learnt;
mod looking;
mod lost;
mod mail;
mod mail_halt;
#[path = "../support/mail_server.rs"]
mod mail_server;
mod mail_steps;
mod named;
mod nightly;
mod one_account;
mod openings;
mod originals;
mod other_names;
mod owed;
mod pages;
mod paper;
mod parties;
mod periods;
mod placed;
mod places;
mod rates;
mod report_mails;
mod rests;
mod retold;
mod room;
mod scans;
mod set_off;
mod sheets;
mod shown;
mod slips;
mod smtp;
mod statement;
mod steered;
mod stock;
mod sums;
mod swept;
mod tax_cases;
mod taxes;
mod to_and_fro;
mod trade;
mod trade_back;
mod trade_control;
mod transit;
mod verbs;
mod when;
mod words;
mod workbooks;
