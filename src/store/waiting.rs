//! What waits for a person: held documents, documents that were taken with doubts nobody has
//! accepted, statements that do not follow on the one before, and booked invoices that the control
//! holds for payment. The one place that says so; reports, `review`, the digest and the end of a
//! run ask here.

use super::read::{claimed, json};
use super::rows::DocumentRow;
use super::sql::{self, QueryBuilder};
use super::{DocumentLine, called};
use super::{ROWS, Store, Stored};
use crate::domain::statement_chain::{PAGES_BEFORE, PAGES_FOLLOW};
use crate::domain::statement_halves::says_half;
use crate::domain::{Language, Money};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Whether a doubt is that pages behind a statement are not there.
fn says_pages_follow(doubt: &str) -> bool {
    [Language::De, Language::En]
        .into_iter()
        .any(|language| PAGES_FOLLOW.sentence(language) == doubt)
}

/// Whether a doubt is that pages before a statement are not there.
fn says_pages_before(doubt: &str) -> bool {
    let begins = |language| PAGES_BEFORE.sentence(language).split('{').next();
    [Language::De, Language::En]
        .into_iter()
        .filter_map(begins)
        .any(|begins| doubt.starts_with(begins))
}

impl Store {
    /// The documents that wait, with their doubts in the language of the office, in the order they
    /// were taken.
    pub async fn documents_waiting(
        &self,
        company: Option<&str>,
        language: Language,
    ) -> Stored<Vec<DocumentLine>> {
        let doubts = self.asked(company, language).await?;
        let held = QueryBuilder::of_company(
            "SELECT id FROM document WHERE status = 'held' AND {company}",
            "company",
            company,
        )
        .build()
        .fetch_all(&self.pool)
        .await?;
        let mut ids: BTreeSet<i64> = doubts.keys().copied().collect();
        for row in &held {
            ids.insert(row.try_get(0)?);
        }
        let mut waiting = self.documents_numbered(&ids.into_iter().collect::<Vec<_>>()).await?;
        waiting.iter_mut().for_each(|document| document.ask(&doubts));
        Ok(waiting)
    }

    /// The clarification sheets of which rows wait.
    pub async fn sheets_waiting(&self) -> Stored<Vec<DocumentRow>> {
        // Kind and doubts are written as they are in the index `document_sheet`, so that it is
        // used.
        sql::query(
            "SELECT * FROM document WHERE kind = 'answers' AND status = 'processed' AND doubts <> \
             '[]' AND doubts <> accepted ORDER BY id",
        )
        .fetch_all(&self.pool)
        .await?
        .iter()
        .map(claimed)
        .collect()
    }

    /// The doubts that nobody has accepted, by document. What the chain of an account's statements
    /// lacks is found anew each time, so that a statement that comes later mends it.
    pub async fn doubts(
        &self,
        company: Option<&str>,
        language: Language,
    ) -> Stored<BTreeMap<i64, Vec<String>>> {
        self.doubts_of("processed", company, language).await
    }

    /// Those doubts, and what is doubtful about documents that are held for another reason: who
    /// decides about them sees both.
    pub async fn asked(
        &self,
        company: Option<&str>,
        language: Language,
    ) -> Stored<BTreeMap<i64, Vec<String>>> {
        self.doubts_of("held", company, language).await
    }

    async fn doubts_of(
        &self,
        also: &str,
        company: Option<&str>,
        language: Language,
    ) -> Stored<BTreeMap<i64, Vec<String>>> {
        let mut broken: HashMap<i64, Vec<String>> = HashMap::new();
        let mut unchained = HashSet::new();
        for found in self.chains_broken(company).await? {
            if found.lacks_bookings() {
                unchained.insert(found.statement);
            }
            broken.entry(found.document).or_default().push(found.finding.say(language));
        }
        for astray in self.banks_astray(company, &unchained).await? {
            broken.entry(astray.document_id).or_default().push(astray.finding.say(language));
        }
        let held = self.controls_held(company).await?;
        let blocked: Vec<i64> = held.iter().map(|row| row.document_id).collect();
        for (document, paid) in self.paid_blocked(&blocked).await? {
            broken.entry(document).or_default().push(paid.say(language));
        }
        for row in held {
            // What the control says is kept beside the documents and names none.
            let this = format!("D{}", row.document_id);
            let said = row.open().into_iter();
            let said = said.map(|finding| finding.say(language).replace("D…", &this));
            broken.entry(row.document_id).or_default().extend(said);
        }
        for (document, advance) in self.advances_open(company).await? {
            broken.entry(document).or_default().push(advance.say(language));
        }
        for (document, advance) in self.advances_left(company).await? {
            broken.entry(document).or_default().push(advance.say(language));
        }
        for (document, late) in self.taxed_late(company).await? {
            broken.entry(document).or_default().push(late.say(language));
        }
        for (document, advance) in self.advances_by_hand(company).await? {
            broken.entry(document).or_default().push(advance.say(language));
        }
        for (document, unseen) in self.paid_unseen(company).await? {
            broken.entry(document).or_default().push(unseen.say(language));
        }
        for (document, stands) in self.deposits_standing(company).await? {
            broken.entry(document).or_default().push(stands.say(language));
        }
        for (document, alone) in self.credits_alone(company).await? {
            broken.entry(document).or_default().push(alone.say(language));
        }
        for (document, asked) in self.currencies_assumed(company).await? {
            broken.entry(document).or_default().push(asked.say(language));
        }
        for (document, waits) in self.items_unrated(company).await? {
            broken.entry(document).or_default().push(waits.say(language));
        }
        broken.retain(|_, said| !said.is_empty());
        let mut query = QueryBuilder::new(
            "SELECT id, doubts, accepted FROM document WHERE status IN ('processed', ",
        );
        query.push_bind(also).push(") AND doubts <> '[]' AND doubts <> accepted AND ");
        let mut rows = query.push_company("company", company).build().fetch_all(&self.pool).await?;
        let broken_ids: Vec<i64> = broken.keys().copied().collect();
        for chunk in broken_ids.chunks(ROWS) {
            let mut query = QueryBuilder::new(
                "SELECT id, doubts, accepted FROM document WHERE status = 'processed' AND id IN (",
            );
            query.push_list(chunk);
            rows.extend(query.push(")").build().fetch_all(&self.pool).await?);
        }
        let mut open = BTreeMap::new();
        for row in &rows {
            let id: i64 = row.try_get("id")?;
            let (mut doubts, accepted): (Vec<String>, Vec<String>) =
                (json(row.try_get("doubts")?)?, json(row.try_get("accepted")?)?);
            doubts.extend(broken.get(&id).into_iter().flatten().cloned());
            doubts.retain(|doubt| !accepted.contains(doubt));
            if doubts.iter().any(|doubt| says_pages_follow(doubt)) && self.pages_came(id).await? {
                doubts.retain(|doubt| !says_pages_follow(doubt));
            }
            if doubts.iter().any(|doubt| says_pages_before(doubt))
                && self.pages_before_came(id).await?
            {
                doubts.retain(|doubt| !says_pages_before(doubt));
            }
            if doubts.iter().any(|doubt| says_half(doubt)) && self.whole_came(id).await? {
                doubts.retain(|doubt| !says_half(doubt));
            }
            self.end_cut(id, &mut doubts).await?;
            if !doubts.is_empty() {
                open.insert(id, doubts);
            }
        }
        Ok(open)
    }

    /// When the documents that first told of these bank entries came in: entry → ISO 8601.
    pub async fn known_since(&self, entries: &[i64]) -> Stored<HashMap<i64, String>> {
        let mut since = HashMap::new();
        for chunk in entries.chunks(ROWS) {
            let mut query = QueryBuilder::new(
                "SELECT e.entry_id, MIN(d.received_at) AS since FROM entry_source e JOIN statement \
                 s ON s.id = e.statement_id \
                 JOIN document d ON d.id = s.document_id WHERE e.entry_id IN (",
            );
            query.push_list(chunk);
            for row in query.push(") GROUP BY e.entry_id").build().fetch_all(&self.pool).await? {
                since.insert(row.try_get("entry_id")?, row.try_get("since")?);
            }
        }
        Ok(since)
    }

    /// How many bank entries of a company wait, and the first of them (ids): those that came first.
    pub async fn entries_waiting(&self, company: &str, most: usize) -> Stored<(usize, Vec<i64>)> {
        let count = self.count_waiting(company, None).await?;
        let rows = sql::query(
            "SELECT id FROM bank_entry WHERE status <> 'matched' AND company = \
             $1 ORDER BY id LIMIT $2",
        )
        .bind(company)
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .fetch_all(&self.pool)
        .await?;
        let first = rows.iter().map(|row| Ok(row.try_get("id")?)).collect::<Stored<_>>()?;
        Ok((count, first))
    }

    /// How many bank entries of a company wait, booked up to a day.
    pub async fn count_waiting(&self, company: &str, until: Option<Date>) -> Stored<usize> {
        let count = sql::query(
            "SELECT CAST(COALESCE(SUM(entries), 0) AS BIGINT) AS n FROM entry_tally WHERE company \
             = $1 AND status <> 'matched' AND day <= $2",
        );
        let until = until.map_or_else(|| "9999-99-99".to_owned(), |day| day.to_string());
        let count: i64 =
            count.bind(company).bind(until).fetch_one(&self.pool).await?.try_get("n")?;
        Ok(usize::try_from(count).unwrap_or_default())
    }

    /// The bank entries of a company (`None`: of all) that wait and move most: those with a
    /// proposal first, of each the largest.
    pub async fn largest_waiting(&self, company: Option<&str>, most: usize) -> Stored<Vec<i64>> {
        let mut query = QueryBuilder::new("SELECT id FROM bank_entry WHERE status <> 'matched'");
        if let Some(company) = company {
            query.push(" AND company = ").push_bind(company);
        }
        query.push(
            " ORDER BY CASE WHEN status = 'suggested' THEN 0 ELSE 1 END, ABS(amount_minor) DESC, \
             company, booking_date, account, id LIMIT ",
        );
        let rows = query
            .push_bind(i64::try_from(most).unwrap_or(i64::MAX))
            .build()
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(|row| Ok(row.try_get("id")?)).collect()
    }

    /// By company, how many bank entries the documents brought that no digest told of yet, those that
    /// were known before apart, and how many of them are settled.
    pub async fn entries_undigested(&self) -> Stored<HashMap<String, (usize, usize)>> {
        let rows = sql::query(
            "SELECT b.company, COUNT(*) AS brought, SUM(CASE WHEN b.status = 'matched' THEN 1 ELSE \
             0 END) AS settled \
             FROM (SELECT DISTINCT e.entry_id FROM document d JOIN statement s \
             ON s.document_id = d.id JOIN entry_source e ON e.statement_id = s.id \
             WHERE d.digest IS NULL AND NOT EXISTS (SELECT 1 FROM entry_source k JOIN statement ks \
             ON ks.id = k.statement_id JOIN document kd ON kd.id = ks.document_id \
             WHERE k.entry_id = e.entry_id AND kd.digest IS NOT NULL)) t \
             JOIN bank_entry b ON b.id = t.entry_id \
             GROUP BY b.company",
        )
        .fetch_all(&self.pool)
        .await?;
        let count = |row: &sql::Row, column: &str| -> Stored<usize> {
            Ok(usize::try_from(row.try_get::<i64, _>(column)?).unwrap_or_default())
        };
        rows.iter()
            .map(|row| {
                Ok((row.try_get("company")?, (count(row, "brought")?, count(row, "settled")?)))
            })
            .collect()
    }
}

impl DocumentLine {
    /// Takes its doubts from those of all documents, and says whether it waits.
    pub fn ask(&mut self, doubts: &BTreeMap<i64, Vec<String>>) {
        self.doubts = doubts.get(&self.key).cloned().unwrap_or_default();
        self.waits = self.status == "held" || !self.doubts.is_empty();
    }
}

impl DocumentLine {
    /// What an invoice is over.
    pub fn money(&self) -> Option<Money> {
        self.amount.zip(self.currency).map(|(amount, currency)| Money::new(amount, currency))
    }

    /// What it is called where people read of it.
    pub fn called(&self, language: Language) -> Option<String> {
        called(
            self.party.as_deref(),
            self.number.as_deref(),
            self.money(),
            self.shown_as.as_deref(),
            language,
        )
    }
}
