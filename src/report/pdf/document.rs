//! The file around the pages: fonts, page tree, metadata, as ISO 19005-3 (PDF/A-3, level B) wants
//! them.

use super::{Fonts, Paper};
use crate::domain::Language;
use lopdf::{Document, Object, Stream, StringFormat, dictionary};
use quick_xml::escape::escape;
use sha2::{Digest, Sha256};

/// Writes pages, given as the instructions that draw them.
///
/// # Errors
/// A font cannot be cut down to its glyphs.
pub(super) fn write(
    title: &str,
    language: Language,
    paper: Paper,
    pages: Vec<String>,
    fonts: Fonts,
) -> anyhow::Result<Vec<u8>> {
    let mut document = Document::with_version("1.7");
    let mut digest = Sha256::new();
    pages.iter().for_each(|page| digest.update(page));
    let fonts = dictionary! {
        "R" => fonts.regular.embed(&mut document)?,
        "B" => fonts.bold.embed(&mut document)?,
    };
    // Grey by its white point (D65), not by a device.
    let number = |text: &str| Object::Real(text.parse().unwrap_or(1.0));
    let white = dictionary! {
        "WhitePoint" => vec![number("0.9505"), number("1"), number("1.089")],
        "Gamma" => number("2.2"),
    };
    let grey = Object::Array(vec!["CalGray".into(), white.into()]);
    let resources = document.add_object(
        dictionary! { "Font" => fonts, "ColorSpace" => dictionary! { "Grey" => grey } },
    );
    let tree = document.new_object_id();
    let size = |length: i64| Object::Integer(length / super::POINT);
    let mut kids = Vec::with_capacity(pages.len());
    for page in pages {
        let contents = document.add_object(Stream::new(dictionary! {}, page.into_bytes()));
        kids.push(Object::Reference(document.add_object(dictionary! {
            "Type" => "Page", "Parent" => tree, "Contents" => contents, "Resources" => resources,
            "MediaBox" => vec![Object::Integer(0), Object::Integer(0), size(paper.0),
                size(paper.1)],
        })));
    }
    let count = i64::try_from(kids.len()).unwrap_or_default();
    document
        .objects
        .insert(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into());
    let about = Stream::new(
        dictionary! { "Type" => "Metadata", "Subtype" => "XML" },
        metadata(title).into_bytes(),
    );
    let about = document.add_object(about.with_compression(false));
    let lang = if language == Language::De { "de-DE" } else { "en" };
    let catalog = document.add_object(dictionary! {
        "Type" => "Catalog", "Pages" => tree, "Metadata" => about,
        "Lang" => Object::string_literal(lang),
    });
    document.trailer.set("Root", catalog);
    let id = Object::String(
        digest.finalize().iter().take(16).copied().collect(),
        StringFormat::Hexadecimal,
    );
    document.trailer.set("ID", vec![id.clone(), id]);
    document.compress();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes)?;
    Ok(bytes)
}

/// What says that it is PDF/A-3b, and its title (ISO 16684-1).
fn metadata(title: &str) -> String {
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta \
         xmlns:x=\"adobe:ns:meta/\">\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description \
         rdf:about=\"\" \
         xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\
         <pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>\
         <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt></dc:title>\
         </rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>",
        escape(title)
    )
}
