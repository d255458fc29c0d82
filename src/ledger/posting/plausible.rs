//! Whether what an invoice issued says of its tax can be true of the one that it is made out to.

use super::tax::{UNION, VatShare, seat};
use super::treatment::{Seat, Treatment};
use crate::domain::invoice::Invoice;

/// A tax case that does not go with the buyer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Implausible {
    /// An intra-community supply to one who names no VAT id of another EU state (§ 6a (1) no. 2, 4
    /// UStG).
    IntraCommunity,
    /// An export to one in the EU, and no place outside it is named (§ 6 (1) UStG).
    Export,
    /// The German rate of 0 % to one abroad (§ 12 (3) UStG).
    ZeroRate,
}

/// What does not go together in an invoice issued.
pub fn implausible(invoice: &Invoice, shares: &[VatShare]) -> Option<Implausible> {
    let any = |fits: fn(Treatment) -> bool| shares.iter().any(|share| fits(share.treatment));
    let buyer = &invoice.buyer;
    let to = invoice.delivery_country.as_deref().map(str::to_ascii_uppercase);
    let prefix = buyer.vat_id.as_ref().and_then(|id| id.as_str().get(..2));
    // Goods to Northern Ireland are treated as within the EU.
    let of_union = prefix.is_some_and(|prefix| UNION.contains(&prefix) || prefix == "XI");
    let in_union = |state: &str| state == "DE" || UNION.contains(&state);
    if any(|treatment| matches!(treatment, Treatment::IntraCommunity(_) | Treatment::Triangle))
        && !of_union
    {
        return Some(Implausible::IntraCommunity);
    }
    if any(|treatment| treatment == Treatment::Export)
        && matches!(seat(buyer), Some(Seat::Germany | Seat::Union))
        && to.as_deref().is_none_or(in_union)
    {
        return Some(Implausible::Export);
    }
    let is_abroad = seat(buyer).is_some_and(|seat| seat != Seat::Germany);
    let is_zero = any(|treatment| treatment == Treatment::ZeroRated);
    (is_zero && is_abroad && to.as_deref() != Some("DE")).then_some(Implausible::ZeroRate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Party, VatId};
    use crate::ledger::Rate;
    use rust_decimal::dec;

    #[test]
    fn a_tax_case_goes_with_its_buyer() {
        let found = |treatment, (country, vat_id): (&str, &str), to: Option<&str>| {
            let buyer = Party {
                country: Some(country.to_owned()),
                vat_id: VatId::read(vat_id),
                ..Party::default()
            };
            let delivery_country = to.map(str::to_owned);
            let invoice = Invoice { buyer, delivery_country, ..Invoice::default() };
            implausible(&invoice, &[VatShare { treatment, gross: dec!(100), net: dec!(100) }])
        };
        let (de, at, ch) = (("DE", "DE136695976"), ("AT", "ATU12345675"), ("CH", ""));
        let goods = Treatment::IntraCommunity(Rate::Full);
        assert_eq!(found(goods, de, None), Some(Implausible::IntraCommunity));
        assert_eq!(found(goods, ch, None), Some(Implausible::IntraCommunity));
        assert_eq!(found(goods, at, None), None);
        assert_eq!(found(Treatment::Export, de, None), Some(Implausible::Export));
        assert_eq!(found(Treatment::Export, at, Some("AT")), Some(Implausible::Export));
        assert_eq!(found(Treatment::Export, de, Some("CH")), None);
        assert_eq!(found(Treatment::Export, ch, None), None);
        assert_eq!(found(Treatment::ZeroRated, at, None), Some(Implausible::ZeroRate));
        assert_eq!(found(Treatment::ZeroRated, at, Some("DE")), None);
        assert_eq!(found(Treatment::ZeroRated, de, None), None);
    }
}
