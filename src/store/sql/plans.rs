//! What statements of tests cost: how many rows each steps through without looking for any.

use rusqlite::{Statement, StatementStatus};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// The statements, with the most rows that one of its answers stepped through so.
static SEEN: Mutex<BTreeMap<String, i32>> = Mutex::new(BTreeMap::new());

/// Notes what a statement cost that has been answered.
pub(super) fn see(statement: &Statement<'_>, text: &str) {
    let steps = statement.reset_status(StatementStatus::FullscanStep);
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    let most = seen.entry(text.to_owned()).or_default();
    *most = steps.max(*most);
}

/// What was seen since the last time.
pub(crate) fn seen() -> BTreeMap<String, i32> {
    std::mem::take(&mut SEEN.lock().unwrap_or_else(PoisonError::into_inner))
}
