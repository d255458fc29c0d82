//! Qualified names as numbers.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A qualified name: the hash of `canonical-prefix:local`. Two names of the vocabularies kontor
/// reads never collide (tests hold it); comparing is comparing two numbers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct Name(pub u64);

/// The state before anything: a name without a namespace starts from it.
const START: u64 = 0xcbf2_9ce4_8422_2325;
/// Odd, its bits without a pattern: the golden ratio.
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

impl Name {
    /// The name spelled `prefix:local` with a canonical prefix (see [`canonical_prefix`]), or
    /// `local` without a namespace.
    #[expect(clippy::indexing_slicing, reason = "a const fn; the length is asked first")]
    pub const fn of(spelled: &str) -> Name {
        let bytes = spelled.as_bytes();
        let mut colon = 0;
        while colon < bytes.len() && bytes[colon] != b':' {
            colon += 1;
        }
        match bytes.split_at(colon) {
            (prefix, [_, local @ ..]) => Name(hash(hash(START, prefix), local)),
            (local, []) => Name(hash(START, local)),
        }
    }

    /// The hash state after `prefix:`, from which [`Name::in_space`] goes on; an empty prefix is no
    /// namespace.
    pub(super) fn space(prefix: &str) -> u64 {
        match prefix {
            "" => START,
            _ => hash(START, prefix.as_bytes()),
        }
    }

    /// The name of `local` in a space from [`Name::space`].
    pub(super) fn in_space(space: u64, local: &str) -> Name {
        Name(hash(space, local.as_bytes()))
    }
}

/// Takes eight bytes at a time, then what is left with its length; runs at compile time too.
const fn hash(mut state: u64, mut bytes: &[u8]) -> u64 {
    while let Some((eight, rest)) = bytes.split_first_chunk::<8>() {
        state = mixed(state, u64::from_le_bytes(*eight));
        bytes = rest;
    }
    let mut last = bytes.len() as u64;
    if let Some((four, rest)) = bytes.split_first_chunk::<4>() {
        last = last << 32 | u32::from_le_bytes(*four) as u64;
        bytes = rest;
    }
    while let Some((byte, rest)) = bytes.split_first() {
        last = last << 8 | *byte as u64;
        bytes = rest;
    }
    mixed(state, last)
}

const fn mixed(state: u64, word: u64) -> u64 {
    let product = (state ^ word).wrapping_mul(MIX);
    product ^ product >> 32
}

/// The prefix under which a namespace's names are spelled here; `?` for a namespace kontor does not
/// know.
pub fn canonical_prefix(uri: &str) -> &'static str {
    if let Some(rest) = uri.strip_prefix("urn:oasis:names:specification:ubl:schema:xsd:") {
        return match rest {
            "Invoice-2" => "ubl",
            "CreditNote-2" => "cn",
            "DespatchAdvice-2" => "desp",
            "Order-2" => "order",
            "CommonAggregateComponents-2" => "cac",
            "CommonBasicComponents-2" => "cbc",
            "CommonExtensionComponents-2" => "ext",
            _ => "?",
        };
    }
    match uri {
        "" => "",
        "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" => "rsm",
        "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100" => {
            "ram"
        }
        "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100" => "udt",
        "urn:un:unece:uncefact:data:standard:QualifiedDataType:100" => "qdt",
        "urn:ferd:CrossIndustryDocument:invoice:1p0" => "rsm1",
        "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:12" => {
            "ram1"
        }
        "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:15" => "udt1",
        "urn:un:unece:uncefact:data:standard:QualifiedDataType:12" => "qdt1",
        "http://www.w3.org/2001/XMLSchema-instance" => "xsi",
        "http://www.w3.org/XML/1998/namespace" => "xml",
        _ => "?",
    }
}

/// A map keyed by names, which are hashes already.
pub type Names<T> = HashMap<Name, T, BuildHasherDefault<Hashed>>;

/// Hashes a name by itself.
#[derive(Default)]
pub struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_at_compile_time_and_at_run_time() {
        const ID: Name = Name::of("cbc:ID");
        assert_eq!(Name::in_space(Name::space("cbc"), "ID"), ID);
        assert_eq!(Name::in_space(Name::space(""), "currencyID"), Name::of("currencyID"));
        assert_ne!(ID, Name::of("cac:ID"));
        for local in ["Name", "PartyName", "TaxAmount", "PaymentMeans", "IdentificationCode"] {
            assert_eq!(
                Name::in_space(Name::space("ram"), local),
                Name::of(&format!("ram:{local}"))
            );
        }
    }
}
