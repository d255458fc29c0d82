//! Asked to stop: no further message is begun, and the one under way is carried to its end or not
//! handed over at all.

use std::future::pending;
use tokio::sync::watch;

/// Whether whoever sends was asked to stop.
#[derive(Debug)]
pub struct Halt(Option<watch::Receiver<bool>>);

impl Halt {
    /// Of one who is never asked to.
    pub fn never() -> Halt {
        Halt(None)
    }

    /// Called by anything new on this channel.
    pub fn by(news: watch::Receiver<bool>) -> Halt {
        Halt(Some(news))
    }

    /// Ends when it is called.
    pub async fn called(&self) {
        let Some(news) = &self.0 else { return pending().await };
        // What is new stays new: whoever asks later is told too.
        if news.clone().changed().await.is_err() {
            pending::<()>().await;
        }
    }

    /// What is worked on, unless it is called first.
    pub(super) async fn or<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.called() => None,
            done = work => Some(done),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_is_called_once_for_all_and_never_by_silence() {
        let (call, news) = watch::channel(false);
        let halt = Halt::by(news);
        assert!(halt.or(async { 1 }).await == Some(1));
        call.send_replace(true);
        for _ in 0..2 {
            halt.called().await;
            assert!(halt.or(async { 1 }).await.is_none());
        }
        assert!(Halt::never().or(async { 1 }).await == Some(1));
    }
}
