//! Batch bookings: one entry on the account, many payments inside. The matcher decides about each
//! payment; the entry is settled when all of them are, and is one row of the reconciliation and one
//! posting.

use super::bank::entry_facts;
use crate::domain::statement::Entry;
use crate::matching::{
    Allocation, Beside, Category, Decision, EntryFacts, Explanation, MatchStatus, Place,
};
use crate::store::rows::{EntryRow, EntryState};
use std::collections::{BTreeMap, HashMap};

/// Most payments of a batch that are looked at one by one.
const MOST_DETAILS: usize = 10_000;

/// What the matcher is told of an entry: itself, or each payment inside it when they sum to it.
/// `own` tells a transfer between the company's own accounts.
pub(super) fn facts(row: &EntryRow, own: impl Fn(&Entry) -> bool) -> Vec<EntryFacts> {
    if !is_batch(&row.entry) {
        return entry_facts(row, own(&row.entry)).into_iter().collect();
    }
    row.entry
        .details
        .iter()
        .enumerate()
        .filter_map(|(at, detail)| inside(row, at, detail, own(detail)))
        .collect()
}

fn is_batch(entry: &Entry) -> bool {
    let sum: Option<i64> = entry.details.iter().map(|detail| detail.amount.minor()).sum();
    (2..MOST_DETAILS).contains(&entry.details.len())
        && entry.details.iter().all(|detail| detail.amount.currency == entry.amount.currency)
        && sum.is_some()
        && sum == entry.amount.minor()
}

/// A payment inside a batch, with the dates of the batch and an id of its own that leads back to
/// it.
fn inside(row: &EntryRow, at: usize, detail: &Entry, own: bool) -> Option<EntryFacts> {
    let mut payment = detail.clone();
    payment.booking_date = row.entry.booking_date;
    payment.value_date = row.entry.value_date;
    payment.booking_text = payment.booking_text.or_else(|| row.entry.booking_text.clone());
    payment.transaction_code =
        payment.transaction_code.or_else(|| row.entry.transaction_code.clone());
    payment.remittance = payment.remittance.or_else(|| row.entry.remittance.clone());
    let id = id_inside(row.id, at)?;
    let state = EntryState { allocations: Vec::new(), ..row.state.clone() };
    entry_facts(
        &EntryRow {
            id,
            company: row.company.clone(),
            account: row.account.clone(),
            entry: payment,
            state,
            refused: row.refused.clone(),
        },
        own,
    )
}

/// Ids inside batches are negative: the batch's id and the place in it.
fn id_inside(batch: i64, at: usize) -> Option<i64> {
    batch
        .checked_mul(i64::try_from(MOST_DETAILS).ok()?)?
        .checked_add(i64::try_from(at).ok()?)?
        .checked_neg()
}

/// The entry that an id is, or is inside of.
fn entry_of(id: i64) -> i64 {
    if id < 0 { id.saturating_neg() / MOST_DETAILS as i64 } else { id }
}

/// Joins the decisions about the payments of a batch to one about the entry; others pass through.
/// `amounts` are those of the facts decided about, by their ids.
pub(super) fn join(decisions: Vec<Decision>, amounts: &HashMap<i64, i64>) -> Vec<Decision> {
    let mut by_entry: BTreeMap<i64, Vec<Decision>> = BTreeMap::new();
    for decision in decisions {
        by_entry.entry(entry_of(decision.entry)).or_default().push(decision);
    }
    by_entry.into_iter().filter_map(|(entry, list)| one(entry, list, amounts)).collect()
}

fn one(entry: i64, mut list: Vec<Decision>, amounts: &HashMap<i64, i64>) -> Option<Decision> {
    if list.len() == 1 && list.first().is_some_and(|only| only.entry == entry) {
        return list.pop();
    }
    let (all, matched) = (
        list.len(),
        list.iter().filter(|decision| decision.status == MatchStatus::Matched).count(),
    );
    let booked: Vec<(Option<Category>, Option<&str>)> = list
        .iter()
        .filter(|decision| decision.allocations.is_empty())
        .map(|decision| (decision.category, decision.account.as_deref()))
        .collect();
    let first = booked.first().copied().unwrap_or_default();
    // Payments that all go to one account are one posting on it; else each has its own line.
    let alike =
        booked.len() == all && first.1.is_some() && booked.iter().all(|other| *other == first);
    let beside: Vec<Beside> = match alike {
        true => Vec::new(),
        false => list
            .iter()
            .flat_map(|decision| {
                beside_items(decision, amounts.get(&decision.entry).copied().unwrap_or_default())
            })
            .collect(),
    };
    let mut allocations: BTreeMap<i64, Allocation> = BTreeMap::new();
    for allocation in list.iter().flat_map(|decision| &decision.allocations) {
        allocations
            .entry(allocation.item)
            .and_modify(|sum| *sum = sum.with(allocation))
            .or_insert(*allocation);
    }
    let status = match matched {
        _ if matched == all => MatchStatus::Matched,
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
        charge: list
            .iter()
            .filter(|decision| decision.account.is_none())
            .map(|decision| decision.charge)
            .sum(),
        on_account: 0,
        beside,
        vat_percent: list.first().filter(|_| alike).and_then(|decision| decision.vat_percent),
        category: first.0.filter(|_| alike),
        account: first.1.filter(|_| alike).map(str::to_owned),
        confidence: list.iter().map(|decision| decision.confidence).min().unwrap_or_default(),
        explanation,
        weights: list.iter().map(|decision| decision.weights).max().unwrap_or_default(),
        runner_up: list.iter().find_map(|decision| decision.runner_up.clone()),
        reason: None,
        order: None,
        same_as: None,
    })
}

/// What of a payment inside a batch settles no item: its rest on account, its charge where that has
/// an account of its own, and a payment without an item as a whole.
fn beside_items(decision: &Decision, amount: i64) -> Vec<Beside> {
    let mut parts = Vec::new();
    if decision.allocations.is_empty() {
        let account = decision.account.clone().filter(|_| decision.status != MatchStatus::Open);
        parts.push(Beside::of(account.map_or(Place::Unexplained, Place::Account), amount));
        return parts;
    }
    if let Some(account) = decision.account.clone().filter(|_| decision.charge != 0) {
        parts.push(Beside::of(Place::Account(account), decision.charge));
    }
    if let Some(first) = decision.allocations.first().filter(|_| decision.on_account != 0) {
        parts.push(Beside::of(Place::ContactOf(first.item), decision.on_account));
    }
    parts.extend(decision.beside.iter().cloned());
    parts
}
