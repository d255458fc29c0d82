//! Whether an invoice came before: by its number in any spelling, or by what it bills.

use super::goods::number_key;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::HashMap;

/// An invoice as far as it is compared with others of the same vendor.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// The document's id.
    pub document: i64,
    /// The invoice's number as it is written.
    pub number: Option<String>,
    /// Its date.
    pub date: Option<Date>,
    /// What it asks for with VAT; of a credit note negative.
    pub gross: Option<Decimal>,
    /// Articles and quantities, as text; empty where the lines are not known.
    pub content: String,
    /// It is not booked yet.
    pub waits: bool,
}

/// The invoices of one vendor, in the order they came, found by their numbers and by what they
/// bill.
#[derive(Debug, Default)]
pub struct Earlier {
    seen: Vec<Seen>,
    /// The first that bears a number in a year.
    by_number: HashMap<(String, Option<i16>), usize>,
    /// The first of this gross, day and content.
    by_content: HashMap<(Decimal, Date, String), usize>,
}

impl Earlier {
    /// The earlier invoice that this one repeats. A number alone decides when the year is the same
    /// (numbers begin anew with a year); amount and day decide only when all that is billed is the
    /// same too.
    pub fn repeated_by(&self, invoice: &Seen) -> Option<&Seen> {
        let by_number = invoice.number_in_year().and_then(|key| self.by_number.get(&key));
        let by_content = invoice.billed().and_then(|key| self.by_content.get(&key));
        by_number.into_iter().chain(by_content).min().and_then(|at| self.seen.get(*at))
    }

    /// Takes up the next.
    pub fn add(&mut self, invoice: Seen) {
        let at = self.seen.len();
        if let Some(key) = invoice.number_in_year() {
            self.by_number.entry(key).or_insert(at);
        }
        if let Some(key) = invoice.billed() {
            self.by_content.entry(key).or_insert(at);
        }
        self.seen.push(invoice);
    }
}

impl Seen {
    fn number_in_year(&self) -> Option<(String, Option<i16>)> {
        let key = number_key(self.number.as_deref()?);
        (!key.is_empty()).then(|| (key, self.date.map(|date| date.year())))
    }

    fn billed(&self) -> Option<(Decimal, Date, String)> {
        let content = Some(self.content.clone()).filter(|content| !content.is_empty())?;
        Some((self.gross?, self.date?, content))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use rust_decimal::dec;

    fn seen(document: i64, number: &str, year: i16, gross: Decimal, content: &str) -> Seen {
        Seen {
            document,
            number: Some(number.into()),
            date: Some(date(year, 3, 1)),
            gross: Some(gross),
            content: content.into(),
            waits: false,
        }
    }

    #[test]
    fn numbers_in_any_spelling_and_the_same_content() {
        let mut earlier = Earlier::default();
        earlier.add(seen(1, "RE-2026/0017", 2026, dec!(119), "A1×2"));
        earlier.add(seen(3, "RE-2026/0020", 2026, dec!(70), "A3×1"));
        let repeats = |other: Seen| earlier.repeated_by(&other).map(|seen| seen.document);
        assert_eq!(repeats(seen(2, "re 2026 0017", 2026, dec!(50), "")), Some(1));
        assert_eq!(repeats(seen(2, "RE-2026/0018", 2026, dec!(119), "A1×2")), Some(1));
        assert_eq!(repeats(seen(2, "RE-2026/0018", 2026, dec!(119), "A2×2")), None);
        assert_eq!(repeats(seen(2, "RE-2026/0017", 2027, dec!(50), "")), None);
        // By its number one, by its content another: the first that came is named.
        assert_eq!(repeats(seen(2, "RE-2026/0020", 2026, dec!(119.00), "A1×2")), Some(1));
        assert_eq!(repeats(seen(2, "--", 2026, dec!(119), "")), None);
    }
}
