//! Qualified names as numbers.

/// A qualified name: the hash of `canonical-prefix:local`. Two names of the vocabularies kontor reads never collide
/// (tests hold it); comparing is comparing two numbers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct Name(pub u64);

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

impl Name {
    /// The name spelled `prefix:local` with a canonical prefix (see [`canonical_prefix`]), or `local` without a namespace.
    pub const fn of(spelled: &str) -> Name {
        Name(hash(OFFSET, spelled.as_bytes()))
    }

    /// The hash state after `prefix:`, from which [`Name::in_space`] goes on; an empty prefix is no namespace.
    pub(super) fn space(prefix: &str) -> u64 {
        match prefix {
            "" => OFFSET,
            _ => hash(hash(OFFSET, prefix.as_bytes()), b":"),
        }
    }

    /// The name of `local` in a space from [`Name::space`].
    pub(super) fn in_space(space: u64, local: &str) -> Name {
        Name(hash(space, local.as_bytes()))
    }
}

/// FNV-1a, the simplest good hash that can run at compile time.
const fn hash(mut state: u64, bytes: &[u8]) -> u64 {
    let mut i = 0;
    while i < bytes.len() {
        state = (state ^ bytes[i] as u64).wrapping_mul(PRIME);
        i += 1;
    }
    state
}

/// The prefix under which a namespace's names are spelled here; `?` for a namespace kontor does not know.
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
        "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100" => "ram",
        "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100" => "udt",
        "urn:un:unece:uncefact:data:standard:QualifiedDataType:100" => "qdt",
        "urn:ferd:CrossIndustryDocument:invoice:1p0" => "rsm1",
        "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:12" => "ram1",
        "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:15" => "udt1",
        "urn:un:unece:uncefact:data:standard:QualifiedDataType:12" => "qdt1",
        "http://www.w3.org/2001/XMLSchema-instance" => "xsi",
        "http://www.w3.org/XML/1998/namespace" => "xml",
        _ => "?",
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
    }
}
