//! What the trade documents of UBL 2 share (orders, answers to them, despatch and receipt advices):
//! parties, items, values.

use super::trade;
use crate::domain::{Finding, FindingKind, Party, Place, VatId};
use crate::n;
use crate::xml::{self, Name, Node};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// Where the namespaces of UBL's documents begin.
const SPACE: &str = "urn:oasis:names:specification:ubl:schema:xsd:";
/// How far into a document the root element is looked for, in bytes.
const HEAD: usize = 16 * 1024;

/// Which of these documents (`Order-2`, …) the bytes are, by the root element's namespace, else by
/// the one that the head names.
pub fn document_of(bytes: &[u8], documents: &'static [&'static str]) -> Option<&'static str> {
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or_default();
    if !head.iter().take(64).any(|byte| *byte == b'<') {
        return None;
    }
    let text = xml::decode(head).text;
    if !text.contains(SPACE) {
        return None;
    }
    let root = xml::root_namespace(text.as_bytes()).filter(|root| xml::is_document_namespace(root));
    let root = root.map(|root| String::from_utf8_lossy(root).into_owned());
    documents.iter().copied().find(|document| {
        let own = format!("{SPACE}{document}");
        root.as_ref().map_or_else(
            || ["\"", "'"].iter().any(|quote| text.contains(&format!("{own}{quote}"))),
            |root| *root == own,
        )
    })
}

/// Reads numbers and days, and notes those that are none.
pub struct Values {
    pub findings: Vec<Finding>,
    /// The finding of a bad value.
    pub bad: &'static FindingKind,
}

impl Values {
    /// Nothing found yet.
    pub fn new(bad: &'static FindingKind) -> Values {
        Values { findings: Vec::new(), bad }
    }

    /// A number.
    pub fn decimal(&mut self, node: Option<Node>) -> Option<Decimal> {
        let node = node?;
        self.known(trade::decimal(node.text()), node)
    }

    /// An `xsd:date`; a time zone behind it is not asked for.
    pub fn date(&mut self, node: Option<Node>) -> Option<Date> {
        let node = node?;
        let date = node.text().trim().get(..10).and_then(|day| day.parse().ok());
        self.known(date, node)
    }

    /// The first day down one of these paths.
    pub fn first_date(&mut self, node: Node, paths: &[&[Name]]) -> Option<Date> {
        paths.iter().find_map(|path| self.date(node.at(path)))
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

/// What a line says of its article: seller's number, buyer's, GTIN, description.
pub struct Item {
    pub article: Option<String>,
    pub buyer_article: Option<String>,
    pub gtin: Option<String>,
    pub description: Option<String>,
}

/// The article of a `cac:Item`.
pub fn item(item: Option<Node>) -> Item {
    let of_item = |path: &[Name]| words(item.and_then(|item| item.at(path)));
    let sellers = of_item(&[n!("cac:SellersItemIdentification"), n!("cbc:ID")]);
    let buyers = of_item(&[n!("cac:BuyersItemIdentification"), n!("cbc:ID")]);
    let manufacturers = || of_item(&[n!("cac:ManufacturersItemIdentification"), n!("cbc:ID")]);
    Item {
        buyer_article: buyers.clone().filter(|_| sellers.is_some()),
        article: sellers.or(buyers).or_else(manufacturers),
        gtin: item.and_then(gtin),
        description: of_item(&[n!("cbc:Name")]).or_else(|| of_item(&[n!("cbc:Description")])),
    }
}

/// The unit code of a quantity.
pub fn unit(quantity: Option<Node>) -> Option<String> {
    let code = quantity?.attribute(n!("unitCode")).map(str::trim);
    code.filter(|unit| !unit.is_empty()).map(str::to_owned)
}

/// The GTIN: an identification of ISO 6523 scheme 0160, or one without a known scheme that has the
/// length of a GTIN.
fn gtin(item: Node) -> Option<String> {
    let id = item.at(&[n!("cac:StandardItemIdentification"), n!("cbc:ID")])?;
    let text = words(Some(id))?;
    let scheme = id.attribute(n!("schemeID")).unwrap_or_default().trim();
    let named = scheme == "0160"
        || ["GTIN", "EAN", "GLN:GTIN", "UPC"].iter().any(|name| scheme.eq_ignore_ascii_case(name));
    (named || (trade::is_gtin(&text) && !scheme.starts_with(|c: char| c.is_ascii_digit())))
        .then_some(text)
}

/// The lots of an item, each once.
pub fn batches(item: Node) -> Option<String> {
    let mut lots: Vec<String> = Vec::new();
    for instance in item.all(n!("cac:ItemInstance")) {
        let lot = words(instance.at(&[n!("cac:LotIdentification"), n!("cbc:LotNumberID")]));
        lots.extend(lot.filter(|lot| !lots.contains(lot)));
    }
    (!lots.is_empty()).then(|| lots.join(", "))
}

/// The party in the first of these roles that the document names.
pub fn first_party(root: Node, roles: &[Name]) -> Party {
    roles.iter().find_map(|role| root.child(*role)).map(party).unwrap_or_default()
}

fn party(role: Node) -> Party {
    let Some(party) = role.child(n!("cac:Party")) else {
        return Party {
            identifier: words(role.child(n!("cbc:CustomerAssignedAccountID"))),
            ..Party::default()
        };
    };
    let address = |name| words(party.at(&[n!("cac:PostalAddress"), name]));
    let vat = party.all(n!("cac:PartyTaxScheme")).find(|scheme| {
        scheme
            .at(&[n!("cac:TaxScheme"), n!("cbc:ID")])
            .is_none_or(|id| id.text().trim().eq_ignore_ascii_case("VAT"))
    });
    Party {
        name: words(party.at(&[n!("cac:PartyName"), n!("cbc:Name")]))
            .or_else(|| words(party.at(&[n!("cac:PartyLegalEntity"), n!("cbc:RegistrationName")]))),
        trading_name: None,
        vat_id: words(vat.and_then(|vat| vat.child(n!("cbc:CompanyID"))))
            .and_then(|id| VatId::read(&id)),
        tax_number: None,
        email: words(party.at(&[n!("cac:Contact"), n!("cbc:ElectronicMail")])),
        iban: None,
        street: address(n!("cbc:StreetName")),
        postcode: address(n!("cbc:PostalZone")),
        city: address(n!("cbc:CityName")),
        country: words(party.at(&[
            n!("cac:PostalAddress"),
            n!("cac:Country"),
            n!("cbc:IdentificationCode"),
        ])),
        identifier: words(party.at(&[n!("cac:PartyIdentification"), n!("cbc:ID")]))
            .or_else(|| words(party.child(n!("cbc:EndpointID"))))
            .or_else(|| words(role.child(n!("cbc:CustomerAssignedAccountID")))),
    }
}

/// The text of an element, white space collapsed; `None` when nothing is left.
pub fn words(node: Option<Node>) -> Option<String> {
    let text = node?.text().split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}
