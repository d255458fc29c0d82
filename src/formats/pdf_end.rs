//! Where a PDF ends (ISO 32000-1, § 7.5.5): the place of its cross-reference table, and `%%EOF`. One
//! that was cut is put together again from the objects that are there by whoever reads it, as if
//! nothing were missing.

use crate::domain::finding::Weight;
use crate::domain::{Finding, FindingKind};

/// A PDF without its end, of which something could be read.
pub static BREAKS_OFF: FindingKind = FindingKind {
    code: "pdf-breaks-off",
    weight: Weight::Warning,
    de: "Dem PDF fehlt sein Ende (startxref, %%EOF), oder sein Verzeichnis stimmt nicht: Es ist \
        wohl nicht ganz übertragen worden. Gelesen ist, was noch da war; Seiten oder ein \
        eingebettetes XML können fehlen. Bitte die Datei noch einmal ganz ablegen; fehlt nichts: \
        „kontor resolve {this} accept“.",
    en: "The PDF lacks its end (startxref, %%EOF), or its table of objects is wrong: it was \
        probably not transferred whole. What was still there is read; pages or an embedded XML may \
        be missing. Drop the whole file again; if nothing is missing: \"kontor resolve {this} \
        accept\".",
};

/// So far from its last byte a PDF says where it ends.
const TAIL: usize = 2048;

/// True when the bytes are those of a PDF (ISO 32000-1 § 7.5.2; readers accept the mark within the
/// first kilobyte).
pub fn is_pdf(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes.get(..bytes.len().min(1024)).unwrap_or_default(), b"%PDF-").is_some()
}

/// What is to be told of a PDF that was read, where it does not end as it must.
pub(super) fn lacking(bytes: &[u8]) -> Option<Finding> {
    (is_pdf(bytes) && !is_ended(bytes)).then(|| BREAKS_OFF.found())
}

fn is_ended(bytes: &[u8]) -> bool {
    let tail = bytes.get(bytes.len().saturating_sub(TAIL)..).unwrap_or_default();
    let Some(end) = memchr::memmem::rfind(tail, b"%%EOF") else { return false };
    let before = tail.get(..end).unwrap_or_default();
    let mark = b"startxref";
    let Some(begin) = memchr::memmem::rfind(before, mark) else { return false };
    let said = before.get(begin + mark.len()..).unwrap_or_default();
    let offset = std::str::from_utf8(said).ok().and_then(|said| said.trim().parse().ok());
    // What stands before the file itself, as of a mail, is not counted by its writer.
    let head = memchr::memmem::find(bytes, b"%PDF-").unwrap_or_default();
    offset.is_some_and(|offset: usize| {
        [offset, offset.saturating_add(head)].into_iter().any(|at| is_table(bytes, at))
    })
}

/// Whether a table of objects, or a stream that stands for one, begins here.
fn is_table(bytes: &[u8], at: usize) -> bool {
    let there = bytes.get(at..).unwrap_or_default().trim_ascii_start();
    there.starts_with(b"xref") || there.first().is_some_and(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pdf_ends_where_it_says_and_every_shorter_one_lacks_its_end() {
        let body = "%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n";
        let whole = format!("{body}xref\n0 1\ntrailer <<>>\nstartxref\n{}\n%%EOF\n", body.len());
        assert_eq!(lacking(whole.as_bytes()), None);
        assert_eq!(lacking(format!("mail\n{whole}\r\n\0").as_bytes()), None);
        let streamed = whole.replace("xref\n0 1\ntrailer", "2 0 obj");
        assert_eq!(lacking(streamed.as_bytes()), None);
        for cut in 8..whole.len() - 1 {
            assert!(lacking(whole.get(..cut).unwrap_or_default().as_bytes()).is_some(), "{cut}");
        }
        let astray = whole.replace(&format!("\n{}\n", body.len()), "\n3\n");
        assert!(lacking(astray.as_bytes()).is_some());
        assert_eq!(lacking(b"no PDF"), None);
    }
}
