//! What the XML e-invoice formats share: recognition by namespace, and bytes → tree → terms →
//! invoice.

use super::part_names::PartNames;
use super::{Confidence, Input, Read, Reading};
use crate::domain::finding::Weight;
use crate::domain::{Content, Finding, FindingKind};
use crate::einvoice::{self, attachments, convert, model::Syntax, payment_terms, plausibility};
use crate::xml::{self, Limits, Tree};
use std::borrow::Cow;

/// What reading an XML e-invoice may raise.
pub static FINDINGS: &[&FindingKind] = &[
    &xml::NOT_WELL_FORMED,
    &xml::TRUNCATED,
    &xml::DOCTYPE,
    &xml::TOO_DEEP,
    &xml::TOO_MANY,
    &xml::ENCODING,
    &xml::DECLARATION,
    &xml::FORBIDDEN,
    &NOT_AN_INVOICE,
    &plausibility::IBAN_CHECK_DIGIT,
    &plausibility::VAT_ID_CHECK_DIGIT,
    &plausibility::ARITHMETIC,
    &plausibility::PAYABLE_ASIDE,
    &plausibility::ACCOUNTING_AID,
    &attachments::DAMAGED,
    &attachments::TOO_MUCH,
];

/// The namespace promised an invoice, the root element is another.
pub static NOT_AN_INVOICE: FindingKind = FindingKind {
    code: "not-an-invoice",
    weight: Weight::Error,
    de: "Die Datei nennt den Namensraum einer E-Rechnung, ihr Wurzelelement „{element}“ ist aber \
        keine Rechnung. Bitte den Absender um die Rechnung selbst bitten.",
    en: "The file names an e-invoice's namespace, but its root element “{element}” is no invoice. \
        Ask the sender for the invoice itself.",
};

/// The bytes at the beginning in which a root element must name its namespace.
const HEAD: usize = 64 * 1024;

/// A mark when the root element of an XML document is of one of these namespaces. Software declares
/// more namespaces on the root than it uses: these say nothing. Where the head does not reach the
/// root's tag, any of them that it names counts.
pub fn names_any(bytes: &[u8], namespaces: &[&[u8]]) -> Confidence {
    let head = &*head(bytes);
    let known = |own: &[u8]| namespaces.contains(&own);
    let fits = || match xml::root_namespace(head) {
        Some(own) => {
            known(own)
                || !xml::is_document_namespace(own)
                    && namespaces.iter().any(|namespace| names(head, namespace))
        }
        None => namespaces.iter().any(|namespace| names(head, namespace)),
    };
    match begins_as_markup(head) && fits() {
        true => Confidence::Mark,
        false => Confidence::No,
    }
}

/// A mark when the root element is of a namespace of its own that is no document's, and something
/// in the head is of an invoice's or a delivery note's: a wrapper around them.
pub fn wraps_document(bytes: &[u8]) -> Confidence {
    let head = &*head(bytes);
    let wraps = || {
        xml::root_namespace(head)
            .is_some_and(|own| !own.is_empty() && !xml::is_document_namespace(own))
            && WRAPPED.iter().any(|namespace| names(head, namespace.as_bytes()))
    };
    match begins_as_markup(head) && wraps() {
        true => Confidence::Mark,
        false => Confidence::No,
    }
}

/// Namespaces of documents that a wrapper may hold.
const WRAPPED: &[&str] = &[
    "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2",
    "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2",
    "urn:oasis:names:specification:ubl:schema:xsd:DespatchAdvice-2",
    "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "urn:ferd:CrossIndustryDocument:invoice:1p0",
];

/// The first bytes, letters of UTF-16 made narrow: it puts a zero beside each of those that matter.
fn head(bytes: &[u8]) -> Cow<'_, [u8]> {
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or_default();
    match head.iter().take(4).any(|byte| *byte == 0)
        || head.starts_with(&[0xff, 0xfe])
        || head.starts_with(&[0xfe, 0xff])
    {
        true => head.iter().copied().filter(|byte| *byte != 0).collect(),
        false => Cow::Borrowed(head),
    }
}

/// True when the first character that is no blank (nor the byte order mark) opens markup.
fn begins_as_markup(head: &[u8]) -> bool {
    let mut characters = head.iter().filter(|byte| {
        !byte.is_ascii_whitespace() && !matches!(byte, 0xef | 0xbb | 0xbf | 0xff | 0xfe)
    });
    characters.next() == Some(&b'<')
}

/// True when the namespace stands in quotes, so that a longer one does not count.
fn names(head: &[u8], namespace: &[u8]) -> bool {
    memchr::memmem::find_iter(head, namespace)
        .any(|at| head.get(at + namespace.len()).is_some_and(|byte| matches!(byte, b'"' | b'\'')))
}

/// Reads a document of this syntax.
pub fn read(input: &Input, syntax: Syntax) -> Result<Reading, Finding> {
    let decoded = xml::decode(input.bytes);
    let tree = Tree::parse(&decoded.text, Limits::default())?;
    match einvoice::read(&tree).filter(|terms| terms.syntax == syntax) {
        Some(terms) => {
            let mut invoice = convert::invoice(&terms);
            payment_terms::complete(&mut invoice, tree.root());
            let mut findings = xml::breaches(input.bytes);
            findings.extend(plausibility::look(&invoice));
            let mut names = PartNames::default();
            invoice.attachments = attachments::read(&terms, &mut findings);
            invoice
                .attachments
                .iter_mut()
                .for_each(|attachment| attachment.name = names.next(&attachment.name));
            Ok(Reading { content: Read::Content(Content::Invoice(Box::new(invoice))), findings })
        }
        None => Err(NOT_AN_INVOICE.found().with("element", tree.root().local())),
    }
}
