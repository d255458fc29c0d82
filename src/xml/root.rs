//! The root element's own namespace, by the first bytes of a document alone.

/// Namespaces of documents that kontor tells apart: a root of one of these is no other's.
const DOCUMENTS: &[&str] = &[
    "urn:oasis:names:specification:ubl:schema:xsd:",
    "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:",
    "urn:ferd:",
    "urn:iso:std:iso:20022:",
];

/// Whether a namespace is that of a document kontor knows or could know.
pub fn is_document_namespace(namespace: &[u8]) -> bool {
    DOCUMENTS.iter().any(|known| namespace.starts_with(known.as_bytes()))
}

/// The namespace that the root element is of (Namespaces in XML 1.0, § 6.1); `None` where its start
/// tag is not all there, or declares none for its own prefix. Bytes of any encoding that writes
/// ASCII as ASCII.
pub fn root_namespace(head: &[u8]) -> Option<&[u8]> {
    let tag = root_tag(head)?;
    let name_ends = tag.iter().position(|byte| byte.is_ascii_whitespace())?;
    let (name, attributes) = tag.split_at(name_ends);
    let prefix = name.iter().position(|byte| *byte == b':').and_then(|at| name.get(..at));
    let wanted = prefix.map_or_else(|| b"xmlns".to_vec(), |prefix| [b"xmlns:", prefix].concat());
    pairs(attributes).find(|(attribute, _)| *attribute == wanted).map(|(_, value)| value)
}

/// The attributes of a start tag as written, without their quotes.
pub(super) fn pairs(attributes: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut rest = attributes;
    std::iter::from_fn(move || {
        let equals = rest.iter().position(|byte| *byte == b'=')?;
        let (attribute, after) = rest.split_at(equals);
        let opens = after.iter().position(|byte| matches!(byte, b'"' | b'\''))?;
        let quote = *after.get(opens)?;
        let value = after.get(opens + 1..)?;
        let closes = value.iter().position(|byte| *byte == quote)?;
        rest = value.get(closes + 1..)?;
        Some((attribute.trim_ascii(), value.get(..closes)?))
    })
}

/// The inside of the root's start tag, behind declaration, comments and document type.
fn root_tag(head: &[u8]) -> Option<&[u8]> {
    let mut rest = head;
    loop {
        let opens = rest.iter().position(|byte| *byte == b'<')?;
        rest = rest.get(opens + 1..)?;
        let skipped: &[u8] = match rest {
            [b'!', b'-', b'-', ..] => b"-->",
            [b'?', ..] => b"?>",
            [b'!', ..] => b">",
            _ => return rest.get(..end_of_tag(rest)?),
        };
        let at = memchr::memmem::find(rest, skipped)?;
        rest = rest.get(at + skipped.len()..)?;
    }
}

/// Where a tag ends: at its `>` outside of quotes.
pub(super) fn end_of_tag(tag: &[u8]) -> Option<usize> {
    let mut quote = None;
    tag.iter().position(|byte| {
        match quote {
            None if matches!(byte, b'"' | b'\'') => quote = Some(*byte),
            None => return *byte == b'>',
            Some(open) if open == *byte => quote = None,
            Some(_) => {}
        }
        false
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_roots_own_prefix_says_what_it_is() {
        let own = |text: &'static str| {
            root_namespace(text.as_bytes()).map(|name| String::from_utf8_lossy(name).into_owned())
        };
        assert_eq!(
            own(
                "<?xml version='1.0'?><!-- <x xmlns='no'> -->\n<a:b xmlns='u:1' xmlns:a = \"u:2\" \
                 xmlns:c='u:3'>"
            )
            .as_deref(),
            Some("u:2")
        );
        assert_eq!(own("<b note='>' xmlns:a='u:2' xmlns='u:1'/>").as_deref(), Some("u:1"));
        assert_eq!(own("<b xmlns:a='u:2'>"), None);
        assert_eq!(own("<b xmlns='u:1"), None);
        assert_eq!(own("no markup"), None);
    }
}
