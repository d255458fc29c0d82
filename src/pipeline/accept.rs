//! Families of formats, as `accept` names them.

/// The families a pipeline may name. A family takes every format that begins with it, up to a point
/// or colon: `csv` takes `csv:sparkasse-camt`, `camt.053` takes `camt.053.001.08`.
pub static FAMILIES: &[&str] = &[
    "camt.052",
    "camt.053",
    "camt.054",
    "mt940",
    "mt942",
    "csv",
    "pdf",
    "ubl",
    "cii",
    "zugferd1",
    "facturx",
    "ubl-despatch-advice",
    "ubl-receipt-advice",
    "desadv",
    "recadv",
    "opentrans",
    "ubl-order",
    "orders",
    "order-x",
];

/// Whether a format is of a family.
pub fn is_of(family: &str, format: &str) -> bool {
    format.strip_prefix(family).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', ':']))
}

/// Whether a text names a family, or formats within one.
pub fn is_known(text: &str) -> bool {
    FAMILIES.iter().any(|family| is_of(family, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_takes_its_versions_and_no_namesakes() {
        assert!(is_of("camt.053", "camt.053.001.08"));
        assert!(is_of("csv", "csv:ing"));
        assert!(is_of("csv", "csv"));
        assert!(!is_of("ubl", "ubl-order"));
        assert!(!is_of("camt.053", "camt.0531"));
        assert!(is_known("csv:ing") && !is_known("excel"));
    }
}
