//! Entries that a person writes down (`entries.csv`): the rows as lines, and the VAT inside them on
//! its own accounts.

use super::accounts::fits;
use super::automatic::{VatInside, borne, vat_inside};
use super::payments::on_account_lines;
use super::treatment::{Treatment, as_said};
use super::{NotPosted, entry};
use crate::domain::{JournalEntry, JournalLine, ManualEntry, ManualRow, ManualTax, Side};
use crate::ledger::chart::{Function, Rate, Role};
use crate::ledger::regime::Bookkeeping;
use rust_decimal::Decimal;

/// An entry written down by a person. Amounts are gross: VAT that a row states, or that an
/// automatic account bears, is taken out and booked on its account, unless the entry itself has
/// lines on accounts of VAT; then it is booked as it stands. VAT is due with the entry under every
/// regime.
///
/// # Errors
/// A tax that its account does not bear, a rate or code that the books do not have, VAT of a
/// company that owes none; an entry that does not balance.
pub fn post_manual(
    books: impl Into<Bookkeeping>,
    manual: &ManualEntry,
) -> Result<JournalEntry, NotPosted> {
    let books = books.into();
    let on_tax = manual.rows.iter().flat_map(accounts).any(|account| books.chart.is_tax(account));
    let as_it_stands = manual.keyed.is_none()
        && manual
            .rows
            .iter()
            .flat_map(accounts)
            .any(|account| books.chart.vat_of(account).is_some());
    // What is not deducted stands beside it already.
    let parted = manual.keyed.is_some()
        || manual.rows.iter().flat_map(accounts).any(|account| books.chart.keeps_input(account));
    let mut lines = Vec::new();
    for row in &manual.rows {
        let mut taken = row.tax.as_ref().is_none_or(ManualTax::is_none);
        for (account, amount) in sides(row) {
            let is_stated =
                |tax: &&ManualTax| matches!(tax, ManualTax::Code(_)) && books.chart.is_tax(account);
            let tax = row.tax.as_ref().filter(|tax| {
                **tax == ManualTax::AtRest || bears(&books, account) || is_stated(tax)
            });
            if tax == Some(&ManualTax::AtRest)
                && !on_tax
                && borne(books.chart, account)?
                    .is_some_and(|(own, side)| own.due_role(side).is_some())
            {
                return Err(NotPosted::BearsOtherVat(account.to_owned()));
            }
            taken |= tax.is_some() || books.chart.vat_of(account).is_some();
            if books.chart.is_import_vat(account) && !parted {
                lines.extend(on_account_lines(books, account, -amount, None));
            } else {
                lines.extend(on(&books, account, amount, tax, as_it_stands)?);
            }
        }
        if !taken {
            return Err(NotPosted::BearsNoVat(row.account.clone()));
        }
    }
    let posted = entry(manual.date, &manual.title(), lines)?;
    let Some(keyed) = manual.keyed else { return Ok(posted) };
    let posted = if keyed.reversal { posted.reversed(manual.date, manual.title()) } else { posted };
    Ok(posted.taxed_on(keyed.tax_date))
}

fn accounts(row: &ManualRow) -> impl Iterator<Item = &str> {
    std::iter::once(row.account.as_str()).chain(row.contra.as_deref())
}

fn sides(row: &ManualRow) -> impl Iterator<Item = (&str, Decimal)> {
    std::iter::once((row.account.as_str(), row.amount))
        .chain(row.contra.as_deref().map(|contra| (contra, -row.amount)))
}

impl ManualTax {
    fn is_none(&self) -> bool {
        match self {
            ManualTax::Percent(percent) => percent.is_zero(),
            ManualTax::AtRest => true,
            ManualTax::Code(_) => false,
        }
    }
}

/// Accounts that may have VAT in them: expense, revenue and fixed assets.
fn bears(books: &Bookkeeping, account: &str) -> bool {
    books.chart.is_profit_and_loss(account) || books.chart.is_fixed_asset(account)
}

/// One side of a row as lines; `amount` is gross, positive debits.
fn on(
    books: &Bookkeeping,
    account: &str,
    amount: Decimal,
    tax: Option<&ManualTax>,
    as_it_stands: bool,
) -> Result<Vec<JournalLine>, NotPosted> {
    let line = JournalLine::signed(account, amount);
    if let Some(code) = books.chart.vat_of(account) {
        return Ok(vec![line.taxed(code)]);
    }
    if amount.is_sign_negative() && books.chart.number(Role::SpecialPrepayment) == account {
        return Ok(vec![line.taxed("SVZ")]);
    }
    if let Some(ManualTax::Code(code)) = tax.filter(|_| books.chart.is_tax(account)) {
        let said = as_said(code);
        let mut codes = crate::ledger::TaxCode::all();
        let known = codes
            .find(|known| as_said(known.code) == said)
            .ok_or_else(|| NotPosted::Code(code.clone()))?;
        return Ok(vec![line.taxed(known.code)]);
    }
    let inside = inside(books, account, tax)?;
    match inside.and_then(|(treatment, side)| treatment.vat_code(side)) {
        Some(code) if as_it_stands || tax == Some(&ManualTax::AtRest) => Ok(vec![line.taxed(code)]),
        _ => Ok(on_account_lines(*books, account, -amount, inside)),
    }
}

/// The VAT of a side: that of the code, at the rate stated, else that of its account.
fn inside(
    books: &Bookkeeping,
    account: &str,
    tax: Option<&ManualTax>,
) -> Result<Option<VatInside>, NotPosted> {
    let (treatment, side) = match tax {
        Some(ManualTax::Code(code)) => {
            Treatment::of_code(code).ok_or_else(|| NotPosted::Code(code.clone()))?
        }
        Some(ManualTax::Percent(percent)) => return vat_inside(books, account, Some(*percent)),
        Some(ManualTax::AtRest) | None => return vat_inside(books, account, None),
    };
    if side == Side::Receivable && books.owes_no_output() && treatment.due_role(side).is_some() {
        return Err(NotPosted::OwesNoVat);
    }
    if !fits(books, account, side, treatment) {
        return Err(NotPosted::BearsOtherVat(account.to_owned()));
    }
    Ok(Some((treatment, side)))
}

impl crate::ledger::Chart {
    /// An account of VAT.
    fn is_tax(self, account: &str) -> bool {
        self.account(account).is_some_and(|known| known.function == Function::Tax)
    }

    /// An account of import VAT that is deducted.
    pub fn is_import_vat(self, account: &str) -> bool {
        self.vat_alone(account) == Some("EUSt")
    }

    /// An account of input VAT that is not deducted.
    pub fn keeps_input(self, account: &str) -> bool {
        self.account(account)
            .is_some_and(|known| known.name.starts_with("Nicht abziehbare Vorsteuer"))
    }

    /// The tax code of an account of VAT itself that is due or deducted; `None` for others, among
    /// them payments to the tax office.
    fn vat_of(self, account: &str) -> Option<&'static str> {
        self.vat_charged(account).or_else(|| self.vat_alone(account))
    }

    /// The tax code of an account of VAT that no taxable amount stands beside: import VAT,
    /// corrections under § 15a UStG, after-tax.
    pub(super) fn vat_alone(self, account: &str) -> Option<&'static str> {
        let rows: &[(&str, &[&str])] = match self {
            crate::ledger::Chart::SKR03 => &[
                ("EUSt", &["1588"]),
                ("15a", &["1556", "1557", "1558", "1559"]),
                ("NSt", &["1782"]),
                ("14c", &["1783"]),
            ],
            crate::ledger::Chart::SKR04 => &[
                ("EUSt", &["1433"]),
                ("15a", &["1396", "1397", "1398", "1399"]),
                ("NSt", &["3832"]),
                ("14c", &["3851"]),
            ],
        };
        rows.iter().find(|(_, accounts)| accounts.contains(&account)).map(|(code, _)| *code)
    }

    fn vat_charged(self, account: &str) -> Option<&'static str> {
        let charged = [Rate::Full, Rate::Reduced].into_iter().flat_map(|rate| {
            let taxed = Treatment::Taxed(rate);
            [
                (Role::InputVat(rate), taxed.vat_code(Side::Payable)),
                (Role::OutputVat(rate), taxed.vat_code(Side::Receivable)),
            ]
        });
        charged
            .into_iter()
            .find(|(role, _)| self.number(*role) == account)
            .and_then(|(_, code)| code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{Chart, VatRegime};
    use rust_decimal::dec;

    fn written(rows: &[(&str, Option<&str>, Decimal, Option<ManualTax>)]) -> ManualEntry {
        let rows = rows.iter().map(|(account, contra, amount, tax)| ManualRow {
            account: (*account).to_owned(),
            contra: contra.map(str::to_owned),
            amount: *amount,
            tax: tax.clone(),
        });
        let date = jiff::civil::date(2026, 3, 31);
        ManualEntry {
            row: 2,
            date,
            document: Some("KB-1".into()),
            text: Some("Büromaterial".into()),
            rows: rows.collect(),
            keyed: None,
        }
    }

    fn lines(
        books: impl Into<Bookkeeping>,
        manual: &ManualEntry,
    ) -> Vec<(String, Decimal, Option<String>)> {
        let entry = post_manual(books, manual).expect("it can be booked");
        entry
            .lines()
            .iter()
            .map(|line| (line.account.clone(), line.amount(), line.vat_code.clone()))
            .collect()
    }

    fn percent(percent: u8) -> Option<ManualTax> {
        Some(ManualTax::Percent(Decimal::from(percent)))
    }

    fn line(
        account: &str,
        amount: Decimal,
        code: Option<&str>,
    ) -> (String, Decimal, Option<String>) {
        (account.to_owned(), amount, code.map(str::to_owned))
    }

    #[test]
    fn vat_inside_a_row_goes_to_its_account() {
        let bought = written(&[("4930", Some("1000"), dec!(119), percent(19))]);
        let expected = [
            line("4930", dec!(100), Some("VSt19")),
            line("1576", dec!(19), Some("VSt19")),
            line("1000", dec!(-119), None),
        ];
        assert_eq!(lines(Chart::SKR03, &bought), expected);
        let sold = written(&[("1000", Some("8300"), dec!(10.70), None)]);
        let expected = [
            line("1000", dec!(10.70), None),
            line("8300", dec!(-10), Some("USt7")),
            line("1771", dec!(-0.70), Some("USt7")),
        ];
        assert_eq!(lines(Chart::SKR03, &sold), expected);
    }

    #[test]
    fn what_states_its_vat_lines_is_booked_as_it_stands() {
        let code = |code: &str| Some(ManualTax::Code(code.to_owned()));
        let stated = written(&[
            ("4930", None, dec!(100), code("VSt19")),
            ("1576", None, dec!(19), None),
            ("1000", None, dec!(-119), None),
        ]);
        let expected = [
            line("4930", dec!(100), Some("VSt19")),
            line("1576", dec!(19), Some("VSt19")),
            line("1000", dec!(-119), None),
        ];
        assert_eq!(lines(Chart::SKR03, &stated), expected);
    }

    #[test]
    fn an_acquisition_owes_and_deducts() {
        let bought = written(&[("3425", Some("1000"), dec!(200), None)]);
        let booked = lines(Chart::SKR03, &bought);
        assert!(booked.contains(&line("3425", dec!(200), Some("IGE19"))), "{booked:?}");
        assert!(
            booked.contains(&line("1574", dec!(38), Some("IGE19")))
                && booked.contains(&line("1774", dec!(-38), Some("IGE19")))
        );
    }

    #[test]
    fn a_tax_that_does_not_belong_is_refused() {
        let refused =
            |manual: &ManualEntry| post_manual(Chart::SKR03, manual).expect_err("refused");
        assert_eq!(
            refused(&written(&[("1000", Some("1360"), dec!(100), percent(19))])),
            NotPosted::BearsNoVat("1000".into())
        );
        assert_eq!(
            refused(&written(&[("1000", Some("8400"), dec!(100), percent(7))])),
            NotPosted::BearsOtherVat("8400".into())
        );
        assert_eq!(
            refused(&written(&[("4930", Some("1000"), dec!(100), percent(21))])),
            NotPosted::Rate(dec!(21))
        );
        let code = Some(ManualTax::Code("XY".into()));
        assert_eq!(
            refused(&written(&[("4930", Some("1000"), dec!(100), code)])),
            NotPosted::Code("XY".into())
        );
        let small = Bookkeeping {
            vat: VatRegime::SmallBusiness,
            input_percent: dec!(0),
            ..Chart::SKR03.into()
        };
        assert_eq!(
            post_manual(small, &written(&[("1000", Some("8400"), dec!(119), None)])),
            Err(NotPosted::OwesNoVat)
        );
    }

    #[test]
    fn who_deducts_nothing_keeps_the_vat_in_the_expense() {
        let small = Bookkeeping {
            vat: VatRegime::SmallBusiness,
            input_percent: dec!(0),
            ..Chart::SKR03.into()
        };
        let booked = lines(small, &written(&[("4930", Some("1000"), dec!(119), percent(19))]));
        assert_eq!(booked, [line("4930", dec!(119), None), line("1000", dec!(-119), None)]);
    }
}
