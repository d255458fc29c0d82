//! Parse arguments, run, exit status; nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    kontor::cli::main()
}
