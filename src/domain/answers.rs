//! Answers of a person, as a clarification sheet brings them back.

use serde::Serialize;

/// One answered row of a clarification sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The row of the sheet as the spreadsheet numbers it; the headings are row 1.
    pub row: u32,
    /// What is answered: `E12`, `D7`.
    pub id: String,
    /// What the person wrote: what `resolve` takes after the id, in German or English.
    pub answer: String,
    /// What the person wrote beside the answer; kept with the decision.
    pub note: Option<String>,
    /// What the sheet showed as the proposal when it was answered: documents parted by blanks, or
    /// an account behind a word.
    pub proposal: Option<String>,
    /// Who answered, where the sheet says so.
    pub by: Option<String>,
}
