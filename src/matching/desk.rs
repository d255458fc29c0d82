//! What lies on the desk while one neighbourhood is decided: the entries as they were read, and
//! what is left of each item.

use super::amounts::Due;
use super::decision::{Allocation, Category, Decision, MatchStatus};
use super::excepted::without_excepted;
use super::facts::{EntryFacts, Neighbourhood, Policy};
use super::index::{Index, Mentions};
use super::keys::parties_of_entry;
use super::reading::Reading;
use super::return_signs;
use super::returns;
use super::rules::Rules;
use super::twice::twice_keys;
use std::collections::HashMap;

/// An entry on the desk, with what was read from it and decided over it.
pub(super) struct Slip<'a> {
    /// Its place among the entries given, for the answer only.
    pub(super) place: usize,
    pub entry: &'a EntryFacts,
    pub reading: Reading,
    pub mentions: Mentions,
    pub is_return: bool,
    /// The items (ids) of this payment that a return has opened again.
    pub taken_back: Vec<i64>,
    pub decision: Option<Decision>,
}

/// Everything that lies on the desk.
pub(super) struct Desk<'a> {
    pub index: Index<'a>,
    /// In canonical order.
    pub slips: Vec<Slip<'a>>,
    pub policy: &'a Policy,
    /// The policy's rules, made comparable once.
    pub(super) rules: Rules<'a>,
    /// How many entries name an item by number.
    pub named_by: HashMap<usize, usize>,
    /// The entries that come from the same account with the same amount.
    pub alike: HashMap<(String, i64), Vec<usize>>,
    /// The entries with an end-to-end id, for returns.
    pub by_reference: HashMap<String, Vec<usize>>,
    /// The entries of one other side, by account and by name, for returns.
    pub by_party: HashMap<String, Vec<usize>>,
    /// The entries of one other side, amount and month.
    pub twice: HashMap<String, Vec<usize>>,
    /// The entries that have settled an item, for returns.
    pub settled_by: HashMap<usize, Vec<usize>>,
    /// Money on account by the number of the entry that brought it.
    pub credits: HashMap<String, Vec<usize>>,
    /// The decided entries that name an item and left money on account, for returns.
    pub left_beside: HashMap<usize, Vec<usize>>,
}

impl<'a> Slip<'a> {
    /// What orders entries: day, returns after what they return, amount, then all other content.
    /// The id comes last and only parts entries that are equal in all else.
    fn canonical(&self) -> impl Ord + '_ {
        let entry = self.entry;
        (
            (
                entry.booking_date,
                self.is_return,
                entry.amount,
                entry.value_date,
                &entry.bank_reference,
                &entry.end_to_end_id,
            ),
            (
                &entry.remittance,
                &entry.counterparty_iban,
                &entry.counterparty_name,
                &entry.structured_reference,
                &entry.mandate_id,
            ),
            (
                &entry.transaction_code,
                &entry.booking_text,
                &entry.return_reason,
                entry.charges,
                &entry.company,
                entry.currency,
            ),
            (entry.instructed, entry.reversal, entry.own_transfer, entry.id),
        )
    }
}

impl<'a> Desk<'a> {
    pub(super) fn of(neighbourhood: &Neighbourhood<'a>) -> Desk<'a> {
        let mut index = Index::of(neighbourhood.items);
        let mut slips: Vec<Slip<'a>> = neighbourhood
            .entries
            .iter()
            .enumerate()
            .map(|(place, entry)| {
                let reading = Reading::of(entry);
                let mentions = index.mentions(entry, &reading);
                let is_return = return_signs::is_return(entry, &reading);
                Slip {
                    place,
                    entry,
                    reading,
                    mentions,
                    is_return,
                    taken_back: Vec::new(),
                    decision: None,
                }
            })
            .collect();
        for slip in &mut slips {
            let excepted = without_excepted(&mut slip.mentions, &slip.reading, &index);
            index.leave_out(slip.entry.id, excepted);
        }
        slips.sort_by(|a, b| a.canonical().cmp(&b.canonical()));
        let mut desk = Desk {
            index,
            slips,
            policy: neighbourhood.policy,
            rules: Rules::of(neighbourhood.policy),
            named_by: HashMap::new(),
            alike: HashMap::new(),
            by_reference: HashMap::new(),
            by_party: HashMap::new(),
            twice: HashMap::new(),
            settled_by: HashMap::new(),
            credits: HashMap::new(),
            left_beside: HashMap::new(),
        };
        desk.find_credits();
        for (at, slip) in desk.slips.iter().enumerate() {
            // What is decided no longer competes for an item.
            let competes = slip.entry.decided.is_none();
            for named in slip.mentions.named.iter().filter(|_| competes) {
                *desk.named_by.entry(named.item).or_default() += 1;
            }
            if let Some(iban) = slip.entry.counterparty_iban.as_ref().filter(|_| competes) {
                desk.alike
                    .entry((iban.as_str().to_owned(), slip.entry.amount))
                    .or_default()
                    .push(at);
            }
            for reference in &slip.reading.references {
                desk.by_reference.entry(reference.text.clone()).or_default().push(at);
            }
            for party in parties_of_entry(slip.entry) {
                desk.by_party.entry(party).or_default().push(at);
            }
            for key in twice_keys(slip.entry, &slip.reading) {
                desk.twice.entry(key).or_default().push(at);
            }
        }
        desk
    }

    pub(super) fn is_decided(&self, at: usize) -> bool {
        self.slips.get(at).is_some_and(|slip| slip.entry.decided.is_some())
    }

    /// Takes what is decided already off the items before anything else is. What a decided return
    /// opens again is opened in its turn ([`Desk::reopen`]): the payments before it met the item as
    /// it was.
    pub(super) fn lay_down_what_is_decided(&mut self) {
        for at in 0..self.slips.len() {
            let Some(decision) = self.slips.get(at).and_then(|slip| slip.entry.decided.clone())
            else {
                continue;
            };
            for allocation in &decision.allocations {
                if !self.opens(allocation) {
                    self.take(at, allocation);
                }
            }
            if let Some(slip) = self.slips.get_mut(at) {
                slip.decision = Some(decision);
            }
            self.note_credit(at);
        }
    }

    /// Opens what a decided entry gave back, and finds the payment that it took back, which comes
    /// back only once.
    pub(super) fn reopen(&mut self, at: usize) {
        let Some(decision) = self.slips.get(at).and_then(|slip| slip.entry.decided.clone()) else {
            return;
        };
        if decision.category == Some(Category::Return)
            && let Some(original) = returns::taken_back_by(self, at, &decision)
        {
            self.take_back(original, &decision);
        }
        for allocation in &decision.allocations {
            if self.opens(allocation) {
                self.take(at, allocation);
            }
        }
    }

    /// Whether an allocation opens its item again instead of settling it.
    fn opens(&self, allocation: &Allocation) -> bool {
        let original = self
            .index
            .place(allocation.item)
            .and_then(|at| self.index.items.get(at))
            .map_or(0, |item| item.facts.original);
        allocation.amount.saturating_add(allocation.discount).signum() == -original.signum()
    }

    fn take(&mut self, at: usize, allocation: &Allocation) {
        if let Some(place) =
            self.index.take(allocation.item, allocation.amount.saturating_add(allocation.discount))
        {
            self.settled_by.entry(place).or_default().push(at);
        }
    }

    /// Writes a decision down and takes what it allocates off the items.
    pub(super) fn settle(&mut self, at: usize, decision: Decision) {
        for allocation in &decision.allocations {
            self.take(at, allocation);
        }
        if decision.status == MatchStatus::Matched {
            self.no_longer_competes(at);
        }
        if let Some(slip) = self.slips.get_mut(at) {
            slip.decision = Some(decision);
        }
    }

    /// What is booked names its items for no rest of them, as what was decided before.
    fn no_longer_competes(&mut self, at: usize) {
        for named in self.slips.get(at).into_iter().flat_map(|slip| &slip.mentions.named) {
            if let Some(count) = self.named_by.get_mut(&named.item) {
                *count = count.saturating_sub(1);
            }
        }
    }

    /// What a payment settled is returned once.
    pub(super) fn take_back(&mut self, original: usize, decision: &Decision) {
        if let Some(paid) = self.slips.get_mut(original) {
            paid.taken_back.extend(decision.allocations.iter().map(|part| part.item));
        }
    }

    pub(super) fn due(&self, entry: &EntryFacts, at: usize) -> Option<Due> {
        let item = self.index.items.get(at)?;
        Some(Due::of(item.facts, item.left, entry, self.policy))
    }

    /// The personal account of whom the text names an item of, else of the other side.
    pub(super) fn account_of(&self, slip: &Slip<'a>) -> Option<&str> {
        let named = slip.mentions.named.iter().map(|named| named.item);
        let own = [true, false].into_iter().flat_map(|by| self.index.open_of(slip.entry, by));
        named.chain(own).find_map(|at| self.index.items.get(at)?.facts.personal_account.as_deref())
    }

    pub(super) fn left(&self, at: usize) -> i64 {
        self.index.items.get(at).map_or(0, |item| item.left)
    }

    pub(super) fn id(&self, at: usize) -> Option<i64> {
        self.index.items.get(at).map(|item| item.facts.id)
    }

    pub(super) fn contact(&self, at: usize) -> &str {
        self.index.items.get(at).map_or("", |item| {
            item.facts.names.first().map_or(item.facts.contact.as_str(), String::as_str)
        })
    }
}
