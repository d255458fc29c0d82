//! The documents behind the bookings, as DATEV takes them beside EXTF: archives of the originals
//! with a `document.xml` (document v05.0) that gives each a GUID, by which the bookings' links
//! (Beleglink, `BEDI "…"`) name it. The form is that which public programs for DATEV write; let the
//! adviser try one month first.

use crate::store::rows::DocumentRow;
use jiff::civil::DateTime;
use std::collections::HashMap;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// An archive holds no more than this, packed or not: DATEV takes 465 MB, and 4,999 documents.
const LARGEST: u64 = 400_000_000;
const MOST_DOCUMENTS: usize = 4_900;

/// The archives being written.
pub(super) struct Vouchers<'a> {
    archive: &'a Path,
    folder: &'a Path,
    made_at: DateTime,
    company: &'a str,
    open: Option<Open>,
    /// GUIDs by the ids of documents.
    known: HashMap<i64, String>,
    /// Each archive and its documents.
    pub files: Vec<(String, usize)>,
}

struct Open {
    zip: ZipWriter<File>,
    name: String,
    size: u64,
    /// GUID, name in the archive, what it is.
    documents: Vec<(String, String, String)>,
}

impl<'a> Vouchers<'a> {
    /// None yet. `archive` is the office's.
    pub fn new(
        archive: &'a Path,
        folder: &'a Path,
        company: &'a str,
        made_at: DateTime,
    ) -> Vouchers<'a> {
        Vouchers {
            archive,
            folder,
            made_at,
            company,
            open: None,
            known: HashMap::new(),
            files: Vec::new(),
        }
    }

    /// True when a document is in an archive, or will never be.
    pub fn has(&self, id: i64) -> bool {
        self.known.contains_key(&id)
    }

    /// The link to a document that is in an archive.
    pub fn link(&self, id: Option<i64>) -> Option<String> {
        let guid = self.known.get(&id?).filter(|guid| !guid.is_empty())?;
        Some(format!("BEDI \"{guid}\""))
    }

    /// Adds a document; one whose original is not there gets no link.
    pub fn add(&mut self, document: &DocumentRow) -> anyhow::Result<()> {
        let bytes = document
            .archived
            .as_ref()
            .and_then(|below| std::fs::read(self.archive.join(below)).ok());
        let Some(bytes) = bytes else {
            self.known.insert(document.id, String::new());
            return Ok(());
        };
        let size = bytes.len() as u64;
        if self.open.as_ref().is_some_and(|open| {
            open.size + size > LARGEST || open.documents.len() >= MOST_DOCUMENTS
        }) {
            self.end()?;
        }
        let guid = guid(&format!("{} {} {}", self.company, document.id, document.sha256));
        let name = format!("D{}-{}", document.id, plain_name(&document.file));
        let open = self.opened()?;
        open.zip.start_file(&name, SimpleFileOptions::default())?;
        open.zip.write_all(&bytes)?;
        open.size += size;
        open.documents.push((guid.clone(), name, document.number.clone().unwrap_or_default()));
        self.known.insert(document.id, guid);
        Ok(())
    }

    fn opened(&mut self) -> anyhow::Result<&mut Open> {
        let open = match self.open.take() {
            Some(open) => open,
            None => {
                let name = match self.files.len() {
                    0 => "Belege.zip".to_owned(),
                    before => format!("Belege_{}.zip", before + 1),
                };
                let zip = ZipWriter::new(File::create(self.folder.join(&name))?);
                Open { zip, name, size: 0, documents: Vec::new() }
            }
        };
        Ok(self.open.insert(open))
    }

    /// Closes the archive at hand with its list of documents.
    pub fn end(&mut self) -> anyhow::Result<()> {
        let Some(mut open) = self.open.take() else { return Ok(()) };
        open.zip.start_file("document.xml", SimpleFileOptions::default())?;
        open.zip.write_all(list(&open.documents, self.made_at).as_bytes())?;
        open.zip.finish()?.sync_all()?;
        self.files.push((open.name, open.documents.len()));
        Ok(())
    }
}

/// `document.xml`.
fn list(documents: &[(String, String, String)], made_at: DateTime) -> String {
    let namespace = "http://xml.datev.de/bedi/tps/document/v05.0";
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<archive xmlns=\"{namespace}\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xsi:schemaLocation=\"{namespace} Document_v050.xsd\" version=\"5.0\" \
         generatingSystem=\"kontor\">\n  <header>\n    <date>{}</date>\n  \
         </header>\n  <content>\n",
        made_at.strftime("%Y-%m-%dT%H:%M:%S")
    );
    for (guid, name, number) in documents {
        let keywords = if number.is_empty() {
            String::new()
        } else {
            format!("      <keywords>{}</keywords>\n", escaped(number))
        };
        text += &format!(
            "    <document guid=\"{guid}\" type=\"1\" processID=\"1\">\n{keywords}      <extension \
             xsi:type=\"File\" name=\"{}\"/>\n    </document>\n",
            escaped(name)
        );
    }
    text + "  </content>\n</archive>\n"
}

fn escaped(text: &str) -> String {
    let clean: String = text.chars().filter(|letter| !letter.is_control()).take(255).collect();
    clean.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The last part of a path in letters that every system takes, its ending kept.
fn plain_name(file: &str) -> String {
    let path = PathBuf::from(file);
    let safe =
        |text: &str, most: usize| -> String {
            text.chars()
                .take(most)
                .map(|letter| {
                    if letter.is_ascii_alphanumeric() || "-_".contains(letter) {
                        letter
                    } else {
                        '_'
                    }
                })
                .collect()
        };
    let stem = safe(&path.file_stem().unwrap_or_default().to_string_lossy(), 60);
    match path.extension() {
        Some(ending) => format!("{stem}.{}", safe(&ending.to_string_lossy(), 8)),
        None => stem,
    }
}

/// A GUID that is the same each time the same document is handed over (RFC 9562, version 8).
fn guid(of: &str) -> String {
    let hash = super::archive::content_hash(of.as_bytes());
    let part = |from: usize, to: usize| hash.get(from..to).unwrap_or_default();
    format!("{}-{}-8{}-a{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_ids_are_plain() {
        assert_eq!(plain_name("wir/a & b/Rechnung Nr. 7 <x>.xml"), "Rechnung_Nr__7__x_.xml");
        assert_eq!(plain_name("ohne"), "ohne");
        let guid = guid("a 1 ab");
        assert_eq!((guid.len(), guid.as_bytes()[14], guid.as_bytes()[19]), (36, b'8', b'a'));
        let made = list(
            &[(guid, "D1-a.xml".into(), "R&D \"7\"".into())],
            jiff::civil::datetime(2026, 10, 31, 8, 0, 0, 0),
        );
        assert!(
            made.contains("<keywords>R&amp;D &quot;7&quot;</keywords>")
                && made.contains("<date>2026-10-31T08:00:00</date>"),
            "{made}"
        );
    }
}
