//! `[[bank]]` and `[[pdf_statement]]`: passed on as they stand to the format that owns their form.

use super::findings::LAYOUT;
use crate::domain::Place;
use crate::settings::Fault;
use crate::settings::page::Page;
use serde::de::DeserializeOwned;
use std::ops::Range;
use std::sync::Arc;
use toml::de::ValueDeserializer;

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

impl LayoutTable {
    pub(super) fn new(file: &str, text: &Arc<str>, key: &'static str, index: usize) -> LayoutTable {
        LayoutTable { file: file.to_owned(), text: text.clone(), key, index }
    }

    /// The table as the type that owns its form (`formats::bank_csv`'s `Bank`); the fault stands at the line that is wrong.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Box<Fault>> {
        let page = Page::open(&self.file, &self.text);
        let root = page.root();
        let Some(value) = root.item(self.key, self.index) else { return Err(Box::new(self.fault_at(0..0, "?"))) };
        T::deserialize(ValueDeserializer::from(value.clone()))
            .map_err(|error| Box::new(self.fault_at(error.span().unwrap_or(value.span()), error.message())))
    }

    /// A fault of the whole table, for what its owner finds wrong beyond its form.
    pub fn fault(&self, problem: &str) -> Fault {
        let page = Page::open(&self.file, &self.text);
        let span = page.root().item(self.key, self.index).map_or(0..0, |value| value.span());
        self.fault_at(span, problem)
    }

    fn fault_at(&self, span: Range<usize>, problem: &str) -> Fault {
        let page = Page::open(&self.file, &self.text);
        page.fault(span, LAYOUT.found().with("problem", problem), None);
        let told = page.close().into_iter().find(|fault| fault.finding.kind == &LAYOUT);
        told.unwrap_or_else(|| Fault::of_file(&self.file, LAYOUT.found().with("problem", problem).at(Place::Line(1))))
    }
}
