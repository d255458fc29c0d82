//! Documents from bytes to what they say: every format by samples, by hand-made truths, by damage
//! and, where they lie beside the project, by the corpora.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may fall"
)]

mod bank_csv;
mod bank_csv_corpus;
mod bank_csv_words;
mod bank_messages;
#[path = "../support/broken.rs"]
mod broken;
mod containers;
mod documents;
mod errors;
mod formats;
mod inside_pdfs;
mod long_statements;
mod pdf_statement;
mod tables;
