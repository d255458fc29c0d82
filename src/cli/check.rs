//! `kontor check`: settings and pipelines are sound; mail and store answer.

use super::mail::template_fault;
use super::office::{self, Outcome};
use super::{Ended, Told, print, print_json};
use crate::domain::Language;
use crate::domain::spelling::counted;
use crate::mail::Way;
use crate::office::outgoing::outbox;
use crate::office::run::{Desk, Setup};
use crate::office::setup::without_originals;
use crate::office::{maildir, notify, places};
use crate::settings::{Office, render};
use crate::store::{Store, Stored};
use serde_json::json;
use std::collections::HashSet;
use std::path::Path;

/// Check settings and pipelines; report every fault with its line and a hint. Tests the store and
/// the mail server.
#[derive(clap::Args)]
pub struct Check {
    /// Do not connect to the mail server.
    #[arg(long)]
    offline: bool,
}

impl Check {
    /// Checks.
    pub async fn run(&self, told: &Told) -> Outcome {
        let (desk, settings) = match office::look(told).await {
            Ok(opened) => opened,
            Err(ended) => return Ok(ended),
        };
        let moved = desk.accounts_moved().await?;
        let limits = desk.turnover_limits(None).await?;
        let shared = desk.store.accounts_shared().await?;
        let Desk { setup, store, .. } = desk;
        let language = settings.settings.language;
        let unread = notify::unread(&setup.pipelines.digest, &settings);
        let mut unread: Vec<String> =
            unread.into_iter().map(|company| nobody_reads(company, language)).collect();
        unread.extend(
            notify::nobodys(&setup.pipelines.digest, &settings)
                .map(|to| without_reader(to, language)),
        );
        let astray = astray_rules(&setup, &store, language).await?;
        unread.extend(astray.iter().cloned());
        unread.extend(shared.iter().map(|shared| sharing(shared, language)));
        unread.extend(limits.into_iter().map(|(company, said)| format!("{company}: {said}")));
        unread.extend(readable(&places::open_to_all(&setup.folder), setup.folder.root(), language));
        unread.extend(moved.iter().map(|moved| moved.told.say(language)));
        let (kept, documents) = (store.test().await?, store.document_count().await?);
        let kept = match (store.is_for_looking(), language) {
            (false, _) => kept,
            (true, Language::De) => format!("{kept}, nur lesbar"),
            (true, Language::En) => format!("{kept}, read-only"),
        };
        let companies = settings.companies.len();
        let outbox = outbox(&setup.folder, &settings.settings)?;
        let mail = match &outbox.way {
            Way::Closed(why) => Err(why.clone()),
            // A copy that may only be looked at sends nothing.
            _ if self.offline || store.is_for_looking() => Ok(offline(&settings, language)),
            _ => outbox.answers().await,
        };
        let no_maildir = settings
            .settings
            .intake
            .maildir
            .iter()
            .map(|folder| settings.root.join(folder))
            .filter(|folder| !maildir::is_one(folder));
        let no_maildir: Vec<String> =
            no_maildir.map(|folder| not_a_maildir(&folder, language)).collect();
        let away = without_originals(&setup.folder, &store).await?;
        let templates: Vec<String> = setup
            .templates
            .faults()
            .into_iter()
            .map(|fault| template_fault(&fault.file, fault.line, &fault.why, language))
            .chain(no_maildir)
            .chain(away.and_then(|error| error.say(language)))
            // What may only be looked at is not worked in.
            .chain(
                places::unusable(&setup.folder)
                    .iter()
                    .filter(|_| !store.is_for_looking())
                    .map(|place| place.say(language)),
            )
            .collect();
        match told.json {
            true => print_json(&json!({
                "companies": companies, "documents": documents, "store": kept,
                "mail": mail.as_ref().ok(), "mail_error": mail.as_ref().err(),
                "warnings": settings.warnings.iter().map(|warning| warning.say(language))
                    .chain(unread).chain(templates.iter().cloned()).collect::<Vec<_>>(),
            })),
            false => {
                print(&render(&settings.warnings, language, false));
                unread.iter().chain(&templates).for_each(|fault| print(&format!("{fault}\n")));
                let warned = settings.warnings.len() + unread.len() + templates.len();
                print(&text((companies, warned), (&kept, documents), &mail, language));
            }
        }
        Ok(if mail.is_ok() && templates.is_empty() && astray.is_empty() {
            Ended::Done
        } else {
            Ended::Wrong
        })
    }
}

/// Rules that will book nothing: their account is none of the company's and none of a customer or
/// vendor.
async fn astray_rules(setup: &Setup, store: &Store, language: Language) -> Stored<Vec<String>> {
    let mut told = Vec::new();
    for (company, books) in &setup.companies {
        let mut borne = HashSet::new();
        if books.astray_rules(&borne).next().is_some() {
            let contacts = store.contacts_of(Some(company)).await?.into_iter();
            borne.extend(
                contacts
                    .flat_map(|contact| [contact.customer_account, contact.vendor_account])
                    .flatten(),
            );
        }
        told.extend(books.astray_rules(&borne).map(|(rule, account)| match language {
            Language::De => format!(
                "Die Regel „{rule}“ bucht bei {company} nichts: Das Konto {account} kennt der \
                 Kontenrahmen nicht, oder es ist ein Sammelkonto. Bitte in der Regel berichtigen."
            ),
            Language::En => format!(
                "The rule \"{rule}\" books nothing for {company}: the chart of accounts has no \
                 account {account}, or it is a collective one. Correct the rule."
            ),
        }));
    }
    told.sort();
    Ok(told)
}

/// Contacts that stand on one personal account.
fn sharing((company, account, contacts): &(String, String, i64), language: Language) -> String {
    match language {
        Language::De => format!(
            "{company}: Auf dem Personenkonto {account} stehen {contacts} Kontakte, weil keine \
             Nummer frei war; Saldo, Kontoblatt und Übergabe an DATEV nennen sie zusammen."
        ),
        Language::En => format!(
            "{company}: {contacts} contacts stand on personal account {account}, since no number \
             was free; balance, account sheet and the hand-over to DATEV name them together."
        ),
    }
}

fn nobody_reads(company: &str, language: Language) -> String {
    match language {
        Language::De => format!(
            "Die Zusammenfassung von {company} bekommt niemand: Es fehlt eine Adresse. Bitte in \
             companies/{company}.toml „email“ oder „digest_to“ eintragen, oder in \
             pipelines/digest.toml „to“."
        ),
        Language::En => format!(
            "Nobody gets the digest of {company}: there is no address. Set \"email\" or \
             \"digest_to\" in companies/{company}.toml, or \"to\" in pipelines/digest.toml."
        ),
    }
}

/// What belongs to no company of several: nobody has said who reads of it.
fn without_reader(to: &str, language: Language) -> String {
    match language {
        Language::De => format!(
            "Was keiner Firma gehört, etwa Abgewiesenes aus dem Eingang selbst, wird an den \
             Absender {to} gemeldet. Bitte in pipelines/digest.toml unter [digest] „to“ eine \
             Adresse eintragen, die jemand liest."
        ),
        Language::En => format!(
            "What belongs to no company, such as what is rejected from the inbox itself, is told \
             to the sender {to}. Set \"to\" under [digest] in pipelines/digest.toml to an address \
             that somebody reads."
        ),
    }
}

/// That everybody on the machine may read what an older version wrote.
fn readable(names: &[&str], office: &Path, language: Language) -> Option<String> {
    let (names, office) = (names.join(", "), office.display());
    (!names.is_empty()).then(|| match language {
        Language::De => {
            format!(
                "In {office} dürfen alle Benutzer dieses Rechners lesen: {names}. Wenn das \
                 nicht sein soll: „chmod o-rwx {office}“."
            )
        }
        Language::En => {
            format!(
                "In {office}, every user of this machine may read: {names}. If that should not \
                 be: \"chmod o-rwx {office}\"."
            )
        }
    })
}

/// What is kept and how mail goes; `warned` is how many warnings stand above.
fn text(
    (companies, warned): (usize, usize),
    (kept, documents): (&str, i64),
    mail: &Result<String, String>,
    language: Language,
) -> String {
    let (firm, paper) = match language {
        Language::De => (["Firma", "Firmen"], ["Dokument", "Dokumente"]),
        Language::En => (["company", "companies"], ["document", "documents"]),
    };
    let (firms, papers) = (
        counted(companies, firm),
        counted(usize::try_from(documents).unwrap_or(usize::MAX), paper),
    );
    let (settings, store, sent) = match (language, mail) {
        (Language::De, Ok(way)) => ("Einstellungen", "Ablage", format!("E-Mail: {way}")),
        (Language::De, Err(why)) => {
            ("Einstellungen", "Ablage", format!("E-Mail geht nicht: {why}"))
        }
        (Language::En, Ok(way)) => ("Settings", "Store", format!("Mail: {way}")),
        (Language::En, Err(why)) => ("Settings", "Store", format!("Mail does not work: {why}")),
    };
    let sound = match (language, warned) {
        (Language::De, 0) => "ohne Fehler".to_owned(),
        (Language::De, _) => {
            format!("lesbar; {} oben", counted(warned, ["Hinweis steht", "Hinweise stehen"]))
        }
        (Language::En, 0) => "no faults".to_owned(),
        (Language::En, _) => {
            format!("readable; {} above", counted(warned, ["warning stands", "warnings stand"]))
        }
    };
    format!("{settings}: {firms}, {sound}.\n{store}: {papers} ({kept}).\n{sent}\n")
}

fn not_a_maildir(folder: &Path, language: Language) -> String {
    let folder = folder.display();
    match language {
        Language::De => format!(
            "kontor.toml, maildir: {folder} ist kein Maildir (es fehlt new/ oder cur/); E-Mails \
             werden nicht geholt."
        ),
        Language::En => format!(
            "kontor.toml, maildir: {folder} is no maildir (new/ or cur/ is missing); no mails are \
             fetched."
        ),
    }
}

fn offline(settings: &Office, language: Language) -> String {
    match (&settings.settings.mail.server, language) {
        (Some(server), _) => server.host.clone(),
        (None, Language::De) => "wird nach outbox/ geschrieben".to_owned(),
        (None, Language::En) => "written to outbox/".to_owned(),
    }
}
