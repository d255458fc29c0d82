//! Whether an account that a rule, a contact or a person names may take an amount: an automatic account is for its own rate and kind
//! of tax only, and VAT itself, collective and carry-forward accounts take neither expense nor revenue.

use super::tax::Treatment;
use crate::domain::Side;
use crate::ledger::chart::{Chart, Function, Rate};
use rust_decimal::Decimal;

/// True when the base of an amount of this treatment may stand on the account.
pub(super) fn fits(chart: Chart, account: &str, side: Side, treatment: Treatment) -> bool {
    let own = |other: &Treatment| chart.number(other.base_role(side)) == account;
    if own(&treatment) {
        return true;
    }
    let bears = |percent: u8| Rate::of(Decimal::from(percent)).map(Treatment::Taxed);
    match (chart.account(account).map(|known| known.function), side) {
        (None | Some(Function::Plain), _) => true,
        (Some(Function::Tax | Function::Collective | Function::CarryForward), _) => false,
        (Some(Function::AutomaticInput(_)), Side::Receivable) | (Some(Function::AutomaticOutput(_)), Side::Payable) => false,
        // Accounts of one case of tax alone are not for another; of those left the rate decides.
        _ if Treatment::ALL.iter().any(own) => false,
        (Some(Function::AutomaticInput(percent)), Side::Payable) => {
            bears(percent) == Some(treatment) || treatment.owed_roles().is_some() && bears(percent) == Some(Treatment::Taxed(Rate::Full))
        }
        (Some(Function::AutomaticOutput(percent)), Side::Receivable) => match treatment {
            Treatment::Taxed(_) => bears(percent) == Some(treatment),
            _ => percent == 0,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_automatic_account_is_for_its_own_rate_and_side() {
        let (full, reduced) = (Treatment::Taxed(Rate::Full), Treatment::Taxed(Rate::Reduced));
        let fits = |account, side, treatment| fits(Chart::SKR03, account, side, treatment);
        assert!(fits("3400", Side::Payable, full) && !fits("3400", Side::Payable, reduced));
        assert!(!fits("3400", Side::Receivable, full) && !fits("8400", Side::Receivable, reduced));
        assert!(fits("4930", Side::Payable, full) && fits("4930", Side::Payable, reduced));
        assert!(!fits("1576", Side::Payable, full) && !fits("1600", Side::Payable, full));
        assert!(fits("8125", Side::Receivable, Treatment::IntraCommunity) && !fits("8125", Side::Receivable, Treatment::Export));
        assert!(!fits("8120", Side::Receivable, full) && !fits("3400", Side::Payable, Treatment::IntraCommunity));
    }
}
