//! The mail that carries the reports a company asked for.

use super::{Attachment, Letter, Templates};
use crate::domain::Language;
use minijinja::context;
use minijinja::value::{Serde, Value};
use serde::Serialize;

/// A report that is attached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportLine {
    /// As a person calls it.
    pub title: String,
    /// How many rows it has.
    pub rows: usize,
    /// The attachment's name.
    pub file: String,
}

/// What such a mail tells.
pub struct ReportNews<'a> {
    /// The company's id.
    pub company: &'a str,
    /// Its name.
    pub name: &'a str,
    /// What the reports are of, as a person says it.
    pub period: String,
    /// What is attached.
    pub reports: Vec<ReportLine>,
    /// The files.
    pub attachments: Vec<Attachment>,
}

/// The letters, one for each cause and address.
pub fn report_letters(
    news: &ReportNews<'_>,
    to: &[(String, String)],
    language: Language,
    templates: &Templates,
) -> Vec<Letter> {
    let values = values(news, language);
    let (text, html) =
        (templates.render("reports.txt", &values), templates.render("reports.html", &values));
    let word = if language == Language::De { "Berichte" } else { "Reports" };
    let letter = |(cause, to): &(String, String)| Letter {
        cause: cause.clone(),
        company: Some(news.company.to_owned()),
        kind: "reports",
        to: to.clone(),
        subject: format!("{}: {word}, {}", news.name, news.period),
        text: text.clone(),
        html: html.clone(),
        attachments: news.attachments.clone(),
        document_id: None,
        sender: None,
    };
    to.iter().map(letter).collect()
}

/// What the templates are filled with.
pub(super) fn values(news: &ReportNews<'_>, language: Language) -> Value {
    context! {
        de => language == Language::De, name => news.name, period => news.period.as_str(),
        reports => Value::from(Serde(&news.reports))
    }
}
