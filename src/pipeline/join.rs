//! All pipeline files of an office together, and everything an office is set to.
//!
//! The office's own files come first: their rules are tried first, and what they say of `accept` or in a table takes the place
//! of what a shipped file says.

use super::built_in::BUILT_IN;
use super::compiled::{Digest, Matching, Pipelines, Receipts, Source, Validation};
use super::expectation::Test;
use super::findings::TABLE_TWICE;
use super::read::{Parts, read};
use crate::settings::page::Page;
use crate::settings::{Fault, Office, read_office, toml_files};
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// An office with its pipelines: all that a person has set.
#[derive(Debug, Clone)]
pub struct Configured {
    /// Settings and companies.
    pub office: Office,
    /// The pipelines, built-in and the office's own.
    pub pipelines: Pipelines,
}

/// A pipeline file that holds, with its text.
#[derive(Debug, Clone)]
pub struct File {
    /// `NAME` of `pipelines/NAME.toml`.
    pub name: String,
    /// The file's text.
    pub text: Arc<str>,
    /// Inside the binary, or in the office.
    pub built_in: bool,
}

/// Reads `kontor.toml`, `companies/*.toml` and `pipelines/*.toml`. An `Err` holds every fault of every file; where only
/// warnings are found they are in [`Office::warnings`].
pub fn load(office: &Path) -> Result<Configured, Vec<Fault>> {
    let (configured, faults) = read_all(office);
    if faults.iter().any(Fault::stops) {
        return Err(faults);
    }
    Ok(Configured { office: Office { warnings: faults, ..configured.office }, pipelines: configured.pipelines })
}

/// Everything wrong or doubtful with an office's files, and the tests of entries that do not hold. What `kontor check` shows
/// (see [`crate::settings::render`]).
pub fn check_texts(office: &Path) -> Vec<Fault> {
    read_all(office).1
}

fn read_all(folder: &Path) -> (Configured, Vec<Fault>) {
    let (office, mut faults) = read_office(folder);
    let (own, of_folder) = toml_files(folder, "pipelines");
    faults.extend(of_folder);
    let files = effective(own);
    let (pipelines, of_pipelines) = read_files(&files);
    faults.extend(of_pipelines);
    faults.extend(failed_tests(&office, &pipelines, &files));
    (Configured { office, pipelines }, faults)
}

/// The office's own files first, then those shipped that none of them replaces.
fn effective(own: Vec<(String, String)>) -> Vec<File> {
    let own = own.into_iter().map(|(name, text)| File { name, text: text.into(), built_in: false });
    let mut files: Vec<File> = own.collect();
    for (name, text) in BUILT_IN {
        if !files.iter().any(|file| file.name == *name) {
            files.push(File { name: (*name).to_owned(), text: (*text).into(), built_in: true });
        }
    }
    files
}

/// The tests of the office's own files, in the books of the first company of each chart. Those of the shipped files say nothing
/// here, since the office's rules come before the shipped ones; kontor's own test suite runs them.
fn failed_tests(office: &Office, pipelines: &Pipelines, files: &[File]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut charts = Vec::new();
    for company in &office.companies {
        if charts.contains(&company.chart) {
            continue;
        }
        charts.push(company.chart);
        for test in &pipelines.text_tests {
            let own = files.iter().find(|file| !file.built_in && file_name(&file.name) == test.file);
            faults.extend(own.and_then(|file| test.fault(&file.text, pipelines, company)));
        }
    }
    faults
}

fn file_name(name: &str) -> String {
    format!("pipelines/{name}.toml")
}

/// Joins files, earlier ones first. Every fault of every file is told; what is faulty is left out.
pub fn read_files(files: &[File]) -> (Pipelines, Vec<Fault>) {
    let mut joining = Joining::default();
    for file in files {
        let name = file_name(&file.name);
        let (parts, faults) = read(&name, &file.text);
        joining.faults.extend(faults);
        joining.take(file, name, parts);
    }
    (joining.pipelines, joining.faults)
}

/// The files so far.
#[derive(Default)]
struct Joining {
    pipelines: Pipelines,
    /// Which file holds a table.
    holders: BTreeMap<&'static str, String>,
    faults: Vec<Fault>,
}

impl Joining {
    fn take(&mut self, file: &File, name: String, parts: Parts) {
        let place = Place { file: &name, text: &file.text, built_in: file.built_in };
        let joined = &mut self.pipelines;
        joined.rules.extend(parts.rules);
        joined.vendors.extend(parts.vendors);
        joined.banks.extend(parts.banks);
        joined.pdf_statements.extend(parts.pdf_statements);
        for (document, families) in parts.accept {
            let said = joined.accept.contains_key(&document);
            if !(file.built_in && said) {
                joined.accept.entry(document).or_default().extend(families);
            }
        }
        for test in parts.tests {
            match test {
                Test::Text(test) => joined.text_tests.push(test),
                Test::Sample(test) => joined.sample_tests.push(test),
            }
        }
        if let Some(matching) = self.only("matching", &place, parts.matching) {
            self.pipelines.matching = matching;
        }
        if let Some(validation) = self.only("validation", &place, parts.validation) {
            self.pipelines.validation = validation;
        }
        if let Some(receipts) = self.only("mail", &place, parts.receipts) {
            self.pipelines.receipts = receipts;
        }
        if let Some(digest) = self.only("digest", &place, parts.digest) {
            self.pipelines.digest = digest;
        }
        self.pipelines.sources.push(Source { file: name, title: parts.title, built_in: file.built_in });
    }

    /// A table that no earlier file holds. Of two files of the office the later is at fault; a shipped file comes last, and its
    /// table gives way to the office's.
    fn only<T>(&mut self, table: &'static str, place: &Place<'_>, found: Option<(T, Range<usize>)>) -> Option<T> {
        let (value, span) = found?;
        let Some(other) = self.holders.get(table) else {
            self.holders.insert(table, place.file.to_owned());
            return Some(value);
        };
        if place.built_in {
            return None;
        }
        let page = Page::open(place.file, place.text);
        page.fault(span, TABLE_TWICE.found().with("table", table).with("other", other), None);
        self.faults.extend(page.close().into_iter().filter(|fault| fault.finding.kind == &TABLE_TWICE));
        None
    }
}

struct Place<'a> {
    file: &'a str,
    text: &'a str,
    built_in: bool,
}

impl Default for Pipelines {
    /// Nothing but the defaults of each table.
    fn default() -> Pipelines {
        Pipelines {
            sources: Vec::new(),
            accept: BTreeMap::new(),
            matching: Matching::default(),
            rules: Vec::new(),
            validation: Validation::default(),
            vendors: Vec::new(),
            receipts: Receipts::default(),
            digest: Digest::default(),
            banks: Vec::new(),
            pdf_statements: Vec::new(),
            text_tests: Vec::new(),
            sample_tests: Vec::new(),
        }
    }
}
