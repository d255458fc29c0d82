//! XML as a stream: the next child element, its text, or past it. Only local names count, so any prefix will do.

use crate::domain::{Currency, Finding, Place};
use crate::xml::{DOCTYPE, NOT_WELL_FORMED, TOO_DEEP, TRUNCATED};
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::borrow::Cow;
use std::cell::Cell;

/// Elements inside elements; the deepest that ISO 20022 account reports nest is below 20.
const DEEPEST: usize = 60;

/// A cursor over the document. Every element handed out by [`Events::child`] must be left again by exactly one of
/// `child` until it gives `None`, [`Events::text`] or [`Events::skip`].
pub struct Events<'a> {
    source: &'a str,
    reader: Reader<&'a [u8]>,
    depth: usize,
    open: &'a str,
    attributes: &'a str,
    /// A position and its line, from where lines are counted on.
    counted: Cell<(usize, u64)>,
}

/// What comes next.
enum Step<'a> {
    Start(&'a str),
    End,
    Text(Cow<'a, str>),
    Eof,
}

impl<'a> Events<'a> {
    /// A cursor before the document element.
    pub fn new(source: &'a str) -> Events<'a> {
        let mut reader = Reader::from_str(source);
        reader.config_mut().expand_empty_elements = true;
        Events { source, reader, depth: 0, open: "", attributes: "", counted: Cell::new((0, 1)) }
    }

    /// The local name of the next child of the element that is open; `None` when that element ends (or, at the top, the document).
    pub fn child(&mut self) -> Result<Option<&'a str>, Finding> {
        loop {
            match self.step()? {
                Step::Start(name) => return Ok(Some(name)),
                Step::End | Step::Eof => return Ok(None),
                Step::Text(_) => {}
            }
        }
    }

    /// Leaves the open element with everything in it.
    pub fn skip(&mut self) -> Result<(), Finding> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            self.step()?;
        }
        Ok(())
    }

    /// Leaves the open element and gives the first text found in it, at whatever depth, without blanks around it; empty when
    /// there is none. So `<Sts>BOOK</Sts>` and `<Sts><Cd>BOOK</Cd></Sts>`, a day and a time stamp read alike.
    pub fn text(&mut self) -> Result<Cow<'a, str>, Finding> {
        let outside = self.depth.saturating_sub(1);
        let mut text: Cow<'a, str> = Cow::Borrowed("");
        let mut done = false;
        while self.depth > outside {
            match self.step()? {
                Step::Text(more) if !done => match text.is_empty() {
                    true => text = more,
                    false => text.to_mut().push_str(&more),
                },
                Step::Start(_) | Step::End if !text.trim().is_empty() => done = true,
                Step::Start(_) => text = Cow::Borrowed(""),
                _ => {}
            }
        }
        Ok(trim(text))
    }

    /// The value of an attribute of the element that [`Events::child`] gave last; entities are not resolved.
    pub fn attribute(&self, name: &str) -> Option<&'a str> {
        let mut rest = self.attributes;
        while let Some((key, after)) = rest.split_once('=') {
            let after = after.trim_start();
            let quote = after.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
            let (value, tail) = after.get(1..)?.split_once(quote)?;
            if key.trim() == name {
                return Some(value);
            }
            rest = tail;
        }
        None
    }

    /// The attributes of the element that [`Events::child`] gave last, as written.
    pub fn attributes(&self) -> &'a str {
        self.attributes
    }

    /// The currency attribute of an amount.
    pub fn currency(&self) -> Option<Currency> {
        self.attribute("Ccy").and_then(Currency::read)
    }

    /// How many bytes have been read; a place for [`Events::place`].
    pub fn position(&self) -> usize {
        self.reader.buffer_position() as usize
    }

    /// The line of a position, counted on from the position asked for last, so that many findings cost no more than one.
    pub fn place(&self, position: usize) -> Place {
        let (known, line) = self.counted.get();
        let between = self.source.as_bytes().get(known.min(position)..known.max(position).min(self.source.len()));
        let breaks = memchr::memchr_iter(b'\n', between.unwrap_or_default()).count() as u64;
        let line = if position < known { line.saturating_sub(breaks) } else { line + breaks };
        self.counted.set((position, line));
        Place::Line(line)
    }

    fn step(&mut self) -> Result<Step<'a>, Finding> {
        loop {
            let before = self.position();
            let event = match self.reader.read_event() {
                Ok(event) => event,
                Err(error) => return Err(self.broken(&error)),
            };
            return match event {
                Event::Start(start) => self.start(&start, before),
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    Ok(Step::End)
                }
                Event::Text(text) => Ok(Step::Text(text.xml10_content())),
                Event::CData(text) => Ok(Step::Text(text.xml10_content())),
                Event::GeneralRef(reference) => self.reference(&reference, before),
                Event::DocType(_) => Err(DOCTYPE.found().at(self.place(before))),
                Event::Eof if self.depth > 0 => Err(TRUNCATED.found().with("element", self.open).at(self.place(before))),
                Event::Eof => Ok(Step::Eof),
                Event::Empty(_) | Event::Decl(_) | Event::PI(_) | Event::Comment(_) => continue,
            };
        }
    }

    fn start(&mut self, start: &BytesStart, before: usize) -> Result<Step<'a>, Finding> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(TOO_DEEP.found().with("limit", DEEPEST).at(self.place(before)));
        }
        let name = within(self.source, start.name().into_inner());
        self.open = name.rsplit_once(':').map_or(name, |(_, local)| local);
        self.attributes = within(self.source, start.attributes_raw());
        Ok(Step::Start(self.open))
    }

    fn reference(&self, reference: &quick_xml::events::BytesRef, before: usize) -> Result<Step<'a>, Finding> {
        let name: &str = reference;
        let character = match name {
            "amp" => "&",
            "lt" => "<",
            "gt" => ">",
            "quot" => "\"",
            "apos" => "'",
            _ if name.starts_with('#') => {
                return match reference.resolve_char_ref().ok().flatten() {
                    Some(character) => Ok(Step::Text(Cow::Owned(character.to_string()))),
                    None => Err(NOT_WELL_FORMED.found().with("what", format!("&{name};")).at(self.place(before))),
                };
            }
            _ => return Err(DOCTYPE.found().at(self.place(before))),
        };
        Ok(Step::Text(Cow::Borrowed(character)))
    }

    fn broken(&self, error: &quick_xml::Error) -> Finding {
        let place = self.place(self.reader.error_position() as usize);
        match error {
            quick_xml::Error::Syntax(_) if self.depth > 0 => TRUNCATED.found().with("element", self.open).at(place),
            _ => NOT_WELL_FORMED.found().with("what", error).at(place),
        }
    }
}

/// Without blanks around; the whole text costs nothing.
fn trim(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => match text.trim().len() == text.len() {
            true => Cow::Owned(text),
            false => Cow::Owned(text.trim().to_owned()),
        },
    }
}

/// The part of `whole` that `part` points into; quick-xml lends names only as long as its event lives, though they stand in
/// the source.
fn within<'a>(whole: &'a str, part: &str) -> &'a str {
    let start = (part.as_ptr() as usize).wrapping_sub(whole.as_ptr() as usize);
    whole.get(start..start.wrapping_add(part.len())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_found_at_any_depth_and_entities_are_joined() -> Result<(), Finding> {
        let mut events = Events::new("<a x='1' Ccy = \"eur\"><b> M&amp;M &#65;<![CDATA[<]]> </b><c>\n <d>2</d><e>3</e></c><f/></a>");
        assert_eq!(events.child()?, Some("a"));
        assert_eq!(events.currency(), Some(Currency::EUR));
        assert_eq!(events.child()?, Some("b"));
        assert_eq!(events.text()?, "M&M A<");
        assert_eq!(events.child()?, Some("c"));
        assert_eq!(events.text()?, "2");
        assert_eq!(events.child()?, Some("f"));
        assert_eq!(events.text()?, "");
        assert_eq!(events.child()?, None);
        assert_eq!(events.child()?, None);
        Ok(())
    }
}
