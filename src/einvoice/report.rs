//! The report for people: findings by severity, each with line and column, the business terms it is
//! about, and what to do; and what a rule asks, explained.

use super::rules::{Entry, RuleFinding, RuleSet, Severity, en16931, facturx, xrechnung};
use super::{Report, place, syntax, terms};
use crate::domain::{Language, plain};
use crate::xml::Tree;
use serde_json::{Value, json};
use std::fmt::Write;

/// A word in both languages.
type Both = (&'static str, &'static str);

fn pick(both: Both, language: Language) -> &'static str {
    match language {
        Language::De => both.0,
        Language::En => both.1,
    }
}

/// The severities in the order of a report: what it is called, and its colour (ECMA-48, SGR).
const SEVERITIES: [(Severity, Both, &str); 3] = [
    (Severity::Fatal, ("Fehler", "Errors"), "31"),
    (Severity::Warning, ("Warnungen", "Warnings"), "33"),
    (Severity::Information, ("Hinweise", "Notes"), "36"),
];

/// Paints text when colours are wanted.
struct Paint(bool);

impl Paint {
    fn with(&self, colour: &str, text: &str) -> String {
        match self.0 {
            true => format!("\u{1b}[{colour}m{text}\u{1b}[0m"),
            false => text.to_string(),
        }
    }
}

/// The report of one file, ending in a line break.
pub fn text(name: &str, tree: &Tree, report: &Report, language: Language, colour: bool) -> String {
    let paint = Paint(colour);
    let mut out = head(name, report.valid, language, &paint);
    let profile = report
        .profile
        .as_deref()
        .unwrap_or(pick(("ohne Profilangabe", "without profile"), language));
    let _ = writeln!(out, "  {}, {}", report.syntax.as_str().to_uppercase(), plain::line(profile));
    for (severity, called, colour) in SEVERITIES {
        let found: Vec<&RuleFinding> =
            report.findings.iter().filter(|finding| finding.severity == severity).collect();
        if !found.is_empty() {
            let title = format!("{} ({})", pick(called, language), found.len());
            let _ = writeln!(out, "\n  {}", paint.with(colour, &title));
        }
        for finding in found {
            one(&mut out, tree, finding, language, &paint.with("1", finding.rule));
        }
    }
    out.push('\n');
    out
}

/// The report of a file that is no e-invoice.
pub fn refusal(name: &str, message: &str, language: Language, colour: bool) -> String {
    format!("{}  {}\n\n", head(name, false, language, &Paint(colour)), plain::line(message))
}

fn head(name: &str, valid: bool, language: Language, paint: &Paint) -> String {
    let verdict = match valid {
        true => paint.with("1;32", pick(("gültig", "valid"), language)),
        false => paint.with("1;31", pick(("nicht gültig", "not valid"), language)),
    };
    format!("{}: {verdict}\n", plain::line(name))
}

fn one(out: &mut String, tree: &Tree, finding: &RuleFinding, language: Language, rule: &str) {
    let at = match (place(tree, finding).map(|node| node.line_column()), language) {
        (Some((line, column)), Language::De) => format!("  Zeile {line}, Spalte {column}"),
        (Some((line, column)), Language::En) => format!("  line {line}, column {column}"),
        (None, _) => String::new(),
    };
    let often = match (finding.count, language) {
        (0 | 1, _) => String::new(),
        (count, Language::De) => format!(" ({count} Mal, hier zuerst)"),
        (count, Language::En) => format!(" ({count} times, here first)"),
    };
    let _ = writeln!(out, "    {rule}{at}{often}");
    let _ = writeln!(out, "      {}", plain::line(&finding.say(language)));
    for id in terms::named_in(&finding.de) {
        if let Some(name) = terms::name(id, language) {
            let _ = writeln!(out, "      {id} {name}");
        }
    }
}

/// What a rule asks.
pub struct Explained {
    id: &'static str,
    set: RuleSet,
    severity: Severity,
    terms: Vec<String>,
    asks: String,
    why: &'static str,
    source: &'static str,
}

/// What the rule of this id asks and why; `None` when no rule set has it. Ids are read in either
/// case.
pub fn explain(id: &str, language: Language) -> Option<Explained> {
    let (set, entry) = find(id)?;
    let (why, source) = match set {
        RuleSet::XRechnung => {
            let (de, en, source) = xrechnung::reason(entry.id);
            ((de, en), source)
        }
        _ => reason(entry.id),
    };
    let named = terms::named_in(&entry.de);
    let stated = entry.terms.split(", ").filter(|term| !term.is_empty());
    let ids: Vec<&str> = if entry.terms.is_empty() { named } else { stated.collect() };
    let terms = ids.into_iter().map(|id| {
        [id, terms::name(id, language).unwrap_or_default()].join(" ").trim_end().to_string()
    });
    Some(Explained {
        id: entry.id,
        set,
        severity: entry.severity,
        terms: terms.collect(),
        asks: if language == Language::De { entry.de.to_string() } else { entry.en.to_string() },
        why: pick(why, language),
        source,
    })
}

fn find(id: &str) -> Option<(RuleSet, Entry)> {
    let xrechnung = || xrechnung::find(id).map(|entry| (RuleSet::XRechnung, entry));
    let semantic = || en16931::catalogue::find(id).map(|entry| (RuleSet::En16931, entry));
    let of_syntax = || syntax::find(id).map(|entry| (RuleSet::En16931, entry));
    let of_profile = || facturx::find(id).map(|entry| (RuleSet::FacturX, entry));
    xrechnung().or_else(semantic).or_else(of_syntax).or_else(of_profile)
}

/// Why there are rules of EN 16931, by the kind of rule, and where they are written down.
fn reason(id: &str) -> (Both, &'static str) {
    let starts = |beginnings: &[&str]| beginnings.iter().any(|beginning| id.starts_with(beginning));
    let why = if starts(&["UBL-", "CII-"]) {
        (
            "Die Syntax kann mehr, als die Norm benutzt. Was nicht zur Norm gehört, liest der \
             Empfänger nicht oder liest es anders.",
            "The syntax can do more than the standard uses. What is not part of the standard a \
             recipient will not read, or read otherwise.",
        )
    } else if starts(&["BR-CL-"]) {
        (
            "Codes gelten nur, wenn Sender und Empfänger dieselbe Liste benutzen.",
            "Codes hold only when sender and recipient use the same list.",
        )
    } else if starts(&["BR-CO-"]) {
        (
            "Angaben, die voneinander abhängen, müssen zueinander passen, sonst lässt sich die \
             Rechnung nicht buchen.",
            "What depends on each other must agree, or the invoice cannot be booked.",
        )
    } else if starts(&["BR-DEC-"]) {
        (
            "Beträge haben höchstens zwei Nachkommastellen, damit Summen eindeutig sind.",
            "Amounts have two decimals at most, so that sums are unambiguous.",
        )
    } else if id.as_bytes().get(3).is_some_and(u8::is_ascii_digit) {
        (
            "Ohne diese Angabe ist die Rechnung nach der Norm unvollständig.",
            "Without this the invoice is incomplete by the standard.",
        )
    } else {
        (
            "Jede Steuerkategorie hat eigene Bedingungen; sind sie nicht erfüllt, ist der \
             Vorsteuerabzug in Gefahr.",
            "Each VAT category has conditions of its own; unless they are met, deduction of input \
             VAT is at risk.",
        )
    };
    (why, "EN 16931-1:2017; EN 16931 validation artefacts 1.3.16")
}

impl Explained {
    /// The explanation for people.
    pub fn text(&self, language: Language) -> String {
        let label = |both| pick(both, language);
        let mut out =
            format!("{} ({}, {})\n\n", self.id, self.set.as_str(), self.severity.as_str());
        let _ = writeln!(out, "{} {}", label(("Meldung:", "Message:")), self.asks);
        let _ = writeln!(out, "{} {}", label(("Warum:", "Why:")), self.why);
        if !self.terms.is_empty() {
            let _ = writeln!(out, "{}", label(("Felder:", "Terms:")));
            self.terms.iter().for_each(|term| {
                let _ = writeln!(out, "  {term}");
            });
        }
        let _ = write!(out, "{} {}", label(("Quelle:", "Source:")), self.source);
        out
    }

    /// The explanation as JSON.
    pub fn json(&self) -> Value {
        json!({"rule": self.id, "rule_set": self.set.as_str(), "severity": self.severity.as_str(),
            "terms": self.terms,
            "message": self.asks, "why": self.why, "source": self.source})
    }
}
