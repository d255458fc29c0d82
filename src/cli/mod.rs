//! The verbs, one file each.

/// As that of the standard library, with nothing in it that a terminal would obey: what is told
/// names files, people and texts of strangers, and no verb that tells of them can forget it.
macro_rules! eprintln {
    ($($told:tt)*) => { std::eprintln!("{}", $crate::domain::plain::page(&format!($($told)*))) };
}

mod argument;
mod backup;
mod check;
mod close;
mod decide;
mod demo;
mod diary;
mod explain;
mod explained;
mod export;
mod german;
mod init;
mod inspect;
mod kept_reports;
mod mail;
mod manual;
mod nightly;
mod office;
mod overview;
mod ping;
#[cfg(test)]
mod plans;
mod post;
mod relocate;
mod report;
mod revalue;
mod review;
mod run;
mod shown;
mod status;
mod story;
mod stream;
mod told;
mod trouble;
pub mod validate;
mod verify;
mod watch;
mod when;

use crate::domain::{Language, plain};
use crate::office::trial;
use crate::report::Form;
use crate::settings::language_of;
use clap::{CommandFactory, Parser, Subcommand};
use std::ffi::OsString;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

/// The back office as a folder: bank statements, e-invoices and delivery notes go into an inbox;
/// kontor reads them, checks them, matches and books them, and e-mails what happened.
#[derive(Parser)]
#[command(name = "kontor", version, about, long_about = None, after_help = AFTER,
    max_term_width = 100)]
struct Arguments {
    /// Print JSON (the same as --format json).
    #[arg(long, global = true)]
    json: bool,
    /// The form of the answer: text, json; of a report also csv and xlsx, of review also xlsx.
    #[arg(long, global = true, value_enum, conflicts_with = "json")]
    format: Option<Form>,
    /// The office: a folder. Else $KONTOR_OFFICE, else the current folder.
    #[arg(long, global = true, env = "KONTOR_OFFICE", value_name = "DIR", hide_env_values = true)]
    office: Option<PathBuf>,
    #[command(subcommand)]
    verb: Verb,
}

const AFTER: &str = "\
First steps:  kontor demo            see a small firm's month go through
              kontor init DIR        make an office of your own, then fill in its kontor.toml and \
              companies/
              kontor run             process what lies in the inbox
Exit status:  0 done · 1 done, and something was found wrong · 2 not done (usage, settings, office \
held)
              70 a fault of kontor";

#[derive(Subcommand)]
enum Verb {
    Demo(demo::Demo),
    Init(init::Init),
    Run(run::Run),
    Watch(watch::Watch),
    Nightly(nightly::Nightly),
    Status(status::Status),
    Inspect(inspect::Inspect),
    Validate(validate::Validate),
    Report(report::Report),
    Explain(explain::Explain),
    When(when::When),
    Review(review::Review),
    Resolve(decide::Resolve),
    Undo(decide::Undo),
    Close(close::Close),
    Revalue(revalue::Revalue),
    Export(export::Export),
    Backup(backup::Backup),
    Restore(backup::Restore),
    Move(relocate::Move),
    #[command(subcommand)]
    Mail(mail::Mail),
    Verify(verify::Verify),
    Check(check::Check),
    /// Read what stdin holds and tell only that it ended: kontor asks this of itself.
    #[command(hide = true)]
    ReadOnTrial,
    /// Go through what a process that died left behind and write nothing: kontor asks this of
    /// itself.
    #[command(hide = true)]
    Rehearse {
        /// Only this claim.
        claim: Option<String>,
    },
    /// Print shell completions: kontor completions bash > /etc/bash_completion.d/kontor
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    Manual(manual::Manual),
}

/// How a verb ended; the number is the exit status (see `kontor --help`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Done.
    Done = 0,
    /// Done, and something was found wrong.
    Wrong = 1,
    /// Not done: usage, settings, an office that another process holds.
    NotDone = 2,
    /// A fault of kontor itself.
    Fault = 70,
}

/// What every verb of an office is told.
pub(crate) struct Told {
    pub json: bool,
    pub form: Form,
    pub office: PathBuf,
}

/// Reads the command line and runs the verb.
pub fn main() -> ExitCode {
    // What kontor writes is other people's money: files for their owner alone, whatever the shell
    // or the service says.
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    // A panic is a fault of kontor itself; its message is on stderr already.
    let ended = std::panic::catch_unwind(|| match understood(std::env::args_os().collect()) {
        Ok(arguments) => carry_out(arguments),
        Err(ended) => ended,
    });
    ExitCode::from(ended.unwrap_or(Ended::Fault) as u8)
}

/// The command line, read; an `Err` has been told, in the language of the office that it names.
fn understood(words: Vec<OsString>) -> Result<Arguments, Ended> {
    let read = Arguments::try_parse_from(&words).or_else(|error| {
        let matched = decide::as_matched(&words, &error);
        matched.and_then(|words| Arguments::try_parse_from(words).ok()).ok_or(error)
    });
    read.map_err(|error| {
        // Most command lines are understood: only of help and of a mistake it is asked in which
        // language.
        let ended = if error.exit_code() == 0 { Ended::Done } else { Ended::NotDone };
        let german = || german::in_german(Arguments::command()).try_get_matches_from(&words).err();
        match (spoken(&words) == Language::De).then(german).flatten() {
            Some(error) => match german::said(&error) {
                Some(said) => eprintln!("{said}"),
                None => drop(error.print()),
            },
            None => drop(error.print()),
        }
        ended
    })
}

/// The language of who writes these words: that of the office at hand, else English where the
/// system's is, else German.
pub(crate) fn spoken(words: &[OsString]) -> Language {
    let mut after = words.iter().skip_while(|word| *word != "--office").skip(1);
    let joined = || {
        words.iter().find_map(|word| word.to_str()?.strip_prefix("--office=").map(OsString::from))
    };
    let office = after
        .next()
        .cloned()
        .or_else(joined)
        .or_else(|| std::env::var_os("KONTOR_OFFICE"))
        .unwrap_or_else(|| ".".into());
    match language_of(Path::new(&office)) {
        Some(language) => language,
        None => {
            let system = ["LC_ALL", "LC_MESSAGES", "LANG"]
                .into_iter()
                .find_map(|name| std::env::var(name).ok().filter(|it| !it.is_empty()));
            if system.is_some_and(|it| it.starts_with("en")) { Language::En } else { Language::De }
        }
    }
}

fn carry_out(arguments: Arguments) -> Ended {
    let form = if arguments.json { Form::Json } else { arguments.format.unwrap_or_default() };
    let spreadsheet = form == Form::Xlsx && matches!(arguments.verb, Verb::Review(_));
    if matches!(form, Form::Csv | Form::Xlsx | Form::Html | Form::Pdf)
        && !spreadsheet
        && !matches!(arguments.verb, Verb::Report(_))
    {
        eprintln!("--format csv, xlsx, html, pdf: kontor report; --format xlsx: kontor review");
        return Ended::NotDone;
    }
    let office = arguments.office.unwrap_or_else(|| PathBuf::from("."));
    let told = Told { json: form == Form::Json, form, office };
    match arguments.verb {
        Verb::Inspect(verb) => verb.run(&told),
        Verb::Validate(verb) => verb.run(&told),
        Verb::Mail(verb) => verb.run(&told),
        Verb::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "kontor", &mut script);
            print_as_it_is(&String::from_utf8_lossy(&script));
            Ended::Done
        }
        Verb::Manual(verb) => verb.run(),
        Verb::ReadOnTrial => trial::serve(&told.office).map_or(Ended::Fault, |()| Ended::Done),
        Verb::Rehearse { claim } => office::rehearse(&told, claim.as_deref()),
        Verb::Demo(verb) => office::block(&told, verb.run(&told)),
        Verb::Init(verb) => verb.run(told.json),
        Verb::Run(verb) => office::block(&told, verb.run(&told)),
        Verb::Watch(verb) => office::block(&told, verb.run(&told)),
        Verb::Nightly(verb) => office::block(&told, verb.run(&told)),
        Verb::Status(verb) => office::block(&told, verb.run(&told)),
        Verb::Report(verb) => office::block(&told, verb.run(&told)),
        Verb::When(verb) => office::block(&told, verb.run(&told)),
        Verb::Explain(verb) => office::block(&told, verb.run(&told)),
        Verb::Review(verb) => office::block(&told, verb.run(&told)),
        Verb::Resolve(verb) => office::block(&told, verb.run(&told)),
        Verb::Undo(verb) => office::block(&told, verb.run(&told)),
        Verb::Close(verb) => office::block(&told, verb.run(&told)),
        Verb::Revalue(verb) => office::block(&told, verb.run(&told)),
        Verb::Export(verb) => office::block(&told, verb.run(&told)),
        Verb::Backup(verb) => office::block(&told, verb.run(&told)),
        Verb::Restore(verb) => office::block(&told, verb.run(&told)),
        Verb::Move(verb) => office::block(&told, verb.run(&told)),
        Verb::Verify(verb) => office::block(&told, verb.run(&told)),
        Verb::Check(verb) => office::block(&told, verb.run(&told)),
    }
}

/// Writes an answer to stdout, nothing in it that a terminal would obey; a closed pipe (`| head`)
/// is no fault.
pub(crate) fn print(text: &str) {
    print_as_it_is(&plain::page(text));
}

/// Writes one JSON value as a line.
pub(crate) fn print_json(value: &serde_json::Value) {
    print_written(&format!("{value}\n"));
}

/// Writes JSON that is text already.
pub(crate) fn print_written(json: &str) {
    print_as_it_is(&plain::json(json));
}

/// Writes what holds nothing that acts, or must keep it.
pub(crate) fn print_as_it_is(text: &str) {
    use std::io::Write;
    if std::io::stdout().lock().write_all(text.as_bytes()).is_err() {
        READER_IS_GONE.store(true, Ordering::Relaxed);
    }
}

/// Set when an answer could not be written any more.
static READER_IS_GONE: AtomicBool = AtomicBool::new(false);

/// Breaks when whoever reads the answer has closed the pipe: there is no need to look further.
pub(crate) fn reader() -> ControlFlow<()> {
    match READER_IS_GONE.load(Ordering::Relaxed) {
        true => ControlFlow::Break(()),
        false => ControlFlow::Continue(()),
    }
}
