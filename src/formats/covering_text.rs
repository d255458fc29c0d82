//! Texts that go along with documents in a container (`LIESMICH.txt`, `readme.md`) and are none:
//! told as left out, and nothing more.

use super::{Input, Layouts, Part};
use crate::domain::finding::Weight;
use crate::domain::{Finding, FindingKind};
use std::path::Path;

/// Texts beside the documents.
pub static LEFT_OUT: FindingKind = FindingKind {
    code: "covering-text-left-out",
    weight: Weight::Note,
    de: "Begleittext, kein Beleg, und darum nicht gelesen: {parts}. Er bleibt in dieser Datei im \
        Archiv.",
    en: "Covering text, no record, and so not read: {parts}. It stays in this file in the archive.",
};

/// How such texts are called, without their ending.
const NAMES: [&str; 14] = [
    "liesmich",
    "lies mich",
    "lies_mich",
    "lies-mich",
    "bitte lesen",
    "bitte_lesen",
    "bittelesen",
    "readme",
    "read me",
    "read_me",
    "read-me",
    "hinweis",
    "hinweise",
    "anleitung",
];
/// How their files end; names without an ending end so too.
const ENDINGS: [&str; 5] = ["txt", "md", "rtf", "htm", "html"];
/// A note to whoever unpacks is short, bytes.
const LONGEST: usize = 64 * 1024;

/// Takes the covering texts out of a container's parts, and says which. What any format knows by
/// its content stays, whatever it is called; so does a container of nothing else.
pub(super) fn left_out(parts: &mut Vec<Part>) -> Option<Finding> {
    let named: Vec<bool> = parts.iter().map(is_covering_text).collect();
    if named.iter().all(|is_text| *is_text) || !named.contains(&true) {
        return None;
    }
    let mut texts = named.into_iter();
    let mut names = Vec::new();
    parts.retain(|part| {
        let is_text = texts.next().unwrap_or(false);
        names.extend(is_text.then(|| part.name.clone()));
        !is_text
    });
    Some(LEFT_OUT.found().with("parts", names.join(", ")))
}

fn is_covering_text(part: &Part) -> bool {
    let path = Path::new(&part.name);
    let lower = |text: Option<&std::ffi::OsStr>| {
        text.map(|text| text.to_string_lossy().trim().to_lowercase())
    };
    let is_named = lower(path.file_stem()).is_some_and(|stem| NAMES.contains(&stem.as_str()));
    let is_text = lower(path.extension()).is_none_or(|ending| ENDINGS.contains(&ending.as_str()));
    let layouts = Layouts::default();
    is_named
        && is_text
        && part.bytes.len() <= LONGEST
        && super::recognise(&Input { bytes: &part.bytes, name: &part.name, layouts: &layouts })
            .is_err_and(|why| why.code() == super::UNKNOWN.code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(files: &[(&str, &str)]) -> Vec<Part> {
        files
            .iter()
            .map(|(name, text)| Part { name: (*name).to_owned(), bytes: text.as_bytes().to_vec() })
            .collect()
    }

    #[test]
    fn a_text_is_left_out_by_its_name_only_where_nothing_can_read_it() {
        let statement = ":20:START\r\n:25:12030000/202051\r\n:28C:1/1\r\n:60F:C261001EUR100,00\r\n:62F:C261001EUR100,00\r\n-";
        let mut all = parts(&[
            ("a/LIESMICH.txt", "Guten Tag"),
            ("README", "hello"),
            ("umsatz.txt", "Guten Tag"),
            ("readme.txt", statement),
        ]);
        let told = left_out(&mut all).unwrap();
        assert_eq!(
            all.iter().map(|part| part.name.as_str()).collect::<Vec<_>>(),
            ["umsatz.txt", "readme.txt"]
        );
        assert!(told.say(crate::domain::Language::De).contains("a/LIESMICH.txt, README"));
        assert_eq!(
            left_out(&mut parts(&[("readme.txt", "hello")])),
            None,
            "a container of nothing else"
        );
        assert_eq!(left_out(&mut parts(&[("rechnung.pdf", "%PDF-")])), None);
    }
}
