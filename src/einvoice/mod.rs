//! E-invoices (EN 16931): the semantic invoice out of UBL and CII, and the official rules about it.
//!
//! ```text
//! bytes → xml::Tree → Terms (ubl, cii) ─┬→ convert → domain::Invoice
//!                                       └→ rules   → Report
//! ```
//!
//! [`model::Terms`] keeps what the document states, term by term; [`convert`] makes the domain's
//! invoice of it; [`rules`] judges it. A newer release of a rule set or code list is a change of
//! tables, not of code.

pub mod attachments;
pub mod cii;
pub mod codelists;
pub mod contradiction;
pub mod convert;
pub mod extended;
pub mod model;
mod model_parts;
pub mod payment_terms;
pub mod pdf_check;
pub mod plausibility;
pub mod profile;
pub mod report;
pub mod rules;
mod stated_terms;
pub mod syntax;
pub mod term;
pub mod terms;
mod terms_text;
mod terms_words;
pub mod ubl;

use crate::domain::Finding;
use crate::domain::Language;
use crate::n;
use crate::xml::{Name, Node, Tree};
use model::{Syntax, Terms};
use profile::Profile;
use rules::{Fault, Findings, RuleFinding, RuleSet, Severity};

/// What `validate` found out about one document.
pub struct Report {
    /// UBL or CII.
    pub syntax: Syntax,
    /// BT-24, blanks at the ends dropped.
    pub profile: Option<String>,
    /// True when no finding is fatal.
    pub valid: bool,
    /// Each rule once a severity, in the order of the rule sets.
    pub findings: Vec<RuleFinding>,
}

impl Report {
    /// The report of a document that no XML processor may accept for these reasons
    /// ([`crate::xml::breaches`]): before all rules.
    pub fn refused_for(mut self, breaches: &[Finding]) -> Report {
        self.valid &= breaches.is_empty();
        self.findings.splice(0..0, breaches.iter().map(of_schema));
        self
    }
}

fn of_schema(finding: &Finding) -> RuleFinding {
    let (de, en) = (finding.say(Language::De).into(), finding.say(Language::En).into());
    RuleFinding {
        rule: finding.code(),
        set: RuleSet::Schema,
        severity: Severity::Fatal,
        node: 0,
        count: 1,
        de,
        en,
        fault: Fault::Broken,
    }
}

/// The syntax of a document by its root; `None` when it is no EN 16931 syntax.
pub fn syntax(tree: &Tree) -> Option<Syntax> {
    const SYNTAXES: [(Name, Syntax); 3] = [
        (n!("ubl:Invoice"), Syntax::Ubl),
        (n!("cn:CreditNote"), Syntax::Ubl),
        (n!("rsm:CrossIndustryInvoice"), Syntax::Cii),
    ];
    let root = tree.root().name();
    SYNTAXES.iter().find(|(name, _)| *name == root).map(|(_, syntax)| *syntax)
}

/// Reads the business terms of a document; `None` when its root is of no EN 16931 syntax.
pub fn read<'t, 'a>(tree: &'t Tree<'a>) -> Option<Terms<'t, 'a>> {
    Some(match syntax(tree)? {
        Syntax::Ubl => ubl::read(tree),
        Syntax::Cii => cii::read(tree),
    })
}

/// Judges a document by these rule sets; `None` for the sets that its own specification identifier
/// names ([`sets_of`]). `None` when the root is of no EN 16931 syntax.
pub fn validate(tree: &Tree, sets: Option<&[RuleSet]>) -> Option<Report> {
    read(tree).map(|terms| judge(&terms, sets))
}

/// The same of a document whose terms are read already.
pub fn judge(terms: &Terms, sets: Option<&[RuleSet]>) -> Report {
    let profile = terms.specification.value();
    let named = sets_of(profile.unwrap_or_default(), terms.syntax);
    let mut findings = Findings::default();
    let sets = sets.unwrap_or(&named);
    for set in sets {
        match set {
            RuleSet::En16931 => core(terms, &mut findings),
            RuleSet::XRechnung => rules::xrechnung::check(terms, &mut findings),
            RuleSet::FacturX => of_profile(terms, sets, &mut findings),
            RuleSet::Schema => {
                let profile = factur_x(terms).filter(|profile| *profile != Profile::En16931);
                syntax::schema(terms.tree, profile, RuleSet::Schema, &mut findings);
            }
        }
    }
    let findings = findings.into_list();
    let valid = !findings.iter().any(|finding| finding.severity == Severity::Fatal);
    Report { syntax: terms.syntax, profile: profile.map(str::to_string), valid, findings }
}

/// The profile's own rules. What is of no profile, or of EN 16931, is judged by the core: who asks
/// by this name must not hear that nothing was found.
fn of_profile(terms: &Terms, sets: &[RuleSet], findings: &mut Findings) {
    let profile = factur_x(terms);
    if matches!(profile, None | Some(Profile::En16931)) && !sets.contains(&RuleSet::En16931) {
        core(terms, findings);
    }
    match profile {
        Some(Profile::En16931) => rules::facturx::beyond_the_standard(terms, findings),
        Some(profile) => rules::facturx::check(terms, profile, findings),
        None => {}
    }
}

fn core(terms: &Terms, findings: &mut Findings) {
    rules::en16931::check(terms, findings);
    syntax::check(terms.tree, findings);
}

/// The profile of Factur-X that a document is of; `None` of all that is not CII.
fn factur_x(terms: &Terms) -> Option<Profile> {
    let named = terms.specification.value().and_then(Profile::of);
    named.filter(|_| terms.syntax == Syntax::Cii)
}

/// The rule sets that a specification identifier (BT-24) asks for: the schema always; a profile of
/// Factur-X its own rules, which hold what EN 16931 asks of it, where the document is CII; all
/// others EN 16931, and its profile both; XRechnung where it names XRechnung.
pub fn sets_of(specification: &str, syntax: Syntax) -> Vec<RuleSet> {
    let profile = Profile::of(specification).filter(|_| syntax == Syntax::Cii);
    let mut sets = vec![RuleSet::Schema];
    if matches!(profile, None | Some(Profile::En16931)) {
        sets.push(RuleSet::En16931);
    }
    if profile.is_some() {
        sets.push(RuleSet::FacturX);
    }
    if specification.to_ascii_lowercase().contains("xrechnung") {
        sets.push(RuleSet::XRechnung);
    }
    sets
}

/// The sets that decide whether a document is booked: those that were named, else its own. EN 16931
/// is meant in the form of the document's own profile, for nobody means that an EXTENDED invoice
/// shall break rules that its profile has replaced. What Factur-X asks beyond EN 16931 of an
/// invoice by EN 16931 stops no booking: the standard makes it an invoice.
pub fn sets_to_book(terms: &Terms, named: Option<&[RuleSet]>) -> Vec<RuleSet> {
    let own = || sets_of(terms.specification.value().unwrap_or_default(), terms.syntax);
    let mut sets = named.map_or_else(own, <[RuleSet]>::to_vec);
    match factur_x(terms) {
        None => {}
        Some(Profile::En16931) => sets.retain(|set| *set != RuleSet::FacturX),
        Some(_) => sets
            .iter_mut()
            .filter(|set| **set == RuleSet::En16931)
            .for_each(|set| *set = RuleSet::FacturX),
    }
    sets
}

/// The element with a finding's number, for its path, line and column.
pub fn place<'t, 'a>(tree: &'t Tree<'a>, finding: &RuleFinding) -> Option<Node<'t, 'a>> {
    tree.node(finding.node)
}
