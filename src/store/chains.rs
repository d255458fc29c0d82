//! The chains of statements: which do not follow on the one before, and of which other statements
//! tell all the same what lies between.

use super::kept_under::bank_of;
use super::read::date;
use super::rows::StatementRow;
use super::sql::{self, QueryBuilder, Row};
use super::{Span, Store, Stored};
use crate::domain::statement_chain::{Break, Gap, OVERLAP, Stretch, breaks};
use crate::domain::statement_numbers::SKIPPED;
use crate::domain::{Currency, Finding, Language};
use std::collections::{BTreeMap, BTreeSet, HashSet};

impl Store {
    /// The statements whose balances do not follow on the one before, by id.
    pub async fn unchained(&self, company: Option<&str>) -> Stored<HashSet<i64>> {
        Ok(self
            .chains_broken(company)
            .await?
            .into_iter()
            .filter(Broken::lacks_bookings)
            .map(|broken| broken.statement)
            .collect())
    }

    /// Of those statements the ones of which somebody is still asked, as `doubts` say.
    pub async fn gaps_waiting(
        &self,
        company: &str,
        doubts: &BTreeMap<i64, Vec<String>>,
        language: Language,
    ) -> Stored<HashSet<i64>> {
        let broken = self.chains_broken(Some(company)).await?.into_iter();
        let waiting = broken.filter(|broken| {
            let said = doubts.get(&broken.document);
            broken.lacks_bookings()
                && said.is_some_and(|said| said.contains(&broken.finding.say(language)))
        });
        Ok(waiting.map(|broken| broken.statement).collect())
    }

    /// What [`Store::statement_chains`] finds wrong, by statement and document; of one account at a
    /// time only days and balances are held.
    pub(super) async fn chains_broken(&self, company: Option<&str>) -> Stored<Vec<Broken>> {
        let (mut broken, mut account, mut list) =
            (Vec::new(), (String::new(), String::new()), Vec::new());
        // One bank account has one chain, whatever ledger accounts it is kept on.
        let mut placed = QueryBuilder::of_company(
            "SELECT DISTINCT company, account FROM statement WHERE {company} AND account LIKE \
             '% %'",
            "company",
            company,
        );
        let mut apart: BTreeMap<(String, String), (Vec<String>, Vec<Linked>)> = BTreeMap::new();
        for row in placed.build().fetch_all(&self.pool).await? {
            let (company, account): (String, &str) =
                (row.try_get("company")?, row.try_get("account")?);
            let bank = bank_of(account).to_owned();
            if bank != account {
                let keys = || (vec![bank.clone()], Vec::new());
                let (keys, _) = apart.entry((company, bank.clone())).or_insert_with(keys);
                keys.push(account.to_owned());
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
                && let Some((_, list)) = apart.get_mut(&(of.0.to_owned(), bank_of(of.1).to_owned()))
            {
                list.push(((id, row.try_get("document_id")?), stretch));
                return Ok(());
            }
            if of != (account.0.as_str(), account.1.as_str()) {
                let ended = std::mem::replace(&mut account, (of.0.to_owned(), of.1.to_owned()));
                end_chain(&mut broken, ended, None, std::mem::take(&mut list));
            }
            list.push(((id, row.try_get("document_id")?), stretch));
            Ok(())
        });
        each.await?;
        end_chain(&mut broken, account, None, list);
        for (account, (keys, mut list)) in apart {
            list.sort_by_key(|(ids, _)| *ids);
            end_chain(&mut broken, account, Some(keys), list);
        }
        let mut found = Vec::with_capacity(broken.len());
        for one in broken {
            if !self.is_told(&one).await? {
                found.push(one);
            }
        }
        Ok(found)
    }

    /// Whether other statements tell what lies between a statement and the one before it.
    async fn is_told(&self, broken: &Broken) -> Stored<bool> {
        match &broken.gap {
            Some(gap) => self.is_bridged(broken, gap).await,
            None => self.tells_again(broken).await,
        }
    }

    /// Whether the bookings of the days between, told by whatever door, make the balance that the
    /// later statement begins with: nothing is missing then but the paper. A bank dates that
    /// balance by the first day, or by the one before.
    async fn is_bridged(&self, broken: &Broken, gap: &Gap) -> Stored<bool> {
        let (mut before, mut up_to) = (0i64, 0i64);
        for key in &broken.keys {
            let row = sql::query(
                "SELECT CAST(COALESCE(SUM(CASE WHEN b.booking_date < $5 THEN b.amount_minor ELSE 0 \
                 END), 0) AS BIGINT) AS before, CAST(COALESCE(SUM(b.amount_minor), 0) AS BIGINT) \
                 AS up_to FROM bank_entry b WHERE b.company = $1 AND b.account = $2 AND \
                 b.currency = $3 AND b.booking_date > $4 AND b.booking_date <= $5 AND b.same_as IS \
                 NULL AND EXISTS (SELECT 1 FROM entry_source e WHERE e.entry_id = b.id) AND NOT \
                 EXISTS (SELECT 1 FROM entry_source e WHERE e.entry_id = b.id AND e.statement_id = \
                 $6)",
            )
            .bind(&broken.company)
            .bind(key)
            .bind(gap.currency.code())
            .bind(gap.last.to_string())
            .bind(gap.first.to_string())
            .bind(broken.statement)
            .fetch_one(&self.pool)
            .await?;
            before = before.saturating_add(row.try_get("before")?);
            up_to = up_to.saturating_add(row.try_get("up_to")?);
        }
        Ok([before, up_to].contains(&gap.minor))
    }

    /// Whether a statement that does not follow on the one before tells days once more that another
    /// tells: it begins with the balance that the other has on that day.
    async fn tells_again(&self, broken: &Broken) -> Stored<bool> {
        if broken.finding.code() != OVERLAP.code {
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
        Ok(row.bind(broken.statement).fetch_optional(&self.pool).await?.is_some())
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
        for ((company, account), mut list) in accounts {
            list.sort_by_key(|row| {
                (row.opening_date.or(row.closing_date), row.closing_date, row.id)
            });
            let stretches = list.iter().map(|row| ended(stretch(row), surpassed.contains(&row.id)));
            let found = breaks(&account, &stretches.collect::<Vec<_>>());
            let keys: BTreeSet<String> = list.iter().map(|row| row.account.clone()).collect();
            let keys: Vec<String> = keys.into_iter().collect();
            for (row, found) in list.into_iter().zip(found) {
                let ids = (row.id, row.document_id);
                let finding = match found.map(|found| Broken::of(ids, &company, &keys, found)) {
                    Some(broken) if !self.is_told(&broken).await? => Some(broken.finding),
                    _ => None,
                };
                chains.push((row, finding));
            }
        }
        Ok(chains)
    }
}

/// A statement and its document, and how far it reaches.
type Linked = ((i64, i64), Stretch);

/// A statement that does not follow on the one before.
pub(super) struct Broken {
    pub statement: i64,
    pub document: i64,
    company: String,
    /// What the entries of its account are kept under.
    keys: Vec<String>,
    pub finding: Finding,
    gap: Option<Gap>,
}

impl Broken {
    fn of(
        (statement, document): (i64, i64),
        company: &str,
        keys: &[String],
        found: Break,
    ) -> Broken {
        Broken {
            statement,
            document,
            company: company.to_owned(),
            keys: keys.to_vec(),
            finding: of_document(found.finding, document),
            gap: found.gap,
        }
    }

    /// Whether bookings may be missing or there twice, and not a number alone.
    pub fn lacks_bookings(&self) -> bool {
        self.finding.code() != SKIPPED.code
    }
}

/// Takes up what is wrong with the statements of an account (company, and what it is called), given
/// in the order of their ids: statement and document of each, and how far it reaches. Its entries
/// are kept under `keys`, or what it is called alone.
fn end_chain(
    broken: &mut Vec<Broken>,
    (company, account): (String, String),
    keys: Option<Vec<String>>,
    mut list: Vec<Linked>,
) {
    list.sort_by_key(|(_, row)| (row.opening_date.or(row.closing_date), row.closing_date));
    let (ids, stretches): (Vec<(i64, i64)>, Vec<Stretch>) = list.into_iter().unzip();
    let found = ids.into_iter().zip(breaks(&account, &stretches));
    let keys = keys.unwrap_or_else(|| vec![account.clone()]);
    broken.extend(found.filter_map(|(ids, found)| Some(Broken::of(ids, &company, &keys, found?))));
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
