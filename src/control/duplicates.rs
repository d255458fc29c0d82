//! Whether an invoice came before: by its number in any spelling, or by what it bills.

use super::goods::number_key;
use jiff::civil::Date;
use rust_decimal::Decimal;

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
}

/// The earlier invoice of the same vendor that this one repeats. A number alone decides when the
/// year is the same (numbers begin anew with a year); amount and day decide only when all that is
/// billed is the same too.
pub fn duplicate_of<'a>(invoice: &Seen, earlier: &'a [Seen]) -> Option<&'a Seen> {
    let year = |seen: &Seen| seen.date.map(|date| date.year());
    let key = |seen: &Seen| seen.number.as_deref().map(number_key).filter(|key| !key.is_empty());
    let by_number = |other: &&Seen| {
        key(invoice).is_some() && key(invoice) == key(other) && year(invoice) == year(other)
    };
    let by_content = |other: &&Seen| {
        invoice.gross.is_some()
            && invoice.gross == other.gross
            && invoice.date.is_some()
            && invoice.date == other.date
            && !invoice.content.is_empty()
            && invoice.content == other.content
    };
    earlier
        .iter()
        .find(|other| other.document != invoice.document && (by_number(other) || by_content(other)))
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
        }
    }

    #[test]
    fn numbers_in_any_spelling_and_the_same_content() {
        let earlier = [seen(1, "RE-2026/0017", 2026, dec!(119), "A1×2")];
        let repeats = |other: Seen| duplicate_of(&other, &earlier).map(|seen| seen.document);
        assert_eq!(repeats(seen(2, "re 2026 0017", 2026, dec!(50), "")), Some(1));
        assert_eq!(repeats(seen(2, "RE-2026/0018", 2026, dec!(119), "A1×2")), Some(1));
        assert_eq!(repeats(seen(2, "RE-2026/0018", 2026, dec!(119), "A2×2")), None);
        assert_eq!(repeats(seen(2, "RE-2026/0017", 2027, dec!(50), "")), None);
        assert_eq!(repeats(earlier[0].clone()), None);
    }
}
