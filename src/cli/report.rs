//! `kontor report NAME`: what an office can be asked.

use super::office::{self, Outcome};
use super::{Ended, Told, print};
use crate::office::run::{Desk, Setup};
use crate::report::{Asked, Form, REPORTS, gather, named, render, sheet_of};
use crate::store::{Span, Store};
use jiff::civil::Date;
use std::path::PathBuf;

/// Print a report: documents, completeness, reconciliation, open-items, journal, trial-balance, statements, mail.
///
/// kontor report open-items --company mueller --as-of 2026-10-31
/// kontor report journal --from 2026-10-01 --to 2026-10-31 --format csv --output journal.csv
#[derive(clap::Args)]
pub struct Report {
    /// Which report.
    #[arg(value_parser = REPORTS.iter().map(|report| report.name).collect::<Vec<_>>())]
    name: String,
    /// Only this company (the name of its file in companies/).
    #[arg(long, value_name = "ID")]
    company: Option<String>,
    /// The first day, e.g. 2026-10-01.
    #[arg(long, value_name = "D")]
    from: Option<Date>,
    /// The last day.
    #[arg(long, value_name = "D")]
    to: Option<Date>,
    /// As things stood on this day (the same as --to without --from).
    #[arg(long, value_name = "D", conflicts_with = "to")]
    as_of: Option<Date>,
    /// Write to this file instead of the terminal.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Report {
    /// Prints the report.
    pub async fn run(&self, told: &Told) -> Outcome {
        let (Desk { setup, store, .. }, settings) = match office::desk(told).await {
            Ok(opened) => opened,
            Err(ended) => return Ok(ended),
        };
        if !office::has_company(&settings, self.company.as_deref()) {
            return Ok(Ended::NotDone);
        }
        let Some(report) = named(&self.name) else { return Ok(Ended::NotDone) };
        let span = Span { company: self.company.clone(), from: self.from, to: self.to.or(self.as_of) };
        let asked = asked(&setup, span);
        let rows = gather(report, &store, &asked).await?;
        if told.form == Form::Xlsx {
            return office::write_workbook(&sheet_of(report, &rows, asked.language), self.output.as_deref(), asked.language);
        }
        let text = render(report, &rows, told.form, asked.language);
        match &self.output {
            Some(file) => {
                if let Err(error) = std::fs::write(file, text) {
                    eprintln!("kontor: {}: {error}", file.display());
                    return Ok(Ended::NotDone);
                }
            }
            None => print(&text),
        }
        Ok(Ended::Done)
    }
}

fn asked(setup: &Setup, span: Span) -> Asked {
    let charts = setup.companies.iter().map(|(id, books)| (id.clone(), books.chart)).collect();
    Asked { span, language: setup.language, charts }
}

/// Most rows a report is written to `reports/` with after each run; longer ones are asked for with a span.
const LONGEST_KEPT: i64 = 20_000;

/// Writes the newest of each report to `reports/`, as CSV for the spreadsheet; a report that did not change is left alone. A
/// report that fails does not stop the others.
pub async fn write_all(setup: &Setup, store: &Store) -> anyhow::Result<()> {
    if store.document_count().await? > LONGEST_KEPT {
        return Ok(());
    }
    let folder = setup.folder.reports();
    std::fs::create_dir_all(&folder)?;
    for report in REPORTS {
        let asked = asked(setup, Span::default());
        let written = match gather(report, store, &asked).await {
            Ok(rows) => {
                let text = render(report, &rows, Form::Csv, asked.language);
                let file = folder.join(format!("{}.csv", report.name));
                match std::fs::read(&file).is_ok_and(|old| old == text.as_bytes()) {
                    true => Ok(()),
                    false => std::fs::write(&file, text).map_err(anyhow::Error::from),
                }
            }
            Err(error) => Err(error.into()),
        };
        if let Err(error) = written {
            eprintln!("kontor: {}: {error:#}", report.name);
        }
    }
    Ok(())
}
