//! Which variant of an element a rule of a Factur-X profile speaks of, and the rules that count
//! variants.
//!
//! The profiles tell apart what one element can be: a supporting document by its type, a tax
//! registration by its scheme, an allowance from a charge, a total by its currency. A rule about
//! something inside looks at the variant around it.

use super::special::{BLANKS, Condition, Filter, ancestors, root, said};
use crate::n;
use crate::xml::{Name, Node};

/// The filter of this name in the data files.
pub fn filter(name: &str) -> Option<Filter> {
    Some(match name {
        "document-916" => |node, _| document(node, &["916"]),
        "document-50" => |node, _| document(node, &["50"]),
        "document-130" => |node, _| document(node, &["130"]),
        "document-other" => |node, _| !document(node, &["916", "50", "130"]),
        "registration-va" => |node, _| registration(node, &["VA"]),
        "registration-fc" => |node, _| registration(node, &["FC"]),
        "registration-other" => |node, _| !registration(node, &["VA", "FC"]),
        "cii-allowance" => |node, _| indicates(node, &["false"]),
        "cii-charge" => |node, _| indicates(node, &["true"]),
        "cii-neither" => |node, _| !indicates(node, &["false", "true"]),
        "list-5153" => |node, _| node.attribute(n!("listID")) == Some("5153"),
        "list-none" => |node, _| node.attribute(n!("listID")).is_none(),
        "list-other" => |node, _| node.attribute(n!("listID")).is_some_and(|list| list != "5153"),
        "currency-invoice" => |node, _| is_in(node, n!("ram:InvoiceCurrencyCode")),
        "currency-tax" => |node, _| {
            !is_in(node, n!("ram:InvoiceCurrencyCode")) && is_in(node, n!("ram:TaxCurrencyCode"))
        },
        "currency-other" => |node, _| {
            !is_in(node, n!("ram:InvoiceCurrencyCode")) && !is_in(node, n!("ram:TaxCurrencyCode"))
        },
        _ => return None,
    })
}

/// The condition of this name: of one variant at most one may stand.
pub fn condition(name: &str) -> Option<Condition> {
    Some(match name {
        "one-va" => |node, _| {
            second(node, n!("ram:SpecifiedTaxRegistration"), |it| registration(it, &["VA"]))
        },
        "one-fc" => |node, _| {
            second(node, n!("ram:SpecifiedTaxRegistration"), |it| registration(it, &["FC"]))
        },
        "one-total-invoice" => |node, _| {
            second(node, n!("ram:TaxTotalAmount"), |it| is_in(it, n!("ram:InvoiceCurrencyCode")))
        },
        "one-total-tax" => |node, _| {
            second(node, n!("ram:TaxTotalAmount"), |it| is_in(it, n!("ram:TaxCurrencyCode")))
        },
        "one-price-allowance" => |node, _| {
            second(node, n!("ram:AppliedTradeAllowanceCharge"), |it| indicates(it, &["false"]))
        },
        _ => return None,
    })
}

/// What such a condition says, in German and English.
pub fn sentence(name: &str) -> Option<(&'static str, &'static str)> {
    Some(match name {
        "one-va" => (
            "Eine Partei nennt mehr als eine Umsatzsteuer-ID.",
            "A party states more than one VAT id.",
        ),
        "one-fc" => (
            "Eine Partei nennt mehr als eine Steuernummer.",
            "A party states more than one tax number.",
        ),
        "one-total-invoice" => (
            "Der Gesamtbetrag der Umsatzsteuer in Rechnungswährung (BT-110) steht mehrfach.",
            "The total VAT amount in the invoice currency (BT-110) stands several times.",
        ),
        "one-total-tax" => (
            "Der Gesamtbetrag der Umsatzsteuer in Abrechnungswährung (BT-111) steht mehrfach.",
            "The total VAT amount in the accounting currency (BT-111) stands several times.",
        ),
        "one-price-allowance" => (
            "Ein Bruttopreis hat mehr als einen Nachlass (BT-147).",
            "A gross price has more than one discount (BT-147).",
        ),
        _ => return None,
    })
}

fn second<'t, 'a>(
    node: Node<'t, 'a>,
    name: Name,
    is: impl Fn(Node) -> bool,
) -> Option<Node<'t, 'a>> {
    node.all(name).filter(|child| is(*child)).nth(1)
}

/// The element itself, or the innermost one around it, of any of these names.
fn around<'t, 'a>(node: Node<'t, 'a>, names: &[Name]) -> Option<Node<'t, 'a>> {
    std::iter::once(node).chain(ancestors(node)).find(|node| names.contains(&node.name()))
}

fn document(node: Node, types: &[&str]) -> bool {
    let document = around(node, &[n!("ram:AdditionalReferencedDocument")]);
    document.is_some_and(|document| {
        document.all(n!("ram:TypeCode")).any(|kind| types.contains(&&*said(kind)))
    })
}

fn registration(node: Node, schemes: &[&str]) -> bool {
    let registration = around(node, &[n!("ram:SpecifiedTaxRegistration")]);
    let is =
        |id: Node| id.attribute(n!("schemeID")).is_some_and(|scheme| schemes.contains(&scheme));
    registration.is_some_and(|registration| registration.all(n!("ram:ID")).any(is))
}

/// As the official rules read it: the word, not the value of a boolean.
fn indicates(node: Node, words: &[&str]) -> bool {
    let holder = around(
        node,
        &[n!("ram:SpecifiedTradeAllowanceCharge"), n!("ram:AppliedTradeAllowanceCharge")],
    );
    let flags = holder.into_iter().flat_map(|holder| {
        holder.all(n!("ram:ChargeIndicator")).flat_map(|flag| flag.all(n!("udt:Indicator")))
    });
    flags.into_iter().any(|flag| words.contains(&said(flag).trim_matches(BLANKS)))
}

/// True when an amount is in the currency that the settlement states here.
fn is_in(node: Node, stated: Name) -> bool {
    let Some(currency) = node.attribute(n!("currencyID")) else { return false };
    let settlements = root(node)
        .all(n!("rsm:SupplyChainTradeTransaction"))
        .flat_map(|it| it.all(n!("ram:ApplicableHeaderTradeSettlement")));
    settlements.flat_map(|settlement| settlement.all(stated)).any(|code| said(code) == currency)
}
