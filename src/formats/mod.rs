//! Bytes → domain. One file a format, ONE table of all formats ([`FORMATS`]): recognition,
//! `inspect`, the help texts and the README's list are made from it. To add a format, write one
//! file and add its row here.
//!
//! A format is recognised by its content; the file's name is never enough and only breaks ties.
//! Formats do not import each other; a container hands its content back to the table.

mod answers;
pub mod bank_csv;
mod camt;
mod cii_invoice;
mod container_zip;
mod covering_text;
pub mod csv_shape;
mod datev_extf;
mod despatch_advice;
mod ecb_rates;
mod edifact;
mod edifact_despatch;
mod edifact_interchange;
mod edifact_order;
mod email;
pub mod envelope;
pub mod hybrid_pdf;
mod local_names;
mod mt940;
mod opentrans;
mod order_x;
mod part_names;
mod pdf_delivery;
mod pdf_draws;
mod pdf_end;
pub mod pdf_guard;
pub mod pdf_invoice;
mod pdf_labels;
pub mod pdf_statement;
pub mod pdf_words;
pub mod pieces;
pub mod proof;
pub mod tables;
mod trade;
mod turned;
mod ubl_invoice;
mod ubl_order;
mod ubl_trade;
mod xlsx_rows;
mod xml_invoice;
mod zugferd1;

use crate::domain::finding::Weight;
use crate::domain::{Content, Finding, FindingKind, Kind};
pub use mt940::{NO_CURRENCY, purpose};

/// One row of the table of formats.
pub struct Format {
    /// Kebab-case; unique in the table.
    pub name: &'static str,
    /// The kind of its documents.
    pub kind: Kind,
    /// What it is, for people: German, then English.
    pub title: (&'static str, &'static str),
    /// Where the format is written down.
    pub source: &'static str,
    /// How surely these bytes are of this format.
    pub recognise: fn(&Input) -> Confidence,
    /// How it is read.
    pub reads: Reads,
    /// The findings that reading this format may raise.
    pub findings: &'static [&'static FindingKind],
}

/// How a format is read; an `Err` is a file that cannot be taken, findings inside a [`Reading`] or
/// a statement are doubts.
pub enum Reads {
    /// All bytes at once.
    Whole(fn(&Input) -> Result<Reading, Finding>),
    /// Statement by statement, in memory bounded by the largest of them.
    Statements(pieces::Stream),
}

/// How surely bytes are of a format; the row with the greatest confidence reads, the first of
/// equals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Not of this format.
    No,
    /// It could be: a shape that others share.
    Shape,
    /// A mark that only this format has.
    Mark,
}

/// The bytes of one document with what the reader may need to know beside them.
pub struct Input<'a> {
    /// The document whole.
    pub bytes: &'a [u8],
    /// The name it came under, for messages and ties; never for recognition alone.
    pub name: &'a str,
    /// Layouts that the office's pipelines add (banks' CSV exports, PDF templates).
    pub layouts: &'a Layouts,
}

/// Layouts beyond the built-in ones, from pipeline files.
#[derive(Debug, Default)]
pub struct Layouts {
    /// `[[bank]]`: CSV exports, tried before the built-in ones.
    pub banks: Vec<bank_csv::Bank>,
    /// `[[pdf_statement]]`: templates of PDF statements, tried before the built-in ones.
    pub pdf_statements: Vec<pdf_statement::Template>,
}

/// What the formats of statements are called, those of an office's own layouts among them; the
/// messages without their version.
pub fn of_statements(layouts: &Layouts) -> Vec<String> {
    let messages =
        ["camt.052", "camt.053", "camt.054", "mt940", "mt942", "csv:generic"].map(str::to_owned);
    let banks = layouts
        .banks
        .iter()
        .chain(bank_csv::layout::BANKS.iter())
        .map(|bank| format!("csv:{}", bank.name));
    let pages = layouts
        .pdf_statements
        .iter()
        .chain(pdf_statement::TEMPLATES.iter())
        .map(|template| format!("pdf:{}", template.name));
    messages.into_iter().chain(banks).chain(pages).collect()
}

/// What reading gave: the content, doubts, and documents found inside.
#[derive(Debug, PartialEq)]
pub struct Reading {
    /// What the document says.
    pub content: Read,
    /// The doubts that reading it left.
    pub findings: Vec<Finding>,
}

/// A document's content, or the documents inside a container.
#[derive(Debug, PartialEq)]
pub enum Read {
    /// One document's content.
    Content(Content),
    /// A container's parts, in its order.
    Parts(Vec<Part>),
}

/// A document inside a container: its path there (made safe: no root, no `..`, no control
/// characters) and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The path inside the container, made safe.
    pub name: String,
    /// The part whole, decoded.
    pub bytes: Vec<u8>,
}

impl Reading {
    /// Content read without doubt.
    pub fn of(content: Content) -> Reading {
        Reading { content: Read::Content(content), findings: Vec::new() }
    }
}

/// Every format kontor reads, in order of precedence.
pub static FORMATS: &[Format] = &[
    // Containers before documents: what they hold may stand in them unpacked and look like a
    // document of its own.
    hybrid_pdf::FORMAT,
    answers::FORMAT,
    tables::workbook::FORMAT,
    container_zip::FORMAT,
    email::FORMAT,
    // Before the envelopes: its XML is one by name.
    ecb_rates::FORMAT,
    envelope::FORMAT,
    ubl_invoice::FORMAT,
    cii_invoice::FORMAT,
    zugferd1::FORMAT,
    despatch_advice::FORMAT,
    despatch_advice::RECEIPT_FORMAT,
    ubl_order::FORMAT,
    order_x::FORMAT,
    opentrans::ORDER_FORMAT,
    opentrans::DELIVERY_FORMAT,
    edifact_order::FORMAT,
    edifact_despatch::FORMAT,
    edifact_despatch::RECEIPT_FORMAT,
    // Behind the messages: an interchange of several, or of one that none of them reads.
    edifact_interchange::FORMAT,
    Format {
        name: "camt",
        kind: Kind::BankStatement,
        title: (
            "Kontoauszug camt.052, camt.053, camt.054",
            "bank statement camt.052, camt.053, camt.054",
        ),
        source: "ISO 20022 camt.052/053/054.001.01 to .13; DFÜ-Abkommen Anlage 3 (DK); SPS (SIX)",
        recognise: camt::recognise,
        reads: Reads::Statements(camt::stream),
        findings: camt::FINDINGS,
    },
    Format {
        name: "mt940",
        kind: Kind::BankStatement,
        title: ("Kontoauszug MT940, MT942", "bank statement MT940, MT942"),
        source: "SWIFT Standards MT Category 9; DFÜ-Abkommen Anlage 3, Kapitel 8 (DK)",
        recognise: mt940::recognise,
        reads: Reads::Statements(mt940::stream),
        findings: mt940::FINDINGS,
    },
    datev_extf::BOOKINGS_FORMAT,
    datev_extf::CONTACTS_FORMAT,
    tables::CONTACTS_FORMAT,
    tables::ORDERS_FORMAT,
    tables::OPEN_ITEMS_FORMAT,
    tables::ENTRIES_FORMAT,
    tables::OPENING_BALANCES_FORMAT,
    tables::STOCK_FORMAT,
    tables::UNITS_FORMAT,
    tables::INVOICES_FORMAT,
    tables::DELIVERIES_FORMAT,
    bank_csv::FORMAT,
    pdf_statement::FORMAT,
    pdf_delivery::FORMAT,
    pdf_invoice::FORMAT,
    // Last: any PDF that no row above knows.
    hybrid_pdf::ANY_PDF,
];

/// Findings of recognition itself.
pub static FINDINGS: &[&FindingKind] =
    &[&EMPTY, &UNKNOWN, &PICTURE, &pieces::BREAKS_OFF, &pdf_end::BREAKS_OFF];

/// A file of no bytes.
pub static EMPTY: FindingKind = FindingKind {
    code: "empty-file",
    weight: Weight::Error,
    de: "Die Datei ist leer. Bitte erneut exportieren oder den Absender um die Datei bitten.",
    en: "The file is empty. Export it again, or ask the sender for it.",
};

/// Bytes that no format knows.
pub static UNKNOWN: FindingKind = FindingKind {
    code: "unknown-format",
    weight: Weight::Error,
    de: "Dieses Format kennt kontor nicht. Erwartet werden Kontoauszüge, E-Rechnungen, \
        Bestellungen, Lieferscheine oder die CSV-Dateien aus der Anleitung (kontor inspect --help \
        zeigt alle Formate).",
    en: "kontor does not know this format. It takes bank statements, e-invoices, orders, delivery \
        notes and the CSV files of the manual (kontor inspect --help lists all formats).",
};

/// The bytes of a picture, by the mark it begins with.
pub static PICTURE: FindingKind = FindingKind {
    code: "picture",
    weight: Weight::Error,
    de: "Die Datei ist ein Bild ({kind}), etwa ein Foto oder ein Scan. Bilder liest kontor nicht; \
        bitte den Beleg als Datei verlangen (E-Rechnung oder PDF mit Text).",
    en: "The file is a picture ({kind}), such as a photo or a scan. kontor does not read pictures; \
        ask for the document as a file (e-invoice, or PDF with text).",
};

/// How pictures begin: offset, bytes, name.
const PICTURES: &[(usize, &[u8], &str)] = &[
    (0, b"\x89PNG\r\n\x1a\n", "PNG"),
    (0, b"\xff\xd8\xff", "JPEG"),
    (0, b"GIF87a", "GIF"),
    (0, b"GIF89a", "GIF"),
    (0, b"II*\0", "TIFF"),
    (0, b"MM\0*", "TIFF"),
    (8, b"WEBP", "WebP"),
    (4, b"ftyphei", "HEIC"),
    (4, b"ftypmif1", "HEIC"),
    (4, b"ftypavif", "AVIF"),
];

/// Why no row takes these bytes.
fn unknown(bytes: &[u8]) -> Finding {
    let begins =
        |at: usize, mark: &[u8]| bytes.get(at..).is_some_and(|from| from.starts_with(mark));
    let picture = PICTURES.iter().find(|(at, mark, _)| begins(*at, mark));
    picture.map_or_else(|| UNKNOWN.found(), |(_, _, kind)| PICTURE.found().with("kind", kind))
}

/// Finds the format of some bytes: the row with the greatest confidence, the first of equals.
pub fn recognise(input: &Input) -> Result<&'static Format, Finding> {
    if input.bytes.is_empty() {
        return Err(EMPTY.found());
    }
    let mut best: Option<(Confidence, &'static Format)> = None;
    for format in FORMATS {
        let confidence = (format.recognise)(input);
        if confidence > best.map_or(Confidence::No, |(highest, _)| highest) {
            best = Some((confidence, format));
        }
        if confidence == Confidence::Mark {
            break;
        }
    }
    best.map(|(_, format)| format).ok_or_else(|| unknown(input.bytes))
}

/// The format of a file by its first bytes alone, when they bear the mark of one that can be read
/// statement by statement. The rows behind the last such format are not asked.
pub fn recognise_stream(head: &Input) -> Option<(&'static Format, pieces::Stream)> {
    let last = FORMATS.iter().rposition(|format| matches!(format.reads, Reads::Statements(_)))?;
    let marked =
        FORMATS.get(..=last)?.iter().find(|format| (format.recognise)(head) == Confidence::Mark)?;
    match marked.reads {
        Reads::Statements(stream) => Some((marked, stream)),
        Reads::Whole(_) => None,
    }
}

/// Recognises and reads in one step.
pub fn read(input: &Input) -> Result<(&'static Format, Reading), Finding> {
    let format = recognise(input)?;
    let mut reading = match format.reads {
        Reads::Whole(read) => read(input),
        Reads::Statements(stream) => pieces::whole(input.bytes, stream),
    }?;
    // The parts of an archive are judged one by one.
    let is_archive =
        matches!(reading.content, Read::Parts(_)) && !input.bytes.starts_with(b"%PDF-");
    reading.findings.extend(pdf_end::lacking(input.bytes).filter(|_| !is_archive));
    Ok((format, reading))
}
