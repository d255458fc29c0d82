//! The Peppol rules about allowances, charges and line amounts, for both syntaxes.

use super::{Asked, decimal, number, rule, said, string, values};
use crate::einvoice::rules::{Fault, Verdict, must};
use crate::einvoice::term::{Term, add};
use crate::xml::Node;
use rust_decimal::Decimal;

/// How far sums may be off: two cents, half a forint where the invoice is in forints.
pub fn slack(in_forints: bool) -> Decimal {
    match in_forints {
        true => Decimal::new(5, 1),
        false => Decimal::new(2, 2),
    }
}

/// An allowance or charge, whichever the syntax.
pub struct Allowance<'t, 'a> {
    pub node: Node<'t, 'a>,
    pub amount: Term<'t, 'a>,
    pub base: Term<'t, 'a>,
    pub percent: Term<'t, 'a>,
}

/// Asks R040 to R042; true when the allowance states both base and percentage or neither, and its
/// indicator is to be asked, too.
pub fn allowance(allowance: &Allowance, slack: Decimal, asked: &mut Asked) -> bool {
    let node = allowance.node;
    match (allowance.percent.exists(), allowance.base.exists()) {
        (true, false) => asked.ask(rule!("PEPPOL-EN16931-R041"), node, Err(Fault::Broken)),
        (false, true) => asked.ask(rule!("PEPPOL-EN16931-R042"), node, Err(Fault::Broken)),
        (true, true) => {
            asked.ask(rule!("PEPPOL-EN16931-R040"), node, is_share_of_base(allowance, slack))
        }
        (false, false) => {}
    }
    allowance.percent.exists() == allowance.base.exists()
}

fn is_share_of_base(allowance: &Allowance, slack: Decimal) -> Verdict {
    let amount = decimal(&allowance.amount)?.unwrap_or_default();
    let (base, percent) = (
        decimal(&allowance.base)?.unwrap_or_default(),
        decimal(&allowance.percent)?.unwrap_or_default(),
    );
    let share = base
        .checked_mul(percent)
        .and_then(|share| share.checked_div(Decimal::ONE_HUNDRED))
        .ok_or(Fault::Overflow)?;
    within(amount, share, slack)
}

/// True when an indicator says `true` or `false`, blanks around not counting.
pub fn is_indicator(indicator: &Term) -> Verdict {
    said(indicator).and_then(|text| must(text == "true" || text == "false"))
}

/// What a line's amount is made of, whichever the syntax.
pub struct LineAmount<'t, 'a> {
    /// BT-131.
    pub net: Term<'t, 'a>,
    /// BT-129.
    pub quantity: Term<'t, 'a>,
    /// BT-146.
    pub price: Term<'t, 'a>,
    /// BT-149, in the order in which the places are asked.
    pub bases: [Term<'t, 'a>; 2],
    /// BG-27 and BG-28: indicator and amounts.
    pub allowances: Vec<(Term<'t, 'a>, Term<'t, 'a>)>,
}

/// BT-131 = BT-129 × BT-146 ÷ BT-149 + charges − allowances.
pub fn line_amount(line: &LineAmount, slack: Decimal) -> Verdict {
    let net = decimal(&line.net)?.unwrap_or_default();
    let quantity = decimal(&line.quantity)?.unwrap_or(Decimal::ONE);
    let price = decimal(&line.price)?.unwrap_or_default();
    let base = base_quantity(&line.bases)?;
    let (charges, allowances) =
        (total(&line.allowances, "true")?, total(&line.allowances, "false")?);
    let gross = price
        .checked_div(base)
        .and_then(|single| single.checked_mul(quantity))
        .ok_or(Fault::Overflow)?;
    let expected = gross
        .checked_add(charges)
        .and_then(|sum| sum.checked_sub(allowances))
        .ok_or(Fault::Overflow)?;
    within(net, expected, slack)
}

fn base_quantity(bases: &[Term]) -> Result<Decimal, Fault> {
    for base in bases {
        if let Some(base) = decimal(base)?.filter(|base| !base.is_zero()) {
            return Ok(base);
        }
    }
    Ok(Decimal::ONE)
}

fn total(allowances: &[(Term, Term)], indicator: &str) -> Result<Decimal, Fault> {
    let mut total = Decimal::ZERO;
    for (stated, amounts) in allowances {
        if said(stated)? == indicator {
            for amount in amounts.iter() {
                total = add(total, number(amount)?)?;
            }
        }
    }
    values::round_up_half(total).ok_or(Fault::Overflow)
}

/// BT-149 above zero where it is stated.
pub fn is_positive(base: &Term) -> Verdict {
    must(decimal(base)?.is_none_or(|base| base > Decimal::ZERO))
}

/// BT-146 = BT-148 − BT-147; a price that is not stated equals nothing.
pub fn is_net_price(
    net: Result<Option<Decimal>, Fault>,
    gross: Decimal,
    discount: Result<Option<Decimal>, Fault>,
) -> Verdict {
    let (net, Some(discount)) = (net?, discount?) else { return Err(Fault::Broken) };
    let expected = gross.checked_sub(discount).ok_or(Fault::Overflow)?;
    match net == Some(expected) {
        true => Ok(()),
        false => Err(Fault::Differs { expected, actual: net }),
    }
}

/// Whether an amount is below, at or above zero; `None` of what is called "not a number".
pub fn sign(amount: Node) -> Result<Option<std::cmp::Ordering>, Fault> {
    let text = string(amount);
    values::sign(&text).ok_or_else(|| Fault::NotANumber(text.trim().to_string()))
}

fn within(actual: Decimal, expected: Decimal, slack: Decimal) -> Verdict {
    let distance = actual.checked_sub(expected).ok_or(Fault::Overflow)?.abs();
    match distance <= slack {
        true => Ok(()),
        false => {
            Err(Fault::Differs { expected: expected.round_dp(6).normalize(), actual: Some(actual) })
        }
    }
}
