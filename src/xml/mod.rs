//! XML as a tree over borrowed text, for documents that must be looked at from several sides
//! (e-invoices, despatch advices). Statements of many megabytes are read as events instead, without
//! a tree.
//!
//! Names carry their namespace: a [`Name`] is the hash of a canonical prefix and the local name
//! (`cbc:ID`), whatever prefix the document itself uses, so that a reader compares eight bytes.
//! Nothing is loaded from outside, and a document type definition is refused: no entity can grow.

mod breach;
mod build;
mod cut;
mod decode;
mod name;
mod root;
mod scan;
mod strict;
mod tree;

pub use breach::{DECLARATION, ENCODING, FORBIDDEN, breaches};
pub use cut::inner_documents;
pub use decode::{Decoded, decode, encoding_of};
pub use name::{Name, Names, canonical_prefix};
pub use root::{is_document_namespace, root_namespace};
pub use tree::{Attribute, Limits, Node, Tree};

/// A [`Name`] known at compile time: `n!("cbc:ID")`, or `n!("currencyID")` for a name without a
/// namespace.
#[macro_export]
macro_rules! n {
    ($name:literal) => {
        const { $crate::xml::Name::of($name) }
    };
}

use crate::domain::FindingKind;
use crate::domain::finding::Weight;
use crate::domain::finding_argument::Argument;

/// The findings that reading any XML may raise.
pub static FINDINGS: &[&FindingKind] = &[
    &NOT_WELL_FORMED,
    &TRUNCATED,
    &DOCTYPE,
    &TOO_DEEP,
    &TOO_MANY,
    &ENCODING,
    &DECLARATION,
    &FORBIDDEN,
];

/// What the parser found, for a reader of either language.
pub fn words_of(error: &quick_xml::Error) -> Argument {
    use quick_xml::Error;
    use quick_xml::errors::IllFormedError;
    match error {
        Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
            let (expected, found) = (format!("</{expected}>"), format!("</{found}>"));
            Argument::from([
                format!("statt {expected} steht {found}"),
                format!("{found} stands in the place of {expected}"),
            ])
        }
        Error::IllFormed(IllFormedError::UnmatchedEndTag(name)) => Argument::from([
            format!("</{name}> ohne Anfang"),
            format!("</{name}> without a beginning"),
        ]),
        Error::InvalidAttr(_) => Argument::foreign("ein Attribut ist falsch geschrieben", error),
        Error::Encoding(_) => Argument::foreign("Zeichen außerhalb der Kodierung", error),
        Error::Escape(_) => Argument::foreign("eine Zeichenreferenz ist falsch geschrieben", error),
        _ => Argument::foreign("die Schreibweise ist verletzt", error),
    }
}

/// A document that is no XML.
pub static NOT_WELL_FORMED: FindingKind = FindingKind {
    code: "xml-not-well-formed",
    weight: Weight::Error,
    de: "Das XML ist fehlerhaft ({what}). Bitte den Absender um eine neue Datei bitten.",
    en: "The XML is not well formed ({what}). Ask the sender for a new file.",
};
/// A document that ends too early.
pub static TRUNCATED: FindingKind = FindingKind {
    code: "xml-truncated",
    weight: Weight::Error,
    de: "Das XML bricht ab, das Element „{element}“ wird nicht geschlossen. Die Datei ist \
        unvollständig übertragen; bitte erneut ablegen.",
    en: "The XML breaks off, element “{element}” is never closed. The file was not transferred \
        completely; drop it again.",
};
/// A document with a DOCTYPE, which kontor never follows.
pub static DOCTYPE: FindingKind = FindingKind {
    code: "xml-doctype",
    weight: Weight::Error,
    de: "Das XML enthält eine DOCTYPE-Angabe oder eigene Entitäten. Das ist in Geschäftsdokumenten \
        nicht erlaubt und wird aus Sicherheitsgründen nicht gelesen.",
    en: "The XML holds a DOCTYPE or entities of its own. Business documents must not, and it is \
        not read for safety's sake.",
};
/// Elements nested deeper than any invoice nests them.
pub static TOO_DEEP: FindingKind = FindingKind {
    code: "xml-too-deep",
    weight: Weight::Error,
    de: "Das XML ist tiefer als {limit} Ebenen verschachtelt. So ist kein Geschäftsdokument \
        aufgebaut; die Datei wird nicht gelesen.",
    en: "The XML is nested deeper than {limit} levels. No business document is built like that; \
        the file is not read.",
};
/// More elements than any invoice has.
pub static TOO_MANY: FindingKind = FindingKind {
    code: "xml-too-many",
    weight: Weight::Error,
    de: "Das XML enthält zu viele Elemente oder Attribute (mehr als {limit}). Die Datei wird nicht \
        gelesen.",
    en: "The XML holds too many elements or attributes (more than {limit}). The file is not read.",
};
