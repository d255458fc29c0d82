//! Amounts of money: an exact decimal and its currency, and whole minor units where they are
//! stored.

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error, ser::SerializeStruct};
use std::fmt;

/// A currency by its ISO 4217 alphabetic code.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

impl Currency {
    /// The euro.
    pub const EUR: Currency = Currency(*b"EUR");

    /// Reads three ASCII letters, in either case; anything else is no currency.
    pub fn read(code: &str) -> Option<Currency> {
        let bytes: [u8; 3] = code.trim().as_bytes().try_into().ok()?;
        bytes
            .iter()
            .all(u8::is_ascii_alphabetic)
            .then(|| Currency(bytes.map(|b| b.to_ascii_uppercase())))
    }

    /// The code, e.g. `EUR`.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// Digits after the point of the minor unit (ISO 4217 table A.1): 2 for the euro, 0 for the
    /// yen, 3 for the dinar.
    pub fn digits(self) -> u32 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG"
            | b"RWF" | b"UGX" | b"UYI" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            b"CLF" | b"UYW" => 4,
            _ => 2,
        }
    }

    /// The same number with at least the currency's digits after the point: 100 € becomes 100.00.
    /// Further digits stay.
    pub fn pad(self, amount: Decimal) -> Decimal {
        let mut padded = amount;
        if padded.scale() < self.digits() {
            padded.rescale(self.digits());
        }
        padded
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Currency, D::Error> {
        let code = String::deserialize(deserializer)?;
        Currency::read(&code).ok_or_else(|| D::Error::custom(format!("no currency: {code}")))
    }
}

/// An amount with its currency. On bank entries: positive is money coming in.
///
/// Serialises as `{"amount": "-119.00", "currency": "EUR"}`; flatten it where the two stand beside
/// other fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
pub struct Money {
    /// Signed: from an account holder's view, positive is money in.
    pub amount: Decimal,
    /// What the amount counts.
    pub currency: Currency,
}

/// A million million: no single amount or quantity that a document states is larger. What is larger
/// is refused where it is read, so that the sums of tens of thousands stay within the 64 bits of
/// the store.
pub const LARGEST: Decimal = rust_decimal::dec!(1_000_000_000_000);

impl Money {
    /// An amount, padded to the currency's digits.
    pub fn new(amount: Decimal, currency: Currency) -> Money {
        Money { amount: currency.pad(amount), currency }
    }

    /// Nothing, in this currency.
    pub fn zero(currency: Currency) -> Money {
        Money::new(Decimal::ZERO, currency)
    }

    /// An amount from whole minor units (cents).
    pub fn from_minor(minor: i64, currency: Currency) -> Money {
        Money { amount: Decimal::new(minor, currency.digits()), currency }
    }

    /// The amount in whole minor units where a document may state it at all ([`LARGEST`]); `None`
    /// of what is refused.
    pub fn bookable(self) -> Option<i64> {
        self.minor().filter(|_| self.amount.abs() <= LARGEST)
    }

    /// The amount in whole minor units, rounded commercially ([`round_commercially`]); `None`
    /// beyond 64 bits.
    pub fn minor(self) -> Option<i64> {
        let digits = self.currency.digits();
        let rounded = round_commercially(self.amount, digits);
        let shifted = rounded.checked_mul(Decimal::from(10u64.checked_pow(digits)?))?;
        i64::try_from(shifted.trunc().mantissa() / 10i128.checked_pow(shifted.trunc().scale())?)
            .ok()
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.currency)
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut state = serializer.serialize_struct("Money", 2)?;
        state.serialize_field("amount", &self.amount)?;
        state.serialize_field("currency", &self.currency)?;
        state.end()
    }
}

/// Commercial rounding (DIN 1333, § 4.5): half away from zero. The one rounding of amounts in
/// kontor.
pub fn round_commercially(amount: Decimal, digits: u32) -> Decimal {
    amount.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero)
}

/// `amount` × `part` / `whole` in minor units, rounded commercially; zero of nothing.
pub fn proportion(amount: i64, part: i64, whole: i64) -> i64 {
    let exact = Decimal::from(amount)
        .checked_mul(Decimal::from(part))
        .and_then(|product| product.checked_div(Decimal::from(whole)));
    exact
        .map(|exact| round_commercially(exact, 0))
        .and_then(|rounded| rounded.to_i64())
        .unwrap_or_default()
}

/// The number that the digits before and behind a decimal separator say, up to 18 in all: nearly
/// every amount there is, without detours. It keeps as many digits behind the point as are written.
/// `None` for more, for anything else, and without a digit in front.
pub fn of_digits(whole: &str, fraction: &str) -> Option<Decimal> {
    if whole.is_empty() || whole.len() + fraction.len() > 18 {
        return None;
    }
    let mut digits = whole.bytes().chain(fraction.bytes());
    let value = digits.try_fold(0i64, |sum, byte| {
        byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte - b'0'))
    })?;
    Decimal::try_new(value, u32::try_from(fraction.len()).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    #[test]
    fn minor_units_follow_the_currency() {
        assert_eq!(Money::new(dec!(-119), Currency::EUR).minor(), Some(-11900));
        assert_eq!(Money::new(dec!(0.005), Currency::EUR).minor(), Some(1));
        assert_eq!(Money::new(dec!(-0.005), Currency::EUR).minor(), Some(-1));
        assert_eq!(
            Currency::read("jpy").map(|yen| Money::new(dec!(500), yen).minor()),
            Some(Some(500))
        );
        assert_eq!(Money::from_minor(-5, Currency::EUR).amount.to_string(), "-0.05");
        assert_eq!(Money::new(LARGEST, Currency::EUR).bookable(), Some(100_000_000_000_000));
        assert_eq!(Money::new(-LARGEST - dec!(0.01), Currency::EUR).bookable(), None);
    }

    #[test]
    fn padding_adds_digits_and_drops_none() {
        assert_eq!(Currency::EUR.pad(dec!(100)).to_string(), "100.00");
        assert_eq!(Currency::EUR.pad(dec!(1.2345)).to_string(), "1.2345");
    }

    #[test]
    fn half_a_cent_rounds_away_from_zero() {
        assert_eq!(round_commercially(dec!(2.345), 2), dec!(2.35));
        assert_eq!(round_commercially(dec!(-2.345), 2), dec!(-2.35));
    }
}
