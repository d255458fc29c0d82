//! A document that answers or contradicts what a person decided before: the decision stands, and
//! the person is told.
//!
//! A receipt that was left open, or a payment that was booked on an account, may be the one that a
//! later invoice asks for. Left at that, the invoice is paid or asked for twice, and its expense
//! stands in the books twice.

use super::Plan;
use super::bank::entry_facts;
use super::noted::note;
use crate::domain::finding::Weight;
use crate::domain::{Finding, FindingKind, Side};
use crate::ledger::prepaid_role;
use crate::matching::{EntryFacts, MatchStatus, Neighbourhood, OpenItemFacts, Policy, decide};
use crate::store::Neighbours;
use crate::store::rows::{EntryRow, EntryStatus, ItemKind, ItemRow};
use std::collections::{BTreeMap, HashSet};

/// Findings of what was decided before.
pub static FINDINGS: &[&FindingKind] = &[&DECIDED_BEFORE];

/// A document fits a bank entry about which a person has decided otherwise.
pub static DECIDED_BEFORE: FindingKind = FindingKind {
    code: "decided-before",
    weight: Weight::Warning,
    de: "{number} passt zum Umsatz {entry} vom {date} über {amount}, der von Hand {state}. Ist es \
        dieser, dann nimmt „kontor undo {entry}“ die Entscheidung zurück; sonst beendet „kontor \
        resolve {this} accept“ die Frage.",
    en: "{number} fits the bank entry {entry} of {date} over {amount}, which a person has {state}. \
        If it is this one, \"kontor undo {entry}\" takes the decision back; else \"kontor resolve \
        {this} accept\" ends the question.",
};

/// Days between a payment and an invoice that does not name it, within which they may belong
/// together.
const BY_AMOUNT_ALONE: i32 = 14;

impl Plan<'_> {
    /// Notes on the documents of this batch which of their items fit an entry that a person has
    /// settled without an item, or left. `new` are the items that nobody knew when the person
    /// decided.
    pub(super) fn note_what_was_decided_before(
        &mut self,
        company: &str,
        near: &Neighbours,
        items: &[OpenItemFacts],
        new: &HashSet<i64>,
    ) {
        let fresh: Vec<OpenItemFacts> =
            items.iter().filter(|item| new.contains(&item.id)).cloned().collect();
        if fresh.is_empty() {
            return;
        }
        let language = self.language_of(Some(company));
        let mut found: BTreeMap<i64, Vec<Finding>> = BTreeMap::new();
        for row in near
            .entries
            .values()
            .filter(|row| row.state.by_person && row.state.allocations.is_empty())
            .filter(|row| row.same_as().is_none())
        {
            let Some(entry) = entry_facts(row, self.is_own(company, &row.entry)) else { continue };
            for item in answering(&entry, &fresh) {
                let Some(owner) = near.items.get(&item.id) else { continue };
                if self.is_advance(row, owner) {
                    continue;
                }
                let document = owner.document_id;
                found.entry(document).or_default().push(told(row, item, language));
            }
        }
        for row in &mut self.changes.documents {
            for finding in found.get(&row.id).into_iter().flatten() {
                note(row, finding, language);
            }
        }
    }

    /// Whether a person put an entry where what an invoice calls paid stands anyway: nothing is
    /// asked for or paid twice. Which VAT is owed with it is asked by itself, and so is what is
    /// left in advance on the personal account of the invoice's own contact.
    fn is_advance(&self, row: &EntryRow, item: &ItemRow) -> bool {
        let chart = self.books.companies.get(&item.company).map(|books| books.chart);
        let contact = self.books.contacts.get(item.contact_id);
        let is_before = row.entry.booking_date <= item.date;
        let account = match (item.kind, item.side) {
            (ItemKind::Prepaid, side) => chart.map(|chart| chart.number(prepaid_role(side))),
            (ItemKind::Item, Side::Receivable) if is_before => {
                contact.and_then(|contact| contact.customer_account.as_deref())
            }
            (ItemKind::Item, Side::Payable) if is_before => {
                contact.and_then(|contact| contact.vendor_account.as_deref())
            }
            _ => None,
        };
        account.is_some()
            && row.state.status == EntryStatus::Matched
            && row.state.posting_account.as_deref() == account
    }
}

/// The items that this entry would settle, or be proposed for, had nobody decided.
fn answering<'i>(entry: &EntryFacts, fresh: &'i [OpenItemFacts]) -> Vec<&'i OpenItemFacts> {
    // No rule is asked: a rule is for what has no item.
    let policy = Policy { rules: Vec::new(), ..Policy::default() };
    let entries = std::slice::from_ref(entry);
    let decisions = decide(&Neighbourhood { items: fresh, entries, policy: &policy });
    // It may be paid at any time up to the day that it is due.
    let near = |item: &OpenItemFacts| {
        let from =
            item.date.is_none_or(|date| (date - entry.booking_date).get_days() <= BY_AMOUNT_ALONE);
        let until = item
            .due
            .or(item.date)
            .is_none_or(|due| (entry.booking_date - due).get_days() <= BY_AMOUNT_ALONE);
        from && until
    };
    let named = |item: &OpenItemFacts| {
        entry
            .remittance
            .as_deref()
            .is_some_and(|text| !text.is_empty() && names(text, &item.document))
    };
    let allocated = |sure: bool| -> HashSet<i64> {
        let fitting = decisions.iter().filter(|one| !sure || one.status == MatchStatus::Matched);
        fitting.flat_map(|decision| &decision.allocations).map(|part| part.item).collect()
    };
    // What kontor would have booked by itself fits without more.
    let (any, sure) = (allocated(false), allocated(true));
    let fits = |item: &&OpenItemFacts| {
        sure.contains(&item.id) || any.contains(&item.id) && (named(item) || near(item))
    };
    fresh.iter().filter(fits).collect()
}

/// Whether the digits of a document's number stand in a text.
fn names(text: &str, document: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let number = digits(document);
    number.len() >= 3 && digits(text).contains(&number)
}

fn told(row: &EntryRow, item: &OpenItemFacts, language: crate::domain::Language) -> Finding {
    let state = match (row.state.status, language) {
        (EntryStatus::Matched, crate::domain::Language::De) => "auf ein Konto gebucht wurde",
        (EntryStatus::Matched, crate::domain::Language::En) => "booked on an account",
        (_, crate::domain::Language::De) => "offen gelassen wurde",
        (_, crate::domain::Language::En) => "left open",
    };
    let found = DECIDED_BEFORE
        .found()
        .with("number", &item.document)
        .with("entry", format!("E{}", row.id))
        .with("state", state);
    let found = found.with_value("amount", row.entry.amount);
    match row.entry.booking_date {
        Some(date) => found.with_value("date", date),
        None => found.with("date", "?"),
    }
}
