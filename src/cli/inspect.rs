//! `kontor inspect FILE…`: what a file says, normalised. Needs no office.

use super::Ended;
use crate::domain::{Content, Finding, Language};
use crate::formats::{self, Input, Layouts, Read};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::io::Write;
use std::path::PathBuf;

/// Show what files say.
#[derive(clap::Args)]
pub struct Inspect {
    /// The files to read; with several, one JSON object a line, in this order.
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

impl Inspect {
    /// Reads each file and prints what it says; goes on after a bad one.
    pub fn run(&self, json: bool) -> Ended {
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        let mut ended = Ended::Done;
        for file in &self.files {
            let name = file.to_string_lossy();
            let answer = match std::fs::read(file) {
                Ok(bytes) => inspect(&name, &bytes),
                Err(error) => failure(&name, &error.to_string()),
            };
            if answer.get("error").is_some_and(|error| !error.is_null()) {
                ended = Ended::Wrong;
            }
            let written = match json {
                true => serde_json::to_writer(&mut out, &answer).map_err(std::io::Error::from),
                false => serde_json::to_writer_pretty(&mut out, &answer).map_err(std::io::Error::from),
            };
            if written.and_then(|()| writeln!(out)).is_err() {
                return ended;
            }
        }
        ended
    }
}

fn inspect(name: &str, bytes: &[u8]) -> Value {
    let layouts = Layouts::default();
    let input = Input { bytes, name, layouts: &layouts };
    match formats::read(&input) {
        Ok((format, reading)) => {
            let mut answer = match &reading.content {
                Read::Content(content) => body(content),
                Read::Parts(parts) => {
                    json!({"format": format.name, "parts": parts.iter().map(|part| inspect(&part.name, &part.bytes)).collect::<Vec<_>>()})
                }
            };
            let findings: Vec<Value> = reading.findings.iter().map(told).collect();
            let mut object = head(name, format.kind.as_str(), Value::Null);
            object.append(answer.as_object_mut().unwrap_or(&mut Map::new()));
            object.insert("findings".into(), findings.into());
            Value::Object(object)
        }
        Err(finding) => failure(name, &finding.say(Language::De)),
    }
}

fn told(finding: &Finding) -> Value {
    json!({"code": finding.code(), "message": finding.say(Language::De)})
}

fn failure(name: &str, sentence: &str) -> Value {
    Value::Object(head(name, "unknown", sentence.into()))
}

fn head(name: &str, kind: &str, error: Value) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("file".into(), name.into());
    object.insert("kind".into(), kind.into());
    object.insert("error".into(), error);
    object
}

fn body(content: &Content) -> Value {
    match content {
        Content::BankStatement(statement) => plain(statement),
        Content::Invoice(invoice) => plain(invoice),
        Content::DeliveryNotes(notes) => one_or_list(notes, "delivery_notes"),
        Content::Orders(orders) => one_or_list(orders, "orders"),
        Content::Contacts(contacts) => json!({"format": "csv", "contacts": plain(contacts)}),
        Content::OpenItems(items) => json!({"format": "csv", "items": plain(items)}),
    }
}

/// A single document stands at the top; several stand in a list, with the first one's fields at the top.
fn one_or_list<T: Serialize>(all: &[T], name: &str) -> Value {
    let mut answer = all.first().map(plain).unwrap_or_else(|| json!({}));
    if let (true, Some(object)) = (all.len() > 1, answer.as_object_mut()) {
        object.insert(name.into(), plain(&all));
    }
    answer
}

fn plain<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}
