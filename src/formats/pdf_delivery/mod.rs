//! Delivery notes as PDF, without a template: the plain German (or English) Lieferschein with a
//! heading, a number, a day and a table of items under headings.
//!
//! A PDF holds words and places, no fields. What is read here is proved as far as a delivery note
//! can be: every item has a quantity, and the numbers of the positions rise without a gap; what
//! does not hold is told and waits for a person.
//!
//! Not supported: scans (pictures of text), tables without headings, several delivery notes in one
//! file.

mod head;
mod table;

use super::pdf_words::{Line, Page, first_words, words};
use super::{Confidence, Format, Input, Read, Reading, Reads, trade};
use crate::domain::finding::Weight;
use crate::domain::text::fold;
use crate::domain::{Content, DeliveryNote, Finding, FindingKind, Kind};

/// The row of the table of formats.
pub const FORMAT: Format = Format {
    name: "pdf-delivery-note",
    kind: Kind::DeliveryNote,
    title: ("Lieferschein als PDF (Text)", "delivery note as PDF (text)"),
    source: "ISO 32000-1; the headings of German and English delivery notes",
    recognise,
    reads: Reads::Whole(read),
    findings: FINDINGS,
};

/// The findings of PDF delivery notes.
static FINDINGS: &[&FindingKind] =
    &[&trade::WITHOUT_NUMBER, &trade::WITHOUT_LINES, &LINE_IN_DOUBT, &POSITIONS_SKIP];

pub static LINE_IN_DOUBT: FindingKind = FindingKind {
    code: "pdf-delivery-line-in-doubt",
    weight: Weight::Warning,
    de: "Bei Position {line} ließ sich keine Menge lesen („{text}“). Bitte im Lieferschein \
        nachsehen.",
    en: "No quantity could be read at line {line} (“{text}”). Look it up in the delivery note.",
};
pub static POSITIONS_SKIP: FindingKind = FindingKind {
    code: "pdf-delivery-positions-skip",
    weight: Weight::Warning,
    de: "Die Positionsnummern springen von {before} auf {after}; dazwischen kann eine Position \
        fehlen. Bitte mit dem Lieferschein vergleichen.",
    en: "The numbers of the lines jump from {before} to {after}; a line may be missing between \
        them. Compare it with the delivery note.",
};

/// The format as documents name it.
const NAME: &str = "pdf:lieferschein";

/// Beginnings of the line that says what the document is, folded.
const TITLES: &[&str] = &[
    "lieferschein",
    "lieferavis",
    "warenbegleitschein",
    "packzettel",
    "packschein",
    "delivery note",
    "packing slip",
    "packing list",
    "despatch note",
    "dispatch note",
];
/// Beginnings of the line that says that it is another document.
const OTHERS: &[&str] = &[
    "rechnung",
    "invoice",
    "gutschrift",
    "credit note",
    "angebot",
    "quotation",
    "auftragsbestaetigung",
    "order confirmation",
    "bestellung",
    "purchase order",
    "proforma",
    "mahnung",
    "kontoauszug",
];

fn recognise(input: &Input) -> Confidence {
    if !input.bytes.starts_with(b"%PDF") {
        return Confidence::No;
    }
    match first_words(input.bytes, 1) {
        Ok(pages) if pages.first().is_some_and(is_delivery_note) => Confidence::Mark,
        _ => Confidence::No,
    }
}

/// True when a page is headed as a delivery note, not as something else first, and has a table of
/// items.
fn is_delivery_note(page: &Page) -> bool {
    let lines = page.lines();
    let begins = |line: &Line, names: &[&str]| {
        let text = fold(&line.text()).replace('-', " ");
        names.iter().any(|name| {
            text.strip_prefix(name)
                .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphabetic()))
        })
    };
    let title = lines.iter().find_map(|line| match (begins(line, TITLES), begins(line, OTHERS)) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    });
    title == Some(true) && lines.iter().any(|line| table::Columns::of(line).is_some())
}

fn read(input: &Input) -> Result<Reading, Finding> {
    let pages = words(input.bytes)?;
    let mut findings = Vec::new();
    let head = pages.first().map(head::of).unwrap_or_default();
    let lines = table::items(&pages, head.german, &mut findings);
    let note = DeliveryNote {
        format: NAME.to_owned(),
        number: head.number,
        date: head.date.or(head.delivery_date),
        delivery_date: head.delivery_date,
        supplier: head.supplier,
        customer: head.customer,
        order_number: head.order,
        lines,
        ..DeliveryNote::default()
    };
    trade::look_at_delivery(&note, &mut findings);
    Ok(Reading { content: Read::Content(Content::DeliveryNotes(vec![note])), findings })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Layouts;
    use jiff::civil::date;
    use rust_decimal::dec;

    /// A one-page PDF that draws the texts in Helvetica 10 at their places (points from the lower
    /// left corner).
    fn pdf(texts: &[(i32, i32, &str)]) -> Vec<u8> {
        let drawing: String = texts
            .iter()
            .map(|(x, y, text)| format!("BT /F1 10 Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET\n"))
            .collect();
        format!(
            "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 \
             R]/Count 1>>endobj\n\
             3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 \
             R/Resources<</Font<</F1<</Type/Font/Subtype/Type1\
             /BaseFont/Helvetica/Encoding/WinAnsiEncoding>>>>>>>>endobj\n4 0 obj<</Length \
             {}>>stream\n{drawing}endstream endobj\n\
             trailer<</Root 1 0 R>>\n%%EOF\n",
            drawing.len()
        )
        .into_bytes()
    }

    const HEAD: [(i32, i32, &str); 5] = [
        (50, 800, "Stahl AG - Hafen 1 - 20457 Hamburg"),
        (50, 770, "Muster OHG"),
        (50, 755, "Weg 3"),
        (50, 700, "LIEFERSCHEIN Nr. L-4711"),
        (350, 700, "Lieferdatum: 03.02.2026"),
    ];

    fn read_page(rows: &[(i32, i32, &str)]) -> (DeliveryNote, Vec<&'static str>) {
        let bytes = pdf(&[&HEAD, rows].concat());
        let layouts = Layouts::default();
        let input = Input { bytes: &bytes, name: "", layouts: &layouts };
        assert_eq!(recognise(&input), Confidence::Mark);
        match read(&input) {
            Ok(Reading { content: Read::Content(Content::DeliveryNotes(mut notes)), findings }) => {
                (notes.remove(0), findings.iter().map(Finding::code).collect())
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn items_of_several_lines_and_right_aligned_numbers() {
        let (note, findings) = read_page(&[
            (50, 650, "Pos"),
            (80, 650, "Menge"),
            (120, 650, "Einheit"),
            (180, 650, "Art.-Nr."),
            (260, 650, "Bezeichnung"),
            (50, 630, "1"),
            (72, 630, "1.000,5"),
            (120, 630, "kg"),
            (180, 630, "A 17"),
            (260, 630, "Flachstahl"),
            (260, 618, "verzinkt, 3 m"),
            (50, 600, "2"),
            (97, 600, "12"),
            (120, 600, "Stk"),
            (180, 600, "B-9"),
            (260, 600, "Winkel 90"),
            (50, 560, "Ware erhalten: ________"),
        ]);
        assert_eq!(findings, [""; 0]);
        assert_eq!((note.number.as_deref(), note.date), (Some("L-4711"), Some(date(2026, 2, 3))));
        assert_eq!(
            (note.supplier.name.as_deref(), note.customer.name.as_deref()),
            (Some("Stahl AG"), Some("Muster OHG"))
        );
        let told: Vec<_> = note
            .lines
            .iter()
            .map(|line| {
                (
                    line.article.as_deref(),
                    line.quantity,
                    line.unit.as_deref(),
                    line.description.as_deref(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                (Some("A 17"), Some(dec!(1000.5)), Some("kg"), Some("Flachstahl verzinkt, 3 m")),
                (Some("B-9"), Some(dec!(12)), Some("Stk"), Some("Winkel 90"))
            ]
        );
    }

    #[test]
    fn a_unit_beside_its_quantity_and_what_is_missing() {
        let (note, findings) = read_page(&[
            (50, 650, "Pos."),
            (90, 650, "Artikel"),
            (180, 650, "Beschreibung"),
            (400, 650, "Bestellt"),
            (470, 650, "Geliefert"),
            (50, 630, "10"),
            (90, 630, "A-1"),
            (180, 630, "Schraube"),
            (400, 630, "20 St."),
            (470, 630, "12 St."),
            (50, 610, "30"),
            (90, 610, "A-2"),
            (180, 610, "Mutter"),
            (400, 610, "5 St."),
        ]);
        assert_eq!(findings, ["pdf-delivery-line-in-doubt"]);
        let first = note.lines.first().cloned().unwrap_or_default();
        assert_eq!((first.quantity, first.unit.as_deref()), (Some(dec!(12)), Some("St.")));
        let (_, skipping) = read_page(&[
            (50, 650, "Pos."),
            (90, 650, "Artikel"),
            (470, 650, "Menge"),
            (50, 630, "1"),
            (90, 630, "A"),
            (470, 630, "1"),
            (50, 610, "2"),
            (90, 610, "B"),
            (470, 610, "1"),
            (50, 590, "4"),
            (90, 590, "C"),
            (470, 590, "1"),
        ]);
        assert_eq!(skipping, ["pdf-delivery-positions-skip"]);
    }

    #[test]
    fn numbers_beside_their_units_and_days_in_words() {
        let bytes = pdf(&[
            (50, 800, "Stahl AG"),
            (50, 770, "Muster OHG"),
            (50, 700, "Lieferschein L-1"),
            (350, 720, "Hamburg, den 3. Februar 2026"),
            (50, 650, "Pos."),
            (90, 650, "Artikel"),
            (250, 650, "Artikel-Nr."),
            // In 10 points of Helvetica the heading and `1.250 Stk` both end at 480.
            (450, 650, "Menge"),
            (50, 630, "1"),
            (90, 630, "Schraube"),
            (250, 630, "A-1"),
            (438, 630, "1.250 Stk"),
        ]);
        let layouts = Layouts::default();
        let Ok(Reading { content: Read::Content(Content::DeliveryNotes(notes)), findings }) =
            read(&Input { bytes: &bytes, name: "", layouts: &layouts })
        else {
            panic!("no note")
        };
        let note = notes.first().cloned().unwrap_or_default();
        let line = note.lines.first().cloned().unwrap_or_default();
        assert_eq!(
            (note.number.as_deref(), note.date, findings.len()),
            (Some("L-1"), Some(date(2026, 2, 3)), 0)
        );
        assert_eq!(
            (line.article.as_deref(), line.description.as_deref()),
            (Some("A-1"), Some("Schraube"))
        );
        assert_eq!((line.quantity, line.unit.as_deref()), (Some(dec!(1250)), Some("Stk")));
    }

    #[test]
    fn an_invoice_that_names_its_delivery_note_is_none() {
        let invoice = [
            (50, 720, "Rechnung R-1"),
            (50, 700, "Lieferschein L-4711"),
            (50, 650, "Pos."),
            (90, 650, "Artikel"),
            (470, 650, "Menge"),
        ];
        let bytes = pdf(&invoice);
        let layouts = Layouts::default();
        assert_eq!(
            recognise(&Input { bytes: &bytes, name: "", layouts: &layouts }),
            Confidence::No
        );
    }
}
