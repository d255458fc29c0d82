//! The short way to a tree, for documents without anything unusual, which is nearly all: elements,
//! attributes, text, references, comments, read in one pass over the source.
//!
//! What is not plain here – broken, or merely rare – ends the pass without a verdict, and the
//! document is read again by [`super::build`], which knows all of XML and every error. So this pass
//! must only agree with that one on what it accepts.

use super::build::Builder;
use super::tree::{Limits, Tree};
use memchr::{memchr, memchr2, memchr3};
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesRef, BytesText};
use quick_xml::name::QName;
use std::borrow::Cow;

/// The tree of a document that is plain throughout.
pub fn plain<'a>(source: &'a str, limits: Limits) -> Option<Tree<'a>> {
    let breaks = memchr(b'\r', source.as_bytes()).is_some();
    let mut scan =
        Scan { source, at: 0, breaks, keys: Vec::new(), builder: Builder::new(source, limits) };
    while scan.text()? {
        scan.markup()?;
    }
    scan.builder.is_complete().then_some(scan.builder.tree)
}

struct Scan<'a> {
    source: &'a str,
    /// How far the source is read, in bytes.
    at: usize,
    /// Whether there are line breaks to normalise.
    breaks: bool,
    /// The keys of the attributes of one element.
    keys: Vec<&'a str>,
    builder: Builder<'a>,
}

impl<'a> Scan<'a> {
    fn rest(&self) -> &'a [u8] {
        self.source.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.source.as_bytes().get(self.at + ahead).copied()
    }

    fn take(&mut self, length: usize) -> Option<&'a str> {
        let taken = self.source.get(self.at..self.at + length)?;
        self.at += length;
        Some(taken)
    }

    /// Takes text and references up to the next markup; false at the end of the document.
    fn text(&mut self) -> Option<bool> {
        loop {
            let rest = self.rest();
            let length = memchr2(b'<', b'&', rest);
            let text = self.take(length.unwrap_or(rest.len()))?;
            if !text.is_empty() && !self.builder.adds_nothing(text) {
                self.builder.text(self.with_plain_breaks(text), self.at as u64).ok()?;
            }
            match self.byte(0) {
                None => return Some(false),
                Some(b'&') => self.reference()?,
                Some(_) => return Some(true),
            }
        }
    }

    /// Line breaks as XML 1.0, section 2.11, wants them.
    fn with_plain_breaks(&self, text: &'a str) -> Cow<'a, str> {
        match self.breaks {
            true => BytesText::from_escaped(text).xml10_content(),
            false => Cow::Borrowed(text),
        }
    }

    fn reference(&mut self) -> Option<()> {
        let rest = self.rest().get(1..)?;
        let length = memchr3(b';', b'&', b'<', rest)?;
        let name = self.take(length + 2)?.get(1..)?.strip_suffix(';')?;
        self.builder.reference(&BytesRef::new(name), self.at as u64).ok()
    }

    fn markup(&mut self) -> Option<()> {
        match self.byte(1)? {
            b'/' => self.close(),
            b'!' => self.pass("<!--", "-->"),
            b'?' => self.pass("<?xml", "?>"),
            _ => self.open(),
        }
    }

    /// Passes by what adds nothing to the tree.
    fn pass(&mut self, start: &str, end: &str) -> Option<()> {
        let inside = self.source.get(self.at..)?.strip_prefix(start)?;
        let length = inside.find(end)?;
        self.at += start.len() + length + end.len();
        Some(())
    }

    /// An end tag: it must name the element that is open.
    fn close(&mut self) -> Option<()> {
        let name = self.builder.innermost()?;
        self.source.get(self.at + 2..)?.strip_prefix(name)?;
        self.at += 2 + name.len();
        self.blanks();
        self.byte(0).filter(|byte| *byte == b'>')?;
        self.at += 1;
        self.builder.end();
        Some(())
    }

    fn open(&mut self) -> Option<()> {
        let offset = self.at as u64;
        self.builder.admit(offset).ok()?;
        let first = self.builder.tree.attributes.len();
        self.at += 1;
        let name = self.name()?;
        self.keys.clear();
        while self.blanks() && !matches!(self.byte(0)?, b'>' | b'/') {
            self.attribute(offset)?;
        }
        self.builder.open(name, first, offset);
        if self.byte(0)? == b'/' {
            self.at += 1;
            self.builder.end();
        }
        let closed = self.byte(0)? == b'>';
        self.at += 1;
        closed.then_some(())
    }

    /// Takes `key="value"`. No key may stand twice.
    fn attribute(&mut self, offset: u64) -> Option<()> {
        let key = self.name()?;
        let quote = self.byte(1).filter(|quote| matches!(quote, b'"' | b'\''));
        if self.byte(0)? != b'=' || self.keys.contains(&key) || self.keys.len() >= MOST_KEYS {
            return None;
        }
        self.builder.admit_attribute(self.keys.len(), offset).ok()?;
        self.keys.push(key);
        self.at += 2;
        let value = self.take(memchr(quote?, self.rest())?)?;
        self.at += 1;
        self.builder
            .attribute(key, &Attribute { key: QName(key), value: Cow::Borrowed(value) }, offset)
            .ok()
    }

    /// A name of letters, digits and what else is usual in names.
    fn name(&mut self) -> Option<&'a str> {
        let length = self
            .rest()
            .iter()
            .position(|byte| !OF_NAMES.get(usize::from(*byte)).is_some_and(|is| *is))?;
        self.take(length).filter(|name| !name.is_empty())
    }

    /// Passes by blanks; false when there are none.
    fn blanks(&mut self) -> bool {
        let before = self.at;
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.byte(0) {
            self.at += 1;
        }
        self.at > before
    }
}

/// Which bytes names are made of: letters, digits, what else is usual, and whatever is not ASCII. A
/// table, for this is asked of every fifth byte of a document.
#[expect(clippy::indexing_slicing, reason = "at compile time: past the end stops the compiler")]
static OF_NAMES: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < table.len() {
        let ascii = byte as u8;
        table[byte] = ascii.is_ascii_alphanumeric()
            || matches!(ascii, b':' | b'_' | b'-' | b'.')
            || !ascii.is_ascii();
        byte += 1;
    }
    table
};

/// How many attributes of one element are told apart here; more are not plain.
const MOST_KEYS: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Finding;
    use proptest::prelude::*;

    const INVOICES: [&str; 2] = [
        include_str!("../../samples/invoice/ubl/two-rates.xml"),
        include_str!("../../samples/invoice/cii/two-rates.xml"),
    ];

    /// Pieces of documents, plain, rare and broken.
    const PIECES: &[&str] = &[
        "<a>",
        "</a>",
        "<a/>",
        "<b:c>",
        "</b:c>",
        "</a >",
        "</ a>",
        "<a >",
        "<a\n/>",
        "<a / >",
        "</a b='c'>",
        "<>",
        "</>",
        "< a>",
        "<é>x</é>",
        "<a b='c'>x</a>",
        "<a b=\"'\" c='\"'/>",
        "<a b='c' b='d'/>",
        "<a xmlns='urn:x' x:b='1' xmlns:x='urn:y'/>",
        "<a b='c'd='e'/>",
        "<a b/>",
        "<a xmlns:x='1' xmlns:x='2'/>",
        "<a b = 'c'/>",
        "<a b=c/>",
        "<a b='&lt;\t\r\n'/>",
        "<a b='<'/>",
        "<a b='&x;'/>",
        "<a b='>'/>",
        "<a\tb='c'\r\nd='e' />",
        "<a b='",
        "<a:b:c/>",
        "<:a/>",
        "<a:/>",
        "<a=b/>",
        "<a'>'/>",
        "<1/>",
        "<a/b/>",
        "<a//>",
        "&amp;",
        "&lt",
        "&x;",
        "&#33;",
        "&#x0;",
        "&",
        "&;",
        "& ;",
        "&a&b;",
        ";",
        "x",
        " ",
        "\n  ",
        "\r\n",
        "\r",
        "é",
        "\u{85}",
        "]]>",
        "<![CDATA[<x>]]>",
        "<![CDATA[",
        "<!-- x -->",
        "<!-->",
        "<!--->",
        "<!---->",
        "<!-- -- -->",
        "<!-- --->",
        "<!->",
        "<?xml?>",
        "<?xml>?>",
        "<?xml-x y?>",
        "<?x?>",
        "<?>",
        "<?>?>",
        "<?",
        "<?xml",
        "<!DOCTYPE a>",
        "<!d>",
        "<",
        ">",
        "/>",
        "\u{feff}",
        "\0",
        "'",
        "\"",
    ];

    /// Everything that can be asked of a tree.
    fn told(tree: &Tree) -> Vec<String> {
        let node = |id| tree.node(id).into_iter();
        let told = |id: u32| {
            node(id).map(move |node| {
                let attributes: Vec<_> = node
                    .attributes()
                    .iter()
                    .map(|it| (it.name, it.local, it.value.to_string()))
                    .collect();
                let children: Vec<u32> = node.children().map(|child| child.id()).collect();
                let names = (node.name(), node.prefix(), node.local(), node.text());
                format!(
                    "{names:?} {:?} {children:?} {attributes:?} {:?}",
                    node.parent().map(|it| it.id()),
                    node.line_column()
                )
            })
        };
        (0..tree.len() as u32).flat_map(told).collect()
    }

    /// What the short way accepts the long way accepts, too, and reads alike. True when the short
    /// way accepts.
    fn agrees(text: &str) -> Result<bool, Finding> {
        let Some(tree) = plain(text, Limits::default()) else { return Ok(false) };
        assert_eq!(told(&tree), told(&Builder::read(text, Limits::default())?), "{text}");
        Ok(true)
    }

    fn agreeing(text: &str) -> Result<bool, TestCaseError> {
        agrees(text).map_err(|finding| TestCaseError::fail(format!("{text}: {finding}")))
    }

    #[test]
    fn usual_documents_go_the_short_way() -> Result<(), Finding> {
        let usual = [
            "<a/>",
            "<?xml version='1.0'?>\n<!-- x --><a>\r\n<b c='&amp;'>&lt;&#33;</b >\r\n</a>\n",
        ];
        for text in INVOICES.into_iter().chain(usual) {
            assert!(agrees(text)?, "{text}");
        }
        Ok(())
    }

    #[test]
    fn each_piece_is_read_alike_or_left_to_the_long_way() -> Result<(), Finding> {
        for piece in PIECES {
            for text in [
                piece.to_string(),
                format!("<r>{piece}</r>"),
                format!("{piece}<r/>"),
                format!("<r/>{piece}"),
                format!("<r>{piece}"),
            ] {
                agrees(&text)?;
            }
        }
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn pieces_are_read_alike_or_left_to_the_long_way(
            pieces in prop::collection::vec(prop::sample::select(PIECES), 0..6),
        ) {
            agreeing(&format!("<r xmlns:b='urn:b'>{}</r>", pieces.concat()))?;
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn damaged_invoices_are_read_alike_or_left_to_the_long_way(
            of in 0..2usize, at in any::<prop::sample::Index>(), gone in 0..4usize,
            piece in prop::sample::select(PIECES),
        ) {
            let invoice: Vec<char> = INVOICES[of].chars().collect();
            let at = at.index(invoice.len());
            let rest = invoice.iter().skip(at + gone);
            let before = invoice.iter().take(at).copied();
            agreeing(&before.chain(piece.chars()).chain(rest.copied()).collect::<String>())?;
        }
    }
}
