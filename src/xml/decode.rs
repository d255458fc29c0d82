//! Bytes of an XML document → text, by the byte order mark, then the declaration, then the evidence
//! of the bytes.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// Text and the encoding it was read as.
pub struct Decoded<'a> {
    /// Without byte order mark.
    pub text: Cow<'a, str>,
    /// WHATWG name, e.g. `UTF-8`.
    pub encoding: &'static str,
    /// True when some bytes had no meaning in that encoding and stand as U+FFFD.
    pub damaged: bool,
}

/// Decodes a document (XML 1.0, appendix F). A declaration that is broken or lies is outvoted by
/// the bytes: what is valid UTF-8 is read as UTF-8 whenever no encoding of several bytes a
/// character is declared, and bytes that are not are read as Windows-1252. Umlauts in Latin-1 are
/// never valid UTF-8 by chance.
pub fn decode(bytes: &[u8]) -> Decoded<'_> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return decoded(encoding, bytes.get(mark..).unwrap_or_default());
    }
    let encoding = announced(bytes);
    if encoding.is_single_byte()
        && let Ok(text) = std::str::from_utf8(bytes)
        && !text.is_ascii()
    {
        return Decoded { text: Cow::Borrowed(text), encoding: UTF_8.name(), damaged: false };
    }
    let first = decoded(encoding, bytes);
    match first.damaged && encoding == UTF_8 {
        true => decoded(WINDOWS_1252, bytes),
        false => first,
    }
}

/// What [`decode`] reads a document as, of which only the head is at hand and somebody else looked
/// whether all of it is valid UTF-8.
pub fn encoding_of(head: &[u8], valid_utf_8: impl FnOnce() -> bool) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return encoding;
    }
    let encoding = announced(head);
    match encoding.is_single_byte() {
        false if encoding != UTF_8 => encoding,
        _ if valid_utf_8() => UTF_8,
        true => encoding,
        false => WINDOWS_1252,
    }
}

/// The encoding that the first bytes of a document without byte order mark speak for.
fn announced(bytes: &[u8]) -> &'static Encoding {
    match bytes {
        [0, b'<', ..] => UTF_16BE,
        [b'<', 0, ..] => UTF_16LE,
        _ => declared(bytes).unwrap_or(UTF_8),
    }
}

fn decoded<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Decoded<'a> {
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    Decoded { text, encoding: encoding.name(), damaged }
}

/// What the first line of the document calls its encoding.
pub fn label(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..bytes.len().min(400)).unwrap_or_default();
    // UTF-16 puts a zero beside each of these letters.
    let narrow: Vec<u8> = head.iter().copied().filter(|byte| *byte != 0).collect();
    let head = narrow.split(|byte| *byte == b'>').next().unwrap_or_default();
    let at = memchr::memmem::find(head, b"<?xml")
        .and_then(|at| Some(at + memchr::memmem::find(head.get(at..)?, b"encoding")?))?;
    let value = head.get(at..)?.splitn(3, |byte| matches!(byte, b'"' | b'\'')).nth(1)?;
    Some(String::from_utf8_lossy(value).into_owned())
}

/// The encoding that the document declares; UTF-16 in bytes that plainly are not is ignored.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let encoding = Encoding::for_label(label(bytes)?.as_bytes())?;
    (encoding != UTF_16LE && encoding != UTF_16BE).then_some(encoding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoding_is_found_by_mark_declaration_or_evidence() {
        assert_eq!(decode("\u{feff}<a>ä</a>".as_bytes()).text, "<a>ä</a>");
        assert_eq!(
            decode(b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe4</a>").encoding,
            "windows-1252"
        );
        assert_eq!(decode(b"<a>\xe4</a>").text, "<a>ä</a>");
        assert_eq!(
            decode("<?xml version='1.0' encoding='ISO-8859-1'?><a>ä</a>".as_bytes()).encoding,
            "UTF-8"
        );
        let wide: Vec<u8> = "<a>ä</a>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&wide).text, "<a>ä</a>");
    }
}
