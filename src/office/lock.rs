//! One process an office: a lock that names its holder and that the kernel drops when the holder
//! dies.
//!
//! A file can be deleted by hand, and then another one of its name is free. So the office's folder
//! itself is held too, which nobody deletes beside a running process; and a holder whose file is
//! gone puts it back. A line of cron that holds the folder (`flock /srv/office kontor run`) is in the
//! way, as nothing tells it from a process of kontor whose file was replaced. No folder in it is
//! held instead: several machines may share the originals or the inbox. Nor is the file of the
//! books: SQLite's locks on it go when any other handle of the process on that file is closed.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Held as long as it lives.
#[derive(Debug)]
pub struct Lock {
    path: PathBuf,
    holder: String,
    file: Mutex<File>,
    /// Not every file system locks folders.
    _folder: Option<File>,
}

/// Why a lock was not got.
#[derive(Debug)]
pub enum NotLocked {
    /// Another process holds it; what it wrote about itself.
    Held(String),
    /// The lock could not be asked for.
    Io(io::Error),
}

/// A holder that was killed while it started another process may hold the lock for a moment longer,
/// through that process.
const TRIES: u32 = 10;
const PAUSE: Duration = Duration::from_millis(50);

impl Lock {
    /// Takes the office for this process, or tells who holds it.
    pub fn take(path: &Path, holder: &str) -> Result<Lock, NotLocked> {
        let held = || {
            let said = File::open(path).map(|mut file| read(&mut file)).unwrap_or_default();
            NotLocked::Held(if said.is_empty() { "kontor".to_owned() } else { said })
        };
        let opened = path.parent().and_then(|folder| File::open(folder).ok());
        let folder = match opened.as_ref().map(patiently) {
            Some(Err(TryLockError::WouldBlock)) => return Err(held()),
            Some(Ok(())) => opened,
            Some(Err(TryLockError::Error(_))) | None => None,
        };
        loop {
            let mut file = open(path).map_err(NotLocked::Io)?;
            match patiently(&file) {
                // The one that was locked may be deleted by now, and another lie in its place.
                Ok(()) if !is_at(&file, path) => {}
                Ok(()) => {
                    write(&mut file, holder).map_err(NotLocked::Io)?;
                    return Ok(Lock {
                        path: path.to_owned(),
                        holder: holder.to_owned(),
                        file: Mutex::new(file),
                        _folder: folder,
                    });
                }
                Err(TryLockError::WouldBlock) => return Err(held()),
                Err(TryLockError::Error(error)) => return Err(NotLocked::Io(error)),
            }
        }
    }

    /// Puts the file back that somebody deleted or replaced: without it, nobody sees that the
    /// office is held.
    pub fn hold(&self) -> io::Result<()> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if is_at(&file, &self.path) {
            return Ok(());
        }
        let mut anew = open(&self.path)?;
        // Whoever has it just now finds the folder held, and lets it go.
        if anew.try_lock().is_ok() {
            write(&mut anew, &self.holder)?;
            *file = anew;
        }
        Ok(())
    }

    /// Waits for a short lock that every writer takes in turn.
    pub fn wait(path: &Path) -> io::Result<Lock> {
        loop {
            let file = open(path)?;
            file.lock()?;
            if is_at(&file, path) {
                return Ok(Lock {
                    path: path.to_owned(),
                    holder: String::new(),
                    file: Mutex::new(file),
                    _folder: None,
                });
            }
        }
    }
}

/// Whether a file is the one that lies at this path.
fn is_at(file: &File, path: &Path) -> bool {
    let of = |known: std::fs::Metadata| (known.dev(), known.ino());
    file.metadata().map(of).ok() == std::fs::metadata(path).map(of).ok()
}

fn patiently(file: &File) -> Result<(), TryLockError> {
    let mut asked = file.try_lock();
    for _ in 0..TRIES {
        if !matches!(asked, Err(TryLockError::WouldBlock)) {
            break;
        }
        std::thread::sleep(PAUSE);
        asked = file.try_lock();
    }
    asked
}

fn open(file: &Path) -> io::Result<File> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(file)
        .map_err(super::folder::at(file))
}

fn write(handle: &mut File, holder: &str) -> io::Result<()> {
    handle.set_len(0)?;
    handle.seek(SeekFrom::Start(0))?;
    writeln!(handle, "{holder}")
}

fn read(handle: &mut File) -> String {
    let mut holder = String::new();
    // The holder's note is a courtesy: unreadable, it is left out.
    let _ = handle.take(500).read_to_string(&mut holder);
    holder.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_held_office_names_its_holder_and_a_dropped_one_is_free() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("lock");
        let first = Lock::take(&file, "kontor run, process 7");
        assert!(first.is_ok());
        match Lock::take(&file, "second") {
            Err(NotLocked::Held(holder)) => assert_eq!(holder, "kontor run, process 7"),
            other => panic!("expected the first holder, got {other:?}"),
        }
        drop(first);
        assert!(Lock::take(&file, "third").is_ok());
        Ok(())
    }

    #[test]
    fn a_deleted_lock_lets_nobody_else_in_and_is_put_back() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("lock");
        let first = Lock::take(&file, "first").expect("free");
        for _ in 0..2 {
            std::fs::remove_file(&file)?;
            assert!(matches!(Lock::take(&file, "second"), Err(NotLocked::Held(_))));
            first.hold()?;
            match Lock::take(&file, "second") {
                Err(NotLocked::Held(holder)) => assert_eq!(holder, "first"),
                other => panic!("expected the first holder, got {other:?}"),
            }
        }
        std::fs::remove_file(&file)?;
        std::fs::write(&file, "somebody's")?;
        first.hold()?;
        assert_eq!(std::fs::read_to_string(&file)?, "first\n");
        drop(first);
        assert!(Lock::take(&file, "third").is_ok());
        Ok(())
    }
}
