//! By what the seller is known (a VAT id, IBANs whose check digits hold), and the currency.

use super::super::pdf_labels::{bare, letters};
use super::super::pdf_words::Line;
use crate::domain::{Currency, Iban, VatId};
use std::collections::HashSet;

/// The one VAT id that is the seller's: of those the page names, the ones of the customer left out.
pub(super) fn vat_id(lines: &[Line]) -> Option<VatId> {
    let mut found: Vec<VatId> = Vec::new();
    for line in lines {
        let text = letters(&line.text());
        let is_customers =
            ["ihreust", "ihreumsatzsteuer", "ihreuid", "kundenust", "yourvat", "customervat"]
                .iter()
                .any(|word| text.contains(word));
        let is_labelled = ["ust", "vat", "uid", "tva", "btw", "iva", "umsatzsteuer"]
            .iter()
            .any(|word| text.contains(word));
        let ids = line
            .words
            .iter()
            .filter_map(|word| VatId::read(&bare(&word.text)))
            .filter(VatId::is_valid);
        found.extend(ids.filter(|id| {
            !is_customers
                && (id.as_str().starts_with("DE") || is_labelled && is_foreign(id.as_str()))
        }));
    }
    found.sort_by(|one, two| one.as_str().cmp(two.as_str()));
    found.dedup();
    match found.as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    }
}

/// The form of a VAT id of another member state (VIES): its prefix, and digits above all.
fn is_foreign(id: &str) -> bool {
    const PREFIXES: &[&str] = &[
        "AT", "BE", "BG", "CY", "CZ", "DK", "EE", "EL", "ES", "FI", "FR", "HR", "HU", "IE", "IT",
        "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "XI",
    ];
    let digits = id.bytes().filter(u8::is_ascii_digit).count();
    (9..=14).contains(&id.len())
        && digits >= 7
        && digits + 4 >= id.len()
        && PREFIXES.iter().any(|prefix| id.starts_with(prefix))
}

/// The IBANs whose check digits hold, in the order they stand; groups of four are joined.
pub(super) fn ibans(lines: &[Line]) -> Vec<Iban> {
    let mut found: Vec<Iban> = Vec::new();
    for line in lines {
        for first in 0..line.words.len() {
            let mut joined = String::new();
            for word in line.words.iter().skip(first).take(9) {
                joined.push_str(&bare(&word.text));
                if joined.len() > 34
                    || !joined.bytes().take(2).all(|byte| byte.is_ascii_uppercase())
                {
                    break;
                }
                if let Some(iban) =
                    Iban::read(&joined).filter(|iban| iban.is_valid() && joined.len() >= 15)
                {
                    if !found.contains(&iban) {
                        found.push(iban);
                    }
                    break;
                }
            }
        }
    }
    found
}

/// The one currency that the lines name, by its code, its name or its sign.
pub(super) fn currency(lines: &[Line]) -> Option<Currency> {
    const NAMES: &[(&str, &str)] = &[
        ("eur", "EUR"),
        ("€", "EUR"),
        ("euro", "EUR"),
        ("usd", "USD"),
        ("us$", "USD"),
        ("$", "USD"),
        ("chf", "CHF"),
        ("gbp", "GBP"),
        ("£", "GBP"),
        ("pln", "PLN"),
        ("czk", "CZK"),
    ];
    let parts = |c: char| !(c.is_alphabetic() || matches!(c, '€' | '$' | '£'));
    let text = lines.iter().map(|line| line.text().to_lowercase()).collect::<Vec<_>>().join("\n");
    let words: HashSet<&str> = text.split(parts).collect();
    let mut codes: Vec<&str> =
        NAMES.iter().filter(|(name, _)| words.contains(name)).map(|(_, code)| *code).collect();
    codes.sort_unstable();
    codes.dedup();
    match codes.as_slice() {
        [only] => Currency::read(only),
        _ => None,
    }
}
