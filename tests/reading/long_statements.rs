//! Statement files longer than a buffer: cut into pieces wherever the buffers end, they say what
//! their statements say alone, and each statement is given long before the file is read to its end.

use kontor::domain::{BankStatement, Content, Statement};
use kontor::formats::pieces::{Sink, Stream};
use kontor::formats::{Input, Layouts, Read, read, recognise_stream};
use std::cell::Cell;
use std::io::{self, Cursor, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::rc::Rc;

fn statements(bytes: &[u8]) -> Result<BankStatement, String> {
    let layouts = Layouts::default();
    let (_, reading) = read(&Input { bytes, name: "statement", layouts: &layouts })
        .map_err(|finding| finding.code().to_owned())?;
    match reading.content {
        Read::Content(Content::BankStatement(file)) => Ok(file),
        _ => Err("no statement".to_owned()),
    }
}

fn sample(path: &str) -> Result<Vec<u8>, String> {
    std::fs::read(format!("{}/samples/{path}", env!("CARGO_MANIFEST_DIR")))
        .map_err(|error| format!("{path}: {error}"))
}

/// Fillers between two statements, so that buffers end at ever other places in them.
fn filler(number: usize) -> usize {
    number * 37 % 1_001
}

/// An account report with its statement so many times, comments that look like its end between
/// them.
fn camt(bytes: &[u8], copies: usize) -> Result<Vec<u8>, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let start = text.find("<Stmt>").or(text.find("<Rpt>")).ok_or("no statement")?;
    let end = text
        .rfind("</Stmt>")
        .map(|at| at + 7)
        .or(text.rfind("</Rpt>").map(|at| at + 6))
        .ok_or("no end")?;
    let (before, rest) = text.split_at(start);
    let (statement, after) = rest.split_at(end - start);
    let mut long = before.to_owned();
    for number in 0..copies {
        long.push_str(statement);
        long.push_str(&format!("<!-- {} </Stmt></Rpt> -->\n", "ä".repeat(filler(number))));
    }
    long.push_str(after);
    Ok(long.into_bytes())
}

/// MT940 messages so many times, with trailers between them that belong to none.
fn mt940(bytes: &[u8], copies: usize) -> Vec<u8> {
    let mut long = Vec::new();
    for number in 0..copies {
        long.extend_from_slice(bytes);
        long.extend_from_slice(b"\r\n-}{5:{MAC:");
        long.extend(std::iter::repeat_n(b'x', filler(number)));
        long.extend_from_slice(b"}}\r\n");
    }
    long
}

/// The statements without their findings, which a file keeps only so many of.
fn plain(file: BankStatement) -> Vec<Statement> {
    file.statements
        .into_iter()
        .map(|statement| Statement { findings: Vec::new(), ..statement })
        .collect()
}

#[test]
fn a_long_file_says_what_its_statements_say() -> Result<(), String> {
    let reports = [
        "bank-statement/camt052/2026-10-22.xml",
        "bank-statement/camt053-v08/2026-10-13.xml",
        "bank-statement/camt053-v02/tagesgeld-2026-10.xml",
    ];
    let messages = [
        "bank-statement/mt940/2026-10-08-09.sta",
        "bank-statement/mt940/2026-10-20.sta",
        "broken/mt940-bad-entry.sta",
        "broken/mt940-no-currency.sta",
    ];
    let reports = reports.into_iter().map(|path| (path, true));
    for (path, report) in reports.chain(messages.into_iter().map(|path| (path, false))) {
        let bytes = sample(path)?;
        let one = statements(&if report { camt(&bytes, 1)? } else { mt940(&bytes, 1) })?;
        let copies = 700_000 / bytes.len() + 2;
        let long = if report { camt(&bytes, copies)? } else { mt940(&bytes, copies) };
        assert!(long.len() > 600_000, "{path}: too short to be cut");
        let file = statements(&long)?;
        assert_eq!((&file.format, &file.encoding), (&one.format, &one.encoding), "{path}");
        let each = one.statements.len();
        assert_eq!(file.statements.len(), each * copies, "{path}");
        let one = plain(one);
        assert!(plain(file).chunks(each).all(|copy| copy == one), "{path}: a copy differs");
    }
    Ok(())
}

#[test]
fn findings_name_the_line_of_the_file() -> Result<(), String> {
    let bytes = sample("broken/mt940-bad-entry.sta")?;
    let lines = mt940(&bytes, 1).iter().filter(|byte| **byte == b'\n').count() as u64;
    let file = statements(&mt940(&bytes, 900))?;
    let places: Vec<u64> = file
        .statements
        .iter()
        .filter_map(|statement| statement.findings.first()?.place.as_ref())
        .filter_map(
            |place| if let kontor::domain::Place::Line(line) = place { Some(*line) } else { None },
        )
        .collect();
    assert_eq!(places.len(), 900);
    assert!(
        places.iter().zip(0u64..).all(|(line, copy)| *line == places[0] + copy * lines),
        "{places:?}"
    );
    Ok(())
}

/// A cut in the middle is told whatever was read before it.
#[test]
fn a_long_report_that_breaks_off_is_refused() -> Result<(), String> {
    let long = camt(&sample("bank-statement/camt053-v08/2026-10-13.xml")?, 300)?;
    for left in [long.len() - 5, long.len() - 30, long.len() * 2 / 3, long.len() / 2 + 17] {
        assert_eq!(statements(&long[..left]), Err("xml-truncated".to_owned()), "{left}");
    }
    Ok(())
}

/// A file that tells how far it has been read.
struct Watched(Cursor<Vec<u8>>, Rc<Cell<u64>>);

impl io::Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.0.read(buffer)?;
        self.1.set(self.0.position());
        Ok(read)
    }
}

impl Seek for Watched {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.0.seek(position)
    }
}

/// How far the file had been read when each statement came.
struct Positions(Rc<Cell<u64>>, Vec<u64>);

impl Sink for Positions {
    fn begin(&mut self, _: BankStatement) {}

    fn statement(&mut self, _: Statement) -> ControlFlow<()> {
        self.1.push(self.0.get());
        ControlFlow::Continue(())
    }
}

fn stream_of(bytes: &[u8]) -> Option<Stream> {
    let layouts = Layouts::default();
    recognise_stream(&Input { bytes: &bytes[..60_000], name: "statement", layouts: &layouts })
        .map(|(_, stream)| stream)
}

#[test]
fn statements_come_while_the_file_is_read() -> Result<(), String> {
    let report = camt(&sample("bank-statement/camt053-v08/2026-10-13.xml")?, 1_500)?;
    let messages = mt940(&sample("bank-statement/mt940/2026-10-20.sta")?, 6_000);
    for long in [report, messages] {
        let size = long.len() as u64;
        assert!(size > 4_000_000, "{size}");
        let stream = stream_of(&long).ok_or("no stream")?;
        let read = Rc::new(Cell::new(0));
        let mut positions = Positions(Rc::clone(&read), Vec::new());
        stream(&mut Watched(Cursor::new(long), read), &mut positions)
            .map_err(|finding| finding.code().to_owned())?;
        let count = positions.1.len() as u64;
        for (number, position) in (1..).zip(&positions.1) {
            assert!(
                *position <= number * size / count + 1_000_000,
                "statement {number} of {count} came at {position} of {size}"
            );
        }
    }
    Ok(())
}

/// A file on a share that goes away.
struct Gone(Cursor<Vec<u8>>);

impl io::Read for Gone {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.position() {
            0 => self.0.read(buffer.get_mut(..1_000).unwrap_or_default()),
            _ => Err(io::Error::other("gone")),
        }
    }
}

impl Seek for Gone {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.0.seek(position)
    }
}

#[test]
fn a_file_that_cannot_be_read_to_its_end_says_so() -> Result<(), String> {
    for long in [
        camt(&sample("bank-statement/camt053-v08/2026-10-13.xml")?, 100)?,
        mt940(&sample("bank-statement/mt940/2026-10-20.sta")?, 100),
    ] {
        let stream = stream_of(&long).ok_or("no stream")?;
        let mut positions = Positions(Rc::default(), Vec::new());
        let read = stream(&mut Gone(Cursor::new(long)), &mut positions);
        assert_eq!(read.map_err(|finding| finding.code()), Err("file-breaks-off"));
    }
    Ok(())
}
