//! The rest of a prepayment that is no longer asked for, since its final invoice holds it: it is
//! ended with what was paid, and no price is lowered.

use super::items::Candidate;
use crate::store::rows::ItemKind;

/// How a person says so.
const SAID: &[&str] =
    &["schlussrechnung", "schlußrechnung", "endabrechnung", "final invoice", "final-invoice"];

/// Whether a reason says so of what is short, prepayments all.
pub(super) fn is_ended_by_final<'a>(
    short: impl Iterator<Item = &'a Candidate>,
    reason: &str,
) -> bool {
    let reason = reason.to_lowercase();
    let mut short = short.peekable();
    short.peek().is_some() && SAID.iter().any(|word| reason.contains(word)) && short.all(is_prepaid)
}

/// Whether an item is a prepayment that no final invoice has taken off unpaid.
pub(super) fn is_prepaid(candidate: &Candidate) -> bool {
    matches!(candidate.item.kind, ItemKind::Prepayment | ItemKind::PrepaymentTaxed)
}
