//! `kontor report NAME`: what an office can be asked.

use super::argument::day;
use super::office::{self, Outcome};
use super::{Ended, Told, print, print_as_it_is, print_written, trouble};
use crate::domain::Language;
use crate::domain::plain;
use crate::domain::spelling::counted;
pub(super) use crate::office::asked::asked;
use crate::office::drafts;
use crate::office::folder::said;
use crate::office::plan::FOREIGN_CURRENCY;
use crate::office::run::{Desk, Setup};
use crate::report::{
    Asked, DRILL, Form, REPORTS, Row, RowWriter, WIDTH, drill, each, gather, is_compound, named,
    pdf, render, sheet_of, workbook,
};
use crate::store::{Span, Store};
use jiff::civil::Date;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Stdout, Write, stdout};
use std::path::{Path, PathBuf};

/// Print a report: documents, completeness, reconciliation, open-items, journal, trial-balance,
/// statements, mail, account, balance-sheet, profit-and-loss, bwa, bwa-months, ageing, automation,
/// cash, tax-adviser, assets, vat-return, ec-sales-list, deliveries, punctuality, between, stock,
/// invoice-control, statement-of-account, usage, rules.
///
/// kontor report open-items --company mueller --as-of 2026-10-31
///
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
    #[arg(long, value_name = "D", value_parser = day)]
    from: Option<Date>,
    /// The last day.
    #[arg(long, value_name = "D", value_parser = day)]
    to: Option<Date>,
    /// As things stood on this day (the same as --to without --from).
    #[arg(long, value_name = "D", value_parser = day, conflicts_with = "to")]
    as_of: Option<Date>,
    /// The account whose sheet is asked for (report account).
    #[arg(long, value_name = "NUMBER", required_if_eq("name", "account"))]
    account: Option<String>,
    /// The contact, by key or name, whose items and payments are asked for (report
    /// statement-of-account).
    #[arg(long, value_name = "CONTACT", required_if_eq("name", "statement-of-account"))]
    contact: Option<String>,
    /// List what a position is made of (balance-sheet, profit-and-loss, bwa, vat-return,
    /// ec-sales-list).
    #[arg(long, value_name = "POSITION")]
    explain: Option<String>,
    /// Write to this file instead of the terminal.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Report {
    /// Prints the report.
    pub async fn run(&self, told: &Told) -> Outcome {
        let (Desk { setup, store, .. }, settings) = match office::look(told).await {
            Ok(opened) => opened,
            Err(ended) => return Ok(ended),
        };
        let Ok(company) = office::company_or_all(&settings, self.company.as_deref()) else {
            return Ok(Ended::NotDone);
        };
        let Some(report) = named(&self.name) else { return Ok(Ended::NotDone) };
        if let Some((from, to)) =
            self.from.zip(self.to.or(self.as_of)).filter(|(from, to)| from > to)
        {
            match settings.settings.language {
                Language::De => eprintln!(
                    "Der erste Tag ({from}) liegt nach dem letzten ({to}); bitte --from und --to \
                     tauschen."
                ),
                Language::En => eprintln!(
                    "The first day ({from}) lies after the last ({to}); swap --from and --to."
                ),
            }
            return Ok(Ended::NotDone);
        }
        let span = Span { company, from: self.from, to: self.to.or(self.as_of) };
        let asked = Asked {
            account: self.account.clone(),
            contact: self.contact.clone(),
            ..asked(&setup, span)
        };
        if let Some(contact) = asked.contact.as_deref()
            && !store.has_contact(asked.span.company.as_deref(), contact).await?
        {
            match asked.language {
                Language::De => eprintln!(
                    "Einen Kontakt „{contact}“ gibt es nicht (gesucht nach Schlüssel und Name)."
                ),
                Language::En => {
                    eprintln!("There is no contact \"{contact}\" (looked for by key and name).")
                }
            }
            return Ok(Ended::NotDone);
        }
        if self.explain.is_none() && report.is_written_by_rows() && is_of_rows(told.form) {
            if let Some(told) = incomplete(report, &store, &asked).await? {
                eprintln!("{told}");
            }
            let Some(file) = self.output.as_deref() else {
                let to = Shown { to: BufWriter::new(stdout()), is_json: told.form == Form::Json };
                return match write_rows(report, &store, &asked, told.form, to).await {
                    // A closed pipe (`| head`) is no fault.
                    Err(error) if !error.is::<std::io::Error>() => Err(error),
                    _ => Ok(Ended::Done),
                };
            };
            return match write(report, &store, &asked, told.form, file).await {
                Ok(()) => Ok(Ended::Done),
                Err(error) => {
                    eprintln!(
                        "{}",
                        trouble::not_written(
                            file,
                            &trouble::why(&error, asked.language),
                            asked.language
                        )
                    );
                    Ok(Ended::NotDone)
                }
            };
        }
        let (report, rows) = match self.explain.as_deref() {
            Some(_) if !is_compound(report) => {
                match asked.language {
                    Language::De => eprintln!(
                        "--explain gibt es zu balance-sheet, profit-and-loss, bwa, vat-return und \
                         ec-sales-list."
                    ),
                    Language::En => eprintln!(
                        "--explain goes with balance-sheet, profit-and-loss, bwa, vat-return and \
                         ec-sales-list."
                    ),
                }
                return Ok(Ended::NotDone);
            }
            Some(position) => {
                let rows = drill(report, &store, &asked, position).await?;
                let there_are = if rows.is_empty() {
                    positions(&gather(report, &store, &asked).await?)
                } else {
                    Vec::new()
                };
                if rows.is_empty() && !there_are.iter().any(|known| known == position) {
                    eprintln!("{}", no_position(report, position, &there_are, asked.language));
                    return Ok(Ended::NotDone);
                }
                (&DRILL, rows)
            }
            None => (report, gather(report, &store, &asked).await?),
        };
        if let Some(told) = incomplete(report, &store, &asked).await? {
            eprintln!("{told}");
        }
        if let Some(account) = asked
            .account
            .as_deref()
            .filter(|account| rows.is_empty() && !is_account(&setup, &asked.span, account))
        {
            match asked.language {
                Language::De => {
                    eprintln!(
                        "Ein Konto „{account}“ gibt es nicht: Es steht in keinem Kontenrahmen, und \
                         gebucht ist darauf nichts."
                    )
                }
                Language::En => eprintln!(
                    "There is no account \"{account}\": it is in no chart, and nothing is booked \
                     on it."
                ),
            }
            return Ok(Ended::NotDone);
        }
        if told.form == Form::Xlsx {
            let bytes = workbook(&sheet_of(report, &rows, asked.language))?;
            return office::write_file(&bytes, "xlsx", self.output.as_deref(), asked.language);
        }
        if told.form == Form::Pdf {
            return office::write_file(
                &pdf(report, &rows, asked.language)?,
                "pdf",
                self.output.as_deref(),
                asked.language,
            );
        }
        let text = render(report, &rows, told.form, asked.language, width(self.output.is_none()));
        match &self.output {
            Some(file) => {
                if let Err(error) = std::fs::write(file, text) {
                    eprintln!(
                        "{}",
                        trouble::not_written(file, &said(&error, asked.language), asked.language)
                    );
                    return Ok(Ended::NotDone);
                }
            }
            None => match told.form {
                Form::Json => print_written(&text),
                // Clean cell by cell, with a mark in front that must stay.
                Form::Csv => print_as_it_is(&text),
                _ => print(&text),
            },
        }
        Ok(Ended::Done)
    }
}

/// Whether a form can be written row by row.
fn is_of_rows(form: Form) -> bool {
    matches!(form, Form::Csv | Form::Json)
}

/// The positions that stand in a report, each once.
fn positions(rows: &[Row]) -> Vec<String> {
    let mut named: Vec<String> = Vec::new();
    for position in rows.iter().filter_map(|row| row.text("position")) {
        if !named.iter().any(|known| known == position) {
            named.push(position.to_owned());
        }
    }
    named
}

fn no_position(
    report: &crate::report::Report,
    position: &str,
    there_are: &[String],
    language: Language,
) -> String {
    let title = report.title(language);
    let all = there_are.join(", ");
    match (language, there_are.is_empty()) {
        (Language::De, true) => {
            format!(
                "{title}: Eine Position „{position}“ gibt es nicht; in diesem Zeitraum hat der \
                 Bericht keine Einträge."
            )
        }
        (Language::De, false) => format!(
            "{title}: Eine Position „{position}“ gibt es in diesem Zeitraum nicht; es gibt: {all}."
        ),
        (Language::En, true) => format!(
            "{title}: there is no position “{position}”; for these days the report has no entries."
        ),
        (Language::En, false) => {
            format!("{title}: there is no position “{position}” for these days; there are: {all}.")
        }
    }
}

/// What a report of the books lacks: bank entries, invoices and listed items in other currencies
/// that wait for a rate.
async fn incomplete(
    report: &crate::report::Report,
    store: &Store,
    asked: &Asked,
) -> anyhow::Result<Option<String>> {
    if !report.is_of_the_journal() {
        return Ok(None);
    }
    let unrated =
        store.unrated(asked.span.company.as_deref(), asked.until(), FOREIGN_CURRENCY.code).await?;
    let count = |count: i64, words| counted(usize::try_from(count).unwrap_or_default(), words);
    Ok((!unrated.is_none()).then(|| match asked.language {
        Language::De => format!(
            "Unvollständig: In fremder Währung sind {}, {} und {} nicht gebucht, weil ein Kurs \
             fehlt (kontor review).",
            count(unrated.entries, ["Bankumsatz", "Bankumsätze"]),
            count(unrated.documents, ["Rechnung", "Rechnungen"]),
            count(unrated.items, ["offener Posten", "offene Posten"])
        ),
        Language::En => format!(
            "Incomplete: in other currencies {}, {} and {} are not booked for want of a rate \
             (kontor review).",
            count(unrated.entries, ["bank entry", "bank entries"]),
            count(unrated.documents, ["invoice", "invoices"]),
            count(unrated.items, ["open item", "open items"])
        ),
    }))
}

/// Whether one of the companies asked about has an account, booked on or not.
fn is_account(setup: &Setup, span: &Span, account: &str) -> bool {
    let asked = |id: &String| span.company.as_ref().is_none_or(|own| own == id);
    setup.companies.iter().any(|(id, books)| asked(id) && books.knows(account))
}

/// Characters of a line: as many as the terminal shows, when it is written to one.
fn width(to_stdout: bool) -> usize {
    to_stdout.then(shown_width).flatten().unwrap_or(WIDTH)
}

/// The columns of the terminal that stdout is, if it is one worth writing to.
pub(super) fn shown_width() -> Option<usize> {
    let columns =
        rustix::termios::tcgetwinsize(std::io::stdout()).ok().map(|size| usize::from(size.ws_col));
    columns.filter(|columns| *columns >= 40)
}

/// Writes it beside and puts it in the place of the old one, if it is another; the old one stays
/// until all of the new is written.
pub(super) async fn write(
    report: &'static crate::report::Report,
    store: &Store,
    asked: &Asked,
    form: Form,
    file: &Path,
) -> anyhow::Result<()> {
    // What a link names is replaced, not the link; nothing can stand beside a pipe or a device.
    let file = &std::fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    let old = std::fs::metadata(file).ok();
    if old.as_ref().is_some_and(|old| !old.is_file()) {
        return write_rows(report, store, asked, form, BufWriter::new(File::create(file)?)).await;
    }
    let beside = &drafts::beside(file);
    let written = match File::create(beside) {
        Ok(new) => write_rows(report, store, asked, form, BufWriter::new(new)).await,
        Err(error) => Err(error.into()),
    };
    let put = match written.is_ok() && !is_same(beside, file) {
        true => take_place(beside, file, old),
        false => std::fs::remove_file(beside),
    };
    if put.is_err() {
        // It may be gone already; what went wrong first is what is told.
        let _ = std::fs::remove_file(beside);
    }
    written?;
    Ok(put?)
}

fn take_place(new: &Path, file: &Path, old: Option<std::fs::Metadata>) -> std::io::Result<()> {
    if let Some(old) = old {
        std::fs::set_permissions(new, old.permissions())?;
    }
    std::fs::rename(new, file)
}

/// Writes a report as CSV or JSON, its rows as they are read.
async fn write_rows(
    report: &'static crate::report::Report,
    store: &Store,
    asked: &Asked,
    form: Form,
    to: impl Write + Send,
) -> anyhow::Result<()> {
    let mut writer = match form {
        Form::Json => RowWriter::json(report, asked.language, to),
        _ => RowWriter::csv(report, asked.language, to),
    };
    each(report, store, asked, &mut |row| writer.row(&row)).await?;
    Ok(writer.finish()?.flush()?)
}

/// What is shown row by row; of JSON nothing that a terminal would obey, CSV is clean cell by cell.
struct Shown {
    to: BufWriter<Stdout>,
    is_json: bool,
}

impl Write for Shown {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match std::str::from_utf8(bytes) {
            Ok(text) if self.is_json => self.to.write_all(plain::json(text).as_bytes())?,
            _ => self.to.write_all(bytes)?,
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.to.flush()
    }
}

fn is_same(one: &Path, other: &Path) -> bool {
    let length = |file: &Path| std::fs::metadata(file).map(|about| about.len());
    if !length(one).is_ok_and(|bytes| length(other).is_ok_and(|others| bytes == others)) {
        return false;
    }
    let (Ok(one), Ok(other)) = (File::open(one), File::open(other)) else { return false };
    let (mut one, mut other) = (BufReader::new(one), BufReader::new(other));
    loop {
        let (Ok(ours), Ok(theirs)) = (one.fill_buf(), other.fill_buf()) else { return false };
        let both = ours.len().min(theirs.len());
        if both == 0 {
            return ours.len() == theirs.len();
        }
        if ours.get(..both) != theirs.get(..both) {
            return false;
        }
        one.consume(both);
        other.consume(both);
    }
}
