//! The signs of a return: by the bank's code, by its booking text, by the words of the remittance.
//! Whether an entry is one is told from it alone; what it takes back needs the others.

use super::facts::EntryFacts;
use super::given_back::{BACK, IN_ERROR, TWICE};
use super::reading::{Reading, stand_in};
use crate::domain::text::fold;

/// Words of banks for what they take back; a payer may use them too (`Zahlung nach
/// Rücklastschrift`).
const WORDS: &[&str] = &[
    "ruecklast*",
    "rueckueberweisung*",
    "rueckruf*",
    "sepa rueck*",
    "sepa retoure*",
    "retoure sepa*",
    "retoure lastschr*",
];

/// Words for a return that a bank alone has.
const BANKS_ALONE: &[&str] = &[
    "ruecklast*",
    "rueckruf*",
    "sepa rueck*",
    "sepa retoure*",
    "retoure sepa*",
    "retoure lastschr*",
];

/// Words for a return that a payer who sends money back uses as well.
const PAYERS_TOO: &[&str] = &["retoure*", "rueckueberweisung*", "rueckbuchung*", "returned*"];

/// Whether the bank itself marks an entry as taking another back; words in a text may mean returned
/// goods.
pub(super) fn is_certain(entry: &EntryFacts) -> bool {
    entry.reversal
        || entry.return_reason.is_some()
        || entry.transaction_code.as_deref().is_some_and(is_code_of_returns)
}

/// Codes for the kind of booking that are of returns alone: sub-families of ISO 20022
/// (`PMNT-IDDT-UPDD`), the type of SWIFT's field 61 (`NRTI`), the German GVC in its place
/// (`NDDT+109`, `109`).
fn is_code_of_returns(code: &str) -> bool {
    let parts: Vec<&str> =
        code.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let subfamily =
        |part: &&str| matches!(*part, "RRTN" | "UPDD" | "PRDD" | "RPCR" | "UPCT" | "UPCQ");
    let gvc = match parts.as_slice() {
        [alone] => Some(alone),
        [swift, gvc, ..] if swift.len() == 4 && swift.starts_with(['N', 'S', 'F']) => Some(gvc),
        _ => None,
    };
    parts.get(2).is_some_and(subfamily)
        || parts.first().is_some_and(|first| matches!(*first, "NRTI" | "SRTI" | "FRTI"))
        || gvc.is_some_and(|gvc| {
            matches!(*gvc, "108" | "109" | "159" | "181" | "182" | "183" | "184")
        })
}

/// Whether the bank's own words for the booking call it one that takes another back. Where they are
/// the beginning of the text, a payer may have written them.
pub(super) fn is_called_so(entry: &EntryFacts) -> bool {
    const WORDS: &[&str] = &[
        "ruecklast",
        "rueckueberw",
        "rueckgabe",
        "rueckbelast",
        "rueckbuch",
        "rueckruf",
        "rueckscheck",
        "rueckleit",
        "retour",
        "wiedergutschrift",
        "returned",
        "unpaid",
        "storn",
    ];
    let Some(text) = entry.booking_text.as_deref().map(fold) else { return false };
    let written =
        entry.remittance.as_deref().map(fold).is_some_and(|written| written.starts_with(&text));
    !written && WORDS.iter().any(|word| text.contains(word))
}

/// Whether a text may be a bank's that takes a payment back: then it settles nothing without
/// asking.
pub(super) fn may_be_one(reading: &Reading) -> bool {
    reading.says(WORDS)
}

/// Whether the bank says so, by its marks or in words that are its alone; `Retoure` and
/// `Rückbuchung` may be of goods.
pub(super) fn is_the_banks(entry: &EntryFacts, reading: &Reading) -> bool {
    const REASONS: &[&str] = &[
        "ac01", "ac04", "ac06", "ac13", "ag01", "ag02", "am04", "am05", "be05", "ff01", "md01",
        "md06", "md07", "ms02", "ms03", "rc01", "rr01", "rr02", "rr03", "rr04", "sl01",
    ];
    let own = entry
        .booking_text
        .as_deref()
        .map(fold)
        .is_some_and(|text| text.contains("retour") || text.contains("rueck"));
    is_certain(entry) || own || reading.says(WORDS) || reading.says(REASONS)
}

/// Whether an entry by itself seems to take an earlier payment back: by the bank's marks or in
/// words.
pub fn takes_back(entry: &EntryFacts) -> bool {
    if is_certain(entry) || is_called_so(entry) {
        return true;
    }
    let told = [&entry.remittance, &entry.booking_text].map(|text| text.as_deref().map(fold));
    let speaks = ["rueck", "retour", "return"];
    let may = told.iter().flatten().any(|text| speaks.iter().any(|word| text.contains(word)));
    may && is_return(entry, &Reading::of(entry))
}

/// Whether a text speaks of money that is given back because too much was paid: a payer's words, no
/// sign of the bank's.
pub fn gives_back(entry: &EntryFacts) -> bool {
    const LOOSELY: &[&str] = &["doppel*", "zurueck*", "erstatt*"];
    let words = written(entry);
    [BACK, LOOSELY].into_iter().any(|phrases| stand_in(&words, phrases)) || says_too_much(entry)
}

/// Whether a text says that a payment was one too many, too high or made in error.
fn says_too_much(entry: &EntryFacts) -> bool {
    const LOOSELY: &[&str] = &[
        "doppel",
        "zweimal",
        "zwei mal",
        "2x",
        "2 x",
        "mehrfach*",
        "zuviel*",
        "zu viel",
        "zu hoch",
        "versehen*",
        "duplicate*",
        "twice",
        "too much",
    ];
    let words = written(entry);
    [TWICE, IN_ERROR, LOOSELY].into_iter().any(|phrases| stand_in(&words, phrases))
}

/// The folded words of the remittance, with a blank at both ends.
fn written(entry: &EntryFacts) -> String {
    format!(" {} ", fold(entry.remittance.as_deref().unwrap_or_default()))
}

/// Whether somebody sends back what was paid twice, too much or in error, and calls that a return
/// (`Rücküberweisung doppelt`): no payment is undone by it, so what it settled stays settled. What
/// the bank itself marks or words as its own (`Rücklastschrift`) is none.
pub(super) fn is_refund(entry: &EntryFacts, reading: &Reading) -> bool {
    let banks = is_certain(entry) || is_called_so(entry) || reading.says(BANKS_ALONE);
    !banks && reading.says(PAYERS_TOO) && says_too_much(entry)
}

/// Whether money that goes back may pay out a credit note: nothing that a bank alone has says that
/// a payment came back (`Rücküberweisung` says a payer, too), nor a text that it was one too many.
pub(super) fn may_pay_out(entry: &EntryFacts, reading: &Reading) -> bool {
    let banks = is_certain(entry) || is_called_so(entry) || reading.says(BANKS_ALONE);
    !banks && !says_too_much(entry)
}

/// Whether an entry seems to take an earlier payment back.
pub(super) fn is_return(entry: &EntryFacts, reading: &Reading) -> bool {
    let called = || reading.says(BANKS_ALONE) || reading.says(PAYERS_TOO);
    is_certain(entry) || is_called_so(entry) || called() && !is_refund(entry, reading)
}
