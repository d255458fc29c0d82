//! What waits for a person: held documents, documents that were taken with doubts nobody has
//! accepted, statements that do not follow on the one before, and booked invoices that the control
//! holds for payment. The one place that says so; reports, `review`, the digest and the end of a
//! run ask here.

use super::kept_under::bank_of;
use super::read::{claimed, date, json};
use super::rows::{DocumentRow, StatementRow};
use super::sql::{self, QueryBuilder, Row};
use super::{DocumentLine, called};
use super::{ROWS, Span, Store, Stored};
use crate::domain::statement_chain::{OVERLAP, PAGES_FOLLOW, Stretch, breaks};
use crate::domain::statement_halves::says_half;
use crate::domain::statement_numbers::SKIPPED;
use crate::domain::{Currency, Finding, Language, Money};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Whether a doubt is that pages of a statement are not there.
fn says_pages_follow(doubt: &str) -> bool {
    [Language::De, Language::En]
        .into_iter()
        .any(|language| PAGES_FOLLOW.sentence(language) == doubt)
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
        for (statement, document, finding) in self.chains_broken(company).await? {
            if finding.code() != SKIPPED.code {
                unchained.insert(statement);
            }
            broken.entry(document).or_default().push(finding.say(language));
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
        for (document, late) in self.taxed_late(company).await? {
            broken.entry(document).or_default().push(late.say(language));
        }
        for (document, advance) in self.advances_by_hand(company).await? {
            broken.entry(document).or_default().push(advance.say(language));
        }
        for (document, stands) in self.deposits_standing(company).await? {
            broken.entry(document).or_default().push(stands.say(language));
        }
        for (document, alone) in self.credits_alone(company).await? {
            broken.entry(document).or_default().push(alone.say(language));
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
            if doubts.iter().any(|doubt| says_half(doubt)) && self.whole_came(id).await? {
                doubts.retain(|doubt| !says_half(doubt));
            }
            if !doubts.is_empty() {
                open.insert(id, doubts);
            }
        }
        Ok(open)
    }

    /// The statements whose balances do not follow on the one before, by id.
    pub async fn unchained(&self, company: Option<&str>) -> Stored<HashSet<i64>> {
        Ok(self
            .chains_broken(company)
            .await?
            .into_iter()
            .filter(|(.., finding)| finding.code() != SKIPPED.code)
            .map(|(statement, ..)| statement)
            .collect())
    }

    /// Of those statements the ones of which somebody is still asked, as `doubts` say.
    pub async fn gaps_waiting(
        &self,
        company: &str,
        doubts: &BTreeMap<i64, Vec<String>>,
        language: Language,
    ) -> Stored<HashSet<i64>> {
        let waits = |document: &i64, finding: &Finding| {
            doubts.get(document).is_some_and(|said| said.contains(&finding.say(language)))
        };
        let broken = self.chains_broken(Some(company)).await?.into_iter();
        let waiting = broken.filter(|(_, document, finding)| {
            finding.code() != SKIPPED.code && waits(document, finding)
        });
        Ok(waiting.map(|(statement, ..)| statement).collect())
    }

    /// What [`Store::statement_chains`] finds wrong, by statement and document; of one account at a
    /// time only days and balances are held.
    async fn chains_broken(&self, company: Option<&str>) -> Stored<Vec<(i64, i64, Finding)>> {
        let (mut broken, mut account, mut list) =
            (Vec::new(), (String::new(), String::new()), Vec::new());
        // One bank account has one chain, whatever ledger accounts it is kept on.
        let mut placed = QueryBuilder::of_company(
            "SELECT DISTINCT company, account FROM statement WHERE {company} AND account LIKE \
             '% %'",
            "company",
            company,
        );
        let mut apart: BTreeMap<(String, String), Vec<Linked>> = BTreeMap::new();
        for row in placed.build().fetch_all(&self.pool).await? {
            let (company, account): (String, &str) =
                (row.try_get("company")?, row.try_get("account")?);
            if bank_of(account) != account {
                apart.insert((company, bank_of(account).to_owned()), Vec::new());
            }
        }
        let mut statements = QueryBuilder::of_company(
            "SELECT s.id, s.document_id, s.company, s.account, s.currency, s.sequence, \
             s.opening_date, s.opening_minor, s.closing_date, s.closing_minor, \
             COALESCE(s.message, d.format) AS format FROM statement s JOIN document d ON d.id = \
             s.document_id WHERE {company} ORDER BY s.company, s.account, s.id",
            "s.company",
            company,
        );
        let surpassed = self.surpassed(company).await?;
        let each = statements.build().each(&self.pool, |row| {
            let id: i64 = row.try_get("id")?;
            let stretch = ended(stretch_of(row)?, surpassed.contains(&id));
            let of: (&str, &str) = (row.try_get("company")?, row.try_get("account")?);
            if !apart.is_empty()
                && let Some(list) = apart.get_mut(&(of.0.to_owned(), bank_of(of.1).to_owned()))
            {
                list.push(((id, row.try_get("document_id")?), stretch));
                return Ok(());
            }
            if of != (account.0.as_str(), account.1.as_str()) {
                end_chain(&mut broken, &account.1, std::mem::take(&mut list));
                account = (of.0.to_owned(), of.1.to_owned());
            }
            list.push(((id, row.try_get("document_id")?), stretch));
            Ok(())
        });
        each.await?;
        end_chain(&mut broken, &account.1, list);
        for ((_, bank), mut list) in apart {
            list.sort_by_key(|(ids, _)| *ids);
            end_chain(&mut broken, &bank, list);
        }
        let mut found = Vec::with_capacity(broken.len());
        for one in broken {
            if !self.tells_again(one.0, &one.2).await? {
                found.push(one);
            }
        }
        Ok(found)
    }

    /// Whether a statement that does not follow on the one before tells days once more that another
    /// tells: it begins with the balance that the other has on that day.
    async fn tells_again(&self, statement: i64, finding: &Finding) -> Stored<bool> {
        if finding.code() != OVERLAP.code {
            return Ok(false);
        }
        // A bank dates the balance that it begins with by the first day, or by the one before.
        let row = sql::query(
            "SELECT o.id FROM statement s JOIN statement o ON o.company = s.company AND o.account \
             = s.account AND o.id <> s.id AND o.opening_date <= s.opening_date AND o.closing_date \
             >= s.opening_date \
             WHERE s.id = $1 AND o.closing_minor IS NOT NULL AND s.opening_minor - o.opening_minor \
             IN ((SELECT COALESCE(SUM(b.amount_minor), 0) FROM entry_source e JOIN bank_entry b ON \
             b.id = e.entry_id WHERE e.statement_id = o.id AND b.same_as IS NULL AND \
             b.booking_date < s.opening_date), \
             (SELECT COALESCE(SUM(b.amount_minor), 0) FROM entry_source e JOIN bank_entry b ON \
             b.id = e.entry_id WHERE e.statement_id = o.id AND b.same_as IS NULL AND \
             b.booking_date <= s.opening_date)) LIMIT 1",
        );
        Ok(row.bind(statement).fetch_optional(&self.pool).await?.is_some())
    }

    /// The statements of each account in the order of their days, each with what is wrong between
    /// it and the one before.
    pub async fn statement_chains(
        &self,
        span: &Span,
    ) -> Stored<Vec<(StatementRow, Option<Finding>)>> {
        let mut accounts: BTreeMap<(String, String), Vec<StatementRow>> = BTreeMap::new();
        for row in self.statements(span).await? {
            let bank = bank_of(&row.account).to_owned();
            accounts.entry((row.company.clone(), bank)).or_default().push(row);
        }
        let surpassed = self.surpassed(span.company.as_deref()).await?;
        let mut chains = Vec::new();
        for ((_, account), mut list) in accounts {
            list.sort_by_key(|row| {
                (row.opening_date.or(row.closing_date), row.closing_date, row.id)
            });
            let stretches = list.iter().map(|row| ended(stretch(row), surpassed.contains(&row.id)));
            let found = breaks(&account, &stretches.collect::<Vec<_>>());
            for (row, finding) in list.into_iter().zip(found) {
                let finding = finding.map(|finding| of_document(finding, row.document_id));
                let again = match &finding {
                    Some(finding) => self.tells_again(row.id, finding).await?,
                    None => false,
                };
                chains.push((row, finding.filter(|_| !again)));
            }
        }
        Ok(chains)
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

/// A statement and its document, and how far it reaches.
type Linked = ((i64, i64), Stretch);

/// Takes up what is wrong with the statements of an account, given in the order of their ids:
/// statement and document of each, and how far it reaches.
fn end_chain(broken: &mut Vec<(i64, i64, Finding)>, account: &str, mut list: Vec<Linked>) {
    list.sort_by_key(|(_, row)| (row.opening_date.or(row.closing_date), row.closing_date));
    let (ids, stretches): (Vec<(i64, i64)>, Vec<Stretch>) = list.into_iter().unzip();
    let found = ids.into_iter().zip(breaks(account, &stretches));
    broken.extend(found.filter_map(|((statement, document), finding)| {
        Some((statement, document, of_document(finding?, document)))
    }));
}

/// Names the document that a person accepts to end the question.
fn of_document(finding: Finding, document: i64) -> Finding {
    finding.with("document", format!("D{document}"))
}

/// The family of a format whose statements a bank numbers, and the number: `13/1` is the first page
/// of the thirteenth. Turnovers of a day and tables have none that run.
fn numbered(format: Option<&str>, sequence: Option<&str>) -> Option<(&'static str, u32)> {
    let door = ["camt.053", "mt940"]
        .into_iter()
        .find(|door| format.is_some_and(|format| format.starts_with(door)))?;
    let sequence = sequence?;
    let digits = sequence.split_once('/').map_or(sequence, |(number, _)| number);
    Some((door, digits.trim().parse().ok()?))
}

/// A statement of a chain, which it does not end where more is told of its last day.
fn ended(stretch: Stretch, is_surpassed: bool) -> Stretch {
    match is_surpassed {
        true => Stretch { closing_minor: None, ..stretch },
        false => stretch,
    }
}

fn stretch_of(row: &Row) -> Stored<Stretch> {
    let (door, number) = numbered(row.try_get("format")?, row.try_get("sequence")?).unzip();
    Ok(Stretch {
        opening_date: date(row, "opening_date")?,
        opening_minor: row.try_get("opening_minor")?,
        closing_date: date(row, "closing_date")?,
        closing_minor: row.try_get("closing_minor")?,
        currency: row
            .try_get::<Option<&str>, _>("currency")?
            .and_then(Currency::read)
            .unwrap_or(Currency::EUR),
        door,
        number,
    })
}

fn stretch(row: &StatementRow) -> Stretch {
    let (door, number) = numbered(row.format.as_deref(), row.sequence.as_deref()).unzip();
    Stretch {
        opening_date: row.opening_date,
        opening_minor: row.opening_minor,
        closing_date: row.closing_date,
        closing_minor: row.closing_minor,
        currency: row.currency.as_deref().and_then(Currency::read).unwrap_or(Currency::EUR),
        door,
        number,
    }
}
