//! `kontor.toml`: language, time zone, storage, mail, schedule and intake. Everything is optional;
//! the defaults stand beside each field and in [`super::commented_kontor_toml`].

use super::fault::{Fault, Hint};
use super::findings::{
    CRON, DKIM_INCOMPLETE, EMAIL, INSECURE, LITERAL_PASSWORD, MAIL_FROM, PASSWORD_UNCLEAR, STORAGE,
    TIME_ZONE, WEB_ADDRESS,
};
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

/// How mails leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// `from`: the sender; `kontor@localhost` as long as no server is set.
    pub from: String,
    /// `server` and what belongs to it; without one, mails are written to `outbox/`.
    pub server: Option<Server>,
    /// `only_to`: mails go to these addresses (or `@domain`) only, for a trial; empty: to all.
    pub only_to: Vec<String>,
    /// `per_minute`: so many messages a minute the server is given at most; 0: as many as there
    /// are.
    pub per_minute: u32,
    /// `[mail.retry]`.
    pub retry: Retry,
    /// `[mail.dkim]`: none.
    pub dkim: Option<Dkim>,
}

/// In whose name each message to a server is signed (DKIM, RFC 6376).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dkim {
    /// `domain`: the sender's.
    pub domain: String,
    /// `selector`: the public key stands in the DNS under `SELECTOR._domainkey.DOMAIN`.
    pub selector: String,
    /// `key_file`: the private key (PEM), outside the office.
    pub key_file: PathBuf,
}

/// A server that takes mails (SMTP submission, RFC 6409).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// `server`: the host's name or address.
    pub host: String,
    /// `port`: 587, or 465 with `security = "tls"`, 25 with `"none"`.
    pub port: u16,
    /// `security`: `starttls`.
    pub security: Security,
    /// `user` with its password; none where the server asks for none.
    pub login: Option<(String, PasswordSource)>,
    /// `ca_file`: certificates (PEM) of an authority of one's own, beside the public ones and the
    /// machine's.
    pub ca_file: Option<PathBuf>,
    /// `timeout_seconds`: how long the server may think about one command; 30.
    pub timeout_seconds: u32,
}

/// How the way to the server is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Encryption begins after the greeting (RFC 3207) and is required.
    StartTls,
    /// Encrypted from the first byte (RFC 8314).
    Tls,
    /// Not at all; to this machine only.
    None,
}

/// Where a password is read when it is needed; it never stands in the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PasswordSource {
    /// The environment variable of this name.
    Environment(String),
    /// The first line of this file, outside the office.
    File(PathBuf),
}

/// How long and how often a mail is tried while the server is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// `first_seconds`: the pause after the first failure, doubled after each further one; 60.
    pub first_seconds: u32,
    /// `longest_seconds`: the longest pause; 3600.
    pub longest_seconds: u32,
    /// `give_up_hours`: after that the mail has failed, and the next digest says so; 72.
    pub give_up_hours: u32,
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

impl Default for Mail {
    fn default() -> Mail {
        Mail {
            from: "kontor@localhost".to_owned(),
            server: None,
            only_to: Vec::new(),
            per_minute: 0,
            retry: Retry::default(),
            dkim: None,
        }
    }
}

impl Default for Retry {
    fn default() -> Retry {
        Retry { first_seconds: 60, longest_seconds: 3600, give_up_hours: 72 }
    }
}

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

const SECURITIES: &[(&str, Security)] =
    &[("starttls", Security::StartTls), ("tls", Security::Tls), ("none", Security::None)];

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
        table.page().fault(text.span(), CRON.found().with("value", text.get_ref()), Some(hint));
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

fn read_mail(table: &Table<'_>) -> Mail {
    let from = read_email(table, "from");
    let server = read_server(table);
    let retry = table.table("retry").map_or(Retry::default(), |table| read_retry(&table));
    if server.is_some() && from.is_none() && table.value("from").is_none_or(is_blank) {
        table.page().fault(table.place_of("server"), MAIL_FROM.found(), Some(MAIL_FROM_HINT));
    }
    let only_to = read_only_to(table);
    let per_minute = table.integer("per_minute", 0..=60_000).unwrap_or_default();
    let dkim = table.table("dkim").and_then(|table| read_dkim(&table));
    table.done();
    Mail {
        from: from.unwrap_or_else(|| Mail::default().from),
        server,
        only_to,
        per_minute,
        retry,
        dkim,
    }
}

/// All three, or none.
fn read_dkim(table: &Table<'_>) -> Option<Dkim> {
    let [domain, selector, key_file] =
        ["domain", "selector", "key_file"].map(|key| table.text(key).map(Spanned::into_inner));
    table.done();
    match (domain, selector, key_file) {
        (Some(domain), Some(selector), Some(key_file)) => {
            Some(Dkim { domain, selector, key_file: PathBuf::from(key_file) })
        }
        (None, None, None) => None,
        _ => {
            table.fault(&DKIM_INCOMPLETE, None);
            None
        }
    }
}

/// Addresses, or what they end with: `@kanzlei.example`. A mistake must not open what should be
/// closed: it keeps its place.
fn read_only_to(table: &Table<'_>) -> Vec<String> {
    let texts = table.texts("only_to");
    for text in &texts {
        let address = text.get_ref();
        if !is_email(address) && !is_email(&format!("x{address}")) {
            table.page().fault(text.span(), EMAIL.found().with("value", address), Some(EMAIL_HINT));
        }
    }
    texts.into_iter().map(Spanned::into_inner).collect()
}

const MAIL_FROM_HINT: Hint = Hint::Do(
    "Zum Beispiel: from = \"kontor@firma.example\".",
    "For instance: from = \"kontor@company.example\".",
);

fn is_blank(value: &Spanned<toml::de::DeValue<'_>>) -> bool {
    value.get_ref().as_str().is_some_and(|text| text.trim().is_empty())
}

/// An e-mail address: one `@` with something before it and a domain after it, no blanks (the strict
/// grammar of RFC 5321 is the server's affair).
pub(super) fn read_email(table: &Table<'_>, key: &'static str) -> Option<String> {
    let text = table.text(key)?;
    let sound = is_email(text.get_ref());
    if !sound {
        table.page().fault(
            text.span(),
            EMAIL.found().with("value", text.get_ref()),
            Some(EMAIL_HINT),
        );
    }
    sound.then(|| text.into_inner())
}

/// What an address looks like.
pub(crate) const EMAIL_HINT: Hint = Hint::Do(
    "Erwartet wird name@firma.example, ohne Namen davor.",
    "Expected is name@company.example, without a name before it.",
);

/// Whether a text has the shape of an e-mail address.
pub(crate) fn is_email(text: &str) -> bool {
    let legal = |part: &str| {
        !part.is_empty()
            && !part.contains(|c: char| {
                c.is_whitespace() || c.is_control() || "<>,;:\"()[]@".contains(c)
            })
    };
    let domain_holds = |domain: &str| {
        legal(domain)
            && !domain.starts_with('.')
            && !domain.ends_with('.')
            && !domain.contains("..")
    };
    text.len() <= 254
        && text.split_once('@').is_some_and(|(local, domain)| legal(local) && domain_holds(domain))
}

fn read_server(table: &Table<'_>) -> Option<Server> {
    let host = table.text("server");
    let security = table.choice("security", SECURITIES).unwrap_or(Security::StartTls);
    let port = table.integer("port", 1..=65535).and_then(|port| u16::try_from(port).ok());
    let login = read_login(table);
    let timeout_seconds = table.integer("timeout_seconds", 1..=600).unwrap_or(30);
    let ca_file = table.text("ca_file").map(|path| PathBuf::from(path.into_inner()));
    let host = host?;
    if security == Security::None && !is_this_machine(host.get_ref()) {
        let hint = Hint::Do(
            "Üblich ist security = \"starttls\" mit port = 587.",
            "Usual is security = \"starttls\" with port = 587.",
        );
        table.page().fault(
            table.place_of("security"),
            INSECURE.found().with("server", host.get_ref()),
            Some(hint),
        );
    }
    Some(Server {
        host: host.into_inner(),
        port: port.unwrap_or(security.usual_port()),
        security,
        login,
        ca_file,
        timeout_seconds,
    })
}

impl Security {
    fn usual_port(self) -> u16 {
        match self {
            Security::StartTls => 587,
            Security::Tls => 465,
            Security::None => 25,
        }
    }
}

fn is_this_machine(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

fn read_login(table: &Table<'_>) -> Option<(String, PasswordSource)> {
    let user = table.text("user");
    let from_environment = table.text("password_env");
    let from_file = table.text("password_file");
    if table.value("password").is_some() {
        table.page().fault(
            table.key_place("password"),
            LITERAL_PASSWORD.found(),
            Some(PASSWORD_HINT),
        );
        return None;
    }
    match (user, from_environment, from_file) {
        (None, None, None) => None,
        (Some(user), Some(name), None) => {
            Some((user.into_inner(), PasswordSource::Environment(name.into_inner())))
        }
        (Some(user), None, Some(path)) => {
            Some((user.into_inner(), PasswordSource::File(PathBuf::from(path.into_inner()))))
        }
        (user, name, path) => {
            let place = [path, name, user]
                .into_iter()
                .flatten()
                .next()
                .map_or(table.span(), |text| text.span());
            table.page().fault(place, PASSWORD_UNCLEAR.found(), None);
            None
        }
    }
}

const PASSWORD_HINT: Hint = Hint::Do(
    "Statt dessen: password_env = \"KONTOR_MAIL_PASSWORD\" oder password_file = \
     \"/etc/kontor/mail-password\".",
    "Instead: password_env = \"KONTOR_MAIL_PASSWORD\" or password_file = \
     \"/etc/kontor/mail-password\".",
);

fn read_retry(table: &Table<'_>) -> Retry {
    let default = Retry::default();
    let retry = Retry {
        first_seconds: table.integer("first_seconds", 1..=86_400).unwrap_or(default.first_seconds),
        longest_seconds: table
            .integer("longest_seconds", 1..=86_400)
            .unwrap_or(default.longest_seconds),
        give_up_hours: table.integer("give_up_hours", 1..=8_760).unwrap_or(default.give_up_hours),
    };
    table.done();
    retry
}
