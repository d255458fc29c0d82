//! Rules about each entry of the VAT breakdown (BG-23) whatever its category: BR-45 to BR-48,
//! BR-CO-17, BR-DEC-19/20.

use super::super::number::{Amount, round, share, two_digits};
use super::super::{Fault, Rule, Verdict, fatal, must};
use crate::einvoice::model::{Breakdown, Category, Syntax, Terms};
use crate::einvoice::term::normalize;
use crate::path;
use rust_decimal::Decimal;

/// A rule about an entry of the breakdown.
pub type BreakdownRule = Rule<fn(&Terms, &Breakdown) -> Verdict>;

/// One row a rule.
pub static RULES: &[BreakdownRule] = &[
    fatal(
        "BR-45",
        "BT-116",
        |_, it| must(it.base.exists()),
        "In der Steueraufschlüsselung fehlt eine Bemessungsgrundlage (BT-116).",
        "An entry of the VAT breakdown lacks its taxable amount (BT-116).",
    ),
    fatal(
        "BR-46",
        "BT-117",
        |_, it| must(it.amount.exists()),
        "In der Steueraufschlüsselung fehlt ein Steuerbetrag (BT-117).",
        "An entry of the VAT breakdown lacks its tax amount (BT-117).",
    ),
    fatal(
        "BR-47",
        "BT-118",
        |_, it| must(vat(it).any(|category| category.code.exists())),
        "In der Steueraufschlüsselung fehlt eine Steuerkategorie (BT-118).",
        "An entry of the VAT breakdown lacks its category (BT-118).",
    ),
    fatal(
        "BR-48",
        "BT-119",
        has_rate,
        "In der Steueraufschlüsselung fehlt ein Steuersatz (BT-119).",
        "An entry of the VAT breakdown lacks its rate (BT-119).",
    ),
    fatal(
        "BR-CO-17",
        "BT-116, BT-117, BT-119",
        amount_is_share_of_base,
        "Ein Steuerbetrag (BT-117) ist nicht Bemessungsgrundlage (BT-116) mal Steuersatz (BT-119).",
        "A VAT amount (BT-117) is not the taxable amount (BT-116) times the rate (BT-119).",
    ),
    fatal(
        "BR-DEC-19",
        "BT-116",
        |_, it| two_digits(&it.base),
        "Eine Bemessungsgrundlage (BT-116) hat mehr als zwei Nachkommastellen.",
        "A taxable amount (BT-116) has more than two decimals.",
    ),
    fatal(
        "BR-DEC-20",
        "BT-117",
        |_, it| two_digits(&it.amount),
        "Ein Steuerbetrag (BT-117) hat mehr als zwei Nachkommastellen.",
        "A VAT amount (BT-117) has more than two decimals.",
    ),
];

/// CII judges the entries of categories L, M and O by those categories' own rules alone.
pub fn is_judged(terms: &Terms, it: &Breakdown) -> bool {
    let special = |category: &Category| {
        category.is_vat && ["L", "M", "O"].iter().any(|code| category.code.any_is(code))
    };
    terms.syntax == Syntax::Ubl || !it.categories.iter().any(special)
}

fn vat<'s, 't, 'a>(it: &'s Breakdown<'t, 'a>) -> impl Iterator<Item = &'s Category<'t, 'a>> {
    it.categories.iter().filter(|category| category.is_vat)
}

/// Only category O may go without a rate.
fn has_rate(terms: &Terms, it: &Breakdown) -> Verdict {
    let is_o = |category: &Category| match terms.syntax {
        Syntax::Ubl => category.code.normalized().map(|code| code == "O"),
        Syntax::Cii => Ok(category.code.any_is("O")),
    };
    if vat(it).any(|category| category.rate.exists()) {
        return Ok(());
    }
    for category in vat(it) {
        if is_o(category)? {
            return Ok(());
        }
    }
    must(false)
}

/// The amount is within one unit of base times rate; at rate zero or none it rounds to zero. CII
/// allows the unit itself.
fn amount_is_share_of_base(terms: &Terms, it: &Breakdown) -> Verdict {
    let rate = rate(terms, it)?;
    let amount = it.amount.decimal()?;
    let rounds_to_zero = |amount: Amount| {
        amount.map_or(Ok(false), |amount| Ok::<bool, Fault>(round(amount)?.is_zero()))
    };
    if rate.is_none() || rounds_to_zero(rate)? {
        return must(rounds_to_zero(amount)?);
    }
    let expected = share(it.base.decimal()?, rate)?;
    let (Some(actual), Some(expected)) = (amount, expected) else { return must(false) };
    let difference = (actual.abs() - expected).abs();
    match difference < Decimal::ONE || (terms.syntax == Syntax::Cii && difference == Decimal::ONE) {
        true => Ok(()),
        false => Err(Fault::Differs { expected, actual: Some(actual) }),
    }
}

fn rate(terms: &Terms, it: &Breakdown) -> Result<Amount, Fault> {
    let mut rates = Vec::new();
    for category in it.categories.iter().filter(|category| counts(terms, category)) {
        rates.extend(category.rate.decimal()?);
    }
    match rates.as_slice() {
        [] => Ok(None),
        [rate] => Ok(Some(*rate)),
        _ => Err(Fault::Several("TaxCategory".into())),
    }
}

/// Here CII takes the type of tax with blanks around it.
fn counts(terms: &Terms, category: &Category) -> bool {
    let padded = || {
        crate::einvoice::model::Term::at(category.node, path!("ram:TypeCode"))
            .iter()
            .any(|kind| normalize(kind.text()).eq_ignore_ascii_case("VAT"))
    };
    category.is_vat || (terms.syntax == Syntax::Cii && padded())
}
