//! Delivery notes (despatch advices): what was sent, from which order; and receipt advices: what of it arrived.

use super::party::Party;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// One delivery note.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DeliveryNote {
    /// `ubl-despatch-advice`, `ubl-receipt-advice`, `desadv`, `recadv`, `opentrans`, `csv`, `pdf:NAME`.
    pub format: String,
    pub number: Option<String>,
    /// The day it was written.
    pub date: Option<Date>,
    /// The day the goods arrive or arrived.
    pub delivery_date: Option<Date>,
    pub supplier: Party,
    pub customer: Party,
    pub order_number: Option<String>,
    /// Of a receipt advice: the number of the delivery note whose goods it counts. What was received counts more than what was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub despatch_number: Option<String>,
    /// True of a receipt advice, which the customer writes.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub receipt: bool,
    pub lines: Vec<DeliveryLine>,
}

/// One line of a delivery note.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DeliveryLine {
    pub id: Option<String>,
    /// The seller's number of the article, else the buyer's.
    pub article: Option<String>,
    /// The buyer's number, where the seller's stands in `article`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub buyer_article: Option<String>,
    pub gtin: Option<String>,
    pub description: Option<String>,
    /// What was sent or, in a receipt advice, what was received and not refused.
    pub quantity: Option<Decimal>,
    pub unit: Option<String>,
    pub order_number: Option<String>,
    pub order_line: Option<String>,
    pub batch: Option<String>,
}
