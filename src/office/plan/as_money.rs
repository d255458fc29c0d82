//! Prepayments that a final invoice names and has taken off as money paid already, since its sums
//! did not fit: a payment of such a one that comes later bears VAT which the invoice has charged
//! too, and is asked about.

use super::Plan;
use super::settle::is_matched_anew;
use crate::matching::{Decision, Explanation};
use crate::store::Neighbours;
use crate::store::rows::{EntryRow, ItemKind};

impl Plan<'_> {
    /// What would pay a prepayment that a final invoice has taken off as money is proposed.
    pub(super) fn asked_of_money(
        &self,
        decision: Decision,
        row: &EntryRow,
        near: &Neighbours,
    ) -> Decision {
        let paid = decision.allocations.iter().filter_map(|part| {
            let item = near.items.get(&part.item).filter(|item| item.kind == ItemKind::Prepayment);
            let (number, document) = near.taken_as_money.get(&part.item)?;
            let is_paid = item?.amount_minor.signum() == part.amount.signum();
            is_paid.then_some((item?, number, document))
        });
        let Some((item, by, document)) = paid.into_iter().next() else { return decision };
        if !is_matched_anew(&decision, row) {
            return decision;
        }
        let (id, number, request) = (decision.entry, &item.number, item.document_id);
        let de = format!(
            "Die Schlussrechnung {by} (D{document}) nennt {number} und hat ihren Abzug als schon \
             gezahltes Geld gebucht; die Umsatzsteuer von {number} gälte mit dieser Zahlung \
             doppelt. Ist sie jenes Geld: „kontor resolve E{id} match {by}“, und wird {number} \
             nicht mehr verlangt, „kontor undo D{request}“ und „kontor resolve D{request} reject \
             GRUND“. Steht {number} neben {by}: „kontor resolve E{id} accept“."
        );
        let en = format!(
            "The final invoice {by} (D{document}) names {number} and has booked its deduction as \
             money paid already; with this payment the VAT of {number} would count twice. If it is \
             that money: \"kontor resolve E{id} match {by}\" and, if {number} is no longer asked \
             for, \"kontor undo D{request}\" and \"kontor resolve D{request} reject REASON\". If \
             {number} stands beside {by}: \"kontor resolve E{id} accept\"."
        );
        decision.asked(Explanation::new(de, en))
    }
}
