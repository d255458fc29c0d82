//! A decision of the matcher as the state of an entry's row, and a row's state as a decision: the
//! store knows nothing of the matcher.

use crate::matching::{Allocation, Category, Decision, DiscountKind, Explanation, MatchStatus};
use crate::store::rows::{AllocationRow, EntryRow, EntryState, EntryStatus, Sentence};
use rust_decimal::Decimal;

pub(super) fn state_of(decision: &Decision) -> EntryState {
    EntryState {
        status: match decision.status {
            MatchStatus::Matched => EntryStatus::Matched,
            MatchStatus::Suggested => EntryStatus::Suggested,
            MatchStatus::Open => EntryStatus::Open,
        },
        category: decision.category.map(|category| category.as_str().to_owned()),
        posting_account: decision.account.clone(),
        confidence: Some(per_mille(decision.confidence)),
        explanation: decision.explanation.iter().map(said).collect(),
        allocations: {
            let row = |allocation: &crate::matching::Allocation| AllocationRow {
                entry_id: decision.entry,
                item_id: allocation.item,
                amount_minor: allocation.amount,
                discount_minor: allocation.discount,
                abroad_minor: allocation.abroad,
            };
            let mut rows: Vec<AllocationRow> = decision.allocations.iter().map(row).collect();
            rows.sort();
            rows
        },
        decision: (decision.status != MatchStatus::Open || decision.runner_up.is_some())
            .then(|| Decision { explanation: Vec::new(), ..decision.clone() }),
        by_person: false,
        posting: None,
    }
}

/// Booked alike, though something else be said of it.
pub(super) fn same_booking(before: &EntryState, after: &EntryState) -> bool {
    let mut sorted = before.allocations.clone();
    sorted.sort();
    let parts = |state: &EntryState| {
        state.decision.as_ref().map(|decision| {
            let kind = |part: &Allocation| (part.item, part.discount_kind, part.small);
            let kinds: Vec<_> = decision.allocations.iter().map(kind).collect();
            (
                kinds,
                decision.charge,
                decision.on_account,
                decision.beside.clone(),
                decision.vat_percent,
            )
        })
    };
    // What is not matched is booked as unexplained, whatever is proposed.
    let waits = |state: &EntryState| state.status != EntryStatus::Matched;
    (waits(before) && waits(after) && before.posting.is_some())
        || (before.status == after.status
            && before.category == after.category
            && before.posting_account == after.posting_account
            && (before.decision.is_none() || parts(before) == parts(after))
            && sorted == after.allocations)
}

/// The whole decision about an entry as it is stored: what was proposed, or booked.
pub fn decision_of(row: &EntryRow) -> Decision {
    let state = &row.state;
    let explanation = state
        .explanation
        .iter()
        .map(|said| Explanation { de: said.de.clone(), en: said.en.clone() })
        .collect();
    if let Some(decision) = &state.decision {
        return Decision { explanation, ..decision.clone() };
    }
    // Written before the whole was kept: its allocations, and no word of which kind a discount was.
    let part = |row: &AllocationRow| Allocation {
        item: row.item_id,
        amount: row.amount_minor,
        discount: row.discount_minor,
        discount_kind: (row.discount_minor != 0).then_some(DiscountKind::CashDiscount),
        small: 0,
        abroad: row.abroad_minor,
    };
    Decision {
        entry: row.id,
        status: match state.status {
            EntryStatus::Matched => MatchStatus::Matched,
            EntryStatus::Suggested => MatchStatus::Suggested,
            EntryStatus::Open => MatchStatus::Open,
        },
        allocations: state.allocations.iter().map(part).collect(),
        charge: 0,
        on_account: 0,
        beside: Vec::new(),
        vat_percent: None,
        category: state.category.as_deref().and_then(Category::read),
        account: state.posting_account.clone(),
        confidence: 1000,
        weights: 0,
        explanation,
        runner_up: None,
        reason: None,
        order: None,
        same_as: None,
    }
}

pub(super) fn said(sentence: &Explanation) -> Sentence {
    Sentence { de: sentence.de.clone(), en: sentence.en.clone() }
}

/// Per mille as a decimal between 0 and 1.
pub fn per_mille(confidence: u16) -> String {
    Decimal::new(i64::from(confidence), 3).to_string()
}
