//! Three-way control: what was ordered, what came, what is billed, line by line and cumulative over
//! partial deliveries and partial invoices. Pure: the store hands the lines in, reports hand the
//! findings out.
//!
//! Quantities count in the unit of the order's line, prices in the order's currency for one such
//! unit, net of VAT. A billed line is held against the one ordered line that agrees best with it
//! (`book`); what agrees with none is told, never guessed.

mod arrival;
mod book;
mod check;
mod costs;
mod credits;
mod duplicates;
pub mod expected;
mod findings;
mod goods;
mod of_notes;
mod orders;
mod stock;
mod told;
mod usual;

pub use arrival::{Arrival, Arrived, arrivals};
pub use book::{Book, Counted, OrderLineState};
pub use duplicates::{Earlier, Seen};
pub use expected::{Expected, History, Usual};
pub use findings::{
    BANK_ACCOUNT, DELIVERY_UNCLEAR, DELIVERY_UNIT, DUPLICATE, DUPLICATE_WAITS, NO_ORDER,
    NOT_ORDERED, NOT_ORDERED_AT, UNKNOWN_VENDOR, UNUSUAL_AMOUNT, UNUSUAL_RHYTHM,
    VENDOR_OF_THAT_NAME,
};
pub use goods::{Goods, number_key};
pub use orders::{InForce, Said, in_force};
pub use stock::{Movement, MovementKind, Stock, stocks};
pub use usual::{Recurring, Unusual, unusual};

use crate::domain::text::fold;
use crate::domain::unit::Ratio;
use crate::domain::{Conversion, Currency, Finding, Unit};
use jiff::civil::Date;
use rust_decimal::{Decimal, dec};

/// How far something may differ: in percent of what should be, and by the value of the difference.
/// Both hold where both are set; where neither is, nothing may.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Limit {
    /// Percent of what was ordered or agreed.
    pub percent: Option<Decimal>,
    /// In the currency of the order.
    pub amount: Option<Decimal>,
}

impl Limit {
    /// Whether `over` above `base`, worth `value`, is let pass. What is worth nobody knows how much
    /// passes by percent alone.
    pub fn allows(&self, over: Decimal, base: Decimal, value: Option<Decimal>) -> bool {
        let in_percent =
            self.percent.is_none_or(|percent| over <= base * percent / Decimal::ONE_HUNDRED);
        let in_amount = self.amount.is_none_or(|most| value.is_some_and(|value| value <= most));
        (self.percent.is_some() || self.amount.is_some()) && in_percent && in_amount
    }
}

/// What may differ without a question, as SAP's tolerance keys have it.
#[derive(Debug, Clone, PartialEq)]
pub struct Tolerances {
    /// PP: how far a price may be above the ordered one.
    pub price: Limit,
    /// DQ: how much more than ordered may come and be billed.
    pub quantity: Limit,
    /// DW: how much of what is billed may not have come yet.
    pub undelivered: Limit,
    /// BD: differences in price of a whole invoice up to this amount are let pass.
    pub small_difference: Decimal,
    /// Freight and packing that nobody ordered may be so many percent of the goods billed.
    pub freight_percent: Decimal,
}

impl Default for Tolerances {
    fn default() -> Tolerances {
        Tolerances {
            price: Limit::default(),
            quantity: Limit::default(),
            undelivered: Limit::default(),
            small_difference: dec!(0.05),
            freight_percent: dec!(10),
        }
    }
}

/// A conversion that only holds for an article: one `unit` is `quantity` of `of`.
#[derive(Debug, Clone, PartialEq)]
pub struct Taught {
    /// `None`: of any article.
    pub article: Option<String>,
    /// The unit that is converted.
    pub unit: Unit,
    /// How many of `of` it is.
    pub quantity: Decimal,
    /// The unit that it is converted to.
    pub of: Unit,
}

impl Taught {
    /// What a row of a list says; `None` where a unit is not stated.
    pub fn of(row: &Conversion) -> Option<Taught> {
        Some(Taught {
            article: row.article.clone(),
            unit: Unit::read(&row.unit)?,
            quantity: row.quantity,
            of: Unit::read(&row.of)?,
        })
    }
}

/// How many conversions lead from one unit to another at most: a pallet of cartons of packs of
/// pieces.
const MOST_STEPS: usize = 3;

/// How many of one unit one of another is, for goods of these keys, as somebody taught; what is
/// said of the article comes before what is said of all.
fn taught(rules: &[Taught], from: &Unit, to: &Unit, keys: &[String]) -> Option<Ratio> {
    let of_article = |taught: &&Taught| {
        taught.article.as_deref().is_some_and(|article| keys.contains(&number_key(article)))
    };
    let own: Vec<&Taught> = rules.iter().filter(of_article).collect();
    let all: Vec<&Taught> =
        own.iter().copied().chain(rules.iter().filter(|taught| taught.article.is_none())).collect();
    stepwise(&all, from, to, MOST_STEPS)
}

fn stepwise(rules: &[&Taught], from: &Unit, to: &Unit, steps: usize) -> Option<Ratio> {
    if let Some(fact) = from.ratio_to(to) {
        return Some(fact);
    }
    let left = steps.checked_sub(1)?;
    rules.iter().find_map(|taught| {
        if taught.unit == *from {
            stepwise(rules, &taught.of, to, left)?.times(taught.quantity)
        } else if taught.unit == *to {
            stepwise(rules, from, &taught.of, left)?.part(taught.quantity)
        } else {
            None
        }
    })
}

/// By what the control judges.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rules {
    /// How far a line may differ.
    pub tolerances: Tolerances,
    /// Conversions that only hold for an article.
    pub taught: Vec<Taught>,
    /// No delivery note ever came: what is said of goods that are not there names what a company
    /// sets that counts nothing on arrival.
    pub never_counted: bool,
}

/// How a company has its invoices controlled.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CompanyRules {
    /// How far lines may differ, of the company and of single vendors.
    pub tolerances: Tolerances,
    /// Vendors (by key, VAT id or name) with tolerances of their own, which take the place of the
    /// company's.
    pub vendors: Vec<(String, Tolerances)>,
    /// Conversions that only hold for an article.
    pub taught: Vec<Taught>,
}

impl CompanyRules {
    /// The rules for a vendor of this key, name and VAT id.
    pub fn of_vendor(&self, key: &str, name: &str, vat_id: Option<&str>) -> Rules {
        let folded = [key, name].map(fold);
        let is_meant = |named: &str| {
            folded.contains(&fold(named))
                || vat_id.is_some_and(|vat_id| vat_id.eq_ignore_ascii_case(named))
        };
        let own = self
            .vendors
            .iter()
            .find(|(named, _)| is_meant(named))
            .map(|(_, tolerances)| tolerances);
        Rules {
            tolerances: own.unwrap_or(&self.tolerances).clone(),
            taught: self.taught.clone(),
            never_counted: false,
        }
    }
}

/// A line of an order in force.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ordered {
    /// The order's number.
    pub order: String,
    /// The line's number.
    pub line: Option<String>,
    /// The article.
    pub goods: Goods,
    /// `None` of a blanket order.
    pub quantity: Option<Decimal>,
    /// The unit of the quantity.
    pub unit: Option<Unit>,
    /// Net of VAT, for one unit.
    pub unit_price: Option<Decimal>,
    /// The currency of the price; none: euro.
    pub currency: Option<Currency>,
    /// Percent.
    pub vat_rate: Option<Decimal>,
    /// The day of the order.
    pub date: Option<Date>,
    /// The day it is wanted or promised.
    pub due: Option<Date>,
}

/// A line of a delivery note; negative when goods went back.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Delivered {
    /// The delivery note's number.
    pub note: String,
    /// The order that it names.
    pub order: Option<String>,
    /// The line of the order that it names.
    pub order_line: Option<String>,
    /// The article.
    pub goods: Goods,
    /// How much came, in `unit`; negative when it went back.
    pub quantity: Decimal,
    /// What the quantity may be instead, where it reads two ways.
    pub other_quantity: Option<Decimal>,
    /// The unit of the quantity.
    pub unit: Option<Unit>,
    /// The day it came.
    pub date: Option<Date>,
    /// The line's number in the note.
    pub id: Option<String>,
}

/// An invoice or credit note as the control sees it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Billing {
    /// Its number.
    pub number: Option<String>,
    /// The invoices that it says it corrects (BT-25).
    pub corrects: Vec<String>,
    /// Orders it names, each as it is written.
    pub orders: Vec<String>,
    /// Delivery notes it names.
    pub notes: Vec<String>,
    /// A credit note.
    pub credit: bool,
    /// The day it was issued.
    pub date: Option<Date>,
    /// Allowances on the whole, as a share of its lines: 0.05 takes five percent off each line.
    pub discount: Decimal,
    /// Charges on the whole (freight, packing), net.
    pub charges: Decimal,
    /// The currency of its amounts; none: euro.
    pub currency: Option<Currency>,
    /// Its lines.
    pub lines: Vec<Billed>,
}

impl Billing {
    /// The orders that one of its lines is about.
    pub(crate) fn orders_of<'b>(&'b self, line: &'b Billed) -> &'b [String] {
        if line.orders.is_empty() { &self.orders } else { &line.orders }
    }

    /// The delivery notes that one of its lines is about.
    pub(crate) fn notes_of<'b>(&'b self, line: &'b Billed) -> &'b [String] {
        if line.notes.is_empty() { &self.notes } else { &line.notes }
    }
}

/// A line of an invoice. Of a credit note the amounts are positive.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Billed {
    /// The line's number.
    pub id: Option<String>,
    /// The line of the order that it names (BT-132).
    pub order_line: Option<String>,
    /// Orders that the line itself names; empty: those of the whole.
    pub orders: Vec<String>,
    /// Delivery notes that the line itself names; empty: those of the whole.
    pub notes: Vec<String>,
    /// The article.
    pub goods: Goods,
    /// How much is billed (BT-129).
    pub quantity: Option<Decimal>,
    /// Its unit (BT-130).
    pub unit: Option<Unit>,
    /// Net of VAT, for one unit.
    pub unit_price: Option<Decimal>,
    /// The line's net amount (BT-131).
    pub net: Option<Decimal>,
    /// Percent.
    pub vat_rate: Option<Decimal>,
}

/// What the control found about an invoice, and at which line.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The invoice's line that it is about; none for the whole.
    pub line: Option<String>,
    /// What should stand there.
    pub expected: Option<String>,
    /// What stands there.
    pub actual: Option<String>,
    /// The sentence.
    pub finding: Finding,
    /// The credit note that made up for it.
    pub settled: Option<String>,
}

impl Found {
    /// The contract's code.
    pub fn code(&self) -> &'static str {
        self.finding.code()
    }
}
