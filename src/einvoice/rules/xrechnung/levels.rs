//! How KoSIT's validator re-levels rules in its XRechnung scenarios (configuration 2026-01-31,
//! `customLevel`). The rules themselves say something else; whoever wants to know what the German
//! validator accepts asks for this.

use super::{CIUS, CVD, EXTENSION};
use crate::einvoice::Report;
use crate::einvoice::model::Syntax;
use crate::einvoice::rules::Severity::{self, Fatal, Information, Warning};

type Levels = &'static [(&'static str, Severity)];

const COMMON: Levels = &[("BR-CL-23", Warning), ("BR-CL-21", Warning)];
const UBL_SUB_LINES: Levels = &[("UBL-CR-646", Fatal)];
const CII: Levels = &[("CII-SR-452", Fatal), ("CII-SR-453", Fatal), ("CII-SR-454", Fatal)];
const VEHICLES: Levels = &[("BR-CL-13", Information)];
const EXTENDED: Levels = &[
    ("BR-CL-21", Information),
    ("BR-CL-23", Warning),
    ("BR-CL-24", Information),
    ("BR-CL-10", Information),
    ("BR-CL-11", Information),
    ("BR-CL-25", Information),
    ("BR-CL-26", Information),
];
const UBL_EXTENDED: Levels =
    &[("BR-CO-16", Information), ("UBL-CR-470", Information), ("UBL-CR-646", Information)];

/// The rows of the scenario that fits a syntax and a specification identifier (BT-24).
fn rows(syntax: Syntax, credit_note: bool, profile: &str) -> &'static [Levels] {
    match (syntax, profile) {
        (Syntax::Ubl, CIUS) if credit_note => &[COMMON],
        (Syntax::Ubl, CIUS) => &[COMMON, UBL_SUB_LINES],
        (Syntax::Ubl, CVD) => &[COMMON, UBL_SUB_LINES, VEHICLES],
        (Syntax::Ubl, EXTENSION) if !credit_note => &[EXTENDED, UBL_EXTENDED],
        (Syntax::Cii, CIUS) => &[COMMON, CII],
        (Syntax::Cii, CVD) => &[COMMON, CII, VEHICLES],
        (Syntax::Cii, EXTENSION) => &[EXTENDED, CII],
        _ => &[],
    }
}

/// The report with the scenario's severities, and valid by them. Where no scenario fits nothing
/// changes.
pub fn relevel(mut report: Report, credit_note: bool) -> Report {
    let tables = rows(report.syntax, credit_note, report.profile.as_deref().unwrap_or_default());
    for finding in &mut report.findings {
        let row =
            tables.iter().flat_map(|table| table.iter()).find(|(rule, _)| *rule == finding.rule);
        if let Some((_, severity)) = row {
            finding.severity = *severity;
        }
    }
    report.valid = !report.findings.iter().any(|finding| finding.severity == Fatal);
    report
}
