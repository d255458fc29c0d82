//! What the syntaxes demand of an e-invoice, apart from what it says: the syntax rules of EN 16931 and the schema.
//!
//! The syntax rules are those of EN 16931 validation 1.3.16: UBL-CR, UBL-SR and UBL-DT for UBL 2.1; CII-SR and CII-DT for
//! CII D16B. They stand as facts in `ubl.rules` and `cii.rules` (one row a rule), are compiled on first use and asked in
//! one walk over the document. Of the contexts that an element fits only the first counts, as in the official Schematron.
//!
//! All 1,339 rules of the release are there; none is left out. Three of them can never be broken in the official check, nor
//! here: CII-DT-010, CII-DT-011 and CII-DT-012 look at the invoice type code, which an earlier context (that of CII-DT-008)
//! claims for itself.
//!
//! Conditions that the official engine cannot judge (an indicator that is no boolean, two ids where one is compared) end
//! its run without a verdict; here such a condition counts as not broken.

mod memo;
pub mod schema;
mod special;
mod special_cii;
mod special_ubl;
mod table;
mod walk;

use super::rules::{Fault, Findings, RuleFinding, RuleSet, Severity};
use crate::domain::Language;
use crate::xml::Tree;
use std::borrow::Cow;
use std::sync::LazyLock;
use table::{Kind, Row, Table};

static UBL: LazyLock<Table> = LazyLock::new(|| Table::compile(include_str!("ubl.rules")));
static CII: LazyLock<Table> = LazyLock::new(|| Table::compile(include_str!("cii.rules")));

/// Asks all syntax rules about a document. A document that is neither UBL nor CII breaks none.
pub fn check(tree: &Tree, findings: &mut Findings) {
    let table: &'static Table = match tree.root().prefix() {
        "ubl" | "cn" => &UBL,
        "rsm" => &CII,
        _ => return,
    };
    for hit in walk::walk(table, tree) {
        if let Some(row) = table.rows.get(hit.row as usize) {
            findings.raise(finding(row, hit));
        }
    }
}

/// Holds a document against its schema. Each kind of fault is a finding at its first place; [`schema::faults`] lists all.
pub fn schema(tree: &Tree, findings: &mut Findings) {
    for fault in schema::faults(tree) {
        findings.raise(RuleFinding {
            rule: fault.kind.code(),
            set: RuleSet::Schema,
            severity: Severity::Fatal,
            node: fault.node,
            count: 1,
            de: fault.say(tree, Language::De).into(),
            en: fault.say(tree, Language::En).into(),
            fault: Fault::Broken,
        });
    }
}

fn finding(row: &'static Row, hit: walk::Hit) -> RuleFinding {
    RuleFinding {
        rule: row.id,
        set: RuleSet::En16931,
        severity: row.severity,
        node: hit.node,
        count: hit.count,
        de: german(row),
        en: english(row),
        fault: Fault::Broken,
    }
}

/// The ids and severities of all syntax rules.
pub fn rules() -> impl Iterator<Item = (&'static str, Severity)> {
    UBL.rows.iter().chain(&CII.rows).map(|row| (row.id, row.severity))
}

fn german(row: &Row) -> Cow<'static, str> {
    let what = subject(row, ("Das Element", "Das Attribut", "an"));
    match row.kind {
        Kind::Absent => format!("{what} gehört nicht zu einer Rechnung nach EN 16931. Bitte weglassen; es wird nicht ausgewertet.").into(),
        Kind::Once => format!("{what} darf höchstens einmal vorkommen.").into(),
        Kind::One => format!("{what} muss genau einmal vorkommen.").into(),
        Kind::Some => format!("{what} fehlt.").into(),
        Kind::Special(_) => special::sentence(row.id).map(|both| both.0.into()).unwrap_or_default(),
    }
}

fn english(row: &Row) -> Cow<'static, str> {
    let what = subject(row, ("Element", "Attribute", "on"));
    match row.kind {
        Kind::Absent => format!("{what} is no part of an invoice by EN 16931. Leave it out; it is not read.").into(),
        Kind::Once => format!("{what} may stand at most once.").into(),
        Kind::One => format!("{what} must stand exactly once.").into(),
        Kind::Some => format!("{what} is missing.").into(),
        Kind::Special(_) => special::sentence(row.id).map(|both| both.1.into()).unwrap_or_default(),
    }
}

/// What a row speaks of: `Element cac:Party/cbc:Name`, `Attribute listID on cbc:ID`.
fn subject(row: &Row, (element, attribute, on): (&str, &str, &str)) -> String {
    let path = row.path.trim_start_matches('/');
    // The innermost name of the context says enough beside the place; at the root the path says it all.
    let context = row.context.split(' ').next().and_then(|pattern| pattern.rsplit('/').next()).unwrap_or_default();
    let rooted = matches!(context, "ubl:Invoice" | "rsm:CrossIndustryInvoice");
    let whole = match (rooted, path.is_empty() || path.starts_with('@')) {
        (true, _) => path.to_owned(),
        (false, true) => format!("{context}{path}"),
        (false, false) => format!("{context}/{path}"),
    };
    match whole.split_once('@') {
        Some(("", name)) => format!("{attribute} „{name}“"),
        Some((owner, name)) => format!("{attribute} „{name}“ {on} „{}“", owner.trim_end_matches('/')),
        None => format!("{element} „{whole}“"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The data files are read whole, no id stands twice, and every rule has a sentence in both languages.
    #[test]
    fn the_tables_compile_whole() {
        let stated: usize = [include_str!("ubl.rules"), include_str!("cii.rules")]
            .iter()
            .map(|text| text.lines().filter(|line| !line.is_empty() && !line.starts_with(['#', '@'])).count())
            .sum();
        let ids: std::collections::HashSet<_> = rules().map(|rule| rule.0).collect();
        assert_eq!((rules().count(), ids.len()), (stated, stated));
        for row in UBL.rows.iter().chain(&CII.rows) {
            let (de, en) = (german(row), english(row));
            assert!(de.len() > 10 && en.len() > 10, "{}", row.id);
        }
    }

    /// How many rules of each family the release 1.3.16 holds.
    #[test]
    fn the_release_is_complete() {
        let count = |family: &str| rules().filter(|rule| rule.0.starts_with(family)).count();
        let families = ["UBL-CR-", "UBL-SR-", "UBL-DT-", "CII-SR-", "CII-DT-"];
        assert_eq!(families.map(count), [678, 54, 24, 482, 101]);
    }
}
