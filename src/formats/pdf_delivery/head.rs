//! The head of a delivery note: labels and the values behind or below them, and the two address
//! blocks.

use super::super::csv_shape::date;
use super::super::pdf_labels::{bare, day, day_without_label, letters, parties, value};
use super::super::pdf_words::{Line, Page};
use crate::domain::text::fold;
use crate::domain::{Party, VatId};
use jiff::civil::Date;

/// What stands above the items.
#[derive(Debug, Default)]
pub struct Head {
    pub number: Option<String>,
    pub date: Option<Date>,
    pub delivery_date: Option<Date>,
    pub order: Option<String>,
    pub supplier: Party,
    pub customer: Party,
    /// German words: a comma parts decimals.
    pub german: bool,
}

/// Labels, folded, letters and digits only; the longer ones first.
const NUMBER: &[&str] = &[
    "lieferscheinnummer",
    "lieferscheinnr",
    "liefernummer",
    "lieferscheinno",
    "deliverynotenumber",
    "deliverynoteno",
    "deliverynotenr",
    "packingslipno",
    "packinglistno",
    "lsnummer",
    "lsnr",
    "belegnummer",
    "belegnr",
    "dokumentnummer",
    "lieferschein",
    "lieferavis",
    "deliverynote",
    "nummer",
    "nr",
    "number",
    "no",
];
const DATE: &[&str] =
    &["lieferscheindatum", "belegdatum", "ausstellungsdatum", "datum", "date", "vom"];
const DELIVERY_DATE: &[&str] =
    &["lieferdatum", "liefertag", "liefertermin", "deliverydate", "versanddatum"];
const ORDER: &[&str] = &[
    "ihrebestellnummer",
    "ihrebestellnr",
    "ihrebestellung",
    "bestellnummer",
    "bestellnr",
    "ihreauftragsnummer",
    "ihrauftrag",
    "ihrzeichen",
    "yourorder",
    "yourorderno",
    "purchaseorder",
    "purchaseorderno",
    "ponumber",
    "pono",
    "bestellung",
];

/// Reads the head of the first page.
pub fn of(page: &Page) -> Head {
    let lines = page.lines();
    let text: String = lines.iter().map(|line| fold(&line.text())).collect::<Vec<_>>().join(" ");
    let german =
        ["menge", "lieferschein", "artikel", "bezeichnung"].iter().any(|word| text.contains(word));
    let is_number = |word: &str| {
        word.chars().any(|c| c.is_ascii_digit()) && date::read(word, date::Form::DayFirst).is_none()
    };
    let (mut supplier, customer) = parties(&lines, page, &["lieferschein", "delivery note"]);
    supplier.vat_id = vat_id(&lines);
    Head {
        number: value(&lines, NUMBER, is_number),
        date: day(&lines, DATE).or_else(|| day_without_label(&lines, super::TITLES)),
        delivery_date: day(&lines, DELIVERY_DATE),
        order: value(&lines, ORDER, is_number),
        supplier,
        customer,
        german,
    }
}

/// The one VAT id that the page names behind its label.
fn vat_id(lines: &[Line]) -> Option<VatId> {
    let labelled = |line: &&Line| {
        let text = letters(&line.text());
        ["ustid", "umsatzsteuerid", "vatid", "vatno", "uid"]
            .iter()
            .any(|label| text.contains(label))
    };
    let ids = |line: &Line| {
        line.words
            .iter()
            .filter_map(|word| VatId::read(&bare(&word.text)))
            .filter(VatId::is_valid)
            .collect::<Vec<_>>()
    };
    let mut found: Vec<VatId> = lines
        .iter()
        .filter(labelled)
        .flat_map(ids)
        .filter(|id| id.as_str().starts_with("DE") || id.as_str().starts_with("AT"))
        .collect();
    found.dedup();
    match found.as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    }
}
