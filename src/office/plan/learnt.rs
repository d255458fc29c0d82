//! What a person decided before, as the matcher is told of it.

use super::Plan;
use super::bank::entry_facts;
use super::entry_states::decision_of;
use crate::ledger::Personal;
use crate::matching::{
    Answer, Answers, Beside, Category, Decision, EntryFacts, Place, Refused, Said, parties,
};
use crate::store::Neighbours;
use crate::store::rows::{EntryRow, EntryStatus, ItemRow};
use std::collections::HashSet;

/// Gives each entry the answers about others of its counterparty.
pub(super) fn remind(entries: &mut [EntryFacts], answered: &[EntryRow]) {
    let known: HashSet<String> =
        entries.iter().filter(|entry| entry.decided.is_none()).flat_map(parties).collect();
    let answers = Answers::of(answered.iter().flat_map(|row| of_row(row, &known)).collect());
    for entry in entries.iter_mut().filter(|entry| entry.decided.is_none()) {
        entry.answers = answers.for_entry(entry);
    }
}

impl Plan<'_> {
    /// Learns, or forgets, from which account a contact is paid for, by what a person has just
    /// decided about an entry. `items` are all that are open of the contacts that it touches; their
    /// keys are written anew where that changes.
    pub fn learn_payer(&mut self, row: &EntryRow, decision: Option<&Decision>, items: &[ItemRow]) {
        let iban = row
            .entry
            .counterparty
            .iban
            .as_ref()
            .filter(|iban| iban.is_valid() && !self.is_own(&row.company, &row.entry))
            .cloned();
        let returned = |decision: &&Decision| decision.category != Some(Category::Return);
        let settled: HashSet<i64> = decision
            .filter(returned)
            .iter()
            .flat_map(|decision| &decision.allocations)
            .map(|part| part.item)
            .collect();
        let paid_for: HashSet<i64> = items
            .iter()
            .filter(|item| settled.contains(&item.id))
            .map(|item| item.contact_id)
            .collect();
        let mut changed = HashSet::new();
        for contact in items.iter().map(|item| item.contact_id).collect::<HashSet<i64>>() {
            let contacts = &mut self.books.contacts;
            let moved = match iban.as_ref().filter(|_| paid_for.contains(&contact)) {
                Some(iban) => contacts.note_payer(contact, iban.as_str(), row.id),
                None => contacts.forget_payer(contact, row.id),
            };
            if moved {
                changed.insert(contact);
            }
        }
        for item in items.iter().filter(|item| changed.contains(&item.contact_id)) {
            self.index_item(item);
        }
    }
}

/// Notes how an entry stands that a person has just decided about: its answer before no longer
/// counts.
pub fn answered(near: &mut Neighbours, row: &EntryRow) {
    near.answered.retain(|known| known.id != row.id);
    near.answered.push(row.clone());
}

/// The answers that an entry carries, if its counterparty is one of those at hand.
fn of_row(row: &EntryRow, known: &HashSet<String>) -> Vec<Answer> {
    let facts = entry_facts(row, false)
        .filter(|facts| parties(facts).iter().any(|party| known.contains(party)));
    let Some(facts) = facts else { return Vec::new() };
    let mut said: Vec<Said> = row
        .refused
        .iter()
        .filter_map(|refusal| refusal.account.clone())
        .map(Said::Refused)
        .collect();
    if row.state.by_person && row.state.status == EntryStatus::Matched {
        said.push(decided(row));
    }
    said.into_iter().map(|said| Answer::about(&facts, said)).collect()
}

fn decided(row: &EntryRow) -> Said {
    let decision = decision_of(row);
    let whole = decision.allocations.is_empty() && decision.beside.is_empty();
    match decision.account.filter(|account| whole && Personal::of(account).is_none()) {
        Some(number) => {
            Said::Account { number, vat: decision.vat_percent, category: decision.category }
        }
        None if decision.allocations.is_empty() => {
            split(&decision.beside).map_or(Said::Otherwise, Said::Split)
        }
        None => Said::Otherwise,
    }
}

/// A split over accounts alone, none of them a person's; the same split in one order. One of which
/// VAT was said is not learnt: without it the parts would be booked gross.
fn split(parts: &[Beside]) -> Option<Vec<(String, i64)>> {
    let account = |part: &Beside| match &part.place {
        Place::Account(number) if Personal::of(number).is_none() && part.vat_percent.is_none() => {
            Some((number.clone(), part.amount))
        }
        _ => None,
    };
    let mut parts = parts.iter().map(account).collect::<Option<Vec<_>>>()?;
    parts.sort();
    (parts.len() > 1).then_some(parts)
}

/// What was refused for an entry.
pub(super) fn refused(row: &EntryRow) -> Refused {
    Refused {
        items: row.refused.iter().flat_map(|refusal| refusal.items.iter().copied()).collect(),
        accounts: row.refused.iter().filter_map(|refusal| refusal.account.clone()).collect(),
    }
}
