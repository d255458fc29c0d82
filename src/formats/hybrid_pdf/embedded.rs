//! The files that a PDF embeds, found by its catalogue, its annotations, and lying in it unnamed.

use super::{DEEPEST, LARGEST_XML, MOST_FILES, Payload, is_pdf, looks_like_xml};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};
use std::collections::HashSet;

/// The files embedded in a document, those the catalogue names first.
pub(super) struct Files<'a> {
    bytes: &'a [u8],
    document: &'a Document,
    pub(super) found: Vec<Payload>,
    seen: HashSet<ObjectId>,
    pub(super) too_large: bool,
    pub(super) unreadable: bool,
}

impl<'a> Files<'a> {
    pub(super) fn of(bytes: &'a [u8], document: &'a Document) -> Files<'a> {
        let mut files = Files {
            bytes,
            document,
            found: Vec::new(),
            seen: HashSet::new(),
            too_large: false,
            unreadable: false,
        };
        if let Ok(catalogue) = document.catalog() {
            let tree = catalogue
                .get(b"Names")
                .ok()
                .and_then(|names| files.dictionary(names))
                .and_then(|names| names.get(b"EmbeddedFiles").ok());
            for object in [tree, catalogue.get(b"AF").ok()].into_iter().flatten() {
                files.walk(object, 0, &mut HashSet::new());
            }
        }
        // What no tree names: attachments of pages and annotations, and whatever a broken tree has
        // lost.
        if !files.found.iter().any(|file| looks_like_xml(&file.xml) || is_pdf(&file.xml)) {
            for object in document.objects.values() {
                files.specification(object, 0);
            }
        }
        files
    }

    fn resolve(&self, object: &'a Object) -> Option<&'a Object> {
        self.document.dereference(object).ok().map(|(_, object)| object)
    }

    fn dictionary(&self, object: &'a Object) -> Option<&'a Dictionary> {
        self.resolve(object)?.as_dict().ok()
    }

    /// Goes down a name tree (ISO 32000-1 § 7.9.6) or an array of file specifications.
    fn walk(&mut self, object: &'a Object, depth: usize, path: &mut HashSet<ObjectId>) {
        if depth > DEEPEST || self.found.len() >= MOST_FILES {
            return;
        }
        if let Object::Reference(id) = object
            && !path.insert(*id)
        {
            return;
        }
        match self.resolve(object) {
            Some(Object::Array(items)) => {
                items.iter().for_each(|item| self.walk(item, depth + 1, path))
            }
            Some(Object::Dictionary(node)) if node.has(b"EF") => self.file(node),
            Some(Object::Dictionary(node)) => {
                for key in [b"Kids".as_slice(), b"Names"] {
                    if let Ok(inner) = node.get(key) {
                        self.walk(inner, depth + 1, path);
                    }
                }
            }
            _ => {}
        }
    }

    /// Looks for file specifications in an object and the objects written directly into it.
    fn specification(&mut self, object: &'a Object, depth: usize) {
        if depth > DEEPEST || self.found.len() >= MOST_FILES {
            return;
        }
        match object {
            Object::Dictionary(dictionary) => {
                if dictionary.has(b"EF") {
                    self.file(dictionary);
                }
                dictionary.iter().for_each(|(_, inner)| self.specification(inner, depth + 1));
            }
            Object::Array(items) => {
                items.iter().for_each(|item| self.specification(item, depth + 1))
            }
            Object::Stream(stream) if stream.dict.has_type(b"EmbeddedFile") => {
                self.stream(String::new(), stream)
            }
            _ => {}
        }
    }

    /// Takes the stream of a file specification (ISO 32000-1 § 7.11.3).
    fn file(&mut self, specification: &'a Dictionary) {
        let Some(streams) =
            specification.get(b"EF").ok().and_then(|object| self.dictionary(object))
        else {
            return;
        };
        let name = [b"UF".as_slice(), b"F"]
            .iter()
            .find_map(|key| self.text(specification.get(key).ok()?))
            .unwrap_or_default();
        for key in [b"UF".as_slice(), b"F", b"DOS", b"Unix", b"Mac"] {
            let Ok(reference) = streams.get(key) else { continue };
            if let Object::Reference(id) = reference
                && !self.seen.insert(*id)
            {
                return;
            }
            if let Some(Object::Stream(stream)) = self.resolve(reference) {
                return self.stream(name, stream);
            }
        }
        self.unreadable = true;
    }

    fn stream(&mut self, name: String, stream: &Stream) {
        let mended = if stream.content.is_empty() { self.mended(stream) } else { None };
        match mended.as_ref().unwrap_or(stream).get_plain_content_with_limit(LARGEST_XML) {
            Ok(xml) if !xml.is_empty() => self.found.push(Payload { name, xml }),
            Err(lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded {
                ..
            })) => self.too_large = true,
            _ => self.unreadable = true,
        }
    }

    /// A stream whose stated length is wrong: what stands between `stream` and `endstream` counts.
    fn mended(&self, stream: &Stream) -> Option<Stream> {
        let start =
            memchr::memmem::find(self.bytes, b"%PDF-")?.checked_add(stream.start_position?)?;
        let rest = self.bytes.get(start..)?;
        let content = rest.get(..memchr::memmem::find(rest, b"endstream")?)?;
        Some(Stream::new(stream.dict.clone(), content.to_vec()))
    }

    fn text(&self, object: &'a Object) -> Option<String> {
        let object = self.resolve(object)?;
        let text = lopdf::decode_text_string(object).ok();
        text.or_else(|| {
            object.as_str().ok().map(|bytes| String::from_utf8_lossy(bytes).into_owned())
        })
        .filter(|name| !name.trim().is_empty())
    }
}
