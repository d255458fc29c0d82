//! UBL 2.1 DespatchAdvice (ISO/IEC 19845, document schema `UBL-DespatchAdvice-2.1`; used so by Peppol BIS Despatch Advice 3):
//! the delivery note as XML.
//!
//! Not supported: transport handling units (which box holds which line) and hazardous goods, which no control needs.
//! Receipt advices are another document and are not read.

use super::{Confidence, Format, Input, Reading, Reads};
use crate::domain::finding::Weight;
use crate::domain::{Content, DeliveryLine, DeliveryNote, Finding, FindingKind, Kind, Party, Place, VatId};
use crate::n;
use crate::xml::{self, Limits, Name, Node, Tree};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// The row of the table of formats.
pub const FORMAT: Format = Format {
    name: "ubl-despatch-advice",
    kind: Kind::DeliveryNote,
    title: ("Lieferavis als UBL-XML", "despatch advice as UBL XML"),
    source: "OASIS UBL 2.1 (ISO/IEC 19845), DespatchAdvice",
    recognise,
    reads: Reads::Whole(read),
    findings: FINDINGS,
};

/// The findings of despatch advices.
pub static FINDINGS: &[&FindingKind] = &[&WITHOUT_NUMBER, &WITHOUT_LINES, &BAD_VALUE];

pub static WITHOUT_NUMBER: FindingKind = FindingKind {
    code: "despatch-without-number",
    weight: Weight::Warning,
    de: "Der Lieferschein hat keine Nummer. Er wird gelesen, lässt sich aber keiner Rechnung über die Nummer zuordnen.",
    en: "The delivery note has no number. It is read, but no invoice can refer to it by number.",
};
pub static WITHOUT_LINES: FindingKind = FindingKind {
    code: "despatch-without-lines",
    weight: Weight::Warning,
    de: "Der Lieferschein nennt keine Positionen. Was geliefert wurde, muss der Absender nachreichen.",
    en: "The delivery note has no lines. The sender must say what was delivered.",
};
pub static BAD_VALUE: FindingKind = FindingKind {
    code: "despatch-bad-value",
    weight: Weight::Warning,
    de: "„{value}“ ist weder Zahl noch Datum, wie es hier stehen müsste. Die Angabe fehlt im gelesenen Lieferschein; bitte nachsehen.",
    en: "“{value}” is neither the number nor the date that must stand here. It is missing from the delivery note as read; look it up.",
};

/// How far into a document the root element is looked for, in bytes.
const HEAD: usize = 16 * 1024;

fn recognise(input: &Input) -> Confidence {
    let head = input.bytes.get(..input.bytes.len().min(HEAD)).unwrap_or_default();
    const OWN: &str = "urn:oasis:names:specification:ubl:schema:xsd:DespatchAdvice-2";
    let text = xml::decode(head).text;
    let root = xml::root_namespace(text.as_bytes()).filter(|root| xml::is_document_namespace(root));
    match root.map_or_else(|| text.contains(OWN), |root| root == OWN.as_bytes()) {
        true => Confidence::Mark,
        false => Confidence::No,
    }
}

fn read(input: &Input) -> Result<Reading, Finding> {
    let decoded = xml::decode(input.bytes);
    let tree = Tree::parse(&decoded.text, Limits::default())?;
    let mut reader = Reader { findings: Vec::new() };
    let note = reader.note(tree.root());
    let mut reading = Reading::of(Content::DeliveryNotes(vec![note]));
    reading.findings = reader.findings;
    Ok(reading)
}

struct Reader {
    findings: Vec<Finding>,
}

impl Reader {
    fn note(&mut self, root: Node) -> DeliveryNote {
        let lines: Vec<DeliveryLine> = root.all(n!("cac:DespatchLine")).map(|line| self.line(line)).collect();
        let number = words(root.child(n!("cbc:ID")));
        if number.is_none() {
            self.findings.push(WITHOUT_NUMBER.found());
        }
        if lines.is_empty() {
            self.findings.push(WITHOUT_LINES.found());
        }
        let order = words(root.at(&[n!("cac:OrderReference"), n!("cbc:ID")]));
        DeliveryNote {
            format: FORMAT.name.to_owned(),
            number,
            date: self.date(root.child(n!("cbc:IssueDate"))),
            delivery_date: self.delivery_date(root),
            supplier: first_party(root, &[n!("cac:DespatchSupplierParty"), n!("cac:SellerSupplierParty")]),
            customer: first_party(root, &[n!("cac:DeliveryCustomerParty"), n!("cac:BuyerCustomerParty")]),
            order_number: order.or_else(|| common_order(&lines)),
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
        paths.iter().find_map(|path| self.date(delivery.at(path)))
    }

    fn line(&mut self, line: Node) -> DeliveryLine {
        let item = line.child(n!("cac:Item"));
        let order = line.child(n!("cac:OrderLineReference"));
        let delivered = line.child(n!("cbc:DeliveredQuantity"));
        let of_item = |path: &[Name]| words(item.and_then(|item| item.at(path)));
        DeliveryLine {
            id: words(line.child(n!("cbc:ID"))),
            article: of_item(&[n!("cac:SellersItemIdentification"), n!("cbc:ID")])
                .or_else(|| of_item(&[n!("cac:BuyersItemIdentification"), n!("cbc:ID")])),
            gtin: item.and_then(gtin),
            description: of_item(&[n!("cbc:Name")]).or_else(|| of_item(&[n!("cbc:Description")])),
            quantity: self.decimal(delivered),
            unit: delivered
                .and_then(|quantity| quantity.attribute(n!("unitCode")))
                .map(str::trim)
                .filter(|unit| !unit.is_empty())
                .map(str::to_owned),
            order_number: words(order.and_then(|order| order.at(&[n!("cac:OrderReference"), n!("cbc:ID")]))),
            order_line: words(order.and_then(|order| order.child(n!("cbc:LineID")))),
            batch: item.and_then(batches),
        }
    }

    fn decimal(&mut self, node: Option<Node>) -> Option<Decimal> {
        let node = node?;
        let text = node.text().trim();
        let number = match text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+')) {
            true => Decimal::from_str_exact(text).ok(),
            false => None,
        };
        self.known(number, node)
    }

    /// An `xsd:date`; a time zone behind it is not asked for.
    fn date(&mut self, node: Option<Node>) -> Option<Date> {
        let node = node?;
        let date = node.text().trim().get(..10).and_then(|day| day.parse().ok());
        self.known(date, node)
    }

    fn known<T>(&mut self, value: Option<T>, node: Node) -> Option<T> {
        if value.is_none() && !node.text().trim().is_empty() {
            let (line, column) = node.line_column();
            self.findings.push(BAD_VALUE.found().with("value", node.text().trim()).at(Place::LineColumn(line, column)));
        }
        value
    }
}

/// The number of the one order that all lines name; `None` when they name several or none.
fn common_order(lines: &[DeliveryLine]) -> Option<String> {
    let first = lines.first()?.order_number.as_ref()?;
    lines.iter().all(|line| line.order_number.as_ref() == Some(first)).then(|| first.clone())
}

/// The GTIN: an identification of ISO 6523 scheme 0160, or one without a known scheme that has the length of a GTIN.
fn gtin(item: Node) -> Option<String> {
    let id = item.at(&[n!("cac:StandardItemIdentification"), n!("cbc:ID")])?;
    let text = words(Some(id))?;
    let digits = text.bytes().all(|byte| byte.is_ascii_digit()) && matches!(text.len(), 8 | 12 | 13 | 14);
    let scheme = id.attribute(n!("schemeID")).unwrap_or_default().trim();
    let named = scheme == "0160" || ["GTIN", "EAN", "GLN:GTIN", "UPC"].iter().any(|name| scheme.eq_ignore_ascii_case(name));
    (named || (digits && !scheme.starts_with(|c: char| c.is_ascii_digit()))).then_some(text)
}

/// The lots of a line, each once.
fn batches(item: Node) -> Option<String> {
    let mut lots: Vec<String> = Vec::new();
    for instance in item.all(n!("cac:ItemInstance")) {
        let lot = words(instance.at(&[n!("cac:LotIdentification"), n!("cbc:LotNumberID")]));
        lots.extend(lot.filter(|lot| !lots.contains(lot)));
    }
    (!lots.is_empty()).then(|| lots.join(", "))
}

fn first_party(root: Node, roles: &[Name]) -> Party {
    roles.iter().find_map(|role| root.child(*role)).map(party).unwrap_or_default()
}

fn party(role: Node) -> Party {
    let Some(party) = role.child(n!("cac:Party")) else {
        return Party { identifier: words(role.child(n!("cbc:CustomerAssignedAccountID"))), ..Party::default() };
    };
    let address = |name| words(party.at(&[n!("cac:PostalAddress"), name]));
    let vat = party
        .all(n!("cac:PartyTaxScheme"))
        .find(|scheme| scheme.at(&[n!("cac:TaxScheme"), n!("cbc:ID")]).is_none_or(|id| id.text().trim().eq_ignore_ascii_case("VAT")));
    Party {
        name: words(party.at(&[n!("cac:PartyName"), n!("cbc:Name")]))
            .or_else(|| words(party.at(&[n!("cac:PartyLegalEntity"), n!("cbc:RegistrationName")]))),
        trading_name: None,
        vat_id: words(vat.and_then(|vat| vat.child(n!("cbc:CompanyID")))).and_then(|id| VatId::read(&id)),
        tax_number: None,
        email: words(party.at(&[n!("cac:Contact"), n!("cbc:ElectronicMail")])),
        iban: None,
        street: address(n!("cbc:StreetName")),
        postcode: address(n!("cbc:PostalZone")),
        city: address(n!("cbc:CityName")),
        country: words(party.at(&[n!("cac:PostalAddress"), n!("cac:Country"), n!("cbc:IdentificationCode")])),
        identifier: words(party.at(&[n!("cac:PartyIdentification"), n!("cbc:ID")]))
            .or_else(|| words(party.child(n!("cbc:EndpointID"))))
            .or_else(|| words(role.child(n!("cbc:CustomerAssignedAccountID")))),
    }
}

/// The text of an element, white space collapsed; `None` when nothing is left.
fn words(node: Option<Node>) -> Option<String> {
    let text = node?.text().split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::{Layouts, Read};
    use jiff::civil::date;
    use rust_decimal::dec;

    fn note(body: &str) -> DeliveryNote {
        let text = format!(
            r#"<DespatchAdvice xmlns="urn:oasis:names:specification:ubl:schema:xsd:DespatchAdvice-2" xmlns:a="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:b="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">{body}</DespatchAdvice>"#
        );
        let layouts = Layouts::default();
        let input = Input { bytes: text.as_bytes(), name: "", layouts: &layouts };
        assert_eq!(recognise(&input), Confidence::Mark);
        match read(&input).unwrap().content {
            Read::Content(Content::DeliveryNotes(mut notes)) => notes.remove(0),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_day_of_arrival_comes_before_the_day_promised() {
        let delivery = |inner: &str| note(&format!("<a:Shipment><a:Delivery>{inner}</a:Delivery></a:Shipment>")).delivery_date;
        let estimated = "<a:EstimatedDeliveryPeriod><b:StartDate>2026-09-03</b:StartDate></a:EstimatedDeliveryPeriod>";
        assert_eq!(delivery(&format!("<b:ActualDeliveryDate>2026-09-02</b:ActualDeliveryDate>{estimated}")), Some(date(2026, 9, 2)));
        assert_eq!(delivery(estimated), Some(date(2026, 9, 3)));
        assert_eq!(delivery("<a:RequestedDeliveryPeriod><b:EndDate>2026-09-01</b:EndDate></a:RequestedDeliveryPeriod>"), None);
    }

    #[test]
    fn lots_orders_and_numbers_of_lines() {
        let lot = |number: &str| {
            format!("<a:ItemInstance><a:LotIdentification><b:LotNumberID>{number}</b:LotNumberID></a:LotIdentification></a:ItemInstance>")
        };
        let line = |order: &str, id: &str, more: &str| {
            format!(
                r#"<a:DespatchLine><b:ID>1</b:ID><b:DeliveredQuantity unitCode="KGM">2.500</b:DeliveredQuantity><a:OrderLineReference><b:LineID>7</b:LineID><a:OrderReference><b:ID>{order}</b:ID></a:OrderReference></a:OrderLineReference><a:Item><b:Name> Schraube
 M8 </b:Name>{id}{more}</a:Item></a:DespatchLine>"#
            )
        };
        let gtin =
            |scheme: &str, id: &str| format!("<a:StandardItemIdentification><b:ID{scheme}>{id}</b:ID></a:StandardItemIdentification>");
        let read = note(&line("B-1", &gtin("", "4006381333931"), &[lot("L1"), lot("L2"), lot("L1")].concat()));
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
        let two = note(&[line("B-1", "", ""), line("B-2", &gtin(" schemeID=\"0088\"", "4006381333931"), "")].concat());
        assert_eq!((two.order_number, two.lines[1].gtin.as_deref()), (None, None));
    }

    #[test]
    fn parties_are_named_by_either_name() {
        let party = |inner: &str| note(&format!("<a:DespatchSupplierParty><a:Party>{inner}</a:Party></a:DespatchSupplierParty>")).supplier;
        let legal = "<a:PartyTaxScheme><b:CompanyID>DE136695976</b:CompanyID><a:TaxScheme><b:ID>VAT</b:ID></a:TaxScheme></a:PartyTaxScheme><a:PartyLegalEntity><b:RegistrationName>Hahn GmbH</b:RegistrationName></a:PartyLegalEntity>";
        let read = party(legal);
        assert_eq!((read.name.as_deref(), read.vat_id.as_ref().map(VatId::as_str)), (Some("Hahn GmbH"), Some("DE136695976")));
        assert_eq!(party("<a:PartyName><b:Name>Hahn</b:Name></a:PartyName>").name.as_deref(), Some("Hahn"));
    }
}
