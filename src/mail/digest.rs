//! The digest: after a run, each company reads what came, what was booked, what waits and what was rejected.

use super::Letter;
use crate::domain::Language;
use crate::store::DocumentLine;
use crate::store::rows::{EntryRow, EntryStatus};
use minijinja::value::{Serde, Value};
use minijinja::{Environment, context};
use serde::Serialize;
use std::collections::BTreeMap;

/// Lines of one list at most; the rest is counted.
const LONGEST_LIST: usize = 25;

/// A line of a list.
#[derive(Debug, Clone, Serialize)]
struct Line {
    id: String,
    what: String,
    why: String,
}

/// Who receives the digest of a company, and in which language.
pub struct Reader {
    pub name: String,
    pub email: Option<String>,
    pub language: Language,
}

/// One letter for each company that documents came for; documents that belong to no company are told to the office.
/// `entries` are the bank entries those documents brought. Gives each letter with the company it settles.
pub fn digests<'a>(
    documents: &'a [DocumentLine],
    entries: &[EntryRow],
    reader: impl Fn(Option<&str>) -> Option<Reader>,
) -> Vec<(Option<String>, Option<Letter>)> {
    let mut companies: BTreeMap<Option<&'a str>, Vec<&'a DocumentLine>> = BTreeMap::new();
    for document in documents {
        companies.entry(document.company.as_deref()).or_default().push(document);
    }
    companies
        .into_iter()
        .map(|(company, documents)| {
            let theirs: Vec<&EntryRow> = entries.iter().filter(|entry| Some(entry.company.as_str()) == company).collect();
            let letter = reader(company).and_then(|reader| letter(company, &documents, &theirs, &reader));
            (company.map(str::to_owned), letter)
        })
        .collect()
}

fn letter(company: Option<&str>, documents: &[&DocumentLine], entries: &[&EntryRow], reader: &Reader) -> Option<Letter> {
    let (first, last) = (documents.first()?, documents.last()?);
    let german = reader.language == Language::De;
    let count = |status: &str| documents.iter().filter(|document| document.status == status).count();
    let listed = |status: &str| -> Vec<Line> {
        let fitting = documents.iter().filter(|document| document.status == status);
        fitting
            .map(|document| Line { id: document.id.clone(), what: document.file.clone(), why: document.reason.clone().unwrap_or_default() })
            .collect()
    };
    let matched = entries.iter().filter(|entry| entry.state.status == EntryStatus::Matched).count();
    let waiting: Vec<Line> =
        entries.iter().filter(|entry| entry.state.status != EntryStatus::Matched).map(|entry| line(entry, reader.language)).collect();
    let (held, rejected) = (listed("held"), listed("rejected"));
    let waits = held.len() + waiting.len();
    let values = context! {
        de => german,
        name => reader.name.as_str(),
        received => documents.len(), processed => count("processed"), duplicate => count("duplicate"),
        held_count => held.len(), rejected_count => rejected.len(), waits,
        entries => entries.len(), matched,
        held => Value::from(Serde(cut(held))), rejected => Value::from(Serde(cut(rejected))), waiting_count => waiting.len(), waiting => Value::from(Serde(cut(waiting))), longest => LONGEST_LIST,
    };
    let environment = Environment::new();
    let render = |name: &str, template: &str| environment.render_named_str(name, template, &values).unwrap_or_default();
    let (received, wrong) = (documents.len(), count("rejected"));
    let subject = match german {
        true => format!("{}: {received} Dokumente, {matched} Zahlungen zugeordnet, {waits} warten, {wrong} abgewiesen", reader.name),
        false => format!("{}: {received} documents, {matched} payments matched, {waits} waiting, {wrong} rejected", reader.name),
    };
    Some(Letter {
        cause: format!("digest:{}:{}-{}", company.unwrap_or("office"), first.key, last.key),
        company: company.map(str::to_owned),
        kind: "digest",
        to: reader.email.clone()?,
        subject,
        text: render("digest.txt", include_str!("templates/digest.txt")),
        html: render("digest.html", include_str!("templates/digest.html")),
        document_id: None,
    })
}

fn cut(mut list: Vec<Line>) -> Vec<Line> {
    list.truncate(LONGEST_LIST);
    list
}

fn line(entry: &EntryRow, language: Language) -> Line {
    let date = entry.entry.booking_date.map(|date| date.to_string()).unwrap_or_default();
    let name = entry.entry.counterparty.name.as_deref().or(entry.entry.remittance.as_deref()).unwrap_or_default();
    let why = entry.state.explanation.first().map(|said| match language {
        Language::De => said.de.clone(),
        Language::En => said.en.clone(),
    });
    Line { id: format!("E{}", entry.id), what: format!("{date}  {}  {name}", entry.entry.amount), why: why.unwrap_or_default() }
}
