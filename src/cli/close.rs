//! `kontor close`: a person closes a period.

use super::office::{self, Outcome};
use super::{Ended, Told, print, print_json};
use crate::domain::Language;
use jiff::civil::Date;
use serde_json::json;

/// Close a company's books up to and including a day: nothing is booked on those days any more.
///
/// What comes late is booked on the first open day and keeps the date of its document. A closing is not taken back.
/// kontor close --company mueller --until 2026-09-30
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Close {
    /// The company's ID.
    #[arg(long, value_name = "ID")]
    company: String,
    /// The last day to close, as 2026-09-30.
    #[arg(long, value_name = "DATE")]
    until: Date,
}

impl Close {
    /// Closes.
    pub async fn run(&self, told: &Told) -> Outcome {
        let (desk, settings) = match office::desk(told).await {
            Ok(opened) => opened,
            Err(ended) => return Ok(ended),
        };
        if !office::has_company(&settings, Some(&self.company)) {
            return Ok(Ended::NotDone);
        }
        let language = settings.settings.language;
        match desk.close(&self.company, self.until).await? {
            Ok(closing) => {
                for (_, finding) in desk.openings_uneven(Some(&self.company)).await? {
                    eprintln!("{}", finding.say(language));
                }
                let (company, until, by, number) = (&closing.company, closing.until, &closing.by, closing.number);
                if told.json {
                    print_json(
                        &json!({"company": company, "until": until, "by": by, "at": closing.at, "entry": number, "hash": closing.hash}),
                    );
                    return Ok(Ended::Done);
                }
                print(&match language {
                    Language::De => format!(
                        "{company} ist bis {} abgeschlossen (von {by}, letzte Buchung Nr. {number}). Was später kommt, wird ab dem nächsten Tag gebucht.\n",
                        until.strftime("%d.%m.%Y")
                    ),
                    Language::En => format!(
                        "{company} is closed until {until} (by {by}, last journal entry no. {number}). What comes later is booked from the next day on.\n"
                    ),
                });
                Ok(Ended::Done)
            }
            Err(finding) => {
                eprintln!("{}", finding.say(language));
                Ok(Ended::Wrong)
            }
        }
    }
}
