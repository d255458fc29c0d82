//! The rules of e-invoices: what a rule is, how it is judged, and what it says when it is broken.
//!
//! A rule is one row of a table: its official id, the terms it speaks of, its condition and its
//! sentence in both languages. Tables are typed by what a rule looks at (the document, a line, an
//! allowance), so that a row reads like the rule's definition. The verdicts are those of the
//! official Schematron, quirks included.

pub mod en16931;
pub mod facturx;
mod findings;
pub mod number;
pub mod xrechnung;

pub use findings::{Findings, RuleFinding};

use super::model::Terms;
use crate::xml::Node;
use rust_decimal::Decimal;
use std::borrow::Cow;

/// The rule sets, spelled as `validate` spells them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleSet {
    /// EN 16931: BR-…, UBL-…, CII-….
    En16931,
    /// XRechnung and Peppol BIS Billing: BR-DE-…, BR-DEX-…, PEPPOL-EN16931-….
    XRechnung,
    /// The profiles of Factur-X (ZUGFeRD): what EN 16931 asks of them, and BR-FXEXT-….
    FacturX,
    /// The syntax's own schema.
    Schema,
}

impl RuleSet {
    /// The spelling of `validate --json`.
    pub fn as_str(self) -> &'static str {
        match self {
            RuleSet::En16931 => "en16931",
            RuleSet::XRechnung => "xrechnung",
            RuleSet::FacturX => "factur-x",
            RuleSet::Schema => "schema",
        }
    }
}

/// How much a broken rule weighs; only `Fatal` makes an invoice invalid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Broken, the invoice is not valid.
    Fatal,
    /// Broken, the invoice is valid and something is not as it should be.
    Warning,
    /// Worth knowing.
    Information,
}

impl Severity {
    /// The spelling of `validate --json`.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Fatal => "fatal",
            Severity::Warning => "warning",
            Severity::Information => "information",
        }
    }
}

/// Why a condition does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The rule's sentence says all.
    Broken,
    /// An amount is not what it must be.
    Differs {
        /// What the other amounts make it.
        expected: Decimal,
        /// What is stated; none where nothing is.
        actual: Option<Decimal>,
    },
    /// A value that is not allowed here.
    Value(String),
    /// The rule cannot be judged: this text is no number. The official engine stops here.
    NotANumber(String),
    /// The rule cannot be judged: this text is no date.
    NotADate(String),
    /// The rule cannot be judged: the element of this name stands several times where one is
    /// needed.
    Several(String),
    /// The rule cannot be judged: a sum is beyond 28 digits.
    Overflow,
}

/// Whether a condition holds.
pub type Verdict = Result<(), Fault>;

/// A verdict from a plain condition.
pub fn must(condition: bool) -> Verdict {
    match condition {
        true => Ok(()),
        false => Err(Fault::Broken),
    }
}

/// One rule; `H` is what it looks at: a function of the whole document ([`DocumentRule`]), or of
/// the document and one part of it, e.g. `fn(&Terms, &Line) -> Verdict`.
pub struct Rule<H> {
    /// The official id.
    pub id: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// The business terms and groups it speaks of, e.g. `BT-106, BT-131`.
    pub terms: &'static str,
    /// The condition that must hold.
    pub holds: H,
    /// What is wrong and what to do.
    pub de: &'static str,
    /// The same in English.
    pub en: &'static str,
}

/// What a rule asks, for people who want to know before it is broken.
pub struct Entry {
    /// The official id.
    pub id: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// The business terms and groups it speaks of; empty where its sentence names them.
    pub terms: &'static str,
    /// What is wrong and what to do, in German.
    pub de: Cow<'static, str>,
    /// The same in English.
    pub en: Cow<'static, str>,
}

/// A row of a table: a rule that makes an invoice invalid when it is broken.
pub const fn fatal<H: Copy>(
    id: &'static str,
    terms: &'static str,
    holds: H,
    de: &'static str,
    en: &'static str,
) -> Rule<H> {
    Rule { id, severity: Severity::Fatal, terms, holds, de, en }
}

/// A rule about the document as a whole.
pub type DocumentRule = Rule<fn(&Terms) -> Verdict>;

/// Judges one part of a document by every rule of a table; `node` is where a finding stands,
/// `holds` calls the condition.
pub fn judge<H>(
    set: RuleSet,
    rules: &[Rule<H>],
    node: Node,
    findings: &mut Findings,
    holds: impl Fn(&H) -> Verdict,
) {
    for rule in rules {
        if let Err(fault) = holds(&rule.holds) {
            let (de, en) = (rule.de.into(), rule.en.into());
            findings.raise(RuleFinding {
                rule: rule.id,
                set,
                severity: rule.severity,
                node: node.id(),
                count: 1,
                de,
                en,
                fault,
            });
        }
    }
}
