//! What `inspect` says of a bank statement of any size: written statement by statement, so that
//! memory is bounded by the largest of them.

use super::overview;
use super::told::{Failure, Manner, Told};
use crate::domain::{BankStatement, Finding, Language, Statement};
use crate::formats::Format;
use crate::formats::pieces::{Sink, Source, Stream};
use std::io::{self, Write};
use std::ops::ControlFlow;

/// Reads a file of a format and writes what it says; false when it could not be read to its end,
/// which is then said too.
pub fn tell(
    out: &mut impl Write,
    name: &str,
    (format, stream): (&Format, Stream),
    source: &mut dyn Source,
    Manner { json, language }: Manner,
) -> io::Result<bool> {
    let mut teller = Teller {
        out,
        name,
        kind: format.kind.as_str(),
        json,
        language,
        begun: false,
        told: 0,
        findings: Vec::new(),
        failed: None,
    };
    let read = stream(source, &mut teller);
    if let Some(error) = teller.failed.take() {
        return Err(error);
    }
    teller.end(read.as_ref().err().map(|finding| finding.say(language)).as_deref())?;
    Ok(read.is_ok())
}

/// Writes statements as they come.
struct Teller<'a, W: Write> {
    out: &'a mut W,
    name: &'a str,
    kind: &'a str,
    json: bool,
    language: Language,
    begun: bool,
    /// Statements written.
    told: usize,
    findings: Vec<Finding>,
    /// Why nothing more can be written.
    failed: Option<io::Error>,
}

impl<W: Write> Sink for Teller<'_, W> {
    fn begin(&mut self, file: BankStatement) {
        self.begun = true;
        let written = match self.json {
            true => self.begin_object(&file),
            false => overview::heading(self.out, self.name, &file, self.language),
        };
        self.failed = written.err();
    }

    fn statement(&mut self, mut statement: Statement) -> ControlFlow<()> {
        let written = match self.json {
            true => self.item(&statement),
            false => overview::statement(self.out, &statement, self.language),
        };
        self.told += 1;
        self.findings.append(&mut statement.findings);
        self.failed = self.failed.take().or(written.err());
        if self.failed.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

impl<W: Write> Teller<'_, W> {
    fn begin_object(&mut self, file: &BankStatement) -> io::Result<()> {
        let fields = [
            ("{\"file\":", Some(self.name)),
            (",\"kind\":", Some(self.kind)),
            (",\"format\":", Some(&file.format)),
            (",\"encoding\":", file.encoding.as_deref()),
        ];
        for (key, value) in fields {
            self.out.write_all(key.as_bytes())?;
            serde_json::to_writer(&mut *self.out, &value)?;
        }
        self.out.write_all(b",\"statements\":[")
    }

    fn item(&mut self, statement: &Statement) -> io::Result<()> {
        if self.told > 0 {
            self.out.write_all(b",")?;
        }
        Ok(serde_json::to_writer(&mut *self.out, statement)?)
    }

    fn end(mut self, error: Option<&str>) -> io::Result<()> {
        match (self.begun, self.json) {
            (false, _) => {
                Failure::of(self.name, error.unwrap_or_default()).write(self.out, self.json)
            }
            (true, true) => self.end_object(error),
            (true, false) => {
                error.map_or(Ok(()), |error| writeln!(self.out, "! {error}"))?;
                writeln!(self.out)
            }
        }
    }

    fn end_object(&mut self, error: Option<&str>) -> io::Result<()> {
        self.out.write_all(b"],\"findings\":")?;
        serde_json::to_writer(
            &mut *self.out,
            &self.findings.iter().map(|finding| Told(finding, self.language)).collect::<Vec<_>>(),
        )?;
        self.out.write_all(b",\"error\":")?;
        serde_json::to_writer(&mut *self.out, &error)?;
        self.out.write_all(b"}\n")
    }
}
