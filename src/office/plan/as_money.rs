//! Prepayments that a final invoice may mean which has taken money off that is paid already, since
//! its sums did not fit: a payment of such a one that comes later bears VAT which the invoice has
//! charged too, and is asked about before all else.

use super::Plan;
use super::settle::is_told_anew;
use crate::domain::invoice_number::names_number;
use crate::matching::{Decision, Explanation};
use crate::store::Neighbours;
use crate::store::rows::{EntryRow, ItemKind, ItemRow};
use crate::store::trade::{BilledRow, Naming};

impl Plan<'_> {
    /// What would pay a prepayment that a final invoice has taken off as money is proposed, with
    /// that as the first that is said of it.
    pub(super) fn asked_of_money(
        &self,
        decision: Decision,
        row: &EntryRow,
        near: &Neighbours,
    ) -> Decision {
        let paid = decision.allocations.iter().filter_map(|part| {
            let item = near.items.get(&part.item).filter(|item| item.kind == ItemKind::Prepayment);
            let (number, document) =
                self.taken_before(near, part.item).or_else(|| self.taken_now(item?))?;
            let is_paid = item?.amount_minor.signum() == part.amount.signum();
            is_paid.then_some((item?, number, document))
        });
        let Some((item, by, document)) = paid.into_iter().next() else { return decision };
        if !is_told_anew(&decision, row) {
            return decision;
        }
        let (id, number, request) = (decision.entry, &item.number, item.document_id);
        let de = format!(
            "Die Schlussrechnung {by} (D{document}) hat ihren Abzug als schon gezahltes Geld \
             gebucht, nicht als {number}; die Umsatzsteuer von {number} gälte mit dieser Zahlung \
             doppelt. Zieht {by} {number} ab: „kontor undo D{document}“, dann „kontor resolve \
             E{id} match {number}“, dann „kontor resolve D{document} accept“. Ist die Zahlung \
             jenes Geld und wird {number} nicht mehr verlangt: „kontor resolve E{id} match {by}“, \
             dann „kontor undo D{request}“ und „kontor resolve D{request} reject GRUND“. Steht \
             {number} neben {by}: „kontor undo D{document}“, dann „kontor resolve D{document} \
             accept --beside“."
        );
        let en = format!(
            "The final invoice {by} (D{document}) has booked its deduction as money paid already, \
             not as {number}; with this payment the VAT of {number} would count twice. If {by} \
             takes {number} off: \"kontor undo D{document}\", then \"kontor resolve E{id} match \
             {number}\", then \"kontor resolve D{document} accept\". If the payment is that money \
             and {number} is no longer asked for: \"kontor resolve E{id} match {by}\", then \
             \"kontor undo D{request}\" and \"kontor resolve D{request} reject REASON\". If \
             {number} stands beside {by}: \"kontor undo D{document}\", then \"kontor resolve \
             D{document} accept --beside\"."
        );
        decision.asked(Explanation::new(de, en))
    }
    /// The invoice in force before that may mean it, unless this batch takes that back.
    fn taken_before(&self, near: &Neighbours, item: i64) -> Option<(String, i64)> {
        let (number, document) = near.taken_as_money.get(&item)?;
        let goes = |own: &ItemRow| {
            own.document_id == *document && own.kind == ItemKind::Prepaid && own.amount_minor == 0
        };
        let goes = self.changes.items.iter().any(goes) || self.stands_beside(near, item);
        (!goes).then(|| (number.clone(), *document))
    }

    /// Whether a person books this prepayment just now in addition to what may mean it.
    fn stands_beside(&self, near: &Neighbours, item: i64) -> bool {
        near.items.get(&item).is_some_and(|item| self.beside.contains(&item.document_id))
    }

    /// The invoice of this batch that may mean a prepayment by what it calls paid already, with its
    /// number and document.
    fn taken_now(&self, item: &ItemRow) -> Option<(String, i64)> {
        let money = self.changes.items.iter().filter(|own| {
            own.kind == ItemKind::Prepaid
                && own.amount_minor > 0
                && !self.beside.contains(&own.document_id)
        });
        let naming = |own: &ItemRow| {
            let billed = |row: &&BilledRow| row.document_id == own.document_id;
            let facts = self.changes.billed.iter().find(billed).map(|row| &row.facts);
            Naming {
                item: own.clone(),
                numbers: facts.map(|facts| facts.corrects.clone()).unwrap_or_default(),
                days: Vec::new(),
                gross: None,
            }
        };
        let by = money.map(naming).find(|row| may_mean(row, item))?;
        Some((by.item.number, by.item.document_id)).filter(|_| item.deducted_by.is_none())
    }
}

/// Whether what an invoice calls paid may be a prepayment: it names that; or it is not of another
/// order and not the older one, and names none, or the prepayment was not known when it was booked
/// (many programs name the last one only). It may be any part of the money, or more.
pub fn may_mean(row: &Naming, item: &ItemRow) -> bool {
    let money = &row.item;
    let of_same = (&money.company, money.side, money.contact_id)
        == (&item.company, item.side, item.contact_id);
    let is_named = row.numbers.iter().any(|text| names_number(text, &item.number));
    let orders = money.order_number.as_ref().zip(item.order_number.as_ref());
    let is_unnamed = (row.numbers.is_empty() || item.id > money.id)
        && orders.is_none_or(|(own, other)| own == other)
        && money.date.zip(item.date).is_none_or(|(own, other)| other <= own);
    of_same && (is_named || is_unnamed)
}
