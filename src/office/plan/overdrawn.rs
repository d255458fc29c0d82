//! The last guard before booking: of no item more is settled than is open of it. What gave room back
//! when the matcher decided may be asked about afterwards, a return above all; what was matched on
//! that room then waits for the answer.

use super::Plan;
use crate::matching::{Decision, Explanation, MatchStatus};
use crate::store::Neighbours;
use crate::store::rows::{EntryRow, EntryStatus, ItemRow};
use std::collections::HashMap;

impl Plan<'_> {
    /// Asks about what would settle more of an item than is open, the last first, until none does.
    /// `decided` are entries in the order they are booked in, with what is decided about them; the
    /// others of the neighbourhood stay as they are.
    pub(super) fn within_what_is_open(
        &self,
        decided: &mut [(EntryRow, Decision)],
        near: &Neighbours,
    ) {
        let stays: Vec<bool> = decided.iter().map(|(row, _)| self.stays(row)).collect();
        // Each turn asks about one more.
        for _ in 0..decided.len() {
            let left = left_of(decided, &stays, near);
            let is_over = |item: &ItemRow| {
                let left = left.get(&item.id).copied().unwrap_or(item.amount_minor);
                left.signum() == -item.amount_minor.signum() && left != 0
            };
            let over = |decision: &Decision| {
                let mut items = decision.allocations.iter().filter_map(|part| {
                    let item = near.items.get(&part.item)?;
                    let takes = (part.amount + part.discount).signum();
                    (takes == item.amount_minor.signum() && is_over(item)).then_some(item)
                });
                items.next()
            };
            let last =
                decided.iter().zip(&stays).enumerate().rev().find_map(|(at, (one, stays))| {
                    let is_free = !stays && one.1.status == MatchStatus::Matched;
                    Some((at, over(&one.1).filter(|_| is_free)?))
                });
            let Some((at, item)) = last else { return };
            let why = first_decide(item, giving_back(decided, item));
            if let Some((_, decision)) = decided.get_mut(at) {
                *decision = decision.clone().asked(why);
            }
        }
    }
}

/// What is left of each item with all that is matched, in minor units of the books.
fn left_of(
    decided: &[(EntryRow, Decision)],
    stays: &[bool],
    near: &Neighbours,
) -> HashMap<i64, i64> {
    let mut left: HashMap<i64, i64> =
        near.items.iter().map(|(id, item)| (*id, item.amount_minor)).collect();
    let mut take = |item: i64, minor: i64| {
        left.entry(item).and_modify(|left| *left -= minor);
    };
    near.settled_elsewhere.iter().for_each(|(item, minor)| take(*item, *minor));
    let kept = decided.iter().zip(stays).filter(|(_, stays)| **stays).map(|((row, _), _)| row);
    for row in near.entries.values().chain(kept) {
        let parts = row.state.allocations.iter();
        let parts = parts.filter(|_| row.state.status == EntryStatus::Matched);
        parts.for_each(|part| take(part.item_id, part.amount_minor + part.discount_minor));
    }
    let anew = decided.iter().zip(stays).filter(|(_, stays)| !**stays);
    for ((_, decision), _) in anew.filter(|((_, new), _)| new.status == MatchStatus::Matched) {
        decision.allocations.iter().for_each(|part| take(part.item, part.amount + part.discount));
    }
    left
}

/// The first entry that would open an item again, and is only proposed.
fn giving_back(decided: &[(EntryRow, Decision)], item: &ItemRow) -> Option<i64> {
    let opens = |decision: &&Decision| {
        let mut parts = decision.allocations.iter().filter(|part| part.item == item.id);
        decision.status != MatchStatus::Matched
            && parts.any(|part| part.amount.signum() == -item.amount_minor.signum())
    };
    decided.iter().map(|(_, decision)| decision).find(opens).map(|decision| decision.entry)
}

/// Why an entry waits that would settle too much of an item.
fn first_decide(item: &ItemRow, entry: Option<i64>) -> Explanation {
    let number = &item.number;
    match entry {
        Some(entry) => Explanation::new(
            format!(
                "{number} ist ausgeglichen, solange über E{entry} nicht entschieden ist: Erst das \
                 öffnet {number} wieder. Bitte zuerst E{entry} entscheiden."
            ),
            format!(
                "{number} is settled as long as E{entry} is not decided: only that opens {number} \
                 again. Decide E{entry} first."
            ),
        ),
        None => Explanation::new(
            format!("Von {number} ist weniger offen, als dieser Umsatz ausgleicht; bitte prüfen."),
            format!("Less of {number} is open than this entry settles; please check."),
        ),
    }
}
