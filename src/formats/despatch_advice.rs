//! UBL 2 DespatchAdvice and ReceiptAdvice (ISO/IEC 19845; the former used so by Peppol BIS Despatch
//! Advice 3): the delivery note as XML, and what of it arrived. A receipt counts what was received
//! and not refused; what was short or refused is told.
//!
//! Not supported: transport handling units (which box holds which line) and hazardous goods, which
//! no control needs.

use super::ubl_trade::{self, Values, batches, first_party, words};
use super::{Confidence, Format, Input, Reading, Reads, trade};
use crate::domain::{Content, DeliveryLine, DeliveryNote, Finding, Kind};
use crate::n;
use crate::xml::{Limits, Name, Node, Tree};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// The row of despatch advices.
pub const FORMAT: Format = Format {
    name: "ubl-despatch-advice",
    kind: Kind::DeliveryNote,
    title: ("Lieferavis als UBL-XML", "despatch advice as UBL XML"),
    source: "OASIS UBL 2.1 (ISO/IEC 19845), DespatchAdvice",
    recognise: |input| recognise(input, &["DespatchAdvice-2"]),
    reads: Reads::Whole(|input| read(input, false)),
    findings: trade::DELIVERY_FINDINGS,
};

/// The row of receipt advices.
pub const RECEIPT_FORMAT: Format = Format {
    name: "ubl-receipt-advice",
    kind: Kind::DeliveryNote,
    title: ("Wareneingangsmeldung als UBL-XML", "receipt advice as UBL XML"),
    source: "OASIS UBL 2.1 (ISO/IEC 19845), ReceiptAdvice",
    recognise: |input| recognise(input, &["ReceiptAdvice-2"]),
    reads: Reads::Whole(|input| read(input, true)),
    findings: trade::DELIVERY_FINDINGS,
};

fn recognise(input: &Input, documents: &'static [&'static str]) -> Confidence {
    match ubl_trade::document_of(input.bytes, documents) {
        Some(_) => Confidence::Mark,
        None => Confidence::No,
    }
}

fn read(input: &Input, receipt: bool) -> Result<Reading, Finding> {
    let decoded = crate::xml::decode(input.bytes);
    let tree = Tree::parse(&decoded.text, Limits::default())?;
    let mut reader = Reader { values: Values::new(&trade::BAD_VALUE), receipt };
    let note = reader.note(tree.root());
    let mut findings = reader.values.findings;
    trade::look_at_delivery(&note, &mut findings);
    Ok(Reading { content: super::Read::Content(Content::DeliveryNotes(vec![note])), findings })
}

struct Reader {
    values: Values,
    receipt: bool,
}

impl Reader {
    fn note(&mut self, root: Node) -> DeliveryNote {
        let named = if self.receipt { n!("cac:ReceiptLine") } else { n!("cac:DespatchLine") };
        let lines: Vec<DeliveryLine> = root.all(named).map(|line| self.line(line)).collect();
        let order = words(root.at(&[n!("cac:OrderReference"), n!("cbc:ID")]));
        DeliveryNote {
            format: if self.receipt { RECEIPT_FORMAT.name } else { FORMAT.name }.to_owned(),
            number: words(root.child(n!("cbc:ID"))),
            date: self.values.date(root.child(n!("cbc:IssueDate"))),
            delivery_date: self.delivery_date(root),
            supplier: first_party(
                root,
                &[n!("cac:DespatchSupplierParty"), n!("cac:SellerSupplierParty")],
            ),
            customer: first_party(
                root,
                &[n!("cac:DeliveryCustomerParty"), n!("cac:BuyerCustomerParty")],
            ),
            order_number: order.or_else(|| common_order(&lines)),
            despatch_number: words(root.at(&[n!("cac:DespatchDocumentReference"), n!("cbc:ID")]))
                .filter(|_| self.receipt),
            receipt: self.receipt,
            lines,
        }
    }

    /// The day of arrival where it is known, else the day it is expected or promised.
    fn delivery_date(&mut self, root: Node) -> Option<Date> {
        let delivery = root.at(&[n!("cac:Shipment"), n!("cac:Delivery")])?;
        let paths: [&[Name]; 5] = [
            &[n!("cbc:ActualDeliveryDate")],
            &[n!("cac:EstimatedDeliveryPeriod"), n!("cbc:EndDate")],
            &[n!("cac:EstimatedDeliveryPeriod"), n!("cbc:StartDate")],
            &[n!("cac:PromisedDeliveryPeriod"), n!("cbc:EndDate")],
            &[n!("cac:PromisedDeliveryPeriod"), n!("cbc:StartDate")],
        ];
        self.values.first_date(delivery, &paths)
    }

    fn line(&mut self, line: Node) -> DeliveryLine {
        let item = line.child(n!("cac:Item"));
        let order = line.child(n!("cac:OrderLineReference"));
        let counted = line.child(if self.receipt {
            n!("cbc:ReceivedQuantity")
        } else {
            n!("cbc:DeliveredQuantity")
        });
        let about = ubl_trade::item(item);
        let id = words(line.child(n!("cbc:ID")));
        let quantity = self.values.decimal(counted);
        DeliveryLine {
            quantity: if self.receipt {
                self.kept(line, quantity, id.as_deref())
            } else {
                quantity
            },
            id,
            article: about.article,
            buyer_article: about.buyer_article,
            gtin: about.gtin,
            description: about.description,
            unit: ubl_trade::unit(counted),
            order_number: words(
                order.and_then(|order| order.at(&[n!("cac:OrderReference"), n!("cbc:ID")])),
            ),
            order_line: words(order.and_then(|order| order.child(n!("cbc:LineID")))),
            batch: item.and_then(batches),
            ..DeliveryLine::default()
        }
    }

    /// What was received less what was refused; tells of both, and of what was short.
    fn kept(&mut self, line: Node, received: Option<Decimal>, id: Option<&str>) -> Option<Decimal> {
        let refused = self
            .values
            .decimal(line.child(n!("cbc:RejectedQuantity")))
            .filter(|refused| !refused.is_zero());
        let short = self
            .values
            .decimal(line.child(n!("cbc:ShortQuantity")))
            .filter(|short| !short.is_zero());
        for quantity in [short, refused].into_iter().flatten() {
            let finding = trade::RECEIPT_DIFFERS
                .found()
                .with("line", id.unwrap_or("?"))
                .with_value("quantity", -quantity);
            self.values.findings.push(finding);
        }
        received?.checked_sub(refused.unwrap_or_default())
    }
}

/// The number of the one order that all lines name; `None` when they name several or none.
fn common_order(lines: &[DeliveryLine]) -> Option<String> {
    let first = lines.first()?.order_number.as_ref()?;
    lines.iter().all(|line| line.order_number.as_ref() == Some(first)).then(|| first.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::VatId;
    use crate::formats::{Layouts, Read};
    use jiff::civil::date;
    use rust_decimal::dec;

    fn note(body: &str) -> DeliveryNote {
        let text = format!(
            r#"<DespatchAdvice xmlns="urn:oasis:names:specification:ubl:schema:xsd:DespatchAdvice-2" xmlns:a="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:b="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">{body}</DespatchAdvice>"#
        );
        let layouts = Layouts::default();
        let input = Input { bytes: text.as_bytes(), name: "", layouts: &layouts };
        assert_eq!((FORMAT.recognise)(&input), Confidence::Mark);
        match read(&input, false).unwrap().content {
            Read::Content(Content::DeliveryNotes(mut notes)) => notes.remove(0),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_day_of_arrival_comes_before_the_day_promised() {
        let delivery = |inner: &str| {
            note(&format!("<a:Shipment><a:Delivery>{inner}</a:Delivery></a:Shipment>"))
                .delivery_date
        };
        let estimated = "<a:EstimatedDeliveryPeriod><b:StartDate>2026-09-03</b:StartDate></a:EstimatedDeliveryPeriod>";
        assert_eq!(
            delivery(&format!(
                "<b:ActualDeliveryDate>2026-09-02</b:ActualDeliveryDate>{estimated}"
            )),
            Some(date(2026, 9, 2))
        );
        assert_eq!(delivery(estimated), Some(date(2026, 9, 3)));
        assert_eq!(
            delivery(
                "<a:RequestedDeliveryPeriod><b:EndDate>2026-09-01</b:EndDate></a:RequestedDeliveryPeriod>"
            ),
            None
        );
    }

    #[test]
    fn lots_orders_and_numbers_of_lines() {
        let lot = |number: &str| {
            format!(
                "<a:ItemInstance><a:LotIdentification><b:LotNumberID>{number}</b:LotNumberID></a:LotIdentification></a:ItemInstance>"
            )
        };
        let line = |order: &str, id: &str, more: &str| {
            format!(
                r#"<a:DespatchLine><b:ID>1</b:ID><b:DeliveredQuantity unitCode="KGM">2.500</b:DeliveredQuantity><a:OrderLineReference><b:LineID>7</b:LineID><a:OrderReference><b:ID>{order}</b:ID></a:OrderReference></a:OrderLineReference><a:Item><b:Name> Schraube
 M8 </b:Name>{id}{more}</a:Item></a:DespatchLine>"#
            )
        };
        let gtin = |scheme: &str, id: &str| {
            format!(
                "<a:StandardItemIdentification><b:ID{scheme}>{id}</b:ID></a:StandardItemIdentification>"
            )
        };
        let read = note(&line(
            "B-1",
            &gtin("", "4006381333931"),
            &[lot("L1"), lot("L2"), lot("L1")].concat(),
        ));
        let first = &read.lines[0];
        assert_eq!(
            (first.quantity, first.unit.as_deref(), first.description.as_deref()),
            (Some(dec!(2.500)), Some("KGM"), Some("Schraube M8"))
        );
        assert_eq!(
            (first.batch.as_deref(), first.order_line.as_deref(), first.gtin.as_deref()),
            (Some("L1, L2"), Some("7"), Some("4006381333931"))
        );
        assert_eq!(read.order_number.as_deref(), Some("B-1"));
        let two = note(
            &[line("B-1", "", ""), line("B-2", &gtin(" schemeID=\"0088\"", "4006381333931"), "")]
                .concat(),
        );
        assert_eq!((two.order_number, two.lines[1].gtin.as_deref()), (None, None));
    }

    #[test]
    fn parties_are_named_by_either_name() {
        let party = |inner: &str| {
            note(&format!(
                "<a:DespatchSupplierParty><a:Party>{inner}</a:Party></a:DespatchSupplierParty>"
            ))
            .supplier
        };
        let legal = "<a:PartyTaxScheme><b:CompanyID>DE136695976</b:CompanyID><a:TaxScheme><b:ID>VAT</b:ID></a:TaxScheme></a:PartyTaxScheme><a:PartyLegalEntity><b:RegistrationName>Hahn GmbH</b:RegistrationName></a:PartyLegalEntity>";
        let read = party(legal);
        assert_eq!(
            (read.name.as_deref(), read.vat_id.as_ref().map(VatId::as_str)),
            (Some("Hahn GmbH"), Some("DE136695976"))
        );
        assert_eq!(
            party("<a:PartyName><b:Name>Hahn</b:Name></a:PartyName>").name.as_deref(),
            Some("Hahn")
        );
    }
}
