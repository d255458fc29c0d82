//! BR-CO-09: the country in front of a VAT id.

use super::super::super::Findings;
use super::cii::is_cii_country;
use super::{parent_is, raise};
use crate::einvoice::codelists as lists;
use crate::einvoice::model::Terms;
use crate::n;
use crate::xml::Node;

pub(super) const COUNTRY_FIRST: (&str, &str, &str) = (
    "BR-CO-09",
    "Eine Umsatzsteuer-ID (BT-31, BT-48, BT-63) beginnt nicht mit ihrem Länderkürzel.",
    "A VAT id (BT-31, BT-48, BT-63) does not begin with its country code.",
);

/// BR-CO-09: a VAT id begins with its country; Greece may write EL.
pub(super) fn vat_id_countries(terms: &Terms, findings: &mut Findings) {
    let wrong = |node: Node, id: &str, findings: &mut Findings| {
        raise(
            COUNTRY_FIRST.0,
            node,
            id,
            COUNTRY_FIRST.1.to_string(),
            COUNTRY_FIRST.2.to_string(),
            findings,
        );
    };
    for node in terms.tree.nodes() {
        if node.name() == n!("cac:PartyTaxScheme") && crate::einvoice::ubl::is_vat(node) {
            let ids: Vec<Node> = node.all(n!("cbc:CompanyID")).collect();
            let id = ids.first().map_or("", |id| id.text());
            if ids.len() > 1 || !ubl_country(&head(id)) {
                wrong(node, id, findings);
            }
        } else if node.name() == n!("ram:ID")
            && parent_is(node, n!("ram:SpecifiedTaxRegistration"))
            && node.attribute(n!("schemeID")) == Some("VA")
        {
            let country = head(node.text());
            if !(country == "EL" || is_cii_country(&country)) {
                wrong(node, node.text(), findings);
            }
        }
    }
}

fn head(id: &str) -> String {
    id.chars().take(2).collect()
}

/// UBL looks for the two characters anywhere in the list written out with blanks, so that one
/// letter, or a letter beside a blank, is found as well; a missing id is found, too.
fn ubl_country(head: &str) -> bool {
    let trimmed = head.trim_matches(' ');
    let codes = lists::COUNTRIES.codes();
    match (head.chars().count(), trimmed.chars().count()) {
        (2, 2) => head == "EL" || lists::COUNTRIES.has(head),
        (2, 1) if head.starts_with(' ') => codes.iter().any(|code| code.starts_with(trimmed)),
        (2, 1) => codes.iter().any(|code| code.ends_with(trimmed)),
        (2, _) => false,
        _ => head.is_empty() || head == " " || codes.iter().any(|code| code.contains(head)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_country_of_a_vat_id_is_found_as_officially() {
        for fine in ["DE", "EL", "D", " D", "E ", "", "XI"] {
            assert!(ubl_country(fine), "{fine:?}");
        }
        for wrong in ["12", "de", "  ", "QQ", "1 ", "ÄÖ"] {
            assert!(!ubl_country(wrong), "{wrong:?}");
        }
    }
}
