//! The folders of an office as they are found: what a person must mend before kontor can work in
//! them, what lies in the inbox for ever, and who else may read them.

use super::folder::{Folder, said};
use super::intake::{CLAIMED, is_dropping};
use super::originals;
use crate::domain::{Language, plain};
use std::fs::{self, DirEntry};
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

/// A folder of the office that kontor cannot work in, or what lies in its inbox and cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unusable {
    place: PathBuf,
    why: Why,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    /// It is not there, and is not made anew.
    Missing,
    /// Something else bears its name.
    NoFolder,
    /// A right to read, to write or to enter is lacking.
    Closed,
    /// The system cannot read it, by the number of what it says.
    Failing(i32),
    /// A link, a pipe or a device.
    NoFile,
    /// Its path is longer than the system takes.
    TooLong,
    /// It lies where kontor keeps what it has taken, and kontor did not put it there.
    Astray,
}

impl Unusable {
    /// Where it is.
    pub fn place(&self) -> &Path {
        &self.place
    }

    /// The folder of the office that it is or lies in.
    pub fn folder(&self, office: &Folder) -> String {
        let below = self.place.strip_prefix(office.root()).unwrap_or(&self.place);
        let first = below.components().next().map(|part| part.as_os_str().to_string_lossy());
        first.map(|name| plain::line(&name).to_string()).unwrap_or_default()
    }

    /// The place, what is wrong there and what to do.
    pub fn say(&self, language: Language) -> String {
        let place = self.place.display().to_string();
        let place = shortened(plain::line(&place));
        match (self.why, language) {
            (Why::Missing, Language::De) => {
                format!(
                    "{place} fehlt. Bitte das Laufwerk verbinden oder, wenn der Ordner gelöscht \
                     wurde, ihn neu anlegen."
                )
            }
            (Why::Missing, Language::En) => format!(
                "{place} is missing. Connect the drive or, if the folder was deleted, make it anew."
            ),
            (Why::NoFolder, Language::De) => format!(
                "{place} ist kein Ordner. Bitte wegnehmen, was dort liegt, und den Ordner anlegen."
            ),
            (Why::NoFolder, Language::En) => {
                format!("{place} is no folder. Take away what lies there, and make the folder.")
            }
            (Why::NoFile, Language::De) => format!(
                "{place} ist eine Verknüpfung oder sonst keine gewöhnliche Datei und bleibt \
                 liegen. Bitte die Datei selbst hineinlegen."
            ),
            (Why::NoFile, Language::En) => format!(
                "{place} is a link or otherwise no regular file, and stays. Drop the file itself."
            ),
            (Why::TooLong, Language::De) => format!(
                "{place} kann nicht gelesen werden: Der Pfad ist zu lang. Bitte die Ordner kürzer \
                 nennen oder weniger tief schachteln."
            ),
            (Why::TooLong, Language::En) => format!(
                "{place} cannot be read: the path is too long. Give the folders shorter names, or \
                 nest them less."
            ),
            (Why::Astray, Language::De) => format!(
                "{place} liegt dort, wo kontor aufhebt, was es genommen hat, und wird nicht \
                 gelesen. Bitte die Datei in den Eingang (inbox) selbst legen."
            ),
            (Why::Astray, Language::En) => format!(
                "{place} lies where kontor keeps what it has taken, and is not read. Drop the file \
                 into the inbox itself."
            ),
            (Why::Failing(number), Language::De) => format!(
                "{place} lässt sich nicht lesen ({}). Bitte den Datenträger und die Verbindung zum \
                 Laufwerk prüfen.",
                said(&Error::from_raw_os_error(number), language)
            ),
            (Why::Failing(number), Language::En) => format!(
                "{place} cannot be read ({}). Check the disk and the connection to the drive.",
                said(&Error::from_raw_os_error(number), language)
            ),
            (Why::Closed, Language::De) => {
                format!(
                    "In {place} fehlt kontor ein Recht zum Lesen oder Schreiben. Bitte die Rechte \
                     des Ordners prüfen."
                )
            }
            (Why::Closed, Language::En) => {
                format!(
                    "In {place}, kontor lacks a right to read or write. Check the permissions of \
                     the folder."
                )
            }
        }
    }
}

/// Characters of a path that are told.
const LONGEST_TOLD: usize = 300;

/// A path that is told: of a very long one its beginning and its end.
fn shortened(place: impl std::fmt::Display) -> String {
    let place = place.to_string();
    let count = place.chars().count();
    if count <= LONGEST_TOLD {
        return place;
    }
    let half = LONGEST_TOLD / 2;
    let begin: String = place.chars().take(half).collect();
    let end: String = place.chars().skip(count - half).collect();
    format!("{begin} … {end}")
}

/// The folders of an office that kontor cannot work in. One that is not there is made when it is
/// needed, but for the inbox of an office that has run: the drive that it lies on is not connected.
pub fn unusable(folder: &Folder) -> Vec<Unusable> {
    let places = [
        folder.inbox(),
        folder.archive(),
        folder.rejected(),
        folder.outbox(),
        folder.reports(),
        folder.root().join(originals::FOLDER),
    ];
    let why = |place: &Path| {
        let is_inbox = place == folder.inbox();
        match fs::metadata(place) {
            Ok(there) if !there.is_dir() => Some(Why::NoFolder),
            Ok(_) => match fs::read_dir(place) {
                Err(error) => failing(&error),
                Ok(_) => is_closed(place).then_some(Why::Closed),
            },
            Err(error) if error.kind() != ErrorKind::NotFound => failing(&error),
            Err(_) if fs::symlink_metadata(place).is_ok() || is_inbox && folder.is_set_up() => {
                Some(Why::Missing)
            }
            Err(_) => None,
        }
    };
    let places = places.into_iter().filter_map(|place| Some(Unusable { why: why(&place)?, place }));
    places.chain(left_lying(folder)).collect()
}

/// So many of them are told at once.
const MOST_LYING: usize = 20;

/// What lies in the inbox and is never taken: folders that may not be read or from which nothing may
/// be taken away, links, pipes and devices. In the order of their paths, the first of them.
pub fn left_lying(folder: &Folder) -> Vec<Unusable> {
    let inbox = folder.inbox();
    let mut found = Vec::new();
    let mut folders = vec![inbox.clone()];
    while let Some(at) = folders.pop() {
        let entries = match fs::read_dir(&at) {
            Ok(entries) => entries,
            Err(error) => {
                let why = failing(&error).filter(|_| at != inbox);
                found.extend(why.map(|why| Unusable { place: at, why }));
                continue;
            }
        };
        let mut holds_files = false;
        for entry in entries {
            let kind_of = |entry: DirEntry| Ok((entry.file_type()?, entry));
            let (kind, entry) = match entry.and_then(kind_of) {
                Ok(read) => read,
                Err(error) => {
                    let why = failing(&error);
                    found.extend(why.map(|why| Unusable { place: at.clone(), why }));
                    continue;
                }
            };
            let name = entry.file_name();
            match () {
                () if at == inbox && name == CLAIMED && kind.is_dir() => {
                    let is_closed = is_closed(&entry.path());
                    found.extend(
                        is_closed.then(|| Unusable { place: entry.path(), why: Why::Closed }),
                    );
                    found.extend(astray(&entry.path()));
                }
                () if is_dropping(&name.to_string_lossy()) => {}
                () if kind.is_dir() => folders.push(entry.path()),
                () if kind.is_file() => {
                    holds_files = true;
                    let why = entry.metadata().err().and_then(|error| failing(&error));
                    found.extend(why.map(|why| Unusable { place: entry.path(), why }));
                }
                () => found.push(Unusable { place: entry.path(), why: Why::NoFile }),
            }
        }
        if holds_files && at != inbox && is_closed(&at) {
            found.push(Unusable { place: at, why: Why::Closed });
        }
    }
    found.sort_by(|one, other| one.place.cmp(&other.place));
    found.dedup();
    found.truncate(MOST_LYING);
    found
}

/// Why a place cannot be read, as the system says it; nothing of one that is gone meanwhile.
fn failing(error: &Error) -> Option<Why> {
    match error.kind() {
        ErrorKind::NotFound => None,
        ErrorKind::PermissionDenied => Some(Why::Closed),
        ErrorKind::InvalidFilename => Some(Why::TooLong),
        _ => error.raw_os_error().map(Why::Failing),
    }
}

/// Files that lie by themselves among the claims: nobody took them.
fn astray(claimed: &Path) -> impl Iterator<Item = Unusable> {
    let entries = fs::read_dir(claimed).into_iter().flatten().flatten();
    let files = entries.filter(|entry| entry.file_type().is_ok_and(|kind| !kind.is_dir()));
    files.map(|entry| Unusable { place: entry.path(), why: Why::Astray })
}

/// Whether a right to read, to write or to enter is lacking.
pub fn is_closed(place: &Path) -> bool {
    use rustix::fs::Access;
    rustix::fs::access(place, Access::READ_OK | Access::WRITE_OK | Access::EXEC_OK).is_err()
}

/// What of an office everybody with an account on this machine may read, as names below it: books,
/// originals, mails and reports. Offices that older versions made were open.
pub fn open_to_all(folder: &Folder) -> Vec<&'static str> {
    use std::os::unix::fs::PermissionsExt;
    let lets = |path: &Path, right: u32| {
        fs::metadata(path).is_ok_and(|there| there.permissions().mode() & right == right)
    };
    // Nobody reaches what lies in a folder that he may not enter.
    if !lets(folder.root(), 0o001) {
        return Vec::new();
    }
    let folders = ["archive", "originals", "rejected", "outbox", "reports", "companies"];
    let open = folders.into_iter().filter(|name| lets(&folder.root().join(name), 0o005));
    ["kontor.db"]
        .into_iter()
        .filter(|name| lets(&folder.root().join(name), 0o004))
        .chain(open)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_kontor_cannot_work_in_is_named_with_what_to_do() -> std::io::Result<()> {
        let office = tempfile::tempdir()?;
        let folder = Folder::new(office.path());
        // Nothing has run here: what is not there is made.
        assert_eq!(unusable(&folder), []);
        assert!(!folder.make()?);
        fs::remove_dir(folder.inbox())?;
        assert_eq!(unusable(&folder).len(), 1, "it was there");
        assert!(folder.make()?);
        fs::write(folder.lock(), "")?;
        assert_eq!(unusable(&folder), []);
        fs::remove_dir(folder.inbox())?;
        fs::remove_dir(folder.archive())?;
        fs::write(folder.archive(), "x")?;
        fs::remove_dir(folder.rejected())?;
        std::os::unix::fs::symlink("nowhere", folder.rejected())?;
        let said: Vec<String> =
            unusable(&folder).iter().map(|unusable| unusable.say(Language::De)).collect();
        let begins = ["inbox fehlt", "archive ist kein Ordner", "rejected fehlt"];
        assert_eq!(said.len(), begins.len(), "{said:?}");
        for (said, begins) in said.iter().zip(begins) {
            assert!(said.starts_with(&format!("{}/{begins}", office.path().display())), "{said}");
        }
        Ok(())
    }

    #[test]
    fn what_is_never_taken_from_the_inbox_is_named() -> std::io::Result<()> {
        let office = tempfile::tempdir()?;
        let folder = Folder::new(office.path());
        folder.make()?;
        let inbox = folder.inbox();
        fs::create_dir_all(inbox.join(CLAIMED))?;
        fs::create_dir_all(inbox.join("mueller"))?;
        fs::write(inbox.join("mueller/a.sta"), "x")?;
        fs::write(inbox.join("Thumbs.db"), "x")?;
        assert_eq!(left_lying(&folder), []);
        std::os::unix::fs::symlink("a.sta", inbox.join("mueller/b.sta"))?;
        let lying = left_lying(&folder);
        let places: Vec<&Path> = lying.iter().map(Unusable::place).collect();
        assert_eq!(places, [inbox.join("mueller/b.sta")]);
        assert!(lying.iter().all(|one| one.say(Language::De).contains("keine gewöhnliche Datei")));
        assert_eq!(unusable(&folder), lying);
        fs::write(inbox.join(CLAIMED).join("stray.csv"), "x")?;
        let said: Vec<String> =
            left_lying(&folder).iter().map(|one| one.say(Language::De)).collect();
        assert!(
            said.iter().any(|said| said.contains("stray.csv liegt dort, wo kontor")),
            "{said:?}"
        );
        Ok(())
    }

    #[test]
    fn what_everybody_may_read_is_named_where_everybody_comes_in() -> std::io::Result<()> {
        use std::os::unix::fs::PermissionsExt;
        let office = tempfile::tempdir()?;
        let folder = Folder::new(office.path());
        folder.make()?;
        fs::write(office.path().join("kontor.db"), "")?;
        let set = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode));
        set(&office.path().join("kontor.db"), 0o644)?;
        set(&folder.archive(), 0o755)?;
        set(office.path(), 0o700)?;
        assert_eq!(open_to_all(&folder), [""; 0]);
        set(office.path(), 0o755)?;
        assert_eq!(open_to_all(&folder), ["kontor.db", "archive"]);
        Ok(())
    }
}
