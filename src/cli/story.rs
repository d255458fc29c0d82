//! What came of the sample office, told to a person.

use crate::domain::spelling::{self, counted};
use crate::domain::{Language, plain};
use crate::report::Row;
use std::path::Path;
use std::time::Duration;

/// What the story is made from: rows of the reports, and what the run was like.
pub(super) struct Told<'a> {
    pub documents: &'a [Row],
    pub entries: &'a [Row],
    pub mails: usize,
    /// Documents that came in this run.
    pub received: usize,
    pub took: Duration,
    pub folder: &'a Path,
}

fn count(rows: &[Row], field: &str, value: &str) -> usize {
    rows.iter().filter(|row| row.text(field) == Some(value)).count()
}

/// The whole story.
pub(super) fn tell(told: &Told<'_>, language: Language) -> String {
    let (waits, rejected) = match language {
        Language::De => ("Es wartet auf eine Person:", "Abgewiesen (mit Grund in rejected/):"),
        Language::En => ("A person is waited for:", "Rejected (with the reason in rejected/):"),
    };
    let with = |status: &'static str| {
        told.documents.iter().filter(move |row| row.text("status") == Some(status)).map(document)
    };
    let open = told
        .entries
        .iter()
        .filter(|row| row.text("status") != Some("matched"))
        .map(|row| entry(row, language));
    [
        heading(told, language),
        sums(told, language),
        format!("\n{waits}\n{}", with("held").chain(open).collect::<String>()),
        format!("\n{rejected}\n{}", with("rejected").collect::<String>()),
        places(told, language),
    ]
    .concat()
}

fn heading(told: &Told<'_>, language: Language) -> String {
    let took = spelling::number(&format!("{:.1}", told.took.as_secs_f32()), language);
    match (told.received, language) {
        (0, Language::De) => "Nichts Neues im Eingang; so steht das Beispielbüro:\n\n".to_owned(),
        (0, Language::En) => {
            "Nothing new in the inbox; this is how the sample office stands:\n\n".to_owned()
        }
        (_, Language::De) => {
            format!("Ein Monat der Müller Metallbau GmbH und der Kern Handel KG, in {took} s:\n\n")
        }
        (_, Language::En) => {
            format!("A month of Müller Metallbau GmbH and Kern Handel KG, in {took} s:\n\n")
        }
    }
}

fn sums(told: &Told<'_>, language: Language) -> String {
    let by = |status: &str| count(told.documents, "status", status);
    let kinds = |kind: &str, words: [&str; 2]| counted(count(told.documents, "kind", kind), words);
    let (all, matched) = (told.documents.len(), count(told.entries, "status", "matched"));
    let (processed, twice, held, rejected) =
        (by("processed"), by("duplicate"), by("held"), by("rejected"));
    match language {
        Language::De => format!(
            "  Eingegangen     {:>4} {}: {}, {}, {}\n  Verarbeitet     {processed:>4}   doppelt \
             {twice}, angehalten {held}, abgewiesen {rejected}\n  Bankumsätze     {:>4}   davon \
             {matched} zugeordnet\n",
            all,
            if all == 1 { "Dokument" } else { "Dokumente" },
            kinds("bank-statement", ["Kontoauszug", "Kontoauszüge"]),
            kinds("invoice", ["Rechnung", "Rechnungen"]),
            kinds("delivery-note", ["Lieferschein", "Lieferscheine"]),
            told.entries.len(),
        ),
        Language::En => format!(
            "  Received        {:>4} {}: {}, {}, {}\n  Processed       {processed:>4}   duplicate \
             {twice}, held {held}, rejected {rejected}\n  Bank entries    {:>4}   {matched} of \
             them matched\n",
            all,
            if all == 1 { "document" } else { "documents" },
            kinds("bank-statement", ["bank statement", "bank statements"]),
            kinds("invoice", ["invoice", "invoices"]),
            kinds("delivery-note", ["delivery note", "delivery notes"]),
            told.entries.len(),
        ),
    }
}

fn document(row: &Row) -> String {
    let text = |name| row.text(name).unwrap_or_default();
    line(text("id"), text("file"), text("reason"))
}

fn entry(row: &Row, language: Language) -> String {
    let text = |name| row.text(name).unwrap_or_default();
    let day = row["booking_date"].day().map(|day| spelling::day(day, language)).unwrap_or_default();
    let amount = spelling::number(&row["amount"].to_string(), language);
    let who = row.text("counterparty").unwrap_or_else(|| text("remittance"));
    let what = format!("{day}  {amount:>10} {}  {who}", text("currency"));
    line(text("id"), &what, row.texts("explanation").next().unwrap_or_default())
}

/// Longest reason shown in the story, in characters.
const LONGEST: usize = 100;

fn line(id: &str, what: &str, why: &str) -> String {
    let short: String = if why.chars().count() > LONGEST {
        why.chars().take(LONGEST - 1).chain(['…']).collect()
    } else {
        why.to_owned()
    };
    format!("  {id:<5} {}\n        {short}\n", plain::line(what))
}

fn places(told: &Told<'_>, language: Language) -> String {
    let place = told.folder.display();
    let look = |next: &str, last: &str| {
        format!(
            "{next:<9}kontor review --office {place}\n         kontor explain E1 --office \
             {place}\n         kontor report trial-balance --office {place}\n         kontor run \
             --office {place}     ({last})\n"
        )
    };
    match language {
        Language::De => format!(
            "\n{} in {place}/outbox/, die Berichte in {place}/reports/.\n\n{}",
            counted(told.mails, ["E-Mail liegt", "E-Mails liegen"]),
            look("Weiter:", "ändert nichts mehr")
        ),
        Language::En => format!(
            "\n{} in {place}/outbox/, the reports in {place}/reports/.\n\n{}",
            counted(told.mails, ["mail lies", "mails lie"]),
            look("Go on:", "changes nothing more")
        ),
    }
}
