//! Where a PDF ends (ISO 32000-1, § 7.5.5): the place of its cross-reference table, and `%%EOF`. One
//! that was cut is put together again from the objects that are there by whoever reads it, as if
//! nothing were missing.

use crate::domain::Finding;
pub use crate::domain::cut_off::PDF as BREAKS_OFF;

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

/// So far beside its stated place a table of objects is looked for, bytes.
const NEAR: usize = 64;

fn is_ended(bytes: &[u8]) -> bool {
    // Some writers fill the last block.
    let filled = bytes.iter().rev().take_while(|byte| byte.is_ascii_whitespace() || **byte == 0);
    let whole = bytes.get(..bytes.len() - filled.count()).unwrap_or_default();
    let tail = whole.get(whole.len().saturating_sub(TAIL)..).unwrap_or_default();
    let Some(end) = memchr::memmem::rfind(tail, b"%%EOF") else { return false };
    let before = tail.get(..end).unwrap_or_default();
    let mark = b"startxref";
    let Some(begin) = memchr::memmem::rfind(before, mark) else { return false };
    let said = before.get(begin + mark.len()..).unwrap_or_default();
    // A comment may stand behind it, or the end twice.
    let said = said.split(u8::is_ascii_whitespace).find(|word| !word.is_empty());
    let offset = said.and_then(|said| std::str::from_utf8(said).ok()?.parse().ok());
    // What stands before the file itself, as of a mail, is not counted by its writer.
    let head = memchr::memmem::find(bytes, b"%PDF-").unwrap_or_default();
    offset.is_some_and(|offset: usize| {
        [offset, offset.saturating_add(head)].into_iter().any(|at| is_table(bytes, at))
    })
}

/// Whether a table of objects, or a stream that stands for one, begins here.
fn is_table(bytes: &[u8], at: usize) -> bool {
    let there = bytes.get(at..).unwrap_or_default().trim_ascii_start();
    // Some writers count a few bytes too many or too few, which readers forgive.
    let near = bytes.get(at.saturating_sub(NEAR)..bytes.len().min(at.saturating_add(NEAR)));
    let near = near.unwrap_or_default();
    there.first().is_some_and(u8::is_ascii_digit)
        || memchr::memmem::find_iter(near, b"xref")
            .any(|at| !near.get(..at).is_some_and(|before| before.ends_with(b"start")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pdf_ends_where_it_says_and_every_shorter_one_lacks_its_end() {
        let filling = "%".repeat(3 * NEAR);
        let body = format!("%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n{filling}\n");
        let whole = format!("{body}xref\n0 1\ntrailer <<>>\nstartxref\n{}\n%%EOF\n", body.len());
        assert_eq!(lacking(whole.as_bytes()), None);
        assert_eq!(lacking(format!("mail\n{whole}\r\n\0").as_bytes()), None);
        assert_eq!(lacking(format!("{whole}%%EOF\n{}", "\0".repeat(4096)).as_bytes()), None);
        let counted =
            whole.replace(&format!("\n{}\n", body.len()), &format!("\n{}\n", body.len() - 9));
        assert_eq!(lacking(counted.as_bytes()), None, "a few bytes beside it");
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
