//! Before a PDF is drawn: will its streams stay within bounds when they are unpacked? The library that draws has no limit of
//! its own, and a few kilobytes of a hostile file can stand for gigabytes.

use lopdf::{Document, LoadOptions, Object, Stream};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What all streams of one PDF together may unpack to, in bytes.
const LARGEST_TOTAL: usize = 256 * 1024 * 1024;
/// What one stream may unpack to.
const LARGEST_STREAM: usize = 64 * 1024 * 1024;
/// The greatest growth of one deflate stream (RFC 1951: 258 bytes out of two bits).
const GREATEST_GROWTH: usize = 1_032;

/// True when every stream of the document, and all together, unpack to a bounded size.
pub fn is_bounded(document: &Document) -> bool {
    let mut left = LARGEST_TOTAL;
    let streams = document.objects.values().filter_map(|object| if let Object::Stream(stream) = object { Some(stream) } else { None });
    for stream in streams {
        match unpacked(stream, left).and_then(|size| left.checked_sub(size)) {
            Some(rest) => left = rest,
            None => return false,
        }
    }
    true
}

/// [`is_bounded`] for bytes; a file that cannot be opened is not safe to draw.
pub fn is_safe_to_draw(bytes: &[u8]) -> bool {
    let options = LoadOptions { max_decompressed_size: Some(super::hybrid_pdf::allowance(bytes)), ..LoadOptions::default() };
    catch_unwind(AssertUnwindSafe(|| Document::load_mem_with_options(bytes, options).is_ok_and(|document| is_bounded(&document))))
        .unwrap_or(false)
}

/// An upper bound of a stream's size, by its filters where that is enough, else by unpacking it; `None` beyond the limit.
fn unpacked(stream: &Stream, left: usize) -> Option<usize> {
    let limit = left.min(LARGEST_STREAM);
    let filters = stream.filters().unwrap_or_default();
    let packs =
        filters.iter().filter(|filter| !matches!(**filter, b"DCTDecode" | b"CCITTFaxDecode" | b"JPXDecode" | b"JBIG2Decode")).count();
    let worst = match packs {
        0 => Some(stream.content.len()),
        1 => stream.content.len().checked_mul(GREATEST_GROWTH),
        _ => None,
    };
    // Small streams are not worth unpacking twice.
    if let Some(worst) = worst.filter(|worst| *worst <= limit / 64) {
        return Some(worst);
    }
    match stream.get_plain_content_with_limit(limit) {
        Ok(content) => Some(content.len()),
        Err(lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. })) => None,
        // Damaged, or packed as a picture: what draws it reads no more of it than there is.
        Err(_) => Some(stream.content.len()),
    }
}
