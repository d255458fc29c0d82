//! kontor from outside, as a user runs it: temporary offices, small documents written here, exit statuses, JSON and mails.

mod accounts;
mod bad_input;
mod bureau;
#[path = "../support/invoice.rs"]
mod invoice;
mod mail;
mod nightly;
mod openings;
mod parties;
mod periods;
mod taxes;
mod verbs;
