//! The way out: over SMTP, or into `outbox/` as .eml files when no server is set.

use super::Halt;
use super::smtp::{Relay, Session, Verdict};
use crate::domain::Language;
use crate::domain::finding_argument::Argument;
use crate::store::rows::MailRow;
use crate::store::{JobRow, Store, Stored};
use jiff::{SignedDuration, Timestamp};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The job under which it is noted how sending went last.
pub const MAIL_JOB: &str = "mail";

/// Where messages go.
pub enum Way {
    /// Into this folder.
    Files(PathBuf),
    /// Over this server.
    Smtp(Box<Relay>),
    /// The server's settings could not be used now (a password file that is missing, say):
    /// everything stays queued.
    Closed(String),
}

/// The outbox with its patience.
pub struct Outbox {
    /// How messages go out.
    pub way: Way,
    /// Pause after the first failure; it doubles with each further one.
    pub first_pause: SignedDuration,
    /// The longest pause between two tries.
    pub longest_pause: SignedDuration,
    /// Refusals for now after which a message has failed for good.
    pub most_attempts: i64,
    /// Messages go to these addresses (or `@domain`) only; empty: to all.
    pub only_to: Vec<String>,
    /// Pause between two messages to a server.
    pub pace: SignedDuration,
    /// Of what is noted with a message.
    pub language: Language,
}

/// How a round of sending went.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Messages that left.
    pub sent: usize,
    /// Messages that did not.
    pub kept: usize,
    /// What stopped it: the way out, not a message. Then everything waits.
    pub trouble: Option<String>,
}

impl Outbox {
    /// Sends what is queued; `due` sends only those whose time has come. A fault of the way out
    /// ends the round and is noted with the job [`MAIL_JOB`]; no message is blamed for it. Called
    /// off, it begins no further one, and what it has not handed over stays queued.
    pub async fn send(&self, store: &Store, due: bool, halt: &Halt) -> Stored<Round> {
        let mut round = Round::default();
        if store.mails_queued().await?.is_empty() {
            return Ok(round);
        }
        // What another machine has begun is on its way, not interrupted.
        let Some(_turn) = store.mail_turn().await? else { return Ok(round) };
        self.interrupted(store).await?;
        let until = Timestamp::now().to_string();
        // A time further away than any pause was written by a clock that was wrong.
        let latest = Timestamp::now()
            .saturating_add(self.longest_pause)
            .unwrap_or(Timestamp::MAX)
            .to_string();
        let queued: Vec<MailRow> = store.mails_queued().await?;
        let mut queued: Vec<MailRow> = queued
            .into_iter()
            .filter(|mail| !due || mail.next_at <= until || mail.next_at > latest)
            .collect();
        // One at which the line breaks each time is behind the others by the next round.
        queued.sort_by_key(|mail| mail.attempts);
        if queued.is_empty() {
            return Ok(round);
        }
        let mut session = None;
        let mut last = store.job(MAIL_JOB).await?.and_then(|job| job.ended_at.parse().ok());
        let mut was_halted = false;
        for mut mail in queued {
            if !self.may_go_to(&mail.recipient) {
                self.keep_back(store, &mut mail).await?;
                round.kept += 1;
                continue;
            }
            was_halted = halt.or(self.keep_pace(&mut last)).await.is_none();
            if was_halted {
                break;
            }
            match self.send_one(store, &mut session, &mail, halt).await? {
                Verdict::Halted => {
                    was_halted = true;
                    break;
                }
                Verdict::Broken { why, perhaps_sent: false } => {
                    if session.is_some() {
                        mail.attempts += 1;
                        store.mail_tried(&mail).await?;
                    }
                    round.trouble = Some(why);
                    break;
                }
                verdict => self.note(&mut mail, verdict, &mut round),
            }
            store.mail_tried(&mail).await?;
            if round.trouble.is_some() {
                break;
            }
        }
        if was_halted {
            // Of a round that was cut short it is only known that messages left.
            if round.sent == 0 {
                return Ok(round);
            }
        } else if let Some(session) = session {
            halt.or(session.close()).await;
        }
        self.ended(store, &mut round).await?;
        Ok(round)
    }

    /// Whether messages could leave now: a sentence about the way, or what is wrong with it.
    pub async fn answers(&self) -> Result<String, String> {
        match &self.way {
            Way::Files(folder) => Ok(folder.display().to_string()),
            Way::Closed(why) => Err(why.clone()),
            Way::Smtp(relay) => relay.probe().await.map(|()| format!("SMTP, {}", relay.from)),
        }
    }

    async fn send_one(
        &self,
        store: &Store,
        session: &mut Option<Session>,
        mail: &MailRow,
        halt: &Halt,
    ) -> Stored<Verdict> {
        let broken = |why: String| Verdict::Broken { why, perhaps_sent: false };
        Ok(match &self.way {
            Way::Files(folder) => match write(folder, mail) {
                Ok(()) => Verdict::Sent,
                Err(error) => broken(format!(
                    "{}: {}",
                    folder.display(),
                    Argument::from(&error).say(self.language)
                )),
            },
            Way::Closed(why) => broken(why.clone()),
            Way::Smtp(relay) => {
                let Ok(to) = mail.recipient.parse::<lettre::message::Mailbox>() else {
                    return Ok(Verdict::Never(no_address(&mail.recipient, self.language)));
                };
                if session.as_ref().is_some_and(Session::is_broken) {
                    *session = None;
                }
                let open = match session {
                    Some(open) => open,
                    None => match halt.or(relay.open()).await {
                        Some(Ok(opened)) => session.insert(opened),
                        Some(Err(why)) => return Ok(broken(why)),
                        None => return Ok(Verdict::Halted),
                    },
                };
                let signed = relay
                    .signer
                    .as_ref()
                    .map(|signer| signer.sign(&mail.source, Timestamp::now().as_second()));
                let Some(source) = signed.unwrap_or_else(|| Some(mail.source.clone())) else {
                    return Ok(broken(unsigned(self.language).to_owned()));
                };
                store.mail_begun(mail.id, Some(&Timestamp::now().to_string())).await?;
                let verdict = open.send(&to.email, source.as_bytes(), halt).await;
                if let Verdict::Broken { perhaps_sent: false, .. } | Verdict::Halted = verdict {
                    store.mail_begun(mail.id, None).await?;
                }
                verdict
            }
        })
    }

    fn may_go_to(&self, recipient: &str) -> bool {
        let recipient = recipient.to_lowercase();
        let fits = |allowed: &String| match allowed.to_lowercase() {
            domain if domain.starts_with('@') => recipient.ends_with(&domain),
            address => recipient == address,
        };
        self.only_to.is_empty() || self.only_to.iter().any(fits)
    }

    /// A message that a trial keeps back has failed by a person's will: nobody is asked about it,
    /// and it can be sent again.
    async fn keep_back(&self, store: &Store, mail: &mut MailRow) -> Stored<()> {
        let why = match self.language {
            Language::De => {
                "Zurückgehalten: only_to in kontor.toml lässt diese Adresse nicht zu. Später \
                 senden: „kontor resolve M{id} accept“."
            }
            Language::En => {
                "Kept back: only_to in kontor.toml does not allow this address. Send it later: \
                 \"kontor resolve M{id} accept\"."
            }
        };
        mail.status = "failed".to_owned();
        mail.error = Some(why.replace("{id}", &mail.id.to_string()));
        store.mail_tried(mail).await?;
        store.mail_let_be(mail.id, Some(&Timestamp::now().to_string())).await
    }

    /// Waits until the next message may go to the server, counted from the last one, also of an
    /// earlier round.
    async fn keep_pace(&self, last: &mut Option<Timestamp>) {
        if self.pace.is_zero() || !matches!(self.way, Way::Smtp(_)) {
            return;
        }
        let now = Timestamp::now();
        let due = last.and_then(|last| last.checked_add(self.pace).ok()).unwrap_or(now);
        // A last time to come was written by a clock that was wrong.
        if let Ok(pause) = std::time::Duration::try_from(due.duration_since(now).min(self.pace)) {
            tokio::time::sleep(pause).await;
        }
        *last = Some(Timestamp::now());
    }

    /// Messages whose sending was begun and never ended: kontor was stopped meanwhile. The server
    /// may have them; a person says.
    async fn interrupted(&self, store: &Store) -> Stored<()> {
        for mut mail in store.mails_begun().await? {
            let why = match self.language {
                Language::De => {
                    "Beim Senden unterbrochen: vielleicht ist sie angekommen. Noch einmal senden: \
                     „kontor resolve M{id} accept“."
                }
                Language::En => {
                    "Interrupted while it was sent: it may have arrived. Send it again: \"kontor \
                     resolve M{id} accept\"."
                }
            };
            mail.status = "failed".to_owned();
            mail.error = Some(why.replace("{id}", &mail.id.to_string()));
            store.mail_tried(&mail).await?;
        }
        Ok(())
    }

    fn note(&self, mail: &mut MailRow, verdict: Verdict, round: &mut Round) {
        let later = |mail: &mut MailRow, why: String| {
            let now = Timestamp::now();
            mail.next_at = now.saturating_add(self.pause(mail.attempts)).unwrap_or(now).to_string();
            mail.error = Some(why);
            mail.attempts += 1;
        };
        match verdict {
            Verdict::Sent => {
                round.sent += 1;
                (mail.status, mail.error) = ("sent".to_owned(), None);
                mail.attempts += 1;
            }
            Verdict::Later(why) => {
                round.kept += 1;
                later(mail, why);
                if mail.attempts >= self.most_attempts {
                    mail.status = "failed".to_owned();
                }
            }
            Verdict::Never(why) => {
                round.kept += 1;
                (mail.status, mail.error) = ("failed".to_owned(), Some(why));
                mail.attempts += 1;
            }
            Verdict::Halted => {}
            // A server that drops the line after the text may have it. Sent again under the same
            // Message-ID, a reader's program shows it once; not sent again, it could be lost.
            Verdict::Broken { why, .. } => {
                later(mail, why.clone());
                round.trouble = Some(why);
            }
        }
    }

    /// Notes how the round went; after trouble everything waits, longer each time.
    async fn ended(&self, store: &Store, round: &mut Round) -> Stored<()> {
        let troubles = match &round.trouble {
            None => 0,
            Some(_) => {
                store
                    .job(MAIL_JOB)
                    .await?
                    .and_then(|job| job.mark?.parse::<i64>().ok())
                    .unwrap_or_default()
                    + 1
            }
        };
        let now = Timestamp::now();
        if troubles > 0 {
            let next = now.saturating_add(self.pause(troubles - 1)).unwrap_or(now).to_string();
            round.kept += store.mails_wait_until(&next).await?;
        }
        let job = JobRow {
            name: MAIL_JOB.to_owned(),
            ended_at: now.to_string(),
            error: round.trouble.clone(),
            mark: (troubles > 0).then(|| troubles.to_string()),
        };
        store.job_ended(&job).await
    }

    /// The pause after so many failures: doubled each time up to the longest.
    fn pause(&self, attempts: i64) -> SignedDuration {
        let doublings = u32::try_from(attempts.min(20)).unwrap_or(20);
        self.first_pause
            .checked_mul(2i32.saturating_pow(doublings))
            .map_or(self.longest_pause, |pause| pause.min(self.longest_pause))
    }
}

/// Writes a message under a name made from it, so that doing it again after a crash writes the same
/// file.
fn write(folder: &Path, mail: &MailRow) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let company = mail.company.as_deref().unwrap_or("office");
    let name = format!("M{:06}-{}-{company}.eml", mail.id, mail.kind);
    let draft = folder.join(format!(".{name}.part"));
    let mut file = std::fs::File::create(&draft)?;
    file.write_all(mail.source.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(draft, folder.join(name))
}

/// That a recipient is none.
fn no_address(recipient: &str, language: Language) -> String {
    match language {
        Language::De => format!("„{recipient}“ ist keine E-Mail-Adresse."),
        Language::En => format!("\"{recipient}\" is no mail address."),
    }
}

/// That a message cannot be signed.
fn unsigned(language: Language) -> &'static str {
    match language {
        Language::De => {
            "Die E-Mail lässt sich nicht unterschreiben (DKIM). Bitte [mail.dkim] in kontor.toml \
             prüfen."
        }
        Language::En => "The mail cannot be signed (DKIM). Check [mail.dkim] in kontor.toml.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest() {
        let outbox = Outbox {
            way: Way::Closed(String::new()),
            first_pause: SignedDuration::from_secs(60),
            longest_pause: SignedDuration::from_secs(3600),
            most_attempts: 10,
            only_to: Vec::new(),
            pace: SignedDuration::ZERO,
            language: Language::De,
        };
        let only = |to: &str| Outbox {
            only_to: vec![to.to_owned()],
            way: Way::Closed(String::new()),
            ..outbox
        };
        assert!(
            only("@a.example").may_go_to("Chef@A.example")
                && !only("@a.example").may_go_to("x@b-a.example")
        );
        let seconds: Vec<i64> = (0..8).map(|attempts| outbox.pause(attempts).as_secs()).collect();
        assert_eq!(seconds, [60, 120, 240, 480, 960, 1920, 3600, 3600]);
    }
}
