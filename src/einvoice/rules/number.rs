//! Arithmetic as the official rules do it: on decimals that may be absent, with XPath's rounding.
//!
//! XPath compares nothing with anything as false, so a rule about an absent amount fails unless it
//! says otherwise. Where the official CII rules count in binary floating point, decimals are used
//! here all the same: for amounts of two digits both give the same answer, but for sums that would
//! differ in the seventeenth digit.

use super::{Fault, Verdict};
use crate::einvoice::term::{Term, decimal};
use rust_decimal::{Decimal, dec};

/// An amount that may be absent.
pub type Amount = Option<Decimal>;

/// `a + b`; absent when either is.
pub fn plus(a: Amount, b: Amount) -> Result<Amount, Fault> {
    both(a, b).map(|(a, b)| a.checked_add(b).ok_or(Fault::Overflow)).transpose()
}

/// `a - b`; absent when either is.
pub fn minus(a: Amount, b: Amount) -> Result<Amount, Fault> {
    both(a, b).map(|(a, b)| a.checked_sub(b).ok_or(Fault::Overflow)).transpose()
}

/// `a * b`; absent when either is.
pub fn times(a: Amount, b: Amount) -> Result<Amount, Fault> {
    both(a, b).map(|(a, b)| a.checked_mul(b).ok_or(Fault::Overflow)).transpose()
}

fn both(a: Amount, b: Amount) -> Option<(Decimal, Decimal)> {
    Some((a?, b?))
}

/// XPath's `round`: to whole units, half towards plus infinity (so -2.5 becomes -2).
pub fn round(amount: Decimal) -> Result<Decimal, Fault> {
    Ok(amount.checked_add(dec!(0.5)).ok_or(Fault::Overflow)?.floor())
}

/// The same to hundredths.
pub fn cents(amount: Amount) -> Result<Amount, Fault> {
    let Some(amount) = amount else { return Ok(None) };
    let shifted = amount.checked_mul(Decimal::ONE_HUNDRED).ok_or(Fault::Overflow)?;
    Ok(Some(round(shifted)? / Decimal::ONE_HUNDRED))
}

/// `percent` of the absolute value of `base`, in hundredths.
pub fn share(base: Amount, percent: Amount) -> Result<Amount, Fault> {
    let fraction = percent.map(|percent| percent / Decimal::ONE_HUNDRED);
    cents(times(base.map(|base| base.abs()), fraction)?)
}

/// The two are there and equal.
pub fn equal(actual: Amount, expected: Amount) -> Verdict {
    match (actual, expected) {
        (Some(actual), Some(expected)) if actual == expected => Ok(()),
        (actual, Some(expected)) => Err(Fault::Differs { expected, actual }),
        (_, None) => Err(Fault::Broken),
    }
}

/// The two are there and differ by less than one.
pub fn within_one(actual: Amount, expected: Amount) -> Verdict {
    match (minus(actual, expected)?, expected) {
        (Some(difference), _) if difference.abs() < Decimal::ONE => Ok(()),
        (_, Some(expected)) => Err(Fault::Differs { expected, actual }),
        (_, None) => Err(Fault::Broken),
    }
}

/// At most two digits after the point, counted in the text as written: blanks after the number
/// count too.
pub fn two_digits(term: &Term) -> Verdict {
    text_has_two_digits(term.text()?)
}

/// The same of the first occurrence, whatever follows.
pub fn first_has_two_digits(term: &Term) -> Verdict {
    text_has_two_digits(term.first().map_or("", |node| node.text()))
}

fn text_has_two_digits(text: &str) -> Verdict {
    match text.split_once('.').is_none_or(|(_, fraction)| fraction.chars().count() <= 2) {
        true => Ok(()),
        false => Err(Fault::Value(text.trim().to_string())),
    }
}

/// True when any occurrence is a number for which this holds; a fault when one before it is no
/// number.
pub fn any_number(term: &Term, holds: impl Fn(Decimal) -> bool) -> Result<bool, Fault> {
    for node in term.iter() {
        let number =
            float(node.text()).ok_or_else(|| Fault::NotANumber(node.text().trim().to_string()))?;
        if holds(number) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Reads what `xs:double` takes and a decimal can hold: an exponent is allowed.
fn float(text: &str) -> Amount {
    decimal(text).or_else(|| Decimal::from_scientific(text.trim()).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_rounded_towards_plus_infinity() -> Result<(), Fault> {
        assert_eq!(cents(Some(dec!(2.345)))?, Some(dec!(2.35)));
        assert_eq!(cents(Some(dec!(-2.345)))?, Some(dec!(-2.34)));
        assert_eq!(cents(Some(dec!(-2.3451)))?, Some(dec!(-2.35)));
        assert_eq!(round(dec!(0.49))?, dec!(0));
        assert_eq!(cents(None)?, None);
        Ok(())
    }

    #[test]
    fn nothing_equals_nothing_else() {
        assert!(equal(None, None).is_err());
        assert!(equal(None, Some(dec!(0))).is_err());
        assert!(equal(Some(dec!(1.0)), Some(dec!(1.00))).is_ok());
        assert!(within_one(Some(dec!(1)), Some(dec!(2))).is_err());
        assert!(within_one(Some(dec!(1.01)), Some(dec!(2))).is_ok());
    }
}
