//! Which column says the direction: by its name, or by the words in it.

use super::columns::{Columns, Field, filled};
use super::direction::{Way, is_direct_debit, way};
use super::layout::{Bank, is_shipped};
use super::names::LOOSE;
use crate::domain::Currency;
use csv::StringRecord;

impl Columns {
    /// A column whose name alone does not make it one of directions must hold their words. Where none is named so, one whose words
    /// say directions is, whatever it is called; in the tables of known banks the columns are known.
    pub(super) fn words(&mut self, names: &[(String, Option<Currency>)], bank: Option<&Bank>, below: &[StringRecord]) {
        if let Some(at) = self.at(Field::Sign) {
            let loose = names.get(at).is_some_and(|(name, _)| name.is_empty() || LOOSE.contains(&name.as_str()));
            let stated = bank.is_some_and(|bank| bank.columns.contains_key(&Field::Sign));
            if loose && !stated && !filled(at, below).any(|word| way(word, bank).is_some()) {
                self.clear(Field::Sign);
            }
        }
        if self.at(Field::Sign).is_some() || bank.is_some_and(is_shipped) || self.at(Field::Amount).is_none() {
            return;
        }
        const OTHERS: [Field; 12] = [
            Field::BookingDate,
            Field::ValueDate,
            Field::Amount,
            Field::Currency,
            Field::Balance,
            Field::BalanceSign,
            Field::Counterparty,
            Field::CounterpartyIban,
            Field::AccountIban,
            Field::AccountNumber,
            Field::Pending,
            Field::Booked,
        ];
        let free = |at: &usize| OTHERS.iter().all(|field| self.at(*field) != Some(*at));
        let said = (0..names.len()).filter(free).find(|at| says_directions(*at, bank, below));
        let half_said = || {
            let free = |at: &usize| free(at) && self.at(Field::Status) != Some(*at);
            (0..names.len()).filter(free).find(|at| self.is_unsigned(below) && says_half(*at, bank, below))
        };
        if let Some(at) = said.or_else(half_said) {
            self.set(Field::Sign, at);
            self.kinds = Some(at);
        }
    }

    fn is_unsigned(&self, below: &[StringRecord]) -> bool {
        self.at(Field::Amount).is_some_and(|at| filled(at, below).all(|text| text.bytes().all(|byte| !matches!(byte, b'-' | b'+' | b'('))))
    }
}

/// True for a column of two words of which one says that money comes in, and what the other says is not known.
fn says_half(at: usize, bank: Option<&Bank>, below: &[StringRecord]) -> bool {
    let mut words: Vec<&str> = filled(at, below).collect();
    words.sort_unstable();
    words.dedup();
    let ways = words.iter().map(|word| way(word, bank)).collect::<Vec<_>>();
    words.len() == 2 && ways.contains(&Some(Way::In)) && ways.contains(&None)
}

/// True when half of what a column holds or more are words for directions, money out among them.
fn says_directions(at: usize, bank: Option<&Bank>, below: &[StringRecord]) -> bool {
    let known = filled(at, below).filter(|word| way(word, bank).is_some()).count();
    let out = filled(at, below).any(|word| way(word, bank) == Some(Way::Out));
    let debits_only = filled(at, below).filter(|word| way(word, bank).is_some()).all(is_direct_debit);
    out && !debits_only && known * 2 >= filled(at, below).count()
}
