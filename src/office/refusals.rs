//! A person's refusal is a row in the books and a file in `rejected/`, and a process may die
//! between the two. What is about to move is noted before; whoever works in the office next brings
//! the folder to what the books say.

use super::folder::said;
use super::run::Desk;
use crate::domain::Language;
use crate::store::Stored;
use crate::store::rows::{DocumentRow, DocumentStatus};
use std::fs;
use std::io;

/// The reason code of what a person refused.
pub(super) const BY_PERSON: &str = "person";

/// True of what lies in `rejected/` because a person refused it.
pub(super) fn is_refused(document: &DocumentRow) -> bool {
    document.status == DocumentStatus::Rejected
        && document.reason_code.as_deref() == Some(BY_PERSON)
}

impl Desk {
    /// What lies beside a document in `rejected/`, in the language of whose it is.
    pub(super) fn slip(&self, document: &DocumentRow) -> String {
        super::folder::slip(document, self.setup.language_of(document.company.as_deref()))
    }

    /// Notes that a document is about to move into `rejected/` or out of it.
    pub(super) fn note_move(&self, document: i64) -> io::Result<()> {
        let folder = self.setup.folder.moving();
        super::folder::make(&folder)?;
        fs::write(folder.join(document.to_string()), "")?;
        super::archive::sync_folder(&folder)
    }

    /// Brings `rejected/` to what the books say of every document whose move was noted; what the
    /// disk refuses stays noted, and the others are moved. For whoever has the turn.
    ///
    /// # Errors
    /// The store's; inside what the disk refused first.
    pub(super) async fn end_moves(&self) -> Stored<io::Result<()>> {
        let folder = self.setup.folder.moving();
        let mut done = Ok(());
        for note in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let id = note.file_name().to_str().and_then(|name| name.parse().ok());
            let document = match id {
                Some(id) => self.store.document_row(id).await?,
                None => None,
            };
            let moved = document.map_or(Ok(()), |document| match is_refused(&document) {
                true => self.setup.folder.refuse(&document, &self.slip(&document)),
                false => self.setup.folder.unrefuse(&document),
            });
            done = done.and(moved.and_then(|()| fs::remove_file(note.path())));
        }
        // Left behind empty it does no harm.
        let _ = fs::remove_dir(folder);
        Ok(done)
    }
}

/// That a file a person refused does not lie where it should yet.
pub(super) fn not_moved(error: &io::Error, language: Language) -> String {
    let error = said(error, language);
    match language {
        Language::De => format!(
            "kontor: Was abgewiesen oder zurückgenommen ist, konnte nicht nach rejected/ gelegt \
             oder dort entfernt werden ({error}). Bitte Rechte und Platz prüfen; kontor holt es \
             beim nächsten Lauf nach."
        ),
        Language::En => format!(
            "kontor: what was refused or taken back could not be laid into rejected/ or removed \
             there ({error}). Check permissions and space; kontor makes up for it at the next run."
        ),
    }
}
