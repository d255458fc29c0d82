//! kontor, the back office as a folder.
//!
//! A document goes one way through the house, and each step hands on a value of its own type:
//!
//! ```text
//! intake → recognise → parse → validate → match → post → notify
//! ```
//!
//! Imports point one way: `main → cli → office (the runner, pipelines, mail, reports) → stages (matching, ledger,
//! einvoice, formats) → domain`. `tests/tidy.rs` holds these rules.

pub mod cli;
pub mod domain;
pub mod einvoice;
pub mod formats;
pub mod ledger;
pub mod mail;
pub mod matching;
pub mod office;
pub mod pipeline;
pub mod report;
pub mod settings;
pub mod store;
pub mod xml;
