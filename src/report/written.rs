//! Reports written row by row, as tables of values for programs and spreadsheets: only the row at
//! hand is held.

use super::render::{spread, spreadsheet_cell};
use super::row::Row;
use super::{Column, Report};
use crate::domain::Language;
use std::io::{self, Write};

/// Writes the rows of a report as they come. The first thing that goes wrong is told at the end.
pub struct RowWriter<W: Write> {
    form: Form<W>,
    report: &'static Report,
    language: Language,
    fault: Option<io::Error>,
}

enum Form<W: Write> {
    Csv(Box<csv::Writer<W>>),
    /// Whether a row came already.
    Json(W, bool),
}

impl<W: Write> RowWriter<W> {
    /// For spreadsheets: semicolons and decimal commas in German, and UTF-8 told by its mark.
    pub fn csv(report: &'static Report, language: Language, mut to: W) -> RowWriter<W> {
        let marked = to.write_all("\u{feff}".as_bytes());
        let delimiter = if language == Language::De { b';' } else { b',' };
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(to);
        let headings =
            writer.write_record(columns(report).iter().map(|column| column.heading(language)));
        let fault = marked.err().or_else(|| headings.err().map(io::Error::from));
        RowWriter { form: Form::Csv(Box::new(writer)), report, language, fault }
    }

    /// As the contract has it: an array of objects.
    pub fn json(report: &'static Report, language: Language, mut to: W) -> RowWriter<W> {
        let fault = to.write_all(b"[").err();
        RowWriter { form: Form::Json(to, false), report, language, fault }
    }

    /// Writes a row.
    pub fn row(&mut self, row: &Row) {
        if self.fault.is_none() {
            self.fault = self.written(row).err();
        }
    }

    fn written(&mut self, row: &Row) -> io::Result<()> {
        match &mut self.form {
            Form::Csv(writer) => {
                for line in spread(self.report, std::slice::from_ref(row)).iter() {
                    let cells = columns(self.report)
                        .iter()
                        .map(|column| spreadsheet_cell(line, column, self.language));
                    writer.write_record(cells)?;
                }
                Ok(())
            }
            Form::Json(to, behind) => {
                to.write_all(if std::mem::replace(behind, true) { b",\n  " } else { b"\n  " })?;
                // The objects of the array stand two blanks further in.
                to.write_all(serde_json::to_string_pretty(row)?.replace('\n', "\n  ").as_bytes())
            }
        }
    }

    /// Ends the file.
    ///
    /// # Errors
    /// The first that occurred while writing.
    pub fn finish(self) -> io::Result<W> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        match self.form {
            Form::Csv(writer) => {
                writer.into_inner().map_err(|error| io::Error::other(error.to_string()))
            }
            Form::Json(mut to, behind) => {
                to.write_all(if behind { b"\n]\n" } else { b"]\n" })?;
                Ok(to)
            }
        }
    }
}

fn columns(report: &Report) -> &'static [Column] {
    report.line_columns().unwrap_or(report.columns)
}
