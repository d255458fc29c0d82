//! What a process that died had claimed is gone through once more by a process of its own, from
//! reading to the last row of the books, and nothing of it is kept. Where that process dies too,
//! each file is tried alone: one that ends it is what ended the run, and it is set aside; the run
//! itself goes on.

use super::intake::{self, Claimed, batches};
use super::run::Desk;
use super::setup::{NotOpened, desk};
use super::take::Taking;
use super::trial::{Trial, bound_time};
use std::collections::HashSet;
use std::io;
use std::path::Path;
use std::process::Stdio;

/// A rehearsal may compute so many times as long as reading one file may, and a second more for
/// each file of it.
const WITH_BOOKING: u64 = 6;

/// Seconds that a megabyte may take besides: many times what it does, so that a slow machine sets
/// nothing aside that it could book.
const A_MEGABYTE: u64 = 10;

/// Exit statuses of a rehearsal: that of kontor's own faults (a panic), and that of one that was
/// not held.
const FAULT: i32 = 70;

/// How a rehearsal of several files ended.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Rehearsed {
    /// It died: what is left is taken one file at a time, so that no two of them meet in one
    /// transaction.
    pub died: bool,
    /// Claims of the files that end a process by themselves.
    pub deadly: HashSet<String>,
}

impl Trial {
    /// Rehearses these files, together and, where that ends the process, one by one.
    pub(super) fn rehearse(&self, claimed: &[Claimed]) -> Rehearsed {
        let all: Vec<&str> = claimed.iter().map(|file| file.claim.as_str()).collect();
        rehearsed(&all, |claims| self.ends_a_process(claims))
    }

    /// Whether going through these claims ends a process. One that could not be started, or was
    /// ended from outside, says nothing.
    fn ends_a_process(&self, claims: &[&str]) -> bool {
        let mut command = self.command("rehearse");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if let [one] = claims {
            command.arg(one);
        }
        command.status().is_ok_and(|status| is_own_death(status.code(), status))
    }
}

fn is_own_death(code: Option<i32>, status: std::process::ExitStatus) -> bool {
    code == Some(FAULT) || super::trial::is_own_death(status)
}

fn rehearsed(claims: &[&str], ends_a_process: impl Fn(&[&str]) -> bool) -> Rehearsed {
    if claims.is_empty() || !ends_a_process(claims) {
        return Rehearsed::default();
    }
    let ends_alone = |claim: &&&str| claims.len() == 1 || ends_a_process(&[**claim]);
    Rehearsed {
        died: true,
        deadly: claims.iter().filter(ends_alone).map(|claim| (*claim).to_owned()).collect(),
    }
}

/// The rehearsing side: goes through what was left behind, or the one claim of it, and writes
/// nothing. An office that cannot be opened now is the run's to tell.
pub async fn serve(root: &Path, program: &Path, claim: Option<&str>) -> anyhow::Result<()> {
    // A panic is told by the exit status; what it says is no person's to read.
    std::panic::set_hook(Box::new(|_| {}));
    let Ok((desk, _)) = desk(root, "kontor").await.map_err(|_: NotOpened| ()) else {
        anyhow::bail!("the office cannot be opened")
    };
    let left = intake::leftovers(&desk.setup.folder.inbox())?;
    let files: Vec<Claimed> =
        left.into_iter().filter(|file| claim.is_none_or(|claim| file.claim == claim)).collect();
    let megabytes = files.iter().map(|file| file.size).sum::<u64>() / 1_000_000;
    bound_time(
        desk.setup.reading_seconds * WITH_BOOKING + files.len() as u64 + megabytes * A_MEGABYTE,
    )?;
    die_first();
    let trial = Trial::new(program.to_owned(), root.to_owned(), desk.setup.reading_seconds);
    for batch in batches(files, |file| file.size) {
        desk.rehearse(&trial, batch).await?;
    }
    Ok(())
}

/// Where the machine's memory ends, the kernel takes this process and not the run.
fn die_first() {
    // Only Linux has it; elsewhere nothing is lost.
    let _ = std::fs::write("/proc/self/oom_score_adj", "1000");
}

impl Desk {
    async fn rehearse(&self, trial: &Trial, batch: Vec<Claimed>) -> anyhow::Result<()> {
        let mut unfinished = Vec::new();
        for file in batch {
            if self.store.documents_claimed(&file.claim).await?.is_empty() {
                unfinished.push(file);
            }
        }
        let taken = tokio::task::block_in_place(|| -> io::Result<_> {
            let (archive, judge) = (self.setup.folder.archive(), self.setup.judge());
            let taking: Taking<'_> = self.setup.taking(&archive, Some(trial), &judge);
            taking.read(&unfinished)
        })?;
        let mut books = self.books().await?;
        let (work, changes) = self.plan(&mut books, taken).await?;
        work.rehearse(&changes).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_a_process_by_itself_is_named_and_nothing_else() {
        let deadly = |claims: &[&str]| claims.contains(&"b");
        let found = rehearsed(&["a", "b", "c"], deadly);
        assert_eq!((found.died, found.deadly), (true, HashSet::from(["b".to_owned()])));
        assert_eq!(rehearsed(&["a", "c"], deadly), Rehearsed::default());
        assert_eq!(rehearsed(&[], |_| true), Rehearsed::default());
    }

    #[test]
    fn files_that_end_it_only_together_are_taken_one_by_one() {
        let found = rehearsed(&["a", "b"], |claims| claims.len() > 1);
        assert_eq!((found.died, found.deadly), (true, HashSet::new()));
    }
}
