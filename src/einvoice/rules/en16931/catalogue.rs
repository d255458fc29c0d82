//! Every semantic rule by its id, for people who want to know what a rule asks.

use super::super::{Entry, Rule, Severity};
use super::{allowances, breakdown, codes, document, lines, parties, totals, vat, vat_special};
use std::borrow::Cow;

/// The rule of this id, read in either case.
pub fn find(id: &str) -> Option<Entry> {
    in_tables(id).or_else(|| {
        let mut told = codes::sentences().chain(vat::sentences()).chain(vat_special::sentences());
        told.find(|(known, ..)| known.eq_ignore_ascii_case(id)).map(|(id, de, en)| Entry {
            id,
            severity: Severity::Fatal,
            terms: "",
            de,
            en,
        })
    })
}

fn in_tables(id: &str) -> Option<Entry> {
    None.or_else(|| among(document::RULES, id))
        .or_else(|| among(document::UBL_RULES, id))
        .or_else(|| among(document::CII_RULES, id))
        .or_else(|| among(totals::RULES, id))
        .or_else(|| among(totals::CII_TAX_RULES, id))
        .or_else(|| among(totals::UBL_TAX_TOTAL_RULES, id))
        .or_else(|| among(parties::SELLER, id))
        .or_else(|| among(parties::PAYEE, id))
        .or_else(|| among(parties::REPRESENTATIVE, id))
        .or_else(|| among(parties::MEANS, id))
        .or_else(|| among(parties::ACCOUNT, id))
        .or_else(|| among(parties::UBL_CARD, id))
        .or_else(|| among(parties::DELIVERY, id))
        .or_else(|| among(parties::PRECEDING, id))
        .or_else(|| among(parties::SUPPORTING, id))
        .or_else(|| among(lines::RULES, id))
        .or_else(|| among(lines::CII_RULES, id))
        .or_else(|| among(lines::LINE_PERIOD_RULES, id))
        .or_else(|| among(lines::DOCUMENT_PERIOD_RULES, id))
        .or_else(|| among(lines::ATTRIBUTE_RULES, id))
        .or_else(|| among(lines::CLASSIFICATION_RULES, id))
        .or_else(|| among(allowances::DOCUMENT_ALLOWANCE, id))
        .or_else(|| among(allowances::DOCUMENT_CHARGE, id))
        .or_else(|| among(allowances::LINE_ALLOWANCE, id))
        .or_else(|| among(allowances::LINE_CHARGE, id))
        .or_else(|| among(breakdown::RULES, id))
}

fn among<H>(rules: &'static [Rule<H>], id: &str) -> Option<Entry> {
    let rule = rules.iter().find(|rule| rule.id.eq_ignore_ascii_case(id))?;
    let (de, en) = (Cow::Borrowed(rule.de), Cow::Borrowed(rule.en));
    Some(Entry { id: rule.id, severity: rule.severity, terms: rule.terms, de, en })
}
