//! When what is invoiced is supplied, and so the VAT period of an invoice.

use super::tax::VatShare;
use super::treatment::{Seat, Treatment};
use crate::domain::Side;
use crate::domain::invoice::Invoice;
use jiff::ToSpan;
use jiff::civil::Date;

/// The day that decides the VAT period of an invoice issued on `date`, where that is another: that
/// of the supply (§ 13 (1) no. 1a, § 13b (1) UStG), at the latest the end of the month after it for
/// what is moved within the EU or owed under § 13b (2); input VAT not before the supply (§ 15 (1)
/// no. 1). A credit note is a change of the price, in its own period (§ 17 (1) UStG).
pub(super) fn tax_day(
    invoice: &Invoice,
    side: Side,
    shares: &[VatShare],
    date: Date,
) -> Option<Date> {
    let any = |fits: fn(Treatment) -> bool| shares.iter().any(|share| fits(share.treatment));
    let deducts = side == Side::Payable
        && any(|treatment| matches!(treatment, Treatment::Taxed(_) | Treatment::TaxedOtherwise));
    // What is invoiced by period is supplied with its end. Tax is owed on one that lies ahead when
    // it is invoiced beforehand; input VAT waits for it.
    let ahead =
        |end: &Date| deducts && !same_month(*end, date) && is_supplied_at_end(invoice, date);
    let supply = invoice
        .delivery_date
        .or(invoice.period_end.filter(|end| *end <= date || ahead(end)))
        .filter(|_| !invoice.credits())?;
    let latest = date.min(supply.first_of_month().saturating_add(1.month()).last_of_month());
    let day =
        if any(|treatment| matches!(treatment, Treatment::IntraCommunity(_) | Treatment::Triangle))
        {
            latest
        } else {
            match side {
                Side::Receivable => supply,
                Side::Payable
                    if any(|treatment| {
                        matches!(treatment, Treatment::ReverseCharge(Seat::Union, _))
                    }) =>
                {
                    supply
                }
                Side::Payable
                    if any(|treatment| matches!(treatment, Treatment::ReverseCharge(..))) =>
                {
                    latest
                }
                Side::Payable => date.max(supply),
            }
        };
    (day != date).then_some(day)
}

/// The period of an invoice that is under way on its day and ends in a later month (from, to),
/// where it is longer than one month: whether parts of it are supplies of their own, or how much is
/// paid, does not stand in it, and so not when its input VAT may be deducted (§ 15 (1) no. 1
/// sentence 3 UStG).
pub fn period_under_way(invoice: &Invoice) -> Option<(Option<Date>, Date)> {
    let date = invoice.issue_day()?;
    let end = invoice.period_end.filter(|end| *end > date && !same_month(*end, date))?;
    let is_open = invoice.delivery_date.is_none() && !is_supplied_at_end(invoice, date);
    is_open.then_some((invoice.period_start, end))
}

/// Whether a period that ends after the invoice's day is one supply, carried out with its end: all
/// of it lies ahead, or it is no longer than a month, the part that is paid for in what runs on.
fn is_supplied_at_end(invoice: &Invoice, date: Date) -> bool {
    let month_on = |start: Date| start.saturating_add(1.month());
    invoice
        .period_start
        .zip(invoice.period_end)
        .is_some_and(|(start, end)| start <= end && (start > date || end < month_on(start)))
}

fn same_month(one: Date, other: Date) -> bool {
    one.first_of_month() == other.first_of_month()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Rate;
    use jiff::civil::date;
    use rust_decimal::dec;

    #[test]
    fn input_vat_of_a_period_waits_for_its_end() {
        let issued = date(2026, 10, 1);
        let over = |start, end| Invoice {
            issue_date: Some(issued.into()),
            period_start: Some(start),
            period_end: Some(end),
            ..Invoice::default()
        };
        let share = VatShare {
            treatment: Treatment::Taxed(Rate::Full),
            gross: dec!(119),
            net: dec!(100),
            under: None,
        };
        let day =
            |invoice: &Invoice, side| tax_day(invoice, side, std::slice::from_ref(&share), issued);
        let (november, year) = (
            over(date(2026, 11, 1), date(2026, 11, 30)),
            over(date(2026, 10, 1), date(2027, 9, 30)),
        );
        assert_eq!(day(&november, Side::Payable), Some(date(2026, 11, 30)));
        assert_eq!(day(&november, Side::Receivable), None);
        assert_eq!(period_under_way(&november), None);
        let over_the_turn = over(date(2026, 9, 15), date(2026, 10, 14));
        assert_eq!(day(&over_the_turn, Side::Payable), None);
        let part = over(date(2026, 10, 1), date(2026, 10, 31));
        assert_eq!((day(&part, Side::Payable), period_under_way(&part)), (None, None));
        assert_eq!(day(&year, Side::Payable), None);
        let asked = (Some(date(2026, 10, 1)), date(2027, 9, 30));
        assert_eq!(period_under_way(&year), Some(asked));
        let ahead = over(date(2026, 11, 1), date(2027, 10, 31));
        assert_eq!(day(&ahead, Side::Payable), Some(date(2027, 10, 31)));
        assert_eq!(period_under_way(&ahead), None);
        let delivered = Invoice { delivery_date: Some(issued), ..year };
        assert_eq!(period_under_way(&delivered), None);
    }
}
