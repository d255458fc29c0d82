//! The way out: over SMTP, or into `outbox/` as .eml files when no server is set.

use crate::store::rows::MailRow;
use crate::store::{Store, Stored};
use jiff::{SignedDuration, Timestamp};
use lettre::address::Envelope;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Where messages go.
pub enum Way {
    /// Into this folder.
    Files(PathBuf),
    /// Over this server, from this address.
    Smtp(Box<AsyncSmtpTransport<Tokio1Executor>>, Address),
    /// The server's settings could not be used now (a password file that is missing, say): everything stays queued.
    Closed(String),
}

/// The outbox with its patience.
pub struct Outbox {
    pub way: Way,
    /// Pause after the first failure; it doubles with each further one.
    pub first_pause: SignedDuration,
    pub longest_pause: SignedDuration,
    /// Failures after which a message has failed for good.
    pub most_attempts: i64,
}

/// How sending one message went.
enum Sent {
    Yes,
    /// Try again later.
    Later(String),
    /// The server refused it for good (5xx).
    Never(String),
}

impl Outbox {
    /// Sends what is queued; `due` sends only those whose time has come. Gives how many left and how many did not.
    pub async fn send(&self, store: &Store, due: bool) -> Stored<(usize, usize)> {
        let now = Timestamp::now();
        let until = if due { now.to_string() } else { "9999".to_owned() };
        let (mut sent, mut kept) = (0, 0);
        for mut mail in store.mails(Some(&until)).await? {
            match self.send_one(&mail).await {
                Sent::Yes => {
                    sent += 1;
                    mail.status = "sent".to_owned();
                    mail.error = None;
                }
                Sent::Later(error) => {
                    kept += 1;
                    mail.next_at = now.saturating_add(self.pause(mail.attempts)).unwrap_or(now).to_string();
                    mail.error = Some(error);
                    if mail.attempts + 1 >= self.most_attempts {
                        mail.status = "failed".to_owned();
                    }
                }
                Sent::Never(error) => {
                    kept += 1;
                    mail.status = "failed".to_owned();
                    mail.error = Some(error);
                }
            }
            mail.attempts += 1;
            store.mail_tried(&mail).await?;
        }
        Ok((sent, kept))
    }

    /// Whether messages could leave now: a sentence about the way, or what is wrong with it.
    pub async fn answers(&self) -> Result<String, String> {
        match &self.way {
            Way::Files(folder) => Ok(folder.display().to_string()),
            Way::Closed(why) => Err(why.clone()),
            Way::Smtp(transport, from) => match transport.test_connection().await {
                Ok(true) => Ok(format!("SMTP, {from}")),
                Ok(false) => Err("SMTP: no answer".to_owned()),
                Err(error) => Err(error.to_string()),
            },
        }
    }

    /// The pause after so many failures: doubled each time up to the longest.
    fn pause(&self, attempts: i64) -> SignedDuration {
        let doublings = u32::try_from(attempts.min(20)).unwrap_or(20);
        self.first_pause.checked_mul(2i32.saturating_pow(doublings)).map_or(self.longest_pause, |pause| pause.min(self.longest_pause))
    }

    async fn send_one(&self, mail: &MailRow) -> Sent {
        match &self.way {
            Way::Files(folder) => match write(folder, mail) {
                Ok(()) => Sent::Yes,
                Err(error) => Sent::Later(error.to_string()),
            },
            Way::Closed(why) => Sent::Later(why.clone()),
            Way::Smtp(transport, from) => {
                let Ok(to) = mail.recipient.parse::<lettre::message::Mailbox>() else { return Sent::Never("recipient".to_owned()) };
                let Ok(envelope) = Envelope::new(Some(from.clone()), vec![to.email]) else { return Sent::Never("envelope".to_owned()) };
                match transport.send_raw(&envelope, mail.source.as_bytes()).await {
                    Ok(_) => Sent::Yes,
                    Err(error) if error.is_permanent() => Sent::Never(error.to_string()),
                    Err(error) => Sent::Later(error.to_string()),
                }
            }
        }
    }
}

/// Writes a message under a name made from it, so that doing it again after a crash writes the same file.
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
        };
        let seconds: Vec<i64> = (0..8).map(|attempts| outbox.pause(attempts).as_secs()).collect();
        assert_eq!(seconds, [60, 120, 240, 480, 960, 1920, 3600, 3600]);
    }
}
