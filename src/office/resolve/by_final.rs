//! The rest of a prepayment that is no longer asked for, since its final invoice holds it: it is
//! ended with what was paid, and no price is lowered. And what would pay a prepayment by setting it
//! off, though its final invoice has taken it off unpaid.

use super::items::Candidate;
use super::kind;
use super::undone::PAYMENT_TAKEN_OFF;
use crate::domain::{Finding, FindingKind};
use crate::office::plan::{latest_of_parts, taken_unpaid};
use crate::office::run::Desk;
use crate::store::rows::ItemKind;

/// Setting off a prepayment that a final invoice has taken off before it was paid.
pub static SETS_OFF_TAKEN: FindingKind = kind(
    "set-off-taken-off",
    "{number} gegen {other} zu verrechnen hieße, die Anzahlung zu bezahlen und zu versteuern; \
     abgezogen ist sie schon, ehe sie bezahlt war, oder ihr Abzug als schon gezahltes Geld \
     gebucht: {list}. Die Umsatzsteuer gälte doppelt. Bitte zuerst {undo}, dann „kontor resolve \
     {number} against {other}“, dann {accept}.",
    "To set {number} off against {other} would pay and tax the prepayment, which was taken off \
     before it was paid, or whose deduction is booked as money paid already: {list}. Its VAT would \
     count twice. First {undo}, then \"kontor resolve {number} against {other}\", then {accept}.",
);

impl Desk {
    /// What speaks against setting a prepayment off against what is none: its final invoice has
    /// taken it off unpaid, in part or as money.
    pub(super) async fn sets_off_taken(
        &self,
        one: &Candidate,
        other: &Candidate,
    ) -> anyhow::Result<Option<Finding>> {
        let is_request = |candidate: &Candidate| candidate.item.kind == ItemKind::Prepayment;
        let (item, against) = match (is_request(one), is_request(other)) {
            (true, false) => (&one.item, &other.item),
            (false, true) => (&other.item, &one.item),
            _ => return Ok(None),
        };
        let in_part = taken_unpaid(&self.store.parts_taken(&[item.id]).await?);
        let as_money = self.taken_as_money(std::iter::once(item)).await?;
        let as_money = as_money.get(&item.id).map(|(_, document)| {
            [
                format!("D{document}"),
                format!("kontor undo D{document}"),
                format!("kontor resolve D{document} accept"),
            ]
        });
        Ok(in_part.or(as_money).map(|[list, undo, accept]| {
            let found = SETS_OFF_TAKEN.found().with("number", &item.number);
            let found = found.with("other", &against.number).with("list", list);
            found.with("undo", undo).with("accept", accept)
        }))
    }
    /// The final invoice in force that takes off, as paid, what a set-off of these items paid.
    pub(super) async fn set_off_taken_off(
        &self,
        id: &str,
        items: [i64; 2],
    ) -> anyhow::Result<Option<Finding>> {
        let mut parts = self.store.parts_taken(&items).await?;
        parts.retain(|row| row.is_paid);
        let items = self.store.items_with(&items).await?;
        let off = items.iter().find_map(|item| {
            let whole = item.deducted_by.filter(|_| item.kind == ItemKind::PrepaymentTaxed);
            let own: Vec<_> = parts.iter().filter(|row| row.item_id == item.id).copied().collect();
            Some((item, whole.or_else(|| latest_of_parts(&own))?))
        });
        Ok(off.map(|(item, by)| {
            let found = PAYMENT_TAKEN_OFF.found().with("id", id).with("number", &item.number);
            found.with("by", format!("D{by}"))
        }))
    }
}

/// How a person says so.
const SAID: &[&str] =
    &["schlussrechnung", "schlußrechnung", "endabrechnung", "final invoice", "final-invoice"];

/// Whether a reason says so of what is short, prepayments all.
pub(super) fn is_ended_by_final<'a>(
    short: impl Iterator<Item = &'a Candidate>,
    reason: &str,
) -> bool {
    let reason = reason.to_lowercase();
    let mut short = short.peekable();
    short.peek().is_some() && SAID.iter().any(|word| reason.contains(word)) && short.all(is_prepaid)
}

/// Whether an item is a prepayment that no final invoice has taken off unpaid.
pub(super) fn is_prepaid(candidate: &Candidate) -> bool {
    matches!(candidate.item.kind, ItemKind::Prepayment | ItemKind::PrepaymentTaxed)
}
