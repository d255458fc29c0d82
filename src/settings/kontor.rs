//! `kontor.toml`: language, time zone, storage, mail, schedule and intake. Everything is optional;
//! the defaults stand beside each field and in [`super::commented_kontor_toml`].

use super::fault::{Fault, Hint};
use super::findings::{CRON, CRON_FIELD, STORAGE, TIME_ZONE, WEB_ADDRESS};
use super::mail::{Mail, read_mail};
use super::page::{Page, Table};
use super::schedule::Times;
use super::suggest;
use crate::domain::Language;
use jiff::tz::TimeZone;
use std::path::PathBuf;
use toml::Spanned;
use ureq::http::Uri;

/// `kontor.toml`, compiled.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// `language`: of reports, mails and messages; `de`.
    pub language: Language,
    /// `time_zone`: of the schedule and of "today"; `Europe/Berlin`.
    pub time_zone: TimeZone,
    /// `[storage]`.
    pub storage: Storage,
    /// `[mail]`.
    pub mail: Mail,
    /// `[schedule] nightly`: the nightly run; `30 2 * * *`.
    pub nightly: Times,
    /// `[nightly] ping_url`: what is called when a nightly run ended well, so that silence is
    /// noticed from outside; nothing.
    pub ping: Option<String>,
    /// `[schedule] digest`: the mail that sums up; `0 6 * * *`.
    pub digest: Times,
    /// `[intake]`.
    pub intake: Intake,
}

/// Where the books are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Storage {
    /// A SQLite file; a relative path is below the office. `url = "kontor.db"`.
    Sqlite(PathBuf),
    /// A PostgreSQL database: `url = "postgres://USER@HOST/DATABASE"`. It may hold a password and
    /// is never printed.
    Postgres(String),
}

impl Storage {
    /// Reads an address; `Err` names a kind of store that kontor does not know.
    pub fn read(url: &str) -> Result<Storage, &str> {
        match url.split_once("://") {
            None => Ok(Storage::Sqlite(PathBuf::from(url))),
            Some(("sqlite", path)) => Ok(Storage::Sqlite(PathBuf::from(path))),
            Some(("postgres" | "postgresql", _)) => Ok(Storage::Postgres(url.to_owned())),
            Some((scheme, _)) => Err(scheme),
        }
    }
}

/// How files are taken from `inbox/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intake {
    /// `maildir`: a folder of mails that is read as the inbox is; none.
    pub maildir: Option<PathBuf>,
    /// `settle_seconds`: a file is read when its size and time have not changed for so long; 2.
    pub settle_seconds: u32,
    /// `poll_seconds`: how often `watch` looks by itself, since folder events can be lost; 5.
    pub poll_seconds: u32,
    /// `largest_file_mb`: larger files are rejected; 200 (one MB is 1,000,000 bytes).
    pub largest_file_mb: u32,
    /// `container_depth`: how deep containers (ZIP, e-mail) inside containers are opened; 3.
    pub container_depth: u32,
    /// `reading_seconds`: a file that takes the processor longer than this, with all that is in it,
    /// is rejected; 10.
    pub reading_seconds: u32,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            language: Language::De,
            time_zone: TimeZone::get(TIME_ZONE_DEFAULT).unwrap_or(TimeZone::UTC),
            storage: Storage::Sqlite(PathBuf::from("kontor.db")),
            mail: Mail::default(),
            nightly: Times::NIGHTLY,
            ping: None,
            digest: Times::DIGEST,
            intake: Intake::default(),
        }
    }
}

const TIME_ZONE_DEFAULT: &str = "Europe/Berlin";

impl Default for Intake {
    fn default() -> Intake {
        Intake {
            maildir: None,
            settle_seconds: 2,
            poll_seconds: 5,
            largest_file_mb: 200,
            container_depth: 3,
            reading_seconds: 10,
        }
    }
}

/// The words for languages.
pub(super) const LANGUAGES: &[(&str, Language)] = &[("de", Language::De), ("en", Language::En)];

impl Settings {
    /// Reads the text of a `kontor.toml`. What is faulty keeps its default, and every fault is
    /// told.
    pub fn read(file: &str, text: &str) -> (Settings, Vec<Fault>) {
        let page = Page::open(file, text);
        let root = page.root();
        let defaults = Settings::default();
        let language = root.choice("language", LANGUAGES).unwrap_or(defaults.language);
        let time_zone = read_time_zone(&root).unwrap_or(defaults.time_zone);
        let storage = root
            .table("storage")
            .and_then(|table| read_storage(&table))
            .unwrap_or(defaults.storage);
        let mail = root.table("mail").map_or(defaults.mail, |table| read_mail(&table));
        let (nightly, digest) =
            root.table("schedule").map_or((None, None), |table| read_schedule(&table));
        let (nightly, digest) =
            (nightly.unwrap_or(defaults.nightly), digest.unwrap_or(defaults.digest));
        let ping = root.table("nightly").and_then(|table| read_nightly(&table));
        let intake = root.table("intake").map_or(defaults.intake, |table| read_intake(&table));
        let settings =
            Settings { language, time_zone, storage, mail, nightly, ping, digest, intake };
        root.done();
        (settings, page.close())
    }
}

fn read_time_zone(root: &Table<'_>) -> Option<TimeZone> {
    let name = root.text("time_zone")?;
    let zone = TimeZone::get(name.get_ref()).ok();
    if zone.is_none() {
        let known: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
        let near =
            suggest::nearest(name.get_ref(), &known.iter().map(String::as_str).collect::<Vec<_>>())
                .map(str::to_owned);
        let hint = near.map_or(TIME_ZONE_HINT, Hint::DidYouMean);
        root.page().fault(name.span(), TIME_ZONE.found().with("value", name.get_ref()), Some(hint));
    }
    zone
}

const TIME_ZONE_HINT: Hint = Hint::Do(
    "Sie heißt nach Erdteil und Stadt, wie Europe/Berlin.",
    "It is named by continent and city, as Europe/Berlin.",
);

fn read_storage(table: &Table<'_>) -> Option<Storage> {
    let url = table.text("url");
    table.done();
    let url = url?;
    match Storage::read(url.get_ref()) {
        Ok(storage) => Some(storage),
        Err(scheme) => {
            let hint = Hint::Do(
                "Ohne [storage] wird kontor.db im Büro-Ordner benutzt.",
                "Without [storage], kontor.db in the office is used.",
            );
            table.page().fault(url.span(), STORAGE.found().with("scheme", scheme), Some(hint));
            None
        }
    }
}

fn read_schedule(table: &Table<'_>) -> (Option<Times>, Option<Times>) {
    let times = (read_times(table, "nightly"), read_times(table, "digest"));
    table.done();
    times
}

fn read_nightly(table: &Table<'_>) -> Option<String> {
    let ping = read_web_address(table, "ping_url");
    table.done();
    ping
}

/// An address that can be called over HTTP (RFC 9110, section 4.2); none with a password in it, for
/// settings are passed on.
fn read_web_address(table: &Table<'_>, key: &'static str) -> Option<String> {
    let text = table.text(key)?;
    let sound = text.get_ref().parse::<Uri>().is_ok_and(|address| {
        let authority = address.authority().map_or("", |authority| authority.as_str());
        matches!(address.scheme_str(), Some("http" | "https"))
            && !authority.is_empty()
            && !authority.contains('@')
    });
    if !sound {
        table.page().fault(
            text.span(),
            WEB_ADDRESS.found().with("value", text.get_ref()),
            Some(WEB_ADDRESS_HINT),
        );
    }
    sound.then(|| text.into_inner())
}

const WEB_ADDRESS_HINT: Hint = Hint::Do(
    "Erwartet wird http:// oder https:// mit dem Namen des Rechners, ohne Kennwort darin: \
     https://ping.example/abc.",
    "Expected is http:// or https:// with the name of the host, without a password in it: \
     https://ping.example/abc.",
);

fn read_times(table: &Table<'_>, key: &'static str) -> Option<Times> {
    let text = table.text(key)?;
    let times = Times::read(text.get_ref());
    if times.is_none() {
        let hint = Hint::Do(
            "„30 2 * * *“ heißt: jeden Tag um 2:30 Uhr.",
            "\"30 2 * * *\" means: every day at half past two.",
        );
        let kind = match text.get_ref().split_whitespace().count() {
            5 => &CRON_FIELD,
            _ => &CRON,
        };
        table.page().fault(text.span(), kind.found().with("value", text.get_ref()), Some(hint));
    }
    times
}

fn read_intake(table: &Table<'_>) -> Intake {
    let default = Intake::default();
    let intake = Intake {
        maildir: table.text("maildir").map(|path| PathBuf::from(path.into_inner())),
        settle_seconds: table.integer("settle_seconds", 0..=3600).unwrap_or(default.settle_seconds),
        poll_seconds: table.integer("poll_seconds", 1..=3600).unwrap_or(default.poll_seconds),
        largest_file_mb: table
            .integer("largest_file_mb", 1..=1_000_000)
            .unwrap_or(default.largest_file_mb),
        container_depth: table
            .integer("container_depth", 0..=10)
            .unwrap_or(default.container_depth),
        reading_seconds: table
            .integer("reading_seconds", 1..=3600)
            .unwrap_or(default.reading_seconds),
    };
    table.done();
    intake
}

pub(super) fn is_blank(value: &Spanned<toml::de::DeValue<'_>>) -> bool {
    value.get_ref().as_str().is_some_and(|text| text.trim().is_empty())
}
