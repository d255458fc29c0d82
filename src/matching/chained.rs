//! What is open the other way in the chain of the item that a payment names: the credit note of the
//! invoice that is paid, what is left of the invoice whose credit note is paid back. That they are
//! one chain the books know; the text need not say it.

use super::decision::Explanation;
use super::desk::{Desk, Slip};
use super::explain::{listed, with_word};
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
        let facts = |at: &usize| self.index.items.get(*at).map(|item| item.facts);
        let is_open = |at: &usize| {
            self.left(*at) != 0
                && facts(at).is_some_and(|item| {
                    item.currency == entry.currency && !entry.refused.items.contains(&item.id)
                })
        };
        let is_later_credit = |at: &usize| {
            self.is_younger(entry, *at) && facts(at).is_some_and(|item| item.original < 0)
        };
        let open: Vec<usize> =
            self.index.chain_of(one.item).iter().copied().filter(is_open).collect();
        let written: Vec<usize> =
            open.iter().copied().filter(|at| !self.is_younger(entry, *at)).collect();
        // A credit note that follows says in writing what the payer took off before.
        let followed: Vec<usize> =
            open.iter().copied().filter(|at| written.contains(at) || is_later_credit(at)).collect();
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
        let of = |chain: &[usize]| {
            with(chain).or_else(|| {
                let mut fitting = chain.iter().filter_map(|at| with(&[*at]));
                let first = fitting.next()?;
                fitting.next().is_none().then_some(first)
            })
        };
        of(&written).or_else(|| of(&followed))
    }

    /// What speaks against a credit note that nothing but the chain brings in and that was written
    /// after the payment.
    pub(super) fn written_after(&self, slip: &Slip<'a>, live: &[&Named]) -> Option<Explanation> {
        let later = live
            .iter()
            .filter(|named| named.how == How::Chained && self.is_younger(slip.entry, named.item));
        let numbers = listed(
            later
                .filter_map(|named| self.index.items.get(named.item))
                .map(|item| item.facts.document.as_str()),
        );
        (!numbers.is_empty()).then(|| {
            with_word(
                "{} ist nach der Zahlung geschrieben; mit ihr ergibt sich genau der Betrag. Bitte \
                 bestätigen, dass die Zahlung sie schon berücksichtigt.",
                "{} was written after the payment; with it the amount is right to the cent. Please \
                 confirm that the payment reckons with it.",
                &numbers,
            )
        })
    }
}
