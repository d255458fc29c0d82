//! Payments that name an invoice whose place another took: proposed for that one, and never booked
//! without a person, since the amounts may differ.

use super::Plan;
use super::by_line::mentions;
use super::learnt;
use super::ordered::texts;
use crate::domain::{Currency, Side};
use crate::matching::{Allocation, Decision, Explanation, MatchStatus, OpenItemFacts};
use crate::store::Neighbours;
use crate::store::rows::EntryRow;
use std::collections::BTreeMap;

/// Per mille; an estimate, since the months that weights are measured on replace no invoices.
const CONFIDENCE: u16 = 800;

impl Plan<'_> {
    /// A decision that found nothing, as the proposal of the one invoice that stands in the place
    /// of those that the text names; what is more than is left of it waits on account.
    pub(super) fn in_its_place(
        &self,
        decision: Decision,
        row: &EntryRow,
        near: &Neighbours,
        items: &[OpenItemFacts],
    ) -> Decision {
        let has_place = !decision.allocations.is_empty()
            || !decision.beside.is_empty()
            || decision.runner_up.is_some()
            || decision.account.is_some();
        let Some(paid) = row.entry.amount.minor().filter(|_| {
            decision.status == MatchStatus::Open
                && !has_place
                && row.entry.amount.currency == Currency::EUR
                && row.entry.details.len() < 2
        }) else {
            return decision;
        };
        let named: BTreeMap<i64, &str> = near
            .successors
            .iter()
            .filter_map(|(before, after)| Some((*after, near.items.get(before)?.number.as_str())))
            .filter(|(_, number)| texts(row).any(|text| mentions(text, number)))
            .collect();
        let of = |(id, number): (&i64, &&'_ str)| {
            let item = items.iter().find(|item| item.id == *id)?;
            Some((item, (*number).to_owned()))
        };
        let all: Vec<(&OpenItemFacts, String)> = named.iter().filter_map(of).collect();
        let [(item, number)] = all.as_slice() else { return decision };
        let signed = if item.side == Side::Payable { -paid } else { paid };
        let is_refused = learnt::refused(row).items.contains(&item.id);
        if is_refused
            || item.open == 0
            || item.open.signum() != signed.signum()
            || item.currency != Currency::EUR
        {
            return decision;
        }
        let part = signed.signum() * signed.abs().min(item.open.abs());
        let rest = signed - part;
        Decision {
            status: MatchStatus::Suggested,
            allocations: vec![Allocation::of(item.id, part)],
            on_account: if item.side == Side::Payable { -rest } else { rest },
            confidence: CONFIDENCE,
            explanation: vec![Explanation::new(
                format!("Der Text nennt {number}; an deren Stelle ist {} getreten.", item.document),
                format!("The text names {number}, whose place {} took.", item.document),
            )],
            ..decision
        }
    }
}
