//! Rows that are left out of the bookings, and what is told of them: what came to nothing
//! (declined, cancelled), and what stands in words that nobody knows.

use super::columns::{Columns, Field};
use super::direction::Way;
use super::findings::{CREDIT_WITH_MINUS, DIRECTION_UNKNOWN, DIRECTIONS_IN_DOUBT, VALUED_ONLY};
use super::groups::{Group, Said};
use super::proof::{self, Proof};
use super::rows::Rows;
use super::standing::is_yes;
use super::words::NotUnderstood;
use crate::domain::finding::{Place, Weight};
use crate::domain::statement::Status;
use crate::domain::{Finding, FindingKind, Money};
use csv::StringRecord;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Rows whose status says that they came to nothing.
pub(super) static NEVER_BOOKED: FindingKind = FindingKind {
    code: "csv-never-booked",
    weight: Weight::Note,
    de: "{count|Zeile|Zeilen} mit dem Status „{word}“: keine Buchung, darum weggelassen.",
    en: "{count|line|lines} with the status “{word}”: no booking, therefore left out.",
};

/// The reversal of a row that is left out.
pub(super) static REVERSAL_ALONE: FindingKind = FindingKind {
    code: "csv-reversal-alone",
    weight: Weight::Warning,
    de: "Der Umsatz über {amount} mit dem Status „{word}“ ist weggelassen, Zeile {other} bucht \
        aber denselben Betrag in der Gegenrichtung. Ist sie sein Storno, fehlt er in den Büchern, \
        und der Kontostand ist um {amount} falsch. Bitte mit dem Kontoauszug vergleichen; steht er \
        dort, nennt words.booked einer [[bank]] in pipelines/ das Wort „{word}“.",
    en: "The booking of {amount} with the status “{word}” is left out, but line {other} books the \
        same amount the other way. If that is its reversal, it is missing in the books and the \
        balance is wrong by {amount}. Compare with the bank statement; if it stands there, name \
        the word “{word}” in words.booked of a [[bank]] in pipelines/.",
};

/// Most rows that are each reported; more of them say nothing new.
const MOST_REPORTED: usize = 50;
/// Bookings of one amount that are looked through for the reversal of a row.
const MOST_LOOKED_AT: usize = 1000;

/// A row whose status says that it is no booking.
#[derive(Debug)]
pub(super) struct Never {
    /// The status.
    pub word: String,
    pub line: u64,
    pub day: Date,
    /// With the sign that it carries itself.
    pub amount: Decimal,
    pub said: Said,
}

impl Never {
    /// The amounts that are this one the other way. Where sign and word do not tell the way, either
    /// is.
    fn turned(&self) -> Vec<Decimal> {
        let amount = self.amount.abs();
        match (&self.said, self.amount.is_sign_negative()) {
            _ if amount.is_zero() => Vec::new(),
            (Said::Way(Way::Out), _) | (Said::Nothing, true) => vec![amount],
            (Said::Way(Way::In), false) | (Said::Nothing, false) => vec![-amount],
            (Said::Way(Way::In), true) | (Said::Unknown(_) | Said::Contradicted, _) => {
                vec![amount, -amount]
            }
        }
    }
}

/// What a row says in the columns of standings: the first that says something.
pub(super) fn status_word<'r>(columns: &Columns, row: &'r StringRecord) -> &'r str {
    // Its answer is yes or no; the word is the column's.
    if is_yes(columns.get(Field::Cancelled, row)) == Some(true) {
        return "storniert";
    }
    let asking = [Field::Status, Field::Cancelled, Field::Pending, Field::Booked];
    let words = asking.map(|field| columns.get(field, row));
    let said = || words.into_iter().filter(|word| !word.is_empty());
    // An answer that is none says more than one that is.
    said().find(|word| is_yes(word).is_none()).or(said().next()).unwrap_or_default()
}

impl Rows {
    /// Signs every group, and tells the rows whose direction nothing says and those that are no
    /// bookings. `by_status`: a column says what is booked.
    pub(super) fn sign(&mut self, by_status: bool) {
        let (mut words, mut never) = (NotUnderstood::default(), NotUnderstood::default());
        for section in &mut self.sections {
            for group in &mut section.groups {
                let signed = group.sign();
                for line in group.announced(by_status).into_iter().take(MOST_REPORTED) {
                    self.findings.push(VALUED_ONLY.found().at(Place::Line(line)));
                }
                self.fees_beside.extend(group.fees_beside());
                let count = signed.in_doubt.len();
                let doubt = signed.in_doubt.first().map(|line| {
                    let finding = DIRECTIONS_IN_DOUBT.found().with("count", count);
                    finding.at(Place::Line(*line))
                });
                self.findings.extend(doubt);
                let back = signed.taken_back.first().map(|line| {
                    let finding = CREDIT_WITH_MINUS.found().with("count", signed.taken_back.len());
                    finding.at(Place::Line(*line))
                });
                self.findings.extend(back);
                self.not_understood += signed.left_out.len() + count;
                for (word, line) in signed.left_out {
                    words.count(&word, line);
                }
                self.findings.extend(group.tell_never(&mut never));
            }
            section.groups.retain(|group| !group.entries.is_empty() || !group.balances.is_empty());
        }
        self.findings.extend(words.findings(&DIRECTION_UNKNOWN));
        self.findings.extend(never.findings(&NEVER_BOOKED));
    }
}

impl Group {
    /// Counts the rows that are no bookings, but for those whose reversal is one: they are told
    /// each. One booking reverses one row.
    fn tell_never(&self, counted: &mut NotUnderstood) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut free = if self.never.is_empty() { BTreeMap::new() } else { self.unproved() };
        for never in &self.never {
            let reversal = never.turned().into_iter().find_map(|amount| {
                let at = free.get_mut(&amount).filter(|_| findings.len() < MOST_REPORTED)?;
                let later = |at: &usize| {
                    self.entries
                        .get(*at)
                        .is_some_and(|entry| entry.booking_date.is_none_or(|day| day >= never.day))
                };
                let found = at.iter().take(MOST_LOOKED_AT).position(later)?;
                Some(at.remove(found))
            });
            let told = reversal
                .and_then(|at| Some((self.entries.get(at)?.amount, self.rows.get(at)?.line)));
            let Some((amount, other)) = told else {
                counted.count(&never.word, never.line);
                continue;
            };
            let missing = Money::new(-amount.amount, amount.currency);
            let finding = REVERSAL_ALONE
                .found()
                .with("word", &never.word)
                .with_value("amount", missing)
                .with("other", other);
            findings.push(finding.at(Place::Line(never.line)));
        }
        findings
    }

    /// Bookings by their amount; without those whose balance follows from another, so that nothing
    /// before them is missing.
    fn unproved(&self) -> BTreeMap<Decimal, Vec<usize>> {
        let proof = proof::running(&self.entries);
        let balanced =
            |at: usize| self.entries.get(at).is_some_and(|entry| entry.balance_after.is_some());
        let follows = |at: usize| {
            let before = match proof {
                Proof::Holds { newest_first: false } => at.checked_sub(1),
                Proof::Holds { newest_first: true } => at.checked_add(1),
                Proof::None | Proof::Breaks { .. } => None,
            };
            balanced(at) && before.is_some_and(balanced)
        };
        let mut found: BTreeMap<Decimal, Vec<usize>> = BTreeMap::new();
        for (at, entry) in self.entries.iter().enumerate() {
            if entry.status == Status::Booked && !follows(at) {
                found.entry(entry.amount.amount).or_default().push(at);
            }
        }
        found
    }
}
