//! XML as a stream: the next child element, its text, or past it. Only local names count, so any
//! prefix will do.

use crate::domain::{Currency, Finding, Place};
use crate::formats::pieces::Piece;
use crate::xml::{DOCTYPE, NOT_WELL_FORMED, TOO_DEEP, TRUNCATED, words_of};
use quick_xml::errors::IllFormedError;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::borrow::Cow;
use std::cell::Cell;

/// Elements inside elements; the deepest that ISO 20022 account reports nest is below 20.
const DEEPEST: usize = 60;

/// A cursor over a piece of the document. Every element handed out by [`Events::child`] or
/// [`Events::around`] must be left again by exactly one of `child` until it gives `None`,
/// [`Events::text`] or [`Events::skip`]; or [`Events::enter`] makes it one of those around the
/// statements, which may end in a later piece.
pub struct Events<'a> {
    source: &'a str,
    reader: Reader<&'a [u8]>,
    depth: usize,
    /// The elements open around the statements, as written.
    around: Vec<String>,
    /// True when the document must end with this piece.
    last: bool,
    /// The element opened last, with its prefix and without.
    qualified: &'a str,
    open: &'a str,
    attributes: &'a str,
    /// A position and its line, from where lines are counted on.
    counted: Cell<(usize, u64)>,
}

/// What comes next outside of the statements.
pub enum Around<'a> {
    /// An element, by its local name.
    Child(&'a str),
    /// The end of the innermost element around.
    Left,
}

/// What comes next.
enum Step<'a> {
    Start(&'a str),
    End,
    Text(Cow<'a, str>),
    Eof,
}

impl<'a> Events<'a> {
    /// A cursor before the first event of a piece, inside the elements that are open around it.
    pub fn of(piece: Piece<'a>, around: Vec<String>) -> Events<'a> {
        let mut reader = Reader::from_str(piece.text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_unmatched_ends = true;
        let (source, depth, counted) = (piece.text, around.len(), Cell::new((0, piece.line)));
        Events {
            source,
            reader,
            depth,
            around,
            last: piece.last,
            qualified: "",
            open: "",
            attributes: "",
            counted,
        }
    }

    /// How many elements are open.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// The next element outside of the statements, or the end of one around them; `None` when the
    /// piece is over.
    pub fn around(&mut self) -> Result<Option<Around<'a>>, Finding> {
        loop {
            match self.step()? {
                Step::Start(name) => return Ok(Some(Around::Child(name))),
                Step::End => return Ok(Some(Around::Left)),
                Step::Eof => return Ok(None),
                Step::Text(_) => {}
            }
        }
    }

    /// Makes the element that was just opened one of those around the statements.
    pub fn enter(&mut self) {
        self.around.push(self.qualified.to_owned());
    }

    /// The elements that are open around what comes next.
    pub fn leave(self) -> Vec<String> {
        self.around
    }

    /// The local name of the next child of the element that is open; `None` when that element ends.
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

    /// Leaves the open element and gives the first text found in it, at whatever depth, without
    /// blanks around it; empty when there is none. So `<Sts>BOOK</Sts>` and
    /// `<Sts><Cd>BOOK</Cd></Sts>`, a day and a time stamp read alike.
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

    /// The value of an attribute of the element that [`Events::child`] gave last; entities are not
    /// resolved.
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

    /// The line of a position, counted on from the position asked for last, so that many findings
    /// cost no more than one.
    pub fn place(&self, position: usize) -> Place {
        let (known, line) = self.counted.get();
        let between = self
            .source
            .as_bytes()
            .get(known.min(position)..known.max(position).min(self.source.len()));
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
                Event::End(end) => self.end(end.name().into_inner(), before),
                Event::Text(text) => Ok(Step::Text(text.xml10_content())),
                Event::CData(text) => Ok(Step::Text(text.xml10_content())),
                Event::GeneralRef(reference) => self.reference(&reference, before),
                Event::DocType(_) => Err(DOCTYPE.found().at(self.place(before))),
                Event::Eof => self.over(before),
                Event::Empty(_) | Event::Decl(_) | Event::PI(_) | Event::Comment(_) => continue,
            };
        }
    }

    fn start(&mut self, start: &BytesStart, before: usize) -> Result<Step<'a>, Finding> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(TOO_DEEP.found().with("limit", DEEPEST).at(self.place(before)));
        }
        self.qualified = within(self.source, start.name().into_inner());
        self.open = local(self.qualified);
        self.attributes = within(self.source, start.attributes_raw());
        Ok(Step::Start(self.open))
    }

    /// Ends inside a statement are matched by quick-xml; those around may have begun in an earlier
    /// piece.
    fn end(&mut self, name: &str, before: usize) -> Result<Step<'a>, Finding> {
        if self.depth == self.around.len() {
            let error = match self.around.pop() {
                Some(open) if open == name => None,
                Some(expected) => {
                    Some(IllFormedError::MismatchedEndTag { expected, found: name.to_owned() })
                }
                None => Some(IllFormedError::UnmatchedEndTag(name.to_owned())),
            };
            if let Some(error) = error {
                return Err(NOT_WELL_FORMED
                    .found()
                    .with_value("what", words_of(&quick_xml::Error::IllFormed(error)))
                    .at(self.place(before)));
            }
        }
        self.depth = self.depth.saturating_sub(1);
        Ok(Step::End)
    }

    /// The piece has no more to say: fine between two statements, and at the end of the document
    /// outside of all elements.
    fn over(&self, before: usize) -> Result<Step<'a>, Finding> {
        let unclosed = match self.around.last() {
            _ if self.depth > self.around.len() => self.open,
            Some(around) if self.last => local(around),
            _ => return Ok(Step::Eof),
        };
        Err(TRUNCATED.found().with("element", unclosed).at(self.place(before)))
    }

    fn reference(
        &self,
        reference: &quick_xml::events::BytesRef,
        before: usize,
    ) -> Result<Step<'a>, Finding> {
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
                    None => Err(NOT_WELL_FORMED
                        .found()
                        .with("what", format!("&{name};"))
                        .at(self.place(before))),
                };
            }
            _ => return Err(DOCTYPE.found().at(self.place(before))),
        };
        Ok(Step::Text(Cow::Borrowed(character)))
    }

    fn broken(&self, error: &quick_xml::Error) -> Finding {
        let place = self.place(self.reader.error_position() as usize);
        match error {
            quick_xml::Error::Syntax(_) if self.depth > 0 || !self.last => {
                TRUNCATED.found().with("element", self.open).at(place)
            }
            _ => NOT_WELL_FORMED.found().with_value("what", words_of(error)).at(place),
        }
    }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
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

/// The part of `whole` that `part` points into; quick-xml lends names only as long as its event
/// lives, though they stand in the source.
fn within<'a>(whole: &'a str, part: &str) -> &'a str {
    let start = (part.as_ptr() as usize).wrapping_sub(whole.as_ptr() as usize);
    whole.get(start..start.wrapping_add(part.len())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of<'t>(text: &'t str, around: &[&str], last: bool) -> Events<'t> {
        Events::of(
            Piece { text, line: 1, last },
            around.iter().map(|name| (*name).to_owned()).collect(),
        )
    }

    #[test]
    fn text_is_found_at_any_depth_and_entities_are_joined() -> Result<(), Finding> {
        let mut events = of(
            "<a x='1' Ccy = \"eur\"><b> M&amp;M &#65;<![CDATA[<]]> </b><c>\n \
             <d>2</d><e>3</e></c><f/></a>",
            &[],
            true,
        );
        assert_eq!(events.child()?, Some("a"));
        assert_eq!(events.currency(), Some(Currency::EUR));
        assert_eq!(events.child()?, Some("b"));
        assert_eq!(events.text()?, "M&M A<");
        assert_eq!(events.child()?, Some("c"));
        assert_eq!(events.text()?, "2");
        assert_eq!(events.child()?, Some("f"));
        assert_eq!(events.text()?, "");
        assert_eq!(events.child()?, None);
        Ok(())
    }

    #[test]
    fn elements_around_end_in_a_later_piece_and_must_match() {
        let rest = |text, last| {
            let mut events = of(text, &["d:Document", "Body"], last);
            loop {
                match events.around() {
                    Ok(Some(_)) => {}
                    Ok(None) => return Ok(events.leave()),
                    Err(finding) => return Err(finding.kind),
                }
            }
        };
        assert_eq!(rest("</Body></d:Document>", true), Ok(vec![]));
        assert_eq!(rest("</Body>", false), Ok(vec!["d:Document".to_owned()]));
        assert_eq!(rest("</Body>", true), Err(&TRUNCATED));
        assert_eq!(rest("</Body></Document>", true), Err(&NOT_WELL_FORMED));
        assert_eq!(rest("</Body></d:Document></Body>", true), Err(&NOT_WELL_FORMED));
        assert_eq!(rest("<!-- cut", false), Err(&TRUNCATED));
    }
}
