//! Rules about codes: BR-CL-01 to BR-CL-26, and BR-CO-09, the country in front of a VAT id.
//!
//! A rule names the elements it looks at and the list their code must be on. Each element is judged
//! once: by the first row that fits it, as in the official rules.

mod cii;
mod ubl;
mod vat_id;

use super::super::{Fault, Findings, RuleFinding, RuleSet, Severity};
use crate::einvoice::codelists::{self as lists, CodeList};
use crate::einvoice::model::{Syntax, Term, Terms, is_charge};
use crate::einvoice::term::normalize;
use crate::xml::{Name, Names, Node};
use crate::{n, path};
use cii::CII;
use std::borrow::Cow;
use std::sync::LazyLock;
use ubl::{UBL, UBL_AMOUNTS};
use vat_id::{COUNTRY_FIRST, vat_id_countries};

/// One row: an element whose code is judged.
struct CodeRule {
    id: &'static str,
    /// The element.
    name: Name,
    /// The attribute that holds the code; without it the element's text does.
    attribute: Option<Name>,
    /// What else must be true of the element.
    applies: fn(Node) -> bool,
    /// What must be true of the code.
    allowed: fn(Node, &str) -> bool,
    what: (&'static str, &'static str),
}

const fn text(
    id: &'static str,
    name: Name,
    applies: fn(Node) -> bool,
    allowed: fn(Node, &str) -> bool,
    what: (&'static str, &'static str),
) -> CodeRule {
    CodeRule { id, name, attribute: None, applies, allowed, what }
}

const fn scheme(
    id: &'static str,
    name: Name,
    attribute: Name,
    applies: fn(Node) -> bool,
    allowed: fn(Node, &str) -> bool,
    what: (&'static str, &'static str),
) -> CodeRule {
    CodeRule { id, name, attribute: Some(attribute), applies, allowed, what }
}

/// Judges every code of a document.
pub fn check(terms: &Terms, findings: &mut Findings) {
    let by_name = match terms.syntax {
        Syntax::Ubl => &*UBL_BY_NAME,
        Syntax::Cii => &*CII_BY_NAME,
    };
    for node in terms.tree.nodes() {
        let Some(asked) =
            by_name.get(&node.name()).filter(|_| node.is_leaf() || !node.attributes().is_empty())
        else {
            continue;
        };
        if asked.currency {
            judge(&AMOUNT_CURRENCY, node, findings);
        }
        if let Some(rule) = asked.rules.iter().find(|rule| applies(rule, node)) {
            judge(rule, node, findings);
        }
    }
    vat_id_countries(terms, findings);
}

static UBL_BY_NAME: LazyLock<Names<Asked>> = LazyLock::new(|| by_name(UBL, UBL_AMOUNTS));

static CII_BY_NAME: LazyLock<Names<Asked>> = LazyLock::new(|| by_name(CII, &[]));

/// What is asked of elements of one name.
#[derive(Default)]
struct Asked {
    currency: bool,
    rules: Vec<&'static CodeRule>,
}

fn by_name(rules: &'static [CodeRule], amounts: &[Name]) -> Names<Asked> {
    let mut names: Names<Asked> = Names::default();
    rules.iter().for_each(|rule| names.entry(rule.name).or_default().rules.push(rule));
    amounts.iter().for_each(|name| names.entry(*name).or_default().currency = true);
    names
}

fn applies(rule: &CodeRule, node: Node) -> bool {
    rule.attribute.is_none_or(|attribute| node.attribute(attribute).is_some())
        && (rule.applies)(node)
}

fn judge(rule: &CodeRule, node: Node, findings: &mut Findings) {
    let raw = match rule.attribute {
        Some(attribute) => node.attribute(attribute).unwrap_or_default(),
        None => node.text(),
    };
    if !(rule.allowed)(node, raw) {
        let (de, en) = not_on_list(rule);
        raise(rule.id, node, raw, de, en, findings);
    }
}

fn raise(
    id: &'static str,
    node: Node,
    code: &str,
    de: String,
    en: String,
    findings: &mut Findings,
) {
    let fault = Fault::Value(code.trim().to_string());
    let (de, en) = (de.into(), en.into());
    findings.raise(RuleFinding {
        rule: id,
        set: RuleSet::En16931,
        severity: Severity::Fatal,
        node: node.id(),
        count: 1,
        de,
        en,
        fault,
    });
}

/// What each rule of this module says.
pub fn sentences() -> impl Iterator<Item = (&'static str, Cow<'static, str>, Cow<'static, str>)> {
    let rows = std::iter::once(&AMOUNT_CURRENCY).chain(UBL).chain(CII);
    let country =
        std::iter::once((COUNTRY_FIRST.0, COUNTRY_FIRST.1.into(), COUNTRY_FIRST.2.into()));
    rows.map(|rule| (rule.id, not_on_list(rule).0.into(), not_on_list(rule).1.into()))
        .chain(country)
}

fn not_on_list(rule: &CodeRule) -> (String, String) {
    (
        format!("{} steht nicht in der Codeliste.", rule.what.0),
        format!("{} is not on the code list.", rule.what.1),
    )
}

/// The code, blanks dropped, is on the list; inner blanks make two words of it, which no list
/// holds.
fn on(list: &CodeList, code: &str) -> bool {
    list.has(&normalize(code))
}

fn always(_: Node) -> bool {
    true
}

fn parent_is(node: Node, name: Name) -> bool {
    node.parent().is_some_and(|parent| parent.name() == name)
}

fn inside(node: Node, name: Name) -> bool {
    std::iter::successors(node.parent(), |node| node.parent()).any(|node| node.name() == name)
}

const AMOUNT_CURRENCY: CodeRule = CodeRule {
    id: "BR-CL-03",
    name: Name(0),
    attribute: Some(n!("currencyID")),
    applies: always,
    allowed: |_, code| on(&lists::CURRENCIES, code),
    what: ("Die Währung eines Betrags", "The currency of an amount"),
};

const TYPE: (&str, &str) = ("Die Rechnungsart (BT-3)", "The invoice type code (BT-3)");

const CURRENCY: (&str, &str) = ("Die Rechnungswährung (BT-5)", "The invoice currency (BT-5)");

const TAX_CURRENCY: (&str, &str) =
    ("Die Währung der Umsatzsteuer (BT-6)", "The VAT accounting currency (BT-6)");

const TAX_POINT: (&str, &str) =
    ("Der Code des Steuerzeitpunkts (BT-8)", "The tax point code (BT-8)");

const OBJECT: (&str, &str) = (
    "Das Schema des abgerechneten Objekts (BT-18, BT-128)",
    "The scheme of the invoiced object (BT-18, BT-128)",
);

const SUBJECT: (&str, &str) =
    ("Die Textart einer Bemerkung (BT-21)", "The subject code of a note (BT-21)");

const PARTY: (&str, &str) = (
    "Das Schema einer Parteikennung (BT-29, BT-46, BT-60)",
    "The scheme of a party identifier (BT-29, BT-46, BT-60)",
);

const LEGAL: (&str, &str) = (
    "Das Schema einer Registernummer (BT-30, BT-47, BT-61)",
    "The scheme of a registration (BT-30, BT-47, BT-61)",
);

const CLASSIFICATION: (&str, &str) = (
    "Das Schema einer Artikelklassifikation (BT-158)",
    "The scheme of an item classification (BT-158)",
);

const COUNTRY: (&str, &str) = ("Das Land einer Anschrift", "The country of an address");

const ORIGIN: (&str, &str) =
    ("Das Ursprungsland eines Artikels (BT-159)", "The country of origin of an item (BT-159)");

const MEANS: (&str, &str) = ("Die Zahlungsart (BT-81)", "The payment means code (BT-81)");

const CATEGORY: (&str, &str) =
    ("Eine Steuerkategorie (BT-95, BT-102, BT-118)", "A VAT category (BT-95, BT-102, BT-118)");

const LINE_CATEGORY: (&str, &str) = ("Eine Steuerkategorie (BT-151)", "A VAT category (BT-151)");

const ALLOWANCE: (&str, &str) = (
    "Der Grund eines Nachlasses (BT-98, BT-140)",
    "The reason code of an allowance (BT-98, BT-140)",
);

const CHARGE: (&str, &str) =
    ("Der Grund eines Zuschlags (BT-105, BT-145)", "The reason code of a charge (BT-105, BT-145)");

const ARTICLE: (&str, &str) =
    ("Das Schema einer Artikelnummer (BT-157)", "The scheme of an item number (BT-157)");

const EXEMPTION: (&str, &str) =
    ("Der Befreiungsgrund (BT-121)", "The exemption reason code (BT-121)");

const UNIT: (&str, &str) =
    ("Eine Maßeinheit (BT-130, BT-150)", "A unit of measure (BT-130, BT-150)");

const MIME: (&str, &str) =
    ("Der Dateityp einer Anlage (BT-125)", "The file type of an attachment (BT-125)");

const ADDRESS: (&str, &str) = (
    "Das Schema einer elektronischen Adresse (BT-34, BT-49)",
    "The scheme of an electronic address (BT-34, BT-49)",
);

const LOCATION: (&str, &str) =
    ("Das Schema eines Lieferorts (BT-71)", "The scheme of a delivery location (BT-71)");

/// Whether the element stands in an allowance (`false`) or a charge (`true`).
fn kind(node: Node) -> Option<bool> {
    let holder = node.parent()?;
    let indicator = match holder.name() {
        name if name == n!("cac:AllowanceCharge") => Term::at(holder, path!("cbc:ChargeIndicator")),
        name if name == n!("ram:SpecifiedTradeAllowanceCharge") => {
            Term::at(holder, path!("ram:ChargeIndicator/udt:Indicator"))
        }
        _ => return None,
    };
    is_charge(&indicator)
}

/// `#ADU#text`: three characters between the first two marks must be a subject code.
fn note_subject_is_known(note: &str) -> bool {
    let subject = note
        .split_once('#')
        .and_then(|(_, rest)| rest.split_once('#'))
        .map_or("", |(subject, _)| subject);
    subject.chars().count() != 3 || lists::TEXT_SUBJECTS.has(subject)
}

fn exemption(_: Node, code: &str) -> bool {
    lists::EXEMPTION_REASONS.has(&normalize(code).to_uppercase())
}

fn mime(_: Node, code: &str) -> bool {
    lists::MIME_TYPES.binary_search(&code).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_names_its_subject_between_two_marks() {
        assert!(
            note_subject_is_known("#ADU#text")
                && note_subject_is_known("no mark")
                && note_subject_is_known("#LONG#x")
        );
        assert!(!note_subject_is_known("#QQQ#text"));
    }
}
