//! `kontor status`: what ran when, what is due, what waits, mail and disk.

use super::nightly::{NIGHTLY, PING, job_name};
use super::office::{self, Outcome};
use super::{Ended, Told, print, print_json};
use crate::domain::{Language, spelling};
use crate::office::intake::{CLAIMED, is_dropping};
use crate::office::notify::unread;
use crate::office::places;
use crate::office::reconsider::KEYS_JOB;
use crate::office::run::Desk;
use crate::office::setup::without_originals;
use crate::settings::{Office, Times};
use crate::store::{JobRow, Store, Waiting};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};
use serde_json::json;
use std::path::Path;

/// What ran when, what is due, what waits, whether mail goes out, how full the disk is. Ends with 1
/// when something is late.
#[derive(clap::Args)]
pub struct Status {}

/// Less free space than this is told: a hundredth of a disk may still be much, but an office writes
/// little.
const LEAST_FREE: u64 = 500_000_000;

/// The state of an office, as far as a monitor asks.
struct State {
    waiting: Waiting,
    /// Job, when it ended last, when it should have run since (where that is past), and what went
    /// wrong.
    jobs: Vec<JobRow>,
    nightly_late: bool,
    next: Option<Timestamp>,
    next_digest: Option<Timestamp>,
    in_inbox: usize,
    /// Bytes; `None` where the system does not say.
    free: Option<u64>,
    /// Folders that kontor cannot work in, and originals that are away, each in a sentence.
    unusable: Vec<String>,
    /// Companies whose digest nobody gets.
    unread: Vec<String>,
    /// Limits of turnover that companies have passed or are near.
    limits: Vec<String>,
}

impl State {
    fn is_late(&self) -> bool {
        self.nightly_late
            || self.waiting.mails_failed > 0
            || self.is_full()
            || !self.unusable.is_empty()
            || self.jobs.iter().any(|job| job.error.is_some())
    }

    fn is_full(&self) -> bool {
        self.free.is_some_and(|free| free < LEAST_FREE)
    }
}

impl Status {
    /// Says how things are.
    pub async fn run(&self, told: &Told) -> Outcome {
        let (desk, settings) = match office::look(told).await {
            Ok(opened) => opened,
            Err(ended) => return Ok(ended),
        };
        let limits = desk.turnover_limits(None).await?;
        let Desk { setup, store, .. } = desk;
        let jobs: Vec<_> =
            store.jobs().await?.into_iter().filter(|job| is_told(job, &settings)).collect();
        let (times, zone) = (&settings.settings.nightly, &settings.settings.time_zone);
        let last =
            jobs.iter().find(|job| job.name == NIGHTLY).and_then(|job| job.ended_at.parse().ok());
        let state = State {
            waiting: Waiting {
                documents: documents_waiting(&store, &settings).await?,
                ..store.waiting().await?
            },
            nightly_late: last.is_some_and(|last| is_late(times, zone, last, Timestamp::now())),
            next: next(times, zone),
            next_digest: next(&settings.settings.digest, zone),
            in_inbox: files(&setup.folder.inbox()),
            free: rustix::fs::statvfs(setup.folder.root())
                .ok()
                .map(|disk| disk.f_bavail.saturating_mul(disk.f_frsize)),
            jobs,
            limits: limits
                .into_iter()
                .map(|(company, said)| format!("{company}: {said}"))
                .collect(),
            unread: unread(&setup.pipelines.digest, &settings)
                .into_iter()
                .map(str::to_owned)
                .collect(),
            // What may only be looked at is not worked in.
            unusable: if store.is_for_looking() {
                Vec::new()
            } else {
                let language = settings.settings.language;
                let away = without_originals(&setup.folder, &store).await?;
                let places = places::unusable(&setup.folder);
                let places = places.iter().map(|place| place.say(language));
                places.chain(away.and_then(|error| error.say(language))).collect()
            },
        };
        match told.json {
            true => print_json(&as_json(&state, zone)),
            false => print(&text(&state, &settings)),
        }
        Ok(if state.is_late() { Ended::Wrong } else { Ended::Done })
    }
}

/// The keys are nobody's affair, and a monitor that is called no more neither.
fn is_told(job: &JobRow, office: &Office) -> bool {
    job.name != KEYS_JOB && (job.name != PING || office.settings.ping.is_some())
}

/// As many as `review` lists: held ones, and those that were taken with doubts.
async fn documents_waiting(store: &Store, settings: &Office) -> anyhow::Result<i64> {
    let waiting = store.documents_waiting(None, settings.settings.language).await?;
    Ok(i64::try_from(waiting.len()).unwrap_or(i64::MAX))
}

fn next(times: &Times, zone: &TimeZone) -> Option<Timestamp> {
    times.next_after(&local(Timestamp::now(), zone)).map(|next| next.timestamp())
}

/// True when a time of the schedule has come since the last run, and is past by more than the
/// grace.
fn is_late(times: &Times, zone: &TimeZone, last: Timestamp, now: Timestamp) -> bool {
    let Ok(until) = now.checked_sub(super::nightly::grace()) else { return false };
    let due = times.last_until(&until.to_zoned_datetime(zone.clone()));
    due.is_some_and(|due| due.timestamp() > last)
}

fn local(time: Timestamp, zone: &TimeZone) -> ZonedDateTime {
    time.to_zoned_datetime(zone.clone())
}

fn as_json(state: &State, zone: &TimeZone) -> serde_json::Value {
    let minute = |time: Timestamp| local(time, zone).strftime("%Y-%m-%dT%H:%M%:z").to_string();
    let at = |job: &JobRow| job.ended_at.parse().map_or_else(|_| job.ended_at.clone(), minute);
    let jobs: Vec<_> = state
        .jobs
        .iter()
        .map(|job| json!({"job": job.name, "ended_at": at(job), "error": job.error}))
        .collect();
    let Waiting { documents, entries, mails_queued, mails_failed } = state.waiting;
    json!({
        "late": state.is_late(), "jobs": jobs, "nightly_late": state.nightly_late,
        "next_nightly": state.next.map(minute), "next_digest": state.next_digest.map(minute),
        "inbox": state.in_inbox,
        "documents_waiting": documents, "entries_waiting": entries, "mails_queued": mails_queued,
        "mails_failed": mails_failed,
        "free_bytes": state.free,
        "unusable": state.unusable,
        "unread": state.unread,
        "limits": state.limits,
    })
}

/// Companies that are named of those whose digest nobody gets.
const UNREAD: usize = 3;

fn nobody_reads(companies: &[String], language: Language) -> Option<String> {
    let first = companies.get(..UNREAD.min(companies.len()))?.join(", ");
    let more = if companies.len() > UNREAD { ", …" } else { "" };
    (!companies.is_empty()).then(|| match language {
        Language::De => format!(
            "Die Zusammenfassung bekommt niemand: {first}{more} (was fehlt, sagt kontor check)"
        ),
        Language::En => {
            format!("Nobody gets the digest of {first}{more} (kontor check says what is missing)")
        }
    })
}

fn text(state: &State, settings: &Office) -> String {
    let zone = &settings.settings.time_zone;
    let language = settings.settings.language;
    let Waiting { documents, entries, mails_queued, mails_failed } = state.waiting;
    let word = |de: &'static str, en: &'static str| if language == Language::De { de } else { en };
    let mut lines = vec![
        format!("{}: {}", word("Im Eingang", "In the inbox"), state.in_inbox),
        format!(
            "{}: {documents} · {}: {entries}",
            word("Dokumente warten", "Documents waiting"),
            word("Bankumsätze warten", "bank entries waiting")
        ),
        format!(
            "{}: {mails_queued} · {}: {mails_failed}",
            word("Mails unterwegs", "Mails queued"),
            word("gescheitert", "failed")
        ),
    ];
    lines.extend(state.unusable.iter().cloned());
    lines.extend(nobody_reads(&state.unread, language));
    lines.extend(state.limits.iter().cloned());
    lines.extend(jobs(state, zone, language));
    if state.nightly_late {
        let late = word(
            "Der Nachtlauf ist überfällig: läuft „kontor watch“ noch?",
            "The nightly run is late: is \"kontor watch\" still running?",
        );
        lines.push(late.to_owned());
    }
    let next = [
        ("Nachtlauf", "nightly run", state.next),
        ("Zusammenfassung", "digest", state.next_digest),
    ];
    let next = next.into_iter().filter_map(|(de, en, at)| {
        Some(format!("{} {}", word(de, en), spelling::moment(&local(at?, zone), language)))
    });
    let next: Vec<String> = next.collect();
    if !next.is_empty() {
        lines.push(format!(
            "{}: {}",
            word("Als Nächstes, wenn „kontor watch“ läuft", "Next, while \"kontor watch\" runs"),
            next.join(" · ")
        ));
    }
    if let Some(free) = state.free {
        let full = if state.is_full() {
            word(" – bitte Platz schaffen", " – please make room")
        } else {
            ""
        };
        lines.push(format!(
            "{}: {} GB{full}",
            word("Frei auf der Platte", "Free on the disk"),
            free / 1_000_000_000
        ));
    }
    lines.join("\n") + "\n"
}

/// Jobs that failed are told so many; the rest is counted.
const MOST_FAILED: usize = 3;

/// How the jobs went: those that went well in a line, of those that failed a line each, the night's
/// whole only where none of its jobs says more.
fn jobs(state: &State, zone: &TimeZone, language: Language) -> Vec<String> {
    let at = |job: &JobRow| {
        let at = job.ended_at.parse().map_or_else(
            |_| job.ended_at.clone(),
            |time| spelling::moment(&local(time, zone), language),
        );
        format!("{} {at}", job_name(&job.name, language))
    };
    let (well, failed): (Vec<&JobRow>, Vec<&JobRow>) =
        state.jobs.iter().partition(|job| job.error.is_none());
    let failed: Vec<&JobRow> =
        failed.iter().filter(|job| job.name != NIGHTLY || failed.len() == 1).copied().collect();
    let [went_well, broke, more] = match language {
        Language::De => ["In Ordnung", "gescheitert", "Außerdem gescheitert"],
        Language::En => ["Went well", "failed", "Failed besides"],
    };
    let mut lines = Vec::new();
    if !well.is_empty() {
        lines.push(format!(
            "{went_well}: {}",
            well.into_iter().map(at).collect::<Vec<_>>().join(" · ")
        ));
    }
    let line = |job: &&JobRow| {
        format!("{}: {broke}: {}", at(job), job.error.as_deref().unwrap_or_default())
    };
    lines.extend(failed.iter().take(MOST_FAILED).map(line));
    if failed.len() > MOST_FAILED {
        lines.push(format!("{more}: {}", failed.len() - MOST_FAILED));
    }
    lines
}

/// What lies in the inbox and is nobody's document; where claimed files stand is no dropping.
fn left_alone(name: &str) -> bool {
    name != CLAIMED && is_dropping(name)
}

/// Files below a folder, claimed ones included; what is left alone for ever (`Thumbs.db`) is none.
fn files(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let entries = entries.filter(|entry| !left_alone(&entry.file_name().to_string_lossy()));
    entries
        .map(|entry| {
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) { files(&entry.path()) } else { 1 }
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_is_late_an_hour_after_its_time_and_not_before() {
        let (times, zone) = (Times::NIGHTLY, TimeZone::UTC);
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let last = at("2026-11-25T02:30:10Z");
        assert!(!is_late(&times, &zone, last, at("2026-11-26T02:29:00Z")));
        assert!(!is_late(&times, &zone, last, at("2026-11-26T03:00:00Z")));
        assert!(is_late(&times, &zone, last, at("2026-11-26T04:00:00Z")));
        assert!(!is_late(&times, &zone, at("2026-11-26T02:30:10Z"), at("2026-11-26T09:00:00Z")));
    }
}
