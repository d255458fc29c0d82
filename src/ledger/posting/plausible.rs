//! Whether what an invoice issued says of its tax can be true of the one that it is made out to.

use super::tax::{UNION, VatShare, seat};
use super::treatment::{Seat, Treatment};
use crate::domain::invoice::{Invoice, VatBreakdown};
use jiff::civil::{Date, date};
use rust_decimal::{Decimal, dec};

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

/// The German rates of VAT with the days on which they were in force, from 2007 on: the second half
/// of 2020 had its own (§ 28 UStG of that time).
const RATES: &[(Decimal, Date, Date)] = &[
    (dec!(19), date(2007, 1, 1), date(2020, 6, 30)),
    (dec!(7), date(2007, 1, 1), date(2020, 6, 30)),
    (dec!(16), date(2020, 7, 1), date(2020, 12, 31)),
    (dec!(5), date(2020, 7, 1), date(2020, 12, 31)),
    (dec!(19), date(2021, 1, 1), Date::MAX),
    (dec!(7), date(2021, 1, 1), Date::MAX),
];

/// The average rates of farmers and foresters (§ 24 (1) UStG), from 2007 on.
const OF_FARMERS: &[Decimal] = &[dec!(5.5), dec!(10.7), dec!(9.5), dec!(9), dec!(8.4), dec!(7.8)];

/// Whether a rate, in percent, is or ever was one of German VAT.
pub fn is_vat_rate(percent: Decimal) -> bool {
    percent.is_zero()
        || RATES.iter().any(|(rate, ..)| *rate == percent)
        || OF_FARMERS.contains(&percent)
}

/// Whether a German rate of VAT, in percent, was in force on a day; a rate that never was one says
/// nothing about the day, nor a day before these.
pub fn was_in_force(percent: Decimal, day: Date) -> bool {
    let mut known = RATES.iter().filter(|(rate, ..)| *rate == percent).peekable();
    let is_told = known.peek().is_some() && day >= date(2007, 1, 1);
    !is_told || known.any(|(_, from, to)| (*from..=*to).contains(&day))
}

/// A rate of an invoice that was not in force on the day of its supply, with that day. A credit
/// note is at the rate of what it takes back, whose day it need not say.
pub fn rate_of_another_time(invoice: &Invoice, shares: &[VatShare]) -> Option<(Decimal, Date)> {
    let day = invoice.delivery_date.or(invoice.period_end).or(invoice.issue_day())?;
    let is_german = |share: &&VatBreakdown| {
        let taxed = |own: &VatShare| match own.treatment {
            Treatment::Taxed(rate) => Some(rate.percent()) == share.rate,
            Treatment::TaxedOtherwise => true,
            _ => false,
        };
        share.rate.is_some_and(|rate| !rate.is_zero()) && shares.iter().any(taxed)
    };
    let mut rates = invoice.vat.iter().filter(is_german).filter_map(|share| share.rate);
    let rate = rates.find(|rate| !was_in_force(*rate, day)).filter(|_| !invoice.credits())?;
    Some((rate, day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Party, VatId};
    use crate::ledger::Rate;

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
            implausible(
                &invoice,
                &[VatShare { treatment, gross: dec!(100), net: dec!(100), under: None }],
            )
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

    #[test]
    fn a_rate_is_that_of_the_day_of_the_supply() {
        let half = date(2020, 8, 15);
        assert!(was_in_force(dec!(16), half) && was_in_force(dec!(5), half));
        assert!(!was_in_force(dec!(19), half) && !was_in_force(dec!(16), date(2024, 1, 1)));
        assert!(
            was_in_force(dec!(7), date(2020, 6, 30)) && was_in_force(dec!(19), date(2021, 1, 1))
        );
        // An average rate of farmers, and what was before.
        assert!(was_in_force(dec!(10.7), half) && was_in_force(dec!(16), date(2006, 12, 31)));
        let share = VatShare {
            treatment: Treatment::Taxed(Rate::Full),
            gross: dec!(119),
            net: dec!(100),
            under: None,
        };
        let vat = VatBreakdown { rate: Some(dec!(19)), ..VatBreakdown::default() };
        let invoice = |supplied: Option<Date>, issued: Date, code: &str| Invoice {
            vat: vec![vat.clone()],
            delivery_date: supplied,
            issue_date: Some(issued.into()),
            type_code: Some(code.into()),
            ..Invoice::default()
        };
        let told = |invoice: &Invoice| rate_of_another_time(invoice, std::slice::from_ref(&share));
        assert_eq!(told(&invoice(Some(half), date(2021, 2, 1), "380")), Some((dec!(19), half)));
        assert_eq!(told(&invoice(Some(date(2020, 6, 30)), half, "380")), None);
        assert_eq!(told(&invoice(None, half, "380")), Some((dec!(19), half)));
        assert_eq!(told(&invoice(None, half, "381")), None);
    }
}
