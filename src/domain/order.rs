//! Orders: what was ordered from whom, how an order was changed, and what the other side confirmed
//! of it.

use super::money::Currency;
use super::party::Party;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Which way an order goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OrderSide {
    /// The company buys.
    Purchase,
    /// The company sells.
    Sales,
}

impl OrderSide {
    /// The spelling of reports and store.
    pub fn as_str(self) -> &'static str {
        match self {
            OrderSide::Purchase => "purchase",
            OrderSide::Sales => "sales",
        }
    }
}

/// What a message says of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OrderStage {
    /// The order itself.
    #[default]
    Order,
    /// The buyer changes it.
    Change,
    /// The seller answers it: confirms, changes or declines lines.
    Confirmation,
    /// The buyer takes it back as a whole.
    Cancellation,
    /// The seller refuses it as a whole.
    Refusal,
}

/// What a change or an answer says of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LineStatus {
    /// As it was ordered.
    Accepted,
    /// Taken with a change.
    Changed,
    /// Not taken.
    Declined,
    /// A line that the order had not.
    Added,
    /// A line that is taken out of the order.
    Deleted,
}

/// A purchase or sales order, or a message about one. The key of an order is (`number`, `side`), of
/// a line its `id` too.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// `ubl-order`, `orders`, `opentrans`, `order-x`, `csv`.
    pub format: String,
    /// The message's own number.
    pub number: String,
    /// The day of the message.
    pub date: Option<Date>,
    /// Seen from the company that the message came to; where that is not known, an order is a
    /// customer's and an answer a vendor's.
    pub side: OrderSide,
    /// Whether this is an order, a change of one, or the answer to one.
    #[serde(default)]
    pub stage: OrderStage,
    /// The number of the order that a change or an answer is about.
    #[serde(default)]
    pub order_number: Option<String>,
    /// The currency of the prices; none means the company's own.
    #[serde(default)]
    pub currency: Option<Currency>,
    /// The other side.
    pub party: Party,
    /// Both sides, where the message names both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buyer: Option<Party>,
    /// Who delivers, where the message says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seller: Option<Party>,
    /// What is ordered, line by line.
    pub lines: Vec<OrderLine>,
}

impl Order {
    /// The number under which the order itself is known.
    pub fn about(&self) -> &str {
        self.order_number
            .as_deref()
            .filter(|_| self.stage != OrderStage::Order)
            .unwrap_or(&self.number)
    }

    /// Seen from one of its sides.
    pub fn seen_from(mut self, side: OrderSide) -> Order {
        let other = match side {
            OrderSide::Purchase => self.seller.clone(),
            OrderSide::Sales => self.buyer.clone(),
        };
        self.party = other.unwrap_or(self.party);
        self.side = side;
        self
    }
}

/// One line of an order; price net of VAT, for one unit.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct OrderLine {
    /// The line's number in the message.
    pub id: Option<String>,
    /// The seller's number of the article, else the buyer's.
    pub article: Option<String>,
    /// The buyer's number, where the seller's stands in `article`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buyer_article: Option<String>,
    /// The article's global trade item number (EAN), digits only.
    pub gtin: Option<String>,
    /// The article in words.
    pub description: Option<String>,
    /// How many of the unit; never negative in a sound order.
    pub quantity: Option<Decimal>,
    /// The unit as it was written; [`super::unit`] knows what it means.
    pub unit: Option<String>,
    /// Net of VAT, for one unit, in the order's currency.
    pub unit_price: Option<Decimal>,
    /// Percent, such as 19.
    pub vat_rate: Option<Decimal>,
    /// The day that the goods are wanted or promised.
    pub delivery_date: Option<Date>,
    /// What a change or an answer says of the line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<LineStatus>,
    /// The line of the order that a line of a change or an answer is about, where it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_line: Option<String>,
}
