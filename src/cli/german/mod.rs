//! The command line in German: help texts and what is said of words that no verb knows. The
//! program's own language, which the manual pages and the completions of shells are made in, is
//! English.

mod errors;
mod texts;

pub(super) use errors::said;

use clap::{Arg, Command};
use texts::{ARGUMENTS, VERBS};

/// What stands below the list of verbs.
const AFTER: &str = "\
Erste Schritte:  kontor demo            ein Monat einer kleinen Firma zum Ansehen
                 kontor init ORDNER     ein eigenes Büro; danach kontor.toml und companies/ darin \
                 ausfüllen
                 kontor run             verarbeiten, was im Eingang liegt
Ende:            0 getan · 1 getan, und etwas stimmt nicht · 2 nicht getan (Aufruf, Einstellungen,
                 Büro belegt) · 70 Fehler in kontor";

const PAGE: &str = "{about-with-newline}\nAufruf: {usage}\n\n{all-args}{after-help}";

/// The same verbs and arguments, with German words.
pub(super) fn in_german(mut command: Command) -> Command {
    // Only what is built has the flags and verbs that clap adds by itself.
    command.build();
    worded(command, "").after_help(AFTER)
}

fn worded(command: Command, path: &str) -> Command {
    let (short, long) = about(path).unwrap_or_default();
    let arguments: Vec<String> =
        command.get_arguments().map(|argument| argument.get_id().to_string()).collect();
    let verbs: Vec<String> =
        command.get_subcommands().map(|verb| verb.get_name().to_owned()).collect();
    let mut command = command
        .about(short)
        .help_template(PAGE)
        .subcommand_help_heading("Befehle")
        .subcommand_value_name("BEFEHL");
    if let Some(long) = long {
        command = command.long_about(long);
    }
    for id in arguments {
        command = command.mut_arg(&id, |argument| argument_in_german(argument, path, &id));
    }
    let usage = command.render_usage().to_string();
    command = command.override_usage(errors::usage(&usage));
    for verb in verbs {
        // The help of the help lists all verbs once more.
        let below = match verb.as_str() {
            "help" => verb.clone(),
            _ => [path, &verb].join(" ").trim().to_owned(),
        };
        command = command.mut_subcommand(&verb, |command| worded(command, &below));
    }
    command
}

/// The first line, and all of it where there is more.
fn about(path: &str) -> Option<(&'static str, Option<&'static str>)> {
    // What the help tells of a verb is the verb's own.
    let path = path.strip_prefix("help ").unwrap_or(path);
    let text = VERBS.iter().find(|(verb, _)| *verb == path)?.1;
    Some(match text.split_once('\n') {
        Some((first, _)) => (first, Some(text)),
        None => (text, None),
    })
}

fn argument_in_german(argument: Arg, path: &str, id: &str) -> Arg {
    let of_verb = format!("{path} {id}");
    let text = ARGUMENTS
        .iter()
        .find(|(name, _)| *name == of_verb)
        .or_else(|| ARGUMENTS.iter().find(|(name, _)| *name == id));
    let heading = if argument.is_positional() { "Angaben" } else { "Optionen" };
    let argument = argument
        .help_heading(heading)
        .hide_possible_values(true)
        .hide_default_value(true)
        .hide_env(true);
    let names: Vec<&'static str> =
        argument.get_value_names().unwrap_or_default().iter().map(|name| value(id, name)).collect();
    let argument = if names.is_empty() { argument } else { argument.value_names(names) };
    match text {
        Some((_, text)) => argument.help(*text).long_help(*text),
        None => argument,
    }
}

/// What stands for a value.
fn value(id: &str, name: &str) -> &'static str {
    match name {
        _ if id == "company" => "FIRMA",
        "NAME" => "NAME",
        "DIR" | "FOLDER" => "ORDNER",
        "D" | "DATE" => "TAG",
        "FILE" => "DATEI",
        "FILES" => "DATEIEN",
        "FORMAT" => "FORM",
        "LANGUAGE" => "SPRACHE",
        "NUMBER" | "ID" | "DOCUMENT" => "NUMMER",
        "DOCUMENTS" => "NUMMERN",
        "ACCOUNT" => "KONTO",
        "CONTACT" => "KONTAKT",
        "POSITION" => "POSITION",
        "REASON" => "GRUND",
        "RULE" => "REGEL",
        "SETS" => "REGELWERKE",
        "LEVEL" => "STUFE",
        "ABOUT" => "WORUM",
        "RATE" => "KURS",
        "CATEGORY" => "ART",
        "VAT" => "PROZENT",
        "LINE" => "POSITION",
        "COUNTS" => "MENGEN",
        "PARTS" => "TEILE",
        "SAID" => "INHALT",
        "SHELL" => "SHELL",
        "URL" => "URL",
        _ => "WERT",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Arguments;
    use clap::CommandFactory;

    /// Verbs and arguments that have no German text, and texts that belong to nothing.
    fn untold(command: &Command, path: &str, missing: &mut Vec<String>, used: &mut Vec<String>) {
        for argument in command.get_arguments() {
            let (id, of_verb) = (
                argument.get_id().to_string(),
                format!("{path} {}", argument.get_id()).trim().to_owned(),
            );
            let name = [of_verb, id]
                .into_iter()
                .find(|name| ARGUMENTS.iter().any(|(known, _)| known == name));
            match name {
                Some(name) => used.push(name),
                None => missing.push(format!("{path} {}", argument.get_id())),
            }
        }
        for verb in command
            .get_subcommands()
            .filter(|verb| !verb.is_hide_set() && verb.get_name() != "help")
        {
            let below = [path, verb.get_name()].join(" ").trim().to_owned();
            if about(&below).is_none() {
                missing.push(below.clone());
            }
            used.push(below.clone());
            untold(verb, &below, missing, used);
        }
    }

    #[test]
    fn every_verb_and_argument_has_a_german_text() {
        let mut command = Arguments::command();
        command.build();
        let (mut missing, mut used) = (Vec::new(), vec![String::new(), "help".to_owned()]);
        untold(&command, "", &mut missing, &mut used);
        assert_eq!(missing, [""; 0]);
        let spare: Vec<&str> = VERBS
            .iter()
            .chain(ARGUMENTS)
            .map(|(name, _)| *name)
            .filter(|name| !used.iter().any(|one| one == name))
            .collect();
        assert_eq!(spare, [""; 0]);
    }

    #[test]
    fn no_page_of_help_holds_english_words() {
        let mut command = in_german(Arguments::command());
        let mut pages =
            vec![command.render_long_help().to_string(), command.render_help().to_string()];
        pages.extend(
            command
                .get_subcommands_mut()
                .filter(|verb| !verb.is_hide_set())
                .map(|verb| verb.render_long_help().to_string()),
        );
        for page in pages {
            for word in [
                "Usage",
                "Options:",
                "Commands:",
                "Arguments:",
                "Print",
                " the ",
                "possible values",
                "default:",
            ] {
                assert!(!page.contains(word), "{word}: {page}");
            }
        }
    }
}
