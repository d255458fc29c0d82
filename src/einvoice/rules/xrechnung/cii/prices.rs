//! What is asked of prices and the quantities they are for.

use crate::einvoice::rules::xrechnung::{
    Asked, all, any_is, collected, decimal, exists, peppol, rule, string, value_must,
};
use crate::einvoice::rules::{Verdict, must};
use crate::einvoice::term::Term;
use crate::xml::Node;
use crate::{n, path};

/// BT-149 and BT-150 are the same beside the gross and the net price.
pub(super) fn base_quantities_agree(line: Node) -> Verdict {
    let gross = all(
        line,
        path!("ram:SpecifiedLineTradeAgreement/ram:GrossPriceProductTradePrice/ram:BasisQuantity"),
    );
    let net = all(
        line,
        path!("ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice/ram:BasisQuantity"),
    );
    let same = || gross.iter().any(|gross| any_is(&net, &string(gross)));
    let (of_gross, of_net) = (units(&gross), units(&net));
    let units_agree = of_gross.is_empty()
        || of_net.is_empty()
        || of_gross.iter().any(|unit| of_net.contains(unit));
    must(!gross.exists() || !net.exists() || (same() && units_agree))
}

fn units<'t>(quantities: &Term<'t, '_>) -> Vec<&'t str> {
    quantities.iter().filter_map(|quantity| quantity.attribute(n!("unitCode"))).collect()
}

pub(super) fn price(node: Node, asked: &mut Asked) {
    asked.ask(
        rule!("PEPPOL-EN16931-R121"),
        node,
        peppol::is_positive(&all(node, path!("ram:BasisQuantity"))),
    );
    let of_line =
        node.parent().is_some_and(|parent| parent.name() == n!("ram:SpecifiedLineTradeAgreement"));
    if !of_line || node.name() != n!("ram:GrossPriceProductTradePrice") {
        return;
    }
    let discounted = exists(node, path!("ram:AppliedTradeAllowanceCharge/ram:ActualAmount"));
    let is_discount = any_is(
        &all(node, path!("ram:AppliedTradeAllowanceCharge/ram:ChargeIndicator/udt:Indicator")),
        "false",
    );
    asked.ask(rule!("PEPPOL-EN16931-R044"), node, must(!discounted || is_discount));
    asked.ask(rule!("PEPPOL-EN16931-R046"), node, net_price(node));
}

fn net_price(gross: Node) -> Verdict {
    let stated = all(gross, path!("ram:ChargeAmount"));
    if !stated.exists() {
        return Ok(());
    }
    let net = gross.parent().map_or(Ok(None), |agreement| {
        decimal(&all(agreement, path!("ram:NetPriceProductTradePrice/ram:ChargeAmount")))
    });
    let discounts = gross
        .all(n!("ram:AppliedTradeAllowanceCharge"))
        .filter_map(|discount| discount.child(n!("ram:ActualAmount")));
    let discounts = collected(discounts);
    peppol::is_net_price(
        net,
        decimal(&stated)?.unwrap_or_default(),
        decimal(&discounts).map(|discount| Some(discount.unwrap_or_default())),
    )
}

pub(super) fn units_agree(node: Node) -> Verdict {
    let price = node.parent().filter(|price| {
        price.name() == n!("ram:NetPriceProductTradePrice")
            || price.name() == n!("ram:GrossPriceProductTradePrice")
    });
    let Some(price) = price else { return Ok(()) };
    let unit = node.attribute(n!("unitCode")).unwrap_or_default();
    let line = price.parent().and_then(Node::parent);
    let same = line.is_some_and(|line| {
        all(line, path!("ram:SpecifiedLineTradeDelivery/ram:BilledQuantity"))
            .iter()
            .any(|quantity| quantity.attribute(n!("unitCode")) == Some(unit))
    });
    value_must(same, unit)
}
