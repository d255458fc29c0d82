//! `kontor review`: what waits for a person.

use super::office::{self, Outcome};
use super::{Ended, Told, print};
use crate::domain::{Language, spelling};
use crate::office::run::Desk;
use crate::report::{Asked, gather, named};
use crate::store::Span;
use serde_json::{Value, json};
use std::fmt::Write;

/// Show what waits for a person: held documents, and bank entries that are suggested or open.
#[derive(clap::Args)]
pub struct Review {
    /// Only this company.
    #[arg(long, value_name = "ID")]
    company: Option<String>,
}

impl Review {
    /// Lists what waits.
    pub async fn run(&self, told: &Told) -> Outcome {
        let (Desk { setup, store, .. }, settings) = match office::desk(told).await {
            Ok(opened) => opened,
            Err(ended) => return Ok(ended),
        };
        if !office::has_company(&settings, self.company.as_deref()) {
            return Ok(Ended::NotDone);
        }
        let span = Span { company: self.company.clone(), ..Span::default() };
        let asked = Asked { span, language: setup.language, ..Asked::default() };
        let mut waiting = Vec::new();
        for (name, statuses) in [("documents", &["held"][..]), ("reconciliation", &["suggested", "open"])] {
            let Some(report) = named(name) else { continue };
            let rows = gather(report, &store, &asked).await?;
            waiting.extend(rows.into_iter().filter(|row| statuses.iter().any(|status| row["status"] == *status)));
        }
        match told.json {
            true => print(&(serde_json::to_string_pretty(&json!(waiting))? + "\n")),
            false => print(&text(&waiting, setup.language)),
        }
        Ok(Ended::Done)
    }
}

fn text(waiting: &[Value], language: Language) -> String {
    if waiting.is_empty() {
        return if language == Language::De { "Es wartet nichts auf eine Entscheidung.\n" } else { "Nothing waits for a decision.\n" }
            .to_owned();
    }
    let field = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let mut out = String::new();
    for row in waiting {
        // Writing to a String cannot fail.
        let _ = match row.get("file") {
            Some(_) => writeln!(out, "{:<6} {}\n       {}", field(row, "id"), field(row, "file"), field(row, "reason")),
            None => {
                let why = row["explanation"].as_array().map(|list| list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "));
                writeln!(
                    out,
                    "{:<6} {}  {} {}  {} {}\n       {}",
                    field(row, "id"),
                    field(row, "booking_date").parse().map(|day| spelling::day(day, language)).unwrap_or_default(),
                    spelling::number(&field(row, "amount"), language),
                    field(row, "currency"),
                    field(row, "counterparty"),
                    field(row, "remittance"),
                    why.unwrap_or_default()
                )
            }
        };
    }
    let hint = match language {
        Language::De => {
            "\nEntscheiden: kontor resolve NUMMER accept | match BELEG | account KONTO | leave   (mehr: kontor resolve --help)\n"
        }
        Language::En => "\nDecide: kontor resolve ID accept | match DOCUMENT | account NUMBER | leave   (more: kontor resolve --help)\n",
    };
    out + hint
}
