//! What a mail server did not do, told to a person: at which step, what it said or did not, and
//! what to look at.

use crate::domain::Language;
use crate::domain::finding_argument::Argument;
use lettre::transport::smtp::Error;
use std::error::Error as _;
use std::io;
use std::time::Duration;

/// A step of a session (RFC 5321), with whom or what it is about.
#[derive(Clone, Copy)]
pub(super) enum Step<'a> {
    /// To the server and its greeting: host and port.
    Connection(&'a str),
    /// `STARTTLS`: host and port.
    Encryption(&'a str),
    /// `AUTH`: the user.
    Login(&'a str),
    /// `MAIL FROM`: the sender's address.
    Sender(&'a str),
    /// `RCPT TO`: the recipient's address.
    Recipient(&'a str),
    /// `DATA` and the message itself.
    Text,
    /// The same, refused for good.
    TextRefused,
}

impl Step<'_> {
    /// A sentence about a step that failed.
    pub(super) fn failed(self, why: &str, language: Language) -> String {
        let (step, todo) = self.words(language);
        format!("{step}: {why}. {todo}")
    }

    fn words(self, language: Language) -> (String, &'static str) {
        let again = match language {
            Language::De => "Es wird von selbst wieder versucht.",
            Language::En => "It is tried again by itself.",
        };
        match (self, language) {
            (Step::Connection(place), Language::De) => (
                format!("Mailserver {place}"),
                "Bitte prüfen, ob er läuft und ob „server“, „port“ und „security“ unter [mail] in \
                 kontor.toml stimmen; es wird von selbst wieder versucht.",
            ),
            (Step::Connection(place), Language::En) => (
                format!("Mail server {place}"),
                "Check that it runs and that \"server\", \"port\" and \"security\" under [mail] in \
                 kontor.toml are right; it is tried again by itself.",
            ),
            (Step::Encryption(place), Language::De) => (
                format!("Mailserver {place}, Verschlüsselung (STARTTLS)"),
                "Bitte „security“ und „ca_file“ unter [mail] in kontor.toml prüfen; es wird von \
                 selbst wieder versucht.",
            ),
            (Step::Encryption(place), Language::En) => (
                format!("Mail server {place}, encryption (STARTTLS)"),
                "Check \"security\" and \"ca_file\" under [mail] in kontor.toml; it is tried again \
                 by itself.",
            ),
            (Step::Login(user), Language::De) => (
                format!("Anmeldung (AUTH) von {user}"),
                "Bitte „user“ und das Kennwort unter [mail] in kontor.toml prüfen; es wird von \
                 selbst wieder versucht.",
            ),
            (Step::Login(user), Language::En) => (
                format!("Login (AUTH) of {user}"),
                "Check \"user\" and its password under [mail] in kontor.toml; it is tried again by \
                 itself.",
            ),
            (Step::Sender(from), Language::De) => (
                format!("Absender {from} (MAIL FROM)"),
                "Bitte „from“ unter [mail] in kontor.toml prüfen; es wird von selbst wieder \
                 versucht.",
            ),
            (Step::Sender(from), Language::En) => (
                format!("Sender {from} (MAIL FROM)"),
                "Check \"from\" under [mail] in kontor.toml; it is tried again by itself.",
            ),
            (Step::Recipient(to), Language::De) => {
                (format!("Empfänger {to} (RCPT TO)"), "Bitte die Adresse prüfen.")
            }
            (Step::Recipient(to), Language::En) => {
                (format!("Recipient {to} (RCPT TO)"), "Check the address.")
            }
            (Step::Text, Language::De) => ("Beim Übergeben der E-Mail (DATA)".to_owned(), again),
            (Step::Text, Language::En) => ("Handing the mail over (DATA)".to_owned(), again),
            (Step::TextRefused, Language::De) => (
                "Beim Übergeben der E-Mail (DATA)".to_owned(),
                "Der Server nimmt sie nicht an; bitte den Grund beim Anbieter klären, dann „kontor \
                 resolve M… accept“.",
            ),
            (Step::TextRefused, Language::En) => (
                "Handing the mail over (DATA)".to_owned(),
                "The server does not take it; clear the reason up with the provider, then \"kontor \
                 resolve M… accept\".",
            ),
        }
    }
}

/// That nothing was said in time.
pub(super) fn silent(patience: Duration, language: Language) -> String {
    match language {
        Language::De => format!("keine Antwort innerhalb von {} s", patience.as_secs()),
        Language::En => format!("no answer within {} s", patience.as_secs()),
    }
}

/// What the server said, in its own words, or what became of the connection.
pub(super) fn said(error: &Error, language: Language) -> String {
    let own = error.source().map(ToString::to_string).unwrap_or_default();
    let pick =
        |de: &str, en: &str| if language == Language::De { de.to_owned() } else { en.to_owned() };
    if let Some(code) = error.status() {
        return format!("{} {code} {own}", pick("der Server lehnt ab:", "the server refuses:"))
            .trim_end()
            .to_owned();
    }
    if let Some(error) = of_the_system(error) {
        return Argument::from(error).say(language).to_string();
    }
    if error.is_timeout() {
        return pick("keine Antwort in der Zeit", "no answer in time");
    }
    if error.is_tls() {
        return format!(
            "{} ({own})",
            pick("die Verschlüsselung kommt nicht zustande", "encryption could not be agreed upon")
        );
    }
    if error.is_response() || error.is_transport_shutdown() {
        return pick(
            "der Server brach die Verbindung ab oder antwortete unverständlich",
            "the server dropped the connection or answered what nobody understands",
        );
    }
    if own.contains(UNRESOLVED) {
        return pick("diesen Namen kennt das Netz nicht", "the network does not know this name");
    }
    let own = if own.is_empty() { error.to_string() } else { own };
    match language {
        Language::De => format!("es kam keine Verbindung zustande ({own})"),
        Language::En => own,
    }
}

/// What the standard library says of a name that is not found; there is no kind for it.
const UNRESOLVED: &str = "failed to lookup address information";

/// What the system said, where the line is at fault.
fn of_the_system(error: &Error) -> Option<&io::Error> {
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(error) =
            error.downcast_ref::<io::Error>().filter(|error| error.raw_os_error().is_some())
        {
            return Some(error);
        }
        cause = error.source();
    }
    None
}
