//! What a person decided before, as the matcher is told of it.

use super::bank::entry_facts;
use super::settle::decision_of;
use crate::ledger::Personal;
use crate::matching::{Answer, Answers, EntryFacts, Refused, Said, parties};
use crate::store::Neighbours;
use crate::store::rows::{EntryRow, EntryStatus};
use std::collections::HashSet;

/// Gives each entry the answers about others of its counterparty.
pub(super) fn remind(entries: &mut [EntryFacts], answered: &[EntryRow]) {
    let known: HashSet<String> = entries.iter().filter(|entry| entry.decided.is_none()).flat_map(parties).collect();
    let answers = Answers::of(answered.iter().flat_map(|row| of_row(row, &known)).collect());
    for entry in entries.iter_mut().filter(|entry| entry.decided.is_none()) {
        entry.answers = answers.for_entry(entry);
    }
}

/// Notes how an entry stands that a person has just decided about: its answer before no longer counts.
pub fn answered(near: &mut Neighbours, row: &EntryRow) {
    near.answered.retain(|known| known.id != row.id);
    near.answered.push(row.clone());
}

/// The answers that an entry carries, if its counterparty is one of those at hand.
fn of_row(row: &EntryRow, known: &HashSet<String>) -> Vec<Answer> {
    let facts = entry_facts(row, false).filter(|facts| parties(facts).iter().any(|party| known.contains(party)));
    let Some(facts) = facts else { return Vec::new() };
    let mut said: Vec<Said> = row.refused.iter().filter_map(|refusal| refusal.account.clone()).map(Said::Refused).collect();
    if row.state.by_person && row.state.status == EntryStatus::Matched {
        said.push(decided(row));
    }
    said.into_iter().map(|said| Answer::about(&facts, said)).collect()
}

fn decided(row: &EntryRow) -> Said {
    let decision = decision_of(row);
    let whole = decision.allocations.is_empty() && decision.beside.is_empty();
    match decision.account.filter(|account| whole && Personal::of(account).is_none()) {
        Some(number) => Said::Account { number, vat: decision.vat_percent, category: decision.category },
        None => Said::Otherwise,
    }
}

/// What was refused for an entry.
pub(super) fn refused(row: &EntryRow) -> Refused {
    Refused {
        items: row.refused.iter().flat_map(|refusal| refusal.items.iter().copied()).collect(),
        accounts: row.refused.iter().filter_map(|refusal| refusal.account.clone()).collect(),
    }
}
