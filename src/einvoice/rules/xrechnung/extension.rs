//! What the XRechnung extension asks beyond the CIUS: sub-lines, payments by third parties, more
//! schemes and attachments.

use super::{
    Asked, Rule, all, any_is, codes, decimal, exists, filled, raw, rule, value_must, values,
};
use crate::einvoice::rules::{Fault, Verdict, must};
use crate::einvoice::term::{add, normalize};
use crate::xml::Node;
use crate::{n, path};
use rust_decimal::Decimal;

/// Asks a UBL invoice about its sub-lines (BG-DEX-01). As in the official rule a line that is wrong
/// ends the question.
pub fn sub_lines(root: Node, asked: &mut Asked) {
    let divided = |line: &Node| line.child(n!("cac:SubInvoiceLine")).is_some();
    let sub_lines = || root.subtree().filter(|node| node.name() == n!("cac:SubInvoiceLine"));
    match root.all(n!("cac:InvoiceLine")).filter(divided).find_map(wrong) {
        Some((line, fault)) => asked.ask(rule!("BR-DEX-02"), line, Err(fault)),
        None => sub_lines()
            .filter(divided)
            .filter_map(wrong)
            .for_each(|(line, fault)| asked.ask(rule!("BR-DEX-02"), line, Err(fault))),
    }
    for item in sub_lines().flat_map(|line| line.all(n!("cac:Item"))) {
        asked.ask(
            rule!("BR-DEX-03"),
            item,
            must(item.all(n!("cac:ClassifiedTaxCategory")).count() == 1),
        );
    }
}

/// The line with what is wrong about its sum, if anything is.
fn wrong<'t, 'a>(line: Node<'t, 'a>) -> Option<(Node<'t, 'a>, Fault)> {
    is_sum_of_sub_lines(line).err().map(|fault| (line, fault))
}

fn is_sum_of_sub_lines(line: Node) -> Verdict {
    let mut expected = Decimal::ZERO;
    for sub in line.all(n!("cac:SubInvoiceLine")) {
        expected = add(
            expected,
            decimal(&all(sub, path!("cbc:LineExtensionAmount")))?.unwrap_or_default(),
        )?;
    }
    let actual = decimal(&all(line, path!("cbc:LineExtensionAmount")))?;
    match actual == Some(expected) {
        true => Ok(()),
        false => Err(Fault::Differs { expected, actual }),
    }
}

/// Asks a UBL invoice about payments by third parties (BG-DEX-09).
pub fn third_parties(root: Node, asked: &mut Asked) {
    for payment in root.all(n!("cac:PrepaidPayment")) {
        let amount = all(payment, path!("cbc:PaidAmount"));
        asked.ask(rule!("BR-DEX-10"), payment, must(filled(payment, path!("cbc:ID"))));
        asked.ask(rule!("BR-DEX-11"), payment, must(filled(payment, path!("cbc:PaidAmount"))));
        asked.ask(rule!("BR-DEX-12"), payment, must(filled(payment, path!("cbc:InstructionID"))));
        let decimals =
            |text: &str| text.split_once('.').map_or(0, |(_, decimals)| decimals.chars().count());
        asked.ask(
            rule!("BR-DEX-13"),
            payment,
            raw(payment, path!("cbc:PaidAmount"))
                .and_then(|text| value_must(decimals(&text) <= 2, &text)),
        );
        let currencies = all(root, path!("cbc:DocumentCurrencyCode"));
        let same = amount
            .iter()
            .filter_map(|amount| amount.attribute(n!("currencyID")))
            .any(|currency| any_is(&currencies, currency));
        asked.ask(rule!("BR-DEX-14"), payment, must(same));
    }
}

/// BT-115 = BT-112 − BT-113 + BT-114 + payments by third parties, to the cent.
pub fn payable_is_right(totals: Node) -> Verdict {
    let number = |path| decimal(&all(totals, path));
    let prepaid = number(path!("cbc:PrepaidAmount"))?.unwrap_or_default();
    let rounding = number(path!("cbc:PayableRoundingAmount"))?.unwrap_or_default();
    let third_parties = third_party_total(totals)?;
    let (Some(payable), Some(gross)) =
        (number(path!("cbc:PayableAmount"))?, number(path!("cbc:TaxInclusiveAmount"))?)
    else {
        return Err(Fault::Broken);
    };
    let stated =
        payable.checked_sub(rounding).and_then(values::round_up_half).ok_or(Fault::Overflow)?;
    let due = gross
        .checked_sub(prepaid)
        .and_then(|due| due.checked_add(third_parties))
        .and_then(values::round_up_half);
    let expected = due.ok_or(Fault::Overflow)?;
    match stated == expected {
        true => Ok(()),
        false => Err(Fault::Differs {
            expected: expected.checked_add(rounding).unwrap_or(expected),
            actual: Some(payable),
        }),
    }
}

fn third_party_total(totals: Node) -> Result<Decimal, Fault> {
    let Some(document) = totals
        .parent()
        .filter(|document| filled(*document, path!("cac:PrepaidPayment/cbc:PaidAmount")))
    else {
        return Ok(Decimal::ZERO);
    };
    let mut total = Decimal::ZERO;
    for payment in document.all(n!("cac:PrepaidPayment")) {
        total = add(total, decimal(&all(payment, path!("cbc:PaidAmount")))?.unwrap_or_default())?;
    }
    Ok(total)
}

/// Asks a UBL element with a scheme, or an attachment, whether the extension knows its code.
pub fn ubl_scheme(node: Node, asked: &mut Asked) {
    let name = node.name();
    if name == n!("cbc:EmbeddedDocumentBinaryObject") {
        return attachment(node, asked);
    }
    let Some(scheme) = node.attribute(n!("schemeID")) else { return };
    let identifier = codes::is_identifier_scheme(scheme);
    if name == n!("cbc:EndpointID") {
        return asked.ask(
            rule!("BR-DEX-07"),
            node,
            value_must(codes::is_address_scheme(scheme), scheme),
        );
    }
    let Some(parent) = node.parent().map(Node::name) else { return };
    if name == n!("cbc:CompanyID") && parent == n!("cac:PartyLegalEntity") {
        asked.ask(rule!("BR-DEX-05"), node, value_must(identifier, scheme));
    }
    if name != n!("cbc:ID") {
        return;
    }
    if parent == n!("cac:PartyIdentification") {
        let creditor = normalize(scheme) == "SEPA" && is_sellers_or_payees(node);
        asked.ask(rule!("BR-DEX-04"), node, value_must(identifier || creditor, scheme));
    } else if parent == n!("cac:StandardItemIdentification") {
        asked.ask(rule!("BR-DEX-06"), node, value_must(identifier, scheme));
    } else if parent == n!("cac:DeliveryLocation") {
        asked.ask(rule!("BR-DEX-08"), node, value_must(identifier, scheme));
    }
}

fn is_sellers_or_payees(node: Node) -> bool {
    above(node).any(|node| {
        node.name() == n!("cac:AccountingSupplierParty") || node.name() == n!("cac:PayeeParty")
    })
}

/// The elements around this one, from the inside out.
fn above<'t, 'a>(node: Node<'t, 'a>) -> impl Iterator<Item = Node<'t, 'a>> {
    std::iter::successors(node.parent(), |node| node.parent())
}

/// An attachment of a type that the extension allows.
fn attachment(node: Node, asked: &mut Asked) {
    let mime = node.attribute(n!("mimeCode")).unwrap_or_default();
    asked.ask(rule!("BR-DEX-01"), node, value_must(codes::is_attachment_type(mime), mime));
}

/// Asks a CII element with a scheme, or an attachment, whether the extension knows its code.
pub fn cii_scheme(node: Node, asked: &mut Asked) {
    let name = node.name();
    if name == n!("ram:AttachmentBinaryObject") {
        return attachment(node, asked);
    }
    let Some(scheme) = node.attribute(n!("schemeID")) else { return };
    match cii_rule(node) {
        Some(rule) if rule.id == "BR-DEX-07" => {
            asked.ask(rule, node, value_must(codes::is_address_scheme(scheme), scheme))
        }
        Some(rule) => {
            asked.ask(rule, node, value_must(codes::is_identifier_scheme(scheme), scheme))
        }
        None => {}
    }
}

/// The rule for the scheme of an identifier, by where it stands; the first that fits, as in the
/// official rules.
fn cii_rule(node: Node) -> Option<&'static Rule> {
    let (name, parent) = (node.name(), node.parent()?);
    if name == n!("ram:GlobalID") {
        let inside = |name| above(node).any(|node| node.name() == name);
        if !inside(n!("ram:SpecifiedTradeProduct")) && !inside(n!("ram:ShipToTradeParty")) {
            return Some(rule!("BR-DEX-04"));
        }
        if parent.name() == n!("ram:SpecifiedTradeProduct") {
            return Some(rule!("BR-DEX-06"));
        }
        let delivery = parent.name() == n!("ram:ShipToTradeParty")
            && parent
                .parent()
                .is_some_and(|node| node.name() == n!("ram:ApplicableHeaderTradeDelivery"));
        return delivery.then_some(rule!("BR-DEX-08"));
    }
    if name == n!("ram:ID")
        && !above(node).any(|node| node.name() == n!("ram:SpecifiedTaxRegistration"))
    {
        return Some(rule!("BR-DEX-05"));
    }
    (name == n!("ram:URIID") && parent.name() == n!("ram:URIUniversalCommunication"))
        .then_some(rule!("BR-DEX-07"))
}

/// CII has no sub-lines in XRechnung: a line that names one above it cannot be read as one.
pub fn cii_sub_lines(root: Node, asked: &mut Asked) {
    let Some(parent_line) = root.subtree().find(|node| node.name() == n!("ram:ParentLineID"))
    else {
        return;
    };
    let lines = path!(
        "rsm:SupplyChainTradeTransaction/ram:IncludedSupplyChainTradeLineItem/ram:AssociatedDocumentLineDocument"
    );
    if exists(root, lines) {
        asked.ask(rule!("BR-DEX-15"), parent_line, Err(Fault::Broken));
    }
}
