//! The verbs, one file each.

mod inspect;
mod overview;
pub mod validate;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// The back office as a folder.
#[derive(Parser)]
#[command(name = "kontor", version, about)]
struct Arguments {
    /// Print JSON (the same as --format json).
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    Inspect(inspect::Inspect),
    Validate(validate::Validate),
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

/// Reads the command line and runs the verb.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let ended = match arguments.verb {
        Verb::Inspect(inspect) => inspect.run(arguments.json),
        Verb::Validate(validate) => validate.run(arguments.json),
    };
    ExitCode::from(ended as u8)
}
