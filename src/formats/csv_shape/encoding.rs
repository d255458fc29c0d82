//! Bytes of a table → text, by the byte order mark, else by the evidence of the bytes.

use encoding_rs::{ISO_8859_15, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// Text and how it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// Without byte order mark.
    pub text: Cow<'a, str>,
    /// `utf-8`, `utf-16le`, `utf-16be`, `iso-8859-15` or `windows-1252`.
    pub encoding: &'static str,
    /// True when some bytes had no meaning in that encoding and stand as U+FFFD.
    pub damaged: bool,
}

/// Decodes a table. Without a byte order mark, bytes that are valid UTF-8 are UTF-8; those where
/// nearly all of what is not ASCII is valid UTF-8 are damaged UTF-8; the rest is Windows-1252,
/// which holds ISO 8859-1 and, but for eight signs, 8859-15. Those with the byte that is the euro
/// sign in 8859-15 (the sign of no currency in 1252), and none of 1252 alone, are 8859-15.
pub fn decode(bytes: &[u8]) -> Decoded<'_> {
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return decoded(UTF_8, rest, "utf-8");
    }
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return decoded(UTF_16LE, rest, "utf-16le");
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return decoded(UTF_16BE, rest, "utf-16be");
    }
    match std::str::from_utf8(bytes) {
        _ if zeros(bytes, 1) => decoded(UTF_16LE, bytes, "utf-16le"),
        _ if zeros(bytes, 0) => decoded(UTF_16BE, bytes, "utf-16be"),
        Ok(text) => Decoded { text: Cow::Borrowed(text), encoding: "utf-8", damaged: false },
        Err(_) if mostly_utf8(bytes) => decoded(UTF_8, bytes, "utf-8"),
        Err(_)
            if bytes.contains(&0xa4) && !bytes.iter().any(|byte| (0x80..=0x9f).contains(byte)) =>
        {
            decoded(ISO_8859_15, bytes, "iso-8859-15")
        }
        Err(_) => decoded(WINDOWS_1252, bytes, "windows-1252"),
    }
}

fn decoded<'a>(
    encoding: &'static encoding_rs::Encoding,
    bytes: &'a [u8],
    name: &'static str,
) -> Decoded<'a> {
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    Decoded { text, encoding: name, damaged }
}

/// True when nearly every second byte, from `first` on, is zero: ASCII written in UTF-16.
fn zeros(bytes: &[u8], first: usize) -> bool {
    let head = bytes.get(..bytes.len().min(512)).unwrap_or_default();
    let zero = head.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let others = head.iter().skip(1 - first).step_by(2).filter(|byte| **byte == 0).count();
    head.len() >= 4 && zero * 10 >= head.len() / 2 * 8 && others * 10 <= head.len()
}

/// True when at least nine of ten stretches outside ASCII are valid UTF-8 (a file cut or patched in
/// the middle).
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut valid, mut invalid) = (0usize, 0usize);
    let head = bytes.get(..bytes.len().min(1 << 20)).unwrap_or_default();
    for chunk in head.utf8_chunks() {
        valid += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    valid >= 9 && invalid * 9 <= valid
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_encoding_is_known_by_mark_or_evidence() {
        let told = |bytes: &[u8]| {
            let decoded = decode(bytes);
            (decoded.text.into_owned(), decoded.encoding, decoded.damaged)
        };
        assert_eq!(told("\u{feff}Währung".as_bytes()), ("Währung".into(), "utf-8", false));
        assert_eq!(told("Währung".as_bytes()), ("Währung".into(), "utf-8", false));
        assert_eq!(told(b"W\xe4hrung \x80"), ("Währung €".into(), "windows-1252", false));
        assert_eq!(told(b"W\xe4hrung \xa4"), ("Währung €".into(), "iso-8859-15", false));
        let wide = |bytes: fn(u16) -> [u8; 2]| {
            "Datum;Währung".encode_utf16().flat_map(bytes).collect::<Vec<u8>>()
        };
        assert_eq!(told(&wide(u16::to_le_bytes)), ("Datum;Währung".into(), "utf-16le", false));
        assert_eq!(told(&wide(u16::to_be_bytes)), ("Datum;Währung".into(), "utf-16be", false));
        assert_eq!(told(b""), (String::new(), "utf-8", false));
    }

    #[test]
    fn utf8_with_one_broken_character_stays_utf8() {
        let mut bytes = "äöüÄÖÜßéè".repeat(3).into_bytes();
        bytes.push(0xc3);
        let decoded = decode(&bytes);
        assert_eq!((decoded.encoding, decoded.damaged), ("utf-8", true));
    }
}
