//! SWIFT MT940 (customer statement) and MT942 (interim report), with Germany's structured `:86:`
//! and the free forms of other countries.
//!
//! Banks bend this format: one field that cannot be read costs that field and is reported with its
//! line, never the file. Pages of one statement (`:62M:` carried on by `:60M:`) are one statement
//! again. A file of any size needs no more memory than its largest statement. Not supported: MT941
//! balances alone, MT950.

mod decode;
mod details;
mod evidence;
mod fields;
mod free;
mod line;
mod sepa;
mod statement;

use super::pieces::{Pieces, Sink, Source, breaks_off};
use super::{Confidence, Input};
use crate::domain::finding::Weight;
use crate::domain::{BankStatement, Finding, FindingKind};
use evidence::Evidence;
use fields::Fields;
pub use sepa::purpose;
use statement::{Builder, Pages};
use std::borrow::Cow;

/// The findings that reading MT940 may raise, besides those of [`super::proof`].
pub static FINDINGS: &[&FindingKind] = &[
    &BAD_LINE,
    &BAD_DATE,
    &BAD_BALANCE,
    &NO_CURRENCY,
    &NO_CLOSING,
    &NO_OPENING,
    &NO_END,
    &TOTALS_DIFFER,
    &super::proof::BALANCE_DIFFERS,
    &super::proof::MIXED_CURRENCIES,
    &super::proof::PAGES_FOLLOW,
    &super::turned::TURNED,
];

pub static BAD_LINE: FindingKind = FindingKind {
    code: "mt940-bad-entry",
    weight: Weight::Warning,
    de: "Der Umsatz „{content}“ ist nicht lesbar ({what}) und wird ausgelassen. Bitte den Auszug \
        mit dem Konto vergleichen.",
    en: "Entry “{content}” cannot be read ({what}) and is left out. Compare the statement with the \
        account.",
};
pub static BAD_DATE: FindingKind = FindingKind {
    code: "mt940-bad-date",
    weight: Weight::Warning,
    de: "Das Datum „{date}“ gibt es nicht; gelesen wird der letzte Tag des Monats oder nur das \
        Wertstellungsdatum. Bitte prüfen.",
    en: "There is no date “{date}”; the month's last day, or the value date alone, is taken. \
        Please check.",
};
pub static BAD_BALANCE: FindingKind = FindingKind {
    code: "mt940-bad-balance",
    weight: Weight::Warning,
    de: "Das Feld :{tag}: mit „{content}“ ist nicht lesbar und wird ausgelassen. Bitte den Saldo \
        mit dem Konto vergleichen.",
    en: "Field :{tag}: with “{content}” cannot be read and is left out. Compare the balance with \
        the account.",
};
/// No currency anywhere.
pub static NO_CURRENCY: FindingKind = FindingKind {
    code: "mt940-no-currency",
    weight: Weight::Warning,
    de: "Der Auszug nennt keine Währung; die Umsätze werden in {currency} gelesen. Bitte prüfen.",
    en: "The statement names no currency; its entries are read as {currency}. Please check.",
};
pub static NO_CLOSING: FindingKind = FindingKind {
    code: "mt940-no-closing",
    weight: Weight::Warning,
    de: "Hinter diesem Feld fehlt dem Auszug der Schlusssaldo (:62F:); vielleicht ist die Datei \
        unvollständig. Bitte prüfen, ob Umsätze fehlen, und den Auszug erneut abrufen.",
    en: "Behind this field the statement has no closing balance (:62F:); the file may be \
        incomplete. Check whether entries are missing and fetch the statement again.",
};
pub static NO_OPENING: FindingKind = FindingKind {
    code: "mt940-no-opening",
    weight: Weight::Warning,
    de: "Dem Auszug fehlt der Anfangssaldo (:60F:); vielleicht fehlt sein Anfang und mit ihm \
        Umsätze. Bitte den Auszug erneut abrufen oder mit dem Konto vergleichen.",
    en: "The statement has no opening balance (:60F:); its beginning may be missing, and bookings \
        with it. Fetch the statement again, or compare with the account.",
};
pub static NO_END: FindingKind = FindingKind {
    code: "mt940-no-end",
    weight: Weight::Warning,
    de: "Der letzten Meldung fehlen Summen (:90D:, :90C:) und Endezeichen; vielleicht ist die \
        Datei unvollständig. Bitte prüfen, ob Umsätze fehlen, und sie erneut abrufen.",
    en: "The last message has neither totals (:90D:, :90C:) nor an end mark; the file may be \
        incomplete. Check whether entries are missing and fetch it again.",
};
pub static TOTALS_DIFFER: FindingKind = FindingKind {
    code: "mt940-totals-differ",
    weight: Weight::Warning,
    de: "Die Summenangabe ({side}) nennt {stated}, gelesen wurden {read}. Bitte prüfen, ob Umsätze \
        fehlen, und den Auszug erneut abrufen.",
    en: "The statement's total ({side}) says {stated}, but {read} was read. Check whether entries \
        are missing and fetch the statement again.",
};

/// Bytes looked at to recognise the format; banks put prose and headers before the first message.
const HEAD: usize = 16_384;

/// Recognises a reference and an account or balance field at line starts; a single such field is
/// only a shape.
pub fn recognise(input: &Input) -> Confidence {
    let head = input.bytes.get(..input.bytes.len().min(HEAD)).unwrap_or_default();
    let head: Cow<[u8]> = match head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
        true => Cow::Owned(encoding_rs::UTF_8.decode(head).0.into_owned().into_bytes()),
        false => Cow::Borrowed(head),
    };
    let begins = |tag: &str| {
        let starts = |at: usize| {
            at.checked_sub(1)
                .and_then(|before| head.get(before))
                .is_none_or(|byte| b"\r\n@:}\xbf".contains(byte))
        };
        memchr::memmem::find_iter(&head, tag.as_bytes()).take(50).any(starts)
    };
    let statement =
        [":25:", ":25P:", ":28C:", ":28:", ":60F:", ":60M:", ":34F:"].into_iter().any(begins);
    match (
        begins(":20:") && statement,
        statement || [":20:", ":61:", ":62F:", ":62M:", ":64:"].into_iter().any(begins),
    ) {
        (true, _) => Confidence::Mark,
        (false, true) => Confidence::Shape,
        (false, false) => Confidence::No,
    }
}

/// Whether the text ends with the mark of a message's end.
fn is_ended(text: &str) -> bool {
    let last = text.trim_end().rsplit(['\n', '\r']).next().unwrap_or_default().trim();
    last == "-" || last.starts_with("-}") || last.starts_with("-XXX") || last.ends_with('}')
}

/// Reads the messages of one file.
pub fn stream(source: &mut dyn Source, sink: &mut dyn Sink) -> Result<(), Finding> {
    let evidence = Evidence::of(source).map_err(breaks_off)?;
    let (format, encoding) = (evidence.format().to_owned(), Some(evidence.characters().name()));
    sink.begin(BankStatement { format, encoding, statements: Vec::new() });
    let mut pieces =
        Pieces::of(source, Box::new(evidence.text()), fields::last_message).map_err(breaks_off)?;
    let mut pages = Pages::default();
    while pieces.advance().map_err(breaks_off)? {
        let piece = pieces.piece();
        let mut builder = Builder::on(&mut pages);
        for field in Fields::of(piece.text, piece.line) {
            builder.take(field);
        }
        builder.finish();
        if piece.last {
            pages.end(is_ended(piece.text));
        }
        for statement in pages.whole(piece.last) {
            if sink.statement(statement).is_break() {
                return Ok(());
            }
        }
    }
    Ok(())
}
