//! The archive: originals under their SHA-256, written once, synced before anything else is done
//! with them.

use super::folder::at;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// SHA-256 of some bytes, 64 hexadecimal digits.
pub fn content_hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// SHA-256 of a file that is read in pieces.
pub fn file_hash(file: &Path) -> io::Result<String> {
    let mut digest = Sha256::new();
    let mut reader = io::BufReader::with_capacity(1 << 16, File::open(file)?);
    loop {
        let piece = io::BufRead::fill_buf(&mut reader)?;
        if piece.is_empty() {
            return Ok(hex(&digest.finalize()));
        }
        digest.update(piece);
        let read = piece.len();
        io::BufRead::consume(&mut reader, read);
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The path below archive/ of a content: `ab/abcdef….xml`.
pub fn path_of(hash: &str, name: &str) -> PathBuf {
    let ending = match Path::new(name).extension().and_then(|ending| ending.to_str()) {
        Some(ending) if ending.len() <= 8 && ending.bytes().all(|b| b.is_ascii_alphanumeric()) => {
            ending.to_ascii_lowercase()
        }
        _ => "bin".to_owned(),
    };
    let folder = hash.get(..2).unwrap_or("00");
    Path::new(folder).join(format!("{hash}.{ending}"))
}

/// Where originals are written before they are whole, below the archive: one place, so that what a
/// crash left is found without a walk.
const DRAFTS: &str = ".drafts";

/// Removes what a process that died had not written to its end. For whoever holds the office alone.
pub fn sweep(archive: &Path) {
    // What cannot be removed is no original and does no harm; the next time tries again.
    for draft in fs::read_dir(archive.join(DRAFTS)).into_iter().flatten().flatten() {
        let _ = fs::remove_file(draft.path());
    }
}

/// Puts a content into the archive unless it is there; the file is synced, its folder not yet
/// ([`sync_folders`]). Gives the path below `archive`.
pub fn keep(archive: &Path, hash: &str, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    let below = path_of(hash, name);
    let target = archive.join(&below);
    if fs::metadata(&target).is_ok_and(|there| there.len() == bytes.len() as u64) {
        return Ok(below);
    }
    let folder = archive.join(below.parent().unwrap_or(Path::new("")));
    fs::create_dir_all(&folder).map_err(at(&folder))?;
    // The same content may be kept twice at once: each has its own draft.
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let drafts = archive.join(DRAFTS);
    fs::create_dir_all(&drafts).map_err(at(&drafts))?;
    let draft = drafts.join(format!(
        "{hash}.{}-{}.part",
        std::process::id(),
        NUMBER.fetch_add(1, Ordering::Relaxed)
    ));
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .open(&draft)
        .map_err(at(&drafts))?;
    file.write_all(bytes)?;
    let mut permissions = file.metadata()?.permissions();
    permissions.set_readonly(true);
    file.set_permissions(permissions)?;
    file.sync_all()?;
    fs::rename(&draft, &target).map_err(at(&target))?;
    Ok(below)
}

/// Syncs the folders that hold these paths below `archive`, each once, and the archive itself for
/// new folders.
pub fn sync_folders<'a>(archive: &Path, kept: impl Iterator<Item = &'a Path>) -> io::Result<()> {
    let folders: BTreeSet<&Path> = kept.filter_map(Path::parent).collect();
    for folder in &folders {
        sync_folder(&archive.join(folder))?;
    }
    sync_folder(archive)
}

/// Makes the names inside a folder durable.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_is_kept_once_under_its_hash() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let hash = content_hash(b"abc");
        assert_eq!(hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        let kept = keep(folder.path(), &hash, "Rechnung.XML", b"abc")?;
        assert_eq!(kept, Path::new("ba").join(format!("{hash}.xml")));
        assert_eq!(keep(folder.path(), &hash, "other.xml", b"abc")?, kept);
        assert_eq!(fs::read(folder.path().join(kept))?, b"abc");
        let left = folder.path().join(DRAFTS).join("x.part");
        fs::write(&left, "ab")?;
        sweep(folder.path());
        assert!(!left.exists());
        assert_eq!(path_of(&hash, "a/../b.e x"), Path::new("ba").join(format!("{hash}.bin")));
        Ok(())
    }
}
