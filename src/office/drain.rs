//! The inbox through the house, batch by batch, until nothing is left to do.

use super::archive;
use super::books::Books;
use super::contacts::AskedInVain;
use super::folder::{Folder, said};
use super::intake::{self, BATCH_BYTES, BATCH_FILES, Claimed, Waiting, Watchlist, batches, token};
use super::interrupted;
use super::kept;
use super::refusals::not_moved;
use super::rehearsal::Rehearsed;
use super::rejudge::Again;
use super::run::{Progress, Runner, Summary};
use super::take::Taken;
use super::unstored;
use crate::domain::{Kind, Language, plain};
use crate::formats::{self, Input};
use crate::store::Changes;
use crate::store::rows::{DocumentRow, DocumentStatus};
use anyhow::Context;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::io;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// A file that settles is waited for so many times the settle time, since something was taken last,
/// and at least so long.
const LONGEST_WAIT: u32 = 60;
const LEAST_WAIT: Duration = Duration::from_secs(10);

/// How claimed files came into the hands of this process.
#[derive(Clone, Copy)]
enum Came<'a> {
    /// It took them.
    Now,
    /// A process that died had taken them, by some of these as is known now.
    Left(&'a HashSet<String>),
}

/// A batch that was taken once, and can be taken again.
pub(super) struct Batch<'a> {
    /// Its files.
    pub claimed: &'a [Claimed],
    /// Takes them.
    pub take: &'a dyn Fn() -> io::Result<Vec<Vec<Taken>>>,
    /// Its sheets by their claims, with what became of their answers.
    pub sheets: HashMap<String, Taken>,
}

impl Batch<'_> {
    /// The documents as they were taken.
    pub fn again(&self) -> anyhow::Result<Vec<Vec<Taken>>> {
        let mut taken = tokio::task::block_in_place(self.take).context("archive")?;
        for document in taken.iter_mut().flatten() {
            if let Some(sheet) = self.sheets.get(&document.claim) {
                *document = sheet.clone();
            }
        }
        Ok(taken)
    }
}

/// What was made part of the books at once.
pub(super) struct Booked {
    /// The last of it.
    pub changes: Changes,
    /// Bank entries and journal entries that were written before.
    pub written: (usize, usize),
}

impl Runner {
    /// Takes everything in the inbox through the house until nothing is left to do. With `wait`,
    /// files that are still settling are waited for, in nobody's turn and not for ever; otherwise
    /// they stay for the next call.
    pub async fn drain(
        &self,
        list: &mut Watchlist,
        wait: bool,
        progress: &Progress<'_>,
    ) -> anyhow::Result<Summary> {
        let mut summary = Summary::default();
        let inbox = self.setup.folder.inbox();
        let longest = self.setup.settle.saturating_mul(LONGEST_WAIT).max(LEAST_WAIT);
        let (mut received, mut since) = (0, Instant::now());
        loop {
            let mut unsettled = 0;
            self.again(async || {
                unsettled = self.drain_once(list, progress, &mut summary).await?;
                Ok(())
            })
            .await?;
            if summary.received != received {
                (received, since) = (summary.received, Instant::now());
            }
            let mut is_ready = false;
            while wait && unsettled > 0 && !is_ready && since.elapsed() < longest {
                tokio::time::sleep(list.pause(self.setup.settle)).await;
                let look = list.look(&inbox, self.setup.settle)?;
                (unsettled, is_ready) = (look.unsettled, !look.ready.is_empty());
            }
            if is_ready {
                continue;
            }
            if wait && unsettled > 0 {
                list.settling().for_each(|below| self.left_growing(below));
                summary.left = unsettled;
            }
            return Ok(summary);
        }
    }

    /// Takes what is whole; gives how many files still settle.
    async fn drain_once(
        &self,
        list: &mut Watchlist,
        progress: &Progress<'_>,
        summary: &mut Summary,
    ) -> anyhow::Result<usize> {
        let inbox = self.setup.folder.inbox();
        self.hold()?;
        let _turn = self.turn().await?;
        if let Err(error) = self.end_moves().await? {
            eprintln!("{}", not_moved(&error, self.setup.language));
        }
        summary.released += self.control().await?;
        self.confirm().await?;
        intake::clear(&inbox);
        list.look_through_kept(&inbox).iter().for_each(|below| self.went_on(below));
        let left = intake::leftovers(&inbox)?;
        let look = list.look(&inbox, self.setup.settle)?;
        if left.is_empty() && look.ready.is_empty() {
            return Ok(look.unsettled);
        }
        let asked_before = self.store.doubts(None, self.setup.language).await?;
        let mut books = self.books_at_hand().await?;
        let (mut done, mut seen) = (0, 0);
        if !left.is_empty() {
            let unfinished = self.finish_committed(left).await?;
            seen += unfinished.len();
            let rehearsed = self.rehearsed(&unfinished);
            let weight =
                |claimed: &Claimed| if rehearsed.died { BATCH_BYTES } else { claimed.size };
            for batch in batches(unfinished, weight) {
                done += batch.len();
                self.batch(&mut books, batch, Came::Left(&rehearsed.deadly), summary).await?;
                progress(done, seen);
            }
        }
        let unsettled = loop {
            let look = list.look(&inbox, self.setup.settle)?;
            if look.ready.is_empty() {
                break look.unsettled;
            }
            seen += look.ready.len();
            for (number, batch) in
                batches(self.contacts_first(&inbox, look.ready), |waiting| waiting.size)
                    .into_iter()
                    .enumerate()
            {
                let token = token(number);
                let claimed =
                    list.claim(&inbox, &token, &batch, |below, why| self.refused(below, why))?;
                done += batch.len();
                self.batch(&mut books, claimed, Came::Now, summary).await?;
                progress(done, seen);
            }
        };
        intake::tidy(&inbox);
        self.judge_again(&mut books, summary, Again::Came).await?;
        self.pages_of_booked(&mut books).await?;
        let asked = self.store.doubts(None, self.setup.language).await?;
        let came = asked.into_keys().filter(|id| !asked_before.contains_key(id)).collect();
        self.accounts_follow(Some(&came), summary).await?;
        self.end_answered().await?;
        summary.released += self.control().await?;
        self.confirm().await?;
        let asked_now = self.store.doubts(None, self.setup.language).await?;
        summary.doubtful +=
            asked_now.keys().filter(|document| !asked_before.contains_key(document)).count();
        Ok(unsettled)
    }

    /// Where a drop is parted into several transactions, contacts go into the first: they count for
    /// all that lies beside them.
    fn contacts_first(&self, inbox: &std::path::Path, ready: Vec<Waiting>) -> Vec<Waiting> {
        let bytes = ready.iter().fold(0, |sum: u64, waiting| sum.saturating_add(waiting.size));
        if ready.len() <= BATCH_FILES && bytes <= BATCH_BYTES {
            return ready;
        }
        let (mut first, others): (Vec<Waiting>, Vec<Waiting>) =
            ready.into_iter().partition(|waiting| {
                let head = intake::table_head(&inbox.join(&waiting.below));
                let input = head.as_deref().map(|bytes| Input {
                    bytes,
                    name: "",
                    layouts: &self.setup.layouts,
                });
                input.is_some_and(|input| {
                    formats::recognise(&input).is_ok_and(|format| format.kind == Kind::Contacts)
                })
            });
        first.extend(others);
        first
    }

    /// Tells of a file that somebody still writes to.
    fn left_growing(&self, below: &std::path::Path) {
        let below = below.to_string_lossy();
        let name = plain::line(&below);
        match self.setup.language {
            Language::De => eprintln!(
                "inbox/{name} wird noch geschrieben; kontor wartet nicht länger darauf. Die Datei \
                 bleibt liegen und wird genommen, wenn sie fertig ist."
            ),
            Language::En => {
                eprintln!(
                    "inbox/{name} is still being written; kontor waits no longer. The file stays \
                     and is taken once it is whole."
                )
            }
        }
    }

    /// Tells of a file that was written to after it was booked.
    fn went_on(&self, below: &std::path::Path) {
        let below = below.to_string_lossy();
        let name = plain::line(&below);
        match self.setup.language {
            Language::De => eprintln!(
                "inbox/{name} ist weitergeschrieben worden, nachdem kontor die Datei genommen \
                 hatte; sie liegt wieder im Eingang und wird ganz gelesen."
            ),
            Language::En => eprintln!(
                "inbox/{name} was written to after kontor had taken it; it lies in the inbox again \
                 and is read whole."
            ),
        }
    }

    fn refused(&self, below: &std::path::Path, error: &io::Error) {
        let below = below.to_string_lossy();
        let (name, why) = (plain::line(&below), said(error, self.setup.language));
        match self.setup.language {
            Language::De => {
                eprintln!(
                    "inbox/{name} bleibt liegen: kontor kann die Datei nicht wegnehmen ({why}). \
                     Bitte die Rechte des Ordners und die Verbindung zum Laufwerk prüfen; kontor \
                     versucht es wieder."
                )
            }
            Language::En => {
                eprintln!(
                    "inbox/{name} stays: kontor cannot take the file away ({why}). Check the \
                     folder's permissions and the connection to the drive; kontor tries again."
                );
            }
        }
    }

    /// Tells of a file that is booked and stays claimed.
    fn not_left(&self, claimed: &Claimed, error: &io::Error) {
        let below = claimed.below.to_string_lossy();
        let (name, why) = (plain::line(&below), said(error, self.setup.language));
        match self.setup.language {
            Language::De => eprintln!(
                "kontor: {name} ist gebucht, aber die Datei lässt sich nicht aus dem Eingang \
                 nehmen ({why}). Bitte Rechte und Laufwerk prüfen; kontor holt es beim nächsten \
                 Lauf nach."
            ),
            Language::En => eprintln!(
                "kontor: {name} is booked, but the file cannot be taken out of the inbox ({why}). \
                 Check permissions and the drive; kontor makes up for it at the next run."
            ),
        }
    }

    /// Tells once that `rejected/` takes nothing.
    fn rejected_took(&self, went: io::Result<()>) {
        let Err(error) = went else { return };
        if !self.told_of_rejected.swap(true, Ordering::Relaxed) {
            eprintln!("{}", not_moved(&error, self.setup.language));
        }
    }

    /// Ends claims that were committed before a crash; gives back those that were not.
    async fn finish_committed(&self, left: Vec<Claimed>) -> anyhow::Result<Vec<Claimed>> {
        let (mut unfinished, mut touched) = (Vec::new(), BTreeSet::new());
        for claimed in left {
            let documents = self.store.documents_claimed(&claimed.claim).await?;
            let top = documents.iter().find(|document| document.parent_id.is_none());
            // What was written to it after it was read goes back as it does without a crash.
            if top.is_some_and(|top| top.size_bytes != claimed.size as i64) {
                self.leave(&claimed, intake::give_back(&self.setup.folder.inbox(), &claimed));
                continue;
            }
            match documents.is_empty() {
                true => unfinished.push(claimed),
                false => {
                    self.end_claim(&claimed, &documents.iter().collect::<Vec<_>>(), &mut touched)
                }
            }
        }
        self.rejected_took(Folder::keep_names(touched));
        Ok(unfinished)
    }

    /// Ends a claim whose documents are in the books. What `rejected/` does not take now, and what
    /// does not leave the inbox, stays claimed, whatever the disk says: that is told once, and a
    /// later run ends it. What was written to it meanwhile was not read: it goes back into the
    /// inbox, and is read whole.
    fn end_claim(
        &self,
        claimed: &Claimed,
        documents: &[&DocumentRow],
        touched: &mut BTreeSet<PathBuf>,
    ) {
        let folder = &self.setup.folder;
        if claimed.has_grown() {
            return self.leave(claimed, intake::give_back(&folder.inbox(), claimed));
        }
        let slip = |document: &DocumentRow| self.slip(document);
        let laid = folder.lay_rejected(claimed, documents, &slip, touched);
        match laid {
            Ok(()) => self.leave(claimed, folder.finish(claimed)),
            refused => self.rejected_took(refused),
        }
    }

    /// Tells once that a file does not leave its claim.
    fn leave(&self, claimed: &Claimed, went: io::Result<()>) {
        let Err(error) = went else { return };
        if !self.told_of_claims.swap(true, Ordering::Relaxed) {
            self.not_left(claimed, &error);
        }
    }

    /// What a process died at may end this one too: another goes through it first.
    fn rehearsed(&self, unfinished: &[Claimed]) -> Rehearsed {
        let Some(trial) = self.trial.as_ref().filter(|_| !unfinished.is_empty()) else {
            return Rehearsed::default();
        };
        let rehearsed = tokio::task::block_in_place(|| trial.rehearse(unfinished));
        if rehearsed.died {
            archive::sweep(&self.setup.folder.archive());
        }
        rehearsed
    }

    /// One batch: take, plan, commit, finish.
    async fn batch(
        &self,
        books: &mut Books,
        mut claimed: Vec<Claimed>,
        came: Came<'_>,
        summary: &mut Summary,
    ) -> anyhow::Result<()> {
        claimed.retain(|file| !super::folder::take_back_reason(file));
        if claimed.is_empty() {
            return Ok(());
        }
        let setup = &self.setup;
        let (archive, judge) = (setup.folder.archive(), setup.judge());
        let taking = setup.taking(&archive, self.trial.as_ref(), &judge);
        let read = |claimed: &[Claimed]| match came {
            Came::Now => taking.take(claimed),
            Came::Left(deadly) => {
                interrupted::take(taking, claimed, deadly, &setup.folder.reading())
            }
        };
        let mut taken = tokio::task::block_in_place(|| read(&claimed)).context("archive")?;
        let joined = tokio::task::block_in_place(|| self.join(&mut claimed, &taken))?;
        let take = || read(&claimed).map(|taken| kept::told(taken, &joined));
        if !joined.is_empty() {
            taken = tokio::task::block_in_place(take).context("archive")?;
        }
        if self.apply_answers(&mut taken).await? {
            *books = self.books().await?;
        }
        let sheets = unstored::sheets(&taken);
        let batch = Batch { claimed: &claimed, take: &take, sheets };
        let mut booked = self.planned(books, taken).await;
        if booked.as_ref().is_err_and(|error| error.is::<AskedInVain>()) {
            *books = self.books().await?;
            booked = self.planned(books, batch.again()?).await;
        }
        match booked {
            Ok(booked) => self.finished(books, &claimed, booked, summary).await,
            Err(error) if unstored::refusal(&error).is_some() => {
                self.book_the_others(books, &batch, summary).await
            }
            Err(error) => Err(error),
        }
    }

    /// Reads files that say nothing by themselves together with what came before them, where they go
    /// on with it; gives their claims.
    fn join(
        &self,
        claimed: &mut [Claimed],
        taken: &[Vec<Taken>],
    ) -> anyhow::Result<HashSet<String>> {
        let inbox = self.setup.folder.inbox();
        let mut joined = HashSet::new();
        for (file, documents) in claimed.iter_mut().zip(taken) {
            let is_unknown = documents.iter().any(Taken::is_unknown);
            if is_unknown && let Some(whole) = kept::join(&inbox, file, &self.setup.layouts)? {
                joined.insert(whole.claim.clone());
                *file = whole;
            }
        }
        Ok(joined)
    }

    /// Plans documents and makes what they cause part of the books.
    pub(super) async fn planned(
        &self,
        books: &mut Books,
        taken: Vec<Vec<Taken>>,
    ) -> anyhow::Result<Booked> {
        let (work, changes) = self.plan(books, taken).await?;
        let written = work.written;
        work.commit(&changes).await?;
        Ok(Booked { changes, written })
    }

    /// Ends the claims of files whose documents are in the books.
    pub(super) async fn finished(
        &self,
        books: &mut Books,
        claimed: &[Claimed],
        booked: Booked,
        summary: &mut Summary,
    ) -> anyhow::Result<()> {
        let Booked { changes, written: (entries, postings) } = booked;
        summary.add(&changes);
        summary.entries += entries;
        summary.booked += postings;
        let mut by_claim: HashMap<&str, Vec<&DocumentRow>> = HashMap::new();
        for document in &changes.documents {
            let top = document.claim.split('!').next().unwrap_or(&document.claim);
            by_claim.entry(top).or_default().push(document);
        }
        let mut touched = BTreeSet::new();
        for claimed in claimed {
            let documents =
                by_claim.get(claimed.claim.as_str()).map(Vec::as_slice).unwrap_or_default();
            self.end_claim(claimed, documents, &mut touched);
        }
        self.rejected_took(Folder::keep_names(touched));
        if !changes.rates.is_empty() {
            self.rates_came(books, summary).await?;
        }
        let tells_of_contacts = |row: &DocumentRow| {
            row.kind == Kind::Contacts.as_str() && row.status == DocumentStatus::Processed
        };
        if changes.documents.iter().any(tells_of_contacts) {
            self.sellers_told(books, summary).await?;
        }
        Ok(())
    }
}
