//! The mail of a watch: it goes out beside all else, so that documents, decisions and the end of the
//! watch do not wait for it, whatever a server does.

use super::run::mail_waits;
use crate::mail::Halt;
use crate::office::attempt::why;
use crate::office::folder::Folder;
use crate::office::outgoing;
use crate::office::run::Runner;
use crate::settings::{Office, Settings};
use crate::store::Store;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// So often it looks for mail that is due.
const EVERY: Duration = Duration::from_secs(2);

/// A server gets so long, once the watch ends, to say whether it took the message under way.
const ENDS_WITHIN: Duration = Duration::from_millis(3_900);

/// Sends what is due for as long as a watch goes on.
pub(super) struct Post {
    folder: Folder,
    store: Store,
    settings: Mutex<Settings>,
    /// What is new ends the round that goes on; true: the watch ends.
    news: watch::Sender<bool>,
    /// Since when the watch ends.
    ending: OnceLock<Instant>,
}

impl Post {
    /// Begins to send under these settings.
    pub fn start(runner: &Runner, office: &Office) -> (Arc<Post>, JoinHandle<()>) {
        let post = Arc::new(Post {
            folder: runner.setup.folder.clone(),
            store: runner.store.clone(),
            settings: Mutex::new(office.settings.clone()),
            news: watch::Sender::new(false),
            ending: OnceLock::new(),
        });
        let sends = Arc::clone(&post);
        (post, tokio::spawn(async move { sends.go_on().await }))
    }

    /// From the next message on these settings hold.
    pub fn under(&self, office: &Office) {
        *self.settings.lock().unwrap_or_else(PoisonError::into_inner) = office.settings.clone();
        if self.ending.get().is_none() {
            self.news.send_replace(false);
        }
    }

    /// Begins no further message; the one under way is carried to its end.
    pub fn end(&self) {
        self.ending.get_or_init(Instant::now);
        self.news.send_replace(true);
    }

    /// Waits for that end. A server that took a text and does not say whether it has it is left;
    /// the next start asks a person.
    pub async fn ended(&self, task: JoinHandle<()>) {
        let since = *self.ending.get_or_init(Instant::now);
        let _ = tokio::time::timeout_at((since + ENDS_WITHIN).into(), task).await;
    }

    async fn go_on(&self) {
        let mut news = self.news.subscribe();
        let mut said: Option<String> = None;
        while !*news.borrow_and_update() {
            let settings = self.settings.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let trouble = self.round(&settings, Halt::by(news.clone())).await;
            // The same trouble is said once.
            if let Some(why) = trouble.as_ref().filter(|why| said.as_ref() != Some(why)) {
                eprintln!("{}", mail_waits(why, settings.language));
            }
            said = trouble.or(said);
            tokio::select! {
                _ = tokio::time::sleep(EVERY) => {}
                _ = news.changed() => {}
            }
        }
    }

    /// Sends what is due; gives what stopped it. The way out is opened anew each time, so that a
    /// password or a certificate that was mended is used.
    async fn round(&self, settings: &Settings, halt: Halt) -> Option<String> {
        let said = |error: &anyhow::Error| Some(why(error, settings.language));
        match outgoing::outbox(&self.folder, settings) {
            Ok(outbox) => outbox
                .send(&self.store, true, &halt)
                .await
                .map_or_else(|error| said(&error.into()), |round| round.trouble),
            Err(error) => said(&error),
        }
    }
}
