//! `[[bank]]` and `[[pdf_statement]]`: how statements look that no shipped layout knows. Their form belongs to the formats
//! that read them ([`Bank`], [`Template`]); here they are only taken out of the file, and what is wrong is told at its line.

use super::findings::LAYOUT;
use crate::formats::bank_csv::Bank;
use crate::formats::pdf_statement::Template;
use crate::settings::page::Table;
use serde::de::DeserializeOwned;
use toml::de::ValueDeserializer;

/// The `[[bank]]` tables of a file.
pub(super) fn banks(root: &Table<'_>) -> Vec<Bank> {
    read(root, "bank", Bank::fault)
}

/// The `[[pdf_statement]]` tables of a file.
pub(super) fn pdf_statements(root: &Table<'_>) -> Vec<Template> {
    read(root, "pdf_statement", |_| None)
}

fn read<T: DeserializeOwned>(root: &Table<'_>, key: &'static str, fault: fn(&T) -> Option<String>) -> Vec<T> {
    let mut layouts = Vec::new();
    for value in root.items(key) {
        let (problem, span) = match T::deserialize(ValueDeserializer::from(value.clone())) {
            Ok(layout) => match fault(&layout) {
                Some(problem) => (problem, value.span()),
                None => {
                    layouts.push(layout);
                    continue;
                }
            },
            Err(error) => (error.message().to_owned(), error.span().unwrap_or(value.span())),
        };
        root.page().fault(span, LAYOUT.found().with("problem", problem), None);
    }
    layouts
}
