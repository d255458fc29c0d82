//! `kontor check`: settings and pipelines are sound; mail and store answer.

use super::office::{self, Outcome};
use super::{Ended, Told};
use crate::domain::Language;
use crate::office::run::Desk;
use crate::office::setup;
use crate::settings::Office;

/// Check settings and pipelines; report every fault with its line and a hint. Tests the store and the mail server.
#[derive(clap::Args)]
pub struct Check {
    /// Do not connect to the mail server.
    #[arg(long)]
    offline: bool,
}

impl Check {
    /// Checks.
    pub async fn run(&self, told: &Told) -> Outcome {
        let (Desk { setup, store }, settings) = match office::desk(told).await {
            Ok(opened) => opened,
            Err(ended) => return Ok(ended),
        };
        let german = settings.settings.language == Language::De;
        let documents = store.document_count().await?;
        let companies = settings.companies.len();
        println!(
            "{}",
            if german {
                format!("Einstellungen: {companies} Firmen, ohne Fehler.")
            } else {
                format!("Settings: {companies} companies, no faults.")
            }
        );
        println!("{}", if german { format!("Ablage: {documents} Dokumente.") } else { format!("Store: {documents} documents.") });
        let outbox = setup::outbox(&setup.folder, &settings.settings.mail)?;
        match if self.offline { Ok(offline(&settings, german)) } else { outbox.answers().await } {
            Ok(sentence) => println!("{}: {sentence}", if german { "E-Mail" } else { "Mail" }),
            Err(error) => {
                println!("{}: {error}", if german { "E-Mail geht nicht" } else { "Mail does not work" });
                return Ok(Ended::Wrong);
            }
        }
        Ok(Ended::Done)
    }
}

fn offline(settings: &Office, german: bool) -> String {
    match (&settings.settings.mail.server, german) {
        (Some(server), _) => server.host.clone(),
        (None, true) => "wird nach outbox/ geschrieben".to_owned(),
        (None, false) => "written to outbox/".to_owned(),
    }
}
