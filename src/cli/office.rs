//! What the verbs of an office share: opening it, and saying why it could not be opened.

use super::{Ended, Told, trouble};
use crate::domain::Language;
use crate::office::folder::said;
use crate::office::in_force::{self, TAXED_ANEW};
use crate::office::rehearsal;
use crate::office::run::{Desk, Runner, Setup};
use crate::office::setup::{self, NotOpened};
use crate::settings::{Fault, Office, read_office, render};
use crate::store::{Store, StoreError};
use std::future::Future;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Result of a verb: how it ended, or an error that is kontor's own.
pub type Outcome = anyhow::Result<Ended>;

/// Runs a verb to its end; an error of kontor itself is told and ends with 70.
pub fn block(told: &Told, verb: impl Future<Output = Outcome>) -> Ended {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(async {
            let outcome = verb.await;
            let opened =
                std::mem::take(&mut *OPENED.lock().unwrap_or_else(PoisonError::into_inner));
            for store in opened {
                store.close().await;
            }
            outcome
        }),
        Err(error) => Err(error.into()),
    };
    outcome.unwrap_or_else(|error| {
        let language = read_office(&told.office).0.settings.language;
        let said = |cause: &StoreError| cause.say(language);
        match error.chain().find_map(|cause| cause.downcast_ref().and_then(said)) {
            Some(said) => {
                eprintln!("{said}");
                Ended::NotDone
            }
            None => failed(&error, &told.office),
        }
    })
}

/// Goes through what a process that died left behind; nobody reads why it could not.
pub fn rehearse(told: &Told, claim: Option<&str>) -> Ended {
    let Some(program) = this_program() else { return Ended::NotDone };
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let done = runtime.is_ok_and(|runtime| {
        runtime.block_on(rehearsal::serve(&told.office, &program, claim)).is_ok()
    });
    if done { Ended::Done } else { Ended::NotDone }
}

/// Tells of an error: of the disk's in the office's language, of kontor's own as it stands.
fn failed(error: &anyhow::Error, office: &Path) -> Ended {
    match trouble::told(error, office, read_office(office).0.settings.language) {
        Some(sentence) => {
            eprintln!("{sentence}");
            Ended::NotDone
        }
        None => {
            eprintln!("kontor: {error:#}");
            Ended::Fault
        }
    }
}

/// A server that is away is waited for so long by every verb but `watch`, which waits for ever.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The language of whoever looks at a file: the one asked for, else that of the office at hand,
/// else German.
pub fn language(told: &Told, asked: Option<Language>) -> Language {
    asked.unwrap_or_else(|| read_office(&told.office).0.settings.language)
}

/// Opens the office to work in it. An `Err` has been told.
pub async fn open(told: &Told, verb: &str) -> Result<(Runner, Office), Ended> {
    let holder = format!("kontor {verb}, PID {}", std::process::id());
    let patience = if verb == "watch" { None } else { Some(PATIENCE) };
    let (runner, office) =
        setup::open(&told.office, &holder, patience).await.map_err(|error| refused(told, error))?;
    warn(&office);
    Ok((on_trial(runner), office))
}

/// A runner that has heavy files read on trial, where the system finds this program.
pub fn on_trial(runner: Runner) -> Runner {
    match this_program() {
        Some(program) => runner.on_trial(program),
        None => runner,
    }
}

/// The settings as they stand now; `None` where they have faults, or contradict what is booked,
/// which has been told.
pub async fn configured_anew(told: &Told, store: &Store) -> Option<(Setup, Office)> {
    let (setup, mut office) =
        setup::configured(&told.office).map_err(|error| refused(told, error)).ok()?;
    let heeded = in_force::heed(store, &mut office, true).await;
    heeded.map_err(|error| refused(told, error)).ok()?;
    warn(&office);
    Some((setup, office))
}

/// The program that runs. Linux finds it even after a newer one was put in its place.
fn this_program() -> Option<PathBuf> {
    let own = PathBuf::from("/proc/self/exe");
    if own.exists() { Some(own) } else { std::env::current_exe().ok() }
}

/// Opens the office to look or to decide, beside whoever runs it. An `Err` has been told.
pub async fn desk(told: &Told) -> Result<(Desk, Office), Ended> {
    let opened = setup::desk(&told.office, &person()).await;
    let (desk, office) = opened.map_err(|error| refused(told, error))?;
    let new = office.warnings.iter().filter(|told| told.finding.kind.code == TAXED_ANEW.code);
    let new: Vec<Fault> = new.cloned().collect();
    eprint!("{}", render(&new, office.settings.language, colour()));
    Ok((desk, office))
}

/// Opens the office to look at it, which needs no right to write. An `Err` has been told.
pub async fn look(told: &Told) -> Result<(Desk, Office), Ended> {
    let (desk, office) = setup::look(&told.office).await.map_err(|error| refused(told, error))?;
    // The verb ends when it has said what it has to say; then the store is closed, so that nothing
    // stays beside it.
    OPENED.lock().unwrap_or_else(PoisonError::into_inner).push(desk.store.clone());
    Ok((desk, office))
}

/// Stores to be closed when the verb has ended.
static OPENED: Mutex<Vec<Store>> = Mutex::new(Vec::new());

/// Who decides: the name the system knows the person by.
fn person() -> String {
    let named = ["USER", "LOGNAME", "USERNAME"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|name| !name.is_empty()));
    named.unwrap_or_else(|| "person".to_owned())
}

/// Writes what is no text (a workbook, pages) to a file; without a file it says that it needs one.
pub fn write_file(bytes: &[u8], kind: &str, output: Option<&Path>, language: Language) -> Outcome {
    let Some(file) = output else {
        match language {
            Language::De => {
                eprintln!("Diese Form ({kind}) braucht eine Datei: --output DATEI.{kind}")
            }
            Language::En => eprintln!("This form ({kind}) needs a file: --output FILE.{kind}"),
        }
        return Ok(Ended::NotDone);
    };
    if let Err(error) = std::fs::write(file, bytes) {
        eprintln!("{}", trouble::not_written(file, &said(&error, language), language));
        return Ok(Ended::NotDone);
    }
    Ok(Ended::Done)
}

/// The company asked for, all of them where none is. An `Err` has been told.
pub fn company_or_all(office: &Office, asked: Option<&str>) -> Result<Option<String>, Ended> {
    asked.map(|asked| company(office, asked).ok_or(Ended::NotDone)).transpose()
}

/// The id of the company asked for, in whatever case it is written; `None` where the office has
/// none, which has been told.
pub fn company(office: &Office, asked: &str) -> Option<String> {
    if let Some(company) = office.company(asked).or_else(|| office.company_in_any_case(asked)) {
        return Some(company.id.clone());
    }
    let known =
        office.companies.iter().map(|company| company.id.as_str()).collect::<Vec<_>>().join(", ");
    match office.settings.language {
        Language::De => {
            eprintln!("Eine Firma „{asked}“ gibt es in diesem Büro nicht; es gibt: {known}.")
        }
        Language::En => eprintln!("This office has no company “{asked}”; it has: {known}."),
    }
    None
}

fn warn(office: &Office) {
    if !office.warnings.is_empty() {
        eprint!("{}", render(&office.warnings, office.settings.language, colour()));
    }
}

/// Tells of accounts that the settings give to another company than their statements are booked at.
pub async fn tell_moved(desk: &Desk, language: Language) -> anyhow::Result<()> {
    let moved = desk.accounts_moved().await?;
    moved.iter().for_each(|moved| eprintln!("kontor: {}", moved.told.say(language)));
    Ok(())
}

/// True when messages may be coloured: stderr is a terminal and NO_COLOR is not set.
pub fn colour() -> bool {
    std::io::stderr().is_terminal()
        && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

fn refused(told: &Told, error: NotOpened) -> Ended {
    // Settings with faults still say in which language to tell them, where that line holds.
    let language = read_office(&told.office).0.settings.language;
    match error {
        NotOpened::Settings(faults) => {
            eprint!("{}", render(&faults, language, colour()));
            Ended::NotDone
        }
        NotOpened::Held(holder) => {
            match language {
                Language::De => {
                    eprintln!(
                        "Dieses Büro wird gerade bearbeitet ({holder}). Bitte warten, bis das zu \
                         Ende ist, oder es dort beenden."
                    );
                }
                Language::En => eprintln!(
                    "This office is being worked on ({holder}). Wait until that has ended, or end \
                     it there."
                ),
            }
            Ended::NotDone
        }
        NotOpened::Store(error) => match error.say(language) {
            Some(sentence) => {
                eprintln!("{sentence}");
                Ended::NotDone
            }
            None => failed(&error.into(), &told.office),
        },
        NotOpened::Failed(error) => failed(&error, &told.office),
    }
}
