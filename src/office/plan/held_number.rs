//! Payments that name an invoice which waits itself: nothing is open under its number as yet.

use super::Plan;
use super::ordered::{SAYS_INVOICE, texts, words_of};
use crate::domain::Kind;
use crate::domain::invoice_number::{number_key, same_number};
use crate::domain::text::fold;
use crate::matching::{Allocation, Decision, Explanation, MatchStatus, no_item};
use crate::store::rows::{DocumentRow, DocumentStatus, EntryRow};
use crate::store::{HeldNumber, Neighbours};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Fewer letters and digits say too little.
const SHORTEST: usize = 3;
/// So many figures are no amount, year or postcode's beginning by chance.
const MANY: usize = 6;

impl Plan<'_> {
    /// Whether entries that nobody has decided about are among a neighbourhood's, or are new.
    pub fn has_undecided(&self, company: &str, near: &Neighbours) -> bool {
        let fresh = self.changes.entries.iter().filter(|row| row.company == company);
        fresh.chain(near.entries.values()).any(|row| !row.state.by_person)
    }

    /// A decision over a payment whose text names an invoice that waits, as the question that it
    /// is: decided, that invoice is an item, and the payment is tried again. What names an item of
    /// that number as well is of that.
    pub(super) fn asked_of_held(
        &self,
        mut decision: Decision,
        row: &EntryRow,
        near: &Neighbours,
        waiting: &Waiting,
    ) -> Decision {
        if near.held.is_empty() || row.entry.details.len() > 1 || self.stays(row) {
            return decision;
        }
        let Some(held) = self.named_held(row, near, waiting) else { return decision };
        let why = waits(held);
        if decision.status == MatchStatus::Matched {
            let told = Told::of(row);
            let is_named = |part: &Allocation| {
                near.items.get(&part.item).is_some_and(|item| told.name(&item.number))
            };
            // What is named beside it stays paid.
            return match decision.allocations.iter().any(is_named) {
                true => decision,
                false => decision.asked(why),
            };
        }
        decision.explanation.retain(|said| *said != no_item());
        decision.explanation.insert(0, why);
        decision
    }

    /// The first invoice that waits and that an entry's text names, where no item bears its number.
    fn named_held<'n>(
        &self,
        row: &EntryRow,
        near: &'n Neighbours,
        waiting: &Waiting,
    ) -> Option<&'n HeldNumber> {
        let told = Told::of(row);
        let is_item = |held: &HeldNumber| {
            let mut items = near.items.values().chain(&self.changes.items);
            items.any(|item| {
                item.company == row.company
                    && item.amount_minor != 0
                    && same_number(&item.number, &held.number)
            })
        };
        let mut may_be = waiting.named(&told).into_iter().filter_map(|at| near.held.get(at));
        may_be.find(|held| told.name(&held.number) && !is_item(held))
    }

    /// Notes which invoices wait since this batch, and which no longer do.
    pub(super) fn note_held(&self, company: &str, near: &mut Neighbours) {
        let brought: HashSet<i64> = self.changes.documents.iter().map(|row| row.id).collect();
        near.held.retain(|held| !brought.contains(&held.document_id));
        let is_held = |row: &&DocumentRow| {
            row.status == DocumentStatus::Held
                && row.kind == Kind::Invoice.as_str()
                && row.company.as_deref().is_none_or(|id| id == company)
        };
        let now = self.changes.documents.iter().filter(is_held).filter_map(|row| {
            Some(HeldNumber { document_id: row.id, number: row.number.clone()? })
        });
        near.held.extend(now);
        near.held.sort_by_key(|held| held.document_id);
    }
}

/// The invoices that wait, found by the words that a text may name them with: an office may have
/// thousands of either.
pub(super) struct Waiting(HashMap<String, Vec<usize>>);

impl Waiting {
    /// Of invoices that wait, by position.
    pub(super) fn of(held: &[HeldNumber]) -> Waiting {
        let mut places: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, HeldNumber { number, .. }) in held.iter().enumerate() {
            let folded = fold(number);
            let first = folded.split_whitespace().next().map(str::to_owned);
            for word in first.into_iter().chain([number_key(number)]) {
                places.entry(word).or_default().push(at);
            }
        }
        Waiting(places)
    }

    /// The positions of those that texts may name, in their order.
    fn named(&self, told: &Told) -> BTreeSet<usize> {
        let folded = told.folded.iter().flat_map(|text| text.split_whitespace());
        let keys = told.words.iter().map(|word| number_key(word));
        let mut found: BTreeSet<usize> =
            folded.filter_map(|word| self.0.get(word)).flatten().copied().collect();
        found.extend(keys.filter_map(|key| self.0.get(&key)).flatten());
        found
    }
}

/// The texts of an entry, made comparable once.
struct Told<'t> {
    /// Folded, with a blank at both ends.
    folded: Vec<String>,
    words: Vec<&'t str>,
}

impl<'t> Told<'t> {
    fn of(row: &'t EntryRow) -> Told<'t> {
        let words = texts(row)
            .flat_map(words_of)
            .map(|word| word.trim_matches(['.', '-', '#', '\'']))
            .filter(|word| word.chars().any(|c| c.is_ascii_digit()))
            .collect();
        Told { folded: texts(row).map(|text| format!(" {} ", fold(text))).collect(), words }
    }

    /// Whether they hold a number as it is written, or in another spelling of its signs. Of figures
    /// alone it takes many, or a word that leads to them.
    fn name(&self, number: &str) -> bool {
        let letters = number.chars().filter(|c| c.is_alphabetic()).count();
        let digits = number.chars().filter(char::is_ascii_digit).count();
        if digits == 0 || digits + letters < SHORTEST {
            return false;
        }
        let sought = fold(number);
        let sought = sought.trim();
        let stands = |phrase: String| self.folded.iter().any(|text| text.contains(&phrase));
        if letters == 0 && digits < MANY {
            let led = |lead: &&str| {
                stands(format!(" {lead} {sought} ")) || stands(format!(" {lead} nr {sought} "))
            };
            return SAYS_INVOICE.iter().any(led);
        }
        stands(format!(" {sought} ")) || self.words.iter().any(|word| same_number(word, number))
    }
}

/// What is said of an invoice that waits, in whose decision the payment is tried again.
fn waits(held: &HeldNumber) -> Explanation {
    let (number, mark) = (&held.number, mark(held.document_id));
    Explanation::new(
        format!(
            "Der Text nennt {number}: Diese Rechnung wartet selbst noch auf eine Entscheidung \
             {mark} und ist nicht gebucht. Bitte zuerst darüber entscheiden („kontor review“); die \
             Zahlung wird danach von selbst wieder versucht."
        ),
        format!(
            "The text names {number}: that invoice waits for a decision itself {mark} and is not \
             booked. Please decide about it first (\"kontor review\"); the payment is tried again \
             after that by itself."
        ),
    )
}

/// The document as it is named where a payment waits for it.
pub(in crate::office) fn mark(document: i64) -> String {
    format!("(D{document})")
}
