//! What a report is asked with, by the office's settings.

use super::run::Setup;
use crate::matching::BookingRule;
use crate::report::{Asked, RuleInForce};
use crate::store::Span;
use std::collections::HashMap;

/// An own number that stands for several of the chart bears the name of the first of them.
fn turned(own: &HashMap<String, String>) -> HashMap<String, String> {
    let mut pairs: Vec<(&String, &String)> = own.iter().map(|(chart, own)| (own, chart)).collect();
    pairs.sort_by(|one, other| other.cmp(one));
    pairs.into_iter().map(|(own, chart)| (own.clone(), chart.clone())).collect()
}

/// Asks for this span, today. What only other companies have set is left out: an office of many
/// asks for each by itself.
pub fn asked(setup: &Setup, span: Span) -> Asked {
    let companies: Vec<_> = setup
        .companies
        .iter()
        .filter(|(id, _)| span.company.as_ref().is_none_or(|own| own == *id))
        .collect();
    let closings = companies.iter().map(|(id, books)| ((*id).clone(), books.closing)).collect();
    let own_numbers =
        companies.iter().map(|(id, books)| ((*id).clone(), turned(&books.own_numbers))).collect();
    let rules =
        companies.iter().map(|(id, books)| ((*id).clone(), books.control.clone())).collect();
    let banks = companies
        .iter()
        .map(|(id, books)| ((*id).clone(), books.bank_accounts.clone().into_iter().collect()))
        .collect();
    let rule = |rule: &BookingRule| RuleInForce {
        name: rule.name.clone(),
        category: rule.category.as_str(),
        account: rule.account.clone(),
    };
    let booking_rules = companies
        .iter()
        .map(|(id, books)| ((*id).clone(), books.policy.rules.iter().map(rule).collect()))
        .collect();
    let languages = companies.iter().map(|(id, books)| ((*id).clone(), books.language)).collect();
    Asked {
        language: setup.language_of(span.company.as_deref()),
        languages,
        span,
        closings,
        own_numbers,
        banks,
        rules,
        booking_rules,
        today: setup.today(),
        ..Asked::default()
    }
}
