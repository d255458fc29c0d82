//! The items of one neighbourhood, found by their keys, and how far an entry's other side is known.

mod mentions;
mod payers;

use super::facts::{EntryFacts, OpenItemFacts};
use super::keys::{
    amount_key, iban_party, keys_of_item, literal_key, name_party, number_digits, number_key,
    open_key,
};
use super::reading::Reading;
use payers::Payers;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

/// One open item with what is left of it while decisions are made.
pub(super) struct Item<'a> {
    pub facts: &'a OpenItemFacts,
    /// The number in capitals, letters and digits only.
    pub number: String,
    /// The number's digits, joined.
    pub digits: String,
    /// What is left, of the item's sign; proposals are taken off too.
    pub left: i64,
    /// What was left before the first proposal.
    pub booked_left: i64,
}

/// The items in their canonical order: by what they are, never by when they came.
pub(super) struct Index<'a> {
    pub items: Vec<Item<'a>>,
    by_key: HashMap<String, Vec<usize>>,
    by_id: HashMap<i64, usize>,
    /// Invoices and their credit notes, by the place of either.
    chains: HashMap<usize, Vec<usize>>,
    /// The last characters of the items' numbers; made when first asked for.
    pub(super) ends: OnceLock<HashSet<String>>,
    /// What the texts of entries leave out, by the entry's id.
    pub(super) left_out: HashMap<i64, Vec<usize>>,
    payers: Payers,
}

/// Why an item is thought to be meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// Its whole number stands in the text.
    Number,
    /// The end of its number, and its contact is the other side.
    Suffix,
    /// Its creditor reference or end-to-end id.
    Reference,
    /// A creditor reference whose check digits do not hold.
    BrokenReference,
    /// Its number lies within a range that the text writes.
    Between,
    /// The text writes only the end of its number, behind another (`R-1004/05`), and the amount
    /// bears it out.
    Shortened,
    /// A credit note without a number, which makes the amount fit.
    Remainder,
    /// One of more invoices without a number, which make the amount fit.
    Others,
    /// One of more invoices of the same contact, which the text says nothing of: what is paid beyond
    /// those it names is just theirs.
    Beyond,
    /// The credit note of the invoice that is named, or the invoice of such a credit note, which
    /// make the amount fit.
    Chained,
}

/// Something in an entry's texts that names an item.
#[derive(Debug, Clone)]
pub(super) struct Named {
    /// Index of the item meant, the first when several may be.
    pub item: usize,
    /// The others that may be meant.
    pub others: Vec<usize>,
    /// Those that the number fits as well, but that were closed before.
    pub settled: Vec<usize>,
    pub how: How,
    /// The stretch of text.
    pub span: String,
    /// Where it begins and ends in [`Reading::text`], for a number.
    pub place: Option<(usize, usize)>,
    /// Enough by itself to know the item, given that the amount agrees.
    pub strong: bool,
}

/// What the texts of an entry name.
#[derive(Debug, Clone, Default)]
pub(super) struct Mentions {
    pub named: Vec<Named>,
    /// Stretches that look like invoice numbers of ours and lead nowhere.
    pub unresolved: Vec<String>,
    /// Those of them that are of the payer's own books: where all is paid to the cent they tell
    /// nothing.
    pub vouchers: Vec<String>,
    /// Items (places) that only the payer's own reference names, beside a number that he wrote.
    pub of_ids: Vec<usize>,
}

/// The most items (or entries) that are looked at for one key. Where more are alike, a person must
/// choose anyway, and looking at all of them for each entry would cost their square.
pub(super) const MOST_CANDIDATES: usize = 64;

/// The most items one entry may name.
pub(super) const MOST_NAMED: usize = 24;

impl<'a> Index<'a> {
    /// Sorts and indexes; linear but for the sort.
    pub fn of(facts: &'a [OpenItemFacts]) -> Index<'a> {
        let mut items: Vec<Item<'a>> = facts
            .iter()
            .map(|facts| Item {
                facts,
                number: facts
                    .document
                    .chars()
                    .filter(|c| c.is_alphanumeric())
                    .flat_map(char::to_uppercase)
                    .collect(),
                digits: number_digits(&facts.document)
                    .into_iter()
                    .next()
                    .filter(|_| !facts.is_on_account)
                    .unwrap_or_default(),
                left: facts.open,
                booked_left: 0,
            })
            .collect();
        items.sort_by(|a, b| canonical(a.facts).cmp(&canonical(b.facts)));
        let mut by_key: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, item) in items.iter().enumerate() {
            for key in keys_of_item(item.facts) {
                by_key.entry(key).or_default().push(at);
            }
        }
        let by_id = items.iter().enumerate().map(|(at, item)| (item.facts.id, at)).collect();
        let mut index = Index {
            items,
            by_key,
            by_id,
            chains: HashMap::new(),
            ends: OnceLock::new(),
            left_out: HashMap::new(),
            payers: Payers::default(),
        };
        index.link_chains();
        index
    }

    /// Notes which items are an invoice and its credit note.
    fn link_chains(&mut self) {
        for (at, item) in self.items.iter().enumerate() {
            for invoice in item.facts.credits.iter().filter_map(|id| self.by_id.get(id)) {
                self.chains.entry(at).or_default().push(*invoice);
                self.chains.entry(*invoice).or_default().push(at);
            }
        }
    }

    /// The places of the credit notes of an invoice, of the invoices of a credit note.
    pub(super) fn chain_of(&self, at: usize) -> &[usize] {
        self.chains.get(&at).map(Vec::as_slice).unwrap_or_default()
    }

    /// The place of an item in this index.
    pub fn place(&self, id: i64) -> Option<usize> {
        self.by_id.get(&id).copied()
    }

    /// Takes an amount, of the item's sign, off what is left of the item with this id; gives the
    /// item's place.
    pub fn take(&mut self, id: i64, amount: i64) -> Option<usize> {
        let place = *self.by_id.get(&id)?;
        let item = self.items.get_mut(place)?;
        item.left = item.left.saturating_sub(amount);
        Some(place)
    }

    /// Remembers what is left of each item: what is taken off from now on is only proposed.
    pub fn only_proposals_follow(&mut self) {
        self.items.iter_mut().for_each(|item| item.booked_left = item.left);
    }

    /// What is left of the item with this id.
    pub fn left_of(&self, id: i64) -> i64 {
        self.by_id.get(&id).and_then(|at| self.items.get(*at)).map_or(0, |item| item.left)
    }

    /// The items with one of these keys, each once, in canonical order; of the entry's company and
    /// currency only.
    pub(super) fn with_keys(
        &self,
        entry: &EntryFacts,
        keys: impl IntoIterator<Item = String>,
    ) -> Vec<usize> {
        let mut found: Vec<usize> = keys
            .into_iter()
            .filter_map(|key| self.by_key.get(&key))
            .flat_map(|bucket| bucket.iter().take(MOST_CANDIDATES))
            .copied()
            .collect();
        found.sort_unstable();
        found.dedup();
        found.retain(|at| {
            self.items.get(*at).is_some_and(|item| {
                item.facts.company == entry.company
                    && item.facts.currency == entry.currency
                    && !entry.refused.items.contains(&item.facts.id)
                    && !self.is_left_out(entry.id, *at)
            })
        });
        found
    }

    /// Items whose full or discounted amount this is, or of which just this is left after what was
    /// paid, by the other side's account (`true`) or name.
    pub fn by_amount(&self, entry: &EntryFacts, by_account: bool) -> Vec<usize> {
        let keys = self
            .parties(entry, by_account)
            .into_iter()
            .map(|party| amount_key(&party, entry.currency, entry.paid()));
        let mut found = self.with_keys(entry, keys);
        let rest = |at: &usize| {
            self.items.get(*at).is_some_and(|item| {
                !item.facts.is_on_account
                    && item.left != item.facts.original
                    && item.facts.on_account(item.left) == entry.paid()
            })
        };
        found.extend(self.open_of(entry, by_account).into_iter().filter(rest));
        found.sort_unstable();
        found.dedup();
        found
    }

    /// All items of the other side, known by its account (`true`) or name.
    pub fn open_of(&self, entry: &EntryFacts, by_account: bool) -> Vec<usize> {
        let parties = self.parties(entry, by_account).into_iter();
        self.with_keys(entry, parties.map(|party| open_key(&party, entry.currency)))
    }

    /// The other side's account (`true`), or its names.
    fn parties(&self, entry: &EntryFacts, by_account: bool) -> Vec<String> {
        match by_account {
            true => entry.counterparty_iban.as_ref().map(iban_party).into_iter().collect(),
            false => self.payers.of(entry).to_vec(),
        }
    }

    /// Items of this number or reference that are kept in another currency than the entry.
    pub fn in_other_currency(&self, entry: &EntryFacts, reading: &Reading) -> Option<&Item<'a>> {
        let (instructed, currency) = entry.instructed?;
        let keys = (0..reading.numbers.len())
            .flat_map(|first| reading.windows_at(first))
            .filter_map(|window| number_key(&window.digits));
        let mut fitting = keys
            .filter_map(|key| self.by_key.get(&key))
            .flatten()
            .filter_map(|at| self.items.get(*at))
            .filter(|item| {
                item.facts.company == entry.company
                    && item.facts.currency == currency
                    && currency != entry.currency
                    && item.facts.on_account(item.left)
                        == instructed.saturating_mul(entry.amount.signum())
            });
        fitting.next()
    }

    /// An open item of the other side's whose whole number the text names, with its letters where
    /// the digits are few, and that is kept in another currency.
    pub fn named_abroad(&self, entry: &EntryFacts, reading: &Reading) -> Option<&Item<'a>> {
        let keys = (0..reading.numbers.len()).flat_map(|first| reading.windows_at(first)).flat_map(
            |window| {
                let literals = reading.literals(&window);
                let literal = |literal: String| literal_key(&literal);
                number_key(&window.digits)
                    .into_iter()
                    .chain(literals.into_iter().filter_map(literal))
            },
        );
        let abroad = |at: &&usize| {
            self.party(entry, **at).is_some()
                && self.items.get(**at).is_some_and(|item| {
                    item.facts.company == entry.company
                        && item.facts.currency != entry.currency
                        && item.left != 0
                })
        };
        let found = keys.filter_map(|key| self.by_key.get(&key)).flatten().find(abroad);
        found.and_then(|at| self.items.get(*at))
    }

    /// How the other side of the entry agrees with an item's contact: by account, by name, or not
    /// at all.
    pub fn party(&self, entry: &EntryFacts, at: usize) -> Option<Proof> {
        let facts = self.items.get(at)?.facts;
        if entry.counterparty_iban.as_ref().is_some_and(|iban| facts.ibans.contains(iban)) {
            return Some(Proof::Account);
        }
        let names = self.payers.of(entry);
        let named = !names.is_empty()
            && facts
                .names
                .iter()
                .filter_map(|known| name_party(known))
                .any(|known| names.contains(&known));
        match (self.learnt_payer(entry, at), named) {
            (Some(_), true) => Some(Proof::Account),
            (Some(_), false) => Some(Proof::Payer),
            (None, named) => named.then_some(Proof::Name),
        }
    }

    /// The entry by which a person confirmed that this one's account pays for the item's contact;
    /// the latest.
    pub fn learnt_payer(&self, entry: &EntryFacts, at: usize) -> Option<i64> {
        let (iban, facts) = (entry.counterparty_iban.as_ref()?, self.items.get(at)?.facts);
        facts
            .payers
            .iter()
            .filter(|(known, from)| known == iban && *from != entry.id)
            .map(|(_, from)| *from)
            .max()
    }
}

/// How the other side is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proof {
    /// The contact's own account: as the lists and documents say, or of its name and confirmed by a
    /// person.
    Account,
    /// Somebody else's account, from which a person knows that he pays for the contact.
    Payer,
    Name,
}

/// What orders items: their content. The id comes last and only parts items that are equal in all
/// else.
fn canonical(facts: &OpenItemFacts) -> impl Ord + '_ {
    (
        (
            facts.date,
            facts.due,
            facts.document.as_str(),
            facts.side,
            facts.contact.as_str(),
            facts.company.as_str(),
        ),
        (
            facts.original,
            facts.open,
            facts.currency,
            &facts.names,
            &facts.ibans,
            &facts.discounts,
            &facts.references,
            &facts.payers,
            &facts.order,
        ),
        facts.id,
    )
}
