//! The rules of XRechnung 3.0.2 (Schematron release 2.6.0) with the Peppol BIS Billing rules merged into them, for both
//! syntaxes.
//!
//! A rule's id, severity and sentences stand once, in [`catalogue`]. Rules that ask the same of both syntaxes are rows of
//! [`required`], each with its path in UBL and in CII; what only one syntax asks, or asks in its own way, stands in [`ubl`],
//! [`cii`] and their extension parts. Where the official engine stops with an error (a text that is no number, an element
//! doubled where one is needed) the invoice cannot be judged: that is a fatal finding of the rule that could not be judged.

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

use super::{Fault, Findings, RuleFinding, RuleSet, Severity, Verdict};
use crate::einvoice::model::{Syntax, Terms};
use crate::einvoice::term::{Term, normalize};
use crate::xml::{Name, Node};
use std::borrow::Cow;

/// One rule: what it is called, how much it weighs, what it says. The conditions are where the rule is asked.
#[derive(Debug)]
pub struct Rule {
    /// The official id.
    pub id: &'static str,
    pub severity: Severity,
    /// The business terms and groups it speaks of, e.g. `BT-10`.
    pub terms: &'static str,
    /// What is wrong and what to do.
    pub de: &'static str,
    pub en: &'static str,
}

/// The rule of this id, found when kontor is compiled: an id that the catalogue lacks does not compile.
macro_rules! rule {
    ($id:literal) => {
        const { $crate::einvoice::rules::xrechnung::catalogue::rule($id) }
    };
}
use rule;

/// The specification identifiers (BT-24) of XRechnung 3.0: the CIUS, the extension, and the CIUS for clean vehicles.
pub const CIUS: &str = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0";
pub const EXTENSION: &str =
    "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0#conformant#urn:xeinkauf.de:kosit:extension:xrechnung_3.0";
pub const CVD: &str =
    "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0#compliant#urn:xeinkauf.de:kosit:xrechnung:cvd_0.9";

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
            Fault::Broken | Fault::Differs { .. } | Fault::Value(_) | Fault::Overflow => rule.severity,
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
    node.subtree().any(|part| !normalize(part.text()).is_empty())
}

/// The one text at this path with blanks normalised; empty when nothing stands there, a fault when several do.
fn text<'t>(node: Node<'t, '_>, path: &[Name]) -> Result<Cow<'t, str>, Fault> {
    all(node, path).normalized()
}

/// A verdict that shows the value that broke the rule.
fn value_must(condition: bool, value: &str) -> Verdict {
    match condition {
        true => Ok(()),
        false if value.trim().is_empty() => Err(Fault::Broken),
        false => Err(Fault::Value(value.to_string())),
    }
}

/// Why there are such rules, by the beginning of a rule's id: German, English, and where the rule is written down.
pub fn reason(id: &str) -> (&'static str, &'static str, &'static str) {
    const REASONS: &[(&str, &str, &str, &str)] = &[
        (
            "PEPPOL-",
            "Die Regel stammt von Peppol BIS Billing. XRechnung hat sie übernommen, damit eine Rechnung in beiden Welten gilt und Summen maschinell prüfbar sind.",
            "The rule comes from Peppol BIS Billing. XRechnung adopted it so that an invoice holds in both worlds and machines can check its sums.",
            "Peppol BIS Billing 3.0; XRechnung Schematron 2.6.0",
        ),
        (
            "BR-DEX-",
            "Die Regel gehört zur XRechnung-Extension (Unterpositionen, Zahlungen Dritter, weitere Kennungen, XML-Anlagen) und gilt nur für Rechnungen, die sie in BT-24 nennen.",
            "The rule belongs to the XRechnung extension (sub-lines, payments by third parties, more identifiers, XML attachments) and holds only for invoices that name it in BT-24.",
            "XRechnung 3.0.2, Extension; XRechnung Schematron 2.6.0",
        ),
        (
            "BR-DE-CVD-",
            "Die Regel gehört zur CIUS XRechnung CVD, mit der öffentliche Auftraggeber die Beschaffung sauberer Fahrzeuge nachweisen (SaubFahrzeugBeschG).",
            "The rule belongs to the CIUS XRechnung CVD, by which public buyers prove that they procure clean vehicles.",
            "XRechnung CVD 0.9; XRechnung Schematron 2.6.0",
        ),
        (
            "BR-TMP-",
            "Die Regel ist vorläufig: Sie schließt eine Lücke, bis die europäischen Prüfregeln berichtigt sind.",
            "The rule is temporary: it closes a gap until the European rules are corrected.",
            "XRechnung Schematron 2.6.0",
        ),
        (
            "BR-DE-",
            "Deutsche Empfänger verarbeiten Rechnungen maschinell und brauchen dafür Angaben, die die europäische Norm freistellt.",
            "German recipients process invoices by machine and need for that what the European standard leaves optional.",
            "XRechnung 3.0.2, nationale Geschäftsregeln; XRechnung Schematron 2.6.0",
        ),
    ];
    let found = REASONS.iter().find(|(start, ..)| id.starts_with(start));
    found.map_or(("", "", ""), |(_, de, en, source)| (de, en, source))
}
