//! `kontor explain ID`: everything known of a document, bank entry, posting or e-mail.

use super::office::{self, Outcome};
use super::{Ended, Told, print, print_written};
use crate::domain::{Currency, Language, Money, spelling};
use crate::office::resolve::number;
use crate::office::run::Desk;
use crate::office::run::Setup;
use crate::report::{Asked, gather, named, open_minor};
use crate::store::{SetOffRow, Span, Store};
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};
use std::fmt::Write;

/// Tell everything known of a document (D7), a bank entry (E12), a journal entry (mueller/31), a set-off (V1) or an e-mail (M2): where from, why so,
/// and what followed. An invoice's number works too.
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
                    "{} gibt es nicht. „kontor report documents“ und „kontor report reconciliation“ zeigen alle Nummern.",
                    self.id
                ),
                Language::En => {
                    eprintln!(
                        "There is no {}. \"kontor report documents\" and \"kontor report reconciliation\" show all numbers.",
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

async fn explain(setup: &Setup, store: &Store, id: &str) -> anyhow::Result<Option<Value>> {
    let asked = Asked { span: Span::default(), language: setup.language, ..Asked::default() };
    let rows = |name: &'static str| async {
        match named(name) {
            Some(report) => gather(report, store, &asked).await,
            None => Ok(Vec::new()),
        }
    };
    let journal = rows("journal").await?;
    if let Some((company, entry)) = id.split_once('/') {
        let found = journal.iter().find(|row| row["company"] == company && entry.parse::<i64>().is_ok_and(|entry| row["entry"] == entry));
        return Ok(found.cloned());
    }
    if let Some(('V', key)) = number(id)
        && let Some(known) = set_off(store, &journal, key).await?
    {
        return Ok(Some(known));
    }
    let entries = rows("reconciliation").await?;
    let documents = rows("documents").await?;
    let booked = |field: &str, id: &str| journal.iter().filter(|row| row[field] == id).cloned().collect::<Vec<_>>();
    Ok(match number(id) {
        Some(('E', key)) => {
            let id = format!("E{key}");
            let Some(mut entry) = entries.iter().find(|row| row["id"] == id.as_str()).cloned() else { return Ok(None) };
            let told_by: Vec<i64> = store.sources_of(key).await?.into_iter().map(|(document, _)| document).collect();
            put(
                &mut entry,
                "told_by",
                documents.iter().filter(|row| told_by.iter().any(|id| row["id"] == format!("D{id}"))).map(brief).collect(),
            );
            put(&mut entry, "as_read", store.entry_facts(key).await?.unwrap_or_default());
            put(&mut entry, "journal", booked("bank_entry", &id).into());
            put(&mut entry, "decisions", json!(store.decisions(&id).await?));
            Some(entry)
        }
        Some(('M', key)) => {
            let id = format!("M{key}");
            rows("mail").await?.into_iter().find(|row| row["id"] == id.as_str())
        }
        _ => {
            let by_id = documents.iter().find(|row| row["id"].as_str().is_some_and(|own| own.eq_ignore_ascii_case(id)));
            let found = by_id.or_else(|| documents.iter().find(|row| row["number"] == id));
            let Some(mut document) = found.cloned() else { return item(store, &entries, id).await };
            let id = document.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
            let key = number(&id).map_or(0, |(_, key)| key);
            let told: Vec<String> = store.entries_from(key).await?.iter().map(|entry| format!("E{entry}")).collect();
            let archived = store.document_row(key).await?.and_then(|row| row.archived);
            put(&mut document, "original", json!(archived.map(|path| setup.folder.archive().join(path).display().to_string())));
            let there =
                document.get("shown_as").and_then(Value::as_str).map(|path| setup.folder.root().join(path)).filter(|path| path.exists());
            put(&mut document, "shown_as", json!(there.map(|path| path.display().to_string())));
            put(&mut document, "bank_entries", json!(told));
            let settled = settled_by(&entries, &document);
            put(&mut document, "settled_by", settled);
            let items: Vec<i64> = store.items_from(key).await?.iter().map(|item| item.id).collect();
            put(&mut document, "set_off", set_offs(store, &items).await?);
            put(&mut document, "journal", booked("document", &id).into());
            if let Some(control) = rows("invoice-control").await?.into_iter().find(|row| row["document"] == id.as_str()) {
                put(&mut document, "control", control);
            }
            put(&mut document, "decisions", json!(store.decisions(&id).await?));
            Some(document)
        }
    })
}

/// An open item by its number, whatever is left of it: whose, how much, which list or document told of it, and what settled it.
async fn item(store: &Store, entries: &[Value], number: &str) -> anyhow::Result<Option<Value>> {
    let items = store.items_settled(&Span::default()).await?;
    let Some((item, settled)) = items.iter().find(|(item, _)| item.number == number) else { return Ok(None) };
    let contact = store.contacts().await?.into_iter().find(|contact| contact.id == item.contact_id);
    let money = |minor| Money::from_minor(minor, item.currency).amount;
    let mut known = json!({
        "number": item.number, "company": item.company, "contact": contact.map(|contact| contact.name),
        "side": item.side.as_str(), "date": item.date, "due": item.due, "currency": item.currency,
        "amount": money(item.amount_minor), "open": money(open_minor(item, *settled)), "told_by": format!("D{}", item.document_id),
    });
    let settled = settled_by(entries, &known);
    put(&mut known, "settled_by", settled);
    put(&mut known, "set_off", set_offs(store, &[item.id]).await?);
    Ok(Some(known))
}

/// A set-off: both items, how much, the entries that booked it and took it back, and who decided.
async fn set_off(store: &Store, journal: &[Value], key: i64) -> anyhow::Result<Option<Value>> {
    let Some(row) = store.set_off(key).await? else { return Ok(None) };
    let id = format!("V{key}");
    let entries = |entry: &&Value| {
        entry["company"] == row.company.as_str()
            && [Some(row.posting), row.taken_back].into_iter().flatten().any(|number| entry["entry"] == number)
    };
    let mut known = told(store, &row).await?;
    put(&mut known, "company", json!(row.company));
    put(&mut known, "journal", journal.iter().filter(entries).cloned().collect());
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
    Ok(json!({"id": format!("V{}", row.id), "document": number(row.item_id), "against": number(row.against_id), "amount": amount,
              "taken_back": row.taken_back.is_some()}))
}

fn put(row: &mut Value, name: &str, value: Value) {
    if let Some(object) = row.as_object_mut() {
        object.insert(name.to_owned(), value);
    }
}

fn brief(document: &Value) -> Value {
    json!({"id": document["id"], "file": document["file"], "received_at": document["received_at"], "shown_as": document["shown_as"]})
}

/// The entries that settle the document's open item.
fn settled_by(entries: &[Value], document: &Value) -> Value {
    let number = &document["number"];
    let settles = |row: &&Value| {
        let allocations = row["allocations"].as_array();
        row["company"] == document["company"]
            && allocations.is_some_and(|list| list.iter().any(|allocation| allocation["document"] == *number))
    };
    match number.is_null() {
        true => json!([]),
        false => entries
            .iter()
            .filter(settles)
            .map(|row| json!({"id": row["id"], "booking_date": row["booking_date"], "amount": row["amount"], "status": row["status"]}))
            .collect(),
    }
}

/// One line a field; lists below each other, empty fields left out.
fn text(known: &Value, language: Language) -> String {
    let mut out = String::new();
    if let Some(object) = known.as_object() {
        fields(&mut out, object, (0, language));
    }
    out
}

fn fields(out: &mut String, object: &Map<String, Value>, (depth, language): (usize, Language)) {
    let indent = "  ".repeat(depth);
    for (name, value) in object.iter().filter(|(_, value)| !is_empty(value)) {
        // Writing to a String cannot fail.
        let _ = match value {
            Value::Object(inner) => {
                let _ = writeln!(out, "{indent}{name}:");
                fields(out, inner, (depth + 1, language));
                continue;
            }
            Value::Array(list) => {
                let _ = writeln!(out, "{indent}{name}:");
                for item in list {
                    match item {
                        Value::Object(inner) => {
                            fields(out, inner, (depth + 1, language));
                            let _ = writeln!(out);
                        }
                        other => {
                            let _ = writeln!(out, "{indent}  {}", plain(other));
                        }
                    }
                }
                continue;
            }
            other => writeln!(out, "{indent}{name}: {}", spelled(name, other, language)),
        };
    }
}

/// Fields that hold amounts.
const AMOUNTS: &[&str] = &["amount", "discount", "open", "debit", "credit"];

/// A field's value as people write it: amounts in their language, all else as it stands.
fn spelled(name: &str, value: &Value, language: Language) -> String {
    let text = plain(value);
    let is_amount = AMOUNTS.contains(&name) && text.parse::<Decimal>().is_ok();
    if is_amount { spelling::number(&text, language) } else { text }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(list) => list.is_empty(),
        Value::Object(object) => object.values().all(is_empty),
        Value::String(text) => text.is_empty(),
        _ => false,
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
