//! A month of a firm's purchases, made at random: orders, what was said of them, what came, what is
//! billed, and what is true of it. What is true is known because it was made so.

use crate::month_text::{self as text, Dice};
use jiff::civil::Date;
use rust_decimal::{Decimal, RoundingStrategy};
use std::collections::{BTreeMap, BTreeSet};

/// The firm itself: name, VAT id, GLN.
pub const US: (&str, &str, &str) = ("Beispiel GmbH", "DE136695976", "4098765000004");

/// Something that is bought.
#[derive(Debug, Clone)]
pub struct Article {
    /// The vendor's number, our own, the GTIN.
    pub number: String,
    pub own: String,
    pub gtin: String,
    pub name: String,
    /// Recommendation 20 or 21.
    pub unit: &'static str,
    pub price: Decimal,
    pub vat: i64,
}

#[derive(Debug, Clone)]
pub struct Vendor {
    pub key: String,
    pub name: String,
    pub vat_id: String,
    pub iban: String,
    pub gln: String,
    /// Whether the list of contacts names it.
    pub listed: bool,
    number: u64,
}

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Order,
    Change,
    Confirmation,
    Delivery,
    Receipt,
    Invoice,
    Credit,
}

/// By what a line names its article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    All,
    Number,
    Gtin,
    Own,
    Words,
}

#[derive(Debug, Clone)]
pub struct Line {
    pub id: String,
    pub article: usize,
    pub named: Named,
    /// Words in the place of the article's name.
    pub words: Option<String>,
    pub quantity: Decimal,
    pub unit: &'static str,
    /// For so many units.
    pub price: Decimal,
    pub base: i64,
    pub vat: i64,
    pub order: Option<String>,
    pub order_line: Option<String>,
    pub due: Option<Date>,
    /// What a confirmation says: 5 accepted, 7 declined.
    pub status: Option<&'static str>,
}

impl Line {
    /// Net of the line, in cents' precision.
    pub fn net(&self) -> Decimal {
        cents(self.price * self.quantity / Decimal::from(self.base))
    }
}

#[derive(Debug, Clone)]
pub struct Document {
    pub kind: Kind,
    pub number: String,
    pub date: Date,
    pub vendor: usize,
    pub orders: Vec<String>,
    pub notes: Vec<String>,
    pub lines: Vec<Line>,
    /// Percent off the whole.
    pub discount: Decimal,
    /// Freight on the whole.
    pub charge: Decimal,
    /// To be paid to; the vendor's own without.
    pub iban: Option<String>,
    /// By which format it comes: random without.
    pub format: Option<&'static str>,
    /// The case that made it.
    pub case: &'static str,
    /// Of an invoice: the codes that must be found, `code@line`.
    pub truth: BTreeSet<String>,
    /// Of a delivery: that a person is told of a line that fits no order.
    pub unplanned: bool,
}

/// What is true of an ordered line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    pub ordered: Decimal,
    pub delivered: Decimal,
    pub invoiced: Decimal,
}

pub struct Trade {
    pub dice: Dice,
    pub vendors: Vec<Vendor>,
    pub articles: Vec<Article>,
    pub documents: Vec<Document>,
    pub lines: BTreeMap<(String, String), Sums>,
    /// `[[unit]]` and `[[vendor_tolerances]]` of the company's file.
    pub settings: String,
    /// Units that are taught by a list: article, unit, how many, of what.
    pub units: Vec<(String, &'static str, i64, &'static str)>,
    pub case: &'static str,
    /// How many documents the case has had: they come one after the other.
    pub step: i64,
    first: Date,
    order: u64,
    scheme: u64,
}

/// Rounded to cents, half up.
pub fn cents(amount: Decimal) -> Decimal {
    let mut rounded = amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(2);
    rounded
}

const WARES: [(&str, &str); 16] = [
    ("Sechskantschraube", "C62"),
    ("Unterlegscheibe", "C62"),
    ("Flachstahl", "KGM"),
    ("Lochblech", "C62"),
    ("Kabel NYM-J", "MTR"),
    ("Hydrauliköl", "LTR"),
    ("Kopierpapier", "C62"),
    ("Schutzhandschuh", "PR"),
    ("Kugellager", "C62"),
    ("Spanplatte", "MTK"),
    ("Isolierband", "C62"),
    ("Schweißdraht", "KGM"),
    ("Dichtungsring", "C62"),
    ("Reiniger", "LTR"),
    ("Kantholz", "MTR"),
    ("Türgriff", "C62"),
];

const MAKES: [&str; 10] = [
    "verzinkt",
    "Edelstahl A2",
    "schwarz",
    "blau",
    "natur",
    "Typ F",
    "extra",
    "DIN 933",
    "Klasse 1",
    "grau",
];

impl Trade {
    pub fn of(seed: u64) -> Trade {
        let mut dice = Dice::of(seed.wrapping_add(77));
        let names = text::names(&mut dice, 14);
        let mut vendors = Vec::new();
        for (at, name) in names.into_iter().enumerate() {
            let digits = format!("{:08}", 10_000_000 + dice.below(89_000_000));
            let vat_id = format!("DE{digits}{}", vat_check(&digits));
            let gln = format!("40123450{:04}", 1000 + at);
            let gln = format!("{gln}{}", gtin_check(&gln));
            let iban = text::iban(&mut dice);
            let number = 100 + dice.below(90_000);
            vendors.push(Vendor {
                key: format!("L{:02}", at + 1),
                name,
                vat_id,
                iban,
                gln,
                listed: true,
                number,
            });
        }
        let (order, scheme) = (4_500 + dice.below(900), dice.below(5));
        let first = jiff::civil::date(2026, 9, 1);
        Trade {
            dice,
            vendors,
            articles: Vec::new(),
            documents: Vec::new(),
            lines: BTreeMap::new(),
            settings: String::new(),
            units: Vec::new(),
            case: "",
            step: 0,
            first,
            order,
            scheme,
        }
    }

    /// A vendor of the common ones: the first is the one with tolerances, the last is in no list.
    pub fn vendor(&mut self) -> usize {
        1 + self.dice.at(self.vendors.len() - 3)
    }

    pub fn day(&self, after: i64) -> Date {
        self.first.saturating_add(jiff::Span::new().days(after))
    }

    pub fn decimal(&mut self, from: u64, span: u64, places: u32) -> Decimal {
        Decimal::new(i64::try_from(from + self.dice.below(span)).expect("small"), places)
    }

    /// An article that nobody bought before.
    pub fn article(&mut self) -> usize {
        let (ware, unit) = WARES[self.dice.at(WARES.len())];
        let at = self.articles.len();
        let size = 4 + self.dice.below(60);
        let name = format!("{ware} {} {size}x{}", self.dice.one(&MAKES), 10 + at);
        let bare = format!("4006{:08}", 10_000_000 + self.dice.below(80_000_000));
        let gtin = format!("{bare}{}", gtin_check(&bare));
        let number = match self.dice.below(4) {
            0 => format!("{}-{:04}", ware.chars().next().unwrap_or('A'), 1000 + at),
            1 => format!("{:07}", 2_000_000 + at * 13),
            2 => format!("AB{:03}.{}", 100 + at, self.dice.below(10)),
            _ => format!("{}/{}", 70_000 + at, size),
        };
        let price = self.decimal(80, 9_000, 2);
        let vat = if self.dice.below(8) == 0 { 7 } else { 19 };
        self.articles.push(Article {
            number,
            own: format!("M{:05}", 40_000 + at * 7),
            gtin,
            name,
            unit,
            price,
            vat,
        });
        at
    }

    pub fn amount(&mut self, unit: &str) -> Decimal {
        match unit {
            "KGM" | "MTR" | "LTR" | "MTK" => self.decimal(100, 4_000, 1),
            _ => self.decimal(10, 400, 0),
        }
    }

    pub fn next_order(&mut self) -> String {
        self.order += 1 + self.dice.below(4);
        match self.scheme {
            0 => format!("B-{}", self.order),
            1 => format!("45000{:05}", self.order),
            2 => format!("BE26/{}", self.order),
            3 => format!("PO-2026-{:05}", self.order),
            _ => format!("{}", 10_000 + self.order),
        }
    }

    pub fn vendors_number(&mut self, vendor: usize, prefix: &str) -> String {
        let step = 1 + self.dice.below(9);
        let one = &mut self.vendors[vendor];
        one.number += step;
        match vendor % 4 {
            0 => format!("{prefix}{}", one.number),
            1 => format!("{prefix}-2026/{:06}", one.number),
            2 => format!("{prefix}26-{:06}", one.number),
            _ => format!("{}{:05}", if prefix == "LS" { 8 } else { 3 }, one.number),
        }
    }

    fn blank(&mut self, kind: Kind, number: String, vendor: usize, day: i64) -> Document {
        Document {
            kind,
            number,
            date: self.day(day),
            vendor,
            orders: Vec::new(),
            notes: Vec::new(),
            lines: Vec::new(),
            discount: Decimal::ZERO,
            charge: Decimal::ZERO,
            iban: None,
            format: None,
            case: self.case,
            truth: BTreeSet::new(),
            unplanned: false,
        }
    }

    /// An order of so many new articles.
    pub fn order(&mut self, vendor: usize, count: usize) -> usize {
        let articles: Vec<usize> = (0..count).map(|_| self.article()).collect();
        self.order_of(vendor, &articles)
    }

    pub fn order_of(&mut self, vendor: usize, articles: &[usize]) -> usize {
        let number = self.next_order();
        let mut document = self.blank(Kind::Order, number.clone(), vendor, 0);
        let step = [1, 1, 10][self.dice.at(3)];
        for (at, article) in articles.iter().enumerate() {
            let Article { unit, price, vat, .. } = self.articles[*article].clone();
            let quantity = self.amount(unit);
            let id = ((at + 1) * step).to_string();
            self.lines.insert(
                (number.clone(), id.clone()),
                Sums { ordered: quantity, ..Sums::default() },
            );
            document.lines.push(Line {
                id,
                article: *article,
                named: Named::All,
                words: None,
                quantity,
                unit,
                price,
                base: 1,
                vat,
                order: None,
                order_line: None,
                due: Some(self.day(8)),
                status: None,
            });
        }
        self.documents.push(document);
        self.documents.len() - 1
    }

    /// The quantity that an order's line has.
    pub fn ordered(&self, order: usize, line: usize) -> Decimal {
        self.documents[order].lines[line].quantity
    }

    /// A line of another document about an ordered one.
    pub fn about(&mut self, order: usize, line: usize, quantity: Decimal) -> Line {
        let mut about = self.documents[order].lines[line].clone();
        about.order = Some(self.documents[order].number.clone());
        about.order_line = Some(about.id.clone());
        about.quantity = quantity;
        about.named =
            [Named::All, Named::All, Named::Number, Named::Gtin, Named::Own][self.dice.at(5)];
        about
    }

    pub fn number_of(&self, document: usize) -> String {
        self.documents[document].number.clone()
    }

    pub fn key(&self, order: usize, line: usize) -> (String, String) {
        (self.documents[order].number.clone(), self.documents[order].lines[line].id.clone())
    }

    /// A delivery note for lines of an order.
    pub fn deliver(&mut self, order: usize, parts: &[(usize, Decimal)]) -> usize {
        let vendor = self.documents[order].vendor;
        let number = self.vendors_number(vendor, "LS");
        self.step += 1;
        let day = 4 + self.step;
        let mut note = self.blank(Kind::Delivery, number, vendor, day);
        note.orders = vec![self.number_of(order)];
        for (at, (line, quantity)) in parts.iter().enumerate() {
            let mut about = self.about(order, *line, *quantity);
            about.id = (at + 1).to_string();
            note.lines.push(about);
            let key = self.key(order, *line);
            self.lines.get_mut(&key).expect("ordered").delivered += *quantity;
        }
        self.documents.push(note);
        self.documents.len() - 1
    }

    /// All that was ordered, in one note.
    pub fn deliver_all(&mut self, order: usize) -> usize {
        let parts: Vec<(usize, Decimal)> = (0..self.documents[order].lines.len())
            .map(|line| (line, self.ordered(order, line)))
            .collect();
        self.deliver(order, &parts)
    }

    /// An invoice for lines of orders: order, line, quantity.
    pub fn bill(&mut self, parts: &[(usize, usize, Decimal)]) -> usize {
        let vendor = self.documents[parts[0].0].vendor;
        let number = self.vendors_number(vendor, "RE");
        self.step += 1;
        let day = 13 + self.step;
        let mut invoice = self.blank(Kind::Invoice, number, vendor, day);
        for (at, (order, line, quantity)) in parts.iter().enumerate() {
            let mut about = self.about(*order, *line, *quantity);
            about.id = (at + 1).to_string();
            let order_number = self.number_of(*order);
            if !invoice.orders.contains(&order_number) {
                invoice.orders.push(order_number);
            }
            invoice.lines.push(about);
            let key = self.key(*order, *line);
            self.lines.get_mut(&key).expect("ordered").invoiced += *quantity;
        }
        self.documents.push(invoice);
        self.documents.len() - 1
    }

    /// All that was ordered, in one invoice.
    pub fn bill_all(&mut self, order: usize) -> usize {
        let parts: Vec<_> = (0..self.documents[order].lines.len())
            .map(|line| (order, line, self.ordered(order, line)))
            .collect();
        self.bill(&parts)
    }

    /// A document without lines, to be filled.
    pub fn empty(&mut self, kind: Kind, vendor: usize, prefix: &str, day: i64) -> usize {
        let number = self.vendors_number(vendor, prefix);
        let document = self.blank(kind, number, vendor, day);
        self.documents.push(document);
        self.documents.len() - 1
    }

    pub fn finds(&mut self, invoice: usize, codes: &[&str]) {
        self.documents[invoice].truth.extend(codes.iter().map(|code| (*code).to_owned()));
    }
}

/// The last digit of a GTIN or GLN (weights 3 and 1 from the right).
pub fn gtin_check(digits: &str) -> u32 {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, byte)| u32::from(byte - b'0') * if at % 2 == 0 { 3 } else { 1 })
        .sum();
    (10 - sum % 10) % 10
}

/// The last digit of a German VAT id (ISO 7064, modulo 11, 10).
fn vat_check(digits: &str) -> u32 {
    let product = digits.bytes().fold(10, |product, byte| {
        let sum = match (u32::from(byte - b'0') + product) % 10 {
            0 => 10,
            other => other,
        };
        sum * 2 % 11
    });
    (11 - product) % 10
}
