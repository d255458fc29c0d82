//! Timed work, and what still waits to be decided.

use super::read::{entry, item};
use super::rows::{EntryRow, ItemRow};
use super::sql::{self, Row};
use super::{Store, Stored};
use crate::domain::Language;
use std::collections::BTreeSet;

/// How a job ended when it ran last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRow {
    /// The job's name in the table of jobs, with its company where it has one.
    pub name: String,
    /// ISO 8601 UTC.
    pub ended_at: String,
    /// What went wrong; `None` when nothing did.
    pub error: Option<String>,
    /// What it worked with, where that decides whether it must run again.
    pub mark: Option<String>,
}

/// How much waits, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Waiting {
    /// Documents held for a person.
    pub documents: i64,
    /// Bank entries that are suggested or open.
    pub entries: i64,
    /// Messages on their way.
    pub mails_queued: i64,
    /// Messages given up.
    pub mails_failed: i64,
}

impl Store {
    /// Notes how a job ended.
    pub async fn job_ended(&self, job: &JobRow) -> Stored<()> {
        sql::query(
            "INSERT INTO job (name, ended_at, error, mark) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (name) DO UPDATE SET ended_at = excluded.ended_at, error = \
             excluded.error, mark = excluded.mark",
        )
        .bind(&job.name)
        .bind(&job.ended_at)
        .bind(&job.error)
        .bind(&job.mark)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// The jobs that have run, by name.
    pub async fn jobs(&self) -> Stored<Vec<JobRow>> {
        let rows = sql::query("SELECT name, ended_at, error, mark FROM job ORDER BY name")
            .fetch_all(&self.pool)
            .await?;
        let job = |row: &Row| -> Stored<JobRow> {
            let (name, ended_at) = (row.try_get("name")?, row.try_get("ended_at")?);
            Ok(JobRow { name, ended_at, error: row.try_get("error")?, mark: row.try_get("mark")? })
        };
        rows.iter().map(job).collect()
    }

    /// How much waits: documents that are held or were taken with doubts, as `review` lists them,
    /// and entries nobody has decided.
    pub async fn waiting(&self) -> Stored<Waiting> {
        let mut documents: BTreeSet<i64> =
            self.doubts(None, Language::default()).await?.into_keys().collect();
        for row in &sql::query("SELECT id FROM document WHERE status = 'held'")
            .fetch_all(&self.pool)
            .await?
        {
            documents.insert(row.try_get(0)?);
        }
        let row = sql::query(
            "SELECT (SELECT COUNT(*) FROM bank_entry WHERE status <> 'matched') AS entries, \
             (SELECT COUNT(*) FROM mail WHERE status = 'queued') AS queued, (SELECT COUNT(*) FROM \
             mail WHERE status = 'failed' AND let_be IS NULL) AS failed",
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(Waiting {
            documents: i64::try_from(documents.len()).unwrap_or(i64::MAX),
            entries: row.try_get("entries")?,
            mails_queued: row.try_get("queued")?,
            mails_failed: row.try_get("failed")?,
        })
    }

    /// Entries of a company that are neither matched nor left by a person, with ids after `after`,
    /// at most `most`; without allocations to items, since nothing is settled by them.
    pub async fn undecided(&self, company: &str, after: i64, most: u32) -> Stored<Vec<EntryRow>> {
        let rows = sql::query(
            "SELECT * FROM bank_entry WHERE company = $1 AND status <> 'matched' AND decided_by = \
             'kontor' AND id > $2 ORDER BY id LIMIT $3",
        )
        .bind(company)
        .bind(after)
        .bind(i64::from(most))
        .fetch_all(&self.pool)
        .await?;
        let ids = rows.iter().map(|row| Ok(entry(row)?.id)).collect::<Stored<Vec<i64>>>()?;
        self.entries(&ids).await
    }

    /// Those of them whose explanation names a mark: the store looks, so that none of the others is
    /// read.
    pub async fn undecided_for(&self, mark: &str) -> Stored<Vec<EntryRow>> {
        let rows = sql::query(
            "SELECT id FROM bank_entry WHERE status <> 'matched' AND decided_by = 'kontor' AND \
             explanation LIKE $1 ORDER BY company, id",
        );
        let read = |row: &Row| Ok(row.try_get("id")?);
        let ids = rows.bind(format!("%{mark}%")).fetch_as(&self.pool, read).await?;
        self.entries(&ids).await
    }

    /// The items of a company after this one, whatever is open of them, in the order they came.
    pub async fn items_after(&self, company: &str, after: i64, most: u32) -> Stored<Vec<ItemRow>> {
        let rows = sql::query(
            "SELECT * FROM open_item WHERE company = $1 AND id > $2 ORDER BY id LIMIT $3",
        );
        let rows =
            rows.bind(company).bind(after).bind(i64::from(most)).fetch_all(&self.pool).await?;
        rows.iter().map(item).collect()
    }

    /// The bank entries of a company after this one, in the order they came.
    pub async fn entries_after(
        &self,
        company: &str,
        after: i64,
        most: u32,
    ) -> Stored<Vec<EntryRow>> {
        let rows = sql::query(
            "SELECT id FROM bank_entry WHERE company = $1 AND id > $2 ORDER BY id LIMIT $3",
        );
        let rows =
            rows.bind(company).bind(after).bind(i64::from(most)).fetch_all(&self.pool).await?;
        let ids = rows.iter().map(|row| Ok(row.try_get("id")?)).collect::<Stored<Vec<i64>>>()?;
        self.entries(&ids).await
    }
}
