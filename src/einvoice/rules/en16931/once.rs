//! What makes the official engine stop without being any rule's subject: a VAT category whose code
//! or tax is stated twice, an allowance that says neither true nor false. Such a document is not
//! valid, and must not pass for want of a rule.

use super::super::{Fault, Findings, RuleFinding, RuleSet, Severity};
use crate::einvoice::model::{Party, Syntax, Term, Terms, VatUser};
use crate::xml::{Name, Node};
use crate::{n, path};

/// Judges the VAT categories, the seller's tax registrations and the indicators of allowances and
/// charges.
pub fn check(terms: &Terms, findings: &mut Findings) {
    if terms.syntax == Syntax::Cii {
        return terms.allowances.iter().for_each(|it| indicator(it.node, &it.indicator, findings));
    }
    for it in &terms.categories {
        let node = it.category.node;
        let of_line = node.name() == n!("cac:ClassifiedTaxCategory");
        let rule = if of_line { "BR-CO-04" } else { "BR-47" };
        if of_line || it.user != VatUser::Other {
            stated_once(rule, node, n!("cbc:ID"), findings);
        }
        node.all(n!("cac:TaxScheme"))
            .for_each(|scheme| stated_once(rule, scheme, n!("cbc:ID"), findings));
        if of_line {
            stated_once(rule, node, n!("cac:TaxScheme"), findings);
        }
    }
    for scheme in terms.sellers.iter().flat_map(registrations) {
        stated_once("BR-CO-26", scheme, n!("cbc:ID"), findings);
    }
    for registration in
        terms.representatives.iter().flat_map(|party| party.node.all(n!("cac:PartyTaxScheme")))
    {
        stated_once("BR-56", registration, n!("cac:TaxScheme"), findings);
    }
    for node in terms.tree.nodes().filter(|node| node.name() == n!("cac:AllowanceCharge")) {
        indicator(node, &Term::at(node, path!("cbc:ChargeIndicator")), findings);
    }
}

fn registrations<'t, 'a>(party: &Party<'t, 'a>) -> Vec<Node<'t, 'a>> {
    Term::at(party.node, path!("cac:Party/cac:PartyTaxScheme/cac:TaxScheme")).iter().collect()
}

fn stated_once(rule: &'static str, node: Node, name: Name, findings: &mut Findings) {
    let mut all = node.all(name);
    if let (Some(first), Some(_)) = (all.next(), all.next()) {
        let de = "Eine Umsatzsteuerangabe steht mehrfach, wo nur eine erlaubt ist; die Rechnung \
            ist so nicht prüfbar.";
        let en = "A VAT statement is repeated where only one is allowed; the invoice cannot be \
            judged like that.";
        raise(rule, node, (de, en), Fault::Several(first.local().to_string()), findings);
    }
}

/// Each indicator must be `true` or `false`.
fn indicator(node: Node, indicator: &Term, findings: &mut Findings) {
    let known = |node: &Node| ["true", "false", "1", "0"].contains(&node.text().trim());
    if let Some(wrong) = indicator.iter().find(|node| !known(node)) {
        let de =
            "Ein Nachlass oder Zuschlag sagt nicht, welches von beiden er ist (true oder false).";
        let en = "An allowance or charge does not say which of the two it is (true or false).";
        raise("BR-31", node, (de, en), Fault::Value(wrong.text().trim().to_string()), findings);
    }
}

fn raise(
    rule: &'static str,
    node: Node,
    (de, en): (&'static str, &'static str),
    fault: Fault,
    findings: &mut Findings,
) {
    let (set, severity) = (RuleSet::En16931, Severity::Fatal);
    findings.raise(RuleFinding {
        rule,
        set,
        severity,
        node: node.id(),
        count: 1,
        de: de.into(),
        en: en.into(),
        fault,
    });
}
