//! `kontor inspect FILE…`: what a file says, normalised. Needs no office.
//!
//! Bank statements that can be read as a stream are written as they are read; everything else is
//! read whole, and its JSON is written straight from the domain's values, so that it is in memory
//! once.

use super::Ended;
use super::office;
use super::overview;
use super::shown::Shown;
use super::stream;
use super::told::{Failure, Manner, Told};
use super::validate::UNREADABLE;
use crate::domain::{Content, Finding, Language, Statement};
use crate::formats::pieces::Stream;
use crate::formats::{self, Format, Input, Layouts, Read};
use crate::office::take::DEEPEST;
use crate::office::untaken::TOO_DEEP;
use serde::Serialize;
use serde::ser::Serializer;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _, Seek, Write};
use std::path::{Path, PathBuf};

/// Bytes by which a file is recognised as one to be streamed.
const HEAD: u64 = 1 << 16;

/// Show what files say.
#[derive(clap::Args)]
pub struct Inspect {
    /// The files to read; with several, one JSON object a line, in this order.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Language of what is found doubtful; else the office's, else German.
    #[arg(long, value_enum)]
    language: Option<Language>,
}

impl Inspect {
    /// Reads each file and prints what it says; goes on after a bad one.
    pub(crate) fn run(&self, asked: &super::Told) -> Ended {
        let manner = Manner { json: asked.json, language: office::language(asked, self.language) };
        let out = io::stdout().lock();
        let mut out = io::BufWriter::with_capacity(
            1 << 16,
            if manner.json { Shown::json(out) } else { Shown::page(out) },
        );
        let mut ended = Ended::Done;
        for file in &self.files {
            match tell(&mut out, file, manner) {
                Ok(true) => {}
                Ok(false) => ended = Ended::Wrong,
                Err(_) => return ended,
            }
        }
        match out.flush() {
            Ok(()) => ended,
            Err(_) => Ended::NotDone,
        }
    }
}

/// Writes what a file says, or why nothing can be read of it; false then. An error is one of
/// writing.
fn tell(out: &mut impl Write, path: &Path, manner: Manner) -> io::Result<bool> {
    let name = path.to_string_lossy();
    let layouts = Layouts::default();
    let read = File::open(path).and_then(|mut file| {
        let mut bytes = start(&mut file)?;
        let streamed =
            formats::recognise_stream(&Input { bytes: &bytes, name: &name, layouts: &layouts });
        // A pipe cannot be read twice.
        if let Some(format) = streamed.filter(|_| file.rewind().is_ok()) {
            return Ok(Opened::Stream(format, file));
        }
        file.read_to_end(&mut bytes)?;
        Ok(Opened::Whole(bytes))
    });
    let answer = match read {
        Ok(Opened::Stream(format, mut file)) => {
            return stream::tell(out, &name, format, &mut file, manner);
        }
        Ok(Opened::Whole(bytes)) => Answer::to(&name, &bytes, manner.language, 0),
        Err(error) => Answer {
            name: name.to_string(),
            language: manner.language,
            said: Said::Nothing(UNREADABLE.found().with_value("what", &error).say(manner.language)),
        },
    };
    answer.write(out, manner.json)?;
    Ok(!matches!(answer.said, Said::Nothing(_)))
}

/// A file, and how it is read.
enum Opened {
    Stream((&'static Format, Stream), File),
    Whole(Vec<u8>),
}

/// The first bytes of a file.
fn start(file: &mut File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(HEAD).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What one file said.
struct Answer {
    name: String,
    language: Language,
    said: Said,
}

enum Said {
    /// The kind of document, its content and the doubts about it.
    Content(&'static str, Content, Vec<Finding>),
    /// A container's kind and format, its parts and the doubts about it.
    Parts(&'static str, &'static str, Vec<Answer>, Vec<Finding>),
    /// Why nothing could be read.
    Nothing(String),
}

impl Answer {
    /// `depth` counts the containers around the file: an archive can hold itself.
    fn to(name: &str, bytes: &[u8], language: Language, depth: usize) -> Answer {
        let layouts = Layouts::default();
        let said = match formats::read(&Input { bytes, name, layouts: &layouts }) {
            Ok((format, reading)) => match reading.content {
                Read::Content(mut content) => {
                    if let Content::Invoice(invoice) = &mut content {
                        invoice.pad();
                    }
                    Said::Content(content.kind().as_str(), content, reading.findings)
                }
                Read::Parts(_) if depth >= DEEPEST => {
                    Said::Nothing(TOO_DEEP.found().with("limit", DEEPEST).say(language))
                }
                Read::Parts(parts) => {
                    let parts = parts
                        .iter()
                        .map(|part| Answer::to(&part.name, &part.bytes, language, depth + 1))
                        .collect();
                    Said::Parts(format.kind.as_str(), format.name, parts, reading.findings)
                }
            },
            Err(finding) => Said::Nothing(finding.say(language)),
        };
        Answer { name: name.to_owned(), language, said }
    }

    fn write(&self, out: &mut impl Write, json: bool) -> io::Result<()> {
        match (&self.said, json) {
            (_, true) => serde_json::to_writer(&mut *out, self).map_err(io::Error::from)?,
            (Said::Content(_, Content::BankStatement(file), findings), false) => {
                return overview::statements(out, &self.name, file, findings, self.language);
            }
            (_, false) => serde_json::to_writer_pretty(&mut *out, self).map_err(io::Error::from)?,
        }
        writeln!(out)
    }
}

impl Serialize for Answer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (kind, content, findings) = match &self.said {
            Said::Content(kind, content, findings) => (*kind, content, findings),
            Said::Parts(kind, format, parts, findings) => {
                return self
                    .single(kind, Parts { format, parts }, self.told(findings, &[]))
                    .serialize(serializer);
            }
            Said::Nothing(sentence) => {
                return Failure::of(&self.name, sentence).serialize(serializer);
            }
        };
        match content {
            Content::BankStatement(file) => {
                self.single(kind, file, self.told(findings, &file.statements)).serialize(serializer)
            }
            Content::Invoice(invoice) => {
                self.single(kind, invoice, self.told(findings, &[])).serialize(serializer)
            }
            Content::DeliveryNotes(notes) => {
                self.several(kind, notes, "delivery_notes", findings).serialize(serializer)
            }
            Content::Orders(orders) => {
                self.several(kind, orders, "orders", findings).serialize(serializer)
            }
            Content::Contacts(contacts) => {
                self.table(kind, "contacts", contacts, findings).serialize(serializer)
            }
            Content::OpenItems(items) => {
                self.table(kind, "items", items, findings).serialize(serializer)
            }
            Content::OpeningBalances(rows) => {
                self.table(kind, "balances", rows, findings).serialize(serializer)
            }
            Content::ExchangeRates(rows) => {
                self.table(kind, "rates", rows, findings).serialize(serializer)
            }
            Content::StockCounts(rows) => {
                self.table(kind, "counts", rows, findings).serialize(serializer)
            }
            Content::Units(rows) => self.table(kind, "units", rows, findings).serialize(serializer),
            Content::Entries(rows) => {
                self.table(kind, "entries", rows, findings).serialize(serializer)
            }
            Content::Answers(answers) => {
                self.table(kind, "answers", answers, findings).serialize(serializer)
            }
        }
    }
}

/// One answer as JSON: the fields that every file has, around those of its content.
#[derive(Serialize)]
struct Page<'a, T: Serialize, L: Serialize = ()> {
    file: &'a str,
    kind: &'a str,
    error: Option<&'a str>,
    #[serde(flatten)]
    body: Option<T>,
    #[serde(flatten)]
    list: BTreeMap<&'static str, &'a [L]>,
    findings: Vec<Told<'a>>,
}

#[derive(Serialize)]
struct Parts<'a> {
    format: &'a str,
    parts: &'a [Answer],
}

#[derive(Serialize)]
struct Table {
    format: &'static str,
}

impl Answer {
    fn single<'a, T: Serialize>(
        &'a self,
        kind: &'a str,
        body: T,
        findings: Vec<Told<'a>>,
    ) -> Page<'a, T> {
        Page {
            file: &self.name,
            kind,
            error: None,
            body: Some(body),
            list: BTreeMap::new(),
            findings,
        }
    }

    /// A single document stands at the top; several stand in a list, with the first one's fields at
    /// the top.
    fn several<'a, T: Serialize>(
        &'a self,
        kind: &'a str,
        all: &'a [T],
        name: &'static str,
        findings: &'a [Finding],
    ) -> Page<'a, &'a T, T> {
        let list = if all.len() > 1 { BTreeMap::from([(name, all)]) } else { BTreeMap::new() };
        Page {
            file: &self.name,
            kind,
            error: None,
            body: all.first(),
            list,
            findings: self.told(findings, &[]),
        }
    }

    /// The rows of one of the contract's own CSV tables.
    fn table<'a, T: Serialize>(
        &'a self,
        kind: &'a str,
        name: &'static str,
        rows: &'a [T],
        findings: &'a [Finding],
    ) -> Page<'a, Table, T> {
        let list = BTreeMap::from([(name, rows)]);
        Page {
            file: &self.name,
            kind,
            error: None,
            body: Some(Table { format: "csv" }),
            list,
            findings: self.told(findings, &[]),
        }
    }

    /// The doubts about a document, those inside its statements too.
    fn told<'a>(&self, findings: &'a [Finding], statements: &'a [Statement]) -> Vec<Told<'a>> {
        let inside = statements.iter().flat_map(|statement| &statement.findings);
        findings.iter().chain(inside).map(|finding| Told(finding, self.language)).collect()
    }
}
