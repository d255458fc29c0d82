//! DATEV's tax keys (BU-Schlüssel) of cases that no automatic account says itself: goods and
//! services between EU states, and what the recipient owes (§ 13b UStG).

use super::chart::Rate;

/// The key of § 13b UStG with its deduction.
pub(super) fn reverse_key(rate: Rate) -> &'static str {
    if rate == Rate::Full { "94" } else { "91" }
}

/// The same without it: what is not deducted is part of the price.
pub(super) fn without_deduction(key: &str) -> Option<&'static str> {
    match key {
        "94" => Some("95"),
        "91" => Some("92"),
        _ => None,
    }
}

/// The key of a code without a tax, for accounts that do not say the case themselves.
pub(super) fn untaxed_key(code: &str) -> Option<&'static str> {
    Some(match code {
        "IGL" => "11",
        "IGE-F" => "17",
        "13bL" => "46",
        "EUL" => "47",
        _ => return None,
    })
}

/// The case of § 13b UStG that a row under one of its keys names (Sachverhalt L+L): services of
/// sellers abroad, building and the like in Germany, services from other EU states.
pub fn reverse_case(key: &str, code: Option<&str>) -> Option<&'static str> {
    let code = code.filter(|_| matches!(key, "91" | "92" | "94" | "95"))?;
    Some(match code {
        "13bEU19" | "13bEU7" => "7",
        "13bIN19" | "13bIN7" => "4",
        _ => "1",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_case_of_a_reverse_charge_is_that_of_its_code() {
        assert_eq!(
            ["13bEU19", "13bIN19", "13b19"].map(|code| reverse_case("94", Some(code))),
            [Some("7"), Some("4"), Some("1")]
        );
        assert_eq!(reverse_case("19", Some("IGE19")), None);
    }
}
