//! XML by local names: for vocabularies whose namespaces senders bind to several versions (ZUGFeRD
//! 1.0, Order-X, openTRANS).

use super::trade;
use crate::xml::{self, Node};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// How far into a document the root element is looked for, in bytes; licence texts may stand before
/// it.
const HEAD: usize = 64 * 1024;

/// The first bytes of a document as text, when it is XML.
pub fn head(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..bytes.len().min(HEAD)).unwrap_or_default();
    if !head.iter().take(64).any(|byte| *byte == b'<') {
        return None;
    }
    let text = xml::decode(head).text;
    text.trim_start_matches('\u{feff}').trim_start().starts_with('<').then(|| text.into_owned())
}

/// The local name of the root element of a text that begins as XML.
pub fn root(head: &str) -> Option<&str> {
    let mut rest = head;
    loop {
        rest = rest.split_once('<')?.1;
        rest = match (rest.strip_prefix("!--"), rest.starts_with(['?', '!'])) {
            (Some(comment), _) => comment.split_once("-->")?.1,
            (None, true) => rest.split_once('>')?.1,
            (None, false) => break,
        };
    }
    let name = rest.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next()?;
    Some(name.rsplit(':').next().unwrap_or(name))
}

/// The first element down a path of local names.
pub fn at<'t, 'a>(node: Node<'t, 'a>, path: &str) -> Option<Node<'t, 'a>> {
    match path.split_once('/') {
        Some((first, rest)) => all(node, first).find_map(|child| at(child, rest)),
        None => node.children().find(|child| child.local() == path),
    }
}

/// The children of a local name.
pub fn all<'t, 'a>(node: Node<'t, 'a>, local: &str) -> impl Iterator<Item = Node<'t, 'a>> {
    node.children().filter(move |child| child.local() == local)
}

/// The trimmed text of an element; `None` when nothing is left.
pub fn text(node: Option<Node>) -> Option<String> {
    let text = node?.text().trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Text on one line: white space of any kind is one blank.
pub fn words(node: Option<Node>, path: &str) -> Option<String> {
    text(at(node?, path)).map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The number down a path.
pub fn decimal(node: Option<Node>, path: &str) -> Option<Decimal> {
    trade::decimal(at(node?, path)?.text())
}

/// A day of format 102 (`20260701`) or of ISO 8601; what follows the day is ignored.
pub fn date(node: Option<Node>, path: &str) -> Option<Date> {
    day(at(node?, path)?.text().trim())
}

/// A day written so.
pub fn day(text: &str) -> Option<Date> {
    let (form, length) =
        if text.as_bytes().get(4) == Some(&b'-') { ("%Y-%m-%d", 10) } else { ("%Y%m%d", 8) };
    Date::strptime(form, text.get(..length)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_found_behind_prolog_and_comments() {
        assert_eq!(
            root("<?xml version=\"1.0\"?><!-- <A> > --><!--x--><o:ORDER version=\"2.1\">"),
            Some("ORDER")
        );
        assert_eq!(root("<A/>"), Some("A"));
        assert_eq!(root("<!-- nothing"), None);
    }
}
