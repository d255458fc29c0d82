//! The VAT inside an amount that is booked on an account: what a person states, what an automatic
//! account bears, and whether the company owes or deducts it at all.

use crate::domain::Side;
use crate::ledger::{Bookkeeping, Chart, Function, NotPosted, Rate, VatInside};
use rust_decimal::Decimal;

/// The VAT inside what is booked on an account: that stated, else that which all on an automatic
/// account bears. What is not deducted stays in the expense.
///
/// # Errors
/// VAT on turnover of a company that owes none, or at a rate without accounts.
pub(super) fn vat_inside(
    keeping: &Bookkeeping,
    account: &str,
    percent: Option<u8>,
) -> Result<Option<VatInside>, NotPosted> {
    let inside = stated_vat(keeping.chart, account, percent)?;
    match inside {
        Some((_, Side::Receivable)) if keeping.owes_no_output() => Err(NotPosted::OwesNoVat),
        Some((_, Side::Payable)) if keeping.deducts_nothing() => Ok(None),
        _ => Ok(inside),
    }
}

fn stated_vat(
    chart: Chart,
    account: &str,
    percent: Option<u8>,
) -> Result<Option<VatInside>, NotPosted> {
    let automatic = chart.account(account).and_then(|known| match known.function {
        Function::AutomaticInput(own) => Some((own, Side::Payable)),
        Function::AutomaticOutput(own) => Some((own, Side::Receivable)),
        _ => None,
    });
    let Some(percent) = percent else {
        return Ok(automatic.and_then(|(own, side)| Some((Rate::of(Decimal::from(own))?, side))));
    };
    // What stands on an automatic account counts as turnover at its own rate, whatever a person
    // says.
    if automatic.is_some_and(|(own, _)| own != percent) {
        return Err(NotPosted::BearsOtherVat(account.to_owned()));
    }
    if percent == 0 {
        return Ok(None);
    }
    let rate = Rate::of(Decimal::from(percent)).ok_or(NotPosted::Rate(Decimal::from(percent)))?;
    let side = if chart.is_income(account) { Side::Receivable } else { Side::Payable };
    Ok(Some((rate, side)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_automatic_account_takes_no_other_rate() {
        let inside = |account, percent| stated_vat(Chart::SKR03, account, percent);
        assert_eq!(inside("8400", None), Ok(Some((Rate::Full, Side::Receivable))));
        assert_eq!(inside("8400", Some(19)), Ok(Some((Rate::Full, Side::Receivable))));
        assert_eq!(inside("4930", Some(7)), Ok(Some((Rate::Reduced, Side::Payable))));
        for (account, percent) in [("8400", 7), ("8400", 0), ("3300", 19), ("8120", 19)] {
            assert_eq!(
                inside(account, Some(percent)),
                Err(NotPosted::BearsOtherVat(account.to_owned())),
                "{account} {percent}"
            );
        }
    }
}
