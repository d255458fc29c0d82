//! Delivery notes (despatch advices): what was sent, from which order.

use super::party::Party;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;

/// One delivery note.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct DeliveryNote {
    /// `ubl-despatch-advice`, `desadv`, `opentrans`, `csv`, `pdf:NAME`.
    pub format: String,
    pub number: Option<String>,
    /// The day it was written.
    pub date: Option<Date>,
    /// The day the goods arrive or arrived.
    pub delivery_date: Option<Date>,
    pub supplier: Party,
    pub customer: Party,
    pub order_number: Option<String>,
    pub lines: Vec<DeliveryLine>,
}

/// One line of a delivery note.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct DeliveryLine {
    pub id: Option<String>,
    pub article: Option<String>,
    pub gtin: Option<String>,
    pub description: Option<String>,
    pub quantity: Option<Decimal>,
    pub unit: Option<String>,
    pub order_number: Option<String>,
    pub order_line: Option<String>,
    pub batch: Option<String>,
}
