//! `kontor verify`: archive, journal chain, balances and counts hold together.

use super::office::{self, Outcome};
use super::{Ended, Told, print, print_json};
use crate::domain::Language;
use crate::domain::spelling::counted;
use crate::office::verify::{Checked, verify};
use serde_json::json;

/// Check that archive, journal chain, balances and counts hold together; name what does not.
///
/// Every original is read again and compared with its fingerprint; every journal entry with the
/// chain; what the books hold of statements and invoices with what their files state. A single
/// changed byte is found and named.
#[derive(clap::Args)]
pub struct Verify {}

impl Verify {
    /// Verifies.
    pub async fn run(&self, told: &Told) -> Outcome {
        let (desk, settings) = match office::look(told).await {
            Ok(opened) => opened,
            Err(ended) => return Ok(ended),
        };
        let Checked { documents, entries, faults } = verify(&desk).await?;
        if told.json {
            let list: Vec<_> = faults
                .iter()
                .map(|fault| {
                    json!({"code": fault.code(),
                    "message": fault.say(settings.settings.language)})
                })
                .collect();
            print_json(
                &json!({"documents": documents, "journal_entries": entries, "faults": list}),
            );
        } else {
            for fault in &faults {
                print(&format!("{}\n", fault.say(settings.settings.language)));
            }
            if faults.is_empty() {
                print(&well(documents, entries, settings.settings.language));
            }
        }
        Ok(if faults.is_empty() { Ended::Done } else { Ended::Wrong })
    }
}

fn well(documents: usize, entries: usize, language: Language) -> String {
    match language {
        Language::De => format!(
            "Alles stimmt: {} unverändert, {} lückenlos verkettet, Salden und Zählungen gehen \
             auf.\n",
            counted(documents, ["Original", "Originale"]),
            counted(entries, ["Buchung", "Buchungen"])
        ),
        Language::En => format!(
            "All is well: {} unchanged, {} chained without a gap, balances and counts agree.\n",
            counted(documents, ["original", "originals"]),
            counted(entries, ["journal entry", "journal entries"])
        ),
    }
}
