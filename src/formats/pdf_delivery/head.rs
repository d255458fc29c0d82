//! The head of a delivery note: labels and the values behind or below them, and the two address blocks.

use super::super::csv_shape::date;
use super::super::pdf_words::{Line, Page, Word};
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
/// Labels that mean anything but where they begin a line or stand apart.
const GENERIC: &[&str] = &["nummer", "nr", "number", "no", "vom", "date", "datum"];
const DATE: &[&str] = &["lieferscheindatum", "belegdatum", "ausstellungsdatum", "datum", "date", "vom"];
const DELIVERY_DATE: &[&str] = &["lieferdatum", "liefertag", "liefertermin", "deliverydate", "versanddatum"];
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
    let german = ["menge", "lieferschein", "artikel", "bezeichnung"].iter().any(|word| text.contains(word));
    let day = |labels| {
        value(&lines, labels, |word| date::read(word, date::Form::DayFirst).is_some())
            .and_then(|text| date::read(&text, date::Form::DayFirst))
    };
    let is_number = |word: &str| word.chars().any(|c| c.is_ascii_digit()) && date::read(word, date::Form::DayFirst).is_none();
    let (supplier, customer) = parties(&lines, page);
    Head {
        number: value(&lines, NUMBER, is_number),
        date: day(DATE),
        delivery_date: day(DELIVERY_DATE),
        order: value(&lines, ORDER, is_number),
        supplier,
        customer,
        german,
    }
}

/// The first word that fits behind a label on its line, else right below it. Labels are tried in their order.
fn value(lines: &[Line], labels: &[&str], fits: impl Fn(&str) -> bool) -> Option<String> {
    labels.iter().find_map(|label| {
        lines.iter().enumerate().find_map(|(at, line)| {
            let (first, behind) = labelled(line.words, label)?;
            let rest = line.words.get(behind..).unwrap_or_default();
            let on_line = rest.iter().take(3).map(|word| bare(&word.text)).find(|word| fits(word));
            on_line.or_else(|| below(lines.get(at + 1)?, line.words.get(first)?, &fits))
        })
    })
}

/// Where a label stands in a line, and the word behind it.
fn labelled(words: &[Word], label: &str) -> Option<(usize, usize)> {
    (0..words.len()).find_map(|first| {
        let mut joined = String::new();
        for (at, word) in words.iter().enumerate().skip(first).take(4) {
            joined.push_str(&letters(&word.text));
            if joined == label {
                let apart = first
                    .checked_sub(1)
                    .and_then(|before| words.get(before))
                    .is_none_or(|before| word.left - before.right > word.size * 1.2);
                return (apart || !GENERIC.contains(&label)).then_some((first, at + 1));
            }
            if joined.len() >= label.len() {
                return None;
            }
        }
        None
    })
}

fn letters(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

fn bare(text: &str) -> String {
    text.trim_matches([':', ',', ';', '(', ')', '#']).to_owned()
}

/// The word of the next line that stands under the label.
fn below(next: &Line, label: &Word, fits: &impl Fn(&str) -> bool) -> Option<String> {
    let under = next.words.iter().find(|word| (word.left - label.left).abs() < 12.0)?;
    let text = bare(&under.text);
    fits(&text).then_some(text)
}

/// The sender stands first, the addressee in the next block on the left; a small line of the sender's above the address is the sender.
fn parties(lines: &[Line], page: &Page) -> (Party, Party) {
    let is_head = |line: &&Line| line.words.first().is_some_and(|word| word.baseline < page.height * 0.45 && word.left < page.width * 0.5);
    let stop =
        lines.iter().position(|line| fold(&line.text()).starts_with("lieferschein") || fold(&line.text()).starts_with("delivery note"));
    let above: Vec<&Line> = lines.iter().take(stop.unwrap_or(lines.len())).filter(is_head).collect();
    let mut blocks: Vec<Vec<String>> = Vec::new();
    let mut last: Option<&Word> = None;
    for line in above {
        let Some(first) = line.words.first() else { continue };
        let near = last.is_some_and(|last| first.baseline - last.baseline < first.size.max(last.size) * 2.2);
        let text = left_part(line);
        let parts = text.matches(['·', '|', '•']).count() + text.matches(" - ").count();
        let sender_line = parts >= 2;
        match blocks.last_mut() {
            Some(block) if near && !sender_line => block.push(text),
            _ => blocks.push(vec![text]),
        }
        // Below the small line of the sender the address begins, however near.
        last = if sender_line { None } else { Some(first) };
    }
    let party = |block: Option<&Vec<String>>| {
        let block = block.cloned().unwrap_or_default();
        let name = block
            .first()
            .map(|line| line.split(['·', '|', '•']).next().unwrap_or_default().split(" - ").next().unwrap_or_default().trim().to_owned());
        Party { name: name.filter(|name| !name.is_empty()), ..Party::default() }
    };
    let mut supplier = party(blocks.first());
    supplier.vat_id = vat_id(lines);
    (supplier, party(blocks.get(1)))
}

/// The words of a line up to a wide gap.
fn left_part(line: &Line) -> String {
    let mut words: Vec<&str> = Vec::new();
    let mut right: Option<f64> = None;
    for word in line.words {
        if right.is_some_and(|right| word.left - right > word.size * 3.0) {
            break;
        }
        words.push(&word.text);
        right = Some(word.right);
    }
    words.join(" ")
}

/// The one VAT id that the page names behind its label.
fn vat_id(lines: &[Line]) -> Option<VatId> {
    let labelled = |line: &&Line| {
        let text = letters(&line.text());
        ["ustid", "umsatzsteuerid", "vatid", "vatno", "uid"].iter().any(|label| text.contains(label))
    };
    let ids = |line: &Line| line.words.iter().filter_map(|word| VatId::read(&bare(&word.text))).filter(VatId::is_valid).collect::<Vec<_>>();
    let mut found: Vec<VatId> =
        lines.iter().filter(labelled).flat_map(ids).filter(|id| id.as_str().starts_with("DE") || id.as_str().starts_with("AT")).collect();
    found.dedup();
    match found.as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    }
}
