//! The pure rooms by tables and properties: posting, matching, control.

mod control;
mod ledger;
mod matching;
