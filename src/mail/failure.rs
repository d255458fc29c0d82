//! The mail about a nightly run that did not go well: silence would look like success.

use super::{Letter, Templates};
use crate::domain::Language;
use minijinja::context;
use minijinja::value::{Serde, Value};
use serde::Serialize;

/// A job of the night that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FailedJob {
    /// As a person calls it.
    pub name: String,
    /// What went wrong, and for whom.
    pub why: String,
}

/// The letters about a night, one for each address. `at` is when it ran, as a person reads it;
/// `cause` names it for ever.
pub fn failure(
    cause: &str,
    at: &str,
    jobs: &[FailedJob],
    to: &[String],
    language: Language,
    templates: &Templates,
) -> Vec<Letter> {
    let values = values(at, jobs, language);
    let (text, html) =
        (templates.render("failure.txt", &values), templates.render("failure.html", &values));
    let subject = match language {
        Language::De => "kontor: Der Nachtlauf ist nicht ganz gelungen",
        Language::En => "kontor: the nightly run did not go well",
    };
    let letter = |to: &String| Letter {
        cause: format!("failure:{cause}:{to}"),
        company: None,
        kind: "failure",
        to: to.clone(),
        subject: subject.to_owned(),
        text: text.clone(),
        html: html.clone(),
        attachments: Vec::new(),
        document_id: None,
        sender: None,
    };
    to.iter().map(letter).collect()
}

/// What the templates are filled with.
pub(super) fn values(at: &str, jobs: &[FailedJob], language: Language) -> Value {
    context! { de => language == Language::De, at => at, jobs => Value::from(Serde(jobs)) }
}
