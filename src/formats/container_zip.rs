//! ZIP archives (PKWARE APPNOTE 6.3): banks' daily camt archives, exports, several invoices in one
//! file.
//!
//! An archive is taken whole or not at all: one part that cannot be read refuses the archive, so
//! that nothing is left behind unnoticed; only texts that go along with the documents are left out,
//! and told. Not supported: encryption, archives in several volumes, compression other than store
//! and deflate. Office documents (xlsx, docx, odt) are ZIP archives too, but documents and not
//! containers.

use super::covering_text;
use super::part_names::PartNames;
use super::{Confidence, Format, Input, Part, Read, Reading, Reads};
use crate::domain::finding::Weight;
use crate::domain::finding_argument::Argument;
use crate::domain::{Finding, FindingKind, Kind};
use std::io::{Cursor, Read as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use zip::CompressionMethod;
use zip::read::{Config, ZipReadOptions};
use zip::result::ZipError;
use zip::unstable::read::ZipIterable;

/// The row of the table of formats.
pub const FORMAT: Format = Format {
    name: "zip",
    kind: Kind::Container,
    title: ("ZIP-Archiv mit Dokumenten", "ZIP archive of documents"),
    source: "PKWARE APPNOTE 6.3",
    recognise,
    reads: Reads::Whole(read),
    findings: FINDINGS,
};

/// The findings of ZIP archives.
pub static FINDINGS: &[&FindingKind] = &[
    &DAMAGED,
    &ENCRYPTED,
    &UNSUPPORTED,
    &TOO_LARGE,
    &BOMB,
    &TOO_MANY,
    &EMPTY,
    &OFFICE_DOCUMENT,
    &covering_text::LEFT_OUT,
];

pub static DAMAGED: FindingKind = FindingKind {
    code: "zip-damaged",
    weight: Weight::Error,
    de: "Das ZIP-Archiv ist beschädigt oder unvollständig ({what}). Bitte die Datei noch einmal \
        herunterladen oder anfordern.",
    en: "The ZIP archive is damaged or incomplete ({what}). Download it again or ask for it again.",
};
pub static ENCRYPTED: FindingKind = FindingKind {
    code: "zip-encrypted",
    weight: Weight::Error,
    de: "„{part}“ im ZIP-Archiv ist mit einem Passwort verschlüsselt. Bitte das Archiv entpacken \
        und die Dateien einzeln ablegen.",
    en: "“{part}” in the ZIP archive is encrypted with a password. Unpack the archive and drop the \
        files one by one.",
};
pub static UNSUPPORTED: FindingKind = FindingKind {
    code: "zip-method",
    weight: Weight::Error,
    de: "„{part}“ im ZIP-Archiv ist auf eine Art gepackt, die kontor nicht kennt ({what}). Bitte \
        das Archiv entpacken und die Dateien einzeln ablegen.",
    en: "“{part}” in the ZIP archive is packed in a way kontor does not know ({what}). Unpack the \
        archive and drop the files one by one.",
};
pub static TOO_LARGE: FindingKind = FindingKind {
    code: "zip-too-large",
    weight: Weight::Error,
    de: "Der Inhalt des ZIP-Archivs ist zu groß (bei „{part}“ mehr als {limit} MB). Bitte das \
        Archiv entpacken und die Dateien einzeln ablegen.",
    en: "The content of the ZIP archive is too large (more than {limit} MB at “{part}”). Unpack \
        the archive and drop the files one by one.",
};
pub static BOMB: FindingKind = FindingKind {
    code: "zip-bomb",
    weight: Weight::Error,
    de: "„{part}“ im ZIP-Archiv wächst beim Entpacken auf mehr als das {ratio}-fache. So sehen \
        Angriffe aus; das Archiv wird nicht gelesen. Bitte den Absender fragen.",
    en: "“{part}” in the ZIP archive grows more than {ratio}-fold when unpacked. Attacks look like \
        this; the archive is not read. Ask the sender.",
};
pub static TOO_MANY: FindingKind = FindingKind {
    code: "zip-too-many",
    weight: Weight::Error,
    de: "Das ZIP-Archiv enthält {count} Einträge, erlaubt sind {limit}. Bitte auf mehrere Archive \
        aufteilen.",
    en: "The ZIP archive holds {count} entries, {limit} are allowed. Split it into several \
        archives.",
};
pub static EMPTY: FindingKind = FindingKind {
    code: "zip-empty",
    weight: Weight::Error,
    de: "Das ZIP-Archiv enthält keine Dokumente.",
    en: "The ZIP archive holds no documents.",
};
pub static OFFICE_DOCUMENT: FindingKind = FindingKind {
    code: "office-document",
    weight: Weight::Error,
    de: "Das ist ein Office-Dokument (etwa Word, Excel oder LibreOffice), und darin steht keine \
        Tabelle, die kontor kennt. Bitte eine Tabelle mit den Spalten der Anleitung (XLSX oder \
        CSV) ablegen oder um eine E-Rechnung bitten.",
    en: "This is an office document (such as Word, Excel or LibreOffice), and no table that kontor \
        knows is in it. Drop a table with the columns of the manual (XLSX or CSV) or ask for an \
        e-invoice.",
};

/// Entries of one archive, folders among them.
const MOST_PARTS: usize = 1_000;
/// One part unpacked, in bytes.
const LARGEST_PART: u64 = 100 * MEGABYTE;
/// All parts unpacked, in bytes.
const LARGEST_TOTAL: u64 = 300 * MEGABYTE;
/// A part may grow by this factor once it is beyond [`RATIO_COUNTS_FROM`].
const GREATEST_RATIO: u64 = 200;
const RATIO_COUNTS_FROM: u64 = 10 * MEGABYTE;
const MEGABYTE: u64 = 1024 * 1024;

fn recognise(input: &Input) -> Confidence {
    match input.bytes {
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Confidence::Mark,
        _ => Confidence::No,
    }
}

fn read(input: &Input) -> Result<Reading, Finding> {
    // The unpacker is not ours: should it ever panic on a hostile archive, that archive is damaged
    // and the run goes on.
    let mut parts = catch_unwind(AssertUnwindSafe(|| unpack(input.bytes)))
        .unwrap_or_else(|_| Err(DAMAGED.found().with("what", "?")))?;
    let findings = covering_text::left_out(&mut parts).into_iter().collect();
    Ok(Reading { content: Read::Parts(parts), findings })
}

fn unpack(bytes: &[u8]) -> Result<Vec<Part>, Finding> {
    let mut archive = ZipIterable::try_new(Cursor::new(bytes), Config::default())
        .map_err(|error| damaged(&error))?;
    if archive.len() > MOST_PARTS {
        return Err(TOO_MANY.found().with("count", archive.len()).with("limit", MOST_PARTS));
    }
    let mut names = PartNames::default();
    let mut parts = Vec::new();
    let mut left = LARGEST_TOTAL;
    for entry in archive.files().map_err(|error| damaged(&error))? {
        let entry = entry.map_err(|error| damaged(&error))?;
        let raw = spelled(entry.name_raw(), entry.name().ok().as_deref());
        if marks_office_document(&raw) {
            return Err(OFFICE_DOCUMENT.found());
        }
        if entry.is_dir() || is_dropping(&raw) {
            continue;
        }
        if entry.encrypted() {
            return Err(ENCRYPTED.found().with("part", raw));
        }
        if !matches!(entry.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
            return Err(UNSUPPORTED
                .found()
                .with("part", raw)
                .with("what", format!("{:?}", entry.compression())));
        }
        let packed = entry.compressed_size().min(bytes.len() as u64);
        let most = by_ratio(packed);
        let limit = most.min(LARGEST_PART).min(left);
        let mut body = Cursor::new(bytes);
        let reader =
            entry.with_reader(&mut body, ZipReadOptions::new()).map_err(|error| damaged(&error))?;
        let content = read_within(reader, limit, &raw)?.ok_or_else(|| match limit == most {
            true => BOMB.found().with("part", &raw).with("ratio", GREATEST_RATIO),
            false => TOO_LARGE.found().with("part", &raw).with("limit", limit / MEGABYTE),
        })?;
        left -= content.len() as u64;
        if raw == "mimetype" && content.starts_with(b"application/") {
            return Err(OFFICE_DOCUMENT.found());
        }
        parts.push(Part { name: names.next(&raw), bytes: content });
    }
    if parts.is_empty() {
        return Err(EMPTY.found());
    }
    Ok(parts)
}

/// How far a part of so many packed bytes may grow.
fn by_ratio(packed: u64) -> u64 {
    packed.saturating_mul(GREATEST_RATIO).max(RATIO_COUNTS_FROM)
}

/// Unpacks up to `limit` bytes, `None` when there are more: the sizes that an archive states are
/// not believed.
fn read_within(
    reader: impl std::io::Read,
    limit: u64,
    part: &str,
) -> Result<Option<Vec<u8>>, Finding> {
    let mut content = Vec::new();
    reader.take(limit + 1).read_to_end(&mut content).map_err(|error| {
        DAMAGED.found().with_value(
            "what",
            Argument::foreign(
                "eine Datei darin lässt sich nicht auspacken",
                format!("{part}: {error}"),
            ),
        )
    })?;
    Ok((content.len() as u64 <= limit).then_some(content))
}

/// The name in UTF-8 where its bytes are (some packers forget to say so), else as the archive's
/// flags have it.
fn spelled(raw: &[u8], flagged: Option<&str>) -> String {
    match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => flagged.map_or_else(|| String::from_utf8_lossy(raw).into_owned(), str::to_owned),
    }
}

/// What operating systems leave in archives beside the documents.
fn is_dropping(name: &str) -> bool {
    let mut components = name.split(['/', '\\']);
    let file = name.rsplit(['/', '\\']).next().unwrap_or_default();
    components.any(|folder| folder == "__MACOSX" || folder == "@eaDir")
        || file.starts_with("._")
        || [".DS_Store", "Thumbs.db", "ehthumbs.db", "desktop.ini"]
            .iter()
            .any(|dropping| file.eq_ignore_ascii_case(dropping))
}

/// Parts that only OOXML and OpenDocument packages have (ECMA-376-2 § 7.2.3; OpenDocument 1.2 part
/// 3 § 3.2).
fn marks_office_document(name: &str) -> bool {
    name == "[Content_Types].xml" || name == "META-INF/manifest.xml"
}

fn damaged(error: &ZipError) -> Finding {
    DAMAGED.found().with_value("what", Argument::foreign("Aufbau nicht lesbar", error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Layouts;
    use std::io::Write;
    use zip::write::SimpleFileOptions;

    fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn unpacked(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, &'static str> {
        let layouts = Layouts::default();
        let input = Input { bytes, name: "a.zip", layouts: &layouts };
        assert_eq!(recognise(&input), Confidence::Mark);
        match read(&input).map_err(|finding| finding.code())?.content {
            Read::Parts(parts) => {
                Ok(parts.into_iter().map(|part| (part.name, part.bytes)).collect())
            }
            Read::Content(_) => Err("content"),
        }
    }

    #[test]
    fn parts_come_out_under_safe_names_without_droppings() {
        let files: [(&str, &[u8]); 5] = [
            ("../ü/a.xml", b"1"),
            ("__MACOSX/._a.xml", b"x"),
            ("sub/.DS_Store", b"x"),
            ("Thumbs.db", b"x"),
            ("b.xml", b"2"),
        ];
        let expected =
            vec![("ü/a.xml".to_owned(), b"1".to_vec()), ("b.xml".to_owned(), b"2".to_vec())];
        assert_eq!(unpacked(&packed(&files)), Ok(expected));
    }

    #[test]
    fn a_bomb_is_refused_while_it_inflates() {
        let zeros = vec![0u8; 64 * 1024 * 1024];
        assert_eq!(unpacked(&packed(&[("zeros.xml", &zeros)])), Err("zip-bomb"));
        assert!(unpacked(&packed(&[("small.xml", &zeros[..9 * 1024 * 1024])])).is_ok());
    }

    #[test]
    fn what_cannot_be_unpacked_says_why() {
        let good =
            packed(&[("a.xml", b"some content that is long enough to be cut in the middle")]);
        assert_eq!(unpacked(&good[..good.len() - 30]), Err("zip-damaged"));
        assert_eq!(unpacked(&packed(&[])), Err("zip-empty"));
        assert_eq!(
            unpacked(&packed(&[("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"")])),
            Err("office-document")
        );
        assert_eq!(
            unpacked(&packed(&[("mimetype", b"application/vnd.oasis.opendocument.text")])),
            Err("office-document")
        );
        let names: Vec<String> = (0..1_001).map(|i| format!("{i}.xml")).collect();
        let many: Vec<(&str, &[u8])> =
            names.iter().map(|name| (name.as_str(), b"x".as_slice())).collect();
        assert_eq!(unpacked(&packed(&many)), Err("zip-too-many"));
    }

    #[test]
    fn an_encrypted_part_or_a_strange_method_refuses_the_archive() {
        let good = packed(&[("a.xml", b"content content content content content")]);
        let central = memchr::memmem::find(&good, b"PK\x01\x02").unwrap();
        let mut locked = good.clone();
        locked[6] |= 1;
        locked[central + 8] |= 1;
        assert_eq!(unpacked(&locked), Err("zip-encrypted"));
        let mut strange = good.clone();
        strange[8] = 14;
        strange[central + 10] = 14;
        assert_eq!(unpacked(&strange), Err("zip-method"));
        let mut flipped = good.clone();
        flipped[35] ^= 0x40;
        assert_eq!(unpacked(&flipped), Err("zip-damaged"));
    }
}
