//! The store: what has been received, booked, matched and mailed, behind one interface in the
//! domain's words.
//!
//! SQLite in write-ahead mode, or PostgreSQL where several machines keep one office; `sql` makes
//! the two one. One writer plans a batch of documents in memory and hands all they cause to
//! [`Store::commit`] as [`Changes`]: one transaction, multi-row statements.

mod abroad;
mod account;
pub mod addressees;
mod advances;
mod ask;
mod asked;
mod assumed;
mod assumed_currency;
mod automation;
mod bank_control;
mod bank_days;
mod by_hand;
mod cash;
mod cash_book;
mod chains;
mod commit;
pub mod control;
mod credited;
mod documents;
mod error;
mod habits;
mod halves;
mod handed;
mod in_force;
mod item_rows;
mod jobs;
mod journal;
mod kept_under;
mod keys;
mod known;
mod known_items;
mod mail;
mod movements;
mod neighbours;
mod open;
mod openings;
mod pages;
mod paid_blocked;
mod paid_unseen;
mod placed_by_hand;
mod prove;
mod rates;
mod read;
mod receipts;
mod released;
mod restored;
mod returned;
pub mod rows;
mod rules;
mod running;
mod set_offs;
mod shown;
mod sources;
mod sql;
mod stale;
mod stated;
mod tally;
mod taxes;
mod told;
mod totals;
mod traces;
pub mod trade;
mod transfer;
mod under_number;
mod unit;
mod united;
mod usage;
mod waiting;
mod wholes;

pub use abroad::BalanceAbroad;
pub use account::AccountLine;
pub use advances::{FINDINGS as ADVANCE_FINDINGS, OrdersNamed};
pub use ask::{ItemLeft, TOOK_PLACE, WAITED};
pub use asked::{
    AccountTotal, Arrived, Completeness, Decision, DocumentLine, FailedMail, JournalRow, Overdue,
    Span,
};
pub use assumed::UnnamedVendor;
pub use assumed_currency::FINDINGS as ASSUMED_CURRENCY_FINDINGS;
pub use automation::Automation;
pub(crate) use automation::OWN_MATCH;
pub use bank_control::BankAstray;
pub use by_hand::FINDINGS as BY_HAND_FINDINGS;
pub use cash::{CashBalance, Due};
pub use cash_book::OnCashBox;
pub use commit::{Changes, DecisionRow};
pub use credited::{FINDINGS as CREDITED_FINDINGS, credit_of_taken_back};
pub use error::{Ailing, StoreError, Stored};
pub use habits::Habits;
pub use handed::{Invoiced, SettledPart, Subjects};
pub use in_force::InForce;
pub use jobs::{JobRow, Waiting};
pub use kept_under::{Currencies, bank_of};
pub use known::Counters;
pub use mail::MailLine;
pub use neighbours::{CreditedWhole, Keys, Neighbours};
pub use paid_blocked::FINDINGS as PAID_BLOCKED_FINDINGS;
pub use paid_unseen::FINDINGS as PAID_UNSEEN_FINDINGS;
pub use prove::{Astray, Proof};
pub use rates::{FINDINGS as UNRATED_FINDINGS, Unrated};
pub use receipts::{MoneyTurnover, Settled};
pub use released::Freed;
pub use restored::{HeldInvoice, HeldNumber, RestoredRow, ReturnedRow, TakenPart};
pub use returned::PaidBefore;
pub use rules::BookedByRule;
pub use set_offs::SetOffRow;
pub use shown::{ShownAs, called};
#[cfg(test)]
pub(crate) use sql::plans;
pub use sql::{ByHand, Done};
pub use stated::ToldEntry;
pub use taxes::CodedLine;
pub use totals::{CodedSum, MonthTotal};
pub use unit::Unit;
pub use usage::{ContactMove, Usage, Usual};
pub use wholes::{HalfRow, Said, WholeRow};

use sql::{Held, Pool, Task};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Where a store is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// A file.
    Sqlite(PathBuf),
    /// An address, `postgres://…`; it may hold a password and is never printed.
    Postgres(String),
}

/// An open store.
#[derive(Clone)]
pub struct Store {
    pool: Pool,
    /// How long a server that is away is waited for; `None`: for ever.
    patience: Option<Duration>,
    /// How many months a VAT return of a company covers, by the company's id; one where none is
    /// told.
    vat_months: Arc<HashMap<String, i8>>,
    /// The account of untaxed advances received of each company that owes VAT with the money.
    advances: Arc<HashMap<String, String>>,
    /// True when it may only be looked at.
    is_for_looking: bool,
    /// The server's process that holds the turn to write, if this store has it.
    writer: Arc<Mutex<Option<i64>>>,
}

/// The turn to write; over when it is dropped.
pub struct Turn {
    held: Option<Held>,
    writer: Arc<Mutex<Option<i64>>>,
}

/// The turn to send mails; over when it is dropped.
pub struct MailTurn {
    _held: Option<Held>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        if self.held.as_ref().is_some_and(|held| *writer == Some(held.process)) {
            *writer = None;
        }
    }
}

impl Store {
    /// Opens a store, makes what is not there, and brings its tables up to date. A server that is
    /// away is waited for at most so long (`None`: for ever).
    pub async fn open(location: &Location, patience: Option<Duration>) -> Stored<Store> {
        let pool = match location {
            Location::Sqlite(file) => Pool::sqlite(file).await?,
            Location::Postgres(url) => Pool::postgres(url, patience).await?,
        };
        Ok(Store {
            pool,
            patience,
            vat_months: Arc::default(),
            advances: Arc::default(),
            is_for_looking: false,
            writer: Arc::default(),
        })
    }

    /// Opens a file of books that may not be written, to look at it; nothing is made or changed.
    pub async fn look(file: &Path) -> Stored<Store> {
        Ok(Store {
            pool: Pool::sqlite_to_look(file).await?,
            patience: None,
            vat_months: Arc::default(),
            advances: Arc::default(),
            is_for_looking: true,
            writer: Arc::default(),
        })
    }

    /// One that reads beside this one, by a connection of its own where the books are a file.
    pub async fn reader(&self) -> Stored<Store> {
        Ok(Store { pool: self.pool.reader().await?, is_for_looking: true, ..self.clone() })
    }

    /// True when it may only be looked at.
    pub fn is_for_looking(&self) -> bool {
        self.is_for_looking
    }

    /// Waits for the turn to write among all machines that keep this office. What is written while
    /// it is held is written by nobody else; when it is lost, [`Store::commit`] refuses.
    pub async fn turn(&self) -> Stored<Turn> {
        let held = self.pool.turn(Task::Books).await?;
        *self.writer.lock().unwrap_or_else(PoisonError::into_inner) =
            held.as_ref().map(|held| held.process);
        Ok(Turn { held, writer: Arc::clone(&self.writer) })
    }

    /// The server's process that holds this store's turn; `None` for a store in a file, and where
    /// nothing is held.
    fn writer(&self) -> Option<i64> {
        *self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the database itself finds wrong with its file: pages that are damaged, rows that refer
    /// to what is not there. PostgreSQL watches over its own.
    pub async fn damage(&self) -> Stored<Vec<String>> {
        self.pool.damage().await
    }

    /// The rows that another hand than kontor's added, changed or deleted, and that do not say again
    /// what they said before.
    pub async fn changed_by_hand(&self) -> Stored<Vec<ByHand>> {
        self.pool.changed_by_hand().await
    }

    /// The turn to send mails, if no other machine has it.
    pub async fn mail_turn(&self) -> Stored<Option<MailTurn>> {
        Ok(self.pool.turn_if_free(Task::Mail).await?.ok().map(|held| MailTurn { _held: held }))
    }

    /// Waits until a server that was away answers again, as long as the store was opened to.
    pub async fn wait(&self) -> Stored<()> {
        self.pool.wait(self.patience).await
    }

    /// How long a server that is away is waited for; `None`: for ever.
    pub fn patience(&self) -> Option<Duration> {
        self.patience
    }

    /// Closes the store; SQLite's write-ahead log is folded in.
    pub async fn close(self) {
        self.pool.close().await;
    }
}

/// Rows a statement may carry: SQLite takes 32,766 values, and no table here is wider than 30.
const ROWS: usize = 1_000;
