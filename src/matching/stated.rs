//! Amounts that a payer writes beside the numbers: he says himself what he pays on which invoice (§
//! 366 (1) BGB).

use super::amounts::Part;
use super::desk::{Desk, Slip};
use super::index::Named;

impl<'a> Desk<'a> {
    /// The parts that the text states, an amount for each number and in one order throughout, where
    /// they sum to the payment and none is more than what is left of its item.
    pub(super) fn stated(&self, slip: &Slip<'a>, live: &[&Named]) -> Option<Vec<Part>> {
        let mut places: Vec<(usize, usize)> = Vec::with_capacity(live.len());
        for (at, named) in live.iter().enumerate() {
            places.push((named.place?.0, at));
        }
        places.sort_unstable();
        let total = slip.entry.paid().checked_abs()?;
        let mut amounts = slip.reading.amounts.clone();
        // The sum may stand beside its parts.
        if amounts.len() == places.len() + 1 && places.len() > 1 {
            amounts.retain(|amount| amount.minor != total);
        }
        if amounts.len() != places.len() || places.is_empty() {
            return None;
        }
        let first = amounts.first()?.start < places.first()?.0;
        let in_turn = |pair: (&(usize, usize), &super::reading::Stated),
                       next: Option<&(usize, usize)>| {
            let (place, amount) = pair;
            let beside = if first { amount.start < place.0 } else { place.0 < amount.start };
            let before_next = next.is_none_or(|next| amount.start < next.0);
            beside && (first || before_next)
        };
        let ordered = places
            .iter()
            .zip(&amounts)
            .enumerate()
            .all(|(at, pair)| in_turn(pair, places.get(at + 1)));
        if !ordered {
            return None;
        }
        let mut parts = vec![Part::NONE; live.len()];
        let mut sum: i64 = 0;
        for ((_, at), stated) in places.iter().zip(&amounts) {
            let item = self.index.items.get(live.get(*at)?.item)?;
            if stated.minor > item.left.checked_abs()? {
                return None;
            }
            let amount = stated.minor.saturating_mul(item.left.signum());
            sum = sum.saturating_add(item.facts.on_account(amount));
            parts.get_mut(*at)?.amount = amount;
        }
        (sum == slip.entry.paid()).then_some(parts)
    }
}
