//! Notices to the sender of an invoice: that it came, or why it is sent back. Off until a pipeline
//! turns them on.

use super::{Letter, Sender, Templates};
use crate::domain::Language;
use minijinja::{Value, context};

/// What a sender is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// The invoice came and is being worked on.
    Receipt,
    /// The invoice is invalid and not booked.
    Rejection,
}

/// A notice that follows from a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What is told.
    pub kind: NoticeKind,
    /// The document that it is about.
    pub document_id: i64,
    /// The company's id.
    pub company: String,
    /// The company's name, as the sender knows it.
    pub company_name: String,
    /// The company's address, for the sender's answer.
    pub reply_to: Option<String>,
    /// The address it goes to.
    pub to: String,
    /// The invoice's number.
    pub number: String,
    /// For a rejection: rule, place and meaning of each finding.
    pub reasons: Vec<String>,
}

/// The letter of a notice.
pub fn letter(notice: &Notice, language: Language, templates: &Templates) -> Letter {
    let subject = match (notice.kind, language) {
        (NoticeKind::Receipt, Language::De) => {
            format!("Eingangsbestätigung: Rechnung {}", notice.number)
        }
        (NoticeKind::Receipt, Language::En) => format!("Received: invoice {}", notice.number),
        (NoticeKind::Rejection, Language::De) => {
            format!("Bitte berichtigen: Rechnung {}", notice.number)
        }
        (NoticeKind::Rejection, Language::En) => {
            format!("Please correct: invoice {}", notice.number)
        }
    };
    let rejection = notice.kind == NoticeKind::Rejection;
    let values = values(notice, language);
    Letter {
        cause: format!(
            "{}:D{}",
            if rejection { "rejection" } else { "receipt" },
            notice.document_id
        ),
        company: Some(notice.company.clone()),
        kind: if rejection { "rejection" } else { "receipt" },
        to: notice.to.clone(),
        subject,
        text: templates.render("notice.txt", &values),
        html: templates.render("notice.html", &values),
        attachments: Vec::new(),
        document_id: Some(notice.document_id),
        sender: Some(Sender {
            name: notice.company_name.clone(),
            reply_to: notice.reply_to.clone(),
        }),
    }
}

/// What the templates are filled with.
pub(super) fn values(notice: &Notice, language: Language) -> Value {
    context! {
        de => language == Language::De, rejection => notice.kind == NoticeKind::Rejection,
        number => notice.number.as_str(),
        company => notice.company_name.as_str(), reasons => notice.reasons.clone()
    }
}
