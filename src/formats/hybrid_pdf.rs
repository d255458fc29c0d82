//! Hybrid invoices: PDF/A-3 files that carry the invoice as XML (ZUGFeRD 1.0 and 2.x, Factur-X,
//! XRechnung in PDF). The XML is the original (BMF letter of 15 October 2024, margin number 35); it
//! goes back through the table of formats.
//!
//! Which embedded file is the invoice, when there are several: by its name in the order of
//! [`NAMES`], then any other XML that the table recognises as an invoice. Files that the catalogue
//! names come before ones that merely lie in the file.
//!
//! A PDF may carry several invoices, or PDFs that are hybrid invoices themselves (ISO 32000-1 §
//! 7.11.4): then it is a container, and each of them a part. One invoice stated twice stays one;
//! two statements of it that differ are told.
//!
//! Not supported: PDFs under a password, and invoices that a PDF only shows as text or picture.

mod embedded;

use super::part_names::PartNames;
pub use super::pdf_end::is_pdf;
use super::{Confidence, Format, Input, Layouts, Part, Read, Reading, Reads, pdf_guard, pdf_words};
use crate::domain::finding::Weight;
use crate::domain::finding_argument::Argument;
use crate::domain::{Content, Finding, FindingKind, Invoice, Kind};
use crate::einvoice::pdf_check;
use crate::xml;
use embedded::Files;
use lopdf::xref::XrefRecovery;
use lopdf::{Document, LoadOptions};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The row of the table of formats.
pub const FORMAT: Format = Format {
    name: "facturx",
    kind: Kind::Invoice,
    title: (
        "Hybridrechnung: PDF mit eingebettetem XML (ZUGFeRD, Factur-X)",
        "hybrid invoice: PDF with embedded XML (ZUGFeRD, Factur-X)",
    ),
    source: "ZUGFeRD 1.0 and 2.x, Factur-X 1.0; ISO 32000-1 § 7.11.4, ISO 19005-3",
    recognise,
    reads: Reads::Whole(read),
    findings: FINDINGS,
};

/// The row of all other PDFs, the last one to ask: it reads none, and says why.
pub const ANY_PDF: Format = Format {
    name: "pdf",
    kind: Kind::Unknown,
    title: (
        "PDF ohne E-Rechnung (wird mit Begründung abgelehnt)",
        "PDF without e-invoice (refused, with the reason)",
    ),
    source: "ISO 32000-1",
    recognise: |input| if is_pdf(input.bytes) { Confidence::Shape } else { Confidence::No },
    reads: Reads::Whole(|input| {
        Err(payload(input.bytes).err().unwrap_or_else(|| WITHOUT_INVOICE.found()))
    }),
    findings: REFUSALS,
};

/// The findings of hybrid PDFs.
pub static FINDINGS: &[&FindingKind] = &[&TWO_PAYLOADS, &pdf_check::PDF_DIFFERS];

/// Why a PDF is no hybrid invoice.
pub static REFUSALS: &[&FindingKind] = &[&WITHOUT_INVOICE, &DAMAGED, &ENCRYPTED, &TOO_LARGE];

/// A PDF without an e-invoice inside.
pub static WITHOUT_INVOICE: FindingKind = FindingKind {
    code: "pdf-without-invoice",
    weight: Weight::Error,
    de: "Das PDF enthält keine E-Rechnung (kein eingebettetes XML). Den Text eines PDF liest \
        kontor nur bei bekannten Vorlagen. Bitte den Absender um eine E-Rechnung bitten oder den \
        Beleg von Hand erfassen.",
    en: "The PDF holds no e-invoice (no embedded XML). kontor reads the text of a PDF only for \
        known templates. Ask the sender for an e-invoice, or enter the record by hand.",
};

/// A PDF whose attachments cannot be reached.
pub static DAMAGED: FindingKind = FindingKind {
    code: "pdf-damaged",
    weight: Weight::Error,
    de: "Das PDF ist beschädigt oder unvollständig ({what}). Bitte die Datei noch einmal ablegen \
        oder den Absender um eine neue bitten.",
    en: "The PDF is damaged or incomplete ({what}). Drop the file again, or ask the sender for a \
        new one.",
};

/// A PDF that needs a password.
pub static ENCRYPTED: FindingKind = FindingKind {
    code: "pdf-encrypted",
    weight: Weight::Error,
    de: "Das PDF ist mit einem Passwort geschützt. Bitte ohne Passwort speichern und noch einmal \
        ablegen.",
    en: "The PDF is protected by a password. Save it without one and drop it again.",
};

/// A PDF that unpacks to more than kontor takes.
pub static TOO_LARGE: FindingKind = FindingKind {
    code: "pdf-too-large",
    weight: Weight::Error,
    de: "Das PDF ist größer oder wächst beim Entpacken stärker, als kontor es erlaubt ({limit} \
        MB). Bitte den Absender um eine kleinere Datei oder das XML allein bitten.",
    en: "The PDF is larger, or grows more when unpacked, than kontor allows ({limit} MB). Ask the \
        sender for a smaller file or the XML alone.",
};

/// Two different invoices in one hybrid PDF.
pub static TWO_PAYLOADS: FindingKind = FindingKind {
    code: "pdf-two-invoices",
    weight: Weight::Warning,
    de: "Das PDF enthält zwei Rechnungen, die nicht übereinstimmen: {field} ist in „{used}“ {one}, \
        in „{other}“ {two}. Maßgeblich ist „{used}“; bitte mit dem Absender klären.",
    en: "The PDF holds two invoices that do not agree: {field} is {one} in “{used}” and {two} in \
        “{other}”. “{used}” is the one that counts; settle it with the sender.",
};

/// Names of the invoice inside a PDF, in order of precedence: ZUGFeRD 2.1 and Factur-X; the
/// XRECHNUNG profile; ZUGFeRD 2.0 and 1.0.
pub const NAMES: &[&str] = &["factur-x.xml", "xrechnung.xml", "zugferd-invoice.xml"];

/// Largest PDF that is opened, in bytes; its objects take several times that in memory.
const LARGEST_PDF: usize = 60 * MEGABYTE;

/// What one stream may unpack to while the structure is loaded.
const LARGEST_STREAM: usize = 16 * MEGABYTE;

/// Largest embedded XML.
const LARGEST_XML: usize = 20 * MEGABYTE;

/// Embedded files looked at.
const MOST_FILES: usize = 200;

/// PDFs inside PDFs.
const DEEPEST_PDF: usize = 3;

/// Levels of the name tree and of direct objects.
const DEEPEST: usize = 30;

const MEGABYTE: usize = 1024 * 1024;

/// The invoice inside a PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payload {
    /// The name it is embedded under.
    pub name: String,
    /// Its bytes.
    pub xml: Vec<u8>,
}

/// The XML invoice of a hybrid PDF; an error says why there is none.
pub fn payload(bytes: &[u8]) -> Result<Payload, Finding> {
    payloads(bytes)?.into_iter().next().ok_or_else(|| WITHOUT_INVOICE.found())
}

/// A PDF with an invoice inside; all others are [`ANY_PDF`]'s or a template's.
fn recognise(input: &Input) -> Confidence {
    match holds_invoice(input.bytes, 0) {
        true => Confidence::Mark,
        false => Confidence::No,
    }
}

fn read(input: &Input) -> Result<Reading, Finding> {
    let inside = inside(input.bytes)?;
    let pdfs: Vec<Payload> = inside
        .pdfs
        .into_iter()
        .filter(|pdf| !inside.invoices.iter().any(|own| is_same_as(own, pdf, input)))
        .collect();
    let Some((used, others)) = inside.invoices.split_first() else {
        return Ok(parts(pdfs));
    };
    let mut reading = read_xml(used, input.layouts)?;
    let mut apart = Vec::new();
    for other in others {
        let Ok(second) = read_xml(other, input.layouts) else { continue };
        match are_two(&reading, &second) {
            true => apart.push(other.clone()),
            false => {
                reading.findings.extend(difference(&reading, &second, &used.name, &other.name))
            }
        }
    }
    apart.extend(pdfs.into_iter().filter(|pdf| holds_invoice(&pdf.xml, 1)));
    if !apart.is_empty() {
        return Ok(parts(std::iter::once(used.clone()).chain(apart)));
    }
    reading.findings.extend(differences_of_picture(&reading, input.bytes));
    Ok(reading)
}

/// Documents to be taken one by one.
fn parts(documents: impl IntoIterator<Item = Payload>) -> Reading {
    let mut names = PartNames::default();
    let part = |payload: Payload| Part { name: names.next(&payload.name), bytes: payload.xml };
    Reading {
        content: Read::Parts(documents.into_iter().map(part).collect()),
        findings: Vec::new(),
    }
}

/// Whether there is an invoice in a PDF, or in a PDF inside it.
fn holds_invoice(bytes: &[u8], depth: usize) -> bool {
    let may_embed = || {
        [b"EmbeddedFile".as_slice(), b"ObjStm", b"/EF"]
            .iter()
            .any(|mark| memchr::memmem::find(bytes, mark).is_some())
    };
    if !is_pdf(bytes) || depth > DEEPEST_PDF || !may_embed() {
        return false;
    }
    inside(bytes).is_ok_and(|inside| {
        !inside.invoices.is_empty()
            || inside.pdfs.iter().any(|pdf| holds_invoice(&pdf.xml, depth + 1))
    })
}

/// An embedded PDF that carries an invoice which its holder carries, too.
fn is_same_as(own: &Payload, pdf: &Payload, input: &Input) -> bool {
    let Some(other) = payload(&pdf.xml).ok() else { return false };
    match (read_xml(own, input.layouts), read_xml(&other, input.layouts)) {
        (Ok(one), Ok(two)) => key_of(&one) == key_of(&two),
        _ => false,
    }
}

fn key_of(reading: &Reading) -> Option<[(&'static str, Option<String>); 5]> {
    match &reading.content {
        Read::Content(Content::Invoice(invoice)) => Some(key_fields(invoice)),
        _ => None,
    }
}

/// Two invoices, and not one that is stated twice: their numbers differ, or their sellers do.
fn are_two(one: &Reading, two: &Reading) -> bool {
    let (Read::Content(Content::Invoice(one)), Read::Content(Content::Invoice(two))) =
        (&one.content, &two.content)
    else {
        return false;
    };
    let differ =
        |one: Option<String>, two: Option<String>| one.is_some() && two.is_some() && one != two;
    let seller =
        |invoice: &Invoice| invoice.seller.vat_id.as_ref().map(|id| id.as_str().to_owned());
    differ(one.number.clone(), two.number.clone()) || differ(seller(one), seller(two))
}

/// How two statements of the same invoice inside one PDF contradict each other.
pub fn contradiction(bytes: &[u8]) -> Option<Finding> {
    let found = payloads(bytes).ok()?;
    let (used, others) = found.split_first().filter(|(_, others)| !others.is_empty())?;
    let layouts = Layouts::default();
    let first = read_xml(used, &layouts).ok()?;
    others.iter().find_map(|other| {
        difference(&first, &read_xml(other, &layouts).ok()?, &used.name, &other.name)
    })
}

/// What the pages show otherwise than the XML; nothing when their text cannot be had.
fn differences_of_picture(reading: &Reading, bytes: &[u8]) -> Vec<Finding> {
    let Read::Content(Content::Invoice(invoice)) = &reading.content else { return Vec::new() };
    let lines = pdf_words::text_lines(bytes);
    lines.map_or_else(Vec::new, |lines| pdf_check::compare(invoice, &lines, |_| false))
}

/// Reads the XML by the table; an invoice is then one of format `facturx`, or `zugferd1` for
/// ZUGFeRD 1.0.
fn read_xml(payload: &Payload, layouts: &Layouts) -> Result<Reading, Finding> {
    let (_, mut reading) =
        super::read(&Input { bytes: &payload.xml, name: &payload.name, layouts })?;
    if let Read::Content(Content::Invoice(invoice)) = &mut reading.content
        && invoice.format != "zugferd1"
    {
        invoice.format = FORMAT.name.to_owned();
    }
    Ok(reading)
}

/// The first key field in which two invoices differ.
fn difference(first: &Reading, second: &Reading, used: &str, other: &str) -> Option<Finding> {
    let (Read::Content(Content::Invoice(one)), Read::Content(Content::Invoice(two))) =
        (&first.content, &second.content)
    else {
        return None;
    };
    let (field, one, two) =
        key_fields(one).into_iter().zip(key_fields(two)).find_map(|((field, one), (_, two))| {
            let (one, two) = (one?, two?);
            (one != two).then_some((field, one, two))
        })?;
    Some(
        TWO_PAYLOADS
            .found()
            .with("field", field)
            .with("used", used)
            .with("other", other)
            .with("one", one)
            .with("two", two),
    )
}

fn key_fields(invoice: &Invoice) -> [(&'static str, Option<String>); 5] {
    [
        ("BT-1", invoice.number.clone()),
        ("BT-2", invoice.issue_day().map(|date| date.to_string())),
        ("BT-5", invoice.currency.map(|currency| currency.to_string())),
        ("BT-112", invoice.totals.gross.map(|amount| amount.normalize().to_string())),
        ("BT-115", invoice.totals.payable.map(|amount| amount.normalize().to_string())),
    ]
}

/// What a PDF carries: XML invoices, the one that counts first, and other PDFs.
struct Inside {
    invoices: Vec<Payload>,
    pdfs: Vec<Payload>,
    /// Why there is no invoice, if there is none.
    without: Finding,
}

fn inside(bytes: &[u8]) -> Result<Inside, Finding> {
    open(bytes, |document| inside_of(bytes, document))
}

/// All invoices inside a PDF, the one that counts first; an error when there is none.
fn payloads(bytes: &[u8]) -> Result<Vec<Payload>, Finding> {
    let inside = inside(bytes)?;
    if inside.invoices.is_empty() { Err(inside.without) } else { Ok(inside.invoices) }
}

/// Loads a PDF and looks at it.
fn open<T>(bytes: &[u8], look: impl FnOnce(&Document) -> T) -> Result<T, Finding> {
    if !is_pdf(bytes) {
        return Err(DAMAGED.found().with("what", "%PDF-"));
    }
    if bytes.len() > LARGEST_PDF {
        return Err(TOO_LARGE.found().with("limit", LARGEST_PDF / MEGABYTE));
    }
    if !pdf_guard::is_bounded_structure(bytes) {
        return Err(TOO_LARGE.found().with("limit", LARGEST_PDF / MEGABYTE));
    }
    let options =
        LoadOptions { max_decompressed_size: Some(LARGEST_STREAM), ..LoadOptions::default() };
    // The PDF library is not ours: should it panic on a hostile file, that file is damaged and the
    // run goes on.
    let looked = catch_unwind(AssertUnwindSafe(|| {
        let document =
            Document::load_mem_with_options(bytes, options).map_err(|error| unreadable(&error))?;
        match document.is_encrypted() {
            true => Err(ENCRYPTED.found()),
            false => Ok(look(&document)),
        }
    }));
    looked.unwrap_or_else(|_| Err(DAMAGED.found().with("what", "?")))
}

fn inside_of(bytes: &[u8], document: &Document) -> Inside {
    let files = Files::of(bytes, document);
    let without = match (files.too_large, files.unreadable) {
        (true, _) => TOO_LARGE.found().with("limit", LARGEST_XML / MEGABYTE),
        (_, true) => DAMAGED.found().with("what", "EmbeddedFile"),
        _ if !is_whole(bytes, document) => DAMAGED.found().with("what", "xref, %%EOF"),
        _ => WITHOUT_INVOICE.found(),
    };
    let (pdfs, others): (Vec<Payload>, Vec<Payload>) =
        files.found.into_iter().partition(|file| is_pdf(&file.xml));
    Inside { invoices: ranked(others), pdfs, without }
}

fn unreadable(error: &lopdf::Error) -> Finding {
    match error {
        lopdf::Error::InvalidPassword
        | lopdf::Error::Decryption(_)
        | lopdf::Error::UnsupportedSecurityHandler(_) => ENCRYPTED.found(),
        lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }) => {
            TOO_LARGE.found().with("limit", LARGEST_STREAM / MEGABYTE)
        }
        _ => DAMAGED.found().with_value("what", Argument::foreign("Aufbau nicht lesbar", error)),
    }
}

/// True when the cross-reference table was found as written, the file ends as it must, and there
/// are pages.
fn is_whole(bytes: &[u8], document: &Document) -> bool {
    let tail = bytes.get(bytes.len().saturating_sub(2048)..).unwrap_or_default();
    document.xref_recovery != Some(XrefRecovery::Reconstructed)
        && memchr::memmem::find(tail, b"%%EOF").is_some()
        && document.page_iter().next().is_some()
}

/// Sorts by name and content; files that are no XML invoice drop out, and so does the same bytes a
/// second time.
fn ranked(files: Vec<Payload>) -> Vec<Payload> {
    let mut kept: Vec<(usize, Payload)> = Vec::new();
    for file in files {
        let rank =
            match NAMES.iter().position(|name| base_name(&file.name).eq_ignore_ascii_case(name)) {
                Some(rank) if looks_like_xml(&file.xml) => rank,
                _ if is_business_xml(&file.xml) => NAMES.len(),
                _ => continue,
            };
        if !kept.iter().any(|(_, known)| known.xml == file.xml) {
            kept.push((rank, file));
        }
    }
    kept.sort_by_key(|(rank, _)| *rank);
    kept.into_iter().map(|(_, payload)| payload).collect()
}

fn base_name(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or_default().trim()
}

fn looks_like_xml(bytes: &[u8]) -> bool {
    xml::decode(bytes.get(..bytes.len().min(64)).unwrap_or_default())
        .text
        .trim_start()
        .starts_with('<')
}

/// Root elements of invoices and orders in the syntaxes of EN 16931, ZUGFeRD 1.0 and Order-X.
fn is_business_xml(bytes: &[u8]) -> bool {
    let head = xml::decode(bytes.get(..bytes.len().min(8 * 1024)).unwrap_or_default());
    let roots = [
        "CrossIndustryInvoice",
        "CrossIndustryDocument",
        "ubl:schema:xsd:Invoice-2",
        "ubl:schema:xsd:CreditNote-2",
        "SCRDMCCBDACIOMessageStructure",
    ];
    looks_like_xml(bytes) && roots.iter().any(|root| head.text.contains(root))
}
