//! Invoices without an order that come out of what is usual of their vendor.

use super::control::is_judged;
use crate::control::{Found, Recurring, UNUSUAL_AMOUNT, UNUSUAL_RHYTHM, Unusual, unusual};
use crate::domain::{Currency, Money};
use crate::store::trade::BilledRow;
use std::collections::{BTreeMap, HashMap};

/// What is unusual of each invoice, by document. Rows in the order they came; one that repeats an
/// earlier one is asked about as that.
pub(super) fn out_of_habit(
    invoices: &[BilledRow],
    twins: &HashMap<i64, (String, i64)>,
) -> HashMap<i64, Found> {
    let mut earlier: BTreeMap<(&str, i64), Vec<Recurring>> = BTreeMap::new();
    let mut found = HashMap::new();
    for row in invoices.iter().filter(|row| is_judged(row) && !twins.contains_key(&row.document_id))
    {
        let Some((contact, this)) = row.contact_id.zip(recurring(row)) else { continue };
        let seen = earlier.entry((&row.company, contact)).or_default();
        let how = unusual(this, seen);
        // One within the interval is no part of the habit; another amount may be the new one.
        if row.status == "processed" && !matches!(how, Some(Unusual::Soon { .. })) {
            seen.push(this);
        }
        found.extend(how.map(|how| (row.document_id, told(this, how))));
    }
    found
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
