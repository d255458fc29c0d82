//! Items that a person names for a payment: settled whole where the amount says so, as the matcher
//! itself would have settled them.

use super::amounts::{Due, Fit};
use super::decision::Allocation;
use super::facts::{EntryFacts, OpenItemFacts, Policy};
use super::weigh::fit_with_charges;

/// The items whole, with the charge that the bank kept, where the amount is theirs: to the cent,
/// less the Skonto that the day of payment still allows, or off by the policy's small difference.
/// `None` where it is another amount, or where it fits in several ways. Each item's `open` is what
/// is left of it, in minor units.
pub fn assigned(
    entry: &EntryFacts,
    items: &[OpenItemFacts],
    policy: &Policy,
) -> Option<(Vec<Allocation>, i64)> {
    let dues: Vec<Due> = items.iter().map(|item| Due::of(item, item.open, entry, policy)).collect();
    let (charge, fit) = fit_with_charges(entry, &dues, policy.small_difference);
    let (Fit::Exact { parts, ambiguous: false } | Fit::Near { parts }) = fit else { return None };
    let whole = items.iter().zip(parts).map(|(item, part)| part.of_item(item.id));
    Some((whole.collect(), charge))
}
