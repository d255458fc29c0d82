//! Mails that failed: a person has them sent again, or lets them be.

use super::{Choice, Decided, UNKNOWN, done, kind, label};
use crate::domain::{FindingKind, Language, words};
use crate::office::run::Desk;
use crate::store::{Changes, DecisionRow};

pub static NOT_FAILED: FindingKind = kind(
    "resolve-mail-not-failed",
    "{id} ist nicht gescheitert (Status: {status}).",
    "{id} did not fail (status: {status}).",
);
pub static NO_ANSWER: FindingKind = kind(
    "resolve-mail-no-answer",
    "So lässt sich {id} nicht entscheiden. Eine gescheiterte E-Mail nimmt: accept (noch einmal \
     senden), reject GRUND (auf sich beruhen lassen).",
    "{id} cannot be decided so. A mail that failed takes: accept (send it again), reject REASON \
     (let it be).",
);

impl Desk {
    pub(super) async fn resolve_mail(&self, id: &str, key: i64, choice: &Choice) -> Decided {
        let Some(mut mail) = self.store.mail(key).await? else {
            return Ok(Err(UNKNOWN.found().with("id", id)));
        };
        if mail.status != "failed" {
            let said =
                |language| words::word(words::MAIL_STATUSES, &mail.status, language).to_owned();
            return Ok(Err(NOT_FAILED
                .found()
                .with("id", id)
                .with_value("status", [said(Language::De), said(Language::En)])));
        }
        match choice {
            Choice::Accept => {
                (mail.status, mail.error, mail.attempts, mail.next_at) =
                    ("queued".to_owned(), None, 0, self.now());
                self.store.mail_tried(&mail).await?;
                self.store.mail_let_be(key, None).await?;
            }
            Choice::Reject(_) => self.store.mail_let_be(key, Some(&self.now())).await?,
            _ => return Ok(Err(NO_ANSWER.found().with("id", id))),
        }
        let number = self.store.counters().await?.decision + 1;
        let decisions = vec![DecisionRow {
            id: number,
            target: id.to_owned(),
            verb: "resolve".to_owned(),
            choice: label(choice),
            at: self.now(),
            by: self.recorded_by.clone(),
        }];
        self.store.commit(&Changes { decisions, ..Changes::default() }).await?;
        Ok(Ok(done(self.setup.language, id)))
    }
}
