//! `kontor backup` and `kontor restore`: the whole office, copied and proved.

use super::office::{self, Outcome};
use super::{Ended, Told, print, print_json, spoken, trouble};
use crate::domain::Language;
use crate::office::backup::{Copied, copy, is_free};
use crate::office::folder::{Folder, said};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Copy the whole office into an empty folder, verified; it may be at work meanwhile.
///
/// Books, originals, settings, mails and reports; what lies in the inbox is not read yet and stays
/// there. The copy is an office itself: kontor review --office DIR looks into it.
///
/// kontor backup /media/sicherung/2026-10-31
#[derive(clap::Args)]
pub struct Backup {
    /// A folder that is empty or not there.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// Make an office out of a backup, verified: into the empty folder that --office names.
///
/// Books that were kept in PostgreSQL are then in the file kontor.db; kontor move --to URL takes
/// them back.
///
/// kontor restore /media/sicherung/2026-10-31 --office buero
#[derive(clap::Args)]
pub struct Restore {
    /// The folder of the backup; it stays as it is.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

impl Backup {
    /// Copies the office away.
    pub async fn run(&self, told: &Told) -> Outcome {
        copied(told, &told.office, &self.folder).await
    }
}

impl Restore {
    /// Copies a backup to the office's place.
    pub async fn run(&self, told: &Told) -> Outcome {
        copied(told, &self.folder, &told.office).await
    }
}

async fn copied(told: &Told, from: &Path, to: &Path) -> Outcome {
    let source = Told { json: told.json, form: told.form, office: from.to_owned() };
    if !Folder::new(from).is_office() {
        match spoken(&[]) {
            Language::De => eprintln!("{} ist weder ein Büro noch eine Sicherung.", from.display()),
            Language::En => eprintln!("{} is neither an office nor a backup.", from.display()),
        }
        return Ok(Ended::NotDone);
    }
    let (desk, settings) = match office::desk(&source).await {
        Ok(opened) => opened,
        Err(ended) => return Ok(ended),
    };
    let language = settings.settings.language;
    if desk.setup.folder.owns(to) {
        match language {
            Language::De => eprintln!(
                "{} liegt in einem Ordner, den das Büro selbst liest oder füllt; die Kopie würde \
                 für Belege gehalten. Bitte einen Ordner außerhalb des Büros nennen.",
                to.display()
            ),
            Language::En => eprintln!(
                "{} lies in a folder that the office itself reads or fills; the copy would be \
                 taken for documents. Name a folder outside of the office.",
                to.display()
            ),
        }
        return Ok(Ended::NotDone);
    }
    match is_free(to) {
        Ok(true) => {}
        Ok(false) => {
            match language {
                Language::De => {
                    eprintln!(
                        "{} ist nicht leer. Bitte einen leeren Ordner nennen oder einen, den es \
                         noch nicht gibt.",
                        to.display()
                    )
                }
                Language::En => eprintln!(
                    "{} is not empty. Name a folder that is empty or not there.",
                    to.display()
                ),
            }
            return Ok(Ended::NotDone);
        }
        Err(error) => {
            eprintln!("{}", trouble::not_written(to, &said(&error, language), language));
            return Ok(Ended::NotDone);
        }
    }
    if !trouble::made(to, language) {
        return Ok(Ended::NotDone);
    }
    let Copied { rows, checked } = copy(&desk, to).await?;
    let faults: Vec<String> = checked.faults.iter().map(|fault| fault.say(language)).collect();
    if told.json {
        print_json(&json!({"rows": rows, "documents": checked.documents,
                "journal_entries": checked.entries, "faults": faults}));
    } else {
        faults.iter().for_each(|fault| print(&format!("{fault}\n")));
        print(&match language {
            Language::De => format!(
                "{}: {} kopiert und dort geprüft.\n",
                to.display(),
                checked.counted(language)
            ),
            Language::En => format!(
                "{}: {} copied and verified there.\n",
                to.display(),
                checked.counted(language)
            ),
        });
    }
    Ok(if faults.is_empty() { Ended::Done } else { Ended::Wrong })
}
