//! `kontor manual`: manual pages and shell completions as files, for those who package kontor.

use super::{Arguments, Ended, spoken, trouble};
use crate::office::folder::said;
use clap::CommandFactory;
use clap_complete::{Shell, generate_to};
use std::path::PathBuf;

/// Write the manual pages and the shell completions into a folder, for a package.
///
/// kontor manual target/manual
#[derive(clap::Args)]
pub struct Manual {
    /// The folder; it is made.
    folder: PathBuf,
}

impl Manual {
    /// Writes them.
    pub fn run(&self) -> Ended {
        let mut command = Arguments::command();
        let written = std::fs::create_dir_all(&self.folder)
            .and_then(|()| clap_mangen::generate_to(command.clone(), &self.folder))
            .and_then(|()| {
                [Shell::Bash, Shell::Zsh, Shell::Fish].into_iter().try_for_each(|shell| {
                    generate_to(shell, &mut command, "kontor", &self.folder).map(|_| ())
                })
            });
        match written {
            Ok(()) => Ended::Done,
            Err(error) => {
                let language = spoken(&[]);
                eprintln!(
                    "{}",
                    trouble::not_written(&self.folder, &said(&error, language), language)
                );
                Ended::NotDone
            }
        }
    }
}
