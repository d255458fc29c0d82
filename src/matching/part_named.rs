//! Payments that name some of their items and pay more: what is beyond those named is just what
//! others of the same contact have open. Proposed, with how many other sums fit; never booked
//! without asking.

use super::decision::Explanation;
use super::desk::{Desk, Slip};
use super::explain::with_word;
use super::index::{How, Named, Proof};
use super::reading::Reading;

/// The most further items of a contact among which a sum is sought.
const MOST_BESIDE: usize = 40;
/// The most items among which three are summed; of more, at most two.
const MOST_IN_THREES: usize = 14;
/// So many items at most are added that no word of the text speaks of.
const MOST_UNTOLD: usize = 2;

/// The choices of at least `least` and at most three of these amounts that give `target` (two of
/// many), the fewest first. Where none of few does, all of them may.
pub(super) fn sums_to(amounts: &[i64], target: i64, least: usize) -> Vec<Vec<usize>> {
    let all: Vec<(usize, i64)> = amounts.iter().copied().enumerate().collect();
    let (mut one, mut two, mut three) = (Vec::new(), Vec::new(), Vec::new());
    for (first, a) in &all {
        one.extend((*a == target).then(|| vec![*first]));
        for (second, b) in all.iter().skip(first + 1) {
            let pair = a.saturating_add(*b);
            two.extend((pair == target).then(|| vec![*first, *second]));
            let further = if all.len() <= MOST_IN_THREES { second + 1 } else { all.len() };
            let third = all.iter().skip(further);
            let fitting = third.filter(|(_, c)| pair.saturating_add(*c) == target);
            three.extend(fitting.map(|(third, _)| vec![*first, *second, *third]));
        }
    }
    let mut found: Vec<Vec<usize>> = one.into_iter().chain(two).chain(three).collect();
    found.retain(|choice| choice.len() >= least);
    let whole = amounts.iter().copied().fold(0, i64::saturating_add);
    if found.is_empty() && amounts.len() > 3 && whole == target {
        found.push((0..amounts.len()).collect());
    }
    found
}

impl Reading {
    /// Whether a short number stands behind one that names an item, `R-1004/05`, `R-1004 5 Stück`:
    /// what it says of the amount is not known.
    fn goes_on_short(&self, live: &[Named]) -> bool {
        let ends = live.iter().filter_map(|named| named.place).map(|(_, end)| end);
        let behind = |end: usize| self.atoms.iter().find(|atom| atom.start >= end);
        // The last word of a text may be cut off by the bank.
        let is_short = |end: usize| {
            behind(end).is_some_and(|atom| {
                let is_joined = matches!(self.span(end, atom.start).trim(), "/" | "-" | ".");
                atom.is_number && atom.text.len() < 3 && (is_joined || atom.end < self.written)
            })
        };
        ends.into_iter().any(is_short)
    }
}

impl<'a> Desk<'a> {
    /// The items that are named with those of the same contact that give what is paid beyond them:
    /// the fewest, where no other choice of as few does.
    pub(super) fn with_what_is_beyond(
        &self,
        slip: &Slip<'a>,
        live: &[Named],
    ) -> Option<Vec<Named>> {
        let first = live.first()?;
        let mut sums = self.sums_beyond(slip, live).into_iter();
        let (chosen, next) = (sums.next()?, sums.next());
        if next.is_some_and(|next| next.len() == chosen.len()) {
            return None;
        }
        let more = chosen.into_iter().map(|item| Named {
            item,
            others: Vec::new(),
            settled: Vec::new(),
            how: How::Beyond,
            place: None,
            strong: true,
            span: first.span.clone(),
        });
        Some(live.iter().cloned().chain(more).collect())
    }

    /// What is said of items that only the sum adds to those named.
    pub(super) fn only_the_sum_says(&self, slip: &Slip<'a>, live: &[&Named]) -> Vec<Explanation> {
        if !live.iter().any(|named| named.how == How::Beyond) {
            return Vec::new();
        }
        let named = live.iter().filter(|named| named.how != How::Beyond);
        let named: Vec<Named> = named.map(|named| (*named).clone()).collect();
        let others = self.sums_beyond(slip, &named).len().saturating_sub(1);
        let why = Explanation::new(
            "Welche weiteren Posten gemeint sind, sagt nur die Summe; bitte bestätigen.",
            "Which further items are meant only the sum says; please confirm.",
        );
        let count = (others > 0).then(|| {
            with_word(
                "Auch andere offene Posten ergäben sie: {} weitere Summen.",
                "Other open items would give it as well: {} more sums.",
                &others.to_string(),
            )
        });
        std::iter::once(why).chain(count).collect()
    }

    /// The further items of one contact that, with those named, give the payment; Skonto is taken
    /// off where all that is open is paid so, or one item more.
    fn sums_beyond(&self, slip: &Slip<'a>, live: &[Named]) -> Vec<Vec<usize>> {
        let entry = slip.entry;
        let is_known = |named: &Named| {
            named.strong || self.index.party(entry, named.item) == Some(Proof::Account)
        };
        if slip.is_return || !live.iter().all(is_known) || slip.reading.goes_on_short(live) {
            return Vec::new();
        }
        let named = live.iter().map(|named| self.money(named.item)).fold(0, i64::saturating_add);
        let rest = entry.paid().saturating_sub(named);
        let others = self.beside_named(slip, live, rest);
        if rest.signum() != entry.amount.signum() || others.is_empty() {
            return Vec::new();
        }
        let money: Vec<i64> = others.iter().map(|at| self.money(*at)).collect();
        let items = |choice: Vec<usize>| -> Vec<usize> {
            choice.iter().filter_map(|at| others.get(*at).copied()).collect()
        };
        let mut exact: Vec<Vec<usize>> = sums_to(&money, rest, 1).into_iter().map(items).collect();
        let counted = slip.reading.further();
        let most = if slip.reading.names_not_all() { MOST_BESIDE } else { MOST_UNTOLD };
        exact.retain(|more| counted.map_or(more.len() <= most, |counted| more.len() == counted));
        if !exact.is_empty() || counted.is_some() {
            return exact;
        }
        let all = std::iter::once(others.clone()).filter(|all| all.len() > 1);
        let less = others.iter().map(|one| vec![*one]).chain(all);
        less.filter(|more| {
            let named = live.iter().map(|named| named.item);
            self.sums(entry, &named.chain(more.iter().copied()).collect::<Vec<_>>())
        })
        .collect()
    }

    /// What the contact of the items named has open besides that goes the way of `rest` and was
    /// written before the payment; nothing where they are of several contacts, or too many.
    fn beside_named(&self, slip: &Slip<'a>, live: &[Named], rest: i64) -> Vec<usize> {
        let contact = |at: usize| {
            let item = self.index.items.get(at)?;
            (!item.facts.is_on_account).then_some(item.facts.contact.as_str())
        };
        let owner = live.first().and_then(|named| contact(named.item));
        if owner.is_none() || live.iter().any(|named| contact(named.item) != owner) {
            return Vec::new();
        }
        let mut others = self.index.open_of(slip.entry, true);
        others.extend(self.index.open_of(slip.entry, false));
        others.sort_unstable();
        others.dedup();
        others.retain(|at| {
            contact(*at) == owner
                && self.money(*at).signum() == rest.signum()
                && !self.is_younger(slip.entry, *at)
                && live.iter().all(|named| named.item != *at)
        });
        if others.len() > MOST_BESIDE { Vec::new() } else { others }
    }
}

#[cfg(test)]
mod tests {
    use super::sums_to;

    #[test]
    fn the_fewest_that_sum_come_first() {
        assert_eq!(sums_to(&[30, 10, 20], 30, 1), [vec![0], vec![1, 2]]);
        assert_eq!(sums_to(&[30, 10, 20], 30, 2), [vec![1, 2]]);
        assert_eq!(sums_to(&[1, 2, 4, 8], 15, 1), [vec![0, 1, 2, 3]]);
        assert_eq!(sums_to(&[1, 2, 4, 8], 14, 2), [vec![1, 2, 3]]);
        let many: Vec<i64> = (0..20).map(|at| 1_000 + (1 << at)).collect();
        assert!(sums_to(&many, 3_000 + 1 + 16 + 1_024, 2).is_empty(), "three of many");
        assert_eq!(sums_to(&many, 2_000 + 1 + 16, 2), [vec![0, 4]]);
    }
}
