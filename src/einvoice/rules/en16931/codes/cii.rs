//! The codes of CII, element by element.

use super::{
    ADDRESS, ALLOWANCE, AMOUNT_CURRENCY, ARTICLE, CATEGORY, CHARGE, CLASSIFICATION, COUNTRY,
    CURRENCY, CodeRule, EXEMPTION, LEGAL, LINE_CATEGORY, LOCATION, MEANS, MIME, OBJECT, ORIGIN,
    PARTY, SUBJECT, TAX_CURRENCY, TAX_POINT, TYPE, UNIT, always, exemption, inside, kind, mime, on,
    parent_is, scheme, text,
};
use crate::einvoice::codelists as lists;
use crate::einvoice::term::normalize;
use crate::n;
use crate::xml::Node;

pub(super) static CII: &[CodeRule] = &[
    text(
        "BR-CL-01",
        n!("ram:TypeCode"),
        |node| parent_is(node, n!("rsm:ExchangedDocument")),
        |_, code| on(&lists::INVOICE_TYPES, code) || on(&lists::CREDIT_NOTE_TYPES, code),
        TYPE,
    ),
    scheme(
        "BR-CL-03",
        n!("ram:TaxTotalAmount"),
        n!("currencyID"),
        always,
        |_, code| on(&lists::CURRENCIES, code),
        AMOUNT_CURRENCY.what,
    ),
    text(
        "BR-CL-04",
        n!("ram:InvoiceCurrencyCode"),
        always,
        |_, code| on(&lists::CURRENCIES, code),
        CURRENCY,
    ),
    text(
        "BR-CL-05",
        n!("ram:TaxCurrencyCode"),
        always,
        |_, code| on(&lists::CURRENCIES, code),
        TAX_CURRENCY,
    ),
    text(
        "BR-CL-06",
        n!("ram:DueDateTypeCode"),
        always,
        |_, code| ["5", "29", "72"].contains(&normalize(code).as_ref()),
        TAX_POINT,
    ),
    text(
        "BR-CL-07",
        n!("ram:ReferenceTypeCode"),
        always,
        |_, code| on(&lists::REFERENCE_TYPES, code),
        OBJECT,
    ),
    text(
        "BR-CL-08",
        n!("ram:SubjectCode"),
        always,
        |_, code| on(&lists::TEXT_SUBJECTS_CII, code),
        SUBJECT,
    ),
    scheme(
        "BR-CL-10",
        n!("ram:GlobalID"),
        n!("schemeID"),
        |node| {
            !inside(node, n!("ram:SpecifiedTradeProduct"))
                && !inside(node, n!("ram:ShipToTradeParty"))
        },
        |_, code| on(&lists::IDENTIFIER_SCHEMES, code),
        PARTY,
    ),
    scheme(
        "BR-CL-11",
        n!("ram:ID"),
        n!("schemeID"),
        |node| !inside(node, n!("ram:SpecifiedTaxRegistration")),
        |_, code| on(&lists::IDENTIFIER_SCHEMES, code),
        LEGAL,
    ),
    scheme(
        "BR-CL-13",
        n!("ram:ClassCode"),
        n!("listID"),
        always,
        |_, code| on(&lists::ITEM_CLASSIFICATIONS, code),
        CLASSIFICATION,
    ),
    text("BR-CL-14", n!("ram:CountryID"), always, cii_country, COUNTRY),
    text(
        "BR-CL-15",
        n!("ram:ID"),
        |node| parent_is(node, n!("ram:OriginTradeCountry")),
        cii_country,
        ORIGIN,
    ),
    text(
        "BR-CL-16",
        n!("ram:TypeCode"),
        |node| parent_is(node, n!("ram:SpecifiedTradeSettlementPaymentMeans")),
        |_, code| on(&lists::PAYMENT_MEANS, code),
        MEANS,
    ),
    text(
        "BR-CL-17",
        n!("ram:CategoryCode"),
        |node| parent_is(node, n!("ram:CategoryTradeTax")),
        |_, code| on(&lists::VAT_CATEGORIES, code),
        CATEGORY,
    ),
    text(
        "BR-CL-18",
        n!("ram:CategoryCode"),
        |node| parent_is(node, n!("ram:ApplicableTradeTax")),
        |_, code| on(&lists::VAT_CATEGORIES, code),
        LINE_CATEGORY,
    ),
    text(
        "BR-CL-19",
        n!("ram:ReasonCode"),
        |node| kind(node) == Some(false),
        |_, code| on(&lists::ALLOWANCE_REASONS, code),
        ALLOWANCE,
    ),
    text(
        "BR-CL-20",
        n!("ram:ReasonCode"),
        |node| kind(node) == Some(true),
        |_, code| on(&lists::CHARGE_REASONS, code),
        CHARGE,
    ),
    scheme(
        "BR-CL-21",
        n!("ram:GlobalID"),
        n!("schemeID"),
        |node| parent_is(node, n!("ram:SpecifiedTradeProduct")),
        |_, code| on(&lists::IDENTIFIER_SCHEMES, code),
        ARTICLE,
    ),
    text("BR-CL-22", n!("ram:ExemptionReasonCode"), always, exemption, EXEMPTION),
    scheme(
        "BR-CL-23",
        n!("ram:BasisQuantity"),
        n!("unitCode"),
        always,
        |_, code| on(&lists::UNITS, code),
        UNIT,
    ),
    scheme(
        "BR-CL-23",
        n!("ram:BilledQuantity"),
        n!("unitCode"),
        always,
        |_, code| on(&lists::UNITS, code),
        UNIT,
    ),
    scheme("BR-CL-24", n!("ram:AttachmentBinaryObject"), n!("mimeCode"), always, mime, MIME),
    scheme(
        "BR-CL-25",
        n!("ram:URIID"),
        n!("schemeID"),
        |node| parent_is(node, n!("ram:URIUniversalCommunication")),
        |_, code| on(&lists::ADDRESS_SCHEMES, code),
        ADDRESS,
    ),
    scheme(
        "BR-CL-26",
        n!("ram:GlobalID"),
        n!("schemeID"),
        |node| {
            parent_is(node, n!("ram:ShipToTradeParty"))
                && node
                    .parent()
                    .is_some_and(|party| parent_is(party, n!("ram:ApplicableHeaderTradeDelivery")))
        },
        |_, code| on(&lists::IDENTIFIER_SCHEMES, code),
        LOCATION,
    ),
];

/// The CII rules hold an older list: AN is on it still, SS is not yet.
fn cii_country(_: Node, code: &str) -> bool {
    is_cii_country(&normalize(code))
}

pub(super) fn is_cii_country(code: &str) -> bool {
    code == "AN" || (code != "SS" && lists::COUNTRIES.has(code))
}
