//! The clarification sheet: one row for each thing that waits, with what is known and a cell for
//! the answer. Dropped into the inbox it comes back as a document of kind `answers`.

use super::called;
use super::row::Row;
use super::waiting::ASSUMED;
use super::workbook::{Sheet, SheetCell, SheetColumn};
use crate::domain::Language;

/// Heading in German and English, where the value comes from, and the column's width in characters.
type ColumnOf = ((&'static str, &'static str), fn(&Row, Language) -> SheetCell, u16);

const COLUMNS: &[ColumnOf] = &[
    (("Nr", "id"), |row, _| text(row, &["id"]), 8),
    (
        ("Dringlichkeit", "urgency"),
        |row, language| SheetCell::Text(urgency(row).told(language).to_owned()),
        22,
    ),
    (("Firma", "company"), |row, _| text(row, &["company"]), 14),
    (("Datum", "date"), |row, _| day(row), 12),
    (("Betrag", "amount"), |row, _| amount(row), 14),
    (("Währung", "currency"), |row, _| text(row, &["currency"]), 9),
    (("Gegenseite oder Datei", "counterparty or file"), party, 36),
    (("Text", "text"), |row, _| text(row, &["remittance", "number"]), 40),
    (("Grund", "reason"), |row, _| reason(row), 50),
    (("Beleg", "document"), |row, _| text(row, &["shown_as"]), 40),
    (("Vorschlag", "proposal"), proposal, 30),
    (("Antwort", "answer"), |_, _| SheetCell::Empty, 24),
    (("Anderer Beleg", "other document"), |_, _| SheetCell::Empty, 18),
    (("Anderes Konto", "other account"), |_, _| SheetCell::Empty, 15),
    (("USt %", "VAT %"), |_, _| SheetCell::Empty, 8),
    (("Notiz", "note"), |_, _| SheetCell::Empty, 24),
    (("Beantwortet von", "answered by"), |_, _| SheetCell::Empty, 18),
];

/// The column that is answered in.
const ANSWER: &str = "answer";

/// What a person works off first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Urgency {
    /// Booked with doubts: money may be missing, doubled or on its way to a stranger.
    Doubted,
    /// A document that is not booked.
    Held,
    /// A payment with a proposal: one word settles it.
    Proposed,
    /// A payment that nothing fits.
    Open,
    /// An account that is assumed for a vendor.
    Assumed,
}

impl Urgency {
    fn told(self, language: Language) -> &'static str {
        match (self, language) {
            (Urgency::Doubted, Language::De) => "1 Zweifel am Geld",
            (Urgency::Doubted, Language::En) => "1 money in doubt",
            (Urgency::Held, Language::De) => "2 nicht gebucht",
            (Urgency::Held, Language::En) => "2 not booked",
            (Urgency::Proposed, Language::De) => "3 mit Vorschlag",
            (Urgency::Proposed, Language::En) => "3 with a proposal",
            (Urgency::Open, Language::De) => "4 ohne Vorschlag",
            (Urgency::Open, Language::En) => "4 without a proposal",
            (Urgency::Assumed, Language::De) => "5 Konto angenommen",
            (Urgency::Assumed, Language::En) => "5 account assumed",
        }
    }
}

/// How urgent a row of `documents` or `reconciliation` is.
pub(super) fn urgency(row: &Row) -> Urgency {
    if row.get(ASSUMED).is_some() {
        return Urgency::Assumed;
    }
    match (row.get("file").is_some(), row.text("status")) {
        (true, Some("held")) => Urgency::Held,
        (true, _) => Urgency::Doubted,
        (false, Some("suggested")) => Urgency::Proposed,
        (false, _) => Urgency::Open,
    }
}

/// The order in which questions are worked off: by urgency, the largest amounts first.
pub(super) fn by_urgency(waiting: &mut [Row]) {
    waiting.sort_by_key(|row| {
        (urgency(row), std::cmp::Reverse(number(row).map(|amount| amount.abs())))
    });
}

/// The answers that are offered for a row.
fn offered(row: &Row, language: Language) -> Vec<String> {
    let words = |de: &str, en: &str| if language == Language::De { de } else { en }.to_owned();
    let mut offered = Vec::new();
    if urgency(row) == Urgency::Assumed {
        return match proposal(row, language) {
            SheetCell::Text(proposal) => vec![proposal],
            _ => offered,
        };
    }
    if urgency(row) != Urgency::Open {
        offered.push(words("ja", "accept"));
    }
    // The sentence names what else it may be answered with.
    let says = |how: &str| row.text("reason").is_some_and(|why| why.contains(how));
    if says("accept --reverse-charge") {
        offered.push(words("ja 13b", "accept --reverse-charge"));
    }
    if says("accept --acquisition") {
        offered.push(words("ja Erwerb", "accept --acquisition"));
    }
    if let SheetCell::Text(proposal) = proposal(row, language)
        // An account alone would leave out the VAT and the parts that are proposed with it.
        && !proposal.contains([' ', ','])
    {
        offered.push(proposal);
    }
    if row.get("file").is_none() {
        offered.push(words("offen", "leave"));
    }
    offered
}

/// The sheet for these rows of `documents` and `reconciliation`, in the order in which they are
/// worked off.
pub fn clarification(waiting: &[Row], language: Language) -> Sheet {
    let mut rows = waiting.to_vec();
    by_urgency(&mut rows);
    let words = |(de, en): (&str, &str)| if language == Language::De { de } else { en }.to_owned();
    let choices = || rows.iter().map(|row| offered(row, language)).collect();
    let column = |(heading, _, width): &ColumnOf| SheetColumn {
        heading: words(*heading),
        width: Some(*width),
        choices: if heading.1 == ANSWER { choices() } else { Vec::new() },
    };
    Sheet {
        name: words(("Klärung", "Clarification")),
        columns: COLUMNS.iter().map(column).collect(),
        rows: rows
            .iter()
            .map(|row| COLUMNS.iter().map(|(_, cell, _)| cell(row, language)).collect())
            .collect(),
        foot: Vec::new(),
    }
}

/// The first of these fields that says something.
fn text(row: &Row, fields: &[&str]) -> SheetCell {
    let said = fields.iter().filter_map(|field| row.text(field)).find(|text| !text.is_empty());
    said.map_or(SheetCell::Empty, |text| SheetCell::Text(text.to_owned()))
}

fn number(row: &Row) -> Option<rust_decimal::Decimal> {
    row["amount"].number()
}

fn amount(row: &Row) -> SheetCell {
    number(row).map_or(SheetCell::Empty, SheetCell::Amount)
}

/// The booking day, or the day the document came.
fn day(row: &Row) -> SheetCell {
    let received = || row.text("received_at")?.get(..10)?.parse().ok();
    row["booking_date"].day().or_else(received).map_or(SheetCell::Empty, SheetCell::Day)
}

/// Who paid or was paid; of a document what its original is called, and its file.
fn party(row: &Row, language: Language) -> SheetCell {
    match (called(row, language), row.text("file")) {
        (Some(called), Some(file)) => SheetCell::Text(format!("{called}\n{file}")),
        _ => text(row, &["counterparty", "file"]),
    }
}

/// Why it waits: all that is said of it, whatever it was taken with.
fn reason(row: &Row) -> SheetCell {
    let list = |name: &str| row.texts(name).collect::<Vec<_>>().join(" ");
    let stated = row.text("reason").unwrap_or_default().to_owned();
    let why = [stated, list("doubts")]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    let said = [why, list("explanation"), list("notes")].into_iter().find(|text| !text.is_empty());
    said.map_or(SheetCell::Empty, SheetCell::Text)
}

/// What `accept` would take.
fn proposal(row: &Row, language: Language) -> SheetCell {
    let items: Vec<&str> =
        row.rows("allocations").filter_map(|allocation| allocation.text("document")).collect();
    let account = row.text("proposed_account");
    match (items.is_empty(), account, language) {
        (false, _, _) => SheetCell::Text(items.join(" ")),
        (true, Some(account), Language::De) => SheetCell::Text(format!("Konto {account}")),
        (true, Some(account), Language::En) => SheetCell::Text(format!("account {account}")),
        (true, None, _) => SheetCell::Empty,
    }
}
