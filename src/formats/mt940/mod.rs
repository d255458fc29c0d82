//! SWIFT MT940 (customer statement) and MT942 (interim report), with Germany's structured `:86:` and the free forms of other
//! countries.
//!
//! Banks bend this format: one field that cannot be read costs that field and is reported with its line, never the file.
//! Pages of one statement (`:62M:` carried on by `:60M:`) are one statement again. Not supported: MT941 balances alone, MT950.

mod decode;
mod details;
mod fields;
mod free;
mod line;
mod sepa;
mod statement;

use super::{Confidence, Input, Reading};
use crate::domain::finding::Weight;
use crate::domain::{Content, Finding, FindingKind};
use fields::Fields;
use statement::Builder;
use std::borrow::Cow;

/// The findings that reading MT940 may raise, besides those of [`super::proof`].
pub static FINDINGS: &[&FindingKind] =
    &[&BAD_LINE, &BAD_DATE, &BAD_BALANCE, &NO_CURRENCY, &TOTALS_DIFFER, &super::proof::BALANCE_DIFFERS, &super::proof::MIXED_CURRENCIES];

pub static BAD_LINE: FindingKind = FindingKind {
    code: "mt940-bad-entry",
    weight: Weight::Warning,
    de: "Der Umsatz „{content}“ ist nicht lesbar ({what}) und wird ausgelassen. Bitte den Auszug mit dem Konto vergleichen.",
    en: "Entry “{content}” cannot be read ({what}) and is left out. Compare the statement with the account.",
};
pub static BAD_DATE: FindingKind = FindingKind {
    code: "mt940-bad-date",
    weight: Weight::Warning,
    de: "Das Datum „{date}“ gibt es nicht; gelesen wird der letzte Tag des Monats oder nur das Wertstellungsdatum. Bitte prüfen.",
    en: "There is no date “{date}”; the month's last day, or the value date alone, is taken. Please check.",
};
pub static BAD_BALANCE: FindingKind = FindingKind {
    code: "mt940-bad-balance",
    weight: Weight::Warning,
    de: "Das Feld :{tag}: mit „{content}“ ist nicht lesbar und wird ausgelassen. Bitte den Saldo mit dem Konto vergleichen.",
    en: "Field :{tag}: with “{content}” cannot be read and is left out. Compare the balance with the account.",
};
pub static NO_CURRENCY: FindingKind = FindingKind {
    code: "mt940-no-currency",
    weight: Weight::Warning,
    de: "Der Auszug nennt keine Währung; die Umsätze werden in {currency} gelesen. Bitte prüfen.",
    en: "The statement names no currency; its entries are read as {currency}. Please check.",
};
pub static TOTALS_DIFFER: FindingKind = FindingKind {
    code: "mt940-totals-differ",
    weight: Weight::Warning,
    de: "Die Summenangabe ({side}) nennt {stated}, gelesen wurden {read}. Bitte prüfen, ob Umsätze fehlen, und den Auszug erneut abrufen.",
    en: "The statement's total ({side}) says {stated}, but {read} was read. Check whether entries are missing and fetch the statement again.",
};

/// Bytes looked at to recognise the format; banks put prose and headers before the first message.
const HEAD: usize = 16_384;

/// Recognises a reference and an account or balance field at line starts; a single such field is only a shape.
pub fn recognise(input: &Input) -> Confidence {
    let head = input.bytes.get(..input.bytes.len().min(HEAD)).unwrap_or_default();
    let head: Cow<[u8]> = match head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
        true => Cow::Owned(decode::decode(head).0.into_owned().into_bytes()),
        false => Cow::Borrowed(head),
    };
    let begins = |tag: &str| {
        let starts = |at: usize| at.checked_sub(1).and_then(|before| head.get(before)).is_none_or(|byte| b"\r\n@:}\xbf".contains(byte));
        memchr::memmem::find_iter(&head, tag.as_bytes()).take(50).any(starts)
    };
    let statement = [":25:", ":25P:", ":28C:", ":28:", ":60F:", ":60M:", ":34F:"].into_iter().any(begins);
    match (begins(":20:") && statement, statement || [":20:", ":61:", ":62F:", ":62M:", ":64:"].into_iter().any(begins)) {
        (true, _) => Confidence::Mark,
        (false, true) => Confidence::Shape,
        (false, false) => Confidence::No,
    }
}

/// Reads the messages of one file.
pub fn read(input: &Input) -> Result<Reading, Finding> {
    let (text, encoding) = decode::decode(input.bytes);
    let text = with_lines(&text);
    let mut builder = Builder::default();
    let mut interim = false;
    let mut closed = false;
    for field in Fields::of(&text) {
        interim |= matches!(field.tag, "34F" | "13D");
        closed |= matches!(field.tag, "62F" | "62M");
        builder.take(field);
    }
    let mut file = builder.finish();
    file.format = if interim && !closed { "mt942" } else { "mt940" }.to_owned();
    file.encoding = Some(encoding);
    Ok(Reading::of(Content::BankStatement(file)))
}

/// Text whose lines end in LF: some programs write CR alone, and HBCI allows `@@`.
fn with_lines(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\n', text.as_bytes()).is_some() {
        return Cow::Borrowed(text);
    }
    if text.contains('\r') {
        return Cow::Owned(text.replace('\r', "\n"));
    }
    match text.contains("@@:") {
        true => Cow::Owned(text.replace("@@", "\n")),
        false => Cow::Borrowed(text),
    }
}
