//! What the matcher is told of open items.

use crate::domain::invoice::Discount;
use crate::domain::money::round_commercially;
use crate::domain::{Iban, Money, Side};
use crate::ledger::{Rate, Treatment};
use crate::matching::{DiscountOffer, OpenItemFacts};
use crate::store::rows::{ContactRow, ItemKind, ItemRow, VatShare};
use jiff::ToSpan;
use rust_decimal::Decimal;

/// What the matcher is told of an item, in the currency it was invoiced in; `open` in minor units
/// of that.
pub(in crate::office) fn facts_of(
    item: &ItemRow,
    contact: &ContactRow,
    open: i64,
) -> OpenItemFacts {
    let (original, currency) = item.invoiced();
    OpenItemFacts {
        id: item.id,
        company: item.company.clone(),
        document: item.number.clone(),
        side: item.side,
        contact: contact.contact.clone(),
        personal_account: match item.side {
            Side::Receivable => contact.customer_account.clone(),
            Side::Payable => contact.vendor_account.clone(),
        },
        names: vec![contact.name.clone()],
        ibans: contact.ibans.iter().filter_map(|iban| Iban::read(iban)).collect(),
        payers: contact
            .payers
            .iter()
            .filter_map(|(iban, entry)| Some((Iban::read(iban)?, *entry)))
            .collect(),
        date: item.date,
        due: item.due_day(),
        currency,
        is_converted: item.abroad.is_some(),
        is_on_account: item.kind == ItemKind::OnAccount,
        original,
        open,
        discounts: item.discounts.iter().filter_map(|discount| offer(item, discount)).collect(),
        vat_percent: vat_percent(item),
        references: item.payment_reference.iter().cloned().collect(),
        order: item.order_number.clone(),
        credits: Vec::new(),
        credited: 0,
    }
}

/// The rate of German VAT of an item that is all at one.
fn vat_percent(item: &ItemRow) -> Option<u8> {
    match item.vat.as_slice() {
        [share] => match Treatment::read(&share.treatment)? {
            Treatment::Taxed(Rate::Full) => Some(19),
            Treatment::Taxed(Rate::Reduced) => Some(7),
            _ => None,
        },
        _ => None,
    }
}

/// A discount in whole cents; commercially rounded, of the item's sign. A part that is no whole
/// cents is rounded in one way or another, and so is that of each rate of VAT.
fn offer(item: &ItemRow, discount: &Discount) -> Option<DiscountOffer> {
    let counted = |days: u32| item.date?.checked_add(i64::from(days).days()).ok();
    let until = discount.until.or_else(|| discount.days.and_then(counted))?;
    let (whole, currency) = item.invoiced();
    let whole = Money::from_minor(whole, currency).amount;
    let base = discount
        .base
        .map_or(whole, |base| if whole.is_sign_negative() { -base.abs() } else { base });
    let share = base.checked_mul(discount.percent)?.checked_div(100.into())?;
    let hundredths = discount.percent.checked_mul(100.into())?.trunc();
    Some(DiscountOffer {
        until,
        amount: Money::new(share, currency).minor()?,
        rounding: rounding(item, discount, Money::new(share, currency)),
        percent_hundredths: i64::try_from(hundredths.mantissa()).ok()?
            / 10i64.checked_pow(hundredths.scale())?,
    })
}

/// How many of the sums that a discount is reckoned of come to fractions of a minor unit: one of
/// the whole, or one of each rate of VAT.
fn rounding(item: &ItemRow, discount: &Discount, whole: Money) -> i64 {
    let is_rounded =
        |share: Money| round_commercially(share.amount, share.currency.digits()) != share.amount;
    let of_rate = |share: &&VatShare| {
        let gross = Money::from_minor(share.gross_minor, whole.currency).amount;
        let part = gross.checked_mul(discount.percent).map(|part| part / Decimal::ONE_HUNDRED);
        part.is_some_and(|part| is_rounded(Money::new(part, whole.currency)))
    };
    let by_rate = discount.base.is_none() && item.abroad.is_none() && item.vat.len() > 1;
    let rates = item.vat.iter().filter(|_| by_rate).filter(of_rate).count();
    i64::try_from(rates).unwrap_or_default().max(i64::from(is_rounded(whole)))
}
