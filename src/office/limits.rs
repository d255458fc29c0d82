//! The limits of turnover of a company's VAT regime that are passed or near. They change nothing in
//! the books by themselves and are told wherever a person looks.

use super::asked::asked;
use super::run::Desk;
use crate::report::limits;
use crate::store::Span;

impl Desk {
    /// How the companies (or one) stand to the limits of their regimes, each sentence with its
    /// company's id, in the language of its books.
    pub async fn turnover_limits(
        &self,
        only: Option<&str>,
    ) -> anyhow::Result<Vec<(String, String)>> {
        let mut told = Vec::new();
        for books in self.setup.companies.values() {
            if only.is_some_and(|only| only != books.id) {
                continue;
            }
            let asked =
                asked(&self.setup, Span { company: Some(books.id.clone()), ..Span::default() });
            let stands = limits::standing(&self.store, &asked, (&books.id, books.closing)).await?;
            told.extend(stands.into_iter().map(|limit| (books.id.clone(), limit.said)));
        }
        told.sort();
        Ok(told)
    }
}
