//! Payments of a final invoice and of the prepayments that it takes off though nobody has paid
//! them: proposed for all of them, where the text names the final invoice alone.

use super::Plan;
use crate::domain::invoice_number::names_number;
use crate::domain::{Currency, Side};
use crate::matching::{Allocation, Decision, Explanation, MatchStatus, overpaid};
use crate::store::Neighbours;
use crate::store::rows::{EntryRow, ItemKind, ItemRow};
use std::collections::HashMap;

impl Plan<'_> {
    /// A proposal that leaves just so much on account as is open of the prepayments that its final
    /// invoices take off, as one of these too; one that has them by their sum says so. `spoken` is
    /// what is matched of items, minor units.
    pub(super) fn with_its_prepayments(
        &self,
        decision: Decision,
        row: &EntryRow,
        near: &Neighbours,
        spoken: &HashMap<i64, i64>,
    ) -> Decision {
        let may_be = decision.status == MatchStatus::Suggested
            && decision.beside.is_empty()
            && row.entry.amount.currency == Currency::EUR;
        if !may_be {
            return decision;
        }
        let paid = |part: &Allocation| near.items.get(&part.item);
        let finals: Vec<&ItemRow> = decision
            .allocations
            .iter()
            .filter_map(paid)
            .filter(|item| item.kind == ItemKind::Item && item.amount_minor > 0)
            .collect();
        let is_proposed =
            |item: &ItemRow| decision.allocations.iter().any(|part| part.item == item.id);
        let is_taken_off = |item: &&ItemRow| {
            item.kind == ItemKind::PrepaymentUntaxed
                && finals.iter().any(|own| Some(own.document_id) == item.deducted_by)
        };
        if decision.on_account == 0 {
            let text = row.entry.remittance.as_deref().unwrap_or_default();
            let by_sum = decision.allocations.iter().filter_map(paid).filter(is_taken_off);
            let by_sum: Vec<&ItemRow> =
                by_sum.filter(|item| !names_number(text, &item.number)).collect();
            let told = takes_off(&finals, &by_sum);
            return if by_sum.is_empty() { decision } else { decision.asked(told) };
        }
        let open = |item: &ItemRow| {
            let elsewhere = near.settled_elsewhere.get(&item.id).copied().unwrap_or_default();
            item.amount_minor - elsewhere - spoken.get(&item.id).copied().unwrap_or_default()
        };
        let beside: Vec<(&ItemRow, i64)> = near
            .items
            .values()
            .filter(is_taken_off)
            .filter(|item| !is_proposed(item))
            .map(|item| (item, open(item)))
            .filter(|(_, open)| *open > 0)
            .collect();
        let on_bank = |(item, open): &(&ItemRow, i64)| match item.side {
            Side::Receivable => *open,
            Side::Payable => open.saturating_neg(),
        };
        let sum: i64 = beside.iter().map(on_bank).sum();
        if beside.is_empty() || sum != decision.on_account {
            return decision;
        }
        let told = takes_off(&finals, &beside.iter().map(|(item, _)| *item).collect::<Vec<_>>());
        let too_much = overpaid(decision.on_account, row.entry.amount.currency);
        let mut decision = Decision { on_account: 0, ..decision };
        decision.explanation.retain(|sentence| *sentence != too_much);
        let parts = beside.iter().map(|(item, open)| Allocation::of(item.id, *open));
        decision.allocations.extend(parts);
        decision.asked(told)
    }
}

/// What is said of final invoices and the prepayments that they take off.
fn takes_off(finals: &[&ItemRow], prepayments: &[&ItemRow]) -> Explanation {
    let list = |items: &[&ItemRow]| {
        items.iter().map(|item| item.number.as_str()).collect::<Vec<_>>().join(", ")
    };
    let (by, numbers) = (list(finals), list(prepayments));
    Explanation::new(
        format!(
            "{by} zieht {numbers} ab, noch nicht bezahlt; zusammen sind sie genau dieser Betrag. \
             Bitte bestätigen."
        ),
        format!(
            "{by} takes off {numbers}, which is not paid yet; together they are just this amount. \
             Please confirm."
        ),
    )
}

/// What decisions have matched of items, minor units of their signs.
pub(super) fn spoken_for<'d>(decisions: impl Iterator<Item = &'d Decision>) -> HashMap<i64, i64> {
    let mut spoken = HashMap::new();
    let matched = decisions.filter(|decision| decision.status == MatchStatus::Matched);
    for part in matched.flat_map(|decision| &decision.allocations) {
        *spoken.entry(part.item).or_default() += part.amount + part.discount;
    }
    spoken
}
