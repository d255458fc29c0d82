//! `kontor nightly`: the scheduled run, by hand or at its time.

use super::argument::day;
use super::office::{self, Outcome};
use super::{Ended, Told, ping, print, print_json, trouble};
use crate::domain::{Language, plain, spelling};
use crate::mail::{FailedJob, Occasion, failure};
use crate::office::attempt::{Attempt, why};
use crate::office::intake;
use crate::office::outgoing;
use crate::office::run::{Runner, Setup};
use crate::settings::Office;
use crate::store::JobRow;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde_json::json;

/// The scheduled run by hand: look again at what waits, write the reports and the digests, send the
/// mails.
#[derive(clap::Args)]
pub struct Nightly {
    /// The day it is run for; today.
    #[arg(long, value_name = "D", value_parser = day)]
    date: Option<Date>,
}

/// The jobs of a night, in their order; one that fails stops no other.
const JOBS: [Job; 4] = [Job::Reconcile, Job::Digest, Job::ReportMails, Job::Reports];

/// The name under which it is noted how a night went as a whole.
pub(super) const NIGHTLY: &str = "nightly";

/// The name under which it is noted how the call outside went.
pub(super) const PING: &str = "ping";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Job {
    Reconcile,
    Digest,
    ReportMails,
    Reports,
}

impl Job {
    fn name(self) -> &'static str {
        match self {
            Job::Reconcile => "reconcile",
            Job::Digest => "digest",
            Job::ReportMails => "report-mails",
            Job::Reports => "reports",
        }
    }

    /// The digest has a time of its own where somebody watches.
    fn is_of_a_watch(self) -> bool {
        self != Job::Digest
    }

    /// False of mails that no company asks for.
    fn is_wanted(self, settings: &Office) -> bool {
        self != Job::ReportMails
            || settings.companies.iter().any(|company| !company.report_mails.is_empty())
    }

    async fn run(
        self,
        runner: &Runner,
        settings: &Office,
        day: Date,
        occasion: &Occasion,
    ) -> anyhow::Result<Attempt> {
        match self {
            Job::Reconcile => runner.reconsider().await,
            Job::Digest => runner.digest(settings, Some(occasion)).await,
            Job::ReportMails => runner.mail_reports(settings, day).await,
            Job::Reports => super::kept_reports::write_all(&runner.setup, &runner.store).await,
        }
    }
}

/// How a job of the night went.
struct Ran {
    name: &'static str,
    /// How much came of it, where that is a number that says something.
    count: Option<usize>,
    error: Option<String>,
}

impl Nightly {
    /// Runs the night's jobs.
    pub async fn run(&self, told: &Told) -> Outcome {
        let (runner, settings) = match office::open(told, "nightly").await {
            Ok(opened) => opened,
            Err(ended) => return Ok(ended),
        };
        office::tell_moved(&runner, settings.settings.language).await?;
        let runner = match self.date {
            None => runner,
            Some(day) => match office::configured_anew(told, &runner.store).await {
                Some((setup, _)) => runner.under(Setup { day: Some(day), ..setup }),
                None => return Ok(Ended::NotDone),
            },
        };
        let day = runner.setup.today();
        let night = Night { runner: &runner, settings: &settings, day };
        let ran = night
            .run(JOBS.into_iter(), &Occasion { at: day.to_string(), missed: Vec::new() })
            .await?;
        let outbox = outgoing::outbox(&runner.setup.folder, &settings.settings)?;
        runner.send(&outbox, true).await?;
        match told.json {
            true => {
                let jobs: Vec<_> = ran
                    .iter()
                    .map(|ran| json!({"job": ran.name, "count": ran.count, "error": ran.error}))
                    .collect();
                print_json(&json!({"date": day, "jobs": jobs}));
            }
            false => ran.iter().for_each(|ran| print(&line(ran, settings.settings.language))),
        }
        runner.store.clone().close().await;
        // The night's work needs no inbox; that there is none is told all the same, as by a run.
        let away =
            intake::is_there(&runner.setup.folder.inbox()).map_err(anyhow::Error::from).err();
        if let Some(error) = &away {
            let (language, office) = (settings.settings.language, runner.setup.folder.root());
            let said = trouble::told(error, office, language);
            eprintln!("{}", said.unwrap_or_else(|| why(error, language)));
        }
        let failed = ran.iter().any(|ran| ran.error.is_some());
        Ok(if failed || away.is_some() { Ended::Wrong } else { Ended::Done })
    }
}

/// The part of the night that a watcher does at its time.
pub(super) async fn at_its_time(runner: &Runner, settings: &Office) -> anyhow::Result<()> {
    let day = today(settings);
    let occasion = Occasion { at: day.to_string(), missed: Vec::new() };
    let ran = Night { runner, settings, day }
        .run(JOBS.into_iter().filter(|job| job.is_of_a_watch()), &occasion)
        .await?;
    ran.iter().for_each(|ran| tell_failed(ran, settings));
    Ok(())
}

/// The digest, which has a time of its own where somebody watches.
pub(super) async fn digest_at_its_time(
    runner: &Runner,
    settings: &Office,
    occasion: &Occasion,
) -> anyhow::Result<()> {
    let night = Night { runner, settings, day: today(settings) };
    let ran = night.job(Job::Digest, occasion).await?;
    tell_failed(&ran, settings);
    let failed: Vec<FailedJob> = night.failed(&ran).into_iter().collect();
    night.tell(&failed).await
}

fn tell_failed(ran: &Ran, settings: &Office) {
    if ran.error.is_some() {
        eprint!("{}", plain::page(&line(ran, settings.settings.language)));
    }
}

fn today(settings: &Office) -> Date {
    Timestamp::now().to_zoned_datetime(settings.settings.time_zone.clone()).date()
}

/// Tells of a last night that did not go well.
pub(super) async fn tell_of_the_last(runner: &Runner, language: Language) -> anyhow::Result<()> {
    let Some(night) = runner.store.job(NIGHTLY).await?.filter(|night| night.error.is_some()) else {
        return Ok(());
    };
    let zone = runner.setup.time_zone.clone();
    let at = night.ended_at.parse::<Timestamp>().map_or_else(
        |_| night.ended_at.clone(),
        |at| spelling::moment(&at.to_zoned_datetime(zone), language),
    );
    let why = night.error.unwrap_or_default();
    match language {
        Language::De => {
            eprintln!("kontor: Der letzte Nachtlauf ({at}) ist nicht ganz gelungen: {why}")
        }
        Language::En => eprintln!("kontor: the last nightly run ({at}) did not go well: {why}"),
    }
    Ok(())
}

/// A night at work.
struct Night<'a> {
    runner: &'a Runner,
    settings: &'a Office,
    day: Date,
}

impl Night<'_> {
    /// Does these jobs and notes how each went, and the whole; tells of what failed, and calls
    /// outside when nothing did.
    async fn run(
        &self,
        jobs: impl Iterator<Item = Job>,
        occasion: &Occasion,
    ) -> anyhow::Result<Vec<Ran>> {
        let mut ran = Vec::new();
        for job in jobs.filter(|job| job.is_wanted(self.settings)) {
            ran.push(self.job(job, occasion).await?);
        }
        let failed: Vec<FailedJob> = ran.iter().filter_map(|ran| self.failed(ran)).collect();
        let whole: Vec<String> =
            failed.iter().map(|job| format!("{}: {}", job.name, job.why)).collect();
        self.note(NIGHTLY, (!failed.is_empty()).then(|| whole.join("; "))).await?;
        self.tell(&failed).await?;
        if failed.is_empty()
            && let Some(address) = &self.settings.settings.ping
        {
            let error = ping::call(address, self.settings.settings.language).await.err();
            self.note(PING, error.clone()).await?;
            ran.push(Ran { name: PING, count: None, error });
        }
        Ok(ran)
    }

    async fn job(&self, job: Job, occasion: &Occasion) -> anyhow::Result<Ran> {
        let (count, error) = match job.run(self.runner, self.settings, self.day, occasion).await {
            Ok(attempt) => (Some(attempt.done).filter(|_| job != Job::Reports), attempt.failure()),
            Err(error) => (None, Some(why(&error, self.settings.settings.language))),
        };
        // The first notes itself, with the rules it used.
        if job != Job::Reconcile || error.is_some() {
            self.note(job.name(), error.clone()).await?;
        }
        Ok(Ran { name: job.name(), count, error })
    }

    fn failed(&self, ran: &Ran) -> Option<FailedJob> {
        let name = job_name(ran.name, self.settings.settings.language).to_owned();
        Some(FailedJob { name, why: ran.error.clone()? })
    }

    /// One mail a day, however often what failed is tried again.
    async fn tell(&self, failed: &[FailedJob]) -> anyhow::Result<()> {
        if failed.is_empty() {
            return Ok(());
        }
        let (settings, setup) = (&self.settings.settings, &self.runner.setup);
        let at = spelling::day(self.day, settings.language);
        let to = self.runner.keepers(self.settings);
        let letters =
            failure(&self.day.to_string(), &at, failed, &to, settings.language, &setup.templates);
        self.runner.post(&letters).await?;
        Ok(())
    }

    async fn note(&self, name: &str, error: Option<String>) -> anyhow::Result<()> {
        let job = JobRow {
            name: name.to_owned(),
            ended_at: Timestamp::now().to_string(),
            error,
            mark: None,
        };
        Ok(self.runner.store.job_ended(&job).await?)
    }
}

fn line(ran: &Ran, language: Language) -> String {
    let count = ran.count.unwrap_or_default();
    let done = match (ran.name, language) {
        ("reconcile", Language::De) => {
            format!("Noch einmal abgestimmt; davon nun zugeordnet: {count}")
        }
        ("reconcile", Language::En) => format!("Reconciled again; settled by it: {count}"),
        ("digest", Language::De) => format!("Zusammenfassungen geschrieben: {count}"),
        ("digest", Language::En) => format!("Digests written: {count}"),
        ("report-mails", Language::De) => format!("E-Mails mit Berichten geschrieben: {count}"),
        ("report-mails", Language::En) => format!("Mails with reports written: {count}"),
        ("reports", Language::De) => "Berichte geschrieben".to_owned(),
        ("reports", Language::En) => "Reports written".to_owned(),
        (_, Language::De) => "Der Wächter ist benachrichtigt (ping_url)".to_owned(),
        (_, Language::En) => "The monitor was called (ping_url)".to_owned(),
    };
    let name = job_name(ran.name, language);
    match (&ran.error, language) {
        (None, _) => format!("{done}.\n"),
        (Some(error), Language::De) => format!("{name}: nicht gelungen ({error}).\n"),
        (Some(error), Language::En) => format!("{name}: failed ({error}).\n"),
    }
}

/// The jobs as a person calls them.
pub(super) fn job_name(name: &str, language: Language) -> &str {
    let named = match name {
        NIGHTLY => ["Nachtlauf", "Nightly run"],
        "reconcile" => ["Abstimmung", "Reconciliation"],
        "mail" => ["E-Mail", "Mail"],
        "digest" => ["Zusammenfassung", "Digest"],
        "report-mails" => ["Berichte per E-Mail", "Reports by mail"],
        "reports" => ["Berichte", "Reports"],
        PING => ["Anruf beim Wächter (ping_url)", "Call of the monitor (ping_url)"],
        _ => [name, name],
    };
    match (named, language) {
        ([de, _], Language::De) => de,
        ([_, en], Language::En) => en,
    }
}

/// A job that is later than this is late.
pub(super) fn grace() -> jiff::Span {
    1.hour()
}
