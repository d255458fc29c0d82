//! UBL 2 Order, OrderChange, OrderResponse, OrderResponseSimple and OrderCancellation (ISO/IEC
//! 19845; Peppol BIS Ordering 3 and Order Change, Response and Cancellation): what was ordered, and
//! what the seller said to it.
//!
//! Not supported: deliveries parted within a line (the first day counts), line items inside line
//! items, and prices in tiers.

use super::ubl_trade::{self, Values, first_party, words};
use super::{Confidence, Format, Input, Read, Reading, Reads, trade};
use crate::domain::{Content, Currency, Finding, Kind, LineStatus, Order, OrderLine, OrderStage};
use crate::n;
use crate::xml::{Limits, Name, Node, Tree};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// The row of the table of formats.
pub const FORMAT: Format = Format {
    name: "ubl-order",
    kind: Kind::Order,
    title: (
        "Bestellung, Änderung, Auftragsbestätigung als UBL-XML",
        "order, change and order response as UBL XML",
    ),
    source: "OASIS UBL 2.1 (ISO/IEC 19845), Order, OrderChange, OrderResponse, OrderCancellation; \
        Peppol BIS Ordering 3",
    recognise,
    reads: Reads::Whole(read),
    findings: trade::ORDER_FINDINGS,
};

/// The documents, and what each says of an order.
const DOCUMENTS: &[&str] = &[
    "Order-2",
    "OrderChange-2",
    "OrderResponse-2",
    "OrderResponseSimple-2",
    "OrderCancellation-2",
];

fn stage(document: &str) -> OrderStage {
    match document {
        "OrderChange-2" => OrderStage::Change,
        "OrderResponse-2" | "OrderResponseSimple-2" => OrderStage::Confirmation,
        "OrderCancellation-2" => OrderStage::Cancellation,
        _ => OrderStage::Order,
    }
}

fn recognise(input: &Input) -> Confidence {
    match ubl_trade::document_of(input.bytes, DOCUMENTS) {
        Some(_) => Confidence::Mark,
        None => Confidence::No,
    }
}

fn read(input: &Input) -> Result<Reading, Finding> {
    let document = ubl_trade::document_of(input.bytes, DOCUMENTS).unwrap_or_default();
    let decoded = crate::xml::decode(input.bytes);
    let tree = Tree::parse(&decoded.text, Limits::default())?;
    let mut values = Values::new(&trade::ORDER_BAD_VALUE);
    let order = order(tree.root(), stage(document), &mut values);
    let mut findings = values.findings;
    trade::look_at_order(&order, &mut findings)?;
    Ok(Reading { content: Read::Content(Content::Orders(vec![order])), findings })
}

fn order(root: Node, stage: OrderStage, values: &mut Values) -> Order {
    let buyer =
        first_party(root, &[n!("cac:BuyerCustomerParty"), n!("cac:OriginatorCustomerParty")]);
    let seller = first_party(root, &[n!("cac:SellerSupplierParty")]);
    let (side, party) = trade::usual_side(stage, &buyer, &seller);
    let due = period(values, root);
    let answer = answer(root);
    let lines: Vec<OrderLine> = root
        .all(n!("cac:OrderLine"))
        .filter_map(|line| self::line(line, due, answer, values))
        .collect();
    let stage = trade::refused_whole(stage, &lines, answer);
    let currency = words(root.child(n!("cbc:DocumentCurrencyCode")))
        .or_else(|| words(root.child(n!("cbc:PricingCurrencyCode"))));
    Order {
        format: FORMAT.name.to_owned(),
        number: words(root.child(n!("cbc:ID"))).unwrap_or_default(),
        date: values.date(root.child(n!("cbc:IssueDate"))),
        side,
        stage,
        order_number: words(root.at(&[n!("cac:OrderReference"), n!("cbc:ID")]))
            .filter(|_| stage != OrderStage::Order),
        currency: currency.as_deref().and_then(Currency::read),
        party,
        buyer: Some(buyer),
        seller: Some(seller),
        lines,
    }
}

/// What an answer says of the order as a whole, for lines that say nothing themselves (UNCL 4343;
/// `AcceptedIndicator` of the simple answer).
fn answer(root: Node) -> Option<LineStatus> {
    let code = words(root.child(n!("cbc:OrderResponseCode")));
    let simple = words(root.child(n!("cbc:AcceptedIndicator")));
    match (code.as_deref(), simple.as_deref()) {
        (Some("AP"), _) | (None, Some("true" | "1")) => Some(LineStatus::Accepted),
        (Some("RE"), _) | (None, Some("false" | "0")) => Some(LineStatus::Declined),
        _ => None,
    }
}

/// The last day of the delivery asked for or promised.
fn period(values: &mut Values, around: Node) -> Option<Date> {
    let paths: [&[Name]; 6] = [
        &[n!("cac:PromisedDeliveryPeriod"), n!("cbc:EndDate")],
        &[n!("cac:PromisedDeliveryPeriod"), n!("cbc:StartDate")],
        &[n!("cac:RequestedDeliveryPeriod"), n!("cbc:EndDate")],
        &[n!("cac:RequestedDeliveryPeriod"), n!("cbc:StartDate")],
        &[n!("cbc:LatestDeliveryDate")],
        &[n!("cbc:RequestedDeliveryDate")],
    ];
    around.all(n!("cac:Delivery")).find_map(|delivery| values.first_date(delivery, &paths))
}

fn line(
    line: Node,
    due: Option<Date>,
    answer: Option<LineStatus>,
    values: &mut Values,
) -> Option<OrderLine> {
    let item = line.child(n!("cac:LineItem"))?;
    let quantity = item.child(n!("cbc:Quantity"));
    let goods = item.child(n!("cac:Item"));
    let about = ubl_trade::item(goods);
    let rate =
        goods.and_then(|goods| goods.at(&[n!("cac:ClassifiedTaxCategory"), n!("cbc:Percent")]));
    Some(OrderLine {
        id: words(item.child(n!("cbc:ID"))),
        article: about.article,
        buyer_article: about.buyer_article,
        gtin: about.gtin,
        description: about.description,
        quantity: values.decimal(quantity),
        unit: ubl_trade::unit(quantity),
        unit_price: price(item, values),
        vat_rate: values.decimal(rate),
        delivery_date: period(values, item).or(due),
        status: words(item.child(n!("cbc:LineStatusCode")))
            .and_then(|code| trade::line_status(&code))
            .or(answer),
        order_line: words(line.at(&[n!("cac:OrderLineReference"), n!("cbc:LineID")])),
    })
}

fn price(item: Node, values: &mut Values) -> Option<Decimal> {
    let price = item.child(n!("cac:Price"))?;
    let amount = values.decimal(price.child(n!("cbc:PriceAmount")))?;
    let base = values.decimal(price.child(n!("cbc:BaseQuantity")));
    trade::unit_price(amount, base)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Layouts;
    use jiff::civil::date;
    use rust_decimal::dec;

    fn read_as(document: &str, body: &str) -> Result<(Order, Vec<&'static str>), Finding> {
        let text = format!(
            r#"<x:Doc xmlns:x="urn:oasis:names:specification:ubl:schema:xsd:{document}" xmlns:a="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:b="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">{body}</x:Doc>"#
        );
        let layouts = Layouts::default();
        let input = Input { bytes: text.as_bytes(), name: "", layouts: &layouts };
        assert_eq!(recognise(&input), Confidence::Mark, "{document}");
        let reading = read(&input)?;
        let Read::Content(Content::Orders(mut orders)) = reading.content else {
            panic!("no order")
        };
        Ok((orders.remove(0), reading.findings.iter().map(Finding::code).collect()))
    }

    const LINE: &str = r#"<a:OrderLine><a:LineItem><b:ID>7</b:ID><b:LineStatusCode>3</b:LineStatusCode><b:Quantity unitCode="KGM">2.5</b:Quantity><a:Delivery><a:PromisedDeliveryPeriod><b:EndDate>2026-03-05</b:EndDate></a:PromisedDeliveryPeriod></a:Delivery><a:Price><b:PriceAmount>12.50</b:PriceAmount><b:BaseQuantity>100</b:BaseQuantity></a:Price><a:Item><b:Name>Blech</b:Name><a:BuyersItemIdentification><b:ID>B-1</b:ID></a:BuyersItemIdentification><a:SellersItemIdentification><b:ID>S-1</b:ID></a:SellersItemIdentification><a:ClassifiedTaxCategory><b:ID>S</b:ID><b:Percent>19</b:Percent></a:ClassifiedTaxCategory></a:Item></a:LineItem><a:OrderLineReference><b:LineID>10</b:LineID></a:OrderLineReference></a:OrderLine>"#;

    #[test]
    fn an_answer_speaks_of_the_order_and_its_lines() -> Result<(), Finding> {
        let body = format!(
            "<b:ID>AB-1</b:ID><b:IssueDate>2026-02-01</b:IssueDate><a:OrderReference><b:ID>B-9</b:ID></a:OrderReference><a:SellerSupplierParty><a:Party><a:PartyName><b:Name>Stahl AG</b:Name></a:PartyName></a:Party></a:SellerSupplierParty>{LINE}"
        );
        let (order, findings) = read_as("OrderResponse-2", &body)?;
        assert_eq!(findings, [""; 0]);
        assert_eq!(
            (order.number.as_str(), order.about(), order.stage),
            ("AB-1", "B-9", OrderStage::Confirmation)
        );
        assert_eq!(order.party.name.as_deref(), Some("Stahl AG"));
        let line = order.lines.first().cloned().unwrap_or_default();
        assert_eq!(
            (line.unit_price, line.vat_rate, line.delivery_date),
            (Some(dec!(0.125)), Some(dec!(19)), Some(date(2026, 3, 5)))
        );
        assert_eq!(
            (line.article.as_deref(), line.buyer_article.as_deref()),
            (Some("S-1"), Some("B-1"))
        );
        assert_eq!(
            (line.status, line.order_line.as_deref()),
            (Some(LineStatus::Changed), Some("10"))
        );
        Ok(())
    }

    #[test]
    fn each_document_is_what_its_root_says() -> Result<(), Finding> {
        for (document, stage) in [
            ("Order-2", OrderStage::Order),
            ("OrderChange-2", OrderStage::Change),
            ("OrderCancellation-2", OrderStage::Cancellation),
        ] {
            assert_eq!(read_as(document, &format!("<b:ID>1</b:ID>{LINE}"))?.0.stage, stage);
        }
        let (refused, _) = read_as(
            "OrderResponseSimple-2",
            "<b:ID>1</b:ID><b:AcceptedIndicator>false</b:AcceptedIndicator>",
        )?;
        assert_eq!((refused.stage, refused.lines.len()), (OrderStage::Refusal, 0));
        let declined = read_as(
            "OrderResponse-2",
            &format!(
                "<b:ID>1</b:ID><b:OrderResponseCode>RE</b:OrderResponseCode>{}",
                LINE.replace("<b:LineStatusCode>3</b:LineStatusCode>", "")
            ),
        )?;
        assert_eq!(
            declined.0.lines.first().and_then(|line| line.status),
            Some(LineStatus::Declined)
        );
        Ok(())
    }

    #[test]
    fn what_an_order_lacks_is_told() -> Result<(), Finding> {
        assert_eq!(
            read_as("Order-2", LINE).err().map(|finding| finding.code()),
            Some("order-without-number")
        );
        assert_eq!(read_as("Order-2", "<b:ID>1</b:ID>")?.1, ["order-without-lines"]);
        assert_eq!(
            read_as("Order-2", &format!("<b:ID>1</b:ID>{}", LINE.replace(">2.5<", ">zwei<")))?.1,
            ["order-bad-value"]
        );
        assert_eq!(
            read_as("Order-2", &format!("<b:ID>1</b:ID>{}", LINE.replace(">2.5<", ">-2.5<")))?.1,
            ["trade-negative-quantity"]
        );
        Ok(())
    }
}
