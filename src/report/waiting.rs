//! What waits for a person: the rows of the reports `documents` and `reconciliation` that ask
//! something. `review` shows them, and the clarification sheet carries them. Only what waits is
//! read, never all that ever came.

use super::Asked;
use super::clarification::by_urgency;
use super::gather::{document_row, document_rows, entry_rows};
use super::row::Row;
use crate::domain::{Currency, Language, Money};
use crate::store::rows::EntryRow;
use crate::store::{self, DocumentLine, Store, Stored};
use std::collections::HashMap;
use std::ops::ControlFlow;

/// Questions that a sheet carries at most: what one works off in an hour. The others are counted in
/// the mail and come with the next.
const MOST_QUESTIONS: usize = 60;

/// The documents that are held or were taken with doubts, then the bank entries that are suggested
/// or open, by company and day.
pub async fn waiting(store: &Store, asked: &Asked) -> Stored<Vec<Row>> {
    let mut rows = Vec::new();
    let take = &mut |row| {
        rows.push(row);
        ControlFlow::Continue(())
    };
    each_waiting(store, asked, take).await?;
    Ok(rows)
}

/// The same one after the other, as long as whoever takes them goes on: of many entries that wait
/// only a page is held.
pub async fn each_waiting(
    store: &Store,
    asked: &Asked,
    take: &mut (dyn FnMut(Row) -> ControlFlow<()> + Send),
) -> Stored<()> {
    let company = asked.span.company.as_deref();
    let documents = documents_waiting(store, company, asked).await?;
    if document_rows(&documents).into_iter().try_for_each(&mut *take).is_break() {
        return Ok(());
    }
    for page in store.ids_waiting(company).await?.chunks(PAGE) {
        let entries = store.entries(page).await?;
        let language = |entry: &EntryRow| asked.language_of(Some(&entry.company));
        for alike in entries.chunk_by(|one, next| language(one) == language(next)) {
            let language = alike.first().map_or(asked.language, language);
            let rows = entry_rows(store, alike.to_vec(), language).await?;
            if rows.into_iter().try_for_each(&mut *take).is_break() {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// A row about an account that is assumed for the vendor of a booked invoice: what is said of it
/// stands for what the document itself asks.
pub fn assumed_row(document: &DocumentLine, account: &str, said: String) -> Row {
    document_row(document)
        .with(ASSUMED, true)
        .with("proposed_account", account)
        .with("doubts", vec![said])
}

/// The mark of such a row.
pub(super) const ASSUMED: &str = "assumed";

/// The documents that wait for a person, each with what is asked in its company's language.
pub async fn documents_waiting(
    store: &Store,
    company: Option<&str>,
    asked: &Asked,
) -> Stored<Vec<DocumentLine>> {
    let mut waiting = store.documents_waiting(company, asked.language).await?;
    let is_other =
        |document: &DocumentLine| asked.language_of(document.company.as_deref()) != asked.language;
    if waiting.iter().any(is_other) {
        let other = match asked.language {
            Language::De => Language::En,
            Language::En => Language::De,
        };
        let others = store.documents_waiting(company, other).await?;
        let mut others: HashMap<i64, DocumentLine> =
            others.into_iter().map(|document| (document.key, document)).collect();
        for document in waiting.iter_mut().filter(|document| is_other(document)) {
            if let Some(told) = others.remove(&document.key) {
                *document = told;
            }
        }
    }
    Ok(waiting)
}

/// Bank entries that are read at once.
const PAGE: usize = 1_000;

/// What a document among these rows is called.
pub fn called(row: &Row, language: Language) -> Option<String> {
    let text = |name: &str| row.text(name);
    let amount = row["amount"].number().zip(text("currency").and_then(Currency::read));
    let amount = amount.map(|(amount, currency)| Money::new(amount, currency));
    store::called(text("party"), text("number"), amount, text("shown_as"), language)
}

/// The most urgent questions of a company (`None`: of all), as rows of `documents` and
/// `reconciliation` in the order in which they are worked off.
pub async fn questions(
    store: &Store,
    company: Option<&str>,
    language: Language,
) -> Stored<Vec<Row>> {
    let mut waiting = document_rows(&store.documents_waiting(company, language).await?);
    let entries = store.entries(&store.largest_waiting(company, MOST_QUESTIONS).await?).await?;
    waiting.extend(entry_rows(store, entries, language).await?);
    by_urgency(&mut waiting);
    waiting.truncate(MOST_QUESTIONS);
    Ok(waiting)
}
