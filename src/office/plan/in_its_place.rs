//! Payments that name an invoice whose place another took: proposed for that one, and never booked
//! without a person, since the amounts may differ.

use super::Plan;
use super::by_line::mentions;
use super::learnt;
use super::ordered::texts;
use crate::domain::money::proportion;
use crate::domain::{Currency, Language, Money, Side, spelling};
use crate::matching::{
    Allocation, Decision, DiscountKind, DiscountOffer, Explanation, MatchStatus, OpenItemFacts,
    RunnerUp,
};
use crate::store::Neighbours;
use crate::store::rows::{EntryRow, ItemKind, ItemRow};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Per mille; an estimate, since the months that weights are measured on replace no invoices.
const CONFIDENCE: u16 = 800;

/// An item whose place an invoice of the batch took.
#[derive(Debug, Clone, Copy)]
pub(super) struct InPlace {
    /// The item.
    pub before: i64,
    /// The document that took its place.
    pub by: i64,
    /// What the item asked for, minor units.
    pub asked: i64,
}

impl Plan<'_> {
    /// Notes what stands in the place of items since this batch.
    pub(super) fn note_in_place(&self, near: &mut Neighbours) {
        for place in &self.in_place {
            let is_it = |item: &&ItemRow| {
                item.document_id == place.by
                    && item.kind == ItemKind::Item
                    && item.amount_minor != 0
            };
            if let Some(after) = near.items.values().find(is_it).map(|item| item.id) {
                near.successors.insert(place.before, after);
                near.asked_before.insert(place.before, place.asked);
            }
        }
    }

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
            || decision.runner_up.as_ref().is_some_and(|other| !is_successor(other, near))
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
        let before = near.successors.iter().filter(|(_, after)| **after == item.id);
        let asked = before.filter_map(|(before, _)| near.asked_before.get(before)).copied();
        let day = row.entry.value_date.or(row.entry.booking_date);
        let offer = asked.filter_map(|asked| discount_like_before(item, signed, asked, day)).next();
        let discount = offer.map_or(0, |offer| offer.amount);
        let due = item.open - discount;
        let part = signed.signum() * signed.abs().min(due.abs());
        let rest = signed - part;
        let skonto = offer.map(|offer| like_before(offer, item, number));
        Decision {
            status: MatchStatus::Suggested,
            allocations: vec![Allocation {
                discount,
                discount_kind: offer.map(|_| DiscountKind::CashDiscount),
                ..Allocation::of(item.id, part)
            }],
            on_account: if item.side == Side::Payable { -rest } else { rest },
            confidence: CONFIDENCE,
            explanation: std::iter::once(Explanation::new(
                format!("Der Text nennt {number}; an deren Stelle ist {} getreten.", item.document),
                format!("The text names {number}, whose place {} took.", item.document),
            ))
            .chain(skonto)
            .collect(),
            runner_up: None,
            ..decision
        }
    }
}

/// Whether all that lost stands in the place of something: that is what is proposed here.
fn is_successor(other: &RunnerUp, near: &Neighbours) -> bool {
    let stands = |id: &i64| near.successors.values().any(|after| after == id);
    other.entry.is_none()
        && other.account.is_none()
        && !other.items.is_empty()
        && other.items.iter().all(stands)
}

/// The Skonto of an invoice in the place of one over `asked` that was paid less as much by the
/// hundred: who took it then has not lost it. Only where the payment covers the rest.
fn discount_like_before(
    item: &OpenItemFacts,
    paid: i64,
    asked: i64,
    day: Option<Date>,
) -> Option<DiscountOffer> {
    let in_time = |offer: &&DiscountOffer| day.is_some_and(|day| day <= offer.until);
    let taken = |offer: &&DiscountOffer| {
        let discount = proportion(asked, offer.percent_hundredths, 10_000);
        (asked.saturating_sub(discount).saturating_sub(paid)).abs() <= 1
    };
    let is_whole = item.open == item.original;
    let offer = item.discounts.iter().filter(|_| is_whole).filter(in_time).find(taken)?;
    (paid.abs() >= (item.open - offer.amount).abs()).then_some(*offer)
}

fn like_before(offer: DiscountOffer, item: &OpenItemFacts, before: &str) -> Explanation {
    let said =
        |language| spelling::amount(Money::from_minor(offer.amount.abs(), item.currency), language);
    let number = &item.document;
    Explanation::new(
        format!("{before} war mit Skonto bezahlt; auf {number} sind es {}.", said(Language::De)),
        format!(
            "{before} was paid less cash discount; of {number} that is {}.",
            said(Language::En)
        ),
    )
}
