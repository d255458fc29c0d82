//! Rules of EXTENDED about lines, their groups, and what stands in them.

use super::super::number::cents;
use super::super::{Entry, Fault, Findings, Rule, RuleSet, Verdict, fatal, judge, must};
use super::{Extended, WholeRule, entry};
use crate::einvoice::extended::{Kind, kind, stated_kind};
use crate::einvoice::model::{AllowanceCharge, Line, Terms};
use crate::einvoice::term::{add, normalize};
use crate::n;
use crate::xml::Node;
use rust_decimal::Decimal;
use std::collections::{HashMap, HashSet};

/// Rules about the lines together.
pub static WHOLE: &[WholeRule] = &[
    fatal(
        "BR-FXEXT-06",
        "BT-X-304, BT-X-8",
        |it| {
            must(
                it.terms.lines.iter().all(|line| {
                    parent(line).is_empty() || stated_kind(line.node).value().is_some()
                }),
            )
        },
        "Eine Unterposition (BT-X-304) sagt nicht, ob sie DETAIL, GROUP oder INFORMATION ist \
         (BT-X-8).",
        "A sub-line (BT-X-304) does not say whether it is DETAIL, GROUP or INFORMATION (BT-X-8).",
    ),
    fatal(
        "BR-FXEXT-08",
        "BT-131, BT-X-304",
        groups_are_their_parts,
        "Der Betrag einer GROUP-Position (BT-131) ist nicht die Summe der Positionen unter ihr.",
        "The amount of a GROUP line (BT-131) is not the sum of the lines below it.",
    ),
    fatal(
        "BR-FXEXT-11",
        "BT-126, BT-X-304",
        |it| {
            let known: HashSet<String> = it.terms.lines.iter().map(number).collect();
            must(
                it.terms
                    .lines
                    .iter()
                    .map(parent)
                    .all(|parent| parent.is_empty() || known.contains(&parent)),
            )
        },
        "Eine Position nennt eine übergeordnete Position (BT-X-304), die es nicht gibt.",
        "A line names a line above it (BT-X-304) that does not exist.",
    ),
    fatal(
        "BR-FXEXT-12",
        "BT-131, BT-X-304",
        |it| {
            let with_amount = |line: &&Line| kind(line) == Kind::Group && line.net.exists();
            let summed: HashSet<String> =
                it.terms.lines.iter().filter(with_amount).map(number).collect();
            let mut groups = it.terms.lines.iter().filter(|line| kind(line) == Kind::Group);
            must(groups.all(|line| line.net.exists() || !summed.contains(&parent(line))))
        },
        "Eine GROUP-Position nennt einen Betrag (BT-131), eine GROUP-Position unter ihr keinen.",
        "A GROUP line states an amount (BT-131), a GROUP line below it none.",
    ),
];

type LineRule = Rule<fn(&Line) -> Verdict>;

/// Rules about a line that counts.
static COUNTING: &[LineRule] = &[
    fatal(
        "BR-FXEXT-BR-22",
        "BT-129",
        |line| must(line.quantity.exists()),
        "Eine Position nennt keine Menge (BT-129).",
        "A line states no quantity (BT-129).",
    ),
    fatal(
        "BR-FXEXT-BR-23",
        "BT-130",
        |line| must(line.quantity.iter().any(|node| node.attribute(n!("unitCode")).is_some())),
        "Eine Position nennt keine Mengeneinheit (BT-130).",
        "A line states no unit of measure (BT-130).",
    ),
    fatal(
        "BR-FXEXT-BR-24",
        "BT-131",
        |line| must(line.net.exists()),
        "Eine Position nennt keinen Nettobetrag (BT-131).",
        "A line states no net amount (BT-131).",
    ),
    fatal(
        "BR-FXEXT-BR-26",
        "BT-146",
        |line| must(line.price.exists()),
        "Eine Position nennt keinen Nettopreis (BT-146).",
        "A line states no net price (BT-146).",
    ),
    fatal(
        "BR-FXEXT-CO-04",
        "BT-151",
        |line| {
            must(line.categories.iter().any(|category| category.is_vat && category.code.exists()))
        },
        "Eine Position nennt keine Umsatzsteuerkategorie (BT-151).",
        "A line states no VAT category (BT-151).",
    ),
];

type ChargeRule = Rule<fn(&AllowanceCharge) -> Verdict>;

static DOCUMENT_CHARGE: &[ChargeRule] = &[fatal(
    "BR-FXEXT-BR-38",
    "BT-104, BT-105",
    has_reason,
    "Ein Zuschlag auf die Rechnung nennt keinen Grund (BT-104 oder BT-105).",
    "A charge on the document states no reason (BT-104 or BT-105).",
)];

static LINE_CHARGE: &[ChargeRule] = &[fatal(
    "BR-FXEXT-BR-44",
    "BT-144, BT-145",
    has_reason,
    "Ein Zuschlag einer Position nennt keinen Grund (BT-144 oder BT-145).",
    "A charge of a line states no reason (BT-144 or BT-145).",
)];

type NodeRule = Rule<fn(Node) -> Verdict>;

/// Attributes of articles, wherever they stand.
static ATTRIBUTE: &[NodeRule] = &[
    fatal(
        "BR-FXEXT-BR-54-1",
        "BT-160, BT-X-11",
        |node| must(has(node, n!("ram:Description")) || has(node, n!("ram:TypeCode"))),
        "Eine Artikeleigenschaft hat weder Namen (BT-160) noch Art (BT-X-11).",
        "An item attribute has neither name (BT-160) nor kind (BT-X-11).",
    ),
    fatal(
        "BR-FXEXT-BR-54-2",
        "BT-161, BT-X-12",
        |node| {
            let in_units = node
                .all(n!("ram:ValueMeasure"))
                .any(|value| value.attribute(n!("unitCode")).is_some_and(|unit| !unit.is_empty()));
            must(match (has(node, n!("ram:Value")), has(node, n!("ram:ValueMeasure"))) {
                (true, measured) => !measured,
                (false, _) => in_units,
            })
        },
        "Eine Artikeleigenschaft braucht genau einen Wert: als Text (BT-161) oder als Maß mit \
         Einheit (BT-X-12).",
        "An item attribute needs exactly one value: as text (BT-161) or as a measure with its unit \
         (BT-X-12).",
    ),
];

/// Notes with a subject, of the document and of lines.
static DOCUMENT_NOTE: &[NodeRule] = &[fatal(
    "BR-FXEXT-01",
    "BT-21, BT-22",
    note_says_something,
    "Eine Bemerkung nennt ihr Thema (BT-21), aber keinen Inhalt (BT-22).",
    "A note states its subject (BT-21) and no content (BT-22).",
)];
static LINE_NOTE: &[NodeRule] = &[fatal(
    "BR-FXEXT-02",
    "BT-127, BT-X-10",
    note_says_something,
    "Eine Bemerkung zu einer Position nennt ihr Thema (BT-X-10), aber keinen Inhalt (BT-127).",
    "A note on a line states its subject (BT-X-10) and no content (BT-127).",
)];

/// Tax numbers of others than the seller.
static TAX_ID: &[NodeRule] = &[fatal(
    "BR-FXEXT-03",
    "BT-48, BT-63",
    |node| must(node.attribute(n!("schemeID")) == Some("VA")),
    "Eine Steuerkennung, die nicht die des Verkäufers ist, muss eine Umsatzsteuer-ID sein \
     (schemeID „VA“).",
    "A tax identifier that is not the seller's must be a VAT id (schemeID “VA”).",
)];

/// Points in time (format 205: `JJJJMMTThhmm`).
static TIME: &[NodeRule] = &[fatal(
    "BR-FXEXT-CII-DT-097a",
    "",
    |node| must(is_time(node.text())),
    "Ein Zeitpunkt im Format 205 ist nicht JJJJMMTThhmm.",
    "A time of format 205 is not YYYYMMDDhhmm.",
)];

/// Judges the lines and what stands in them.
pub fn check(it: &Extended, findings: &mut Findings) {
    for line in &it.counting {
        judge(RuleSet::FacturX, COUNTING, line.node, findings, |holds| holds(line));
    }
    charges(&it.terms.allowances, DOCUMENT_CHARGE, findings);
    it.terms.lines.iter().for_each(|line| charges(&line.allowances, LINE_CHARGE, findings));
    for node in it.terms.tree.nodes() {
        if let Some(rules) = rules_of(node, it.terms) {
            judge(RuleSet::FacturX, rules, node, findings, |holds| holds(node));
        }
    }
}

/// The rules about an element by its name and place.
fn rules_of(node: Node, terms: &Terms) -> Option<&'static [NodeRule]> {
    let (name, parent) = (node.name(), node.parent()?);
    if name == n!("ram:ApplicableProductCharacteristic") {
        Some(ATTRIBUTE)
    } else if name == n!("ram:IncludedNote") {
        let of_document =
            parent.name() == n!("rsm:ExchangedDocument") && parent.parent() == Some(terms.root);
        let of_line = parent.name() == n!("ram:AssociatedDocumentLineDocument");
        if of_document { Some(DOCUMENT_NOTE) } else { of_line.then_some(LINE_NOTE) }
    } else if name == n!("ram:ID") && parent.name() == n!("ram:SpecifiedTaxRegistration") {
        let of_seller = std::iter::successors(Some(parent), |node| node.parent())
            .any(|node| node.name() == n!("ram:SellerTradeParty"));
        (!of_seller).then_some(TAX_ID)
    } else {
        (name == n!("udt:DateTimeString") && node.attribute(n!("format")) == Some("205"))
            .then_some(TIME)
    }
}

fn charges(all: &[AllowanceCharge], rules: &[ChargeRule], findings: &mut Findings) {
    for charge in all.iter().filter(|it| it.says(true)) {
        judge(RuleSet::FacturX, rules, charge.node, findings, |holds| holds(charge));
    }
}

/// The rule of this id.
pub fn find(id: &str) -> Option<Entry> {
    let of_nodes = [ATTRIBUTE, DOCUMENT_NOTE, LINE_NOTE, TAX_ID, TIME];
    entry(WHOLE, id)
        .or_else(|| entry(COUNTING, id))
        .or_else(|| entry(DOCUMENT_CHARGE, id))
        .or_else(|| entry(LINE_CHARGE, id))
        .or_else(|| of_nodes.into_iter().find_map(|rules| entry(rules, id)))
}

fn has(node: Node, name: crate::xml::Name) -> bool {
    node.child(name).is_some()
}

fn has_reason(it: &AllowanceCharge) -> Verdict {
    must(it.reason.exists() || it.reason_code.exists())
}

fn note_says_something(node: Node) -> Verdict {
    must(
        !has(node, n!("ram:SubjectCode"))
            || has(node, n!("ram:ContentCode"))
            || has(node, n!("ram:Content")),
    )
}

/// BT-126 with blanks normalised.
fn number(line: &Line) -> String {
    line.id.value().map(normalize).unwrap_or_default().into_owned()
}

/// BT-X-304 with blanks normalised; empty where there is none.
fn parent(line: &Line) -> String {
    line.parent_id.value().map(normalize).unwrap_or_default().into_owned()
}

/// Each GROUP line that states an amount states the sum of the DETAIL and GROUP lines directly
/// below it.
fn groups_are_their_parts(it: &Extended) -> Verdict {
    let mut sums: HashMap<String, Option<Decimal>> = HashMap::new();
    for line in it.terms.lines.iter().filter(|line| {
        stated_kind(line.node).exists() && matches!(kind(line), Kind::Detail | Kind::Group)
    }) {
        let sum = sums.entry(parent(line)).or_insert(Some(Decimal::ZERO));
        // A part without an amount leaves no sum.
        *sum = match (*sum, line.net.decimal()?) {
            (Some(sum), Some(amount)) => Some(add(sum, amount)?),
            _ => None,
        };
    }
    for group in
        it.terms.lines.iter().filter(|line| kind(line) == Kind::Group && line.net.value().is_some())
    {
        let expected = cents(sums.get(&number(group)).copied().unwrap_or(Some(Decimal::ZERO)))?
            .ok_or(Fault::Broken)?;
        let actual = group.net.decimal()?;
        if actual != Some(expected) {
            return Err(Fault::Differs { expected, actual });
        }
    }
    Ok(())
}

/// `JJJJMMTThhmm`, by the calendar's shape.
fn is_time(text: &str) -> bool {
    let text = text.trim();
    let part =
        |from: usize, to: usize| text.get(from..to).and_then(|digits| digits.parse::<u32>().ok());
    let within = |from: usize, least: u32, most: u32| {
        part(from, from + 2).is_some_and(|value| (least..=most).contains(&value))
    };
    text.len() == 12
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && within(4, 1, 12)
        && within(6, 1, 31)
        && within(8, 0, 23)
        && within(10, 0, 59)
}
