//! Settling: what the matcher decides about entries and items that hang together, and the postings
//! that follow.
//!
//! The matcher decides over the whole neighbourhood each time something in it is new, as if it saw
//! all for the first time. What then differs from what was booked is taken back by a reversal and
//! booked anew, so that the outcome does not depend on the order in which files came.

use super::Plan;
use super::abroad::{Rest, as_invoiced, in_books, rests};
use super::bank::entry_facts;
use super::batches;
use super::entry_states::{decision_of, said, same_booking, state_of};
use super::facts::facts_of;
use super::held_number::Waiting;
use super::learnt;
use super::netted::{on_terms_of_its_invoice, skonto_of, told_of_given_back};
use super::not_booked::NotBooked;
use super::not_more::Judged;
use super::restored::freed;
use super::with_prepayments::spoken_for;
use crate::domain::JournalEntry;
use crate::domain::statement::Entry;
use crate::matching::{
    Allocation, Decision, DiscountKind, EntryFacts, Explanation, MatchStatus, Neighbourhood,
    OpenItemFacts, decide,
};
use crate::store::Neighbours;
use crate::store::rows::{AllocationRow, EntryRow, EntryState, EntryStatus, ItemKind, ItemRow};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Lines of journal entries in force, by number, for those that may have to be taken back.
pub type Postings = HashMap<i64, JournalEntry>;

impl Plan<'_> {
    /// The postings in force of a neighbourhood's entries: what [`Plan::settle`] may have to take
    /// back.
    pub fn in_force(near: &Neighbours) -> Vec<i64> {
        near.entries.values().filter_map(|entry| entry.state.posting).collect()
    }

    /// Decides over a company's neighbourhood and books what follows.
    pub fn settle(&mut self, company: &str, mut near: Neighbours, postings: &Postings) {
        let fresh: Vec<EntryRow> =
            take_matching(&mut self.changes.entries, |entry| entry.company == company);
        self.settled_now(company, &mut near);
        let met = near.entries.keys().copied().filter(|id| self.written.fresh.remove(id));
        let fresh_ids: HashSet<i64> = fresh.iter().map(|entry| entry.id).chain(met).collect();
        let renewed = self.renewed_among(&mut near);
        self.cut_short = near.cut_short;
        let changed_now =
            self.changes.items.iter().filter(|item| item.company == company).map(|item| item.id);
        self.changed_items = changed_now.chain(self.written.changed.iter().copied()).collect();
        near.entries.extend(fresh.into_iter().map(|entry| (entry.id, entry)));
        let last = self.written.last_item;
        let new: HashSet<i64> = self
            .changes
            .items
            .iter()
            .map(|item| item.id)
            .chain(near.items.keys().copied())
            .filter(|id| *id > last)
            .collect();
        near.items.extend(
            self.changes
                .items
                .iter()
                .filter(|item| item.company == company)
                .map(|item| (item.id, item.clone())),
        );
        near.parts.retain(|row| !self.changes.parts_anew.contains(&row.document_id));
        near.parts.extend(&self.changes.parts);
        self.note_credits(&mut near);
        self.note_in_place(&mut near);
        self.note_held(company, &mut near);
        let waiting = Waiting::of(&near.held);
        self.relied_on = self.relied_on_in(&near);
        let mut entries: Vec<EntryFacts> =
            near.entries.values().flat_map(|row| self.facts_about(company, row)).collect();
        learnt::remind(&mut entries, &near.answered);
        let skonto = skonto_of(&near);
        let items: Vec<OpenItemFacts> = near
            .items
            .values()
            // Withdrawn: nothing of it was ever owed.
            .filter(|item| item.amount_minor != 0)
            .filter_map(|item| {
                let elsewhere = near.settled_elsewhere.get(&item.id).copied().unwrap_or_default();
                let abroad = near.abroad_elsewhere.get(&item.id).copied().unwrap_or_default();
                let open = Rest::of(item, elsewhere, abroad)
                    .map_or(item.amount_minor - elsewhere, |rest| rest.abroad);
                let terms = on_terms_of_its_invoice(item, &near, &skonto);
                let facts = facts_of(&terms, self.books.contacts.get(item.contact_id)?, open);
                let credits = near.credits.get(&item.id).cloned().unwrap_or_default();
                let credited = near.credited_off.get(&item.id).copied().unwrap_or_default();
                Some(OpenItemFacts { credits, credited, ..facts })
            })
            .collect();
        self.note_what_was_decided_before(company, &near, &items, &new);
        let Some(policy) = self.books.companies.get(company).map(|books| books.policy.clone())
        else {
            return;
        };
        let told: BTreeSet<i64> = renewed.keys().copied().collect();
        self.note_what_fits_decided(company, &near, &told, (&items, &policy));
        let amounts: HashMap<i64, i64> =
            entries.iter().map(|entry| (entry.id, entry.amount)).collect();
        let decisions = batches::join(
            decide(&Neighbourhood { items: &items, entries: &entries, policy: &policy }),
            &amounts,
        );
        let mut rests =
            rests(&near, |row| self.stays(row) && row.state.status == EntryStatus::Matched);
        let mut order: Vec<(Option<Date>, i64, Decision)> = decisions
            .into_iter()
            .map(|decision| {
                (
                    near.entries.get(&decision.entry).and_then(|row| row.entry.booking_date),
                    decision.entry,
                    decision,
                )
            })
            .collect();
        order.sort_by_key(|(date, id, _)| (*date, *id));
        let spoken = spoken_for(order.iter().map(|(_, _, decision)| decision));
        let mut judged: Vec<Judged> = Vec::with_capacity(order.len());
        for (_, id, decision) in order {
            let Some(row) = near.entries.remove(&id) else { continue };
            let fresh = fresh_ids.contains(&id);
            let decision = match self.stays(&row) {
                true => decision,
                false => self.on_order(
                    in_books(self.over_transit(decision, &row), &row, &near.items, &mut rests),
                    &row,
                    &near.named,
                ),
            };
            let decision = self.in_its_place(decision, &row, &near, &items);
            let decision = self.with_its_prepayments(decision, &row, &near, &spoken);
            let decision =
                self.asked_on_account(with_known_vat(decision, &near.items), &row, &near.items);
            let decision = self.asked_of_credited(decision, &row, &near);
            let decision = told_of_given_back(decision, &row, &near);
            let decision = self.asked_of_held(decision, &row, &near, &waiting);
            let decision = self.asked_of_taken_off(decision, &row, (&near.items, &near.parts));
            let decision = self.asked_of_money(decision, &row, &near);
            let decision = self.beside_a_person(decision, &row, fresh);
            judged.push(Judged { row, decision, fresh });
        }
        self.asked_of_what_is_not_open(&mut judged, &near);
        for Judged { row, decision, fresh } in judged {
            let id = row.id;
            let moved = renewed.get(&id).is_some_and(|before| *before != row.entry.booking_date);
            let rests = self.rests_on_booking(&row);
            match self.stays(&row) {
                true if rests || self.unbooked.contains(&id) && row.state.posting.is_none() => {
                    self.book_as_decided(row, &near.items, postings)
                }
                true if fresh || renewed.contains_key(&id) => self.changes.entries.push(row),
                true => {}
                false => {
                    let told = renewed.contains_key(&id);
                    let anew = fresh || moved || rests || self.unbooked.contains(&id);
                    self.follow(row, &decision, &near.items, postings, (anew, told));
                }
            }
        }
        // Entries the matcher said nothing of are still written.
        self.changes.entries.extend(
            near.entries
                .into_values()
                .filter(|entry| fresh_ids.contains(&entry.id) || renewed.contains_key(&entry.id)),
        );
    }

    /// Takes what is settled with this neighbourhood off what is left to settle. What was only met
    /// at the edge of one that was cut short, its own keys not followed, has its own turn.
    fn settled_now(&mut self, company: &str, near: &mut Neighbours) {
        let Some(later) = self.written.entries.get_mut(company) else { return };
        match near.cut_short {
            true => near
                .entries
                .retain(|entry, _| !(later.contains(entry) && self.written.fresh.contains(entry))),
            false => later.retain(|entry| !near.entries.contains_key(entry)),
        }
    }

    /// True for a payment whose own booking rests on how its item was booked: of a prepayment that
    /// was booked on account of its final invoice, which is withdrawn; with a discount that lowers
    /// the cost of an asset, or did.
    fn rests_on_booking(&self, row: &EntryRow) -> bool {
        let rests = |part: &AllocationRow| {
            self.untaxed.contains(&part.item_id)
                || part.discount_minor != 0 && self.on_other_asset.contains(&part.item_id)
        };
        row.state.status == EntryStatus::Matched && row.state.allocations.iter().any(rests)
    }

    /// Gives known entries what is told of them besides; the days that they were booked on, by id.
    fn renewed_among(&mut self, near: &mut Neighbours) -> HashMap<i64, Option<Date>> {
        let mut before = HashMap::new();
        let has_parts = |entry: &Entry| entry.details.iter().any(|part| part.said_inside);
        for row in near.entries.values_mut() {
            let is_decided = row.state.by_person && !row.is_left();
            if is_decided && self.renewed.get(&row.id).is_some_and(has_parts) {
                continue;
            }
            if let Some(rich) = self.renewed.remove(&row.id) {
                before.insert(row.id, row.entry.booking_date);
                if self.matched_stays && (has_parts(&rich) || has_parts(&row.entry)) {
                    self.retold.insert(row.id);
                }
                // What a person decided, or left, stays as it is booked.
                let is_theirs = row.state.by_person;
                let day = if is_theirs { row.entry.booking_date } else { rich.booking_date };
                row.entry = Entry { booking_date: day, ..rich };
            }
        }
        before
    }

    /// The items of a neighbourhood on whose payment something else is booked: a final invoice that
    /// takes them off as paid, a credit note that leaves out by what they were reduced.
    fn relied_on_in(&self, near: &Neighbours) -> HashSet<i64> {
        let is_off = |item: &&ItemRow| {
            item.kind == ItemKind::PrepaymentTaxed
                && item.deducted_by.is_some()
                && item.amount_minor != 0
        };
        let off = near.items.values().filter(is_off).map(|item| item.id);
        let stored = near.credited.iter().filter(|(_, by)| by.is_less_reduced).map(|(id, _)| *id);
        let brought = self.changes.returned.iter().map(|row| row.item_id);
        // A refund less the Skonto that the invoice was paid with, which is not told here.
        let parts = near
            .entries
            .values()
            .filter(|row| row.state.status == EntryStatus::Matched)
            .flat_map(|row| &row.state.allocations)
            .filter(|part| part.discount_minor != 0);
        let less = parts.filter_map(|part| near.items.get(&part.item_id)).filter(|item| {
            item.amount_minor < 0 && item.discounts.is_empty() && item.kind == ItemKind::Item
        });
        let less: Vec<i64> = less.map(|item| item.id).collect();
        let in_part = near.parts.iter().filter(|row| row.is_paid).map(|row| row.item_id);
        off.chain(stored).chain(brought).chain(less).chain(in_part).collect()
    }

    /// What a person decided stays. What is matched stays while a person decides about another
    /// entry, where its day is closed, and where not all was read that it rests on; unless an item
    /// that it settles has changed itself. It stays, whatever has changed, as long as something
    /// else is booked on it.
    pub(super) fn stays(&self, row: &EntryRow) -> bool {
        let changed = |part: &AllocationRow| self.changed_items.contains(&part.item_id);
        let kept = || {
            let closed = row.entry.booking_date.is_some_and(|day| {
                self.books.periods.get(&row.company).is_some_and(|periods| periods.is_closed(day))
            });
            (self.cut_short || closed) && !row.state.allocations.iter().any(changed)
        };
        let relied_on =
            || row.state.allocations.iter().any(|part| self.relied_on.contains(&part.item_id));
        row.state.by_person
            || (row.state.status == EntryStatus::Matched
                && (self.matched_stays && !self.retold.contains(&row.id) || kept() || relied_on()))
    }

    /// While a person decides about one entry, no other is settled by that alone: it is proposed,
    /// so that taking the decision back leaves everything as it was. The sum that the decision is
    /// about as well is settled by what is inside it, and that is taken back with it.
    fn beside_a_person(&self, decision: Decision, row: &EntryRow, fresh: bool) -> Decision {
        let about_it = fresh || self.retold.contains(&row.id);
        match self.matched_stays && !about_it && is_matched_anew(&decision, row) {
            true => Decision { status: MatchStatus::Suggested, ..decision },
            false => decision,
        }
    }

    /// What the matcher is told of an entry: of one that stays, what is decided.
    fn facts_about(&self, company: &str, row: &EntryRow) -> Vec<EntryFacts> {
        match (self.stays(row), row.state.status) {
            // An entry of nothing settles itself, and one that is another says nothing of its own.
            (false, _) if row.entry.amount.amount.is_zero() => Vec::new(),
            (true, _) if row.same_as().is_some() => Vec::new(),
            (false, _) => self.facts_of_entry(company, row),
            (true, EntryStatus::Matched) => {
                let facts = entry_facts(row, self.is_own(company, &row.entry));
                facts
                    .map(|facts| EntryFacts {
                        decided: Some(as_invoiced(decision_of(row))),
                        ..facts
                    })
                    .into_iter()
                    .collect()
            }
            (true, _) => Vec::new(),
        }
    }

    /// Writes what the matcher decided about an entry, if that is new, and books it: `anew` when it
    /// was not booked before or lies on another day now, `told` when more is known of it. What
    /// cannot be booked stays open and says so.
    fn follow(
        &mut self,
        mut row: EntryRow,
        decision: &Decision,
        items: &BTreeMap<i64, ItemRow>,
        postings: &Postings,
        (anew, told): (bool, bool),
    ) {
        let before = row.state.posting;
        let after = EntryState { posting: before, ..state_of(decision) };
        if !anew && row.state == after {
            self.changes.entries.extend(told.then_some(row));
            return;
        }
        let as_booked = !anew && same_booking(&row.state, &after);
        row.state = after;
        if !as_booked && let Err(why) = self.post_entry(&mut row, decision, items, postings) {
            let mut open = Decision {
                allocations: Vec::new(),
                beside: Vec::new(),
                status: MatchStatus::Open,
                category: None,
                ..decision.clone()
            };
            open.account = None;
            open.explanation.push(why.sentence());
            row.state = EntryState { posting: before, ..state_of(&open) };
            if let Err(why) = self.post_entry(&mut row, &open, items, postings) {
                row.state.explanation.push(said(&why.sentence()));
            }
        }
        self.changes.entries.push(row);
    }

    /// Carries out a person's decision about an entry; its row is written with it. What it settles
    /// is no longer open to others, and of these what is matched stays so.
    ///
    /// # Errors
    /// It cannot be booked: nothing is changed then.
    pub fn decided(
        &mut self,
        mut row: EntryRow,
        decision: &Decision,
        items: &BTreeMap<i64, ItemRow>,
        postings: &Postings,
    ) -> Result<EntryRow, NotBooked> {
        let before = row.state.posting;
        row.state = EntryState { posting: before, by_person: true, ..state_of(decision) };
        self.post_entry(&mut row, decision, items, postings)?;
        self.matched_stays = true;
        self.changes.entries.push(row.clone());
        Ok(row)
    }

    /// Gives an entry back to the matcher: a person's decision about it no longer holds. What else
    /// is matched stays so.
    pub fn undecided(&mut self, mut row: EntryRow) {
        row.state.by_person = false;
        row.state.status = EntryStatus::Open;
        if row.same_as().is_some() {
            row.state.decision = None;
            self.unbooked.insert(row.id);
        }
        self.matched_stays = true;
        self.changes.entries.push(row);
    }

    /// Takes items back that a withdrawn document brought: their posting is reversed and nothing of
    /// them is open.
    pub fn withdrawn(&mut self, items: Vec<ItemRow>, postings: &Postings) {
        for mut item in items {
            if let Some((number, old)) =
                item.posting.take().and_then(|number| Some((number, postings.get(&number)?)))
            {
                let cause = (Some(item.document_id), None);
                self.reverse_entry(&item.company, cause, (number, old));
            }
            item.amount_minor = 0;
            item.discounts.clear();
            self.index_item(&item);
            self.changes.items.push(item);
        }
    }

    /// Gives back what a withdrawn final invoice took off: another may take it off again. What was
    /// paid of it since is booked once more, with its VAT.
    pub fn freed(&mut self, items: Vec<ItemRow>) {
        let untaxed = items.iter().filter(|item| item.kind == ItemKind::PrepaymentUntaxed);
        self.untaxed.extend(untaxed.map(|item| item.id));
        for item in items.into_iter().map(freed) {
            self.index_item(&item);
            self.changes.items.push(item);
        }
    }

    /// Takes an entry's earlier posting back, if there is one, and books the decision.
    ///
    /// # Errors
    /// The decision cannot be booked; then the earlier posting stays.
    pub(super) fn post_entry(
        &mut self,
        row: &mut EntryRow,
        decision: &Decision,
        items: &BTreeMap<i64, ItemRow>,
        postings: &Postings,
    ) -> Result<(), NotBooked> {
        let entry = self.posting(row, decision, items)?;
        if let Some(number) = row.state.posting.take()
            && let Some(old) = postings.get(&number)
        {
            self.reverse_entry(&row.company, (None, Some(row.id)), (number, old));
        }
        if let Some(entry) = entry {
            let sealed = self.books.seal(&row.company, entry, None, Some(row.id), None);
            row.state.posting = Some(sealed.number);
            self.changes.journal.push(sealed);
        }
        Ok(())
    }
}

/// Skonto lowers the VAT too (§ 17 (1) UStG). On an item of which nobody said which VAT it bears it
/// is only proposed. A return takes back what the payment booked.
fn with_known_vat(decision: Decision, items: &BTreeMap<i64, ItemRow>) -> Decision {
    let unknown = |part: &&Allocation| {
        part.discount_kind == Some(DiscountKind::CashDiscount)
            && items.get(&part.item).is_some_and(|item| {
                // What gives a payment back gives its discount back as it was booked.
                item.vat.is_empty() && (part.amount < 0) == (item.amount_minor < 0)
            })
    };
    let first = decision.allocations.iter().find(unknown).and_then(|part| items.get(&part.item));
    let Some(item) = first.filter(|_| decision.status == MatchStatus::Matched) else {
        return decision;
    };
    let (number, id) = (&item.number, decision.entry);
    decision.asked(Explanation::new(
        format!(
            "Welche Umsatzsteuer {number} trägt, ist nicht bekannt; sie sinkt mit dem Skonto. \
             Bitte open-items.csv mit der Spalte vat_rate noch einmal ablegen; „kontor resolve \
             E{id} accept“ bucht das Skonto ohne Umsatzsteuer."
        ),
        format!(
            "Which VAT {number} bears is not known, and the discount lowers it. Drop \
             open-items.csv with the column vat_rate again; \"kontor resolve E{id} accept\" books \
             the discount without VAT."
        ),
    ))
}

/// Whether a decision matches an entry that was not matched before.
pub(super) fn is_matched_anew(decision: &Decision, row: &EntryRow) -> bool {
    decision.status == MatchStatus::Matched && row.state.status != EntryStatus::Matched
}

/// Whether a decision would match, or proposes something for, an entry that was not matched before.
pub(super) fn is_told_anew(decision: &Decision, row: &EntryRow) -> bool {
    decision.status != MatchStatus::Open && row.state.status != EntryStatus::Matched
}

/// Moves the elements that fit out of a list, in order.
fn take_matching<T>(list: &mut Vec<T>, fits: impl Fn(&T) -> bool) -> Vec<T> {
    let (taken, left) = std::mem::take(list).into_iter().partition(fits);
    *list = left;
    taken
}
