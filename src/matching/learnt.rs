//! Entries without an item, decided as a person decided the same before: the same counterparty, the
//! same shape of text, the same account and VAT, or the same split.
//!
//! One answer makes a proposal. Three equal ones, and none against them, are booked without asking,
//! for this counterparty and up to a cap. What speaks against is another account, a match, a split,
//! a refusal: one undo of what was booked by itself is enough, and stands until it is taken back
//! itself.

use super::another::may_be_one_name;
use super::decide::open;
use super::decision::{Category, Decision, Explanation, MatchStatus, in_one_word};
use super::desk::{Desk, Slip};
use super::earlier_year::names_an_earlier_year;
use super::explain::{german, money};
use super::facts::EntryFacts;
use super::keys::{name_party, parties_of_entry};
use super::reading::{Reading, without_subfields};
use super::split::{parted_otherwise, parts_as};
use super::weights::Ground;
use crate::domain::Iban;
use crate::domain::money::Currency;
use crate::domain::text::fold;
use jiff::civil::Date;
use std::collections::HashMap;

/// How the German sentence begins that says why an entry was booked as it was answered before.
const EARNED: &str = "Dreimal gleich beantwortet";

/// Whether a German explanation says that an entry was booked as a person answered often enough.
pub fn is_earned(explanation: &str) -> bool {
    explanation.starts_with(EARNED)
}

/// Equal answers after which a payment is booked without asking.
const ENOUGH: usize = 3;

/// What a person decided about an entry, or refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    entry: i64,
    day: Date,
    /// Minor units, signed as on the account.
    amount: i64,
    currency: Currency,
    name: Option<String>,
    iban: Option<Iban>,
    shape: String,
    numbers: Vec<String>,
    /// The amounts that stand in the text, unsigned minor units.
    pub(super) stated: Vec<i64>,
    pub(super) said: Said,
}

/// What an answer says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// It is booked on this account.
    Account {
        /// The account's number.
        number: String,
        /// VAT in percent that is inside.
        vat: Option<u8>,
        /// What it is.
        category: Option<Category>,
    },
    /// It is split: accounts with their parts, minor units signed as on the bank account.
    Split(Vec<(String, i64)>),
    /// It settles items, or belongs on a personal account.
    Otherwise,
    /// It does not belong on this account, or is not split over these: see
    /// [`Decision::split_over`].
    Refused(String),
}

impl Said {
    /// The accounts that it is booked on; `None` where nothing is booked on one.
    fn accounts(&self) -> Option<String> {
        match self {
            Said::Account { number, .. } => Some(number.clone()),
            Said::Split(parts) => {
                Some(in_one_word(parts.iter().map(|(account, _)| account.as_str())))
            }
            Said::Otherwise | Said::Refused(_) => None,
        }
    }

    /// Whether it says the same, whatever the amounts.
    fn agrees(&self, other: &Said) -> bool {
        match (self, other) {
            (Said::Account { number, vat, .. }, Said::Account { number: known, vat: own, .. }) => {
                number == known && vat == own
            }
            (Said::Split(_), Said::Split(_)) => self.accounts() == other.accounts(),
            _ => false,
        }
    }
}

impl Answer {
    /// An answer about an entry.
    pub fn about(entry: &EntryFacts, said: Said) -> Answer {
        let reading = Reading::of(entry);
        Answer {
            entry: entry.id,
            day: entry.booking_date,
            amount: entry.amount,
            currency: entry.currency,
            name: entry.counterparty_name.clone(),
            iban: entry.counterparty_iban.clone(),
            shape: shape(entry),
            numbers: led_numbers(&reading),
            stated: reading.amounts.iter().map(|amount| amount.minor).collect(),
            said,
        }
    }
}

impl Answer {
    /// Whether it books what says the same over the same amount on an account.
    pub(super) fn is_like(&self, entry: &EntryFacts) -> bool {
        self.amount == entry.amount
            && self.shape == shape(entry)
            && matches!(self.said, Said::Account { .. })
    }
}

/// By what the counterparty of an entry is known: its account, its name.
pub fn parties(entry: &EntryFacts) -> Vec<String> {
    parties_of_entry(entry)
}

/// Answers by whom they are about.
#[derive(Debug, Clone, Default)]
pub struct Answers {
    by_iban: HashMap<String, Vec<Answer>>,
    by_name: HashMap<String, Vec<Answer>>,
}

impl Answers {
    /// The answers, to be asked for by counterparty.
    pub fn of(answers: Vec<Answer>) -> Answers {
        let mut all = Answers::default();
        for answer in answers {
            if let Some(iban) = &answer.iban {
                all.by_iban.entry(iban.as_str().to_owned()).or_default().push(answer.clone());
            }
            if let Some(name) = answer.name.as_deref().and_then(name_party) {
                all.by_name.entry(name).or_default().push(answer);
            }
        }
        all
    }

    /// The answers about entries of this one's counterparty, by its account or its name, in the
    /// order of their days; none about the entry itself.
    pub fn for_entry(&self, entry: &EntryFacts) -> Vec<Answer> {
        let by_iban =
            entry.counterparty_iban.as_ref().and_then(|iban| self.by_iban.get(iban.as_str()));
        let by_name = entry
            .counterparty_name
            .as_deref()
            .and_then(name_party)
            .and_then(|name| self.by_name.get(&name));
        let mut found: Vec<Answer> = by_iban
            .into_iter()
            .chain(by_name)
            .flatten()
            .filter(|answer| answer.entry != entry.id)
            .cloned()
            .collect();
        found.sort_by_key(|answer| (answer.day, answer.entry));
        found.dedup();
        found
    }
}

/// The words of a text without all that changes from month to month: what holds a digit, and
/// months.
fn shape(entry: &EntryFacts) -> String {
    const MONTHS: &[&str] = &[
        "januar",
        "jaenner",
        "februar",
        "maerz",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "dezember",
        "january",
        "february",
        "march",
        "may",
        "june",
        "july",
        "october",
        "december",
        "jan",
        "feb",
        "mrz",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "okt",
        "oct",
        "nov",
        "dez",
        "dec",
    ];
    let text = fold(&without_subfields(entry.remittance.as_deref().unwrap_or_default()));
    let telling = |word: &&str| !MONTHS.contains(word) && !word.chars().any(|c| c.is_ascii_digit());
    text.split_whitespace().filter(telling).collect::<Vec<_>>().join(" ")
}

/// The numbers that words like `Rechnung` lead to.
fn led_numbers(reading: &Reading) -> Vec<String> {
    reading
        .numbers
        .iter()
        .filter(|number| number.keyword || number.listed)
        .map(|number| number.digits.clone())
        .collect()
}

impl<'a> Desk<'a> {
    /// What was answered before about the same, as a proposal or, once it was answered often
    /// enough, as a booking. `rule` is the account that a rule would book on.
    pub(super) fn by_answers(&self, slip: &Slip<'a>, rule: Option<&str>) -> Option<Decision> {
        let entry = slip.entry;
        if slip.is_return || entry.own_transfer || entry.answers.is_empty() || self.is_claimed(slip)
        {
            return None;
        }
        let shape = shape(entry);
        let same = |answer: &&Answer| {
            answer.currency == entry.currency
                && answer.amount.signum() == entry.amount.signum()
                && answer.shape == shape
        };
        let same: Vec<&Answer> = entry.answers.iter().filter(same).collect();
        let allowed = |answer: &&&Answer| {
            answer
                .said
                .accounts()
                .is_some_and(|accounts| !entry.refused.accounts.contains(&accounts))
        };
        let last: &Answer = same.iter().rfind(allowed)?;
        let accounts = last.said.accounts()?;
        let as_split = match &last.said {
            Said::Split(parts) => Some(parts_as(slip, last, parts)?),
            _ => None,
        };
        let equal: Vec<&Answer> =
            same.iter().copied().filter(|answer| answer.said.agrees(&last.said)).collect();
        let against = same.len().saturating_sub(equal.len());
        let proven: Vec<&Answer> =
            equal.iter().copied().filter(|answer| surely_of(entry, answer)).collect();
        let (vat, category) = match &last.said {
            Said::Account { vat, category, .. } => (*vat, *category),
            _ => (None, None),
        };
        let mut explanation = vec![told(last, &accounts, vat)];
        let mut doubts = self.against_booking(
            slip,
            &shape,
            &proven,
            against,
            rule.is_some_and(|account| account != accounts),
        );
        if let Some(split) = &as_split {
            let amounts = |said: &Said| match said {
                Said::Split(parts) => parts.iter().map(|(_, amount)| *amount).collect(),
                _ => Vec::new(),
            };
            let proposed: Vec<i64> = split.parts.iter().map(|part| part.amount).collect();
            let repeats = amounts(&last.said) == proposed;
            let is_other = |answer: &&Answer| {
                let parts = amounts(&answer.said);
                parts != proposed && parts.iter().sum::<i64>() == entry.paid()
            };
            let whole = entry.paid().saturating_abs();
            let is_silent = slip.reading.amounts.iter().all(|stated| stated.minor == whole);
            let other = repeats && is_silent && equal.iter().any(is_other);
            doubts
                .splice(0..0, split.doubt.clone().into_iter().chain(other.then(parted_otherwise)));
        }
        let sure = doubts.is_empty();
        explanation.extend(if sure { vec![self.earned(&proven)] } else { doubts });
        let confidence = match equal.len() {
            _ if sure => Ground::AnsweredEnough,
            1 => Ground::AnsweredOnce,
            _ => Ground::AnsweredAgain,
        }
        .confidence();
        Some(Decision {
            status: if sure { MatchStatus::Matched } else { MatchStatus::Suggested },
            category: category.or(Some(Category::Other)),
            account: Some(accounts).filter(|_| as_split.is_none()),
            charge: if as_split.is_some() { entry.kept } else { 0 },
            beside: as_split.map(|split| split.parts).unwrap_or_default(),
            vat_percent: vat,
            confidence,
            ..open(entry, explanation)
        })
    }

    /// Why what was answered before is only proposed.
    fn against_booking(
        &self,
        slip: &Slip<'a>,
        shape: &str,
        equal: &[&Answer],
        against: usize,
        rule: bool,
    ) -> Vec<Explanation> {
        let entry = slip.entry;
        let enough = equal.len() >= ENOUGH;
        let cap = self.cap(equal);
        let numbers = led_numbers(&slip.reading);
        let told_before =
            numbers.iter().all(|number| equal.iter().all(|answer| answer.numbers.contains(number)));
        let mut doubts = Vec::new();
        let mut doubt = |holds: bool, de: &str, en: &str| {
            doubts.extend(holds.then(|| Explanation::new(de, en)))
        };
        doubt(
            against > 0,
            "Dazu gibt es auch eine andere Antwort oder eine Ablehnung; darum wird gefragt.",
            "There is another answer or a refusal about the same as well; so it is asked.",
        );
        doubt(
            against == 0 && !enough,
            "Nach drei gleichen Antworten zu diesem Konto der Gegenseite bucht kontor es selbst.",
            "After three equal answers about this account of the other side, kontor books it by \
             itself.",
        );
        doubt(
            rule,
            "Eine Regel würde es auf ein anderes Konto buchen.",
            "A rule would book it on another account.",
        );
        doubt(
            shape.is_empty(),
            "Der Text sagt nichts, was sich vergleichen ließe.",
            "The text says nothing that could be compared.",
        );
        doubt(
            !told_before || !slip.mentions.unresolved.is_empty(),
            "Der Text nennt eine Rechnungsnummer, die neu ist; liegt die Rechnung vor?",
            "The text names an invoice number that is new; is the invoice there?",
        );
        doubt(
            names_an_earlier_year(entry, &slip.reading),
            "Der Text nennt ein früheres Jahr.",
            "The text names an earlier year.",
        );
        if enough && entry.amount.saturating_abs() > cap {
            let (de, en) = money(cap, entry.currency);
            doubts.push(Explanation::new(
                format!("Der Betrag liegt über {de}, bis zu denen kontor es selbst bucht."),
                format!("The amount is above {en}, up to which kontor books it by itself."),
            ));
        }
        doubts
    }

    /// Up to which amount, unsigned minor units, what was answered is booked without asking: one
    /// and a half times the largest that was answered, or less where the company says so.
    fn cap(&self, equal: &[&Answer]) -> i64 {
        let largest =
            equal.iter().map(|answer| answer.amount.saturating_abs()).max().unwrap_or_default();
        let cap = largest.saturating_add(largest / 2);
        self.policy.learnt_up_to.map_or(cap, |most| most.min(cap))
    }

    fn earned(&self, equal: &[&Answer]) -> Explanation {
        let list: Vec<String> = equal
            .iter()
            .rev()
            .take(ENOUGH)
            .rev()
            .map(|answer| format!("E{}", answer.entry))
            .collect();
        let currency = equal.first().map_or(Currency::EUR, |answer| answer.currency);
        let (list, (de, en)) = (list.join(", "), money(self.cap(equal), currency));
        Explanation::new(
            format!(
                "{EARNED} ({list}), nie anders: ohne Frage gebucht, bis {de}. Ein undo nimmt das \
                 zurück."
            ),
            format!(
                "Answered alike three times ({list}), never otherwise: booked without asking, up \
                 to {en}. One undo takes that back."
            ),
        )
    }
}

/// Whether an answer is about the same account of the other side, under a name that may be the
/// same: many collect through one account. Where no account is told at all, about the same whole
/// name.
fn surely_of(entry: &EntryFacts, answer: &Answer) -> bool {
    match (&entry.counterparty_iban, &answer.iban) {
        (Some(own), Some(other)) => {
            let names = entry.counterparty_name.as_deref().zip(answer.name.as_deref());
            own == other && names.is_none_or(|(one, other)| may_be_one_name(one, other))
        }
        (None, None) => {
            entry.counterparty_name.as_deref().map(fold) == answer.name.as_deref().map(fold)
        }
        _ => false,
    }
}

/// The earlier decision, as a sentence.
fn told(answer: &Answer, number: &str, vat: Option<u8>) -> Explanation {
    let (de, en) = money(answer.amount, answer.currency);
    let who = answer.name.as_deref().or(answer.iban.as_ref().map(Iban::as_str)).unwrap_or_default();
    let (entry, day) = (answer.entry, answer.day);
    let vat_de = vat
        .filter(|vat| *vat != 0)
        .map_or_else(String::new, |vat| format!(" mit {vat} % Vorsteuer/USt"));
    let vat_en =
        vat.filter(|vat| *vat != 0).map_or_else(String::new, |vat| format!(" with {vat} % VAT"));
    Explanation::new(
        format!(
            "Wie E{entry} vom {} ({who}, {de}), von Hand auf {number}{vat_de} gebucht.",
            german(day)
        ),
        format!("As E{entry} of {day} ({who}, {en}), booked on {number}{vat_en} by hand."),
    )
}
