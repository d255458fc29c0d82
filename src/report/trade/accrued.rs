//! Goods received that no booked invoice bills on a day, for the accrual at a month's end.

use super::Trade;
use crate::control::{CompanyRules, OrderLineState};
use crate::domain::OrderSide;
use crate::store::rows::ContactRow;
use crate::store::trade::Whose;
use crate::store::{Store, Stored};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::HashMap;

/// An ordered line of which more came than was billed.
#[derive(Debug, Clone)]
pub struct Unbilled {
    /// The vendor.
    pub contact: ContactRow,
    /// The line with its sums on that day.
    pub line: OrderLineState,
    /// What came and is not billed, in the order's unit, above zero.
    pub quantity: Decimal,
}

/// The lines of a company's purchases of which more had come by a day than invoices booked until
/// then bill. A delivery without a day, and an invoice that waits, are not counted.
pub async fn unbilled(
    store: &Store,
    company: &str,
    rules: &CompanyRules,
    until: Date,
) -> Stored<Vec<Unbilled>> {
    let whose = Whose { company: Some(company), contact: None };
    let by_company = HashMap::from([(company.to_owned(), rules.clone())]);
    let trade = Trade::gathered(store, whose, &by_company, Some(until)).await?;
    let mut found = Vec::new();
    for ((_, contact, side), book) in &trade.books {
        let Some(contact) = trade.contacts.get(contact).filter(|_| *side == OrderSide::Purchase)
        else {
            continue;
        };
        for line in book.lines() {
            let quantity = line.delivered - line.invoiced;
            if quantity > Decimal::ZERO {
                found.push(Unbilled { contact: contact.clone(), line: line.clone(), quantity });
            }
        }
    }
    Ok(found)
}
