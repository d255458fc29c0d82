//! The rules of XRechnung 3.0.2 (Schematron release 2.6.0) with the Peppol BIS Billing rules merged
//! into them, for both syntaxes.
//!
//! A rule's id, severity and sentences stand once, in `catalogue`. Rules that ask the same of both
//! syntaxes are rows of `required`, each with its path in UBL and in CII; what only one syntax
//! asks, or asks in its own way, stands in `ubl`, `cii` and their extension parts. Where the
//! official engine stops with an error (a text that is no number, an element doubled where one is
//! needed) the invoice cannot be judged: that is a fatal finding of the rule that could not be
//! judged.

mod catalogue;
mod cii;
mod codes;
mod cvd;
mod extension;
pub mod levels;
mod payment;
mod peppol;
mod required;
mod ubl;
mod values;

pub use catalogue::RULES;

use super::{Entry, Fault, Findings, RuleFinding, RuleSet, Severity, Verdict};
use crate::einvoice::model::{Syntax, Terms};
use crate::einvoice::term::{self, Term, normalize};
use crate::xml::{Name, Node};
use rust_decimal::Decimal;
use std::borrow::Cow;

/// One rule: what it is called, how much it weighs, what it says. The conditions are where the rule
/// is asked.
pub type Rule = super::Rule<()>;

/// The rule of this id, found when kontor is compiled: an id that the catalogue lacks does not
/// compile.
macro_rules! rule {
    ($id:literal) => {
        const { $crate::einvoice::rules::xrechnung::catalogue::rule($id) }
    };
}
use rule;

/// The specification identifiers (BT-24) of XRechnung 3.0: the CIUS, the extension, and the CIUS
/// for clean vehicles.
pub const CIUS: &str = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0";
/// The extension: sub-lines and third-party payments (XRechnung 3.0.2, annex).
pub const EXTENSION: &str = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0#conformant#urn:xeinkauf.de:kosit:extension:xrechnung_3.0";
/// The CIUS for the procurement of clean vehicles.
pub const CVD: &str = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0#compliant#urn:xeinkauf.de:kosit:xrechnung:cvd_0.9";

/// Judges a document by every rule of XRechnung.
pub fn check(terms: &Terms, findings: &mut Findings) {
    let mut asked = Asked { findings };
    let root = terms.root;
    required::check(root, terms.syntax, &mut asked);
    match terms.syntax {
        Syntax::Ubl => ubl::check(root, &mut asked),
        Syntax::Cii => cii::check(root, &mut asked),
    }
}

/// Takes the verdicts and keeps what is broken.
struct Asked<'f> {
    findings: &'f mut Findings,
}

impl Asked<'_> {
    /// Notes the rule at this element when its condition does not hold.
    fn ask(&mut self, rule: &'static Rule, node: Node, verdict: Verdict) {
        let Err(fault) = verdict else { return };
        let severity = match fault {
            Fault::NotANumber(_) | Fault::NotADate(_) | Fault::Several(_) => Severity::Fatal,
            Fault::Broken | Fault::Differs { .. } | Fault::Value(_) | Fault::Overflow => {
                rule.severity
            }
        };
        self.findings.raise(RuleFinding {
            rule: rule.id,
            set: RuleSet::XRechnung,
            severity,
            node: node.id(),
            count: 1,
            de: rule.de.into(),
            en: rule.en.into(),
            fault,
        });
    }
}

/// True when something stands at this path.
fn exists(node: Node, path: &[Name]) -> bool {
    match path.split_first() {
        None => true,
        Some((name, rest)) => node.all(*name).any(|child| exists(child, rest)),
    }
}

/// All that stands at this path, in document order.
fn all<'t, 'a>(node: Node<'t, 'a>, path: &[Name]) -> Term<'t, 'a> {
    Term::at(node, path)
}

/// All that stands at this path below any of these.
fn below<'t, 'a>(nodes: &Term<'t, 'a>, path: &[Name]) -> Term<'t, 'a> {
    collected(nodes.iter().flat_map(|node| all(node, path).iter().collect::<Vec<_>>()))
}

/// A term of these occurrences.
fn collected<'t, 'a>(nodes: impl Iterator<Item = Node<'t, 'a>>) -> Term<'t, 'a> {
    let mut term = Term::default();
    nodes.for_each(|node| term.push(node));
    term
}

/// True when anything at this path says more than blanks.
fn filled(node: Node, path: &[Name]) -> bool {
    all(node, path).iter().any(says_something)
}

/// True when the element, with all inside it, says more than blanks.
fn says_something(node: Node) -> bool {
    !term::is_blank(node.text()) || node.subtree().any(|part| !term::is_blank(part.text()))
}

/// What an element says, with all inside it: XPath's string value.
fn string<'t>(node: Node<'t, '_>) -> Cow<'t, str> {
    match node.is_leaf() {
        true => Cow::Borrowed(node.text()),
        false => Cow::Owned(node.subtree().map(Node::text).collect()),
    }
}

/// True when any of these says exactly this.
fn any_is(nodes: &Term, text: &str) -> bool {
    nodes.iter().any(|node| string(node) == text)
}

/// What the one element at this path says; empty when nothing stands there, a fault when several
/// do.
fn raw<'t>(node: Node<'t, '_>, path: &[Name]) -> Result<Cow<'t, str>, Fault> {
    Ok(all(node, path).one()?.map_or(Cow::Borrowed(""), string))
}

/// The same with blanks normalised.
fn text<'t>(node: Node<'t, '_>, path: &[Name]) -> Result<Cow<'t, str>, Fault> {
    said(&all(node, path))
}

/// What the one occurrence of a term says, blanks normalised.
fn said<'t>(term: &Term<'t, '_>) -> Result<Cow<'t, str>, Fault> {
    Ok(match term.one()?.map_or(Cow::Borrowed(""), string) {
        Cow::Borrowed(text) => normalize(text),
        Cow::Owned(text) => Cow::Owned(normalize(&text).into_owned()),
    })
}

/// The one occurrence of a term as a number; `None` when absent.
fn decimal(term: &Term) -> Result<Option<Decimal>, Fault> {
    term.one()?.map(number).transpose()
}

/// What an element says as a number.
fn number(node: Node) -> Result<Decimal, Fault> {
    let text = string(node);
    term::decimal(&text).ok_or_else(|| Fault::NotANumber(text.trim().to_string()))
}

/// Asks the payment terms (BT-20) about their discounts. With discounts in one of several texts the
/// official rule cannot be judged.
fn ask_discounts(notes: &[Node], asked: &mut Asked) {
    let stated: Vec<(Node, Cow<str>)> = notes
        .iter()
        .map(|node| (*node, string(*node)))
        .filter(|(_, text)| !text.is_empty())
        .collect();
    let several = stated.len() > 1 && stated.iter().any(|(_, text)| values::names_discounts(text));
    for (note, text) in &stated {
        let verdict = match several {
            true => Err(Fault::Several(note.local().to_string())),
            false => value_must(values::discounts_are_well_formed(text), text),
        };
        asked.ask(rule!("BR-DE-18"), *note, verdict);
    }
}

/// A verdict that shows the value that broke the rule.
fn value_must(condition: bool, value: &str) -> Verdict {
    match condition {
        true => Ok(()),
        false if value.trim().is_empty() => Err(Fault::Broken),
        false => Err(Fault::Value(value.to_string())),
    }
}

/// The rule of this id, read in either case.
pub fn find(id: &str) -> Option<Entry> {
    let rule = RULES.iter().find(|rule| rule.id.eq_ignore_ascii_case(id))?;
    Some(Entry {
        id: rule.id,
        severity: rule.severity,
        terms: rule.terms,
        de: rule.de.into(),
        en: rule.en.into(),
    })
}

/// Why there are such rules, by the beginning of a rule's id: German, English, and where the rule
/// is written down.
pub fn reason(id: &str) -> (&'static str, &'static str, &'static str) {
    const REASONS: &[(&str, &str, &str, &str)] = &[
        (
            "PEPPOL-",
            "Die Regel stammt von Peppol BIS Billing. XRechnung hat sie übernommen, damit eine \
             Rechnung in beiden Welten gilt und Summen maschinell prüfbar sind.",
            "The rule comes from Peppol BIS Billing. XRechnung adopted it so that an invoice holds \
             in both worlds and machines can check its sums.",
            "Peppol BIS Billing 3.0; XRechnung Schematron 2.6.0",
        ),
        (
            "BR-DEX-",
            "Die Regel gehört zur XRechnung-Extension (Unterpositionen, Zahlungen Dritter, weitere \
             Kennungen, XML-Anlagen) und gilt nur für Rechnungen, die sie in BT-24 nennen.",
            "The rule belongs to the XRechnung extension (sub-lines, payments by third parties, \
             more identifiers, XML attachments) and holds only for invoices that name it in BT-24.",
            "XRechnung 3.0.2, Extension; XRechnung Schematron 2.6.0",
        ),
        (
            "BR-DE-CVD-",
            "Die Regel gehört zur CIUS XRechnung CVD, mit der öffentliche Auftraggeber die \
             Beschaffung sauberer Fahrzeuge nachweisen (SaubFahrzeugBeschG).",
            "The rule belongs to the CIUS XRechnung CVD, by which public buyers prove that they \
             procure clean vehicles.",
            "XRechnung CVD 0.9; XRechnung Schematron 2.6.0",
        ),
        (
            "BR-TMP-",
            "Die Regel ist vorläufig: Sie schließt eine Lücke, bis die europäischen Prüfregeln \
             berichtigt sind.",
            "The rule is temporary: it closes a gap until the European rules are corrected.",
            "XRechnung Schematron 2.6.0",
        ),
        (
            "BR-DE-",
            "Deutsche Empfänger verarbeiten Rechnungen maschinell und brauchen dafür Angaben, die \
             die europäische Norm freistellt.",
            "German recipients process invoices by machine and need for that what the European \
             standard leaves optional.",
            "XRechnung 3.0.2, nationale Geschäftsregeln; XRechnung Schematron 2.6.0",
        ),
    ];
    let found = REASONS.iter().find(|(start, ..)| id.starts_with(start));
    found.map_or(("", "", ""), |(_, de, en, source)| (de, en, source))
}
