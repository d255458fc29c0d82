//! Who is told of a finding, and where: the table of [`Weight`], walked with every broken sample
//! through an office of its own.
//!
//! What a person is asked about stands in `review`, in the digest and in `report documents`, ends
//! `run` with 1, and stays until somebody says `resolve D… accept`; what is only noted asks nobody;
//! what is refused says why, beside the file too.

use super::broken::{broken, is_of, of_files, of_intake, office, root};
use kontor::cli::validate;
use kontor::domain::{FindingKind, finding::Weight};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Output;
use std::sync::Mutex;

type Failure = Box<dyn std::error::Error>;

/// Samples that say something only in the folder of a company.
const OF_FOLDER: [&str; 11] = [
    "wrong-company",
    "other-sender",
    "other-addressee",
    "unknown-account",
    "account-not-stated",
    "input-vat-statements-not-found",
    "csv-balance-breaks",
    "csv-currency-assumed",
    "csv-sum-differs",
    "csv-order-untold",
    "pdf-invoice-proposed",
];

/// A sample that the office must not take for it to say something.
const NOT_ACCEPTED: &str = "not-accepted";

/// The digest lists so many of one kind and counts the others.
const LISTED: usize = 25;

/// An office in which one sample was dropped, and what came of it.
struct Dropped {
    folder: tempfile::TempDir,
    exit: Option<i32>,
    documents: Vec<Value>,
    review: Vec<Value>,
    digests: String,
}

fn kontor(folder: &Path, arguments: &[&str]) -> Result<Output, Failure> {
    Ok(assert_cmd::Command::cargo_bin("kontor")?
        .args(arguments)
        .arg("--office")
        .arg(folder)
        .output()?)
}

fn rows(folder: &Path, arguments: &[&str]) -> Result<Vec<Value>, Failure> {
    Ok(serde_json::from_slice(&kontor(folder, arguments)?.stdout)?)
}

/// The text of every mail, blanks as one.
fn digests(folder: &Path) -> Result<String, Failure> {
    let mut told = String::new();
    for mail in fs::read_dir(folder.join("outbox")).into_iter().flatten().flatten() {
        let source = fs::read(mail.path())?;
        let message = mail_parser::MessageParser::default().parse(&source).ok_or("a mail")?;
        told += &message.body_text(0).unwrap_or_default();
    }
    Ok(squeezed(&told))
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn texts<'a>(row: &'a Value, column: &str) -> Vec<&'a str> {
    match &row[column] {
        Value::String(text) => vec![text],
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

impl Dropped {
    fn new(name: &str) -> Result<Dropped, Failure> {
        let folder = tempfile::tempdir()?;
        office(folder.path())?;
        let settings = folder.path().join("kontor.toml");
        fs::write(
            &settings,
            fs::read_to_string(&settings)? + "[mail]\nfrom = \"office@example.org\"\n",
        )?;
        if !name.starts_with(NOT_ACCEPTED) {
            fs::remove_dir_all(folder.path().join("pipelines"))?;
        }
        let below = if OF_FOLDER.iter().any(|code| name.starts_with(code)) {
            "inbox/mueller"
        } else {
            "inbox"
        };
        fs::copy(root().join("samples/broken").join(name), folder.path().join(below).join(name))?;
        let run = kontor(folder.path(), &["run"])?;
        Ok(Dropped {
            exit: run.status.code(),
            documents: rows(folder.path(), &["report", "documents", "--json"])?,
            review: rows(folder.path(), &["review", "--json"])?,
            digests: digests(folder.path())?,
            folder,
        })
    }

    /// What is not as the table says.
    fn strays(&self, kind: &FindingKind) -> Result<Vec<String>, Failure> {
        let mut strays = Vec::new();
        let mut told = false;
        for document in &self.documents {
            let of_kind = |column: &str| {
                texts(document, column)
                    .into_iter()
                    .find(|said| is_of(kind, said))
                    .map(str::to_owned)
            };
            let (reason, note, doubt) = (of_kind("reason"), of_kind("notes"), of_kind("doubts"));
            let Some(said) = reason.as_ref().or(note.as_ref()).or(doubt.as_ref()) else { continue };
            told = true;
            let status = document["status"].as_str().unwrap_or_default();
            let mut promise = |kept: bool, what: &str| {
                if !kept {
                    strays.push(format!("{status}: {what}"));
                }
            };
            let id = document["id"].as_str().unwrap_or_default();
            let asked = self.review.iter().find(|row| row["id"] == id);
            let in_review = asked.is_some_and(|row| {
                ["reason", "doubts"]
                    .iter()
                    .any(|column| texts(row, column).contains(&said.as_str()))
            });
            let refused = self.documents.iter().filter(|row| row["status"] == "rejected").count();
            let in_digest = self.digests.contains(&squeezed(said)) || refused > LISTED;
            match (kind.weight, status) {
                (Weight::Note, "duplicate") if reason.is_some() => {}
                (Weight::Note, _) => {
                    promise(note.is_some(), "a note stands among the notes");
                    promise(doubt.is_none() && reason.is_none(), "a note asks nobody");
                }
                (Weight::Warning, "rejected" | "duplicate") => {
                    promise(note.is_some() || reason.is_some(), "it is told")
                }
                (Weight::Warning, _) => {
                    promise(document["waits"] == true, "it waits");
                    promise(in_review, "review says it");
                    promise(in_digest, "the digest says it");
                    promise(self.exit == Some(1), "run ends with 1");
                }
                (Weight::Error, "rejected") => {
                    promise(reason.is_some(), "it is the reason");
                    promise(in_digest, "the digest says it");
                    promise(self.exit == Some(1), "run ends with 1");
                    promise(self.beside(said), "the reason lies beside the file in rejected/");
                }
                (Weight::Error, "held") => {
                    promise(reason.is_some(), "it is the reason");
                    promise(document["waits"] == true && in_review, "review says it");
                    promise(in_digest, "the digest says it");
                    promise(self.exit == Some(1), "run ends with 1");
                }
                (Weight::Error, "duplicate") => {
                    promise(reason.is_some() || note.is_some(), "it is told")
                }
                (Weight::Error, _) => promise(false, "taken although it is an error"),
            }
        }
        if !told {
            strays.push(format!(
                "told of by no document: {}",
                serde_json::to_string(&self.documents)?
            ));
        }
        Ok(strays)
    }

    /// Whether a file of reasons in `rejected/` says it.
    fn beside(&self, said: &str) -> bool {
        let reasons = walked(&self.folder.path().join("rejected"));
        reasons
            .iter()
            .filter_map(|path| fs::read_to_string(path).ok())
            .any(|text| squeezed(&text).contains(&squeezed(said)))
    }

    /// Accepts what was taken with doubts; gives what waits all the same.
    fn accepted(&self) -> Result<Vec<String>, Failure> {
        let doubted = |row: &&Value| row["status"] == "processed" && row["waits"] == true;
        for document in self.documents.iter().filter(doubted) {
            let id = document["id"].as_str().unwrap_or_default();
            let accepted = kontor(self.folder.path(), &["resolve", id, "accept"])?;
            if accepted.status.code() != Some(0) {
                return Ok(vec![format!(
                    "{id} cannot be accepted: {}",
                    String::from_utf8_lossy(&accepted.stderr)
                )]);
            }
        }
        let left = rows(self.folder.path(), &["report", "documents", "--json"])?;
        let run = kontor(self.folder.path(), &["run"])?;
        let mut strays: Vec<String> = left
            .iter()
            .filter(doubted)
            .map(|row| format!("it waits after accept: {}", row["doubts"]))
            .collect();
        if run.status.code() != Some(0) {
            strays.push(format!("the run after that ends with {:?}", run.status.code()));
        }
        Ok(strays)
    }
}

fn walked(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { walked(&path) } else { vec![path] }).collect()
}

#[test]
fn each_finding_is_told_where_the_table_says_and_accept_ends_what_asks() {
    let checked: Vec<&str> = validate::FINDINGS.iter().map(|kind| kind.code).collect();
    let kinds: Vec<&FindingKind> = of_files()
        .into_iter()
        .chain(of_intake())
        .filter(|kind| !checked.contains(&kind.code))
        .collect();
    let samples: Vec<(&FindingKind, String)> = broken()
        .into_iter()
        .filter_map(|(code, name)| {
            kinds.iter().find(|kind| kind.code == code).map(|kind| (*kind, name))
        })
        .collect();
    assert!(samples.len() > 100, "the samples are there");
    let (next, strays) = (Mutex::new(samples.iter()), Mutex::new(Vec::new()));
    let walk = || {
        while let Some((kind, name)) = { next.lock().unwrap().next() } {
            let dropped = Dropped::new(name).unwrap_or_else(|error| panic!("{name}: {error}"));
            let mut found = dropped.strays(kind).unwrap_or_else(|error| panic!("{name}: {error}"));
            found.extend(dropped.accepted().unwrap_or_else(|error| panic!("{name}: {error}")));
            strays.lock().unwrap().extend(
                found.into_iter().map(|stray| format!("{name} ({:?}): {stray}", kind.weight)),
            );
        }
    };
    std::thread::scope(|scope| (0..4).for_each(|_| drop(scope.spawn(walk))));
    let strays = strays.into_inner().unwrap();
    assert!(
        strays.is_empty(),
        "{} of {} samples:\n{}",
        strays.len(),
        samples.len(),
        strays.join("\n")
    );
}
