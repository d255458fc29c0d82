//! A person's refusal is a row in the books and a file in `rejected/`, and a process may die between the two. What is about to move is
//! noted before; whoever works in the office next brings the folder to what the books say.

use super::run::Desk;
use crate::store::rows::{DocumentRow, DocumentStatus};
use std::fs;
use std::io;

/// The reason code of what a person refused.
pub(super) const BY_PERSON: &str = "person";

/// True of what lies in `rejected/` because a person refused it.
pub(super) fn is_refused(document: &DocumentRow) -> bool {
    document.status == DocumentStatus::Rejected && document.reason_code.as_deref() == Some(BY_PERSON)
}

impl Desk {
    /// Notes that a document is about to move into `rejected/` or out of it.
    pub(super) fn note_move(&self, document: i64) -> io::Result<()> {
        let folder = self.setup.folder.moving();
        super::folder::make(&folder)?;
        fs::write(folder.join(document.to_string()), "")?;
        super::archive::sync_folder(&folder)
    }

    /// Brings `rejected/` to what the books say of every document whose move was noted. For whoever has the turn.
    pub(super) async fn end_moves(&self) -> anyhow::Result<()> {
        let folder = self.setup.folder.moving();
        for note in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let id = note.file_name().to_str().and_then(|name| name.parse().ok());
            if let Some(id) = id
                && let Some(document) = self.store.document_row(id).await?
            {
                match is_refused(&document) {
                    true => self.setup.folder.refuse(&document, self.setup.language)?,
                    false => self.setup.folder.unrefuse(&document)?,
                }
            }
            fs::remove_file(note.path())?;
        }
        // Left behind empty it does no harm.
        let _ = fs::remove_dir(folder);
        Ok(())
    }
}
