//! XRechnung CVD: what invoices for clean vehicles must state (directive (EU) 2019/1161).

use super::{Asked, all, codes, filled, rule, string, text, value_must};
use crate::einvoice::rules::must;
use crate::einvoice::term::normalize;
use crate::xml::{Name, Node};
use crate::{n, path};

/// How a syntax names what an item says of itself.
struct Item<'t, 'a> {
    node: Node<'t, 'a>,
    /// BT-158, with the scheme as `listID`.
    classes: &'static [Name],
    /// BG-32.
    attributes: Name,
    /// BT-160 and BT-161 within.
    name: Name,
    value: Name,
}

/// The scheme of vehicle categories, and the attribute that says how clean a vehicle is.
const SCHEME: &str = "CVD";
const ATTRIBUTE: &str = "cva";

/// Asks a UBL document.
pub fn ubl(root: Node, asked: &mut Asked) {
    asked.ask(
        rule!("BR-DE-CVD-02"),
        root,
        must(filled(root, path!("cac:OriginatorDocumentReference/cbc:ID"))),
    );
    asked.ask(
        rule!("BR-DE-CVD-01"),
        root,
        must(filled(root, path!("cac:ContractDocumentReference/cbc:ID"))),
    );
    let line = match root.name() == n!("ubl:Invoice") {
        true => n!("cac:InvoiceLine"),
        false => n!("cac:CreditNoteLine"),
    };
    let items: Vec<Item> = root
        .children()
        .filter(|node| {
            node.name() == n!("cac:InvoiceLine") || node.name() == n!("cac:CreditNoteLine")
        })
        .flat_map(|line| line.all(n!("cac:Item")))
        .map(|node| Item {
            node,
            classes: path!("cac:CommodityClassification/cbc:ItemClassificationCode"),
            attributes: n!("cac:AdditionalItemProperty"),
            name: n!("cbc:Name"),
            value: n!("cbc:Value"),
        })
        .collect();
    asked.ask(
        rule!("BR-DE-CVD-03"),
        root,
        must(items.iter().any(|item| item.vehicles() > 0 && item.says_how_clean() > 0)),
    );
    for item in
        items.iter().filter(|item| item.node.parent().is_some_and(|above| above.name() == line))
    {
        item.ask(asked);
    }
}

/// Asks a CII document.
pub fn cii(root: Node, asked: &mut Asked) {
    for transaction in root.all(n!("rsm:SupplyChainTradeTransaction")) {
        let items: Vec<Item> = all(
            transaction,
            path!("ram:IncludedSupplyChainTradeLineItem/ram:SpecifiedTradeProduct"),
        )
        .iter()
        .map(|node| Item {
            node,
            classes: path!("ram:DesignatedProductClassification/ram:ClassCode"),
            attributes: n!("ram:ApplicableProductCharacteristic"),
            name: n!("ram:Description"),
            value: n!("ram:Value"),
        })
        .collect();
        asked.ask(
            rule!("BR-DE-CVD-03"),
            transaction,
            must(items.iter().any(|item| item.vehicles() > 0 && item.says_how_clean() > 0)),
        );
        items.iter().for_each(|item| item.ask(asked));
        for agreement in transaction.all(n!("ram:ApplicableHeaderTradeAgreement")) {
            asked.ask(
                rule!("BR-DE-CVD-01"),
                agreement,
                must(filled(
                    agreement,
                    path!("ram:ContractReferencedDocument/ram:IssuerAssignedID"),
                )),
            );
            asked.ask(rule!("BR-DE-CVD-02"), agreement, has_tender(agreement));
        }
    }
}

/// A reference of type 50 that says which tender (BT-17).
fn has_tender(agreement: Node) -> crate::einvoice::rules::Verdict {
    for document in agreement.all(n!("ram:AdditionalReferencedDocument")) {
        if text(document, path!("ram:TypeCode"))? == "50"
            && !text(document, path!("ram:IssuerAssignedID"))?.is_empty()
        {
            return Ok(());
        }
    }
    must(false)
}

impl Item<'_, '_> {
    /// How many classifications are vehicle categories.
    fn vehicles(&self) -> usize {
        all(self.node, self.classes)
            .iter()
            .filter(|class| class.attribute(n!("listID")) == Some(SCHEME))
            .count()
    }

    /// How many attributes say how clean the vehicle is.
    fn says_how_clean(&self) -> usize {
        self.node.all(self.attributes).filter(|attribute| self.is_cleanness(*attribute)).count()
    }

    fn is_cleanness(&self, attribute: Node) -> bool {
        attribute.all(self.name).any(|name| string(name) == ATTRIBUTE)
    }

    fn ask(&self, asked: &mut Asked) {
        let (vehicles, clean) = (self.vehicles(), self.says_how_clean());
        asked.ask(rule!("BR-DE-CVD-06-a"), self.node, must(vehicles == 0 || clean == 1));
        asked.ask(rule!("BR-DE-CVD-06-b"), self.node, must(clean == 0 || vehicles == 1));
        for class in all(self.node, self.classes).iter() {
            let scheme = class.attribute(n!("listID")).unwrap_or_default();
            asked.ask(
                rule!("BR-TMP-CVD-01"),
                class,
                value_must(codes::is_classification_scheme(scheme), scheme),
            );
            let category = string(class);
            let category = normalize(&category);
            let known = normalize(scheme) != SCHEME || codes::VEHICLES.contains(&category.as_ref());
            asked.ask(rule!("BR-DE-CVD-04"), class, value_must(known, &category));
        }
        for attribute in
            self.node.all(self.attributes).filter(|attribute| self.is_cleanness(*attribute))
        {
            let value = text(attribute, &[self.value]);
            asked.ask(
                rule!("BR-DE-CVD-05"),
                attribute,
                value.and_then(|value| {
                    value_must(codes::CLEANNESS.contains(&value.as_ref()), &value)
                }),
            );
        }
    }
}
