//! Paths as texts.

use std::path::Path;

/// A path as text that is another for every other path, and without `!`, which parts the parts of a
/// container: bytes that are no UTF-8, control characters, `!` and `%` are written as `%XX`.
pub(super) fn spelled(path: &Path) -> String {
    let mut text = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '!' | '%' => escape(&mut text, &[c as u8]),
                c if c.is_control() => escape(&mut text, c.encode_utf8(&mut [0; 4]).as_bytes()),
                c => text.push(c),
            }
        }
        escape(&mut text, chunk.invalid());
    }
    text
}

fn escape(text: &mut String, bytes: &[u8]) {
    use std::fmt::Write;
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ = write!(text, "%{byte:02X}");
    }
}
