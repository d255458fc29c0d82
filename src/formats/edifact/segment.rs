//! Separators, characters and segments (ISO 9735-1 § 8 and 10). A segment borrows the text; only
//! what holds a release character is copied.

use super::BROKEN;
use crate::domain::Finding;
use encoding_rs::{
    Encoding, ISO_8859_2, ISO_8859_3, ISO_8859_4, ISO_8859_5, ISO_8859_6, ISO_8859_7, ISO_8859_8,
    WINDOWS_1252, WINDOWS_1254,
};
use std::borrow::Cow;

/// The service characters of an interchange (UNA, else those of level A).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Separators {
    pub component: u8,
    pub element: u8,
    /// `.` or `,` in numbers; both are read whatever stands here.
    pub decimal: u8,
    /// `None` where UNA has a blank for it: nothing can be released.
    pub release: Option<u8>,
    pub end: u8,
}

impl Separators {
    /// Those that the bytes begin with, else `:+.? '`.
    pub fn of(bytes: &[u8]) -> Separators {
        match bytes {
            [b'U', b'N', b'A', component, element, decimal, release, _reserved, end, ..] => {
                Separators {
                    component: *component,
                    element: *element,
                    decimal: *decimal,
                    release: Some(*release).filter(|release| *release != b' '),
                    end: *end,
                }
            }
            _ => Separators {
                component: b':',
                element: b'+',
                decimal: b'.',
                release: Some(b'?'),
                end: b'\'',
            },
        }
    }
}

/// The characters of the syntax identifier (ISO 9735 UNOA to UNOY). What is UTF-8 is read so
/// whatever UNB says: text with letters of another code is never UTF-8 by chance.
pub fn text(bytes: &[u8], separators: Separators) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => charset(bytes, separators).decode_without_bom_handling(bytes).0.into_owned(),
    }
}

fn charset(bytes: &[u8], separators: Separators) -> &'static Encoding {
    let mark = [b"UNB".as_slice(), &[separators.element]].concat();
    let level = memchr::memmem::find(bytes, &mark)
        .and_then(|at| bytes.get(at + 4..at + 8))
        .unwrap_or_default();
    match level {
        b"UNOD" => ISO_8859_2,
        b"UNOE" => ISO_8859_5,
        b"UNOF" => ISO_8859_7,
        b"UNOG" => ISO_8859_3,
        b"UNOH" => ISO_8859_4,
        b"UNOI" => ISO_8859_6,
        b"UNOJ" => ISO_8859_8,
        b"UNOK" => WINDOWS_1254,
        _ => WINDOWS_1252,
    }
}

/// The segments of a text, one after another.
pub struct Segments<'a> {
    rest: &'a str,
    separators: Separators,
}

impl<'a> Segments<'a> {
    /// Begins behind UNA.
    pub fn new(text: &'a str, separators: Separators) -> Segments<'a> {
        let rest = if text.starts_with("UNA") { text.get(9..).unwrap_or_default() } else { text };
        Segments { rest, separators }
    }

    /// Where the segment at the front ends.
    fn end(&self) -> Option<usize> {
        let bytes = self.rest.as_bytes();
        let Some(release) = self.separators.release else {
            return memchr::memchr(self.separators.end, bytes);
        };
        let mut from = 0;
        loop {
            let at = from + memchr::memchr2(self.separators.end, release, bytes.get(from..)?)?;
            if bytes.get(at) == Some(&self.separators.end) {
                return Some(at);
            }
            from = at + 2;
        }
    }
}

impl<'a> Iterator for Segments<'a> {
    type Item = Result<Segment<'a>, Finding>;

    fn next(&mut self) -> Option<Self::Item> {
        self.rest = self.rest.trim_start();
        if self.rest.trim_end_matches(['\0', '\u{1a}']).is_empty() {
            return None;
        }
        let (raw, rest) = match self.end() {
            Some(end) => (
                self.rest.get(..end).unwrap_or_default(),
                self.rest.get(end + 1..).unwrap_or_default(),
            ),
            None => (self.rest.trim_end(), ""),
        };
        self.rest = rest;
        let segment = Segment::of(raw, self.separators);
        let shaped = segment.tag.len() == 3
            && segment.tag.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        match shaped {
            true => Some(Ok(segment)),
            false => {
                self.rest = "";
                Some(Err(BROKEN.found().with("what", raw.chars().take(40).collect::<String>())))
            }
        }
    }
}

/// A segment: tag, elements, components.
#[derive(Debug, Clone, Copy)]
pub struct Segment<'a> {
    raw: &'a str,
    tag: &'a str,
    separators: Separators,
}

/// One element of a segment, perhaps of several components.
pub struct Element<'a> {
    raw: &'a str,
    separators: Separators,
}

impl<'a> Segment<'a> {
    /// As it stands in the file.
    pub fn raw(&self) -> &'a str {
        self.raw
    }

    fn of(raw: &'a str, separators: Separators) -> Segment<'a> {
        let ends = |byte: &u8| *byte == separators.element || *byte == separators.component;
        let end = raw.bytes().position(|byte| ends(&byte)).unwrap_or(raw.len());
        Segment { raw, tag: raw.get(..end).unwrap_or_default().trim(), separators }
    }

    /// `LIN`, `QTY`, …
    pub fn tag(&self) -> &'a str {
        self.tag
    }

    /// The elements that are there, from that number on, counted from 1.
    pub fn elements_from(&self, number: usize) -> impl Iterator<Item = Element<'a>> {
        let separators = self.separators;
        Pieces { rest: Some(self.raw), separator: separators.element, release: separators.release }
            .skip(number)
            .map(move |raw| Element { raw, separators })
    }

    /// An element, counted from 1; one that is not there is empty.
    pub fn element(&self, number: usize) -> Element<'a> {
        let none = Element { raw: "", separators: self.separators };
        self.elements_from(number).next().unwrap_or(none)
    }

    /// A component as it stands, of an element counted from 1, itself counted from 0; release
    /// characters stay.
    pub fn part(&self, element: usize, component: usize) -> &'a str {
        self.element(element).part(component)
    }

    /// A component's text, release characters out, white space collapsed; `None` when nothing is
    /// left.
    pub fn text(&self, element: usize, component: usize) -> Option<String> {
        self.element(element).text(component)
    }
}

impl<'a> Element<'a> {
    fn parts(&self) -> Pieces<'a> {
        let Separators { component, release, .. } = self.separators;
        Pieces { rest: Some(self.raw), separator: component, release }
    }

    /// A component as it stands, counted from 0.
    pub fn part(&self, number: usize) -> &'a str {
        self.parts().nth(number).unwrap_or_default().trim()
    }

    /// A component's text.
    pub fn text(&self, number: usize) -> Option<String> {
        cleaned(self.part(number), self.separators.release)
    }

    /// Several components as one text.
    pub fn texts(&self, numbers: std::ops::Range<usize>) -> Option<String> {
        let wanted = self.parts().skip(numbers.start).take(numbers.len());
        let mut texts = wanted.filter_map(|part| cleaned(part, self.separators.release));
        let first = texts.next()?;
        Some(texts.fold(first, |whole, text| whole + " " + &text))
    }
}

/// The pieces of a text between separators that no release character stands before.
struct Pieces<'a> {
    rest: Option<&'a str>,
    separator: u8,
    release: Option<u8>,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let text = self.rest?;
        let mut released = false;
        // Most pieces have a few characters: looking at each is faster than a search that is built
        // for long ones.
        let end = text.bytes().position(|byte| {
            let parts = !released && byte == self.separator;
            released = !released && Some(byte) == self.release;
            parts
        });
        self.rest = end.and_then(|end| text.get(end + 1..));
        Some(end.map_or(text, |end| text.get(..end).unwrap_or_default()))
    }
}

/// A text without release characters, white space collapsed; `None` when nothing is left.
fn cleaned(part: &str, release: Option<u8>) -> Option<String> {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && Some(byte) != release;
    if part.bytes().all(is_plain) {
        return (!part.is_empty()).then(|| part.to_owned());
    }
    let released = released(part, release);
    let text = released.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

fn released(text: &str, release: Option<u8>) -> Cow<'_, str> {
    let Some(release) = release.map(char::from).filter(|release| text.contains(*release)) else {
        return Cow::Borrowed(text);
    };
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        plain.extend(if character == release { characters.next() } else { Some(character) });
    }
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segments(text: &str) -> Vec<Segment<'_>> {
        Segments::new(text, Separators::of(text.as_bytes())).filter_map(Result::ok).collect()
    }

    #[test]
    fn release_characters_part_nothing() {
        let read = segments("IMD+F++:::Dichtung 3?+1?' DN50 ??'\r\nLIN+1++77?:3:EN'");
        let texts: Vec<Option<String>> = read
            .iter()
            .map(|segment| segment.text(3, if segment.tag() == "IMD" { 3 } else { 0 }))
            .collect();
        assert_eq!(texts, [Some("Dichtung 3+1' DN50 ?".to_owned()), Some("77:3".to_owned())]);
        assert_eq!(read.last().and_then(|segment| segment.text(3, 1)).as_deref(), Some("EN"));
    }

    #[test]
    fn separators_are_those_of_the_file() {
        let read = segments("UNA/*,! ~QTY*12/0,5/KGM~\nQTY*12~");
        let parts: Vec<(&str, &str)> =
            read.iter().map(|segment| (segment.part(1, 1), segment.part(1, 2))).collect();
        assert_eq!(parts, [("0,5", "KGM"), ("", "")]);
        // A blank for the release character: nothing is released.
        assert_eq!(segments("UNA:+.  'FTX+what?'FTX+x'").len(), 2);
    }

    #[test]
    fn characters_are_those_of_the_syntax_level() {
        let separators = Separators::of(b"");
        assert_eq!(text(b"UNB+UNOC:3'\xd6l", separators), "UNB+UNOC:3'Öl");
        assert_eq!(text(b"UNB+UNOD:3'\xb1", separators), "UNB+UNOD:3'ą");
        assert_eq!(text("UNB+UNOA:2'Öl".as_bytes(), separators), "UNB+UNOA:2'Öl");
    }

    #[test]
    fn what_is_no_segment_is_an_error_and_ends_it() {
        let text = "LIN+1'unsinn'LIN+2'";
        let read: Vec<bool> = Segments::new(text, Separators::of(text.as_bytes()))
            .map(|segment| segment.is_ok())
            .collect();
        assert_eq!(read, [true, false]);
        assert!(segments("LIN+1?").len() == 1 && segments("?").is_empty());
    }
}
