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
    Customer,
    Vendor,
    Both,
}

/// Somebody the company does business with. The key is `contact`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contact {
    pub contact: String,
    pub name: String,
    pub role: Role,
    pub vat_id: Option<VatId>,
    pub ibans: Vec<Iban>,
    pub email: Option<String>,
    pub street: Option<String>,
    pub postcode: Option<String>,
    pub city: Option<String>,
    pub country: Option<String>,
    /// The account that invoices of this vendor are booked on, or revenue of this customer.
    pub account: Option<String>,
}

/// A receivable or payable not settled yet. The key is (`document`, `side`, `contact`).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OpenItem {
    /// The invoice's number, as its issuer writes it.
    pub document: String,
    pub side: Side,
    /// The contact's key or name.
    pub contact: String,
    pub date: Option<Date>,
    pub due: Option<Date>,
    /// Gross; negative for a credit note.
    #[serde(flatten)]
    pub amount: Money,
    pub discounts: Vec<Discount>,
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
