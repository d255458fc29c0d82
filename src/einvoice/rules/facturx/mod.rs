//! The rules of the profiles of Factur-X 1.09 (ZUGFeRD 2.5).
//!
//! Each profile asks what EN 16931 asks, as far as it has the terms. The profile EN 16931 keeps all
//! of it and adds where what may stand ([`beyond_the_standard`]). EXTENDED is an extension: it
//! replaces rules of EN 16931 by its own (BR-FXEXT-…), which know lines that do not count,
//! logistics charges, and a cent of tolerance for each amount added up.

mod core;
mod lines;
mod totals;
mod vat;

use super::{Entry, Findings, Rule, RuleFinding, RuleSet, Severity, Verdict, en16931, judge};
use crate::einvoice::extended::{self, Kind, LogisticsCharge};
use crate::einvoice::model::{Line, Terms};
use crate::einvoice::profile::Profile;
use crate::einvoice::syntax;
use rust_decimal::Decimal;

/// An EXTENDED invoice as its rules look at it.
pub struct Extended<'s, 't, 'a> {
    terms: &'s Terms<'t, 'a>,
    /// The lines that count.
    counting: Vec<&'s Line<'t, 'a>>,
    logistics: Vec<LogisticsCharge<'t, 'a>>,
}

/// A rule about an EXTENDED invoice as a whole.
type WholeRule = Rule<fn(&Extended) -> Verdict>;

/// What the profile EN 16931 asks beyond EN 16931, whose own findings these are: its schema, its
/// places and codes, and what the standard only warns of. An element that the standard refuses
/// already is not refused twice.
pub fn beyond_the_standard(terms: &Terms, findings: &mut Findings) {
    let refused: Vec<u32> = findings
        .list()
        .iter()
        .filter(|finding| finding.severity == Severity::Fatal)
        .map(|finding| finding.node)
        .collect();
    let warned = findings.list().iter().filter(|finding| core::FATAL_HERE.contains(&finding.rule));
    let mut beyond: Vec<RuleFinding> = warned
        .map(|finding| RuleFinding {
            set: RuleSet::FacturX,
            severity: Severity::Fatal,
            ..finding.clone()
        })
        .collect();
    let mut own = Findings::default();
    syntax::schema(terms.tree, Some(Profile::En16931), RuleSet::FacturX, &mut own);
    syntax::check_profile(terms.tree, Profile::En16931, &mut own);
    beyond.extend(own.into_list().into_iter().filter(|finding| !refused.contains(&finding.node)));
    beyond.into_iter().for_each(|finding| findings.raise(finding));
}

/// Judges a document by the rules of a profile.
pub fn check(terms: &Terms, profile: Profile, findings: &mut Findings) {
    of_core(terms, profile, findings);
    syntax::check_profile(terms.tree, profile, findings);
    if profile != Profile::Extended {
        return;
    }
    let counting = terms.lines.iter().filter(|line| extended::kind(line) == Kind::Detail).collect();
    let it = Extended { terms, counting, logistics: extended::logistics(terms) };
    judge(RuleSet::FacturX, totals::WHOLE, terms.root, findings, |holds| holds(&it));
    judge(RuleSet::FacturX, lines::WHOLE, terms.root, findings, |holds| holds(&it));
    lines::check(&it, findings);
    totals::check(&it, findings);
    vat::check(&it, findings);
}

/// What EN 16931 finds, as far as the profile keeps its rules.
fn of_core(terms: &Terms, profile: Profile, findings: &mut Findings) {
    let mut all = Findings::default();
    en16931::check(terms, &mut all);
    syntax::check(terms.tree, &mut all);
    let kept = all.into_list().into_iter().filter(|finding| core::keeps(profile, finding.rule));
    kept.for_each(|finding| {
        findings.raise(RuleFinding {
            severity: core::severity(finding.rule, finding.severity),
            ..finding
        })
    });
}

/// A cent for each amount that was added up.
fn tolerance(amounts: usize) -> Decimal {
    Decimal::new(i64::try_from(amounts).unwrap_or(i64::MAX), 2)
}

/// The rule of this id, read in either case.
pub fn find(id: &str) -> Option<Entry> {
    lines::find(id).or_else(|| totals::find(id)).or_else(|| vat::find(id))
}

/// A row's explanation.
fn entry<H>(rules: &'static [Rule<H>], id: &str) -> Option<Entry> {
    let rule = rules.iter().find(|rule| rule.id.eq_ignore_ascii_case(id))?;
    Some(Entry {
        id: rule.id,
        severity: rule.severity,
        terms: rule.terms,
        de: rule.de.into(),
        en: rule.en.into(),
    })
}
