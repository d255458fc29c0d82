//! `kontor nightly`: the scheduled run, by hand or at its time.

use super::office::{self, Outcome};
use super::{Ended, Told, print, print_json};
use crate::domain::Language;
use crate::mail::Occasion;
use crate::office::run::Runner;
use crate::office::setup;
use crate::settings::Office;
use crate::store::JobRow;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde_json::json;

/// The scheduled run by hand: look again at what waits, write the reports and the digests, send the mails.
#[derive(clap::Args)]
pub struct Nightly {
    /// The day it is run for; today.
    #[arg(long, value_name = "D")]
    date: Option<Date>,
}

/// The jobs of a night, in their order; one that fails stops no other.
const JOBS: [Job; 3] = [Job::Reconcile, Job::Digest, Job::Reports];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Job {
    Reconcile,
    Digest,
    Reports,
}

impl Job {
    fn name(self) -> &'static str {
        match self {
            Job::Reconcile => "reconcile",
            Job::Digest => "digest",
            Job::Reports => "reports",
        }
    }

    /// Does it; gives how much came of it, where that is a number.
    async fn run(self, runner: &Runner, settings: &Office, occasion: &Occasion) -> anyhow::Result<Option<usize>> {
        match self {
            Job::Reconcile => runner.reconsider().await.map(Some),
            Job::Digest => {
                let written = runner.digest(settings, Some(occasion)).await?;
                let outbox = setup::outbox(&runner.setup.folder, &settings.settings)?;
                runner.send(&outbox, true).await?;
                Ok(Some(written))
            }
            Job::Reports => super::report::write_all(&runner.setup, &runner.store).await.map(|()| None),
        }
    }
}

impl Nightly {
    /// Runs the night's jobs.
    pub async fn run(&self, told: &Told) -> Outcome {
        let (runner, settings) = match office::open(told, "nightly").await {
            Ok(opened) => opened,
            Err(ended) => return Ok(ended),
        };
        let zone = &settings.settings.time_zone;
        let today = Timestamp::now().to_zoned_datetime(zone.clone()).date();
        let day = self.date.unwrap_or(today);
        let occasion = Occasion { at: format!("{day}"), missed: Vec::new() };
        let mut failed = false;
        let mut answers = Vec::new();
        for job in JOBS {
            let (count, error) = run_job(&runner, &settings, job, &occasion).await?;
            failed |= error.is_some();
            if !told.json {
                print(&line(job, count, error.as_deref(), settings.settings.language));
            }
            answers.push(json!({"job": job.name(), "count": count, "error": error}));
        }
        note(&runner, "nightly", failed.then(|| "1".to_owned())).await?;
        if told.json {
            print_json(&json!({"date": day, "jobs": answers}));
        }
        runner.store.clone().close().await;
        Ok(if failed { Ended::Wrong } else { Ended::Done })
    }
}

/// The part of the night that a watcher does at its time: the digest has a time of its own there.
pub(super) async fn at_its_time(runner: &Runner, settings: &Office) -> anyhow::Result<()> {
    let occasion = Occasion { at: Timestamp::now().to_string(), missed: Vec::new() };
    let mut failed = None;
    for job in [Job::Reconcile, Job::Reports] {
        let (_, error) = run_job(runner, settings, job, &occasion).await?;
        if let Some(error) = error {
            eprint!("{}", line(job, None, Some(&error), settings.settings.language));
            failed = Some(error);
        }
    }
    note(runner, "nightly", failed).await
}

async fn run_job(runner: &Runner, settings: &Office, job: Job, occasion: &Occasion) -> anyhow::Result<(Option<usize>, Option<String>)> {
    let (count, error) = match job.run(runner, settings, occasion).await {
        Ok(count) => (count, None),
        Err(error) => (None, Some(format!("{error:#}"))),
    };
    // The first notes itself, with the rules it used.
    if job != Job::Reconcile || error.is_some() {
        note(runner, job.name(), error.clone()).await?;
    }
    Ok((count, error))
}

async fn note(runner: &Runner, name: &str, error: Option<String>) -> anyhow::Result<()> {
    let job = JobRow { name: name.to_owned(), ended_at: Timestamp::now().to_string(), error, mark: None };
    Ok(runner.store.job_ended(&job).await?)
}

fn line(job: Job, count: Option<usize>, error: Option<&str>, language: Language) -> String {
    let count = count.unwrap_or_default();
    let done = match (job, language) {
        (Job::Reconcile, Language::De) => format!("Noch einmal abgestimmt; davon nun zugeordnet: {count}"),
        (Job::Reconcile, Language::En) => format!("Reconciled again; settled by it: {count}"),
        (Job::Digest, Language::De) => format!("Zusammenfassungen geschrieben: {count}"),
        (Job::Digest, Language::En) => format!("Digests written: {count}"),
        (Job::Reports, Language::De) => "Berichte geschrieben".to_owned(),
        (Job::Reports, Language::En) => "Reports written".to_owned(),
    };
    match (error, language) {
        (None, _) => format!("{done}.\n"),
        (Some(error), Language::De) => format!("{}: nicht gelungen ({error}).\n", job.name()),
        (Some(error), Language::En) => format!("{}: failed ({error}).\n", job.name()),
    }
}

/// A job that is later than this is late.
pub(super) fn grace() -> jiff::Span {
    1.hour()
}
