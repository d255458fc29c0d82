//! `kontor verify`: archive, journal chain, balances and counts hold together.

use super::office::{self, Outcome};
use super::{Ended, Told};
use crate::office::run::Desk;
use crate::office::verify::{Checked, verify};
use serde_json::json;

/// Check that archive, journal chain, balances and counts hold together; name what does not.
///
/// Every original is read again and compared with its fingerprint; every journal entry with the chain. A single changed byte
/// is found and named.
#[derive(clap::Args)]
pub struct Verify {}

impl Verify {
    /// Verifies.
    pub async fn run(&self, told: &Told) -> Outcome {
        let (Desk { setup, store }, settings) = match office::desk(told).await {
            Ok(opened) => opened,
            Err(ended) => return Ok(ended),
        };
        let Checked { documents, entries, faults } = verify(&setup, &store).await?;
        if told.json {
            let list: Vec<_> =
                faults.iter().map(|fault| json!({"code": fault.code(), "message": fault.say(settings.settings.language)})).collect();
            println!("{}", json!({"documents": documents, "journal_entries": entries, "faults": list}));
        } else {
            for fault in &faults {
                println!("{}", fault.say(settings.settings.language));
            }
            if faults.is_empty() {
                println!(
                    "Alles stimmt: {documents} Originale unverändert, {entries} Buchungen lückenlos verkettet, Salden und Zählungen gehen auf."
                );
            }
        }
        Ok(if faults.is_empty() { Ended::Done } else { Ended::Wrong })
    }
}
