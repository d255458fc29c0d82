//! What an invoice received says of its VAT by the reason for showing none (BT-120, BT-121), where
//! its category does not: the seller's program wrote E, Z or O, the sentence that the law asks for
//! stands beside it.

use super::treatment::Seat;
use super::unstated::is_open;
use crate::domain::invoice::{Invoice, VatBreakdown};
use crate::domain::text::fold;

/// The invoice under the categories that its reasons say: the recipient owes the VAT (AE), goods
/// from another EU state (K), an export from outside the EU (G). `seat` is the seller's, as far as
/// it is known; a reason that contradicts it, names two causes or denies one is not read. `None`
/// where nothing is said so.
pub fn as_said(invoice: &Invoice, seat: Option<Seat>) -> Option<Invoice> {
    let mut read = invoice.clone();
    let mut changed = false;
    for vat in read.vat.iter_mut().filter(|vat| is_open(vat)) {
        let Some(category) = said(vat, seat) else { continue };
        vat.category = Some(category.to_owned());
        changed = true;
    }
    changed.then_some(read)
}

/// What the code and the words of a reason say; both where there are both.
fn said(vat: &VatBreakdown, seat: Option<Seat>) -> Option<&'static str> {
    // Where there is a code and no words, some forms have it in the place of the words.
    let coded = vat
        .exemption_code
        .as_deref()
        .or(vat.exemption_reason.as_deref().filter(|reason| reason.trim().starts_with("VATEX-")));
    let code = coded.unwrap_or_default().trim().to_ascii_uppercase();
    let of_code = match code.as_str() {
        "VATEX-EU-AE" => Some("AE"),
        "VATEX-EU-IC" => Some("K"),
        "VATEX-EU-G" => Some("G"),
        // Another code says something else, whatever words stand beside it.
        "" => None,
        _ => return None,
    };
    let of_words = words(vat.exemption_reason.as_deref().unwrap_or_default());
    let category = match (of_code, of_words) {
        (Some(code), Words::Silent) => code,
        (Some(code), Words::Say(words)) if code == words => code,
        (None, Words::Say(words)) => words,
        _ => return None,
    };
    let fits = match category {
        // Goods reach a German recipient exempt from another EU state, or as an export from outside
        // the EU.
        "K" => seat == Some(Seat::Union),
        "G" => seat == Some(Seat::Abroad),
        _ => true,
    };
    fits.then_some(category)
}

/// What words say of who owes the VAT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Words {
    /// This category.
    Say(&'static str),
    /// Two causes at once, or that one does not hold.
    Contradict,
    Silent,
}

/// What an invoice must say whose recipient owes the VAT (Art. 226 no. 11a of Directive
/// 2006/112/EC, in the languages of the EU), and what is said instead; [`fold`]ed, as are all that
/// follow.
const RECIPIENT_OWES: &[&str] = &[
    "steuerschuldnerschaft des leistungsempfaengers",
    "steuerschuld geht auf den leistungsempfaenger",
    "uebergang der steuerschuld",
    "umkehr der steuerschuld",
    "reverse charge",
    "art 196",
    "article 196",
    "artikel 196",
    "autoliquidation",
    "inversione contabile",
    "inversion del sujeto pasivo",
    "btw verlegd",
    "odwrotne obciazenie",
    "omvendt betalingspligt",
    "omvaend betalningsskyldighet",
    "autoliquidacao",
    "taxare inversa",
];

/// What one of a supply of goods to another EU state says (§ 6a UStG, Art. 138 of the Directive).
const EU_GOODS: &[&str] = &[
    "innergemeinschaftliche lieferung",
    "innergemeinschaftlichen lieferung",
    "ig lieferung",
    "intra community supply",
    "intra community delivery",
    "intracommunity supply",
    "livraison intracommunautaire",
    "cessione intracomunitaria",
    "entrega intracomunitaria",
    "intracommunautaire levering",
    "art 138",
    "article 138",
    "artikel 138",
];

/// What turns such words into their contrary; what is said of the VAT that is not shown is none of
/// them.
const DENYING: &[&str] = &[
    "kein",
    "keine",
    "keiner",
    "keinem",
    "nicht",
    "no",
    "not",
    "non",
    "pas",
    "niet",
    "nie",
    "entfaellt",
    "if",
    "falls",
    "sofern",
    "wenn",
];
const OF_THE_TAX: &[&str] =
    &["vat", "tax", "mwst", "ust", "umsatzsteuer", "mehrwertsteuer", "steuerausweis"];

fn words(reason: &str) -> Words {
    let folded = fold(reason);
    let said = format!(" {} ", folded.split_whitespace().collect::<Vec<_>>().join(" "));
    let says =
        |phrases: &[&str]| phrases.iter().any(|phrase| said.contains(&format!(" {phrase} ")));
    let close = reason.to_lowercase().replace(char::is_whitespace, "");
    let owes = says(RECIPIENT_OWES) || close.contains("§13b");
    let goods = says(EU_GOODS)
        && !["service", "services", "dienstleistung", "dienstleistungen"]
            .iter()
            .any(|word| says(&[word]));
    let words: Vec<&str> = folded.split_whitespace().collect();
    let denied = words.iter().enumerate().any(|(at, word)| {
        let next = words.get(at + 1).copied().unwrap_or_default();
        DENYING.contains(word) && !OF_THE_TAX.contains(&next)
    });
    match (owes, goods) {
        (false, false) => Words::Silent,
        _ if denied || is_exempt_otherwise(&close) => Words::Contradict,
        (true, false) => Words::Say("AE"),
        (false, true) => Words::Say("K"),
        (true, true) => Words::Contradict,
    }
}

/// Whether a text without blanks names another reason: a small business, or an exemption of § 4
/// UStG but that of goods to the EU (no. 1b).
fn is_exempt_otherwise(close: &str) -> bool {
    let of_four = |rest: &str| {
        !rest.starts_with(|next: char| next.is_ascii_digit())
            && !["nr.1b", "nr1b"].iter().any(|own| rest.starts_with(own))
    };
    close.contains("kleinunternehm") || close.split("§4").skip(1).any(of_four)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    fn category_of(code: &str, reason: &str, seat: Option<Seat>) -> Option<String> {
        let filled = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let (zero, base) = (Some(dec!(0)), Some(dec!(100)));
        let vat = VatBreakdown {
            category: Some("E".to_owned()),
            rate: zero,
            base,
            amount: zero,
            exemption_code: filled(code),
            exemption_reason: filled(reason),
        };
        as_said(&Invoice { vat: vec![vat], ..Invoice::default() }, seat)
            .and_then(|read| read.vat.first()?.category.clone())
    }

    #[test]
    fn codes_and_sentences_say_who_owes_the_tax() {
        let union = Some(Seat::Union);
        for (code, reason, seat, category) in [
            ("VATEX-EU-AE", "", union, Some("AE")),
            ("vatex-eu-ae", "Reverse charge", Some(Seat::Germany), Some("AE")),
            ("VATEX-EU-AE", "", None, Some("AE")),
            (
                "",
                "Steuerschuldnerschaft des Leistungsempfängers (§ 13b UStG)",
                Some(Seat::Germany),
                Some("AE"),
            ),
            ("", "Keine Umsatzsteuer nach §13b UStG", Some(Seat::Germany), Some("AE")),
            ("", "Reverse-Charge, Art. 44 und 196 MwStSystRL", union, Some("AE")),
            (
                "",
                "VAT to be accounted for by the recipient, Article 196 Council Directive",
                union,
                Some("AE"),
            ),
            ("", "Autoliquidation", union, Some("AE")),
            ("", "Btw verlegd", union, Some("AE")),
            ("VATEX-EU-IC", "", union, Some("K")),
            ("", "Steuerfreie innergemeinschaftliche Lieferung", union, Some("K")),
            ("", "Intra-Community supply, Art. 138 Directive 2006/112/EC", union, Some("K")),
            ("VATEX-EU-G", "Export", Some(Seat::Abroad), Some("G")),
            (
                "",
                "Steuerfreie innergemeinschaftliche Lieferung (§ 4 Nr. 1b, § 6a UStG)",
                union,
                Some("K"),
            ),
        ] {
            assert_eq!(category_of(code, reason, seat).as_deref(), category, "{code} {reason}");
        }
    }

    #[test]
    fn what_contradicts_or_says_nothing_is_not_read() {
        let union = Some(Seat::Union);
        for (code, reason, seat) in [
            ("VATEX-EU-O", "", union),
            ("VATEX-EU-O", "Reverse charge", union),
            ("VATEX-EU-132", "Reverse charge", union),
            ("VATEX-EU-AE", "Innergemeinschaftliche Lieferung", union),
            ("VATEX-EU-IC", "", Some(Seat::Abroad)),
            ("VATEX-EU-IC", "", Some(Seat::Germany)),
            ("VATEX-EU-IC", "", None),
            ("VATEX-EU-G", "", union),
            ("", "Keine Steuerschuldnerschaft des Leistungsempfängers", union),
            ("", "not subject to reverse charge", union),
            ("", "Reverse charge oder innergemeinschaftliche Lieferung", union),
            ("", "intra-community supply of services", union),
            ("", "Innergemeinschaftliche Leistung", union),
            ("", "Art. 13 B der 6. Richtlinie", union),
            ("", "exempt", union),
            (
                "",
                "Steuerfrei nach § 4 Nr. 12 UStG; an Firmen im EU-Ausland: Reverse Charge",
                Some(Seat::Germany),
            ),
            ("", "Kleinunternehmer, § 19 UStG; Ausland: Reverse Charge", Some(Seat::Germany)),
        ] {
            assert_eq!(category_of(code, reason, seat), None, "{code} {reason}");
        }
    }
}
