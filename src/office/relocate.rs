//! An office moves: its books are copied into another store, proved there, and the settings name
//! the new place.

use super::run::{Desk, Runner};
use super::setup::location;
use super::verify::{Checked, verify_in_turn};
use crate::domain::Language;
use crate::settings::{Storage, with_storage};
use crate::store::Store;
use anyhow::Context;
use std::time::Duration;

/// How a move ended.
pub struct Moved {
    /// Rows copied, of all tables.
    pub rows: i64,
    /// What the verification of the copy found; faults are those that the old store has too.
    pub checked: Checked,
}

/// So long a server is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

impl Runner {
    /// Copies the books to `url` and proves them there; then kontor.toml names the new place. The
    /// old store stays as it is. Nothing is written by others meanwhile: this process has the
    /// office, and the turn to write both stores.
    pub async fn relocate(self, url: &str, storage: &Storage) -> anyhow::Result<Moved> {
        let (desk, _lock) = self.apart();
        let store = desk.store.clone();
        let file = desk.setup.folder.root().join("kontor.toml");
        let target =
            Store::open(&location(desk.setup.folder.root(), storage), Some(PATIENCE)).await?;
        let _turn = desk.turn().await?;
        let _turn_there = target.turn().await?;
        let rows = store.copy_to(&target).await?;
        let checked = verify_in_turn(&Desk { store: target.clone(), ..desk.clone() }).await?;
        if !checked.faults.is_empty() {
            let here = verify_in_turn(&desk).await?;
            if said(&here) != said(&checked) {
                // The copy is no office: nobody shall find it half right.
                target.clear().await?;
                anyhow::bail!("{}", said(&checked).join("\n"));
            }
        }
        let text = std::fs::read_to_string(&file).or_else(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Ok(String::new()),
            _ => Err(error),
        })?;
        let aside = file.with_extension("toml.new");
        std::fs::write(&aside, with_storage(&text, url))
            .and_then(|()| std::fs::rename(&aside, &file))
            .context("kontor.toml")?;
        target.close().await;
        store.close().await;
        Ok(Moved { rows, checked })
    }
}

fn said(checked: &Checked) -> Vec<String> {
    checked.faults.iter().map(|fault| fault.say(Language::En)).collect()
}
