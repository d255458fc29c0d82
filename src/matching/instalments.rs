//! Instalments of a plan that names no invoice: `Rate 3/12`. What of the payer's is open over just
//! so many such amounts is proposed, never booked without asking.

use super::decide::open;
use super::decision::{Allocation, Decision, Explanation, MatchStatus};
use super::desk::{Desk, Slip};
use super::explain::money;
use super::weights::Ground;

impl<'a> Desk<'a> {
    /// A proposal for the item that an instalment of a plan may be of: all its instalments give
    /// what was written, those to come what is left, or the same was paid of it before.
    pub(super) fn of_plan(&self, slip: &Slip<'a>) -> Option<Decision> {
        let entry = slip.entry;
        let plan @ (part, whole) = slip.reading.plan().filter(|(_, whole)| *whole > 1)?;
        if slip.is_return {
            return None;
        }
        let by = |by_account: bool| -> Vec<usize> {
            let mut found = self.index.open_of(entry, by_account);
            found.retain(|at| self.is_of_plan(slip, *at, plan));
            found
        };
        let account = by(true);
        let found = if account.is_empty() { by(false) } else { account };
        let first = self.index.items.get(*found.first()?)?;
        let amount = entry.paid().abs().saturating_mul(first.left.signum());
        let (document, (de, en)) = (&first.facts.document, money(amount, entry.currency));
        let mut explanation = vec![Explanation::new(
            format!(
                "Der Text nennt Rate {part} von {whole}, aber keine Rechnung; {de} sind eine \
                 solche Rate an {document}. Bitte bestätigen."
            ),
            format!(
                "The text names instalment {part} of {whole}, but no invoice; {en} is such an \
                 instalment of {document}. Please confirm."
            ),
        )];
        explanation.push(self.between(&found));
        Some(Decision {
            status: MatchStatus::Suggested,
            allocations: vec![Allocation::of(first.facts.id, amount)],
            charge: entry.kept,
            confidence: Ground::NextPart.among(found.len()),
            ..open(entry, explanation)
        })
    }

    fn is_of_plan(&self, slip: &Slip<'a>, at: usize, (part, whole): (i64, i64)) -> bool {
        let Some(item) = self.index.items.get(at) else { return false };
        let paid = slip.entry.paid();
        let left = item.facts.on_account(item.left);
        if item.facts.is_on_account || left.signum() != paid.signum() || left.abs() < paid.abs() {
            return false;
        }
        // A cent an instalment is rounding.
        let give = |count: i64, sum: i64| {
            let all = paid.abs().saturating_mul(count);
            all.saturating_sub(sum.abs()).saturating_abs() <= count
        };
        let by = self.settled_by.get(&at).into_iter().flatten();
        let mut before = by.filter_map(|by| self.slips.get(*by));
        give(whole, item.facts.original)
            || give(whole - part + 1, item.left)
            || before.any(|other| other.entry.paid() == paid && other.reading.plan().is_some())
    }
}
