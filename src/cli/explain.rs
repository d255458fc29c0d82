//! `kontor explain ID`: everything known of a document, bank entry, posting or e-mail.

use super::explained::text;
use super::office::{self, Outcome};
use super::{Ended, Told, print, print_written};
use crate::domain::{Currency, Language, Money};
use crate::matching::{Decision, Lost, MatchStatus, RunnerUp};
use crate::office::plan::{decision_of, per_mille};
use crate::office::resolve::{item_id, number};
use crate::office::run::Desk;
use crate::office::run::Setup;
use crate::report::{Asked, Row, document_rows, entry_rows, gather, journal_rows, mail_row, named};
use crate::store::control::{ControlFinding, ControlRow};
use crate::store::rows::{EntryRow, EntryStatus, ItemKind, ItemRow};
use crate::store::{JournalRow, SetOffRow, Span, Store};
use serde_json::{Value, json};

/// Tell everything known of a document (D7), a bank entry (E12), a journal entry (mueller/31), a
/// set-off (V1) or an e-mail (M2): where from, why so, and what followed. An invoice's number works
/// too.
#[derive(clap::Args)]
pub struct Explain {
    /// D7, E12, COMPANY/31, V1, M2, or a document's number.
    id: String,
}

impl Explain {
    /// Explains.
    pub async fn run(&self, told: &Told) -> Outcome {
        let (Desk { setup, store, .. }, settings) = match office::look(told).await {
            Ok(opened) => opened,
            Err(ended) => return Ok(ended),
        };
        let Some(known) = explain(&setup, &store, &self.id).await? else {
            match settings.settings.language {
                Language::De => eprintln!(
                    "{} gibt es nicht. „kontor report documents“, „kontor report open-items“ und \
                     „kontor report reconciliation“ zeigen alle Nummern.",
                    self.id
                ),
                Language::En => {
                    eprintln!(
                        "There is no {}. \"kontor report documents\", \"kontor report open-items\" \
                         and \"kontor report reconciliation\" show all numbers.",
                        self.id
                    );
                }
            }
            return Ok(Ended::NotDone);
        };
        match told.json {
            true => print_written(&(serde_json::to_string_pretty(&known)? + "\n")),
            false => print(&text(&known, settings.settings.language)),
        }
        Ok(Ended::Done)
    }
}

/// Everything known of an id. Each question goes by the index of what is asked about: the cost
/// follows the answer, not the books.
async fn explain(setup: &Setup, store: &Store, id: &str) -> anyhow::Result<Option<Value>> {
    // An invoice's number may be written like that of a journal entry: 2026/331.
    let booked =
        id.split_once('/').and_then(|(company, entry)| Some((company, entry.parse().ok()?)));
    if let Some((company, entry)) =
        booked.filter(|(company, _)| setup.companies.contains_key(*company))
    {
        return Ok(journal(&store.journal_numbered(company, &[entry]).await?).into_iter().next());
    }
    match number(id) {
        Some(('V', key)) if store.set_off(key).await?.is_some() => set_off(store, key).await,
        Some(('E', key)) => entry(setup, store, key).await,
        Some(('M', key)) => Ok(store.mail_line(key).await?.as_ref().map(mail_row).map(Value::from)),
        Some(('D', key)) if store.document(key).await?.is_some() => {
            document(setup, store, key).await
        }
        _ => match called(setup, store, id).await? {
            None if id != id.to_uppercase() => called(setup, store, &id.to_uppercase()).await,
            known => Ok(known),
        },
    }
}

/// What bears this number: a document, else an open item that came by list.
async fn called(setup: &Setup, store: &Store, number: &str) -> anyhow::Result<Option<Value>> {
    match store.document_called(number).await? {
        Some(key) => document(setup, store, key).await,
        None => item(setup, store, number).await,
    }
}

/// A bank entry: what was decided, which documents told of it, what was booked.
async fn entry(setup: &Setup, store: &Store, key: i64) -> anyhow::Result<Option<Value>> {
    let known = store.entries(&[key]).await?;
    let decided = known.first().map(decision_of);
    let row = entry_rows(store, known, setup.language).await?.pop();
    let Some(mut entry) = row.map(Value::from) else { return Ok(None) };
    if let Some((decision, rival)) =
        decided.as_ref().and_then(|decision| Some((decision, decision.runner_up.as_ref()?)))
    {
        put(&mut entry, "runner_up", runner_up(store, decision, rival, setup.language).await?);
    }
    let told_by: Vec<i64> =
        store.sources_of(key).await?.into_iter().map(|(document, _)| document).collect();
    put(
        &mut entry,
        "told_by",
        in_json(document_rows(&store.documents_numbered(&told_by).await?))
            .iter()
            .map(brief)
            .collect(),
    );
    put(&mut entry, "as_read", store.entry_facts(key).await?.unwrap_or_default());
    put(&mut entry, "journal", journal(&store.journal_caused(false, key).await?).into());
    let on_account = left_on_account(setup, store, &entry, key).await?;
    put(&mut entry, "left_on_account", on_account);
    put(&mut entry, "decisions", json!(store.decisions(&format!("E{key}")).await?));
    Ok(Some(entry))
}

/// What came second: its items, account or payment, what it weighed, by how much it lost, and why.
async fn runner_up(
    store: &Store,
    decision: &Decision,
    rival: &RunnerUp,
    language: Language,
) -> anyhow::Result<Value> {
    let items = store.items_with(&rival.items).await?;
    let contacts = store
        .contacts_numbered(&items.iter().map(|item| item.contact_id).collect::<Vec<_>>())
        .await?;
    let document = |item: &ItemRow| {
        let contact = contacts
            .iter()
            .find(|contact| contact.id == item.contact_id)
            .map(|contact| &contact.contact);
        let amount = Money::from_minor(item.amount_minor, item.currency).amount;
        json!({"document": item.number, "side": item.side.as_str(), "contact": contact,
            "date": item.date, "amount": amount})
    };
    let margin = (decision.status != MatchStatus::Open)
        .then(|| decision.confidence.saturating_sub(rival.confidence));
    Ok(json!({
        "documents": items.iter().map(document).collect::<Value>(), "account": rival.account,
        "bank_entry": rival.entry.map(|entry| format!("E{entry}")),
        "lost": rival.lost.map(Lost::as_str), "explanation": rival.why.say(language),
        "confidence": per_mille(rival.confidence), "margin": margin.map(per_mille),
    }))
}

/// What of an entry a person left on personal accounts, and what has become of it.
async fn left_on_account(
    setup: &Setup,
    store: &Store,
    entry: &Value,
    key: i64,
) -> anyhow::Result<Value> {
    let number = format!("E{key}");
    let mut items = store
        .items_numbered(
            entry["company"].as_str().unwrap_or_default(),
            std::slice::from_ref(&number),
        )
        .await?;
    items.retain(|item| item.kind == ItemKind::OnAccount && item.amount_minor != 0);
    let ids: Vec<i64> = items.iter().map(|item| item.id).collect();
    let left = store.left_of(&ids).await?;
    let contacts = store
        .contacts_numbered(&items.iter().map(|item| item.contact_id).collect::<Vec<_>>())
        .await?;
    let mut list = Vec::new();
    for item in &items {
        let money = |minor| Money::from_minor(minor, item.currency).amount;
        let contact = contacts
            .iter()
            .find(|contact| contact.id == item.contact_id)
            .map(|contact| &contact.name);
        let settled =
            settled_by(setup, store, &json!({"number": number, "company": item.company})).await?;
        list.push(json!({"contact": contact, "amount": money(item.amount_minor),
                "open": money(left.get(&item.id).copied().unwrap_or_default()),
                "settled_by": settled, "set_off": set_offs(store, &[item.id]).await?}));
    }
    Ok(list.into())
}

/// A document: its fate, where it lies, what it told of, what settles it, what was booked.
async fn document(setup: &Setup, store: &Store, key: i64) -> anyhow::Result<Option<Value>> {
    let Some(mut line) = store.document(key).await? else { return Ok(None) };
    line.ask(&store.asked(line.company.as_deref(), setup.language).await?);
    let company = line.company.clone();
    let Some(mut document) = in_json(document_rows(&[line])).pop() else { return Ok(None) };
    let told: Vec<String> =
        store.entries_from(key).await?.iter().map(|entry| format!("E{entry}")).collect();
    let archived = store.document_row(key).await?.and_then(|row| row.archived);
    put(
        &mut document,
        "original",
        json!(archived.map(|path| setup.folder.archive().join(path).display().to_string())),
    );
    let there = document
        .get("shown_as")
        .and_then(Value::as_str)
        .map(|path| setup.folder.root().join(path))
        .filter(|path| path.exists());
    put(&mut document, "shown_as", json!(there.map(|path| path.display().to_string())));
    put(&mut document, "bank_entries", json!(told));
    let settled = settled_by(setup, store, &document).await?;
    put(&mut document, "settled_by", settled);
    let items: Vec<i64> = store.items_from(key).await?.iter().map(|item| item.id).collect();
    put(&mut document, "set_off", set_offs(store, &items).await?);
    put(&mut document, "history", history(store, &items).await?);
    put(&mut document, "journal", journal(&store.journal_caused(true, key).await?).into());
    let id = format!("D{key}");
    if let Some(report) = named("invoice-control")
        .filter(|_| document.get("kind").is_some_and(|kind| kind == "invoice"))
    {
        let span = Span { company, ..Span::default() };
        let control =
            gather(report, store, &Asked { span, language: setup.language, ..Asked::default() })
                .await?;
        if let Some(control) = control.into_iter().find(|row| row.text("document") == Some(&id)) {
            put(&mut document, "control", control.into());
        }
    } else if let Some(control) =
        store.control_of(key).await?.filter(|control| !control.findings.is_empty())
    {
        put(&mut document, "control", of_control(&control, setup));
    }
    put(&mut document, "decisions", json!(store.decisions(&id).await?));
    Ok(Some(document))
}

/// What the control says of a delivery note or the answer to an order.
fn of_control(control: &ControlRow, setup: &Setup) -> Value {
    let language = setup.language_of(Some(&control.company));
    let told = |found: &ControlFinding| {
        json!({"code": found.code, "line": found.line, "expected": found.expected,
            "actual": found.actual, "message": found.say(language)})
    };
    json!({"findings": control.findings.iter().map(told).collect::<Vec<_>>()})
}

/// An open item by its number, whatever is left of it: whose, how much, which list or document told
/// of it, and what settled it.
async fn item(setup: &Setup, store: &Store, number: &str) -> anyhow::Result<Option<Value>> {
    let Some(item) = items_called(setup, store, number).await?.into_iter().next() else {
        return Ok(None);
    };
    let left = store.left_of(&[item.id]).await?.get(&item.id).copied().unwrap_or_default();
    let contact = store.contacts_numbered(&[item.contact_id]).await?.into_iter().next();
    let money = |minor| Money::from_minor(minor, item.currency).amount;
    let mut known = json!({
        "number": item.number, "company": item.company,
        "contact": contact.map(|contact| contact.name),
        "side": item.side.as_str(), "date": item.date, "due": item.due_day(),
        "due_by_document": item.due_told.and(item.due), "currency": item.currency,
        "amount": money(item.amount_minor), "open": money(left),
        "told_by": format!("D{}", item.document_id),
    });
    let settled = settled_by(setup, store, &known).await?;
    put(&mut known, "settled_by", settled);
    put(&mut known, "set_off", set_offs(store, &[item.id]).await?);
    put(&mut known, "history", history(store, &[item.id]).await?);
    put(&mut known, "decisions", json!(store.decisions(&item_id(&item)).await?));
    Ok(Some(known))
}

/// All that was ever said of items: for which bank entries they were proposed or what settled them,
/// how that stands now, and what people answered there.
async fn history(store: &Store, items: &[i64]) -> anyhow::Result<Value> {
    let ever = store.ever_allocated_to(items).await?;
    let rows = store.entries(&ever.iter().map(|(entry, _)| *entry).collect::<Vec<_>>()).await?;
    let known = store.items_with(items).await?;
    let mut list = Vec::new();
    for (entry, item) in ever {
        let (Some(row), Some(item)) =
            (rows.iter().find(|row| row.id == entry), known.iter().find(|known| known.id == item))
        else {
            continue;
        };
        list.push(json!({
            "id": format!("E{entry}"), "booking_date": row.entry.booking_date,
            "amount": row.entry.amount.amount,
            "counterparty": row.entry.counterparty.name, "stands": stands(row, item),
            "decisions": store.decisions(&format!("E{entry}")).await?,
        }));
    }
    Ok(list.into())
}

/// How an entry that an item was proposed for stands to it now.
fn stands(row: &EntryRow, item: &ItemRow) -> &'static str {
    let part = row.state.allocations.iter().find(|part| part.item_id == item.id);
    match (part, row.state.status) {
        (Some(part), EntryStatus::Matched)
            if (part.amount_minor + part.discount_minor).signum()
                == -item.amount_minor.signum() =>
        {
            "reopens"
        }
        (Some(_), EntryStatus::Matched) => "settles",
        (Some(_), _) => "proposed",
        (None, _) if row.refused.iter().any(|refusal| refusal.items.contains(&item.id)) => {
            "refused"
        }
        (None, _) => "no-more",
    }
}

/// The open items of this number, of any company.
async fn items_called(setup: &Setup, store: &Store, number: &str) -> anyhow::Result<Vec<ItemRow>> {
    let mut companies: Vec<&String> = setup.companies.keys().collect();
    companies.sort();
    let mut items = Vec::new();
    for company in companies {
        items.extend(store.items_numbered(company, &[number.to_owned()]).await?);
    }
    Ok(items)
}

/// A set-off: both items, how much, the entries that booked it and took it back, and who decided.
async fn set_off(store: &Store, key: i64) -> anyhow::Result<Option<Value>> {
    let Some(row) = store.set_off(key).await? else { return Ok(None) };
    let id = format!("V{key}");
    let entries: Vec<i64> = [Some(row.posting), row.taken_back].into_iter().flatten().collect();
    let mut known = told(store, &row).await?;
    put(&mut known, "company", json!(row.company));
    put(
        &mut known,
        "journal",
        journal(&store.journal_numbered(&row.company, &entries).await?).into(),
    );
    put(&mut known, "decisions", json!(store.decisions(&id).await?));
    Ok(Some(known))
}

/// What is set off against these items.
async fn set_offs(store: &Store, items: &[i64]) -> anyhow::Result<Value> {
    let mut list = Vec::new();
    for row in store.set_offs_of(items).await? {
        list.push(told(store, &row).await?);
    }
    Ok(list.into())
}

async fn told(store: &Store, row: &SetOffRow) -> anyhow::Result<Value> {
    let items = store.items_with(&[row.item_id, row.against_id]).await?;
    let number = |id: i64| items.iter().find(|item| item.id == id).map(|item| item.number.clone());
    let currency = items.first().map_or(Currency::EUR, |item| item.currency);
    let amount = Money::from_minor(row.item_minor.saturating_abs(), currency).amount;
    Ok(json!({"id": format!("V{}", row.id), "document": number(row.item_id),
            "against": number(row.against_id), "amount": amount,
            "taken_back": row.taken_back.is_some()}))
}

fn in_json(rows: Vec<Row>) -> Vec<Value> {
    rows.into_iter().map(Value::from).collect()
}

fn journal(rows: &[JournalRow]) -> Vec<Value> {
    in_json(journal_rows(rows))
}

fn put(row: &mut Value, name: &str, value: Value) {
    if let Some(object) = row.as_object_mut() {
        object.insert(name.to_owned(), value);
    }
}

fn brief(document: &Value) -> Value {
    json!({"id": document["id"], "file": document["file"], "received_at": document["received_at"],
        "shown_as": document["shown_as"]})
}

/// The entries that settle the document's open item, or are proposed for it.
async fn settled_by(setup: &Setup, store: &Store, document: &Value) -> anyhow::Result<Value> {
    let (Some(number), Some(company)) = (document["number"].as_str(), document["company"].as_str())
    else {
        return Ok(json!([]));
    };
    let items: Vec<i64> = store
        .items_numbered(company, &[number.to_owned()])
        .await?
        .iter()
        .map(|item| item.id)
        .collect();
    let entries = store.entries(&store.allocated_to(&items).await?).await?;
    let rows = in_json(entry_rows(store, entries, setup.language).await?);
    let brief = |row: &Value| {
        json!({"id": row["id"], "booking_date": row["booking_date"],
        "amount": row["amount"], "status": row["status"]})
    };
    Ok(rows.iter().map(brief).collect())
}
