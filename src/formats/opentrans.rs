//! openTRANS 1.0 and 2.1 (Fraunhofer IAO; BMEcat's elements within): ORDER, ORDERCHANGE,
//! ORDERRESPONSE, DISPATCHNOTIFICATION and RECEIPTACKNOWLEDGEMENT. Elements are found by their
//! local names, because version 1.0 has no namespaces and the prefix of BMEcat differs from sender
//! to sender.
//!
//! Not supported: configured products and their components, partial deliveries within a line (the
//! line's whole quantity counts), allowances of prices, and openTRANS invoices (an e-invoice of EN
//! 16931 is asked for).

use super::local_names::{all, at, day, head, root, text, words};
use super::{Confidence, Format, Input, Read, Reading, Reads, trade};
use crate::domain::{
    Content, Currency, DeliveryLine, DeliveryNote, Finding, FindingKind, Kind, Order, OrderLine,
    OrderStage, Party,
};
use crate::domain::{Place, VatId};
use crate::n;
use crate::xml::{Limits, Node, Tree};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// The row of orders.
pub const ORDER_FORMAT: Format = Format {
    name: "opentrans-order",
    kind: Kind::Order,
    title: (
        "Bestellung, Änderung, Auftragsbestätigung als openTRANS",
        "openTRANS order, change and order response",
    ),
    source: "openTRANS 1.0 and 2.1 (Fraunhofer IAO): ORDER, ORDERCHANGE, ORDERRESPONSE",
    recognise: |input| recognise(input, &["ORDER", "ORDERCHANGE", "ORDERRESPONSE"]),
    reads: Reads::Whole(read_order),
    findings: trade::ORDER_FINDINGS,
};

/// The row of delivery notes.
pub const DELIVERY_FORMAT: Format = Format {
    name: "opentrans-delivery",
    kind: Kind::DeliveryNote,
    title: (
        "Lieferavis und Wareneingang als openTRANS",
        "openTRANS dispatch notification and receipt acknowledgement",
    ),
    source: "openTRANS 1.0 and 2.1 (Fraunhofer IAO): DISPATCHNOTIFICATION, RECEIPTACKNOWLEDGEMENT",
    recognise: |input| recognise(input, &["DISPATCHNOTIFICATION", "RECEIPTACKNOWLEDGEMENT"]),
    reads: Reads::Whole(read_delivery),
    findings: trade::DELIVERY_FINDINGS,
};

/// The format as the documents name it.
const NAME: &str = "opentrans";

/// The root is one of these and its header follows, whatever the namespaces say.
fn recognise(input: &Input, roots: &[&str]) -> Confidence {
    let Some(head) = head(input.bytes) else { return Confidence::No };
    let is = |root: &str| roots.contains(&root) && head.contains(&format!("{root}_HEADER"));
    match root(&head).is_some_and(is) {
        true => Confidence::Mark,
        false => Confidence::No,
    }
}

fn read_order(input: &Input) -> Result<Reading, Finding> {
    let decoded = crate::xml::decode(input.bytes);
    let tree = Tree::parse(&decoded.text, Limits::default())?;
    let mut values = Values { bad: &trade::ORDER_BAD_VALUE, findings: Vec::new() };
    let order = order(tree.root(), &mut values);
    let mut findings = values.findings;
    trade::look_at_order(&order, &mut findings)?;
    Ok(Reading { content: Read::Content(Content::Orders(vec![order])), findings })
}

fn read_delivery(input: &Input) -> Result<Reading, Finding> {
    let decoded = crate::xml::decode(input.bytes);
    let tree = Tree::parse(&decoded.text, Limits::default())?;
    let mut values = Values { bad: &trade::BAD_VALUE, findings: Vec::new() };
    let note = delivery(tree.root(), &mut values);
    let mut findings = values.findings;
    trade::look_at_delivery(&note, &mut findings);
    Ok(Reading { content: Read::Content(Content::DeliveryNotes(vec![note])), findings })
}

fn order(root: Node, values: &mut Values) -> Order {
    let kind = root.local();
    let stage = match kind {
        "ORDERCHANGE" => OrderStage::Change,
        "ORDERRESPONSE" => OrderStage::Confirmation,
        _ => OrderStage::Order,
    };
    let info = at(root, &format!("{kind}_HEADER/{kind}_INFO"));
    let (buyer, seller) = info.map(parties).unwrap_or_default();
    let (side, party) = trade::usual_side(stage, &buyer, &seller);
    let about = words(info, "ORDER_ID");
    // An answer has no number of its own but the seller's for the order.
    let own = words(info, &format!("{kind}_ID"))
        .or_else(|| words(info, "SUPPLIER_ORDER_ID").filter(|_| stage == OrderStage::Confirmation));
    let due = info.and_then(|info| values.delivery_date(info));
    let items = at(root, &format!("{kind}_ITEM_LIST"));
    let lines = items.map(|items| {
        items
            .children()
            .filter(|item| item.local().ends_with("_ITEM"))
            .map(|item| order_line(item, due, values))
            .collect()
    });
    Order {
        format: NAME.to_owned(),
        number: own.or_else(|| about.clone()).unwrap_or_default(),
        date: values.date(info.and_then(|info| at(info, &format!("{kind}_DATE")))),
        side,
        stage,
        order_number: about.filter(|_| stage != OrderStage::Order),
        currency: words(info, "CURRENCY")
            .or_else(|| words(info, "PRICE_CURRENCY"))
            .as_deref()
            .and_then(Currency::read),
        party,
        buyer: Some(buyer),
        seller: Some(seller),
        lines: lines.unwrap_or_default(),
    }
}

fn order_line(item: Node, due: Option<Date>, values: &mut Values) -> OrderLine {
    let product = product(item);
    let price = at(item, "PRODUCT_PRICE_FIX").or_else(|| at(item, "ARTICLE_PRICE"));
    OrderLine {
        id: words(Some(item), "LINE_ITEM_ID"),
        article: product.article,
        buyer_article: product.buyer_article,
        gtin: product.gtin,
        description: product.description,
        quantity: values.decimal(at(item, "QUANTITY")),
        unit: words(Some(item), "ORDER_UNIT"),
        unit_price: price.and_then(|price| unit_price(price, values)),
        // A share of one: 0.19.
        vat_rate: price
            .and_then(|price| {
                values.decimal(at(price, "TAX_DETAILS_FIX/TAX").or_else(|| at(price, "TAX")))
            })
            .map(percent),
        delivery_date: values.delivery_date(item).or(due),
        order_line: words(Some(item), "ORDER_REFERENCE/LINE_ITEM_ID"),
        ..OrderLine::default()
    }
}

fn unit_price(price: Node, values: &mut Values) -> Option<Decimal> {
    let amount = values.decimal(at(price, "PRICE_AMOUNT"))?;
    let base = values.decimal(at(price, "PRICE_QUANTITY"));
    trade::unit_price(amount, base)
}

fn percent(share: Decimal) -> Decimal {
    match share < Decimal::ONE {
        true => (share * Decimal::ONE_HUNDRED).normalize(),
        false => share,
    }
}

fn delivery(root: Node, values: &mut Values) -> DeliveryNote {
    let kind = root.local();
    let receipt = kind == "RECEIPTACKNOWLEDGEMENT";
    let info = at(root, &format!("{kind}_HEADER/{kind}_INFO"));
    let (customer, supplier) = info.map(parties).unwrap_or_default();
    let items = at(root, &format!("{kind}_ITEM_LIST"));
    let items: Vec<Node> = items
        .into_iter()
        .flat_map(|items| items.children().filter(|item| item.local().ends_with("_ITEM")))
        .collect();
    let lines: Vec<DeliveryLine> = items.iter().map(|item| delivery_line(*item, values)).collect();
    let order = lines.first().and_then(|line| line.order_number.clone());
    let arrival = info.and_then(|info| {
        values.date(at(info, "RECEIPT_DATE")).or_else(|| values.delivery_date(info))
    });
    let despatch =
        items.iter().find_map(|item| words(Some(*item), "DELIVERY_REFERENCE/DELIVERYNOTE_ID"));
    DeliveryNote {
        format: NAME.to_owned(),
        number: words(info, &format!("{kind}_ID")),
        date: values.date(info.and_then(|info| at(info, &format!("{kind}_DATE")))),
        delivery_date: arrival,
        supplier,
        customer,
        order_number: order
            .filter(|order| lines.iter().all(|line| line.order_number.as_ref() == Some(order))),
        despatch_number: despatch.filter(|_| receipt),
        receipt,
        lines,
    }
}

fn delivery_line(item: Node, values: &mut Values) -> DeliveryLine {
    let product = product(item);
    DeliveryLine {
        id: words(Some(item), "LINE_ITEM_ID"),
        article: product.article,
        buyer_article: product.buyer_article,
        gtin: product.gtin,
        description: product.description,
        quantity: values.decimal(at(item, "QUANTITY")),
        unit: words(Some(item), "ORDER_UNIT"),
        order_number: words(Some(item), "ORDER_REFERENCE/ORDER_ID"),
        order_line: words(Some(item), "ORDER_REFERENCE/LINE_ITEM_ID"),
        batch: product.batch,
        ..DeliveryLine::default()
    }
}

struct Product {
    article: Option<String>,
    buyer_article: Option<String>,
    gtin: Option<String>,
    description: Option<String>,
    batch: Option<String>,
}

/// PRODUCT_ID, in version 1.0 ARTICLE_ID with its own spelling of the numbers.
fn product(item: Node) -> Product {
    let id = at(item, "PRODUCT_ID").or_else(|| at(item, "ARTICLE_ID"));
    let either = |new: &str, old: &str| words(id, new).or_else(|| words(id, old));
    let (seller, buyer) =
        (either("SUPPLIER_PID", "SUPPLIER_AID"), either("BUYER_PID", "BUYER_AID"));
    let international =
        id.and_then(|id| at(id, "INTERNATIONAL_PID").or_else(|| at(id, "INTERNATIONAL_AID")));
    let named = international
        .and_then(|id| id.attribute(n!("type")))
        .is_some_and(|kind| ["ean", "gtin"].iter().any(|name| kind.eq_ignore_ascii_case(name)));
    Product {
        buyer_article: buyer.clone().filter(|_| seller.is_some()),
        article: seller.or(buyer),
        gtin: text(international).filter(|number| named || trade::is_gtin(number)),
        description: words(id, "DESCRIPTION_SHORT").or_else(|| words(id, "DESCRIPTION_LONG")),
        batch: words(id, "LOT_NUMBER"),
    }
}

/// Buyer and seller: by their roles, else by the header's references, else by the type of their
/// numbers.
fn parties(info: Node) -> (Party, Party) {
    let all_parties: Vec<Node> =
        at(info, "PARTIES").map(|parties| all(parties, "PARTY").collect()).unwrap_or_default();
    let reference = |name: &str| {
        words(at(info, "ORDER_PARTIES_REFERENCE"), name).or_else(|| words(Some(info), name))
    };
    let found = |roles: &[&str], reference: Option<String>| {
        let by_role = || {
            let role = |party: &Node| {
                all(*party, "PARTY_ROLE").any(|role| roles.contains(&role.text().trim()))
            };
            roles
                .iter()
                .find_map(|role| {
                    all_parties.iter().find(|party| {
                        all(**party, "PARTY_ROLE").any(|stated| stated.text().trim() == *role)
                    })
                })
                .or_else(|| all_parties.iter().find(|party| role(party)))
        };
        let by_reference = || {
            let wanted = reference.as_ref()?;
            all_parties
                .iter()
                .find(|party| all(**party, "PARTY_ID").any(|id| id.text().trim() == wanted))
        };
        let by_type = || {
            let typed = |party: &&Node| {
                all(**party, "PARTY_ID")
                    .any(|id| id.attribute(n!("type")).is_some_and(|kind| roles.contains(&kind)))
            };
            all_parties.iter().find(typed)
        };
        by_role()
            .or_else(by_type)
            .or_else(by_reference)
            .map(|party| self::party(*party))
            .unwrap_or_default()
    };
    let buyer = found(&["buyer", "customer", "delivery"], reference("BUYER_IDREF"));
    (buyer, found(&["supplier", "document_creator"], reference("SUPPLIER_IDREF")))
}

fn party(party: Node) -> Party {
    let address = at(party, "ADDRESS");
    let name = ["NAME", "NAME2", "NAME3"]
        .iter()
        .filter_map(|part| words(address, part))
        .collect::<Vec<_>>()
        .join(" ");
    Party {
        name: Some(name).filter(|name| !name.is_empty()),
        vat_id: words(address, "VAT_ID").and_then(|id| VatId::read(&id)),
        tax_number: words(address, "TAX_NUMBER"),
        email: words(address, "EMAIL"),
        street: words(address, "STREET"),
        postcode: words(address, "ZIP"),
        city: words(address, "CITY"),
        country: words(address, "COUNTRY_CODED"),
        identifier: words(Some(party), "PARTY_ID"),
        ..Party::default()
    }
}

/// Reads numbers and days, and notes those that are none.
struct Values {
    bad: &'static FindingKind,
    findings: Vec<Finding>,
}

impl Values {
    fn decimal(&mut self, node: Option<Node>) -> Option<Decimal> {
        let node = node?;
        self.known(trade::decimal(node.text()), node)
    }

    fn date(&mut self, node: Option<Node>) -> Option<Date> {
        let node = node?;
        self.known(day(node.text().trim()), node)
    }

    /// The last day of DELIVERY_DATE.
    fn delivery_date(&mut self, around: Node) -> Option<Date> {
        let span = at(around, "DELIVERY_DATE")?;
        self.date(at(span, "DELIVERY_END_DATE").or_else(|| at(span, "DELIVERY_START_DATE")))
    }

    fn known<T>(&mut self, value: Option<T>, node: Node) -> Option<T> {
        if value.is_none() && !node.text().trim().is_empty() {
            let (line, column) = node.line_column();
            self.findings.push(trade::bad(
                self.bad,
                node.text(),
                Some(Place::LineColumn(line, column)),
            ));
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::{Layouts, read};
    use jiff::civil::date;
    use rust_decimal::dec;

    fn reading(text: &str) -> Result<Reading, Finding> {
        let layouts = Layouts::default();
        read(&Input { bytes: text.as_bytes(), name: "", layouts: &layouts })
            .map(|(_, reading)| reading)
    }

    const ORDER: &str = r#"<o:ORDER xmlns:o="http://www.opentrans.org/XMLSchema/2.1" xmlns:b="http://www.bmecat.org/bmecat/2005" version="2.1"><o:ORDER_HEADER><o:ORDER_INFO><o:ORDER_ID>B-1</o:ORDER_ID><o:ORDER_DATE>2026-01-05T08:00:00+01:00</o:ORDER_DATE><o:PARTIES><o:PARTY><b:PARTY_ID type="x">1</b:PARTY_ID><o:PARTY_ROLE>buyer</o:PARTY_ROLE><o:ADDRESS><b:NAME>Muster</b:NAME><b:NAME2>OHG</b:NAME2><b:VAT_ID>DE136695976</b:VAT_ID></o:ADDRESS></o:PARTY><o:PARTY><b:PARTY_ID>2</b:PARTY_ID></o:PARTY></o:PARTIES><o:ORDER_PARTIES_REFERENCE><b:SUPPLIER_IDREF>2</b:SUPPLIER_IDREF></o:ORDER_PARTIES_REFERENCE><b:CURRENCY>EUR</b:CURRENCY></o:ORDER_INFO></o:ORDER_HEADER><o:ORDER_ITEM_LIST><o:ORDER_ITEM><o:LINE_ITEM_ID>1</o:LINE_ITEM_ID><o:PRODUCT_ID><b:SUPPLIER_PID>S-1</b:SUPPLIER_PID><b:INTERNATIONAL_PID type="ean">4006381333931</b:INTERNATIONAL_PID><b:BUYER_PID>77</b:BUYER_PID><b:DESCRIPTION_SHORT>Schraube</b:DESCRIPTION_SHORT></o:PRODUCT_ID><o:QUANTITY>1000</o:QUANTITY><b:ORDER_UNIT>C62</b:ORDER_UNIT><o:PRODUCT_PRICE_FIX><b:PRICE_AMOUNT>12.50</b:PRICE_AMOUNT><o:TAX_DETAILS_FIX><b:TAX>0.19</b:TAX></o:TAX_DETAILS_FIX><b:PRICE_QUANTITY>100</b:PRICE_QUANTITY></o:PRODUCT_PRICE_FIX></o:ORDER_ITEM></o:ORDER_ITEM_LIST></o:ORDER>"#;

    #[test]
    fn an_order_is_read_by_local_names() -> Result<(), Finding> {
        let Reading { content: Read::Content(Content::Orders(orders)), findings } = reading(ORDER)?
        else {
            panic!("no order")
        };
        assert_eq!(findings, []);
        let [order] = orders.as_slice() else { panic!("{}", orders.len()) };
        assert_eq!(
            (order.number.as_str(), order.date, order.party.name.as_deref()),
            ("B-1", Some(date(2026, 1, 5)), Some("Muster OHG"))
        );
        assert_eq!(
            order.seller.as_ref().and_then(|seller| seller.identifier.as_deref()),
            Some("2")
        );
        let line = order.lines.first().cloned().unwrap_or_default();
        assert_eq!(
            (line.quantity, line.unit_price, line.vat_rate),
            (Some(dec!(1000)), Some(dec!(0.125)), Some(dec!(19)))
        );
        assert_eq!(
            (line.gtin.as_deref(), line.buyer_article.as_deref()),
            (Some("4006381333931"), Some("77"))
        );
        Ok(())
    }

    #[test]
    fn changes_and_receipts_name_what_they_are_about() -> Result<(), Finding> {
        let change = ORDER
            .replace("ORDER_HEADER", "ORDERCHANGE_HEADER")
            .replace("ORDER_INFO", "ORDERCHANGE_INFO")
            .replace("o:ORDER ", "o:ORDERCHANGE ")
            .replace("</o:ORDER>", "</o:ORDERCHANGE>")
            .replace("ORDER_ITEM_LIST", "ORDERCHANGE_ITEM_LIST")
            .replace(">1000<", ">-5<");
        let Reading { content: Read::Content(Content::Orders(orders)), findings } =
            reading(&change)?
        else {
            panic!("no order")
        };
        assert_eq!(
            findings.iter().map(Finding::code).collect::<Vec<_>>(),
            ["trade-negative-quantity"]
        );
        assert_eq!(
            orders.first().map(|order| (order.stage, order.about().to_owned())),
            Some((OrderStage::Change, "B-1".to_owned()))
        );
        let receipt = "<RECEIPTACKNOWLEDGEMENT \
            version=\"1.0\"><RECEIPTACKNOWLEDGEMENT_HEADER><RECEIPTACKNOWLEDGEMENT_INFO><RECEIPTACKNOWLEDGEMENT_ID>W-1</RECEIPTACKNOWLEDGEMENT_ID></RECEIPTACKNOWLEDGEMENT_INFO></RECEIPTACKNOWLEDGEMENT_HEADER><RECEIPTACKNOWLEDGEMENT_ITEM_LIST><RECEIPTACKNOWLEDGEMENT_ITEM><LINE_ITEM_ID>1</LINE_ITEM_ID><ARTICLE_ID><SUPPLIER_AID>S-1</SUPPLIER_AID></ARTICLE_ID><QUANTITY>zwei</QUANTITY><ORDER_REFERENCE><ORDER_ID>B-1</ORDER_ID></ORDER_REFERENCE><DELIVERY_REFERENCE><DELIVERYNOTE_ID>LS-1</DELIVERYNOTE_ID></DELIVERY_REFERENCE></RECEIPTACKNOWLEDGEMENT_ITEM></RECEIPTACKNOWLEDGEMENT_ITEM_LIST></RECEIPTACKNOWLEDGEMENT>";
        let Reading { content: Read::Content(Content::DeliveryNotes(notes)), findings } =
            reading(receipt)?
        else {
            panic!("no receipt")
        };
        assert_eq!(findings.iter().map(Finding::code).collect::<Vec<_>>(), ["despatch-bad-value"]);
        let note = notes.first().cloned().unwrap_or_default();
        assert_eq!(
            (note.receipt, note.despatch_number.as_deref(), note.order_number.as_deref()),
            (true, Some("LS-1"), Some("B-1"))
        );
        Ok(())
    }
}
