//! Prepayments in another currency under their final invoice: they stand in the books at the rate of
//! their own day, and are taken off as they stand there. At the rate of the final invoice's day a
//! rest of them would stay for ever, with its VAT.

use super::Plan;
use super::chains::Link;
use crate::domain::invoice_number::same_number;
use crate::domain::money::proportion;
use crate::domain::{Currency, Invoice, Money};
use crate::ledger::{BookedBefore, Treatment, less_as_booked};
use crate::store::rows::ItemRow;
use rust_decimal::Decimal;
use std::borrow::Cow;

impl Plan<'_> {
    /// An invoice in another currency (`stated`; in euro the link's), its deduction and so its
    /// price as the prepayments were booked, where these are in its currency and just what it takes
    /// off.
    pub(super) fn less_at_their_rate<'i>(
        &self,
        link: Link<'_>,
        stated: &Invoice,
        taken: Cow<'i, Invoice>,
    ) -> Cow<'i, Invoice> {
        let less = || {
            let currency = stated.currency.filter(|currency| *currency != Currency::EUR)?;
            let off =
                Money::new(stated.totals.prepaid?, currency).minor().filter(|off| *off > 0)?;
            let rate = self.rate_for(link.at, stated)?;
            let mut parts = Vec::new();
            for item in self.taken_off_abroad(link, stated, (currency, off)) {
                parts.extend(shares_abroad(&item, currency)?);
            }
            (!parts.is_empty()).then(|| less_as_booked(&taken, rate, &parts))?
        };
        less().map_or(taken, Cow::Owned)
    }

    /// The prepayments in its currency that come to just what an invoice takes off: those that it
    /// names; where it names none all of its contact, or the only one that fits.
    fn taken_off_abroad(
        &self,
        link: Link<'_>,
        stated: &Invoice,
        (currency, off): (Currency, i64),
    ) -> Vec<ItemRow> {
        let document = self.id_at(link.at);
        let replaced = self.replaced_by(link);
        let is_free = |item: &ItemRow| {
            item.deducted_by.is_none_or(|by| by == document || Some(by) == replaced)
        };
        let abroad = |item: &ItemRow| item.abroad.filter(|abroad| abroad.currency == currency);
        let sum = |items: &[ItemRow]| -> i64 {
            items.iter().filter_map(abroad).map(|abroad| abroad.minor).sum()
        };
        let mut own = self.prepayments_of(link);
        own.retain(|item| abroad(item).is_some() && is_free(item));
        let names = &stated.preceding_invoices;
        if !names.is_empty() {
            own.retain(|item| names.iter().any(|name| same_number(name, &item.number)));
        }
        if sum(&own) == off {
            return own;
        }
        let is_one = |item: &ItemRow| sum(std::slice::from_ref(item)) == off;
        let one: Vec<ItemRow> =
            own.into_iter().filter(|item| names.is_empty() && is_one(item)).collect();
        if one.len() == 1 { one } else { Vec::new() }
    }
}

/// The gross of a prepayment by the VAT that it was charged with; `None` where that is not all of
/// it, or at a rate that is not known.
fn shares_abroad(item: &ItemRow, currency: Currency) -> Option<Vec<BookedBefore>> {
    let whole = item.abroad?;
    let sum: i64 = item.vat.iter().map(|share| share.gross_minor).sum();
    let mut left = whole.minor;
    let mut parts = Vec::with_capacity(item.vat.len());
    for (at, share) in item.vat.iter().enumerate() {
        let own = match at + 1 == item.vat.len() {
            true => left,
            false => proportion(whole.minor, share.gross_minor, sum),
        };
        left -= own;
        let rate = match Treatment::read(&share.treatment)? {
            Treatment::Taxed(rate) => rate.percent(),
            Treatment::TaxedOtherwise => return None,
            _ => Decimal::ZERO,
        };
        parts.push(BookedBefore {
            rate,
            booked: Money::from_minor(share.gross_minor, Currency::EUR).amount,
            abroad: Money::from_minor(own, currency).amount,
        });
    }
    (sum == item.amount_minor).then_some(parts)
}
