//! `[[bank]]` and `[[pdf_statement]]`: how statements look that no shipped layout knows. Their form
//! belongs to the formats that read them ([`Bank`], [`Template`]); here each table is tried, so
//! that what is wrong is told with all other faults, and passed on as it stands.

use super::findings::LAYOUT;
use crate::domain::Place;
use crate::formats::bank_csv::Bank;
use crate::formats::pdf_statement::Template;
use crate::settings::Fault;
use crate::settings::page::{Page, Table};
use serde::de::DeserializeOwned;
use std::ops::Range;
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeValue, ValueDeserializer};

/// One such table, by its place in its file.
#[derive(Debug, Clone)]
pub struct LayoutTable {
    /// `pipelines/NAME.toml`.
    pub file: String,
    text: Arc<str>,
    /// `bank` or `pdf_statement`.
    key: &'static str,
    index: usize,
}

/// The sound `[[bank]]` tables of a file.
pub(super) fn banks(root: &Table<'_>, file: &str, text: &Arc<str>) -> Vec<LayoutTable> {
    sound(root, "bank", Bank::fault)
        .map(|index| LayoutTable { file: file.to_owned(), text: text.clone(), key: "bank", index })
        .collect()
}

/// The sound `[[pdf_statement]]` tables of a file.
pub(super) fn pdf_statements(root: &Table<'_>, file: &str, text: &Arc<str>) -> Vec<LayoutTable> {
    let table = |index| LayoutTable {
        file: file.to_owned(),
        text: text.clone(),
        key: "pdf_statement",
        index,
    };
    sound(root, "pdf_statement", |_: &Template| None).map(table).collect()
}

/// The places of the tables that their owner takes; the others are told.
fn sound<T: DeserializeOwned>(
    root: &Table<'_>,
    key: &'static str,
    fault: fn(&T) -> Option<String>,
) -> impl Iterator<Item = usize> {
    let problem = |value| match taken::<T>(value) {
        Ok(layout) => fault(&layout).map(|problem| (problem, value.span())),
        Err(broken) => Some(broken),
    };
    let mut sound = Vec::new();
    for (index, value) in root.items(key).iter().enumerate() {
        match problem(value) {
            None => sound.push(index),
            Some((problem, span)) => {
                root.page().fault(span, LAYOUT.found().with("problem", problem), None)
            }
        }
    }
    sound.into_iter()
}

/// A table as its owner's type, or what is wrong and where.
fn taken<T: DeserializeOwned>(value: &Spanned<DeValue<'_>>) -> Result<T, (String, Range<usize>)> {
    T::deserialize(ValueDeserializer::from(value.clone()))
        .map_err(|error| (error.message().to_owned(), error.span().unwrap_or(value.span())))
}

impl LayoutTable {
    /// The table as the type that owns its form: [`Bank`] or [`Template`]. It has been tried, so
    /// that only another type fails; the fault stands at the line that is wrong.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Box<Fault>> {
        let page = Page::open(&self.file, &self.text);
        let read = page.root().items(self.key).get(self.index).map(taken);
        read.unwrap_or_else(|| Err(("?".to_owned(), 0..0))).map_err(|(problem, span)| {
            page.fault(span, LAYOUT.found().with("problem", &problem), None);
            let told = page.close().into_iter().find(|fault| fault.finding.kind == &LAYOUT);
            Box::new(told.unwrap_or_else(|| {
                Fault::of_file(
                    &self.file,
                    LAYOUT.found().with("problem", problem).at(Place::Line(1)),
                )
            }))
        })
    }
}
