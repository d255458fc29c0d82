//! Is a file whole? By the end mark of its kind, and by whether somebody still has it open for
//! writing.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// How much of a file's end is looked at, bytes.
const TAIL: u64 = 4_096;
/// How much of its beginning: where the root element, or an e-mail's boundary, is named.
const HEAD: u64 = 4_096;

/// What the end of a file says of whether it is all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The end mark of its kind is missing.
    Missing,
    /// It is there; a file of that kind may have several.
    Marked,
    /// Nothing can follow: the root element is closed (XML 1.0, section 2.1).
    Closed,
}

/// Whether the end mark of the file's kind is there; `None` for kinds without one.
pub fn end_mark(file: &Path, size: u64) -> Option<End> {
    let mut handle = File::open(file).ok()?;
    // One byte more than is taken: the read that finds the end needs a place to write to.
    let mut head = Vec::with_capacity(HEAD as usize + 1);
    handle.by_ref().take(HEAD).read_to_end(&mut head).ok()?;
    let tail_of = |mut handle: File| {
        handle.seek(SeekFrom::Start(size.saturating_sub(TAIL))).ok()?;
        let mut tail = Vec::with_capacity(TAIL as usize + 1);
        handle.take(TAIL).read_to_end(&mut tail).ok()?;
        Some(tail)
    };
    // A small file's beginning is all of it.
    let is_all = size <= HEAD && head.len() as u64 == size;
    let tail = if is_all { head.clone() } else { tail_of(handle)? };
    // What was reserved beforehand and is not written yet ends in zeros, which no text does.
    if tail.last() == Some(&0) && !head.starts_with(b"PK\x03\x04") && !head.starts_with(b"%PDF") {
        return Some(End::Missing);
    }
    let marked = |is_there| if is_there { End::Marked } else { End::Missing };
    let has = |mark: &[u8]| marked(memchr::memmem::rfind(&tail, mark).is_some());
    match head.as_slice() {
        [b'%', b'P', b'D', b'F', ..] => Some(has(b"%%EOF")),
        [b'P', b'K', 3, 4, ..] => Some(has(b"PK\x05\x06")),
        [b'<', ..] | [0xEF, 0xBB, 0xBF, b'<', ..] => match root_is_closed(&head, &tail) {
            true => Some(End::Closed),
            false => Some(End::Missing),
        },
        _ if is_mt940(&head) => Some(marked(mt940_is_closed(&tail))),
        [b'U', b'N', b'A' | b'B', ..] => Some(has(b"UNZ")),
        _ => match boundary(&head) {
            Some(boundary) => Some(has(format!("--{boundary}--").as_bytes())),
            // A table, or a letter of one part: its last line is ended, else it may be half of one.
            None => tail.last().filter(|last| **last != b'\n').map(|_| End::Missing),
        },
    }
}

/// Whether a file may go on though it looks whole: the end of a statement or of a message is no end
/// of a file of many, and a table has none. Markup, archives and PDFs say where they end.
pub fn may_go_on(file: &Path, size: u64) -> bool {
    let mut head = [0; 4];
    let says_its_end = File::open(file).and_then(|mut handle| handle.read(&mut head)).is_ok()
        && (head.starts_with(b"<")
            || head.starts_with(b"\xEF\xBB\xBF<")
            || head.starts_with(b"PK\x03\x04")
            || head.starts_with(b"%PDF"));
    !says_its_end || !matches!(end_mark(file, size), Some(End::Marked | End::Closed))
}

/// Whether a file of a kind that says where it ends does not say so.
pub fn is_unfinished(file: &Path, size: u64) -> bool {
    end_mark(file, size) == Some(End::Missing)
}

/// The text ends with the end tag of the element that it begins with (XML 1.0, section 2.1).
fn root_is_closed(head: &[u8], tail: &[u8]) -> bool {
    let Some(root) = root_name(head) else { return tail.trim_ascii_end().ends_with(b">") };
    let tail = tail.trim_ascii_end();
    let Some(inside) = tail.strip_suffix(b">") else { return false };
    let end = [b"</", root].concat();
    // An element without content closes itself; comments and the like may follow the root.
    inside.trim_ascii_end().ends_with(&end)
        || inside.ends_with(b"/")
            && memchr::memmem::rfind(head, b"<")
                .is_some_and(|at| head.get(at + 1..).is_some_and(|rest| rest.starts_with(root)))
        || inside.ends_with(b"--") && memchr::memmem::rfind(tail, &end).is_some()
}

/// The name of the first start tag.
fn root_name(head: &[u8]) -> Option<&[u8]> {
    let mut at = 0;
    loop {
        at += memchr::memchr(b'<', head.get(at..)?)? + 1;
        let rest = head.get(at..)?;
        if !matches!(rest.first()?, b'?' | b'!') {
            let end = rest
                .iter()
                .position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'))?;
            return rest.get(..end);
        }
    }
}

/// SWIFT MT940 and MT942, with their blocks or bare.
fn is_mt940(head: &[u8]) -> bool {
    head.starts_with(b"{1:")
        || head.starts_with(b":20:")
        || head.trim_ascii_start().starts_with(b":20:")
}

/// A statement ends with its closing balances or with the mark of the message's end.
fn mt940_is_closed(tail: &[u8]) -> bool {
    let text = tail.trim_ascii_end();
    let last_tag = memchr::memmem::rfind(text, b"\n:").and_then(|at| text.get(at + 2..at + 4));
    text.ends_with(b"-}")
        || text.ends_with(b"\n-")
        || matches!(last_tag, Some(b"62" | b"64" | b"65" | b"90"))
}

/// The boundary of an e-mail of several parts (RFC 2046, section 5.1.1).
fn boundary(head: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(head);
    let headers = text.split("\r\n\r\n").next()?.split("\n\n").next()?.to_owned();
    let lower = headers.to_ascii_lowercase();
    if !lower.contains("content-type:") {
        return None;
    }
    let at = lower.find("boundary=")? + "boundary=".len();
    let value = headers.get(at..)?;
    let read = match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => value.split(|c: char| c.is_whitespace() || c == ';').next()?,
    };
    (!read.is_empty()).then(|| read.to_owned())
}

/// The files below a folder that a process of this machine has open for writing, as far as we may
/// look at it (proc(5)). Where the system does not say, there are none.
pub fn being_written(folder: &Path) -> HashSet<PathBuf> {
    let mut written = HashSet::new();
    let Ok(folder) = fs::canonicalize(folder) else { return written };
    let own = std::process::id().to_string();
    for process in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let name = process.file_name().to_string_lossy().into_owned();
        if name == own || !name.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        for handle in fs::read_dir(process.path().join("fd")).into_iter().flatten().flatten() {
            let Some(file) =
                fs::read_link(handle.path()).ok().filter(|file| file.starts_with(&folder))
            else {
                continue;
            };
            let info = fs::read_to_string(process.path().join("fdinfo").join(handle.file_name()))
                .unwrap_or_default();
            if opened_for_writing(&info) {
                written.extend(file.strip_prefix(&folder).map(Path::to_owned));
            }
        }
    }
    written
}

/// The lowest two bits of `flags` (octal, proc(5)): 1 is writing, 2 is both.
fn opened_for_writing(info: &str) -> bool {
    let flags = info
        .lines()
        .find_map(|line| line.strip_prefix("flags:"))
        .and_then(|flags| flags.trim().chars().last());
    flags.and_then(|last| last.to_digit(8)).is_some_and(|bits| bits & 3 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    #[test]
    fn the_end_mark_of_each_kind() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let marked = |text: &str| -> io::Result<Option<End>> {
            let file = folder.path().join("file");
            fs::write(&file, text)?;
            Ok(end_mark(&file, text.len() as u64))
        };
        for whole in [
            "<a></a>\n",
            "<?xml version=\"1.0\"?><!-- x --><ns:a b=\"1\">x</ns:a >",
            "<a/>",
            "<a></a><!-- made by -->",
            ":20:X\r\n:60F:C260101EUR0,\r\n:62F:C260101EUR0,\r\n-\r\n",
            ":20:X\n:62F:C260101EUR0,\n",
            "{1:F01}{4:\n:20:X\n:62F:C1\n-}",
            "UNA:+.? 'UNB+UNOC:3+A+B'\nUNZ+1+1'\n",
            "Subject: x\r\nContent-Type: multipart/mixed; \
             boundary=\"b1\"\r\n\r\n--b1\r\n\r\nx\r\n--b1--\r\n",
        ] {
            let end = if whole.starts_with('<') { End::Closed } else { End::Marked };
            assert_eq!(marked(whole)?, Some(end), "{whole}");
        }
        for half in [
            "<a><b>",
            "<a><b></b>",
            "%PDF-1.4 ...",
            ":20:X\n:60F:C260101EUR0,\n:61:260101D1,NMSC\n",
            "Content-Type: multipart/mixed; boundary=b1\n\n--b1\n\nx\n",
            "UNB+UNOC:3+A+B'\nUNH+1+DESADV'\n",
            "a;b\n1;",
            "a;b\n1;2\n\0\0\0\0",
        ] {
            assert_eq!(marked(half)?, Some(End::Missing), "{half}");
        }
        assert_eq!(marked("a;b\n1;2\n")?, None, "a table may go on");
        Ok(())
    }

    #[test]
    fn an_open_writer_is_seen() -> io::Result<()> {
        assert!(opened_for_writing("pos:\t0\nflags:\t0100001\n"));
        assert!(opened_for_writing("pos:\t0\nflags:\t02\n"));
        assert!(!opened_for_writing("pos:\t0\nflags:\t0100000\n"));
        let folder = tempfile::tempdir()?;
        fs::write(folder.path().join("quiet.csv"), "a;b\n")?;
        let mut writer = std::process::Command::new("sh")
            .arg("-c")
            .arg("exec 3>loud.csv; sleep 60")
            .current_dir(folder.path())
            .spawn()?;
        let wanted = HashSet::from([PathBuf::from("loud.csv")]);
        let seen = (0..500).any(|_| {
            std::thread::sleep(std::time::Duration::from_millis(10));
            being_written(folder.path()) == wanted
        });
        writer.kill()?;
        writer.wait()?;
        assert!(seen);
        Ok(())
    }
}
