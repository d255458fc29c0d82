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
    /// What the row says of what it is about, besides its id.
    pub shown: Shown,
}

/// What a row of a clarification sheet shows of the entry or document that it asks about, as it
/// stands in its cells when it comes back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// The company's id.
    pub company: Option<String>,
    /// The booking day; of a document the day it came.
    pub date: Option<String>,
    /// The amount.
    pub amount: Option<String>,
    /// Of that amount.
    pub currency: Option<String>,
    /// The counterparty; of a document what it is called, and its file.
    pub party: Option<String>,
    /// The remittance; of a document its number.
    pub text: Option<String>,
}
