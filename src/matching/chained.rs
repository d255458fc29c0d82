//! What is open the other way in the chain of the item that a payment names: the credit note of the
//! invoice that is paid, what is left of the invoice whose credit note is paid back. That they are
//! one chain the books know; the text need not say it.

use super::desk::{Desk, Slip};
use super::index::{How, Named};
use super::weigh::announces_a_part;

impl<'a> Desk<'a> {
    /// The one item that a payment names, with all that is open of its chain, or one of these
    /// alone, where they fit the amount to the cent.
    pub(super) fn with_its_chain(&self, slip: &Slip<'a>, live: &[Named]) -> Option<Vec<Named>> {
        let [one] = live else { return None };
        if !one.others.is_empty() || announces_a_part(&slip.reading) {
            return None;
        }
        let entry = slip.entry;
        let is_open = |at: &usize| {
            let item = self.index.items.get(*at);
            self.left(*at) != 0
                && !self.is_younger(entry, *at)
                && item.is_some_and(|item| {
                    item.facts.currency == entry.currency
                        && !entry.refused.items.contains(&item.facts.id)
                })
        };
        let chain: Vec<usize> =
            self.index.chain_of(one.item).iter().copied().filter(is_open).collect();
        let with = |others: &[usize]| -> Option<Vec<Named>> {
            let more = others.iter().map(|item| Named {
                item: *item,
                others: Vec::new(),
                settled: Vec::new(),
                how: How::Chained,
                place: None,
                strong: one.strong,
                span: one.span.clone(),
            });
            let all: Vec<Named> = std::iter::once(one.clone()).chain(more).collect();
            (!others.is_empty() && self.fits(entry, &all)).then_some(all)
        };
        if let Some(all) = with(&chain) {
            return Some(all);
        }
        let mut fitting = chain.iter().filter_map(|at| with(&[*at]));
        let first = fitting.next()?;
        fitting.next().is_none().then_some(first)
    }
}
