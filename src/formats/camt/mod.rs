//! Account reports of ISO 20022: camt.052 (intraday), camt.053 (end of day), camt.054 (debit and
//! credit notifications), in every version from 001.01, in the German (DK) and Swiss (SPS) usage
//! too.
//!
//! The document is read as a stream of events, a few statements at a time, so a file of any size
//! needs no more memory than its largest statement. An entry that cannot be read costs that entry
//! and is reported; XML that is not well formed ends the reading.

mod document;
mod draft;
mod entry;
mod events;
mod parts;
mod statement;

pub use document::stream;

use super::{Confidence, Input};
use crate::domain::finding::Weight;
use crate::domain::{Finding, FindingKind};
use events::Events;
use std::borrow::Cow;

/// The findings that reading an account report may raise, besides those of [`crate::xml`] and
/// [`super::proof`].
pub static FINDINGS: &[&FindingKind] = &[
    &NO_MESSAGE,
    &BAD_AMOUNT,
    &NO_SIGN,
    &STATUS_UNKNOWN,
    &NO_CURRENCY,
    &BAD_DATE,
    &TOTALS_DIFFER,
    &DETAILS_DIFFER,
    &super::proof::BALANCE_DIFFERS,
    &super::proof::MIXED_CURRENCIES,
    &super::proof::PAGES_FOLLOW,
    &super::proof::PAGES_BEFORE,
    &super::turned::TURNED,
];

pub static NO_MESSAGE: FindingKind = FindingKind {
    code: "camt-no-message",
    weight: Weight::Error,
    de: "Die Datei nennt sich camt, enthält aber keinen Kontoauszug (BkToCstmrStmt, \
        BkToCstmrAcctRpt oder BkToCstmrDbtCdtNtfctn). Bitte den Auszug erneut abrufen.",
    en: "The file calls itself camt but holds no account report (BkToCstmrStmt, BkToCstmrAcctRpt \
        or BkToCstmrDbtCdtNtfctn). Fetch the statement again.",
};
pub static BAD_AMOUNT: FindingKind = FindingKind {
    code: "camt-bad-amount",
    weight: Weight::Warning,
    de: "Der Betrag „{amount}“ in {element} ist nicht lesbar; die Angabe wird ausgelassen. Bitte \
        den Auszug mit dem Konto vergleichen.",
    en: "Amount “{amount}” in {element} cannot be read and is left out. Compare the statement with \
        the account.",
};
pub static NO_SIGN: FindingKind = FindingKind {
    code: "camt-no-direction",
    weight: Weight::Warning,
    de: "Beim Umsatz über {amount} fehlt die Angabe Soll oder Haben (CdtDbtInd); er wird \
        ausgelassen. Bitte den Auszug mit dem Konto vergleichen.",
    en: "The entry of {amount} says neither debit nor credit (CdtDbtInd) and is left out. Compare \
        the statement with the account.",
};
pub static STATUS_UNKNOWN: FindingKind = FindingKind {
    code: "camt-status-unknown",
    weight: Weight::Warning,
    de: "Ob der Status „{word}“ gebucht bedeutet, ist nicht bekannt: Der Umsatz über {amount} wird \
        ausgelassen. Bitte den Auszug mit dem Konto vergleichen.",
    en: "Whether the status “{word}” means booked is not known: the entry of {amount} is left out. \
        Compare the statement with the account.",
};
pub static NO_CURRENCY: FindingKind = FindingKind {
    code: "camt-no-currency",
    weight: Weight::Warning,
    de: "Der Betrag {amount} nennt keine Währung; gelesen wird er in {currency}. Bitte prüfen.",
    en: "Amount {amount} names no currency; it is read as {currency}. Please check.",
};
pub static BAD_DATE: FindingKind = FindingKind {
    code: "camt-bad-date",
    weight: Weight::Warning,
    de: "Das Datum „{date}“ in {element} gibt es nicht; es bleibt leer. Bitte im Auszug nachsehen.",
    en: "There is no date “{date}” ({element}); it stays empty. Look it up in the statement.",
};
pub static TOTALS_DIFFER: FindingKind = FindingKind {
    code: "camt-totals-differ",
    weight: Weight::Warning,
    de: "Der Auszug nennt als Summe {of}: {stated}; gelesen wurden: {read}. Bitte prüfen, ob \
        Umsätze fehlen, und den Auszug erneut abrufen.",
    en: "The statement's own total {of} says: {stated}; but what was read is: {read}. Check \
        whether entries are missing and fetch the statement again.",
};
pub static DETAILS_DIFFER: FindingKind = FindingKind {
    code: "camt-details-differ",
    weight: Weight::Warning,
    de: "Die Einzelposten der Buchung über {amount} ergeben {sum}. Bitte die Aufschlüsselung bei \
        der Bank prüfen.",
    en: "The transactions of the booking of {amount} add up to {sum}. Check the breakdown with the \
        bank.",
};

/// How many findings one file keeps; a file with more is plainly damaged.
const MOST_FINDINGS: usize = 1_000;

/// Bytes looked at to recognise the format: wrappers and comments fit in.
const HEAD: usize = 4_096;

/// Recognises an account report by its namespace or the name of its body near the top.
pub fn recognise(input: &Input) -> Confidence {
    let head = input.bytes.get(..input.bytes.len().min(HEAD)).unwrap_or_default();
    let head: Cow<[u8]> = match head.contains(&0) {
        true => Cow::Owned(crate::xml::decode(head).text.into_owned().into_bytes()),
        false => Cow::Borrowed(head),
    };
    let holds = |mark: &str| memchr::memmem::find(&head, mark.as_bytes()).is_some();
    let xml = holds("<");
    match xml
        && (holds("BkToCstmrStmt") || holds("BkToCstmrAcctRpt") || holds("BkToCstmrDbtCdtNtfctn"))
    {
        true => Confidence::Mark,
        false if xml && ["camt.052.", "camt.053.", "camt.054."].into_iter().any(holds) => {
            Confidence::Mark
        }
        false => Confidence::No,
    }
}

/// The reader: the events, and what was found wrong in the statement being read.
struct Reader<'a> {
    events: Events<'a>,
    findings: Vec<Finding>,
    kept: usize,
    /// The currency of the account being read: that of its amounts which name none.
    account_currency: Option<crate::domain::Currency>,
    /// How the entry read last reads the other way round, where that may be meant.
    other: Option<Turned>,
}

/// An entry read the other way round, and what is found where no balance says which way is meant.
struct Turned {
    entry: Box<crate::domain::Entry>,
    left_out: Option<Finding>,
}
