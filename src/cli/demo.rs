//! `kontor demo [DIR]`: a sample office, a small firm's month, and what came of it.

use super::office::{self, Outcome};
use super::run::{as_json, ended, once};
use super::{Ended, Told, print, print_json, story, trouble};
use crate::domain::Language;
use crate::office::folder::Folder;
use crate::office::intake::Watchlist;
use crate::report::{Asked, gather, named};
use crate::settings::language_of;
use crate::store::Span;
use include_dir::{Dir, include_dir};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

static SAMPLES: Dir = include_dir!("$CARGO_MANIFEST_DIR/samples");

/// Make a sample office, run a small firm's month through it, and say what happened and where to
/// look.
#[derive(clap::Args)]
pub struct Demo {
    /// The folder of the sample office.
    #[arg(value_name = "DIR", default_value = "kontor-demo")]
    folder: PathBuf,

    /// Keep the books of a new sample office there, as postgres://USER@HOST/DATABASE.
    #[arg(long, value_name = "URL")]
    storage: Option<String>,

    /// The language of a new sample office: de or en. One that is there keeps its own.
    #[arg(long, value_enum, default_value_t)]
    language: Language,
}

/// `samples/demo.toml`: which sample is dropped where.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    drop: Vec<Drop>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Drop {
    sample: String,
    inbox: String,
}

impl Demo {
    /// Makes the office unless it is there, runs it, and tells.
    pub async fn run(&self, told: &Told) -> Outcome {
        let folder = Folder::new(&self.folder);
        if !folder.is_office() {
            if fs::read_dir(&self.folder).is_ok_and(|mut entries| entries.next().is_some()) {
                match self.language {
                    Language::De => eprintln!(
                        "{} ist kein leerer Ordner und kein Büro; es wird nichts angefasst.",
                        self.folder.display()
                    ),
                    Language::En => eprintln!(
                        "{} is neither an empty folder nor an office; nothing is touched.",
                        self.folder.display()
                    ),
                }
                return Ok(Ended::NotDone);
            }
            if !trouble::made(&self.folder, self.language) {
                return Ok(Ended::NotDone);
            }
            make(&folder, self.storage.as_deref(), self.language)?;
        } else if !is_sample(&self.folder) {
            let (place, language) =
                (self.folder.display(), language_of(&self.folder).unwrap_or(self.language));
            match language {
                Language::De => eprintln!(
                    "{place} ist ein eigenes Büro und kein Beispielbüro; es wird nichts angefasst. \
                     Zum Ausprobieren: kontor demo ANDERER-ORDNER; für dieses Büro: kontor run \
                     --office {place}"
                ),
                Language::En => eprintln!(
                    "{place} is an office of its own and no sample office; nothing is touched. To \
                     try kontor: kontor demo OTHER-DIR; for this office: kontor run --office \
                     {place}"
                ),
            }
            return Ok(Ended::NotDone);
        }
        let told = Told { json: told.json, form: told.form, office: self.folder.clone() };
        let (runner, settings) = match office::open(&told, "demo").await {
            Ok(opened) => opened,
            Err(ended) => return Ok(ended),
        };
        let started = std::time::Instant::now();
        let summary = once(&runner, &settings, &mut Watchlist::of_a_call(), true).await?;
        let took = started.elapsed();
        match told.json {
            true => print_json(&as_json(&summary)),
            false => print(
                &self.story(&runner, summary.received, took, settings.settings.language).await?,
            ),
        }
        runner.store.clone().close().await;
        // A demo that shows rejected files has not gone wrong.
        Ok(if ended(&summary) == Ended::Fault { Ended::Fault } else { Ended::Done })
    }

    async fn story(
        &self,
        runner: &crate::office::run::Runner,
        received: usize,
        took: Duration,
        language: Language,
    ) -> anyhow::Result<String> {
        let asked = Asked { span: Span::default(), language, ..Asked::default() };
        let rows = |name: &'static str| async {
            match named(name) {
                Some(report) => gather(report, &runner.store, &asked).await,
                None => Ok(Vec::new()),
            }
        };
        let (documents, entries, mails) =
            (rows("documents").await?, rows("reconciliation").await?, rows("mail").await?);
        let told = story::Told {
            documents: &documents,
            entries: &entries,
            mails: mails.len(),
            received,
            took,
            folder: &self.folder,
        };
        Ok(story::tell(&told, language))
    }
}

/// Whether an office has the companies of the sample office as they ship, and no others.
fn is_sample(office: &Path) -> bool {
    let companies = office.join("companies");
    let shipped: BTreeMap<OsString, &[u8]> = SAMPLES
        .get_dir("companies")
        .into_iter()
        .flat_map(|folder| folder.files())
        .filter_map(|file| Some((file.path().file_name()?.to_owned(), file.contents())))
        .collect();
    let own =
        fs::read_dir(&companies).into_iter().flatten().flatten().map(|entry| entry.file_name());
    let own: BTreeSet<OsString> =
        own.filter(|name| name.to_string_lossy().ends_with(".toml")).collect();
    own.iter().eq(shipped.keys())
        && shipped
            .iter()
            .all(|(name, bytes)| fs::read(companies.join(name)).is_ok_and(|own| own == *bytes))
}

fn make(folder: &Folder, storage: Option<&str>, language: Language) -> anyhow::Result<()> {
    folder.make()?;
    let text = |name: &str| {
        SAMPLES.get_file(name).and_then(|file| file.contents_utf8()).unwrap_or_default()
    };
    let storage = storage
        .map(|url| format!("\n[storage]\nurl = {}\n", serde_json::Value::from(url)))
        .unwrap_or_default();
    let settings = match language {
        Language::De => text("kontor.toml").to_owned(),
        Language::En => text("kontor.toml").replace("language = \"de\"", "language = \"en\""),
    };
    fs::write(folder.root().join("kontor.toml"), format!("{settings}{storage}"))?;
    for company in SAMPLES.get_dir("companies").into_iter().flat_map(|companies| companies.files())
    {
        if let Some(name) = company.path().file_name() {
            fs::write(folder.root().join("companies").join(name), company.contents())?;
        }
    }
    let manifest: Manifest = toml::from_str(text("demo.toml"))?;
    for drop in &manifest.drop {
        let Some(sample) = SAMPLES.get_file(&drop.sample) else {
            anyhow::bail!("samples/{} is missing", drop.sample)
        };
        place(&folder.inbox().join(&drop.inbox), sample.contents())?;
    }
    Ok(())
}

/// Writes a file as one that has been lying there, so that nothing waits for it to settle.
fn place(target: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(target, bytes)?;
    File::options()
        .write(true)
        .open(target)?
        .set_modified(SystemTime::now() - Duration::from_secs(48 * 3600))
}
