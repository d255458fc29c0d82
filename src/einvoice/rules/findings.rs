//! Broken rules, collected: each id once a severity, at its first place, with a count.

use super::{Fault, RuleSet, Severity};
use crate::domain::Language;
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::collections::HashMap;

/// A broken rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFinding {
    /// The official id.
    pub rule: &'static str,
    /// The set that the rule is of.
    pub set: RuleSet,
    /// How much it weighs.
    pub severity: Severity,
    /// The element it was found at first, by its number in the tree; the path, line and column are
    /// asked of the tree when shown.
    pub node: u32,
    /// How often it was found.
    pub count: usize,
    /// What is wrong and what to do, in German.
    pub de: Cow<'static, str>,
    /// The same in English.
    pub en: Cow<'static, str>,
    /// What was found at the first place.
    pub fault: Fault,
}

/// The findings of one document.
#[derive(Debug, Default)]
pub struct Findings {
    list: Vec<RuleFinding>,
    known: HashMap<(&'static str, Severity), usize>,
}

impl Findings {
    /// Adds a finding, or counts it when its rule is known already with this severity.
    pub fn raise(&mut self, finding: RuleFinding) {
        let next = self.list.len();
        let at = *self.known.entry((finding.rule, finding.severity)).or_insert(next);
        match self.list.get_mut(at) {
            Some(known) => known.count += finding.count,
            None => self.list.push(finding),
        }
    }

    /// True when this rule was broken with any severity.
    pub fn has(&self, rule: &str) -> bool {
        self.list.iter().any(|finding| finding.rule == rule)
    }

    /// What was found so far, in the order it was raised.
    pub fn list(&self) -> &[RuleFinding] {
        &self.list
    }

    /// All findings in the order they were raised.
    pub fn into_list(self) -> Vec<RuleFinding> {
        self.list
    }
}

impl RuleFinding {
    /// The whole sentence for a person.
    pub fn say(&self, language: Language) -> String {
        let (sentence, detail) = match language {
            Language::De => (&self.de, self.fault.say_de()),
            Language::En => (&self.en, self.fault.say_en()),
        };
        match detail {
            Some(detail) => format!("{sentence} {detail}"),
            None => sentence.to_string(),
        }
    }
}

impl Fault {
    fn say_de(&self) -> Option<String> {
        Some(match self {
            Fault::Broken => return None,
            Fault::Differs { expected, actual: Some(actual) } => {
                format!("Erwartet: {}, angegeben: {}.", german(*expected), german(*actual))
            }
            Fault::Differs { expected, actual: None } => {
                format!("Erwartet: {}, angegeben ist nichts.", german(*expected))
            }
            Fault::Value(text) => format!("Angegeben: „{}“.", tame(text)),
            Fault::NotANumber(text) => format!("Nicht prüfbar: „{}“ ist keine Zahl.", tame(text)),
            Fault::NotADate(text) => format!("Nicht prüfbar: „{}“ ist kein Datum.", tame(text)),
            Fault::Several(name) => {
                format!("Nicht prüfbar: „{}“ steht mehrfach, erlaubt ist einmal.", tame(name))
            }
            Fault::Overflow => "Nicht prüfbar: Die Zahlen sind zu groß.".into(),
        })
    }

    fn say_en(&self) -> Option<String> {
        Some(match self {
            Fault::Broken => return None,
            Fault::Differs { expected, actual: Some(actual) } => {
                format!("Expected: {}, stated: {}.", padded(*expected), padded(*actual))
            }
            Fault::Differs { expected, actual: None } => {
                format!("Expected: {}, nothing is stated.", padded(*expected))
            }
            Fault::Value(text) => format!("Stated: “{}”.", tame(text)),
            Fault::NotANumber(text) => format!("Cannot be judged: “{}” is no number.", tame(text)),
            Fault::NotADate(text) => format!("Cannot be judged: “{}” is no date.", tame(text)),
            Fault::Several(name) => {
                format!("Cannot be judged: “{}” stands several times, allowed is once.", tame(name))
            }
            Fault::Overflow => "Cannot be judged: the numbers are too large.".into(),
        })
    }
}

/// An amount with at least two digits after the point.
fn padded(amount: Decimal) -> Decimal {
    let mut amount = amount.normalize();
    if amount.scale() < 2 {
        amount.rescale(2);
    }
    amount
}

fn german(amount: Decimal) -> String {
    padded(amount).to_string().replace('.', ",")
}

/// Longest value shown, in characters.
const LONGEST: usize = 80;

/// Drops control characters and cuts, so that hostile input cannot garble a report.
fn tame(text: &str) -> String {
    let mut clean: String = text.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    if text.chars().nth(LONGEST).is_some() {
        clean.push('…');
    }
    clean
}
