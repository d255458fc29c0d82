//! What conditions ask of the document again and again, found out once, so that the walk stays
//! linear.

use super::special::{ancestors, down, everywhere, root, said};
use crate::n;
use crate::xml::Node;
use std::cell::{Cell, OnceCell};

/// Answers about one document.
#[derive(Default)]
pub struct Memo<'t, 'a> {
    billed_unit: OnceCell<bool>,
    other_due_code: OnceCell<Option<Node<'t, 'a>>>,
    price: Cell<Option<(u32, bool)>>,
    sellers: Cell<Option<(u32, Sellers<'t, 'a>)>>,
}

/// The legal names of the sellers under one element.
#[derive(Clone, Copy)]
struct Sellers<'t, 'a> {
    first: Option<Node<'t, 'a>>,
    alike: bool,
}

impl<'t, 'a> Memo<'t, 'a> {
    /// Whether any line states the unit of its billed quantity; then the official rule allows units
    /// everywhere.
    pub fn billed_unit(&self, node: Node) -> bool {
        *self.billed_unit.get_or_init(|| {
            let invoice = root(node);
            let lines = invoice
                .all(n!("rsm:SupplyChainTradeTransaction"))
                .flat_map(|one| one.all(n!("ram:IncludedSupplyChainTradeLineItem")));
            let deliveries = lines.flat_map(|line| line.all(n!("ram:SpecifiedLineTradeDelivery")));
            let mut quantities =
                deliveries.flat_map(|delivery| delivery.all(n!("ram:BilledQuantity")));
            invoice.name() == n!("rsm:CrossIndustryInvoice")
                && quantities.any(|quantity| quantity.attribute(n!("unitCode")).is_some())
        })
    }

    /// The first tax point code of the document that differs from the very first.
    pub fn other_due_code(&self, node: Node<'t, 'a>) -> Option<Node<'t, 'a>> {
        *self.other_due_code.get_or_init(|| {
            let mut codes =
                everywhere(node, n!("ram:ApplicableTradeTax"), n!("ram:DueDateTypeCode"));
            let first = codes.next()?;
            codes.find(|code| said(*code) != said(first))
        })
    }

    /// Whether any price around the amount holds an allowance. The official context asks for that,
    /// not for whether the amount stands inside the allowance.
    pub fn in_discounted_price(&self, amount: Node) -> bool {
        let mut prices = ancestors(amount).filter(|above| above.name() == n!("cac:Price"));
        prices.any(|price| match self.price.get() {
            Some((id, known)) if id == price.id() => known,
            _ => {
                let discounted = price.child(n!("cac:AllowanceCharge")).is_some();
                self.price.set(Some((price.id(), discounted)));
                discounted
            }
        })
    }

    /// Whether some name of the payee differs from some legal name of the seller beside it.
    pub fn differs_from_seller(&self, payee: Node<'t, 'a>) -> bool {
        let Some(above) = payee.parent() else { return false };
        let sellers = self.sellers(above);
        let Some(seller) = sellers.first else { return false };
        down(payee, &[n!("cac:PartyName"), n!("cbc:Name")])
            .iter()
            .any(|name| !sellers.alike || said(*name) != said(seller))
    }

    fn sellers(&self, above: Node<'t, 'a>) -> Sellers<'t, 'a> {
        if let Some((_, known)) = self.sellers.get().filter(|(id, _)| *id == above.id()) {
            return known;
        }
        let path = [
            n!("cac:AccountingSupplierParty"),
            n!("cac:Party"),
            n!("cac:PartyLegalEntity"),
            n!("cbc:RegistrationName"),
        ];
        let names = down(above, &path);
        let first = names.first().copied();
        let sellers = Sellers {
            first,
            alike: names.iter().all(|name| first.is_some_and(|first| said(first) == said(*name))),
        };
        self.sellers.set(Some((above.id(), sellers)));
        sellers
    }
}
