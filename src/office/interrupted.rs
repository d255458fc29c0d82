//! Files that were being read when a process died. It may have been killed for any reason, or by
//! what it read: so what it left behind is read file by file, each noted before it is read, and a
//! file at which another process died is not trusted any more.

use super::intake::Claimed;
use super::take::{Taken, Taking};
use crate::domain::FindingKind;
use crate::domain::finding::Weight;
use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::Path;

/// A file at which kontor ended more than once.
pub static ENDED_A_RUN: FindingKind = FindingKind {
    code: "reading-ended-kontor",
    weight: Weight::Error,
    de: "An dieser Datei ist kontor mehrmals abgebrochen, beim Lesen oder beim Buchen; sie wird \
        deshalb nicht mehr genommen. Bitte den Absender um eine andere Datei bitten. Wurde kontor \
        von außen beendet (Neustart, Stromausfall), die Datei noch einmal ablegen.",
    en: "kontor ended several times while it read or booked this file; so it is not taken any \
        more. Ask the sender for another file. If kontor was ended from outside (restart, power \
        cut), drop the file again.",
};

/// A file that holds on trial is read so many times more, whoever ends kontor meanwhile: what ends
/// it by itself is found by its rehearsal, and a machine that restarts often sets nothing aside.
const MOST_DEATHS: u32 = 10;

/// Whether a file at which so many processes died is left alone; on trial it can be read within
/// bounds.
pub(super) fn is_left_alone(deaths: u32, on_trial: bool) -> bool {
    deaths >= MOST_DEATHS || (deaths > 0 && !on_trial)
}

/// Takes what a process that died had claimed, one file after the other, and reads none that ended
/// a rehearsal ([`super::rehearsal`]); the result is as that of [`Taking::take`].
pub(super) fn take(
    taking: Taking<'_>,
    claimed: &[Claimed],
    deadly: &HashSet<String>,
    note: &Path,
) -> io::Result<Vec<Vec<Taken>>> {
    let noted = Note::read(note);
    let deaths = |file: &Claimed| {
        noted.as_ref().filter(|noted| noted.claim == file.claim).map_or(0, |noted| noted.deaths)
    };
    let mut order: Vec<usize> = (0..claimed.len()).collect();
    // The note holds one file: the one it names comes first, so that what it says is not lost.
    order.sort_by_key(|at| std::cmp::Reverse(claimed.get(*at).map_or(0, deaths)));
    let mut taken: Vec<Vec<Taken>> = claimed.iter().map(|_| Vec::new()).collect();
    for at in order {
        let (Some(file), Some(place)) = (claimed.get(at), taken.get_mut(at)) else { continue };
        let deaths = deaths(file);
        Note { claim: file.claim.clone(), deaths: deaths + 1 }.write(note)?;
        let deaths = if deadly.contains(&file.claim) { MOST_DEATHS } else { deaths };
        let done = Taking { deaths, ..taking }.take(std::slice::from_ref(file));
        // An error is no death.
        fs::remove_file(note)?;
        *place = done?.into_iter().flatten().collect();
    }
    Ok(taken)
}

/// What is being read, and at how many deaths it will have been read if this is another one.
#[derive(Debug, PartialEq)]
struct Note {
    claim: String,
    deaths: u32,
}

impl Note {
    fn read(file: &Path) -> Option<Note> {
        let text = fs::read_to_string(file).ok()?;
        let (deaths, claim) = text.split_once(' ')?;
        Some(Note { claim: claim.to_owned(), deaths: deaths.parse().ok()? })
    }

    /// Writes it whole or not at all.
    fn write(&self, file: &Path) -> io::Result<()> {
        let draft = file.with_extension("part");
        fs::write(&draft, format!("{} {}", self.deaths, self.claim))?;
        fs::rename(draft, file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Layouts;
    use crate::office::take::Outcome;

    #[test]
    fn a_file_at_which_kontor_died_twice_is_left_alone_and_the_others_are_read() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let claimed = |name: &str| -> io::Result<Claimed> {
            let at = folder.path().join(name);
            fs::write(&at, name)?;
            let changed = fs::metadata(&at)?.modified().ok();
            Ok(Claimed {
                at,
                below: name.into(),
                claim: format!("t/{name}"),
                size: name.len() as u64,
                changed,
                is_joined: false,
            })
        };
        let files = [claimed("a.txt")?, claimed("b c.txt")?];
        let (archive, note) = (folder.path().join("archive"), folder.path().join("note"));
        fs::create_dir(&archive)?;
        let layouts = Layouts::default();
        let judge = |_: &[u8]| Vec::new();
        let taking = Taking {
            archive: &archive,
            trial: None,
            layouts: &layouts,
            directory: &crate::office::route::Directory::default(),
            largest: 100,
            deepest: 3,
            judge: &judge,
            scanner: None,
            deaths: 0,
        };
        let codes = |deadly: &[&str]| -> io::Result<Vec<&str>> {
            let deadly = deadly.iter().map(|claim| (*claim).to_owned()).collect();
            let taken = take(taking, &files, &deadly, &note)?;
            let code = |taken: &Taken| match &taken.outcome {
                Outcome::Failed(_, finding) => finding.code(),
                _ => "read",
            };
            Ok(taken.iter().flatten().map(code).collect())
        };
        assert_eq!(
            codes(&[])?,
            ["unknown-format", "unknown-format"],
            "the first death says nothing of a file"
        );
        assert!(!note.exists());
        Note { claim: "t/b c.txt".to_owned(), deaths: 1 }.write(&note)?;
        assert_eq!(codes(&[])?, ["unknown-format", ENDED_A_RUN.code]);
        assert!(!note.exists());
        assert_eq!(codes(&["t/a.txt"])?, [ENDED_A_RUN.code, "unknown-format"]);
        // Both were kept when they were read: what is set aside now keeps its original.
        let taken = take(taking, &files, &HashSet::from(["t/a.txt".to_owned()]), &note)?;
        let kept = |taken: &Taken| {
            taken.archived.as_ref().is_some_and(|below| archive.join(below).is_file())
        };
        assert!(taken.iter().flatten().all(kept));
        Ok(())
    }

    #[test]
    fn a_trial_gives_it_another_chance_and_no_end_of_them() {
        assert!(!is_left_alone(0, false) && is_left_alone(1, false));
        assert!(!is_left_alone(1, true) && is_left_alone(MOST_DEATHS, true));
    }
}
