//! Neighbours: the open items and bank entries that hang together by their keys, as far as a
//! decision can touch them.

use super::advances::OrdersNamed;
use super::keys::Owner;
use super::known::list;
use super::read::{allocation, entry};
use super::restored::HeldNumber;
use super::returned::PaidBefore;
use super::rows::{EntryRow, EntryStatus, ItemKind, ItemRow};
use super::sql::{self, QueryBuilder};
use super::{ROWS, Store, Stored, TakenPart};
use crate::matching::KeptKey;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Keys of items and entries that are new or have changed: where looking for neighbours begins.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    /// Keys of open items.
    pub of_items: BTreeSet<KeptKey>,
    /// Keys of bank entries.
    pub of_entries: BTreeSet<KeptKey>,
    /// The items themselves that have changed: what their keys led to until now must be decided
    /// anew too.
    pub items: BTreeSet<i64>,
    /// Entries that are decided anew: a person's, or those of which more is told now.
    pub entries: BTreeSet<i64>,
    /// The first day whose payments a new item may change that were booked on an account without
    /// any item: by a rule, or as a person answered before. Where no item is new, none is looked
    /// for.
    pub since: Option<Date>,
    /// The entry that a person decides about now: of the others, those that wait are told what was
    /// answered before; where none does, nobody asks.
    pub decided: Option<i64>,
    /// Returns that are new: what they may give back is looked for by party and amount.
    pub returned: Vec<PaidBefore>,
}

/// Open items and bank entries that hang together by their keys.
#[derive(Debug, Default)]
pub struct Neighbours {
    /// By their ids.
    pub items: BTreeMap<i64, ItemRow>,
    /// By their ids.
    pub entries: BTreeMap<i64, EntryRow>,
    /// Keys of the items and entries above.
    pub item_keys: HashMap<KeptKey, Vec<i64>>,
    /// The same of the entries.
    pub entry_keys: HashMap<KeptKey, Vec<i64>>,
    /// The walk ended before all that hangs together was found: what is matched rests on more than
    /// is known here.
    pub cut_short: bool,
    /// Settled of an item by entries that are not among these: item → minor units, cash and
    /// discount together.
    pub settled_elsewhere: HashMap<i64, i64>,
    /// The same in the currency an item was invoiced in, for those where that is another.
    pub abroad_elsewhere: HashMap<i64, i64>,
    /// The company's entries that a person decided, or refused something for: what is learnt from.
    pub answered: Vec<EntryRow>,
    /// The orders that the texts of entries that wait name; looked up by who knows the entries that
    /// are not written yet.
    pub named: OrdersNamed,
    /// Invoices that wait, whose numbers such texts may name; looked up likewise.
    pub held: Vec<HeldNumber>,
    /// Items of which nothing is in force, with those that stand in their place; looked up by who
    /// knows the decisions.
    pub successors: HashMap<i64, i64>,
    /// What those of which nothing is in force asked for, minor units; looked up likewise.
    pub asked_before: HashMap<i64, i64>,
    /// Items of invoices that a credit note takes back whole, or leaves a reduction of out; looked
    /// up by who knows what invoices name.
    pub credited: HashMap<i64, CreditedWhole>,
    /// Credit notes with the invoices that they take something back of, those of final invoices with
    /// the credit notes of the prepayments that they gave back; looked up by who knows what
    /// invoices name.
    pub credits: HashMap<i64, Vec<i64>>,
    /// Credit notes of final invoices with the paid prepayments that they gave back: number, and
    /// what is paid, minor units; looked up likewise.
    pub given_back: HashMap<i64, Vec<(String, i64)>>,
    /// Prepayments that a final invoice names and has taken off as money which is open still, with
    /// its number and document; looked up by who knows what invoices name.
    pub taken_as_money: HashMap<i64, (String, i64)>,
    /// What final invoices took off of prepayments in part; looked up likewise.
    pub parts: Vec<TakenPart>,
    /// Invoices that a person set credit notes off against, with what these took: minor units;
    /// looked up by who knows the decisions.
    pub credited_off: HashMap<i64, i64>,
}

/// The credit note of an invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditedWhole {
    /// Its number.
    pub number: String,
    /// Its document.
    pub document_id: i64,
    /// It leaves out what the invoice was reduced by before.
    pub is_less_reduced: bool,
}

/// How many items or entries one neighbourhood is followed to before it is taken as it is.
const LARGEST_NEIGHBOURHOOD: usize = 20_000;
/// How many answers are learnt from, the newest.
const MOST_ANSWERS: i64 = 2_000;

impl Store {
    /// Follows keys from item to entry and back until nothing new is found: all that a decision
    /// about these keys can touch. An entry's keys lead to items; to other entries only where the
    /// matcher says so ([`KeptKey::links_entries`]).
    pub async fn neighbours(&self, company: &str, keys: &Keys) -> Stored<Neighbours> {
        let mut near = Neighbours::default();
        let (mut asked_items, mut asked_entries) = (BTreeSet::new(), BTreeSet::new());
        let (changed, renewed): (Vec<i64>, Vec<i64>) =
            (keys.items.iter().copied().collect(), keys.entries.iter().copied().collect());
        self.add(&mut near, &changed, &renewed).await?;
        self.add_paid_before(company, &mut near, &renewed, keys.returned.clone()).await?;
        let mut ask_items: Vec<KeptKey> =
            keys.of_entries.iter().chain(near.entry_keys.keys()).copied().collect();
        let linking = keys.of_entries.iter().filter(|key| key.links_entries());
        let before = near.item_keys.keys();
        let mut ask_entries: Vec<KeptKey> =
            keys.of_items.iter().chain(linking).chain(before).copied().collect();
        while !(ask_items.is_empty() && ask_entries.is_empty()) {
            if near.items.len() + near.entries.len() >= LARGEST_NEIGHBOURHOOD {
                near.cut_short = true;
                break;
            }
            let items = self.owners(Owner::Item, &ask_items, None).await?;
            let entries = self.owners(Owner::Entry, &ask_entries, keys.since).await?;
            asked_items.extend(ask_items.drain(..));
            asked_entries.extend(ask_entries.drain(..));
            let items: Vec<i64> =
                items.into_iter().filter(|id| !near.items.contains_key(id)).collect();
            let entries: Vec<i64> =
                entries.into_iter().filter(|id| !near.entries.contains_key(id)).collect();
            self.add(&mut near, &items, &entries).await?;
            self.add_paid_before(company, &mut near, &entries, Vec::new()).await?;
            ask_items =
                near.entry_keys.keys().filter(|key| !asked_items.contains(*key)).copied().collect();
            let linking = near.entry_keys.keys().filter(|key| key.links_entries());
            ask_entries = near
                .item_keys
                .keys()
                .chain(linking)
                .filter(|key| !asked_entries.contains(*key))
                .copied()
                .collect();
        }
        self.add_decided(&mut near).await?;
        self.add_left_on_account(company, &mut near).await?;
        self.settled_elsewhere(&mut near).await?;
        let may_learn = |row: &EntryRow| !row.state.by_person && Some(row.id) != keys.decided;
        if keys.decided.is_none() || near.entries.values().any(may_learn) {
            near.answered = self.answered(company).await?;
        }
        Ok(near)
    }

    /// Adds what returns may give back: these, and those of the entries that were found.
    async fn add_paid_before(
        &self,
        company: &str,
        near: &mut Neighbours,
        found: &[i64],
        mut returns: Vec<PaidBefore>,
    ) -> Stored<()> {
        let waiting = found.iter().filter_map(|id| near.entries.get(id));
        returns.extend(waiting.filter_map(PaidBefore::of));
        let mut paid = self.paid_before(company, &returns).await?;
        paid.retain(|id| !near.entries.contains_key(id));
        paid.sort_unstable();
        paid.dedup();
        self.add(near, &[], &paid).await
    }

    /// The bank entries that share a key with these items and entries, or did until now.
    pub async fn entries_touched(&self, company: &str, keys: &Keys) -> Stored<Vec<i64>> {
        let any = sql::query("SELECT 1 FROM bank_entry WHERE company = $1 LIMIT 1")
            .bind(company)
            .fetch_optional(&self.pool)
            .await?;
        if any.is_none() {
            return Ok(Vec::new());
        }
        let items: Vec<i64> = keys.items.iter().copied().collect();
        let mut asked = self.keys_of_items(&items).await?;
        asked.extend(&keys.of_items);
        let asked: Vec<KeptKey> = asked.into_iter().collect();
        self.owners(Owner::Entry, &asked, keys.since).await
    }

    /// The newest entries that a person decided about, or refused something for.
    async fn answered(&self, company: &str) -> Stored<Vec<EntryRow>> {
        let rows = sql::query(
            "SELECT id FROM bank_entry WHERE company = $1 AND decided_by = 'person' AND status = \
             'matched' AND same_as IS NULL \
             UNION SELECT id FROM bank_entry WHERE company = $1 AND refused IS NOT NULL ORDER BY \
             id DESC LIMIT $2",
        )
        .bind(company)
        .bind(MOST_ANSWERS)
        .fetch_all(&self.pool)
        .await?;
        let ids = rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<i64>, _>>()?;
        self.entries(&ids).await
    }

    /// The entries of somebody that wait for a person, by account or name.
    pub async fn waiting_of(
        &self,
        company: &str,
        name: Option<&str>,
        iban: Option<&str>,
    ) -> Stored<Vec<i64>> {
        let rows = sql::query(
            "SELECT id FROM bank_entry WHERE company = $1 AND decided_by <> 'person' AND status <> \
             'matched' \
             AND (counterparty_name = $2 OR counterparty_iban = $3) ORDER BY id LIMIT 1000",
        )
        .bind(company)
        .bind(name.unwrap_or_default())
        .bind(iban.unwrap_or_default())
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }

    /// The entries that wait and are proposed for one of these items.
    pub async fn proposed_for(&self, items: &[i64]) -> Stored<BTreeSet<i64>> {
        let mut found = BTreeSet::new();
        for chunk in items.chunks(ROWS) {
            let head = "SELECT entry_id FROM allocation WHERE state = 'suggested' AND item_id IN (";
            let mut query = QueryBuilder::new(head);
            list(&mut query, chunk);
            for row in query.push(")").build().fetch_all(&self.pool).await? {
                found.insert(row.try_get(0)?);
            }
        }
        Ok(found)
    }

    /// Adds the entries that a person assigned to these items, whose texts need not lead to them,
    /// with all that they settle: a return must find them.
    async fn add_decided(&self, near: &mut Neighbours) -> Stored<()> {
        let items: Vec<i64> = near.items.keys().copied().collect();
        let mut entries: BTreeSet<i64> = BTreeSet::new();
        for chunk in items.chunks(ROWS) {
            let mut query = QueryBuilder::new(
                "SELECT DISTINCT a.entry_id FROM allocation a JOIN bank_entry b ON b.id = \
                 a.entry_id \
                 WHERE a.state = 'matched' AND b.decided_by = 'person' AND a.item_id IN (",
            );
            list(&mut query, chunk);
            for row in query.push(")").build().fetch_all(&self.pool).await? {
                entries.insert(row.try_get(0)?);
            }
        }
        let entries: Vec<i64> =
            entries.into_iter().filter(|id| !near.entries.contains_key(id)).collect();
        self.add(near, &[], &entries).await?;
        // Those that were found by their own keys too: a return takes back all that they settle.
        let by_person = near.entries.values().filter(|entry| entry.state.by_person);
        let allocated = by_person.flat_map(|entry| &entry.state.allocations);
        let others: BTreeSet<i64> =
            allocated.map(|part| part.item_id).filter(|id| !near.items.contains_key(id)).collect();
        self.add(near, &others.into_iter().collect::<Vec<_>>(), &[]).await
    }

    /// Adds what entries at hand have left on personal accounts: when they come back, that does
    /// too.
    async fn add_left_on_account(&self, company: &str, near: &mut Neighbours) -> Stored<()> {
        let leaves = |entry: &&EntryRow| {
            let decision = entry
                .state
                .decision
                .as_ref()
                .filter(|_| entry.state.status == EntryStatus::Matched);
            decision.is_some_and(|decision| {
                decision.on_account != 0
                    || !decision.beside.is_empty()
                    || decision.allocations.is_empty() && decision.account.is_some()
            })
        };
        let numbers: Vec<String> =
            near.entries.values().filter(leaves).map(|entry| format!("E{}", entry.id)).collect();
        let left = self.items_numbered(company, &numbers).await?.into_iter();
        let left = left
            .filter(|item| item.kind == ItemKind::OnAccount && !near.items.contains_key(&item.id))
            .map(|item| item.id);
        let left: Vec<i64> = left.collect();
        self.add(near, &left, &[]).await
    }

    /// Adds items and entries with their keys, and what is allocated between them.
    async fn add(&self, near: &mut Neighbours, items: &[i64], entries: &[i64]) -> Stored<()> {
        for item in self.items_where("id", items).await? {
            near.items.insert(item.id, item);
        }
        for entry in self.entries(entries).await? {
            near.entries.insert(entry.id, entry);
        }
        for (id, keys) in self.keys_of_owners(Owner::Item, items).await? {
            keys.into_iter().for_each(|key| near.item_keys.entry(key).or_default().push(id));
        }
        for (id, keys) in self.keys_of_owners(Owner::Entry, entries).await? {
            keys.into_iter().for_each(|key| near.entry_keys.entry(key).or_default().push(id));
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
            let mut query = QueryBuilder::new(
                "SELECT entry_id, item_id, amount_minor, discount_minor, abroad_minor FROM \
                 allocation WHERE entry_id IN (",
            );
            list(&mut query, chunk);
            for row in
                query.push(") ORDER BY entry_id, item_id").build().fetch_all(&self.pool).await?
            {
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
            let mut query = QueryBuilder::new(
                "SELECT entry_id FROM allocation WHERE state = 'matched' AND item_id IN (",
            );
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
                "SELECT entry_id, item_id, amount_minor, discount_minor, abroad_minor FROM \
                 allocation WHERE state = 'matched' AND item_id IN (",
            );
            list(&mut query, chunk);
            for row in query.push(")").build().fetch_all(&self.pool).await? {
                let allocation = allocation(&row)?;
                if !here.contains(&allocation.entry_id) {
                    *near.settled_elsewhere.entry(allocation.item_id).or_default() +=
                        allocation.amount_minor + allocation.discount_minor;
                    *near.abroad_elsewhere.entry(allocation.item_id).or_default() +=
                        allocation.abroad_minor.unwrap_or_default();
                }
            }
        }
        for (item, amount) in self.reduced_by_set_offs(&items).await? {
            *near.settled_elsewhere.entry(item).or_default() += amount;
            let abroad = near.items.get(&item).map_or(0, |row| row.abroad_of(amount));
            *near.abroad_elsewhere.entry(item).or_default() += abroad;
        }
        Ok(())
    }
}
