//! The tree: one vector of nodes and one of attributes, both in document order.

use super::name::{Name, canonical_prefix};
use super::{DOCTYPE, NOT_WELL_FORMED, TOO_DEEP, TOO_MANY, TRUNCATED};
use crate::domain::{Finding, Place};
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::borrow::Cow;

/// What a document may grow to before it is refused.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Elements inside elements.
    pub depth: usize,
    /// Elements of the document.
    pub nodes: usize,
    /// Attributes of one element.
    pub attributes: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { depth: 100, nodes: 2_000_000, attributes: 100 }
    }
}

/// A document read whole. Borrows the text it was parsed from.
pub struct Tree<'a> {
    source: &'a str,
    nodes: Vec<Raw<'a>>,
    attributes: Vec<Attribute<'a>>,
}

struct Raw<'a> {
    name: Name,
    prefix: &'static str,
    local: &'a str,
    text: Cow<'a, str>,
    parent: u32,
    first_child: u32,
    last_child: u32,
    next_sibling: u32,
    attributes: (u32, u32),
    offset: u32,
}

/// One attribute; namespace declarations are not among them.
pub struct Attribute<'a> {
    pub name: Name,
    /// Local name.
    pub local: &'a str,
    /// Normalised value.
    pub value: Cow<'a, str>,
}

/// No node.
const NONE: u32 = u32::MAX;

impl<'a> Tree<'a> {
    /// Parses a decoded document. Refuses what is not well formed, breaks off, declares a document type, or is beyond the limits.
    pub fn parse(source: &'a str, limits: Limits) -> Result<Tree<'a>, Finding> {
        let mut builder = Builder::new(source, limits);
        builder.run()?;
        Ok(builder.tree)
    }

    /// The document element.
    pub fn root(&self) -> Node<'_, 'a> {
        Node { tree: self, id: 0 }
    }

    /// How many elements there are; ids run from 0 in document order.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Never true of a parsed document.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The element with this id.
    pub fn node(&self, id: u32) -> Option<Node<'_, 'a>> {
        ((id as usize) < self.nodes.len()).then_some(Node { tree: self, id })
    }

    /// All elements in document order.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'_, 'a>> {
        (0..self.nodes.len() as u32).map(move |id| Node { tree: self, id })
    }
}

struct Builder<'a> {
    tree: Tree<'a>,
    limits: Limits,
    open: Vec<u32>,
    /// Prefix bindings in force: depth, prefix, canonical prefix, hash state of its names.
    bindings: Vec<(usize, &'a str, &'static str, u64)>,
}

impl<'a> Builder<'a> {
    fn new(source: &'a str, limits: Limits) -> Builder<'a> {
        let tree = Tree { source, nodes: Vec::with_capacity(source.len() / 24), attributes: Vec::new() };
        let xml = (0, "xml", "xml", Name::space("xml"));
        Builder { tree, limits, open: Vec::new(), bindings: vec![xml] }
    }

    fn run(&mut self) -> Result<(), Finding> {
        let mut reader = Reader::from_str(self.tree.source);
        loop {
            let before = reader.buffer_position();
            let event = reader.read_event().map_err(|error| self.broken(reader.error_position(), &error))?;
            match event {
                Event::Start(start) => self.start(&start, before)?,
                Event::Empty(start) => {
                    self.start(&start, before)?;
                    self.end();
                }
                Event::End(_) => self.end(),
                Event::Text(text) if self.adds_nothing(&text) => {}
                Event::Text(text) => self.text(text.xml10_content(), before)?,
                Event::CData(text) => self.text(text.xml10_content(), before)?,
                Event::GeneralRef(reference) => self.reference(&reference, before)?,
                Event::DocType(_) => return Err(DOCTYPE.found().at(self.place(before))),
                Event::Eof => break,
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            }
        }
        match (self.open.last(), self.tree.nodes.first()) {
            (Some(open), _) => {
                let element = self.tree.nodes.get(*open as usize).map_or("", |node| node.local);
                Err(TRUNCATED.found().with("element", element))
            }
            (None, None) => Err(NOT_WELL_FORMED.found().with("what", "kein Element / no element")),
            (None, Some(_)) => Ok(()),
        }
    }

    fn place(&self, offset: u64) -> Place {
        let (line, column) = line_column(self.tree.source, offset as usize);
        Place::LineColumn(line, column)
    }

    fn broken(&self, offset: u64, error: &quick_xml::Error) -> Finding {
        match (error, self.open.last().and_then(|id| self.tree.nodes.get(*id as usize))) {
            (quick_xml::Error::Syntax(_), Some(open)) => TRUNCATED.found().with("element", open.local).at(self.place(offset)),
            _ => NOT_WELL_FORMED.found().with("what", error).at(self.place(offset)),
        }
    }

    fn start(&mut self, start: &BytesStart, offset: u64) -> Result<(), Finding> {
        if self.open.len() >= self.limits.depth {
            return Err(TOO_DEEP.found().with("limit", self.limits.depth).at(self.place(offset)));
        }
        if self.tree.nodes.len() >= self.limits.nodes {
            return Err(TOO_MANY.found().with("limit", self.limits.nodes).at(self.place(offset)));
        }
        if self.open.is_empty() && !self.tree.nodes.is_empty() {
            return Err(NOT_WELL_FORMED.found().with("what", "zweites Wurzelelement / second root element").at(self.place(offset)));
        }
        let attributes = self.attributes(start, offset)?;
        let (prefix, local) = split(within(self.tree.source, start.name().into_inner()));
        let (canonical, space) = self.space(prefix);
        let id = self.tree.nodes.len() as u32;
        let parent = self.open.last().copied().unwrap_or(NONE);
        if let Some(above) = self.tree.nodes.get_mut(parent as usize) {
            let elder = std::mem::replace(&mut above.last_child, id);
            match self.tree.nodes.get_mut(elder as usize) {
                Some(sibling) => sibling.next_sibling = id,
                None => {
                    if let Some(above) = self.tree.nodes.get_mut(parent as usize) {
                        above.first_child = id;
                    }
                }
            }
        }
        self.tree.nodes.push(Raw {
            name: Name::in_space(space, local),
            prefix: canonical,
            local,
            text: Cow::Borrowed(""),
            parent,
            first_child: NONE,
            last_child: NONE,
            next_sibling: NONE,
            attributes,
            offset: offset as u32,
        });
        self.open.push(id);
        Ok(())
    }

    fn end(&mut self) {
        let depth = self.open.len();
        while self.bindings.last().is_some_and(|binding| binding.0 == depth && depth > 0) {
            self.bindings.pop();
        }
        self.open.pop();
    }

    /// Reads the attributes of an element that is about to open; bindings are pushed under its depth.
    fn attributes(&mut self, start: &BytesStart, offset: u64) -> Result<(u32, u32), Finding> {
        let first = self.tree.attributes.len();
        let written = start.attributes_raw();
        if written.is_empty() {
            return Ok((first as u32, first as u32));
        }
        let mut list = start.attributes();
        // One attribute has no double; the check costs an allocation.
        list.with_checks(memchr::memchr_iter(b'=', written.as_bytes()).nth(1).is_some());
        for (count, attribute) in list.enumerate() {
            if count >= self.limits.attributes {
                return Err(TOO_MANY.found().with("limit", self.limits.attributes).at(self.place(offset)));
            }
            let attribute = attribute.map_err(|error| NOT_WELL_FORMED.found().with("what", error).at(self.place(offset)))?;
            let key = within(self.tree.source, attribute.key.into_inner());
            let value = self.value(&attribute, offset)?;
            match key.strip_prefix("xmlns") {
                Some("") => self.bind("", &value),
                Some(rest) if rest.starts_with(':') => self.bind(rest.trim_start_matches(':'), &value),
                // Named below, once every binding of this element is known.
                _ => self.tree.attributes.push(Attribute { name: Name::of(""), local: key, value }),
            }
        }
        for i in first..self.tree.attributes.len() {
            let Some(key) = self.tree.attributes.get(i).map(|attribute| attribute.local) else { continue };
            let (prefix, local) = split(key);
            let space = if prefix.is_empty() { Name::space("") } else { self.space(prefix).1 };
            if let Some(attribute) = self.tree.attributes.get_mut(i) {
                (attribute.name, attribute.local) = (Name::in_space(space, local), local);
            }
        }
        Ok((first as u32, self.tree.attributes.len() as u32))
    }

    fn value(&self, attribute: &quick_xml::events::attributes::Attribute, offset: u64) -> Result<Cow<'a, str>, Finding> {
        let raw = within(self.tree.source, &attribute.value);
        if !raw.bytes().any(|byte| matches!(byte, b'&' | b'\t' | b'\n' | b'\r')) {
            return Ok(Cow::Borrowed(raw));
        }
        match attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0) {
            Ok(value) => Ok(Cow::Owned(value.into_owned())),
            Err(error) => Err(NOT_WELL_FORMED.found().with("what", error).at(self.place(offset))),
        }
    }

    fn bind(&mut self, prefix: &'a str, uri: &str) {
        let canonical = canonical_prefix(uri);
        self.bindings.push((self.open.len() + 1, prefix, canonical, Name::space(canonical)));
    }

    /// The canonical prefix and hash state that a prefix of the document stands for; an unbound prefix is unknown.
    fn space(&self, prefix: &str) -> (&'static str, u64) {
        match self.bindings.iter().rev().find(|binding| binding.1 == prefix) {
            Some(binding) => (binding.2, binding.3),
            None if prefix.is_empty() => ("", Name::space("")),
            None => ("?", Name::space("?")),
        }
    }

    /// True of blanks between elements, once the element around them holds some already.
    fn adds_nothing(&self, text: &str) -> bool {
        let around = self.open.last().and_then(|id| self.tree.nodes.get(*id as usize));
        around.is_some_and(|node| node.first_child != NONE && !node.text.is_empty())
            && text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
    }

    fn text(&mut self, text: Cow<'a, str>, offset: u64) -> Result<(), Finding> {
        let Some(node) = self.open.last().and_then(|id| self.tree.nodes.get_mut(*id as usize)) else {
            return match text.trim().is_empty() {
                true => Ok(()),
                false => Err(NOT_WELL_FORMED.found().with("what", "Text außerhalb / text outside").at(self.place(offset))),
            };
        };
        if node.text.is_empty() {
            node.text = text;
        } else if node.first_child == NONE || !text.trim().is_empty() {
            node.text.to_mut().push_str(&text);
        }
        Ok(())
    }

    fn reference(&mut self, reference: &quick_xml::events::BytesRef, offset: u64) -> Result<(), Finding> {
        let name: &str = reference;
        let character = match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ if name.starts_with('#') => reference.resolve_char_ref().ok().flatten(),
            _ => return Err(DOCTYPE.found().at(self.place(offset))),
        };
        match character {
            Some(character) => self.text(Cow::Owned(character.to_string()), offset),
            None => Err(NOT_WELL_FORMED.found().with("what", format!("&{name};")).at(self.place(offset))),
        }
    }
}

/// The part of `whole` that `part` points into; quick-xml lends names only as long as its event lives, though they stand in
/// the source. Empty when it does not (which a reader over a string never does).
fn within<'a>(whole: &'a str, part: &str) -> &'a str {
    let start = (part.as_ptr() as usize).wrapping_sub(whole.as_ptr() as usize);
    whole.get(start..start.wrapping_add(part.len())).unwrap_or_default()
}

fn split(qualified: &str) -> (&str, &str) {
    let colon = qualified.bytes().position(|byte| byte == b':');
    colon.and_then(|at| Some((qualified.get(..at)?, qualified.get(at + 1..)?))).unwrap_or(("", qualified))
}

/// 1-based line and column (in characters) of a byte offset.
fn line_column(source: &str, offset: usize) -> (u64, u64) {
    let before = source.as_bytes().get(..offset.min(source.len())).unwrap_or_default();
    let line = memchr::memchr_iter(b'\n', before).count() as u64 + 1;
    let start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
    let column = source.get(start..before.len()).map_or(0, |text| text.chars().count()) as u64 + 1;
    (line, column)
}

/// An element: a light handle, copied freely.
#[derive(Clone, Copy)]
pub struct Node<'t, 'a> {
    tree: &'t Tree<'a>,
    id: u32,
}

impl PartialEq for Node<'_, '_> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && std::ptr::eq(self.tree, other.tree)
    }
}

impl<'t, 'a> Node<'t, 'a> {
    // Handles are only made for ids that exist.
    fn raw(self) -> &'t Raw<'a> {
        &self.tree.nodes[self.id as usize]
    }

    /// The number of the element in document order, from 0.
    pub fn id(self) -> u32 {
        self.id
    }

    /// The qualified name.
    pub fn name(self) -> Name {
        self.raw().name
    }

    /// The local name as written.
    pub fn local(self) -> &'a str {
        self.raw().local
    }

    /// The canonical prefix of the element's namespace.
    pub fn prefix(self) -> &'static str {
        self.raw().prefix
    }

    /// The text directly inside this element, entities resolved, not trimmed. Blank text between child elements may be left out.
    pub fn text(self) -> &'t str {
        &self.raw().text
    }

    /// The element around this one.
    pub fn parent(self) -> Option<Node<'t, 'a>> {
        self.tree.node(self.raw().parent)
    }

    /// The child elements in order.
    pub fn children(self) -> impl Iterator<Item = Node<'t, 'a>> {
        let tree = self.tree;
        std::iter::successors(tree.node(self.raw().first_child), move |node| tree.node(node.raw().next_sibling))
    }

    /// The first child of this name.
    pub fn child(self, name: Name) -> Option<Node<'t, 'a>> {
        self.children().find(|child| child.name() == name)
    }

    /// All children of this name.
    pub fn all(self, name: Name) -> impl Iterator<Item = Node<'t, 'a>> {
        self.children().filter(move |child| child.name() == name)
    }

    /// The first descendant down this path of names, taking the first child at each step that leads on.
    pub fn at(self, path: &[Name]) -> Option<Node<'t, 'a>> {
        match path.split_first() {
            None => Some(self),
            Some((first, rest)) => self.all(*first).find_map(|child| child.at(rest)),
        }
    }

    /// This element and everything inside it, in document order.
    pub fn subtree(self) -> impl Iterator<Item = Node<'t, 'a>> {
        let end = self.after();
        let tree = self.tree;
        (self.id..end).map(move |id| Node { tree, id })
    }

    /// The id after the last element inside this one: ids are in document order.
    fn after(self) -> u32 {
        let mut node = self.raw();
        loop {
            if node.next_sibling != NONE {
                return node.next_sibling;
            }
            match self.tree.nodes.get(node.parent as usize) {
                Some(parent) => node = parent,
                None => return self.tree.nodes.len() as u32,
            }
        }
    }

    /// The value of an attribute.
    pub fn attribute(self, name: Name) -> Option<&'t str> {
        self.attributes().iter().find(|attribute| attribute.name == name).map(|attribute| attribute.value.as_ref())
    }

    /// The attributes as written, namespace declarations left out.
    pub fn attributes(self) -> &'t [Attribute<'a>] {
        let (start, end) = self.raw().attributes;
        self.tree.attributes.get(start as usize..end as usize).unwrap_or_default()
    }

    /// True when the element holds no elements.
    pub fn is_leaf(self) -> bool {
        self.raw().first_child == NONE
    }

    /// 1-based line and column of the start tag. Counts from the top of the document: ask only for findings.
    pub fn line_column(self) -> (u64, u64) {
        line_column(self.tree.source, self.raw().offset as usize)
    }

    /// The path from the root, e.g. `/ubl:Invoice/cac:InvoiceLine[2]/cbc:ID`; a number stands where there are several.
    pub fn path(self) -> String {
        let above = self.parent().map(Node::path).unwrap_or_default();
        let mut twins = self.parent().into_iter().flat_map(|parent| parent.children()).filter(|twin| twin.name() == self.name());
        let position = twins.position(|twin| twin == self).map_or(1, |before| before + 1);
        let alone = position == 1 && self.parent().is_none_or(|parent| parent.all(self.name()).nth(1).is_none());
        let colon = if self.prefix().is_empty() { "" } else { ":" };
        match alone {
            true => format!("{above}/{}{colon}{}", self.prefix(), self.local()),
            false => format!("{above}/{}{colon}{}[{position}]", self.prefix(), self.local()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::n;

    const UBL: &str = r#"<?xml version="1.0"?>
<x:Invoice xmlns:x="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <ID>A &amp; B</ID><Note languageID="de">eins</Note><Note>zw<![CDATA[ei]]>&#33;</Note>
</x:Invoice>"#;

    #[test]
    fn names_do_not_depend_on_the_prefix_used() -> Result<(), Finding> {
        let tree = Tree::parse(UBL, Limits::default())?;
        let root = tree.root();
        assert_eq!(root.name(), n!("ubl:Invoice"));
        assert_eq!(root.child(n!("cbc:ID")).map(Node::text), Some("A & B"));
        let notes: Vec<_> = root.all(n!("cbc:Note")).map(Node::text).collect();
        assert_eq!(notes, ["eins", "zwei!"]);
        let note = root.child(n!("cbc:Note"));
        assert_eq!(note.and_then(|note| note.attribute(n!("languageID"))), Some("de"));
        assert_eq!(note.map(Node::path).as_deref(), Some("/ubl:Invoice/cbc:Note[1]"));
        assert_eq!(note.map(Node::line_column), Some((3, 21)));
        assert_eq!(root.subtree().count(), 4);
        Ok(())
    }

    #[test]
    fn hostile_documents_are_refused() {
        let refused = |text: &str| Tree::parse(text, Limits::default()).err().map(|finding| finding.code());
        assert_eq!(refused("<!DOCTYPE a [<!ENTITY b 'b'>]><a>&b;</a>"), Some("xml-doctype"));
        assert_eq!(refused("<a>&b;</a>"), Some("xml-doctype"));
        assert_eq!(refused("<a><b>"), Some("xml-truncated"));
        assert_eq!(refused("<a><b></a>"), Some("xml-not-well-formed"));
        assert_eq!(refused("<a/><b/>"), Some("xml-not-well-formed"));
        assert_eq!(refused("text"), Some("xml-not-well-formed"));
        assert_eq!(refused(&"<a>".repeat(10_000)), Some("xml-too-deep"));
        let many: String = (0..1_000).map(|i| format!(" a{i}='1'")).collect();
        assert_eq!(refused(&format!("<a{many}/>")), Some("xml-too-many"));
    }
}
