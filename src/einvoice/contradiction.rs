//! What does not add up in an invoice of a list, told without the terms of EN 16931.

use super::plausibility::{ARITHMETIC, look};
use crate::domain::finding_argument::Argument;
use crate::domain::{Invoice, Language};

/// What of an invoice does not add up, in words for one that has no business terms (BT-…); the
/// first that is found.
pub fn contradiction(invoice: &Invoice) -> Option<Argument> {
    let found = look(invoice);
    let first = found.iter().find(|finding| std::ptr::eq(finding.kind, &ARITHMETIC))?;
    let words = |language| {
        ["term", "actual", "expected", "sum"].map(|name| {
            let said = first.arguments.iter().find(|(known, _)| *known == name);
            said.map(|(_, said)| said.say(language).into_owned()).unwrap_or_default()
        })
    };
    let bare = |term: &str| term.split_once(' ').map_or(term, |(_, word)| word).to_owned();
    let of = |how: &str| {
        if how.is_empty() || how.contains("BT-") { String::new() } else { format!(" ({how})") }
    };
    let [term, actual, expected, how] = words(Language::De);
    let de = format!("{} ist {actual} und müsste {expected} sein{}", bare(&term), of(&how));
    let [term, actual, expected, how] = words(Language::En);
    let en = format!("{} is {actual} and should be {expected}{}", bare(&term), of(&how));
    Some(Argument::from([de, en]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::invoice::InvoiceLine;
    use rust_decimal::dec;

    #[test]
    fn price_by_quantity_makes_a_line_of_a_list() {
        let said = |quantity, price, net| {
            let mut invoice = Invoice { format: "csv".into(), ..Invoice::default() };
            invoice.lines = vec![InvoiceLine {
                quantity: Some(quantity),
                unit_price: Some(price),
                net: Some(net),
                vat_rate: Some(dec!(19)),
                ..InvoiceLine::default()
            }];
            contradiction(&invoice).map(|said| said.say(Language::De).into_owned())
        };
        assert_eq!(
            said(dec!(2), dec!(100.00), dec!(100.00)).as_deref(),
            Some("Netto der Position ist 100,00 und müsste 200,00 sein (2 × 100,00)")
        );
        for (quantity, price, net) in [
            (dec!(2), dec!(100), dec!(200)),
            // A third of a euro, as it is printed.
            (dec!(300), dec!(0.33), dec!(100)),
            (dec!(1.5), dec!(3.333), dec!(5.00)),
            // A credit note's line is turned by its amount alone; a shop's price is with VAT.
            (dec!(1), dec!(-100), dec!(100)),
            (dec!(2), dec!(119), dec!(200)),
        ] {
            assert_eq!(said(quantity, price, net), None, "{quantity} × {price} = {net}");
        }
    }
}
