//! Exchange rates as a central bank publishes them.

use super::Currency;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;

/// The rate of one currency on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ExchangeRate {
    /// The day it is published for.
    pub day: Date,
    /// The foreign currency.
    pub currency: Currency,
    /// Units of the currency for one euro; above zero.
    pub rate: Decimal,
}
