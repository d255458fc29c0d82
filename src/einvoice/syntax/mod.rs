//! What the syntaxes demand of an e-invoice, apart from what it says: the syntax rules of EN 16931 and the schema.
//!
//! The syntax rules are those of EN 16931 validation 1.3.16: UBL-CR, UBL-SR and UBL-DT for UBL 2.1; CII-SR and CII-DT for
//! CII D16B. They stand as facts in `ubl.rules` and `cii.rules` (one row a rule), are compiled on first use and asked in
//! one walk over the document. Of the contexts that an element fits only the first counts, as in the official Schematron.
//!
//! All rules of the release are there. Four of them can never be broken in the official check, nor here: CII-DT-010,
//! CII-DT-011 and CII-DT-012 look at the invoice type code, which an earlier context (CII-DT-008) claims for itself; and
//! CII-SR-438 looks for `ram:ValuationBreakdownStatement`, which CII spells with `rsm:`.
//!
//! Conditions that the official engine cannot judge (an indicator that is no boolean, two ids where one is compared) end
//! its run without a verdict; here such a condition counts as not broken.

pub mod schema;
mod special;
mod special_cii;
mod special_ubl;
mod table;
mod walk;

pub use table::Severity;

use crate::domain::Language;
use crate::xml::Tree;
use std::sync::LazyLock;
use table::{Kind, Row, Table};

static UBL: LazyLock<Table> = LazyLock::new(|| Table::compile(include_str!("ubl.rules")));
static CII: LazyLock<Table> = LazyLock::new(|| Table::compile(include_str!("cii.rules")));

/// A broken syntax rule.
#[derive(Clone, Copy)]
pub struct Breach {
    row: &'static Row,
    /// The element at fault; for something missing, the element that lacks it.
    pub node: u32,
}

/// Asks all syntax rules about a document. A document that is neither UBL nor CII breaks none.
pub fn check(tree: &Tree, out: &mut Vec<Breach>) {
    let table: &'static Table = match tree.root().prefix() {
        "ubl" | "cn" => &UBL,
        "rsm" => &CII,
        _ => return,
    };
    let hits = walk::walk(table, tree);
    out.extend(hits.into_iter().filter_map(|hit| Some(Breach { row: table.rows.get(hit.row as usize)?, node: hit.node })));
}

/// The ids and severities of all syntax rules.
pub fn rules() -> impl Iterator<Item = (&'static str, Severity)> {
    UBL.rows.iter().chain(&CII.rows).map(|row| (row.id, row.severity))
}

impl Breach {
    /// The official id of the rule.
    pub fn rule(&self) -> &'static str {
        self.row.id
    }

    pub fn severity(&self) -> Severity {
        self.row.severity
    }

    /// What is wrong and what to do.
    pub fn say(&self, language: Language) -> String {
        match language {
            Language::De => german(self.row),
            Language::En => english(self.row),
        }
    }
}

fn german(row: &Row) -> String {
    let what = subject(row, ("Das Element", "Das Attribut", "an"));
    match row.kind {
        Kind::Absent => format!("{what} gehört nicht zu einer Rechnung nach EN 16931. Bitte weglassen; es wird nicht ausgewertet."),
        Kind::Once => format!("{what} darf höchstens einmal vorkommen."),
        Kind::One => format!("{what} muss genau einmal vorkommen."),
        Kind::Some => format!("{what} fehlt."),
        Kind::Special(_) => special::sentence(row.id).map(|both| both.0.to_owned()).unwrap_or_default(),
    }
}

fn english(row: &Row) -> String {
    let what = subject(row, ("Element", "Attribute", "on"));
    match row.kind {
        Kind::Absent => format!("{what} is no part of an invoice by EN 16931. Leave it out; it is not read."),
        Kind::Once => format!("{what} may stand at most once."),
        Kind::One => format!("{what} must stand exactly once."),
        Kind::Some => format!("{what} is missing."),
        Kind::Special(_) => special::sentence(row.id).map(|both| both.1.to_owned()).unwrap_or_default(),
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
