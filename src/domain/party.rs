//! Who takes part: parties, their bank accounts and their VAT numbers.

use super::vat_check;
use serde::{Deserialize, Serialize};
use std::fmt;

/// An IBAN (ISO 13616) without blanks, in capitals. Holding one says nothing about its check
/// digits: ask [`Iban::is_valid`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Iban(String);

impl Iban {
    /// Takes the blanks out and sets capitals. `None` when it does not look like an IBAN at all
    /// (two letters, two digits, then 5 to 30 letters or digits).
    pub fn read(text: &str) -> Option<Iban> {
        // Most of what is asked about is a name: its first characters tell, and nothing is copied.
        let mut front = text.chars().filter(|c| !c.is_whitespace());
        let begins = front.by_ref().take(2).all(|c| c.is_ascii_alphabetic())
            && front.take(2).all(|c| c.is_ascii_digit());
        begins.then(|| Iban::stated(text)).flatten().filter(Iban::is_shaped)
    }

    /// An account identifier as an invoice states it in the IBAN's place (BT-84), though it may be
    /// a domestic number: blanks out, capitals; [`Iban::is_valid`] is false of what is no IBAN.
    /// `None` when nothing is left.
    pub fn stated(text: &str) -> Option<Iban> {
        let mut compact = text.to_ascii_uppercase();
        if !compact.bytes().all(|byte| byte.is_ascii_graphic()) {
            compact.retain(|c| !c.is_whitespace());
        }
        (!compact.is_empty()).then_some(Iban(compact))
    }

    fn is_shaped(&self) -> bool {
        let bytes = self.0.as_bytes();
        (9..=34).contains(&bytes.len())
            && bytes.iter().take(2).all(u8::is_ascii_uppercase)
            && bytes.iter().skip(2).take(2).all(u8::is_ascii_digit)
            && bytes.iter().all(u8::is_ascii_alphanumeric)
    }

    /// True when the check digits hold (ISO 7064, modulo 97-10) and a German IBAN has its 22
    /// places.
    pub fn is_valid(&self) -> bool {
        let Some((head, tail)) = self.0.split_at_checked(4).filter(|_| self.is_shaped()) else {
            return false;
        };
        (!self.0.starts_with("DE") || self.0.len() == 22)
            && mod97(tail.bytes().chain(head.bytes())) == Some(1)
    }

    /// The IBAN without blanks.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Iban {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The remainder modulo 97 of letters and digits, letters counting 10 to 35 (ISO 7064). `None` for
/// other characters.
pub fn mod97(characters: impl Iterator<Item = u8>) -> Option<u32> {
    let mut remainder = 0u32;
    for byte in characters {
        remainder = match byte {
            b'0'..=b'9' => remainder * 10 + u32::from(byte - b'0'),
            b'A'..=b'Z' => remainder * 100 + u32::from(byte - b'A') + 10,
            b'a'..=b'z' => remainder * 100 + u32::from(byte - b'a') + 10,
            _ => return None,
        } % 97;
    }
    Some(remainder)
}

/// A VAT identification number without blanks, in capitals, with its country prefix.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VatId(String);

impl VatId {
    /// Takes blanks out and sets capitals; points, dashes and slashes go too when a sound German
    /// number is left. `None` when nothing is left.
    pub fn read(text: &str) -> Option<VatId> {
        let stated: String =
            text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
        let compact: String = stated.chars().filter(|c| c.is_alphanumeric()).collect();
        let sound = compact.starts_with("DE") && vat_check::holds(&compact) == Some(true);
        (!compact.is_empty()).then_some(VatId(if sound { compact } else { stated }))
    }

    /// True when a German number's check digit holds (ISO 7064, modulo 11-10); numbers of other
    /// countries are only looked at for their two-letter prefix.
    pub fn is_valid(&self) -> bool {
        match self.0.starts_with("DE") {
            true => {
                self.0.bytes().all(|b| b.is_ascii_alphanumeric())
                    && vat_check::holds(&self.0) == Some(true)
            }
            false => self.0.len() > 3 && self.0.bytes().take(2).all(|b| b.is_ascii_uppercase()),
        }
    }

    /// False when it is not [`VatId::is_valid`] or the check digits do not hold that its country
    /// writes, where they are known.
    pub fn holds(&self) -> bool {
        self.is_valid() && vat_check::holds(&self.0) != Some(false)
    }

    /// The number without blanks.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for VatId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A party to a document: seller, buyer, supplier, customer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Party {
    /// BT-27/BT-44: the full name.
    pub name: Option<String>,
    /// BT-28/BT-45: the name by which the party is known, where it differs from [`Party::name`].
    #[serde(skip)]
    pub trading_name: Option<String>,
    /// BT-31/BT-48.
    pub vat_id: Option<VatId>,
    /// BT-32: the local tax number.
    pub tax_number: Option<String>,
    /// BT-43/BT-58, else the electronic address where it is an e-mail address.
    pub email: Option<String>,
    /// The account named with this party.
    pub iban: Option<Iban>,
    /// BT-35/BT-50.
    pub street: Option<String>,
    /// BT-38/BT-53.
    pub postcode: Option<String>,
    /// BT-37/BT-52.
    pub city: Option<String>,
    /// BT-40/BT-55: ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// The number by which the other side knows this party (customer or vendor number), or its GLN.
    pub identifier: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_tell_right_from_wrong() {
        let iban = |text| Iban::read(text).map(|iban| iban.is_valid());
        assert_eq!(iban("DE02 1203 0000 0000 2020 51"), Some(true));
        assert_eq!(iban("DE03120300000000202051"), Some(false));
        assert_eq!(iban("GB82 WEST 1234 5698 7654 32"), Some(true));
        assert_eq!(iban("hello"), None);
        assert_eq!(iban("Ä€12"), None);
    }

    #[test]
    fn german_vat_numbers_carry_a_check_digit() {
        let vat = |text| VatId::read(text).map(|id| id.is_valid());
        assert_eq!(vat("DE 136 695 976"), Some(true));
        assert_eq!(vat("DE136695978"), Some(false));
        assert_eq!(vat("ATU12345678"), Some(true));
        assert_eq!(
            ["ATU12345678", "ATU13585627", "XI123"]
                .map(|text| VatId::read(text).map(|id| id.holds())),
            [Some(false), Some(true), Some(true)]
        );
    }
}
