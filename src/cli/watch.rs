//! `kontor watch`: the same as `run`, for ever.

use super::diary::Diary;
use super::office::{self, Outcome};
use super::run::{as_json, mail_waits, once, sentence};
use super::{Ended, Told, print_json};
use crate::domain::Language;
use crate::office::intake::Watchlist;
use crate::office::run::Runner;
use crate::office::setup;
use crate::settings::{Office, Times};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use notify::event::{AccessKind, Event, EventKind};
use notify::{RecursiveMode, Watcher};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{Notify, mpsc};

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
        runner.again(async || runner.reconsider_if_rules_changed().await).await?;
        runner.again(async || Ok(runner.show_originals().await?)).await?;
        let mut stale: Option<Instant> = None;
        let post = Post::start(&runner, &settings);
        loop {
            let summary = once(&runner, &settings, &mut list, false).await?;
            if summary.received > 0 {
                match told.json {
                    true => print_json(&as_json(&summary)),
                    false => eprintln!("{}", sentence(&summary, settings.settings.language)),
                }
            }
            if let Some(occasion) = digest.struck() {
                runner.again(async || runner.digest(&settings, Some(&occasion)).await).await?;
                digest.done(&occasion)?;
            }
            if summary.received > 0 || runner.again(async || super::report::are_stale(&runner.store).await).await? {
                stale.get_or_insert_with(Instant::now);
            }
            if nightly.struck() {
                runner.again(async || super::nightly::at_its_time(&runner, &settings).await).await?;
                stale = None;
            }
            if stale.is_some_and(|since| since.elapsed() >= REPORTS_AFTER) {
                runner.again(async || super::report::write_stale(&runner.setup, &runner.store).await).await?;
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
        post.stop().await;
        runner.store.clone().close().await;
        Ok(Ended::Done)
    }
}

/// Mail goes out beside all else: whatever a server does, documents, decisions and the end of the watch do not wait for it.
struct Post {
    task: tokio::task::JoinHandle<()>,
    stopping: Arc<Notify>,
}

/// So often it looks for mail that is due.
const POST_EVERY: Duration = Duration::from_secs(2);
/// A message on its way gets so long when the watch ends; then it is left, and noted as perhaps sent.
const POST_ENDS_WITHIN: Duration = Duration::from_secs(3);

impl Post {
    fn start(runner: &Runner, office: &Office) -> Post {
        let stopping = Arc::new(Notify::new());
        let (store, folder, settings) = (runner.store.clone(), runner.setup.folder.clone(), office.settings.clone());
        let stop = Arc::clone(&stopping);
        let task = tokio::spawn(async move {
            let mut said: Option<String> = None;
            loop {
                // Opened anew each time, so that a password or a certificate that was mended is used.
                let trouble = match setup::outbox(&folder, &settings) {
                    Ok(outbox) => outbox.send(&store, true).await.map_or_else(|error| Some(error.to_string()), |round| round.trouble),
                    Err(error) => Some(error.to_string()),
                };
                // The same trouble is said once.
                if let Some(why) = trouble.as_ref().filter(|why| said.as_ref() != Some(why)) {
                    eprintln!("{}", mail_waits(why, settings.language));
                }
                said = trouble.or(said);
                tokio::select! {
                    _ = tokio::time::sleep(POST_EVERY) => {}
                    _ = stop.notified() => break,
                }
            }
        });
        Post { task, stopping }
    }

    async fn stop(mut self) {
        self.stopping.notify_one();
        if tokio::time::timeout(POST_ENDS_WITHIN, &mut self.task).await.is_err() {
            self.task.abort();
        }
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
