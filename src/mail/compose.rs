//! From text to a message: headers, text and HTML part.

use crate::domain::plain;
use crate::store::rows::MailRow;
use lettre::Message;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// What is to be said, before it is a message.
#[derive(Debug, Clone)]
pub struct Letter {
    /// What it goes out for; the same cause is never mailed twice.
    pub cause: String,
    /// The company it concerns.
    pub company: Option<String>,
    /// As `kontor mail preview` names it.
    pub kind: &'static str,
    /// The address it goes to.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// The plain part.
    pub text: String,
    /// The part for those that show HTML.
    pub html: String,
    /// What it carries.
    pub attachments: Vec<Attachment>,
    /// The document that it is about.
    pub document_id: Option<i64>,
    /// In whose name it goes out, where that is not the office's own.
    pub sender: Option<Sender>,
}

/// The company that a business partner hears from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// As the partner knows it.
    pub name: String,
    /// Where the partner's answer goes.
    pub reply_to: Option<String>,
}

/// A file that goes with a message.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// As the reader sees it, with its ending.
    pub name: String,
    /// Its media type (RFC 2045), e.g. `application/pdf`.
    pub media_type: &'static str,
    /// Its contents.
    pub bytes: Vec<u8>,
}

/// Makes messages in the name of one sender.
#[derive(Debug, Clone)]
pub struct Mailer {
    from: Mailbox,
}

impl Mailer {
    /// A mailer for this sender address, e.g. `buchhaltung@kanzlei.example` or `Kanzlei
    /// <b@kanzlei.example>`.
    pub fn new(from: &str) -> Result<Mailer, lettre::address::AddressError> {
        Ok(Mailer { from: from.parse()? })
    }

    /// The message as a row of the outbox, queued from `now` (ISO 8601 UTC); `None` when the
    /// recipient is no address.
    pub fn message(&self, id: i64, letter: &Letter, now: &str) -> Option<MailRow> {
        let to: Mailbox = letter.to.parse().ok()?;
        let message_id = self.message_id(&letter.cause);
        let (mut from, sender) = (self.from.clone(), letter.sender.as_ref());
        if let Some(sender) = sender.filter(|sender| !sender.name.is_empty()) {
            from.name = Some(plain::subject(&sender.name));
        }
        let message = Message::builder();
        let reply_to = sender.and_then(|sender| sender.reply_to.as_deref()?.parse().ok());
        let message = match reply_to {
            Some(reply_to) => message.reply_to(reply_to),
            None => message,
        };
        let message = message
            .from(from)
            .to(to)
            .subject(plain::subject(&letter.subject))
            .message_id(Some(message_id.clone()))
            .date_now()
            .raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str("Auto-Submitted"),
                "auto-generated".to_owned(),
            ))
            .multipart(body(letter))
            .ok()?;
        Some(MailRow {
            id,
            cause: letter.cause.clone(),
            company: letter.company.clone(),
            kind: letter.kind.to_owned(),
            recipient: letter.to.clone(),
            subject: plain::subject(&letter.subject),
            message_id,
            source: String::from_utf8_lossy(&message.formatted()).into_owned(),
            document_id: letter.document_id,
            status: "queued".to_owned(),
            attempts: 0,
            next_at: now.to_owned(),
            error: None,
        })
    }

    /// The Message-ID (RFC 5322, section 3.6.4) made from a cause: the same cause has the same id
    /// wherever and whenever it is made.
    fn message_id(&self, cause: &str) -> String {
        let digest = Sha256::digest(cause.as_bytes());
        let mut id = String::from("<");
        for byte in digest.iter().take(16) {
            // Writing to a String cannot fail.
            let _ = write!(id, "{byte:02x}");
        }
        format!("{id}@{}>", self.from.email.domain())
    }
}

/// Text and HTML, the reader's choice; the files beside them.
fn body(letter: &Letter) -> MultiPart {
    let texts = MultiPart::alternative()
        .singlepart(
            SinglePart::builder()
                .header(ContentType::TEXT_PLAIN)
                .body(plain::page(&letter.text).into_owned()),
        )
        .singlepart(
            SinglePart::builder()
                .header(ContentType::TEXT_HTML)
                .body(plain::page(&letter.html).into_owned()),
        );
    if letter.attachments.is_empty() {
        return texts;
    }
    letter.attachments.iter().fold(MultiPart::mixed().multipart(texts), |body, file| {
        match ContentType::parse(file.media_type) {
            Ok(kind) => body.singlepart(
                lettre::message::Attachment::new(file.name.clone()).body(file.bytes.clone(), kind),
            ),
            Err(_) => body,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_has_what_mail_programs_need_and_an_id_of_its_cause()
    -> Result<(), Box<dyn std::error::Error>> {
        let mailer = Mailer::new("kontor@kanzlei.example")?;
        let letter = Letter {
            cause: "digest:mueller:1-9".into(),
            company: Some("mueller".into()),
            kind: "digest",
            to: "buch@mueller.example".into(),
            subject: "Übersicht".into(),
            text: "Grüße".into(),
            html: "<p>Grüße</p>".into(),
            attachments: Vec::new(),
            document_id: None,
            sender: None,
        };
        let row = mailer.message(1, &letter, "2026-01-01T00:00:00Z").ok_or("no message")?;
        for header in [
            "From: kontor@kanzlei.example",
            "To: buch@mueller.example",
            "Date: ",
            "text/plain",
            "text/html",
            &row.message_id,
        ] {
            assert!(row.source.contains(header), "{header}");
        }
        assert_eq!(
            Some(row.message_id),
            mailer.message(2, &letter, "2027-01-01T00:00:00Z").map(|row| row.message_id)
        );
        let sender = Some(Sender {
            name: "Müller, Metallbau GmbH".into(),
            reply_to: Some("einkauf@mueller.example".into()),
        });
        let told = Letter { sender, ..letter.clone() };
        let told = mailer.message(3, &told, "").ok_or("no message")?.source;
        assert!(told.contains("<kontor@kanzlei.example>") && !told.contains("From: kontor@"));
        assert!(told.contains("Reply-To: einkauf@mueller.example"), "{told}");
        let nowhere = Letter { to: "nobody".into(), ..letter };
        assert!(mailer.message(3, &nowhere, "").is_none());
        Ok(())
    }
}
