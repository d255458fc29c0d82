//! No item is settled by more than is open of it, and none is opened by more than was settled. A
//! payment that comes back makes room for the next one while the matcher decides; where it is only
//! proposed after all (a final invoice rests on the payment, another of its batch is unknown), there
//! is no room yet, and whoever was to use it waits for that answer too.

use super::Plan;
use crate::matching::{Allocation, Decision, Explanation, MatchStatus};
use crate::store::Neighbours;
use crate::store::rows::{EntryRow, EntryStatus, ItemRow};
use std::collections::HashMap;

/// What is decided of an entry of a neighbourhood, before it is booked.
pub(super) struct Judged {
    pub row: EntryRow,
    pub decision: Decision,
    /// It is told now for the first time.
    pub fresh: bool,
}

/// What is left of each item, minor units of its sign: below zero it is settled by too much.
type Left = HashMap<i64, i64>;

impl Plan<'_> {
    /// Asks about the payments for which there is no room, the latest first, and those that were
    /// booked before last.
    pub(super) fn asked_of_what_is_not_open(&self, judged: &mut [Judged], near: &Neighbours) {
        let mut left = self.left_after(judged, near);
        let is_within = |(item, left): (&i64, &i64)| (0..=whole(*item, near)).contains(left);
        if !left.iter().all(is_within) {
            self.asked_of_booking(judged, &mut left, near);
        }
        self.told_of_proposals(judged, &left, near);
    }

    /// Tells of each proposal for which there is room only once another that waits has given a
    /// payment back.
    fn told_of_proposals(&self, judged: &mut [Judged], left: &Left, near: &Neighbours) {
        for at in 0..judged.len() {
            let is_proposed = |one: &&Judged| {
                one.decision.status == MatchStatus::Suggested && !self.stays(&one.row)
            };
            let Some(one) = judged.get(at).filter(is_proposed) else { continue };
            let own = one.row.id;
            let returned = one.decision.allocations.iter().find_map(|part| {
                let settled = settles(part, near);
                let is_too_much = settled > 0 && *left.get(&part.item)? < settled;
                let returned = waiting(judged, |minor| minor < 0, part.item, near)?;
                let number = &near.items.get(&part.item)?.number;
                (is_too_much && returned != own).then(|| not_open(number, Some(returned)))
            });
            if let (Some(why), Some(one)) = (returned, judged.get_mut(at)) {
                let explanation = &mut one.decision.explanation;
                if !explanation.contains(&why) {
                    explanation.insert(0, why);
                }
            }
        }
    }

    /// Asks about bookings until no item is settled, or opened, by too much.
    fn asked_of_booking(&self, judged: &mut [Judged], left: &mut Left, near: &Neighbours) {
        let mut turns: Vec<usize> = (0..judged.len()).rev().collect();
        let was_matched = |at: &usize| {
            judged.get(*at).is_some_and(|one| one.row.state.status == EntryStatus::Matched)
        };
        turns.sort_by_key(was_matched);
        for at in turns {
            let Some(one) = judged.get(at).filter(|one| self.is_new(one)) else { continue };
            let too_much = |part: &&Allocation| {
                let left = left.get(&part.item).copied().unwrap_or_default();
                match settles(part, near) > 0 {
                    true => left < 0,
                    false => {
                        left > whole(part.item, near)
                            && waiting(judged, |minor| minor > 0, part.item, near).is_some()
                    }
                }
            };
            let Some(item) = one.decision.allocations.iter().find(too_much) else { continue };
            let number = near.items.get(&item.item).map_or("", |item| item.number.as_str());
            let why = match settles(item, near) > 0 {
                true => not_open(number, waiting(judged, |minor| minor < 0, item.item, near)),
                false => not_paid(number, waiting(judged, |minor| minor > 0, item.item, near)),
            };
            for part in &one.decision.allocations {
                *left.entry(part.item).or_default() += settles(part, near);
            }
            if let Some(one) = judged.get_mut(at) {
                one.decision = one.decision.clone().asked(why);
            }
        }
    }

    /// Whether a decision is made now, and would be booked.
    fn is_new(&self, one: &Judged) -> bool {
        one.decision.status == MatchStatus::Matched && !self.stays(&one.row)
    }

    /// What is left of the items that something new would settle once all is booked, or is proposed
    /// for.
    fn left_after(&self, judged: &[Judged], near: &Neighbours) -> Left {
        let new = || judged.iter().filter(|one| self.is_new(one));
        let mut left = Left::new();
        let undecided = judged.iter().filter(|one| !self.stays(&one.row));
        for part in undecided.flat_map(|one| &one.decision.allocations) {
            if let Some(item) = near.items.get(&part.item).filter(|item| item.amount_minor != 0) {
                let elsewhere = near.settled_elsewhere.get(&item.id).copied().unwrap_or_default();
                left.insert(item.id, signed(item, item.amount_minor - elsewhere));
            }
        }
        for part in new().flat_map(|one| &one.decision.allocations) {
            take(&mut left, part.item, settles(part, near));
        }
        let staying = judged.iter().map(|one| &one.row).filter(|row| self.stays(row));
        let booked = staying
            .chain(near.entries.values())
            .filter(|row| row.state.status == EntryStatus::Matched);
        for part in booked.flat_map(|row| &row.state.allocations) {
            if let Some(item) = near.items.get(&part.item_id) {
                let settled = part.amount_minor + part.discount_minor;
                take(&mut left, item.id, signed(item, settled));
            }
        }
        left
    }
}

fn take(left: &mut Left, item: i64, settled: i64) {
    if let Some(left) = left.get_mut(&item) {
        *left -= settled;
    }
}

/// What a part of a payment settles: below zero it gives back.
fn settles(part: &Allocation, near: &Neighbours) -> i64 {
    near.items.get(&part.item).map_or(0, |item| signed(item, part.amount + part.discount))
}

/// What there is of an item, as [`signed`].
fn whole(item: i64, near: &Neighbours) -> i64 {
    near.items.get(&item).map_or(0, |item| item.amount_minor.saturating_abs())
}

/// As of an item that is owed to its holder.
fn signed(item: &ItemRow, minor: i64) -> i64 {
    if item.amount_minor < 0 { -minor } else { minor }
}

/// The first entry that only is proposed and would settle of an item what `counts`.
fn waiting(
    judged: &[Judged],
    counts: impl Fn(i64) -> bool,
    item: i64,
    near: &Neighbours,
) -> Option<i64> {
    let touches = |one: &&Judged| {
        let mut parts = one.decision.allocations.iter().filter(|part| part.item == item);
        one.decision.status != MatchStatus::Matched && parts.any(|part| counts(settles(part, near)))
    };
    judged.iter().find(touches).map(|one| one.row.id)
}

/// Why a payment of the item cannot come back yet.
fn not_paid(number: &str, waiting: Option<i64>) -> Explanation {
    match waiting {
        Some(paid) => Explanation::new(
            format!(
                "Was hier zurückkommt, ist auf {number} noch nicht gebucht: E{paid} wartet selbst \
                 auf eine Antwort. Bitte zuerst über E{paid} entscheiden."
            ),
            format!(
                "What comes back here is not booked on {number} yet: E{paid} waits for an answer \
                 itself. Please decide about E{paid} first."
            ),
        ),
        None => Explanation::new(
            format!("Auf {number} ist weniger gezahlt, als hier zurückkommt; bitte prüfen."),
            format!("Less was paid of {number} than comes back here; please check."),
        ),
    }
}

/// Why a payment cannot settle the item yet.
fn not_open(number: &str, waiting: Option<i64>) -> Explanation {
    match waiting {
        Some(returned) => Explanation::new(
            format!(
                "{number} ist noch nicht wieder offen: E{returned} gibt eine Zahlung darauf zurück \
                 und wartet selbst auf eine Antwort. Bitte zuerst über E{returned} entscheiden."
            ),
            format!(
                "{number} is not open again yet: E{returned} gives a payment of it back and waits \
                 for an answer itself. Please decide about E{returned} first."
            ),
        ),
        None => Explanation::new(
            format!(
                "Von {number} ist weniger offen, als diese Zahlung ausgleicht; bitte prüfen, \
                 welche gilt."
            ),
            format!(
                "Less of {number} is open than this payment settles; please check which one holds."
            ),
        ),
    }
}
