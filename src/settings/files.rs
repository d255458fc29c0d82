//! The files that a person sets an office by, looked at from outside: whether they are others than
//! they were.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Where settings, pipelines and texts of mails lie, below the office.
const FOLDERS: [&str; 3] = ["companies", "pipelines", "templates"];

/// Files are changed when the last change is so long past: an editor may write in several steps.
const QUIET: Duration = Duration::from_millis(1_000);

/// The files of an office's settings as they were looked at last.
pub struct SettingsFiles {
    office: PathBuf,
    seen: Vec<(PathBuf, SystemTime, u64)>,
}

impl SettingsFiles {
    /// Those of an office as they are now.
    pub fn of(office: &Path) -> SettingsFiles {
        SettingsFiles { office: office.to_path_buf(), seen: seen(office) }
    }

    /// True once after they became others, when they have been left alone for a moment.
    pub fn changed(&mut self) -> bool {
        let now = seen(&self.office);
        let last = now.iter().map(|(_, changed, _)| *changed).max();
        // A time to come, from another clock, is no reason to wait.
        let quiet = last.is_none_or(|last| last.elapsed().map_or(true, |since| since >= QUIET));
        if !quiet || now == self.seen {
            return false;
        }
        self.seen = now;
        true
    }
}

fn seen(office: &Path) -> Vec<(PathBuf, SystemTime, u64)> {
    let mut files = vec![office.join("kontor.toml")];
    for folder in FOLDERS {
        below(&office.join(folder), &mut files, 1);
    }
    files.sort();
    let seen = |path: PathBuf| {
        let known = std::fs::metadata(&path).ok()?;
        Some((path, known.modified().ok()?, known.len()))
    };
    files.into_iter().filter_map(seen).collect()
}

/// Files of a folder, and so deep below it.
fn below(folder: &Path, files: &mut Vec<PathBuf>, deeper: usize) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        match is_folder {
            true if deeper > 0 => below(&entry.path(), files, deeper - 1),
            true => {}
            false => files.push(entry.path()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_seen_once_when_it_is_over() -> std::io::Result<()> {
        let office = tempfile::tempdir()?;
        std::fs::create_dir_all(office.path().join("companies/kern"))?;
        let mut files = SettingsFiles::of(office.path());
        assert!(!files.changed());
        let own = office.path().join("companies/kern/rules.toml");
        std::fs::write(&own, "a = 1")?;
        assert!(!files.changed(), "somebody may still write");
        let past = SystemTime::now() - Duration::from_secs(5);
        std::fs::File::options().write(true).open(&own)?.set_modified(past)?;
        assert!(files.changed() && !files.changed());
        std::fs::remove_file(&own)?;
        assert!(files.changed());
        Ok(())
    }
}
