//! Settling: what the matcher decides about entries and items that hang together, and the postings that follow.
//!
//! The matcher decides over the whole neighbourhood each time something in it is new, as if it saw all for the first time. What
//! then differs from what was booked is taken back by a reversal and booked anew, so that the outcome does not depend on the
//! order in which files came.

use super::Plan;
use super::batches;
use super::items::facts_of;
use crate::domain::{JournalEntry, Money};
use crate::ledger::{
    Counter, NotPosted, Payment, Reduction, Settlement, Treatment, VatShare, post_payment, post_simple, post_transfer, post_unexplained,
    prepaid_role,
};
use crate::matching::{Category, Decision, DiscountKind, EntryFacts, MatchStatus, Neighbourhood, OpenItemFacts, decide};
use crate::store::Neighbours;
use crate::store::rows::{AllocationRow, EntryRow, EntryState, EntryStatus, ItemKind, ItemRow, Sentence};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, HashMap};

/// Lines of journal entries in force, by number, for those that may have to be taken back.
pub type Postings = HashMap<i64, JournalEntry>;

impl Plan<'_> {
    /// The postings in force of a neighbourhood's entries: what [`Plan::settle`] may have to take back.
    pub fn in_force(near: &Neighbours) -> Vec<i64> {
        near.entries.values().filter_map(|entry| entry.state.posting).collect()
    }

    /// Decides over a company's neighbourhood and books what follows.
    pub fn settle(&mut self, company: &str, mut near: Neighbours, postings: &Postings) {
        let fresh: Vec<EntryRow> = take_matching(&mut self.changes.entries, |entry| entry.company == company);
        let fresh_ids: std::collections::HashSet<i64> = fresh.iter().map(|entry| entry.id).collect();
        let renewed = self.renewed_among(&mut near);
        near.entries.extend(fresh.into_iter().map(|entry| (entry.id, entry)));
        near.items.extend(self.changes.items.iter().filter(|item| item.company == company).map(|item| (item.id, item.clone())));
        let entries: Vec<EntryFacts> = near
            .entries
            .values()
            .filter(|entry| !entry.state.by_person && !entry.entry.amount.amount.is_zero())
            .flat_map(|row| batches::facts(row, |entry| self.is_own(company, entry)))
            .collect();
        let items: Vec<OpenItemFacts> = near
            .items
            .values()
            // Withdrawn: nothing of it was ever owed.
            .filter(|item| item.amount_minor != 0)
            .filter_map(|item| {
                let by_person: i64 =
                    self.person_settled.iter().filter(|(_, settled, _)| *settled == item.id).map(|(_, _, amount)| amount).sum();
                let elsewhere = near.settled_elsewhere.get(&item.id).copied().unwrap_or_default() + by_person;
                Some(facts_of(item, self.books.contacts.get(item.contact_id)?, item.amount_minor - elsewhere))
            })
            .collect();
        let Some(policy) = self.books.companies.get(company).map(|books| books.policy.clone()) else { return };
        let decisions = batches::join(decide(&Neighbourhood { items: &items, entries: &entries, policy: &policy }));
        let mut order: Vec<(Option<Date>, i64, Decision)> = decisions
            .into_iter()
            .map(|decision| (near.entries.get(&decision.entry).and_then(|row| row.entry.booking_date), decision.entry, decision))
            .collect();
        order.sort_by_key(|(date, id, _)| (*date, *id));
        for (_, id, decision) in order {
            let Some(mut row) = near.entries.remove(&id) else { continue };
            let state = state_of(&decision);
            let moved = renewed.get(&id).is_some_and(|before| *before != row.entry.booking_date);
            if fresh_ids.contains(&id) || moved || !same(&row.state, &state) {
                let before = row.state.posting;
                row.state = EntryState { posting: before, ..state };
                self.post_entry(&mut row, &decision, &near.items, postings);
                self.changes.entries.push(row);
            } else if renewed.contains_key(&id) {
                self.changes.entries.push(row);
            }
        }
        // Entries the matcher said nothing of are still written.
        self.changes
            .entries
            .extend(near.entries.into_values().filter(|entry| fresh_ids.contains(&entry.id) || renewed.contains_key(&entry.id)));
    }

    /// Gives known entries what is told of them besides; the days that they were booked on, by id.
    fn renewed_among(&mut self, near: &mut Neighbours) -> HashMap<i64, Option<Date>> {
        let mut before = HashMap::new();
        for row in near.entries.values_mut().filter(|row| !row.state.by_person) {
            if let Some(rich) = self.renewed.remove(&row.id) {
                before.insert(row.id, row.entry.booking_date);
                row.entry = rich;
            }
        }
        before
    }

    /// Carries out a person's decision about an entry; its row is written with it. What it settles is no longer open to others.
    pub fn decided(&mut self, row: &mut EntryRow, decision: &Decision, items: &BTreeMap<i64, ItemRow>, postings: &Postings) {
        let before = row.state.posting;
        row.state = EntryState { posting: before, by_person: true, ..state_of(decision) };
        self.post_entry(row, decision, items, postings);
        self.person_settled.extend(
            decision
                .allocations
                .iter()
                .filter(|_| decision.status == MatchStatus::Matched)
                .map(|a| (row.id, a.item, a.amount + a.discount)),
        );
        self.changes.entries.push(row.clone());
    }

    /// Takes items back that a withdrawn document brought: their posting is reversed and nothing of them is open.
    pub fn withdrawn(&mut self, items: Vec<ItemRow>, postings: &Postings) {
        for mut item in items {
            if let Some((number, old)) = item.posting.take().and_then(|number| Some((number, postings.get(&number)?))) {
                let reversal = old.reversed(old.date(), format!("Storno {}", old.text()));
                let sealed = self.books.seal(&item.company, reversal, Some(item.document_id), None, Some(number));
                self.changes.journal.push(sealed);
            }
            item.amount_minor = 0;
            item.discounts.clear();
            self.index_item(&item);
            self.changes.items.push(item);
        }
    }

    /// Takes an entry's earlier posting back, if there is one, and books the decision.
    pub(super) fn post_entry(&mut self, row: &mut EntryRow, decision: &Decision, items: &BTreeMap<i64, ItemRow>, postings: &Postings) {
        if let Some(number) = row.state.posting.take()
            && let Some(old) = postings.get(&number)
        {
            let reversal = old.reversed(old.date(), format!("Storno {}", old.text()));
            let sealed = self.books.seal(&row.company, reversal, None, Some(row.id), Some(number));
            self.changes.journal.push(sealed);
        }
        match self.posting(row, decision, items) {
            Ok(Some(entry)) => {
                let sealed = self.books.seal(&row.company, entry, None, Some(row.id), None);
                row.state.posting = Some(sealed.number);
                self.changes.journal.push(sealed);
            }
            Ok(None) => {}
            Err(error) => row.state.explanation.push(not_booked(&error)),
        }
    }

    /// The journal entry of a decision; `None` for entries in a currency the books are not kept in.
    fn posting(&mut self, row: &EntryRow, decision: &Decision, items: &BTreeMap<i64, ItemRow>) -> Result<Option<JournalEntry>, NotPosted> {
        let entry = &row.entry;
        let (Some(books), Some(date)) = (self.books.companies.get(&row.company).cloned(), entry.booking_date.or(entry.value_date)) else {
            return Ok(None);
        };
        if entry.amount.currency != crate::domain::Currency::EUR || entry.amount.amount.is_zero() {
            return Ok(None);
        }
        let text = booking_text(row);
        let bank = books.bank_account(&row.account);
        let amount = entry.amount.amount;
        if decision.status != MatchStatus::Matched {
            return post_unexplained(books.chart, date, &text, &bank, amount).map(Some);
        }
        if decision.allocations.is_empty() {
            return match (decision.category, decision.account.as_deref()) {
                (_, Some(account)) => post_simple(books.chart, date, &text, Counter::Bank(&bank), account, amount),
                (Some(Category::Transfer), None) => post_transfer(books.chart, date, &text, Counter::Bank(&bank), amount),
                _ => post_unexplained(books.chart, date, &text, &bank, amount),
            }
            .map(Some);
        }
        let parts: Vec<Part> =
            decision.allocations.iter().filter_map(|allocation| self.part(items.get(&allocation.item)?, allocation)).collect();
        let settlements: Vec<Settlement> = parts.iter().map(Part::settlement).collect();
        let on_account = parts.first().filter(|_| decision.on_account != 0).map(|part| (part.personal.as_str(), euro(decision.on_account)));
        let payment = Payment {
            date,
            text: &text,
            counter: Counter::Bank(&bank),
            amount,
            settlements: &settlements,
            charge: euro(decision.charge),
            charge_account: decision.account.as_deref(),
            on_account,
        };
        post_payment(books.chart, &payment).map(Some)
    }

    /// The account an item stands on: its contact's, or the prepayments for what an invoice says is paid already.
    fn item_account(&mut self, item: &ItemRow) -> Option<String> {
        match item.kind {
            ItemKind::Prepaid => Some(self.books.companies.get(&item.company)?.chart.number(prepaid_role(item.side)).to_owned()),
            _ => Some(self.books.contacts.personal_account(item.contact_id, item.side)),
        }
    }

    fn part(&mut self, item: &ItemRow, allocation: &crate::matching::Allocation) -> Option<Part> {
        let vat = item.vat.iter().filter_map(|share| {
            let treatment = Treatment::read(&share.treatment)?;
            Some(VatShare { treatment, gross: euro(share.gross_minor), net: euro(share.net_minor) })
        });
        Some(Part {
            side: item.side,
            personal: self.item_account(item)?,
            amount: euro(allocation.amount),
            discount: euro(allocation.discount),
            reduction: match allocation.discount_kind {
                Some(DiscountKind::SmallDifference) => Reduction::SmallDifference,
                _ => Reduction::CashDiscount,
            },
            vat: vat.collect(),
            prepayment: matches!(item.kind, ItemKind::Prepayment | ItemKind::PrepaymentTaxed),
        })
    }
}

/// A settlement that owns what it names.
struct Part {
    side: crate::domain::Side,
    personal: String,
    amount: Decimal,
    discount: Decimal,
    reduction: Reduction,
    vat: Vec<VatShare>,
    prepayment: bool,
}

impl Part {
    fn settlement(&self) -> Settlement<'_> {
        Settlement {
            side: self.side,
            personal: &self.personal,
            amount: self.amount,
            discount: self.discount,
            reduction: self.reduction,
            vat: &self.vat,
            prepayment: self.prepayment,
        }
    }
}

fn state_of(decision: &Decision) -> EntryState {
    EntryState {
        status: match decision.status {
            MatchStatus::Matched => EntryStatus::Matched,
            MatchStatus::Suggested => EntryStatus::Suggested,
            MatchStatus::Open => EntryStatus::Open,
        },
        category: decision.category.map(|category| category.as_str().to_owned()),
        posting_account: decision.account.clone(),
        confidence: Some(per_mille(decision.confidence)),
        explanation: decision.explanation.iter().map(|said| Sentence { de: said.de.clone(), en: said.en.clone() }).collect(),
        allocations: {
            let row = |allocation: &crate::matching::Allocation| AllocationRow {
                entry_id: decision.entry,
                item_id: allocation.item,
                amount_minor: allocation.amount,
                discount_minor: allocation.discount,
            };
            let mut rows: Vec<AllocationRow> = decision.allocations.iter().map(row).collect();
            rows.sort();
            rows
        },
        by_person: false,
        posting: None,
    }
}

/// Equal but for the posting: nothing to book anew.
fn same(before: &EntryState, after: &EntryState) -> bool {
    let mut sorted = before.allocations.clone();
    sorted.sort();
    before.status == after.status
        && before.category == after.category
        && before.posting_account == after.posting_account
        && before.explanation == after.explanation
        && sorted == after.allocations
}

/// Per mille as a decimal between 0 and 1.
fn per_mille(confidence: u16) -> String {
    Decimal::new(i64::from(confidence), 3).to_string()
}

fn euro(minor: i64) -> Decimal {
    Money::from_minor(minor, crate::domain::Currency::EUR).amount
}

fn booking_text(row: &EntryRow) -> String {
    let entry = &row.entry;
    let parts = [entry.counterparty.name.as_deref(), entry.remittance.as_deref().or(entry.booking_text.as_deref())];
    let text = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let text = if text.is_empty() { "Bankumsatz".to_owned() } else { text };
    text.chars().take(120).collect()
}

fn not_booked(error: &NotPosted) -> Sentence {
    Sentence { de: format!("Noch nicht gebucht: {error}"), en: format!("Not booked yet: {error}") }
}

/// Moves the elements that fit out of a list, in order.
fn take_matching<T>(list: &mut Vec<T>, fits: impl Fn(&T) -> bool) -> Vec<T> {
    let (taken, left) = std::mem::take(list).into_iter().partition(fits);
    *list = left;
    taken
}
