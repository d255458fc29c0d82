//! What the syntaxes demand of an e-invoice, apart from what it says: the syntax rules of EN 16931
//! and the schema.
//!
//! The syntax rules are those of EN 16931 validation 1.3.16: UBL-CR, UBL-SR and UBL-DT for UBL 2.1;
//! CII-SR and CII-DT for CII D16B. They stand as facts in `ubl.rules` and `cii.rules` (one row a
//! rule), are compiled on first use and asked in one walk over the document. Of the contexts that
//! an element fits only the first counts, as in the official Schematron.
//!
//! All 1,339 rules of the release are there; none is left out. Three of them can never be broken in
//! the official check, nor here: CII-DT-010, CII-DT-011 and CII-DT-012 look at the invoice type
//! code, which an earlier context (that of CII-DT-008) claims for itself.
//!
//! Conditions that the official engine cannot judge (an indicator that is no boolean, two ids where
//! one is compared) end its run without a verdict; here such a condition counts as not broken.

mod memo;
pub mod schema;
mod special;
mod special_cii;
mod special_facturx;
mod special_ubl;
mod table;
mod walk;

use super::profile::Profile;
use super::rules::{Entry, Fault, Findings, RuleFinding, RuleSet, Severity};
use crate::domain::Language;
use crate::xml::Tree;
use std::borrow::Cow;
use std::sync::LazyLock;
use table::{Kind, Row, Table};

static UBL: LazyLock<Table> = LazyLock::new(|| {
    Table::compile(include_str!("ubl.rules"), include_str!("schema/ubl21.schema"))
});
static CII: LazyLock<Table> =
    LazyLock::new(|| Table::compile(include_str!("cii.rules"), include_str!("schema/cii.schema")));

static MINIMUM: LazyLock<Table> = LazyLock::new(|| {
    Table::compile(
        include_str!("facturx/minimum.rules"),
        include_str!("schema/facturx/minimum.schema"),
    )
});
static BASIC_WL: LazyLock<Table> = LazyLock::new(|| {
    Table::compile(
        include_str!("facturx/basicwl.rules"),
        include_str!("schema/facturx/basicwl.schema"),
    )
});
static BASIC: LazyLock<Table> = LazyLock::new(|| {
    Table::compile(include_str!("facturx/basic.rules"), include_str!("schema/facturx/basic.schema"))
});
static STANDARD: LazyLock<Table> = LazyLock::new(|| {
    Table::compile(
        include_str!("facturx/en16931.rules"),
        include_str!("schema/facturx/en16931.schema"),
    )
});
static EXTENDED: LazyLock<Table> = LazyLock::new(|| {
    Table::compile(
        include_str!("facturx/extended.rules"),
        include_str!("schema/facturx/extended.schema"),
    )
});

/// What a profile of Factur-X allows where, and its codes.
fn profile_table(profile: Profile) -> &'static Table {
    match profile {
        Profile::Minimum => &MINIMUM,
        Profile::BasicWl => &BASIC_WL,
        Profile::Basic => &BASIC,
        Profile::En16931 => &STANDARD,
        Profile::Extended => &EXTENDED,
    }
}

/// Asks what a profile of Factur-X allows where, and its codes.
pub fn check_profile(tree: &Tree, profile: Profile, findings: &mut Findings) {
    let table = profile_table(profile);
    for hit in walk::walk(table, tree) {
        if let Some(row) = table.rows.get(hit.row as usize) {
            findings.raise(RuleFinding { set: RuleSet::FacturX, ..finding(row, hit) });
        }
    }
}

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

/// Holds a document against its schema. Each kind of fault is one finding at its first place, which
/// names the next places too; [`schema::faults`] lists all. `set` is the rule set that they are
/// told of: the schema, or the profile that narrows it.
pub fn schema(tree: &Tree, profile: Option<Profile>, set: RuleSet, findings: &mut Findings) {
    let faults = schema::faults_of(tree, profile);
    let mut told: Vec<&'static str> = Vec::new();
    for fault in &faults {
        let code = fault.kind.code();
        if told.contains(&code) {
            continue;
        }
        told.push(code);
        let others: Vec<u32> = faults
            .iter()
            .filter(|other| other.kind.code() == code)
            .skip(1)
            .map(|other| other.node)
            .collect();
        findings.raise(RuleFinding {
            rule: code,
            set,
            severity: Severity::Fatal,
            node: fault.node,
            count: 1 + others.len(),
            de: (fault.say(tree, Language::De) + &elsewhere(tree, &others, (" Ebenso: ", "Zeile")))
                .into(),
            en: (fault.say(tree, Language::En)
                + &elsewhere(tree, &others, (" Likewise: ", "line")))
                .into(),
            fault: Fault::Broken,
        });
    }
}

/// How many further places a sentence names.
const FURTHER_PLACES: usize = 5;

fn elsewhere(tree: &Tree, nodes: &[u32], (likewise, line): (&str, &str)) -> String {
    let named = nodes.iter().take(FURTHER_PLACES).filter_map(|node| tree.node(*node));
    let places: Vec<String> =
        named.map(|node| format!("{} ({line} {})", node.local(), node.line_column().0)).collect();
    let more = if nodes.len() > FURTHER_PLACES { ", …" } else { "." };
    match places.is_empty() {
        true => String::new(),
        false => format!("{likewise}{}{more}", places.join(", ")),
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

/// The rule of this id, read in either case.
pub fn find(id: &str) -> Option<Entry> {
    let profiles = [&*EXTENDED, &*STANDARD, &*BASIC, &*BASIC_WL, &*MINIMUM]
        .into_iter()
        .flat_map(|table| &table.rows);
    let row = UBL
        .rows
        .iter()
        .chain(&CII.rows)
        .chain(profiles)
        .find(|row| row.id.eq_ignore_ascii_case(id))?;
    Some(Entry { id: row.id, severity: row.severity, terms: "", de: german(row), en: english(row) })
}

/// The ids and severities of all syntax rules.
pub fn rules() -> impl Iterator<Item = (&'static str, Severity)> {
    UBL.rows.iter().chain(&CII.rows).map(|row| (row.id, row.severity))
}

fn german(row: &Row) -> Cow<'static, str> {
    let what = subject(row, &GERMAN);
    match (row.kind, row.severity) {
        (Kind::Absent | Kind::Never, _) if row.is_of_profile() => format!(
            "{what} ist in diesem \
             Profil hier nicht vorgesehen."
        )
        .into(),
        (Kind::Never, _) => format!("{what} darf hier nicht vorkommen.").into(),
        (Kind::Code(..), _) => {
            format!("{what} nennt einen Code, der hier nicht erlaubt ist.").into()
        }
        (Kind::Absent, Severity::Fatal) => format!(
            "{what} darf in einer Rechnung nach EN 16931 \
             nicht vorkommen. Bitte weglassen."
        )
        .into(),
        (Kind::Absent, _) => format!(
            "{what} gehört nicht zu einer Rechnung nach EN 16931 und wird nicht \
             ausgewertet. Bitte weglassen."
        )
        .into(),
        (Kind::Once, _) => format!("{what} darf höchstens einmal vorkommen.").into(),
        (Kind::One, _) => format!("{what} muss genau einmal vorkommen.").into(),
        (Kind::Some, _) => format!("{what} fehlt.").into(),
        (Kind::Special(_), _) => {
            special::sentence(row.asks()).map(|both| both.0.into()).unwrap_or_default()
        }
    }
}

fn english(row: &Row) -> Cow<'static, str> {
    let what = subject(row, &ENGLISH);
    match (row.kind, row.severity) {
        (Kind::Absent | Kind::Never, _) if row.is_of_profile() => {
            format!("{what} has no place here in this profile.").into()
        }
        (Kind::Never, _) => format!("{what} must not stand here.").into(),
        (Kind::Code(..), _) => format!("{what} states a code that is not allowed here.").into(),
        (Kind::Absent, Severity::Fatal) => {
            format!("{what} must not stand in an invoice by EN 16931. Leave it out.").into()
        }
        (Kind::Absent, _) => {
            format!("{what} is no part of an invoice by EN 16931 and is not read. Leave it out.")
                .into()
        }
        (Kind::Once, _) => format!("{what} may stand at most once.").into(),
        (Kind::One, _) => format!("{what} must stand exactly once.").into(),
        (Kind::Some, _) => format!("{what} is missing.").into(),
        (Kind::Special(_), _) => {
            special::sentence(row.asks()).map(|both| both.1.into()).unwrap_or_default()
        }
    }
}

/// The words that name an element or attribute in one language.
struct Words {
    element: &'static str,
    attribute: &'static str,
    on: &'static str,
    quotes: (char, char),
}

static GERMAN: Words =
    Words { element: "Das Element", attribute: "Das Attribut", on: "an", quotes: ('„', '“') };
static ENGLISH: Words =
    Words { element: "Element", attribute: "Attribute", on: "on", quotes: ('“', '”') };

/// What a row speaks of: `Element “cac:Party/cbc:Name”`, `Attribute “listID” on “cbc:ID”`.
fn subject(row: &Row, words: &Words) -> String {
    let (open, close) = words.quotes;
    let path = row.path.trim_start_matches('/');
    // The innermost name of the context says enough beside the place; at the root the path says it
    // all.
    let context = row
        .context
        .split(' ')
        .next()
        .and_then(|pattern| pattern.rsplit('/').next())
        .unwrap_or_default();
    let whole = match (context, path.is_empty() || path.starts_with('@')) {
        ("ubl:Invoice" | "rsm:CrossIndustryInvoice", _) => path.to_owned(),
        // Contexts by the end of a name have no name of their own.
        (suffix, _) if suffix.contains('*') => path.to_owned(),
        (_, true) => format!("{context}{path}"),
        (_, false) => format!("{context}/{path}"),
    };
    match whole.split_once('@') {
        Some(("", name)) => format!("{} {open}{name}{close}", words.attribute),
        Some((owner, name)) => {
            format!(
                "{} {open}{name}{close} {} {open}{}{close}",
                words.attribute,
                words.on,
                owner.trim_end_matches('/')
            )
        }
        None => format!("{} {open}{whole}{close}", words.element),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The data files are read whole, no id stands twice, and every rule has a sentence in both
    /// languages.
    #[test]
    fn the_tables_compile_whole() {
        let stated: usize = [include_str!("ubl.rules"), include_str!("cii.rules")]
            .iter()
            .map(|text| {
                text.lines()
                    .filter(|line| !line.is_empty() && !line.starts_with(['#', '@']))
                    .count()
            })
            .sum();
        let ids: std::collections::HashSet<_> = rules().map(|rule| rule.0).collect();
        assert_eq!((rules().count(), ids.len()), (stated, stated));
        for row in UBL.rows.iter().chain(&CII.rows) {
            let (de, en) = (german(row), english(row));
            assert!(de.len() > 10 && en.len() > 10 && de != en, "{}", row.id);
        }
    }

    #[test]
    fn the_tables_of_the_profiles_compile_whole() {
        let files = [
            (&*MINIMUM, include_str!("facturx/minimum.rules")),
            (&*BASIC_WL, include_str!("facturx/basicwl.rules")),
            (&*BASIC, include_str!("facturx/basic.rules")),
            (&*STANDARD, include_str!("facturx/en16931.rules")),
            (&*EXTENDED, include_str!("facturx/extended.rules")),
        ];
        for (table, text) in files {
            let stated = text
                .lines()
                .filter(|line| !line.is_empty() && !line.starts_with(['#', '@']))
                .count();
            assert_eq!(table.rows.len(), stated);
            for line in text.lines().filter(|line| line.starts_with('@')) {
                let filters = line
                    .split_once(" where ")
                    .map_or("", |(_, filters)| filters)
                    .split(' ')
                    .filter(|name| !name.is_empty());
                assert!(filters.into_iter().all(|name| special::filter(name).is_some()), "{line}");
            }
            for row in &table.rows {
                let (de, en) = (german(row), english(row));
                assert!(
                    de.len() > 10 && en.len() > 10 && de != en && !de.contains("EN 16931"),
                    "{}: {de}",
                    row.id
                );
            }
        }
    }

    #[test]
    fn sentences_name_what_they_speak_of() {
        let say = |id: &str| {
            UBL.rows
                .iter()
                .chain(&CII.rows)
                .find(|row| row.id == id)
                .map(|row| (german(row), english(row)))
        };
        let told = |id: &str| say(id).map(|(de, en)| format!("{de} | {en}")).unwrap_or_default();
        assert_eq!(
            told("UBL-CR-004"),
            "Das Element „cbc:CopyIndicator“ gehört nicht zu einer Rechnung nach EN 16931 und wird \
             nicht ausgewertet. Bitte weglassen. | \
             Element “cbc:CopyIndicator” is no part of an invoice by EN 16931 and is not read. \
             Leave it out."
        );
        assert_eq!(
            told("CII-DT-001"),
            "Das Attribut „schemeName“ an „ram:ID“ darf in einer Rechnung nach EN 16931 nicht \
             vorkommen. Bitte weglassen. | \
             Attribute “schemeName” on “ram:ID” must not stand in an invoice by EN 16931. Leave it \
             out."
        );
        assert_eq!(
            told("UBL-SR-35"),
            "Das Element „cac:InvoiceLine/cac:OrderLineReference/cbc:LineID“ darf höchstens einmal \
             vorkommen. | \
             Element “cac:InvoiceLine/cac:OrderLineReference/cbc:LineID” may stand at most once."
        );
    }

    /// How many rules of each family the release 1.3.16 holds.
    #[test]
    fn the_release_is_complete() {
        let count = |family: &str| rules().filter(|rule| rule.0.starts_with(family)).count();
        let families = ["UBL-CR-", "UBL-SR-", "UBL-DT-", "CII-SR-", "CII-DT-"];
        assert_eq!(families.map(count), [678, 54, 24, 482, 101]);
    }
}
