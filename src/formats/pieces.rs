//! Statement files of any size, read piece by piece: a piece ends where a statement ends, so memory
//! is bounded by one statement (or one buffer, if that is larger), not by the file.
//!
//! A source is read twice: first for the evidence of its encoding, which only the whole file can
//! give, then for what it says.

use super::Reading;
use crate::domain::finding::Weight;
use crate::domain::{BankStatement, Content, Finding, FindingKind, Statement};
use encoding_rs::Decoder;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::ControlFlow;

/// Bytes that can be read more than once: a file, or a [`io::Cursor`] over memory.
pub trait Source: Read + Seek {}
impl<S: Read + Seek> Source for S {}

/// Takes the statements of a file one by one.
pub trait Sink {
    /// Format and encoding of the file (its list of statements is empty): once, before the first
    /// statement.
    fn begin(&mut self, file: BankStatement);
    /// The next statement; a sink that wants no more breaks.
    fn statement(&mut self, statement: Statement) -> ControlFlow<()>;
}

/// Reads the statements of a source into a sink. An `Err` may come after statements that were
/// given: then the file breaks off or is damaged behind them.
pub type Stream = fn(&mut dyn Source, &mut dyn Sink) -> Result<(), Finding>;

/// A disk or share that fails in the middle of a file.
pub static BREAKS_OFF: FindingKind = FindingKind {
    code: "file-breaks-off",
    weight: Weight::Error,
    de: "Die Datei ließ sich nicht zu Ende lesen ({problem}). Bitte das Laufwerk prüfen und die \
        Datei erneut ablegen.",
    en: "The file could not be read to its end ({problem}). Check the drive and drop the file \
        again.",
};

/// What a source that fails is told as.
pub fn breaks_off(problem: io::Error) -> Finding {
    BREAKS_OFF.found().with_value("problem", &problem)
}

/// A sink that keeps everything: for documents that are wanted whole.
#[derive(Default)]
struct Kept(BankStatement);

impl Sink for Kept {
    fn begin(&mut self, file: BankStatement) {
        self.0 = file;
    }

    fn statement(&mut self, statement: Statement) -> ControlFlow<()> {
        self.0.statements.push(statement);
        ControlFlow::Continue(())
    }
}

/// Reads a document in memory with its stream.
pub fn whole(bytes: &[u8], stream: Stream) -> Result<Reading, Finding> {
    let mut kept = Kept::default();
    stream(&mut io::Cursor::new(bytes), &mut kept)?;
    Ok(Reading::of(Content::BankStatement(kept.0)))
}

/// The most bytes read at once.
const BUFFER: u64 = 1 << 18;

/// A buffer for a source, which is left at its beginning: no larger than the source and the byte
/// behind it that tells its end.
fn buffer_for(source: &mut dyn Source) -> io::Result<Vec<u8>> {
    let size = source.seek(SeekFrom::End(0))?;
    source.rewind()?;
    Ok(vec![0; usize::try_from(BUFFER.min(size + 1)).unwrap_or_default()])
}

/// Gives the bytes of a source to a function, from its beginning and a buffer at a time, and leaves
/// it at its beginning.
pub fn each_buffer(source: &mut dyn Source, mut take: impl FnMut(&[u8])) -> io::Result<()> {
    let mut buffer = buffer_for(source)?;
    loop {
        match fill(source, &mut buffer)? {
            0 => return source.rewind(),
            read => take(buffer.get(..read).unwrap_or_default()),
        }
    }
}

/// Fills a buffer as far as the source goes.
fn fill(source: &mut dyn Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match source.read(rest) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Whether bytes that come a buffer at a time are UTF-8 throughout.
#[derive(Default)]
pub struct Utf8Check {
    broken: bool,
    /// A character that the last buffer cut off.
    cut: Vec<u8>,
}

impl Utf8Check {
    /// Takes the next bytes.
    pub fn take(&mut self, mut bytes: &[u8]) {
        while !self.broken && !self.cut.is_empty() {
            let Some((first, rest)) = bytes.split_first() else { return };
            self.cut.push(*first);
            bytes = rest;
            match std::str::from_utf8(&self.cut) {
                Ok(_) => self.cut.clear(),
                Err(error) => self.broken = error.error_len().is_some(),
            }
        }
        if let Err(error) = std::str::from_utf8(bytes) {
            self.broken |= error.error_len().is_some();
            self.cut = bytes
                .get(error.valid_up_to()..)
                .unwrap_or_default()
                .iter()
                .take(4)
                .copied()
                .collect();
        }
    }

    /// True when all bytes so far are whole characters.
    pub fn holds(&self) -> bool {
        !self.broken && self.cut.is_empty()
    }
}

/// Bytes → text, a buffer at a time.
pub trait Decode {
    /// Appends what the bytes say; `last` when no more come.
    fn decode(&mut self, bytes: &[u8], last: bool, text: &mut String);
}

impl Decode for Decoder {
    fn decode(&mut self, bytes: &[u8], last: bool, text: &mut String) {
        text.reserve(self.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len()));
        // The reserve is enough for all bytes, so one call takes them all.
        let _ = self.decode_to_string(bytes, text, last);
    }
}

/// Where the last statement that is surely whole ends in a text, looked for from a position on:
/// `Ok` the end, `Err` the position from which to look again when more text is there.
pub type Cut = fn(&str, usize) -> Result<usize, usize>;

/// A source cut into pieces.
pub struct Pieces<'s> {
    source: &'s mut dyn Read,
    decode: Box<dyn Decode>,
    cut: Cut,
    bytes: Vec<u8>,
    text: String,
    /// The current piece in `text`, and the first line of it, counted from 1.
    start: usize,
    end: usize,
    line: u64,
    /// True when the source is used up.
    over: bool,
}

/// A stretch of text that ends where a statement ends.
#[derive(Clone, Copy)]
pub struct Piece<'p> {
    /// The piece's text.
    pub text: &'p str,
    /// The line of the file it begins on, from 1.
    pub line: u64,
    /// True of the last piece.
    pub last: bool,
}

impl<'s> Pieces<'s> {
    /// The pieces of a source from its beginning.
    pub fn of(
        source: &'s mut dyn Source,
        decode: Box<dyn Decode>,
        cut: Cut,
    ) -> io::Result<Pieces<'s>> {
        let bytes = buffer_for(source)?;
        Ok(Pieces::with_buffer(source, decode, cut, bytes))
    }

    fn with_buffer(
        source: &'s mut dyn Read,
        decode: Box<dyn Decode>,
        cut: Cut,
        bytes: Vec<u8>,
    ) -> Pieces<'s> {
        Pieces {
            source,
            decode,
            cut,
            bytes,
            text: String::new(),
            start: 0,
            end: 0,
            line: 1,
            over: false,
        }
    }

    /// Goes on to the next piece; false when there is none.
    pub fn advance(&mut self) -> io::Result<bool> {
        let left = self.text.as_bytes().get(self.start..self.end).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', left).count() as u64;
        self.start = self.end;
        self.find_end(self.start)?;
        self.look_for_more()?;
        Ok(self.end > self.start)
    }

    /// Makes the current piece longer, because it turned out to end too early, looking through
    /// twice as much text at least; false when there is no more.
    pub fn extend(&mut self) -> io::Result<bool> {
        let before = self.end - self.start;
        let wanted = before * 2;
        while !self.over && self.text.len() - self.start < wanted {
            self.read_on()?;
        }
        self.find_end(self.end)?;
        self.look_for_more()?;
        Ok(self.end - self.start > before)
    }

    /// A piece at the end of the text is the last one only if the source has no more.
    fn look_for_more(&mut self) -> io::Result<()> {
        if self.end == self.text.len() && !self.over { self.read_on() } else { Ok(()) }
    }

    /// The current piece.
    pub fn piece(&self) -> Piece<'_> {
        let text = self.text.get(self.start..self.end).unwrap_or_default();
        Piece { text, line: self.line, last: self.over && self.end == self.text.len() }
    }

    /// Reads on until the text from a position of the current piece on holds a whole statement, or
    /// the source is used up.
    fn find_end(&mut self, from: usize) -> io::Result<()> {
        let mut from = from - self.start;
        loop {
            match (self.cut)(self.text.get(self.start..).unwrap_or_default(), from) {
                Ok(end) if end > from => {
                    self.end = self.start + end;
                    return Ok(());
                }
                Ok(_) => {}
                Err(again) => from = again.max(from),
            }
            if self.over {
                self.end = self.text.len();
                return Ok(());
            }
            self.read_on()?;
        }
    }

    /// Reads on half as much again as there is, at least a buffer: what is looked through twice
    /// stays in proportion to the file.
    fn read_on(&mut self) -> io::Result<()> {
        self.text.drain(..self.start);
        (self.start, self.end) = (0, self.end - self.start);
        let mut room = (self.text.len() / 2).max(self.bytes.len());
        // What a decoder asks for beyond this is for the worst case of a single buffer.
        self.text.reserve_exact(room + 3 * self.bytes.len());
        while room > 0 && !self.over {
            let read = fill(self.source, &mut self.bytes)?;
            self.over = read < self.bytes.len();
            self.decode.decode(
                self.bytes.get(..read).unwrap_or_default(),
                self.over,
                &mut self.text,
            );
            room = room.saturating_sub(read);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::UTF_8;

    /// Ends after the last full stop.
    fn stop(text: &str, from: usize) -> Result<usize, usize> {
        let found = text.get(from..).and_then(|rest| rest.rfind('.'));
        found.map(|at| from + at + 1).ok_or(text.len())
    }

    fn pieces(text: &str, buffer: usize) -> io::Result<Vec<(String, u64)>> {
        let mut source = text.as_bytes();
        let mut pieces = Pieces::with_buffer(
            &mut source,
            Box::new(UTF_8.new_decoder_without_bom_handling()),
            stop,
            vec![0; buffer],
        );
        let mut all = Vec::new();
        let mut last = false;
        while pieces.advance()? {
            let piece = pieces.piece();
            assert!(!last, "a piece after the last one");
            last = piece.last;
            all.push((piece.text.to_owned(), piece.line));
        }
        assert!(last, "no last piece: {all:?}");
        Ok(all)
    }

    #[test]
    fn a_piece_ends_where_the_cut_says_whatever_the_buffer() -> io::Result<()> {
        let text = "eins.\nzwö.\ndrei, lang\nund länger.\nRest";
        let ends = "eins.zwei.";
        for (text, buffer) in (1..40).flat_map(|buffer| [(text, buffer), (ends, buffer)]) {
            let all = pieces(text, buffer)?;
            assert_eq!(all.iter().map(|piece| piece.0.as_str()).collect::<String>(), text);
            assert!(all.iter().rev().skip(1).all(|piece| piece.0.ends_with('.')), "{all:?}");
            let lines =
                |upto: usize| text.get(..upto).map(|text| text.matches('\n').count() as u64 + 1);
            let mut at = 0;
            for (piece, line) in &all {
                assert_eq!(lines(at), Some(*line));
                at += piece.len();
            }
        }
        Ok(())
    }

    #[test]
    fn a_piece_grows_until_the_source_is_used_up() -> io::Result<()> {
        let mut source = "a.b.c.d".as_bytes();
        let mut pieces = Pieces::with_buffer(
            &mut source,
            Box::new(UTF_8.new_decoder_without_bom_handling()),
            stop,
            vec![0; 2],
        );
        assert!(pieces.advance()?);
        assert_eq!(pieces.piece().text, "a.");
        assert!(pieces.extend()?);
        assert_eq!(pieces.piece().text, "a.b.");
        while pieces.extend()? {}
        assert_eq!((pieces.piece().text, pieces.piece().last), ("a.b.c.d", true));
        assert!(!pieces.advance()?);
        Ok(())
    }

    #[test]
    fn utf_8_is_told_across_buffers() {
        let holds = |parts: &[&[u8]]| {
            let mut check = Utf8Check::default();
            parts.iter().for_each(|part| check.take(part));
            check.holds()
        };
        assert!(holds(&[b"a\xc3", b"\xbc", b"b\xe2", b"\x82", b"\xac"]));
        assert!(!holds(&[b"a\xc3", b"b"]));
        assert!(!holds(&[b"a\xc3"]));
        assert!(!holds(&[b"\xfc", b"abc"]));
    }
}
