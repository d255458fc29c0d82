//! Reading for planning: what the one writer must know of before it can say what a batch causes.

use super::JournalRow;
use super::ask::{STATEMENTS, journal, statement};
use super::read::{allocation, claimed, contact, entry, item};
use super::rows::{ContactRow, DocumentRow, EntryRow, ItemRow, StatementRow, TellingRow};
use super::sql::{self, QueryBuilder};
use super::{ROWS, Store, StoreError, Stored};
use crate::matching::links_entries;
use jiff::civil::Date;
use std::collections::btree_map::Entry as Slot;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

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
    /// Company → last journal number and hash.
    pub journal: HashMap<String, (i64, String)>,
    /// Company → the last day closed.
    pub closed: HashMap<String, Date>,
}

/// Keys of items and entries that are new or have changed: where looking for neighbours begins.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    /// Keys of open items.
    pub of_items: BTreeSet<String>,
    /// Keys of bank entries.
    pub of_entries: BTreeSet<String>,
    /// The items themselves that have changed: what their keys led to until now must be decided anew too.
    pub items: BTreeSet<i64>,
    /// Entries that are decided anew: a person's, or those of which more is told now.
    pub entries: BTreeSet<i64>,
}

/// Open items and bank entries that hang together by their keys.
#[derive(Debug, Default)]
pub struct Neighbours {
    /// By their ids.
    pub items: BTreeMap<i64, ItemRow>,
    /// By their ids.
    pub entries: BTreeMap<i64, EntryRow>,
    /// Keys of the items and entries above.
    pub item_keys: HashMap<String, Vec<i64>>,
    /// The same of the entries.
    pub entry_keys: HashMap<String, Vec<i64>>,
    /// Settled of an item by entries that are not among these: item → minor units, cash and discount together.
    pub settled_elsewhere: HashMap<i64, i64>,
}

/// How many items or entries one neighbourhood is followed to before it is taken as it is.
const LARGEST_NEIGHBOURHOOD: usize = 20_000;

impl Store {
    /// The last numbers given.
    pub async fn counters(&self) -> Stored<Counters> {
        let row = sql::query(
            "SELECT (SELECT COALESCE(MAX(id), 0) FROM document) AS document, (SELECT COALESCE(MAX(id), 0) FROM contact) AS contact, \
             (SELECT COALESCE(MAX(id), 0) FROM open_item) AS item, (SELECT COALESCE(MAX(id), 0) FROM statement) AS statement, \
             (SELECT COALESCE(MAX(id), 0) FROM bank_entry) AS entry, (SELECT COALESCE(MAX(id), 0) FROM mail) AS mail, \
             (SELECT COALESCE(MAX(id), 0) FROM decision) AS decision",
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
            journal: HashMap::new(),
            closed: HashMap::new(),
        };
        let ends = sql::query(
            "SELECT e.company, e.number, e.hash FROM journal_entry e \
             JOIN (SELECT company, MAX(number) AS number FROM journal_entry GROUP BY company) last \
             ON last.company = e.company AND last.number = e.number",
        )
        .fetch_all(&self.pool)
        .await?;
        for end in ends {
            counters.journal.insert(end.try_get("company")?, (end.try_get("number")?, end.try_get("hash")?));
        }
        for row in sql::query("SELECT company, MAX(closed_until) AS day FROM closing GROUP BY company").fetch_all(&self.pool).await? {
            let day: &str = row.try_get("day")?;
            let day = day.parse().map_err(|_| StoreError::Garbled(format!("closed_until: {day}")))?;
            counters.closed.insert(row.try_get("company")?, day);
        }
        Ok(counters)
    }

    /// Every contact of every company.
    pub async fn contacts(&self) -> Stored<Vec<ContactRow>> {
        let rows = sql::query("SELECT * FROM contact ORDER BY id").fetch_all(&self.pool).await?;
        rows.iter().map(contact).collect()
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
            let mut query = QueryBuilder::new("SELECT * FROM document WHERE status IN ('processed', 'held') AND sha256 IN (");
            query.push_list(chunk);
            for row in query.push(") ORDER BY id").build().fetch_all(&self.pool).await? {
                known.push(claimed(&row)?);
            }
        }
        Ok(known)
    }

    /// The last document of these kinds that each company took: company, kind, SHA-256.
    pub async fn last_of_kinds(&self, kinds: &[&'static str]) -> Stored<Vec<(String, String, String)>> {
        let mut last = Vec::new();
        for kind in kinds {
            let rows = sql::query(
                "SELECT d.company, d.kind, d.sha256 FROM document d JOIN (SELECT MAX(id) AS id FROM document \
                 WHERE kind = $1 AND status = 'processed' AND company IS NOT NULL GROUP BY company) newest ON newest.id = d.id",
            )
            .bind(*kind)
            .fetch_all(&self.pool)
            .await?;
            for row in rows {
                last.push((row.try_get("company")?, row.try_get("kind")?, row.try_get("sha256")?));
            }
        }
        Ok(last)
    }

    /// The documents committed under a claim, parts included; only what finishing a claim needs.
    pub async fn documents_claimed(&self, claim: &str) -> Stored<Vec<DocumentRow>> {
        let rows = sql::query("SELECT * FROM document WHERE claim = $1 OR claim LIKE $2 ESCAPE '~' ORDER BY id")
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
    pub async fn journal_numbered(&self, company: &str, numbers: &[i64]) -> Stored<Vec<JournalRow>> {
        let mut found = Vec::new();
        for chunk in numbers.chunks(ROWS) {
            let mut query = QueryBuilder::new(
                "SELECT e.*, l.account, l.debit_minor, l.credit_minor, l.vat_code FROM journal_entry e \
                 LEFT JOIN journal_line l ON l.company = e.company AND l.number = e.number WHERE e.company = ",
            );
            query.push_bind(company).push(" AND e.number IN (");
            list(&mut query, chunk);
            let rows = query.push(") ORDER BY e.number, l.line").build().fetch_all(&self.pool).await?;
            found.extend(journal(&rows)?);
        }
        Ok(found)
    }

    /// The numbers of the journal entries that a document brought and that are still in force.
    pub async fn postings_from(&self, company: &str, document: i64) -> Stored<Vec<i64>> {
        let rows = sql::query(
            "SELECT e.number FROM journal_entry e WHERE e.company = $1 AND e.document_id = $2 AND e.reverses IS NULL AND NOT EXISTS \
             (SELECT 1 FROM journal_entry r WHERE r.company = e.company AND r.reverses = e.number) ORDER BY e.number",
        )
        .bind(company)
        .bind(document)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }

    /// The open items with these numbers of a company.
    pub async fn items_numbered(&self, company: &str, numbers: &[String]) -> Stored<Vec<ItemRow>> {
        let mut found = Vec::new();
        for chunk in numbers.chunks(ROWS) {
            let mut query = QueryBuilder::new("SELECT * FROM open_item WHERE company = ");
            query.push_bind(company).push(" AND number IN (");
            query.push_list(chunk);
            query.push(") ORDER BY id");
            for row in query.build().fetch_all(&self.pool).await? {
                found.push(item(&row)?);
            }
        }
        Ok(found)
    }

    /// The prepayment invoices of a company, those among them that a final invoice has taken off.
    pub async fn prepayments(&self, company: &str) -> Stored<Vec<ItemRow>> {
        let rows = sql::query("SELECT * FROM open_item WHERE company = $1 AND kind LIKE 'prepayment%' ORDER BY id")
            .bind(company)
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(item).collect()
    }

    /// The open items of these contacts.
    pub async fn items_of(&self, contacts: &[i64]) -> Stored<Vec<ItemRow>> {
        self.items_where("contact_id", contacts).await
    }

    /// The items with these ids.
    pub async fn items_with(&self, ids: &[i64]) -> Stored<Vec<ItemRow>> {
        self.items_where("id", ids).await
    }

    /// The items that a document brought.
    pub async fn items_from(&self, document: i64) -> Stored<Vec<ItemRow>> {
        self.items_where("document_id", &[document]).await
    }

    /// The items that a document's invoice has taken off.
    pub async fn items_deducted_by(&self, document: i64) -> Stored<Vec<ItemRow>> {
        self.items_where("deducted_by", &[document]).await
    }

    /// What has been settled of an item by entries other than this one, minor units.
    pub async fn settled(&self, item: i64, but_for: Option<i64>) -> Stored<i64> {
        let row = sql::query(
            "SELECT COALESCE(SUM(amount_minor + discount_minor), 0) AS settled FROM allocation \
             WHERE item_id = $1 AND state = 'matched' AND entry_id <> $2",
        )
        .bind(item)
        .bind(but_for.unwrap_or(-1))
        .fetch_one(&self.pool)
        .await?;
        Ok(row.try_get("settled")?)
    }

    /// The keys of an entry and of the items it is allocated to.
    pub async fn keys_around(&self, entry: i64) -> Stored<Keys> {
        let of_items = "SELECT key FROM item_key WHERE item_id IN (SELECT item_id FROM allocation WHERE entry_id = $1)";
        Ok(Keys {
            of_items: self.key_list(of_items, entry).await?,
            of_entries: self.key_list("SELECT key FROM entry_key WHERE entry_id = $1", entry).await?,
            items: BTreeSet::new(),
            entries: BTreeSet::from([entry]),
        })
    }

    async fn key_list(&self, query: &'static str, entry: i64) -> Stored<BTreeSet<String>> {
        let rows = sql::query(query).bind(entry).fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }

    /// A document's row.
    pub async fn document_row(&self, id: i64) -> Stored<Option<DocumentRow>> {
        let row = sql::query("SELECT * FROM document WHERE id = $1").bind(id).fetch_optional(&self.pool).await?;
        row.as_ref().map(claimed).transpose()
    }

    async fn items_where(&self, column: &'static str, ids: &[i64]) -> Stored<Vec<ItemRow>> {
        let mut found = Vec::new();
        for chunk in ids.chunks(ROWS) {
            let mut query = QueryBuilder::new("SELECT * FROM open_item WHERE ");
            query.push(column).push(" IN (");
            list(&mut query, chunk);
            for row in query.push(") ORDER BY id").build().fetch_all(&self.pool).await? {
                found.push(item(&row)?);
            }
        }
        Ok(found)
    }

    /// The entries of an account booked or valued on these days, each with the statements that told of it.
    pub async fn entries_on(&self, company: &str, account: &str, days: &BTreeSet<Date>) -> Stored<Vec<(EntryRow, Vec<TellingRow>)>> {
        let days: Vec<String> = days.iter().map(Date::to_string).collect();
        let mut found: BTreeMap<i64, (EntryRow, Vec<TellingRow>)> = BTreeMap::new();
        for (chunk, column) in days.chunks(ROWS).flat_map(|chunk| [(chunk, "booking_date"), (chunk, "value_date")]) {
            let mut query = QueryBuilder::new(
                "SELECT b.*, s.statement_id, s.reference FROM bank_entry b LEFT JOIN entry_source s ON s.entry_id = b.id WHERE b.company = ",
            );
            query.push_bind(company).push(" AND b.account = ").push_bind(account).push(" AND b.").push(column).push(" IN (");
            query.push_list(chunk);
            for row in query.push(") ORDER BY b.id, s.statement_id").build().fetch_all(&self.pool).await? {
                let id: i64 = row.try_get("id")?;
                let told: Option<i64> = row.try_get("statement_id")?;
                let reference = row.try_get("reference")?;
                let (_, tellings) = match found.entry(id) {
                    Slot::Occupied(known) => known.into_mut(),
                    Slot::Vacant(new) => new.insert((entry(&row)?, Vec::new())),
                };
                let telling = told.map(|statement| TellingRow { statement, reference });
                tellings.extend(telling.filter(|telling| !tellings.iter().any(|known| known.statement == telling.statement)));
            }
        }
        Ok(found.into_values().collect())
    }

    /// Follows keys from item to entry and back until nothing new is found: all that a decision about these keys can touch.
    /// An entry's keys lead to items; to other entries only where the matcher says so ([`links_entries`]).
    pub async fn neighbours(&self, company: &str, keys: &Keys) -> Stored<Neighbours> {
        let mut near = Neighbours::default();
        let (mut asked_items, mut asked_entries) = (BTreeSet::new(), BTreeSet::new());
        let (changed, renewed): (Vec<i64>, Vec<i64>) = (keys.items.iter().copied().collect(), keys.entries.iter().copied().collect());
        self.add(&mut near, &changed, &renewed).await?;
        let mut ask_items: Vec<String> = keys.of_entries.iter().chain(near.entry_keys.keys()).cloned().collect();
        let linking = keys.of_entries.iter().filter(|key| links_entries(key));
        let before = near.item_keys.keys();
        let mut ask_entries: Vec<String> = keys.of_items.iter().chain(linking).chain(before).cloned().collect();
        while !(ask_items.is_empty() && ask_entries.is_empty()) && near.items.len() + near.entries.len() < LARGEST_NEIGHBOURHOOD {
            let items = self.owners("item_key", "item_id", company, &ask_items).await?;
            let entries = self.owners("entry_key", "entry_id", company, &ask_entries).await?;
            asked_items.extend(ask_items.drain(..));
            asked_entries.extend(ask_entries.drain(..));
            let items: Vec<i64> = items.into_iter().filter(|id| !near.items.contains_key(id)).collect();
            let entries: Vec<i64> = entries.into_iter().filter(|id| !near.entries.contains_key(id)).collect();
            self.add(&mut near, &items, &entries).await?;
            ask_items = near.entry_keys.keys().filter(|key| !asked_items.contains(*key)).cloned().collect();
            let linking = near.entry_keys.keys().filter(|key| links_entries(key));
            ask_entries = near.item_keys.keys().chain(linking).filter(|key| !asked_entries.contains(*key)).cloned().collect();
        }
        self.add_decided(&mut near).await?;
        self.settled_elsewhere(&mut near).await?;
        Ok(near)
    }

    /// Adds the entries that a person assigned to these items, whose texts need not lead to them, with all that they settle: a
    /// return must find them.
    async fn add_decided(&self, near: &mut Neighbours) -> Stored<()> {
        let items: Vec<i64> = near.items.keys().copied().collect();
        let mut entries: BTreeSet<i64> = BTreeSet::new();
        for chunk in items.chunks(ROWS) {
            let mut query = QueryBuilder::new(
                "SELECT DISTINCT a.entry_id FROM allocation a JOIN bank_entry b ON b.id = a.entry_id \
                 WHERE a.state = 'matched' AND b.decided_by = 'person' AND a.item_id IN (",
            );
            list(&mut query, chunk);
            for row in query.push(")").build().fetch_all(&self.pool).await? {
                entries.insert(row.try_get(0)?);
            }
        }
        let entries: Vec<i64> = entries.into_iter().filter(|id| !near.entries.contains_key(id)).collect();
        self.add(near, &[], &entries).await?;
        let allocated = entries.iter().filter_map(|id| near.entries.get(id)).flat_map(|entry| &entry.state.allocations);
        let others: BTreeSet<i64> = allocated.map(|part| part.item_id).filter(|id| !near.items.contains_key(id)).collect();
        self.add(near, &others.into_iter().collect::<Vec<_>>(), &[]).await
    }

    async fn owners(&self, table: &'static str, owner: &'static str, company: &str, keys: &[String]) -> Stored<Vec<i64>> {
        let mut owners: BTreeSet<i64> = BTreeSet::new();
        for chunk in keys.chunks(ROWS) {
            let mut query = QueryBuilder::new("SELECT ");
            query.push(owner).push(" FROM ").push(table).push(" WHERE company = ").push_bind(company).push(" AND key IN (");
            query.push_list(chunk);
            for row in query.push(")").build().fetch_all(&self.pool).await? {
                owners.insert(row.try_get(0)?);
            }
        }
        Ok(owners.into_iter().collect())
    }

    /// Adds items and entries with their keys, and what is allocated between them.
    async fn add(&self, near: &mut Neighbours, items: &[i64], entries: &[i64]) -> Stored<()> {
        for item in self.items_where("id", items).await? {
            near.items.insert(item.id, item);
        }
        for entry in self.entries(entries).await? {
            near.entries.insert(entry.id, entry);
        }
        self.keys("item_key", "item_id", items, &mut near.item_keys).await?;
        self.keys("entry_key", "entry_id", entries, &mut near.entry_keys).await
    }

    async fn keys(&self, table: &'static str, owner: &'static str, ids: &[i64], into: &mut HashMap<String, Vec<i64>>) -> Stored<()> {
        for chunk in ids.chunks(ROWS) {
            let mut query = QueryBuilder::new("SELECT key, ");
            query.push(owner).push(" FROM ").push(table).push(" WHERE ").push(owner).push(" IN (");
            list(&mut query, chunk);
            for row in query.push(")").build().fetch_all(&self.pool).await? {
                into.entry(row.try_get(0)?).or_default().push(row.try_get(1)?);
            }
        }
        Ok(())
    }

    /// The entries with these ids, with their allocations.
    pub async fn entries(&self, ids: &[i64]) -> Stored<Vec<EntryRow>> {
        let mut found: BTreeMap<i64, EntryRow> = BTreeMap::new();
        for chunk in ids.chunks(ROWS) {
            let mut query = QueryBuilder::new("SELECT * FROM bank_entry WHERE id IN (");
            list(&mut query, chunk);
            for row in query.push(")").build().fetch_all(&self.pool).await? {
                let read = entry(&row)?;
                found.insert(read.id, read);
            }
            let mut query = QueryBuilder::new("SELECT entry_id, item_id, amount_minor, discount_minor FROM allocation WHERE entry_id IN (");
            list(&mut query, chunk);
            for row in query.push(") ORDER BY entry_id, item_id").build().fetch_all(&self.pool).await? {
                let allocation = allocation(&row)?;
                if let Some(entry) = found.get_mut(&allocation.entry_id) {
                    entry.state.allocations.push(allocation);
                }
            }
        }
        Ok(found.into_values().collect())
    }

    /// The entries that settle these items, by their matches.
    pub async fn settling(&self, items: &[i64]) -> Stored<BTreeSet<i64>> {
        let mut entries = BTreeSet::new();
        for chunk in items.chunks(ROWS) {
            let mut query = QueryBuilder::new("SELECT entry_id FROM allocation WHERE state = 'matched' AND item_id IN (");
            list(&mut query, chunk);
            for row in query.push(")").build().fetch_all(&self.pool).await? {
                entries.insert(row.try_get("entry_id")?);
            }
        }
        Ok(entries)
    }

    async fn settled_elsewhere(&self, near: &mut Neighbours) -> Stored<()> {
        let items: Vec<i64> = near.items.keys().copied().collect();
        let here: HashSet<i64> = near.entries.keys().copied().collect();
        for chunk in items.chunks(ROWS) {
            let mut query = QueryBuilder::new(
                "SELECT entry_id, item_id, amount_minor, discount_minor FROM allocation WHERE state = 'matched' AND item_id IN (",
            );
            list(&mut query, chunk);
            for row in query.push(")").build().fetch_all(&self.pool).await? {
                let allocation = allocation(&row)?;
                if !here.contains(&allocation.entry_id) {
                    *near.settled_elsewhere.entry(allocation.item_id).or_default() += allocation.amount_minor + allocation.discount_minor;
                }
            }
        }
        Ok(())
    }
}

fn list(query: &mut QueryBuilder, ids: &[i64]) {
    query.push_list(ids);
}
