//! The way mails leave, as the settings have it: the server, its login, and who signs.

use super::folder::Folder;
use crate::domain::Language;
use crate::mail::{Outbox, Privacy, Relay, Signer, Way};
use crate::settings::{Dkim, Mail, PasswordSource, Security, Server, Settings};
use jiff::SignedDuration;
use std::path::Path;
use std::time::Duration;

/// The way mails leave.
pub fn outbox(folder: &Folder, settings: &Settings) -> anyhow::Result<Outbox> {
    let mail = &settings.mail;
    let way = match &mail.server {
        None => Way::Files(folder.outbox()),
        Some(server) => match relay(server, mail, settings.language) {
            Ok(relay) => Way::Smtp(Box::new(relay)),
            Err(error) => Way::Closed(error.to_string()),
        },
    };
    let seconds = |seconds: u32| SignedDuration::from_secs(seconds.into());
    let (first_pause, longest_pause) =
        (seconds(mail.retry.first_seconds), seconds(mail.retry.longest_seconds));
    let pace = if mail.per_minute == 0 {
        SignedDuration::ZERO
    } else {
        SignedDuration::from_millis(60_000 / i64::from(mail.per_minute))
    };
    let patience =
        i64::from(mail.retry.give_up_hours) * 3600 / i64::from(mail.retry.longest_seconds.max(1));
    Ok(Outbox {
        way,
        first_pause,
        longest_pause,
        most_attempts: patience.max(1) + 6,
        only_to: mail.only_to.clone(),
        pace,
        language: settings.language,
    })
}

fn relay(server: &Server, mail: &Mail, language: Language) -> anyhow::Result<Relay> {
    let login = match &server.login {
        Some((user, source)) => Some((user.clone(), password(source, language)?)),
        None => None,
    };
    let authority = match &server.ca_file {
        Some(file) => {
            Some(std::fs::read(file).map_err(|error| unread(file, "ca_file", &error, language))?)
        }
        None => None,
    };
    let privacy = match server.security {
        Security::StartTls => Privacy::AfterGreeting,
        Security::Tls => Privacy::FromTheStart,
        Security::None => Privacy::None,
    };
    let from = mail.from.parse::<lettre::message::Mailbox>()?.email;
    Ok(Relay {
        host: server.host.clone(),
        port: server.port,
        privacy,
        login,
        authority,
        from,
        patience: Duration::from_secs(server.timeout_seconds.into()),
        signer: mail.dkim.as_ref().map(|dkim| signer(dkim, language)).transpose()?,
        language,
    })
}

fn signer(dkim: &Dkim, language: Language) -> anyhow::Result<Signer> {
    let file = dkim.key_file.display();
    let pem = std::fs::read_to_string(&dkim.key_file)
        .map_err(|error| unread(&dkim.key_file, "key_file", &error, language))?;
    Signer::new(&dkim.domain, &dkim.selector, &pem).ok_or_else(|| match language {
        Language::De => {
            anyhow::anyhow!(
                "{file} ist kein privater Schlüssel in PEM, RSA ab 2048 Bit oder \
                 Ed25519 (mail.dkim in kontor.toml)."
            )
        }
        Language::En => anyhow::anyhow!(
            "{file} is no private key in PEM, RSA from 2048 bits on or \
             Ed25519 (mail.dkim in kontor.toml)."
        ),
    })
}

/// That a file which a setting names cannot be read.
fn unread(file: &Path, setting: &str, error: &std::io::Error, language: Language) -> anyhow::Error {
    let (file, why) = (file.display(), super::folder::said(error, language));
    match language {
        Language::De => anyhow::anyhow!(
            "{file} lässt sich nicht lesen ({why}). Bitte {setting} unter [mail] in kontor.toml \
             und die Rechte der Datei prüfen."
        ),
        Language::En => {
            anyhow::anyhow!(
                "{file} cannot be read ({why}). Check {setting} under [mail] in kontor.toml and \
                 the file's permissions."
            )
        }
    }
}

fn password(source: &PasswordSource, language: Language) -> anyhow::Result<String> {
    match source {
        PasswordSource::Environment(name) => std::env::var(name).map_err(|_| match language {
            Language::De => anyhow::anyhow!(
                "Die Umgebungsvariable {name} mit dem Kennwort für die E-Mail ist nicht gesetzt \
                 (password_env in kontor.toml)."
            ),
            Language::En => {
                anyhow::anyhow!(
                    "The environment variable {name} with the mail password is not set \
                     (password_env in kontor.toml)."
                )
            }
        }),
        PasswordSource::File(file) => {
            let text = std::fs::read_to_string(file)
                .map_err(|error| unread(file, "password_file", &error, language))?;
            Ok(text.lines().next().unwrap_or_default().to_owned())
        }
    }
}
