//! kontor, the back office as a folder: the house on one page.
//!
//! A document goes one way through it, and each step hands on a value of its own type:
//!
//! ```text
//! inbox/ → intake → take ──────────────→ route → plan ───────────────→ commit → finish → notify
//!          Claimed   Taken               Route   Changes               (store)           MailRow
//!                    └ recognise → parse          └ match → post
//!                      → validate                   Decision, JournalEntry
//! ```
//!
//! - [`office::intake`] waits until a file is whole and claims it by renaming it; [`office::take`]
//!   archives it under its hash, opens containers and lets [`formats`] read it (one table of
//!   formats, recognised by content) and [`einvoice`] judge it.
//! - [`office::route`] finds its company; [`office::plan`] works out in memory all that a batch
//!   causes, with [`matching`] for what settles what and [`ledger`] for what is booked. One
//!   transaction writes it ([`store::Changes`], in portions where it is large): documents, entries,
//!   postings, mails. Only then does the file leave the inbox. A crash at any moment leaves a claim
//!   that the next run takes up, after [`office::rehearsal`] has seen which of its files ends a
//!   process.
//! - What is booked is dated by [`ledger::Periods`]: a closed day takes no booking any more, and
//!   what comes late keeps the day of its document. Every change of an open item is a movement of
//!   its own in the store, so that a closed day's lists stay what they were; [`office::verify`]
//!   proves them against the journal.
//! - A person's answer ([`office::resolve`]) comes through a verb or, row by row, through a
//!   clarification sheet in the inbox ([`office::answers`]). What waits is looked at again by night
//!   and when a rule has changed ([`office::reconsider`]).
//! - [`mail`] makes the messages of that transaction; sending them is a step of its own. [`report`]
//!   answers questions.
//! - [`office::run`] drives all this: one `Runner` an office (a lock), beside it any number of
//!   `Desk`s that ask and decide, each write in its turn.
//!
//! Imports point one way; a module names itself and those to the right of it:
//!
//! ```text
//! main     → cli
//! cli      → office, report, mail, pipeline, settings, store, the stages
//! office   → report, mail, pipeline, settings, store, the stages  runner, archive, plan, verification
//! report   → store, ledger, control, domain                       rows and their forms
//! mail     → store, pipeline, domain                              letters, digest, outbox
//! pipeline → settings, formats, matching, ledger, domain          pipelines/*.toml, compiled
//! settings → ledger, control, domain                              kontor.toml, companies/*.toml
//! store    → matching, domain                                     SQLite behind the domain's words
//! formats  → einvoice, xml, domain                                stages: pure functions,
//! einvoice → xml, domain                                            no file, no clock, no environment
//! matching, ledger, control, xml → domain                         domain: the field's own things
//! ```
//!
//! The formats do not know each other, only the table and a few shared helpers. Amounts are
//! decimals, never binary floats; nothing panics on purpose; what is found wrong is a value, a
//! [`domain::Finding`] with a sentence in German and English beside the code that raises it.
//! `tests/house/tidy.rs` holds these rules, the table above among them; `tests/cli` looks at the
//! whole from outside.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]

pub mod cli;
pub mod control;
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
