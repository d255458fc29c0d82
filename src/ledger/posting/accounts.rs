//! Whether an account that a rule, a contact or a person names may take an amount: an automatic
//! account is for its own rate and kind of tax only, and VAT itself, collective and carry-forward
//! accounts take neither expense nor revenue.

use super::automatic::borne;
use super::treatment::Treatment;
use crate::domain::Side;
use crate::ledger::TaxCode;
use crate::ledger::chart::{Function, Rate};
use crate::ledger::regime::Bookkeeping;
use rust_decimal::Decimal;

/// True when the base of an amount of this treatment may stand on the account.
pub(super) fn fits(books: &Bookkeeping, account: &str, side: Side, treatment: Treatment) -> bool {
    let treatment = treatment.on(books.chart, account, side);
    let own = |other: Treatment| books.chart.number(other.base_role(books, side)) == account;
    if own(treatment) {
        return true;
    }
    let taxed = |percent: u8| Rate::of(Decimal::from(percent)).map(Treatment::Taxed);
    match (books.chart.account(account).map(|known| known.function), side) {
        (None | Some(Function::Plain), _) => true,
        (Some(Function::Tax | Function::Collective | Function::CarryForward), _) => false,
        (Some(Function::AutomaticInput(_)), Side::Receivable)
        | (Some(Function::AutomaticOutput(_)), Side::Payable) => false,
        // An automatic account would deduct all.
        (Some(Function::AutomaticInput(_)), Side::Payable) if !books.deducts_all() => false,
        // Accounts of one case of tax alone are not for another; of those left the rate decides.
        _ if Treatment::all().any(own) => false,
        (Some(Function::AutomaticInput(_)), Side::Payable) => {
            let borne = borne(books.chart, account).ok().flatten();
            borne.is_some_and(|(own, _)| is_alike(own, treatment))
        }
        (Some(Function::AutomaticOutput(percent)), Side::Receivable) => match treatment {
            Treatment::Taxed(_) => taxed(percent) == Some(treatment),
            // One of the same position of the return is as good.
            _ => {
                let position = books.chart.account(account).and_then(|known| known.return_position);
                let base =
                    || treatment.vat_code(side).and_then(TaxCode::named).and_then(|code| code.base);
                percent == 0 && position.is_none_or(|position| base() == Some(position))
            }
        },
    }
}

/// Whether two treatments are one tax: where the seller has its seat parts no accounts of what the
/// recipient owes without deduction.
fn is_alike(one: Treatment, other: Treatment) -> bool {
    match (one, other) {
        (Treatment::ReverseCharge(_, one), Treatment::ReverseCharge(_, other)) => one == other,
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::chart::Chart;

    #[test]
    fn an_automatic_account_is_for_its_own_rate_and_side() {
        let (full, reduced) = (Treatment::Taxed(Rate::Full), Treatment::Taxed(Rate::Reduced));
        let books = Bookkeeping::from(Chart::SKR03);
        let acquired = Treatment::IntraCommunity(Rate::Full);
        let fits = |account, side, treatment| fits(&books, account, side, treatment);
        assert!(fits("3400", Side::Payable, full) && !fits("3400", Side::Payable, reduced));
        assert!(!fits("3400", Side::Receivable, full) && !fits("8400", Side::Receivable, reduced));
        assert!(fits("4930", Side::Payable, full) && fits("4930", Side::Payable, reduced));
        assert!(!fits("1576", Side::Payable, full) && !fits("1600", Side::Payable, full));
        assert!(
            fits("8125", Side::Receivable, acquired)
                && !fits("8125", Side::Receivable, Treatment::Export)
        );
        assert!(!fits("8120", Side::Receivable, full) && !fits("3400", Side::Payable, acquired));
        for account in ["3062", "3067", "3143", "3553"] {
            assert!(!fits(account, Side::Payable, full), "{account} deducts no domestic VAT");
        }
        assert!(fits("3062", Side::Payable, acquired) && !fits("3106", Side::Payable, acquired));
        let half = Bookkeeping { input_percent: Decimal::from(50), ..books };
        assert!(
            !super::fits(&half, "3400", Side::Payable, full)
                && super::fits(&half, "4930", Side::Payable, full)
        );
    }
}
