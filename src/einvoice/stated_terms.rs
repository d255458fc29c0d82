//! Payment terms in elements of their own: the discount terms of CII (EXTENDED profiles) and
//! ZUGFeRD 1.0, and the settlement discount of UBL, which EN 16931 does not know but older senders
//! use.

use super::convert::day;
use crate::domain::invoice::Discount;
use crate::n;
use crate::xml::Node;
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// What the elements say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stated {
    pub discounts: Vec<Discount>,
    /// The due date of the whole amount, where several terms stand side by side and the first is
    /// not the last.
    pub due: Option<Date>,
}

/// Reads the terms of an invoice in UBL, CII or ZUGFeRD 1.0 from its root.
pub fn read(root: Node) -> Stated {
    match root.prefix() {
        "ubl" | "cn" => Stated {
            discounts: root.all(n!("cac:PaymentTerms")).filter_map(ubl_discount).collect(),
            due: None,
        },
        _ => settlement(root).map(cii).unwrap_or_default(),
    }
}

fn ubl_discount(terms: Node) -> Option<Discount> {
    let percent = percent(terms.child(n!("cbc:SettlementDiscountPercent"))?)?;
    let period = terms.child(n!("cac:SettlementPeriod"));
    let until = period
        .and_then(|period| period.child(n!("cbc:EndDate")))
        .and_then(|end| day(end.text().trim()));
    let days = period.and_then(|period| period.child(n!("cbc:DurationMeasure"))).and_then(days);
    let base = terms.child(n!("cbc:Amount")).and_then(decimal);
    (until.is_some() || days.is_some()).then_some(Discount { percent, days, until, base })
}

/// The settlement of CII or ZUGFeRD 1.0, whose names differ.
fn settlement<'t, 'a>(root: Node<'t, 'a>) -> Option<Node<'t, 'a>> {
    let trade = local(root, "SupplyChainTradeTransaction")
        .or_else(|| local(root, "SpecifiedSupplyChainTradeTransaction"))?;
    local(trade, "ApplicableHeaderTradeSettlement")
        .or_else(|| local(trade, "ApplicableSupplyChainTradeSettlement"))
}

fn cii(settlement: Node) -> Stated {
    let groups: Vec<Node> = settlement
        .children()
        .filter(|child| child.local() == "SpecifiedTradePaymentTerms")
        .collect();
    let several = groups.len() > 1;
    let mut stated = Stated::default();
    for group in groups {
        let ends = date(group, "DueDateDateTime");
        let before = stated.discounts.len();
        let terms =
            group.children().filter(|child| child.local() == "ApplicableTradePaymentDiscountTerms");
        stated
            .discounts
            .extend(terms.filter_map(|terms| cii_discount(terms, ends.filter(|_| several))));
        if several && stated.discounts.len() == before {
            stated.due = stated.due.max(ends);
        }
    }
    stated
}

/// A discount counts from its base date where it names one, else from the invoice; one that names
/// neither days nor a date ends with the terms it stands in.
fn cii_discount(terms: Node, ends: Option<Date>) -> Option<Discount> {
    let percent = local(terms, "CalculationPercent").and_then(percent)?;
    let days = local(terms, "BasisPeriodMeasure").and_then(days);
    let from = date(terms, "BasisDateTime");
    let until = match (from, days) {
        (Some(from), Some(days)) => from.checked_add(i64::from(days).days()).ok(),
        (Some(from), None) => Some(from),
        (None, Some(_)) => None,
        (None, None) => ends,
    };
    Some(Discount {
        percent,
        days: days.filter(|_| from.is_none()),
        until,
        base: local(terms, "BasisAmount").and_then(decimal),
    })
}

fn local<'t, 'a>(node: Node<'t, 'a>, name: &str) -> Option<Node<'t, 'a>> {
    node.children().find(|child| child.local() == name)
}

fn date(node: Node, name: &str) -> Option<Date> {
    day(local(node, name)?.children().next()?.text().trim())
}

/// Whole days; `14.00` counts as 14, weeks as seven, other units as nothing (UN/ECE Recommendation
/// 20).
fn days(measure: Node) -> Option<u32> {
    let number = decimal(measure)?.normalize();
    let whole = (number.scale() == 0).then(|| u32::try_from(number.mantissa()).ok()).flatten()?;
    match measure.attribute(n!("unitCode")).map(str::trim) {
        None | Some("DAY" | "") => Some(whole),
        Some("WEE") => whole.checked_mul(7),
        Some(_) => None,
    }
    .filter(|days| *days <= 366)
}

fn percent(node: Node) -> Option<Decimal> {
    decimal(node).filter(|percent| *percent > Decimal::ZERO && *percent < Decimal::ONE_HUNDRED)
}

fn decimal(node: Node) -> Option<Decimal> {
    let text = node.text().trim();
    let plain = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+'));
    plain.then(|| Decimal::from_str_exact(text).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Finding;
    use crate::xml::{Limits, Tree};
    use jiff::civil::date;
    use rust_decimal::dec;

    fn cii(terms: &str) -> Result<Stated, Finding> {
        let text = format!(
            "<r><SupplyChainTradeTransaction><ApplicableHeaderTradeSettlement>{terms}</ApplicableHeaderTradeSettlement></SupplyChainTradeTransaction></r>"
        );
        Ok(read(Tree::parse(&text, Limits::default())?.root()))
    }

    #[test]
    fn discounts_of_cii_count_from_their_base_date() -> Result<(), Finding> {
        let terms = |inner: &str| {
            format!(
                "<SpecifiedTradePaymentTerms><ApplicableTradePaymentDiscountTerms>{inner}</ApplicableTradePaymentDiscountTerms></SpecifiedTradePaymentTerms>"
            )
        };
        let days = r#"<BasisPeriodMeasure unitCode="DAY">14.00</BasisPeriodMeasure><BasisAmount>119.00</BasisAmount><CalculationPercent>2.00</CalculationPercent>"#;
        let expected =
            Discount { percent: dec!(2.00), days: Some(14), until: None, base: Some(dec!(119.00)) };
        assert_eq!(cii(&terms(days))?.discounts, std::slice::from_ref(&expected));
        let from = format!("<BasisDateTime><D>20260903</D></BasisDateTime>{days}");
        assert_eq!(
            cii(&terms(&from))?.discounts,
            [Discount { days: None, until: Some(date(2026, 9, 17)), ..expected }]
        );
        assert_eq!(cii(&terms("<CalculationPercent>0.00</CalculationPercent>"))?.discounts, []);
        Ok(())
    }

    #[test]
    fn of_several_terms_the_one_without_discount_is_the_due_date() -> Result<(), Finding> {
        let due = |day: &str, inner: &str| {
            format!(
                "<SpecifiedTradePaymentTerms><DueDateDateTime><D>{day}</D></DueDateDateTime>{inner}</SpecifiedTradePaymentTerms>"
            )
        };
        let discount = "<ApplicableTradePaymentDiscountTerms><CalculationPercent>2</CalculationPercent></ApplicableTradePaymentDiscountTerms>";
        let stated = cii(&format!("{}{}", due("20260606", discount), due("20260613", "")))?;
        assert_eq!(stated.due, Some(date(2026, 6, 13)));
        assert_eq!(
            stated.discounts,
            [Discount { percent: dec!(2), days: None, until: Some(date(2026, 6, 6)), base: None }]
        );
        assert_eq!(cii(&due("20260606", discount))?.due, None);
        Ok(())
    }

    #[test]
    fn the_settlement_discount_of_ubl() -> Result<(), Finding> {
        let text = r#"<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:a="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:b="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"><a:PaymentTerms><b:SettlementDiscountPercent>3</b:SettlementDiscountPercent><a:SettlementPeriod><b:EndDate>2026-09-08</b:EndDate></a:SettlementPeriod></a:PaymentTerms></Invoice>"#;
        let expected =
            Discount { percent: dec!(3), days: None, until: Some(date(2026, 9, 8)), base: None };
        assert_eq!(read(Tree::parse(text, Limits::default())?.root()).discounts, [expected]);
        Ok(())
    }
}
