//! From the events of quick-xml to a tree: whatever the document holds, and every error there can
//! be.

use super::name::{Name, canonical_prefix};
use super::tree::{Attribute, Content, Limits, Link, NONE, Tree, line_column};
use super::{DOCTYPE, NOT_WELL_FORMED, TOO_DEEP, TOO_MANY, TRUNCATED, words_of};
use crate::domain::{Finding, Place};
use quick_xml::events::{BytesRef, BytesStart, Event, attributes};
use quick_xml::reader::Reader;
use std::borrow::Cow;

/// A tree that grows.
pub struct Builder<'a> {
    pub tree: Tree<'a>,
    limits: Limits,
    open: Vec<Open<'a>>,
    bindings: Vec<Binding<'a>>,
}

/// An element that is not closed yet.
struct Open<'a> {
    id: u32,
    last_child: u32,
    /// Its name as written.
    qualified: &'a str,
}

/// A prefix binding in force.
struct Binding<'a> {
    /// Of the element that states it.
    depth: usize,
    prefix: &'a str,
    canonical: &'static str,
    /// The hash state of its names.
    space: u64,
}

impl<'a> Builder<'a> {
    /// A tree without an element.
    pub fn new(source: &'a str, limits: Limits) -> Builder<'a> {
        let elements = source.len() / 24;
        let (links, contents) = (Vec::with_capacity(elements), Vec::with_capacity(elements));
        let tree = Tree { source, links, contents, attributes: Vec::new() };
        let xml = Binding { depth: 0, prefix: "xml", canonical: "xml", space: Name::space("xml") };
        Builder { tree, limits, open: Vec::new(), bindings: vec![xml] }
    }

    /// Reads a document whole.
    pub fn read(source: &'a str, limits: Limits) -> Result<Tree<'a>, Finding> {
        let mut builder = Builder::new(source, limits);
        builder.run()?;
        Ok(builder.tree)
    }

    fn run(&mut self) -> Result<(), Finding> {
        let mut reader = Reader::from_str(self.tree.source);
        loop {
            let before = reader.buffer_position();
            let event = reader
                .read_event()
                .map_err(|error| self.broken(reader.error_position(), &error))?;
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
        match (self.innermost(), self.tree.is_empty()) {
            (Some(open), _) => Err(TRUNCATED.found().with("element", split(open).1)),
            (None, true) => {
                Err(NOT_WELL_FORMED.found().with_value("what", ["kein Element", "no element"]))
            }
            (None, false) => Ok(()),
        }
    }

    fn place(&self, offset: u64) -> Place {
        let (line, column) = line_column(self.tree.source, offset as usize);
        Place::LineColumn(line, column)
    }

    fn broken(&self, offset: u64, error: &quick_xml::Error) -> Finding {
        match (error, self.innermost()) {
            (quick_xml::Error::Syntax(_), Some(open)) => {
                TRUNCATED.found().with("element", split(open).1).at(self.place(offset))
            }
            _ => NOT_WELL_FORMED.found().with_value("what", words_of(error)).at(self.place(offset)),
        }
    }

    fn start(&mut self, start: &BytesStart, offset: u64) -> Result<(), Finding> {
        self.admit(offset)?;
        let first = self.tree.attributes.len();
        self.attributes(start, offset)?;
        self.open(within(self.tree.source, start.name().into_inner()), first, offset);
        Ok(())
    }

    /// Whether one more element may open here.
    pub fn admit(&self, offset: u64) -> Result<(), Finding> {
        if self.open.len() >= self.limits.depth {
            return Err(TOO_DEEP.found().with("limit", self.limits.depth).at(self.place(offset)));
        }
        if self.tree.len() >= self.limits.nodes {
            return Err(TOO_MANY.found().with("limit", self.limits.nodes).at(self.place(offset)));
        }
        if self.open.is_empty() && !self.tree.is_empty() {
            return Err(NOT_WELL_FORMED
                .found()
                .with_value("what", ["zweites Wurzelelement", "second root element"])
                .at(self.place(offset)));
        }
        Ok(())
    }

    /// Opens an element that was admitted; its attributes stand from `first`.
    pub fn open(&mut self, qualified: &'a str, first: usize, offset: u64) {
        self.name_attributes(first);
        let (prefix, local) = split(qualified);
        let (canonical, space) = self.space(prefix);
        let id = self.tree.len() as u32;
        let parent = self.link(id);
        self.tree.links.push(Link {
            name: Name::in_space(space, local),
            parent,
            next_sibling: NONE,
        });
        let (attributes, offset) = (first as u32, offset as u32);
        self.tree.contents.push(Content {
            prefix: canonical,
            local,
            text: Cow::Borrowed(""),
            attributes,
            offset,
        });
        self.open.push(Open { id, last_child: NONE, qualified });
    }

    /// Makes an element the youngest child of the one that is open, which it returns.
    fn link(&mut self, id: u32) -> u32 {
        let Some(above) = self.open.last_mut() else { return NONE };
        let elder = std::mem::replace(&mut above.last_child, id);
        if let Some(sibling) = self.tree.links.get_mut(elder as usize) {
            sibling.next_sibling = id;
        }
        above.id
    }

    /// Closes the element that is open.
    pub fn end(&mut self) {
        let depth = self.open.len();
        while self.bindings.last().is_some_and(|binding| binding.depth == depth && depth > 0) {
            self.bindings.pop();
        }
        self.open.pop();
    }

    /// The name, as written, of the element that is open.
    pub fn innermost(&self) -> Option<&'a str> {
        self.open.last().map(|open| open.qualified)
    }

    /// True when there is an element and none is open.
    pub fn is_complete(&self) -> bool {
        self.open.is_empty() && !self.tree.is_empty()
    }

    /// Reads the attributes of an element that is about to open; bindings are pushed under its
    /// depth.
    fn attributes(&mut self, start: &BytesStart, offset: u64) -> Result<(), Finding> {
        let written = start.attributes_raw();
        if written.is_empty() {
            return Ok(());
        }
        let mut list = start.attributes();
        // One attribute has no double; the check costs an allocation.
        list.with_checks(memchr::memchr_iter(b'=', written.as_bytes()).nth(1).is_some());
        for (count, attribute) in list.enumerate() {
            self.admit_attribute(count, offset)?;
            let attribute = attribute.map_err(|error| {
                NOT_WELL_FORMED
                    .found()
                    .with_value("what", words_of(&error.into()))
                    .at(self.place(offset))
            })?;
            let key = within(self.tree.source, attribute.key.into_inner());
            self.attribute(key, &attribute, offset)?;
        }
        Ok(())
    }

    /// Whether an element may have one more attribute.
    pub fn admit_attribute(&self, count: usize, offset: u64) -> Result<(), Finding> {
        match count < self.limits.attributes {
            true => Ok(()),
            false => {
                Err(TOO_MANY.found().with("limit", self.limits.attributes).at(self.place(offset)))
            }
        }
    }

    /// Takes one attribute of an element that is about to open.
    pub fn attribute(
        &mut self,
        key: &'a str,
        attribute: &attributes::Attribute,
        offset: u64,
    ) -> Result<(), Finding> {
        let value = self.value(attribute, offset)?;
        match key.strip_prefix("xmlns") {
            Some("") => self.bind("", &value),
            Some(rest) if rest.starts_with(':') => self.bind(rest.trim_start_matches(':'), &value),
            // Named when the element opens, once every binding of it is known.
            _ => self.tree.attributes.push(Attribute { name: Name::of(""), local: key, value }),
        }
        Ok(())
    }

    fn name_attributes(&mut self, first: usize) {
        for i in first..self.tree.attributes.len() {
            let Some(key) = self.tree.attributes.get(i).map(|attribute| attribute.local) else {
                continue;
            };
            let (prefix, local) = split(key);
            let space = if prefix.is_empty() { Name::space("") } else { self.space(prefix).1 };
            if let Some(attribute) = self.tree.attributes.get_mut(i) {
                (attribute.name, attribute.local) = (Name::in_space(space, local), local);
            }
        }
    }

    fn value(
        &self,
        attribute: &attributes::Attribute,
        offset: u64,
    ) -> Result<Cow<'a, str>, Finding> {
        let raw = within(self.tree.source, &attribute.value);
        if !raw.bytes().any(|byte| matches!(byte, b'&' | b'\t' | b'\n' | b'\r')) {
            return Ok(Cow::Borrowed(raw));
        }
        match attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0) {
            Ok(value) => Ok(Cow::Owned(value.into_owned())),
            Err(error) => Err(NOT_WELL_FORMED
                .found()
                .with_value("what", words_of(&error))
                .at(self.place(offset))),
        }
    }

    fn bind(&mut self, prefix: &'a str, uri: &str) {
        let canonical = canonical_prefix(uri);
        self.bindings.push(Binding {
            depth: self.open.len() + 1,
            prefix,
            canonical,
            space: Name::space(canonical),
        });
    }

    /// The canonical prefix and hash state that a prefix of the document stands for; an unbound
    /// prefix is unknown.
    fn space(&self, prefix: &str) -> (&'static str, u64) {
        match self.bindings.iter().rev().find(|binding| are_same(binding.prefix, prefix)) {
            Some(binding) => (binding.canonical, binding.space),
            None if prefix.is_empty() => ("", Name::space("")),
            None => ("?", Name::space("?")),
        }
    }

    /// True of blanks between elements, once the element around them holds some already.
    pub fn adds_nothing(&self, text: &str) -> bool {
        let around = self.open.last().filter(|open| open.last_child != NONE);
        around
            .and_then(|open| self.tree.contents.get(open.id as usize))
            .is_some_and(|content| !content.text.is_empty())
            && text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
    }

    /// Adds text to the element that is open.
    pub fn text(&mut self, text: Cow<'a, str>, offset: u64) -> Result<(), Finding> {
        let open = self.open.last();
        let is_leaf = open.is_some_and(|open| open.last_child == NONE);
        let Some(node) = open.and_then(|open| self.tree.contents.get_mut(open.id as usize)) else {
            return match text.trim().is_empty() {
                true => Ok(()),
                false => Err(NOT_WELL_FORMED
                    .found()
                    .with_value("what", ["Text außerhalb", "text outside"])
                    .at(self.place(offset))),
            };
        };
        if node.text.is_empty() {
            node.text = text;
        } else if is_leaf || !text.trim().is_empty() {
            node.text.to_mut().push_str(&text);
        }
        Ok(())
    }

    /// Adds the character that a reference stands for.
    pub fn reference(&mut self, reference: &BytesRef, offset: u64) -> Result<(), Finding> {
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
            None => Err(NOT_WELL_FORMED
                .found()
                .with("what", format!("&{name};"))
                .at(self.place(offset))),
        }
    }
}

/// The part of `whole` that `part` points into; quick-xml lends names only as long as its event
/// lives, though they stand in the source. Empty when it does not (which a reader over a string
/// never does).
fn within<'a>(whole: &'a str, part: &str) -> &'a str {
    let start = (part.as_ptr() as usize).wrapping_sub(whole.as_ptr() as usize);
    whole.get(start..start.wrapping_add(part.len())).unwrap_or_default()
}

/// Equality of texts so short that a call to compare them costs more than the comparison.
fn are_same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).all(|(one, other)| one == other)
}

fn split(qualified: &str) -> (&str, &str) {
    let colon = qualified.bytes().position(|byte| byte == b':');
    colon
        .and_then(|at| Some((qualified.get(..at)?, qualified.get(at + 1..)?)))
        .unwrap_or(("", qualified))
}
