//! The folders of an office, and what is written beside a file that could not be processed.

use super::archive;
use super::intake::Claimed;
use super::whole::is_unfinished;
use crate::domain::finding_argument::Argument;
use crate::domain::{Language, spelling};
use crate::store::rows::{DocumentRow, DocumentStatus};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// The folder of an office.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
}

/// A larger file that is rejected as unfinished is not copied, bytes.
const MOST_COPIED: u64 = 100_000_000;

impl Folder {
    /// An office at this path.
    pub fn new(root: impl Into<PathBuf>) -> Folder {
        Folder { root: root.into() }
    }

    /// The office itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where files are dropped.
    pub fn inbox(&self) -> PathBuf {
        self.root.join("inbox")
    }

    /// The originals.
    pub fn archive(&self) -> PathBuf {
        self.root.join("archive")
    }

    /// What could not be processed.
    pub fn rejected(&self) -> PathBuf {
        self.root.join("rejected")
    }

    /// E-mails as files, when no server is set.
    pub fn outbox(&self) -> PathBuf {
        self.root.join("outbox")
    }

    /// The newest of each report.
    pub fn reports(&self) -> PathBuf {
        self.root.join("reports")
    }

    /// Held while a process runs this office.
    pub fn lock(&self) -> PathBuf {
        self.root.join(".kontor.lock")
    }

    /// Names the file that is being read, where a process died before.
    pub fn reading(&self) -> PathBuf {
        self.root.join(".kontor.reading")
    }

    /// Names the documents that move into `rejected/` or out of it because a person says so.
    pub fn moving(&self) -> PathBuf {
        self.root.join(".kontor.moving")
    }

    /// Taken by whoever writes the books, in turn.
    pub fn turn(&self) -> PathBuf {
        self.root.join(".kontor.turn")
    }

    /// True when it looks like an office.
    pub fn is_office(&self) -> bool {
        self.root.join("kontor.toml").is_file() || self.root.join("companies").is_dir()
    }

    /// Makes the folders that are not there, for their owner alone: what lies in them is other
    /// people's money. Where a process has run before, the inbox is not made again: that of a drive
    /// which is not connected would stay empty, and nobody would be told.
    ///
    /// Gives whether the inbox of an office that was set up was not there, and was made anew.
    pub fn make(&self) -> io::Result<bool> {
        // A link is made by a person, who knows what it leads to: where that is away, no folder can
        // be made through it either.
        let leads_away = fs::symlink_metadata(self.inbox()).is_ok_and(|there| there.is_symlink());
        let is_kept = self.has_run() || leads_away;
        let is_anew = !is_kept && self.is_set_up() && !self.inbox().exists();
        ["companies", "pipelines", "inbox", "archive", "rejected", "outbox", "reports"]
            .iter()
            .filter(|folder| !(is_kept && **folder == "inbox"))
            .map(|folder| self.root.join(folder))
            // What cannot be laid into these waits, and everything else goes on.
            .try_for_each(|folder| match make(&folder) {
                Err(_) if self.may_wait().contains(&folder) => Ok(()),
                made => made.map_err(at(&folder)),
            })?;
        Ok(is_anew)
    }

    /// The folders without which an office works on: what belongs there is laid there later.
    fn may_wait(&self) -> [PathBuf; 3] {
        [self.rejected(), self.outbox(), self.reports()]
    }

    /// Whether its folders were made before.
    pub fn is_set_up(&self) -> bool {
        let made = [self.archive(), self.rejected(), self.outbox(), self.reports()];
        self.has_run() || made.iter().any(|folder| folder.is_dir())
    }

    /// Whether a process has run this office before.
    pub fn has_run(&self) -> bool {
        self.lock().exists()
    }

    /// Whether a place lies in a folder that kontor itself reads or fills: what is put there for
    /// people would be taken for a document, an original or a setting.
    pub fn owns(&self, place: &Path) -> bool {
        const OWN: [&str; 9] = [
            "inbox",
            "archive",
            "originals",
            "rejected",
            "outbox",
            "reports",
            "companies",
            "pipelines",
            "templates",
        ];
        let place = real(place);
        OWN.iter().any(|folder| place.starts_with(real(&self.root.join(folder))))
    }

    /// Whether an original lies in the archive.
    pub fn keeps_originals(&self) -> bool {
        let is_hidden =
            |folder: &fs::DirEntry| folder.file_name().to_string_lossy().starts_with('.');
        let below = |folder: fs::DirEntry| {
            !is_hidden(&folder)
                && fs::read_dir(folder.path()).is_ok_and(|mut inside| inside.next().is_some())
        };
        fs::read_dir(self.archive())
            .is_ok_and(|mut folders| folders.any(|folder| folder.is_ok_and(below)))
    }

    /// Begins the end of a claim whose documents are committed: what was rejected goes to
    /// `rejected/` with its reason. Doing it again after a crash does no harm.
    ///
    /// The folders in `rejected/` that took something are added to `touched`:
    /// [`Folder::keep_names`] makes their names durable, once for many files.
    pub fn lay_rejected(
        &self,
        claimed: &Claimed,
        documents: &[&DocumentRow],
        slip: &dyn Fn(&DocumentRow) -> String,
        touched: &mut BTreeSet<PathBuf>,
    ) -> io::Result<()> {
        for document in
            documents.iter().filter(|document| document.status == DocumentStatus::Rejected)
        {
            let reason = slip(document);
            match (document.parent_id, &document.archived) {
                (Some(_), Some(archived)) => {
                    let original = self.archive().join(archived);
                    let bytes = fs::read(&original).map_err(at(&original))?;
                    let place = self.reject(Path::new(&document.file), &reason, |target| {
                        fs::write(target, &bytes)
                    })?;
                    touched.extend(place);
                }
                // Who wrote it may only pause: the original is kept, and goes back once it grows.
                _ if claimed.size <= MOST_COPIED && is_unfinished(&claimed.at, claimed.size) => {
                    let copied = |target: &Path| {
                        fs::copy(&claimed.at, target)
                            .and_then(|_| fs::File::open(target)?.sync_all())
                            .or_else(|_| moved(&claimed.at, target))
                    };
                    touched.extend(self.reject(&claimed.below, &reason, copied)?)
                }
                _ if claimed.at.exists() => {
                    touched.extend(
                        self.reject(&claimed.below, &reason, |target| moved(&claimed.at, target))?,
                    )
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Ends a claim whose documents are committed: its file leaves the inbox. What may be written to
    /// later is kept for a while ([`super::kept`]).
    pub fn finish(&self, claimed: &Claimed) -> io::Result<()> {
        super::kept::keep(&self.inbox(), claimed)
    }

    /// Puts a document that a person refused into `rejected/`, with this slip beside it.
    pub fn refuse(&self, document: &DocumentRow, slip: &str) -> io::Result<()> {
        let Some(archived) = &document.archived else { return Ok(()) };
        let bytes = fs::read(self.archive().join(archived))?;
        let touched =
            self.reject(Path::new(&document.file), slip, |target| fs::write(target, &bytes))?;
        Folder::keep_names(touched)
    }

    /// Makes the names in these folders durable.
    pub fn keep_names(touched: impl IntoIterator<Item = PathBuf>) -> io::Result<()> {
        let kept = |folder: PathBuf| archive::sync_folder(&folder).map_err(at(&folder));
        touched.into_iter().try_for_each(kept)
    }

    /// Takes a refused document out of `rejected/` again; a file that somebody changed or moved
    /// stays.
    pub fn unrefuse(&self, document: &DocumentRow) -> io::Result<()> {
        let at = self.rejected().join(&document.file);
        let mut beside = at.clone().into_os_string();
        beside.push(".reason.txt");
        let original = document
            .archived
            .as_ref()
            .and_then(|archived| fs::read(self.archive().join(archived)).ok());
        if original.is_some() && fs::read(&at).ok() == original {
            // The file last: as long as it lies there, doing it again ends it.
            fs::remove_file(&beside).or_else(|error| {
                if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) }
            })?;
            fs::remove_file(&at)?;
        }
        Ok(())
    }

    /// Puts a file into `rejected/` under its own path, or a numbered one when another file of that
    /// name is there, and writes the reason beside it. Gives the folder that took it.
    fn reject(
        &self,
        below: &Path,
        reason: &str,
        place: impl Fn(&Path) -> io::Result<()>,
    ) -> io::Result<Option<PathBuf>> {
        let target = free_place(&self.rejected(), below, reason);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).map_err(at(folder))?;
        }
        let mut beside = target.clone().into_os_string();
        beside.push(".reason.txt");
        fs::write(&beside, reason).map_err(at(Path::new(&beside)))?;
        place(&target).map_err(at(&target))?;
        Ok(target.parent().map(Path::to_owned))
    }
}

/// An error of the system with the place that it is about.
#[derive(Debug, thiserror::Error)]
#[error("{}: {why}", .place.display())]
pub struct AtPlace {
    /// Where.
    pub place: PathBuf,
    /// What the system said.
    pub why: io::Error,
}

/// Names the place of what the system says of one.
pub(super) fn at(place: &Path) -> impl FnOnce(io::Error) -> io::Error + '_ {
    move |why| match why.raw_os_error() {
        Some(_) => io::Error::new(why.kind(), AtPlace { place: place.to_owned(), why }),
        None => why,
    }
}

/// What the system said, without the place.
pub fn bare(error: &io::Error) -> &io::Error {
    let at = error.get_ref().and_then(|cause| cause.downcast_ref::<AtPlace>());
    at.map_or(error, |at| bare(&at.why))
}

/// What the system says of a file, in the reader's language and with the number that it has there;
/// with the place where that is known.
pub fn said(error: &io::Error, language: Language) -> String {
    if let Some(AtPlace { place, why }) = error.get_ref().and_then(|cause| cause.downcast_ref()) {
        return format!("{}: {}", place.display(), said(why, language));
    }
    match (language, error.raw_os_error()) {
        (Language::De, Some(number)) => {
            format!("{}, Fehler {number}", Argument::from(error).say(language))
        }
        // The standard library's own, as of a text that is none.
        (Language::De, None) if error.get_ref().is_none() => {
            Argument::from(error).say(language).into_owned()
        }
        _ => error.to_string(),
    }
}

/// A path without links and dots, as far as it is there.
fn real(path: &Path) -> PathBuf {
    match (fs::canonicalize(path), path.parent(), path.file_name()) {
        (Ok(real), ..) => real,
        (Err(_), Some(above), Some(name)) => {
            real(if above.as_os_str().is_empty() { Path::new(".") } else { above }).join(name)
        }
        _ => path.to_owned(),
    }
}

/// Makes a folder, and those above it, unless it is there: for their owner alone.
pub(super) fn make(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Moves a file; from one file system to another by a copy that is safe before the original goes.
pub(super) fn moved(from: &Path, to: &Path) -> io::Result<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            // Named as what is not whole is named anywhere: a process that dies here leaves no half
            // file to be read or found.
            let mut draft = to.as_os_str().to_owned();
            draft.push(UNFINISHED);
            fs::copy(from, &draft)?;
            fs::File::open(&draft)?.sync_all()?;
            let changed = fs::metadata(from)?.modified()?;
            fs::File::options().write(true).open(&draft)?.set_modified(changed)?;
            fs::rename(&draft, to)?;
            fs::remove_file(from)
        }
        done => done,
    }
}

/// What the name of a copy ends with that is not whole.
pub(super) const UNFINISHED: &str = ".kontor.part";

/// A path below `root` that is free, as near to `below` as can be: names are shortened where they
/// are too long, and numbered where another file stands in the way (a folder's name may be that of
/// an archive rejected before). A place beside which this very reason lies, which names the
/// document, was its own before a crash: it is written anew.
fn free_place(root: &Path, below: &Path, reason: &str) -> PathBuf {
    let is_own = |path: &Path| {
        let mut beside = path.to_owned().into_os_string();
        beside.push(".reason.txt");
        fs::read_to_string(beside).is_ok_and(|text| text == reason)
    };
    let names: Vec<PathBuf> = below
        .components()
        .filter_map(
            |part| if let Component::Normal(name) = part { Some(short(name)) } else { None },
        )
        .collect();
    let mut place = root.to_owned();
    for (at, name) in names.iter().enumerate() {
        let wanted = place.join(name);
        let is_last = at + 1 == names.len();
        let free = |path: &PathBuf| {
            if is_last {
                fs::symlink_metadata(path).is_err() || is_own(path)
            } else {
                path.is_dir() || !path.exists()
            }
        };
        place = (1..10_000).map(|number| numbered(&wanted, number)).find(free).unwrap_or(wanted);
    }
    place
}

/// Longest name in `rejected/`, bytes: file systems take 255, and a number and `.reason.txt` come
/// behind it.
const LONGEST_NAME: usize = 200;

fn short(name: &OsStr) -> PathBuf {
    if name.len() <= LONGEST_NAME {
        return PathBuf::from(name);
    }
    let text = name.to_string_lossy();
    let ending =
        text.rsplit_once('.').map(|(_, ending)| ending).filter(|ending| ending.len() <= 10);
    let mut stem = String::new();
    for c in text.chars() {
        if stem.len() + c.len_utf8() > LONGEST_NAME - 12 {
            break;
        }
        stem.push(c);
    }
    PathBuf::from(ending.map_or(stem.clone(), |ending| format!("{stem}….{ending}")))
}

fn numbered(path: &Path, number: u32) -> PathBuf {
    if number == 1 {
        return path.to_owned();
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let ending =
        path.extension().map(|ending| format!(".{}", ending.to_string_lossy())).unwrap_or_default();
    path.with_file_name(format!("{stem} ({number}){ending}"))
}

/// Largest slip that [`reason`] writes, bytes, generously.
const LONGEST_REASON: u64 = 20_000;

/// Removes a slip of paper that kontor itself once laid beside a rejected file and that came back
/// with it: it is no document. Known by its name and by all that it says of itself; `true` when it
/// was one and is gone.
pub fn take_back_reason(claimed: &Claimed) -> bool {
    let is_named =
        claimed.below.to_string_lossy().ends_with(".reason.txt") && claimed.size <= LONGEST_REASON;
    let is_slip = is_named && fs::read_to_string(&claimed.at).is_ok_and(|text| is_reason(&text));
    is_slip && fs::remove_file(&claimed.at).is_ok()
}

fn is_reason(text: &str) -> bool {
    let says =
        |words: [&str; 4]| words.iter().all(|word| text.lines().any(|line| line.starts_with(word)));
    says(["Datei: ", "Eingegangen: ", "Dokument: D", "Kenn"])
        || says(["File: ", "Received: ", "Document: D", "Code: "])
}

/// What lies beside a document in `rejected/`: why, which one it is, and what to do.
pub(super) fn slip(document: &DocumentRow, language: Language) -> String {
    let sentence = document.reason.as_deref().unwrap_or_default();
    let received = spelling::kept(&document.received_at, language);
    match language {
        Language::De => format!(
            "{sentence}\n\nDatei: {}\nEingegangen: {}\nDokument: D{}\nKennung: {}\n\nWenn die \
             Ursache behoben ist, die Datei einfach wieder in den Eingang (inbox) legen.\n",
            document.file,
            received,
            document.id,
            document.reason_code.as_deref().unwrap_or_default()
        ),
        Language::En => format!(
            "{sentence}\n\nFile: {}\nReceived: {}\nDocument: D{}\nCode: {}\n\nOnce the cause is \
             mended, drop the file into the inbox again.\n",
            document.file,
            received,
            document.id,
            document.reason_code.as_deref().unwrap_or_default()
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kontors_own_slip_is_known_and_no_other_text() {
        let slip = "Die Datei ist leer.\n\nDatei: a.bin\nEingegangen: 2026-10-01\nDokument: \
            D1\nKennung: empty-file\n\nWenn …\n";
        assert!(is_reason(slip) && is_reason(&slip.replace("Kennung", "Kennwort")));
        assert!(!is_reason("Datei: a.bin\nbitte prüfen"));
    }

    #[test]
    fn a_rejected_file_finds_a_free_place_whatever_it_is_called() -> io::Result<()> {
        let root = tempfile::tempdir()?;
        let root = root.path();
        fs::write(root.join("a.zip"), "x")?;
        assert_eq!(free_place(root, Path::new("a.zip"), "D1"), root.join("a (2).zip"));
        fs::write(root.join("a.zip.reason.txt"), "D1")?;
        assert_eq!(
            free_place(root, Path::new("a.zip"), "D1"),
            root.join("a.zip"),
            "its own, left by a crash"
        );
        assert_eq!(free_place(root, Path::new("a.zip"), "D2"), root.join("a (2).zip"));
        assert_eq!(free_place(root, Path::new("a.zip/b.xml"), "D1"), root.join("a (2).zip/b.xml"));
        assert_eq!(free_place(root, Path::new("../../etc/x"), "D1"), root.join("etc/x"));
        let long = "ü".repeat(127) + ".xml";
        let place = free_place(root, Path::new(&long), "D1");
        let name = place.file_name().unwrap_or_default();
        assert!(
            name.len() <= LONGEST_NAME + 4 && name.to_string_lossy().ends_with(".xml"),
            "{name:?}"
        );
        Ok(())
    }
}
