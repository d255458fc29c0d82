//! The decision over one neighbourhood.

use super::decision::{Decision, Explanation, MatchStatus};
use super::facts::Neighbourhood;

/// Decides over every entry of the neighbourhood: one decision each, in the order of `entries`.
pub fn decide(neighbourhood: &Neighbourhood<'_>) -> Vec<Decision> {
    neighbourhood
        .entries
        .iter()
        .map(|entry| Decision {
            entry: entry.id,
            status: MatchStatus::Open,
            allocations: Vec::new(),
            charge: 0,
            on_account: 0,
            category: None,
            account: None,
            confidence: 0,
            explanation: vec![Explanation::new("Kein passender offener Posten.", "No open item fits.")],
            runner_up: None,
        })
        .collect()
}
