//! `kontor validate FILE…`: an e-invoice against EN 16931 and XRechnung. Needs no office.

use super::{Ended, Told, office};
use crate::domain::finding::Weight;
use crate::domain::{Finding, FindingKind, Language, plain};
use crate::einvoice::rules::RuleSet;
use crate::einvoice::rules::xrechnung::levels;
use crate::einvoice::{self, Report, report};
use crate::formats::{envelope, hybrid_pdf};
use crate::n;
use crate::xml::{self, Limits, Tree};
use rayon::prelude::*;
use serde_json::{Value, json};
use std::borrow::Cow;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Check e-invoices (XRechnung, ZUGFeRD, Factur-X) by the official rules.
#[derive(clap::Args)]
pub struct Validate {
    /// The files to check; with several, one JSON object a line, in this order.
    #[arg(required_unless_present = "explain")]
    files: Vec<PathBuf>,
    /// Rule sets to check by: en16931, xrechnung, factur-x (profiles of Factur-X/ZUGFeRD), schema.
    /// Without it: those that the invoice names (BT-24), and schema.
    #[arg(long, value_delimiter = ',', value_name = "SETS", value_parser = rule_set)]
    rules: Vec<RuleSet>,
    /// Severities: as the rules state them, or as KoSIT's XRechnung scenario re-levels them.
    #[arg(long, value_enum, default_value_t)]
    level: Level,
    /// Say what a rule asks and why, instead of checking.
    #[arg(long, value_name = "RULE")]
    explain: Option<String>,
    /// Language of messages; else the office's, else German.
    #[arg(long, value_enum)]
    language: Option<Language>,
}

/// Where severities come from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum Level {
    /// The rules themselves.
    #[default]
    Rules,
    /// The scenario of KoSIT's validator.
    Scenario,
}

fn rule_set(name: &str) -> Result<RuleSet, String> {
    let known = [RuleSet::En16931, RuleSet::XRechnung, RuleSet::FacturX, RuleSet::Schema];
    known
        .into_iter()
        .find(|set| set.as_str() == name)
        .ok_or_else(|| "en16931, xrechnung, factur-x, schema".to_string())
}

/// The findings of this verb itself.
pub static FINDINGS: &[&FindingKind] = &[&NOT_AN_EINVOICE, &UNREADABLE];

/// A file that is read, but is no e-invoice.
pub static NOT_AN_EINVOICE: FindingKind = FindingKind {
    code: "not-an-einvoice",
    weight: Weight::Error,
    de: "Das ist keine E-Rechnung nach EN 16931 (Wurzelelement „{root}“). Geprüft werden \
        UBL-Rechnungen und -Gutschriften, CII-Rechnungen und PDF, die eine solche enthalten.",
    en: "This is no e-invoice by EN 16931 (root element “{root}”). Checked are UBL invoices and \
        credit notes, CII invoices, and PDFs that hold one.",
};
/// A file that cannot be read from the disk.
pub static UNREADABLE: FindingKind = FindingKind {
    code: "file-unreadable",
    weight: Weight::Error,
    de: "Die Datei lässt sich nicht lesen ({what}). Bitte Pfad und Rechte prüfen.",
    en: "The file cannot be read ({what}). Check its path and permissions.",
};

/// Files checked at once before their answers are written: bounds what is held in memory.
const BATCH: usize = 64;

/// How it is said.
#[derive(Clone, Copy)]
struct Form {
    json: bool,
    colour: bool,
    language: Language,
}

/// What is said of one file.
struct Answer {
    valid: bool,
    text: String,
}

impl Validate {
    /// Checks each file and prints what was found; goes on after a bad one.
    pub(crate) fn run(&self, told: &Told) -> Ended {
        let (json, language) = (told.json, office::language(told, self.language));
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        let colour = std::io::stdout().is_terminal()
            && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        if let Some(id) = &self.explain {
            return explain(id, language, json, &mut out);
        }
        let mut ended = Ended::Done;
        for batch in self.files.chunks(BATCH) {
            let answers: Vec<Answer> = batch
                .par_iter()
                .map(|file| self.check(file, Form { json, colour, language }))
                .collect();
            for answer in answers {
                if !answer.valid {
                    ended = Ended::Wrong;
                }
                if out.write_all(answer.text.as_bytes()).is_err() {
                    return ended;
                }
            }
        }
        ended
    }

    fn check(&self, file: &Path, form: Form) -> Answer {
        let name = file.to_string_lossy();
        let judged = match std::fs::read(file) {
            Ok(bytes) => xml_of(&bytes).and_then(|xml| self.judge(&name, &xml, form)),
            Err(error) => Err(UNREADABLE.found().with_value("what", &error)),
        };
        judged.unwrap_or_else(|finding| refuse(&name, &finding, form))
    }

    fn judge(&self, name: &str, xml: &[u8], form: Form) -> Result<Answer, Finding> {
        let decoded = xml::decode(xml);
        let tree = Tree::parse(&decoded.text, Limits::default())?;
        let sets = (!self.rules.is_empty()).then_some(self.rules.as_slice());
        let report = einvoice::validate(&tree, sets)
            .ok_or_else(|| NOT_AN_EINVOICE.found().with("root", tree.root().local()))?;
        let report = if self.level == Level::Scenario {
            levels::relevel(report, tree.root().name() == n!("cn:CreditNote"))
        } else {
            report
        };
        let report = report.refused_for(&xml::breaches(xml));
        let text = match form.json {
            true => shown(&answer(name, &tree, &report, form.language)),
            false => report::text(name, &tree, &report, form.language, form.colour),
        };
        Ok(Answer { valid: report.valid, text })
    }
}

/// A file that cannot be judged is not valid.
fn refuse(name: &str, finding: &Finding, form: Form) -> Answer {
    let message = finding.say(form.language);
    let found = json!({"rule": finding.code(), "rule_set": "schema", "severity": "fatal",
        "location": null, "message": message});
    let text = match form.json {
        true => shown(&json!({"file": name, "syntax": null, "profile": null, "valid": false,
                "findings": [found]})),
        false => report::refusal(name, &message, form.language, form.colour),
    };
    Answer { valid: false, text }
}

/// The XML to check: the bytes themselves, what a hybrid PDF carries, or the only document of an
/// envelope.
fn xml_of(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Finding> {
    if hybrid_pdf::is_pdf(bytes) {
        return Ok(Cow::Owned(hybrid_pdf::payload(bytes)?.xml));
    }
    Ok(envelope::only_document(bytes).map_or(Cow::Borrowed(bytes), Cow::Owned))
}

/// One JSON value as a line that no terminal obeys.
fn shown(value: &Value) -> String {
    plain::json(&format!("{value}\n")).into_owned()
}

fn answer(name: &str, tree: &Tree, report: &Report, language: Language) -> Value {
    let findings: Vec<Value> = report
        .findings
        .iter()
        .map(|finding| {
            let place = einvoice::place(tree, finding);
            let (line, column) = place.map(|node| node.line_column()).unzip();
            json!({
                "rule": finding.rule,
                "rule_set": finding.set.as_str(),
                "severity": finding.severity.as_str(),
                "location": place.map(|node| node.path()),
                "line": line,
                "column": column,
                "count": finding.count,
                "message": finding.say(language),
            })
        })
        .collect();
    json!({"file": name, "syntax": report.syntax.as_str(), "profile": report.profile,
        "valid": report.valid, "findings": findings})
}

fn explain(id: &str, language: Language, json: bool, out: &mut impl Write) -> Ended {
    let Some(explained) = report::explain(id, language) else {
        let sentence = match language {
            Language::De => format!(
                "Die Regel „{id}“ kennt kontor nicht. Die Kennung steht in jeder Meldung von \
                 „kontor validate“."
            ),
            Language::En => format!(
                "kontor does not know the rule “{id}”. Every message of “kontor validate” names \
                 its rule."
            ),
        };
        eprintln!("{sentence}");
        return Ended::NotDone;
    };
    let text = match json {
        true => explained.json().to_string(),
        false => explained.text(language),
    };
    match writeln!(out, "{text}") {
        Ok(()) => Ended::Done,
        Err(_) => Ended::NotDone,
    }
}
