//! The outbox as it is worked off: what is queued, what was begun, and what a person says of a message that failed.

use super::ask::mail;
use super::rows::MailRow;
use super::sql::{self, QueryBuilder};
use super::{JobRow, ROWS, Store, Stored};
use std::collections::BTreeSet;

impl Store {
    /// The messages that are queued, oldest first, whatever their time.
    pub async fn mails_queued(&self) -> Stored<Vec<MailRow>> {
        let rows = sql::query("SELECT * FROM mail WHERE status = 'queued' ORDER BY id").fetch_all(&self.pool).await?;
        rows.iter().map(mail).collect()
    }

    /// The queued messages whose sending was begun and never ended.
    pub async fn mails_begun(&self) -> Stored<Vec<MailRow>> {
        let rows = sql::query("SELECT * FROM mail WHERE status = 'queued' AND begun IS NOT NULL ORDER BY id").fetch_all(&self.pool).await?;
        rows.iter().map(mail).collect()
    }

    /// One message.
    pub async fn mail(&self, id: i64) -> Stored<Option<MailRow>> {
        sql::query("SELECT * FROM mail WHERE id = $1").bind(id).fetch_optional(&self.pool).await?.as_ref().map(mail).transpose()
    }

    /// Notes that a message is about to be sent (ISO 8601 UTC), or that it was not after all.
    pub async fn mail_begun(&self, id: i64, at: Option<&str>) -> Stored<()> {
        sql::query("UPDATE mail SET begun = $1 WHERE id = $2").bind(at).bind(id).execute(&self.pool).await?;
        Ok(())
    }

    /// Makes all that is queued wait until then (ISO 8601 UTC); gives how many that are.
    pub async fn mails_wait_until(&self, then: &str) -> Stored<usize> {
        let done = sql::query("UPDATE mail SET next_at = $1 WHERE status = 'queued'").bind(then).execute(&self.pool).await?;
        Ok(usize::try_from(done).unwrap_or(usize::MAX))
    }

    /// A failed message that a person lets be (ISO 8601 UTC), so that nobody is told of it any more; or no longer.
    pub async fn mail_let_be(&self, id: i64, at: Option<&str>) -> Stored<()> {
        sql::query("UPDATE mail SET let_be = $1 WHERE id = $2").bind(at).bind(id).execute(&self.pool).await?;
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
