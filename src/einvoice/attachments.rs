//! Documents inside an invoice (BG-24, BT-125): decoded, counted and bounded.

use super::model::{SupportingDocument, Terms};
use crate::domain::finding::Weight;
use crate::domain::invoice::Attachment;
use crate::domain::{Finding, FindingKind};
use crate::n;

/// The findings of attachments.
pub static FINDINGS: &[&FindingKind] = &[&DAMAGED, &TOO_MUCH];

/// An attachment is no base64, or not what its media type says.
pub static DAMAGED: FindingKind = FindingKind {
    code: "attachment-damaged",
    weight: Weight::Warning,
    de: "Die Anlage „{name}“ in der Rechnung ist beschädigt (kein gültiges Base64) und fehlt \
        deshalb. Die Rechnung selbst ist gelesen; bei Bedarf die Anlage beim Absender anfordern.",
    en: "Attachment “{name}” inside the invoice is damaged (no valid base64) and left out. The \
        invoice itself is read; ask the sender for the attachment if it is needed.",
};
/// The attachments together are larger than kontor unpacks.
pub static TOO_MUCH: FindingKind = FindingKind {
    code: "attachments-too-many",
    weight: Weight::Warning,
    de: "Die Rechnung enthält mehr Anlagen, als kontor auspackt (höchstens {count} Stück, zusammen \
        {limit} MB). „{name}“ und die folgenden bleiben im Original.",
    en: "The invoice holds more attachments than kontor unpacks (at most {count}, {limit} MB \
        together). “{name}” and those after it stay in the original.",
};

/// Attachments of one invoice (EN 16931 sets no limit; XRechnung 3.0 advises 200).
const MOST: usize = 200;
/// All attachments together, decoded, in bytes.
const LARGEST_TOTAL: usize = 100 * 1024 * 1024;

/// Decodes the attachments of an invoice; what cannot be decoded is left out with a finding.
pub fn read(terms: &Terms, findings: &mut Vec<Finding>) -> Vec<Attachment> {
    let mut attachments: Vec<Attachment> = Vec::new();
    let mut left = LARGEST_TOTAL;
    for document in &terms.documents {
        let Some(text) = document.embedded.value() else { continue };
        let name = document
            .embedded
            .attribute(n!("filename"))
            .or_else(|| document.id.value())
            .unwrap_or("anlage");
        if attachments.len() >= MOST || text.len() / 4 * 3 > left {
            let finding = TOO_MUCH
                .found()
                .with("name", name)
                .with("count", MOST)
                .with("limit", LARGEST_TOTAL / (1024 * 1024));
            findings.push(finding);
            break;
        }
        match base64(text) {
            Some(bytes) => {
                left = left.saturating_sub(bytes.len());
                attachments.push(Attachment { name: name.to_owned(), mime: mime(document), bytes });
            }
            None => findings.push(DAMAGED.found().with("name", name)),
        }
    }
    attachments
}

fn mime(document: &SupportingDocument) -> String {
    document.embedded.attribute(n!("mimeCode")).unwrap_or("application/octet-stream").to_owned()
}

/// Decodes base64 (RFC 4648, section 4), blanks between the characters ignored; `None` when it is
/// none.
pub fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0u32, 0u32);
    let characters = text.bytes().filter(|byte| !byte.is_ascii_whitespace());
    for byte in characters {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => continue,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_decoded() {
        assert_eq!(base64("a29u\n dG9y"), Some(b"kontor".to_vec()));
        assert_eq!(base64("a29udG8="), Some(b"konto".to_vec()));
        assert_eq!(base64("a*"), None);
    }
}
