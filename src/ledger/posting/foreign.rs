//! Invoices as the books take them: in euro at a rate, and with the sums that are to be paid; and what
//! is received of them at another.

use super::NotPosted;
use super::invoices::prepaid_role;
use super::payments::net_of;
use super::tax::{VatShare, amount, cents};
use super::treatment::Treatment;
use crate::domain::invoice::Invoice;
use crate::domain::money::Currency;
use crate::domain::{JournalLine, Side};
use crate::ledger::chart::{Chart, Role};
use rust_decimal::Decimal;

/// The invoice in euro at `rate`, foreign units for one euro as the ECB quotes them (§ 16 (6)
/// UStG). Each amount of the VAT breakdown is converted by itself, to the cent; the totals are then
/// theirs, so that the entry balances. Lines keep their amounts: nothing is posted by them.
///
/// # Errors
/// The rate is not above zero, or an amount is too large.
pub fn in_euro(invoice: &Invoice, rate: Decimal) -> Result<Invoice, NotPosted> {
    let euro =
        |stated: Decimal| stated.checked_div(rate).ok_or(NotPosted::TooLarge).and_then(amount);
    let maybe = |stated: Option<Decimal>| stated.map(euro).transpose();
    let mut converted = invoice.clone();
    converted.currency = Some(Currency::EUR);
    for share in &mut converted.vat {
        let tax = share.amount.or_else(|| Some(share.base? * share.rate? / Decimal::ONE_HUNDRED));
        (share.base, share.amount) = (maybe(share.base)?, maybe(tax)?);
    }
    for discount in &mut converted.payment.discounts {
        discount.base = maybe(discount.base)?;
    }
    let stated = &invoice.totals;
    let totals = &mut converted.totals;
    totals.prepaid = maybe(stated.prepaid)?;
    totals.rounding = maybe(stated.rounding)?;
    totals.vat = maybe(stated.vat)?;
    let parts = converted
        .vat
        .iter()
        .map(|share| share.base.unwrap_or_default() + share.amount.unwrap_or_default());
    let sum: Decimal = parts.sum();
    totals.gross =
        if converted.vat.is_empty() { maybe(stated.gross.or(stated.payable))? } else { Some(sum) };
    totals.net = totals
        .gross
        .map(|gross| gross - totals.vat.unwrap_or_default())
        .filter(|_| stated.net.is_some() || stated.vat.is_some());
    totals.payable = totals.gross.map(|gross| {
        gross - totals.prepaid.unwrap_or_default() + totals.rounding.unwrap_or_default()
    });
    Ok(converted)
}

/// A part of what an invoice takes off that was booked at the rate of an earlier day, gross.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BookedBefore {
    /// The rate of VAT that it was charged with, in percent.
    pub rate: Decimal,
    /// In euro, as it is booked.
    pub booked: Decimal,
    /// In the currency of the invoice.
    pub abroad: Decimal,
}

/// The invoice in euro at `rate`, and what it takes off (BT-113) as that was booked: the price of
/// the part that was paid beforehand stays what it was on its own day, only the rest is taken at
/// the rate of the invoice. What is owed is that rest; nothing stays on the prepayments. `None`
/// where no taxable amount of the invoice is at a part's rate of VAT.
pub fn less_as_booked(euro: &Invoice, rate: Decimal, parts: &[BookedBefore]) -> Option<Invoice> {
    let mut taken = euro.clone();
    for part in parts {
        let at_rate = amount(part.abroad.checked_div(rate)?).ok()?;
        let less = part.booked - at_rate;
        let net = cents(less * Decimal::ONE_HUNDRED / (Decimal::ONE_HUNDRED + part.rate));
        let own = |share: &&mut crate::domain::invoice::VatBreakdown| {
            share.rate.unwrap_or_default() == part.rate
        };
        let share = taken.vat.iter_mut().find(own)?;
        share.base = Some(share.base? + net);
        share.amount = Some(share.amount.unwrap_or_default() + less - net);
    }
    let tax: Decimal = taken.vat.iter().filter_map(|share| share.amount).sum();
    let net: Decimal = taken.vat.iter().filter_map(|share| share.base).sum();
    let prepaid: Decimal = parts.iter().map(|part| part.booked).sum();
    let totals = &mut taken.totals;
    totals.prepaid = Some(prepaid);
    totals.vat = totals.vat.map(|_| tax);
    totals.net = totals.net.map(|_| net);
    totals.gross = Some(net + tax);
    totals.payable = Some(net + tax - prepaid + totals.rounding.unwrap_or_default());
    Some(taken)
}

/// One treatment's part of a prepayment received in another currency, as it was invoiced and what was
/// `received` by the rate of the payment: by that VAT is owed (§ 16 (6) UStG). The prepayments stand
/// at the rate of their invoice, as the final one takes them off; what the tax differs by is part of
/// the gain or loss by the rates.
pub(super) fn push_received(
    lines: &mut Vec<JournalLine>,
    chart: Chart,
    share: &VatShare,
    (gross, net): (Decimal, Decimal),
    received: Decimal,
) {
    let side = Side::Receivable;
    let (Treatment::Taxed(rate), Some(code)) = (share.treatment, share.treatment.vat_code(side))
    else {
        return lines.push(JournalLine::signed(chart.number(prepaid_role(side)), -gross));
    };
    let base = net_of(share, received);
    let (undue, tax) = (gross - net, received - base);
    let prepaid = chart.number(Role::PrepaymentsReceivedTaxed(rate));
    let rates = if received < gross { Role::RateLoss } else { Role::RateGain };
    lines.push(JournalLine::signed(prepaid, -base).taxed(code));
    lines.push(JournalLine::signed(prepaid, base - net));
    lines.push(JournalLine::signed(chart.number(Role::OutputVat(rate)), -tax).taxed(code));
    lines.push(JournalLine::signed(chart.number(rates), tax - undue));
}

/// The invoice with what it asks to be paid (BT-115) as the truth, its VAT as charged, and the
/// difference in the largest taxable amount: how a person takes an invoice whose own sums differ.
pub fn as_payable(invoice: &Invoice) -> Invoice {
    let mut levelled = invoice.clone();
    let totals = &mut levelled.totals;
    let Some(payable) = totals.payable.or(totals.gross) else { return levelled };
    let gross =
        cents(payable + totals.prepaid.unwrap_or_default() - totals.rounding.unwrap_or_default());
    let tax = |share: &crate::domain::invoice::VatBreakdown| {
        share
            .amount
            .or_else(|| Some(share.base? * share.rate? / Decimal::ONE_HUNDRED))
            .unwrap_or_default()
    };
    let sum: Decimal = levelled
        .vat
        .iter()
        .map(|share| cents(share.base.unwrap_or_default()) + cents(tax(share)))
        .sum();
    let at = (0..levelled.vat.len()).max_by_key(|at| {
        levelled.vat.get(*at).and_then(|share| share.base).unwrap_or_default().abs()
    });
    if let Some(share) = at.and_then(|at| levelled.vat.get_mut(at)) {
        share.amount = Some(tax(share));
        share.base = Some(share.base.unwrap_or_default() + gross - sum);
    }
    totals.gross = Some(gross);
    totals.payable = Some(payable);
    totals.net = None;
    levelled
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::invoice::{Totals, VatBreakdown};
    use rust_decimal::dec;

    fn dollars() -> Invoice {
        let vat = |base, amount| VatBreakdown {
            category: Some("S".into()),
            rate: Some(dec!(19)),
            base: Some(base),
            amount: Some(amount),
            ..VatBreakdown::default()
        };
        Invoice {
            currency: Currency::read("USD"),
            vat: vec![vat(dec!(1087.30), dec!(206.59)), vat(dec!(10.00), dec!(1.90))],
            totals: Totals {
                vat: Some(dec!(208.49)),
                gross: Some(dec!(1305.79)),
                prepaid: Some(dec!(5.00)),
                payable: Some(dec!(1300.79)),
                ..Totals::default()
            },
            ..Invoice::default()
        }
    }

    #[test]
    fn converted_amounts_still_add_up() {
        let euro = in_euro(&dollars(), dec!(1.0873)).unwrap_or_default();
        assert_eq!(
            euro.vat.iter().map(|share| (share.base, share.amount)).collect::<Vec<_>>(),
            [(Some(dec!(1000.00)), Some(dec!(190.00))), (Some(dec!(9.20)), Some(dec!(1.75)))]
        );
        assert_eq!(
            (euro.totals.gross, euro.totals.prepaid, euro.totals.payable),
            (Some(dec!(1200.95)), Some(dec!(4.60)), Some(dec!(1196.35)))
        );
        assert!(in_euro(&dollars(), dec!(0)).is_err());
    }

    /// 119.00 USD were booked as 100.00 at another rate: the rest of the invoice alone is taken at
    /// its own.
    #[test]
    fn what_was_booked_before_keeps_its_rate() -> Result<(), NotPosted> {
        let mut stated = dollars();
        stated.vat.truncate(1);
        stated.totals.prepaid = Some(dec!(119.00));
        let rate = dec!(1.0873);
        let euro = in_euro(&stated, rate)?;
        let part = BookedBefore { rate: dec!(19), booked: dec!(100.00), abroad: dec!(119.00) };
        let taken = less_as_booked(&euro, rate, &[part]).unwrap_or_default();
        assert_eq!(
            (taken.vat[0].base, taken.vat[0].amount),
            (Some(dec!(992.06)), Some(dec!(188.49)))
        );
        assert_eq!(
            (taken.totals.prepaid, taken.totals.payable),
            (Some(dec!(100.00)), Some(dec!(1080.55)))
        );
        let other = BookedBefore { rate: dec!(7), ..part };
        assert_eq!(less_as_booked(&euro, rate, &[other]), None);
        Ok(())
    }

    #[test]
    fn what_is_to_be_paid_levels_the_largest_taxable_amount() {
        let mut invoice = dollars();
        invoice.totals.payable = Some(dec!(1310.79));
        let levelled = as_payable(&invoice);
        assert_eq!(
            levelled.vat.iter().map(|share| share.base).collect::<Vec<_>>(),
            [Some(dec!(1097.30)), Some(dec!(10.00))]
        );
        assert_eq!(levelled.totals.gross, Some(dec!(1315.79)));
    }
}
