//! What lies in stock, counted by hand on a day (Inventur); and how many of one unit one of another
//! is.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// One row of a stock-taking list: so much of an article lay there at the end of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockCount {
    /// The company's own number of the article.
    pub article: String,
    /// The article's global trade item number (EAN), digits only.
    pub gtin: Option<String>,
    /// The article in words.
    pub description: Option<String>,
    /// How much was counted; never below zero.
    pub counted: Decimal,
    /// The unit as it was written.
    pub unit: Option<String>,
    /// The day of the count; it holds at its end.
    pub date: Date,
    /// The place where it lies; counts of several places add up.
    pub place: Option<String>,
}

/// One row of a list of conversions: one `unit` is `quantity` of `of`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversion {
    /// The article, by any of its numbers; `None`: of any article.
    pub article: Option<String>,
    /// The unit as it was written, such as a carton.
    pub unit: String,
    /// How many of `of` it is; above zero.
    pub quantity: Decimal,
    /// The unit that it is converted to, as it was written.
    pub of: String,
}
