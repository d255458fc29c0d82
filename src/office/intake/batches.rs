//! What is taken at once becomes several transactions where it is much.

use std::collections::BTreeMap;

/// Files of one transaction at most.
pub const BATCH_FILES: usize = 1_000;
/// Bytes of one transaction at most; one larger file makes a batch of its own.
pub const BATCH_BYTES: u64 = 32_000_000;

/// Splits a list so that no part has too many files or bytes.
pub fn batches<T>(list: Vec<T>, size: impl Fn(&T) -> u64) -> Vec<Vec<T>> {
    let mut parts: BTreeMap<usize, Vec<T>> = BTreeMap::new();
    let (mut part, mut files, mut bytes) = (0, 0, 0);
    for item in list {
        if files > 0 && (files >= BATCH_FILES || bytes + size(&item) > BATCH_BYTES) {
            (part, files, bytes) = (part + 1, 0, 0);
        }
        files += 1;
        bytes += size(&item);
        parts.entry(part).or_default().push(item);
    }
    parts.into_values().collect()
}
