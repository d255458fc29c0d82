//! The archive: originals under their SHA-256, written once, synced before anything else is done
//! with them.

use super::folder::at;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// SHA-256 of some bytes, 64 hexadecimal digits.
pub fn content_hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// SHA-256 of a file that is read in pieces.
pub fn file_hash(file: &Path) -> io::Result<String> {
    let mut digest = Sha256::new();
    take_up(&mut digest, File::open(file)?)?;
    Ok(hex(&digest.finalize()))
}

/// Adds all that a reader gives to a hash; gives how much that was.
fn take_up(digest: &mut Sha256, reader: impl Read) -> io::Result<u64> {
    let mut reader = io::BufReader::with_capacity(1 << 16, reader);
    let mut taken = 0;
    loop {
        let piece = io::BufRead::fill_buf(&mut reader)?;
        if piece.is_empty() {
            return Ok(taken);
        }
        digest.update(piece);
        let read = piece.len();
        taken += read as u64;
        io::BufRead::consume(&mut reader, read);
    }
}

/// SHA-256 of the first bytes of a file, as many as each of these lengths says; longer ones than it
/// has are left out.
pub fn beginnings(file: &Path, mut lengths: Vec<u64>) -> io::Result<Vec<String>> {
    lengths.sort_unstable();
    lengths.dedup();
    let file = File::open(file)?;
    let (mut digest, mut read, mut hashes) = (Sha256::new(), 0, Vec::new());
    for length in lengths {
        read += take_up(&mut digest, (&file).take(length - read))?;
        if read < length {
            break;
        }
        hashes.push(hex(&digest.clone().finalize()));
    }
    Ok(hashes)
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

/// Where the archive has a content of so many bytes that came under this name, below it.
pub fn kept(archive: &Path, hash: &str, name: &str, size: u64) -> Option<PathBuf> {
    let below = path_of(hash, name);
    fs::metadata(archive.join(&below)).is_ok_and(|there| there.len() == size).then_some(below)
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

/// A content on its way into the archive: written, not yet durable and not yet under its name.
/// Dropped without [`keep`], it leaves nothing.
#[derive(Debug)]
pub struct Draft {
    /// Path below the archive.
    below: PathBuf,
    /// Where it is written; none where the archive has the content.
    at: Option<PathBuf>,
}

impl Draft {
    /// Writes a content beside the archive's originals unless it is among them.
    pub fn write(archive: &Path, hash: &str, name: &str, bytes: &[u8]) -> io::Result<Draft> {
        if let Some(below) = kept(archive, hash, name, bytes.len() as u64) {
            return Ok(Draft { below, at: None });
        }
        let below = path_of(hash, name);
        // The same content may be written twice at once: each has its own draft.
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let drafts = archive.join(DRAFTS);
        fs::create_dir_all(&drafts).map_err(at(&drafts))?;
        let path = drafts.join(format!(
            "{hash}.{}-{}.part",
            std::process::id(),
            NUMBER.fetch_add(1, Ordering::Relaxed)
        ));
        let mut options = OpenOptions::new();
        let mut file =
            options.write(true).create(true).truncate(true).open(&path).map_err(at(&drafts))?;
        let draft = Draft { below, at: Some(path) };
        file.write_all(bytes)?;
        let mut permissions = file.metadata()?.permissions();
        permissions.set_readonly(true);
        file.set_permissions(permissions)?;
        Ok(draft)
    }

    /// Where the content lies once it is kept, below the archive.
    pub fn below(&self) -> &Path {
        &self.below
    }

    fn rename(mut self, archive: &Path) -> io::Result<()> {
        let Some(draft) = &self.at else { return Ok(()) };
        let target = archive.join(&self.below);
        fs::rename(draft, &target).map_err(at(&target))?;
        self.at = None;
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // What cannot be removed is swept later.
        let _ = self.at.as_deref().map(fs::remove_file);
    }
}

/// Makes contents part of the archive: durable first, then under their names, whose folders are
/// made durable in turn.
pub fn keep(archive: &Path, drafts: Vec<Draft>) -> io::Result<()> {
    let written: Vec<&Path> = drafts.iter().filter_map(|draft| draft.at.as_deref()).collect();
    sync(archive, &written)?;
    let folders: BTreeSet<PathBuf> = drafts
        .iter()
        .map(|draft| archive.join(draft.below.parent().unwrap_or(Path::new(""))))
        .chain([archive.to_owned()])
        .collect();
    for folder in &folders {
        fs::create_dir_all(folder).map_err(at(folder))?;
    }
    drafts.into_iter().try_for_each(|draft| draft.rename(archive))?;
    sync(archive, &folders.iter().map(PathBuf::as_path).collect::<Vec<_>>())
}

/// So many files or folders are synced one by one: the whole file system may have much of others to
/// write.
const FEW: usize = 8;

/// Makes files and folders below the archive durable: many of them with all that its file system
/// has to write, which takes one wait instead of one for each.
fn sync(archive: &Path, paths: &[&Path]) -> io::Result<()> {
    if paths.len() > FEW && sync_file_system(archive)? {
        return Ok(());
    }
    paths.iter().try_for_each(|path| File::open(path)?.sync_all().map_err(at(path)))
}

/// Whether this machine has a call for it.
#[cfg(target_os = "linux")]
fn sync_file_system(folder: &Path) -> io::Result<bool> {
    rustix::fs::syncfs(File::open(folder)?)?;
    Ok(true)
}

#[cfg(not(target_os = "linux"))]
fn sync_file_system(_: &Path) -> io::Result<bool> {
    Ok(false)
}

/// Makes the names inside a folder durable.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_are_kept_as_few_are() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let contents: Vec<String> = (0..3 * FEW).map(|number| number.to_string()).collect();
        let drafts: io::Result<Vec<Draft>> = contents
            .iter()
            .map(|text| {
                let bytes = text.as_bytes();
                Draft::write(folder.path(), &content_hash(bytes), "a.txt", bytes)
            })
            .collect();
        keep(folder.path(), drafts?)?;
        for text in &contents {
            let below = path_of(&content_hash(text.as_bytes()), "a.txt");
            assert_eq!(fs::read_to_string(folder.path().join(below))?, *text);
        }
        Ok(())
    }

    #[test]
    fn a_content_is_kept_once_under_its_hash() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let hash = content_hash(b"abc");
        assert_eq!(hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        let kept = Path::new("ba").join(format!("{hash}.xml"));
        let draft = |name: &str| Draft::write(folder.path(), &hash, name, b"abc");
        // One that nobody keeps leaves nothing.
        drop(draft("Rechnung.XML")?);
        assert!(fs::read_dir(folder.path().join(DRAFTS))?.next().is_none());
        let twice = vec![draft("Rechnung.XML")?, draft("other.xml")?];
        assert!(twice.iter().all(|draft| draft.below() == kept && draft.at.is_some()));
        keep(folder.path(), twice)?;
        let again = draft("again.xml")?;
        assert!(again.below() == kept && again.at.is_none());
        keep(folder.path(), vec![again])?;
        assert!(fs::read_dir(folder.path().join(DRAFTS))?.next().is_none());
        let kept = folder.path().join(kept);
        assert_eq!(fs::read(&kept)?, b"abc");
        let begun = beginnings(&kept, vec![9, 1, 2, 1])?;
        assert_eq!(begun, [content_hash(b"a"), content_hash(b"ab")]);
        assert_eq!(file_hash(&kept)?, hash);
        let left = folder.path().join(DRAFTS).join("x.part");
        fs::write(&left, "ab")?;
        sweep(folder.path());
        assert!(!left.exists());
        assert_eq!(path_of(&hash, "a/../b.e x"), Path::new("ba").join(format!("{hash}.bin")));
        Ok(())
    }
}
