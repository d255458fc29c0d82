//! Bytes of an MT940 file → text. Nothing in the file names its encoding, so the bytes decide: a byte order mark, valid UTF-8,
//! else the table under which the bytes beyond ASCII make the most letters that stand between letters.

use encoding_rs::{Encoding, ISO_8859_2, UTF_8, WINDOWS_1250, WINDOWS_1252};
use std::borrow::Cow;

/// The upper half of IBM code page 850 (DOS, Western Europe), from 0x80.
const IBM850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";
/// The upper half of IBM code page 852 (DOS, Central Europe), from 0x80.
const IBM852: &str = "ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u{ad}˝˛ˇ˘§÷¸°¨˙űŘř■\u{a0}";

/// A way to read bytes beyond ASCII.
#[derive(Clone, Copy)]
enum Table {
    Known(&'static Encoding),
    Dos(&'static str, &'static str),
}

/// Western banks, and those of currencies whose languages need the Latin-2 letters.
const WESTERN: [Table; 2] = [Table::Known(WINDOWS_1252), Table::Dos("ibm850", IBM850)];
const CENTRAL: [Table; 3] = [Table::Known(WINDOWS_1250), Table::Known(ISO_8859_2), Table::Dos("ibm852", IBM852)];

/// Text without byte order mark, and the name of its encoding in lower case.
pub(super) fn decode(bytes: &[u8]) -> (Cow<'_, str>, String) {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
        return (text, encoding.name().to_ascii_lowercase());
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let (text, german) = din_66003(text);
        let name = if german { "din-66003".to_owned() } else { UTF_8.name().to_ascii_lowercase() };
        return (text, name);
    }
    let tables: &[Table] = if needs_latin_2(bytes) { &CENTRAL } else { &WESTERN };
    let mut best: Option<(i64, &Table)> = None;
    for table in tables {
        let score = table.score(bytes);
        if best.is_none_or(|(highest, _)| score > highest) {
            best = Some((score, table));
        }
    }
    let table = best.map_or(Table::Known(WINDOWS_1252), |(_, table)| *table);
    (table.decode(bytes), table.name())
}

impl Table {
    fn name(self) -> String {
        match self {
            Table::Known(encoding) => encoding.name().to_ascii_lowercase(),
            Table::Dos(name, _) => name.to_owned(),
        }
    }

    fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        match self {
            Table::Known(encoding) => encoding.decode_without_bom_handling(bytes).0,
            Table::Dos(..) => {
                let upper = self.upper();
                let char_of = |byte: &u8| match byte.is_ascii() {
                    true => char::from(*byte),
                    false => upper.get(usize::from(*byte & 0x7f)).copied().unwrap_or(char::REPLACEMENT_CHARACTER),
                };
                Cow::Owned(bytes.iter().map(char_of).collect())
            }
        }
    }

    /// The characters of bytes 0x80 to 0xFF.
    fn upper(self) -> Vec<char> {
        match self {
            Table::Dos(_, upper) => upper.chars().collect(),
            Table::Known(encoding) => (0x80..=0xffu8)
                .map(|byte| encoding.decode_without_bom_handling(&[byte]).0.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect(),
        }
    }

    /// How well this table explains the bytes: umlauts and other letters beside letters speak for it, signs against it.
    fn score(self, bytes: &[u8]) -> i64 {
        let weights: Vec<i64> = self.upper().into_iter().map(weight).collect();
        let mut score = 0;
        let mut before = b' ';
        for byte in bytes {
            if !byte.is_ascii() {
                let beside = if before.is_ascii_alphabetic() || !before.is_ascii() { 2 } else { 1 };
                score += beside * weights.get(usize::from(byte & 0x7f)).copied().unwrap_or(0);
            }
            before = *byte;
        }
        score
    }
}

fn weight(character: char) -> i64 {
    match character {
        'ä' | 'ö' | 'ü' | 'Ä' | 'Ö' | 'Ü' | 'ß' => 6,
        'é' | 'è' | 'à' | 'ç' | 'ø' | 'å' | 'æ' | 'ó' | 'á' | 'í' | 'ą' | 'ć' | 'ę' | 'ł' | 'ń' | 'ś' | 'ź' | 'ż' | 'Ł' | 'Ś' | 'Ż'
        | 'č' | 'ř' | 'š' | 'ž' | 'ý' | 'ě' | 'ű' | 'ő' => 4,
        '€' | '§' | '°' => 2,
        'ƒ' | 'Ž' | 'Š' | 'Ÿ' | 'þ' | 'Þ' | 'ð' | 'Ð' => 0,
        _ if character.is_alphabetic() => 1,
        '\u{a0}' => 0,
        _ if character.is_control() || character == char::REPLACEMENT_CHARACTER => -6,
        _ => -2,
    }
}

/// True when the first balance is in a currency of Poland, Czechia, Hungary, Romania or Croatia.
fn needs_latin_2(bytes: &[u8]) -> bool {
    let balance = [b":60F:".as_slice(), b":60M:", b":34F:", b":62F:"].into_iter().find_map(|tag| memchr::memmem::find(bytes, tag));
    let line = balance.and_then(|at| bytes.get(at..)).and_then(|rest| rest.get(..rest.len().min(20))).unwrap_or_default();
    [b"PLN".as_slice(), b"CZK", b"HUF", b"RON", b"HRK"].into_iter().any(|code| memchr::memmem::find(line, code).is_some())
}

/// The German 7-bit set (DIN 66003), where `[ \ ] { | } ~` are `Ä Ö Ü ä ö ü ß`: believed only when one of them stands between
/// two letters and no other use of them (SWIFT block braces, paths) is in sight.
fn din_66003(text: &str) -> (Cow<'_, str>, bool) {
    const PAIRS: [(u8, char); 7] = [(b'[', 'Ä'), (b'\\', 'Ö'), (b']', 'Ü'), (b'{', 'ä'), (b'|', 'ö'), (b'}', 'ü'), (b'~', 'ß')];
    let national = |byte: u8| PAIRS.iter().any(|(seven, _)| *seven == byte);
    let bytes = text.as_bytes();
    let none = memchr::memchr3(b'|', b'{', b'}', bytes).is_none() && memchr::memchr(b'~', bytes).is_none();
    if none || !text.is_ascii() || text.contains("{1:") || text.contains("{4:") {
        return (Cow::Borrowed(text), false);
    }
    let (mut inside, mut outside) = (0usize, 0usize);
    for window in bytes.windows(3) {
        if let [before, middle, after] = window {
            match national(*middle) && !national(*before) {
                true if before.is_ascii_alphabetic() && after.is_ascii_lowercase() => inside += 1,
                true if !before.is_ascii_alphabetic() && !after.is_ascii_alphabetic() => outside += 1,
                _ => {}
            }
        }
    }
    if inside == 0 || outside > 0 {
        return (Cow::Borrowed(text), false);
    }
    let german = |c: char| PAIRS.iter().find(|(seven, _)| char::from(*seven) == c).map_or(c, |(_, letter)| *letter);
    (Cow::Owned(text.chars().map(german).collect()), true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_choose_their_encoding() {
        let read = |bytes: &[u8]| {
            let (text, name) = decode(bytes);
            (text.into_owned(), name)
        };
        let told = |text: &str, name: &str| (text.to_owned(), name.to_owned());
        assert_eq!(read(b"M\xfcller Stra\xdfe"), told("Müller Straße", "windows-1252"));
        assert_eq!(read(b"M\x81ller Stra\xe1e"), told("Müller Straße", "ibm850"));
        assert_eq!(read("Müller €".as_bytes()), told("Müller €", "utf-8"));
        assert_eq!(read(b"\xef\xbb\xbf:20:"), told(":20:", "utf-8"));
        assert_eq!(read(b"M}ller Stra~e"), told("Müller Straße", "din-66003"));
        assert_eq!(read(b"{4:\nM}ller"), told("{4:\nM}ller", "utf-8"));
        assert_eq!(read(b":60F:C240101PLN1,\n\xafr\xa2d\x88o s\xa5"), told(":60F:C240101PLN1,\n»ródło są", "ibm852"));
        assert_eq!(read(b":60F:C240101PLN1,\nz\xb3oty \x9cwi\xeata"), told(":60F:C240101PLN1,\nzłoty święta", "windows-1250"));
    }

    #[test]
    fn the_tables_hold_128_characters() {
        assert_eq!(IBM850.chars().count(), 128);
        assert_eq!(IBM852.chars().count(), 128);
    }
}
