//! What is said of a command line that cannot be understood.

use super::super::Arguments;
use super::super::argument::Example;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use clap::{Command, CommandFactory};

/// The error in German; `None` of what is no error (help, version) and goes out as it is.
pub(in crate::cli) fn said(error: &Error) -> Option<String> {
    let told = |kind| error.get(kind).map(words).unwrap_or_default();
    let argument = || told(ContextKind::InvalidArg);
    let value = || told(ContextKind::InvalidValue);
    let sentence = match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
        | ErrorKind::DisplayVersion => return None,
        ErrorKind::InvalidSubcommand => {
            format!("Den Befehl „{}“ gibt es nicht.", told(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingSubcommand => format!("Es fehlt der Befehl: {}.", verbs(error)),
        ErrorKind::UnknownArgument => {
            format!("Die Angabe „{}“ ist hier nicht bekannt.", argument())
        }
        ErrorKind::InvalidValue if value().is_empty() => {
            format!("Bei „{}“ fehlt der Wert.", argument())
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("„{}“ passt nicht zu „{}“.", value(), argument())
        }
        ErrorKind::MissingRequiredArgument => format!("Es fehlt: {}.", argument()),
        ErrorKind::ArgumentConflict => {
            format!("„{}“ und „{}“ gehen nicht zusammen.", argument(), told(ContextKind::PriorArg))
        }
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("Bei „{}“ fehlen Werte.", argument())
        }
        ErrorKind::TooManyValues => format!("Für „{}“ ist „{}“ zu viel.", argument(), value()),
        ErrorKind::NoEquals => format!("Bei „{}“ fehlt das Gleichheitszeichen.", argument()),
        ErrorKind::InvalidUtf8 => "Eine Angabe enthält Zeichen, die kein Text sind.".to_owned(),
        _ => "Der Aufruf ist nicht verständlich.".to_owned(),
    };
    let mut lines = vec![sentence];
    let known = told(ContextKind::ValidValue);
    if !known.is_empty() {
        lines.push(format!("Möglich ist: {known}."));
    }
    if let Some(example) = example(error) {
        lines.push(format!("So wird es geschrieben: {example}"));
    }
    let meant: Vec<String> =
        [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue]
            .map(told)
            .into_iter()
            .collect();
    if let Some(meant) = meant.iter().find(|meant| !meant.is_empty()) {
        lines.push(format!("Vielleicht gemeint: {meant}"));
    }
    if let Some(usage_line) = error.get(ContextKind::Usage).map(words) {
        lines.push(format!("Aufruf: {}", usage(&usage_line)));
    }
    lines.push("Mehr dazu sagt --help.".to_owned());
    Some(lines.join("\n"))
}

/// The verbs that could stand here, each once: by the names that the help has, without other words
/// for them and without those that kontor asks of itself.
fn verbs(error: &Error) -> String {
    let Some(ContextValue::Strings(names)) = error.get(ContextKind::ValidSubcommand) else {
        return String::new();
    };
    let command = Arguments::command();
    names.iter().filter(|name| is_verb(&command, name)).cloned().collect::<Vec<_>>().join(", ")
}

fn is_verb(below: &Command, name: &str) -> bool {
    below
        .get_subcommands()
        .any(|verb| (verb.get_name() == name && !verb.is_hide_set()) || is_verb(verb, name))
}

/// How a verb is called, without the word before it.
pub(super) fn usage(line: &str) -> String {
    line.trim_start_matches("Usage:").trim().replace("[OPTIONS]", "[OPTIONEN]")
}

/// How what could not be read is written.
fn example(error: &Error) -> Option<&'static str> {
    std::error::Error::source(error)?.downcast_ref::<Example>().map(|example| example.0)
}

fn words(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(", "),
        ContextValue::StyledStr(text) => text.to_string(),
        ContextValue::StyledStrs(texts) => {
            texts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        }
        ContextValue::Number(number) => number.to_string(),
        _ => String::new(),
    }
}
