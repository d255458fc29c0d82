//! What statistics count, by day: bank entries by who settled them and which rule booked them, and
//! what came and went. Kept in the transaction that changes it, so that a report costs days, not
//! all that ever came.

use super::commit::Changes;
use super::read::json;
use super::rows::{DocumentRow, EntryRow, EntryStatus, MailRow, Sentence};
use super::sql::{self, QueryBuilder, Row, Transaction, whole};
use super::{Astray, ROWS, Store, Stored};
use crate::matching::rule_of;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What entries are counted by. What no rule booked has neither of the last four.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    company: String,
    /// The booking day, else the value day, else nothing.
    day: String,
    status: String,
    decided_by: String,
    moves: bool,
    rule: String,
    category: String,
    account: String,
    currency: String,
}

impl Place {
    /// With the rule that booked the entry, if kontor booked it by one.
    fn ruled(
        self,
        explanation: &[Sentence],
        category: Option<&str>,
        account: Option<&str>,
        currency: &str,
    ) -> Place {
        let settled = self.status == EntryStatus::Matched.as_str() && self.decided_by == KONTOR;
        let rule = explanation.iter().find_map(|said| rule_of(&said.de)).filter(|_| settled);
        match category.zip(rule) {
            Some((category, rule)) => Place {
                rule: rule.to_owned(),
                category: category.to_owned(),
                account: account.unwrap_or_default().to_owned(),
                currency: currency.to_owned(),
                ..self
            },
            None => self,
        }
    }

    fn of(row: &EntryRow) -> Place {
        let (entry, state) = (&row.entry, &row.state);
        let place = Place {
            company: row.company.clone(),
            day: entry
                .booking_date
                .or(entry.value_date)
                .map(|day| day.to_string())
                .unwrap_or_default(),
            status: state.status.as_str().to_owned(),
            decided_by: if state.by_person { PERSON } else { KONTOR }.to_owned(),
            // As the column has it: less than half of the smallest coin moves nothing.
            moves: entry.amount.minor().unwrap_or_default() != 0,
            ..Place::default()
        };
        place.ruled(
            &state.explanation,
            state.category.as_deref(),
            state.posting_account.as_deref(),
            entry.amount.currency.code(),
        )
    }

    /// As a row of the counts names it.
    fn kept(row: &Row) -> Stored<Place> {
        Ok(Place {
            company: row.try_get("company")?,
            day: row.try_get("day")?,
            status: row.try_get("status")?,
            decided_by: row.try_get("decided_by")?,
            moves: row.try_get::<i64, _>("moves")? != 0,
            rule: row.try_get("rule")?,
            category: row.try_get("category")?,
            account: row.try_get("account")?,
            currency: row.try_get("currency")?,
        })
    }

    fn stored(row: &Row) -> Stored<Place> {
        let place = Place {
            company: row.try_get("company")?,
            day: row.try_get("day")?,
            status: row.try_get("status")?,
            decided_by: row.try_get("decided_by")?,
            moves: row.try_get::<i64, _>("amount_minor")? != 0,
            ..Place::default()
        };
        let explanation: Vec<Sentence> = json(row.try_get("explanation")?)?;
        Ok(place.ruled(
            &explanation,
            row.try_get("category")?,
            row.try_get("posting_account")?,
            row.try_get("currency")?,
        ))
    }
}

/// Who decides, in the books.
const KONTOR: &str = "kontor";
const PERSON: &str = "person";

/// How entries were counted before a transaction writes them.
pub(super) struct Before {
    sums: Sums,
    /// The booking days that the known ones had, by id.
    known: HashMap<i64, Option<String>>,
}

impl Before {
    /// The entries that are written on another booking day than they had.
    pub(super) fn on_another_day(&self, entries: &[EntryRow]) -> Vec<i64> {
        let day = |row: &EntryRow| row.entry.booking_date.map(|day| day.to_string());
        entries
            .iter()
            .filter(|row| self.known.get(&row.id).is_some_and(|known| *known != day(row)))
            .map(|row| row.id)
            .collect()
    }
}

/// How many entries, and the sum in minor units of what a rule booked.
type Sums = BTreeMap<Place, (i64, i128)>;

/// What entries are counted by, as they stand.
pub(super) const COUNTED: &str = "SELECT id, company, booking_date, COALESCE(booking_date, \
    value_date, '') AS day, status, decided_by, amount_minor, \
    currency, category, posting_account, explanation";

/// Looks at what stands of the entries that are about to be written.
pub(super) async fn before(to: &mut Transaction, entries: &[EntryRow]) -> Stored<Before> {
    let mut before = Before { sums: Sums::new(), known: HashMap::new() };
    let ids: HashSet<i64> = entries.iter().map(|row| row.id).collect();
    let ids: Vec<i64> = ids.into_iter().collect();
    for chunk in ids.chunks(ROWS) {
        let mut query = QueryBuilder::new(COUNTED);
        query.push(" FROM bank_entry WHERE id IN (").push_list(chunk);
        for row in query.push(")").build().fetch_all(&mut *to).await? {
            before.known.insert(row.try_get("id")?, row.try_get("booking_date")?);
            count(&mut before.sums, Place::stored(&row)?, -1, row.try_get("amount_minor")?);
        }
    }
    Ok(before)
}

fn count(sums: &mut Sums, place: Place, entries: i64, minor: i64) {
    let minor = if place.rule.is_empty() { 0 } else { i128::from(minor) * i128::from(entries) };
    let sum = sums.entry(place).or_default();
    *sum = (sum.0 + entries, sum.1 + minor);
}

/// Counts the entries as they stand now, in place of how they stood; and those that are new, on the
/// day that their document came.
pub(super) async fn entries(
    to: &mut Transaction,
    changes: &Changes,
    Before { mut sums, known }: Before,
) -> Stored<()> {
    // Only the last row of an entry stays.
    let now: BTreeMap<i64, &EntryRow> = changes.entries.iter().map(|row| (row.id, row)).collect();
    for row in now.values() {
        count(&mut sums, Place::of(row), 1, row.entry.amount.minor().unwrap_or_default());
    }
    sums.retain(|_, sum| *sum != (0, 0));
    let sums: Vec<_> = sums
        .into_iter()
        .map(|(place, (entries, minor))| Ok((place, (entries, whole(minor)?))))
        .collect::<Stored<_>>()?;
    for chunk in sums.chunks(ROWS) {
        let mut query = QueryBuilder::new(
            "INSERT INTO entry_tally (company, day, status, decided_by, moves, rule, category, \
             account, currency, entries, minor) ",
        );
        query.push_values(chunk, |row, (place, (entries, minor))| {
            row.push_bind(&place.company)
                .push_bind(&place.day)
                .push_bind(&place.status)
                .push_bind(&place.decided_by);
            row.push_bind(i64::from(place.moves))
                .push_bind(&place.rule)
                .push_bind(&place.category)
                .push_bind(&place.account);
            row.push_bind(&place.currency).push_bind(*entries).push_bind(*minor);
        });
        query.push(
            " ON CONFLICT (company, day, status, decided_by, moves, rule, category, account, \
             currency) DO UPDATE SET \
             entries = entry_tally.entries + excluded.entries, minor = \
             (SELECT CAST(SUM(n) AS BIGINT) FROM (SELECT entry_tally.minor AS n UNION ALL SELECT \
             excluded.minor) AS both_sums)",
        );
        query.build().execute(&mut *to).await?;
    }
    became_known(to, changes, now.into_iter().filter(|(id, _)| !known.contains_key(id)).collect())
        .await
}

async fn became_known(
    to: &mut Transaction,
    changes: &Changes,
    new: BTreeMap<i64, &EntryRow>,
) -> Stored<()> {
    if new.is_empty() {
        return Ok(());
    }
    let told: Vec<(i64, i64)> = changes
        .sources
        .iter()
        .filter(|(id, ..)| new.contains_key(id))
        .map(|(id, by, _)| (*id, *by))
        .collect();
    let statements: HashSet<i64> = told.iter().map(|(_, by)| *by).collect();
    let days = received(to, &statements.into_iter().collect::<Vec<_>>()).await?;
    let mut first: BTreeMap<i64, &str> = BTreeMap::new();
    for (id, by) in told {
        let Some(day) = days.get(&by) else { continue };
        first.entry(id).and_modify(|known| *known = (*known).min(day)).or_insert(day);
    }
    let mut came = Arrivals::default();
    for (id, day) in first {
        let company = new.get(&id).map(|row| row.company.as_str()).unwrap_or_default();
        came.of(company, day).entries += 1;
    }
    came.write(to).await
}

/// The days on which the documents of these statements came.
async fn received(to: &mut Transaction, statements: &[i64]) -> Stored<HashMap<i64, String>> {
    let mut days = HashMap::new();
    for chunk in statements.chunks(ROWS) {
        let mut query = QueryBuilder::new(
            "SELECT s.id, substr(d.received_at, 1, 10) AS day FROM statement s JOIN document d ON \
             d.id = s.document_id WHERE s.id IN (",
        );
        query.push_list(chunk);
        for row in query.push(")").build().fetch_all(&mut *to).await? {
            days.insert(row.try_get("id")?, row.try_get("day")?);
        }
    }
    Ok(days)
}

/// What all bank entries come to, counted anew.
#[derive(Default)]
pub(super) struct Recount(Sums);

impl Recount {
    /// Counts the entry of a row that has the columns of [`COUNTED`].
    pub fn step(&mut self, row: &Row) -> Stored<()> {
        count(&mut self.0, Place::stored(row)?, 1, row.try_get("amount_minor")?);
        Ok(())
    }

    /// The days whose counts as kept are not those.
    pub async fn astray(self, store: &Store) -> Stored<Vec<Astray>> {
        let mut sums = self.0;
        for row in sql::query("SELECT * FROM entry_tally").fetch_all(&store.pool).await? {
            let kept: (i64, i64) = (row.try_get("entries")?, row.try_get("minor")?);
            let sum = sums.entry(Place::kept(&row)?).or_default();
            *sum = (sum.0 - kept.0, sum.1 - i128::from(kept.1));
        }
        let astray = sums.into_iter().filter(|(_, sum)| *sum != (0, 0));
        Ok(astray
            .map(|(place, _)| Astray {
                row: format!("{} {}", place.rule, place.day).trim().to_owned(),
                company: place.company,
            })
            .collect())
    }
}

/// Counts documents received.
pub(super) async fn documents(to: &mut Transaction, rows: &[DocumentRow]) -> Stored<()> {
    let mut came = Arrivals::default();
    for row in rows {
        came.of(row.company.as_deref().unwrap_or_default(), day(&row.received_at)).documents += 1;
    }
    came.write(to).await
}

/// Counts documents where they belong now, before they are written.
pub(super) async fn moved(to: &mut Transaction, rows: &[DocumentRow]) -> Stored<()> {
    let now: BTreeMap<i64, &str> =
        rows.iter().map(|row| (row.id, row.company.as_deref().unwrap_or_default())).collect();
    let ids: Vec<i64> = now.keys().copied().collect();
    let mut came = Arrivals::default();
    for chunk in ids.chunks(ROWS) {
        let mut query = QueryBuilder::new(
            "SELECT id, COALESCE(company, '') AS company, received_at FROM document WHERE id IN (",
        );
        query.push_list(chunk);
        for row in query.push(")").build().fetch_all(&mut *to).await? {
            let (company, received): (String, String) =
                (row.try_get("company")?, row.try_get("received_at")?);
            let Some(owner) = now.get(&row.try_get("id")?).filter(|owner| **owner != company)
            else {
                continue;
            };
            came.of(&company, day(&received)).documents -= 1;
            came.of(owner, day(&received)).documents += 1;
        }
    }
    came.write(to).await
}

/// Counts a mail that was sent, in a row that no unit of work holds.
pub(super) async fn sent(to: &mut Transaction, mail: &MailRow) -> Stored<()> {
    sql::query(
        "INSERT INTO mail_tally (company, day, mails) VALUES ($1, $2, 1) \
         ON CONFLICT (company, day) DO UPDATE SET mails = mail_tally.mails + excluded.mails",
    )
    .bind(mail.company.as_deref().unwrap_or_default())
    .bind(day(&mail.next_at))
    .execute(to)
    .await?;
    Ok(())
}

/// The day of a moment in ISO 8601.
fn day(moment: &str) -> &str {
    moment.get(..10).unwrap_or_default()
}

#[derive(Default)]
struct Arrivals(BTreeMap<(String, String), Came>);

#[derive(Default, PartialEq, Eq)]
struct Came {
    documents: i64,
    entries: i64,
}

impl Arrivals {
    fn of(&mut self, company: &str, day: &str) -> &mut Came {
        self.0.entry((company.to_owned(), day.to_owned())).or_default()
    }

    async fn write(self, to: &mut Transaction) -> Stored<()> {
        let rows: Vec<_> =
            self.0.into_iter().filter(|(_, came)| *came != Came::default()).collect();
        for chunk in rows.chunks(ROWS) {
            let mut query =
                QueryBuilder::new("INSERT INTO arrival_tally (company, day, documents, entries) ");
            query.push_values(chunk, |row, ((company, day), came)| {
                row.push_bind(company)
                    .push_bind(day)
                    .push_bind(came.documents)
                    .push_bind(came.entries);
            });
            query.push(
                " ON CONFLICT (company, day) DO UPDATE SET documents = arrival_tally.documents + \
                 excluded.documents, \
                 entries = arrival_tally.entries + excluded.entries",
            );
            query.build().execute(&mut *to).await?;
        }
        Ok(())
    }
}
