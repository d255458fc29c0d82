//! XML envelopes around business documents: the Standard Business Document Header of Peppol and
//! GS1, SOAP, the OASIS Exchange Header Envelope, and whatever else a sender's software wraps
//! around them. Each document inside is taken as a part.
//!
//! A document stands in an envelope as elements, or as text of a leaf: escaped, in CDATA, or in
//! Base64 (`BinaryContent`). Not supported: encrypted payloads.

use super::part_names::PartNames;
use super::{Confidence, Format, Input, Part, Read, Reading, Reads, xml_invoice};
use crate::domain::{Finding, FindingKind, Kind};
use crate::xml::{self, Limits, Node, Tree};
use mail_parser::decoders::base64::base64_decode;

/// The row of the table of formats.
pub const FORMAT: Format = Format {
    name: "envelope",
    kind: Kind::Container,
    title: (
        "XML-Umschlag mit Dokumenten (SBDH, SOAP, XHE)",
        "XML envelope of documents (SBDH, SOAP, XHE)",
    ),
    source: "UN/CEFACT SBDH 1.3 (Peppol, GS1); SOAP 1.1 and 1.2; OASIS XHE 1.0",
    recognise,
    reads: Reads::Whole(read),
    findings: FINDINGS,
};

/// The findings of envelopes.
pub static FINDINGS: &[&FindingKind] = &[
    &xml::NOT_WELL_FORMED,
    &xml::TRUNCATED,
    &xml::DOCTYPE,
    &xml::TOO_DEEP,
    &xml::TOO_MANY,
    &xml_invoice::NOT_AN_INVOICE,
];

/// Namespaces of the roots that are envelopes and nothing else.
const ENVELOPES: &[&[u8]] = &[
    b"http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader",
    b"http://schemas.xmlsoap.org/soap/envelope/",
    b"http://www.w3.org/2003/05/soap-envelope",
    b"http://docs.oasis-open.org/bdxr/ns/XHE/1/ExchangeHeaderEnvelope",
];

/// Texts shorter than this are no document.
const SHORTEST: usize = 60;

fn recognise(input: &Input) -> Confidence {
    xml_invoice::names_any(input.bytes, ENVELOPES).max(xml_invoice::wraps_document(input.bytes))
}

fn read(input: &Input) -> Result<Reading, Finding> {
    let decoded = xml::decode(input.bytes);
    let tree = Tree::parse(&decoded.text, Limits::default())?;
    let mut names = PartNames::default();
    let mut parts: Vec<Part> = documents(&decoded.text)
        .into_iter()
        .map(|(name, text)| Part {
            name: names.next(&format!("{name}.xml")),
            bytes: text.into_bytes(),
        })
        .collect();
    if parts.is_empty() {
        parts.extend(tree.nodes().filter_map(|leaf| {
            Some(Part { name: names.next(leaf.local()), bytes: inside(leaf)? })
        }));
    }
    match parts.is_empty() {
        true => Err(xml_invoice::NOT_AN_INVOICE.found().with("element", tree.root().local())),
        false => Ok(Reading { content: Read::Parts(parts), findings: Vec::new() }),
    }
}

/// The document of an envelope that holds exactly one, as XML.
pub fn only_document(bytes: &[u8]) -> Option<Vec<u8>> {
    let layouts = super::Layouts::default();
    if recognise(&Input { bytes, name: "", layouts: &layouts }) != Confidence::Mark {
        return None;
    }
    let decoded = xml::decode(bytes);
    Tree::parse(&decoded.text, Limits::default()).ok()?;
    let mut found = documents(&decoded.text).into_iter();
    let only = found.next().map(|(_, text)| text.into_bytes());
    only.filter(|_| found.next().is_none())
}

fn documents(text: &str) -> Vec<(String, String)> {
    xml::inner_documents(text, is_document)
}

/// Whether elements of a namespace are documents; the parts that UBL's share, and the header that
/// ISO 20022 puts before a message, are none.
fn is_document(namespace: &str) -> bool {
    let parts = namespace.contains(":Common")
        || namespace.contains(":head.")
        || namespace.contains(":nvlp.");
    xml::is_document_namespace(namespace.as_bytes()) && !parts
}

/// A document in the text of a leaf.
fn inside(leaf: Node) -> Option<Vec<u8>> {
    let text = leaf.text().trim();
    if !leaf.is_leaf() || text.len() < SHORTEST {
        return None;
    }
    if text.starts_with('<') {
        return Some(text.as_bytes().to_vec());
    }
    let compact: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let bytes = base64_decode(&compact)?;
    let known = [b"<".as_slice(), b"\xef\xbb\xbf<", b"%PDF-", b"PK\x03\x04"]
        .iter()
        .any(|mark| bytes.starts_with(mark));
    known.then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Layouts;

    fn parts(text: &str) -> Result<Vec<(String, String)>, &'static str> {
        let layouts = Layouts::default();
        let input = Input { bytes: text.as_bytes(), name: "a.xml", layouts: &layouts };
        assert_eq!(recognise(&input), Confidence::Mark, "{text}");
        match read(&input).map_err(|finding| finding.code())?.content {
            Read::Parts(parts) => Ok(parts
                .into_iter()
                .map(|part| (part.name, String::from_utf8_lossy(&part.bytes).into_owned()))
                .collect()),
            Read::Content(_) => Err("content"),
        }
    }

    const UBL: &str = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2";

    #[test]
    fn each_document_of_an_envelope_is_a_part() {
        let text = format!(
            "<S xmlns='http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader' \
             xmlns:u='{UBL}'><H>{UBL}</H>\
             <u:Invoice><x/></u:Invoice><u:Invoice/></S>"
        );
        let found = parts(&text).unwrap();
        assert_eq!(
            found.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
            ["Invoice.xml", "Invoice (2).xml"]
        );
        assert!(
            found[0].1.ends_with("<x/></u:Invoice>")
                && found[0].1.contains(&format!("xmlns:u=\"{UBL}\"")),
            "{}",
            found[0].1
        );
        assert_eq!(only_document(text.as_bytes()), None);
        assert!(only_document(text.replace("<u:Invoice/>", "").as_bytes()).is_some());
    }

    #[test]
    fn texts_and_base64_are_documents_too() {
        let inner = format!("<Invoice xmlns=\"{UBL}\"><ID>abcdefghij</ID></Invoice>");
        let soap = |body: &str| {
            format!(
                "<e:Envelope \
                 xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body><d>{body}</d></e:Body></e:Envelope>"
            )
        };
        assert_eq!(
            parts(&soap(&format!("<![CDATA[{inner}]]>"))).unwrap(),
            [("d".to_owned(), inner)]
        );
        let base64 =
            "JVBERi0xLjcgYWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5eg==";
        assert!(parts(&soap(base64)).unwrap()[0].1.starts_with("%PDF-1.7"));
        assert_eq!(parts(&soap("nothing")), Err("not-an-invoice"));
    }

    #[test]
    fn a_senders_own_wrapper_is_opened_and_a_document_is_none() {
        let wrapped = format!("<w xmlns='urn:acme'><u:Invoice xmlns:u='{UBL}'/></w>");
        assert_eq!(parts(&wrapped).unwrap().len(), 1);
        let layouts = Layouts::default();
        for text in [
            format!("<Invoice xmlns='{UBL}' xmlns:a='urn:acme'/>"),
            "<w xmlns='urn:acme'/>".to_owned(),
        ] {
            assert_eq!(
                recognise(&Input { bytes: text.as_bytes(), name: "", layouts: &layouts }),
                Confidence::No,
                "{text}"
            );
        }
    }
}
