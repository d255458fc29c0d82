//! The VAT return (UStVA, form USt 1 A of 2026) as data over tax codes: `tax_codes.tsv` says in
//! which positions (Kennzahlen) the base, the tax and the input VAT of a code stand,
//! `vat_return.tsv` what the positions are called, in the order of the form. The lines of the form
//! that name the positions are those of BMF 29.12.2025; whoever files has their tax adviser release
//! them once.

use super::Chart;
use super::chart::{Function, Role};
use rust_decimal::{Decimal, dec};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A tax code: what a journal line's amount is under VAT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaxCode {
    /// As on the line: `VSt19`, `13bEU19`.
    pub code: &'static str,
    /// The position of the taxable amount.
    pub base: Option<&'static str>,
    /// The position of the tax, where the form does not compute it from the base.
    pub tax: Option<&'static str>,
    /// The position of the input VAT.
    pub input: Option<&'static str>,
    /// Its kind in the EC sales list (Zusammenfassende Meldung): `L` goods, `S` services, `D`
    /// triangular trade.
    pub sales_list: Option<&'static str>,
    /// What it stands for, in German.
    pub meaning: &'static str,
}

static CODES: LazyLock<Vec<TaxCode>> = LazyLock::new(|| {
    include_str!("tax_codes.tsv").lines().skip(1).filter_map(TaxCode::read).collect()
});

/// A position of the return with its amount in euro: bases in whole euros.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReturnPosition {
    /// The form's number of the position (Kennzahl).
    pub position: &'static str,
    /// Its German name.
    pub de: &'static str,
    /// Its English name.
    pub en: &'static str,
    /// Euro; a base in whole euros.
    pub amount: Decimal,
}

/// What stands on an account under a tax code.
#[derive(Debug, Clone, Copy)]
pub struct CodedTotal<'a> {
    /// Its number in the chart, or a personal account's.
    pub account: &'a str,
    /// The tax code.
    pub code: &'a str,
    /// Debit less credit, book currency.
    pub amount: Decimal,
}

impl TaxCode {
    fn read(line: &'static str) -> Option<TaxCode> {
        let mut fields = line.split('\t');
        let code = fields.next()?;
        let mut place = || fields.next().map(|field| Some(field).filter(|field| *field != "-"));
        let (base, tax, input, sales_list) = (place()?, place()?, place()?, place()?);
        Some(TaxCode { code, base, tax, input, sales_list, meaning: fields.next()? })
    }

    /// All codes.
    pub fn all() -> impl Iterator<Item = &'static TaxCode> {
        CODES.iter()
    }

    /// The code of that name.
    pub fn named(code: &str) -> Option<&'static TaxCode> {
        CODES.iter().find(|known| known.code == code)
    }

    /// True for codes of what is issued, whose bases are credits.
    fn is_output(&self) -> bool {
        self.input.is_none()
    }
}

/// Whether an account takes input VAT: a tax account among the receivables of the chart.
fn is_input_tax(chart: Chart, account: &str) -> bool {
    account.starts_with(match chart {
        Chart::SKR03 => "15",
        Chart::SKR04 => "1",
    })
}

/// Where what stands on an account under a tax code is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// The form's number of the position (Kennzahl).
    pub position: &'static str,
    /// Signed as the position, to the cent.
    pub amount: Decimal,
    /// A taxable amount, which is stated in whole euros.
    pub is_base: bool,
}

/// The position of the return that an amount is in; `None` for what is in none.
pub fn placed(chart: Chart, total: &CodedTotal<'_>) -> Option<Placed> {
    let code = TaxCode::named(total.code)?;
    let is_tax =
        chart.account(total.account).is_some_and(|account| account.function == Function::Tax);
    let (position, amount) = match is_tax {
        true if is_input_tax(chart, total.account) => (code.input?, total.amount),
        true => (code.tax?, -total.amount),
        false if code.is_output() => (code.base?, -total.amount),
        false => (code.base?, total.amount),
    };
    Some(Placed { position, amount, is_base: !is_tax })
}

/// Accounts of what customers will not pay (§ 17 (2) no. 1 UStG): its base is told once more,
/// beside the turnover that it lowers.
const UNCOLLECTABLE: [&[&str]; 2] = [
    &["2400", "2401", "2402", "2403", "2406", "2408", "2431", "2436"],
    &["6281", "6286", "6930", "6931", "6932", "6933", "6936", "6938"],
];

/// The position besides [`placed`] that an amount is told in, for information: a base that was
/// lowered since nobody will pay it. What was due to be declared only with its payment was never
/// declared, and is not told.
pub fn told_besides(chart: Chart, total: &CodedTotal<'_>) -> Option<Placed> {
    let [skr03, skr04] = UNCOLLECTABLE;
    let accounts = if chart == Chart::SKR03 { skr03 } else { skr04 };
    let lowers = TaxCode::named(total.code).is_some_and(|code| code.base.is_some())
        && accounts.contains(&total.account);
    lowers.then_some(Placed { position: "50", amount: total.amount, is_base: true })
}

/// Accounts of what the company owed and nobody asks for any more (§ 17 (2) no. 1 UStG).
pub fn waived(chart: Chart) -> &'static str {
    chart.number(Role::DebtWaived)
}

/// The input VAT that was taken back in entries that write off a debt ([`waived`]), for
/// information: it lowers 66, 61 or 67 already.
pub fn input_taken_back(chart: Chart, total: &CodedTotal<'_>) -> Decimal {
    let placed =
        placed(chart, total).filter(|placed| ["66", "61", "67"].contains(&placed.position));
    placed.map_or(Decimal::ZERO, |placed| -placed.amount)
}

/// The return over what stands under tax codes in a period; positions that are zero are left out,
/// but for 83.
///
/// `taken_back` is the input VAT of debts that were written off ([`input_taken_back`]).
pub fn vat_return<'a>(
    chart: Chart,
    totals: impl IntoIterator<Item = CodedTotal<'a>>,
    taken_back: Decimal,
) -> Vec<ReturnPosition> {
    let mut exact: BTreeMap<&'static str, Decimal> = BTreeMap::new();
    let mut whole: BTreeMap<&'static str, bool> = BTreeMap::new();
    for total in totals {
        for Placed { position, amount, is_base } in
            placed(chart, &total).into_iter().chain(told_besides(chart, &total))
        {
            *exact.entry(position).or_default() += amount;
            whole.insert(position, is_base);
        }
    }
    // Taxable amounts are stated in whole euros; cents are cut.
    let mut amounts: BTreeMap<&'static str, Decimal> = exact
        .into_iter()
        .map(|(position, amount)| {
            let cut = whole.get(position).copied().unwrap_or_default();
            (position, if cut { amount.trunc() } else { amount })
        })
        .collect();
    amounts.insert("83", remaining(&amounts));
    amounts.insert("37", taken_back);
    let line = |line: &'static str| {
        let mut fields = line.split('\t');
        let (position, de, en) = (fields.next()?, fields.next()?, fields.next()?);
        let amount = amounts.get(position).copied().unwrap_or_default();
        (position == "83" || !amount.is_zero()).then_some(ReturnPosition {
            position,
            de,
            en,
            amount,
        })
    };
    include_str!("vat_return.tsv").lines().skip(1).filter_map(line).collect()
}

/// Tax accounts that no return's positions stand on: VAT not due yet, VAT of other states,
/// prepayments, and what is carried over at the year's end.
const BESIDE_THE_RETURN: [&[&str]; 2] = [
    &[
        "1548", "1725", "1760", "1761", "1762", "1764", "1766", "1767", "1768", "1728", "1780",
        "1781", "1788", "1789", "1790", "1791",
    ],
    &[
        "1434", "3810", "3811", "3812", "3814", "3816", "3817", "3818", "3820", "3830", "3840",
        "3841", "3845", "3850", "3865",
    ],
];

/// Whether what moves on an account of the chart is tax or input tax of the period: it must be what
/// the return says.
pub fn is_in_return(chart: Chart, account: &str) -> bool {
    let [skr03, skr04] = BESIDE_THE_RETURN;
    let beside = match chart {
        Chart::SKR03 => skr03,
        Chart::SKR04 => skr04,
    };
    chart.account(account).is_some_and(|known| known.function == Function::Tax)
        && !beside.contains(&account)
}

/// The accounts of entries that move balances and no tax: opening, and VAT carried over at the
/// year's end.
pub fn carried_over(chart: Chart) -> &'static [&'static str] {
    match chart {
        Chart::SKR03 => &["9000", "1789", "1790", "1791"],
        Chart::SKR04 => &["9000", "3840", "3841", "3845"],
    }
}

/// What of a position goes into position 83: the tax on bases as the form computes it, and taxes
/// that are stated, less input VAT.
const REMAINING: &[(&str, Decimal)] = &[
    ("81", dec!(0.19)),
    ("89", dec!(0.19)),
    ("86", dec!(0.07)),
    ("93", dec!(0.07)),
    ("36", dec!(1)),
    ("47", dec!(1)),
    ("85", dec!(1)),
    ("69", dec!(1)),
    ("74", dec!(1)),
    ("96", dec!(1)),
    ("65", dec!(1)),
    ("66", dec!(-1)),
    ("61", dec!(-1)),
    ("67", dec!(-1)),
    ("62", dec!(-1)),
    ("64", dec!(-1)),
    ("39", dec!(-1)),
];

/// What a position of this amount adds to position 83; `None` for one that is in no sum.
pub fn in_remaining(position: &str, amount: Decimal) -> Option<Decimal> {
    REMAINING.iter().find(|(known, _)| *known == position).map(|(_, factor)| factor * amount)
}

/// Position 83.
fn remaining(amounts: &BTreeMap<&'static str, Decimal>) -> Decimal {
    amounts.iter().filter_map(|(position, amount)| in_remaining(position, *amount)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Side;
    use crate::ledger::Treatment;

    #[test]
    fn every_code_of_a_treatment_is_in_the_table_and_every_position_has_a_name() {
        assert_eq!(CODES.len() + 1, include_str!("tax_codes.tsv").lines().count());
        for treatment in Treatment::all() {
            for code in [Side::Payable, Side::Receivable]
                .into_iter()
                .filter_map(|side| treatment.vat_code(side))
            {
                assert!(TaxCode::named(code).is_some(), "{code}");
            }
        }
        for position in CODES.iter().flat_map(|code| [code.base, code.tax, code.input]).flatten() {
            assert!(
                include_str!("vat_return.tsv")
                    .lines()
                    .any(|line| line.split('\t').next() == Some(position)),
                "{position}"
            );
        }
    }

    #[test]
    fn what_nobody_will_pay_lowers_the_turnover_and_is_told_besides() {
        let total = |account, code, amount| CodedTotal { account, code, amount };
        let totals = [
            total("8400", "USt19", dec!(-1000)),
            total("2406", "USt19", dec!(100)),
            total("1776", "USt19", dec!(-171)),
            total("2401", "USt7Ist", dec!(50)),
        ];
        let told: Vec<_> = vat_return(Chart::SKR03, totals, dec!(19))
            .iter()
            .map(|line| (line.position, line.amount))
            .collect();
        assert_eq!(
            told,
            [("81", dec!(900)), ("83", dec!(171)), ("50", dec!(100)), ("37", dec!(19))]
        );
    }

    #[test]
    fn bases_are_whole_euros_and_what_remains_follows_from_them() {
        let total = |account, code, amount| CodedTotal { account, code, amount };
        let of = |chart, totals: &[CodedTotal<'static>]| -> Vec<(&'static str, Decimal)> {
            vat_return(chart, totals.iter().copied(), Decimal::ZERO)
                .iter()
                .map(|line| (line.position, line.amount))
                .collect()
        };
        let skr03 = [
            total("8400", "USt19", dec!(-1000.99)),
            total("8736", "USt19", dec!(20.00)),
            total("1776", "USt19", dec!(-186.39)),
            // A payment under cash VAT: the personal account bears the base.
            total("10001", "USt19", dec!(-500)),
            total("1766", "USt19Ist", dec!(95)),
            total("3123", "13bEU19", dec!(100)),
            total("1577", "13bEU19", dec!(19)),
            total("1787", "13bEU19", dec!(-19)),
            total("1576", "VSt19", dec!(38)),
        ];
        let expected = [
            ("81", dec!(1480)),
            ("46", dec!(100)),
            ("47", dec!(19)),
            ("66", dec!(38)),
            ("67", dec!(19)),
            ("83", dec!(243.20)),
        ];
        assert_eq!(of(Chart::SKR03, &skr03), expected);
        let skr04 = [
            total("5425", "IGE19", dec!(800)),
            total("1404", "IGE19", dec!(152)),
            total("3804", "IGE19", dec!(-152)),
        ];
        assert_eq!(
            of(Chart::SKR04, &skr04),
            [("89", dec!(800)), ("61", dec!(152)), ("83", dec!(0))]
        );
        assert_eq!(of(Chart::SKR04, &[]), [("83", dec!(0))]);
    }
}
