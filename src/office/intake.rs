//! Intake: which files of the inbox are whole, and taking them without ever losing one.
//!
//! A file is taken by renaming it into `inbox/.claimed/TOKEN/`, on the same file system, so that
//! nobody takes it twice; it leaves there only when its content is safe in the archive and the
//! books are written. What a crash leaves behind is taken up by the next run ([`leftovers`]).

mod batches;
mod spelled;

pub use batches::{BATCH_BYTES, BATCH_FILES, batches};

use super::folder::UNFINISHED;
use super::kept;
use super::whole::{End, being_written, end_mark};
use spelled::spelled;
use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Where claimed files stand, below the inbox.
pub const CLAIMED: &str = ".claimed";

/// A file that waits in the inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Path below the inbox.
    pub below: PathBuf,
    /// Bytes.
    pub size: u64,
    /// When it was last changed.
    pub changed: Option<SystemTime>,
}

impl Waiting {
    /// False when it was written to since it was looked at, or is gone.
    fn is_as_seen(&self, inbox: &Path) -> bool {
        fs::metadata(inbox.join(&self.below))
            .is_ok_and(|now| now.len() == self.size && now.modified().ok() == self.changed)
    }
}

/// A file taken: nobody else will take it.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// Where it stands now.
    pub at: PathBuf,
    /// Path below the inbox that it came under.
    pub below: PathBuf,
    /// `TOKEN/path`: names this taking for ever.
    pub claim: String,
    /// Bytes.
    pub size: u64,
    /// Its time of change when it was taken.
    pub changed: Option<SystemTime>,
    /// True of what was put together of files that are kept each for itself.
    pub is_joined: bool,
}

impl Claimed {
    /// Names the batch that it was taken in.
    pub fn token(&self) -> &str {
        self.claim.split('/').next().unwrap_or(&self.claim)
    }

    /// True when somebody wrote to it since it was taken: what was read is not the whole.
    pub fn has_grown(&self) -> bool {
        fs::metadata(&self.at)
            .is_ok_and(|now| now.len() != self.size || now.modified().ok() != self.changed)
    }
}

/// What was seen of files at earlier looks: by path, size and time of change since when.
#[derive(Debug, Default)]
pub struct Watchlist {
    seen: HashMap<PathBuf, (u64, Option<SystemTime>, Instant)>,
    /// Tables that settle, each since it was seen first: they may say who the others are from.
    tables: HashMap<PathBuf, Instant>,
    /// Files that could not be taken, as they were then, and when that was tried last: told once,
    /// and tried again when they change, and from time to time.
    refused: HashMap<PathBuf, (u64, Option<SystemTime>, Instant)>,
    /// When what is kept was looked through, and how long that took.
    looked_through: Option<(Instant, Duration)>,
    /// How long the last look took.
    took: Duration,
    /// Of what lies there, more is not to come: it was dropped before somebody called.
    is_complete: bool,
}

/// The inbox is not there: the drive that it lies on is not connected, or somebody deleted it.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.display())]
pub struct InboxGone(pub PathBuf);

/// The result of a look into the inbox.
#[derive(Debug, Default)]
pub struct Look {
    /// Whole, in the order of their paths.
    pub ready: Vec<Waiting>,
    /// Still being written, or not settled long enough.
    pub unsettled: usize,
}

/// How many times as long a file must be quiet that lacks the end mark of its kind: somebody may
/// still be writing it.
const WITHOUT_END: u32 = 4;

/// What part of the time a file must be quiet whose end mark is there: others may be coming with
/// it, master data among them.
const MARKED: u32 = 4;

/// What part of it a file to which nothing can be added, where no others are to come: two looks.
const CLOSED: u32 = 40;

/// What could not be taken is tried again after so long: a right was given, a drive is back.
const TRIED_AGAIN: Duration = Duration::from_secs(30);

/// Looking through what is kept takes this part of the time at most.
const SELDOM: u32 = 20;

/// Droppings of systems and editors, left alone without noise.
pub fn is_dropping(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    name.starts_with('.')
        || name.starts_with("~$")
        || name.ends_with('~')
        || matches!(lower.as_str(), "thumbs.db" | "desktop.ini" | "__macosx")
        || [".part", ".crdownload", ".tmp", ".partial", ".filepart", ".swp", ".download"]
            .iter()
            .any(|ending| lower.ends_with(ending))
}

impl Watchlist {
    /// For an inbox that was filled before somebody called: what nothing can follow is taken almost
    /// at once.
    pub fn of_a_call() -> Watchlist {
        Watchlist { is_complete: true, ..Watchlist::default() }
    }

    /// Gives back what has grown since it was taken ([`kept::look_through`]); where much is kept,
    /// not at every look.
    pub fn look_through_kept(&mut self, inbox: &Path) -> Vec<PathBuf> {
        let is_due = self
            .looked_through
            .is_none_or(|(ended, took)| ended.elapsed() >= took.saturating_mul(SELDOM));
        if !is_due {
            return Vec::new();
        }
        let begun = Instant::now();
        let back = kept::look_through(inbox);
        self.looked_through = Some((Instant::now(), begun.elapsed()));
        back
    }

    /// True when nothing is settling.
    pub fn is_empty(&self) -> bool {
        self.seen.is_empty()
    }

    /// The files that settled at the last look, below the inbox.
    pub fn settling(&self) -> impl Iterator<Item = &Path> {
        self.seen.keys().map(PathBuf::as_path)
    }

    /// Looks through the inbox. A file is ready when its size and time have stood still between our
    /// own looks for `settle`; for four times as long when its kind has an end mark and it is not
    /// there, for a quarter when it is, and hardly at all when nothing can follow it and nothing is
    /// to come beside it; and when nobody has it open to write. Its time is another machine's word,
    /// and shortens no wait, however long ago it is.
    pub fn look(&mut self, inbox: &Path, settle: Duration) -> io::Result<Look> {
        let begun = Instant::now();
        let look = self.look_now(inbox, settle);
        self.took = begun.elapsed();
        look
    }

    /// How long to wait for the next look while files settle: what is closed is seen to stand still
    /// then. Looking takes no more than half of the time.
    pub fn pause(&self, settle: Duration) -> Duration {
        self.of_closed(settle).max(Duration::from_millis(10)).max(self.took)
    }

    /// How long what nothing can follow must be quiet.
    fn of_closed(&self, settle: Duration) -> Duration {
        settle / if self.is_complete { CLOSED } else { MARKED }
    }

    fn look_now(&mut self, inbox: &Path, settle: Duration) -> io::Result<Look> {
        let mut look = Look::default();
        let mut since_of = Vec::new();
        let mut still: HashMap<PathBuf, (u64, Option<SystemTime>, Instant)> = HashMap::new();
        for (below, size, changed) in files(inbox)? {
            let refused = self.refused.get(&below);
            if refused.is_some_and(|(known, time, tried)| {
                (*known, *time) == (size, changed) && tried.elapsed() < TRIED_AGAIN
            }) {
                continue;
            }
            let since = match self.seen.get(&below) {
                Some((known, time, since)) if *known == size && *time == changed => *since,
                _ => Instant::now(),
            };
            let file = inbox.join(&below);
            let quiet = since.elapsed();
            let needed = || match end_mark(&file, size) {
                Some(End::Closed) => self.of_closed(settle),
                Some(End::Marked) => settle / MARKED,
                Some(End::Missing) => settle.saturating_mul(WITHOUT_END),
                None => settle,
            };
            let is_ready = quiet >= settle.saturating_mul(WITHOUT_END) || quiet >= needed();
            if is_ready {
                look.ready.push(Waiting { below, size, changed });
                since_of.push(since);
            } else {
                look.unsettled += 1;
                still.insert(below, (size, changed, since));
            }
        }
        if !look.ready.is_empty() {
            let written = being_written(inbox);
            // Who had it open until now has written the rest meanwhile, and so did who opened and
            // closed it.
            let goes_on = |file: &Waiting| written.contains(&file.below) || !file.is_as_seen(inbox);
            let (open, whole): (Vec<_>, Vec<_>) =
                look.ready.into_iter().zip(since_of).partition(|(file, _)| goes_on(file));
            look.unsettled += open.len();
            still.extend(
                open.into_iter()
                    .map(|(file, since)| (file.below, (file.size, file.changed, since))),
            );
            // What is whole is so at the next look too, until it is taken.
            still.extend(
                whole
                    .iter()
                    .map(|(file, since)| (file.below.clone(), (file.size, file.changed, *since))),
            );
            look.ready = whole.into_iter().map(|(file, _)| file).collect();
        }
        self.seen = still;
        self.hold_back(inbox, &mut look, settle);
        look.ready.sort_by(|a, b| a.below.cmp(&b.below));
        Ok(look)
    }

    /// What is dropped together is taken together where a table among it may be master data, which
    /// counts for the files beside it: those that are whole wait until it is whole too. A table
    /// that is written to for long keeps nobody waiting.
    fn hold_back(&mut self, inbox: &Path, look: &mut Look, settle: Duration) {
        let known = std::mem::take(&mut self.tables);
        let whole: HashSet<&PathBuf> = look.ready.iter().map(|file| &file.below).collect();
        let tables = self
            .seen
            .keys()
            .filter(|below| !whole.contains(below))
            .filter(|below| table_head(&inbox.join(below)).is_some());
        self.tables = tables
            .map(|below| (below.clone(), known.get(below).copied().unwrap_or_else(Instant::now)))
            .collect();
        let longest = settle.saturating_mul(WITHOUT_END);
        if self.tables.values().any(|since| since.elapsed() < longest) {
            look.unsettled += look.ready.len();
            look.ready.clear();
        }
    }

    /// Takes files under the token; those that are gone or that somebody still writes are left for
    /// the next look. A file that cannot be taken is given to `refused` with what the system says,
    /// once, and stays where it is.
    pub fn claim(
        &mut self,
        inbox: &Path,
        token: &str,
        batch: &[Waiting],
        refused: impl Fn(&Path, &io::Error),
    ) -> io::Result<Vec<Claimed>> {
        let mut taken = Vec::with_capacity(batch.len());
        for waiting in batch {
            self.seen.remove(&waiting.below);
            match claim(inbox, token, waiting)? {
                // What cannot be put back stays claimed, and is taken up by the next look.
                Ok(claimed) if claimed.has_grown() => drop(give_back(inbox, &claimed)),
                Ok(claimed) => taken.push(claimed),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => self.refuse(waiting, || refused(&waiting.below, &error)),
            }
        }
        Ok(taken)
    }

    /// Leaves a file alone for a while, and tells of it unless that was done before.
    fn refuse(&mut self, file: &Waiting, tell: impl Fn()) {
        let now = (file.size, file.changed, Instant::now());
        let before = self.refused.insert(file.below.clone(), now);
        if before.is_none_or(|(size, changed, _)| (size, changed) != (file.size, file.changed)) {
            tell();
        }
    }
}

/// Puts a file back where it was dropped, unless another one lies there by now: then it stays
/// claimed for the next run.
pub fn give_back(inbox: &Path, claimed: &Claimed) -> io::Result<()> {
    let place = inbox.join(&claimed.below);
    if place.exists() { Ok(()) } else { fs::rename(&claimed.at, place) }
}

/// All files below the inbox that are no droppings: path, size, time of change. Links are not
/// followed.
fn files(inbox: &Path) -> io::Result<Vec<Seen>> {
    walk(inbox, is_dropping)
}

/// All files below a folder, whatever they are called.
pub(super) fn all_files(folder: &Path) -> io::Result<Vec<Seen>> {
    walk(folder, |_| false)
}

/// Path, size and time of change.
type Seen = (PathBuf, u64, Option<SystemTime>);

/// What keeps kontor from an inbox that cannot be read.
fn away(inbox: &Path, error: io::Error) -> io::Error {
    match error.kind() {
        kind @ io::ErrorKind::NotFound => io::Error::new(kind, InboxGone(inbox.to_owned())),
        _ => super::folder::at(inbox)(error),
    }
}

/// Whether an inbox can be read at all.
///
/// # Errors
/// What keeps kontor from it.
pub fn is_there(inbox: &Path) -> io::Result<()> {
    fs::read_dir(inbox).map(drop).map_err(|error| away(inbox, error))
}

fn walk(inbox: &Path, is_dropping: impl Fn(&str) -> bool) -> io::Result<Vec<Seen>> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(inbox.join(&folder)) {
            Ok(entries) => entries,
            Err(error) if folder.as_os_str().is_empty() => return Err(away(inbox, error)),
            // A folder may be gone again, or closed to us: the others are still read.
            Err(_) => continue,
        };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let Ok(kind) = entry.file_type() else { continue };
            if is_dropping(&name.to_string_lossy()) {
                continue;
            }
            if kind.is_dir() {
                folders.push(folder.join(name));
            } else if let (true, Ok(metadata)) = (kind.is_file(), entry.metadata()) {
                found.push((folder.join(name), metadata.len(), metadata.modified().ok()));
            }
        }
    }
    Ok(found)
}

/// The beginning of a file that may be a table: text that is neither XML nor of a kind with an end
/// mark.
pub fn table_head(file: &Path) -> Option<Vec<u8>> {
    let mut head = vec![0u8; 4096];
    let read = File::open(file).and_then(|mut handle| handle.read(&mut head)).ok()?;
    head.truncate(read);
    let begin = head.trim_ascii_start();
    let text = !begin.contains(&0)
        && !begin.starts_with(b"<")
        && !begin.starts_with(b"\xEF\xBB\xBF<")
        && !begin.starts_with(b"%PDF");
    (text && begin.iter().any(|byte| matches!(byte, b';' | b',' | b'\t' | b'|'))).then_some(head)
}

/// Takes a file: renames it under the token. Inside what keeps it where it is: that it is gone, or
/// anything else the system says.
///
/// # Errors
/// What keeps every file where it is: a full disk, no place for claims.
pub fn claim(
    inbox: &Path,
    token: &str,
    waiting: &Waiting,
) -> io::Result<Result<Claimed, io::Error>> {
    let at = inbox.join(CLAIMED).join(token).join(&waiting.below);
    match at.parent().map_or(Ok(()), fs::create_dir_all) {
        Err(error) if error.kind() == io::ErrorKind::InvalidFilename => return Ok(Err(error)),
        made => made.map_err(super::folder::at(&inbox.join(CLAIMED)))?,
    }
    match super::folder::moved(&inbox.join(&waiting.below), &at) {
        Ok(()) => Ok(Ok(claimed(inbox, token, &waiting.below, waiting.size, waiting.changed))),
        Err(error) if error.kind() == io::ErrorKind::StorageFull => Err(error),
        Err(error) => Ok(Err(error)),
    }
}

fn claimed(
    inbox: &Path,
    token: &str,
    below: &Path,
    size: u64,
    changed: Option<SystemTime>,
) -> Claimed {
    let at = inbox.join(CLAIMED).join(token).join(below);
    Claimed {
        at,
        below: below.to_owned(),
        claim: format!("{token}/{}", spelled(below)),
        size,
        changed,
        is_joined: false,
    }
}

/// Files that an earlier process took and did not finish, in the order of their paths.
pub fn leftovers(inbox: &Path) -> io::Result<Vec<Claimed>> {
    let root = inbox.join(CLAIMED);
    if !root.is_dir() {
        return Ok(Vec::new());
    }
    let mut left = Vec::new();
    for (below, size, changed) in files(&root)? {
        let mut parts = below.components();
        // A file that lies there by itself was taken by nobody: it stays.
        if let (Some(Component::Normal(token)), false) =
            (parts.next(), parts.as_path().as_os_str().is_empty())
        {
            left.push(claimed(inbox, &token.to_string_lossy(), parts.as_path(), size, changed));
        }
    }
    left.sort_by(|a, b| a.claim.cmp(&b.claim));
    Ok(left)
}

/// A file where claimed files are to stand is nobody's claim: it gets a name under which it is taken
/// like any other.
pub fn clear(inbox: &Path) {
    let claimed = inbox.join(CLAIMED);
    let is_in_the_way = fs::symlink_metadata(&claimed).is_ok_and(|there| !there.is_dir());
    let free = (0..100).map(|number| inbox.join(format!("claimed-{number}")));
    if let Some(place) = free.into_iter().find(|place| is_in_the_way && !place.exists()) {
        // What cannot be moved is told by the claim that fails.
        let _ = fs::rename(&claimed, place);
    }
}

/// Removes a claim's empty folders, and the copies in them that a process that died did not end.
pub fn tidy(inbox: &Path) {
    remove_empty(&inbox.join(CLAIMED));
}

/// Removes a folder and the folders inside it as far as nothing whole is in them.
pub(super) fn remove_empty(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => remove_empty(&entry.path()),
            // What cannot be removed keeps its folder, and is tried again.
            Ok(_) if entry.file_name().to_string_lossy().ends_with(UNFINISHED) => {
                drop(fs::remove_file(entry.path()))
            }
            _ => {}
        }
    }
    // Refused when something is left inside, which is what we want.
    let _ = fs::remove_dir(folder);
}

/// Names a claim: no two processes and no two batches make the same.
pub fn token(number: usize) -> String {
    let nanos = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map(|since| since.as_nanos())
        .unwrap_or_default();
    format!("{nanos:x}-{}-{number}", std::process::id())
}

#[cfg(test)]
mod tests;
