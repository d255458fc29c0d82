//! `[mail]` of `kontor.toml`: from whom, by which server, with which login, how often it is tried.

use super::email_address::{EMAIL_HINT, is_email, read_email};
use super::fault::Hint;
use super::findings::{
    DKIM_INCOMPLETE, EMAIL, INSECURE, LITERAL_PASSWORD, MAIL_FROM, PASSWORD_UNCLEAR,
};
use super::kontor::is_blank;
use super::page::Table;
use std::path::PathBuf;
use toml::Spanned;

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

const SECURITIES: &[(&str, Security)] =
    &[("starttls", Security::StartTls), ("tls", Security::Tls), ("none", Security::None)];

pub(super) fn read_mail(table: &Table<'_>) -> Mail {
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
