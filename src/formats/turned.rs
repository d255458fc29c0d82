//! Entries that banks write in two ways, and balances that say which is meant.
//!
//! A reversal bears its own direction by the standards (ISO 20022 `RvslInd` with `CdtDbtInd`; SWIFT
//! field 61 `RC`, `RD`); some banks leave the direction of the booking that is taken back. And some
//! write a minus before an amount whose direction is said already, which the standards do not know:
//! it repeats the direction or turns it. Opening and closing balance decide, where they do.

use crate::domain::finding::Weight;
use crate::domain::finding_argument::Argument;
use crate::domain::statement::Status;
use crate::domain::{Entry, Finding, FindingKind, Place, Statement};
use rust_decimal::Decimal;

/// Balances that hold only when entries are read the other way.
pub static TURNED: FindingKind = FindingKind {
    code: "statement-direction-turned",
    weight: Weight::Note,
    de: "Anfangs- und Endsaldo gehen nur auf, wenn diese Umsätze andersherum gebucht sind, als \
        ihre Richtung sagt; so wurden sie gelesen: {amounts}.",
    en: "Opening and closing balance hold only if these entries are booked the other way round \
        than their direction says; so they were read: {amounts}.",
};

/// An entry that may be meant the other way round.
pub struct Other {
    /// Its place among the statement's entries.
    pub at: usize,
    /// How it reads the other way; `None`: with its amount turned, and nothing else.
    pub entry: Option<Box<Entry>>,
    /// What is found where no balance decides: then the entry is left out. `None`: it stays as it
    /// is read.
    pub left_out: Option<Finding>,
}

/// Most entries whose every combination is tried.
const MOST_COMBINED: usize = 10;

/// Reads the doubtful entries as the balances prove. `others` stand in the order of the entries.
pub fn settle(statement: &mut Statement, others: Vec<Other>, provable: bool) -> Vec<Finding> {
    if others.is_empty() {
        return Vec::new();
    }
    let decided =
        gap(statement).filter(|_| provable).and_then(|gap| chosen(statement, &others, gap));
    let mut findings = Vec::new();
    let mut amounts = Vec::new();
    for (place, other) in others.into_iter().enumerate().rev() {
        match (&decided, other.left_out) {
            (Some(turned), _) => {
                if turned.get(place) == Some(&true)
                    && let Some(entry) = statement.entries.get_mut(other.at)
                {
                    match other.entry {
                        Some(read) => *entry = *read,
                        None => entry.amount.amount = -entry.amount.amount,
                    }
                    amounts.push(Argument::from(entry.amount));
                }
            }
            (None, Some(finding)) if other.at < statement.entries.len() => {
                statement.entries.remove(other.at);
                findings.push(finding);
            }
            (None, _) => {}
        }
    }
    findings.reverse();
    if !amounts.is_empty() {
        amounts.reverse();
        findings.push(
            TURNED
                .found()
                .with_value("amounts", Argument::row(&amounts, ", "))
                .at(Place::Path(statement.id.clone().unwrap_or_default())),
        );
    }
    findings
}

/// What the booked entries lack to lead from the opening to the closing balance; `None` where that
/// cannot be said.
fn gap(statement: &Statement) -> Option<Decimal> {
    let (opening, closing) =
        (statement.opening.as_ref()?.amount, statement.closing.as_ref()?.amount);
    let booked = || statement.entries.iter().filter(|entry| entry.status == Status::Booked);
    let same = opening.currency == closing.currency
        && booked().all(|entry| entry.amount.currency == opening.currency);
    let sum =
        booked().try_fold(opening.amount, |sum, entry| sum.checked_add(entry.amount.amount))?;
    closing.amount.checked_sub(sum).filter(|_| same)
}

/// Which of the doubtful entries are turned: none where the balances hold, else all of one kind or
/// all, else the only combination that makes them hold.
fn chosen(statement: &Statement, others: &[Other], gap: Decimal) -> Option<Vec<bool>> {
    let change = |other: &Other| {
        let entry =
            statement.entries.get(other.at).filter(|entry| entry.status == Status::Booked)?;
        entry.amount.amount.checked_mul(Decimal::NEGATIVE_ONE * Decimal::TWO)
    };
    let changes: Vec<Decimal> =
        others.iter().map(|other| change(other).unwrap_or_default()).collect();
    let holds = |turned: &[bool]| {
        let sum = changes
            .iter()
            .zip(turned)
            .filter(|(_, turned)| **turned)
            .try_fold(Decimal::ZERO, |sum, (change, _)| sum.checked_add(*change));
        sum == Some(gap)
    };
    let none = vec![false; others.len()];
    let alike: [Vec<bool>; 3] = [
        others.iter().map(|other| other.left_out.is_none()).collect(),
        others.iter().map(|other| other.left_out.is_some()).collect(),
        vec![true; others.len()],
    ];
    let found = std::iter::once(none).chain(alike).find(|turned| holds(turned));
    if found.is_some() || others.len() > MOST_COMBINED {
        return found;
    }
    let combination =
        |bits: u32| (0..others.len()).map(|at| bits >> at & 1 == 1).collect::<Vec<bool>>();
    let mut holding = (0..1u32 << others.len()).map(combination).filter(|turned| holds(turned));
    holding.next().filter(|_| holding.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Balance, Currency, Money};

    fn euro(cents: i64) -> Money {
        Money::from_minor(cents, Currency::EUR)
    }

    fn statement(opening: i64, amounts: &[i64], closing: i64) -> Statement {
        let balance = |cents| Some(Balance { date: None, amount: euro(cents) });
        let entries = amounts.iter().map(|cents| Entry::new(euro(*cents))).collect();
        Statement {
            opening: balance(opening),
            closing: balance(closing),
            entries,
            ..Statement::default()
        }
    }

    fn others(places: &[usize], minus: bool) -> Vec<Other> {
        let left_out = || minus.then(|| TURNED.found());
        places.iter().map(|at| Other { at: *at, entry: None, left_out: left_out() }).collect()
    }

    fn settled(mut statement: Statement, others: Vec<Other>) -> (Vec<String>, usize) {
        let findings = settle(&mut statement, others, true);
        (
            statement.entries.iter().map(|entry| entry.amount.amount.to_string()).collect(),
            findings.len(),
        )
    }

    #[test]
    fn balances_decide_which_way_an_entry_goes() {
        let told = |amounts: &[&str]| {
            amounts.iter().map(|amount| (*amount).to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(
            settled(statement(1000, &[-80, -80], 1000), others(&[1], false)),
            (told(&["-0.80", "0.80"]), 1),
            "turned"
        );
        assert_eq!(
            settled(statement(1000, &[-80, 80], 1000), others(&[1], false)),
            (told(&["-0.80", "0.80"]), 0),
            "as it stands"
        );
        assert_eq!(
            settled(statement(0, &[-80, -80, -80], -80), others(&[0, 1, 2], false)).1,
            0,
            "one of three: which?"
        );
        assert_eq!(
            settled(statement(0, &[-10, -20, -40], -30), others(&[0, 1, 2], false)),
            (told(&["-0.10", "0.20", "-0.40"]), 1)
        );
    }

    #[test]
    fn a_minus_without_proof_is_left_out() {
        let mut bare = statement(0, &[100, -80, 5], 0);
        bare.closing = None;
        let findings = settle(&mut bare, others(&[1], true), true);
        assert_eq!((bare.entries.len(), findings.len()), (2, 1));
        let proved = settled(statement(0, &[100, -80, 5], 185), others(&[1], true));
        assert_eq!(proved, (vec!["1.00".to_owned(), "0.80".to_owned(), "0.05".to_owned()], 1));
    }
}
