//! `kontor move`: the books into another store.

use super::office::{self, Outcome};
use super::{Ended, Told, print, print_json};
use crate::domain::Language;
use crate::domain::spelling::counted;
use crate::office::relocate::Moved;
use crate::settings::Storage;
use crate::store::StoreError;
use serde_json::json;
use std::path::Path;

/// Move the office's books into another store, verified: from the file kontor.db into PostgreSQL,
/// or back.
///
/// Every row is copied, counted and proved at the new place (as kontor verify does) before
/// kontor.toml names it. The old store stays as it is. kontor move --to
/// postgres://kontor@db.example/office
#[derive(clap::Args)]
pub struct Move {
    /// The new place: postgres://USER@HOST/DATABASE, or a file such as kontor.db.
    #[arg(long, value_name = "URL")]
    to: String,
}

impl Move {
    /// Moves.
    pub async fn run(&self, told: &Told) -> Outcome {
        let (runner, settings) = match office::open(told, "move").await {
            Ok(opened) => opened,
            Err(ended) => return Ok(ended),
        };
        let language = settings.settings.language;
        let storage = match Storage::read(&self.to) {
            Ok(Storage::Sqlite(file)) if !is_of_books(&file) => Err(no_place(&self.to, language)),
            Ok(storage) if storage == settings.settings.storage => Err(match language {
                Language::De => "Dort liegen die Bücher dieses Büros schon.".to_owned(),
                Language::En => "That is where the books of this office are kept.".to_owned(),
            }),
            Ok(storage) => Ok(storage),
            Err(scheme) => Err(match language {
                Language::De => format!(
                    "kontor speichert in SQLite oder PostgreSQL (postgres://…); „{scheme}“ kann es \
                     nicht."
                ),
                Language::En => format!(
                    "kontor stores in SQLite or PostgreSQL (postgres://…); it cannot do \
                     \"{scheme}\"."
                ),
            }),
        };
        let storage = match storage {
            Ok(storage) => storage,
            Err(why) => {
                eprintln!("{why}");
                return Ok(Ended::NotDone);
            }
        };
        let Moved { rows, checked } = match runner.relocate(&self.to, &storage).await {
            Ok(moved) => moved,
            Err(error) => {
                return match error
                    .downcast_ref::<StoreError>()
                    .and_then(|error| error.say(language))
                {
                    Some(why) => {
                        eprintln!("{why}");
                        Ok(Ended::NotDone)
                    }
                    None => Err(error),
                };
            }
        };
        let faults: Vec<String> = checked.faults.iter().map(|fault| fault.say(language)).collect();
        if told.json {
            print_json(&json!({"rows": rows, "documents": checked.documents,
                    "journal_entries": checked.entries, "faults": faults}));
        } else {
            faults.iter().for_each(|fault| print(&format!("{fault}\n")));
            print(&match language {
                Language::De => format!(
                    "Umgezogen: {}, {} am neuen Ort geprüft; kontor.toml nennt ihn jetzt. Die alte \
                     Ablage ist unverändert.\n",
                    number(rows, ["Zeile", "Zeilen"]),
                    checked.counted(language)
                ),
                Language::En => format!(
                    "Moved: {}, {} verified at the new place; kontor.toml names it now. The old \
                     store is unchanged.\n",
                    number(rows, ["row", "rows"]),
                    checked.counted(language)
                ),
            });
        }
        Ok(if faults.is_empty() { Ended::Done } else { Ended::Wrong })
    }
}

/// What is no address may be a slip of the pen: a file of books is known by its ending.
fn is_of_books(file: &Path) -> bool {
    file.extension()
        .and_then(|ending| ending.to_str())
        .is_some_and(|ending| matches!(ending, "db" | "sqlite" | "sqlite3"))
}

fn no_place(to: &str, language: Language) -> String {
    match language {
        Language::De => format!(
            "„{to}“ ist weder die Adresse einer Datenbank noch eine Datei, deren Name auf .db \
             endet; es wird nichts umgezogen. Zum Beispiel: kontor move --to \
             postgres://BENUTZER@RECHNER/DATENBANK oder kontor move --to buecher.db"
        ),
        Language::En => format!(
            "\"{to}\" is neither the address of a database nor a file whose name ends in .db; \
             nothing is moved. For example: kontor move --to postgres://USER@HOST/DATABASE or \
             kontor move --to books.db"
        ),
    }
}

fn number(rows: i64, words: [&str; 2]) -> String {
    counted(usize::try_from(rows).unwrap_or(usize::MAX), words)
}
