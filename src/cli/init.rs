//! `kontor init DIR`: an empty office, every setting present and commented.

use super::Ended;
use crate::domain::Language;
use crate::office::folder::Folder;
use crate::settings::{commented_company, commented_kontor_toml};
use std::path::{Path, PathBuf};

/// Make an empty office: its folders, kontor.toml and a company's file, every setting present and explained.
#[derive(clap::Args)]
pub struct Init {
    /// The folder; made when it is not there.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Language of the explanations.
    #[arg(long, value_enum, default_value_t)]
    language: Language,
}

impl Init {
    /// Makes the office; never overwrites a file.
    pub fn run(&self) -> Ended {
        let folder = Folder::new(&self.folder);
        if folder.is_office() {
            eprintln!("{} ist schon ein Büro; es bleibt, wie es ist.", self.folder.display());
            return Ended::NotDone;
        }
        if let Err(error) = make(&folder, self.language) {
            eprintln!("kontor: {}: {error}", self.folder.display());
            return Ended::NotDone;
        }
        println!(
            "{0} ist angelegt. Als Nächstes:\n  1. companies/beispiel.toml.muster nach companies/FIRMA.toml kopieren und ausfüllen\n  2. kontor check --office {0}\n  3. Dateien in {0}/inbox/ legen und: kontor run --office {0}",
            self.folder.display()
        );
        Ended::Done
    }
}

fn make(folder: &Folder, language: Language) -> std::io::Result<()> {
    folder.make()?;
    write(&folder.root().join("kontor.toml"), &commented_kontor_toml(language))?;
    write(&folder.root().join("companies/beispiel.toml.muster"), &commented_company(language))
}

fn write(file: &Path, text: &str) -> std::io::Result<()> {
    if file.exists() { Ok(()) } else { std::fs::write(file, text) }
}
