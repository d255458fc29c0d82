//! The semantic rules of EN 16931 (release 1.3.16 of the official validation artefacts), for both
//! syntaxes.
//!
//! Where the two official rule sets differ (contexts, tolerances, what counts as stated), the
//! condition says so. In the official artefacts BR-CO-05 to BR-CO-08 are always true; they and
//! rules that nothing can break are left out.

mod allowances;
mod breakdown;
pub mod catalogue;
mod codes;
mod document;
mod lines;
mod once;
mod parties;
mod totals;
mod vat;
mod vat_rules;
mod vat_special;
mod vat_use;

use super::{Findings, Rule, RuleSet, Verdict, judge};
use crate::einvoice::model::{AllowanceCharge, Line, Period, Syntax, Terms};
use crate::n;
use crate::xml::Node;

/// So many are judged of a group that should stand once, that hostile documents cost no more than
/// others.
const MOST_OF_ONE: usize = 100;

/// Judges a document by every semantic rule of EN 16931.
pub fn check(terms: &Terms, findings: &mut Findings) {
    let is_ubl = terms.syntax == Syntax::Ubl;
    let all = |rules: &[super::DocumentRule], findings: &mut Findings| {
        judge(RuleSet::En16931, rules, terms.root, findings, |holds| holds(terms));
    };
    all(document::RULES, findings);
    all(if is_ubl { document::UBL_RULES } else { document::CII_RULES }, findings);
    check_totals(terms, is_ubl, findings);
    check_parties(terms, is_ubl, findings);
    terms.allowances.iter().for_each(|it| check_allowance(terms, it, false, findings));
    terms
        .periods
        .iter()
        .for_each(|it| check_period(terms, lines::DOCUMENT_PERIOD_RULES, it, findings));
    terms.lines.iter().for_each(|line| check_line(terms, line, is_ubl, findings));
    check_articles(terms, findings);
    for it in terms.breakdowns.iter().filter(|it| breakdown::is_judged(terms, it)) {
        each(breakdown::RULES, it.node, findings, |holds| holds(terms, it));
    }
    once::check(terms, findings);
    vat_rules::check(terms, findings);
    codes::check(terms, findings);
}

fn each<H>(rules: &[Rule<H>], node: Node, findings: &mut Findings, holds: impl Fn(&H) -> Verdict) {
    judge(RuleSet::En16931, rules, node, findings, holds);
}

fn check_totals(terms: &Terms, is_ubl: bool, findings: &mut Findings) {
    for it in terms.totals.iter().take(MOST_OF_ONE) {
        each(totals::RULES, it.node, findings, |holds| holds(terms, it));
        if !is_ubl {
            each(totals::CII_TAX_RULES, it.node, findings, |holds| holds(terms, it));
        }
    }
    for it in &terms.tax_totals {
        each(totals::UBL_TAX_TOTAL_RULES, it.node, findings, |holds| holds(terms, it));
    }
}

fn check_parties(terms: &Terms, is_ubl: bool, findings: &mut Findings) {
    terms
        .sellers
        .iter()
        .for_each(|it| each(parties::SELLER, it.node, findings, |holds| holds(terms, it)));
    terms
        .payees
        .iter()
        .take(MOST_OF_ONE)
        .for_each(|it| each(parties::PAYEE, it.node, findings, |holds| holds(terms, it)));
    terms
        .representatives
        .iter()
        .for_each(|it| each(parties::REPRESENTATIVE, it.node, findings, |holds| holds(terms, it)));
    terms
        .deliveries
        .iter()
        .for_each(|it| each(parties::DELIVERY, it.node, findings, |holds| holds(terms, it)));
    terms
        .preceding
        .iter()
        .for_each(|it| each(parties::PRECEDING, it.node, findings, |holds| holds(terms, it)));
    terms
        .documents
        .iter()
        .for_each(|it| each(parties::SUPPORTING, it.node, findings, |holds| holds(terms, it)));
    for means in &terms.payment_means {
        each(parties::MEANS, means.node, findings, |holds| holds(terms, means));
        let cards = if is_ubl { parties::UBL_CARD } else { parties::CII_CARD };
        means.cards.iter().for_each(|it| each(cards, it.node, findings, |holds| holds(terms, it)));
        for it in means.accounts.iter().filter(|_| parties::is_transfer(means)) {
            each(parties::ACCOUNT, it.node, findings, |holds| holds(terms, it));
        }
    }
}

fn check_line(terms: &Terms, line: &Line, is_ubl: bool, findings: &mut Findings) {
    each(lines::RULES, line.node, findings, |holds| holds(terms, line));
    if !is_ubl {
        each(lines::CII_RULES, line.node, findings, |holds| holds(terms, line));
    }
    line.allowances.iter().for_each(|it| check_allowance(terms, it, true, findings));
    line.periods.iter().for_each(|it| check_period(terms, lines::LINE_PERIOD_RULES, it, findings));
}

fn check_allowance(terms: &Terms, it: &AllowanceCharge, of_line: bool, findings: &mut Findings) {
    if let Some(rules) = allowances::table(terms, it, of_line) {
        each(rules, it.node, findings, |holds| holds(terms, it));
    }
}

fn check_period(terms: &Terms, rules: &[lines::PeriodRule], it: &Period, findings: &mut Findings) {
    each(rules, it.node, findings, |holds| holds(terms, it));
}

/// Attributes and classifications of articles, wherever they stand.
fn check_articles(terms: &Terms, findings: &mut Findings) {
    for node in terms.tree.nodes() {
        let name = node.name();
        if name == n!("cac:AdditionalItemProperty")
            || name == n!("ram:ApplicableProductCharacteristic")
        {
            each(lines::ATTRIBUTE_RULES, node, findings, |holds| holds(terms, node));
        } else if name == n!("ram:DesignatedProductClassification") {
            each(lines::CLASSIFICATION_RULES, node, findings, |holds| holds(terms, node));
        }
    }
    if terms.syntax == Syntax::Ubl {
        for node in terms.lines.iter().flat_map(|line| line.classifications.iter()) {
            each(lines::CLASSIFICATION_RULES, node, findings, |holds| holds(terms, node));
        }
    }
}
