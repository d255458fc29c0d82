//! What booking texts say, in the language of the office: the books are read as they were written.

use crate::domain::Language;
use jiff::civil::Date;

/// What takes a booking back.
pub fn reversal(text: &str, language: Language) -> String {
    match language {
        Language::De => format!("Storno {text}"),
        Language::En => format!("Reversal of {text}"),
    }
}

/// An invoice or credit note, by its number and who else stands on it.
pub fn invoice(is_credit: bool, number: &str, other: Option<&str>, language: Language) -> String {
    let kind = match (is_credit, language) {
        (true, Language::De) => "Gutschrift",
        (true, Language::En) => "Credit note",
        (false, Language::De) => "Rechnung",
        (false, Language::En) => "Invoice",
    };
    match other {
        Some(name) => format!("{kind} {number} {name}"),
        None => format!("{kind} {number}"),
    }
}

/// A prepayment invoice.
pub fn prepayment(number: &str, language: Language) -> String {
    let kind = if language == Language::De { "Anzahlung" } else { "Prepayment" };
    format!("{kind} {number}")
}

/// The opening balance of an account.
pub fn opening(account: &str, name: &str, language: Language) -> String {
    let kind = if language == Language::De { "Saldovortrag" } else { "Balance brought forward" };
    format!("{kind} {account} {name}").trim_end().to_owned()
}

/// An item that was open when the books were taken over.
pub fn open_item(number: &str, language: Language) -> String {
    let kind = if language == Language::De { "Offener Posten" } else { "Open item" };
    format!("{kind} {number}")
}

/// Two items of one contact that are set off.
pub fn set_off(item: &str, against: &str, language: Language) -> String {
    match language {
        Language::De => format!("Verrechnung {item} mit {against}"),
        Language::En => format!("Set-off of {item} against {against}"),
    }
}

/// What came until a day and is not billed.
pub fn accrual(day: Date, language: Language) -> String {
    let what = if language == Language::De {
        "Wareneingang ohne Rechnung"
    } else {
        "Goods received, not invoiced"
    };
    format!("{what} {}", crate::domain::spelling::day(day, language))
}

/// What is kept in a foreign currency, valued anew.
pub fn valuation(day: Date, language: Language) -> String {
    let what = if language == Language::De { "Währungsbewertung" } else { "Currency valuation" };
    format!("{what} {}", crate::domain::spelling::day(day, language))
}
