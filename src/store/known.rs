//! Reading for planning: what the one writer must know of before it can say what a batch causes.

use super::JournalRow;
use super::ask::{STATEMENTS, statement};
use super::journal::journal;
use super::neighbours::Keys;
use super::read::{claimed, contact, date};
use super::rows::{ContactRow, DocumentRow, StatementRow};
use super::sql::{self, QueryBuilder, Row};
use super::{ROWS, Store, StoreError, Stored};
use jiff::civil::Date;
use std::collections::{BTreeSet, HashMap};

/// The last numbers given, from which the one writer counts on.
#[derive(Debug, Clone, Default)]
pub struct Counters {
    /// Documents.
    pub document: i64,
    /// Contacts.
    pub contact: i64,
    /// Open items.
    pub item: i64,
    /// Statements.
    pub statement: i64,
    /// Bank entries.
    pub entry: i64,
    /// Mails.
    pub mail: i64,
    /// Decisions of persons.
    pub decision: i64,
    /// Items set off against each other.
    pub set_off: i64,
    /// Company → last journal number and hash.
    pub journal: HashMap<String, (i64, String)>,
    /// Company → the last day closed.
    pub closed: HashMap<String, Date>,
}

impl Store {
    /// The last numbers given.
    pub async fn counters(&self) -> Stored<Counters> {
        let row = sql::query(
            "SELECT (SELECT COALESCE(MAX(id), 0) FROM document) AS document, (SELECT \
             COALESCE(MAX(id), 0) FROM contact) AS contact, \
             (SELECT COALESCE(MAX(id), 0) FROM open_item) AS item, (SELECT COALESCE(MAX(id), 0) \
             FROM statement) AS statement, \
             (SELECT COALESCE(MAX(id), 0) FROM bank_entry) AS entry, (SELECT COALESCE(MAX(id), 0) \
             FROM mail) AS mail, \
             (SELECT COALESCE(MAX(id), 0) FROM decision) AS decision, (SELECT COALESCE(MAX(id), 0) \
             FROM set_off) AS set_off",
        )
        .fetch_one(&self.pool)
        .await?;
        let mut counters = Counters {
            document: row.try_get("document")?,
            contact: row.try_get("contact")?,
            item: row.try_get("item")?,
            statement: row.try_get("statement")?,
            entry: row.try_get("entry")?,
            mail: row.try_get("mail")?,
            decision: row.try_get("decision")?,
            set_off: row.try_get("set_off")?,
            journal: HashMap::new(),
            closed: HashMap::new(),
        };
        let ends = sql::query(
            "WITH RECURSIVE kept (company) AS (SELECT MIN(company) FROM account_total UNION ALL \
             SELECT (SELECT MIN(t.company) FROM account_total t WHERE t.company > kept.company) \
             FROM kept WHERE kept.company IS NOT NULL) SELECT e.company, e.number, e.hash FROM \
             kept JOIN journal_entry e ON e.company = kept.company AND e.number = (SELECT \
             MAX(l.number) FROM journal_entry l WHERE l.company = kept.company)",
        )
        .fetch_all(&self.pool)
        .await?;
        for end in ends {
            counters
                .journal
                .insert(end.try_get("company")?, (end.try_get("number")?, end.try_get("hash")?));
        }
        for row in
            sql::query("SELECT company, MAX(closed_until) AS day FROM closing GROUP BY company")
                .fetch_all(&self.pool)
                .await?
        {
            let day: &str = row.try_get("day")?;
            let day =
                day.parse().map_err(|_| StoreError::Garbled(format!("closed_until: {day}")))?;
            counters.closed.insert(row.try_get("company")?, day);
        }
        Ok(counters)
    }

    /// Every contact of every company.
    pub async fn contacts(&self) -> Stored<Vec<ContactRow>> {
        sql::query("SELECT * FROM contact ORDER BY id").fetch_as(&self.pool, contact).await
    }

    /// The contacts after this one, at most so many, in the order they came.
    pub async fn contacts_after(&self, after: i64, most: i64) -> Stored<Vec<ContactRow>> {
        sql::query("SELECT * FROM contact WHERE id > $1 ORDER BY id LIMIT $2")
            .bind(after)
            .bind(most)
            .fetch_as(&self.pool, contact)
            .await
    }

    /// Whether there are more than `most` contacts. Counts no further.
    pub async fn has_more_contacts_than(&self, most: usize) -> Stored<bool> {
        let most = i64::try_from(most).unwrap_or(i64::MAX - 1);
        let row = sql::query("SELECT COUNT(*) AS n FROM (SELECT 1 FROM contact LIMIT $1) few")
            .bind(most + 1)
            .fetch_one(&self.pool)
            .await?;
        Ok(row.try_get::<i64, _>("n")? > most)
    }

    /// The contacts of a company (`None`: of all), in the order they came.
    pub async fn contacts_of(&self, company: Option<&str>) -> Stored<Vec<ContactRow>> {
        let Some(company) = company else { return self.contacts().await };
        sql::query("SELECT * FROM contact WHERE company = $1 ORDER BY id")
            .bind(company)
            .fetch_as(&self.pool, contact)
            .await
    }

    /// The personal accounts that contacts of different keys bear together: company, account, how
    /// many there are.
    pub async fn accounts_shared(&self) -> Stored<Vec<(String, String, i64)>> {
        let rows = sql::query(
            "SELECT company, account, COUNT(DISTINCT contact) AS n FROM (SELECT company, contact, \
             customer_account AS account FROM contact WHERE customer_account IS NOT NULL UNION ALL \
             SELECT company, contact, vendor_account FROM contact WHERE vendor_account IS NOT \
             NULL) AS borne GROUP BY company, account HAVING COUNT(DISTINCT contact) > 1 ORDER BY \
             company, account",
        );
        let read =
            |row: &Row| Ok((row.try_get("company")?, row.try_get("account")?, row.try_get("n")?));
        rows.fetch_as(&self.pool, read).await
    }

    /// The contacts with these ids.
    pub async fn contacts_numbered(&self, ids: &[i64]) -> Stored<Vec<ContactRow>> {
        let mut found = Vec::new();
        for chunk in ids.chunks(ROWS) {
            let mut query = QueryBuilder::new("SELECT * FROM contact WHERE id IN (");
            list(&mut query, chunk);
            for row in query.push(") ORDER BY id").build().fetch_all(&self.pool).await? {
                found.push(contact(&row)?);
            }
        }
        Ok(found)
    }

    /// The documents with these contents that are booked or wait.
    pub async fn documents_with(&self, contents: &[String]) -> Stored<Vec<DocumentRow>> {
        let mut known = Vec::new();
        for chunk in contents.chunks(ROWS) {
            let mut query = QueryBuilder::new(
                "SELECT * FROM document WHERE status IN ('processed', 'held') AND sha256 IN (",
            );
            query.push_list(chunk);
            for row in query.push(") ORDER BY id").build().fetch_all(&self.pool).await? {
                known.push(claimed(&row)?);
            }
        }
        Ok(known)
    }

    /// The last list of each kind that each company took: company, kind, SHA-256. The kinds are
    /// those of the index `document_list`, in its words.
    pub async fn last_lists(&self) -> Stored<Vec<(String, String, String)>> {
        let rows = sql::query(
            "SELECT d.company, d.kind, d.sha256 FROM (SELECT MAX(id) AS id FROM document WHERE \
             status = 'processed' AND kind IN ('contacts', 'open-items', 'opening-balances', \
             'order') AND company IS NOT NULL GROUP BY kind, company) newest CROSS JOIN document d \
             WHERE d.id = newest.id",
        )
        .fetch_all(&self.pool)
        .await?;
        let list = |row: &sql::Row| {
            Ok((row.try_get("company")?, row.try_get("kind")?, row.try_get("sha256")?))
        };
        rows.iter().map(list).collect()
    }

    /// Whether a document's original was kept.
    pub async fn knows_originals(&self) -> Stored<bool> {
        let row = sql::query("SELECT 1 AS one FROM document WHERE archived IS NOT NULL LIMIT 1")
            .fetch_optional(&self.pool)
            .await?;
        Ok(row.is_some())
    }

    /// The documents committed under a claim, parts included; only what finishing a claim needs.
    pub async fn documents_claimed(&self, claim: &str) -> Stored<Vec<DocumentRow>> {
        let rows = sql::query(
            "SELECT * FROM document WHERE claim = $1 OR claim LIKE $2 ESCAPE '~' ORDER BY id",
        )
        .bind(claim)
        .bind(format!("{}!%", claim.replace('~', "~~").replace('%', "~%").replace('_', "~_")))
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(claimed).collect()
    }

    /// The statements with these ids.
    pub async fn statements_with(&self, ids: &[i64]) -> Stored<Vec<StatementRow>> {
        let mut found = Vec::new();
        for chunk in ids.chunks(ROWS) {
            let mut query = QueryBuilder::new(STATEMENTS);
            query.push(" WHERE s.id IN (");
            list(&mut query, chunk);
            for row in query.push(")").build().fetch_all(&self.pool).await? {
                found.push(statement(&row)?);
            }
        }
        Ok(found)
    }

    /// The journal entries of a company with these numbers.
    pub async fn journal_numbered(
        &self,
        company: &str,
        numbers: &[i64],
    ) -> Stored<Vec<JournalRow>> {
        let mut found = Vec::new();
        for chunk in numbers.chunks(ROWS) {
            let mut query = QueryBuilder::new(
                "SELECT e.*, l.account, l.debit_minor, l.credit_minor, l.vat_code FROM \
                 journal_entry e \
                 LEFT JOIN journal_line l ON l.company = e.company AND l.number = e.number WHERE \
                 e.company = ",
            );
            query.push_bind(company).push(" AND e.number IN (");
            list(&mut query, chunk);
            let rows =
                query.push(") ORDER BY e.number, l.line").build().fetch_all(&self.pool).await?;
            found.extend(journal(&rows)?);
        }
        Ok(found)
    }

    /// The entries in force that lists of entries (`entries.csv`) brought, dated on days from one
    /// to another, these among them. Found by the lists, which are few: `CROSS JOIN` and `COALESCE`
    /// keep SQLite from reading the whole journal.
    pub async fn written_down(
        &self,
        company: &str,
        from: Date,
        to: Date,
    ) -> Stored<Vec<JournalRow>> {
        let rows = sql::query(
            "SELECT e.*, l.account, l.debit_minor, l.credit_minor, l.vat_code FROM document d \
             CROSS JOIN journal_entry e \
             LEFT JOIN journal_line l ON l.company = e.company AND l.number = e.number \
             WHERE d.company = $1 AND d.kind = 'entries' AND e.document_id = d.id AND e.company = \
             d.company AND COALESCE(e.reverses, 0) = 0 AND COALESCE(e.document_date, e.date) \
             BETWEEN $2 AND $3 \
             AND NOT EXISTS (SELECT 1 FROM journal_entry r WHERE r.company = e.company AND \
             r.reverses = e.number) ORDER BY e.number, l.line",
        )
        .bind(company)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(&self.pool)
        .await?;
        journal(&rows)
    }

    /// The numbers of the journal entries that a document brought and that are still in force.
    /// `COALESCE` keeps SQLite from reading the company's whole journal.
    pub async fn postings_from(&self, company: &str, document: i64) -> Stored<Vec<i64>> {
        let rows = sql::query(
            "SELECT e.number FROM journal_entry e WHERE COALESCE(e.company, '') = $1 AND \
             e.document_id = $2 AND e.reverses IS NULL AND NOT EXISTS \
             (SELECT 1 FROM journal_entry r WHERE r.company = e.company AND r.reverses = e.number) \
             ORDER BY e.number",
        )
        .bind(company)
        .bind(document)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }

    /// The keys of an entry and of the items it is allocated to.
    pub async fn keys_around(&self, entry: i64) -> Stored<Keys> {
        let items = sql::query("SELECT item_id FROM allocation WHERE entry_id = $1").bind(entry);
        let items: Vec<i64> = items.fetch_as(&self.pool, |row| Ok(row.try_get(0)?)).await?;
        Ok(Keys {
            of_items: self.keys_of_items(&items).await?,
            of_entries: self.keys_of(&[entry]).await?,
            items: BTreeSet::new(),
            entries: BTreeSet::from([entry]),
            since: None,
            decided: None,
            returned: Vec::new(),
        })
    }

    /// A document's row.
    pub async fn document_row(&self, id: i64) -> Stored<Option<DocumentRow>> {
        let row = sql::query("SELECT * FROM document WHERE id = $1")
            .bind(id)
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(claimed).transpose()
    }

    /// What each statement with balances told of an account, by its days, where it tells of days
    /// between these: statement, booking day, sum in minor units. Of a booking that was read twice
    /// the one counts that stands for both.
    pub async fn told_by_day(
        &self,
        company: &str,
        account: &str,
        (from, to): (Date, Date),
    ) -> Stored<Vec<(i64, Date, i64)>> {
        let rows = sql::query(
            "SELECT e.statement_id, b.booking_date, CAST(SUM(b.amount_minor) AS BIGINT) AS minor \
             FROM statement s \
             JOIN entry_source e ON e.statement_id = s.id JOIN bank_entry b ON b.id = e.entry_id \
             WHERE s.company = $1 AND s.account = $2 AND s.opening_minor IS NOT NULL AND \
             s.closing_minor IS NOT NULL AND s.first_day <= $4 AND s.last_day >= $3 AND b.same_as \
             IS NULL AND b.booking_date IS NOT NULL \
             GROUP BY e.statement_id, b.booking_date",
        )
        .bind(company)
        .bind(account)
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(&self.pool)
        .await?;
        let mut told = Vec::with_capacity(rows.len());
        for row in &rows {
            let Some(day) = date(row, "booking_date")? else { continue };
            told.push((row.try_get("statement_id")?, day, row.try_get("minor")?));
        }
        Ok(told)
    }

    /// The entries that a person said are this one.
    pub async fn read_again(&self, entry: i64) -> Stored<Vec<i64>> {
        let rows =
            sql::query("SELECT id FROM bank_entry WHERE same_as = $1 AND id <> $1 ORDER BY id")
                .bind(entry)
                .fetch_all(&self.pool)
                .await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }
}

pub(super) fn list(query: &mut QueryBuilder, ids: &[i64]) {
    query.push_list(ids);
}
