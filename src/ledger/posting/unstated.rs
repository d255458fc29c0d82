//! Invoices received that show no VAT and do not say why: whether the recipient owes it does not
//! stand in them.

use super::NotPosted;
use super::tax::UNION;
use super::treatment::Seat;
use crate::domain::invoice::{Invoice, VatBreakdown};
use crate::domain::{Party, Side};
use crate::ledger::regime::Bookkeeping;
use rust_decimal::Decimal;

/// Whether an amount of an invoice shows no VAT, and neither its category nor its reason says what
/// that means for the recipient.
pub fn leaves_tax_open(invoice: &Invoice) -> bool {
    match invoice.vat.is_empty() {
        true => whole_untaxed(invoice).is_some(),
        false => invoice.vat.iter().any(|vat| is_open(vat) && !is_exempt_everywhere(vat)),
    }
}

/// The invoice, whose recipient owes the VAT of what it shows none for (§ 13b UStG): category AE in
/// place of the others. `None` where nothing of it is without VAT.
pub fn reverse_charged(invoice: &Invoice) -> Option<Invoice> {
    owed_under(invoice, "AE")
}

/// The invoice, whose recipient acquires the goods that it shows no VAT of from another EU state (§
/// 1a UStG): category K in place of the others. `None` where nothing of it is without VAT.
pub fn acquired(invoice: &Invoice) -> Option<Invoice> {
    owed_under(invoice, "K")
}

fn owed_under(invoice: &Invoice, category: &str) -> Option<Invoice> {
    let mut owed = invoice.clone();
    if let Some(base) = whole_untaxed(invoice) {
        owed.vat.push(VatBreakdown {
            base: Some(base),
            amount: Some(Decimal::ZERO),
            ..charge(category)
        });
        return Some(owed);
    }
    // What a code says to be exempt everywhere stays so, unless that is all there is.
    let open = leaves_tax_open(invoice);
    let mut changed = false;
    for vat in
        owed.vat.iter_mut().filter(|vat| is_open(vat) && !(open && is_exempt_everywhere(vat)))
    {
        *vat = VatBreakdown { base: vat.base, amount: vat.amount, ..charge(category) };
        changed = true;
    }
    changed.then_some(owed)
}

fn charge(category: &str) -> VatBreakdown {
    VatBreakdown {
        category: Some(category.to_owned()),
        rate: Some(Decimal::ZERO),
        ..VatBreakdown::default()
    }
}

/// The gross of an invoice without a VAT breakdown (BG-23) whose totals show no VAT.
fn whole_untaxed(invoice: &Invoice) -> Option<Decimal> {
    let totals = &invoice.totals;
    let gross = totals
        .gross
        .or(totals.payable)
        .filter(|gross| !gross.is_zero() && invoice.vat.is_empty())?;
    let tax = totals.vat.or_else(|| totals.net.map(|net| gross - net))?;
    tax.is_zero().then_some(gross)
}

/// Without VAT, and none of the categories that say who owes it: the recipient (AE, K), customs
/// with the import (G).
pub(super) fn is_open(vat: &VatBreakdown) -> bool {
    let says = matches!(vat.category.as_deref(), Some("AE" | "K" | "G"));
    let zero = |amount: Option<Decimal>| amount.unwrap_or_default().is_zero();
    !says && zero(vat.rate) && zero(vat.amount) && !zero(vat.base)
}

/// Whether an amount that charges VAT (category S) says at which rate, where what is booked hangs on
/// it: not of what is part of the price anyway.
///
/// # Errors
/// The rate is missing.
pub(super) fn rate_stated(
    books: &Bookkeeping,
    (vat, category): (&VatBreakdown, &str),
    invoice: &Invoice,
    side: Side,
) -> Result<(), NotPosted> {
    let at_home = || matches!(seat_of_seller(&invoice.seller), None | Some(Seat::Germany));
    let hangs = || side == Side::Receivable || !books.deducts_nothing() && at_home();
    let lacks = category == "S" && vat.rate.is_none() && !vat.amount.unwrap_or_default().is_zero();
    if lacks && hangs() { Err(NotPosted::Missing("BT-119")) } else { Ok(()) }
}

/// Exempt in every state of the EU by the code that it states, and so in Germany: Art. 132, 135 of
/// Directive 2006/112/EC; or no price at all, but money laid out (Art. 79).
fn is_exempt_everywhere(vat: &VatBreakdown) -> bool {
    let code = vat.exemption_code.as_deref().unwrap_or_default().to_ascii_uppercase();
    ["VATEX-EU-132", "VATEX-EU-135", "VATEX-EU-79"].iter().any(|known| {
        let behind = code.strip_prefix(known);
        behind.is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_digit()))
    })
}

/// Where the seller of an invoice has its seat; `None` where nothing is said of it. A VAT id of
/// another state counts more than a German address: it is under that number that the service is
/// supplied.
pub fn seat_of_seller(seller: &Party) -> Option<Seat> {
    let prefix = seller
        .vat_id
        .as_ref()
        .and_then(|id| id.as_str().get(..2))
        .filter(|two| two.bytes().all(|byte| byte.is_ascii_uppercase()));
    match prefix.filter(|prefix| *prefix != "DE") {
        Some(prefix) if is_country(seller, "DE") => {
            Some(if UNION.contains(&prefix) { Seat::Union } else { Seat::Abroad })
        }
        _ => super::tax::seat(seller),
    }
}

fn is_country(party: &Party, code: &str) -> bool {
    party.country.as_deref().is_some_and(|country| country.eq_ignore_ascii_case(code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::VatId;
    use crate::domain::invoice::Totals;
    use rust_decimal::dec;

    fn group(category: &str, base: Decimal, code: &str) -> VatBreakdown {
        VatBreakdown {
            category: Some(category.to_owned()),
            rate: Some(dec!(0)),
            base: Some(base),
            amount: Some(dec!(0)),
            exemption_code: Some(code.to_owned()).filter(|code| !code.is_empty()),
            ..VatBreakdown::default()
        }
    }

    fn of(groups: Vec<VatBreakdown>) -> Invoice {
        Invoice { vat: groups, ..Invoice::default() }
    }

    #[test]
    fn what_says_who_owes_the_tax_is_not_open() {
        for category in ["E", "Z", "O", "S", "L", "M", "X"] {
            assert!(leaves_tax_open(&of(vec![group(category, dec!(10), "")])), "{category}");
        }
        for category in ["AE", "K", "G"] {
            let said = of(vec![group(category, dec!(10), "")]);
            assert_eq!(
                (leaves_tax_open(&said), reverse_charged(&said)),
                (false, None),
                "{category}"
            );
        }
        for (code, open) in [
            ("VATEX-EU-135-1", false),
            ("vatex-eu-132", false),
            ("VATEX-EU-79-C", false),
            ("VATEX-EU-O", true),
            ("VATEX-EU-1350", true),
        ] {
            assert_eq!(leaves_tax_open(&of(vec![group("E", dec!(10), code)])), open, "{code}");
        }
        assert!(!leaves_tax_open(&of(vec![group("O", dec!(0), "")])));
        let taxed = VatBreakdown {
            rate: Some(dec!(19)),
            amount: Some(dec!(1.90)),
            ..group("S", dec!(10), "")
        };
        assert_eq!(
            (leaves_tax_open(&of(vec![taxed.clone()])), reverse_charged(&of(vec![taxed]))),
            (false, None)
        );
    }

    #[test]
    fn only_what_is_without_vat_is_charged_the_other_way_round() {
        let taxed = VatBreakdown {
            rate: Some(dec!(19)),
            amount: Some(dec!(1.90)),
            ..group("S", dec!(10), "")
        };
        let invoice =
            of(vec![taxed, group("O", dec!(20), ""), group("E", dec!(5), "VATEX-EU-135")]);
        let categories = |invoice: &Invoice| {
            invoice.vat.iter().filter_map(|vat| vat.category.clone()).collect::<Vec<_>>()
        };
        assert_eq!(
            reverse_charged(&invoice).as_ref().map(categories),
            Some(vec!["S".into(), "AE".into(), "E".into()])
        );
        let insured = of(vec![group("E", dec!(5), "VATEX-EU-135")]);
        assert_eq!(reverse_charged(&insured).as_ref().map(categories), Some(vec!["AE".into()]));
        let listed = Invoice {
            totals: Totals { gross: Some(dec!(50)), vat: Some(dec!(0)), ..Totals::default() },
            ..Invoice::default()
        };
        assert_eq!(
            reverse_charged(&listed).map(|owed| owed.vat.iter().map(|vat| vat.base).collect()),
            Some(vec![Some(dec!(50))])
        );
    }

    #[test]
    fn a_vat_id_of_another_state_tells_the_seat_of_a_german_address() {
        let seller = |country: &str, vat_id: &str| Party {
            country: Some(country.to_owned()).filter(|country| !country.is_empty()),
            vat_id: VatId::read(vat_id),
            ..Party::default()
        };
        let seats = [
            ("DE", "DE136695976", Some(Seat::Germany)),
            ("DE", "", Some(Seat::Germany)),
            ("DE", "21815/08150", Some(Seat::Germany)),
            ("DE", "ATU13585627", Some(Seat::Union)),
            ("DE", "CHE123456788", Some(Seat::Abroad)),
            ("AT", "", Some(Seat::Union)),
            ("US", "EU528002224", Some(Seat::Abroad)),
            ("", "EU528002224", Some(Seat::Abroad)),
            ("FR", "DE136695976", Some(Seat::Abroad)),
            ("", "", None),
        ];
        for (country, vat_id, seat) in seats {
            assert_eq!(seat_of_seller(&seller(country, vat_id)), seat, "{country} {vat_id}");
        }
    }
}
