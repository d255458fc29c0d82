//! `kontor watch`: the same as `run`, for ever.

use super::diary::Diary;
use super::office::{self, Outcome};
use super::run::{as_json, once, sentence};
use super::{Ended, Told, print_json};
use crate::domain::Language;
use crate::office::intake::Watchlist;
use crate::settings::Times;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use notify::event::{AccessKind, Event, EventKind};
use notify::{RecursiveMode, Watcher};
use std::time::{Duration, Instant};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;

/// Process the inbox for ever: at once when something is dropped, and on schedule.
///
/// Folder events make it fast; since they are silent on network shares, it also looks by itself every few seconds
/// (poll_seconds in kontor.toml). Ends on Ctrl-C or SIGTERM, never in the middle of a booking.
#[derive(clap::Args)]
pub struct Watch {}

impl Watch {
    /// Watches until told to stop.
    pub async fn run(&self, told: &Told) -> Outcome {
        let (runner, settings) = match office::open(told, "watch").await {
            Ok(opened) => opened,
            Err(ended) => return Ok(ended),
        };
        let (events, mut dropped) = mpsc::channel::<()>(1);
        let inbox = runner.setup.folder.inbox();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            // Our own looking opens folders and files: that is no news.
            if event.is_ok_and(|event| matches!(event.kind, EventKind::Access(AccessKind::Open(_)))) {
                return;
            }
            // A full channel already says that there is something to look at.
            let _ = events.try_send(());
        })
        .ok();
        if let Some(watcher) = &mut watcher
            && let Err(error) = watcher.watch(&inbox, RecursiveMode::Recursive)
        {
            match settings.settings.language {
                Language::De => eprintln!("kontor: {error}; es wird nur regelmäßig nachgesehen."),
                Language::En => eprintln!("kontor: {error}; it only looks by itself from time to time."),
            }
        }
        let mut terminate = signal(SignalKind::terminate())?;
        let mut list = Watchlist::default();
        let mut nightly = Clock::new(&settings.settings.nightly, &settings.settings.time_zone);
        let mut digest = Diary::open(&runner.setup.folder, &settings.settings.digest, &settings.settings.time_zone);
        let poll = Duration::from_secs(settings.settings.intake.poll_seconds.max(1).into());
        let settle = runner.setup.settle / 4;
        runner.reconsider_if_rules_changed().await?;
        let mut stale: Option<Instant> = None;
        loop {
            let summary = once(&runner, &settings, &mut list, false).await?;
            if summary.received > 0 {
                match told.json {
                    true => print_json(&as_json(&summary)),
                    false => eprintln!("{}", sentence(&summary, settings.settings.language)),
                }
            }
            if let Some(occasion) = digest.struck() {
                runner.digest(&settings, Some(&occasion)).await?;
                digest.done(&occasion)?;
            }
            if summary.received > 0 || super::report::are_stale(&runner.store).await? {
                stale.get_or_insert_with(Instant::now);
            }
            if nightly.struck() {
                super::nightly::at_its_time(&runner, &settings).await?;
                stale = None;
            }
            if stale.is_some_and(|since| since.elapsed() >= REPORTS_AFTER) {
                super::report::write_stale(&runner.setup, &runner.store).await?;
                stale = None;
            }
            // While files settle, look again soon; otherwise wait for an event or the next poll.
            let pause = if list.is_empty() { poll } else { settle.max(Duration::from_millis(100)) };
            tokio::select! {
                _ = tokio::time::sleep(pause) => {}
                _ = dropped.recv(), if list.is_empty() => tokio::time::sleep(Duration::from_millis(100)).await,
                _ = terminate.recv() => break,
                _ = tokio::signal::ctrl_c() => break,
            }
        }
        runner.store.clone().close().await;
        Ok(Ended::Done)
    }
}

/// Reports are written anew so long after something came: all that came meanwhile is in them, and a busy day does not write them
/// for each file.
const REPORTS_AFTER: Duration = Duration::from_secs(60);

/// Tells when the nightly time has come.
struct Clock<'a> {
    times: &'a Times,
    zone: &'a TimeZone,
    next: Option<Timestamp>,
}

impl<'a> Clock<'a> {
    fn new(times: &'a Times, zone: &'a TimeZone) -> Clock<'a> {
        let next = next(times, zone);
        Clock { times, zone, next }
    }

    fn struck(&mut self) -> bool {
        let now = Timestamp::now();
        if self.next.is_none_or(|next| now < next) {
            return false;
        }
        self.next = next(self.times, self.zone);
        true
    }
}

fn next(times: &Times, zone: &TimeZone) -> Option<Timestamp> {
    times.next_after(&Timestamp::now().to_zoned_datetime(zone.clone())).map(|next| next.timestamp())
}
