//! Order-X (FeRD and FNFE-MPE 1.0): the Cross Industry Order of UN/CEFACT (D20B) as an XML file; in
//! a PDF it is a hybrid order. Type code 220 is an order, 230 a change, 231 an answer.
//!
//! Not supported: sub-lines of a bundle, and allowances of a line (the net price counts).

use super::local_names::{all, at, date, decimal, head, root, text, words};
use super::{Confidence, Format, Input, Read, Reading, Reads, trade};
use crate::domain::{Content, Currency, Finding, Kind, Order, OrderLine, OrderStage, Party, VatId};
use crate::n;
use crate::xml::{Limits, Node, Tree};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// The row of the table of formats.
pub const FORMAT: Format = Format {
    name: "order-x",
    kind: Kind::Order,
    title: ("Bestellung Order-X", "order, Order-X"),
    source: "Order-X 1.0 (FeRD, FNFE-MPE); UN/CEFACT SCRDM CCBDACIO D20B",
    recognise,
    reads: Reads::Whole(read),
    findings: trade::ORDER_FINDINGS,
};

const ROOT: &str = "SCRDMCCBDACIOMessageStructure";

fn recognise(input: &Input) -> Confidence {
    match head(input.bytes).as_deref().and_then(root) == Some(ROOT) {
        true => Confidence::Mark,
        false => Confidence::No,
    }
}

fn read(input: &Input) -> Result<Reading, Finding> {
    let decoded = crate::xml::decode(input.bytes);
    let tree = Tree::parse(&decoded.text, Limits::default())?;
    let order = order(tree.root());
    let mut findings = Vec::new();
    trade::look_at_order(&order, &mut findings)?;
    Ok(Reading { content: Read::Content(Content::Orders(vec![order])), findings })
}

fn order(root: Node) -> Order {
    let document = at(root, "ExchangedDocument");
    let trade = at(root, "SupplyChainTradeTransaction");
    let agreement = trade.and_then(|trade| at(trade, "ApplicableHeaderTradeAgreement"));
    let delivery = trade.and_then(|trade| at(trade, "ApplicableHeaderTradeDelivery"));
    let stage =
        stage(words(document, "TypeCode").as_deref(), words(document, "PurposeCode").as_deref());
    let buyer = agreement
        .and_then(|agreement| at(agreement, "BuyerTradeParty"))
        .map(party)
        .unwrap_or_default();
    let seller = agreement
        .and_then(|agreement| at(agreement, "SellerTradeParty"))
        .map(party)
        .unwrap_or_default();
    let (side, other) = trade::usual_side(stage, &buyer, &seller);
    let due = delivery.and_then(delivery_date);
    let lines = trade.map(|trade| {
        all(trade, "IncludedSupplyChainTradeLineItem").map(|item| line(item, stage, due)).collect()
    });
    let about = words(agreement, "BuyerOrderReferencedDocument/IssuerAssignedID");
    let currency = words(trade, "ApplicableHeaderTradeSettlement/OrderCurrencyCode");
    Order {
        format: FORMAT.name.to_owned(),
        number: words(document, "ID").unwrap_or_default(),
        date: date(document, "IssueDateTime/DateTimeString"),
        side,
        stage,
        order_number: about.filter(|_| stage != OrderStage::Order),
        currency: currency.as_deref().and_then(Currency::read),
        party: other,
        buyer: Some(buyer),
        seller: Some(seller),
        lines: lines.unwrap_or_default(),
    }
}

/// UNCL 1001 and, for a cancellation, UNCL 1225.
fn stage(kind: Option<&str>, purpose: Option<&str>) -> OrderStage {
    match (kind, purpose) {
        (Some("231"), _) => OrderStage::Confirmation,
        (_, Some("1" | "3")) => OrderStage::Cancellation,
        (Some("230"), _) => OrderStage::Change,
        _ => OrderStage::Order,
    }
}

fn line(item: Node, stage: OrderStage, due: Option<Date>) -> OrderLine {
    let product = at(item, "SpecifiedTradeProduct");
    let agreement = at(item, "SpecifiedLineTradeAgreement");
    let delivery = at(item, "SpecifiedLineTradeDelivery");
    let tax = at(item, "SpecifiedLineTradeSettlement/ApplicableTradeTax");
    let (seller, buyer) = (words(product, "SellerAssignedID"), words(product, "BuyerAssignedID"));
    let agreed = delivery
        .and_then(|delivery| at(delivery, "AgreedQuantity"))
        .filter(|_| stage == OrderStage::Confirmation);
    let quantity =
        agreed.or_else(|| delivery.and_then(|delivery| at(delivery, "RequestedQuantity")));
    let status = words(Some(item), "AssociatedDocumentLineDocument/LineStatusCode");
    OrderLine {
        id: words(Some(item), "AssociatedDocumentLineDocument/LineID"),
        buyer_article: buyer.clone().filter(|_| seller.is_some()),
        article: seller.or(buyer),
        gtin: product.and_then(gtin),
        description: words(product, "Name").or_else(|| words(product, "Description")),
        quantity: quantity.and_then(|quantity| trade::decimal(quantity.text())),
        unit: quantity.and_then(|quantity| quantity.attribute(n!("unitCode"))).map(str::to_owned),
        unit_price: price(agreement),
        vat_rate: decimal(tax, "RateApplicablePercent"),
        delivery_date: delivery.and_then(delivery_date).or(due),
        status: status
            .and_then(|code| trade::line_status(&code))
            .filter(|_| stage != OrderStage::Order),
        order_line: words(agreement, "BuyerOrderReferencedDocument/LineID"),
    }
}

fn gtin(product: Node) -> Option<String> {
    let id = at(product, "GlobalID")?;
    text(Some(id))
        .filter(|number| id.attribute(n!("schemeID")) == Some("0160") || trade::is_gtin(number))
}

fn price(agreement: Option<Node>) -> Option<Decimal> {
    let price = at(agreement?, "NetPriceProductTradePrice")?;
    trade::unit_price(decimal(Some(price), "ChargeAmount")?, decimal(Some(price), "BasisQuantity"))
}

/// The day asked for, or the last one of a span.
fn delivery_date(delivery: Node) -> Option<Date> {
    let event = at(delivery, "RequestedDeliverySupplyChainEvent")
        .or_else(|| at(delivery, "RequestedDespatchSupplyChainEvent"));
    let span = "OccurrenceSpecifiedPeriod/EndDateTime/DateTimeString";
    date(event, "OccurrenceDateTime/DateTimeString")
        .or_else(|| date(event, span))
        .or_else(|| date(event, &span.replace("End", "Start")))
}

fn party(party: Node) -> Party {
    let registered = |scheme: &str| {
        let mut registrations = all(party, "SpecifiedTaxRegistration")
            .filter_map(|registration| at(registration, "ID"));
        registrations
            .find(|id| id.attribute(n!("schemeID")) == Some(scheme))
            .and_then(|id| text(Some(id)))
    };
    let address = |name: &str| words(Some(party), &format!("PostalTradeAddress/{name}"));
    Party {
        name: words(Some(party), "Name"),
        vat_id: registered("VA").as_deref().and_then(VatId::read),
        tax_number: registered("FC"),
        email: words(Some(party), "DefinedTradeContact/EmailURIUniversalCommunication/URIID"),
        street: address("LineOne"),
        postcode: address("PostcodeCode"),
        city: address("CityName"),
        country: address("CountryID"),
        identifier: words(Some(party), "ID").or_else(|| words(Some(party), "GlobalID")),
        ..Party::default()
    }
}
