//! All pipeline files of an office together, and everything an office is set to.
//!
//! The office's own files come first: their rules are tried first, and what they say of `accept` or
//! in a table takes the place of what a shipped file says.

use super::built_in::BUILT_IN;
use super::compiled::{Digest, Matching, Pipelines, Receipts, Source, Validation};
use super::expectation::Test;
use super::findings::TABLE_TWICE;
use super::read::{Parts, read};
use super::rule::Rule;
use crate::settings::findings::UNKNOWN_VALUE;
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
    /// The company whose own folder it lies in, `companies/ID/`; its rules are tried before those
    /// of `pipelines/`.
    pub company: Option<String>,
}

impl File {
    /// A file of `pipelines/`.
    pub fn of_office(name: &str, text: &str) -> File {
        File { name: name.to_owned(), text: text.into(), built_in: false, company: None }
    }

    /// The file below the office.
    fn path(&self) -> String {
        match &self.company {
            Some(company) => format!("companies/{company}/{}.toml", self.name),
            None => format!("pipelines/{}.toml", self.name),
        }
    }
}

/// Reads `kontor.toml`, `companies/*.toml` and `pipelines/*.toml`. An `Err` holds every fault of
/// every file; where only warnings are found they are in [`Office::warnings`].
pub fn load(office: &Path) -> Result<Configured, Vec<Fault>> {
    let (configured, faults) = read_all(office);
    if faults.iter().any(Fault::stops) {
        return Err(faults);
    }
    Ok(Configured {
        office: Office { warnings: faults, ..configured.office },
        pipelines: configured.pipelines,
    })
}

/// Everything wrong or doubtful with an office's files, and the tests of entries that do not hold.
/// What `kontor check` shows (see [`crate::settings::render`]).
pub fn check_texts(office: &Path) -> Vec<Fault> {
    read_all(office).1
}

fn read_all(folder: &Path) -> (Configured, Vec<Fault>) {
    let (office, mut faults) = read_office(folder);
    let (own, of_folder) = toml_files(folder, "pipelines");
    faults.extend(of_folder);
    let mut of_companies = Vec::new();
    for company in &office.companies {
        let (own, of_folder) = toml_files(folder, &format!("companies/{}", company.id));
        faults.extend(of_folder);
        let file = |(name, text): (String, String)| File {
            company: Some(company.id.clone()),
            ..File::of_office(&name, &text)
        };
        of_companies.extend(own.into_iter().map(file));
    }
    let files = effective(of_companies, own);
    let (pipelines, of_pipelines) = read_files(&files);
    faults.extend(of_pipelines);
    faults.extend(unknown_names(&office, &pipelines, &files));
    faults.extend(failed_tests(&office, &pipelines, &files));
    (Configured { office, pipelines }, faults)
}

/// The companies' own files first, then the office's, then those shipped that none of the office's
/// replaces.
fn effective(of_companies: Vec<File>, own: Vec<(String, String)>) -> Vec<File> {
    let mut files = of_companies;
    files.extend(own.into_iter().map(|(name, text)| File::of_office(&name, &text)));
    for (name, text) in BUILT_IN {
        if !files.iter().any(|file| file.name == *name && file.company.is_none()) {
            files.push(File { built_in: true, ..File::of_office(name, text) });
        }
    }
    files
}

/// Companies that a file is for and that do not exist, and names of shipped rules that none bears.
fn unknown_names(office: &Office, pipelines: &Pipelines, files: &[File]) -> Vec<Fault> {
    let ids = || office.companies.iter().map(|company| company.id.as_str());
    let shipped =
        || pipelines.rules.iter().filter(|rule| rule.built_in).map(|rule| rule.name.as_str());
    let mut faults = Vec::new();
    for file in files.iter().filter(|file| !file.built_in) {
        let path = file.path();
        let page = Page::open(&path, &file.text);
        let root = page.root();
        let tables = ["rule", "vendor", "test"].into_iter().flat_map(|key| root.tables(key));
        for table in std::iter::once(page.root()).chain(tables) {
            for text in
                table.texts("companies").iter().filter(|text| !ids().any(|id| id == text.get_ref()))
            {
                table.unknown_value("companies", text, ids());
            }
        }
        for text in
            root.texts("off").iter().filter(|text| !shipped().any(|name| name == text.get_ref()))
        {
            root.unknown_value("off", text, shipped());
        }
        faults
            .extend(page.close().into_iter().filter(|fault| fault.finding.kind == &UNKNOWN_VALUE));
    }
    faults
}

/// The tests of the office's own files, each in the books of the first company of each chart that
/// it is for. Those of the shipped files say nothing here, since the office's rules come before the
/// shipped ones; kontor's own test suite runs them.
fn failed_tests(office: &Office, pipelines: &Pipelines, files: &[File]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for test in &pipelines.text_tests {
        let Some(file) = files.iter().find(|file| !file.built_in && file.path() == test.file)
        else {
            continue;
        };
        let mut charts = Vec::new();
        for company in office.companies.iter().filter(|company| test.whose.is_for(&company.id)) {
            if !charts.contains(&company.chart) {
                charts.push(company.chart);
                faults.extend(test.fault(&file.text, pipelines, company));
            }
        }
    }
    faults
}

/// Joins files, earlier ones first. Every fault of every file is told; what is faulty is left out.
pub fn read_files(files: &[File]) -> (Pipelines, Vec<Fault>) {
    let mut joining = Joining::default();
    for file in files {
        let name = file.path();
        let (parts, faults) = read(&name, &file.text, file.company.as_deref());
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
        // One in the place of a shipped file is written as that is.
        let within = file.company.is_none() && BUILT_IN.iter().any(|(own, _)| *own == file.name);
        let joined = &mut self.pipelines;
        joined.rules.extend(parts.rules.into_iter().map(|rule| Rule {
            built_in: file.built_in,
            within,
            ..rule
        }));
        joined.off.extend(parts.off.into_iter().map(|name| (name, parts.whose.clone())));
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
        self.pipelines.sources.push(Source {
            file: name,
            title: parts.title,
            built_in: file.built_in,
        });
    }

    /// A table that no earlier file holds. Of two files of the office the later is at fault; a
    /// shipped file comes last, and its table gives way to the office's.
    fn only<T>(
        &mut self,
        table: &'static str,
        place: &Place<'_>,
        found: Option<(T, Range<usize>)>,
    ) -> Option<T> {
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
        self.faults
            .extend(page.close().into_iter().filter(|fault| fault.finding.kind == &TABLE_TWICE));
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
            off: Vec::new(),
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
