//! The runner: reads and writes around the stages, batch by batch.

use super::books::{Books, CompanyBooks, Recorded};
use super::contacts::{AskedInVain, Contacts, MANY};
use super::folder::Folder;
use super::lock::Lock;
use super::plan::{BookedManual, CARRIED, KnownManual, KnownOpenings, Plan, Postings, Seen};
use super::route::Directory;
use super::scan::Scanner;
use super::services;
use super::setup::judge;
use super::take::{Judgement, Taken, Taking};
use super::trial::Trial;
use super::work::{PORTION, Work};
use crate::domain::{JournalEntry, Language};
use crate::formats::Layouts;
use crate::ledger::Periods;
use crate::mail::{Mailer, Templates};
use crate::pipeline::Pipelines;
use crate::store::rows::{DocumentStatus, ItemRow};
use crate::store::{Changes, JournalRow, Span, Store, StoreError, Turn};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// Everything that stays the same while an office runs.
pub struct Setup {
    /// Where it lies.
    pub folder: Folder,
    /// The language of what people see.
    pub language: Language,
    /// The time zone of its days.
    pub time_zone: TimeZone,
    /// The day that it is run for, where it is another than the day it is.
    pub day: Option<Date>,
    /// Whose is what.
    pub directory: Directory,
    /// What the companies are known by, in words: two that are alike know the same.
    pub known_by: String,
    /// The companies by their ids.
    pub companies: HashMap<String, Arc<CompanyBooks>>,
    /// Layouts of bank exports and PDFs, the office's own among them.
    pub layouts: Layouts,
    /// How long a file must be quiet.
    pub settle: Duration,
    /// Largest file read, bytes.
    pub largest: u64,
    /// How deep containers inside containers are opened.
    pub deepest: usize,
    /// Longest that the processor may take to read a file with all that is in it, seconds.
    pub reading_seconds: u64,
    /// What happens to which document.
    pub pipelines: Pipelines,
    /// How mails are made.
    pub mailer: Mailer,
    /// The texts they are made from.
    pub templates: Templates,
}

impl Setup {
    /// The day in the office's time zone that what is due, late or to come is told as of.
    pub fn today(&self) -> Date {
        self.day.unwrap_or_else(|| {
            jiff::Timestamp::now().to_zoned_datetime(self.time_zone.clone()).date()
        })
    }

    /// The language of what is said of a company's documents and in its reports; the office's for
    /// what is nobody's or everybody's.
    pub fn language_of(&self, company: Option<&str>) -> Language {
        let books = company.and_then(|company| self.companies.get(company));
        books.map_or(self.language, |books| books.language)
    }

    /// The judgement on e-invoices, as the pipelines have it.
    pub(super) fn judge(&self) -> impl Fn(&[u8]) -> Vec<Judgement> + Sync {
        |bytes: &[u8]| judge(bytes, &self.pipelines.validation)
    }

    /// What taking needs to know of this office.
    pub(super) fn taking<'a>(
        &'a self,
        archive: &'a std::path::Path,
        trial: Option<&'a Trial>,
        judge: &'a (dyn Fn(&[u8]) -> Vec<Judgement> + Sync),
    ) -> Taking<'a> {
        Taking {
            archive,
            trial,
            layouts: &self.layouts,
            directory: &self.directory,
            largest: self.largest,
            deepest: self.deepest,
            judge,
            scanner: Scanner::here(),
            deaths: 0,
        }
    }
}

/// Where the books of an office are written, by one process at a time.
#[derive(Clone)]
pub struct Desk {
    /// The office as its settings say.
    pub setup: Arc<Setup>,
    /// Its books.
    pub store: Store,
    /// Who writes: `kontor`, or the person who decides.
    pub recorded_by: String,
    /// How many rows a plan holds before they are written.
    pub portion: usize,
    /// From how many contacts on a unit of work has only those that it meets.
    pub many_contacts: usize,
}

/// An office at work; holds its lock.
pub struct Runner {
    desk: Desk,
    pub(super) trial: Option<Trial>,
    /// Whether it was said that `originals/` cannot be written.
    pub(super) told_of_originals: AtomicBool,
    /// Whether it was said that `rejected/` cannot be written.
    pub(super) told_of_rejected: AtomicBool,
    /// Whether it was said that what is booked cannot be taken out of the inbox.
    pub(super) told_of_claims: AtomicBool,
    _lock: Lock,
}

impl std::ops::Deref for Runner {
    type Target = Desk;

    fn deref(&self) -> &Desk {
        &self.desk
    }
}

/// What a run did.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Summary {
    /// All files, those in containers too.
    pub received: usize,
    /// Taken.
    pub processed: usize,
    /// Known already.
    pub duplicate: usize,
    /// Waiting for a person.
    pub held: usize,
    /// Not taken.
    pub rejected: usize,
    /// Documents that a person is asked about and was not before; those that are held apart.
    pub doubtful: usize,
    /// Bank entries that are new.
    pub entries: usize,
    /// Journal entries written.
    pub booked: usize,
    /// Invoices that what came released for payment.
    pub released: usize,
    /// Files that somebody was still writing to when it ended.
    pub left: usize,
}

/// Where progress is told: files done so far, and files seen.
pub type Progress<'a> = dyn Fn(usize, usize) + Sync + 'a;

impl Runner {
    /// A runner over an opened store; the lock is held until it is dropped.
    pub fn new(setup: Arc<Setup>, store: Store, lock: Lock) -> Runner {
        Runner {
            desk: Desk {
                setup,
                store,
                recorded_by: "kontor".to_owned(),
                portion: PORTION,
                many_contacts: MANY,
            },
            trial: None,
            told_of_originals: AtomicBool::new(false),
            told_of_rejected: AtomicBool::new(false),
            told_of_claims: AtomicBool::new(false),
            _lock: lock,
        }
    }

    /// The same, with files that may be heavy read on trial first, by this program.
    #[must_use]
    pub fn on_trial(self, program: std::path::PathBuf) -> Runner {
        let trial = Trial::new(
            program,
            self.desk.setup.folder.root().to_owned(),
            self.desk.setup.reading_seconds,
        );
        Runner { trial: Some(trial), ..self }
    }

    /// The same office under other settings; its books and its lock stay.
    #[must_use]
    pub fn under(self, setup: Setup) -> Runner {
        Runner { desk: Desk { setup: Arc::new(setup), ..self.desk }, ..self }
    }

    /// The same, writing whenever a plan holds so many rows.
    #[must_use]
    pub fn in_portions_of(self, rows: usize) -> Runner {
        Runner { desk: Desk { portion: rows, ..self.desk }, ..self }
    }

    /// The same, with only the contacts that its work meets from so many on.
    #[must_use]
    pub fn meeting_contacts_from(self, many: usize) -> Runner {
        Runner { desk: Desk { many_contacts: many, ..self.desk }, ..self }
    }

    /// Puts back the file of its lock, where somebody deleted it.
    pub(super) fn hold(&self) -> std::io::Result<()> {
        self._lock.hold()
    }

    /// The books and the lock, each for itself.
    pub(super) fn apart(self) -> (Desk, Lock) {
        (self.desk, self._lock)
    }
}

/// How often a piece of work is tried again in a row when the server goes away in it, by whoever
/// does not wait for ever.
const MOST_ATTEMPTS: u32 = 10;

impl Desk {
    /// Does a piece of work that may be done again: when the server goes away in the middle of it,
    /// it is waited for, and the work is done anew. Nothing of it was written, or it finds what
    /// was.
    pub async fn again<T>(
        &self,
        mut work: impl AsyncFnMut() -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let mut attempts = 0;
        loop {
            attempts += 1;
            match work().await {
                Err(error)
                    if is_away(&error)
                        && (self.store.patience().is_none() || attempts < MOST_ATTEMPTS) =>
                {
                    tokio::time::sleep(Duration::from_millis(200)).await;
                    self.store.wait().await?;
                }
                done => return done,
            }
        }
    }

    /// Waits until it is this process's turn to write the books: among the processes of this
    /// folder, and among all machines that keep them. It is over when the value is dropped.
    pub async fn turn(&self) -> anyhow::Result<(Option<Lock>, Turn)> {
        let file = self.setup.folder.turn();
        let here = match self.store.is_for_looking() {
            true => None,
            false => Some(tokio::task::block_in_place(|| Lock::wait(&file))?),
        };
        Ok((here, self.store.turn().await?))
    }

    /// The day it is in the office's time zone, or that it is run for.
    pub(super) fn today(&self) -> Date {
        self.setup.today()
    }

    /// The writer's memory as the store has it, with every contact.
    pub async fn books(&self) -> anyhow::Result<Books> {
        self.books_with(Contacts::new(self.store.contacts().await?)).await
    }

    /// The writer's memory; of an office with many contacts, with those that its work meets. Only
    /// what is planned by [`Desk::plan`] may rest on it.
    pub(super) async fn books_at_hand(&self) -> anyhow::Result<Books> {
        match self.store.has_more_contacts_than(self.many_contacts).await? {
            true => self.books_with(Contacts::not_yet_met()).await,
            false => self.books().await,
        }
    }

    /// The writer's memory without any contact: for what asks only how companies book, and for the
    /// next number.
    pub(super) async fn books_but_contacts(&self) -> anyhow::Result<Books> {
        self.books_with(Contacts::not_yet_met()).await
    }

    /// Makes every contact known to the writer's memory, whose work so far is written.
    pub(super) async fn meet_all(&self, books: &mut Books) -> anyhow::Result<()> {
        if !books.contacts.are_whole() {
            *books = self.books().await?;
        }
        Ok(())
    }

    /// Makes the contacts that these items belong to known to a plan.
    pub(super) async fn meet(
        &self,
        plan: &mut Plan<'_>,
        items: impl Iterator<Item = &ItemRow>,
    ) -> anyhow::Result<()> {
        let new = plan.books.contacts.not_met(items.map(|item| item.contact_id));
        if !new.is_empty() {
            plan.books.contacts.meet(self.store.contacts_numbered(&new).await?);
        }
        Ok(())
    }

    async fn books_with(&self, contacts: Contacts) -> anyhow::Result<Books> {
        let counters = self.store.counters().await?;
        let closed = |(company, day): (&String, &Date)| {
            (company.clone(), Periods { closed_until: Some(*day) })
        };
        let mut books = Books {
            periods: counters.closed.iter().map(closed).collect(),
            counters,
            contacts,
            companies: self.setup.companies.clone(),
            recorded: Recorded::default(),
            cash_books: self.cash_books().await?,
        };
        // What a person once said of a service's report holds for what it told of.
        for (company, account, format) in
            self.store.accounts_told_by(&services::formats(&self.setup.layouts)).await?
        {
            if let Some(payouts) = services::payouts_of(&format, &self.setup.layouts) {
                books.serve(&company, &account, payouts);
            }
        }
        super::in_force::recall(&mut books, &self.store).await?;
        Ok(books)
    }

    /// What a batch causes, worked out and as far written as its size asks; [`Work::commit`] makes
    /// it part of the books.
    pub(super) async fn plan(
        &self,
        books: &mut Books,
        taken: Vec<Vec<Taken>>,
    ) -> anyhow::Result<(Work, Changes)> {
        let contents: Vec<String> =
            taken.iter().flatten().map(|document| document.sha256.clone()).collect();
        let seen =
            Seen::new(self.store.documents_with(&contents).await?, self.store.last_lists().await?)
                .with_addressees(self.store.addressees().await?);
        let mut work = Work::in_portions(self);
        let mut plan = self.sheet(books);
        plan.documents(taken, seen);
        work.carry_out(&mut plan).await?;
        let notices = plan.take_notices();
        let mut changes = plan.finish();
        if books.contacts.was_asked_in_vain() {
            return Err(AskedInVain.into());
        }
        let desk = work.desk();
        desk.find_wholes(&mut changes).await?;
        desk.write_notices(notices, &mut books.counters.mail, &mut changes).await?;
        Ok((work, changes))
    }

    /// An empty plan over the books.
    pub fn sheet<'a>(&'a self, books: &'a mut Books) -> Plan<'a> {
        books.recorded = Recorded { at: self.now(), by: self.recorded_by.clone() };
        Plan::new(
            books,
            &self.setup.directory,
            &self.setup.pipelines,
            self.setup.language,
            self.now(),
        )
    }

    /// Books the content a plan has routed; nothing is written.
    pub async fn carry_out(&self, plan: &mut Plan<'_>) -> anyhow::Result<()> {
        Work::whole(self).carry_out(plan).await
    }

    /// Looks up the neighbours of every key the plan touched and settles them; nothing is written.
    pub async fn settle(&self, plan: &mut Plan<'_>) -> anyhow::Result<()> {
        Work::whole(self).settle(plan).await
    }

    /// Entries written down before, around the days that a plan brings some for.
    pub(super) async fn known_manual(&self, plan: &Plan<'_>) -> anyhow::Result<KnownManual> {
        let mut known = KnownManual::default();
        for (company, (from, to)) in plan.manual_days() {
            let rows = self.store.written_down(&company, from, to).await?;
            let booked = rows.into_iter().filter_map(|row| {
                let (number, document) = (row.number, row.document_id?);
                let day = row.document_date.unwrap_or(row.date);
                Some(BookedManual { number, document, entry: entry_of(row)?.dated(day) })
            });
            known.booked.insert(company, booked.collect());
        }
        Ok(known)
    }

    /// How the books were opened until now, of the companies that a plan brings opening balances
    /// for.
    pub(super) async fn known_openings(&self, plan: &Plan<'_>) -> anyhow::Result<KnownOpenings> {
        let mut known = KnownOpenings::default();
        for company in plan.companies_opening() {
            let rows = self.store.openings(&company).await?;
            let numbers: Vec<i64> = rows.iter().filter_map(|row| row.posting).collect();
            known.postings.insert(company.clone(), self.postings(&company, &numbers).await?);
            known.rows.extend(rows);
            let Some(books) = self.setup.companies.get(&company) else { continue };
            let carried = CARRIED.map(|role| books.number(books.chart.number(role)));
            let totals = self
                .store
                .totals(&Span { company: Some(company.clone()), ..Span::default() })
                .await?;
            let sum = totals
                .iter()
                .filter(|total| carried.contains(&total.account))
                .map(|total| total.opening + total.debit - total.credit)
                .sum();
            known.carried.insert(company, sum);
        }
        Ok(known)
    }

    /// The journal entries with these numbers, as they were booked.
    pub async fn postings(&self, company: &str, numbers: &[i64]) -> anyhow::Result<Postings> {
        let rows = self.store.journal_numbered(company, numbers).await?;
        Ok(rows.into_iter().filter_map(|row| Some((row.number, entry_of(row)?))).collect())
    }

    /// Now, in the office's time zone, to the second.
    pub fn now(&self) -> String {
        let now = jiff::Timestamp::now().to_zoned_datetime(self.setup.time_zone.clone());
        now.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }
}

impl Summary {
    pub(super) fn add(&mut self, changes: &Changes) {
        self.received += changes.documents.len();
        for document in &changes.documents {
            match document.status {
                DocumentStatus::Processed => self.processed += 1,
                DocumentStatus::Duplicate => self.duplicate += 1,
                DocumentStatus::Held => self.held += 1,
                DocumentStatus::Rejected => self.rejected += 1,
            }
        }
        self.entries += changes.entries_new;
        self.booked += changes.journal.len();
    }
}

fn entry_of(row: JournalRow) -> Option<JournalEntry> {
    JournalEntry::balanced(row.date, row.text, row.lines)
        .ok()
        .map(|entry| entry.taxed_on(row.tax_date))
}

/// True when an error says that the server is away, and no more.
pub(super) fn is_away(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.downcast_ref::<StoreError>().is_some_and(StoreError::is_away))
}
