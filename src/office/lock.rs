//! One process an office: a lock that names its holder and that the kernel drops when the holder
//! dies.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::Duration;

/// Held as long as it lives.
#[derive(Debug)]
pub struct Lock {
    _file: File,
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
    pub fn take(file: &Path, holder: &str) -> Result<Lock, NotLocked> {
        let mut handle = open(file).map_err(NotLocked::Io)?;
        let mut asked = handle.try_lock();
        for _ in 0..TRIES {
            if !matches!(asked, Err(std::fs::TryLockError::WouldBlock)) {
                break;
            }
            std::thread::sleep(PAUSE);
            asked = handle.try_lock();
        }
        match asked {
            Ok(()) => {
                write(&mut handle, holder).map_err(NotLocked::Io)?;
                Ok(Lock { _file: handle })
            }
            Err(std::fs::TryLockError::WouldBlock) => Err(NotLocked::Held(read(&mut handle))),
            Err(std::fs::TryLockError::Error(error)) => Err(NotLocked::Io(error)),
        }
    }

    /// Waits for a short lock that every writer takes in turn.
    pub fn wait(file: &Path) -> io::Result<Lock> {
        let handle = open(file)?;
        handle.lock()?;
        Ok(Lock { _file: handle })
    }
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
}
