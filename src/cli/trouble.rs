//! What a person can mend and no program: a disk that is full, closed or failing. Told in a
//! sentence with the place and what to do; the verb is not done (2), and kontor is not at fault.

use crate::domain::{Language, plain};
pub(super) use crate::office::attempt::why;
use crate::office::folder::{bare, said};
use crate::office::intake::InboxGone;
use crate::store::{Ailing, StoreError};
use rustix::fs::Access;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// What ails the place where the office lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trouble {
    Full,
    Denied,
    ReadOnly,
    TooManyOpen,
    Damaged,
    /// Another program has the books open.
    Locked,
    /// A sum is larger than the books reckon with.
    TooLarge,
    /// The inbox is not there.
    NoInbox,
    /// Anything else that reading and writing ends with.
    Disk,
}

/// The sentence about an error that comes from the disk; `None` where it is kontor's own.
pub fn told(error: &anyhow::Error, office: &Path, language: Language) -> Option<String> {
    let (trouble, place) = of(error, office)?;
    let (why, place) = (why(error, language), place.display().to_string());
    let again = [" und noch einmal starten.", ", then start again."];
    Some(sentence(trouble, (&plain::line(&why), &plain::line(&place)), again, language))
}

/// The same of what passes by itself or is mended beside a watch: a drive that is away, no space, a
/// right that is lacking.
pub(super) fn passing(error: &anyhow::Error, office: &Path, language: Language) -> Option<String> {
    let (trouble, place) = of(error, office)?;
    if matches!(trouble, Trouble::Damaged | Trouble::Locked | Trouble::TooLarge) {
        return None;
    }
    let (why, place) = (why(error, language), place.display().to_string());
    let waits = ["; kontor wartet darauf.", "; kontor waits for it."];
    Some(sentence(trouble, (&plain::line(&why), &plain::line(&place)), waits, language))
}

/// What ails the office, and where.
fn of(error: &anyhow::Error, office: &Path) -> Option<(Trouble, PathBuf)> {
    let trouble = error.chain().find_map(|cause| match cause.downcast_ref::<StoreError>() {
        Some(store) if store.is_too_large() => Some(Trouble::TooLarge),
        Some(store) => store.ailing().map(of_store),
        None => cause.downcast_ref::<io::Error>().map(of_io),
    })?;
    // SQLite cannot open books that it must not read or write, and does not say why.
    let books = office.join("kontor.db");
    let closed = [(office, Access::WRITE_OK), (&books, Access::READ_OK | Access::WRITE_OK)]
        .into_iter()
        .find_map(|(place, rights)| Some((closed(place, rights)?, place.to_owned())));
    Some(closed.filter(|_| trouble == Trouble::Disk).unwrap_or((trouble, office.to_owned())))
}

/// What keeps kontor from a file or folder.
fn closed(place: &Path, rights: Access) -> Option<Trouble> {
    match rustix::fs::access(place, rights) {
        Err(rustix::io::Errno::ROFS) => Some(Trouble::ReadOnly),
        Err(rustix::io::Errno::ACCESS) => Some(Trouble::Denied),
        _ => None,
    }
}

/// That a file or folder that a person named cannot be written, why, and what to look at.
pub(super) fn not_written(place: &Path, why: &str, language: Language) -> String {
    let place = place.display();
    match language {
        Language::De => format!(
            "kontor: {place} lässt sich nicht schreiben ({why}). Bitte Pfad, Rechte und freien \
             Platz prüfen."
        ),
        Language::En => format!(
            "kontor: {place} cannot be written ({why}). Check its path, permissions and free space."
        ),
    }
}

/// Makes a folder that a person named, with those above it; `false` where it cannot be, which has
/// been told.
pub(super) fn made(folder: &Path, language: Language) -> bool {
    match std::fs::create_dir_all(folder) {
        Ok(()) => true,
        Err(error) => {
            eprintln!("{}", not_written(folder, &said(&error, language), language));
            false
        }
    }
}

fn of_store(ailing: Ailing) -> Trouble {
    match ailing {
        Ailing::Full => Trouble::Full,
        Ailing::ReadOnly => Trouble::ReadOnly,
        Ailing::Damaged => Trouble::Damaged,
        Ailing::Disk => Trouble::Disk,
        Ailing::Locked => Trouble::Locked,
    }
}

fn of_io(error: &io::Error) -> Trouble {
    let error = bare(error);
    let number = error.raw_os_error();
    let is = |errno: rustix::io::Errno| number == Some(errno.raw_os_error());
    if error.get_ref().is_some_and(|cause| cause.is::<InboxGone>()) {
        return Trouble::NoInbox;
    }
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Trouble::Full,
        ErrorKind::PermissionDenied => Trouble::Denied,
        ErrorKind::ReadOnlyFilesystem => Trouble::ReadOnly,
        _ if is(rustix::io::Errno::MFILE) || is(rustix::io::Errno::NFILE) => Trouble::TooManyOpen,
        _ => Trouble::Disk,
    }
}

fn sentence(
    trouble: Trouble,
    (why, office): (&str, &str),
    [after_de, after_en]: [&str; 2],
    language: Language,
) -> String {
    let (what, todo) = match (trouble, language) {
        (Trouble::Full, Language::De) => ("ist kein Platz mehr", "Bitte Platz schaffen"),
        (Trouble::Full, Language::En) => ("there is no space left", "Make room"),
        (Trouble::Denied, Language::De) => (
            "fehlt kontor ein Recht zum Lesen oder Schreiben",
            "Bitte die Rechte der Ordner prüfen",
        ),
        (Trouble::Denied, Language::En) => {
            ("kontor lacks a right to read or write", "Check the permissions of the folders")
        }
        (Trouble::ReadOnly, Language::De) => {
            ("darf nur gelesen werden", "Bitte den Datenträger zum Schreiben freigeben")
        }
        (Trouble::ReadOnly, Language::En) => ("nothing may be written", "Make the disk writable"),
        (Trouble::TooLarge, Language::De) => (
            "ist eine Summe größer, als die Bücher rechnen (92 Billiarden)",
            "Bitte die Beträge dieser Tage durchsehen („kontor report journal“) und den falschen \
             zurücknehmen",
        ),
        (Trouble::TooLarge, Language::En) => (
            "a sum is larger than the books reckon with (92 thousand million million)",
            "Look through the amounts of these days (\"kontor report journal\") and take the wrong \
             one back",
        ),
        (Trouble::TooManyOpen, Language::De) => (
            "lassen sich keine weiteren Dateien öffnen",
            "Bitte andere Programme beenden oder die Grenze anheben (ulimit -n)",
        ),
        (Trouble::TooManyOpen, Language::En) => {
            ("no more files can be opened", "End other programs, or raise the limit (ulimit -n)")
        }
        (Trouble::Damaged, Language::De) => (
            "sind die Bücher beschädigt",
            "Bitte die Bücher aus der Sicherung holen (kontor restore) und den Datenträger prüfen",
        ),
        (Trouble::Damaged, Language::En) => (
            "the books are damaged",
            "Fetch them from the backup (kontor restore) and check the disk",
        ),
        (Trouble::Locked, Language::De) => (
            "hält ein anderes Programm die Bücher gesperrt",
            "Bitte das Programm beenden, das die Bücher geöffnet hat",
        ),
        (Trouble::Locked, Language::En) => {
            ("another program keeps the books locked", "End the program that has the books open")
        }
        (Trouble::NoInbox, Language::De) => (
            "fehlt der Eingang",
            "Bitte das Laufwerk verbinden oder, wenn der Ordner gelöscht wurde, ihn neu anlegen",
        ),
        (Trouble::NoInbox, Language::En) => (
            "the inbox is missing",
            "Connect the drive or, if the folder was deleted, make it anew",
        ),
        (Trouble::Disk, Language::De) => (
            "ist das Lesen oder Schreiben gescheitert",
            "Bitte den Datenträger und die Ordner prüfen",
        ),
        (Trouble::Disk, Language::En) => {
            ("reading or writing failed", "Check the disk and the folders")
        }
    };
    match language {
        Language::De => format!(
            "kontor: In {office} {what} ({why}). Nichts ist verloren: Was noch nicht gebucht ist, \
             liegt im Eingang. {todo}{after_de}"
        ),
        Language::En => {
            format!(
                "kontor: in {office}, {what} ({why}). Nothing is lost: what is not booked yet lies \
                 in the inbox. {todo}{after_en}"
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Context;

    #[test]
    fn what_the_disk_says_is_told_with_place_and_remedy_and_a_fault_of_kontors_own_is_not() {
        let said = |errno: rustix::io::Errno, language| {
            let failed: io::Result<()> = Err(io::Error::from_raw_os_error(errno.raw_os_error()));
            failed
                .context("archive")
                .err()
                .and_then(|error| told(&error, Path::new("/srv/kontor"), language))
                .unwrap_or_default()
        };
        let full = said(rustix::io::Errno::NOSPC, Language::De);
        assert!(
            full.contains("/srv/kontor ist kein Platz mehr (archive: ")
                && full.contains("Platz schaffen"),
            "{full}"
        );
        assert!(said(rustix::io::Errno::ACCESS, Language::En).contains("permissions"));
        assert!(said(rustix::io::Errno::MFILE, Language::De).contains("ulimit"));
        assert!(said(rustix::io::Errno::IO, Language::De).contains("Datenträger"));
        assert_eq!(told(&anyhow::anyhow!("a fault"), Path::new("."), Language::De), None);
    }
}
