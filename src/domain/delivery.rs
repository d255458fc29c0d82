//! Delivery notes (despatch advices): what was sent, from which order; and receipt advices: what of
//! it arrived.

use super::party::Party;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// One delivery note.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DeliveryNote {
    /// `ubl-despatch-advice`, `ubl-receipt-advice`, `desadv`, `recadv`, `opentrans`, `csv`,
    /// `pdf:NAME`.
    pub format: String,
    /// The seller's number of the delivery note (UBL `cbc:ID`, EDIFACT BGM).
    pub number: Option<String>,
    /// The day it was written.
    pub date: Option<Date>,
    /// The day the goods arrive or arrived.
    pub delivery_date: Option<Date>,
    /// Who sends the goods.
    pub supplier: Party,
    /// Who receives them.
    pub customer: Party,
    /// The order that the whole note is for; lines may name others.
    pub order_number: Option<String>,
    /// Of a receipt advice: the number of the delivery note whose goods it counts. What was
    /// received counts more than what was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub despatch_number: Option<String>,
    /// True of a receipt advice, which the customer writes.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub receipt: bool,
    /// What was sent, line by line, as the note lists it.
    pub lines: Vec<DeliveryLine>,
}

impl DeliveryNote {
    /// The order that the note is for, else the first that a line names.
    pub fn first_order(&self) -> Option<&str> {
        let of_line = || self.lines.iter().find_map(|line| line.order_number.as_deref());
        self.order_number.as_deref().or_else(of_line)
    }
}

/// One line of a delivery note.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DeliveryLine {
    /// The line's number in the note.
    pub id: Option<String>,
    /// The seller's number of the article, else the buyer's.
    pub article: Option<String>,
    /// The buyer's number, where the seller's stands in `article`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub buyer_article: Option<String>,
    /// The article's global trade item number (EAN), digits only.
    pub gtin: Option<String>,
    /// The article in words.
    pub description: Option<String>,
    /// What was sent or, in a receipt advice, what was received and not refused.
    pub quantity: Option<Decimal>,
    /// What the quantity may be instead: as a page writes it, it reads two ways (`1.000`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_quantity: Option<Decimal>,
    /// The unit as it was written; [`super::unit`] knows what it means.
    pub unit: Option<String>,
    /// The order that this line is for, where it differs from the note's.
    pub order_number: Option<String>,
    /// The line of that order.
    pub order_line: Option<String>,
    /// The batch or lot of the goods.
    pub batch: Option<String>,
}
