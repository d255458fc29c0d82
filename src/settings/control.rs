//! `[tolerances]`, `[[vendor_tolerances]]` and `[[unit]]`: how invoices received are controlled.

use super::fault::Hint;
use super::findings::{MISSING, UNIT_OTHERWISE, VENDOR_REPEATED};
use super::page::Table;
use crate::control::{CompanyRules, Limit, Taught, Tolerances};
use crate::domain::Unit;
use crate::domain::text::fold;
use rust_decimal::{Decimal, dec};
use toml::Spanned;

/// Percentages up to double; amounts up to a million.
const PERCENT: std::ops::RangeInclusive<Decimal> = Decimal::ZERO..=Decimal::ONE_HUNDRED;
const AMOUNT: std::ops::RangeInclusive<Decimal> = Decimal::ZERO..=dec!(1_000_000);
const QUANTITY: std::ops::RangeInclusive<Decimal> = dec!(0.000001)..=dec!(1_000_000);

/// Reads all that a company's file says of the control.
pub(super) fn read_control(root: &Table<'_>) -> CompanyRules {
    let tolerances = root
        .table("tolerances")
        .map(|table| read_tolerances(&table, Tolerances::default()))
        .unwrap_or_default();
    let mut vendors: Vec<(String, Tolerances)> = Vec::new();
    for table in root.tables("vendor_tolerances") {
        let vendor = table.needed("vendor").map(Spanned::into_inner);
        let own = read_tolerances(&table, tolerances.clone());
        let Some(vendor) = vendor else { continue };
        if vendors.iter().any(|(earlier, _)| fold(earlier) == fold(&vendor)) {
            table.fault(&VENDOR_REPEATED, None);
            continue;
        }
        vendors.push((vendor, own));
    }
    CompanyRules {
        tolerances,
        vendors,
        taught: root.tables("unit").iter().filter_map(read_unit).collect(),
    }
}

/// What a table says; what it leaves out stays as it is in `otherwise`.
fn read_tolerances(table: &Table<'_>, otherwise: Tolerances) -> Tolerances {
    let limit = |percent: Option<Decimal>, amount: Option<Decimal>, otherwise: Limit| match (
        percent, amount,
    ) {
        (None, None) => otherwise,
        (percent, amount) => Limit { percent, amount },
    };
    let read = Tolerances {
        price: limit(
            table.decimal("price_percent", PERCENT),
            table.decimal("price_amount", AMOUNT),
            otherwise.price,
        ),
        quantity: limit(
            table.decimal("quantity_percent", PERCENT),
            table.decimal("quantity_amount", AMOUNT),
            otherwise.quantity,
        ),
        undelivered: limit(
            table.decimal("undelivered_percent", PERCENT),
            table.decimal("undelivered_amount", AMOUNT),
            otherwise.undelivered,
        ),
        small_difference: table
            .decimal("small_difference", AMOUNT)
            .unwrap_or(otherwise.small_difference),
        freight_percent: table
            .decimal("freight_percent", PERCENT)
            .unwrap_or(otherwise.freight_percent),
    };
    table.done();
    read
}

/// `[[unit]]`: one of a unit is so many of another, of an article or of all.
fn read_unit(table: &Table<'_>) -> Option<Taught> {
    let article =
        table.text("article").map(Spanned::into_inner).filter(|article| !article.is_empty());
    let (unit, of, quantity) =
        (table.needed("unit"), table.needed("of"), table.decimal("quantity", QUANTITY));
    if table.value("quantity").is_none() {
        table.page().fault(table.span(), MISSING.found().with("key", "quantity"), None);
    }
    table.done();
    let (written, of_written, quantity) = (unit?.into_inner(), of?.into_inner(), quantity?);
    let (unit, of) = (Unit::read(&written)?, Unit::read(&of_written)?);
    let hint = Hint::Do(
        "Zum Beispiel: unit = \"Karton\", quantity = 12, of = \"Stk\".",
        "For instance: unit = \"carton\", quantity = 12, of = \"pcs\".",
    );
    if let Some(fact) = unit.in_terms_of(&of).filter(|fact| *fact != quantity) {
        let finding = UNIT_OTHERWISE
            .found()
            .with("unit", written)
            .with("of", of_written)
            .with_value("fact", fact.normalize());
        table.page().fault(table.span(), finding, Some(hint));
        return None;
    }
    Some(Taught { article, unit, quantity, of })
}
