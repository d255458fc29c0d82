//! `kontor init DIR`: an empty office, every setting present and commented.

use super::{Ended, print, print_json, trouble};
use crate::domain::Language;
use crate::office::folder::{Folder, said};
use crate::settings::{commented_company, commented_kontor_toml};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Make an empty office: its folders, kontor.toml and a company's file, every setting present and
/// explained.
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
    pub fn run(&self, json: bool) -> Ended {
        let folder = Folder::new(&self.folder);
        if folder.is_office() {
            match self.language {
                Language::De => eprintln!(
                    "{} ist schon ein Büro; es bleibt, wie es ist.",
                    self.folder.display()
                ),
                Language::En => {
                    eprintln!("{} is an office already; it stays as it is.", self.folder.display())
                }
            }
            return Ended::NotDone;
        }
        if let Err(error) = make(&folder, self.language) {
            eprintln!(
                "{}",
                trouble::not_written(&self.folder, &said(&error, self.language), self.language)
            );
            return Ended::NotDone;
        }
        let place = self.folder.display();
        let example = example(self.language);
        match (json, self.language) {
            (true, _) => {
                print_json(&json!({"office": self.folder.to_string_lossy(), "example": example}))
            }
            (false, Language::De) => print(&format!(
                "{place} ist angelegt. Als Nächstes:\n  1. {example} nach companies/FIRMA.toml \
                 kopieren und ausfüllen\n  2. kontor check --office {place}\n  3. Dateien in \
                 {place}/inbox/ legen und: kontor run --office {place}\n"
            )),
            (false, Language::En) => print(&format!(
                "{place} is made. Next:\n  1. copy {example} to companies/COMPANY.toml and fill it \
                 in\n  2. kontor check --office {place}\n  3. drop files into {place}/inbox/ and: \
                 kontor run --office {place}\n"
            )),
        }
        Ended::Done
    }
}

/// The example of a company's file; its ending keeps it from being read as one.
fn example(language: Language) -> &'static str {
    match language {
        Language::De => "companies/beispiel.toml.txt",
        Language::En => "companies/example.toml.txt",
    }
}

fn make(folder: &Folder, language: Language) -> std::io::Result<()> {
    folder.make()?;
    write(&folder.root().join("kontor.toml"), &commented_kontor_toml(language))?;
    write(&folder.root().join(example(language)), &commented_company(language))
}

fn write(file: &Path, text: &str) -> std::io::Result<()> {
    if file.exists() { Ok(()) } else { std::fs::write(file, text) }
}
