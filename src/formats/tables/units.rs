//! `units.csv`: how many of one unit one of another is, of an article or of all.

use super::reading;
use super::sheet::{Row, Sheet};
use crate::domain::{Content, Conversion, Finding, Unit};
use crate::formats::{Input, Reading};
use rust_decimal::{Decimal, dec};

const LEAST: Decimal = dec!(0.000001);
const MOST: Decimal = dec!(1_000_000);

/// Reads the table; each row is a conversion of its own.
pub(super) fn read(input: &Input) -> Result<Reading, Finding> {
    let mut sheet = Sheet::read(input.bytes)?;
    let rows = sheet.good(conversion)?;
    Ok(reading(Content::Units(rows), sheet))
}

fn conversion(row: &mut Row) -> Option<Conversion> {
    let (written, of) = (row.needed("unit"), row.needed("of"));
    let quantity = row.needed("quantity").and_then(|_| row.number("quantity"));
    let quantity = quantity.filter(|quantity| row.within("quantity", *quantity, LEAST, MOST));
    let conversion =
        Conversion { article: row.text("article"), unit: written?, quantity: quantity?, of: of? };
    // What is a fact (a kilogram has 1000 g) no list says otherwise.
    let fact = Unit::read(&conversion.unit)?.in_terms_of(&Unit::read(&conversion.of)?);
    if let Some(fact) = fact.filter(|fact| *fact != conversion.quantity) {
        row.refuse_choice(
            "quantity",
            &conversion.quantity.normalize().to_string(),
            &fact.normalize().to_string(),
        );
        return None;
    }
    Some(conversion)
}
