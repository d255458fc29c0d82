//! What a billed line is when it is no goods: freight and the like, a discount on the whole, a
//! service.

use super::Billed;
use crate::domain::Unit;
use crate::domain::text::fold;

/// Beginnings of words that name costs beside the goods, folded.
const COSTS: &[&str] = &[
    "fracht",
    "versand",
    "porto",
    "lieferkosten",
    "lieferpauschale",
    "verpackung",
    "maut",
    "spedition",
    "transport",
    "zustell",
    "anfahrt",
    "energiezuschlag",
    "dieselzuschlag",
    "mindermengenzuschlag",
    "legierungszuschlag",
    "energiekosten",
    "teuerungszuschlag",
    "kleinmengen",
    "mindestmengen",
    "expresszuschlag",
    "express",
    "kurier",
    "rollgeld",
    "nachnahme",
    "anlieferung",
    "zufuhr",
    "logistikpauschale",
    "logistikkosten",
    "avisierung",
    "palettentausch",
    "bearbeitungspauschale",
    "bearbeitungsgebuehr",
    "carriage",
    "courier",
    "fuel surcharge",
    "freight",
    "shipping",
    "postage",
    "handling",
    "delivery charge",
    "packing",
];

/// Ends of such words, folded.
const COST_ENDS: &[&str] = &[
    "fracht",
    "versand",
    "porto",
    "frachtkosten",
    "versandkosten",
    "transportkosten",
    "verpackungskosten",
];

/// Beginnings and ends of words for what is taken off the whole, folded.
const DISCOUNTS: &[&str] =
    &["rabatt", "nachlass", "abschlag", "preisnachlass", "discount", "rebate", "bonus"];

/// True for freight, packing and the like.
pub(super) fn is_cost(line: &Billed) -> bool {
    let text = fold(line.goods.description.as_deref().unwrap_or_default());
    let begins = |cost: &str| {
        text.split_whitespace().any(|word| word.starts_with(cost)) || text.starts_with(cost)
    };
    let ends =
        |cost: &str| text.split(|c: char| !c.is_alphanumeric()).any(|word| word.ends_with(cost));
    COSTS.iter().any(|cost| begins(cost)) || COST_ENDS.iter().any(|cost| ends(cost))
}

/// True for what is taken off the price of the whole.
pub(super) fn is_discount(line: &Billed) -> bool {
    let text = fold(line.goods.description.as_deref().unwrap_or_default());
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    words.any(|word| DISCOUNTS.iter().any(|one| word.starts_with(one) || word.ends_with(one)))
}

/// Services are not delivered with a note: hours, days, months, lump sums.
pub(super) fn needs_no_receipt(unit: Option<&Unit>) -> bool {
    unit.is_some_and(|unit| matches!(unit.code(), "HUR" | "DAY" | "WEE" | "MON" | "ANN" | "LS"))
}
