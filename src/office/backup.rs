//! A whole office copied beside it: books, originals, settings and what people look at, consistent
//! and proved at the new place.
//!
//! What is booked while it is copied waits its turn; what lies in the inbox is not read yet and
//! stays there. The copy is an office itself, its books in the file `kontor.db` whatever store the
//! other uses.

use super::run::Desk;
use super::setup;
use super::verify::{Checked, verify};
use crate::settings::with_storage;
use crate::store::{Location, Span, Store};
use anyhow::Context;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

/// Where the books of a copy are kept.
const BOOKS: &str = "kontor.db";

/// What was copied.
pub struct Copied {
    /// Rows of the books, of all tables.
    pub rows: i64,
    /// What the verification of the copy found.
    pub checked: Checked,
}

/// Whether a folder can take a copy: it is not there, or nothing is in it.
pub fn is_free(folder: &Path) -> io::Result<bool> {
    match fs::read_dir(folder) {
        Ok(mut inside) => Ok(inside.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

/// Copies an office into a folder that [`is_free`] and proves the copy there. What fails leaves the
/// folder as far as it came.
pub async fn copy(desk: &Desk, to: &Path) -> anyhow::Result<Copied> {
    let target = super::folder::Folder::new(to);
    target.make().with_context(|| to.display().to_string())?;
    let from = &desk.setup.folder;
    let turn = desk.turn().await?;
    let books = Store::open(&Location::Sqlite(to.join(BOOKS)), None).await?;
    let rows = desk.store.copy_to(&books).await?;
    let documents = desk.store.documents(&Span::default()).await?;
    books.close().await;
    drop(turn);
    // An original is written once and never changed: it may be copied while others work.
    for original in documents
        .iter()
        .filter_map(|document| document.archived.as_deref())
        .collect::<BTreeSet<_>>()
    {
        copy_file(&from.archive().join(original), &target.archive().join(original))?;
    }
    for part in ["companies", "pipelines", "templates", "rejected", "outbox", "reports"] {
        copy_below(&from.root().join(part), &to.join(part))?;
    }
    let settings = fs::read_to_string(from.root().join("kontor.toml")).or_else(absent)?;
    fs::write(to.join("kontor.toml"), with_storage(&settings, BOOKS)).context("kontor.toml")?;
    let (there, _) = setup::desk(to, &desk.recorded_by)
        .await
        .map_err(|_| anyhow::anyhow!("{}: the copy cannot be opened", to.display()))?;
    let checked = verify(&there).await?;
    there.store.close().await;
    Ok(Copied { rows, checked })
}

fn absent(error: io::Error) -> io::Result<String> {
    if error.kind() == io::ErrorKind::NotFound { Ok(String::new()) } else { Err(error) }
}

/// Copies a folder with all below it. What vanishes meanwhile, as a report that is written anew, is
/// left out.
fn copy_below(from: &Path, to: &Path) -> anyhow::Result<()> {
    let inside = match fs::read_dir(from) {
        Ok(inside) => inside,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error).with_context(|| from.display().to_string()),
    };
    for entry in inside {
        let entry = entry?;
        let target = to.join(entry.file_name());
        match entry.file_type()? {
            kind if kind.is_dir() => {
                fs::create_dir_all(&target)?;
                copy_below(&entry.path(), &target)?;
            }
            kind if kind.is_file() => match copy_file(&entry.path(), &target) {
                Err(error)
                    if error
                        .downcast_ref::<io::Error>()
                        .is_some_and(|error| error.kind() == io::ErrorKind::NotFound) => {}
                other => other?,
            },
            // A link leads out of the office.
            _ => {}
        }
    }
    Ok(())
}

/// Copies a file, for its owner alone, and syncs the copy.
fn copy_file(from: &Path, to: &Path) -> anyhow::Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::copy(from, to).with_context(|| from.display().to_string())?;
    let copy = fs::File::open(to)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let rights = copy.metadata()?.permissions().mode() & 0o700;
        copy.set_permissions(fs::Permissions::from_mode(rights))?;
    }
    copy.sync_all()?;
    Ok(())
}
