//! From settings to a runner: opening an office.

use super::books::CompanyBooks;
use super::folder::Folder;
use super::lock::{Lock, NotLocked};
use super::route::{Directory, Known};
use super::run::{Desk, Runner, Setup};
use super::take::Judgement;
use crate::domain::{Content, Iban};
use crate::einvoice;
use crate::einvoice::rules::Severity;
use crate::formats::{self, Input, Layouts, Read, hybrid_pdf};
use crate::mail::{Mailer, Outbox, Way};
use crate::matching::Policy;
use crate::settings::{Company, Fault, Mail, Office, PasswordSource, Security, Server, Storage};
use crate::store::Store;
use crate::store::rows::DocumentRow;
use crate::xml::{self, Limits, Tree};
use anyhow::Context;
use jiff::SignedDuration;
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, Tokio1Executor};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Why an office could not be opened.
#[derive(Debug)]
pub enum NotOpened {
    /// Settings with faults: all of them.
    Settings(Vec<Fault>),
    /// Another process holds it; what it says of itself.
    Held(String),
    Failed(anyhow::Error),
}

/// Opens an office for work: settings, lock, store.
pub async fn open(root: &Path, holder: &str) -> Result<(Runner, Office), NotOpened> {
    let office = crate::settings::load(root).map_err(NotOpened::Settings)?;
    let folder = Folder::new(root);
    folder.make().map_err(|error| NotOpened::Failed(error.into()))?;
    let lock = Lock::take(&folder.lock(), holder).map_err(|error| match error {
        NotLocked::Held(holder) => NotOpened::Held(holder),
        NotLocked::Io(error) => NotOpened::Failed(error.into()),
    })?;
    let store = Store::open(&store_file(root, &office)).await.map_err(|error| NotOpened::Failed(error.into()))?;
    Ok((Runner::new(setup(folder, &office), store, lock), office))
}

/// Opens an office to read or decide, without holding it.
pub async fn look(root: &Path) -> Result<(Setup, Store, Office), NotOpened> {
    let office = crate::settings::load(root).map_err(NotOpened::Settings)?;
    let store = Store::open(&store_file(root, &office)).await.map_err(|error| NotOpened::Failed(error.into()))?;
    Ok((setup(Folder::new(root), &office), store, office))
}

/// Opens an office to decide something in it, in turn with whoever runs it.
pub async fn desk(root: &Path) -> Result<(Desk, Office), NotOpened> {
    let (setup, store, office) = look(root).await?;
    Ok((Desk { setup, store }, office))
}

/// Where the embedded store is.
pub fn store_file(root: &Path, office: &Office) -> PathBuf {
    match &office.settings.storage {
        Storage::Sqlite(file) => root.join(file),
    }
}

fn setup(folder: Folder, office: &Office) -> Setup {
    let known: Vec<Known> = office.companies.iter().map(known).collect();
    Setup {
        folder,
        language: office.settings.language,
        time_zone: office.settings.time_zone.clone(),
        directory: Directory::new(&known),
        companies: office.companies.iter().map(|company| (company.id.clone(), books(company))).collect(),
        layouts: Layouts::default(),
        settle: Duration::from_secs(office.settings.intake.settle_seconds.into()),
        largest: u64::from(office.settings.intake.largest_file_mb) * 1_000_000,
        judge,
    }
}

fn known(company: &Company) -> Known {
    Known {
        id: company.id.clone(),
        name: company.name.clone(),
        aliases: company.aliases.clone(),
        vat_id: company.vat_id.clone(),
        ibans: ibans(company),
    }
}

fn ibans(company: &Company) -> Vec<Iban> {
    company.bank_accounts.iter().map(|account| account.iban.clone()).collect()
}

fn books(company: &Company) -> CompanyBooks {
    CompanyBooks {
        id: company.id.clone(),
        chart: company.chart,
        ibans: ibans(company),
        bank_accounts: company.bank_accounts.iter().map(|account| (account.iban.as_str().to_owned(), account.account.clone())).collect(),
        policy: Policy::default(),
        vendor_rules: Vec::new(),
        hold_invalid: true,
    }
}

/// Judges an e-invoice by the rule sets that it names; what is fatal.
fn judge(bytes: &[u8], _format: &'static str) -> Vec<Judgement> {
    let payload = if hybrid_pdf::is_pdf(bytes) { hybrid_pdf::payload(bytes).ok().map(|payload| payload.xml) } else { None };
    let decoded = xml::decode(payload.as_deref().unwrap_or(bytes));
    let Ok(tree) = Tree::parse(&decoded.text, Limits::default()) else { return Vec::new() };
    let Some(report) = einvoice::validate(&tree, None) else { return Vec::new() };
    let fatal = report.findings.iter().filter(|finding| finding.severity == Severity::Fatal);
    fatal
        .map(|finding| Judgement {
            rule: finding.rule.to_owned(),
            place: einvoice::place(&tree, finding).map(|node| node.path()).unwrap_or_default(),
            de: finding.say(crate::domain::Language::De),
            en: finding.say(crate::domain::Language::En),
        })
        .collect()
}

/// Reads a document's content again from the archive.
pub fn reread(setup: &Setup, document: &DocumentRow) -> anyhow::Result<Content> {
    let archived = document.archived.as_deref().context("the document is not in the archive")?;
    let bytes = std::fs::read(setup.folder.archive().join(archived))?;
    let (_, reading) = formats::read(&Input { bytes: &bytes, name: &document.file, layouts: &setup.layouts })?;
    match reading.content {
        Read::Content(content) => Ok(content),
        Read::Parts(_) => anyhow::bail!("{} is a container", document.file),
    }
}

/// Who writes mails, and the way they leave.
pub fn mail(folder: &Folder, mail: &Mail) -> anyhow::Result<(Mailer, Outbox)> {
    let mailer = Mailer::new(&mail.from)?;
    let way = match &mail.server {
        None => Way::Files(folder.outbox()),
        Some(server) => match transport(server) {
            Ok(transport) => Way::Smtp(Box::new(transport), mail.from.parse::<lettre::message::Mailbox>()?.email),
            Err(error) => Way::Closed(error.to_string()),
        },
    };
    let seconds = |seconds: u32| SignedDuration::from_secs(seconds.into());
    let (first_pause, longest_pause) = (seconds(mail.retry.first_seconds), seconds(mail.retry.longest_seconds));
    let patience = i64::from(mail.retry.give_up_hours) * 3600 / i64::from(mail.retry.longest_seconds.max(1));
    Ok((mailer, Outbox { way, first_pause, longest_pause, most_attempts: patience.max(1) + 6 }))
}

fn transport(server: &Server) -> anyhow::Result<AsyncSmtpTransport<Tokio1Executor>> {
    type Transport = AsyncSmtpTransport<Tokio1Executor>;
    let builder = match server.security {
        Security::StartTls => Transport::starttls_relay(&server.host)?,
        Security::Tls => Transport::relay(&server.host)?,
        Security::None => Transport::builder_dangerous(&server.host),
    };
    let builder = builder.port(server.port).timeout(Some(Duration::from_secs(30)));
    Ok(match &server.login {
        Some((user, source)) => builder.credentials(Credentials::new(user.clone(), password(source)?)).build(),
        None => builder.build(),
    })
}

fn password(source: &PasswordSource) -> anyhow::Result<String> {
    match source {
        PasswordSource::Environment(name) => {
            std::env::var(name).map_err(|_| anyhow::anyhow!("the environment variable {name} with the mail password is not set"))
        }
        PasswordSource::File(file) => {
            let text = std::fs::read_to_string(file).map_err(|error| anyhow::anyhow!("{}: {error}", file.display()))?;
            Ok(text.lines().next().unwrap_or_default().to_owned())
        }
    }
}
