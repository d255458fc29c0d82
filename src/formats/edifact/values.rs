//! What the segments that orders and delivery notes share say: numbers, days, parties, articles
//! (EDCD C082, C186, C212, C507).

use super::super::trade;
use super::segment::Segment;
use crate::domain::{Party, VatId};
use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};
use rust_decimal::Decimal;

/// A number; ISO 9735 takes point or comma for the decimals, and nothing for the thousands.
pub fn decimal(text: &str) -> Option<Decimal> {
    let text = text.trim();
    match text.matches([',', '.']).count() {
        0 | 1 => trade::decimal(&text.replace(',', ".")),
        _ => None,
    }
}

/// A day by its format (UNCL 2379); without a format by its length. Of a span the last day counts.
pub fn day(value: &str, format: &str) -> Option<Date> {
    let digits = |from: usize, to: usize| {
        value.get(from..to).filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let number = |from, to| digits(from, to)?.parse::<i16>().ok();
    let of = |year: i16, month: i16, day: i16| {
        Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()
    };
    let long = |from: usize| {
        of(number(from, from + 4)?, number(from + 4, from + 6)?, number(from + 6, from + 8)?)
    };
    let short = |from: usize| {
        of(2000 + number(from, from + 2)?, number(from + 2, from + 4)?, number(from + 4, from + 6)?)
    };
    match format.trim() {
        "102" | "203" | "204" | "205" | "303" | "304" => long(0),
        "101" | "201" | "301" => short(0),
        "2" => of(2000 + number(4, 6)?, number(2, 4)?, number(0, 2)?),
        "616" => week(number(0, 4)?, number(4, 6)?),
        "610" => month_end(number(0, 4)?, number(4, 6)?),
        "718" => long(value.find('-').map_or(8, |dash| dash + 1)),
        "719" | "720" => long(value.find('-').map_or(12, |dash| dash + 1)),
        "" if matches!(value.len(), 8 | 12 | 14) => long(0),
        "" if value.len() == 6 => short(0),
        _ => None,
    }
}

/// The Sunday that ends a week of ISO 8601.
fn week(year: i16, week: i16) -> Option<Date> {
    ISOWeekDate::new(year, week.try_into().ok()?, Weekday::Sunday).ok().map(ISOWeekDate::date)
}

fn month_end(year: i16, month: i16) -> Option<Date> {
    Date::new(year, month.try_into().ok()?, 1).ok().map(Date::last_of_month)
}

/// The day of a DTM segment. `relative` formats (804: days) count from `since`.
pub fn date(segment: &Segment, since: Option<Date>) -> Option<Date> {
    let (value, format) = (segment.part(1, 1), segment.part(1, 2));
    match format {
        "804" => since?.checked_add(value.parse::<i32>().ok()?.days()).ok(),
        _ => day(value, format),
    }
}

/// The party of a NAD segment.
pub fn party(segment: &Segment) -> Party {
    let name = segment.element(4).texts(0..5).or_else(|| segment.element(3).texts(0..5));
    Party {
        name,
        identifier: segment.text(2, 0),
        street: segment.element(5).texts(0..4),
        city: segment.text(6, 0),
        postcode: segment.text(8, 0),
        country: segment.text(9, 0),
        ..Party::default()
    }
}

/// What a RFF segment behind a party says of it (VA: VAT id, FC: tax number).
pub fn complete(party: &mut Party, reference: &Segment) {
    match reference.part(1, 0) {
        "VA" => party.vat_id = reference.text(1, 1).and_then(|text| VatId::read(&text)),
        "FC" => party.tax_number = reference.text(1, 1),
        _ => {}
    }
}

/// The numbers of an article, as LIN and PIA give them.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Article {
    pub gtin: Option<String>,
    pub seller: Option<String>,
    pub buyer: Option<String>,
    pub other: Option<String>,
    pub batch: Option<String>,
}

impl Article {
    /// Takes one number with its kind (UNCL 7143).
    pub fn take(&mut self, number: Option<String>, kind: &str) {
        let Some(number) = number else { return };
        let place = match kind {
            "EN" | "UP" | "SRV" | "GTN" | "UA" => &mut self.gtin,
            "SA" | "VN" | "VP" => &mut self.seller,
            "BP" | "IN" | "PO" => &mut self.buyer,
            "NB" => &mut self.batch,
            "" if trade::is_gtin(&number) => &mut self.gtin,
            _ => &mut self.other,
        };
        place.get_or_insert(number);
    }

    /// Takes LIN's number, or PIA's up to five.
    pub fn take_from(&mut self, segment: &Segment) {
        let (first, most) = if segment.tag() == "LIN" { (3, 1) } else { (2, 5) };
        for element in segment.elements_from(first).take(most) {
            self.take(element.text(0), element.part(1));
        }
    }

    /// The seller's number, else the buyer's, else any; with the buyer's beside it where both are
    /// stated.
    pub fn numbers(&self) -> (Option<String>, Option<String>) {
        let main =
            self.seller.clone().or_else(|| self.buyer.clone()).or_else(|| self.other.clone());
        (main, self.buyer.clone().filter(|_| self.seller.is_some()))
    }
}

/// The description of an IMD segment: free text (C273 7008), else the coded description.
pub fn description(segment: &Segment) -> Option<String> {
    let element = segment.element(3);
    element.texts(3..5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use rust_decimal::dec;

    #[test]
    fn numbers_have_one_mark() {
        assert_eq!(
            (decimal("0,5"), decimal("48.000"), decimal("1000")),
            (Some(dec!(0.5)), Some(dec!(48.000)), Some(dec!(1000)))
        );
        assert_eq!((decimal("1.000,5"), decimal(""), decimal("12x")), (None, None, None));
    }

    #[test]
    fn days_of_all_formats() {
        assert_eq!(day("20260904", "102"), Some(date(2026, 9, 4)));
        assert_eq!(day("202609041530", "203"), Some(date(2026, 9, 4)));
        assert_eq!(day("260904", "101"), Some(date(2026, 9, 4)));
        assert_eq!(day("202636", "616"), Some(date(2026, 9, 6)));
        assert_eq!(day("202602", "610"), Some(date(2026, 2, 28)));
        assert_eq!(day("20260901-20260904", "718"), Some(date(2026, 9, 4)));
        assert_eq!(day("20260904", ""), Some(date(2026, 9, 4)));
        assert_eq!(
            (day("20261304", "102"), day("morgen", "102"), day("€€€€", "")),
            (None, None, None)
        );
    }
}
