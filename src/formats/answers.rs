//! The clarification sheet as it comes back: an XLSX workbook (ECMA-376) whose first sheet has the headings `id` (`Nr`) and
//! `answer` (`Antwort`). An empty answer is none.
//!
//! Not supported: other sheets of the workbook, headings elsewhere than in the first row.

use super::xlsx_rows::{self, Bounds, Trouble};
use super::{Confidence, Format, Input, Reading, Reads};
use crate::domain::finding::Weight;
use crate::domain::finding_argument::Argument;
use crate::domain::{Answer, Content, Finding, FindingKind, Kind, Place};

/// The row of the table of formats.
pub const FORMAT: Format = Format {
    name: "answers",
    kind: Kind::Answers,
    title: ("Klärungsliste mit Antworten (XLSX)", "clarification sheet with answers (XLSX)"),
    source: "[above](#deciding); ECMA-376 (Office Open XML)",
    recognise,
    reads: Reads::Whole(read),
    findings: FINDINGS,
};

/// The findings of clarification sheets.
pub static FINDINGS: &[&FindingKind] = &[&UNREADABLE, &TOO_LARGE, &NO_ID];

pub static UNREADABLE: FindingKind = FindingKind {
    code: "answers-unreadable",
    weight: Weight::Error,
    de: "Die Tabelle ist nicht lesbar ({what}). Bitte in der Tabellenkalkulation öffnen und als XLSX neu speichern.",
    en: "The spreadsheet cannot be read ({what}). Open it in the spreadsheet program and save it as XLSX again.",
};
pub static TOO_LARGE: FindingKind = FindingKind {
    code: "answers-too-large",
    weight: Weight::Error,
    de: "Die Tabelle ist zu groß für eine Klärungsliste (ausgepackt über {limit} MB). Bitte nur die Zeilen mit Antworten schicken.",
    en: "The spreadsheet is too large for a clarification sheet (over {limit} MB unpacked). Send only the rows with answers.",
};
pub static NO_ID: FindingKind = FindingKind {
    code: "answers-no-id",
    weight: Weight::Warning,
    de: "Die Antwort „{answer}“ steht in einer Zeile ohne Nr; sie wird nicht ausgeführt. Bitte die Nr (E… oder D…) eintragen.",
    en: "The answer “{answer}” stands in a row without an id; it is not carried out. Enter the id (E… or D…).",
};

/// Largest workbook, unpacked, bytes: a thousand questions are a tenth of it.
const LARGEST: u64 = 50_000_000;
/// Rows and columns that are looked at.
const MOST_ROWS: usize = 20_000;
const MOST_COLUMNS: usize = 100;

const IDS: &[&str] = &["id", "nr", "nr."];
const ANSWERS: &[&str] = &["answer", "antwort"];
const NOTES: &[&str] = &["note", "notiz"];

fn recognise(input: &Input) -> Confidence {
    if !xlsx_rows::is_workbook(input.bytes) {
        return Confidence::No;
    }
    match rows(input.bytes) {
        Ok(rows) if columns(&rows).is_some() => Confidence::Mark,
        _ => Confidence::No,
    }
}

fn read(input: &Input) -> Result<Reading, Finding> {
    let rows = rows(input.bytes)?;
    let Some((id, answer, note)) = columns(&rows) else { return Err(UNREADABLE.found().with("what", "Nr, Antwort")) };
    let mut reading = Reading::of(Content::Answers(Vec::new()));
    let mut answers = Vec::new();
    for (number, row) in (2u32..).zip(rows.iter().skip(1)) {
        let cell = |at: usize| row.get(at).map(String::as_str).unwrap_or_default();
        let said = cell(answer);
        if said.is_empty() {
            continue;
        }
        if cell(id).is_empty() {
            reading.findings.push(NO_ID.found().with("answer", said).at(Place::Line(number.into())));
            continue;
        }
        let note = note.map(cell).filter(|note| !note.is_empty()).map(str::to_owned);
        answers.push(Answer { row: number, id: cell(id).to_owned(), answer: said.to_owned(), note });
    }
    reading.content = super::Read::Content(Content::Answers(answers));
    Ok(reading)
}

/// Where the id, the answer and the note stand.
fn columns(rows: &[Vec<String>]) -> Option<(usize, usize, Option<usize>)> {
    let headings = rows.first()?;
    let find = |names: &[&str]| headings.iter().position(|heading| names.contains(&heading.to_lowercase().as_str()));
    Some((find(IDS)?, find(ANSWERS)?, find(NOTES)))
}

/// The cells of the first sheet as trimmed texts, from the first row on.
fn rows(bytes: &[u8]) -> Result<Vec<Vec<String>>, Finding> {
    let bounds = Bounds { largest: LARGEST, rows: MOST_ROWS, columns: MOST_COLUMNS, sheets: 1 };
    let sheets = xlsx_rows::sheets(bytes, bounds).map_err(|trouble| match trouble {
        Trouble::TooLarge => TOO_LARGE.found().with("limit", LARGEST / 1_000_000),
        Trouble::Unreadable(what) => UNREADABLE.found().with_value("what", Argument::foreign("Aufbau nicht lesbar", what)),
    })?;
    sheets.into_iter().next().map(|sheet| sheet.rows).ok_or_else(|| UNREADABLE.found().with("what", "0"))
}
