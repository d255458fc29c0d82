//! What `kontor explain` knows, as a person reads it: each field under its word in the office's
//! language, what is nested further in.

use crate::domain::words::{self, Word};
use crate::domain::{Language, plain, spelling};
use rust_decimal::Decimal;
use serde_json::{Map, Value};
use std::fmt::Write;

/// One line a field; lists below each other, empty fields left out.
pub(super) fn text(known: &Value, language: Language) -> String {
    let mut out = String::new();
    if let Some(object) = known.as_object() {
        fields(&mut out, object, (0, language));
    }
    out
}

fn fields(out: &mut String, object: &Map<String, Value>, (depth, language): (usize, Language)) {
    let indent = "  ".repeat(depth);
    for (field, value) in object.iter().filter(|(_, value)| !is_empty(value)) {
        let name = words::word(FIELDS, field, language);
        // Writing to a String cannot fail.
        let _ = match value {
            Value::Object(inner) => {
                let _ = writeln!(out, "{indent}{name}:");
                fields(out, inner, (depth + 1, language));
                continue;
            }
            Value::Array(list) => {
                let _ = writeln!(out, "{indent}{name}:");
                list.iter().for_each(|part| listed(out, field, part, (depth + 1, language)));
                continue;
            }
            other => writeln!(out, "{indent}{name}: {}", spelled(field, other, language)),
        };
    }
}

fn listed(out: &mut String, field: &str, part: &Value, (depth, language): (usize, Language)) {
    let _ = match part {
        Value::Object(inner) => {
            fields(out, inner, (depth, language));
            writeln!(out)
        }
        Value::Array(parts) if field == "decisions" => {
            writeln!(out, "{}{}", "  ".repeat(depth), decision(parts, language))
        }
        Value::Array(parts) => {
            let parts: Vec<String> =
                parts.iter().map(|part| spelled("moment", part, language)).collect();
            writeln!(out, "{}{}", "  ".repeat(depth), parts.join("  "))
        }
        other => writeln!(out, "{}{}", "  ".repeat(depth), spelled(field, other, language)),
    };
}

/// A decision as one says it: `14.10.2026 09:05 Anna: angenommen`.
fn decision(parts: &[Value], language: Language) -> String {
    let text = |at: usize| parts.get(at).and_then(Value::as_str).unwrap_or_default();
    let who = parts.get(3).and_then(Value::as_str).map(|who| format!(" {who}")).unwrap_or_default();
    let (word, rest) = text(1).split_once(' ').unwrap_or((text(1), ""));
    let what = match text(0) {
        "resolve" => words::word(CHOICES, word, language),
        verb => words::word(CHOICES, verb, language),
    };
    let rest = match text(0) {
        "resolve" => words::word(ACCEPTED, rest, language),
        "replaced" | "restored" => text(1),
        _ => "",
    };
    format!("{}{who}: {what} {rest}", spelled("moment", &text(2).into(), language))
        .trim_end()
        .to_owned()
}

/// What was accepted, where it is not the document itself.
static ACCEPTED: &[Word] = &[("doubts", "(die Fragen)", "(the questions)")];

/// What was decided.
static CHOICES: &[Word] = &[
    ("accept", "angenommen", "accepted"),
    ("account", "Konto", "account"),
    ("against", "verrechnet mit", "set off against"),
    ("duplicate", "schon gebucht, nichts angenommen", "booked already, nothing accepted"),
    ("leave", "offen gelassen", "left open"),
    ("match", "zugeordnet", "matched with"),
    ("reject", "abgelehnt:", "rejected:"),
    ("release", "freigegeben:", "released:"),
    ("replace", "an Stelle des früheren gebucht", "booked in place of the earlier one"),
    ("replaced", "an Stelle von", "in place of"),
    ("restored", "wieder gebucht, an seiner Stelle stand", "booked again, in its place had been"),
    ("revalue", "bewertet", "revalued"),
    ("split", "aufgeteilt", "split"),
    ("undo", "zurückgenommen", "taken back"),
];

/// Fields that hold amounts, and other numbers with decimals.
const AMOUNTS: &[&str] = &[
    "amount",
    "discount",
    "open",
    "debit",
    "credit",
    "charges",
    "balance_after",
    "confidence",
    "margin",
];
/// Fields that hold days.
const DAYS: &[&str] =
    &["date", "due", "due_by_document", "booking_date", "value_date", "document_date", "tax_date"];
/// Fields that hold a word of the program, with the tables it may stand in.
static WORDS: &[(&str, &[&[Word]])] = &[
    (
        "status",
        &[
            words::DOCUMENT_STATUSES,
            words::ENTRY_STATUSES,
            words::MAIL_STATUSES,
            words::INVOICE_STATUSES,
            BOOKED,
        ],
    ),
    ("kind", &[words::DOCUMENT_KINDS, words::MAIL_KINDS]),
    ("side", &[words::SIDES]),
    ("category", &[words::CATEGORIES]),
    ("code", &[words::CONTROL_FINDINGS]),
    ("decided_by", &[DECIDERS]),
    ("recorded_by", &[DECIDERS]),
    ("lost", &[LOST]),
    ("stands", &[STANDS]),
];

/// Whether a bank has booked an entry.
static BOOKED: &[Word] = &[("booked", "gebucht", "booked"), ("pending", "vorgemerkt", "pending")];
/// Who decided.
static DECIDERS: &[Word] = &[("person", "eine Person", "a person"), ("kontor", "kontor", "kontor")];

/// Why the next best lost: the spellings of [`crate::matching::Lost`].
static LOST: &[Word] = &[
    ("twin", "die Nummer kann mehrere meinen", "the number may mean several"),
    ("same-amount", "gleicher Betrag", "same amount"),
    ("not-named", "nicht genannt", "not named"),
    ("other-contact", "anderer Geschäftspartner", "another contact"),
    ("not-covered", "geht in der Summe nicht auf", "not covered by the sum"),
    ("other-amount", "anderer Betrag", "another amount"),
    ("settled", "schon ausgeglichen", "settled already"),
    ("promised", "einem anderen Umsatz vorgeschlagen", "proposed to another entry"),
    ("other-way", "andere Richtung", "the other way"),
    ("refused", "abgelehnt", "refused"),
    ("other-currency", "andere Währung", "another currency"),
    ("later-rule", "frühere Regel gilt", "an earlier rule counts"),
    ("answered", "von Hand anders gebucht", "booked otherwise by hand"),
    ("other-payment", "andere Zahlung", "another payment"),
];

/// How a bank entry stands to an item that was proposed for it.
static STANDS: &[Word] = &[
    ("settles", "gleicht aus", "settles it"),
    ("reopens", "öffnet wieder", "opens it again"),
    ("proposed", "vorgeschlagen", "proposed"),
    ("refused", "abgelehnt", "refused"),
    ("no-more", "nicht mehr dafür", "no longer for it"),
];

/// The fields' words.
pub(super) static FIELDS: &[Word] = &[
    ("account", "Konto", "account"),
    ("actual", "Ist", "actual"),
    ("against", "gegen", "against"),
    ("allocations", "Zuordnung", "allocations"),
    ("amount", "Betrag", "amount"),
    ("as_read", "Wie gelesen", "as read"),
    ("balance_after", "Saldo danach", "balance after"),
    ("bank_entries", "Bankumsätze", "bank entries"),
    ("bank_entry", "Bankumsatz", "bank entry"),
    ("bank_reference", "Bankreferenz", "bank reference"),
    ("batch_id", "Sammler", "batch"),
    ("bic", "BIC", "BIC"),
    ("booking_date", "Buchungstag", "booking date"),
    ("booking_text", "Buchungstext", "booking text"),
    ("category", "Kategorie", "category"),
    ("charges", "Gebühren", "charges"),
    ("code", "Befund", "finding"),
    ("company", "Firma", "company"),
    ("confidence", "Sicherheit", "confidence"),
    ("contact", "Kontakt", "contact"),
    ("control", "Prüfung", "control"),
    ("counterparty", "Gegenseite", "counterparty"),
    ("credit", "Haben", "credit"),
    ("creditor_id", "Gläubiger-ID", "creditor id"),
    ("currency", "Währung", "currency"),
    ("date", "Datum", "date"),
    ("debit", "Soll", "debit"),
    ("decided_by", "Entschieden von", "decided by"),
    ("decisions", "Entscheidungen", "decisions"),
    ("details", "Einzelposten", "details"),
    ("discount", "Abzug", "discount"),
    ("document", "Beleg", "document"),
    ("document_date", "Belegdatum", "document date"),
    ("documents", "Posten", "items"),
    ("doubts", "Fragen", "questions"),
    ("due", "Fällig", "due"),
    ("due_by_document", "Fällig nach dem Beleg", "due by its document"),
    ("duplicate_of", "Doppelt zu", "duplicate of"),
    ("end_to_end_id", "Ende-zu-Ende-Referenz", "end-to-end id"),
    ("entry", "Buchung", "entry"),
    ("error", "Fehler", "error"),
    ("exchange_rate", "Kurs", "exchange rate"),
    ("expected", "Soll", "expected"),
    ("explanation", "Begründung", "explanation"),
    ("file", "Datei", "file"),
    ("findings", "Befunde", "findings"),
    ("format", "Format", "format"),
    ("hash", "Prüfsumme", "hash"),
    ("history", "Verlauf", "history"),
    ("iban", "IBAN", "IBAN"),
    ("id", "Nr", "id"),
    ("instructed", "Beauftragt", "instructed"),
    ("invoice", "Rechnung", "invoice"),
    ("journal", "Journal", "journal"),
    ("kind", "Art", "kind"),
    ("left_on_account", "Auf Konto gelassen", "left on account"),
    ("line", "Zeile", "line"),
    ("lines", "Zeilen", "lines"),
    ("lost", "Unterlag, weil", "lost because"),
    ("mandate_id", "Mandat", "mandate"),
    ("margin", "Abstand", "margin"),
    ("message", "Meldung", "message"),
    ("message_id", "Message-ID", "Message-ID"),
    ("name", "Name", "name"),
    ("notes", "Hinweise", "notes"),
    ("number", "Nummer", "number"),
    ("open", "Offen", "open"),
    ("original", "Original", "original"),
    ("party", "Geschäftspartner", "business partner"),
    ("reason", "Grund", "reason"),
    ("received_at", "Eingang", "received"),
    ("recorded_at", "Gebucht am", "recorded"),
    ("recorded_by", "Gebucht von", "recorded by"),
    ("remittance", "Verwendungszweck", "remittance"),
    ("return_reason", "Rückgabegrund", "return reason"),
    ("reversal", "Storno", "reversal"),
    ("reverses", "Storniert Nr", "reverses"),
    ("runner_up", "Zweitbestes", "runner-up"),
    ("set_off", "Verrechnung", "set off"),
    ("settled_by", "Ausgeglichen durch", "settled by"),
    ("sha256", "SHA-256", "SHA-256"),
    ("shown_as", "Liegt unter", "lies at"),
    ("side", "Seite", "side"),
    ("stands", "Steht", "stands"),
    ("status", "Status", "status"),
    ("structured_reference", "Strukturierte Referenz", "structured reference"),
    ("subject", "Betreff", "subject"),
    ("summary", "Befunde in Kürze", "findings in short"),
    ("taken_back", "Zurückgenommen", "taken back"),
    ("tax_date", "Steuertag", "VAT day"),
    ("text", "Text", "text"),
    ("to", "An", "to"),
    ("told_by", "Bekannt aus", "told by"),
    ("transaction_code", "Geschäftsvorfall", "transaction code"),
    ("ultimate_name", "Für", "on behalf of"),
    ("value_date", "Wertstellung", "value date"),
    ("vat_code", "Steuer", "VAT"),
    ("waits", "Wartet", "waits"),
];

/// A field's value as people write it.
fn spelled(field: &str, value: &Value, language: Language) -> String {
    let text = match value {
        // Names and texts come from strangers: none begins a line of its own.
        Value::String(text) => plain::line(text).into_owned(),
        Value::Bool(yes) => {
            let (de, en) = if *yes { ("ja", "yes") } else { ("nein", "no") };
            return if language == Language::De { de } else { en }.to_owned();
        }
        other => other.to_string(),
    };
    if AMOUNTS.contains(&field) && text.parse::<Decimal>().is_ok() {
        return spelling::number(&text, language);
    }
    if DAYS.contains(&field)
        && let Ok(day) = text.parse()
    {
        return spelling::day(day, language);
    }
    if field == "summary" {
        return words::list(words::CONTROL_FINDINGS, &text, language);
    }
    if let Some((_, tables)) = WORDS.iter().find(|(known, _)| *known == field) {
        let said = tables
            .iter()
            .map(|table| words::word(table, &text, language))
            .find(|said| *said != text);
        return said.unwrap_or(&text).to_owned();
    }
    // `2026-10-13T08:00:00+02:00`: day and time to the minute.
    let day =
        text.get(..10).filter(|_| text.get(10..11) == Some("T")).and_then(|day| day.parse().ok());
    match (day, text.get(11..16)) {
        (Some(day), Some(time)) => format!("{} {time}", spelling::day(day, language)),
        _ => text,
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_known_is_told_in_the_readers_words() {
        let known = json!({"id": "E1", "booking_date": "2026-10-13", "amount": "-1234.50",
            "status": "matched", "category": "rent",
            "remittance": null, "as_read": {"status": "booked", "reversal": false},
            "decisions": [["resolve", "account \
                4930 --vat 19", "2026-10-14T09:05:00+02:00", "anna"]]});
        let german = text(&known, Language::De);
        let told = "Nr: E1\nBuchungstag: 13.10.2026\nBetrag: -1.234,50\nStatus: \
            zugeordnet\nKategorie: Miete\nWie gelesen:\n  \
            Status: gebucht\n  Storno: nein\nEntscheidungen:\n  14.10.2026 09:05 anna: Konto 4930 \
            --vat 19\n";
        assert_eq!(german, told);
        assert!(
            text(&known, Language::En).contains("booking date: 2026-10-13\namount: -1,234.50"),
            "{}",
            text(&known, Language::En)
        );
    }

    #[test]
    fn every_field_has_one_word() {
        let mut fields: Vec<&str> = FIELDS.iter().map(|(field, ..)| *field).collect();
        fields.dedup();
        assert!(fields.is_sorted() && fields.len() == FIELDS.len());
    }
}
