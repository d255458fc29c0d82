//! `kontor watch`: the same as `run`, for ever.

use super::diary::{Clock, Diary};
use super::office::{self, Outcome};
use super::post::Post;
use super::run::{as_json, once, sentence, tell_failed};
use super::{Ended, Told, nightly, print_json, trouble};
use crate::domain::Language;
use crate::office::folder::said;
use crate::office::intake::Watchlist;
use crate::office::places::{self, Unusable};
use crate::office::run::Runner;
use crate::settings::{Office, SettingsFiles};
use notify::event::{AccessKind, Event, EventKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc;

/// Process the inbox for ever: at once when something is dropped, and on schedule.
///
/// Folder events make it fast; since they are silent on network shares, it also looks by itself
/// every few seconds (poll_seconds in kontor.toml). Ends on Ctrl-C or SIGTERM within five seconds;
/// what is not booked by then is booked by the next start.
#[derive(clap::Args)]
pub struct Watch {}

impl Watch {
    /// Watches until told to stop.
    pub async fn run(&self, told: &Told) -> Outcome {
        let (mut runner, mut settings) = match office::open(told, "watch").await {
            Ok(opened) => opened,
            Err(ended) => return Ok(ended),
        };
        let (post, posting) = Post::start(&runner, &settings);
        let mut files = SettingsFiles::of(&told.office);
        let begun = Vigil::begin(told, &runner, &settings, &post).await;
        // Whatever ends it, the mail under way is carried to its end first.
        let ended = match begun {
            Err(error) => Err(error),
            Ok(mut vigil) => loop {
                match vigil.keep(&runner, &settings, &mut files).await {
                    Ok(Woken::ByTheEnd) => break Ok(Ended::Done),
                    Ok(Woken::BySettings) => {
                        (runner, settings) = anew(told, runner, settings).await;
                        post.under(&settings);
                    }
                    Err(error) => break Err(error),
                }
            },
        };
        post.end();
        post.ended(posting).await;
        runner.store.clone().close().await;
        ended
    }
}

/// A file that takes longer to book than this keeps nobody waiting for the end.
const ENDS_WITHIN: Duration = Duration::from_millis(4_300);

/// Ends the process in time whatever it is doing: what is half written then is taken back, and its
/// file taken up, by the next start, as after any end of a process. Mail is told at once, so that
/// no message is half handed over by then.
fn end_in_time(runner: &Runner, post: Arc<Post>, language: Language) -> std::io::Result<()> {
    let reading = runner.setup.folder.reading();
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        post.end();
        tokio::time::sleep(ENDS_WITHIN).await;
        match language {
            Language::De => eprintln!(
                "kontor: beendet, ehe alles gebucht war; der Rest wird beim nächsten Start gebucht."
            ),
            Language::En => {
                eprintln!("kontor: ended before all was booked; the next start books the rest.")
            }
        }
        // This end says nothing of the file that is being read.
        let _ = std::fs::remove_file(reading);
        std::process::exit(0);
    });
    Ok(())
}

/// Why a vigil was broken off.
enum Woken {
    ByTheEnd,
    BySettings,
}

/// What a watch keeps while its settings change.
struct Vigil {
    json: bool,
    list: Watchlist,
    dropped: mpsc::Receiver<()>,
    /// Tells of what is dropped, as long as it is kept.
    _watcher: Option<RecommendedWatcher>,
    terminate: Signal,
    /// Reports that could not be written: the same trouble is said once.
    unwritten: Vec<String>,
    /// What the disk refuses, as it was said.
    ailing: Option<String>,
    /// What lies in the inbox and cannot be taken, as it was said.
    lying: Vec<Unusable>,
}

impl Vigil {
    /// Makes ready, and tells of the last night.
    async fn begin(
        told: &Told,
        runner: &Runner,
        settings: &Office,
        post: &Arc<Post>,
    ) -> anyhow::Result<Vigil> {
        let language = settings.settings.language;
        end_in_time(runner, Arc::clone(post), language)?;
        let (events, dropped) = mpsc::channel::<()>(1);
        let vigil = Vigil {
            json: told.json,
            list: Watchlist::default(),
            dropped,
            _watcher: watcher(events, &runner.setup.folder.inbox(), language),
            terminate: signal(SignalKind::terminate())?,
            unwritten: Vec::new(),
            ailing: None,
            lying: Vec::new(),
        };
        nightly::tell_of_the_last(runner, language).await?;
        Ok(vigil)
    }

    /// Looks after the office under these settings. What the disk refuses (a drive that is away, no
    /// space, a right that is lacking) is said once and waited for.
    async fn keep(
        &mut self,
        runner: &Runner,
        settings: &Office,
        files: &mut SettingsFiles,
    ) -> anyhow::Result<Woken> {
        loop {
            let error = match self.look_after(runner, settings, files).await {
                Ok(woken) => return Ok(woken),
                Err(error) => error,
            };
            let (root, language) = (runner.setup.folder.root(), settings.settings.language);
            let Some(said) = trouble::passing(&error, root, language) else { return Err(error) };
            if self.ailing.as_ref() != Some(&said) {
                eprintln!("{said}");
                self.ailing = Some(said);
            }
            let poll = Duration::from_secs(settings.settings.intake.poll_seconds.max(1).into());
            tokio::select! {
                _ = tokio::time::sleep(poll) => {}
                _ = self.terminate.recv() => return Ok(Woken::ByTheEnd),
                _ = tokio::signal::ctrl_c() => return Ok(Woken::ByTheEnd),
            }
            if files.changed() {
                return Ok(Woken::BySettings);
            }
        }
    }

    async fn look_after(
        &mut self,
        runner: &Runner,
        settings: &Office,
        files: &mut SettingsFiles,
    ) -> anyhow::Result<Woken> {
        let (own, language) = (&settings.settings, settings.settings.language);
        let mut night = Clock::open(&runner.store, &own.nightly, &own.time_zone).await?;
        let mut digest = Diary::open(&runner.setup.folder, &own.digest, &own.time_zone);
        let poll = Duration::from_secs(own.intake.poll_seconds.max(1).into());
        tell_failed(&runner.again(async || runner.reconsider_if_rules_changed().await).await?);
        runner.again(async || Ok(runner.show_originals().await?)).await?;
        runner.again(async || office::tell_moved(runner, language).await).await?;
        let mut stale: Option<Instant> = None;
        loop {
            let summary = once(runner, settings, &mut self.list, false).await?;
            self.tell_lying(runner, language);
            if summary.received > 0 {
                match self.json {
                    true => print_json(&as_json(&summary)),
                    false => eprintln!("{}", sentence(&summary, language)),
                }
            }
            if let Some(occasion) = digest.struck() {
                runner
                    .again(async || nightly::digest_at_its_time(runner, settings, &occasion).await)
                    .await?;
                digest.done(&occasion)?;
            }
            if summary.received > 0
                || runner
                    .again(async || super::kept_reports::are_stale(&runner.store).await)
                    .await?
            {
                stale.get_or_insert_with(Instant::now);
            }
            if let Some(due) = night.struck() {
                if due.is_missed() {
                    eprintln!("{}", due.say(&own.time_zone, language));
                }
                runner.again(async || nightly::at_its_time(runner, settings).await).await?;
                stale = None;
            }
            if stale.is_some_and(|since| since.elapsed() >= REPORTS_AFTER) {
                let written = runner
                    .again(async || {
                        super::kept_reports::write_stale(&runner.setup, &runner.store).await
                    })
                    .await?;
                if written.failed != self.unwritten {
                    tell_failed(&written);
                }
                self.unwritten = written.failed;
                stale = None;
            }
            if files.changed() {
                return Ok(Woken::BySettings);
            }
            // All of a round went well, not only its beginning.
            if self.ailing.take().is_some() {
                eprintln!("{}", works_again(language));
            }
            // While files settle, look again soon; otherwise wait for an event or the next poll.
            let settling = || self.list.pause(runner.setup.settle).max(Duration::from_millis(100));
            let pause = if self.list.is_empty() { poll } else { settling() };
            tokio::select! {
                _ = tokio::time::sleep(pause) => {}
                _ = self.dropped.recv(),
                if self.list.is_empty() => tokio::time::sleep(Duration::from_millis(100)).await,
                _ = self.terminate.recv() => return Ok(Woken::ByTheEnd),
                _ = tokio::signal::ctrl_c() => return Ok(Woken::ByTheEnd),
            }
        }
    }
}

impl Vigil {
    /// Tells of what lies in the inbox and cannot be taken, each once as long as it lies there.
    fn tell_lying(&mut self, runner: &Runner, language: Language) {
        let lying = places::left_lying(&runner.setup.folder);
        let new = lying.iter().filter(|one| !self.lying.contains(one));
        new.for_each(|one| eprintln!("kontor: {}", one.say(language)));
        self.lying = lying;
    }
}

/// Has the system tell of what is dropped into the inbox; that it does not is told.
fn watcher(
    events: mpsc::Sender<()>,
    inbox: &Path,
    language: Language,
) -> Option<RecommendedWatcher> {
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        // Our own looking opens folders and files: that is no news.
        if event.is_ok_and(|event| matches!(event.kind, EventKind::Access(AccessKind::Open(_)))) {
            return;
        }
        // A full channel already says that there is something to look at.
        let _ = events.try_send(());
    })
    .ok()?;
    if let Err(error) = watcher.watch(inbox, RecursiveMode::Recursive) {
        eprintln!("{}", unwatched(error, language));
    }
    Some(watcher)
}

/// That the system does not tell of new files, and why.
fn unwatched(error: notify::Error, language: Language) -> String {
    let why = match (error.kind, language) {
        (notify::ErrorKind::Io(error), _) => said(&error, language),
        (notify::ErrorKind::PathNotFound, Language::De) => "inbox/ fehlt".to_owned(),
        (notify::ErrorKind::PathNotFound, Language::En) => "inbox/ is missing".to_owned(),
        (notify::ErrorKind::MaxFilesWatch, Language::De) => {
            "das System beobachtet schon so viele Ordner, wie es darf".to_owned()
        }
        (_, Language::De) => "das System meldet sie nicht".to_owned(),
        (_, Language::En) => "the system tells nothing of them".to_owned(),
    };
    match language {
        Language::De => format!(
            "kontor: Neue Dateien im Eingang werden nicht sofort bemerkt ({why}); es wird nur \
             regelmäßig nachgesehen."
        ),
        Language::En => format!(
            "kontor: new files in the inbox are not noticed at once ({why}); it only looks by \
             itself from time to time."
        ),
    }
}

fn works_again(language: Language) -> &'static str {
    match language {
        Language::De => "kontor: Es geht wieder.",
        Language::En => "kontor: it works again.",
    }
}

/// The runner under the settings as they stand now. Where these have faults, all stays as it was,
/// and the faults are told; another store needs a restart, which is said.
async fn anew(told: &Told, runner: Runner, before: Office) -> (Runner, Office) {
    let anew = office::configured_anew(told, &runner.store).await;
    let Some((setup, mut settings)) = anew else {
        match before.settings.language {
            Language::De => eprintln!(
                "kontor: Die geänderten Einstellungen haben Fehler; es gelten die bisherigen, bis \
                 sie behoben sind."
            ),
            Language::En => eprintln!(
                "kontor: the changed settings have faults; those before hold until they are mended."
            ),
        }
        return (runner, before);
    };
    match settings.settings.language {
        Language::De => eprintln!("kontor: Die Einstellungen sind neu gelesen und gelten."),
        Language::En => eprintln!("kontor: the settings were read anew and hold."),
    }
    if settings.settings.storage != before.settings.storage {
        match settings.settings.language {
            Language::De => {
                eprintln!("kontor: [storage] gilt erst nach einem Neustart von „kontor watch“.")
            }
            Language::En => {
                eprintln!("kontor: [storage] holds only after \"kontor watch\" is started anew.")
            }
        }
        settings.settings.storage = before.settings.storage;
    }
    (office::on_trial(runner.under(setup)), settings)
}

/// Reports are written anew so long after something came: all that came meanwhile is in them, and a
/// busy day does not write them for each file.
const REPORTS_AFTER: Duration = Duration::from_secs(60);
