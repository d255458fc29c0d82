//! `kontor revalue`: what stands in other currencies, valued at a day for closing.

use super::argument::day;
use super::office::{self, Outcome};
use super::{Ended, Told, kept_reports, print, print_json};
use crate::office::revalue;
use jiff::civil::Date;
use serde_json::json;

/// Value open items and bank accounts in other currencies at the rate of a day (§ 256a HGB).
///
/// Differences go to the gains and losses of rates; those of items are taken back on the next day.
/// kontor report foreign-balances shows beforehand what would be booked.
/// kontor revalue --company mueller --on 2026-12-31
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Revalue {
    /// The company's ID.
    #[arg(long, value_name = "ID")]
    company: String,
    /// The day, as 2026-12-31.
    #[arg(long, value_name = "D", value_parser = day)]
    on: Date,
}

impl Revalue {
    /// Values.
    pub async fn run(&self, told: &Told) -> Outcome {
        let (desk, settings) = match office::desk(told).await {
            Ok(opened) => opened,
            Err(ended) => return Ok(ended),
        };
        let Some(company) = office::company(&settings, &self.company) else {
            return Ok(Ended::NotDone);
        };
        let language = settings.settings.language;
        match desk.revalue(&company, self.on).await? {
            Ok(revalued) => {
                if told.json {
                    let entries: Vec<_> =
                        revalued.entries.iter().map(|(number, _)| *number).collect();
                    print_json(&json!({"company": company, "date": self.on, "entries": entries,
                            "result": revalued.gained}));
                } else {
                    print(&revalue::told(&revalued, language));
                }
                kept_reports::follow(&desk).await;
                Ok(Ended::Done)
            }
            Err(finding) => {
                eprintln!("{}", finding.say(language));
                Ok(Ended::Wrong)
            }
        }
    }
}
