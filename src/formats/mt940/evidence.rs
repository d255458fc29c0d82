//! What the bytes of a file say about their encoding, their line ends and their message, gathered a
//! buffer at a time.
//!
//! Nothing in an MT940 file names its encoding, and the byte that decides may be its last: so a
//! file is looked through once before it is read.

use super::decode::{Characters, Lines, Text};
use crate::formats::pieces::{Decode, Source, Utf8Check, each_buffer};
use encoding_rs::Encoding;
use memchr::memmem::find_iter;
use std::io;

/// How far a mark reaches beyond the position where it begins: a balance, up to its currency.
const BEYOND: usize = 20;
/// How far a mark looks back: over the blanks before a field.
const BACK: usize = 16;

/// Counts and marks. Every position of the file is looked at once, with what stands around it.
#[derive(Default)]
pub(super) struct Evidence {
    /// Named by a byte order mark.
    marked: Option<&'static Encoding>,
    utf_8: Utf8Check,
    pub upper: Upper,
    pub national: National,
    line_feed: bool,
    carriage_return: bool,
    at_signs: bool,
    /// Whether the first of each of [`BALANCES`] is in a currency of [`CENTRAL`].
    balances: [Option<bool>; 4],
    interim: bool,
    closed: bool,
    window: Vec<u8>,
    looked: usize,
}

/// How often each byte from 0x80 on stands behind a letter, and how often it does not.
pub(super) struct Upper {
    pub beside: [i64; 128],
    pub apart: [i64; 128],
    any: bool,
}

impl Default for Upper {
    fn default() -> Upper {
        Upper { beside: [0; 128], apart: [0; 128], any: false }
    }
}

/// What speaks for and against the signs of DIN 66003 being letters.
#[derive(Default)]
pub(super) struct National {
    /// One of `{ | } ~` is there at all.
    any: bool,
    inside: u64,
    outside: u64,
    /// SWIFT's block braces.
    blocks: bool,
}

/// The tags that name a currency, those that decide first in front.
const BALANCES: [&[u8]; 4] = [b":60F:", b":60M:", b":34F:", b":62F:"];
/// Currencies whose languages need the letters of Latin-2: Poland, Czechia, Hungary, Romania,
/// Croatia.
const CENTRAL: [&[u8]; 5] = [b"PLN", b"CZK", b"HUF", b"RON", b"HRK"];

impl Evidence {
    /// Looks through a source from its beginning and leaves it there again.
    pub(super) fn of(source: &mut dyn Source) -> io::Result<Evidence> {
        let mut evidence = Evidence::default();
        let mut decoder = None;
        let mut first = true;
        let mut text = String::new();
        each_buffer(source, |bytes| {
            if std::mem::take(&mut first) {
                evidence.marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
                decoder = evidence.marked.map(Encoding::new_decoder_with_bom_removal);
            }
            match &mut decoder {
                Some(decoder) => {
                    text.clear();
                    decoder.decode(bytes, false, &mut text);
                    evidence.take(text.as_bytes());
                }
                None => evidence.take(bytes),
            }
        })?;
        evidence.look(evidence.window.len());
        Ok(evidence)
    }

    /// How the bytes are read.
    pub(super) fn characters(&self) -> Characters {
        match self.marked {
            Some(encoding) => Characters::Known(encoding),
            None if !self.utf_8.holds() => Characters::likeliest(self),
            None if self.is_german_7_bit() => Characters::Din66003,
            None => Characters::Known(encoding_rs::UTF_8),
        }
    }

    /// Bytes → text whose lines end in LF: some programs write CR alone, and HBCI allows `@@`.
    pub(super) fn text(&self) -> Text {
        let lines = match (self.line_feed, self.carriage_return, self.at_signs) {
            (false, true, _) => Lines::CarriageReturn,
            (false, false, true) => Lines::AtSigns,
            _ => Lines::LineFeed,
        };
        Text::of(self.characters(), lines)
    }

    /// MT942 reports the day so far: it has a floor limit or a time, and no closing balance.
    pub(super) fn format(&self) -> &'static str {
        if self.interim && !self.closed { "mt942" } else { "mt940" }
    }

    /// True when the first balance is in a currency of Central Europe.
    pub(super) fn needs_latin_2(&self) -> bool {
        self.balances.iter().find_map(|central| *central).unwrap_or(false)
    }

    /// DIN 66003 is believed only when one of its letters stands between two letters and no other
    /// use of them (SWIFT block braces, paths) is in sight.
    fn is_german_7_bit(&self) -> bool {
        let signs = &self.national;
        signs.any && !self.upper.any && !signs.blocks && signs.inside > 0 && signs.outside == 0
    }

    fn take(&mut self, bytes: &[u8]) {
        self.utf_8.take(bytes);
        self.window.extend_from_slice(bytes);
        self.look(self.window.len().saturating_sub(BEYOND));
        let past = self.looked.saturating_sub(BACK);
        self.window.drain(..past);
        self.looked -= past;
    }

    /// Looks at the positions of the window up to one.
    fn look(&mut self, until: usize) {
        let from = self.looked;
        self.looked = until.max(from);
        let window = std::mem::take(&mut self.window);
        self.upper.look(&window, from, until);
        self.national.look(&window, from, until);
        self.look_for_lines(&window, from, until);
        self.look_for_fields(&window, from, until);
        self.window = window;
    }

    fn look_for_lines(&mut self, window: &[u8], from: usize, until: usize) {
        let new = window.get(from..until).unwrap_or_default();
        self.line_feed |= memchr::memchr(b'\n', new).is_some();
        if !self.line_feed {
            self.carriage_return |= memchr::memchr(b'\r', new).is_some();
            self.at_signs |= begins(window, from, until, b"@@:").next().is_some();
        }
    }

    fn look_for_fields(&mut self, window: &[u8], from: usize, until: usize) {
        for (tag, central) in BALANCES.into_iter().zip(&mut self.balances) {
            if central.is_none() {
                let line = begins(window, from, until, tag)
                    .next()
                    .map(|at| window.iter().skip(at).take(BEYOND).copied().collect::<Vec<u8>>());
                *central = line.map(|line| {
                    CENTRAL.into_iter().any(|code| find_iter(&line, code).next().is_some())
                });
            }
        }
        let field = |tag: &[u8]| begins(window, from, until, tag).any(|at| starts_line(window, at));
        self.closed = self.closed || field(b":62F:") || field(b":62M:");
        self.interim = self.interim || (!self.closed && (field(b":34F:") || field(b":13D:")));
    }
}

impl Upper {
    fn look(&mut self, window: &[u8], from: usize, until: usize) {
        let mut at = from;
        // A stretch without any such byte, and most are, is passed over at once.
        for stretch in window.get(from..until).unwrap_or_default().chunks(128) {
            if !stretch.is_ascii() {
                self.count(window, at, stretch);
            }
            at += stretch.len();
        }
    }

    fn count(&mut self, window: &[u8], from: usize, stretch: &[u8]) {
        self.any = true;
        let mut before =
            from.checked_sub(1).and_then(|before| window.get(before)).copied().unwrap_or(b' ');
        for byte in stretch {
            if !byte.is_ascii() {
                let beside = before.is_ascii_alphabetic() || !before.is_ascii();
                let counts = if beside { &mut self.beside } else { &mut self.apart };
                if let Some(count) = counts.get_mut(usize::from(*byte & 0x7f)) {
                    *count += 1;
                }
            }
            before = *byte;
        }
    }
}

impl National {
    fn look(&mut self, window: &[u8], from: usize, until: usize) {
        let new = window.get(from..until).unwrap_or_default();
        let small =
            memchr::memchr3_iter(b'{', b'|', b'}', new).chain(memchr::memchr_iter(b'~', new));
        let large = memchr::memchr3_iter(b'[', b'\\', b']', new);
        for (at, any) in small.map(|at| (at, true)).chain(large.map(|at| (at, false))) {
            self.any |= any;
            self.weigh(window, from + at);
        }
        self.blocks = self.blocks
            || ["{1:", "{4:"]
                .into_iter()
                .any(|block| begins(window, from, until, block.as_bytes()).next().is_some());
    }

    fn weigh(&mut self, window: &[u8], at: usize) {
        let Some([before, _, after]) =
            at.checked_sub(1).and_then(|before| window.get(before..at + 2))
        else {
            return;
        };
        let national = b"[\\]{|}~".contains(before);
        self.inside += u64::from(before.is_ascii_alphabetic() && after.is_ascii_lowercase());
        self.outside +=
            u64::from(!national && !before.is_ascii_alphabetic() && !after.is_ascii_alphabetic());
    }
}

/// Where a mark begins among the positions looked at.
fn begins<'w>(
    window: &'w [u8],
    from: usize,
    until: usize,
    mark: &'w [u8],
) -> impl Iterator<Item = usize> + 'w {
    let end = (until + mark.len() - 1).min(window.len());
    find_iter(window.get(from..end).unwrap_or_default(), mark).map(move |at| from + at)
}

/// Whether only blanks stand before a position in its line.
fn starts_line(window: &[u8], at: usize) -> bool {
    let before = window
        .get(..at)
        .unwrap_or_default()
        .iter()
        .rev()
        .find(|byte| !matches!(byte, b' ' | b'\t'));
    before.is_none_or(|byte| matches!(byte, b'\n' | b'\r' | b'@'))
}
