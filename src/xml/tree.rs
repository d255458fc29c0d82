//! The tree: one vector of nodes and one of attributes, both in document order.

use super::build::Builder;
use super::name::Name;
use super::scan;
use crate::domain::Finding;
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
    pub(super) source: &'a str,
    pub(super) links: Vec<Link>,
    pub(super) contents: Vec<Content<'a>>,
    pub(super) attributes: Vec<Attribute<'a>>,
}

/// What is asked of every element on the way to another; apart from the rest, so that much of it
/// fits into a cache. The first child of an element, if it has one, is the element with the next
/// number.
pub(super) struct Link {
    pub name: Name,
    pub parent: u32,
    pub next_sibling: u32,
}

/// What is kept of an element beside its [`Link`].
pub(super) struct Content<'a> {
    pub prefix: &'static str,
    pub local: &'a str,
    pub text: Cow<'a, str>,
    /// The number of its first attribute; those up to the next element's first are its own.
    pub attributes: u32,
    pub offset: u32,
}

/// One attribute; namespace declarations are not among them.
pub struct Attribute<'a> {
    /// Its name.
    pub name: Name,
    /// Local name.
    pub local: &'a str,
    /// Normalised value.
    pub value: Cow<'a, str>,
}

/// No node.
pub(super) const NONE: u32 = u32::MAX;

impl<'a> Tree<'a> {
    /// Parses a decoded document. Refuses what is not well formed, breaks off, declares a document
    /// type, or is beyond the limits.
    pub fn parse(source: &'a str, limits: Limits) -> Result<Tree<'a>, Finding> {
        match scan::plain(source, limits) {
            Some(tree) => Ok(tree),
            None => Builder::read(source, limits),
        }
    }

    /// The document element.
    pub fn root(&self) -> Node<'_, 'a> {
        Node { tree: self, id: 0 }
    }

    /// How many elements there are; ids run from 0 in document order.
    pub fn len(&self) -> usize {
        self.links.len()
    }

    /// Never true of a parsed document.
    pub fn is_empty(&self) -> bool {
        self.links.is_empty()
    }

    /// The element with this id.
    pub fn node(&self, id: u32) -> Option<Node<'_, 'a>> {
        ((id as usize) < self.links.len()).then_some(Node { tree: self, id })
    }

    /// All elements in document order.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'_, 'a>> {
        (0..self.links.len() as u32).map(move |id| Node { tree: self, id })
    }
}

/// 1-based line and column (in characters) of a byte offset.
pub(super) fn line_column(source: &str, offset: usize) -> (u64, u64) {
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
    #[expect(clippy::indexing_slicing, reason = "handles are only made for ids that exist")]
    fn link(self) -> &'t Link {
        &self.tree.links[self.id as usize]
    }

    #[expect(clippy::indexing_slicing, reason = "as many contents as links")]
    fn content(self) -> &'t Content<'a> {
        &self.tree.contents[self.id as usize]
    }

    /// The number of the first child, or of nothing.
    fn first_child(self) -> u32 {
        let next = self.tree.links.get(self.id as usize + 1);
        next.filter(|next| next.parent == self.id).map_or(NONE, |_| self.id + 1)
    }

    /// The number of the element in document order, from 0.
    pub fn id(self) -> u32 {
        self.id
    }

    /// The qualified name.
    pub fn name(self) -> Name {
        self.link().name
    }

    /// The local name as written.
    pub fn local(self) -> &'a str {
        self.content().local
    }

    /// The canonical prefix of the element's namespace.
    pub fn prefix(self) -> &'static str {
        self.content().prefix
    }

    /// The text directly inside this element, entities resolved, not trimmed. Blank text between
    /// child elements may be left out.
    pub fn text(self) -> &'t str {
        &self.content().text
    }

    /// The element around this one.
    pub fn parent(self) -> Option<Node<'t, 'a>> {
        self.tree.node(self.link().parent)
    }

    /// The child elements in order.
    pub fn children(self) -> impl Iterator<Item = Node<'t, 'a>> {
        let tree = self.tree;
        let mut next = self.first_child();
        std::iter::from_fn(move || {
            let id = next;
            next = tree.links.get(id as usize)?.next_sibling;
            Some(Node { tree, id })
        })
    }

    /// The first child of this name.
    pub fn child(self, name: Name) -> Option<Node<'t, 'a>> {
        self.all(name).next()
    }

    /// All children of this name.
    pub fn all(self, name: Name) -> impl Iterator<Item = Node<'t, 'a>> {
        let tree = self.tree;
        let mut next = self.first_child();
        std::iter::from_fn(move || {
            loop {
                let link = tree.links.get(next as usize)?;
                let id = std::mem::replace(&mut next, link.next_sibling);
                if link.name == name {
                    return Some(Node { tree, id });
                }
            }
        })
    }

    /// The first descendant down this path of names, taking the first child at each step that leads
    /// on.
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
        let mut node = self.link();
        loop {
            if node.next_sibling != NONE {
                return node.next_sibling;
            }
            match self.tree.links.get(node.parent as usize) {
                Some(parent) => node = parent,
                None => return self.tree.links.len() as u32,
            }
        }
    }

    /// The value of an attribute.
    pub fn attribute(self, name: Name) -> Option<&'t str> {
        self.attributes()
            .iter()
            .find(|attribute| attribute.name == name)
            .map(|attribute| attribute.value.as_ref())
    }

    /// The attributes as written, namespace declarations left out.
    pub fn attributes(self) -> &'t [Attribute<'a>] {
        let start = self.content().attributes as usize;
        let end = self
            .tree
            .contents
            .get(self.id as usize + 1)
            .map_or(self.tree.attributes.len(), |next| next.attributes as usize);
        self.tree.attributes.get(start..end).unwrap_or_default()
    }

    /// True when the element holds no elements.
    pub fn is_leaf(self) -> bool {
        self.first_child() == NONE
    }

    /// 1-based line and column of the start tag. Counts from the top of the document: ask only for
    /// findings.
    pub fn line_column(self) -> (u64, u64) {
        line_column(self.tree.source, self.content().offset as usize)
    }

    /// The path from the root, e.g. `/ubl:Invoice/cac:InvoiceLine[2]/cbc:ID`; a number stands where
    /// there are several.
    pub fn path(self) -> String {
        let above = self.parent().map(Node::path).unwrap_or_default();
        let mut twins = self
            .parent()
            .into_iter()
            .flat_map(|parent| parent.children())
            .filter(|twin| twin.name() == self.name());
        let position = twins.position(|twin| twin == self).map_or(1, |before| before + 1);
        let alone = position == 1
            && self.parent().is_none_or(|parent| parent.all(self.name()).nth(1).is_none());
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
        let refused =
            |text: &str| Tree::parse(text, Limits::default()).err().map(|finding| finding.code());
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
