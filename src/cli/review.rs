//! `kontor review`: what waits for a person.

use super::office::{self, Outcome};
use super::report::shown_width;
use super::run::mail_waits;
use super::{Ended, Told, print, print_written, reader};
use crate::domain::{Language, plain, spelling};
use crate::mail::MAIL_JOB;
use crate::office::asked::asked;
use crate::office::run::Desk;
use crate::report::{Form, Row, called, clarification, each_waiting, waiting, workbook, wrapped};
use crate::store::{Span, Store};
use std::collections::HashSet;
use std::fmt::Write;
use std::path::PathBuf;

/// Show what waits for a person: documents that are held or were taken with doubts, and bank
/// entries that are suggested or open.
#[derive(clap::Args)]
pub struct Review {
    /// Only this company.
    #[arg(long, value_name = "ID")]
    company: Option<String>,
    /// Write the clarification sheet to this file (with --format xlsx).
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Review {
    /// Lists what waits.
    pub async fn run(&self, told: &Told) -> Outcome {
        let (desk, settings) = match office::look(told).await {
            Ok(opened) => opened,
            Err(ended) => return Ok(ended),
        };
        let (setup, store) = (&desk.setup, &desk.store);
        let Ok(company) = office::company_or_all(&settings, self.company.as_deref()) else {
            return Ok(Ended::NotDone);
        };
        let asked = asked(setup, Span { company: company.clone(), ..Span::default() });
        if let Some(file) = self.output.as_deref().filter(|_| told.form != Form::Xlsx) {
            eprintln!("{}", only_a_sheet(&file.display().to_string(), setup.language));
            return Ok(Ended::NotDone);
        }
        if told.form == Form::Xlsx {
            let mut waiting = waiting(store, &asked).await?;
            desk.add_assumed(company.as_deref(), &mut waiting).await?;
            let bytes = workbook(&clarification(&waiting, asked.language))?;
            return office::write_file(&bytes, "xlsx", self.output.as_deref(), setup.language);
        }
        if told.json {
            let mut count = 0;
            let row = &mut |row: Row| {
                print_written(&json_row(&row, count));
                count += 1;
                reader()
            };
            each_waiting(store, &asked, row).await?;
            print_written(if count == 0 { "[]\n" } else { "\n]\n" });
            return Ok(Ended::Done);
        }
        let blocked = store.controls_held(company.as_deref()).await?;
        let blocked: HashSet<String> =
            blocked.iter().map(|row| format!("D{}", row.document_id)).collect();
        let mut waits = false;
        let row = &mut |row: Row| {
            waits = true;
            let language = asked.language_of(row.text("company"));
            show(match row.get("file") {
                Some(_) => document(&row, &blocked, language),
                None => entry(&row, language),
            });
            reader()
        };
        each_waiting(store, &asked, row).await?;
        if reader().is_break() {
            return Ok(Ended::Done);
        }
        let mut uneven = desk.openings_uneven(company.as_deref()).await?;
        uneven.extend(desk.cash_below_zero(company.as_deref()).await?);
        let uneven: String = uneven
            .iter()
            .map(|(whose, finding)| format!("\n{}\n", finding.say(asked.language_of(Some(whose)))))
            .collect();
        let limits: String = desk
            .turnover_limits(company.as_deref())
            .await?
            .into_iter()
            .map(|(whose, said)| format!("\n{whose}: {said}\n"))
            .collect();
        let assumed = assumed(&desk, company.as_deref(), asked.language).await?;
        let mails = mails(store, asked.language).await?;
        show(foot(waits, asked.language) + &assumed + &uneven + &limits + &mails);
        Ok(Ended::Done)
    }
}

/// Assumed accounts that are shown.
const SHOWN_ASSUMED: usize = 10;

/// The accounts that are assumed, which stop nothing: below what waits.
async fn assumed(desk: &Desk, company: Option<&str>, language: Language) -> anyhow::Result<String> {
    let assumed = desk.accounts_assumed(company, SHOWN_ASSUMED + 1).await?;
    if assumed.is_empty() {
        return Ok(String::new());
    }
    let mut out = match language {
        Language::De => "\nAngenommene Konten:\n",
        Language::En => "\nAccounts assumed:\n",
    }
    .to_owned();
    for one in assumed.iter().take(SHOWN_ASSUMED) {
        let (id, whose) = (format!("D{}", one.vendor.document), &one.vendor.company);
        let said = one.told().say(desk.setup.language_of(Some(whose)));
        let _ = writeln!(out, "{id:<6} {whose}  {}", clean(&said));
    }
    if assumed.len() > SHOWN_ASSUMED {
        out += match language {
            Language::De => "… und weitere (kontor report tax-adviser).\n",
            Language::En => "… and others (kontor report tax-adviser).\n",
        };
    }
    Ok(out)
}

/// A row of the array, `before` others.
fn json_row(row: &Row, before: usize) -> String {
    let row = serde_json::to_string_pretty(row).unwrap_or_default();
    // The objects of the array stand two blanks further in.
    format!("{}\n  {}", if before == 0 { "[" } else { "," }, row.replace('\n', "\n  "))
}

/// Prints, folded to the width of a terminal.
fn show(said: String) {
    print(&match shown_width() {
        Some(width) => folded(&said, width),
        None => said,
    });
}

/// What was to be written to a file is the sheet, which has a form of its own.
fn only_a_sheet(file: &str, language: Language) -> String {
    match language {
        Language::De => format!(
            "In eine Datei wird nur der Klärungsbogen geschrieben: kontor review --format xlsx \
             --output {file}"
        ),
        Language::En => format!(
            "Only the clarification sheet is written to a file: kontor review --format xlsx \
             --output {file}"
        ),
    }
}

/// What mail waits for: a way out that is closed, and messages that failed.
async fn mails(store: &Store, language: Language) -> anyhow::Result<String> {
    let mut out = String::new();
    if let Some(why) = store.job(MAIL_JOB).await?.and_then(|job| job.error) {
        out += &format!("\n{}\n", mail_waits(&clean(&why), language));
    }
    for mail in store.mails_failed("").await? {
        let why = clean(mail.error.as_deref().unwrap_or_default());
        let _ = write!(
            out,
            "\nM{:<5} {}: {}\n       {why}\n",
            mail.id,
            clean(&mail.recipient),
            clean(&mail.subject)
        );
    }
    Ok(out)
}

/// What stands below the list: how to decide, or that nothing waits.
fn foot(waits: bool, language: Language) -> String {
    if !waits {
        return if language == Language::De {
            "Es wartet nichts auf eine Entscheidung.\n"
        } else {
            "Nothing waits for a decision.\n"
        }
        .to_owned();
    }
    match language {
        Language::De => {
            "\nEntscheiden: kontor resolve NUMMER accept | match BELEG | account KONTO | split \
             KONTO=BETRAG,… | same E… | leave | release GRUND | reject GRUND   (mehr: kontor \
             resolve --help)\n"
        }
        Language::En => {
            "\nDecide: kontor resolve ID accept | match DOCUMENT | account NUMBER | split \
             NUMBER=AMOUNT,… | same E… | leave | release REASON | reject REASON   (more: kontor \
             resolve --help)\n"
        }
    }
    .to_owned()
}

fn field<'a>(row: &'a Row, name: &str) -> &'a str {
    row.text(name).unwrap_or_default()
}

/// Number, company, what it is called and its file (`blocked`: those the control holds back); below
/// it why it is held, or what is asked about it, and where it can be looked at.
fn document(row: &Row, blocked: &HashSet<String>, language: Language) -> String {
    let called =
        called(row, language).map(|called| format!("{}  ", clean(&called))).unwrap_or_default();
    let mut out = format!(
        "{:<6} {}  {called}{}\n",
        field(row, "id"),
        field(row, "company"),
        field(row, "file")
    );
    for why in questions_of(row) {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "       {}", clean(why));
    }
    if let Some(answer) = answer(row, blocked, language).filter(|_| !says_how(row)) {
        let _ = writeln!(out, "       {answer}");
    }
    if let Some(path) = row.text("shown_as") {
        let _ = writeln!(out, "       {}", clean(path));
    }
    out
}

/// Why a document is held, and what is asked about it.
fn questions_of(row: &Row) -> impl Iterator<Item = &str> {
    row.text("reason").into_iter().chain(row.texts("doubts"))
}

/// Whether one of the sentences says how it is answered.
fn says_how(row: &Row) -> bool {
    let command = format!("kontor resolve {} ", field(row, "id"));
    questions_of(row).any(|why| why.contains(&command))
}

/// How a document is answered about which no sentence says it, to be copied: what the control holds
/// back is released or refused, what else is asked about a booked one ends with a yes.
fn answer(row: &Row, blocked: &HashSet<String>, language: Language) -> Option<String> {
    let id = field(row, "id");
    let is_note = field(row, "kind") == "delivery-note";
    Some(match (language, blocked.contains(id) && !is_note) {
        (Language::De, true) => format!(
            "„kontor resolve {id} release GRUND“ gibt sie zur Zahlung frei, „kontor resolve {id} \
             reject GRUND“ lehnt sie ab."
        ),
        (Language::En, true) => format!(
            "\"kontor resolve {id} release REASON\" releases it for payment, \"kontor resolve {id} \
             reject REASON\" refuses it."
        ),
        _ if field(row, "status") != "processed" => return None,
        (Language::De, false) => format!("„kontor resolve {id} accept“ beendet die Frage."),
        (Language::En, false) => format!("\"kontor resolve {id} accept\" ends the question."),
    })
}

/// Number, company, day, amount and what the bank says; below it which open items are suggested,
/// and why.
fn entry(row: &Row, language: Language) -> String {
    let day = row["booking_date"].day().map(|day| spelling::day(day, language)).unwrap_or_default();
    let spelled = |row: &Row| spelling::number(&row["amount"].to_string(), language);
    let amount = spelled(row);
    let (id, company, currency) = (field(row, "id"), field(row, "company"), field(row, "currency"));
    let told = [field(row, "counterparty"), field(row, "remittance")].map(clean).join(" ");
    let mut out = format!("{id:<6} {company}  {day}  {amount} {currency}  {}\n", told.trim());
    let suggested: Vec<String> = row
        .rows("allocations")
        .map(|item| format!("{} {}", clean(field(item, "document")), spelled(item)))
        .collect();
    let account =
        row.text("account").filter(|_| field(row, "status") == "suggested" && suggested.is_empty());
    let why: Vec<&str> = row.texts("explanation").collect();
    let word = if language == Language::De { "Vorschlag (accept)" } else { "Suggested (accept)" };
    if let Some(account) = account {
        let _ = writeln!(
            out,
            "       {word}: {} {account}",
            if language == Language::De { "Konto" } else { "account" }
        );
    }
    if !suggested.is_empty() {
        let _ = writeln!(out, "       {word}: {}", suggested.join("; "));
    }
    let _ = writeln!(out, "       {}", clean(&why.join(" ")));
    out
}

/// Long lines broken at blanks for a terminal of that many columns; what goes on stands below its
/// beginning.
fn folded(text: &str, width: usize) -> String {
    let mut out = String::new();
    for line in text.lines() {
        if line.chars().count() <= width {
            let _ = writeln!(out, "{line}");
            continue;
        }
        let words = line.trim_start_matches(' ');
        let indent = if words.len() < line.len() { line.len() - words.len() } else { INDENT };
        for (at, part) in
            wrapped(line.trim_start(), width.saturating_sub(indent)).into_iter().enumerate()
        {
            let before = if at == 0 { line.len() - words.len() } else { indent };
            let _ = writeln!(out, "{:before$}{part}", "");
        }
    }
    out
}

/// Columns before what is said of a document or entry.
const INDENT: usize = 7;

/// Without control characters: what a payer or a file name says must not move the cursor.
fn clean(text: &str) -> String {
    plain::line(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn what_goes_on_stands_below_its_beginning() {
        let text = "D7     kern  a.xml\n       Das ist zu lang für die Zeile.\n\nEnde\n";
        assert_eq!(
            folded(text, 24),
            "D7     kern  a.xml\n       Das ist zu lang\n       für die Zeile.\n\nEnde\n"
        );
    }
}
