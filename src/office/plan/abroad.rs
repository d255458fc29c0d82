//! Items that were invoiced in another currency. The books keep them in euro at the rate of their
//! day; the matcher is told of them in the currency of the invoice, since that is what payments
//! name. What it decides is turned into euro here: each part at the rate of the invoice, and what
//! settles an item takes all that is left of it, so that no cent stays.

use crate::domain::money::proportion;
use crate::domain::{Currency, Money, Side};
use crate::matching::{Allocation, Decision, Explanation, MatchStatus};
use crate::store::Neighbours;
use crate::store::rows::{Abroad, EntryRow, ItemRow};
use rust_decimal::{Decimal, dec};
use std::collections::{BTreeMap, HashMap};

/// What is left of an item, minor units of its sign: in the books, and abroad.
#[derive(Debug, Clone, Copy)]
pub(in crate::office) struct Rest {
    /// In the books.
    pub euro: i64,
    /// In the currency of the invoice.
    pub abroad: i64,
}

impl Rest {
    /// What is left of an item that was invoiced abroad, by what is settled of it.
    pub(in crate::office) fn of(item: &ItemRow, settled: i64, settled_abroad: i64) -> Option<Rest> {
        let whole = item.abroad?;
        let euro = item.amount_minor - settled;
        let abroad = if euro == 0 { 0 } else { whole.minor - settled_abroad };
        Some(Rest { euro, abroad })
    }

    /// So much of it abroad as euro; a part that goes the other way opens the item again.
    fn euro_of(self, part: i64, item: &ItemRow, whole: Abroad) -> i64 {
        match part {
            part if part == self.abroad => self.euro,
            part => proportion(item.amount_minor, part, whole.minor),
        }
    }
}

/// What is left of each item of a neighbourhood that was invoiced abroad, before anything that
/// `undecided` entries settle.
pub(super) fn rests(near: &Neighbours, stays: impl Fn(&EntryRow) -> bool) -> HashMap<i64, Rest> {
    let mut rests: HashMap<i64, Rest> = HashMap::new();
    for item in near.items.values().filter(|item| item.abroad.is_some()) {
        let settled = near.settled_elsewhere.get(&item.id).copied().unwrap_or_default();
        let abroad = near.abroad_elsewhere.get(&item.id).copied().unwrap_or_default();
        rests.extend(Rest::of(item, settled, abroad).map(|rest| (item.id, rest)));
    }
    for part in
        near.entries.values().filter(|row| stays(row)).flat_map(|row| &row.state.allocations)
    {
        if let Some(rest) = rests.get_mut(&part.item_id) {
            rest.euro -= part.amount_minor + part.discount_minor;
            rest.abroad -= part.abroad_minor.unwrap_or_default();
        }
    }
    rests
}

/// A stored decision as the matcher speaks of it.
pub(super) fn as_invoiced(mut decision: Decision) -> Decision {
    for part in &mut decision.allocations {
        let Some(abroad) = part.abroad.take() else { continue };
        let discount = proportion(abroad, part.discount, part.amount + part.discount);
        part.small = proportion(discount, part.small, part.discount);
        (part.amount, part.discount) = (abroad - discount, discount);
    }
    decision
}

/// What the matcher decided, as the books keep it. What is proposed takes of the rest, too.
pub(in crate::office) fn in_books(
    mut decision: Decision,
    row: &EntryRow,
    items: &BTreeMap<i64, ItemRow>,
    rests: &mut HashMap<i64, Rest>,
) -> Decision {
    let mut settled = 0;
    for part in &mut decision.allocations {
        let Some((item, rest)) = items.get(&part.item).zip(rests.get_mut(&part.item)) else {
            continue;
        };
        let Some(whole) = item.abroad else { continue };
        *part = converted(*part, item, whole, *rest);
        rest.euro -= part.amount + part.discount;
        rest.abroad -= part.abroad.unwrap_or_default();
        settled += on_account(item, part.amount);
    }
    if settled == 0 || row.entry.amount.currency != Currency::EUR {
        return decision;
    }
    // Paid in euro, as instructed in the other currency: the bank's charge and a rest are told in
    // euro.
    let paid = row.entry.amount.minor().unwrap_or_default();
    decision.charge = row
        .entry
        .charges
        .and_then(Money::bookable)
        .filter(|charge| *charge < 0)
        .unwrap_or_default();
    let instructed = row.entry.instructed.and_then(Money::minor).unwrap_or_default();
    decision.on_account = proportion(decision.on_account, paid.saturating_abs(), instructed);
    let cash = paid - decision.charge - decision.on_account;
    if decision.status == MatchStatus::Matched && is_far(cash, settled) {
        decision.status = MatchStatus::Suggested;
        decision.confidence = decision.confidence.min(950);
        decision.explanation.insert(
            0,
            Explanation::new(
                "Der gezahlte Betrag weicht vom gebuchten weiter ab, als Kurse es erklären; bitte \
                 prüfen.",
                "The amount paid is farther from the one booked than rates explain; please check.",
            ),
        );
    }
    decision
}

fn converted(part: Allocation, item: &ItemRow, whole: Abroad, rest: Rest) -> Allocation {
    let abroad = part.amount + part.discount;
    let euro = rest.euro_of(abroad, item, whole);
    let discount = proportion(euro, part.discount, abroad);
    let small = proportion(discount, part.small, part.discount);
    Allocation { amount: euro - discount, discount, small, abroad: Some(abroad), ..part }
}

/// An amount of an item's sign as on the bank account.
fn on_account(item: &ItemRow, amount: i64) -> i64 {
    match item.side {
        Side::Receivable => amount,
        Side::Payable => -amount,
    }
}

/// Rates move, but not that far between an invoice and its payment.
const FARTHEST: Decimal = dec!(0.15);

/// Whether an amount is farther from another than rates explain.
pub(in crate::office) fn is_far(amount: i64, from: i64) -> bool {
    let (amount, from) = (Decimal::from(amount), Decimal::from(from));
    (amount - from).abs() > from.abs() * FARTHEST
}
