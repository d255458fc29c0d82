//! Originals that were taken and may go on: whoever wrote them may only have paused.
//!
//! No mark ends a table, a letter of one part or a file of many statements, and who still writes one
//! is not always seen: a file server's processes are another user's, those of other machines are in
//! no list at all. So such an original is not deleted when it is booked. It stays below
//! `.taken/` for a while, under the very inode that its writer has open. What has grown there
//! goes back into the inbox and is read whole; what it says a second time is known by then. Where
//! the rest comes as a file of its own under the same name, without a header, it is read together
//! with what came before it.

use super::folder::{UNFINISHED, at as at_place};
use super::intake::{Claimed, all_files, remove_empty};
use super::take::Taken;
use super::whole::may_go_on;
use crate::domain::finding::Weight;
use crate::domain::{Content, Finding, FindingKind};
use crate::formats::{self, Input, Layouts, Read, Reading};
use std::collections::HashSet;
use std::ffi::OsString;
use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Component, Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Where they stand: beside the inbox, or in it where it is a file system of its own.
pub const KEPT: &str = ".taken";
/// So long at least, since they were taken.
const KEPT_FOR: Duration = Duration::from_secs(600);
/// Larger files are not read twice to see whether one goes on with the other, bytes.
const LARGEST_JOINED: u64 = 16_000_000;

/// Where more files than that were taken together, none of them is the rest of another.
const MOST_BESIDE: usize = 1_000;
/// So far ahead a moment is one of a clock that was set back since.
const SET_BACK: Duration = Duration::from_secs(86_400);

/// A document that was read together with the one before it.
pub static GOES_ON: FindingKind = FindingKind {
    code: "goes-on",
    weight: Weight::Note,
    de: "Die Datei beginnt ohne Kopf und setzt fort, was kurz zuvor unter demselben Namen kam: \
        Beide sind zusammen gelesen, das Frühere ist ihr Anfang.",
    en: "The file begins without a head and goes on with what came under the same name shortly \
        before: both were read together, the earlier one is their beginning.",
};

/// An original that is kept.
#[derive(Debug)]
struct Kept {
    at: PathBuf,
    token: String,
    /// Path below the inbox that it came under.
    below: PathBuf,
    /// Bytes when it was read.
    size: u64,
}

impl Kept {
    /// One by its place `TOKEN/path.SIZE`.
    fn read(root: &Path, below: &Path) -> Option<Kept> {
        let mut parts = below.components();
        let Component::Normal(token) = parts.next()? else { return None };
        let (token, path) = (token.to_str()?.to_owned(), parts.as_path());
        let name = path.file_name()?.as_encoded_bytes();
        let dot = name.iter().rposition(|byte| *byte == b'.')?;
        let size = std::str::from_utf8(name.get(dot + 1..)?).ok()?.parse().ok()?;
        let stem = std::os::unix::ffi::OsStrExt::from_bytes(name.get(..dot)?);
        let stem: &std::ffi::OsStr = stem;
        Some(Kept { at: root.join(below), token, below: path.with_file_name(stem), size })
    }

    /// Since when, by our own clock; one that was set back since says nothing yet.
    fn age(&self) -> Duration {
        let Some(nanos) = taken_at(&self.token) else { return KEPT_FOR };
        match SystemTime::now().duration_since(UNIX_EPOCH + Duration::from_nanos(nanos)) {
            Ok(age) => age,
            Err(ahead) if ahead.duration() < SET_BACK => Duration::ZERO,
            Err(_) => KEPT_FOR,
        }
    }
}

/// The moment that a token names.
fn taken_at(token: &str) -> Option<u64> {
    u64::from_str_radix(token.split('-').next()?, 16).ok()
}

/// The places where files of an inbox are kept, the better one first.
fn roots(inbox: &Path) -> [PathBuf; 2] {
    [inbox.parent().unwrap_or(inbox).join(KEPT), inbox.join(KEPT)]
}

/// Keeps a taken file: `put` gives it its name there.
fn put_aside(
    inbox: &Path,
    claimed: &Claimed,
    put: impl Fn(&Path) -> io::Result<()>,
) -> io::Result<()> {
    let mut name: OsString = claimed.below.clone().into_os_string();
    name.push(format!(".{}", claimed.size));
    let into = |root: &Path| {
        let place = root.join(claimed.token()).join(&name);
        place.parent().map_or(Ok(()), fs::create_dir_all)?;
        put(&place)?;
        // As all that an office writes; of what is another's it cannot be said.
        let _ = fs::set_permissions(place, Permissions::from_mode(0o600));
        Ok(())
    };
    let [beside, inside] = roots(inbox);
    into(&beside).or_else(|_| into(&inside))
}

/// Ends the claim of a file that is booked: one that may go on is kept, any other is removed.
pub fn keep(inbox: &Path, claimed: &Claimed) -> io::Result<()> {
    let removed = || match fs::remove_file(&claimed.at) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at_place(&claimed.at)(error)),
        _ => Ok(()),
    };
    // What was read together is ours; its parts are kept, each for itself.
    if claimed.is_joined || !may_go_on(&claimed.at, claimed.size) {
        return removed();
    }
    // A name that cannot bear more is not kept.
    put_aside(inbox, claimed, |place| fs::rename(&claimed.at, place)).or_else(|_| removed())
}

/// Looks through what is kept: what has grown goes back into the inbox, where nothing lies in its
/// way; what is long there, goes. Gives what went back.
pub fn look_through(inbox: &Path) -> Vec<PathBuf> {
    let there = roots(inbox).into_iter().filter(|root| root.is_dir());
    there.flat_map(|root| looked_through(inbox, &root)).collect()
}

fn looked_through(inbox: &Path, root: &Path) -> Vec<PathBuf> {
    let mut back = Vec::new();
    for (below, size, _) in all_files(root).unwrap_or_default() {
        let Some(kept) = Kept::read(root, &below) else { continue };
        let place = inbox.join(&kept.below);
        if size != kept.size {
            let made = place.parent().map_or(Ok(()), fs::create_dir_all);
            let is_free = fs::symlink_metadata(&place).is_err();
            if made.is_ok() && is_free && fs::rename(&kept.at, &place).is_ok() {
                back.push(kept.below);
            }
        } else if kept.age() >= KEPT_FOR {
            // What cannot be removed is tried again.
            let _ = fs::remove_file(&kept.at);
        }
    }
    remove_empty(root);
    back
}

/// What is kept of files of the same path, the oldest first.
fn same_name(inbox: &Path, claimed: &Claimed) -> Vec<Kept> {
    let folder = claimed.below.parent().unwrap_or(Path::new(""));
    let mut found = Vec::new();
    for root in roots(inbox) {
        for token in fs::read_dir(&root).into_iter().flatten().flatten() {
            let inside = Path::new(&token.file_name()).join(folder);
            let there = fs::read_dir(root.join(&inside)).into_iter().flatten().flatten();
            for entry in there.take(MOST_BESIDE) {
                let kept = Kept::read(&root, &inside.join(entry.file_name()));
                found.extend(kept.filter(|kept| kept.below == claimed.below));
            }
        }
    }
    found.sort_by_key(|kept| taken_at(&kept.token));
    found
}

/// A file that says nothing by itself, read together with what came before it under its name: where
/// that makes one document of the same format that says more and leaves no more doubts, this is what
/// the claim stands for from now on. The file itself is kept beside its beginning.
pub fn join(inbox: &Path, claimed: &Claimed, layouts: &Layouts) -> io::Result<Option<Claimed>> {
    let Some(joined) = joined(inbox, claimed, layouts) else { return Ok(None) };
    let mut draft = claimed.at.clone().into_os_string();
    draft.push(UNFINISHED);
    let mut file = File::create(&draft)?;
    file.write_all(&joined)?;
    file.sync_all()?;
    // A second name before the first one goes: it is never without one. Where a file system has
    // none, it is copied.
    put_aside(inbox, claimed, |place| match fs::hard_link(&claimed.at, place) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            fs::copy(&claimed.at, place).map(drop)
        }
        _ => Ok(()),
    })?;
    fs::rename(&draft, &claimed.at)?;
    let there = fs::metadata(&claimed.at)?;
    let (size, changed) = (there.len(), there.modified().ok());
    Ok(Some(Claimed { size, changed, is_joined: true, ..claimed.clone() }))
}

/// Says of the documents of these claims that they were read together with what came before.
pub(super) fn told(mut taken: Vec<Vec<Taken>>, joined: &HashSet<String>) -> Vec<Vec<Taken>> {
    let documents = taken.iter_mut().filter_map(|documents| documents.first_mut());
    documents
        .filter(|document| joined.contains(&document.claim))
        .for_each(|document| document.tell(GOES_ON.found()));
    taken
}

/// The content of a file behind that of the files before it, from the last that is one by itself.
fn joined(inbox: &Path, claimed: &Claimed, layouts: &Layouts) -> Option<Vec<u8>> {
    let mut before = same_name(inbox, claimed);
    before.retain(|kept| kept.token != claimed.token() && kept.age() < KEPT_FOR);
    if before.is_empty() {
        return None;
    }
    let name = claimed.below.to_string_lossy();
    let read = |bytes: &[u8]| {
        let input = Input { bytes, name: &name, layouts };
        // A reader that fails is a file that does not fit.
        let read = std::panic::AssertUnwindSafe(|| formats::read(&input));
        std::panic::catch_unwind(read).ok()?.ok()
    };
    let mut rest = small(&claimed.at, 0)?;
    // What is read by itself is a document of its own, whatever it leaves to be asked.
    if read(&rest).is_some() {
        return None;
    }
    for kept in before.iter().rev() {
        let beginning = small(&kept.at, rest.len() as u64)?;
        let both = [beginning.as_slice(), &rest].concat();
        match read(&beginning) {
            None => rest = both,
            Some((format, alone)) => {
                let (as_one, whole) = read(&both)?;
                let fits = as_one.name == format.name
                    && whole.content != alone.content
                    && doubts(&whole, layouts) <= doubts(&alone, layouts);
                return fits.then_some(both);
            }
        }
    }
    None
}

fn small(file: &Path, beside: u64) -> Option<Vec<u8>> {
    let size = fs::metadata(file).ok()?.len();
    (size.saturating_add(beside) <= LARGEST_JOINED).then(|| fs::read(file).ok())?
}

/// How much a reading leaves to be asked, with what is inside it.
fn doubts(reading: &Reading, layouts: &Layouts) -> usize {
    let asked = |findings: &[Finding]| {
        findings.iter().filter(|finding| finding.kind.weight > Weight::Note).count()
    };
    let inside = match &reading.content {
        Read::Content(Content::BankStatement(file)) => {
            file.statements.iter().map(|statement| asked(&statement.findings)).sum()
        }
        Read::Content(_) => 0,
        Read::Parts(parts) => parts
            .iter()
            .map(|part| {
                let input = Input { bytes: &part.bytes, name: &part.name, layouts };
                let read = std::panic::AssertUnwindSafe(|| formats::read(&input));
                match std::panic::catch_unwind(read) {
                    Ok(Ok((_, read))) => doubts(&read, layouts),
                    _ => 1,
                }
            })
            .sum(),
    };
    asked(&reading.findings) + inside
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::intake::{Waiting, claim, token};

    const HEADER: &str = "Buchungstag;Valuta;Auftraggeber/Empfänger;IBAN;Verwendungszweck;Betrag;\
                          Währung\n";

    fn row(day: u8) -> String {
        format!("0{day}.10.2026;0{day}.10.2026;Meier;;Text {day};-{day},50;EUR\n")
    }

    fn taken(inbox: &Path, token: &str, name: &str, text: &str) -> io::Result<Claimed> {
        fs::write(inbox.join(name), text)?;
        let there = fs::metadata(inbox.join(name))?;
        let waiting =
            Waiting { below: name.into(), size: there.len(), changed: there.modified().ok() };
        claim(inbox, token, &waiting)?
    }

    #[test]
    fn what_grows_after_it_was_booked_goes_back_and_what_is_whole_goes() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let inbox = &folder.path().join("inbox");
        fs::create_dir(inbox)?;
        let file = taken(inbox, &token(0), "u.csv", &(HEADER.to_owned() + &row(1)))?;
        let mut writer = File::options().append(true).open(&file.at)?;
        keep(inbox, &file)?;
        assert!(!file.at.exists() && look_through(inbox).is_empty());
        writer.write_all(row(2).as_bytes())?;
        // Another file in the way: it waits.
        fs::write(inbox.join("u.csv"), "x")?;
        assert!(look_through(inbox).is_empty());
        fs::remove_file(inbox.join("u.csv"))?;
        assert_eq!(look_through(inbox), [PathBuf::from("u.csv")]);
        assert_eq!(fs::read_to_string(inbox.join("u.csv"))?, HEADER.to_owned() + &row(1) + &row(2));
        assert!(!folder.path().join(KEPT).exists());
        // One that says where it ends, and one taken long ago.
        let markup = taken(inbox, &token(1), "a.xml", "<a></a>")?;
        keep(inbox, &markup)?;
        assert!(!folder.path().join(KEPT).exists() && !markup.at.exists());
        let old = taken(inbox, "1-2-3", "old.csv", "a;b\n")?;
        keep(inbox, &old)?;
        assert!(look_through(inbox).is_empty() && !folder.path().join(KEPT).exists());
        Ok(())
    }

    #[test]
    fn rests_under_the_same_name_are_read_with_their_beginning() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let inbox = &folder.path().join("inbox");
        fs::create_dir(inbox)?;
        let layouts = Layouts::default();
        let first = taken(inbox, &token(0), "u.csv", &(HEADER.to_owned() + &row(1)))?;
        assert!(join(inbox, &first, &layouts)?.is_none());
        keep(inbox, &first)?;
        // Something else under that name is no rest.
        for other in ["hallo\n", "\0\u{1}\u{2}"] {
            let other = taken(inbox, &token(1), "u.csv", other)?;
            assert!(join(inbox, &other, &layouts)?.is_none());
            fs::remove_file(&other.at)?;
        }
        let mut text = HEADER.to_owned() + &row(1);
        for day in 2..4 {
            let rest = taken(inbox, &token(usize::from(day)), "u.csv", &row(day))?;
            text += &row(day);
            let whole = join(inbox, &rest, &layouts)?.expect("it goes on");
            assert_eq!(fs::read_to_string(&whole.at)?, text);
            assert_eq!(whole.size, text.len() as u64);
            keep(inbox, &whole)?;
            assert!(!whole.at.exists());
        }
        // A rest that itself goes on comes back as it is, and is read with what came before.
        let last = same_name(inbox, &first).pop().expect("kept");
        File::options().append(true).open(&last.at)?.write_all(row(4).as_bytes())?;
        assert_eq!(look_through(inbox), [PathBuf::from("u.csv")]);
        let again = fs::read_to_string(inbox.join("u.csv"))?;
        let again = taken(inbox, &token(9), "u.csv", &again)?;
        let whole = join(inbox, &again, &layouts)?.expect("it goes on");
        assert_eq!(fs::read_to_string(&whole.at)?, text + &row(4));
        Ok(())
    }
}
