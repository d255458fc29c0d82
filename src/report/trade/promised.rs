//! The lines of a customer's order with the day that each can be expected, for the confirmation of
//! the order.

use super::Trade;
use crate::control::{CompanyRules, History, Ordered, number_key};
use crate::domain::OrderSide;
use crate::store::trade::Whose;
use crate::store::{Store, Stored};
use jiff::civil::Date;
use std::collections::HashMap;

/// The lines in force of a customer's order, with the day that each is expected as the report
/// `deliveries` reckons it; `None` where nothing says when.
pub async fn promised(
    store: &Store,
    (company, contact): (&str, i64),
    order: &str,
    rules: &CompanyRules,
    today: Date,
) -> Stored<Vec<(Ordered, Option<Date>)>> {
    let whose = Whose { company: Some(company), contact: Some(contact) };
    let by_company = HashMap::from([(company.to_owned(), rules.clone())]);
    let trade = Trade::gathered(store, whose, &by_company, None).await?;
    let Some(book) = trade.books.get(&(company.to_owned(), contact, OrderSide::Sales)) else {
        return Ok(Vec::new());
    };
    let (history, wanted) = (History::of(book), number_key(order));
    let lines = book.lines().iter().filter(|line| number_key(&line.ordered.order) == wanted);
    Ok(lines.map(|line| (line.ordered.clone(), history.expected(line, today).day)).collect())
}
