//! Layouts of PDF statements, as pipeline files write them.

use super::super::bank_csv::columns::Field;
use super::super::bank_csv::layout::Sign;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A layout of PDF statements: an entry `[[pdf_statement]]` of a pipeline file.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Kebab-case; the format is `pdf:NAME`.
    pub name: String,
    /// What it is, for people.
    pub title: String,
    /// Words that must all stand on the first page.
    pub marks: Vec<String>,
    /// The words before the opening balance.
    pub opening: String,
    /// The words before the closing balance; the last of them on the last page counts.
    pub closing: String,
    /// Where each field stands: `booking_date`, `value_date`, `remittance`, and `amount` or `debit`
    /// and `credit`.
    pub columns: BTreeMap<Field, Stand>,
    /// Beginnings of lines that belong to no entry.
    #[serde(default)]
    pub stop: Vec<String>,
    /// Which sign parts decimals; `,` unless said otherwise.
    pub decimal: Option<Sign>,
    /// ISO 4217 code; else what stands beside the amounts, else that of the account's other
    /// statements, else EUR.
    pub currency: Option<String>,
}

/// Where a column stands.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Stand {
    /// Below this word of the header line.
    Below(String),
    /// Between these distances from the left edge, in points.
    Between([f64; 2]),
}

/// A file's `[[pdf_statement]]` entries alone.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    pdf_statement: Vec<Template>,
}

/// Reads a file of `[[pdf_statement]]` entries; the error says where it is wrong.
pub fn templates(text: &str) -> Result<Vec<Template>, toml::de::Error> {
    toml::from_str::<File>(text).map(|file| file.pdf_statement)
}

/// The shipped templates. A test holds that they can be read.
pub static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| {
    templates(include_str!("../../../pipelines/pdf-statements.toml")).unwrap_or_default()
});
