//! Before a PDF is opened and drawn: will it stay within bounds? A few kilobytes of a hostile file
//! can stand for gigabytes: as streams that inflate, or as structure, since the library that opens
//! a PDF turns two bytes `[]` into six hundred.
//!
//! The measure of the structure is an estimate on the raw bytes. It sees through what generators of
//! bombs do, not through a file made against this very function (object streams under escaped
//! names, packed otherwise than with deflate); those are bounded stream by stream only.

use super::pdf_draws::is_bounded_drawing;
use lopdf::{Document, LoadOptions, Object, Stream};
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What all streams of one PDF together may unpack to, in bytes.
const LARGEST_TOTAL: usize = 256 * 1024 * 1024;
/// What one stream may unpack to.
const LARGEST_STREAM: usize = 64 * 1024 * 1024;
/// The greatest growth of one deflate stream (RFC 1951: 258 bytes out of two bits).
const GREATEST_GROWTH: usize = 1_032;

/// What the objects of one PDF may take in memory, in bytes, as [`weight`] estimates them.
const HEAVIEST_STRUCTURE: u64 = 512 * 1024 * 1024;

/// The heaviest text there is: `[]`, two bytes.
const HEAVIEST_BYTE: u64 = 310;

/// True when opening the file takes a bounded amount of memory.
pub fn is_bounded_structure(bytes: &[u8]) -> bool {
    let mut total = weight_at_most(bytes);
    let mut left = LARGEST_STREAM as u64;
    for at in memchr::memmem::find_iter(bytes, b"ObjStm") {
        if total > HEAVIEST_STRUCTURE || left == 0 {
            return false;
        }
        let dictionary = bytes.get(at..bytes.len().min(at + 4096)).unwrap_or_default();
        let Some(start) =
            memchr::memmem::find(dictionary, b"stream").map(|found| at + found + b"stream".len())
        else {
            continue;
        };
        let packed = bytes.get(start..).unwrap_or_default().trim_ascii_start();
        let mut content = Vec::new();
        // Errors do not matter: what came out before them is what the library would see.
        let _ = flate2::read::ZlibDecoder::new(packed).take(left).read_to_end(&mut content);
        left = left.saturating_sub(content.len() as u64);
        total = total.saturating_add(weight_at_most(&content));
    }
    total <= HEAVIEST_STRUCTURE && left > 0
}

/// Small text is not worth counting.
fn weight_at_most(text: &[u8]) -> u64 {
    let worst = (text.len() as u64).saturating_mul(HEAVIEST_BYTE);
    if worst <= HEAVIEST_STRUCTURE / 4 { worst } else { weight(text) }
}

/// Bytes of memory that the objects written in this text will take: measured with files of nothing
/// but arrays, dictionaries, numbers, strings or names. Compressed data, being noise, weighs about
/// eight bytes a byte.
fn weight(text: &[u8]) -> u64 {
    let mut total = 0u64;
    let mut in_number = false;
    for byte in text {
        total += match byte {
            b'[' => 620,
            b'<' => 70,
            b'(' => 100,
            b'/' => 60,
            b'0'..=b'9' if !in_number => 120,
            _ => 0,
        };
        in_number = byte.is_ascii_digit();
    }
    total
}

/// True when every stream of the document, and all together, unpack to a bounded size.
pub fn is_bounded(document: &Document) -> bool {
    let streams = || {
        document.objects.values().filter_map(|object| {
            if let Object::Stream(stream) = object { Some(stream) } else { None }
        })
    };
    // Most PDFs are so small that they cannot grow beyond the limit; unpacking tells of the others.
    let worst = streams().try_fold(0usize, |total, stream| total.checked_add(worst(stream)?));
    if worst.is_some_and(|worst| worst <= LARGEST_TOTAL) {
        return true;
    }
    let mut left = LARGEST_TOTAL;
    for stream in streams() {
        match unpacked(stream, left).and_then(|size| left.checked_sub(size)) {
            Some(rest) => left = rest,
            None => return false,
        }
    }
    true
}

/// [`is_bounded`] for bytes; a file that cannot be opened is not safe to draw.
pub fn is_safe_to_draw(bytes: &[u8]) -> bool {
    let options =
        LoadOptions { max_decompressed_size: Some(LARGEST_STREAM), ..LoadOptions::default() };
    let opened = || {
        Document::load_mem_with_options(bytes, options)
            .is_ok_and(|document| is_bounded(&document) && is_bounded_drawing(&document))
    };
    is_bounded_structure(bytes) && catch_unwind(AssertUnwindSafe(opened)).unwrap_or(false)
}

/// An upper bound of a stream's size by its filters alone; `None` when it is packed more than once.
fn worst(stream: &Stream) -> Option<usize> {
    let filters = stream.filters().unwrap_or_default();
    let packs = filters
        .iter()
        .filter(|filter| {
            !matches!(**filter, b"DCTDecode" | b"CCITTFaxDecode" | b"JPXDecode" | b"JBIG2Decode")
        })
        .count();
    match packs {
        0 => Some(stream.content.len()),
        1 => stream.content.len().checked_mul(GREATEST_GROWTH),
        _ => None,
    }
}

/// A stream's size, found by unpacking it; `None` beyond the limit.
fn unpacked(stream: &Stream, left: usize) -> Option<usize> {
    match stream.get_plain_content_with_limit(left.min(LARGEST_STREAM)) {
        Ok(content) => Some(content.len()),
        Err(lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. })) => None,
        // Damaged, or packed as a picture: what draws it reads no more of it than there is.
        Err(_) => Some(stream.content.len()),
    }
}
