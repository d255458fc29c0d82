//! The codes of UBL, element by element.

use super::{
    ADDRESS, ALLOWANCE, ARTICLE, CATEGORY, CHARGE, CLASSIFICATION, COUNTRY, CURRENCY, CodeRule,
    EXEMPTION, LEGAL, LINE_CATEGORY, LOCATION, MEANS, MIME, OBJECT, ORIGIN, PARTY, SUBJECT,
    TAX_CURRENCY, TAX_POINT, TYPE, UNIT, always, exemption, inside, kind, mime,
    note_subject_is_known, on, parent_is, scheme, text,
};
use crate::einvoice::codelists as lists;
use crate::einvoice::term::normalize;
use crate::n;
use crate::xml::{Name, Node};

/// The amounts whose currency UBL judges.
pub(super) const UBL_AMOUNTS: &[Name] = &[
    n!("cbc:Amount"),
    n!("cbc:BaseAmount"),
    n!("cbc:PriceAmount"),
    n!("cbc:TaxAmount"),
    n!("cbc:TaxableAmount"),
    n!("cbc:LineExtensionAmount"),
    n!("cbc:TaxExclusiveAmount"),
    n!("cbc:TaxInclusiveAmount"),
    n!("cbc:AllowanceTotalAmount"),
    n!("cbc:ChargeTotalAmount"),
    n!("cbc:PrepaidAmount"),
    n!("cbc:PayableRoundingAmount"),
    n!("cbc:PayableAmount"),
];

pub(super) static UBL: &[CodeRule] = &[
    text(
        "BR-CL-01",
        n!("cbc:InvoiceTypeCode"),
        always,
        |_, code| on(&lists::INVOICE_TYPES, code),
        TYPE,
    ),
    text(
        "BR-CL-01",
        n!("cbc:CreditNoteTypeCode"),
        always,
        |_, code| on(&lists::CREDIT_NOTE_TYPES, code),
        TYPE,
    ),
    text(
        "BR-CL-04",
        n!("cbc:DocumentCurrencyCode"),
        always,
        |_, code| on(&lists::CURRENCIES, code),
        CURRENCY,
    ),
    text(
        "BR-CL-05",
        n!("cbc:TaxCurrencyCode"),
        always,
        |_, code| on(&lists::CURRENCIES, code),
        TAX_CURRENCY,
    ),
    text(
        "BR-CL-06",
        n!("cbc:DescriptionCode"),
        |node| parent_is(node, n!("cac:InvoicePeriod")),
        |_, code| ["3", "35", "432"].contains(&normalize(code).as_ref()),
        TAX_POINT,
    ),
    scheme(
        "BR-CL-07",
        n!("cbc:ID"),
        n!("schemeID"),
        is_invoiced_object,
        |_, code| on(&lists::REFERENCE_TYPES, code),
        OBJECT,
    ),
    text(
        "BR-CL-08",
        n!("cbc:Note"),
        |node| node.parent().is_some_and(|parent| parent.id() == 0),
        |_, code| note_subject_is_known(code),
        SUBJECT,
    ),
    scheme(
        "BR-CL-10",
        n!("cbc:ID"),
        n!("schemeID"),
        |node| parent_is(node, n!("cac:PartyIdentification")),
        party_scheme,
        PARTY,
    ),
    scheme(
        "BR-CL-11",
        n!("cbc:CompanyID"),
        n!("schemeID"),
        |node| parent_is(node, n!("cac:PartyLegalEntity")),
        |_, code| on(&lists::IDENTIFIER_SCHEMES, code),
        LEGAL,
    ),
    scheme(
        "BR-CL-13",
        n!("cbc:ItemClassificationCode"),
        n!("listID"),
        |node| parent_is(node, n!("cac:CommodityClassification")),
        |_, code| on(&lists::ITEM_CLASSIFICATIONS, code),
        CLASSIFICATION,
    ),
    text(
        "BR-CL-14",
        n!("cbc:IdentificationCode"),
        |node| parent_is(node, n!("cac:Country")),
        |_, code| on(&lists::COUNTRIES, code),
        COUNTRY,
    ),
    text(
        "BR-CL-15",
        n!("cbc:IdentificationCode"),
        |node| parent_is(node, n!("cac:OriginCountry")),
        |_, code| on(&lists::COUNTRIES, code),
        ORIGIN,
    ),
    text(
        "BR-CL-16",
        n!("cbc:PaymentMeansCode"),
        |node| parent_is(node, n!("cac:PaymentMeans")),
        |_, code| on(&lists::PAYMENT_MEANS, code),
        MEANS,
    ),
    text(
        "BR-CL-17",
        n!("cbc:ID"),
        |node| parent_is(node, n!("cac:TaxCategory")),
        |_, code| on(&lists::VAT_CATEGORIES, code),
        CATEGORY,
    ),
    text(
        "BR-CL-18",
        n!("cbc:ID"),
        |node| parent_is(node, n!("cac:ClassifiedTaxCategory")),
        |_, code| on(&lists::VAT_CATEGORIES, code),
        LINE_CATEGORY,
    ),
    text(
        "BR-CL-19",
        n!("cbc:AllowanceChargeReasonCode"),
        |node| kind(node) == Some(false),
        |_, code| on(&lists::ALLOWANCE_REASONS, code),
        ALLOWANCE,
    ),
    text(
        "BR-CL-20",
        n!("cbc:AllowanceChargeReasonCode"),
        |node| kind(node) == Some(true),
        |_, code| on(&lists::CHARGE_REASONS, code),
        CHARGE,
    ),
    scheme(
        "BR-CL-21",
        n!("cbc:ID"),
        n!("schemeID"),
        |node| parent_is(node, n!("cac:StandardItemIdentification")),
        |_, code| on(&lists::IDENTIFIER_SCHEMES, code),
        ARTICLE,
    ),
    text("BR-CL-22", n!("cbc:TaxExemptionReasonCode"), always, exemption, EXEMPTION),
    scheme(
        "BR-CL-23",
        n!("cbc:InvoicedQuantity"),
        n!("unitCode"),
        always,
        |_, code| on(&lists::UNITS, code),
        UNIT,
    ),
    scheme(
        "BR-CL-23",
        n!("cbc:BaseQuantity"),
        n!("unitCode"),
        always,
        |_, code| on(&lists::UNITS, code),
        UNIT,
    ),
    scheme(
        "BR-CL-23",
        n!("cbc:CreditedQuantity"),
        n!("unitCode"),
        always,
        |_, code| on(&lists::UNITS, code),
        UNIT,
    ),
    scheme("BR-CL-24", n!("cbc:EmbeddedDocumentBinaryObject"), n!("mimeCode"), always, mime, MIME),
    scheme(
        "BR-CL-25",
        n!("cbc:EndpointID"),
        n!("schemeID"),
        always,
        |_, code| on(&lists::ADDRESS_SCHEMES, code),
        ADDRESS,
    ),
    scheme(
        "BR-CL-26",
        n!("cbc:ID"),
        n!("schemeID"),
        |node| parent_is(node, n!("cac:DeliveryLocation")),
        |_, code| on(&lists::IDENTIFIER_SCHEMES, code),
        LOCATION,
    ),
];

/// BT-18 and BT-128 share their element with other documents and are told by the type code 130.
fn is_invoiced_object(node: Node) -> bool {
    let Some(holder) = node.parent() else { return false };
    let is_document = holder.name() == n!("cac:AdditionalDocumentReference")
        || holder.name() == n!("cac:DocumentReference");
    is_document && holder.all(n!("cbc:DocumentTypeCode")).any(|code| code.text() == "130")
}

/// The seller's and payee's identifier may be of scheme SEPA: the creditor identifier of a direct
/// debit (BT-90).
fn party_scheme(node: Node, code: &str) -> bool {
    let creditor =
        || inside(node, n!("cac:AccountingSupplierParty")) || inside(node, n!("cac:PayeeParty"));
    on(&lists::IDENTIFIER_SCHEMES, code) || (normalize(code) == "SEPA" && creditor())
}
