//! What an amount on an account bears by the account itself, and the VAT inside what is booked on
//! one: the same for bank entries, rules, splits and entries that a person writes down.

use super::NotPosted;
use super::treatment::{Seat, Treatment};
use crate::domain::Side;
use crate::ledger::chart::{Account, Chart, Function, Rate, Role};
use crate::ledger::regime::Bookkeeping;
use rust_decimal::Decimal;

/// The VAT of what is booked on an account: its treatment, and whether it is that of something
/// supplied (a receivable) or received (a payable).
pub type VatInside = (Treatment, Side);

/// What all on an account bears by its function and its place in the VAT return; `None` where
/// nothing is said.
///
/// # Errors
/// A rate without accounts, or a tax that is computed by nothing here.
pub(super) fn borne(chart: Chart, account: &str) -> Result<Option<VatInside>, NotPosted> {
    let Some(known) = chart.account(account) else { return Ok(None) };
    match known.function {
        Function::AutomaticInput(percent) => received(chart, known, percent),
        Function::AutomaticOutput(percent) => supplied(chart, known, percent),
        // What the recipient owes, and the account does not say at which rate.
        Function::Plain if known.is_owed() && known.return_position.is_some() => {
            Err(NotPosted::ByHand(account.to_owned()))
        }
        _ => Ok(Treatment::of_place(chart, account)),
    }
}

fn received(chart: Chart, account: &Account, percent: u8) -> Result<Option<VatInside>, NotPosted> {
    let stated = Rate::of(Decimal::from(percent));
    let owed = match (account.return_position, stated) {
        (Some("46"), Some(rate)) => Treatment::ReverseCharge(Seat::Union, rate),
        (Some("84"), Some(rate)) => {
            let of_germany =
                [Role::ExpenseReverseGermany(rate), Role::ExpenseReverseKept(Seat::Germany, rate)];
            let is_german = of_germany.iter().any(|role| chart.number(*role) == account.number);
            let seat = if is_german { Seat::Germany } else { Seat::Abroad };
            Treatment::ReverseCharge(seat, rate)
        }
        (Some("89" | "93"), Some(rate)) => Treatment::IntraCommunity(rate),
        (Some("94"), Some(_)) => Treatment::NewVehicle,
        // The last buyer in triangular trade owes the VAT too (§ 25b (2) UStG).
        (None, Some(_)) if account.is_owed() => {
            return Err(NotPosted::ByHand(account.number.to_owned()));
        }
        (None, Some(rate)) => Treatment::Taxed(rate),
        (_, None) if percent == 0 => return Ok(Treatment::of_place(chart, account.number)),
        _ => return Err(NotPosted::Rate(Decimal::from(percent))),
    };
    Ok(Some((owed, Side::Payable)))
}

fn supplied(chart: Chart, account: &Account, percent: u8) -> Result<Option<VatInside>, NotPosted> {
    let side = Side::Receivable;
    let own = Treatment::all().find(|treatment| {
        treatment.vat_code(side).is_some()
            && chart.number(treatment.base_role(&chart.into(), side)) == account.number
    });
    if let Some(own) = own {
        return Ok(Some((own, side)));
    }
    if let Some(placed) = Treatment::of_place(chart, account.number) {
        return Ok(Some(placed));
    }
    match Rate::of(Decimal::from(percent)) {
        Some(rate) => Ok(Some((Treatment::Taxed(rate), side))),
        None if percent == 0 => Ok(None),
        None => Err(NotPosted::Rate(Decimal::from(percent))),
    }
}

/// The VAT inside what is booked on an account: at the rate stated, else that which all on it
/// bears. What is not deducted stays in the expense.
///
/// A tax that the recipient owes (§ 1a, § 13b UStG) is none of the amount: who states 0 % there
/// says what is charged, who states its rate what is owed.
///
/// # Errors
/// VAT on turnover of a company that owes none, another rate than the account's, or one without
/// accounts.
pub fn vat_inside(
    books: &Bookkeeping,
    account: &str,
    percent: Option<Decimal>,
) -> Result<Option<VatInside>, NotPosted> {
    let own = borne(books.chart, account)?;
    let inside = match percent {
        None => own,
        Some(percent) => at(books, account, percent, own)?,
    };
    match inside {
        Some((treatment, Side::Receivable))
            if books.owes_no_output() && treatment.due_role(Side::Receivable).is_some() =>
        {
            Err(NotPosted::OwesNoVat)
        }
        Some((Treatment::Taxed(_), Side::Payable)) if books.deducts_nothing() => Ok(None),
        _ => Ok(inside),
    }
}

fn at(
    books: &Bookkeeping,
    account: &str,
    percent: Decimal,
    own: Option<VatInside>,
) -> Result<Option<VatInside>, NotPosted> {
    let rate = Rate::of(percent);
    if let Some((_, _, owed)) = own.and_then(|(treatment, _)| treatment.owed_roles(books)) {
        let fits = percent.is_zero() || rate == Some(owed);
        return if fits { Ok(own) } else { Err(NotPosted::BearsOtherVat(account.to_owned())) };
    }
    // What stands on an automatic account counts as turnover at its own rate, whatever a person
    // says.
    let automatic = books.chart.account(account).and_then(Account::automatic_rate);
    match automatic {
        Some(own_rate) if Decimal::from(own_rate) == percent => return Ok(own),
        Some(_) => return Err(NotPosted::BearsOtherVat(account.to_owned())),
        None if percent.is_zero() => return Ok(own),
        None => {}
    }
    let rate = rate.ok_or(NotPosted::Rate(percent))?;
    let side = if books.chart.is_income(account) { Side::Receivable } else { Side::Payable };
    Ok(Some((Treatment::Taxed(rate), side)))
}

impl Bookkeeping {
    /// The books as they hold for what is booked on an account: one "ohne Vorsteuer" is for what
    /// nothing is deducted of. Who deducts a share has it there all the same, since what is not
    /// deducted as a whole stands on no other account.
    pub(super) fn on(&self, account: &str) -> Bookkeeping {
        let kept = self.deducts_all()
            && self.chart.account(account).is_some_and(|known| known.is_without_deduction());
        Bookkeeping {
            input_percent: if kept { Decimal::ZERO } else { self.input_percent },
            ..*self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::VatRegime;
    use Treatment::{IntraCommunity, ReverseCharge, Taxed};
    use rust_decimal::dec;

    #[test]
    fn an_automatic_account_takes_no_other_rate() {
        let inside = |account, percent| {
            vat_inside(&Chart::SKR03.into(), account, Option::<u8>::map(percent, Decimal::from))
        };
        assert_eq!(inside("8400", None), Ok(Some((Taxed(Rate::Full), Side::Receivable))));
        assert_eq!(inside("8400", Some(19)), Ok(Some((Taxed(Rate::Full), Side::Receivable))));
        assert_eq!(inside("4930", Some(7)), Ok(Some((Taxed(Rate::Reduced), Side::Payable))));
        for (account, percent) in
            [("8400", 7), ("8400", 0), ("3300", 19), ("8120", 19), ("3123", 7)]
        {
            assert_eq!(
                inside(account, Some(percent)),
                Err(NotPosted::BearsOtherVat(account.to_owned())),
                "{account} {percent}"
            );
        }
    }

    #[test]
    fn what_the_recipient_owes_is_borne_by_its_accounts_in_both_charts() {
        let union = ReverseCharge(Seat::Union, Rate::Full);
        let rows = [
            ("3123", "5923", union),
            ("3143", "5943", union),
            ("3113", "5913", ReverseCharge(Seat::Union, Rate::Reduced)),
            ("3120", "5920", ReverseCharge(Seat::Germany, Rate::Full)),
            ("3140", "5940", ReverseCharge(Seat::Germany, Rate::Full)),
            ("3125", "5925", ReverseCharge(Seat::Abroad, Rate::Full)),
            ("3425", "5425", IntraCommunity(Rate::Full)),
            ("3420", "5420", IntraCommunity(Rate::Reduced)),
            ("3435", "5435", IntraCommunity(Rate::Full)),
            ("3062", "5162", IntraCommunity(Rate::Full)),
            ("3440", "5440", Treatment::NewVehicle),
            ("3550", "5550", Treatment::AcquiredExempt),
        ];
        for (skr03, skr04, treatment) in rows {
            for (chart, account) in [(Chart::SKR03, skr03), (Chart::SKR04, skr04)] {
                for percent in [None, Some(Decimal::ZERO)] {
                    assert_eq!(
                        vat_inside(&chart.into(), account, percent),
                        Ok(Some((treatment, Side::Payable))),
                        "{account} {percent:?}"
                    );
                }
            }
        }
    }

    /// No account of another tax deducts as a domestic one, whatever the table holds.
    #[test]
    fn what_names_both_taxes_is_never_domestic_input_vat() {
        for chart in [Chart::SKR03, Chart::SKR04] {
            let owed = chart.accounts().filter(|account| {
                account.is_owed() && matches!(account.function, Function::AutomaticInput(_))
            });
            for account in owed {
                let borne = borne(chart, account.number);
                assert!(
                    !matches!(borne, Ok(None | Some((Taxed(_), _)))),
                    "{} {}: {borne:?}",
                    account.number,
                    account.name
                );
            }
        }
    }

    #[test]
    fn who_deducts_nothing_owes_all_the_same() {
        let small = Bookkeeping {
            vat: VatRegime::SmallBusiness,
            input_percent: dec!(0),
            ..Chart::SKR03.into()
        };
        assert_eq!(
            vat_inside(&small, "3123", None),
            Ok(Some((ReverseCharge(Seat::Union, Rate::Full), Side::Payable)))
        );
        assert_eq!(vat_inside(&small, "3400", None), Ok(None));
        assert_eq!(vat_inside(&small, "8400", None), Err(NotPosted::OwesNoVat));
        assert_eq!(
            vat_inside(&Chart::SKR03.into(), "3553", None),
            Err(NotPosted::ByHand("3553".into()))
        );
    }
}
