//! `kontor demo [DIR]`: a sample office, a small firm's month, and what came of it.

use super::office::{self, Outcome};
use super::run::{as_json, ended, once};
use super::{Ended, Told, print, print_json};
use crate::domain::{Language, spelling};
use crate::office::folder::Folder;
use crate::office::intake::Watchlist;
use crate::report::{Asked, gather, named};
use crate::store::Span;
use include_dir::{Dir, include_dir};
use serde::Deserialize;
use serde_json::Value;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

static SAMPLES: Dir = include_dir!("$CARGO_MANIFEST_DIR/samples");

/// Make a sample office, run a small firm's month through it, and say what happened and where to look.
#[derive(clap::Args)]
pub struct Demo {
    /// The folder of the sample office.
    #[arg(value_name = "DIR", default_value = "kontor-demo")]
    folder: PathBuf,

    /// Keep the books of a new sample office there, as postgres://USER@HOST/DATABASE.
    #[arg(long, value_name = "URL")]
    storage: Option<String>,
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
                eprintln!("{} ist kein leerer Ordner und kein Büro; es wird nichts angefasst.", self.folder.display());
                return Ok(Ended::NotDone);
            }
            make(&folder, self.storage.as_deref())?;
        }
        let told = Told { json: told.json, form: told.form, office: self.folder.clone() };
        let (runner, settings) = match office::open(&told, "demo").await {
            Ok(opened) => opened,
            Err(ended) => return Ok(ended),
        };
        let started = std::time::Instant::now();
        let summary = once(&runner, &settings, &mut Watchlist::default(), true).await?;
        let took = started.elapsed();
        match told.json {
            true => print_json(&as_json(&summary)),
            false => print(&self.story(&runner, summary.received, took, settings.settings.language).await?),
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
        let (documents, entries, mails) = (rows("documents").await?, rows("reconciliation").await?, rows("mail").await?);
        Ok(tell(&documents, &entries, mails.len(), received, took, &self.folder))
    }
}

fn make(folder: &Folder, storage: Option<&str>) -> anyhow::Result<()> {
    folder.make()?;
    let text = |name: &str| SAMPLES.get_file(name).and_then(|file| file.contents_utf8()).unwrap_or_default();
    let storage = storage.map(|url| format!("\n[storage]\nurl = {}\n", serde_json::Value::from(url))).unwrap_or_default();
    fs::write(folder.root().join("kontor.toml"), format!("{}{storage}", text("kontor.toml")))?;
    for company in SAMPLES.get_dir("companies").into_iter().flat_map(|companies| companies.files()) {
        if let Some(name) = company.path().file_name() {
            fs::write(folder.root().join("companies").join(name), company.contents())?;
        }
    }
    let manifest: Manifest = toml::from_str(text("demo.toml"))?;
    for drop in &manifest.drop {
        let Some(sample) = SAMPLES.get_file(&drop.sample) else { anyhow::bail!("samples/{} is missing", drop.sample) };
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
    File::options().write(true).open(target)?.set_modified(SystemTime::now() - Duration::from_secs(48 * 3600))
}

fn count(rows: &[Value], field: &str, value: &str) -> usize {
    rows.iter().filter(|row| row[field] == value).count()
}

fn tell(documents: &[Value], entries: &[Value], mails: usize, received: usize, took: Duration, folder: &Path) -> String {
    let by = |status: &str| count(documents, "status", status);
    let mut out = match received {
        0 => "Nichts Neues im Eingang; so steht das Beispielbüro:\n\n".to_owned(),
        _ => format!("Ein Monat der Müller Metallbau GmbH und der Kern Handel KG, in {:.1} s:\n\n", took.as_secs_f32()),
    };
    out += &format!(
        "  Eingegangen     {:>4} Dokumente: {} Kontoauszüge, {} Rechnungen, {} Lieferscheine\n",
        documents.len(),
        count(documents, "kind", "bank-statement"),
        count(documents, "kind", "invoice"),
        count(documents, "kind", "delivery-note"),
    );
    out += &format!(
        "  Verarbeitet     {:>4}   doppelt {}, angehalten {}, abgewiesen {}\n",
        by("processed"),
        by("duplicate"),
        by("held"),
        by("rejected")
    );
    out += &format!("  Bankumsätze     {:>4}   davon {} zugeordnet\n\n", entries.len(), count(entries, "status", "matched"));
    out += "Es wartet auf eine Person:\n";
    for row in documents.iter().filter(|row| row["status"] == "held") {
        out += &line(&row["id"], &row["file"], row["reason"].as_str().unwrap_or_default());
    }
    for row in entries.iter().filter(|row| row["status"] != "matched") {
        let what = format!(
            "{}  {:>10} {}  {}",
            row["booking_date"].as_str().and_then(|day| day.parse().ok()).map(|day| spelling::day(day, Language::De)).unwrap_or_default(),
            spelling::number(row["amount"].as_str().unwrap_or_default(), Language::De),
            row["currency"].as_str().unwrap_or_default(),
            row["counterparty"].as_str().or(row["remittance"].as_str()).unwrap_or_default()
        );
        out += &line(&row["id"], &what.into(), row.pointer("/explanation/0").and_then(Value::as_str).unwrap_or_default());
    }
    out += "\nAbgewiesen (mit Grund in rejected/):\n";
    for row in documents.iter().filter(|row| row["status"] == "rejected") {
        out += &line(&row["id"], &row["file"], row["reason"].as_str().unwrap_or_default());
    }
    let place = folder.display();
    out + &format!(
        "\n{mails} E-Mails liegen in {place}/outbox/, die Berichte in {place}/reports/.\n\nWeiter:  kontor review --office {place}\n         kontor explain E1 --office {place}\n         kontor report trial-balance --office {place}\n         kontor run --office {place}     (ändert nichts mehr)\n"
    )
}

/// Longest reason shown in the story, in characters.
const LONGEST: usize = 100;

fn line(id: &Value, what: &Value, why: &str) -> String {
    let short: String = if why.chars().count() > LONGEST { why.chars().take(LONGEST - 1).chain(['…']).collect() } else { why.to_owned() };
    format!("  {:<5} {}\n        {short}\n", id.as_str().unwrap_or_default(), what.as_str().unwrap_or_default())
}
