//! What a user drops to say what is known: contacts and open items.

use super::invoice::Discount;
use super::money::Money;
use super::party::{Iban, VatId};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;

/// Who owes whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// A customer owes the company.
    Receivable,
    /// The company owes a vendor.
    Payable,
}

impl Side {
    /// The spelling of reports and store.
    pub fn as_str(self) -> &'static str {
        match self {
            Side::Receivable => "receivable",
            Side::Payable => "payable",
        }
    }
}

/// Customer, vendor or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Buys from the company: receivables.
    Customer,
    /// Sells to the company: payables.
    Vendor,
    /// Both at once.
    Both,
}

/// Somebody the company does business with. The key is `contact`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contact {
    /// The contact's number, the key of the list.
    pub contact: String,
    /// The name that invoices and statements are compared with.
    pub name: String,
    /// Whether it buys, sells or both.
    pub role: Role,
    /// Its VAT id, the strongest mark of who it is.
    pub vat_id: Option<VatId>,
    /// The bank accounts that are its own.
    pub ibans: Vec<Iban>,
    /// Where mails to it go.
    pub email: Option<String>,
    /// Street and house number.
    pub street: Option<String>,
    /// Postal code.
    pub postcode: Option<String>,
    /// Town.
    pub city: Option<String>,
    /// ISO 3166-1 alpha-2 code; none means the company's own country.
    pub country: Option<String>,
    /// The account that invoices of this vendor are booked on, or revenue of this customer.
    pub account: Option<String>,
}

/// A receivable or payable not settled yet. The key is (`document`, `side`, `contact`).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OpenItem {
    /// The invoice's number, as its issuer writes it.
    pub document: String,
    /// Receivable or payable.
    pub side: Side,
    /// The contact's key or name.
    pub contact: String,
    /// The document's date.
    pub date: Option<Date>,
    /// The day it is due.
    pub due: Option<Date>,
    /// Gross; negative for a credit note.
    #[serde(flatten)]
    pub amount: Money,
    /// The discounts for paying early, with their last days.
    pub discounts: Vec<Discount>,
    /// The order it stems from.
    pub order: Option<String>,
    /// VAT rate of the document in percent; `None` where nobody said, or where there are several.
    pub vat_rate: Option<Decimal>,
}

/// What an account stands at on the day the books are taken over. The key is `account`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpeningBalance {
    /// Number of a general ledger account.
    pub account: String,
    /// Debit less credit, in the currency of the books.
    pub balance: Decimal,
    /// It holds from the beginning of this day.
    pub date: Date,
}
