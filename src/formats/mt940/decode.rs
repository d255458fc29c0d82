//! Bytes of an MT940 file → text, as its [`Evidence`] says: a byte order mark, valid UTF-8, else
//! the table under which the bytes beyond ASCII make the most letters that stand between letters.

use super::evidence::Evidence;
use crate::formats::pieces::Decode;
use encoding_rs::{Decoder, Encoding, ISO_8859_2, WINDOWS_1250, WINDOWS_1252};

/// The upper half of IBM code page 850 (DOS, Western Europe), from 0x80.
const IBM850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";
/// The upper half of IBM code page 852 (DOS, Central Europe), from 0x80.
const IBM852: &str = "ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u{ad}˝˛ˇ˘§÷¸°¨˙űŘř■\u{a0}";

/// The signs of the German 7-bit set (DIN 66003) that are letters there.
const NATIONAL: [(u8, char); 7] =
    [(b'[', 'Ä'), (b'\\', 'Ö'), (b']', 'Ü'), (b'{', 'ä'), (b'|', 'ö'), (b'}', 'ü'), (b'~', 'ß')];

/// A way to read bytes.
#[derive(Clone, Copy)]
pub(super) enum Characters {
    Known(&'static Encoding),
    /// A code page: its name and its upper half.
    Dos(&'static str, &'static str),
    Din66003,
}

/// Western banks, and those of currencies whose languages need the Latin-2 letters.
const WESTERN: [Characters; 2] =
    [Characters::Known(WINDOWS_1252), Characters::Dos("ibm850", IBM850)];
const CENTRAL: [Characters; 3] = [
    Characters::Known(WINDOWS_1250),
    Characters::Known(ISO_8859_2),
    Characters::Dos("ibm852", IBM852),
];

impl Characters {
    /// The table that explains the bytes beyond ASCII best, the first of equals.
    pub(super) fn likeliest(evidence: &Evidence) -> Characters {
        let tables: &[Characters] = if evidence.needs_latin_2() { &CENTRAL } else { &WESTERN };
        let mut best: Option<(i64, Characters)> = None;
        for table in tables {
            let score = table.score(evidence);
            if best.is_none_or(|(highest, _)| score > highest) {
                best = Some((score, *table));
            }
        }
        best.map_or(Characters::Known(WINDOWS_1252), |(_, table)| table)
    }

    /// The name of the encoding in lower case.
    pub(super) fn name(self) -> String {
        match self {
            Characters::Known(encoding) => encoding.name().to_ascii_lowercase(),
            Characters::Dos(name, _) => name.to_owned(),
            Characters::Din66003 => "din-66003".to_owned(),
        }
    }

    /// The characters of bytes 0x80 to 0xFF.
    fn upper(self) -> Vec<char> {
        match self {
            Characters::Known(encoding) => (0x80..=0xffu8)
                .map(|byte| {
                    encoding
                        .decode_without_bom_handling(&[byte])
                        .0
                        .chars()
                        .next()
                        .unwrap_or(char::REPLACEMENT_CHARACTER)
                })
                .collect(),
            Characters::Dos(_, upper) => upper.chars().collect(),
            Characters::Din66003 => Vec::new(),
        }
    }

    /// How well this table explains the bytes: umlauts and other letters speak for it, twice beside
    /// letters; signs against it.
    fn score(self, evidence: &Evidence) -> i64 {
        let counts = evidence.upper.beside.iter().zip(&evidence.upper.apart);
        self.upper()
            .into_iter()
            .zip(counts)
            .map(|(character, (beside, apart))| weight(character) * (2 * beside + apart))
            .sum()
    }
}

/// How lines end in the file.
#[derive(Clone, Copy)]
pub(super) enum Lines {
    /// With LF, or CR LF.
    LineFeed,
    /// With CR alone.
    CarriageReturn,
    /// With `@@`.
    AtSigns,
}

/// Bytes → text whose lines end in LF or CR LF.
pub(super) struct Text {
    table: Table,
    lines: Lines,
    /// True when the bytes so far end with an `@` that may be half a line end.
    half: bool,
}

/// What a buffer of bytes is decoded with.
enum Table {
    Known(Decoder),
    Upper(Vec<char>),
    Din66003,
}

impl Text {
    pub(super) fn of(characters: Characters, lines: Lines) -> Text {
        let table = match characters {
            Characters::Known(encoding) => Table::Known(encoding.new_decoder_with_bom_removal()),
            Characters::Dos(..) => Table::Upper(characters.upper()),
            Characters::Din66003 => Table::Din66003,
        };
        Text { table, lines, half: false }
    }
}

impl Decode for Text {
    fn decode(&mut self, bytes: &[u8], last: bool, text: &mut String) {
        let from = text.len();
        match &mut self.table {
            Table::Known(decoder) => decoder.decode(bytes, last, text),
            Table::Upper(upper) => text.extend(bytes.iter().map(|byte| {
                match byte.is_ascii() {
                    true => char::from(*byte),
                    false => upper
                        .get(usize::from(*byte & 0x7f))
                        .copied()
                        .unwrap_or(char::REPLACEMENT_CHARACTER),
                }
            })),
            Table::Din66003 => text.extend(bytes.iter().map(|byte| {
                let letter = NATIONAL.iter().find(|(seven, _)| seven == byte);
                letter.map_or(char::from(*byte), |(_, letter)| *letter)
            })),
        }
        match self.lines {
            Lines::LineFeed => {}
            Lines::CarriageReturn => {
                let new = text.split_off(from).replace('\r', "\n");
                text.push_str(&new);
            }
            Lines::AtSigns => self.split_at_signs(from, last, text),
        }
    }
}

impl Text {
    fn split_at_signs(&mut self, from: usize, last: bool, text: &mut String) {
        let mut new = text.split_off(from);
        if std::mem::take(&mut self.half) {
            new.insert(0, '@');
        }
        let mut new = new.replace("@@", "\n");
        if !last && new.ends_with('@') {
            new.pop();
            self.half = true;
        }
        text.push_str(&new);
    }
}

fn weight(character: char) -> i64 {
    match character {
        'ä' | 'ö' | 'ü' | 'Ä' | 'Ö' | 'Ü' | 'ß' => 6,
        'é' | 'è' | 'à' | 'ç' | 'ø' | 'å' | 'æ' | 'ó' | 'á' | 'í' | 'ą' | 'ć' | 'ę' | 'ł' | 'ń'
        | 'ś' | 'ź' | 'ż' | 'Ł' | 'Ś' | 'Ż' | 'č' | 'ř' | 'š' | 'ž' | 'ý' | 'ě' | 'ű' | 'ő' => {
            4
        }
        '€' | '§' | '°' => 2,
        'ƒ' | 'Ž' | 'Š' | 'Ÿ' | 'þ' | 'Þ' | 'ð' | 'Ð' => 0,
        _ if character.is_alphabetic() => 1,
        '\u{a0}' => 0,
        _ if character.is_control() || character == char::REPLACEMENT_CHARACTER => -6,
        _ => -2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn read(bytes: &[u8]) -> (String, String) {
        let evidence = Evidence::of(&mut Cursor::new(bytes)).unwrap_or_default();
        let mut text = String::new();
        evidence.text().decode(bytes, true, &mut text);
        (text, evidence.characters().name())
    }

    #[test]
    fn the_bytes_choose_their_encoding() {
        let told = |text: &str, name: &str| (text.to_owned(), name.to_owned());
        assert_eq!(read(b"M\xfcller Stra\xdfe"), told("Müller Straße", "windows-1252"));
        assert_eq!(read(b"M\x81ller Stra\xe1e"), told("Müller Straße", "ibm850"));
        assert_eq!(read("Müller €".as_bytes()), told("Müller €", "utf-8"));
        assert_eq!(read(b"\xef\xbb\xbf:20:"), told(":20:", "utf-8"));
        assert_eq!(read(b"M}ller Stra~e"), told("Müller Straße", "din-66003"));
        assert_eq!(read(b"{4:\nM}ller"), told("{4:\nM}ller", "utf-8"));
        assert_eq!(
            read(b":60F:C240101PLN1,\n\xafr\xa2d\x88o s\xa5"),
            told(":60F:C240101PLN1,\n»ródło są", "ibm852")
        );
        assert_eq!(
            read(b":60F:C240101PLN1,\nz\xb3oty \x9cwi\xeata"),
            told(":60F:C240101PLN1,\nzłoty święta", "windows-1250")
        );
    }

    #[test]
    fn lines_end_in_line_feeds_wherever_a_buffer_ends() {
        assert_eq!(read(b":20:A\r:25:B\r").0, ":20:A\n:25:B\n");
        assert_eq!(read(b":20:A@@:25:B@@@:86:").0, ":20:A\n:25:B\n@:86:");
        assert_eq!(read(b":20:A@@B\n").0, ":20:A@@B\n");
        let mut text = Text::of(Characters::Din66003, Lines::AtSigns);
        let mut read = String::new();
        for (bytes, last) in
            [(b"a@".as_slice(), false), (b"@b@@", false), (b"@", false), (b"", true)]
        {
            text.decode(bytes, last, &mut read);
        }
        assert_eq!(read, "a\nb\n@");
    }

    #[test]
    fn the_tables_hold_128_characters() {
        assert_eq!(IBM850.chars().count(), 128);
        assert_eq!(IBM852.chars().count(), 128);
    }
}
