//! Gathering: from the store to rows.

use super::{Report, Which};
use crate::domain::{Currency, Language, Money};
use crate::ledger::Chart;
use crate::store::rows::{ContactRow, EntryRow, ItemRow, StatementRow};
use crate::store::{Span, Store, Stored};
use jiff::civil::Date;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What a report is asked with.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    pub span: Span,
    pub language: Language,
    /// Company → chart.
    pub charts: HashMap<String, Chart>,
    /// Company → its own numbers, with the chart's number each stands for, whose name it bears.
    pub own_numbers: HashMap<String, HashMap<String, String>>,
}

impl Asked {
    /// The name of an impersonal account in a company's books.
    pub fn account_name(&self, company: &str, number: &str) -> Option<&'static str> {
        let chart = self.charts.get(company)?;
        let stands_for = || self.own_numbers.get(company)?.get(number);
        chart.name(number).or_else(|| chart.name(stands_for()?))
    }
}

/// The rows of a report.
pub async fn gather(report: &Report, store: &Store, asked: &Asked) -> Stored<Vec<Value>> {
    let span = &asked.span;
    match report.which {
        Which::Documents => Ok(store.documents(span).await?.iter().map(plain).collect()),
        Which::Completeness => Ok(store.completeness(span).await?.iter().map(plain).collect()),
        Which::Reconciliation => reconciliation(store, asked).await,
        Which::OpenItems => open_items(store, span).await,
        Which::Journal => journal(store, span).await,
        Which::TrialBalance => trial_balance(store, asked).await,
        Which::Statements => statements(store, asked).await,
        Which::Mail => mail(store, span).await,
    }
}

fn plain<T: serde::Serialize>(row: &T) -> Value {
    serde_json::to_value(row).unwrap_or_default()
}

fn amount(minor: i64, currency: Currency) -> String {
    Money::from_minor(minor, currency).amount.to_string()
}

async fn contacts(store: &Store) -> Stored<HashMap<i64, ContactRow>> {
    Ok(store.contacts().await?.into_iter().map(|row| (row.id, row)).collect())
}

async fn reconciliation(store: &Store, asked: &Asked) -> Stored<Vec<Value>> {
    let contacts = contacts(store).await?;
    let entries = store.entries(&store.entry_ids(&asked.span, None).await?).await?;
    let all = Span { company: asked.span.company.clone(), ..Span::default() };
    let items: HashMap<i64, ItemRow> = store.items_settled(&all).await?.into_iter().map(|(item, _)| (item.id, item)).collect();
    let mut entries: Vec<EntryRow> = entries;
    entries.sort_by(|a, b| (&a.company, a.entry.booking_date, &a.account, a.id).cmp(&(&b.company, b.entry.booking_date, &b.account, b.id)));
    Ok(entries.iter().map(|row| entry(row, &items, &contacts, asked.language)).collect())
}

fn entry(row: &EntryRow, items: &HashMap<i64, ItemRow>, contacts: &HashMap<i64, ContactRow>, language: Language) -> Value {
    let (entry, state) = (&row.entry, &row.state);
    let allocations: Vec<Value> = state
        .allocations
        .iter()
        .filter_map(|allocation| {
            let item = items.get(&allocation.item_id)?;
            Some(json!({
                "document": item.number,
                "side": item.side.as_str(),
                "contact": contacts.get(&item.contact_id).map(|contact| contact.contact.clone()),
                "amount": amount(allocation.amount_minor, item.currency),
                "discount": amount(allocation.discount_minor, item.currency),
            }))
        })
        .collect();
    let explanation: Vec<&str> = state
        .explanation
        .iter()
        .map(|said| match language {
            Language::De => said.de.as_str(),
            Language::En => said.en.as_str(),
        })
        .collect();
    json!({
        "id": format!("E{}", row.id),
        "company": row.company,
        "iban": row.account,
        "booking_date": entry.booking_date,
        "amount": entry.amount.amount,
        "currency": entry.amount.currency,
        "bank_reference": entry.bank_reference,
        "status": state.status.as_str(),
        "allocations": allocations,
        "category": state.category,
        "account": state.posting_account,
        "confidence": state.confidence,
        "explanation": explanation,
        "counterparty": entry.counterparty.name,
        "remittance": entry.remittance,
        "decided_by": if state.by_person { "person" } else { "kontor" },
    })
}

/// What is left of an item, minor units, of its own sign.
pub fn open_minor(item: &ItemRow, settled: i64) -> i64 {
    item.amount_minor - settled
}

async fn open_items(store: &Store, span: &Span) -> Stored<Vec<Value>> {
    let contacts = contacts(store).await?;
    let items = store.items_settled(span).await?;
    Ok(items
        .iter()
        .filter(|(item, settled)| open_minor(item, *settled) != 0)
        .map(|(item, settled)| {
            json!({
                "company": item.company,
                "document": item.number,
                "side": item.side.as_str(),
                "contact": contacts.get(&item.contact_id).map(|contact| contact.contact.clone()),
                "date": item.date,
                "due": item.due,
                "amount": amount(item.amount_minor, item.currency),
                "open": amount(open_minor(item, *settled), item.currency),
                "currency": item.currency,
                "dunning_level": 0,
            })
        })
        .collect())
}

async fn journal(store: &Store, span: &Span) -> Stored<Vec<Value>> {
    let rows = store.journal(span).await?;
    Ok(rows
        .iter()
        .map(|row| {
            json!({
                "company": row.company,
                "entry": row.number,
                "date": row.date,
                "document_date": row.document_date.unwrap_or(row.date),
                "recorded_at": row.recorded_at,
                "recorded_by": row.recorded_by,
                "document": row.document_id.map(|id| format!("D{id}")),
                "bank_entry": row.entry_id.map(|id| format!("E{id}")),
                "reverses": row.reverses,
                "text": row.text,
                "lines": row.lines,
                "hash": row.hash,
            })
        })
        .collect())
}

async fn trial_balance(store: &Store, asked: &Asked) -> Stored<Vec<Value>> {
    let totals = store.totals(&asked.span).await?;
    let personal: HashMap<(String, String), String> = store
        .contacts()
        .await?
        .into_iter()
        .flat_map(|row| {
            let accounts = [row.customer_account.clone(), row.vendor_account.clone()];
            accounts.into_iter().flatten().map(move |account| ((row.company.clone(), account), row.name.clone())).collect::<Vec<_>>()
        })
        .collect();
    Ok(totals
        .iter()
        .map(|total| {
            let named = asked.account_name(&total.company, &total.account).map(str::to_owned);
            let name = personal.get(&(total.company.clone(), total.account.clone())).cloned().or(named);
            json!({
                "company": total.company,
                "account": total.account,
                "name": name,
                "opening": total.opening,
                "debit": total.debit,
                "credit": total.credit,
                "closing": total.opening + total.debit - total.credit,
            })
        })
        .collect())
}

/// The statements of each account in order, with what breaks the chain: the opening balance of each equals the closing
/// balance of the one before.
async fn statements(store: &Store, asked: &Asked) -> Stored<Vec<Value>> {
    let mut accounts: BTreeMap<(String, String), Vec<StatementRow>> = BTreeMap::new();
    for row in store.statements(&asked.span).await? {
        accounts.entry((row.company.clone(), row.account.clone())).or_default().push(row);
    }
    let mut rows = Vec::new();
    for list in accounts.values_mut() {
        list.sort_by_key(|row| (row.opening_date.or(row.closing_date), row.closing_date, row.id));
        let mut chain = Chain::default();
        for row in list.iter() {
            rows.push(statement(row, chain.next(row).and_then(|before| broken(before, row, asked.language))));
        }
    }
    Ok(rows)
}

/// How far the statements of an account reach.
#[derive(Default)]
struct Chain<'a> {
    /// Those that end on the last day reached; more than one when a day was told of through several doors.
    ends: Vec<&'a StatementRow>,
    /// Every balance at which one began or ended.
    points: HashSet<i64>,
}

impl<'a> Chain<'a> {
    /// Takes the next statement; gives the one it should have followed on and does not. One that begins where another began or
    /// ended before tells of the same days once more, and breaks nothing.
    fn next(&mut self, row: &'a StatementRow) -> Option<&'a StatementRow> {
        let (opening, closing) = row.opening_minor.zip(row.closing_minor)?;
        let reached = self.ends.first().and_then(|end| end.closing_date);
        let follows = self.ends.iter().any(|end| end.closing_minor == Some(opening));
        let again = self.points.contains(&opening) && row.opening_date.or(row.closing_date) <= reached;
        let before = self.ends.first().copied().filter(|_| !follows && !again);
        self.points.extend([opening, closing]);
        if row.closing_date > reached {
            self.ends.clear();
        }
        if row.closing_date >= reached {
            self.ends.push(row);
        }
        before
    }
}

fn statement(row: &StatementRow, finding: Option<String>) -> Value {
    let currency = row.currency.as_deref().and_then(Currency::read).unwrap_or(Currency::EUR);
    let mut object = Map::new();
    let mut put = |name: &str, value: Value| object.insert(name.to_owned(), value);
    put("company", row.company.clone().into());
    put("iban", row.account.clone().into());
    put("document", format!("D{}", row.document_id).into());
    put("sequence", row.sequence.clone().into());
    put("opening_date", json!(row.opening_date));
    put("opening", json!(row.opening_minor.map(|minor| amount(minor, currency))));
    put("closing_date", json!(row.closing_date));
    put("closing", json!(row.closing_minor.map(|minor| amount(minor, currency))));
    put("finding", finding.into());
    Value::Object(object)
}

/// What is wrong between a statement and the one before it, naming the days that are missing or told twice.
fn broken(before: &StatementRow, row: &StatementRow, language: Language) -> Option<String> {
    let (closing, opening) = before.closing_minor.zip(row.opening_minor)?;
    let (last, first) = (before.closing_date?, row.opening_date.or(row.closing_date)?);
    let currency = row.currency.as_deref().and_then(Currency::read).unwrap_or(Currency::EUR);
    let (was, is) = (amount(closing, currency), amount(opening, currency));
    let missing = between(last, first);
    Some(match (first <= last, language) {
        (true, Language::De) => format!("Überschneidung: beginnt am {first} mit {is}, der Auszug davor endet am {last} mit {was}."),
        (true, Language::En) => format!("Overlap: begins on {first} with {is}, the one before ends on {last} with {was}."),
        (false, Language::De) => {
            format!("Lücke: der Auszug davor endet am {last} mit {was}, dieser beginnt mit {is}. Es fehlt: {missing}.")
        }
        (false, Language::En) => format!("Gap: the one before ends on {last} with {was}, this one begins with {is}. Missing: {missing}."),
    })
}

/// The days after `last` and before `first`, as a stretch; of neighbouring days the later one.
fn between(last: Date, first: Date) -> String {
    let (after, before) = (last.tomorrow().unwrap_or(last), first.yesterday().unwrap_or(first));
    match after < before {
        true => format!("{after} – {before}"),
        false => after.to_string(),
    }
}

async fn mail(store: &Store, span: &Span) -> Stored<Vec<Value>> {
    let rows = store.mails(None).await?;
    Ok(rows
        .iter()
        .filter(|row| span.company.is_none() || row.company == span.company)
        .map(|row| {
            json!({
                "id": format!("M{}", row.id),
                "company": row.company,
                "kind": row.kind,
                "to": row.recipient,
                "subject": row.subject,
                "status": row.status,
                "document": row.document_id.map(|id| format!("D{id}")),
                "message_id": row.message_id,
                "error": row.error,
            })
        })
        .collect())
}
