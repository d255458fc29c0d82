//! What must be stated, in both syntaxes alike: one row a rule.

use super::{Asked, Rule, exists, filled, rule};
use crate::einvoice::model::Syntax;
use crate::einvoice::rules::must;
use crate::path;
use crate::xml::{Name, Node};

/// A rule that wants something at every place of a kind.
struct Required {
    rule: &'static Rule,
    /// True when what stands there must say more than blanks.
    filled: bool,
    ubl: Place,
    cii: Place,
}

/// A path from the document element, and the paths below it of which one is wanted.
struct Place {
    at: &'static [Name],
    wanted: &'static [&'static [Name]],
}

macro_rules! place {
    ($at:literal, $($wanted:literal),+) => {
        Place { at: path!($at), wanted: &[$(path!($wanted)),+] }
    };
    (root, $wanted:literal) => {
        Place { at: &[], wanted: &[path!($wanted)] }
    };
}

static REQUIRED: &[Required] = &[
    Required {
        rule: rule!("BR-DE-1"),
        filled: false,
        ubl: place!(root, "cac:PaymentMeans"),
        cii: place!(
            root,
            "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeSettlement/ram:SpecifiedTradeSettlementPaymentMeans"
        ),
    },
    Required {
        rule: rule!("BR-DE-15"),
        filled: true,
        ubl: place!(root, "cbc:BuyerReference"),
        cii: place!(
            root,
            "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeAgreement/ram:BuyerReference"
        ),
    },
    Required {
        rule: rule!("BR-DE-2"),
        filled: false,
        ubl: place!("cac:AccountingSupplierParty", "cac:Party/cac:Contact"),
        cii: place!(
            "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeAgreement/ram:SellerTradeParty",
            "ram:DefinedTradeContact"
        ),
    },
    Required {
        rule: rule!("BR-DE-3"),
        filled: true,
        ubl: place!("cac:AccountingSupplierParty/cac:Party/cac:PostalAddress", "cbc:CityName"),
        cii: place!(
            "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeAgreement/ram:SellerTradeParty/ram:PostalTradeAddress",
            "ram:CityName"
        ),
    },
    Required {
        rule: rule!("BR-DE-4"),
        filled: true,
        ubl: place!("cac:AccountingSupplierParty/cac:Party/cac:PostalAddress", "cbc:PostalZone"),
        cii: place!(
            "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeAgreement/ram:SellerTradeParty/ram:PostalTradeAddress",
            "ram:PostcodeCode"
        ),
    },
    Required {
        rule: rule!("BR-DE-5"),
        filled: true,
        ubl: place!("cac:AccountingSupplierParty/cac:Party/cac:Contact", "cbc:Name"),
        cii: place!(
            "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeAgreement/ram:SellerTradeParty/ram:DefinedTradeContact",
            "ram:PersonName",
            "ram:DepartmentName"
        ),
    },
    Required {
        rule: rule!("BR-DE-6"),
        filled: true,
        ubl: place!("cac:AccountingSupplierParty/cac:Party/cac:Contact", "cbc:Telephone"),
        cii: place!(
            "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeAgreement/ram:SellerTradeParty/ram:DefinedTradeContact",
            "ram:TelephoneUniversalCommunication/ram:CompleteNumber"
        ),
    },
    Required {
        rule: rule!("BR-DE-7"),
        filled: true,
        ubl: place!("cac:AccountingSupplierParty/cac:Party/cac:Contact", "cbc:ElectronicMail"),
        cii: place!(
            "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeAgreement/ram:SellerTradeParty/ram:DefinedTradeContact",
            "ram:EmailURIUniversalCommunication/ram:URIID"
        ),
    },
    Required {
        rule: rule!("BR-DE-8"),
        filled: true,
        ubl: place!("cac:AccountingCustomerParty/cac:Party/cac:PostalAddress", "cbc:CityName"),
        cii: place!(
            "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeAgreement/ram:BuyerTradeParty/ram:PostalTradeAddress",
            "ram:CityName"
        ),
    },
    Required {
        rule: rule!("BR-DE-9"),
        filled: true,
        ubl: place!("cac:AccountingCustomerParty/cac:Party/cac:PostalAddress", "cbc:PostalZone"),
        cii: place!(
            "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeAgreement/ram:BuyerTradeParty/ram:PostalTradeAddress",
            "ram:PostcodeCode"
        ),
    },
    Required {
        rule: rule!("BR-DE-10"),
        filled: true,
        ubl: place!("cac:Delivery/cac:DeliveryLocation/cac:Address", "cbc:CityName"),
        cii: place!(
            "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeDelivery/ram:ShipToTradeParty/ram:PostalTradeAddress",
            "ram:CityName"
        ),
    },
    Required {
        rule: rule!("BR-DE-11"),
        filled: true,
        ubl: place!("cac:Delivery/cac:DeliveryLocation/cac:Address", "cbc:PostalZone"),
        cii: place!(
            "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeDelivery/ram:ShipToTradeParty/ram:PostalTradeAddress",
            "ram:PostcodeCode"
        ),
    },
    Required {
        rule: rule!("BR-DE-14"),
        filled: true,
        ubl: place!("cac:TaxTotal/cac:TaxSubtotal", "cac:TaxCategory/cbc:Percent"),
        cii: place!(
            "rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax",
            "ram:RateApplicablePercent"
        ),
    },
];

/// Asks every row of this document.
pub fn check(root: Node, syntax: Syntax, asked: &mut Asked) {
    for row in REQUIRED {
        let place = match syntax {
            Syntax::Ubl => &row.ubl,
            Syntax::Cii => &row.cii,
        };
        each(root, place.at, &mut |node| {
            let there = |path: &&'static [Name]| {
                if row.filled { filled(node, path) } else { exists(node, path) }
            };
            asked.ask(row.rule, node, must(place.wanted.iter().any(there)));
        });
    }
}

/// Calls `with` for every element at this path.
fn each<'t, 'a>(node: Node<'t, 'a>, path: &[Name], with: &mut impl FnMut(Node<'t, 'a>)) {
    match path.split_first() {
        None => with(node),
        Some((name, rest)) => node.all(*name).for_each(|child| each(child, rest, with)),
    }
}
