//! Account reports of ISO 20022: camt.052 (intraday), camt.053 (end of day), camt.054 (debit and credit notifications), in
//! every version from 001.01, in the German (DK) and Swiss (SPS) usage too.
//!
//! The document is read as a stream of events, so a file of many megabytes costs little more than what it says. An entry that
//! cannot be read costs that entry and is reported; XML that is not well formed costs the file.

mod draft;
mod entry;
mod events;
mod parts;
mod statement;

use super::{Confidence, Input, Reading};
use crate::domain::finding::Weight;
use crate::domain::{BankStatement, Content, Finding, FindingKind};
use events::Events;
use std::borrow::Cow;

/// The findings that reading an account report may raise, besides those of [`crate::xml`] and [`super::proof`].
pub static FINDINGS: &[&FindingKind] = &[
    &NO_MESSAGE,
    &BAD_AMOUNT,
    &NO_SIGN,
    &NO_CURRENCY,
    &BAD_DATE,
    &TOTALS_DIFFER,
    &DETAILS_DIFFER,
    &super::proof::BALANCE_DIFFERS,
    &super::proof::MIXED_CURRENCIES,
];

pub static NO_MESSAGE: FindingKind = FindingKind {
    code: "camt-no-message",
    weight: Weight::Error,
    de: "Die Datei nennt sich camt, enthält aber keinen Kontoauszug (BkToCstmrStmt, BkToCstmrAcctRpt oder BkToCstmrDbtCdtNtfctn). Bitte den Auszug erneut abrufen.",
    en: "The file calls itself camt but holds no account report (BkToCstmrStmt, BkToCstmrAcctRpt or BkToCstmrDbtCdtNtfctn). Fetch the statement again.",
};
pub static BAD_AMOUNT: FindingKind = FindingKind {
    code: "camt-bad-amount",
    weight: Weight::Warning,
    de: "Der Betrag „{amount}“ in {element} ist nicht lesbar; die Angabe wird ausgelassen. Bitte den Auszug mit dem Konto vergleichen.",
    en: "Amount “{amount}” in {element} cannot be read and is left out. Compare the statement with the account.",
};
pub static NO_SIGN: FindingKind = FindingKind {
    code: "camt-no-direction",
    weight: Weight::Warning,
    de: "Beim Umsatz über {amount} fehlt die Angabe Soll oder Haben (CdtDbtInd); er wird ausgelassen. Bitte den Auszug mit dem Konto vergleichen.",
    en: "The entry of {amount} says neither debit nor credit (CdtDbtInd) and is left out. Compare the statement with the account.",
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
    de: "Die Summenangabe {element} des Auszugs nennt {stated}, gelesen wurden {read}. Bitte prüfen, ob Umsätze fehlen, und den Auszug erneut abrufen.",
    en: "The statement's own total {element} says {stated}, but {read} was read. Check whether entries are missing and fetch the statement again.",
};
pub static DETAILS_DIFFER: FindingKind = FindingKind {
    code: "camt-details-differ",
    weight: Weight::Warning,
    de: "Die Einzelposten der Buchung über {amount} ergeben {sum}. Bitte die Aufschlüsselung bei der Bank prüfen.",
    en: "The transactions of the booking of {amount} add up to {sum}. Check the breakdown with the bank.",
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
    match xml && (holds("BkToCstmrStmt") || holds("BkToCstmrAcctRpt") || holds("BkToCstmrDbtCdtNtfctn")) {
        true => Confidence::Mark,
        false if xml && ["camt.052.", "camt.053.", "camt.054."].into_iter().any(holds) => Confidence::Mark,
        false => Confidence::No,
    }
}

/// Reads the account reports of one file.
pub fn read(input: &Input) -> Result<Reading, Finding> {
    let decoded = crate::xml::decode(input.bytes);
    let mut reader = Reader { events: Events::new(&decoded.text), findings: Vec::new(), kept: 0, account_currency: None };
    let mut file = reader.document()?;
    file.encoding = Some(decoded.encoding.to_ascii_lowercase());
    Ok(Reading::of(Content::BankStatement(file)))
}

/// The reader: the events, and what was found wrong in the statement being read.
struct Reader<'a> {
    events: Events<'a>,
    findings: Vec<Finding>,
    kept: usize,
    /// The currency of the account being read: that of its amounts which name none.
    account_currency: Option<crate::domain::Currency>,
}

impl Reader<'_> {
    /// Walks down to the message bodies, through whatever wraps them.
    fn document(&mut self) -> Result<BankStatement, Finding> {
        let mut file = BankStatement::default();
        let mut namespace = None;
        let mut found = false;
        let mut depth = 0usize;
        loop {
            match self.events.child()? {
                Some(name) => {
                    namespace = message_of(self.events.attributes()).or(namespace);
                    match body_of(name) {
                        Some(body) => {
                            file.format = format_name(body, namespace);
                            self.body(&mut file)?;
                            found = true;
                        }
                        None => depth += 1,
                    }
                }
                None if depth == 0 => break,
                None => depth -= 1,
            }
        }
        match found {
            true => Ok(file),
            false => Err(NO_MESSAGE.found()),
        }
    }

    fn body(&mut self, file: &mut BankStatement) -> Result<(), Finding> {
        while let Some(name) = self.events.child()? {
            match name {
                "Stmt" | "Rpt" | "Ntfctn" => {
                    let interim = !file.format.starts_with("camt.053");
                    let statement = self.statement(interim)?;
                    file.statements.push(statement);
                }
                _ => self.events.skip()?,
            }
        }
        Ok(())
    }

    /// Keeps a finding of the statement being read.
    fn doubt(&mut self, finding: Finding) {
        if self.kept < MOST_FINDINGS {
            self.kept += 1;
            self.findings.push(finding);
        }
    }
}

/// The message that a body element belongs to; version 1 names carry a suffix (`BkToCstmrStmtV01`).
fn body_of(name: &str) -> Option<&'static str> {
    match name {
        _ if name.starts_with("BkToCstmrStmt") => Some("camt.053"),
        _ if name.starts_with("BkToCstmrAcctRpt") => Some("camt.052"),
        _ if name.starts_with("BkToCstmrDbtCdtNtfctn") => Some("camt.054"),
        _ => None,
    }
}

/// `camt.053.001.08` out of a namespace declaration.
fn message_of(attributes: &str) -> Option<&str> {
    let at = attributes.find("camt.05")?;
    let name = attributes.get(at..at + "camt.053.001.08".len())?;
    let shaped = name.bytes().enumerate().all(|(i, byte)| match i {
        0..=3 => byte.is_ascii_lowercase(),
        4 | 8 | 12 => byte == b'.',
        _ => byte.is_ascii_digit(),
    });
    shaped.then_some(name)
}

/// The namespace's name when it fits the body, else the body's without a version.
fn format_name(body: &str, namespace: Option<&str>) -> String {
    namespace.filter(|name| name.starts_with(body)).unwrap_or(body).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_named_by_its_namespace_if_the_body_agrees() {
        let named = |attributes, body| format_name(body, message_of(attributes));
        assert_eq!(named("xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'", "camt.053"), "camt.053.001.08");
        assert_eq!(named("xmlns='urn:swift:xsd:$camt.053.001.02'", "camt.053"), "camt.053.001.02");
        assert_eq!(named("xmlns='urn:iso:std:iso:20022:tech:xsd:camt.052.001.02'", "camt.053"), "camt.053");
        assert_eq!(named("xmlns='camt.05é'", "camt.052"), "camt.052");
    }
}
