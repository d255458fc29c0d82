//! The documents of a month of purchases as files: tables, UBL, EDIFACT, openTRANS and PDF, with
//! the words and numbers that people use.

use crate::month_text::Dice;
use crate::trade_month::{Document, Kind, Line, Named, Trade, US};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// A file: its name and its bytes.
pub type File = (String, Vec<u8>);

/// A document as a file, in its format or one at random.
pub fn file(t: &mut Trade, at: usize) -> File {
    let document = t.documents[at].clone();
    let formats: &[&str] = match document.kind {
        Kind::Order => &["csv", "csv", "xlsx", "ubl", "edifact", "opentrans"],
        Kind::Change | Kind::Confirmation => &["ubl", "edifact"],
        Kind::Delivery if document.lines.iter().any(|line| line.quantity < Decimal::ZERO) => {
            &["csv", "edifact", "ubl"]
        }
        Kind::Delivery => &["csv", "xlsx", "ubl", "edifact", "opentrans", "pdf"],
        Kind::Receipt => &["ubl", "edifact"],
        Kind::Invoice if document.charge.is_zero() && document.discount.is_zero() => {
            &["csv", "xlsx", "ubl", "ubl", "cii", "cii"]
        }
        Kind::Invoice | Kind::Credit => &["ubl", "cii"],
    };
    let format = document.format.unwrap_or_else(|| t.dice.one(formats));
    let mut pen = Pen { dice: Dice::of(t.dice.below(1 << 30)), t };
    let bytes = match (document.kind, format) {
        (_, "csv") => pen.csv(&document).into_bytes(),
        (_, "xlsx") => pen.xlsx(&document),
        (Kind::Order | Kind::Change | Kind::Confirmation, "ubl") => {
            pen.ubl_order(&document).into_bytes()
        }
        (Kind::Order | Kind::Change | Kind::Confirmation, "edifact") => {
            pen.edifact_order(&document).into_bytes()
        }
        (Kind::Order, _) => pen.opentrans_order(&document).into_bytes(),
        (Kind::Delivery | Kind::Receipt, "ubl") => pen.ubl_delivery(&document).into_bytes(),
        (Kind::Delivery | Kind::Receipt, "edifact") => pen.edifact_delivery(&document).into_bytes(),
        (Kind::Delivery, "opentrans") => pen.opentrans_delivery(&document).into_bytes(),
        (Kind::Delivery, _) => pen.pdf(&document),
        _ => crate::trade_bill::bill(pen.t, &document, format).into_bytes(),
    };
    (format!("{at:05}.{format}"), bytes)
}

struct Pen<'a> {
    dice: Dice,
    t: &'a Trade,
}

/// How a table is written.
struct Hand {
    german: bool,
    comma: bool,
    point_days: bool,
}

pub fn safe(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// Which marks of its article a line states: seller's number, own number, GTIN, words.
pub fn marks(t: &Trade, line: &Line) -> [Option<String>; 4] {
    let article = &t.articles[line.article];
    let words = Some(line.words.clone().unwrap_or_else(|| article.name.clone()));
    match line.named {
        Named::All => [
            Some(article.number.clone()),
            Some(article.own.clone()),
            Some(article.gtin.clone()),
            words,
        ],
        Named::Number => [Some(article.number.clone()), None, None, words],
        Named::Gtin => [None, None, Some(article.gtin.clone()), words],
        Named::Own => [None, Some(article.own.clone()), None, words],
        Named::Words => [None, None, None, words],
    }
}

fn release(text: &str) -> String {
    text.chars()
        .flat_map(|c| if matches!(c, '?' | '\'' | '+' | ':') { vec!['?', c] } else { vec![c] })
        .collect()
}

/// A name in components of at most 35 characters.
fn by_35(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    letters
        .chunks(35)
        .map(|part| release(&part.iter().collect::<String>()))
        .collect::<Vec<_>>()
        .join(":")
}

fn edifact_unit(unit: &str) -> &str {
    match unit {
        "C62" => "PCE",
        "XCT" => "CT",
        other => other,
    }
}

impl Pen<'_> {
    fn hand(&mut self) -> Hand {
        let german = self.dice.below(3) > 0;
        Hand {
            german,
            comma: german && self.dice.below(4) > 0,
            point_days: german && self.dice.below(2) == 0,
        }
    }

    fn number(&self, hand: &Hand, number: Decimal) -> String {
        let text = number.normalize().to_string();
        if hand.comma { text.replace('.', ",") } else { text }
    }

    fn day(&self, hand: &Hand, day: Date) -> String {
        if hand.point_days { day.strftime("%d.%m.%Y").to_string() } else { day.to_string() }
    }

    fn word(&mut self, unit: &str) -> String {
        let words: &[&str] = match unit {
            "C62" => &["Stk", "St.", "Stück", "C62", "ST"],
            "KGM" => &["kg", "KGM"],
            "GRM" => &["g"],
            "TNE" => &["t", "to"],
            "MTR" => &["m", "lfm", "MTR"],
            "CMT" => &["cm"],
            "LTR" => &["l", "Ltr", "Liter"],
            "MLT" => &["ml"],
            "PR" => &["Paar"],
            "MTK" => &["m²", "qm"],
            "XCT" => &["Karton", "Krt", "Kt."],
            "HUR" => &["Std", "h"],
            "DAY" => &["Tag"],
            "MON" => &["Monat"],
            "LS" => &["psch", "pauschal"],
            other => panic!("{other}"),
        };
        self.dice.one(words).to_owned()
    }

    /// Heading and rows of a document as a table.
    fn table(&mut self, document: &Document, hand: &Hand) -> Vec<Vec<String>> {
        let vendor = &self.t.vendors[document.vendor];
        let key = if !vendor.listed || self.dice.below(3) == 0 {
            vendor.name.clone()
        } else {
            vendor.key.clone()
        };
        let pick = |german: &str, english: &str| {
            if hand.german { german.to_owned() } else { english.to_owned() }
        };
        let heads: Vec<String> = match document.kind {
            Kind::Order => [
                ("Bestellung", "order"),
                ("Seite", "side"),
                ("Datum", "date"),
                ("Lieferant", "contact"),
                ("Pos", "line"),
                ("Artikelnummer", "article"),
                ("EAN", "gtin"),
                ("Bezeichnung", "description"),
                ("Menge", "quantity"),
                ("Einheit", "unit"),
                ("Einzelpreis", "unit_price"),
                ("USt-Satz", "vat_rate"),
                ("Liefertermin", "delivery_date"),
            ]
            .map(|(german, english)| pick(german, english))
            .to_vec(),
            Kind::Delivery => [
                ("Lieferschein", "delivery_note"),
                ("Lieferdatum", "date"),
                ("Lieferant", "contact"),
                ("Bestellung", "order"),
                ("Pos", "line"),
                ("Artikelnummer", "article"),
                ("EAN", "gtin"),
                ("Bezeichnung", "description"),
                ("Menge", "quantity"),
                ("Einheit", "unit"),
                ("Bestellposition", "order_line"),
            ]
            .map(|(german, english)| pick(german, english))
            .to_vec(),
            _ => [
                "invoice",
                "date",
                "seller",
                "seller_vat_id",
                "iban",
                "buyer",
                "buyer_vat_id",
                "line",
                "article",
                "description",
                "quantity",
                "unit",
                "unit_price",
                "net",
                "vat_rate",
                "vat",
                "gross",
                "order",
                "delivery_note",
            ]
            .map(str::to_owned)
            .to_vec(),
        };
        let mut rows = vec![heads];
        for line in &document.lines {
            let [number, own, gtin, words] = marks(self.t, line).map(Option::unwrap_or_default);
            let article = if number.is_empty()
                && matches!(document.kind, Kind::Order | Kind::Delivery)
                && line.named == Named::Own
            {
                own
            } else {
                number
            };
            let unit = self.word(line.unit);
            let price = line.price / Decimal::from(line.base);
            let rate = line.vat.to_string();
            let order = document.orders.first().cloned().unwrap_or_default();
            let net = line.net();
            let vat =
                crate::trade_month::cents(net * Decimal::from(line.vat) / Decimal::ONE_HUNDRED);
            rows.push(match document.kind {
                Kind::Order => vec![
                    document.number.clone(),
                    pick("Einkauf", "purchase"),
                    self.day(hand, document.date),
                    key.clone(),
                    line.id.clone(),
                    article,
                    gtin,
                    words,
                    self.number(hand, line.quantity),
                    unit,
                    self.number(hand, price),
                    rate,
                    line.due.map(|due| self.day(hand, due)).unwrap_or_default(),
                ],
                Kind::Delivery => vec![
                    document.number.clone(),
                    self.day(hand, document.date),
                    key.clone(),
                    line.order.clone().unwrap_or_default(),
                    line.id.clone(),
                    article,
                    gtin,
                    words,
                    self.number(hand, line.quantity),
                    unit,
                    line.order_line.clone().unwrap_or_default(),
                ],
                _ => vec![
                    document.number.clone(),
                    self.day(hand, document.date),
                    vendor.name.clone(),
                    vendor.vat_id.clone(),
                    document.iban.clone().unwrap_or_else(|| vendor.iban.clone()),
                    US.0.to_owned(),
                    US.1.to_owned(),
                    line.id.clone(),
                    article,
                    words,
                    self.number(hand, line.quantity),
                    unit,
                    self.number(hand, price),
                    self.number(hand, net),
                    rate,
                    self.number(hand, vat),
                    self.number(hand, net + vat),
                    if document.orders.len() > 1 { document.orders.join(", ") } else { order },
                    document.notes.join(", "),
                ],
            });
        }
        rows
    }

    fn csv(&mut self, document: &Document) -> String {
        let hand = self.hand();
        let parted = if hand.comma || self.dice.below(2) == 0 { ";" } else { "," };
        let rows = self.table(document, &hand);
        let quoted = |cell: &String| {
            if cell.contains([',', ';', '"']) { format!("\"{cell}\"") } else { cell.clone() }
        };
        rows.iter()
            .map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(parted) + "\n")
            .collect()
    }

    fn xlsx(&mut self, document: &Document) -> Vec<u8> {
        let hand = Hand { comma: false, ..self.hand() };
        let as_numbers = self.dice.below(2) == 0;
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for (y, row) in self.table(document, &hand).iter().enumerate() {
            for (x, cell) in row.iter().enumerate() {
                let (y, x) = (u32::try_from(y).expect("few"), u16::try_from(x).expect("few"));
                let amount = cell.parse::<f64>().ok().filter(|_| as_numbers && cell.contains('.'));
                let written = match amount {
                    Some(amount) => sheet.write_number(y, x, amount),
                    None => sheet.write_string(y, x, cell),
                };
                written.expect("written");
            }
        }
        book.save_to_buffer().expect("saved")
    }

    fn ubl_party(&self, document: &Document, vendor: bool) -> String {
        let us = (US.0.to_owned(), US.1.to_owned(), US.2.to_owned());
        let one = &self.t.vendors[document.vendor];
        let (name, vat, gln) =
            if vendor { (one.name.clone(), one.vat_id.clone(), one.gln.clone()) } else { us };
        format!(
            "<cac:Party><cbc:EndpointID \
             schemeID=\"0088\">{gln}</cbc:EndpointID><cac:PartyName><cbc:Name>{}</cbc:Name></cac:PartyName>\
             <cac:PartyTaxScheme><cbc:CompanyID>{vat}</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme></cac:Party>",
            safe(&name)
        )
    }

    fn ubl_item(&self, line: &Line) -> String {
        let [number, own, gtin, words] = marks(self.t, line);
        let id = |name: &str, value: Option<String>| {
            value.map_or_else(String::new, |value| {
                format!("<cac:{name}><cbc:ID>{}</cbc:ID></cac:{name}>", safe(&value))
            })
        };
        let gtin = gtin.map_or_else(String::new, |gtin| {
            format!(
                "<cac:StandardItemIdentification><cbc:ID \
                 schemeID=\"0160\">{gtin}</cbc:ID></cac:StandardItemIdentification>"
            )
        });
        format!(
            "<cac:Item><cbc:Name>{}</cbc:Name>{}{}{gtin}<cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>{}</cbc:Percent>\
             <cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:ClassifiedTaxCategory></cac:Item>",
            safe(&words.unwrap_or_default()),
            id("BuyersItemIdentification", own),
            id("SellersItemIdentification", number),
            line.vat
        )
    }

    fn ubl_order(&mut self, document: &Document) -> String {
        let (root, about) = match document.kind {
            Kind::Change => ("OrderChange", true),
            Kind::Confirmation => ("OrderResponse", true),
            _ => ("Order", false),
        };
        let reference = if about {
            format!(
                "<cac:OrderReference><cbc:ID>{}</cbc:ID></cac:OrderReference>",
                document.orders[0]
            )
        } else {
            String::new()
        };
        let lines: String = document
            .lines
            .iter()
            .map(|line| {
                let due = line.due.map_or_else(String::new, |due| {
                    format!("<cac:Delivery><cac:RequestedDeliveryPeriod><cbc:EndDate>{due}</cbc:EndDate></cac:RequestedDeliveryPeriod></cac:Delivery>")
                });
                let status = line.status.map_or_else(String::new, |status| format!("<cbc:LineStatusCode>{status}</cbc:LineStatusCode>"));
                let reference = line.order_line.as_ref().filter(|_| about).map_or_else(String::new, |of| {
                    format!("<cac:OrderLineReference><cbc:LineID>{of}</cbc:LineID></cac:OrderLineReference>")
                });
                format!(
                    "<cac:OrderLine><cac:LineItem><cbc:ID>{}</cbc:ID>{status}<cbc:Quantity \
                     unitCode=\"{}\">{}</cbc:Quantity>{due}<cac:Price>\
                     <cbc:PriceAmount currencyID=\"EUR\">{}</cbc:PriceAmount><cbc:BaseQuantity \
                     unitCode=\"{}\">{}</cbc:BaseQuantity></cac:Price>{}</cac:LineItem>{reference}</cac:OrderLine>",
                    line.id, line.unit, line.quantity, line.price, line.unit, line.base, self.ubl_item(line)
                )
            })
            .collect();
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} \
             {}><cbc:ID>{}</cbc:ID><cbc:IssueDate>{}</cbc:IssueDate>\
             <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>{reference}<cac:BuyerCustomerParty>{}</cac:BuyerCustomerParty>\
             <cac:SellerSupplierParty>{}</cac:SellerSupplierParty>{lines}</{root}>\n",
            spaces(root),
            document.number,
            document.date,
            self.ubl_party(document, false),
            self.ubl_party(document, true)
        )
    }

    fn ubl_delivery(&mut self, document: &Document) -> String {
        let receipt = document.kind == Kind::Receipt;
        let (root, one, counted) = match receipt {
            true => ("ReceiptAdvice", "ReceiptLine", "ReceivedQuantity"),
            false => ("DespatchAdvice", "DespatchLine", "DeliveredQuantity"),
        };
        let lines: String = document
            .lines
            .iter()
            .map(|line| {
                let order = line.order.as_ref().map_or_else(String::new, |order| {
                    let number = line.order_line.as_ref().map_or_else(String::new, |of| format!("<cbc:LineID>{of}</cbc:LineID>"));
                    format!("<cac:OrderLineReference>{number}<cac:OrderReference><cbc:ID>{order}</cbc:ID></cac:OrderReference></cac:OrderLineReference>")
                });
                format!(
                    "<cac:{one}><cbc:ID>{}</cbc:ID><cbc:{counted} \
                     unitCode=\"{}\">{}</cbc:{counted}>{order}{}</cac:{one}>",
                    line.id,
                    line.unit,
                    line.quantity,
                    self.ubl_item(line)
                )
            })
            .collect();
        let despatch = document.notes.first().filter(|_| receipt).map_or_else(String::new, |note| {
            format!("<cac:DespatchDocumentReference><cbc:ID>{note}</cbc:ID></cac:DespatchDocumentReference>")
        });
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} \
             {}><cbc:ID>{}</cbc:ID><cbc:IssueDate>{}</cbc:IssueDate>{despatch}\
             <cac:DespatchSupplierParty>{}</cac:DespatchSupplierParty><cac:DeliveryCustomerParty>{}</cac:DeliveryCustomerParty>{lines}</{root}>\n",
            spaces(root),
            document.number,
            document.date,
            self.ubl_party(document, true),
            self.ubl_party(document, false)
        )
    }

    /// An interchange of one message; the body's segments end with an apostrophe.
    fn interchange(&mut self, kind: &str, body: &str) -> String {
        let count = body.matches('\'').count() - body.matches("?'").count() + 2;
        let directory = self.dice.one(&["D:96A:UN:EAN008", "D:01B:UN:EAN010", "D:96A:UN"]);
        let head = if self.dice.below(2) == 0 { "UNA:+.? '" } else { "" };
        format!(
            "{head}UNB+UNOC:3+A:14+B:14+260905:0900+77'UNH+1+{kind}:{directory}'{body}UNT+{count}+1'UNZ+1+77'"
        )
    }

    fn parties(&self, document: &Document) -> String {
        let vendor = &self.t.vendors[document.vendor];
        format!(
            "NAD+BY+{}::9++{}'RFF+VA:{}'NAD+SU+{}::9++{}'RFF+VA:{}'",
            US.2,
            US.0,
            US.1,
            vendor.gln,
            by_35(&vendor.name),
            vendor.vat_id
        )
    }

    fn edifact_goods(&self, line: &Line) -> String {
        let [number, own, gtin, words] =
            marks(self.t, line).map(|mark| mark.map(|mark| release(&mark)));
        let gtin = gtin.map_or_else(String::new, |gtin| format!("{gtin}:EN"));
        let ids: Vec<String> = [(number, "SA"), (own, "IN")]
            .into_iter()
            .filter_map(|(id, kind)| Some(format!("{}:{kind}", id?)))
            .collect();
        let pia = if ids.is_empty() { String::new() } else { format!("PIA+1+{}'", ids.join("+")) };
        format!("{gtin}'{pia}IMD+F++:::{}'", words.unwrap_or_default())
    }

    fn edifact_order(&mut self, document: &Document) -> String {
        let (kind, name) = match document.kind {
            Kind::Change => ("ORDCHG", "230"),
            Kind::Confirmation => ("ORDRSP", "231"),
            _ => ("ORDERS", "220"),
        };
        let about = document
            .orders
            .first()
            .map_or_else(String::new, |order| format!("RFF+ON:{}'", release(order)));
        let lines: String = document
            .lines
            .iter()
            .map(|line| {
                let due = line.due.map_or_else(String::new, |due| format!("DTM+2:{}:102'", due.strftime("%Y%m%d")));
                let reference = match (&line.order, &line.order_line) {
                    (Some(order), Some(of)) => format!("RFF+ON:{}:{of}'", release(order)),
                    _ => String::new(),
                };
                let status = line.status.unwrap_or_default();
                format!(
                    "LIN+{}+{status}+{}QTY+21:{}:{}'{due}PRI+AAA:{}:::{}:{}'{reference}TAX+7+VAT+++:::{}'",
                    line.id,
                    self.edifact_goods(line),
                    line.quantity,
                    edifact_unit(line.unit),
                    line.price,
                    line.base,
                    edifact_unit(line.unit),
                    line.vat
                )
            })
            .collect();
        let body = format!(
            "BGM+{name}+{}+9'DTM+137:{}:102'{about}{}CUX+2:EUR:9'{lines}UNS+S'",
            release(&document.number),
            document.date.strftime("%Y%m%d"),
            self.parties(document)
        );
        self.interchange(kind, &body)
    }

    fn edifact_delivery(&mut self, document: &Document) -> String {
        let receipt = document.kind == Kind::Receipt;
        let (kind, name, counted) =
            if receipt { ("RECADV", "632", "194") } else { ("DESADV", "351", "12") };
        let despatch = document
            .notes
            .first()
            .filter(|_| receipt)
            .map_or_else(String::new, |note| format!("RFF+AAK:{}'", release(note)));
        let order = document
            .orders
            .first()
            .map_or_else(String::new, |order| format!("RFF+ON:{}'", release(order)));
        let lines: String = document
            .lines
            .iter()
            .map(|line| {
                let reference = match (&line.order, &line.order_line) {
                    (Some(order), Some(of)) => format!("RFF+ON:{}:{of}'", release(order)),
                    (Some(order), None) => format!("RFF+ON:{}'", release(order)),
                    _ => String::new(),
                };
                format!(
                    "LIN+{}++{}QTY+{counted}:{}:{}'{reference}",
                    line.id,
                    self.edifact_goods(line),
                    line.quantity,
                    edifact_unit(line.unit)
                )
            })
            .collect();
        let body = format!(
            "BGM+{name}+{}+9'DTM+137:{}:102'{despatch}{order}{}CPS+1'{lines}",
            release(&document.number),
            document.date.strftime("%Y%m%d"),
            self.parties(document)
        );
        self.interchange(kind, &body)
    }

    fn opentrans_parties(&self, document: &Document) -> String {
        let vendor = &self.t.vendors[document.vendor];
        let party = |id: &str, role: &str, name: &str, vat: &str| {
            format!(
                "<PARTY><bmecat:PARTY_ID \
                 type=\"gln\">{id}</bmecat:PARTY_ID><PARTY_ROLE>{role}</PARTY_ROLE><ADDRESS><bmecat:NAME>{}</bmecat:NAME>\
                 <bmecat:VAT_ID>{vat}</bmecat:VAT_ID></ADDRESS></PARTY>",
                safe(name)
            )
        };
        format!(
            "<PARTIES>{}{}</PARTIES>",
            party(US.2, "buyer", US.0, US.1),
            party(&vendor.gln, "supplier", &vendor.name, &vendor.vat_id)
        )
    }

    fn opentrans_product(&self, line: &Line) -> String {
        let [number, own, gtin, words] = marks(self.t, line);
        let id = |name: &str, value: Option<String>| {
            value.map_or_else(String::new, |value| {
                format!("<bmecat:{name}>{}</bmecat:{name}>", safe(&value))
            })
        };
        let gtin = gtin.map_or_else(String::new, |gtin| {
            format!("<bmecat:INTERNATIONAL_PID type=\"gtin\">{gtin}</bmecat:INTERNATIONAL_PID>")
        });
        format!(
            "<PRODUCT_ID>{}{gtin}{}{}</PRODUCT_ID><QUANTITY>{}</QUANTITY><bmecat:ORDER_UNIT>{}</bmecat:ORDER_UNIT>",
            id("SUPPLIER_PID", number),
            id("BUYER_PID", own),
            id("DESCRIPTION_SHORT", words),
            line.quantity,
            line.unit.trim_start_matches('X')
        )
    }

    fn opentrans_order(&mut self, document: &Document) -> String {
        let lines: String = document
            .lines
            .iter()
            .map(|line| {
                let due = line.due.map_or_else(String::new, |due| {
                    format!("<DELIVERY_DATE><DELIVERY_START_DATE>{due}</DELIVERY_START_DATE><DELIVERY_END_DATE>{due}</DELIVERY_END_DATE></DELIVERY_DATE>")
                });
                format!(
                    "<ORDER_ITEM><LINE_ITEM_ID>{}</LINE_ITEM_ID>{}<PRODUCT_PRICE_FIX><bmecat:PRICE_AMOUNT>{}</bmecat:PRICE_AMOUNT><TAX_DETAILS_FIX>\
                     <bmecat:TAX>{}</bmecat:TAX></TAX_DETAILS_FIX><bmecat:PRICE_QUANTITY>{}</bmecat:PRICE_QUANTITY></PRODUCT_PRICE_FIX>{due}</ORDER_ITEM>",
                    line.id,
                    self.opentrans_product(line),
                    line.price,
                    Decimal::new(line.vat, 2),
                    line.base
                )
            })
            .collect();
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ORDER \
             xmlns=\"http://www.opentrans.org/XMLSchema/2.1\" \
             xmlns:bmecat=\"http://www.bmecat.org/bmecat/2005\" \
             version=\"2.1\" \
             type=\"standard\"><ORDER_HEADER><ORDER_INFO><ORDER_ID>{}</ORDER_ID><ORDER_DATE>{}T08:00:00+02:00</ORDER_DATE>{}\
             <bmecat:CURRENCY>EUR</bmecat:CURRENCY></ORDER_INFO></ORDER_HEADER><ORDER_ITEM_LIST>{lines}</ORDER_ITEM_LIST></ORDER>\n",
            document.number,
            document.date,
            self.opentrans_parties(document)
        )
    }

    fn opentrans_delivery(&mut self, document: &Document) -> String {
        let lines: String = document
            .lines
            .iter()
            .map(|line| {
                let order = line.order.as_ref().map_or_else(String::new, |order| {
                    let of = line.order_line.as_ref().map_or_else(String::new, |of| format!("<LINE_ITEM_ID>{of}</LINE_ITEM_ID>"));
                    format!("<ORDER_REFERENCE><ORDER_ID>{order}</ORDER_ID>{of}</ORDER_REFERENCE>")
                });
                format!(
                    "<DISPATCHNOTIFICATION_ITEM><LINE_ITEM_ID>{}</LINE_ITEM_ID>{}{order}</DISPATCHNOTIFICATION_ITEM>",
                    line.id,
                    self.opentrans_product(line)
                )
            })
            .collect();
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DISPATCHNOTIFICATION \
             xmlns=\"http://www.opentrans.org/XMLSchema/2.1\" \
             xmlns:bmecat=\"http://www.bmecat.org/bmecat/2005\" \
             version=\"2.1\"><DISPATCHNOTIFICATION_HEADER><DISPATCHNOTIFICATION_INFO>\
             <DISPATCHNOTIFICATION_ID>{}</DISPATCHNOTIFICATION_ID><DISPATCHNOTIFICATION_DATE>{}T08:00:00+02:00</DISPATCHNOTIFICATION_DATE>{}\
             </DISPATCHNOTIFICATION_INFO></DISPATCHNOTIFICATION_HEADER><DISPATCHNOTIFICATION_ITEM_LIST>{lines}</DISPATCHNOTIFICATION_ITEM_LIST>\
             </DISPATCHNOTIFICATION>\n",
            document.number,
            document.date,
            self.opentrans_parties(document)
        )
    }

    /// A plain Lieferschein in Helvetica.
    fn pdf(&mut self, document: &Document) -> Vec<u8> {
        let vendor = &self.t.vendors[document.vendor];
        let mut texts: Vec<(i32, i32, String)> = vec![
            (50, 800, format!("{} - Hafenstr. 1 - 20457 Hamburg", vendor.name)),
            (50, 760, US.0.to_owned()),
            (50, 745, "Weg 3".to_owned()),
            (50, 730, "50667 Köln".to_owned()),
            (50, 690, format!("Lieferschein Nr. {}", document.number)),
            (350, 690, format!("Datum: {}", document.date.strftime("%d.%m.%Y"))),
            (50, 60, format!("USt-IdNr. {}", vendor.vat_id)),
        ];
        if let Some(order) = document.orders.first() {
            texts.push((350, 672, format!("Ihre Bestellung: {order}")));
        }
        let article = self.dice.one(&["Art.-Nr.", "Artikelnummer", "Artikel-Nr."]).to_owned();
        for (x, head) in [
            (50, "Pos."),
            (90, article.as_str()),
            (200, "Bezeichnung"),
            (420, "Menge"),
            (490, "Einheit"),
        ] {
            texts.push((x, 640, head.to_owned()));
        }
        for (at, line) in document.lines.iter().enumerate() {
            let y = 620 - 24 * i32::try_from(at).expect("few");
            let [number, own, gtin, words] = marks(self.t, line);
            let quantity = line.quantity.normalize().to_string().replace('.', ",");
            let unit = self.word(line.unit);
            let id = number.or(own).or(gtin).unwrap_or_default();
            for (x, text) in [
                (50, line.id.clone()),
                (90, id),
                (200, words.unwrap_or_default()),
                (420, quantity),
                (490, unit),
            ] {
                texts.push((x, y, text));
            }
        }
        pdf(&texts)
    }
}

/// One page with texts at their places.
pub fn pdf(texts: &[(i32, i32, String)]) -> Vec<u8> {
    let mut drawing: Vec<u8> = Vec::new();
    for (x, y, text) in texts {
        drawing.extend(format!("BT /F1 9 Tf 1 0 0 1 {x} {y} Tm (").into_bytes());
        let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(text);
        for byte in bytes.iter() {
            if matches!(byte, b'(' | b')' | b'\\') {
                drawing.push(b'\\');
            }
            drawing.push(*byte);
        }
        drawing.extend(b") Tj ET\n");
    }
    let mut file = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 \
        obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
        3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 \
        R/Resources<</Font<</F1<</Type/Font/Subtype/Type1\
        /BaseFont/Helvetica/Encoding/WinAnsiEncoding>>>>>>>>endobj\n"
        .to_vec();
    file.extend(format!("4 0 obj<</Length {}>>stream\n", drawing.len()).into_bytes());
    file.extend(drawing);
    file.extend(b"endstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");
    file
}

/// The namespaces of a UBL document.
pub fn spaces(root: &str) -> String {
    format!(
        "xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:{root}-2\" \
         xmlns:cac=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\" \
         xmlns:cbc=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\""
    )
}
