//! `kontor export`: the books, for others.

use super::argument::day;
use super::office::{self, Outcome};
use super::{Ended, Told, print, print_json, trouble};
use crate::domain::Language;
use crate::domain::spelling::counted;
use crate::office::handover::{Exported, datev, journal};
use crate::office::run::Desk;
use crate::settings::CONSULTANTS;
use jiff::civil::Date;
use serde_json::json;
use std::path::PathBuf;

/// Hand the books over: export datev writes what a tax adviser takes into DATEV, export journal
/// plain text for hledger and Beancount.
///
/// kontor export datev --company mueller --from 2026-10-01 --to 2026-10-31 --output datev-oktober
#[derive(clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Export {
    /// The form.
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// EXTF files into a folder: bookings (a file for each month), customers and vendors, names of
    /// the accounts; beside them the documents.
    Datev(Whose),
    /// The journal as plain text into a folder, as hledger and Ledger read it, and as Beancount does.
    Journal(Whose),
}

#[derive(clap::Args)]
struct Whose {
    /// The company's ID.
    #[arg(long, value_name = "ID")]
    company: String,
    /// The first day, as 2026-10-01.
    #[arg(long, value_name = "D", value_parser = day)]
    from: Date,
    /// The last day.
    #[arg(long, value_name = "D", value_parser = day)]
    to: Date,
    /// The folder to write to; made where it is not there.
    #[arg(long, value_name = "DIR")]
    output: PathBuf,
}

impl Export {
    /// Exports.
    pub async fn run(&self, told: &Told) -> Outcome {
        let (What::Datev(whose) | What::Journal(whose)) = &self.what;
        let (Desk { setup, store, .. }, settings) = match office::look(told).await {
            Ok(opened) => opened,
            Err(ended) => return Ok(ended),
        };
        let Some(company) = office::company(&settings, &whose.company) else {
            return Ok(Ended::NotDone);
        };
        let Some(company) = settings.company(&company) else { return Ok(Ended::NotDone) };
        let language = settings.settings.language;
        if !trouble::made(&whose.output, language) {
            return Ok(Ended::NotDone);
        }
        let now = jiff::Timestamp::now().to_zoned_datetime(setup.time_zone.clone()).datetime();
        let days = (whose.from, whose.to);
        let written = match &self.what {
            What::Datev(_) => {
                datev(&store, company, days, now, (&setup.folder.archive(), &whose.output)).await?
            }
            What::Journal(_) => journal(&store, company, days, &whose.output).await?,
        };
        match written {
            Ok(exported) => {
                tell(told, &exported, language);
                if matches!(self.what, What::Datev(_))
                    && company.datev_consultant == *CONSULTANTS.start()
                {
                    hint(&company.id, language);
                }
                Ok(Ended::Done)
            }
            Err(finding) => {
                eprintln!("{}", finding.say(language));
                Ok(Ended::NotDone)
            }
        }
    }
}

fn tell(told: &Told, exported: &Exported, language: Language) {
    let Exported { files, entries, replaced } = exported;
    if told.json {
        let files: Vec<_> =
            files.iter().map(|(file, rows)| json!({"file": file, "rows": rows})).collect();
        print_json(&json!({"files": files, "entries": entries, "replaced_characters": replaced}));
        return;
    }
    for (file, rows) in files {
        let rows = counted(
            *rows,
            if language == Language::De { ["Zeile", "Zeilen"] } else { ["row", "rows"] },
        );
        print(&format!("{file}: {rows}\n"));
    }
    print(&match language {
        Language::De => format!("{} übergeben.\n", counted(*entries, ["Buchung", "Buchungen"])),
        Language::En => {
            format!("{} handed over.\n", counted(*entries, ["journal entry", "journal entries"]))
        }
    });
    if *replaced > 0 {
        match language {
            Language::De => {
                eprintln!("{replaced} Zeichen kennt Windows-1252 nicht; dort steht „?“.")
            }
            Language::En => {
                let characters = counted(*replaced, ["character", "characters"]);
                eprintln!("Windows-1252 has no sign for {characters}; \"?\" stands there.");
            }
        }
    }
}

/// Says that the numbers of the tax adviser are not set.
fn hint(company: &str, language: Language) {
    match language {
        Language::De => eprintln!(
            "Berater- und Mandantennummer fehlen; geschrieben wurde 1001. Das Steuerbüro nennt \
             sie: datev_consultant und datev_client in companies/{company}.toml."
        ),
        Language::En => eprintln!(
            "The consultant's and the client's number are not set; 1001 was written. The tax \
             adviser names them: datev_consultant and datev_client in companies/{company}.toml."
        ),
    }
}
