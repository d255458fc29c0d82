//! Reports on their way into their place: written beside it under a name of the process that
//! writes, as a decision and the watcher may write the same one at once.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How such a name ends; before it stands the process.
const ENDING: &str = "new";

/// A process that bears the number of one that died may not have written it.
const LONGEST: Duration = Duration::from_secs(3600);

/// Where a file is written until it is whole.
pub fn beside(file: &Path) -> PathBuf {
    let mut beside = file.to_owned().into_os_string();
    beside.push(format!(".{}.{ENDING}", std::process::id()));
    beside.into()
}

/// Removes what a process that died had not written to its end, from the office's reports and each
/// company's. For a process that has not written any itself.
pub fn sweep(reports: &Path) {
    let entries = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten();
    let is_folder = |entry: &fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
    let companies = entries(reports).filter(is_folder).map(|entry| entry.path());
    for folder in companies.chain([reports.to_owned()]) {
        for entry in entries(&folder).filter(|entry| !is_folder(entry)) {
            if is_left(&entry) {
                // What cannot be removed does no harm; the next time tries again.
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// Whether a file is a draft and nobody writes it any more.
fn is_left(entry: &fs::DirEntry) -> bool {
    let name = entry.file_name();
    let mut parts = name.to_str().unwrap_or_default().rsplitn(3, '.');
    let (ending, process, report) = (parts.next(), parts.next(), parts.next());
    let Some(process) = process.and_then(|number| number.parse::<i32>().ok()) else { return false };
    if ending != Some(ENDING) || report.is_none_or(str::is_empty) {
        return false;
    }
    let age = entry.metadata().and_then(|about| about.modified()).map(|at| at.elapsed());
    let is_old = age.is_ok_and(|age| age.is_ok_and(|age| age > LONGEST));
    is_old || u32::try_from(process).is_ok_and(|own| own == std::process::id()) || !lives(process)
}

fn lives(process: i32) -> bool {
    let Some(process) = rustix::process::Pid::from_raw(process) else { return false };
    // One that may not be signalled is there too.
    rustix::process::test_kill_process(process) != Err(rustix::io::Errno::SRCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_dead_process_left_goes_and_all_else_stays() -> std::io::Result<()> {
        let reports = tempfile::tempdir()?;
        let company = reports.path().join("mueller");
        fs::create_dir(&company)?;
        let dead = std::process::Command::new("true").spawn().and_then(|mut child| {
            child.wait()?;
            Ok(child.id())
        })?;
        let alive = std::os::unix::process::parent_id();
        let names = [
            (format!("journal.csv.{dead}.new"), false),
            (format!("journal.csv.{}.new", std::process::id()), false),
            (format!("journal.csv.{alive}.new"), true),
            ("journal.csv".to_owned(), true),
            ("journal.csv.new".to_owned(), true),
            (format!("journal.csv.{dead}.neu"), true),
            (format!(".{dead}.new"), true),
        ];
        for folder in [reports.path(), &company] {
            for (name, _) in &names {
                fs::write(folder.join(name), "x")?;
            }
        }
        sweep(reports.path());
        for folder in [reports.path(), &company] {
            for (name, stays) in &names {
                assert_eq!(folder.join(name).exists(), *stays, "{name}");
            }
        }
        Ok(())
    }
}
