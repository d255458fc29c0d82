//! `kontor mail`: a mail as its reader sees it.

use super::{Ended, Told, print, print_json, trouble};
use crate::domain::Language;
use crate::mail::{KINDS, Mailer, Templates, sample};
use crate::office::folder::said;
use crate::office::setup;
use crate::pipeline::Section;
use crate::settings::read_office;
use serde_json::json;
use std::path::{Path, PathBuf};

/// Look at the mails that kontor writes: mail preview digest writes one with made-up content.
#[derive(clap::Subcommand)]
pub enum Mail {
    /// Write a mail with made-up content as NAME.eml and NAME.html: digest, receipt, rejection,
    /// failure, reports, goods-received, claim, order-confirmation. In an office with its texts and
    /// in its language; elsewhere with those that kontor ships.
    Preview(Preview),
}

/// What is looked at.
#[derive(clap::Args)]
pub struct Preview {
    /// Which mail: digest, receipt, rejection, failure, reports, goods-received, claim,
    /// order-confirmation; without it they are listed.
    name: Option<String>,
    /// The folder to write to.
    #[arg(long, value_name = "DIR", default_value = ".")]
    output: PathBuf,
    /// The language, where it is not the office's.
    #[arg(long, value_name = "LANGUAGE", value_parser = language)]
    language: Option<Language>,
    /// Write also the templates that ship inside, to be changed and laid into the office's
    /// templates/.
    #[arg(long)]
    templates: bool,
}

fn language(text: &str) -> Result<Language, String> {
    match text {
        "de" => Ok(Language::De),
        "en" => Ok(Language::En),
        _ => Err("de, en".to_owned()),
    }
}

impl Mail {
    /// Writes the preview.
    pub fn run(&self, told: &Told) -> Ended {
        let Mail::Preview(preview) = self;
        preview.run(told)
    }
}

impl Preview {
    fn run(&self, told: &Told) -> Ended {
        let (office, _) = read_office(&told.office);
        let language = self.language.unwrap_or(office.settings.language);
        let templates = setup::templates(&told.office);
        for fault in templates.faults() {
            eprintln!("{}", template_fault(&fault.file, fault.line, &fault.why, language));
        }
        let Some(name) = self.name.as_deref() else {
            list(told.json, language);
            return Ended::Done;
        };
        let Some((source, html)) = written(name, &office.settings.mail.from, language, &templates)
        else {
            match language {
                Language::De => {
                    eprintln!("Eine E-Mail „{name}“ gibt es nicht; es gibt: {}.", KINDS.join(", "))
                }
                Language::En => {
                    eprintln!("There is no mail “{name}”; there are: {}.", KINDS.join(", "))
                }
            }
            return Ended::NotDone;
        };
        let mut files = vec![(format!("{name}.eml"), source), (format!("{name}.html"), html)];
        if self.templates {
            // One that lies there may be somebody's work.
            let shipped =
                Templates::shipped_of(name).filter(|(file, _)| !self.output.join(file).exists());
            files.extend(shipped.map(|(file, text)| (file.to_owned(), text.to_owned())));
        }
        let files: Vec<_> =
            files.into_iter().map(|(file, content)| (self.output.join(file), content)).collect();
        for (file, content) in &files {
            if let Err(error) = write(&self.output, file, content) {
                eprintln!("{}", trouble::not_written(file, &said(&error, language), language));
                return Ended::NotDone;
            }
        }
        let files: Vec<String> = files.iter().map(|(file, _)| file.display().to_string()).collect();
        match told.json {
            true => print_json(&json!({ "name": name, "files": files })),
            false => print(&files.iter().map(|file| format!("{file}\n")).collect::<String>()),
        }
        if templates.faults().is_empty() { Ended::Done } else { Ended::Wrong }
    }
}

/// The message as it would go out, and its page.
fn written(
    name: &str,
    from: &str,
    language: Language,
    templates: &Templates,
) -> Option<(String, String)> {
    let sections: Vec<Section> = Section::WORDS.iter().map(|(_, section)| *section).collect();
    let letter = sample(name, language, &sections, templates)?;
    let mailer = Mailer::new(from).or_else(|_| Mailer::new("kontor@localhost")).ok()?;
    let message = mailer.message(1, &letter, &jiff::Timestamp::now().to_string())?;
    Some((message.source, letter.html))
}

/// The mails by name, with the files that each is made from.
fn list(json: bool, language: Language) {
    let files = |name: &str| Templates::shipped_of(name).map(|(file, _)| file).collect::<Vec<_>>();
    let made_of = if language == Language::De { "aus" } else { "made from" };
    match json {
        true => print_json(
            &KINDS.iter().map(|name| json!({ "name": name, "templates": files(name) })).collect(),
        ),
        false => print(
            &KINDS
                .iter()
                .map(|name| format!("{name:<18} {made_of} {}\n", files(name).join(", ")))
                .collect::<String>(),
        ),
    }
}

fn write(folder: &Path, file: &Path, content: &str) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    std::fs::write(file, content)
}

/// What is wrong with a template of the office's own.
pub(super) fn template_fault(
    file: &str,
    line: Option<usize>,
    why: &str,
    language: Language,
) -> String {
    let place = match (line, language) {
        (Some(line), Language::De) => format!("templates/{file}, Zeile {line}"),
        (Some(line), Language::En) => format!("templates/{file}, line {line}"),
        (None, _) => format!("templates/{file}"),
    };
    match (line, language) {
        (Some(_), Language::De) => format!(
            "{place}: Die Vorlage lässt sich nicht ausfüllen ({why}); verschickt wird die \
             mitgelieferte."
        ),
        (Some(_), Language::En) => {
            format!("{place}: the template cannot be filled in ({why}); the shipped one is sent.")
        }
        (None, Language::De) => {
            format!("{place}: Eine solche Vorlage gibt es nicht; es gibt: {why}.")
        }
        (None, Language::En) => format!("{place}: there is no such template; there are: {why}."),
    }
}
