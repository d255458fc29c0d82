//! Batch bookings: one entry on the account, many payments inside. The matcher decides about each payment; the entry is settled
//! when all of them are, and is one row of the reconciliation and one posting.

use super::bank::entry_facts;
use crate::domain::statement::Entry;
use crate::matching::{Allocation, Category, Decision, EntryFacts, Explanation, MatchStatus};
use crate::store::rows::{EntryRow, EntryState};
use std::collections::BTreeMap;

/// Most payments of a batch that are looked at one by one.
const MOST_DETAILS: usize = 10_000;

/// What the matcher is told of an entry: itself, or each payment inside it when they sum to it. `own` tells a transfer between
/// the company's own accounts.
pub(super) fn facts(row: &EntryRow, own: impl Fn(&Entry) -> bool) -> Vec<EntryFacts> {
    if !is_batch(&row.entry) {
        return entry_facts(row, own(&row.entry)).into_iter().collect();
    }
    row.entry.details.iter().enumerate().filter_map(|(at, detail)| inside(row, at, detail, own(detail))).collect()
}

fn is_batch(entry: &Entry) -> bool {
    let sum: Option<i64> = entry.details.iter().map(|detail| detail.amount.minor()).sum();
    (2..MOST_DETAILS).contains(&entry.details.len())
        && entry.details.iter().all(|detail| detail.amount.currency == entry.amount.currency)
        && sum.is_some()
        && sum == entry.amount.minor()
}

/// A payment inside a batch, with the dates of the batch and an id of its own that leads back to it.
fn inside(row: &EntryRow, at: usize, detail: &Entry, own: bool) -> Option<EntryFacts> {
    let mut payment = detail.clone();
    payment.booking_date = row.entry.booking_date;
    payment.value_date = row.entry.value_date;
    payment.booking_text = payment.booking_text.or_else(|| row.entry.booking_text.clone());
    payment.transaction_code = payment.transaction_code.or_else(|| row.entry.transaction_code.clone());
    payment.remittance = payment.remittance.or_else(|| row.entry.remittance.clone());
    let id = id_inside(row.id, at)?;
    let state = EntryState { allocations: Vec::new(), ..row.state.clone() };
    entry_facts(&EntryRow { id, company: row.company.clone(), account: row.account.clone(), entry: payment, state }, own)
}

/// Ids inside batches are negative: the batch's id and the place in it.
fn id_inside(batch: i64, at: usize) -> Option<i64> {
    batch.checked_mul(i64::try_from(MOST_DETAILS).ok()?)?.checked_add(i64::try_from(at).ok()?)?.checked_neg()
}

/// The entry that an id is, or is inside of.
fn entry_of(id: i64) -> i64 {
    if id < 0 { id.saturating_neg() / MOST_DETAILS as i64 } else { id }
}

/// Joins the decisions about the payments of a batch to one about the entry; others pass through.
pub(super) fn join(decisions: Vec<Decision>) -> Vec<Decision> {
    let mut by_entry: BTreeMap<i64, Vec<Decision>> = BTreeMap::new();
    for decision in decisions {
        by_entry.entry(entry_of(decision.entry)).or_default().push(decision);
    }
    by_entry.into_iter().filter_map(|(entry, list)| one(entry, list)).collect()
}

fn one(entry: i64, mut list: Vec<Decision>) -> Option<Decision> {
    if list.len() == 1 && list.first().is_some_and(|only| only.entry == entry) {
        return list.pop();
    }
    let (all, matched) = (list.len(), list.iter().filter(|decision| decision.status == MatchStatus::Matched).count());
    let booked: Vec<(Option<Category>, Option<&str>)> = list
        .iter()
        .filter(|decision| decision.allocations.is_empty())
        .map(|decision| (decision.category, decision.account.as_deref()))
        .collect();
    let first = booked.first().copied().unwrap_or_default();
    // A posting has room for many items or for one account, not for both.
    let alike = booked.is_empty() || (booked.len() == all && booked.iter().all(|other| *other == first));
    let mut allocations: BTreeMap<i64, Allocation> = BTreeMap::new();
    for allocation in list.iter().flat_map(|decision| &decision.allocations) {
        allocations
            .entry(allocation.item)
            .and_modify(|sum| {
                sum.amount += allocation.amount;
                sum.discount += allocation.discount;
                sum.discount_kind = sum.discount_kind.or(allocation.discount_kind);
            })
            .or_insert(*allocation);
    }
    let status = match matched {
        _ if matched == all && alike => MatchStatus::Matched,
        0 if allocations.is_empty() => MatchStatus::Open,
        _ => MatchStatus::Suggested,
    };
    let mut explanation = vec![Explanation::new(
        format!("Sammelbuchung: {matched} von {all} Zahlungen zugeordnet."),
        format!("Batch booking: {matched} of {all} payments matched."),
    )];
    explanation.extend(list.iter().filter_map(|decision| decision.explanation.first().cloned()));
    Some(Decision {
        entry,
        status,
        allocations: allocations.into_values().collect(),
        charge: list.iter().map(|decision| decision.charge).sum(),
        on_account: list.iter().map(|decision| decision.on_account).sum(),
        category: first.0,
        account: first.1.map(str::to_owned).or_else(|| list.iter().find_map(|decision| decision.account.clone())),
        confidence: list.iter().map(|decision| decision.confidence).min().unwrap_or_default(),
        explanation,
        runner_up: None,
    })
}
