//! `stock.csv`: what was counted in stock.

use super::reading;
use super::sheet::{Row, Sheet};
use crate::domain::{Content, Finding, StockCount};
use crate::formats::{Input, Reading};
use rust_decimal::{Decimal, dec};

/// More of an article lies in no stock.
const MOST: Decimal = dec!(1_000_000_000);

/// Reads the table; each row is a count of its own.
pub(super) fn read(input: &Input) -> Result<Reading, Finding> {
    let mut sheet = Sheet::read(input.bytes)?;
    let rows = sheet.good(count)?;
    Ok(reading(Content::StockCounts(rows), sheet))
}

fn count(row: &mut Row) -> Option<StockCount> {
    let article = row.needed("article");
    let counted = row.needed("counted").and_then(|_| row.number("counted"));
    let counted = counted.filter(|counted| row.within("counted", *counted, Decimal::ZERO, MOST));
    let date = row.needed("date").and_then(|_| row.date("date"));
    Some(StockCount {
        article: article?,
        gtin: row.text("gtin"),
        description: row.text("description"),
        counted: counted?,
        unit: row.text("unit"),
        date: date?,
        place: row.text("place"),
    })
}
