//! What comes whole after its beginning came alone: a document of the same company that begins with
//! the very bytes of one that was rejected, or that is asked about because it breaks off.
//!
//! Many files begin alike (an XML's namespaces, a PDF's fonts): the beginning of one is no half of
//! another. So it has the same name too, or it is the greater part of what came.

use super::archive;
use super::run::Desk;
use crate::domain::{Language, cut_off};
use crate::store::rows::{DocumentRow, DocumentStatus};
use crate::store::{Changes, HalfRow, Said, Stored, WholeRow};
use std::collections::BTreeMap;
use std::path::Path;

impl Desk {
    /// Finds of which documents these are the whole.
    pub(super) async fn find_wholes(&self, changes: &mut Changes) -> Stored<()> {
        let is_taken = |row: &&DocumentRow| {
            matches!(row.status, DocumentStatus::Processed | DocumentStatus::Held)
                && row.archived.is_some()
        };
        let came: Vec<&DocumentRow> = changes.documents.iter().filter(is_taken).collect();
        let Some(largest) = came.iter().map(|row| row.size_bytes).max() else { return Ok(()) };
        let halves = self.store.halves(largest).await?.into_iter();
        let halves = halves.chain(changes.documents.iter().filter_map(half));
        let halves: Vec<(String, HalfRow)> = halves.map(|half| (name(&half.file), half)).collect();
        let mut wholes = BTreeMap::new();
        for whole in came {
            let named = name(&whole.file);
            let fitting = halves
                .iter()
                .filter(|(own, half)| may_begin(half, whole, *own == named))
                .map(|(_, half)| half)
                .collect();
            for half in self.beginnings(whole, fitting) {
                wholes.entry(half.id).or_insert_with(|| self.whole_of(half, whole));
            }
        }
        for row in &mut changes.documents {
            if let Some(WholeRow { said, .. }) = wholes.get(&row.id) {
                row.reason.clone_from(&said.reason);
            }
        }
        changes.wholes.extend(wholes.into_values());
        Ok(())
    }

    /// Of these the ones whose bytes a document begins with.
    fn beginnings<'h>(&self, whole: &DocumentRow, fitting: Vec<&'h HalfRow>) -> Vec<&'h HalfRow> {
        let Some(archived) = whole.archived.as_ref().filter(|_| !fitting.is_empty()) else {
            return Vec::new();
        };
        let lengths = fitting.iter().filter_map(|half| u64::try_from(half.size_bytes).ok());
        let file = self.setup.folder.archive().join(archived);
        // What cannot be read now is the whole of nothing: what was asked is asked on.
        let begun = tokio::task::block_in_place(|| archive::beginnings(&file, lengths.collect()))
            .unwrap_or_default();
        fitting.into_iter().filter(|half| begun.contains(&half.sha256)).collect()
    }

    fn whole_of(&self, half: &HalfRow, whole: &DocumentRow) -> WholeRow {
        let (id, file) = (whole.id, &whole.file);
        let told = match self.setup.language_of(half.company.as_deref()) {
            Language::De => {
                format!("Die Datei ist nur der Anfang von D{id} ({file}), das danach ganz kam.")
            }
            Language::En => {
                format!("The file is only the beginning of D{id} ({file}), which came whole later.")
            }
        };
        let mut said = half.said.clone();
        match half.status {
            DocumentStatus::Rejected => {
                said.reason = said.reason.map(|reason| format!("{reason} {told}"));
            }
            // Who decides about it sees that there is nothing to take.
            DocumentStatus::Held => said.doubts.push(told.clone()),
            DocumentStatus::Processed | DocumentStatus::Duplicate => {}
        }
        said.notes.push(told);
        WholeRow { half: half.id, whole: id, said }
    }
}

/// A document of the same batch that may be the beginning of another.
fn half(row: &DocumentRow) -> Option<HalfRow> {
    let is_one = match row.status {
        DocumentStatus::Rejected => row.size_bytes > 0,
        DocumentStatus::Processed | DocumentStatus::Held => cut_off::is_asked(&row.doubts),
        DocumentStatus::Duplicate => false,
    };
    is_one.then(|| HalfRow {
        id: row.id,
        company: row.company.clone(),
        file: row.file.clone(),
        sha256: row.sha256.clone(),
        size_bytes: row.size_bytes,
        status: row.status,
        said: Said {
            reason: row.reason.clone(),
            notes: row.notes.clone(),
            doubts: row.doubts.clone(),
        },
    })
}

/// Whether a document may be the beginning of another, which may have the same name, by all but its
/// bytes.
fn may_begin(half: &HalfRow, whole: &DocumentRow, is_namesake: bool) -> bool {
    half.id != whole.id
        && half.size_bytes < whole.size_bytes
        && (half.company.is_none() || half.company == whole.company)
        && (is_namesake
            || half.size_bytes.saturating_mul(2) >= whole.size_bytes && !is_pdf(&whole.file))
}

fn is_pdf(file: &str) -> bool {
    Path::new(file).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("pdf"))
}

/// The name of a file, without the number of a copy: `a (2).xml` is `a.xml`.
fn name(file: &str) -> String {
    let name = Path::new(file).file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
    let copy = stem.strip_suffix(')').and_then(|stem| stem.rsplit_once(" ("));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    let stem = copy.filter(|(_, number)| is_number(number)).map_or(stem, |(stem, _)| stem);
    format!("{stem}.{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copys_number_is_no_part_of_its_name() {
        assert_eq!(name("mueller/a (2).XML"), name("kern/A.xml"));
        assert_ne!(name("a (b).xml"), name("a.xml"));
        assert_ne!(name("a.xml"), name("a.pdf"));
    }
}
