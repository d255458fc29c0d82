//! The form of a letter and of its parts: header and body, what the fields say, the sections of a
//! multipart, transfer encodings.

use super::LONGEST_HEADER;
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Message, MessageParser, MimeHeaders};

/// What the fields of one part say.
pub(super) struct Described {
    /// `type/subtype` in lower case; empty when not stated.
    pub(super) mime: String,
    pub(super) boundary: Option<String>,
    pub(super) name: Option<String>,
    pub(super) encoding: String,
    /// Shown inside the text (`Content-Disposition: inline` or a `Content-ID`), not attached.
    pub(super) inline: bool,
    pub(super) attached: bool,
}

/// Fields and body: parted by the first empty line.
pub(super) fn split_header(bytes: &[u8]) -> (&[u8], &[u8]) {
    let mut start = 0;
    while let Some(line) =
        bytes.get(start..).filter(|rest| !rest.is_empty() && start < LONGEST_HEADER)
    {
        let length = memchr::memchr(b'\n', line).map_or(line.len(), |at| at + 1);
        if matches!(line.get(..length), Some(b"\n" | b"\r\n")) {
            return (
                bytes.get(..start).unwrap_or_default(),
                bytes.get(start + length..).unwrap_or_default(),
            );
        }
        start += length;
    }
    match start < LONGEST_HEADER {
        true => (bytes, &[]),
        false => (&[], bytes),
    }
}

pub(super) fn describe(fields: &[u8]) -> Described {
    let message = MessageParser::default().parse_headers(fields);
    let kind = message.as_ref().and_then(Message::content_type);
    let disposition = message.as_ref().and_then(Message::content_disposition);
    let mime = kind.map(|kind| match kind.subtype() {
        Some(subtype) => format!("{}/{}", kind.ctype(), subtype).to_ascii_lowercase(),
        None => kind.ctype().to_ascii_lowercase(),
    });
    let encoding =
        message.as_ref().and_then(Message::content_transfer_encoding).unwrap_or_default();
    Described {
        mime: mime.unwrap_or_default(),
        boundary: kind.and_then(|kind| kind.attribute("boundary")).map(str::to_owned),
        name: message.as_ref().and_then(Message::attachment_name).map(str::to_owned),
        encoding: encoding.trim().to_ascii_lowercase(),
        inline: disposition.is_some_and(|how| how.is_inline())
            || message.as_ref().is_some_and(|part| part.content_id().is_some()),
        attached: disposition.is_some_and(|how| how.is_attachment()),
    }
}

/// The parts between the lines `--boundary`, and whether the line that closes them is there; the
/// line break before such a line belongs to it (RFC 2046 § 5.1.1).
pub(super) fn sections<'a>(body: &'a [u8], boundary: &[u8]) -> (Vec<&'a [u8]>, bool) {
    let (mut found, mut is_closed) = (Vec::new(), false);
    let mut open: Option<usize> = None;
    let mut start = 0;
    while let Some(rest) = body.get(start..).filter(|rest| !rest.is_empty()) {
        let length = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
        let line = rest.get(..length).unwrap_or_default();
        if let Some(after) = line.strip_prefix(b"--").and_then(|line| line.strip_prefix(boundary)) {
            let after = after.trim_ascii_end();
            let closes = after == b"--";
            if closes || after.is_empty() {
                if let Some(section) = open.and_then(|open| body.get(open..start)) {
                    found.push(without_line_break(section));
                }
                open = (!closes).then_some(start + length);
                is_closed = closes;
                if closes {
                    break;
                }
            }
        }
        start += length;
    }
    // A letter cut off in transit: its last part has no end, but may well be whole.
    if let Some(section) =
        open.and_then(|open| body.get(open..)).filter(|section| !section.is_empty())
    {
        found.push(section);
    }
    (found, is_closed)
}

fn without_line_break(section: &[u8]) -> &[u8] {
    let section = section.strip_suffix(b"\n").unwrap_or(section);
    section.strip_suffix(b"\r").unwrap_or(section)
}

pub(super) fn decoded(body: &[u8], encoding: &str) -> Option<Vec<u8>> {
    match encoding {
        "base64" => base64_decode(body),
        "quoted-printable" => quoted_printable_decode(body),
        _ => Some(body.to_vec()),
    }
}
