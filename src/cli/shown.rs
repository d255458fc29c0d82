//! A stream of what is shown: nothing that acts passes, in whatever pieces it is written.

use crate::domain::plain;
use std::borrow::Cow;
use std::io::{self, Write};

/// What passes each text on.
type Cleaned = fn(&str) -> Cow<'_, str>;

/// Writes text so that no terminal obeys anything in it.
pub struct Shown<W: Write> {
    out: W,
    cleaned: Cleaned,
    /// The beginning of a character whose end is not written yet.
    begun: Vec<u8>,
}

impl<W: Write> Shown<W> {
    /// JSON: what acts is written as `\uXXXX`.
    pub fn json(out: W) -> Shown<W> {
        Shown { out, cleaned: plain::json, begun: Vec::new() }
    }

    /// Text of lines: what acts is left out.
    pub fn page(out: W) -> Shown<W> {
        Shown { out, cleaned: plain::page, begun: Vec::new() }
    }
}

impl<W: Write> Write for Shown<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let joined: Cow<[u8]> = match self.begun.is_empty() {
            true => Cow::Borrowed(bytes),
            false => Cow::Owned([std::mem::take(&mut self.begun).as_slice(), bytes].concat()),
        };
        let mut rest: &[u8] = &joined;
        while !rest.is_empty() {
            match std::str::from_utf8(rest) {
                Ok(text) => {
                    self.out.write_all((self.cleaned)(text).as_bytes())?;
                    break;
                }
                Err(error) => {
                    let (whole, after) =
                        rest.split_at_checked(error.valid_up_to()).unwrap_or((rest, &[]));
                    self.out.write_all(
                        (self.cleaned)(std::str::from_utf8(whole).unwrap_or_default()).as_bytes(),
                    )?;
                    let Some(broken) = error.error_len() else {
                        self.begun = after.to_vec();
                        break;
                    };
                    self.out.write_all("\u{fffd}".as_bytes())?;
                    rest = after.get(broken..).unwrap_or_default();
                }
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_may_come_in_pieces() {
        let text = "a\u{202e}ü\u{9b}z\u{1b}";
        let mut shown = Shown::json(Vec::new());
        text.as_bytes().iter().for_each(|byte| shown.write_all(&[*byte]).expect("written"));
        assert_eq!(String::from_utf8(shown.out).expect("text"), "a\\u202eü\\u009bz\\u001b");
        let mut shown = Shown::page(Vec::new());
        shown.write_all(b"\xff\x1b[2Jb\n").expect("written");
        assert_eq!(String::from_utf8(shown.out).expect("text"), "\u{fffd} [2Jb\n");
    }
}
