//! The outbox as it is worked off: what is queued, what was begun, and what a person says of a
//! message that failed.

use super::ask::mail;
use super::rows::MailRow;
use super::sql::{self, QueryBuilder, Row, Transaction};
use super::{JobRow, ROWS, Store, Stored};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// Writes messages to go out; the same cause never mails twice.
pub(super) async fn mails(to: &mut Transaction, rows: &[MailRow]) -> Stored<()> {
    for chunk in rows.chunks(ROWS) {
        let mut query = QueryBuilder::new(
            "INSERT INTO mail (id, cause, company, kind, recipient, subject, message_id, source, \
             document_id, status, attempts, next_at, error) ",
        );
        query.push_values(chunk, |row, mail| {
            row.push_bind(mail.id)
                .push_bind(&mail.cause)
                .push_bind(&mail.company)
                .push_bind(&mail.kind)
                .push_bind(&mail.recipient);
            row.push_bind(&mail.subject)
                .push_bind(&mail.message_id)
                .push_bind(&mail.source)
                .push_bind(mail.document_id);
            row.push_bind(&mail.status)
                .push_bind(mail.attempts)
                .push_bind(&mail.next_at)
                .push_bind(&mail.error);
        });
        query.push(" ON CONFLICT (cause) DO NOTHING").build().execute(&mut *to).await?;
    }
    Ok(())
}

/// What is told of a message: all but what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailLine {
    /// The id behind `M3`.
    pub id: i64,
    /// The company it concerns.
    pub company: Option<String>,
    /// Digest, rejection, receipt …
    pub kind: String,
    /// Where it goes.
    pub recipient: String,
    /// Its subject.
    pub subject: String,
    /// Its Message-ID, the same at each try.
    pub message_id: String,
    /// The document that it is about.
    pub document_id: Option<i64>,
    /// `queued`, `sent` or `failed`.
    pub status: String,
    /// What the server said last.
    pub error: Option<String>,
}

/// The columns of a [`MailLine`].
const LINE: &str = "SELECT id, company, kind, recipient, subject, message_id, document_id, status, \
                    error FROM mail WHERE ";

fn line(row: &Row) -> Stored<MailLine> {
    Ok(MailLine {
        id: row.try_get("id")?,
        company: row.try_get("company")?,
        kind: row.try_get("kind")?,
        recipient: row.try_get("recipient")?,
        subject: row.try_get("subject")?,
        message_id: row.try_get("message_id")?,
        document_id: row.try_get("document_id")?,
        status: row.try_get("status")?,
        error: row.try_get("error")?,
    })
}

impl Store {
    /// The messages of a company (`None`: of all and of none), oldest first, one after the other.
    pub async fn each_mail(&self, company: Option<&str>, take: impl FnMut(MailLine)) -> Stored<()> {
        let mut query = QueryBuilder::new(LINE);
        query.push_company("company", company).push(" ORDER BY id");
        query.build().each_as(&self.pool, line, take).await
    }

    /// What is told of one message.
    pub async fn mail_line(&self, id: i64) -> Stored<Option<MailLine>> {
        let mut query = QueryBuilder::new(LINE);
        let row = query.push("id = ").push_bind(id).build().fetch_optional(&self.pool).await?;
        row.as_ref().map(line).transpose()
    }

    /// How many of the last notices to a sender's address are about documents that came since; at
    /// most `most` are looked at.
    pub async fn notices_since(&self, to: &str, since: Timestamp, most: usize) -> Stored<usize> {
        let rows = sql::query(
            "SELECT d.received_at FROM mail m JOIN document d ON d.id = m.document_id WHERE \
             m.recipient = $1 AND m.kind IN ('receipt', 'rejection') ORDER BY m.id DESC LIMIT $2",
        )
        .bind(to)
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .fetch_all(&self.pool)
        .await?;
        let mut told = 0;
        for row in &rows {
            let received: &str = row.try_get("received_at")?;
            told += usize::from(received.parse::<Timestamp>().is_ok_and(|at| at >= since));
        }
        Ok(told)
    }

    /// The messages that are queued, oldest first, whatever their time.
    pub async fn mails_queued(&self) -> Stored<Vec<MailRow>> {
        let rows = sql::query("SELECT * FROM mail WHERE status = 'queued' ORDER BY id")
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(mail).collect()
    }

    /// The queued messages whose sending was begun and never ended.
    pub async fn mails_begun(&self) -> Stored<Vec<MailRow>> {
        let rows = sql::query(
            "SELECT * FROM mail WHERE status = 'queued' AND begun IS NOT NULL ORDER BY id",
        )
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(mail).collect()
    }

    /// One message.
    pub async fn mail(&self, id: i64) -> Stored<Option<MailRow>> {
        sql::query("SELECT * FROM mail WHERE id = $1")
            .bind(id)
            .fetch_optional(&self.pool)
            .await?
            .as_ref()
            .map(mail)
            .transpose()
    }

    /// Notes that a message is about to be sent (ISO 8601 UTC), or that it was not after all.
    pub async fn mail_begun(&self, id: i64, at: Option<&str>) -> Stored<()> {
        sql::query("UPDATE mail SET begun = $1 WHERE id = $2")
            .bind(at)
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Makes all that is queued wait until then (ISO 8601 UTC); gives how many that are.
    pub async fn mails_wait_until(&self, then: &str) -> Stored<usize> {
        let done = sql::query("UPDATE mail SET next_at = $1 WHERE status = 'queued'")
            .bind(then)
            .execute(&self.pool)
            .await?;
        Ok(usize::try_from(done).unwrap_or(usize::MAX))
    }

    /// A failed message that a person lets be (ISO 8601 UTC), so that nobody is told of it any
    /// more; or no longer.
    pub async fn mail_let_be(&self, id: i64, at: Option<&str>) -> Stored<()> {
        sql::query("UPDATE mail SET let_be = $1 WHERE id = $2")
            .bind(at)
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Which of these causes were mailed.
    pub async fn mailed(&self, causes: &[String]) -> Stored<BTreeSet<String>> {
        let mut found = BTreeSet::new();
        for chunk in causes.chunks(ROWS) {
            let mut query = QueryBuilder::new("SELECT cause FROM mail WHERE cause IN (");
            query.push_list(chunk);
            for row in query.push(")").build().fetch_all(&self.pool).await? {
                found.insert(row.try_get(0)?);
            }
        }
        Ok(found)
    }

    /// How a job ended when it ran last.
    pub async fn job(&self, name: &str) -> Stored<Option<JobRow>> {
        Ok(self.jobs().await?.into_iter().find(|job| job.name == name))
    }
}
