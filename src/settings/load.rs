//! Reads the settings files of an office. The only place here that touches the disk.

use super::between::{Source, shared};
use super::company::Company;
use super::fault::{Fault, Hint};
use super::findings::{
    FOLDER_PASSED_OVER, NO_COMPANY, NO_OFFICE, PASSED_OVER, PASSWORD_INSIDE, UNREADABLE,
};
use super::kontor::Settings;
use super::mail::PasswordSource;
use super::page::Page;
use crate::domain::Language;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// An office as its settings describe it.
#[derive(Debug, Clone, PartialEq)]
pub struct Office {
    /// The folder.
    pub root: PathBuf,
    /// `kontor.toml`.
    pub settings: Settings,
    /// In the order of their ids; never empty.
    pub companies: Vec<Company>,
    /// What is doubtful but stops nothing; tell it, and go on.
    pub warnings: Vec<Fault>,
}

impl Office {
    /// The company of that id.
    pub fn company(&self, id: &str) -> Option<&Company> {
        self.companies.iter().find(|company| company.id == id)
    }

    /// The only company of that id where capitals do not count: of two such, a person must say
    /// which.
    pub fn company_in_any_case(&self, id: &str) -> Option<&Company> {
        let mut alike =
            self.companies.iter().filter(|company| company.id.to_lowercase() == id.to_lowercase());
        alike.next().filter(|_| alike.next().is_none())
    }
}

/// Reads `kontor.toml` and `companies/*.toml`. An `Err` holds every fault of every file, warnings
/// among them.
pub fn load(office: &Path) -> Result<Office, Vec<Fault>> {
    let (read, mut faults) = read_office(office);
    if faults.iter().any(Fault::stops) {
        return Err(faults);
    }
    let warnings = std::mem::take(&mut faults);
    Ok(Office { warnings, ..read })
}

/// The same, but gives what could be read beside the faults, for whoever has more files to look at
/// first.
pub fn read_office(office: &Path) -> (Office, Vec<Fault>) {
    let root = office.to_path_buf();
    let there = office.join("kontor.toml").is_file() || office.join("companies").is_dir();
    // A folder that may not be looked into may well be an office.
    if let Some(error) = std::fs::metadata(office.join("kontor.toml"))
        .err()
        .filter(|error| error.kind() == ErrorKind::PermissionDenied)
    {
        let hint =
            Hint::Do("Bitte die Rechte des Ordners prüfen.", "Check the folder's permissions.");
        let found = UNREADABLE.found().with_value("problem", &error);
        let faults = vec![
            Fault::of_file(office.join("kontor.toml").display().to_string(), found).hint(hint),
        ];
        return (
            Office {
                root,
                settings: Settings::default(),
                companies: Vec::new(),
                warnings: Vec::new(),
            },
            faults,
        );
    }
    if !there {
        let hint = Hint::Do(
            "„kontor init ORDNER“ legt ein Büro an; --office ORDNER wählt eines.",
            "\"kontor init DIR\" makes an office; --office DIR picks one.",
        );
        let faults =
            vec![Fault::of_file(office.display().to_string(), NO_OFFICE.found()).hint(hint)];
        return (
            Office {
                root,
                settings: Settings::default(),
                companies: Vec::new(),
                warnings: Vec::new(),
            },
            faults,
        );
    }
    let (settings, mut faults) = read_settings(office);
    let (companies, of_companies) = read_companies(office);
    faults.extend(of_companies);
    faults.extend(passed_over(office));
    (Office { root, settings, companies, warnings: Vec::new() }, faults)
}

/// What lies among the settings and looks as if it were read: `mueller.toml.txt`, `MUELLER.TOML`,
/// `mueller.tml`, folders.
fn passed_over(office: &Path) -> Vec<Fault> {
    let lower = str::to_ascii_lowercase;
    let in_root =
        |name: &str, _: &Path| lower(name).starts_with("kontor.toml") && name != "kontor.toml";
    // A company's own pipelines lie in companies/ID/.
    let own = |path: &Path| path.is_dir() && path.with_extension("toml").is_file();
    let in_companies = |name: &str, path: &Path| {
        (path.is_dir() && !own(path))
            || (!path.is_dir()
                && !name.ends_with(".toml")
                && (lower(name).contains(".toml") || tells_a_company(path)))
    };
    let in_pipelines = |name: &str, path: &Path| path.is_dir() || !name.ends_with(".toml");
    let mut faults = Vec::new();
    for (folder, looks) in [
        ("", &in_root as &dyn Fn(&str, &Path) -> bool),
        ("companies/", &in_companies),
        ("pipelines/", &in_pipelines),
    ] {
        let entries = std::fs::read_dir(office.join(folder)).into_iter().flatten().flatten();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            let name = path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default();
            if name.starts_with('.') || is_apart(&name) || !looks(&name, &path) {
                continue;
            }
            let found = if path.is_dir() {
                FOLDER_PASSED_OVER.found().with("folder", folder)
            } else {
                PASSED_OVER.found()
            };
            faults.push(Fault::of_file(format!("{folder}{name}"), found));
        }
    }
    faults
}

/// Whether a file says what the settings of a company say, whatever its name ends in: `mueller.tml`.
fn tells_a_company(path: &Path) -> bool {
    const LONGEST: u64 = 1_000_000;
    let small = std::fs::metadata(path).is_ok_and(|it| it.is_file() && it.len() <= LONGEST);
    let text = small.then(|| std::fs::read_to_string(path).ok()).flatten();
    let table = text.and_then(|text| text.parse::<toml::Table>().ok());
    table.is_some_and(|table| table.contains_key("name"))
}

/// Files that are meant to lie there unread: the example of `kontor init`, notes to whoever looks.
fn is_apart(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().to_lowercase();
    matches!(stem.as_str(), "beispiel" | "example" | "readme" | "liesmich")
}

/// The language that an office's settings name; `None` where there are none.
pub fn language_of(office: &Path) -> Option<Language> {
    office.join("kontor.toml").is_file().then(|| read_settings(office).0.language)
}

fn read_settings(office: &Path) -> (Settings, Vec<Fault>) {
    let text = match text_of(&office.join("kontor.toml"), "kontor.toml") {
        Ok(Some(text)) => text,
        Ok(None) => return (Settings::default(), Vec::new()),
        Err(fault) => return (Settings::default(), vec![*fault]),
    };
    let (settings, mut faults) = Settings::read("kontor.toml", &text);
    if let Some(PasswordSource::File(path)) =
        settings.mail.server.as_ref().and_then(|server| server.login.as_ref()).map(|login| &login.1)
        && (path.is_relative() || inside(office, path))
    {
        faults.push(password_inside(&text));
    }
    (settings, faults)
}

/// The fault at `password_file`.
fn password_inside(text: &str) -> Fault {
    let page = Page::open("kontor.toml", text);
    let span = page.root().table("mail").map_or(0..0, |mail| mail.place_of("password_file"));
    let hint = Hint::Do(
        "Zum Beispiel: password_file = \"/etc/kontor/mail-password\".",
        "For instance: password_file = \"/etc/kontor/mail-password\".",
    );
    page.fault(span, PASSWORD_INSIDE.found(), Some(hint));
    page.close().pop().unwrap_or_else(|| Fault::of_file("kontor.toml", PASSWORD_INSIDE.found()))
}

/// Whether a path leads into the office, links followed where they can be.
fn inside(office: &Path, path: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    real(path).starts_with(real(office))
}

fn read_companies(office: &Path) -> (Vec<Company>, Vec<Fault>) {
    let (files, mut faults) = toml_files(office, "companies");
    let mut read: Vec<(Company, String)> = Vec::new();
    for (id, text) in &files {
        let (company, of_company) = Company::read(id, text);
        faults.extend(of_company);
        read.extend(company.map(|company| (company, text.clone())));
    }
    if files.is_empty() && faults.is_empty() {
        faults.push(Fault::of_file("companies/", NO_COMPANY.found()).hint(NO_COMPANY_HINT));
    }
    let sources: Vec<Source<'_>> =
        read.iter().map(|(company, text)| Source { company, text }).collect();
    faults.extend(shared(&sources));
    (read.into_iter().map(|(company, _)| company).collect(), faults)
}

const NO_COMPANY_HINT: Hint = Hint::Do(
    "Eine Datei companies/KÜRZEL.toml mit name, vat_id, ibans, chart und email anlegen \
     (companies/beispiel.toml.txt von „kontor init“ umbenennen und ausfüllen).",
    "Make a file companies/ID.toml with name, vat_id, ibans, chart and email (rename \
     companies/example.toml.txt of \"kontor init\" and fill it in).",
);

/// The `*.toml` files of a folder of the office by stem, in order, and the faults of those that
/// cannot be read. A folder that is not there holds no files. Hidden files are passed over.
pub(crate) fn toml_files(office: &Path, folder: &str) -> (Vec<(String, String)>, Vec<Fault>) {
    let mut files = Vec::new();
    let mut faults = Vec::new();
    let mut paths: Vec<PathBuf> = match std::fs::read_dir(office.join(folder)) {
        Ok(entries) => entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect(),
        Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
        Err(error) => {
            faults.push(Fault::of_file(
                format!("{folder}/"),
                UNREADABLE.found().with_value("problem", &error),
            ));
            Vec::new()
        }
    };
    paths.sort();
    for path in paths {
        let name =
            path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let Some(stem) = name.strip_suffix(".toml").filter(|stem| !stem.starts_with('.')) else {
            continue;
        };
        match text_of(&path, &format!("{folder}/{name}")) {
            Ok(text) => files.extend(text.map(|text| (stem.to_owned(), text))),
            Err(fault) => faults.push(*fault),
        }
    }
    (files, faults)
}

fn text_of(path: &Path, file: &str) -> Result<Option<String>, Box<Fault>> {
    match std::fs::read(path) {
        Ok(bytes) => Page::text_of(file, bytes).map(Some),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => {
            Err(Box::new(Fault::of_file(file, UNREADABLE.found().with_value("problem", &error))))
        }
    }
}
