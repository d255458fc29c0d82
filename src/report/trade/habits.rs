//! Invoices without an order that come out of what is usual of their vendor.

use crate::control::{Found, Recurring, UNUSUAL_AMOUNT, UNUSUAL_RHYTHM, Unusual, unusual};
use crate::domain::{Currency, Money};
use crate::store::trade::BilledRow;
use std::collections::BTreeMap;

/// What the vendors of a company, or of several, usually bill, as far as their invoices were met.
#[derive(Default)]
pub(super) struct Usually(BTreeMap<(String, i64), Vec<Recurring>>);

impl Usually {
    /// What is unusual of the next invoice. They are met in the order they came; one that repeats
    /// an earlier one is asked about as that, and is not met here.
    pub(super) fn meet(&mut self, row: &BilledRow) -> Option<Found> {
        let (contact, this) = row.contact_id.zip(recurring(row))?;
        let seen = self.0.entry((row.company.clone(), contact)).or_default();
        let how = unusual(this, seen);
        // One within the interval is no part of the habit; another amount may be the new one.
        if row.status == "processed" && !matches!(how, Some(Unusual::Soon { .. })) {
            seen.push(this);
        }
        how.map(|how| told(this, how))
    }
}

/// An invoice that nothing was ordered for.
fn recurring(row: &BilledRow) -> Option<Recurring> {
    let facts = &row.facts;
    let bare = facts.orders.is_empty()
        && facts.notes.is_empty()
        && facts.corrects.is_empty()
        && !facts.credit;
    let gross = facts.gross.filter(|gross| bare && gross.is_sign_positive() && !gross.is_zero())?;
    Some(Recurring { day: facts.date?, gross, currency: facts.currency.unwrap_or(Currency::EUR) })
}

fn told(this: Recurring, how: Unusual) -> Found {
    let (expected, actual, finding) = match how {
        Unusual::Amount { usual } => {
            let money = |amount| Money::new(amount, this.currency);
            let finding = UNUSUAL_AMOUNT
                .found()
                .with_value("expected", money(usual))
                .with_value("actual", money(this.gross));
            (usual.normalize().to_string(), this.gross.normalize().to_string(), finding)
        }
        Unusual::Soon { before, days } => {
            let finding = UNUSUAL_RHYTHM
                .found()
                .with("days", days)
                .with_value("expected", before)
                .with_value("actual", this.day);
            (before.to_string(), this.day.to_string(), finding)
        }
    };
    Found { line: None, expected: Some(expected), actual: Some(actual), finding, settled: None }
}
