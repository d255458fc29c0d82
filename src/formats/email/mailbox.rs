//! Mailboxes (mbox, RFC 4155): several letters in one file.

use super::super::{Part, Read, Reading};
use super::{MOST_PARTS, TOO_COMPLEX, looks_like_mail};
use crate::domain::Finding;

/// Without byte order mark, leading blank lines and the `From ` line of an mbox.
pub(super) fn without_envelope(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    match bytes.starts_with(b"From ") {
        true => {
            memchr::memchr(b'\n', bytes).and_then(|end| bytes.get(end + 1..)).unwrap_or_default()
        }
        false => bytes,
    }
}

/// The letters of an mbox file (RFC 4155), each from its `From ` line; a single letter is no
/// mailbox.
pub(super) fn letters_of_mailbox(bytes: &[u8]) -> Vec<&[u8]> {
    let bytes = bytes.trim_ascii_start();
    if !bytes.starts_with(b"From ") {
        return Vec::new();
    }
    let mut starts = vec![0];
    for at in memchr::memmem::find_iter(bytes, b"\nFrom ").map(|at| at + 1) {
        let after_blank = bytes
            .get(..at)
            .is_some_and(|before| before.ends_with(b"\n\n") || before.ends_with(b"\n\r\n"));
        if after_blank
            && bytes.get(at..).is_some_and(|rest| looks_like_mail(without_envelope(rest)))
        {
            starts.push(at);
        }
    }
    let ends = starts.iter().skip(1).copied().chain([bytes.len()]);
    starts.iter().zip(ends).filter_map(|(start, end)| bytes.get(*start..end)).collect()
}

/// Each letter of a mailbox is a part of its own.
pub(super) fn mailbox(letters: &[&[u8]]) -> Result<Reading, Finding> {
    if letters.len() > MOST_PARTS {
        return Err(TOO_COMPLEX.found().with("limit", MOST_PARTS));
    }
    let part = |(at, letter): (usize, &&[u8])| Part {
        name: format!("mail-{}.eml", at + 1),
        bytes: without_envelope(letter).to_vec(),
    };
    Ok(Reading {
        content: Read::Parts(letters.iter().enumerate().map(part).collect()),
        findings: Vec::new(),
    })
}
